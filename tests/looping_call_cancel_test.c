/* looping_call_cancel_test.c - starts that can be cancelled, and what else becomes of the Deferred
 * of a start (LOOP-9). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"
#include "support/small_stack.h"

static const weft_loop_start cancellable = {.interval_ns = 100, .cancellable = true};

/* What a loop's function does, beside writing its name. */
struct act {
    struct library_fixture *fixture;
    const char *name;
    weft_deferred *awaited;        /* returned if set; borrowed */
    const weft_error_type *raised; /* else raised if set */
    weft_looping_call *loop;       /* of this function */
    weft_deferred **cancels;       /* cancelled from inside, if set */
    weft_deferred *made;
};

static weft_value perform(weft_reactor *reactor, void *context, weft_value input)
{
    struct act *act = context;

    (void) input;
    journal_write(&act->fixture->journal, "%s", act->name);
    if (act->cancels)
        weft_deferred_cancel(*act->cancels);
    if (act->awaited)
        return weft_deferred_value(weft_deferred_retain(act->awaited));
    return act->raised ? weft_raise(reactor, act->raised, act->name) : weft_none();
}

/* Makes the loop of ACT, and starts it. */
static weft_deferred *start(struct act *act, const weft_loop_start *options)
{
    weft_looping_call_options loop = {.function = perform, .context = act};
    weft_deferred *over;

    assert_int_equal(weft_looping_call_create(act->fixture->reactor, &loop, &act->loop), WEFT_OK);
    assert_int_equal(weft_looping_call_start(act->loop, options, &over), WEFT_OK);
    take(act->fixture, over, "over");
    return over;
}

static void let_go(struct act *act, weft_deferred *over)
{
    weft_deferred_release(over);
    weft_looping_call_release(act->loop);
    assert_int_equal(weft_reactor_alive(act->fixture->reactor, WEFT_SUBJECT_LOOP), 0);
    assert_int_equal(weft_reactor_alive(act->fixture->reactor, WEFT_SUBJECT_CALL), 0);
    assert_int_equal(deferreds_alive(act->fixture), 0);
}

static size_t pending(const struct act *act)
{
    return weft_reactor_pending(act->fixture->reactor);
}

/* LOOP-9 */
static void an_ordinary_start_goes_on_after_a_cancel(void **state)
{
    struct library_fixture *fixture = *state;
    struct act act = {.fixture = fixture, .name = "beat"};
    weft_deferred *over = start(&act, &(weft_loop_start){.interval_ns = 100});

    weft_deferred_cancel(over);
    assert_true(weft_looping_call_running(act.loop));
    advance(fixture, 100);
    assert_int_equal(weft_looping_call_stop(act.loop), WEFT_OK); /* swallowed (CAN-2) */
    assert_int_equal(pending(&act), 0);
    assert_journal(fixture, "beat over=CancelledError beat");
    let_go(&act, over);
}

/* LOOP-9 */
static void between_two_calls_a_cancel_takes_the_next_one_back(void **state)
{
    struct library_fixture *fixture = *state;
    struct act act = {.fixture = fixture, .name = "beat"};
    weft_deferred *over = start(&act, &cancellable);

    advance(fixture, 100);
    weft_deferred_cancel(over);
    assert_false(weft_looping_call_running(act.loop));
    assert_int_equal(pending(&act), 0);
    assert_int_equal(weft_looping_call_stop(act.loop), WEFT_LOOP_NOT_RUNNING);
    weft_deferred_cancel(over);
    assert_journal(fixture, "beat beat over=CancelledError misuse(WEFT_LOOP_NOT_RUNNING)");
    let_go(&act, over);
}

/* LOOP-9: what an earlier round waited for has been let go of. */
static void a_cancel_goes_to_what_is_waited_for_just_now(void **state)
{
    struct library_fixture *fixture = *state;
    struct act act = {.fixture = fixture, .name = "beat", .awaited = make_deferred(fixture)};
    weft_deferred *earlier = act.awaited, *over = start(&act, &cancellable);

    act.awaited = NULL;
    assert_int_equal(weft_deferred_callback(earlier, weft_none()), WEFT_OK);
    weft_deferred_release(earlier);
    assert_int_equal(deferreds_alive(fixture), 1);
    weft_deferred_cancel(over);
    assert_int_equal(pending(&act), 0);
    assert_journal(fixture, "beat over=CancelledError");
    let_go(&act, over);
}

/* LOOP-9, LOOP-1 */
static void cancelled_before_its_first_call_it_never_calls(void **state)
{
    struct library_fixture *fixture = *state;
    struct act act = {.fixture = fixture, .name = "beat"};
    weft_deferred *over =
        start(&act, &(weft_loop_start){.interval_ns = 100, .not_now = true, .cancellable = true});

    weft_deferred_cancel(over);
    advance(fixture, 1000);
    assert_journal(fixture, "over=CancelledError");
    let_go(&act, over);
}

