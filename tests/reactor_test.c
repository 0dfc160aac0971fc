/* reactor_test.c - a reactor: turns, re-entrancy, its driver, what it shows, and its end (CLK-9,
 * CLK-10, CLK-16). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/library_fixture.h"

static void name_at(struct library_fixture *fixture, const char *name, int64_t delay_ns)
{
    assert_int_equal(weft_call_later(fixture->reactor, delay_ns, write_name,
                                     make_mark(fixture, name, weft_none()), NULL),
                     WEFT_OK);
}

static void write_turn(weft_reactor *reactor, void *context)
{
    struct mark *mark = context;

    journal_write(&mark->fixture->journal, "%s:%d", mark->name, (int) weft_reactor_turn(reactor));
}

static void turn_at(struct library_fixture *fixture, const char *name, int64_t delay_ns)
{
    assert_int_equal(weft_call_later(fixture->reactor, delay_ns, write_turn,
                                     make_mark(fixture, name, weft_none()), NULL),
                     WEFT_OK);
}

static void make_two_more(weft_reactor *reactor, void *context)
{
    struct mark *mark = context;

    write_turn(reactor, context);
    turn_at(mark->fixture, "due-at-once", 0);
    turn_at(mark->fixture, "later", 5);
}

/* CLK-16 */
static void calls_made_during_a_turn_belong_to_a_later_one(void **state)
{
    struct library_fixture *fixture = *state;

    assert_int_equal(weft_reactor_turn(fixture->reactor), 0);
    assert_int_equal(weft_call_later(fixture->reactor, 1, make_two_more,
                                     make_mark(fixture, "a", weft_none()), NULL),
                     WEFT_OK);
    turn_at(fixture, "b", 1);
    turn_at(fixture, "c", 2);
    fixture->clock.now_ns = 2;
    assert_int_equal(run_turn(fixture), 3);
    assert_journal(fixture, "a:1 b:1 c:1");
    assert_int_equal(run_turn(fixture), 1);
    assert_journal(fixture, "due-at-once:2");
    assert_int_equal(run_turn(fixture), 0);
    assert_int_equal(weft_reactor_turn(fixture->reactor), 2); /* an empty one has not begun */
    fixture->clock.now_ns = 7;
    assert_int_equal(run_turn(fixture), 1);
    assert_journal(fixture, "later:3");
}

static void run_turn_inside(weft_reactor *reactor, void *context)
{
    struct mark *mark = context;
    size_t ran = 99;
    weft_status status = weft_reactor_run_turn(reactor, &ran);

    journal_write(&mark->fixture->journal, "%s=%s", mark->name, weft_status_name(status));
}

static weft_value run_turn_in_pair(weft_reactor *reactor, void *context, weft_value result)
{
    run_turn_inside(reactor, context);
    return result;
}

static void run_turn_in_canceller(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    (void) deferred;
    run_turn_inside(reactor, context);
}

/* CLK-9: a difference. Twisted's advance nests. */
static void a_turn_from_inside_a_call_or_callback_is_refused(void **state)
{
    struct library_fixture *fixture = *state;
    struct mark *pair = make_mark(fixture, "pair", weft_none());
    weft_canceller canceller = {run_turn_in_canceller, make_mark(fixture, "canceller", weft_none()),
                                NULL};
    weft_deferred *deferred = make_cancellable(fixture, &canceller);

    assert_int_equal(weft_call_later(fixture->reactor, 0, run_turn_inside,
                                     make_mark(fixture, "call", weft_none()), NULL),
                     WEFT_OK);
    name_at(fixture, "next", 0);
    assert_int_equal(weft_deferred_add_both(deferred, run_turn_in_pair, pair), WEFT_OK);
    weft_deferred_cancel(deferred);
    assert_journal(fixture, "misuse(WEFT_REENTRANT) canceller=WEFT_REENTRANT "
                            "misuse(WEFT_REENTRANT) pair=WEFT_REENTRANT");
    advance(fixture, 0);
    assert_journal(fixture, "misuse(WEFT_REENTRANT) call=WEFT_REENTRANT next");
    take(fixture, deferred, "d");
    weft_deferred_release(deferred);
}

static void fail_a_deferred(weft_reactor *reactor, void *context)
{
    struct mark *mark = context;

    write_name(reactor, context);
    weft_deferred_errback(weft_value_deferred(&mark->answer),
                          weft_raise(reactor, &weft_error_runtime, "boom"));
}

