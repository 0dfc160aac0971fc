/* timeout_test.c - bounding how long a Deferred may take (TMO). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"

static void add_timeout(weft_deferred *deferred, int64_t delay_ns)
{
    weft_later timeout = {.delay_ns = delay_ns};

    assert_int_equal(weft_deferred_add_timeout(deferred, &timeout), WEFT_OK);
}

/* With a converter that writes NAME=RESULT and goes on with ANSWER. */
static void add_converting(struct library_fixture *fixture, weft_deferred *deferred,
                           const char *name, weft_value answering)
{
    weft_later timeout = {5 * WEFT_SECOND, write_and_answer, make_mark(fixture, name, answering),
                          NULL};

    assert_int_equal(weft_deferred_add_timeout(deferred, &timeout), WEFT_OK);
}

static size_t pending(struct library_fixture *fixture)
{
    return weft_reactor_pending(fixture->reactor);
}

static void fires_soft(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    (void) context;
    weft_deferred_callback(deferred, weft_text(reactor, "soft", 4));
}

static void fires_own(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    (void) context;
    weft_deferred_errback(deferred, weft_raise(reactor, &weft_error_value, "own"));
}

static void fire_mark(weft_reactor *reactor, void *context)
{
    struct mark *mark = context;

    (void) reactor;
    weft_deferred_callback(weft_value_deferred(&mark->answer), weft_integer(1));
}

/* TMO-1 */
static void when_the_time_is_up_it_is_cancelled_and_fails_with_timeout_error(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    add_timeout(deferred, 5 * WEFT_SECOND);
    assert_int_equal(pending(fixture), 1);
    advance(fixture, 5 * WEFT_SECOND - 1);
    assert_false(weft_deferred_called(deferred));
    advance(fixture, 1);
    take(fixture, deferred, "d");
    assert_journal(fixture, "d=TimeoutError");
    assert_int_equal(pending(fixture), 0);
    assert_int_equal(weft_deferred_callback(deferred, weft_none()), WEFT_OK); /* CAN-2 */
    assert_int_equal(weft_deferred_callback(deferred, weft_none()), WEFT_ALREADY_CALLED);
    weft_deferred_release(deferred);
}

/* TMO-2 */
static void a_canceller_decides_what_the_timeout_leaves_alone(void **state)
{
    struct library_fixture *fixture = *state;
    weft_canceller soft = {fires_soft, NULL, NULL}, own = {fires_own, NULL, NULL};
    weft_deferred *fine = make_cancellable(fixture, &soft);
    weft_deferred *failed = make_cancellable(fixture, &own);

    add_timeout(fine, 5 * WEFT_SECOND);
    add_timeout(failed, 5 * WEFT_SECOND);
    take(fixture, fine, "fine");
    take(fixture, failed, "failed");
    advance(fixture, 5 * WEFT_SECOND);
    assert_journal(fixture, "fine=soft failed=ValueError: own");
    weft_deferred_release(fine);
    weft_deferred_release(failed);
}

/* TMO-3 */
static void a_converter_makes_the_result_of_whatever_there_is(void **state)
{
    struct library_fixture *fixture = *state;
    weft_canceller soft = {fires_soft, NULL, NULL};
    weft_deferred *plain = make_deferred(fixture), *fine = make_cancellable(fixture, &soft);
    weft_deferred *failed = make_deferred(fixture);

    add_converting(fixture, plain, "convert", weft_integer(1));
    add_converting(fixture, fine, "convert", weft_integer(2));
    add_converting(fixture, failed, "convert", make_failure(fixture, &weft_error_value, "bad"));
    take(fixture, plain, "plain");
    take(fixture, fine, "fine");
    take(fixture, failed, "failed");
    advance(fixture, 5 * WEFT_SECOND);
    assert_journal(fixture, "convert=CancelledError plain=1 convert=soft fine=2 "
                            "convert=CancelledError failed=ValueError: bad");
    weft_deferred_release(plain);
    weft_deferred_release(fine);
    weft_deferred_release(failed);
}

