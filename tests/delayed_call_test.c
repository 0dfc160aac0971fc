/* delayed_call_test.c - calls that were asked for later: their order, moving and cancelling them
 * (CLK, DC). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/library_fixture.h"

/* A call that writes its name. The handle is the caller's. */
static weft_delayed_call *call_at(struct library_fixture *fixture, const char *name,
                                  int64_t delay_ns)
{
    weft_delayed_call *call;

    assert_int_equal(weft_call_later(fixture->reactor, delay_ns, write_name,
                                     make_mark(fixture, name, weft_none()), &call),
                     WEFT_OK);
    return call;
}

/* The same without a handle. */
static void name_at(struct library_fixture *fixture, const char *name, int64_t delay_ns)
{
    assert_int_equal(weft_call_later(fixture->reactor, delay_ns, write_name,
                                     make_mark(fixture, name, weft_none()), NULL),
                     WEFT_OK);
}

/* CLK-2 */
static void a_call_never_runs_before_call_later_has_returned(void **state)
{
    struct library_fixture *fixture = *state;

    name_at(fixture, "zero", 0);
    assert_journal(fixture, "");
    assert_int_equal(weft_reactor_pending(fixture->reactor), 1);
    assert_int_equal(run_turn(fixture), 1);
    assert_journal(fixture, "zero");
    assert_int_equal(run_turn(fixture), 0);
}

/* CLK-3 */
static void calls_run_by_due_time_and_those_of_one_time_as_they_were_asked_for(void **state)
{
    struct library_fixture *fixture = *state;

    name_at(fixture, "a", 10);
    name_at(fixture, "b", 10);
    name_at(fixture, "c", 10);
    name_at(fixture, "early", 5);
    name_at(fixture, "d", 10);
    name_at(fixture, "late", 11);
    advance(fixture, 10);
    assert_journal(fixture, "early a b c d");
    advance(fixture, 1);
    assert_journal(fixture, "late");
}

static void write_now(weft_reactor *reactor, void *context)
{
    struct mark *mark = context;

    journal_write(&mark->fixture->journal, "%s@%d", mark->name, (int) weft_now(reactor));
}

static void now_at(struct library_fixture *fixture, const char *name, int64_t delay_ns)
{
    assert_int_equal(weft_call_later(fixture->reactor, delay_ns, write_now,
                                     make_mark(fixture, name, weft_none()), NULL),
                     WEFT_OK);
}

/* CLK-4, CLK-5: the reactor's part of it: it runs what is due, at whatever time the driver says. */
static void all_that_one_turn_runs_see_the_time_of_the_driver(void **state)
{
    struct library_fixture *fixture = *state;

    now_at(fixture, "x", 1);
    now_at(fixture, "y", 2);
    advance(fixture, 5);
    assert_journal(fixture, "x@5 y@5");
    assert_int_equal(weft_now(fixture->reactor), 5);
}

/* CLK-15, CLK-5: an autojump from due time to due time shows each call its own. */
static void going_from_due_time_to_due_time_each_call_sees_its_own(void **state)
{
    struct library_fixture *fixture = *state;

    now_at(fixture, "x", 1);
    now_at(fixture, "y", 2);
    now_at(fixture, "z", 2);
    run_all(fixture);
    assert_journal(fixture, "x@1 y@2 z@2");
}

static void call_more(weft_reactor *reactor, void *context)
{
    struct mark *mark = context;

    write_name(reactor, context);
    name_at(mark->fixture, "zero", 0);
    name_at(mark->fixture, "one-from-2", 1);
}

/* CLK-6 */
static void a_call_made_by_a_call_counts_from_the_time_that_this_one_sees(void **state)
{
    struct library_fixture *fixture = *state;

    assert_int_equal(weft_call_later(fixture->reactor, 10, call_more,
                                     make_mark(fixture, "f", weft_none()), NULL),
                     WEFT_OK);
    name_at(fixture, "at2", 20);
    name_at(fixture, "at1.5", 15);
    advance(fixture, 20);
    assert_journal(fixture, "f at1.5 at2 zero");
    advance(fixture, 1);
    assert_journal(fixture, "one-from-2");
}