/* CLK-10: a difference. In Twisted an error leaves advance, and the rest waits for the next. */
static void what_fails_in_a_call_stops_no_other(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    assert_int_equal(weft_call_later(fixture->reactor, 1, fail_a_deferred,
                                     make_mark(fixture, "a", weft_deferred_value(deferred)), NULL),
                     WEFT_OK);
    name_at(fixture, "after", 1);
    advance(fixture, 1);
    assert_journal(fixture, "a after");
    weft_deferred_release(deferred);
    assert_journal(fixture, "unhandled(RuntimeError: boom)");
}

static void interrupt(weft_reactor *reactor, void *context)
{
    write_name(reactor, context);
    weft_reactor_interrupt(reactor);
}

static void after_an_interrupt_the_rest_of_the_turn_comes_in_a_later_one(void **state)
{
    struct library_fixture *fixture = *state;

    weft_reactor_interrupt(fixture->reactor); /* between turns: no effect */
    name_at(fixture, "a", 0);
    assert_int_equal(
        weft_call_later(fixture->reactor, 0, interrupt, make_mark(fixture, "b", weft_none()), NULL),
        WEFT_OK);
    name_at(fixture, "c", 0);
    assert_int_equal(run_turn(fixture), 2);
    assert_journal(fixture, "a b");
    assert_int_equal(run_turn(fixture), 1);
    assert_journal(fixture, "c");
}

static void the_next_due_time_is_that_of_the_earliest_pending_call(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *call;
    int64_t due_ns = -1;

    assert_false(weft_reactor_next_due(fixture->reactor, &due_ns));
    name_at(fixture, "a", 20);
    assert_int_equal(weft_call_later(fixture->reactor, 10, write_name,
                                     make_mark(fixture, "b", weft_none()), &call),
                     WEFT_OK);
    assert_true(weft_reactor_next_due(fixture->reactor, &due_ns));
    assert_int_equal(due_ns, 10);
    assert_int_equal(weft_delayed_call_cancel(call), WEFT_OK);
    assert_true(weft_reactor_next_due(fixture->reactor, &due_ns));
    assert_int_equal(due_ns, 20);
    weft_delayed_call_release(call);
}

/* A driver that writes what it is told. */
struct woken {
    struct journal journal;
    int64_t now_ns;
};

static int64_t woken_now(void *context)
{
    return ((struct woken *) context)->now_ns;
}

static void write_wake(void *context, int64_t due_ns)
{
    struct woken *woken = context;

    journal_write(&woken->journal, "wake@%d", (int) due_ns);
}

static void nothing(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
}

static void the_driver_is_told_when_the_earliest_due_time_changes(void **state)
{
    struct woken woken = {.now_ns = 100};
    weft_reactor_options options = {
        .driver = {.now = woken_now, .wake_at = write_wake, .context = &woken}};
    weft_reactor *reactor;
    weft_delayed_call *call;

    (void) state;
    assert_int_equal(weft_reactor_create(&options, &reactor), WEFT_OK);
    assert_int_equal(weft_call_later(reactor, 50, nothing, NULL, NULL), WEFT_OK);
    assert_string_equal(journal_text(&woken.journal), "wake@150");
    assert_int_equal(weft_call_later(reactor, 60, nothing, NULL, NULL), WEFT_OK);
    assert_string_equal(journal_text(&woken.journal), "wake@150");
    assert_int_equal(weft_call_later(reactor, 40, nothing, NULL, &call), WEFT_OK);
    assert_string_equal(journal_text(&woken.journal), "wake@150 wake@140");
    assert_int_equal(weft_delayed_call_reset(call, 10), WEFT_OK);
    assert_string_equal(journal_text(&woken.journal), "wake@150 wake@140 wake@110");
    weft_delayed_call_release(call);
    weft_reactor_close(reactor);
}

static void write_current(weft_reactor *reactor, void *context)
{
    struct mark *mark = context;
    weft_subject current = weft_reactor_current(reactor);

    journal_write(&mark->fixture->journal, "%s#%d", weft_subject_name(current.kind),
                  (int) current.id);
}