/* TMO-3 */
static void a_converter_is_not_called_in_time_or_when_somebody_else_cancels(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *cancelled = make_deferred(fixture), *fired = make_deferred(fixture);

    add_converting(fixture, cancelled, "convert", weft_integer(1));
    add_converting(fixture, fired, "convert", weft_integer(1));
    take(fixture, cancelled, "cancelled");
    take(fixture, fired, "fired");
    weft_deferred_cancel(cancelled);
    assert_int_equal(weft_deferred_callback(fired, weft_integer(3)), WEFT_OK);
    advance(fixture, 10 * WEFT_SECOND);
    assert_journal(fixture, "cancelled=CancelledError fired=3");
    weft_deferred_release(cancelled);
    weft_deferred_release(fired);
}

/* TMO-3 */
static void a_converter_may_wait(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture), *inner = make_deferred(fixture);

    add_converting(fixture, deferred, "convert", weft_deferred_value(weft_deferred_retain(inner)));
    take(fixture, deferred, "d");
    advance(fixture, 5 * WEFT_SECOND);
    assert_ptr_equal(weft_deferred_waits_for(deferred), inner);
    assert_int_equal(weft_deferred_callback(inner, weft_integer(9)), WEFT_OK);
    assert_journal(fixture, "convert=CancelledError d=9");
    weft_deferred_release(deferred);
    weft_deferred_release(inner);
}

/* TMO-4 */
static void an_earlier_errback_that_takes_the_cancellation_wins(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    recover(fixture, deferred, "r", weft_integer(7));
    add_timeout(deferred, 5 * WEFT_SECOND);
    note(fixture, deferred, "d");
    advance(fixture, 5 * WEFT_SECOND);
    assert_journal(fixture, "r=CancelledError d=7");
    weft_deferred_release(deferred);
}

/* TMO-4 */
static void a_wait_in_an_earlier_pair_is_covered(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *deferred = make_waiting(fixture, inner);

    add_timeout(deferred, 5 * WEFT_SECOND);
    take(fixture, deferred, "d");
    advance(fixture, 5 * WEFT_SECOND);
    assert_journal(fixture, "d=TimeoutError");
    assert_true(weft_value_is_none(weft_deferred_result(inner)));
    weft_deferred_release(deferred);
    weft_deferred_release(inner);
}

/* TMO-4 */
static void a_wait_in_a_later_pair_is_not_covered(void **state)
{
    struct library_fixture *fixture = *state;
    weft_canceller canceller = {write_cancel, make_mark(fixture, "ic", weft_none()), NULL};
    weft_deferred *inner = make_cancellable(fixture, &canceller);
    weft_deferred *deferred = make_deferred(fixture);

    add_timeout(deferred, 5 * WEFT_SECOND);
    wait_for(fixture, deferred, inner);
    assert_int_equal(weft_deferred_callback(deferred, weft_none()), WEFT_OK);
    advance(fixture, 10 * WEFT_SECOND);
    assert_ptr_equal(weft_deferred_waits_for(deferred), inner);
    assert_journal(fixture, "");
    weft_deferred_release(deferred);
    weft_deferred_release(inner);
}

/* TMO-5 */
static void a_result_in_time_disarms_the_call(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferreds[] = {make_deferred(fixture), make_deferred(fixture),
                                  make_deferred(fixture)};

    for (size_t i = 0; i < 3; i++)
        add_timeout(deferreds[i], 5 * WEFT_SECOND);
    assert_int_equal(weft_deferred_callback(deferreds[0], weft_integer(1)), WEFT_OK);
    assert_int_equal(pending(fixture), 2);
    assert_int_equal(weft_deferred_errback(deferreds[1], weft_raise_bare(&weft_error_value)),
                     WEFT_OK);
    assert_int_equal(pending(fixture), 1);
    weft_deferred_cancel(deferreds[2]);
    assert_int_equal(pending(fixture), 0);
    for (size_t i = 0; i < 3; i++) {
        take(fixture, deferreds[i], "d");
        weft_deferred_release(deferreds[i]);
    }
    assert_journal(fixture, "d=1 d=ValueError d=CancelledError");
}

/* TMO-5 */
static void on_one_that_has_fired_the_call_is_disarmed_at_once(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_succeeded(fixture, weft_integer(1));

    add_timeout(deferred, 5 * WEFT_SECOND);
    assert_int_equal(pending(fixture), 0);
    note(fixture, deferred, "d");
    assert_journal(fixture, "d=1");
    weft_deferred_release(deferred);
}

