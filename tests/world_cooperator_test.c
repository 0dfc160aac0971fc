/* world_cooperator_test.c - the default Cooperator of a reactor, as a world configures it: a
 * program that knows nothing of worlds gets it too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "weft/sim/world.h"

enum { STEPS = 3 };

struct stepper {
    int64_t times[STEPS]; /* of its steps */
    size_t steps;
};

static weft_step next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct stepper *stepper = *(struct stepper **) frame;

    stepper->times[stepper->steps++] = weft_now(reactor);
    *out = weft_none();
    return stepper->steps < STEPS ? WEFT_YIELDED : WEFT_RETURNED;
}

/* What a program does: it asks the library, not the world. */
static void start(weft_reactor *reactor, void *context)
{
    static const weft_iterator_type type = {"stepper", sizeof(struct stepper *), next, NULL, NULL};
    weft_cooperator *cooperator;
    weft_iterator *iterator;

    assert_int_equal(weft_default_cooperator(reactor, &cooperator), WEFT_OK);
    assert_ptr_equal(weft_world_cooperator(weft_world_of(reactor)), cooperator);
    assert_int_equal(weft_iterator_create(reactor, &type, &iterator), WEFT_OK);
    *(struct stepper **) weft_iterator_frame(iterator) = context;
    assert_int_equal(weft_cooperate(cooperator, iterator, NULL), WEFT_OK);
    weft_iterator_release(iterator);
}

static void run(int64_t slice_ns, uint32_t slice_steps, struct stepper *stepper)
{
    weft_world_options options = {0};
    const weft_finding *findings;
    weft_world *world;

    assert_int_equal(weft_world_create(&options, &world), WEFT_OK);
    if (slice_ns > 0 || slice_steps > 0)
        weft_world_set_slice(world, slice_ns, slice_steps);
    weft_world_at(world, 0, "start", start, stepper);
    weft_world_run(world);
    assert_int_equal(weft_world_findings(world, &findings), 0);
    assert_int_equal(weft_reactor_alive(weft_world_reactor(world), WEFT_SUBJECT_COOPERATOR), 0);
    weft_world_close(world);
}

static void each_step_has_an_instant_of_its_own(void **state)
{
    struct stepper stepper = {{0}, 0};

    (void) state;
    run(0, 0, &stepper);
    for (size_t i = 0; i < STEPS; i++)
        assert_int_equal(stepper.times[i], 10 * (i + 1));
}

static void the_worlds_slice_is_its_slice(void **state)
{
    struct stepper stepper = {{0}, 0};

    (void) state;
    run(0, 2, &stepper);
    assert_int_equal(stepper.times[0], 10);
    assert_int_equal(stepper.times[1], 10);
    assert_int_equal(stepper.times[2], 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_step_has_an_instant_of_its_own),
        cmocka_unit_test(the_worlds_slice_is_its_slice),
    };

    return cmocka_run_group_tests_name("world_cooperator", tests, NULL, NULL);
}