struct link {
    struct library_fixture *fixture;
    int left;
};

static void call_next_link(weft_reactor *reactor, void *context)
{
    struct link *link = context;

    journal_write(&link->fixture->journal, "%d@%d", link->left, (int) weft_now(reactor));
    if (--link->left > 0 && weft_call_later(reactor, 10, call_next_link, link, NULL) != WEFT_OK)
        journal_write(&link->fixture->journal, "refused");
}

/* CLK-8 */
static void a_jump_moves_a_chain_of_waits_by_one_link_and_an_autojump_by_all(void **state)
{
    struct library_fixture *fixture = *state;
    struct link jumped = {fixture, 3}, followed = {fixture, 3};

    assert_int_equal(weft_call_later(fixture->reactor, 10, call_next_link, &jumped, NULL), WEFT_OK);
    advance(fixture, 100);
    assert_journal(fixture, "3@100");
    advance(fixture, 100);
    assert_journal(fixture, "2@200");
    advance(fixture, 100);
    assert_journal(fixture, "1@300");
    assert_int_equal(weft_call_later(fixture->reactor, 10, call_next_link, &followed, NULL),
                     WEFT_OK);
    run_all(fixture);
    assert_journal(fixture, "3@310 2@320 1@330");
}

static void assert_pending(struct library_fixture *fixture, const char *expected)
{
    weft_pending_call calls[8];
    size_t count = weft_reactor_pending_calls(fixture->reactor, calls, 8);

    assert_true(count <= 8);
    for (size_t i = 0; i < count; i++)
        journal_write(&fixture->journal, "%d@%d", (int) calls[i].call.id, (int) calls[i].due_ns);
    assert_journal(fixture, expected);
}

/* CLK-13, DC-6: differences. Twisted hands out its own list, in an order that may be stale. */
static void the_pending_calls_are_a_snapshot_in_order(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *a = call_at(fixture, "a", 30), *b = call_at(fixture, "b", 10);
    weft_delayed_call *c = call_at(fixture, "c", 20);
    weft_pending_call calls[3] = {{.due_ns = -1}};

    assert_pending(fixture, "2@10 3@20 1@30");
    assert_int_equal(weft_delayed_call_reset(b, 100), WEFT_OK);
    assert_pending(fixture, "3@20 1@30 2@100");
    name_at(fixture, "d", 25);
    assert_pending(fixture, "3@20 4@25 1@30 2@100");
    assert_int_equal(weft_delayed_call_reset(c, 30), WEFT_OK); /* now a tie */
    assert_pending(fixture, "4@25 1@30 3@30 2@100");
    assert_int_equal(weft_delayed_call_reset(a, 30), WEFT_OK);
    assert_pending(fixture, "4@25 3@30 1@30 2@100");
    assert_int_equal(weft_reactor_pending_calls(fixture->reactor, NULL, 0), 4);
    assert_int_equal(weft_reactor_pending_calls(fixture->reactor, calls, 3), 4);
    assert_int_equal(calls[0].due_ns, -1); /* not enough room: nothing is filled in */
    assert_int_equal(weft_delayed_call_cancel(a), WEFT_OK);
    assert_int_equal(weft_delayed_call_cancel(b), WEFT_OK);
    assert_int_equal(weft_delayed_call_cancel(c), WEFT_OK);
    assert_pending(fixture, "4@25");
    weft_delayed_call_release(a);
    weft_delayed_call_release(b);
    weft_delayed_call_release(c);
}

/* CLK-14: a difference. Twisted's ten tenths are less than one. */
static void times_add_up_exactly(void **state)
{
    struct library_fixture *fixture = *state;

    name_at(fixture, "second", WEFT_SECOND);
    for (int i = 0; i < 10; i++)
        advance(fixture, 100 * WEFT_MILLISECOND);
    assert_journal(fixture, "second");
}

/* DC-1 */
static void look_at_own_call(weft_reactor *reactor, void *context)
{
    weft_delayed_call *call = *(weft_delayed_call **) context;
    weft_observer observer = weft_reactor_observer(reactor);
    struct library_fixture *fixture = observer.context;
    weft_status status = weft_delayed_call_cancel(call);

    journal_write(&fixture->journal, "active=%d %s", weft_delayed_call_active(call),
                  weft_status_name(status));
}