/* LOOP-9. The function of the second call cancels: what it then raises has nowhere to go, as with a
 * task that has stopped itself (TASK-18). */
static void from_inside_the_function_a_cancel_ends_it_with_this_call(void **state)
{
    struct library_fixture *fixture = *state;
    struct act act = {.fixture = fixture, .name = "beat"};
    weft_deferred *over = start(&act, &cancellable);

    act.cancels = &over;
    act.raised = &weft_error_value;
    advance(fixture, 100);
    assert_false(weft_looping_call_running(act.loop));
    advance(fixture, 1000);
    assert_journal(fixture, "beat beat over=CancelledError");
    assert_int_equal(fixture->events[WEFT_EVENT_LOOP_ENDED], 1);
    let_go(&act, over);
}

/* LOOP-9. What is awaited makes something else of its cancel; only another failure stays there. */
static void what_comes_of_what_it_waits_for_is_its_own(void **state)
{
    struct library_fixture *fixture = *state;
    const struct {
        weft_value made;
        const char *expected;
    } rows[] = {
        {weft_integer(7), "beat made=CancelledError after=none over=CancelledError"},
        {make_failure(fixture, &weft_error_value, "no"),
         "beat made=CancelledError after=ValueError: no over=CancelledError "
         "unhandled(ValueError: no)"},
        {weft_raise_bare(&weft_error_cancelled),
         "beat made=CancelledError after=none over=CancelledError"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct act act = {.fixture = fixture, .name = "beat", .awaited = make_deferred(fixture)};
        weft_deferred *over;

        recover(fixture, act.awaited, "made", rows[i].made);
        over = start(&act, &cancellable);
        note(fixture, act.awaited, "after");
        weft_deferred_cancel(over);
        weft_deferred_release(act.awaited);
        assert_false(weft_looping_call_running(act.loop));
        assert_journal(fixture, rows[i].expected);
        let_go(&act, over);
    }
}

/* LOOP-9, CAN-7: what is awaited goes on to wait for something new. */
static void a_cancelled_start_is_over_before_its_function_is(void **state)
{
    struct library_fixture *fixture = *state;
    struct act act = {.fixture = fixture, .name = "beat", .awaited = make_deferred(fixture)};
    weft_deferred *inner = make_deferred(fixture), *over;

    recover(fixture, act.awaited, "made", weft_deferred_value(weft_deferred_retain(inner)));
    over = start(&act, &cancellable);
    weft_deferred_cancel(over);
    assert_journal(fixture, "beat made=CancelledError over=CancelledError");
    assert_int_equal(fixture->events[WEFT_EVENT_LOOP_ENDED], 0);
    assert_int_equal(weft_looping_call_start(act.loop, &cancellable, &act.made), WEFT_OK);
    assert_int_equal(weft_deferred_callback(inner, weft_none()), WEFT_OK);
    assert_int_equal(fixture->events[WEFT_EVENT_LOOP_ENDED],
                     1); /* of the start that was cancelled */
    assert_true(weft_looping_call_running(act.loop));
    weft_deferred_cancel(act.made);
    weft_deferred_release(act.made);
    weft_deferred_release(inner);
    weft_deferred_release(act.awaited);
    journal_clear(&fixture->journal);
    let_go(&act, over);
}

/* LOOP-9: a second one to cancel it finds nothing left to do. */
static void once_fired_a_cancel_does_nothing(void **state)
{
    struct library_fixture *fixture = *state;
    struct act act = {.fixture = fixture, .name = "beat"};
    weft_deferred *over = start(&act, &cancellable);

    assert_int_equal(weft_deferred_callback(over, weft_integer(1)), WEFT_OK); /* by hand */
    weft_deferred_cancel(over);
    assert_true(weft_looping_call_running(act.loop));
    advance(fixture, 100);
    assert_int_equal(weft_looping_call_stop(act.loop), WEFT_OK);
    assert_journal(fixture, "beat over=1 beat misuse(WEFT_ALREADY_CALLED)");
    let_go(&act, over);
}

/* LOOP-9: what it waits for is gone, and no ring keeps what is left. */
static void cancelled_when_nothing_can_come_of_it_any_more(void **state)
{
    struct library_fixture *fixture = *state;

    for (int cancels = 0; cancels < 2; cancels++) {
        struct act act = {.fixture = fixture, .name = "beat", .awaited = make_deferred(fixture)};
        weft_deferred *over = start(&act, &cancellable);

        weft_deferred_release(act.awaited);
        if (cancels)
            weft_deferred_cancel(over);
        assert_int_equal(weft_looping_call_running(act.loop), !cancels);
        assert_journal(fixture, cancels ? "beat over=CancelledError" : "beat");
        let_go(&act, over);
    }
}

/* LOOP-9: the Deferred outlives its looping call. */
static void cancelled_after_the_looping_call_has_gone(void **state)
{
    struct library_fixture *fixture = *state;
    struct act act = {.fixture = fixture, .name = "beat", .awaited = make_deferred(fixture)};
    weft_deferred *over = start(&act, &cancellable);

    weft_deferred_release(act.awaited);
    weft_looping_call_release(act.loop);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_LOOP), 0);
    weft_deferred_cancel(over);
    weft_deferred_release(over);
    assert_int_equal(deferreds_alive(fixture), 0);
    assert_journal(fixture, "beat over=CancelledError");
}

