/* strategy_draw_test.c - runs that are drawn: at random, and by priorities. */
#include "support/searching.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Three strands, each a chain of three calls, that meet three times. */
static const char strands[] = "weft 1\n"
                              "0s      call in 1ms as a:\n"
                              "            print \"a\"\n"
                              "            call in 1ms:\n"
                              "                print \"a\"\n"
                              "                call in 1ms:\n"
                              "                    print \"a\"\n"
                              "        call in 1ms as b:\n"
                              "            print \"b\"\n"
                              "            call in 1ms:\n"
                              "                print \"b\"\n"
                              "                call in 1ms:\n"
                              "                    print \"b\"\n"
                              "        call in 1ms as c:\n"
                              "            print \"c\"\n"
                              "            call in 1ms:\n"
                              "                print \"c\"\n"
                              "                call in 1ms:\n"
                              "                    print \"c\"\n";

static uint64_t distinct_prints(const char *text, const struct weft__strategy_type *strategy,
                                uint64_t depth, uint64_t runs)
{
    struct searching_options options = {
        .strategy = strategy, .depth = depth, .runs_max = runs, .window = 64};
    struct searched searched;
    uint64_t distinct;

    search_text(text, &options, &searched);
    assert_int_equal(searched.runs, runs);
    assert_false(searched.complete || searched.diverged);
    distinct = searched.prints.distinct;
    searching_end(&searched);
    return distinct;
}

/* Without a change the strands keep one order through the run: there are 3! of them. Each change
 * lets one strand fall behind somewhere; chance alone comes to nearly all 6^3. */
static void priorities_keep_an_order_until_they_change(void **state)
{
    (void) state;
    assert_int_equal(distinct_prints(strands, &weft__strategy_pct, 1, 300), 6);
    assert_in_range(distinct_prints(strands, &weft__strategy_pct, 2, 300), 7, 100);
    assert_in_range(distinct_prints(strands, &weft__strategy_pct, 3, 300),
                    distinct_prints(strands, &weft__strategy_pct, 2, 300) + 1, 216);
    assert_in_range(distinct_prints(strands, &weft__strategy_random, 1, 2000), 200, 216);
}

static void chance_comes_to_every_order(void **state)
{
    static const char text[] = "weft 1\n"
                               "0s      call in 1ms as a:\n            print \"a\"\n"
                               "        call in 1ms as b:\n            print \"b\"\n"
                               "        call in 1ms as c:\n            print \"c\"\n"
                               "        call in 1ms as d:\n            print \"d\"\n";

    (void) state;
    assert_int_equal(distinct_prints(text, &weft__strategy_random, 1, 500), 24);
    assert_int_equal(distinct_prints(text, &weft__strategy_pct, 1, 500), 24);
}

/* The first run is Twisted's; where that asks nothing, there is nothing to draw. */
static void where_nothing_is_free_one_run_is_all(void **state)
{
    static const char text[] = "weft 1\n0s      print \"a\"\n1s      print \"b\"\n";

    (void) state;
    for (size_t s = 0; weft__strategies[s] != NULL; s++) {
        struct searching_options options = {.strategy = weft__strategies[s]};
        struct searched searched;

        search_text(text, &options, &searched);
        assert_true(searched.complete);
        assert_in_range(searched.runs, 1, 4); /* a portfolio has planned one of each */
        assert_int_equal(searched.prints.distinct, 1);
        searching_end(&searched);
    }
}

/* The whole is seen as soon as one of its members has seen it. */
static void a_portfolio_ends_with_the_first_that_has_seen_all(void **state)
{
    struct searching_options options = {.strategy = &weft__strategy_portfolio, .window = 64};
    struct searched searched;

    (void) state;
    search_text(strands, &options, &searched);
    assert_true(searched.complete);
    assert_int_equal(searched.prints.distinct, 216);
    assert_in_range(searched.runs, 4 * 216, 4 * 216 + 64);
    searching_end(&searched);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(priorities_keep_an_order_until_they_change),
        cmocka_unit_test(chance_comes_to_every_order),
        cmocka_unit_test(where_nothing_is_free_one_run_is_all),
        cmocka_unit_test(a_portfolio_ends_with_the_first_that_has_seen_all),
    };

    return cmocka_run_group_tests_name("strategy_draw", tests, NULL, NULL);
}
