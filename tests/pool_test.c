/* pool_test.c - blocks from a pool hold what was written into them, whatever comes and goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pool_internal.h"
#include "support/counting_allocator.h"
#include "weft/pool.h"

#define BLOCKS 512

struct fixture {
    struct counting_allocator beneath;
    weft_pool *pool;
    weft_allocator allocator;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    weft_allocator beneath;

    assert_non_null(fixture);
    counting_allocator_start(&fixture->beneath);
    beneath = counting_allocator_allocator(&fixture->beneath);
    assert_int_equal(weft_pool_create(&beneath, &fixture->pool), WEFT_OK);
    fixture->allocator = weft_pool_allocator(fixture->pool);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    weft_pool_free(fixture->pool);
    assert_int_equal(fixture->beneath.bytes, 0);
    free(fixture);
    return 0;
}

static void *allocate(struct fixture *fixture, void *block, size_t old_bytes, size_t new_bytes)
{
    return fixture->allocator.allocate(fixture->allocator.context, block, old_bytes, new_bytes);
}

struct block {
    unsigned char *bytes;
    size_t count;
    unsigned char fill;
};

static void assert_holds(const struct block *block, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(block->bytes[i], block->fill);
}

static uint32_t draw(uint32_t *random, uint32_t below)
{
    *random = *random * 1664525 + 1013904223;
    return (uint32_t) (((uint64_t) *random * below) >> 32);
}

/* Mostly small, some beyond the classes that double, few beyond what the pool keeps. */
static size_t draw_bytes(uint32_t *random)
{
    static const uint32_t most[] = {64, 64, 200, 1040, 5000, 70000, 200000};

    return 1 + draw(random, most[draw(random, draw(random, 8) == 0 ? 7 : 5)]);
}

static void change(struct fixture *fixture, struct block *block, uint32_t *random)
{
    size_t bytes = block->bytes && draw(random, 3) > 0 ? 0 : draw_bytes(random);
    unsigned char *changed = allocate(fixture, block->bytes, block->count, bytes);

    if (bytes > 0) {
        struct block kept = {changed, 0, block->fill};

        assert_non_null(changed);
        assert_int_equal((uintptr_t) changed % _Alignof(max_align_t), 0);
        assert_holds(&kept, bytes < block->count ? bytes : block->count);
        block->fill = (unsigned char) draw(random, 256);
        memset(changed, block->fill, bytes);
    } else {
        assert_null(changed);
    }
    block->bytes = changed;
    block->count = bytes;
}

static void what_is_written_stays_whatever_else_comes_and_goes(void **state)
{
    struct fixture *fixture = *state;
    struct block blocks[BLOCKS] = {{NULL, 0, 0}};
    uint32_t random = 5;

    for (int i = 0; i < 60000; i++) {
        struct block *block = &blocks[draw(&random, BLOCKS)];

        assert_holds(block, block->count);
        change(fixture, block, &random);
    }
    for (size_t i = 0; i < BLOCKS; i++) {
        assert_holds(&blocks[i], blocks[i].count);
        if (blocks[i].bytes)
            allocate(fixture, blocks[i].bytes, blocks[i].count, 0);
    }
}

static void the_block_that_was_freed_last_is_handed_out_first(void **state)
{
    struct fixture *fixture = *state;
    void *first = allocate(fixture, NULL, 0, 40), *second = allocate(fixture, NULL, 0, 40);

    allocate(fixture, first, 40, 0);
    allocate(fixture, second, 40, 0);
    assert_ptr_equal(allocate(fixture, NULL, 0, 48), second);
    assert_ptr_equal(allocate(fixture, NULL, 0, 33), first);
}

static void what_was_let_go_is_handed_out_again_without_asking_beneath(void **state)
{
    struct fixture *fixture = *state;
    void *blocks[300];
    size_t requests = 0;

    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 300; i++) {
            blocks[i] = allocate(fixture, NULL, 0, 1 + i * 218);
            assert_non_null(blocks[i]);
        }
        for (size_t i = 0; i < 300; i++)
            allocate(fixture, blocks[i], 1 + i * 218, 0);
        if (round > 0)
            assert_int_equal(fixture->beneath.requests, requests);
        requests = fixture->beneath.requests;
    }
}