static void inside_its_own_function_a_call_is_called_already(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *call;

    assert_int_equal(weft_call_later(fixture->reactor, 1, look_at_own_call, &call, &call), WEFT_OK);
    assert_true(weft_delayed_call_active(call));
    advance(fixture, 1);
    assert_journal(fixture, "misuse(WEFT_CALL_ALREADY_CALLED) active=0 WEFT_CALL_ALREADY_CALLED");
    weft_delayed_call_release(call);
}

/* DC-2 */
static void a_cancelled_call_is_out_at_once_and_cannot_be_moved(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *call = call_at(fixture, "call", 1);

    assert_int_equal(weft_delayed_call_cancel(call), WEFT_OK);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    assert_false(weft_delayed_call_active(call));
    assert_true(weft_delayed_call_cancelled(call));
    assert_int_equal(weft_delayed_call_due(call), 1);
    assert_int_equal(weft_delayed_call_cancel(call), WEFT_CALL_ALREADY_CANCELLED);
    assert_int_equal(weft_delayed_call_reset(call, 1), WEFT_CALL_ALREADY_CANCELLED);
    assert_int_equal(weft_delayed_call_delay(call, 1), WEFT_CALL_ALREADY_CANCELLED);
    journal_clear(&fixture->journal);
    advance(fixture, 5);
    assert_journal(fixture, "");
    weft_delayed_call_release(call);
}

/* DC-2 */
static void a_call_that_has_run_cannot_be_cancelled_or_moved(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *call = call_at(fixture, "call", 1);

    advance(fixture, 1);
    assert_false(weft_delayed_call_active(call));
    assert_false(weft_delayed_call_cancelled(call));
    assert_int_equal(weft_delayed_call_cancel(call), WEFT_CALL_ALREADY_CALLED);
    assert_int_equal(weft_delayed_call_reset(call, 1), WEFT_CALL_ALREADY_CALLED);
    assert_int_equal(weft_delayed_call_delay(call, -5), WEFT_CALL_ALREADY_CALLED);
    assert_int_equal(weft_delayed_call_due(call), 1);
    weft_delayed_call_release(call);
}

static void cancel_other(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_delayed_call_cancel(context);
}

/* DC-3 */
static void a_due_call_that_one_before_it_cancels_does_not_run(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *call = call_at(fixture, "b", 2);

    assert_int_equal(weft_call_later(fixture->reactor, 1, cancel_other, call, NULL), WEFT_OK);
    name_at(fixture, "c", 2);
    advance(fixture, 2);
    assert_journal(fixture, "c");
    weft_delayed_call_release(call);
}

/* DC-4 */
static void reset_counts_from_now(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *call = call_at(fixture, "d", 10);

    assert_int_equal(weft_delayed_call_reset(call, 30), WEFT_OK);
    assert_int_equal(weft_delayed_call_due(call), 30);
    advance(fixture, 20);
    assert_journal(fixture, "");
    assert_int_equal(weft_delayed_call_reset(call, 5), WEFT_OK);
    assert_int_equal(weft_delayed_call_due(call), 25);
    advance(fixture, 5);
    assert_journal(fixture, "d");
    weft_delayed_call_release(call);
}

/* DC-4, DC-5 */
static void reset_after_delay_takes_the_call_to_one_time(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *call = call_at(fixture, "d", 5);

    assert_int_equal(weft_delayed_call_delay(call, 5), WEFT_OK);
    assert_int_equal(weft_delayed_call_reset(call, 7), WEFT_OK);
    assert_int_equal(weft_delayed_call_due(call), 7);
    assert_int_equal(weft_delayed_call_reset(call, 2), WEFT_OK);
    assert_int_equal(weft_delayed_call_due(call), 2);
    weft_delayed_call_release(call);
}

