/* coiterate_test.c - a Deferred of a task's end, and what cancelling it does not do (TASK-16,
 * TASK-17), with the wiring by hand that follows from it (GEN-3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/actor.h"

static weft_step raise_at_once(struct actor *actor, int64_t step, weft_value *out)
{
    (void) step;
    *out = make_failure(actor->fixture, &weft_error_value, "b");
    return WEFT_RAISED;
}

static weft_deferred *coiterate(weft_cooperator *cooperator, weft_iterator *iterator)
{
    weft_deferred *done;

    assert_int_equal(weft_coiterate(cooperator, iterator, &done), WEFT_OK);
    weft_iterator_release(iterator);
    return done;
}

static void coiterate_into(weft_cooperator *cooperator, weft_iterator *iterator,
                           weft_deferred *done)
{
    assert_int_equal(weft_coiterate_into(cooperator, iterator, done), WEFT_OK);
    weft_iterator_release(iterator);
}

/* TASK-17 */
static void it_fires_with_the_iterator(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_iterator *iterator = make_counter(fixture, "a", 1);
    weft_deferred *done = coiterate(cooperator, weft_iterator_retain(iterator));

    run_all(fixture);
    assert_ptr_equal(weft_value_iterator(weft_deferred_result(done)), iterator);
    assert_journal(fixture, "a0 aend");
    weft_deferred_release(done);
    weft_iterator_release(iterator);
    weft_cooperator_release(cooperator);
}

/* UNH-3: a failed one that nobody kept reports in the failing step, before the next task steps. */
static void it_fails_with_what_the_task_failed_with(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_deferred *done = coiterate(cooperator, make_actor(fixture, "a", raise_at_once));

    weft_deferred_release(coiterate(cooperator, make_counter(fixture, "s", 0)));
    weft_deferred_release(coiterate(cooperator, make_actor(fixture, "b", raise_at_once)));
    weft_deferred_release(coiterate(cooperator, make_counter(fixture, "s", 1)));
    take(fixture, done, "a");
    run_all(fixture);
    assert_journal(fixture, "a=ValueError: b unhandled(ValueError: b) send s0 send");
    weft_deferred_release(done);
    weft_cooperator_release(cooperator);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_TASK), 0);
    assert_int_equal(deferreds_alive(fixture), 0);
}

/* TASK-17: the task runs to its end, whose arrival is swallowed. */
static void cancelling_it_does_not_stop_the_work(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_deferred *done = coiterate(cooperator, make_counter(fixture, "a", 3));

    take(fixture, done, "d");
    advance(fixture, 10);
    weft_deferred_cancel(done);
    assert_journal(fixture, "a0 d=CancelledError");
    run_all(fixture);
    assert_journal(fixture, "a1 a2 aend");
    assert_int_equal(fixture->events[WEFT_EVENT_DEFERRED_SWALLOWED], 1);
    weft_deferred_release(done);
    weft_cooperator_release(cooperator);
}

/* TASK-17, TMO-1 */
static void nor_does_a_timeout_on_it(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_deferred *done = coiterate(cooperator, make_counter(fixture, "a", 4));
    weft_later limit = {15, NULL, NULL, NULL};

    assert_int_equal(weft_deferred_add_timeout(done, &limit), WEFT_OK);
    take(fixture, done, "d");
    run_all(fixture);
    assert_journal(fixture, "a0 d=TimeoutError a1 a2 a3 aend");
    weft_deferred_release(done);
    weft_cooperator_release(cooperator);
}

/* TASK-17, CHD-4 */
static void a_deferred_of_the_callers_with_a_canceller_meets_the_end_too_late(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_canceller canceller = {write_cancel, make_mark(fixture, "canceller", weft_none()), NULL};
    weft_deferred *done = make_cancellable(fixture, &canceller);

    coiterate_into(cooperator, make_counter(fixture, "a", 1), done);
    take(fixture, done, "d");
    advance(fixture, 10);
    weft_deferred_cancel(done);
    assert_journal(fixture, "a0 canceller d=CancelledError");
    run_all(fixture);
    assert_journal(fixture, "aend unhandled(AlreadyCalledError)");
    weft_deferred_release(done);
    weft_cooperator_release(cooperator);
}

/* TASK-17, CHD-4. A row: how many tasks it is handed to, and whether it has fired before. */
static void one_deferred_takes_one_end(void **state)
{
    static const struct {
        int tasks;
        bool fired;
        const char *expected;
    } rows[] = {
        {1, false, "aend d=<iterator>"},
        {2, false, "aend d=<iterator> aend unhandled(AlreadyCalledError)"},
        {1, true, "d=1 aend unhandled(AlreadyCalledError)"},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_cooperator *cooperator = make_cooperator(fixture, 0);
        weft_deferred *done = make_deferred(fixture);

        take(fixture, done, "d");
        if (rows[i].fired)
            weft_deferred_callback(done, weft_integer(1));
        for (int task = 0; task < rows[i].tasks; task++)
            coiterate_into(cooperator, make_counter(fixture, "a", 0), done);
        run_all(fixture);
        assert_journal(fixture, rows[i].expected);
        weft_deferred_release(done);
        weft_cooperator_release(cooperator);
    }
}