static void a_block_beyond_what_is_kept_goes_back_beneath(void **state)
{
    struct fixture *fixture = *state;
    size_t before = fixture->beneath.bytes, large = WEFT__POOL_MOST_BYTES + 1;
    void *block = allocate(fixture, NULL, 0, large);

    assert_non_null(block);
    assert_int_equal(fixture->beneath.bytes, before + large);
    block = allocate(fixture, block, large, 2 * large);
    assert_int_equal(fixture->beneath.bytes, before + 2 * large);
    allocate(fixture, block, 2 * large, 0);
    assert_int_equal(fixture->beneath.bytes, before);
}

static void without_memory_a_block_that_was_to_grow_is_untouched(void **state)
{
    struct fixture *fixture = *state;
    struct block block = {allocate(fixture, NULL, 0, 100), 100, 7};

    memset(block.bytes, block.fill, block.count);
    counting_allocator_fail_from(&fixture->beneath, 1);
    assert_null(allocate(fixture, NULL, 0, 60000));
    assert_null(allocate(fixture, block.bytes, block.count, 60000));
    assert_null(allocate(fixture, block.bytes, block.count, 600000));
    assert_holds(&block, block.count);
    counting_allocator_fail_never(&fixture->beneath);
    block.bytes = allocate(fixture, block.bytes, block.count, 60000);
    assert_non_null(block.bytes);
    assert_holds(&block, block.count);
    allocate(fixture, block.bytes, 60000, 0);
}

/* Where a whole chunk is not to be had, what is needed may be. */
static void with_little_memory_a_chunk_is_as_small_as_it_can_be(void **state)
{
    struct fixture *fixture = *state;
    size_t before;

    for (int i = 0; i < 40; i++) /* the chunks have grown */
        assert_non_null(allocate(fixture, NULL, 0, 60000));
    counting_allocator_fail_once(&fixture->beneath, 1);
    do {
        before = fixture->beneath.bytes;
        assert_non_null(allocate(fixture, NULL, 0, 60000));
    } while (fixture->beneath.failures == 0);
    assert_in_range(fixture->beneath.bytes - before, 60000, 66000);
}

static void all_that_is_left_goes_with_the_pool(void **state)
{
    struct fixture *fixture = *state;

    for (size_t bytes = 1; bytes < 60000; bytes += 977)
        assert_non_null(allocate(fixture, NULL, 0, bytes));
    assert_true(fixture->beneath.bytes > 60000); /* tear_down looks for what is left */
}

static void a_pool_without_memory_is_not_made(void **state)
{
    struct counting_allocator beneath;
    weft_allocator allocator;
    weft_pool *pool = NULL;

    (void) state;
    counting_allocator_start(&beneath);
    allocator = counting_allocator_allocator(&beneath);
    counting_allocator_fail_from(&beneath, 1);
    assert_int_equal(weft_pool_create(&allocator, &pool), WEFT_NO_MEMORY);
    assert_null(pool);
}

/* Over the system there are huge chunks besides, once it has come to that. */
static void ten_million_bytes_over_the_system_hold_what_is_written(void **state)
{
    struct block blocks[200];
    weft_pool *pool;
    weft_allocator allocator;

    (void) state;
    assert_int_equal(weft_pool_create(NULL, &pool), WEFT_OK);
    allocator = weft_pool_allocator(pool);
    for (size_t i = 0; i < 200; i++) {
        blocks[i] = (struct block){allocator.allocate(pool, NULL, 0, 50000), 50000,
                                   (unsigned char) (i + 1)};
        assert_non_null(blocks[i].bytes);
        memset(blocks[i].bytes, blocks[i].fill, blocks[i].count);
    }
    for (size_t i = 0; i < 200; i++)
        assert_holds(&blocks[i], blocks[i].count);
    weft_pool_free(pool);
}

#define pool_test(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        pool_test(what_is_written_stays_whatever_else_comes_and_goes),
        pool_test(the_block_that_was_freed_last_is_handed_out_first),
        pool_test(what_was_let_go_is_handed_out_again_without_asking_beneath),
        pool_test(a_block_beyond_what_is_kept_goes_back_beneath),
        pool_test(without_memory_a_block_that_was_to_grow_is_untouched),
        pool_test(with_little_memory_a_chunk_is_as_small_as_it_can_be),
        pool_test(all_that_is_left_goes_with_the_pool),
        cmocka_unit_test(a_pool_without_memory_is_not_made),
        cmocka_unit_test(ten_million_bytes_over_the_system_hold_what_is_written),
    };

    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
