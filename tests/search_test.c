/* search_test.c - a search as a whole: what it finds is the same however many processes make its
 * runs, and each finding is shown again by its trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "search.h"
#include "support/searching.h"

#include <inttypes.h>
#include <stdio.h>

/* Orders that fail in three ways; Twisted's does not. */
static const char racy[] = "weft 1\n"
                           "shared balance = 100\n"
                           "task deposit amount:\n"
                           "    found = balance\n"
                           "    await later 1ms\n"
                           "    balance = found + amount\n"
                           "0s      deferred as d\n"
                           "        start deposit 10\n"
                           "        call in 1ms as late:\n"
                           "            start deposit 5\n"
                           "        call in 1ms as reply:\n"
                           "            if d pending:\n"
                           "                fire d 1\n"
                           "        call in 1ms as hasty:\n"
                           "            if balance == 100:\n"
                           "                fire d 2\n"
                           "        call in 1ms as careful:\n"
                           "            if d pending:\n"
                           "                fail d Error\n"
                           "        call in 2ms as another:\n"
                           "            start deposit 1\n"
                           "finally balance > 110\n";

static void search(struct weft__search *search, struct weft__explored *explored,
                   const struct weft__loaded *loaded, struct weft__search_options *options)
{
    *explored = (struct weft__explored){
        .loaded = loaded,
        .options = {.seed = options->how.seed, .freedom.slack_ns = WEFT_MICROSECOND},
        .strategy_name = options->strategy->name,
    };
    options->how.depth = 3;
    options->how.deviations_max = UINT64_MAX;
    options->how.sites = searching_sites(&explored->options);
    options->how.shards = 1;
    options->how.allocator = &weft_allocator_system;
    options->end_us = INT64_MAX;
    weft__search_run(search, explored, options);
    assert_false(search->lost);
}

/* All that is told of a search, as a text. */
static char *text_of(const struct weft__search *search)
{
    size_t bytes;
    char *text;
    FILE *file = open_memstream(&text, &bytes);

    assert_non_null(file);
    fprintf(file,
            "%" PRIu64 " runs, %" PRIu64 " cut, %" PRIu64 " failed, %" PRIu64 " orderings, %" PRIu64
            " once, late %" PRIu64 ", complete %d, diverged %d: %s\n",
            search->runs, search->cut, search->failed, search->coverage.distinct,
            search->coverage.once, weft__ordering_coverage_late(&search->coverage),
            search->complete, search->diverged, search->claim);
    for (const struct weft__found *found = search->found; found; found = found->next) {
        fprintf(file, "%s: %" PRIu64 " runs, first %" PRIu64 ", %" PRIu64 " turns\n",
                found->class_text, found->runs, found->first_run, found->turns);
        for (size_t i = 0; i < found->choices.length; i += strlen(found->choices.bytes + i) + 1)
            fprintf(file, "    %s\n", found->choices.bytes + i);
    }
    assert_int_equal(fclose(file), 0);
    return text;
}

static char *text_with(const struct weft__loaded *loaded, const struct weft__strategy_type *type,
                       size_t workers, uint64_t runs_max)
{
    struct weft__search_options options = {
        .strategy = type, .workers = workers, .runs_max = runs_max, .how.seed = 7};
    struct weft__explored explored;
    struct weft__search result;
    char *text;

    search(&result, &explored, loaded, &options);
    assert_true(result.complete || result.runs == runs_max);
    text = text_of(&result);
    weft__search_end(&result);
    return text;
}

static void what_is_found_does_not_depend_on_how_many_processes_search(void **state)
{
    static const uint64_t bounds[] = {1, 2, 63, 64, 65, 200};
    static const size_t workers[] = {1, 2, 5};
    struct weft__loaded loaded;
    bool found = false;

    (void) state;
    searching_load(&loaded, racy, sizeof racy - 1);
    for (size_t s = 0; weft__strategies[s] != NULL; s++) {
        for (size_t b = 0; b < sizeof bounds / sizeof *bounds; b++) {
            char *here = text_with(&loaded, weft__strategies[s], 0, bounds[b]);

            found = found || strstr(here, "balance > 110") != NULL;
            for (size_t w = 0; w < sizeof workers / sizeof *workers; w++) {
                char *there = text_with(&loaded, weft__strategies[s], workers[w], bounds[b]);

                assert_string_equal(there, here);
                free(there);
            }
            free(here);
        }
    }
    assert_true(found);
    weft__loaded_close(&loaded);
}

/* Each finding's trace is of a run that fails so: its class stands in the trace's findings, and its
 * choices are those that were told. */
