/* search_soundness_test.c - what depth-first leaves out is really the same as what it runs: over
 * random scripts it comes to the very results and findings that all orders come to.
 *
 * So it does not only if each call says all that it has to do with: objects, names, frames, time,
 * prints (touch.h). One touch that is forgotten is a result that is lost in some script here.
 */
#include "support/random_script.h"
#include "support/searching.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { ALL_RUNS_MAX = 300, REDUCED_RUNS_MAX = 10 * ALL_RUNS_MAX, WINDOW = 64 };

/* What came of the scripts together. */
struct sum {
    size_t complete; /* scripts of which all runs were made */
    size_t open;     /* of these, with more than one result */
    uint64_t runs, reduced_runs, cut;
};

static void assert_same(const char *script, const struct searched *all,
                        const struct searched *reduced)
{
    bool same =
        reduced->complete && !reduced->diverged && same_set(&all->results, &reduced->results) &&
        same_set(&all->classes, &reduced->classes) && same_set(&all->prints, &reduced->prints);

    if (!same)
        print_error("%s%d results of %d, %d classes of %d, %d prints of %d\n", script,
                    (int) reduced->results.distinct, (int) all->results.distinct,
                    (int) reduced->classes.distinct, (int) all->classes.distinct,
                    (int) reduced->prints.distinct, (int) all->prints.distinct);
    assert_true(same);
}

/* A script that has more runs than can be made proves nothing, and is passed by. */
static void compare(const char *script, size_t length, struct searching_options options,
                    struct sum *sum)
{
    struct weft__loaded loaded;
    struct searched all, reduced;

    searching_load(&loaded, script, length);
    options.strategy = &weft__strategy_delay_bounded;
    options.runs_max = ALL_RUNS_MAX;
    searching_run(&loaded, &options, &all);
    assert_false(all.diverged);
    if (all.complete) {
        options.strategy = &weft__strategy_depth_first;
        options.runs_max = REDUCED_RUNS_MAX;
        searching_run(&loaded, &options, &reduced);
        assert_same(script, &all, &reduced);
        sum->complete++;
        sum->open += all.results.distinct > 1;
        sum->runs += all.runs;
        sum->reduced_runs += reduced.runs;
        sum->cut += reduced.cut;
        searching_end(&reduced);
    }
    searching_end(&all);
    weft__loaded_close(&loaded);
}

/* Half of them with many runs under way, as a search has: then less is known when a run is planned.
 * Of each freedom so many scripts must be fit for it, and have several results. */
static void compare_all(uint64_t scripts, weft_freedom freedom, weft_faults faults, struct sum *sum)
{
    *sum = (struct sum){0};
    for (uint64_t number = 0; number < scripts; number++) {
        char text[RANDOM_SCRIPT_BYTES_MAX];
        size_t length = random_script(number, text);

        compare(text, length,
                (struct searching_options){
                    .world = {.steps_max = 2000, .freedom = freedom, .faults = faults},
                    .window = number % 2 == 0 ? 1 : WINDOW,
                },
                sum);
    }
    assert_true(sum->complete > scripts / 2);
    assert_true(sum->open > sum->complete / 3);
}

static void the_order_of_calls_is_reduced_and_no_outcome_is_lost(void **state)
{
    struct sum sum;

    (void) state;
    compare_all(250, (weft_freedom){0}, (weft_faults){0}, &sum);
    assert_true(sum.cut > 0);
    assert_true(sum.reduced_runs < sum.runs);
}

static void with_slack_no_outcome_is_lost(void **state)
{
    struct sum sum;

    (void) state;
    compare_all(100, (weft_freedom){.slack_ns = WEFT_MICROSECOND}, (weft_faults){0}, &sum);
    assert_true(sum.reduced_runs < sum.runs);
}

static void with_the_rotation_free_no_outcome_is_lost(void **state)
{
    struct sum sum;

    (void) state;
    compare_all(100, (weft_freedom){.rotation = true}, (weft_faults){0}, &sum);
    assert_true(sum.reduced_runs < sum.runs);
}

static void with_slices_that_may_end_no_outcome_is_lost(void **state)
{
    struct sum sum;

    (void) state;
    compare_all(100, (weft_freedom){.slices = true}, (weft_faults){0}, &sum);
    assert_true(sum.reduced_runs < sum.runs);
}

/* What is done to a call in its midst is another run of that call: what it would touch then is not
 * known when it is put to sleep. */
