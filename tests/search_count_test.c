/* search_count_test.c - exhaustive searches of small worlds whose orderings can be counted by hand:
 * all of them are found, none twice, none that there is not. */
#include "support/searching.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct weft__strategy_type *const exhaustive[] = {&weft__strategy_delay_bounded,
                                                               &weft__strategy_depth_first};

/* --- Scripts --- */

struct text {
    char bytes[4096];
    size_t length;
};

static void put(struct text *text, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length =
        vsnprintf(text->bytes + text->length, sizeof text->bytes - text->length, format, arguments);
    va_end(arguments);
    assert_true(length >= 0 && (size_t) length < sizeof text->bytes - text->length);
    text->length += (size_t) length;
}

static struct text script(const char *head)
{
    struct text text = {.length = 0};

    put(&text, "weft 1\n%s0s      print \"begin\"\n", head);
    return text;
}

/* COUNT calls, due at AT_US + i * APART_US, each of which does what BODY says of its number. */
static void put_calls(struct text *text, const char *name, unsigned count, unsigned at_us,
                      unsigned apart_us, const char *body)
{
    for (unsigned i = 0; i < count; i++) {
        put(text, "        call in %uus as %s%u:\n            ", at_us + i * apart_us, name, i);
        put(text, body, i, i, i);
        put(text, "\n");
    }
}

/* --- Formulas --- */

static uint64_t factorial(unsigned n)
{
    return n == 0 ? 1 : n * factorial(n - 1);
}

/* The permutations of n with k digits of their Lehmer code other than 0: those are the answers that
 * are not Twisted's. Element n brings a digit of n values, one of which is 0: the unsigned Stirling
 * numbers of the first kind. */
static uint64_t with_deviations(unsigned n, unsigned k)
{
    if (n == 0)
        return k == 0 ? 1 : 0;
    return with_deviations(n - 1, k) + (k > 0 ? (n - 1) * with_deviations(n - 1, k - 1) : 0);
}

/* --- Calls of one instant --- */

static void n_calls_of_one_instant_have_n_factorial_orderings(void **state)
{
    (void) state;
    for (unsigned n = 1; n <= 6; n++) {
        struct text text = script("");

        put_calls(&text, "c", n, 1000, 0, "print \"%u\"");
        for (size_t s = 0; s < 2; s++) {
            struct searching_options options = {.strategy = exhaustive[s],
                                                .window = s == 0 ? 64 : 1};
            struct searched searched;

            search_text(text.bytes, &options, &searched);
            assert_true(searched.complete && !searched.diverged);
            assert_int_equal(searched.runs, factorial(n));
            assert_int_equal(searched.cut, 0);
            assert_int_equal(searched.orderings.distinct, factorial(n));
            assert_int_equal(searched.prints.distinct, factorial(n));
            for (unsigned k = 0; k < 10; k++)
                assert_int_equal(searched.deviated[k], with_deviations(n, k));
            searching_end(&searched);
        }
    }
}

static void with_k_deviations_as_many_orders_are_run_as_have_k_of_them(void **state)
{
    struct text text = script("");

    (void) state;
    put_calls(&text, "c", 6, 1000, 0, "print \"%u\"");
    for (unsigned most = 1; most <= 6; most++) {
        struct searching_options options = {
            .strategy = &weft__strategy_delay_bounded, .deviations_max = most, .window = 64};
        struct searched searched;
        uint64_t expected = 0;

        for (unsigned k = 0; k <= most; k++)
            expected += with_deviations(6, k);
        search_text(text.bytes, &options, &searched);
        assert_true(searched.complete);
        assert_int_equal(searched.runs, expected);
        assert_int_equal(searched.prints.distinct, expected);
        searching_end(&searched);
    }
}

/* Runs come by the number of their deviations: after so many of them those with k are all made. */
static void fewer_deviations_come_first(void **state)
{
    struct text text = script("");
    uint64_t runs = 0;

    (void) state;
    put_calls(&text, "c", 5, 1000, 0, "print \"%u\"");
    for (unsigned k = 0; k < 5; k++) {
        struct searching_options options = {.strategy = &weft__strategy_delay_bounded,
                                            .window = 64};
        struct searched searched;

        options.runs_max = runs += with_deviations(5, k);
        search_text(text.bytes, &options, &searched);
        for (unsigned i = 0; i < 10; i++)
            assert_int_equal(searched.deviated[i], i <= k ? with_deviations(5, i) : 0);
        searching_end(&searched);
    }
}

