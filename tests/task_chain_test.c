/* task_chain_test.c - many tasks, each waiting for the end of the one before: whatever end the
 * first comes to, it needs no stack to reach the last (TASK-9, TASK-10), and a cancel of the last
 * run needs none to reach the first (GEN-4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"
#include "support/small_stack.h"

#define TASKS 20000

enum way { WHEN_DONE, COITERATE, RUN };

/* How it begins: what the first task waits for fires or fails, or the last end is cancelled. */
enum trigger { FIRES, FAILS, CANCELLED };

struct chain {
    struct library_fixture *fixture;
    enum way way;
    enum trigger trigger;
    int made, closed;
    bool ended_well, ended_badly;
    size_t alive;
};

struct link {
    weft_generator generator;
    struct chain *chain;
    weft_deferred *before; /* the end of the task before */
};

static weft_step link_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct link *link = frame;

    (void) reactor;
    WEFT_BEGIN(link, out);
    WEFT_YIELD(weft_deferred_value(weft_deferred_retain(link->before)));
    WEFT_RETURN(weft_none());
    WEFT_ON_CLOSE;
    link->chain->closed++;
    WEFT_END;
}

static void release_link(weft_reactor *reactor, void *frame)
{
    (void) reactor;
    weft_deferred_release(((struct link *) frame)->before);
}

WEFT_GENERATOR(link, struct link, link_next, release_link);

static weft_status hand_over(struct chain *chain, weft_cooperator *cooperator,
                             weft_iterator *iterator, weft_deferred **end)
{
    weft_status status;
    weft_task *task;

    if (chain->way == COITERATE)
        return weft_coiterate(cooperator, iterator, end);
    if (chain->way == RUN)
        return weft_run_iterator(cooperator, iterator, end);
    status = weft_cooperate(cooperator, iterator, &task);
    if (status != WEFT_OK)
        return status;
    status = weft_task_when_done(task, end);
    weft_task_release(task);
    return status;
}

/* The last end, after one that waits for *FIRST; each link holds the end before it. */
static weft_deferred *make_links(struct chain *chain, weft_cooperator *cooperator,
                                 weft_deferred *first)
{
    weft_deferred *last = first;

    for (; chain->made < TASKS; chain->made++) {
        weft_iterator *iterator;
        struct link *link;
        weft_deferred *end;

        if (weft_iterator_create(chain->fixture->reactor, &weft_generator_link, &iterator) !=
            WEFT_OK)
            break;
        link = weft_iterator_frame(iterator);
        *link = (struct link){.chain = chain, .before = last};
        if (hand_over(chain, cooperator, iterator, &end) != WEFT_OK)
            break;
        weft_iterator_release(iterator);
        last = end;
    }
    return last;
}

static weft_value see_value(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    weft_value_release(result);
    ((struct chain *) context)->ended_well = true;
    return weft_none();
}

static weft_value see_failure(weft_reactor *reactor, void *context, weft_value result)
{
    struct chain *chain = context;

    (void) reactor;
    chain->ended_badly = weft_failure_trap(
        &result, chain->trigger == CANCELLED ? &weft_error_cancelled : &weft_error_value);
    return result;
}

static void *make_end_and_free(void *context)
{
    struct chain *chain = context;
    weft_reactor *reactor = chain->fixture->reactor;
    weft_cooperator *cooperator;
    weft_deferred *first, *last;

    if (weft_cooperator_create(reactor, NULL, &cooperator) != WEFT_OK ||
        weft_deferred_create(reactor, NULL, &first) != WEFT_OK)
        return NULL;
    last = make_links(chain, cooperator, weft_deferred_retain(first));
    if (weft_deferred_add_callbacks(last, see_value, see_failure, chain) != WEFT_OK)
        return NULL;
    run_all(chain->fixture); /* every task waits */
    if (chain->trigger == CANCELLED)
        weft_deferred_cancel(last);
    else if (chain->trigger == FAILS)
        weft_deferred_errback(first, weft_raise_bare(&weft_error_value));
    else
        weft_deferred_callback(first, weft_none());
    run_all(chain->fixture);
    weft_deferred_release(first);
    weft_deferred_release(last);
    weft_cooperator_release(cooperator);
    for (int kind = WEFT_SUBJECT_CALL; kind < WEFT_SUBJECT_KINDS; kind++)
        chain->alive += weft_reactor_alive(reactor, (weft_subject_kind) kind);
    return NULL;
}

static void assert_chain_ends(void **state, enum way way, enum trigger trigger)
{
    struct chain chain = {.fixture = *state, .way = way, .trigger = trigger};

    assert_int_equal(on_small_stack(make_end_and_free, &chain), 0);
    assert_int_equal(chain.made, TASKS);
    assert_int_equal(chain.ended_well, trigger == FIRES);
    assert_int_equal(chain.ended_badly, trigger != FIRES);
    assert_int_equal(chain.closed, trigger == FIRES ? 0 : TASKS);
    assert_int_equal(chain.alive, 0);
}

static void the_first_end_reaches_the_last_on_a_small_stack(void **state)
{
    static const enum way ways[] = {WHEN_DONE, COITERATE, RUN};

    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
        assert_chain_ends(state, ways[way], FIRES);
        assert_chain_ends(state, ways[way], FAILS);
    }
}

static void a_cancel_of_the_last_run_reaches_the_first_on_a_small_stack(void **state)
{
    assert_chain_ends(state, RUN, CANCELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(the_first_end_reaches_the_last_on_a_small_stack),
        library_test(a_cancel_of_the_last_run_reaches_the_first_on_a_small_stack),
    };

    return cmocka_run_group_tests_name("task_chain", tests, NULL, NULL);
}
