/* radix_array_test.c - elements that never move, wherever they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/counting_allocator.h"

#include "radix_array.h"

struct fixture {
    struct counting_allocator counting;
    struct weft__warm_memory memory;
    struct weft__radix_array array;
};

static void begin(struct fixture *fixture)
{
    counting_allocator_start(&fixture->counting);
    fixture->array = WEFT__RADIX_ARRAY_EMPTY;
    fixture->memory = (struct weft__warm_memory){
        .allocator = counting_allocator_allocator(&fixture->counting), .bytes_max = SIZE_MAX};
}

static void end(struct fixture *fixture)
{
    weft__warm_free(&fixture->memory);
    assert_int_equal(fixture->counting.bytes, 0);
    counting_allocator_end(&fixture->counting);
}

static uint64_t *make(struct fixture *fixture, uint64_t index)
{
    return weft__radix_array_make(&fixture->array, &fixture->memory, sizeof(uint64_t), index);
}

static const uint64_t *find(const struct fixture *fixture, uint64_t index)
{
    return weft__radix_array_find(&fixture->array, sizeof(uint64_t), index);
}

/* The last of a level and the first beyond it, and the last of all. */
static const uint64_t edges[] = {
    0,     1,     31,      32,      33,       1023,     1024,
    32767, 32768, 1048575, 1048576, 33554431, 33554432, WEFT__RADIX_ARRAY_MAX - 1,
};

enum { EDGES = sizeof edges / sizeof *edges };

static void elements_stay_where_they_are_from_either_end(void **state)
{
    (void) state;
    for (int upwards = 0; upwards < 2; upwards++) {
        struct fixture fixture;
        uint64_t *made[EDGES];

        begin(&fixture);
        for (size_t i = 0; i < EDGES; i++) {
            size_t edge = upwards ? i : EDGES - 1 - i;

            made[edge] = make(&fixture, edges[edge]);
            assert_non_null(made[edge]);
            assert_int_equal(*made[edge], 0);
            *made[edge] = edges[edge] + 1;
        }
        for (size_t i = 0; i < EDGES; i++) {
            assert_ptr_equal(find(&fixture, edges[i]), made[i]);
            assert_ptr_equal(make(&fixture, edges[i]), made[i]);
            assert_int_equal(*made[i], edges[i] + 1);
        }
        end(&fixture);
    }
}

static void what_was_never_made_is_not_found(void **state)
{
    struct fixture fixture;

    (void) state;
    begin(&fixture);
    assert_null(find(&fixture, 0));
    assert_null(find(&fixture, UINT64_MAX));
    assert_non_null(make(&fixture, 1000000));
    assert_null(find(&fixture, 0));
    assert_null(find(&fixture, 2000000));
    assert_null(find(&fixture, UINT64_MAX));
    assert_int_equal(*find(&fixture, 1000001), 0); /* a neighbour */
    assert_null(make(&fixture, WEFT__RADIX_ARRAY_MAX));
    assert_null(make(&fixture, UINT64_MAX));
    end(&fixture);
}

/* After WEFT__RADIX_ARRAY_EMPTY, in memory that was full of something else. */
static void an_array_made_anew_is_zeroed(void **state)
{
    struct fixture fixture;

    (void) state;
    begin(&fixture);
    for (uint64_t i = 0; i < 5000; i++)
        *make(&fixture, i) = UINT64_MAX;
    weft__warm_forget(&fixture.memory);
    fixture.array = WEFT__RADIX_ARRAY_EMPTY;
    assert_null(find(&fixture, 0));
    for (uint64_t i = 0; i < 5000; i++)
        assert_int_equal(*make(&fixture, i), 0);
    end(&fixture);
}

static void a_failed_request_leaves_what_is_there(void **state)
{
    size_t failures = 0;

    (void) state;
    for (uint64_t index = 1; index < 40000; index += 1 + index / 3) {
        struct fixture fixture;

        begin(&fixture);
        *make(&fixture, 0) = 7;
        fixture.memory.piece_room = 8 * (index % 90); /* so that it ends here or there */
        counting_allocator_fail_once(&fixture.counting, 1);
        failures += make(&fixture, index) == NULL;
        assert_int_equal(*find(&fixture, 0), 7);
        counting_allocator_fail_never(&fixture.counting);
        assert_non_null(make(&fixture, index));
        assert_int_equal(*find(&fixture, 0), 7);
        end(&fixture);
    }
    assert_in_range(failures, 5, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_stay_where_they_are_from_either_end),
        cmocka_unit_test(what_was_never_made_is_not_found),
        cmocka_unit_test(an_array_made_anew_is_zeroed),
        cmocka_unit_test(a_failed_request_leaves_what_is_there),
    };

    return cmocka_run_group_tests_name("radix array", tests, NULL, NULL);
}
