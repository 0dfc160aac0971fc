/* A shop with one piece left and two customers. Each looks whether there is one, goes to the till,
 * which takes a second, and only then takes it: what was seen before a wait need not be so behind
 * it. The stock becomes less than nothing; two stand at the till; and in the end the books do not
 * agree. What a scenario says of its own state is found as soon as it is broken, at the step that
 * breaks it: the stock at the second customer's way out, the till at the second one's way in.
 */
#include "weft/sim/scenario.h"

struct shop {
    int stock, sold, at_the_till;
};

struct customer {
    weft_generator generator;
    struct shop *shop;
};

/* None if it could not be made. */
static weft_value wait_a_second(weft_reactor *reactor)
{
    weft_later later = {.delay_ns = 1 * WEFT_SECOND};
    weft_deferred *wait;

    if (!weft_world_ok(weft_world_of(reactor), weft_defer_later(reactor, &later, &wait), "a wait"))
        return weft_none();
    return weft_deferred_value(wait);
}

static weft_step customer_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    weft_world *world = weft_world_of(reactor);
    struct customer *customer = frame;
    struct shop *shop = customer->shop;

    WEFT_BEGIN(customer, out);
    if (shop->stock == 0)
        WEFT_RETURN(weft_none());
    shop->at_the_till++;
    weft_world_print(world, "one more at the till");
    WEFT_YIELD(wait_a_second(reactor));
    shop->at_the_till--;
    shop->stock--;
    shop->sold++;
    weft_world_print(world, "one piece sold");
    WEFT_RETURN(weft_none());
    WEFT_ON_CLOSE;
    WEFT_END;
}
WEFT_GENERATOR(customer, struct customer, customer_next, NULL);

static void come_in(weft_reactor *reactor, void *context)
{
    struct shop *shop = context;
    weft_world *world = weft_world_of(reactor);
    weft_iterator *iterator;
    weft_task *task;

    if (!weft_world_ok(world, weft_iterator_create(reactor, &weft_generator_customer, &iterator),
                       "a customer"))
        return;
    ((struct customer *) weft_iterator_frame(iterator))->shop = shop;
    if (weft_world_ok(world, weft_cooperate(weft_world_cooperator(world), iterator, &task),
                      "a task"))
        weft_task_release(task);
    weft_iterator_release(iterator);
}

static bool stock_is_not_negative(const weft_world *world, void *context)
{
    (void) world;
    return ((const struct shop *) context)->stock >= 0;
}

static bool two_are_at_the_till(const weft_world *world, void *context)
{
    (void) world;
    return ((const struct shop *) context)->at_the_till > 1;
}

static bool nobody_is_at_the_till(const weft_world *world, void *context)
{
    (void) world;
    return ((const struct shop *) context)->at_the_till == 0;
}

static bool one_is_sold(const weft_world *world, void *context)
{
    (void) world;
    return ((const struct shop *) context)->sold == 1;
}

WEFT_SCENARIO(rules_in_c, "What must hold always, never, eventually is found where it is broken.")
{
    struct shop *shop = weft_world_allocate(world, sizeof *shop);

    if (!shop)
        return;
    shop->stock = 1;
    weft_world_always(world, stock_is_not_negative, shop, "stock >= 0");
    weft_world_never(world, two_are_at_the_till, shop, "two at the till");
    weft_world_eventually(world, nobody_is_at_the_till, shop, "nobody at the till");
    weft_world_eventually(world, one_is_sold, shop, "one piece sold");
    weft_world_at(world, 0, "first comes in", come_in, shop);
    weft_world_at(world, WEFT_SECOND / 2, "second comes in", come_in, shop);
    for (int broken = 0; broken < 3; broken++)
        weft_world_expect_finding(world, WEFT_FINDING_EXPECTATION, NULL);
}