/* All runs but one are cut before their end. */
static void calls_that_share_nothing_have_one_ordering(void **state)
{
    (void) state;
    for (unsigned n = 2; n <= 5; n++) {
        struct text text = script("shared x0\nshared x1\nshared x2\nshared x3\nshared x4\n");
        struct searching_options options = {.strategy = &weft__strategy_depth_first};
        struct searched searched;

        put_calls(&text, "c", n, 1000, 0, "x%u = %u");
        search_text(text.bytes, &options, &searched);
        assert_true(searched.complete);
        assert_int_equal(searched.runs - searched.cut, 1);
        assert_int_equal(searched.orderings.distinct, 1);
        searching_end(&searched);
        options.strategy = &weft__strategy_delay_bounded;
        search_text(text.bytes, &options, &searched);
        assert_int_equal(searched.runs, factorial(n));
        assert_int_equal(searched.orderings.distinct, 1);
        searching_end(&searched);
    }
}

/* Each group writes a name of its own, as a number that tells the group's order. Depth-first makes
 * each pair of orders once; delay-bounded makes every order of all of them. */
static void two_groups_that_share_nothing_have_the_product_of_their_orders(void **state)
{
    static const unsigned sizes[][2] = {{1, 3}, {2, 2}, {2, 3}, {3, 3}};

    (void) state;
    for (size_t row = 0; row < sizeof sizes / sizeof *sizes; row++) {
        unsigned k = sizes[row][0], m = sizes[row][1];
        struct text text = script("shared x = 0\nshared y = 0\n");

        put_calls(&text, "a", k, 1000, 0, "x = x * 10 + %u + 1");
        put_calls(&text, "b", m, 1000, 0, "y = y * 10 + %u + 1");
        for (size_t s = 0; s < 2; s++) {
            struct searching_options options = {.strategy = exhaustive[s], .window = 64};
            struct searched searched;

            search_text(text.bytes, &options, &searched);
            assert_true(searched.complete);
            assert_int_equal(searched.runs - searched.cut,
                             s == 0 ? factorial(k + m) : factorial(k) * factorial(m));
            assert_int_equal(searched.results.distinct, factorial(k) * factorial(m));
            searching_end(&searched);
        }
    }
}

/* --- Several turns --- */

static void calls_of_several_instants_have_the_product_of_their_orders(void **state)
{
    struct text text = script("");

    (void) state;
    put_calls(&text, "a", 3, 1000, 0, "print \"a%u\"");
    put_calls(&text, "b", 4, 2000, 0, "print \"b%u\"");
    put_calls(&text, "c", 1, 3000, 0, "print \"c%u\"");
    put_calls(&text, "d", 2, 4000, 0, "print \"d%u\"");
    for (size_t s = 0; s < 2; s++) {
        struct searching_options options = {.strategy = exhaustive[s], .window = 64};
        struct searched searched;

        search_text(text.bytes, &options, &searched);
        assert_true(searched.complete);
        assert_int_equal(searched.runs, 6 * 24 * 2);
        assert_int_equal(searched.prints.distinct, 6 * 24 * 2);
        searching_end(&searched);
    }
}

/* What a call makes with no delay belongs to the next turn: each turn has the orders of one call of
 * each chain, whatever was before. */
static void chains_of_calls_without_delay_meet_turn_by_turn(void **state)
{
    (void) state;
    for (unsigned chains = 2; chains <= 3; chains++) {
        unsigned links = chains == 2 ? 5 : 3;
        struct text text = script("");
        uint64_t expected = 1;

        for (unsigned chain = 0; chain < chains; chain++)
            for (unsigned link = 0; link < links; link++)
                put(&text, "%*scall in %s:\n%*sprint \"%u\"\n", 8 + (int) link * 4, "",
                    link == 0 ? "1ms" : "0s", 12 + (int) link * 4, "", chain);
        for (unsigned link = 0; link < links; link++)
            expected *= factorial(chains);
        for (size_t s = 0; s < 2; s++) {
            struct searching_options options = {.strategy = exhaustive[s], .window = 64};
            struct searched searched;

            search_text(text.bytes, &options, &searched);
            assert_true(searched.complete);
            assert_int_equal(searched.runs, expected);
            assert_int_equal(searched.prints.distinct, expected);
            searching_end(&searched);
        }
    }
}