/* DC-5 */
static void delay_counts_from_its_due_time_and_not_before_now(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *call = call_at(fixture, "d", 10);

    advance(fixture, 3);
    assert_int_equal(weft_delayed_call_delay(call, 20), WEFT_OK);
    assert_int_equal(weft_delayed_call_due(call), 30);
    assert_int_equal(weft_delayed_call_delay(call, -10), WEFT_OK);
    assert_int_equal(weft_delayed_call_due(call), 20);
    assert_int_equal(weft_delayed_call_delay(call, -18), WEFT_BAD_TIME);
    assert_int_equal(weft_delayed_call_due(call), 20);
    assert_int_equal(weft_delayed_call_delay(call, -17), WEFT_OK);
    journal_clear(&fixture->journal);
    advance(fixture, 0);
    assert_journal(fixture, "d");
    weft_delayed_call_release(call);
}

/* DC-7: a difference. In Twisted a tie follows the place in the old list. A row makes A, B and C
 * due at the first three times, resets one of them to 2, and shows who runs in what order. */
static const struct {
    int64_t due[3];
    size_t moved;
    const char *order;
} tie_rows[] = {
    {{1, 2, 3}, 0, "B A C"}, /* Twisted: A B C */
    {{1, 2, 3}, 2, "A B C"}, {{3, 2, 9}, 0, "B A C"},
    {{2, 2, 2}, 0, "B C A"}, /* to where it was: last all the same */
    {{2, 2, 2}, 1, "A C B"}, {{2, 2, 2}, 2, "A B C"},
};

static void a_moved_call_goes_last_among_those_due_at_its_new_time(void **state)
{
    static const char *const names[] = {"A", "B", "C"};
    struct library_fixture *fixture = *state;

    for (size_t row = 0; row < 2 * (sizeof tie_rows / sizeof *tie_rows); row++) {
        weft_delayed_call *calls[3];
        size_t moved = tie_rows[row / 2].moved;
        int64_t due = tie_rows[row / 2].due[moved];

        for (size_t i = 0; i < 3; i++)
            calls[i] = call_at(fixture, names[i], tie_rows[row / 2].due[i]);
        if (row % 2 == 0)
            assert_int_equal(weft_delayed_call_reset(calls[moved], 2), WEFT_OK);
        else
            assert_int_equal(weft_delayed_call_delay(calls[moved], 2 - due), WEFT_OK);
        run_all(fixture);
        assert_journal(fixture, tie_rows[row / 2].order);
        for (size_t i = 0; i < 3; i++)
            weft_delayed_call_release(calls[i]);
    }
}

static void reset_other_to_zero(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_delayed_call_reset(context, 0);
}

/* DC-8 */
static void a_call_reset_to_zero_from_inside_another_runs_behind_what_was_due(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *x = call_at(fixture, "X", 20);

    assert_int_equal(weft_call_later(fixture->reactor, 10, reset_other_to_zero, x, NULL), WEFT_OK);
    name_at(fixture, "Y", 10);
    advance(fixture, 10);
    assert_journal(fixture, "Y X");
    weft_delayed_call_release(x);
}

static void count_release(weft_reactor *reactor, void *context)
{
    (void) reactor;
    ++*(int *) context;
}

static void count_run(weft_reactor *reactor, void *context)
{
    (void) reactor;
    *(int *) context += 100;
}

static void an_owned_context_is_given_back_once_however_the_call_ends(void **state)
{
    struct library_fixture *fixture = *state;
    int run = 0, cancelled = 0, refused = 0, left = 0;
    weft_call_options options = {1, count_run, &run, count_release, NULL};
    weft_delayed_call *call; /* both are kept: at the close there is nothing more to give back */

    assert_int_equal(weft_call_later_with(fixture->reactor, &options, &call), WEFT_OK);
    options.context = &cancelled;
    assert_int_equal(weft_call_later_with(fixture->reactor, &options, &call), WEFT_OK);
    assert_int_equal(weft_delayed_call_cancel(call), WEFT_OK);
    assert_int_equal(cancelled, 1);
    options.context = &refused;
    options.delay_ns = -1;
    assert_int_equal(weft_call_later_with(fixture->reactor, &options, NULL), WEFT_BAD_TIME);
    assert_int_equal(refused, 1);
    advance(fixture, 1);
    assert_int_equal(run, 101);
    options.context = &left;
    options.delay_ns = 1;
    assert_int_equal(weft_call_later_with(fixture->reactor, &options, NULL), WEFT_OK);
    library_fixture_close(fixture);
    assert_int_equal(left, 1);
    assert_int_equal(run + cancelled + refused, 103);
}

