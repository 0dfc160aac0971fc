/* object_table_test.c - elements by number: zeroed, where they were, and all given back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "object_table.h"
#include "support/counting_allocator.h"

#define MANY 1000

struct element {
    uint64_t number;
    char filling[40];
};

struct fixture {
    struct counting_allocator memory;
    weft_allocator allocator;
    struct weft__object_table table;
};

static void begin(struct fixture *fixture)
{
    counting_allocator_start(&fixture->memory);
    fixture->allocator = counting_allocator_allocator(&fixture->memory);
    fixture->table = (struct weft__object_table){.allocator = &fixture->allocator,
                                                 .element_bytes = sizeof(struct element)};
}

static void an_empty_table_has_nothing_and_holds_nothing(void **state)
{
    struct fixture fixture;

    (void) state;
    begin(&fixture);
    assert_null(weft__object_table_find(&fixture.table, 0));
    assert_null(weft__object_table_find(&fixture.table, UINT64_MAX));
    weft__object_table_free(&fixture.table);
    assert_int_equal(fixture.memory.requests, 0);
}

/* The allocator's fresh bytes are not zero. */
static void elements_begin_as_zeroes_and_stay_where_they_are(void **state)
{
    static const struct element zeroes;
    struct element *elements[MANY];
    struct fixture fixture;

    (void) state;
    begin(&fixture);
    for (uint64_t i = 0; i < MANY; i++) {
        elements[i] = weft__object_table_make(&fixture.table, i);
        assert_non_null(elements[i]);
        assert_memory_equal(elements[i], &zeroes, sizeof zeroes);
        memset(elements[i], 0xFF, sizeof *elements[i]);
        elements[i]->number = i;
    }
    for (uint64_t i = 0; i < MANY; i++) {
        assert_ptr_equal(weft__object_table_find(&fixture.table, i), elements[i]);
        assert_ptr_equal(weft__object_table_make(&fixture.table, i), elements[i]);
        assert_true(elements[i]->number == i);
    }
    assert_null(weft__object_table_find(&fixture.table, MANY));
    weft__object_table_free(&fixture.table);
    assert_int_equal(fixture.memory.bytes, 0);
}

static void with_an_element_come_those_before_it(void **state)
{
    static const struct element zeroes;
    struct fixture fixture;

    (void) state;
    begin(&fixture);
    assert_non_null(weft__object_table_make(&fixture.table, 100));
    for (uint64_t i = 0; i < 100; i++)
        assert_memory_equal(weft__object_table_find(&fixture.table, i), &zeroes, sizeof zeroes);
    assert_null(weft__object_table_find(&fixture.table, 101));
    weft__object_table_free(&fixture.table);
    assert_int_equal(fixture.memory.bytes, 0);
}

static void a_number_that_is_too_large_is_refused_at_once(void **state)
{
    struct fixture fixture;

    (void) state;
    begin(&fixture);
    assert_null(weft__object_table_make(&fixture.table, WEFT__OBJECT_TABLE_MAX));
    assert_int_equal(fixture.memory.requests, 0);
}

/* What there was before the request that failed is still there, and the next try succeeds. */
static void every_request_can_fail(void **state)
{
    (void) state;
    for (size_t nth = 1;; nth++) {
        struct fixture fixture;
        uint64_t made = 0;
        bool failed;

        begin(&fixture);
        counting_allocator_fail_once(&fixture.memory, nth);
        while (made < MANY && weft__object_table_make(&fixture.table, made))
            made++;
        failed = made < MANY;
        for (uint64_t i = 0; i < made; i++)
            assert_non_null(weft__object_table_find(&fixture.table, i));
        assert_null(weft__object_table_find(&fixture.table, made));
        assert_non_null(weft__object_table_make(&fixture.table, made));
        weft__object_table_free(&fixture.table);
        assert_int_equal(fixture.memory.bytes, 0);
        if (!failed)
            return;
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_table_has_nothing_and_holds_nothing),
        cmocka_unit_test(elements_begin_as_zeroes_and_stay_where_they_are),
        cmocka_unit_test(with_an_element_come_those_before_it),
        cmocka_unit_test(a_number_that_is_too_large_is_refused_at_once),
        cmocka_unit_test(every_request_can_fail),
    };

    return cmocka_run_group_tests_name("object_table", tests, NULL, NULL);
}