/* TASK-16 */
static void cancelling_one_when_done_leaves_task_and_others_alone(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_task *task = start_task(cooperator, make_counter(fixture, "a", 2));
    weft_deferred *done;

    assert_int_equal(weft_task_when_done(task, &done), WEFT_OK);
    take(fixture, done, "1");
    note_end(fixture, task, "2");
    weft_deferred_cancel(done);
    assert_journal(fixture, "1=CancelledError");
    run_all(fixture);
    assert_journal(fixture, "a0 a1 aend 2=<iterator>");
    weft_deferred_release(done);
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* TASK-16: it is passed over; the others fire, and the next tick comes. */
static void a_when_done_that_was_fired_by_hand_is_passed_over(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_task *task = start_task(cooperator, make_counter(fixture, "a", 0));
    weft_deferred *done;

    assert_int_equal(weft_task_when_done(task, &done), WEFT_OK);
    note_end(fixture, task, "2");
    take(fixture, done, "1");
    assert_int_equal(weft_deferred_callback(done, weft_integer(7)), WEFT_OK);
    start(cooperator, make_counter(fixture, "b", 1));
    run_all(fixture);
    assert_journal(fixture, "1=7 aend misuse(WEFT_ALREADY_CALLED) 2=<iterator> b0 bend");
    weft_deferred_release(done);
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* The wiring by hand: an outer Deferred whose canceller closes the iterator, and to which the
 * Deferred of its end is chained. */
struct wiring {
    struct library_fixture *fixture;
    weft_iterator *iterator;
    weft_deferred *outer;
};

static void close_iterator(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    struct wiring *wiring = context;

    (void) reactor;
    (void) deferred;
    weft_iterator_close(wiring->iterator);
}

static void wire(struct wiring *wiring, weft_cooperator *cooperator)
{
    weft_canceller canceller = {close_iterator, wiring, NULL};
    weft_deferred *done;

    wiring->outer = make_cancellable(wiring->fixture, &canceller);
    assert_int_equal(weft_coiterate(cooperator, wiring->iterator, &done), WEFT_OK);
    assert_int_equal(weft_deferred_chain(done, wiring->outer), WEFT_OK);
    weft_deferred_release(done);
    take(wiring->fixture, wiring->outer, "outer");
}

static weft_step cancel_held(struct actor *actor, weft_value *out)
{
    (void) out;
    journal_write(&actor->fixture->journal, "%s-cancels", actor->name);
    weft_deferred_cancel(actor->held);
    return WEFT_RETURNED;
}

/* GEN-3. A row: whether the task waits when it is cancelled, whether its closed block then cancels
 * what it waits for, and what the cancel, and what comes after it, write. */
static void wired_by_hand_a_cancel_is_clean_only_while_it_waits_and_cancels(void **state)
{
    static const struct {
        bool waits, cancels;
        const char *at_cancel, *afterwards;
    } rows[] = {
        {true, true, "a0 a-cancels outer=CancelledError |", ""},
        {true, false, "a0 a-closed outer=CancelledError |", "unhandled(AlreadyCalledError)"},
        {false, false, "a0 a-closed outer=CancelledError |", "unhandled(AlreadyCalledError)"},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_cooperator *cooperator = make_cooperator(fixture, 1);
        weft_iterator *iterator = make_counter(fixture, "a", 3);
        struct wiring wiring = {.fixture = fixture, .iterator = iterator};
        weft_later nap = {100, NULL, NULL, NULL};

        if (rows[i].waits) {
            actor_of(iterator)->act = await_held;
            actor_of(iterator)->clean_up = rows[i].cancels ? cancel_held : NULL;
            assert_int_equal(weft_defer_later(fixture->reactor, &nap, &actor_of(iterator)->held),
                             WEFT_OK);
        }
        wire(&wiring, cooperator);
        advance(fixture, 10);
        weft_deferred_cancel(wiring.outer);
        journal_write(&fixture->journal, "|");
        assert_journal(fixture, rows[i].at_cancel);
        assert_int_equal(weft_reactor_pending(fixture->reactor), !rows[i].cancels);
        run_all(fixture);
        assert_journal(fixture, rows[i].afterwards);
        weft_deferred_release(wiring.outer);
        weft_iterator_release(iterator);
        weft_cooperator_release(cooperator);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(it_fires_with_the_iterator),
        library_test(it_fails_with_what_the_task_failed_with),
        library_test(cancelling_it_does_not_stop_the_work),
        library_test(nor_does_a_timeout_on_it),
        library_test(a_deferred_of_the_callers_with_a_canceller_meets_the_end_too_late),
        library_test(one_deferred_takes_one_end),
        library_test(cancelling_one_when_done_leaves_task_and_others_alone),
        library_test(a_when_done_that_was_fired_by_hand_is_passed_over),
        library_test(wired_by_hand_a_cancel_is_clean_only_while_it_waits_and_cancels),
    };

    return cmocka_run_group_tests_name("coiterate", tests, NULL, NULL);
}