/* The lines of a script at one instant keep their order; a call may come anywhere among them. */
static void stimuli_of_one_instant_keep_their_order(void **state)
{
    static const char text[] = "weft 1\n"
                               "0s      call in 1ms as a:\n"
                               "            print \"call\"\n"
                               "1ms     print \"1\"\n"
                               "        print \"2\"\n"
                               "        print \"3\"\n";

    (void) state;
    for (size_t s = 0; s < 2; s++) {
        struct searching_options options = {.strategy = exhaustive[s]};
        struct searched searched;

        search_text(text, &options, &searched);
        assert_true(searched.complete);
        assert_int_equal(searched.runs, 4);
        assert_int_equal(searched.prints.distinct, 4);
        searching_end(&searched);
    }
}

/* --- Slack --- */

/* Calls pending together: all orders, if the first is within the slack of the last; if each is
 * within that of the next alone, one may overtake its neighbour, and a turn is over when what was
 * due is done: as many orders as there are tilings of a strip by ones and twos. Closer than that
 * nothing is a tie. */
static void slack_lets_calls_overtake_that_are_within_it(void **state)
{
    static const struct {
        int64_t slack_ns;
        uint64_t orders[7]; /* by the number of calls */
    } rows[] = {
        {0, {1, 1, 1, 1, 1, 1, 1}},         {999, {1, 1, 1, 1, 1, 1, 1}},
        {1000, {1, 1, 2, 3, 5, 8, 13}},     {1999, {1, 1, 2, 3, 5, 8, 13}},
        {5000, {1, 1, 2, 6, 24, 120, 720}},
    };

    (void) state;
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        for (unsigned n = 1; n <= 6; n++) {
            struct text text = script("");

            put_calls(&text, "c", n, 1000, 1, "print \"%u\"");
            for (size_t s = 0; s < 2; s++) {
                struct searching_options options = {.strategy = exhaustive[s],
                                                    .world.freedom.slack_ns = rows[row].slack_ns,
                                                    .window = 64};
                struct searched searched;

                search_text(text.bytes, &options, &searched);
                assert_true(searched.complete);
                assert_int_equal(searched.prints.distinct, rows[row].orders[n]);
                assert_int_equal(searched.runs - searched.cut, rows[row].orders[n]);
                searching_end(&searched);
            }
        }
    }
}

/* An expectation is no call. Where time was brought past its moment it is recorded and not judged:
 * it is about a run without that. */
static void slack_reaches_across_an_expectation_which_is_then_not_judged(void **state)
{
    static const char text[] = "weft 1\n"
                               "0s      call in 1ms as a:\n"
                               "            print \"a\"\n"
                               "        call in 1001us as b:\n"
                               "            print \"b\"\n"
                               "1ms     expect printed \"a\", not printed \"b\"\n"
                               "end     expect printed \"a\" at 1ms\n";
    struct searching_options options = {.strategy = &weft__strategy_delay_bounded,
                                        .world.freedom.slack_ns = WEFT_SECOND};
    struct searched searched;

    (void) state;
    search_text(text, &options, &searched);
    assert_true(searched.complete);
    assert_int_equal(searched.runs, 2);
    assert_int_equal(searched.prints.distinct, 2);
    assert_int_equal(searched.failed, 0);
    searching_end(&searched);
}

/* What is due behind the end is never reached. */
static void slack_does_not_reach_beyond_the_end(void **state)
{
    static const char text[] = "weft 1\n"
                               "until 1ms\n"
                               "0s      call in 1ms as a:\n"
                               "            print \"a\"\n"
                               "        call in 1001us as b:\n"
                               "            print \"b\"\n"
                               "end     expect printed \"b\" 0 times\n";
    struct searching_options options = {.strategy = &weft__strategy_delay_bounded,
                                        .world.freedom.slack_ns = WEFT_SECOND};
    struct searched searched;

    (void) state;
    search_text(text, &options, &searched);
    assert_true(searched.complete);
    assert_int_equal(searched.runs, 1);
    assert_int_equal(searched.failed, 0);
    searching_end(&searched);
}

/* --- The Cooperator --- */

/* The tasks that are listed, each with one step left, and the cursor: whoever is to come may go
 * next, and as it ends the one at the cursor loses its turn (COOP-9). */
static uint64_t orders_to_end(unsigned listed, unsigned cursor)
{
    unsigned to_come;

    if (listed == 0)
        return 1;
    if (cursor >= listed)
        cursor = 0;
    to_come = listed - cursor;
    return to_come * orders_to_end(listed - 1, cursor + 1);
}