static void a_handle_may_be_released_before_the_call_runs_or_kept_long_after(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *released = call_at(fixture, "released", 1);
    weft_delayed_call *kept = weft_delayed_call_retain(call_at(fixture, "kept", 1));

    weft_delayed_call_release(released);
    weft_delayed_call_release(kept);
    assert_int_equal(weft_delayed_call_subject(kept).kind, WEFT_SUBJECT_CALL);
    assert_int_equal(weft_delayed_call_subject(kept).id, 2);
    advance(fixture, 1);
    assert_journal(fixture, "released kept");
    assert_int_equal(weft_delayed_call_due(kept), 1);
    weft_delayed_call_release(kept);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_CALL), 0);
}

#define MANY 1000000

struct many {
    int64_t last_ns;
    size_t ran, early;
};

static void count_in_order(weft_reactor *reactor, void *context)
{
    struct many *many = context;
    int64_t now_ns = weft_now(reactor);

    many->ran++;
    many->early += now_ns < many->last_ns;
    many->last_ns = now_ns;
}

/* A million pending calls are ordinary: each is made, every third one moved, every fifth cancelled.
 */
static void a_million_calls_are_made_moved_cancelled_and_run_in_order(void **state)
{
    struct library_fixture *fixture = *state;
    struct many many = {.last_ns = 0};
    weft_delayed_call **calls = malloc(MANY * sizeof *calls);
    uint32_t random = 1;
    size_t cancelled = 0;

    assert_non_null(calls);
    for (size_t i = 0; i < MANY; i++) {
        random = random * 1664525 + 1013904223;
        assert_int_equal(
            weft_call_later(fixture->reactor, random >> 12, count_in_order, &many, &calls[i]),
            WEFT_OK);
    }
    assert_int_equal(weft_reactor_pending(fixture->reactor), MANY);
    for (size_t i = 0; i < MANY; i++) {
        random = random * 1664525 + 1013904223;
        if (i % 3 == 0)
            assert_int_equal(weft_delayed_call_reset(calls[i], random >> 12), WEFT_OK);
        if (i % 5 == 0) {
            assert_int_equal(weft_delayed_call_cancel(calls[i]), WEFT_OK);
            cancelled++;
        }
        weft_delayed_call_release(calls[i]);
    }
    free(calls);
    run_all(fixture);
    assert_int_equal(many.ran, MANY - cancelled);
    assert_int_equal(many.early, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_call_never_runs_before_call_later_has_returned),
        library_test(calls_run_by_due_time_and_those_of_one_time_as_they_were_asked_for),
        library_test(all_that_one_turn_runs_see_the_time_of_the_driver),
        library_test(going_from_due_time_to_due_time_each_call_sees_its_own),
        library_test(a_call_made_by_a_call_counts_from_the_time_that_this_one_sees),
        library_test(a_jump_moves_a_chain_of_waits_by_one_link_and_an_autojump_by_all),
        library_test(the_pending_calls_are_a_snapshot_in_order),
        library_test(times_add_up_exactly),
        library_test(inside_its_own_function_a_call_is_called_already),
        library_test(a_cancelled_call_is_out_at_once_and_cannot_be_moved),
        library_test(a_call_that_has_run_cannot_be_cancelled_or_moved),
        library_test(a_due_call_that_one_before_it_cancels_does_not_run),
        library_test(reset_counts_from_now),
        library_test(reset_after_delay_takes_the_call_to_one_time),
        library_test(delay_counts_from_its_due_time_and_not_before_now),
        library_test(a_moved_call_goes_last_among_those_due_at_its_new_time),
        library_test(a_call_reset_to_zero_from_inside_another_runs_behind_what_was_due),
        library_test(an_owned_context_is_given_back_once_however_the_call_ends),
        library_test(a_handle_may_be_released_before_the_call_runs_or_kept_long_after),
        library_test(a_million_calls_are_made_moved_cancelled_and_run_in_order),
    };

    return cmocka_run_group_tests_name("delayed_call", tests, NULL, NULL);
}
