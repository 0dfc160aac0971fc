/* failure_test.c - failures: their types, what they carry, check and trap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/library_fixture.h"
#include "support/small_stack.h"

static const weft_error_type shortage = {"Shortage", &weft_error_value};
static const weft_error_type flour_shortage = {"FlourShortage", &shortage};
static const weft_error_type foreign_root = {"Foreign", NULL};

static const weft_error_type *const own_types[] = {&weft_error,
#define X(constant, name, parent) &constant,
                                                   WEFT_ERROR_TYPES(X)
#undef X
};

static void error_types_form_the_hierarchy_of_their_parents(void **state)
{
    static const struct {
        const weft_error_type *type, *ancestor;
        bool is;
    } rows[] = {
        {&weft_error_task_stopped, &weft_error_task_stopped, true},
        {&weft_error_task_stopped, &weft_error_task_finished, true},
        {&weft_error_task_stopped, &weft_error_scheduler, true},
        {&weft_error_task_stopped, &weft_error, true},
        {&weft_error_task_finished, &weft_error_task_stopped, false},
        {&weft_error_task_stopped, &weft_error_task_done, false},
        {&weft_error_scheduler_stopped, &weft_error_scheduler, true},
        {&weft_error_scheduler_stopped, &weft_error_task_finished, false},
        {&weft_error_not_paused, &weft_error_scheduler, true},
        {&weft_error_not_paused, &weft_error_task_finished, false},
        {&weft_error_cancelled, &weft_error, true},
        {&flour_shortage, &weft_error_value, true},
        {&flour_shortage, &shortage, true},
        {&flour_shortage, &weft_error, true},
        {&shortage, &flour_shortage, false},
        {&foreign_root, &weft_error, false},
        {&weft_error, &foreign_root, false},
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(weft_error_is(rows[i].type, rows[i].ancestor), rows[i].is);
    for (size_t i = 0; i < sizeof own_types / sizeof *own_types; i++)
        assert_true(weft_error_is(own_types[i], &weft_error));
}

/* FAIL-1 */
static void a_failure_carries_type_message_place_and_cause(void **state)
{
    struct library_fixture *fixture = *state;
    char message[] = "no flour", where[] = "baker.c:12";
    weft_failure_options options = {
        .type = &flour_shortage,
        .message = message,
        .where = where,
        .cause = make_failure(fixture, &weft_error_timeout, "the mill"),
    };
    weft_value value = weft_raise_with(fixture->reactor, &options);
    const weft_failure *failure = weft_value_failure(&value);
    const weft_value *cause = weft_failure_cause(failure);

    message[0] = where[0] = '?'; /* both were copied */
    assert_ptr_equal(weft_failure_type(failure), &flour_shortage);
    assert_string_equal(weft_failure_message(failure), "no flour");
    assert_string_equal(weft_failure_where(failure), "baker.c:12");
    assert_true(weft_value_is_failure(cause));
    assert_string_equal(weft_failure_message(weft_value_failure(cause)), "the mill");
    weft_value_release(value);
}

static void what_a_failure_was_not_given_is_absent(void **state)
{
    struct library_fixture *fixture = *state;
    weft_failure_options options = {.type = &weft_error_value};
    weft_value value = weft_raise_with(fixture->reactor, &options);
    const weft_failure *failure = weft_value_failure(&value);

    assert_null(weft_failure_message(failure));
    assert_null(weft_failure_where(failure));
    assert_true(weft_value_is_none(weft_failure_cause(failure)));
    weft_value_release(value);
}

static void an_empty_message_is_a_message(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value value = make_failure(fixture, &weft_error_value, "");
    char text[32];

    assert_string_equal(weft_failure_message(weft_value_failure(&value)), "");
    weft_value_format(&value, text, sizeof text);
    assert_string_equal(text, "ValueError: ");
    weft_value_release(value);
}

/* FAIL-3 */
static void check_gives_the_first_listed_type_that_fits(void **state)
{
    struct library_fixture *fixture = *state;
    const weft_error_type *types[] = {&weft_error_timeout, &shortage, &weft_error_value,
                                      &weft_error};
    weft_value failure = make_failure(fixture, &flour_shortage, NULL);
    weft_value cancelled = weft_raise_bare(&weft_error_cancelled);
    weft_value integer = weft_integer(1);

    assert_ptr_equal(weft_failure_check(&failure, types, 4), &shortage);
    assert_ptr_equal(weft_failure_check(&failure, types + 2, 2), &weft_error_value);
    assert_null(weft_failure_check(&failure, types, 1));
    assert_null(weft_failure_check(&failure, types, 0));
    assert_ptr_equal(weft_failure_check(&cancelled, types, 4), &weft_error);
    assert_null(weft_failure_check(&cancelled, types, 3));
    assert_null(weft_failure_check(&integer, types, 4));
    weft_value_release(failure);
}

/* FAIL-4 */
static void trap_takes_a_failure_that_fits_and_leaves_any_other_result(void **state)
{
    struct library_fixture *fixture = *state;
    size_t before = library_fixture_bytes(fixture);
    weft_value failure = make_failure(fixture, &flour_shortage, "x"), same = failure;
    weft_value integer = weft_integer(4);

    assert_false(weft_failure_trap(&failure, &weft_error_timeout));
    assert_true(weft_value_equals(&failure, &same));
    assert_true(weft_failure_trap(&failure, &shortage));
    assert_true(weft_value_is_none(&failure));
    assert_int_equal(library_fixture_bytes(fixture), before); /* it has been let go of */
    assert_false(weft_failure_trap(&integer, &weft_error));
    assert_int_equal(weft_value_integer(&integer), 4);
}