static void each_finding_is_shown_again_by_its_trace(void **state)
{
    static const struct weft__strategy_type *const types[] = {
        &weft__strategy_portfolio, &weft__strategy_depth_first, &weft__strategy_pct,
        &weft__strategy_random};
    struct weft__loaded loaded;

    (void) state;
    searching_load(&loaded, racy, sizeof racy - 1);
    for (size_t s = 0; s < sizeof types / sizeof *types; s++) {
        struct weft__search_options options = {.strategy = types[s], .runs_max = 300};
        struct weft__byte_buffer trace = {.allocator = &weft_allocator_system};
        struct weft__explored explored;
        struct weft__search result;

        search(&result, &explored, &loaded, &options);
        assert_true(result.classes >= 2);
        for (const struct weft__found *found = result.found; found; found = found->next) {
            assert_true(weft__search_trace(&result, found, &trace));
            assert_true(weft__byte_buffer_append(&trace, "", 1));
            assert_non_null(strstr(trace.bytes, "finding"));
            for (size_t i = 0; i < found->choices.length; i += strlen(found->choices.bytes + i) + 1)
                assert_non_null(strstr(trace.bytes, found->choices.bytes + i));
        }
        weft__byte_buffer_free(&trace);
        weft__search_end(&result);
    }
    weft__loaded_close(&loaded);
}

/* One strategy after another finds the same orders, if each goes to the end. */
static void two_searches_to_the_end_find_the_same_classes(void **state)
{
    struct weft__loaded loaded;
    char *first = NULL;

    (void) state;
    searching_load(&loaded, racy, sizeof racy - 1);
    for (size_t s = 0; s < 3; s++) {
        struct weft__search_options options = {
            .strategy = (const struct weft__strategy_type *const[]){&weft__strategy_delay_bounded,
                                                                    &weft__strategy_depth_first,
                                                                    &weft__strategy_portfolio}[s],
            .runs_max = 100000};
        struct weft__explored explored;
        struct weft__search result;
        char classes[64];

        search(&result, &explored, &loaded, &options);
        assert_true(result.complete);
        snprintf(classes, sizeof classes, "%zu", result.classes);
        if (first == NULL)
            first = strdup(classes);
        assert_string_equal(classes, first);
        weft__search_end(&result);
    }
    free(first);
    weft__loaded_close(&loaded);
}

static void a_search_that_stops_at_the_first_finding_has_one(void **state)
{
    struct weft__search_options options = {
        .strategy = &weft__strategy_delay_bounded, .runs_max = 1000, .stop_at_first = true};
    struct weft__explored explored;
    struct weft__loaded loaded;
    struct weft__search result;

    (void) state;
    searching_load(&loaded, racy, sizeof racy - 1);
    search(&result, &explored, &loaded, &options);
    assert_int_equal(result.classes, 1);
    assert_int_equal(result.failed, 1);
    assert_false(result.complete);
    assert_int_equal(result.found->first_run, result.runs);
    assert_int_equal(result.found->turns, 1); /* the fewest deviations come first */
    weft__search_end(&result);
    weft__loaded_close(&loaded);
}

static void print_now(weft_reactor *reactor, void *context)
{
    weft_world_print(context, "%d us", (int) (weft_now(reactor) / WEFT_MICROSECOND));
}

WEFT_SCENARIO(event_between, "One outside event, and something else that happens.")
{
    weft_world_at(world, 2 * WEFT_MILLISECOND, "other", print_now, world);
    weft_world_within(world, WEFT_MILLISECOND, 3 * WEFT_MILLISECOND, "event", print_now, world);
}

static const weft_program no_program;
static const struct weft__command command = {
    .program_path = "test", .program_name = "test", .program = &no_program};

/* The moments of an event that is free: both ends, one that is drawn, and around what else happens
 * between them: just before it and just after. */
static void the_moments_around_other_events_are_offered(void **state)
{
    struct weft__search_options options = {.strategy = &weft__strategy_delay_bounded,
                                           .runs_max = 100};
    struct weft__explored explored;
    struct weft__loaded loaded;
    struct weft__search result;
    struct weft__positions turns;

    (void) state;
    assert_int_equal(weft__load_c(&loaded, &command, &weft_scenario_event_between),
                     WEFT__EXIT_HELD);
    search(&result, &explored, &loaded, &options);
    turns = explored.turns_before;
    assert_int_equal(turns.count, 2); /* the event itself, and the other */
    assert_int_equal(turns.elements[0].time_ns, WEFT_MILLISECOND);
    assert_true(result.complete);
    /* 1ms, behind it, the drawn one, 2ms in two orders, behind it, 3ms; within the slack of 2ms
     * another order each is free. */
    assert_int_equal(result.runs, 8);
    weft__search_end(&result);
    weft__loaded_close(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_found_does_not_depend_on_how_many_processes_search),
        cmocka_unit_test(each_finding_is_shown_again_by_its_trace),
        cmocka_unit_test(two_searches_to_the_end_find_the_same_classes),
        cmocka_unit_test(a_search_that_stops_at_the_first_finding_has_one),
        cmocka_unit_test(the_moments_around_other_events_are_offered),
    };

    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