static void the_current_subject_is_the_call_that_runs_and_then_nobody(void **state)
{
    struct library_fixture *fixture = *state;

    name_at(fixture, "first", 0);
    assert_int_equal(weft_call_later(fixture->reactor, 0, write_current,
                                     make_mark(fixture, "", weft_none()), NULL),
                     WEFT_OK);
    advance(fixture, 0);
    assert_journal(fixture, "first call#2");
    assert_int_equal(weft_reactor_current(fixture->reactor).kind, WEFT_SUBJECT_NONE);
    assert_int_equal(weft_reactor_current(fixture->reactor).id, 0);
}

static void write_subject(void *context, weft_subject subject, const void *object)
{
    struct journal *journal = context;

    assert_non_null(object);
    journal_write(journal, "%s#%d", weft_subject_name(subject.kind), (int) subject.id);
}

static void a_walk_shows_the_live_objects_of_a_kind_in_order_of_creation(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferreds[3];

    for (size_t i = 0; i < 3; i++) {
        deferreds[i] = make_deferred(fixture);
        name_at(fixture, "call", 1);
    }
    weft_deferred_release(deferreds[1]);
    weft_reactor_walk(fixture->reactor, WEFT_SUBJECT_DEFERRED, write_subject, &fixture->journal);
    assert_journal(fixture, "deferred#1 deferred#3");
    weft_reactor_walk(fixture->reactor, WEFT_SUBJECT_CALL, write_subject, &fixture->journal);
    assert_journal(fixture, "call#1 call#2 call#3");
    weft_reactor_walk(fixture->reactor, WEFT_SUBJECT_TASK, write_subject, &fixture->journal);
    weft_reactor_walk(fixture->reactor, WEFT_SUBJECT_NONE, write_subject, &fixture->journal);
    assert_journal(fixture, "");
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_CALL), 3);
    advance(fixture, 1);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_CALL), 0);
    assert_int_equal(deferreds_alive(fixture), 2);
    weft_deferred_release(deferreds[0]);
    weft_deferred_release(deferreds[2]);
}

static void the_observer_can_be_asked_for(void **state)
{
    struct library_fixture *fixture = *state;

    assert_ptr_equal(weft_reactor_observer(fixture->reactor).context, fixture);
}

static void without_an_allocator_memory_is_the_systems(void **state)
{
    struct woken woken = {.now_ns = 7};
    weft_reactor_options options = {.driver = {.now = woken_now, .context = &woken}};
    weft_reactor *reactor;
    weft_deferred *deferred;
    weft_value text;

    (void) state;
    assert_int_equal(weft_reactor_create(&options, &reactor), WEFT_OK);
    assert_int_equal(weft_now(reactor), 7);
    assert_int_equal(weft_deferred_create(reactor, NULL, &deferred), WEFT_OK);
    text = weft_text(reactor, "left behind", 11);
    assert_string_equal(weft_value_text(&text, NULL), "left behind");
    weft_reactor_close(reactor);
}

/* The end. What is left is told first, in order of creation; then contexts and user values are
 * given back, in order of creation; no callback, canceller or call runs. */
struct given {
    struct library_fixture *fixture;
    const char *name;
};

static void write_given(weft_reactor *reactor, void *context)
{
    struct given *given = context;

    (void) reactor;
    journal_write(&given->fixture->journal, "back(%s)", given->name);
}

static void release_given(void *payload)
{
    struct given *given = payload;

    journal_write(&given->fixture->journal, "value(%s)", given->name);
}

static size_t format_given(const weft_value *value, char *text, size_t size)
{
    (void) value;
    if (size > 0)
        text[0] = '\0';
    return 0;
}

static const weft_type given_type = {"given", NULL, release_given, format_given, NULL};

static void never_run(weft_reactor *reactor, void *context)
{
    (void) reactor;
    journal_write(&((struct given *) context)->fixture->journal, "ran");
}

static void never_cancel(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    (void) deferred;
    never_run(reactor, context);
}

static weft_value never_call(weft_reactor *reactor, void *context, weft_value result)
{
    never_run(reactor, context);
    return result;
}

