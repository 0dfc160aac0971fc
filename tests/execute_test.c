/* execute_test.c - a function's result as a Deferred (MK-2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"

static weft_value give_seven(weft_reactor *reactor, void *context, weft_value input)
{
    struct library_fixture *fixture = context;

    (void) reactor;
    journal_write_value(&fixture->journal, "called", &input);
    return weft_integer(7);
}

static weft_value raise_no(weft_reactor *reactor, void *context, weft_value input)
{
    (void) context;
    (void) input;
    return weft_raise(reactor, &weft_error_value, "no");
}

static weft_value give_back(weft_reactor *reactor, void *context, weft_value input)
{
    (void) reactor;
    (void) input;
    return weft_deferred_value(weft_deferred_retain(context));
}

/* MK-2 */
static void a_value_succeeds_and_a_failure_fails(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *made;

    assert_int_equal(weft_execute(fixture->reactor, give_seven, fixture, &made), WEFT_OK);
    note(fixture, made, "made");
    weft_deferred_release(made);
    assert_int_equal(weft_maybe_deferred(fixture->reactor, give_seven, fixture, &made), WEFT_OK);
    note(fixture, made, "maybe");
    weft_deferred_release(made);
    assert_int_equal(weft_execute(fixture->reactor, raise_no, NULL, &made), WEFT_OK);
    take(fixture, made, "failed");
    weft_deferred_release(made);
    assert_int_equal(weft_maybe_deferred(fixture->reactor, raise_no, NULL, &made), WEFT_OK);
    take(fixture, made, "failed");
    weft_deferred_release(made);
    assert_journal(fixture, "called=none made=7 called=none maybe=7 failed=ValueError: no "
                            "failed=ValueError: no");
}

/* MK-2, DEF-4 */
static void a_returned_deferred_is_refused_by_execute_and_handed_on_by_maybe(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *made = NULL;

    assert_int_equal(weft_execute(fixture->reactor, give_back, inner, &made), WEFT_IS_DEFERRED);
    assert_null(made);
    assert_int_equal(weft_maybe_deferred(fixture->reactor, give_back, inner, &made), WEFT_OK);
    assert_ptr_equal(made, inner);
    assert_journal(fixture, "misuse(WEFT_IS_DEFERRED)");
    weft_deferred_release(made);
    weft_deferred_release(inner);
    assert_int_equal(deferreds_alive(fixture), 0);
}

/* A Deferred that has failed. */
static weft_value give_failed(weft_reactor *reactor, void *context, weft_value input)
{
    struct library_fixture *fixture = context;

    (void) reactor;
    (void) input;
    return weft_deferred_value(
        make_succeeded(fixture, make_failure(fixture, &weft_error_value, "no")));
}

/* MK-2, UNH-3: what execute refuses is let go of; and what was made ready for nothing leaves no gap
 * in the numbers. */
static void a_refused_deferred_is_let_go_of(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *made = NULL, *next;

    assert_int_equal(weft_execute(fixture->reactor, give_failed, fixture, &made), WEFT_IS_DEFERRED);
    assert_null(made);
    assert_int_equal(deferreds_alive(fixture), 0);
    assert_journal(fixture, "misuse(WEFT_IS_DEFERRED) unhandled(ValueError: no)");
    assert_int_equal(weft_maybe_deferred(fixture->reactor, give_failed, fixture, &made), WEFT_OK);
    take(fixture, made, "failed");
    next = make_deferred(fixture);
    assert_int_equal(weft_deferred_subject(made).id, 2);
    assert_int_equal(weft_deferred_subject(next).id, 3);
    assert_journal(fixture, "failed=ValueError: no");
    weft_deferred_release(made);
    weft_deferred_release(next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_value_succeeds_and_a_failure_fails),
        library_test(a_returned_deferred_is_refused_by_execute_and_handed_on_by_maybe),
        library_test(a_refused_deferred_is_let_go_of),
    };

    return cmocka_run_group_tests_name("execute", tests, NULL, NULL);
}