/* FAIL-4: in an errback what is not trapped simply goes on. */
static weft_value trap_timeouts(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    (void) context;
    weft_failure_trap(&result, &weft_error_timeout);
    return result;
}

static void what_trap_does_not_take_goes_on_in_the_chain(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *late = make_succeeded(fixture, weft_raise_bare(&weft_error_timeout));
    weft_deferred *other = make_succeeded(fixture, make_failure(fixture, &shortage, "salt"));

    assert_int_equal(weft_deferred_add_errback(late, trap_timeouts, NULL), WEFT_OK);
    assert_int_equal(weft_deferred_add_errback(other, trap_timeouts, NULL), WEFT_OK);
    take(fixture, late, "late");
    take(fixture, other, "other");
    assert_journal(fixture, "late=none other=Shortage: salt");
    weft_deferred_release(late);
    weft_deferred_release(other);
}

/* FAIL-5 */
static void without_memory_a_failure_is_the_constant_memory_error(void **state)
{
    struct library_fixture *fixture = *state;
    weft_failure_options options = {
        .type = &shortage,
        .cause = make_failure(fixture, &weft_error_timeout, "released all the same"),
    };
    weft_value values[2];

    counting_allocator_fail_from(&fixture->memory, 1);
    values[0] = weft_raise(fixture->reactor, &shortage, "salt");
    values[1] = weft_raise_with(fixture->reactor, &options);
    counting_allocator_fail_never(&fixture->memory);
    for (size_t i = 0; i < 2; i++) {
        const weft_failure *failure = weft_value_failure(&values[i]);

        assert_ptr_equal(weft_failure_type(failure), &weft_error_memory);
        assert_null(weft_failure_message(failure));
        weft_value_release(values[i]);
    }
}

static void a_bare_failure_of_each_type_is_a_constant(void **state)
{
    struct library_fixture *fixture = *state;
    size_t before = library_fixture_bytes(fixture);

    for (size_t i = 1; i < sizeof own_types / sizeof *own_types; i++) {
        weft_value value = weft_raise_bare(own_types[i]), again = weft_raise_bare(own_types[i]);
        const weft_failure *failure = weft_value_failure(&value);
        char text[64];

        assert_ptr_equal(failure, weft_value_failure(&again));
        assert_ptr_equal(weft_failure_type(failure), own_types[i]);
        assert_null(weft_failure_message(failure));
        assert_null(weft_failure_where(failure));
        assert_true(weft_value_is_none(weft_failure_cause(failure)));
        weft_value_format(&value, text, sizeof text);
        assert_string_equal(text, own_types[i]->name);
        for (int turn = 0; turn < 3; turn++) { /* more releases than retains: nothing is counted */
            weft_value_release(value);
            weft_failure_release(weft_failure_retain(failure));
        }
    }
    assert_int_equal(library_fixture_bytes(fixture), before);
}

static void the_names_of_error_types_are_unlike(void **state)
{
    size_t count = sizeof own_types / sizeof *own_types;

    (void) state;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            assert_string_not_equal(own_types[i]->name, own_types[j]->name);
}

static void a_failure_is_counted(void **state)
{
    struct library_fixture *fixture = *state;
    size_t before = library_fixture_bytes(fixture);
    weft_value value = make_failure(fixture, &shortage, "kept");
    weft_failure *kept = weft_failure_retain(weft_value_failure(&value));

    weft_value_release(value);
    assert_string_equal(weft_failure_message(kept), "kept");
    weft_failure_release(kept);
    assert_int_equal(library_fixture_bytes(fixture), before);
}

#define CAUSES 100000

struct cause_chain {
    weft_reactor *reactor;
    int64_t made;
};

static void *make_and_release_causes(void *context)
{
    struct cause_chain *chain = context;
    weft_value failure = weft_raise_bare(&weft_error_timeout);

    for (; chain->made < CAUSES; chain->made++) {
        weft_failure_options options = {.type = &shortage, .cause = failure};

        failure = weft_raise_with(chain->reactor, &options);
        if (weft_failure_type(weft_value_failure(&failure)) != &shortage)
            break;
    }
    weft_value_release(failure);
    return NULL;
}

static void a_long_chain_of_causes_is_released_on_a_small_stack(void **state)
{
    struct library_fixture *fixture = *state;
    struct cause_chain chain = {fixture->reactor, 0};
    size_t before = library_fixture_bytes(fixture);

    assert_int_equal(on_small_stack(make_and_release_causes, &chain), 0);
    assert_int_equal(chain.made, CAUSES);
    assert_int_equal(library_fixture_bytes(fixture), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_types_form_the_hierarchy_of_their_parents),
        library_test(a_failure_carries_type_message_place_and_cause),
        library_test(what_a_failure_was_not_given_is_absent),
        library_test(an_empty_message_is_a_message),
        library_test(check_gives_the_first_listed_type_that_fits),
        library_test(trap_takes_a_failure_that_fits_and_leaves_any_other_result),
        library_test(what_trap_does_not_take_goes_on_in_the_chain),
        library_test(without_memory_a_failure_is_the_constant_memory_error),
        library_test(a_bare_failure_of_each_type_is_a_constant),
        cmocka_unit_test(the_names_of_error_types_are_unlike),
        library_test(a_failure_is_counted),
        library_test(a_long_chain_of_causes_is_released_on_a_small_stack),
    };

    return cmocka_run_group_tests_name("failure", tests, NULL, NULL);
}