/* TMO-5 */
static void a_timeout_of_zero_waits_for_a_turn(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    add_timeout(deferred, 0);
    assert_false(weft_deferred_called(deferred));
    advance(fixture, 0);
    take(fixture, deferred, "d");
    assert_journal(fixture, "d=TimeoutError");
    weft_deferred_release(deferred);
}

/* TMO-6 */
static void a_result_that_was_asked_for_first_wins_a_tie(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);
    struct mark *mark = make_mark(fixture, "", weft_deferred_value(deferred));

    assert_int_equal(weft_call_later(fixture->reactor, 5, fire_mark, mark, NULL), WEFT_OK);
    add_timeout(deferred, 5);
    note(fixture, deferred, "d");
    advance(fixture, 5);
    assert_journal(fixture, "d=1");
    weft_deferred_release(deferred);
}

/* TMO-6 */
static void a_timeout_that_was_asked_for_first_wins_a_tie_and_the_result_is_swallowed(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);
    struct mark *mark = make_mark(fixture, "", weft_deferred_value(deferred));

    add_timeout(deferred, 5);
    assert_int_equal(weft_call_later(fixture->reactor, 5, fire_mark, mark, NULL), WEFT_OK);
    take(fixture, deferred, "d");
    advance(fixture, 5);
    assert_journal(fixture, "d=TimeoutError");
    weft_deferred_release(deferred);
}

/* TMO-6 */
static void a_delayed_result_wins_a_tie_with_its_timeout(void **state)
{
    struct library_fixture *fixture = *state;
    weft_later later = {.delay_ns = 5};
    weft_deferred *deferred;

    assert_int_equal(weft_defer_later(fixture->reactor, &later, &deferred), WEFT_OK);
    add_timeout(deferred, 5);
    note(fixture, deferred, "d");
    advance(fixture, 5);
    assert_journal(fixture, "d=none");
    weft_deferred_release(deferred);
}

/* TMO-6 */
static void of_two_timeouts_the_shorter_wins_and_both_are_disarmed(void **state)
{
    static const int64_t delays[][2] = {{3, 5}, {5, 3}};
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < 2; i++) {
        weft_deferred *deferred = make_deferred(fixture);

        add_timeout(deferred, delays[i][0]);
        add_timeout(deferred, delays[i][1]);
        assert_int_equal(pending(fixture), 2);
        advance(fixture, 3);
        take(fixture, deferred, "d");
        assert_journal(fixture, "d=TimeoutError");
        assert_int_equal(pending(fixture), 0);
        weft_deferred_release(deferred);
    }
}

/* TMO-7: what is left of it, since a canceller cannot raise. */
static void one_that_has_fired_but_is_paused_is_left_alone(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    weft_deferred_pause(deferred);
    add_timeout(deferred, 1);
    note(fixture, deferred, "d");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(4)), WEFT_OK);
    advance(fixture, 1);
    assert_journal(fixture, "");
    assert_int_equal(weft_deferred_unpause(deferred), WEFT_OK);
    assert_journal(fixture, "d=4");
    weft_deferred_release(deferred);
}

static void count_release(weft_reactor *reactor, void *context)
{
    (void) reactor;
    ++*(int *) context;
}

static weft_value pass(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    (void) context;
    return result;
}

struct held {
    weft_deferred *deferred;
    int releases;
};

static weft_value answer_held(weft_reactor *reactor, void *context, weft_value result)
{
    struct held *held = context;

    (void) reactor;
    weft_value_release(result);
    return weft_deferred_value(weft_deferred_retain(held->deferred));
}

static void count_held(weft_reactor *reactor, void *context)
{
    (void) reactor;
    ((struct held *) context)->releases++;
}

static void the_converters_context_is_given_back_once(void **state)
{
    struct library_fixture *fixture = *state;
    int expired = 0, fired = 0, refused = 0, left = 0;
    weft_later timeout = {1, pass, NULL, count_release};
    weft_deferred *one = make_deferred(fixture), *two = make_deferred(fixture);

    timeout.context = &expired;
    assert_int_equal(weft_deferred_add_timeout(one, &timeout), WEFT_OK);
    timeout.context = &fired;
    assert_int_equal(weft_deferred_add_timeout(two, &timeout), WEFT_OK);
    assert_int_equal(weft_deferred_callback(two, weft_none()), WEFT_OK);
    assert_int_equal(fired, 1);
    advance(fixture, 1);
    take(fixture, one, "one");
    assert_int_equal(expired, 1);
    weft_deferred_release(one);
    weft_deferred_release(two);
    one = make_deferred(fixture);
    timeout.context = &refused;
    timeout.delay_ns = -1;
    assert_int_equal(weft_deferred_add_timeout(one, &timeout), WEFT_BAD_TIME);
    assert_int_equal(refused, 1);
    timeout.context = &left;
    timeout.delay_ns = 1;
    assert_int_equal(weft_deferred_add_timeout(one, &timeout), WEFT_OK);
    library_fixture_close(fixture);
    assert_int_equal(left, 1);
    assert_int_equal(expired + fired + refused, 3);
}

