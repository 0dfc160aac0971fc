/* time_bounds_test.c - delayed calls at the edges of time (CLK-11, DC-5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

/* CLK-11: a difference. Twisted takes negative delays. */
static void a_time_in_the_past_or_beyond_the_end_is_refused(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *call = call_at(fixture, "call", INT64_MAX), *none = NULL;
    weft_reactor *reactor = fixture->reactor;

    assert_int_equal(weft_call_later(reactor, -1, write_name, NULL, &none), WEFT_BAD_TIME);
    assert_int_equal(weft_call_later(reactor, INT64_MIN, write_name, NULL, &none), WEFT_BAD_TIME);
    assert_int_equal(weft_delayed_call_delay(call, 1), WEFT_BAD_TIME);
    assert_int_equal(weft_delayed_call_delay(call, INT64_MIN), WEFT_BAD_TIME);
    fixture->clock.now_ns = 1;
    assert_int_equal(weft_call_later(reactor, INT64_MAX, write_name, NULL, &none), WEFT_BAD_TIME);
    assert_int_equal(weft_delayed_call_reset(call, -1), WEFT_BAD_TIME);
    assert_int_equal(weft_delayed_call_reset(call, INT64_MAX), WEFT_BAD_TIME);
    assert_null(none);
    assert_int_equal(weft_delayed_call_due(call), INT64_MAX);
    assert_true(weft_delayed_call_active(call));
    assert_int_equal(fixture->events[WEFT_EVENT_MISUSE], 7);
    journal_clear(&fixture->journal);
    assert_int_equal(weft_delayed_call_delay(call, -INT64_MAX + 1), WEFT_OK);
    assert_int_equal(weft_delayed_call_due(call), 1);
    run_all(fixture);
    assert_journal(fixture, "call");
    weft_delayed_call_release(call);
}

/* DC-5 */
static void a_late_call_may_be_put_off_and_be_late_still(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *call = call_at(fixture, "late", 10), *next;

    fixture->clock.now_ns = 50;
    next = call_at(fixture, "next", 0);
    assert_int_equal(weft_delayed_call_delay(call, 5), WEFT_OK);
    assert_int_equal(weft_delayed_call_due(call), 15);
    assert_int_equal(weft_delayed_call_delay(call, -1), WEFT_BAD_TIME);
    assert_int_equal(weft_delayed_call_due(call), 15);
    journal_clear(&fixture->journal);
    advance(fixture, 0);
    assert_journal(fixture, "late next");
    weft_delayed_call_release(call);
    weft_delayed_call_release(next);
}

/* The origin of time is the driver's; before it the numbers are negative. */
static void before_the_origin_times_are_as_good(void **state)
{
    struct library_fixture *fixture = *state;
    weft_delayed_call *call;

    fixture->clock.now_ns = INT64_MIN;
    call = call_at(fixture, "call", 10);
    assert_int_equal(weft_delayed_call_due(call), INT64_MIN + 10);
    assert_int_equal(weft_delayed_call_delay(call, -11), WEFT_BAD_TIME);
    assert_int_equal(weft_delayed_call_delay(call, INT64_MIN), WEFT_BAD_TIME);
    assert_int_equal(weft_delayed_call_delay(call, -10), WEFT_OK);
    assert_int_equal(weft_delayed_call_reset(call, INT64_MAX), WEFT_OK);
    assert_int_equal(weft_delayed_call_due(call), -1);
    journal_clear(&fixture->journal);
    run_all(fixture);
    assert_journal(fixture, "call");
    weft_delayed_call_release(call);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_time_in_the_past_or_beyond_the_end_is_refused),
        library_test(a_late_call_may_be_put_off_and_be_late_still),
        library_test(before_the_origin_times_are_as_good),
    };

    return cmocka_run_group_tests_name("time_bounds", tests, NULL, NULL);
}