static void tasks_are_stepped_in_every_order_of_a_pass(void **state)
{
    (void) state;
    for (unsigned n = 1; n <= 4; n++) {
        struct text text = {.length = 0};
        uint64_t last_steps = orders_to_end(n, 0);

        put(&text, "weft 1\nslice 10ms\ntask body n:\n    print \"{n}\"\n    yield\n"
                   "0s      print \"begin\"\n");
        for (unsigned i = 0; i < n; i++)
            put(&text, "        cooperate body %u\n", i);
        for (size_t s = 0; s < 2; s++) {
            struct searching_options options = {
                .strategy = exhaustive[s], .world.freedom.rotation = true, .window = 64};
            struct searched searched;

            search_text(text.bytes, &options, &searched);
            assert_true(searched.complete);
            assert_int_equal(searched.runs - searched.cut, factorial(n) * last_steps);
            assert_int_equal(searched.prints.distinct, factorial(n));
            searching_end(&searched);
            options.world.freedom.rotation = false;
            search_text(text.bytes, &options, &searched);
            assert_int_equal(searched.runs, 1);
            searching_end(&searched);
        }
    }
}

/* Asked after each step but the last, behind which nothing is listed. */
static void a_slice_may_end_after_any_step(void **state)
{
    (void) state;
    for (unsigned yields = 0; yields <= 6; yields++) {
        struct text text = {.length = 0};

        put(&text, "weft 1\nslice 10ms\ntask body:\n    for i in 0..%u:\n        yield\n", yields);
        put(&text, "    print now\n0s      cooperate body\n");
        for (size_t s = 0; s < 2; s++) {
            struct searching_options options = {
                .strategy = exhaustive[s], .world.freedom.slices = true, .window = 64};
            struct searched searched;

            search_text(text.bytes, &options, &searched);
            assert_true(searched.complete);
            assert_int_equal(searched.runs - searched.cut, UINT64_C(1) << yields);
            assert_int_equal(searched.prints.distinct, yields + 1); /* one tick more for each end */
            searching_end(&searched);
        }
    }
}

/* --- Faults --- */

/* One a run: the run without, and one for each step. */
static void a_step_fails_in_one_run_for_each_step(void **state)
{
    (void) state;
    for (unsigned yields = 0; yields <= 5; yields++) {
        struct text text = {.length = 0};

        put(&text,
            "weft 1\ntask body:\n    for i in 0..%u:\n        print \"{i}\"\n        yield\n",
            yields);
        put(&text, "0s      cooperate body\n");
        for (size_t s = 0; s < 2; s++) {
            struct searching_options options = {
                .strategy = exhaustive[s],
                .world.faults = {WEFT_FAULT_FAIL, WEFT_FAULT_AT_STEP},
                .window = 64};
            struct searched searched;

            search_text(text.bytes, &options, &searched);
            assert_true(searched.complete);
            assert_int_equal(searched.runs - searched.cut, yields + 2);
            assert_int_equal(searched.prints.distinct, yields + 1);
            assert_int_equal(searched.failed, 0); /* a RuntimeError is what was to be expected */
            searching_end(&searched);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(n_calls_of_one_instant_have_n_factorial_orderings),
        cmocka_unit_test(with_k_deviations_as_many_orders_are_run_as_have_k_of_them),
        cmocka_unit_test(fewer_deviations_come_first),
        cmocka_unit_test(calls_that_share_nothing_have_one_ordering),
        cmocka_unit_test(two_groups_that_share_nothing_have_the_product_of_their_orders),
        cmocka_unit_test(calls_of_several_instants_have_the_product_of_their_orders),
        cmocka_unit_test(chains_of_calls_without_delay_meet_turn_by_turn),
        cmocka_unit_test(stimuli_of_one_instant_keep_their_order),
        cmocka_unit_test(slack_lets_calls_overtake_that_are_within_it),
        cmocka_unit_test(slack_reaches_across_an_expectation_which_is_then_not_judged),
        cmocka_unit_test(slack_does_not_reach_beyond_the_end),
        cmocka_unit_test(tasks_are_stepped_in_every_order_of_a_pass),
        cmocka_unit_test(a_slice_may_end_after_any_step),
        cmocka_unit_test(a_step_fails_in_one_run_for_each_step),
    };

    return cmocka_run_group_tests_name("search_count", tests, NULL, NULL);
}