static void with_a_fault_in_every_place_no_outcome_is_lost(void **state)
{
    struct sum sum;

    (void) state;
    compare_all(80, (weft_freedom){0},
                (weft_faults){.kinds = WEFT_FAULT_STOP | WEFT_FAULT_FAIL,
                              .points = WEFT_FAULT_AT_STEP | WEFT_FAULT_AT_CALLBACK},
                &sum);
    assert_true(sum.reduced_runs < sum.runs);
}

/* Compares SCRIPT alone, which has RESULTS. */
static void compare_one(const char *script, uint64_t results, struct searching_options options)
{
    struct searched all;
    struct sum sum = {0};

    options.strategy = &weft__strategy_delay_bounded;
    search_text(script, &options, &all);
    assert_true(all.complete);
    assert_int_equal(all.results.distinct, results);
    searching_end(&all);
    compare(script, strlen(script), options, &sum);
    assert_int_equal(sum.complete, 1);
}

/* y is 0, or 10 or 5 where the callback fails: before or after the other call. The call that fires
 * has nothing to do with y, unless its callback fails. */
static void a_call_that_is_failed_in_its_midst_touches_something_else(void **state)
{
    static const char script[] = "weft 1\n"
                                 "shared x = 0\n"
                                 "shared y = 0\n"
                                 "0s      deferred as d\n"
                                 "        on d:\n"
                                 "            x = 1\n"
                                 "        on d failed Error:\n"
                                 "            y = 5\n"
                                 "        call in 1ms as a:\n"
                                 "            fire d 1\n"
                                 "        call in 1ms as b:\n"
                                 "            y = y * 2\n";

    (void) state;
    compare_one(
        script, 3,
        (struct searching_options){.world.faults = {WEFT_FAULT_FAIL, WEFT_FAULT_AT_CALLBACK}});
}

/* y is 6; or where the second task goes first, 10 or 5. The tick has nothing to do with y if it
 * steps the first. */
static void a_tick_that_steps_another_task_touches_something_else(void **state)
{
    static const char script[] = "weft 1\n"
                                 "shared x = 0\n"
                                 "shared y = 0\n"
                                 "task plain:\n"
                                 "    x = x + 1\n"
                                 "task reader:\n"
                                 "    y = y + 5 + x\n"
                                 "0s      cooperate plain as t\n"
                                 "        cooperate reader as u\n"
                                 "        call in 10ns as b:\n"
                                 "            y = y * 2\n";

    (void) state;
    compare_one(script, 3, (struct searching_options){.world.freedom.rotation = true});
}

/* The two tasks have one iterator; who closes it names no task. */
static void a_step_touches_the_iterator_that_another_call_closes(void **state)
{
    static const char script[] = "weft 1\n"
                                 "shared x = 0\n"
                                 "task body:\n"
                                 "    x = x + 1\n"
                                 "    yield\n"
                                 "    x = x + 1\n"
                                 "0s      iterator body as i\n"
                                 "        run i as r\n"
                                 "        call in 20ns as b:\n"
                                 "            close i\n";

    (void) state;
    compare_one(script, 2, (struct searching_options){0});
}

/* The call of `later` returns d, whose failure it so takes from whoever listens there later. */
static void a_result_that_is_taken_through_a_returned_deferred_is_touched(void **state)
{
    static const char script[] = "weft 1\n"
                                 "shared x = 0\n"
                                 "0s      deferred failed Error as d\n"
                                 "        later 1ms d as e\n"
                                 "        on e failed Error:\n"
                                 "            x = x + 1\n"
                                 "        call in 1ms as a:\n"
                                 "            on d failed Error:\n"
                                 "                print \"taken\"\n";

    (void) state;
    compare_one(script, 2, (struct searching_options){0});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_calls_is_reduced_and_no_outcome_is_lost),
        cmocka_unit_test(with_slack_no_outcome_is_lost),
        cmocka_unit_test(with_the_rotation_free_no_outcome_is_lost),
        cmocka_unit_test(with_slices_that_may_end_no_outcome_is_lost),
        cmocka_unit_test(with_a_fault_in_every_place_no_outcome_is_lost),
        cmocka_unit_test(a_call_that_is_failed_in_its_midst_touches_something_else),
        cmocka_unit_test(a_tick_that_steps_another_task_touches_something_else),
        cmocka_unit_test(a_step_touches_the_iterator_that_another_call_closes),
        cmocka_unit_test(a_result_that_is_taken_through_a_returned_deferred_is_touched),
    };

    return cmocka_run_group_tests_name("search_soundness", tests, NULL, NULL);
}