static void the_close_tells_what_is_left_then_gives_back_in_order_of_creation(void **state)
{
    struct library_fixture *fixture = *state;
    struct given given[] = {
        {fixture, "call"}, {fixture, "pair"}, {fixture, "canceller"}, {fixture, "result"}};
    weft_call_options options = {1, never_run, &given[0], write_given, NULL};
    weft_callbacks callbacks = {never_call, never_call, &given[1], write_given};
    weft_canceller canceller = {never_cancel, &given[2], write_given};
    weft_deferred *waits;

    waits = make_deferred(fixture);
    assert_int_equal(weft_call_later_with(fixture->reactor, &options, NULL), WEFT_OK);
    make_cancellable(fixture, &canceller);
    make_succeeded(fixture, weft_object(&given_type, &given[3]));
    assert_int_equal(weft_deferred_add(waits, &callbacks), WEFT_OK);
    fixture->tells_left = true;
    library_fixture_close(fixture);
    assert_journal(fixture, "left(deferred#1) left(call#1) left(deferred#2) left(deferred#3) "
                            "back(pair) back(call) back(canceller) value(result)");
}

/* What a context's release lets go of may be older or younger than what held it. */
static void let_go(weft_reactor *reactor, void *context)
{
    struct mark *mark = context;

    write_name(reactor, context);
    weft_value_release(mark->answer);
}

static void hold(weft_deferred *holder, struct mark *mark)
{
    weft_callbacks callbacks = {NULL, NULL, mark, let_go};

    assert_int_equal(weft_deferred_add(holder, &callbacks), WEFT_OK);
}

static void at_the_close_a_release_may_let_go_of_what_its_context_holds(void **state)
{
    struct library_fixture *fixture = *state;
    struct given given = {fixture, "canceller"};
    weft_canceller canceller = {never_cancel, &given, write_given};
    weft_value failure = make_failure(fixture, &weft_error_value, "held");
    weft_deferred *older = make_cancellable(fixture, &canceller);
    weft_deferred *holder = make_deferred(fixture);
    weft_deferred *younger = make_succeeded(fixture, failure);

    hold(holder, make_mark(fixture, "older", weft_deferred_value(older)));
    hold(holder, make_mark(fixture, "younger", weft_deferred_value(younger)));
    hold(holder, make_mark(fixture, "text", weft_text(fixture->reactor, "t", 1)));
    hold(holder, make_mark(fixture, "itself", weft_deferred_value(weft_deferred_retain(holder))));
    library_fixture_close(fixture);
    assert_journal(fixture,
                   "unhandled(ValueError: held) back(canceller) older younger text itself");
}

/* Calls whose contexts are given back at the close; giving one back may make and cancel others. */
struct closing {
    size_t made, given_back;
    size_t makes;               /* so many, by the first that is given back */
    weft_delayed_call *cancels; /* by the same; NULL: none */
};

static void give_back_at_close(weft_reactor *reactor, void *context);

static weft_delayed_call *make_owned(weft_reactor *reactor, struct closing *closing)
{
    weft_call_options options = {
        .delay_ns = 5, .function = nothing, .context = closing, .release = give_back_at_close};
    weft_delayed_call *call;

    assert_int_equal(weft_call_later_with(reactor, &options, &call), WEFT_OK);
    closing->made++;
    return call;
}

static void give_back_at_close(weft_reactor *reactor, void *context)
{
    struct closing *closing = context;
    size_t makes = closing->makes;

    closing->given_back++;
    closing->makes = 0;
    for (size_t i = 0; i < makes; i++)
        make_owned(reactor, closing);
    if (closing->cancels) {
        weft_delayed_call *cancelled = closing->cancels;

        closing->cancels = NULL;
        assert_int_equal(weft_delayed_call_cancel(cancelled), WEFT_OK);
    }
}

static void at_the_close_each_context_is_given_back_once_whatever_that_does(void **state)
{
    struct woken woken = {.now_ns = 0};
    weft_reactor_options options = {.driver = {.now = woken_now, .context = &woken}};
    struct closing closing = {.makes = 5000};
    weft_delayed_call **gone = calloc(7900, sizeof(*gone));
    weft_reactor *reactor;

    (void) state;
    assert_non_null(gone);
    assert_int_equal(weft_reactor_create(&options, &reactor), WEFT_OK);
    for (size_t i = 0; i < 7900; i++)
        assert_int_equal(weft_call_later(reactor, 1, nothing, NULL, &gone[i]), WEFT_OK);
    for (size_t i = 0; i < 200; i++)
        closing.cancels = make_owned(reactor, &closing);
    for (size_t i = 0; i < 7900; i++) { /* they leave holes in the table of what lives */
        assert_int_equal(weft_delayed_call_cancel(gone[i]), WEFT_OK);
        weft_delayed_call_release(gone[i]);
    }
    weft_reactor_close(reactor);
    assert_int_equal(closing.made, 5200);
    assert_int_equal(closing.given_back, 5200);
    free(gone);
}