/* Loops each of which waits for the start of the one before, on a small stack. */

#define TOWER 20000

enum fall {
    FALL_FAILS,     /* what the innermost waits for */
    FALL_CANCELLED, /* the outermost */
    FALL_LET_GO_OF, /* what the innermost waits for */
    FALLS
};

struct tower {
    weft_reactor *reactor;
    enum fall fall;
    size_t made, loops_left, deferreds_left;
    weft_value last; /* what came of the outermost */
};

/* Called once. */
static weft_value give_away(weft_reactor *reactor, void *context, weft_value input)
{
    (void) reactor;
    (void) input;
    return weft_deferred_value(context);
}

static weft_value keep(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    *(weft_value *) context = result;
    return weft_none();
}

/* A loop on top of LAST (moved), which is then the Deferred of its start. */
static bool build(struct tower *tower, weft_deferred **last)
{
    weft_looping_call_options options = {.function = give_away, .context = *last};
    weft_looping_call *loop;
    weft_status status = weft_looping_call_create(tower->reactor, &options, &loop);

    if (status != WEFT_OK)
        return false;
    status = weft_looping_call_start(loop, &cancellable, last);
    weft_looping_call_release(loop);
    return status == WEFT_OK;
}

static void *build_and_bring_down(void *context)
{
    struct tower *tower = context;
    weft_deferred *base, *last;

    if (weft_deferred_create(tower->reactor, NULL, &base) != WEFT_OK)
        return NULL;
    last = weft_deferred_retain(base);
    while (tower->made < TOWER && build(tower, &last))
        tower->made++;
    if (weft_deferred_add_both(last, keep, &tower->last) != WEFT_OK)
        return NULL;
    if (tower->fall == FALL_CANCELLED)
        weft_deferred_cancel(last);
    else if (tower->fall == FALL_FAILS)
        weft_deferred_errback(base, weft_raise_bare(&weft_error_value));
    weft_deferred_release(base);
    weft_deferred_release(last);
    tower->loops_left = weft_reactor_alive(tower->reactor, WEFT_SUBJECT_LOOP);
    tower->deferreds_left = weft_reactor_alive(tower->reactor, WEFT_SUBJECT_DEFERRED);
    return NULL;
}

/* LOOP-9, LOOP-2 */
static void a_tower_of_loops_comes_down_on_a_small_stack(void **state)
{
    struct library_fixture *fixture = *state;
    const char *const expected[FALLS] = {"last=ValueError", "last=CancelledError", "last=none"};

    for (int fall = 0; fall < FALLS; fall++) {
        struct tower tower = {
            .reactor = fixture->reactor, .fall = (enum fall) fall, .last = weft_none()};

        assert_int_equal(on_small_stack(build_and_bring_down, &tower), 0);
        assert_int_equal(tower.made, TOWER);
        assert_int_equal(tower.loops_left, 0);
        assert_int_equal(tower.deferreds_left, 0);
        journal_write_value(&fixture->journal, "last", &tower.last);
        weft_value_release(tower.last);
        assert_journal(fixture, expected[fall]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(an_ordinary_start_goes_on_after_a_cancel),
        library_test(between_two_calls_a_cancel_takes_the_next_one_back),
        library_test(a_cancel_goes_to_what_is_waited_for_just_now),
        library_test(cancelled_before_its_first_call_it_never_calls),
        library_test(from_inside_the_function_a_cancel_ends_it_with_this_call),
        library_test(what_comes_of_what_it_waits_for_is_its_own),
        library_test(a_cancelled_start_is_over_before_its_function_is),
        library_test(once_fired_a_cancel_does_nothing),
        library_test(cancelled_when_nothing_can_come_of_it_any_more),
        library_test(cancelled_after_the_looping_call_has_gone),
        library_test(a_tower_of_loops_comes_down_on_a_small_stack),
    };

    return cmocka_run_group_tests_name("looping_call_cancel", tests, NULL, NULL);
}