/* TMO-3: who converts has done its work, however long what it returned takes. */
static void the_converters_context_does_not_wait_for_what_it_returned(void **state)
{
    struct library_fixture *fixture = *state;
    struct held held = {make_deferred(fixture), 0};
    weft_deferred *deferred = make_deferred(fixture);
    weft_later timeout = {1, answer_held, &held, count_held};

    assert_int_equal(weft_deferred_add_timeout(deferred, &timeout), WEFT_OK);
    advance(fixture, 1);
    assert_ptr_equal(weft_deferred_waits_for(deferred), held.deferred);
    assert_int_equal(held.releases, 1);
    assert_int_equal(weft_deferred_callback(held.deferred, weft_none()), WEFT_OK);
    assert_int_equal(held.releases, 1);
    weft_deferred_release(deferred);
    weft_deferred_release(held.deferred);
}

static void a_bad_time_is_refused_and_changes_nothing(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);
    weft_later negative = {.delay_ns = -1}, far = {.delay_ns = INT64_MAX};
    size_t before = library_fixture_bytes(fixture);

    fixture->clock.now_ns = 1;
    assert_int_equal(weft_deferred_add_timeout(deferred, &negative), WEFT_BAD_TIME);
    assert_int_equal(weft_deferred_add_timeout(deferred, &far), WEFT_BAD_TIME);
    assert_journal(fixture, "misuse(WEFT_BAD_TIME) misuse(WEFT_BAD_TIME)");
    assert_int_equal(pending(fixture), 0);
    assert_int_equal(library_fixture_bytes(fixture), before);
    note(fixture, deferred, "d");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    assert_journal(fixture, "d=1");
    weft_deferred_release(deferred);
}

static void a_pending_timeout_keeps_the_deferred_alive(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    add_timeout(deferred, 5);
    take(fixture, deferred, "d");
    weft_deferred_release(deferred);
    assert_int_equal(deferreds_alive(fixture), 1);
    advance(fixture, 5);
    assert_journal(fixture, "d=TimeoutError");
    assert_int_equal(deferreds_alive(fixture), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(when_the_time_is_up_it_is_cancelled_and_fails_with_timeout_error),
        library_test(a_canceller_decides_what_the_timeout_leaves_alone),
        library_test(a_converter_makes_the_result_of_whatever_there_is),
        library_test(a_converter_is_not_called_in_time_or_when_somebody_else_cancels),
        library_test(a_converter_may_wait),
        library_test(an_earlier_errback_that_takes_the_cancellation_wins),
        library_test(a_wait_in_an_earlier_pair_is_covered),
        library_test(a_wait_in_a_later_pair_is_not_covered),
        library_test(a_result_in_time_disarms_the_call),
        library_test(on_one_that_has_fired_the_call_is_disarmed_at_once),
        library_test(a_timeout_of_zero_waits_for_a_turn),
        library_test(a_result_that_was_asked_for_first_wins_a_tie),
        library_test(a_timeout_that_was_asked_for_first_wins_a_tie_and_the_result_is_swallowed),
        library_test(a_delayed_result_wins_a_tie_with_its_timeout),
        library_test(of_two_timeouts_the_shorter_wins_and_both_are_disarmed),
        library_test(one_that_has_fired_but_is_paused_is_left_alone),
        library_test(the_converters_context_is_given_back_once),
        library_test(the_converters_context_does_not_wait_for_what_it_returned),
        library_test(a_bad_time_is_refused_and_changes_nothing),
        library_test(a_pending_timeout_keeps_the_deferred_alive),
    };

    return cmocka_run_group_tests_name("timeout", tests, NULL, NULL);
}