static size_t take_the_first(void *context, const weft_reactor *reactor, const weft_choice *choice)
{
    (void) context;
    (void) reactor;
    (void) choice;
    return 0;
}

static void reach_nothing(void *context, int64_t due_ns)
{
    ((struct woken *) context)->now_ns = due_ns;
}

/* What a turn with slack has taken in and left is earlier than what is asked for now. */
static void the_driver_is_not_told_of_a_call_behind_one_that_a_turn_has_left(void **state)
{
    struct woken woken = {.now_ns = 10};
    weft_reactor_options options = {.driver = {.now = woken_now,
                                               .wake_at = write_wake,
                                               .reach = reach_nothing,
                                               .context = &woken},
                                    .chooser = {.choose = take_the_first}};
    weft_reactor *reactor;
    int64_t due_ns;

    (void) state;
    assert_int_equal(weft_reactor_create(&options, &reactor), WEFT_OK);
    assert_int_equal(weft_call_later(reactor, 0, nothing, NULL, NULL), WEFT_OK);
    assert_int_equal(weft_call_later(reactor, 10, nothing, NULL, NULL), WEFT_OK);
    assert_int_equal(weft_reactor_run_turn_within(reactor, 50, NULL), WEFT_OK);
    assert_int_equal(weft_call_later(reactor, 1000, nothing, NULL, NULL), WEFT_OK);
    assert_string_equal(journal_text(&woken.journal), "wake@10");
    assert_int_equal(weft_call_later(reactor, 5, nothing, NULL, NULL), WEFT_OK);
    assert_string_equal(journal_text(&woken.journal), "wake@10 wake@15");
    assert_true(weft_reactor_next_due(reactor, &due_ns));
    assert_int_equal(due_ns, 15);
    assert_int_equal(weft_reactor_pending(reactor), 3);
    weft_reactor_close(reactor);
}

static void two_reactors_stand_side_by_side(void **state)
{
    struct library_fixture *fixture = *state;
    struct woken woken = {.now_ns = 7};
    weft_reactor_options options = {.driver = {.now = woken_now, .context = &woken}};
    weft_reactor *other;

    assert_int_equal(weft_reactor_create(&options, &other), WEFT_OK);
    name_at(fixture, "here", 0);
    assert_int_equal(
        weft_call_later(other, 0, write_name, make_mark(fixture, "there", weft_none()), NULL),
        WEFT_OK);
    advance(fixture, 0);
    assert_journal(fixture, "here");
    assert_int_equal(weft_reactor_run_turn(other, NULL), WEFT_OK);
    assert_journal(fixture, "there");
    weft_reactor_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(calls_made_during_a_turn_belong_to_a_later_one),
        library_test(a_turn_from_inside_a_call_or_callback_is_refused),
        library_test(what_fails_in_a_call_stops_no_other),
        library_test(after_an_interrupt_the_rest_of_the_turn_comes_in_a_later_one),
        library_test(the_next_due_time_is_that_of_the_earliest_pending_call),
        cmocka_unit_test(the_driver_is_told_when_the_earliest_due_time_changes),
        library_test(the_current_subject_is_the_call_that_runs_and_then_nobody),
        library_test(a_walk_shows_the_live_objects_of_a_kind_in_order_of_creation),
        library_test(the_observer_can_be_asked_for),
        cmocka_unit_test(without_an_allocator_memory_is_the_systems),
        library_test(the_close_tells_what_is_left_then_gives_back_in_order_of_creation),
        library_test(at_the_close_a_release_may_let_go_of_what_its_context_holds),
        cmocka_unit_test(at_the_close_each_context_is_given_back_once_whatever_that_does),
        cmocka_unit_test(the_driver_is_not_told_of_a_call_behind_one_that_a_turn_has_left),
        library_test(two_reactors_stand_side_by_side),
    };

    return cmocka_run_group_tests_name("reactor", tests, NULL, NULL);
}
