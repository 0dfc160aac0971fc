/* ordering_coverage_test.c - how many orderings, how many of them late, and what may be left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ordering_coverage.h"
#include "support/counting_allocator.h"

static void add(struct weft__ordering_coverage *coverage, uint64_t hash, uint64_t runs)
{
    assert_true(weft__ordering_coverage_add(coverage, hash, runs));
}

/* 0 is no hash of an ordering; 1 to 4096 and their likes beyond the table share places. */
static void each_ordering_counts_once_however_many_there_are(void **state)
{
    struct weft__ordering_coverage coverage;

    (void) state;
    weft__ordering_coverage_begin(&coverage, &weft_allocator_system);
    for (uint64_t round = 1; round <= 3; round++) {
        for (uint64_t i = 1; i <= 3000; i++)
            add(&coverage, i << 10, 1);
        assert_int_equal(coverage.distinct, 3000);
        assert_int_equal(coverage.runs, 3000 * round);
        assert_int_equal(coverage.once, round == 1 ? 3000 : 0);
    }
    weft__ordering_coverage_end(&coverage);
}

static void several_runs_at_once_are_not_one(void **state)
{
    struct weft__ordering_coverage coverage;

    (void) state;
    weft__ordering_coverage_begin(&coverage, &weft_allocator_system);
    add(&coverage, 1, 2);
    assert_int_equal(coverage.once, 0);
    add(&coverage, 2, 1);
    add(&coverage, 2, 1);
    add(&coverage, 2, 1); /* left once when it came twice, and not again */
    assert_int_equal(coverage.once, 0);
    assert_int_equal(coverage.runs, 5);
    weft__ordering_coverage_end(&coverage);
}

/* Of 20 runs the last two are the last tenth. */
static void late_ones_are_those_of_the_last_tenth_of_the_runs(void **state)
{
    struct weft__ordering_coverage coverage;

    (void) state;
    weft__ordering_coverage_begin(&coverage, &weft_allocator_system);
    assert_int_equal(weft__ordering_coverage_late(&coverage), 0);
    for (uint64_t run = 1; run <= 20; run++)
        add(&coverage, run <= 17 ? 1 : run, 1);
    assert_int_equal(coverage.distinct, 4); /* first shown by runs 1, 18, 19 and 20 */
    assert_int_equal(weft__ordering_coverage_late(&coverage), 2);
    for (uint64_t run = 21; run <= 40; run++)
        add(&coverage, 1, 1);
    assert_int_equal(weft__ordering_coverage_late(&coverage), 0);
    weft__ordering_coverage_end(&coverage);
}

/* The share of runs whose ordering was seen once, rounded up: while there is one, something may be
 * left. */
static void what_is_left_is_the_share_of_those_seen_once(void **state)
{
    struct weft__ordering_coverage coverage;

    (void) state;
    weft__ordering_coverage_begin(&coverage, &weft_allocator_system);
    assert_int_equal(weft__ordering_coverage_left(&coverage), 1000);
    add(&coverage, 1, 1);
    assert_int_equal(weft__ordering_coverage_left(&coverage), 1000);
    add(&coverage, 2, 1);
    add(&coverage, 2, 1);
    assert_int_equal(weft__ordering_coverage_left(&coverage), 334);
    add(&coverage, 2, 9997);
    assert_int_equal(weft__ordering_coverage_left(&coverage), 1);
    add(&coverage, 1, 1);
    assert_int_equal(weft__ordering_coverage_left(&coverage), 0);
    weft__ordering_coverage_end(&coverage);
}

/* Nothing has changed then: it can be added again. */
static void without_memory_nothing_is_added(void **state)
{
    struct counting_allocator memory;
    weft_allocator allocator;
    struct weft__ordering_coverage coverage;
    size_t refused = 0;

    (void) state;
    counting_allocator_start(&memory);
    allocator = counting_allocator_allocator(&memory);
    weft__ordering_coverage_begin(&coverage, &allocator);
    for (uint64_t i = 1; i <= 1000; i++) {
        counting_allocator_fail_from(&memory, 1);
        if (!weft__ordering_coverage_add(&coverage, i, 1)) {
            refused++;
            assert_int_equal(coverage.distinct, i - 1);
            assert_int_equal(coverage.once, i - 1);
            assert_int_equal(coverage.runs, i - 1);
            counting_allocator_fail_never(&memory);
            add(&coverage, i, 1);
        }
        counting_allocator_fail_never(&memory);
        assert_int_equal(coverage.distinct, i);
    }
    assert_true(refused > 2);
    weft__ordering_coverage_end(&coverage);
    assert_int_equal(memory.bytes, 0);
    counting_allocator_end(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_ordering_counts_once_however_many_there_are),
        cmocka_unit_test(several_runs_at_once_are_not_one),
        cmocka_unit_test(late_ones_are_those_of_the_last_tenth_of_the_runs),
        cmocka_unit_test(what_is_left_is_the_share_of_those_seen_once),
        cmocka_unit_test(without_memory_nothing_is_added),
    };

    return cmocka_run_group_tests_name("ordering_coverage", tests, NULL, NULL);
}
