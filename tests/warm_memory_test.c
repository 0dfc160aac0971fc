/* warm_memory_test.c - memory that is filled up and forgotten: its bound, to the byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/counting_allocator.h"

#include "warm_memory.h"

struct fixture {
    struct counting_allocator counting;
    struct weft__warm_memory memory;
};

static void begin(struct fixture *fixture, size_t bytes_max)
{
    counting_allocator_start(&fixture->counting);
    fixture->memory = (struct weft__warm_memory){
        .allocator = counting_allocator_allocator(&fixture->counting), .bytes_max = bytes_max};
}

static void end(struct fixture *fixture)
{
    weft__warm_free(&fixture->memory);
    assert_int_equal(fixture->memory.bytes, 0);
    assert_int_equal(fixture->counting.bytes, 0);
    counting_allocator_end(&fixture->counting);
}

/* How many bytes a page takes. */
static size_t page_bytes(void)
{
    struct fixture fixture;
    size_t bytes;

    begin(&fixture, SIZE_MAX);
    assert_non_null(weft__warm_page(&fixture.memory));
    bytes = fixture.memory.bytes;
    end(&fixture);
    return bytes;
}

static void pieces_lie_side_by_side_in_pages(void **state)
{
    struct fixture fixture;
    char *first, *second, *third;

    (void) state;
    begin(&fixture, SIZE_MAX);
    first = weft__warm_piece(&fixture.memory, 1);
    second = weft__warm_piece(&fixture.memory, 8);
    third = weft__warm_piece(&fixture.memory, 9);
    assert_ptr_equal(second, first + 8);
    assert_ptr_equal(third, second + 8);
    memset(third, 0, 9);
    assert_int_equal(fixture.counting.blocks, 1);
    assert_non_null(weft__warm_piece(&fixture.memory, WEFT__WARM_PAGE_BYTES - 48));
    assert_int_equal(fixture.counting.blocks, 1);
    assert_non_null(weft__warm_piece(&fixture.memory, 16)); /* fills the page */
    assert_int_equal(fixture.counting.blocks, 1);
    assert_non_null(weft__warm_piece(&fixture.memory, 1));
    assert_int_equal(fixture.counting.blocks, 2);
    end(&fixture);
}

static void a_page_can_be_one_piece_and_a_larger_one_has_a_block_of_its_own(void **state)
{
    struct fixture fixture;
    char *whole, *larger;

    (void) state;
    begin(&fixture, SIZE_MAX);
    whole = weft__warm_piece(&fixture.memory, WEFT__WARM_PAGE_BYTES);
    memset(whole, 1, WEFT__WARM_PAGE_BYTES);
    larger = weft__warm_piece(&fixture.memory, WEFT__WARM_PAGE_BYTES + 1);
    memset(larger, 1, WEFT__WARM_PAGE_BYTES + 1);
    assert_int_equal(fixture.counting.blocks, 2);
    assert_null(weft__warm_piece(&fixture.memory, SIZE_MAX));
    weft__warm_forget(&fixture.memory);
    assert_int_equal(fixture.counting.blocks, 1); /* the larger one is not kept */
    end(&fixture);
}

static void what_is_forgotten_is_given_out_again_for_anything(void **state)
{
    struct fixture fixture;
    size_t requests;

    (void) state;
    begin(&fixture, SIZE_MAX);
    for (int i = 0; i < 5; i++)
        assert_non_null(weft__warm_page(&fixture.memory));
    requests = fixture.counting.requests;
    weft__warm_forget(&fixture.memory);
    for (int i = 0; i < 3; i++)
        assert_non_null(weft__warm_piece(&fixture.memory, WEFT__WARM_PAGE_BYTES / 2 + 1));
    for (int i = 0; i < 2; i++)
        assert_non_null(weft__warm_page(&fixture.memory));
    assert_int_equal(fixture.counting.requests, requests);
    assert_non_null(weft__warm_page(&fixture.memory));
    assert_int_equal(fixture.counting.requests, requests + 1);
    end(&fixture);
}

static void the_bound_can_be_reached_exactly(void **state)
{
    size_t page = page_bytes();
    struct fixture fixture;

    (void) state;
    begin(&fixture, 2 * page);
    assert_non_null(weft__warm_page(&fixture.memory));
    assert_non_null(weft__warm_page(&fixture.memory));
    assert_int_equal(fixture.memory.bytes, 2 * page);
    assert_int_equal(fixture.counting.bytes, 2 * page);
    assert_null(weft__warm_page(&fixture.memory));
    end(&fixture);

    begin(&fixture, 2 * page - 1);
    assert_non_null(weft__warm_page(&fixture.memory));
    assert_null(weft__warm_page(&fixture.memory));
    end(&fixture);
}

static void what_was_held_before_makes_the_bound_no_narrower(void **state)
{
    size_t page = page_bytes();
    struct fixture fixture;

    (void) state;
    begin(&fixture, 3 * page);
    for (int i = 0; i < 3; i++)
        assert_non_null(weft__warm_page(&fixture.memory));
    weft__warm_forget(&fixture.memory);
    assert_int_equal(fixture.memory.bytes, 3 * page);
    assert_non_null(weft__warm_piece(&fixture.memory, 2 * WEFT__WARM_PAGE_BYTES));
    assert_in_range(fixture.memory.bytes, 2 * WEFT__WARM_PAGE_BYTES, 3 * page);
    assert_non_null(weft__warm_page(&fixture.memory)); /* as in a memory that held nothing before */
    assert_null(weft__warm_page(&fixture.memory));
    end(&fixture);
}

static void a_failed_request_changes_nothing(void **state)
{
    struct fixture fixture;
    char *piece;

    (void) state;
    begin(&fixture, SIZE_MAX);
    counting_allocator_fail_once(&fixture.counting, 1);
    assert_null(weft__warm_page(&fixture.memory));
    piece = weft__warm_piece(&fixture.memory, 8);
    counting_allocator_fail_once(&fixture.counting, 1);
    assert_null(weft__warm_piece(&fixture.memory, WEFT__WARM_PAGE_BYTES));
    assert_ptr_equal(weft__warm_piece(&fixture.memory, 8), piece + 8);
    counting_allocator_fail_once(&fixture.counting, 1);
    assert_null(weft__warm_piece(&fixture.memory, WEFT__WARM_PAGE_BYTES + 1));
    assert_ptr_equal(weft__warm_piece(&fixture.memory, 8), piece + 16);
    end(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_lie_side_by_side_in_pages),
        cmocka_unit_test(a_page_can_be_one_piece_and_a_larger_one_has_a_block_of_its_own),
        cmocka_unit_test(what_is_forgotten_is_given_out_again_for_anything),
        cmocka_unit_test(the_bound_can_be_reached_exactly),
        cmocka_unit_test(what_was_held_before_makes_the_bound_no_narrower),
        cmocka_unit_test(a_failed_request_changes_nothing),
    };

    return cmocka_run_group_tests_name("warm memory", tests, NULL, NULL);
}
