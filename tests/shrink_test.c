/* shrink_test.c - findings of all scenarios/bugs, cut down: never longer, fail so still, and are
 * as they are when they are shrunk again; and the parts of that.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench.h"
#include "choice_words.h"
#include "finding_class.h"
#include "finding_rerun.h"
#include "script_lines.h"
#include "search.h"
#include "support/folder_fixture.h"

/* A reply that comes too late for who waits ends the process. */
static void reply(weft_reactor *reactor, void *context)
{
    (void) reactor;
    ++*(int *) context;
}

static void look(weft_reactor *reactor, void *context)
{
    (void) reactor;
    if (*(int *) context == 0)
        abort();
}

static void nothing(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
}

WEFT_SCENARIO(crash, "Crashes when the reply is late.")
{
    int *replies = weft_world_allocate(world, sizeof *replies);

    weft_world_within(world, 0, WEFT_SECOND, "other", nothing, NULL);
    weft_world_within(world, 0, 2 * WEFT_SECOND, "reply", reply, replies);
    weft_world_at(world, WEFT_SECOND, "look", look, replies);
}

static const weft_scenario *const scenarios[] = {&weft_scenario_crash, NULL};
static const weft_program program = {.scenarios = scenarios};
static const weft_program scripts_only = {.scenarios = NULL};

static struct weft__command make_command(const weft_program *of)
{
    return (struct weft__command){
        .program_path = "weft",
        .program_name = "weft",
        .program = of,
        .options = {.runs_max = 10000, .run_time_ns = 60 * WEFT_SECOND},
    };
}

/* --- Shrinking a finding --- */

struct result {
    size_t choices, lines;
    struct weft__byte_buffer trace; /* what is left */
};

/* A bug of scenarios/bugs does not show in Twisted's order: nor does what is left of it. */
static void holds_in_twisteds_order(const struct weft__shrinking *shrinking)
{
    const struct weft__byte_buffer *script = &shrinking->best.script;
    weft_world_options options = shrinking->options;
    struct weft__loaded loaded;
    weft_world *world;

    options.replay = NULL;
    assert_int_equal(
        weft__load_source(&loaded, shrinking->command,
                          (struct weft__source){"shrunk.weft", script->bytes, script->length}),
        WEFT__EXIT_HELD);
    world = weft__loaded_world(&loaded, &options);
    assert_non_null(world);
    weft_world_run(world);
    assert_int_equal(weft_world_failures(world), 0);
    weft_world_close(world);
    weft__loaded_close(&loaded);
}

/* Shrinks the finding in the file PATH. */
static struct result shrink(const struct weft__command *command, const char *path)
{
    struct result result = {.trace = {.allocator = &weft_allocator_system}};
    struct weft__shrinking shrinking;
    struct weft__rerun rerun;
    char *class_text;
    size_t choices, lines;

    assert_int_equal(weft__rerun_open(&rerun, command, path, NULL), WEFT__EXIT_HELD);
    assert_int_equal(weft__finding_rerun(&shrinking, &rerun), WEFT__EXIT_HELD);
    class_text = strdup(shrinking.best.class_text.bytes);
    choices = shrinking.best.choice_count;
    lines = weft__specimen_lines(&shrinking.best);
    weft__shrink(&shrinking);
    assert_false(shrinking.lost || shrinking.out_of_runs);
    result.choices = shrinking.best.choice_count;
    result.lines = weft__specimen_lines(&shrinking.best);
    assert_true(result.choices <= choices && result.lines <= lines);
    assert_true(weft__finding_class_same(shrinking.best.class_text.bytes, class_text));
    if (shrinking.scenario == NULL)
        holds_in_twisteds_order(&shrinking);
    assert_true(weft__shrinking_trace(&shrinking, &result.trace));
    assert_true(weft__byte_buffer_append(&result.trace, "", 1));
    free(class_text);
    weft__shrinking_end(&shrinking);
    weft__rerun_close(&rerun);
    return result;
}

/* Shrinks the finding that TRACE tells of, twice; gives how much is left. */
static struct result shrink_twice(const struct weft__command *command,
                                  const struct weft__byte_buffer *trace)
{
    struct result once, twice;

    put_file("found.trace", trace->bytes);
    once = shrink(command, "found.trace");
    put_file("once.trace", once.trace.bytes);
    twice = shrink(command, "once.trace");
    assert_string_equal(twice.trace.bytes, once.trace.bytes);
    weft__byte_buffer_free(&once.trace);
    weft__byte_buffer_free(&twice.trace);
    return once;
}

/* Explores LOADED, and shrinks what is found. Gives the sums of what is left. */
static struct result shrink_all(const struct weft__command *command,
                                const struct weft__loaded *loaded)
{
    struct weft__explored explored = {.loaded = loaded,
                                      .options = {.freedom = {.slack_ns = WEFT_MICROSECOND}},
                                      .strategy_name = "portfolio"};
    struct weft__search_options options = {
        .strategy = &weft__strategy_portfolio,
        .how = {.depth = 3,
                .deviations_max = UINT64_MAX,
                .sites = 1U << WEFT__SITE_CALL | 1U << WEFT__SITE_MOMENT,
                .shards = 1,
                .allocator = &weft_allocator_system},
        .runs_max = 300,
        .end_us = INT64_MAX,
        .workers = loaded->scenario != NULL ? 1 : 0,
        .run_ms_max = 60000,
    };
    struct weft__byte_buffer trace = {.allocator = &weft_allocator_system};
    struct weft__search search;
    struct result all = {.choices = 0};

    weft__search_run(&search, &explored, &options);
    assert_false(search.lost);
    assert_non_null(search.found);
    for (const struct weft__found *found = search.found; found != NULL; found = found->next) {
        struct result one;

        assert_true(weft__search_trace(&search, found, &trace));
        assert_true(weft__byte_buffer_append(&trace, "", 1));
        one = shrink_twice(command, &trace);
        all.choices += one.choices;
        all.lines += one.lines;
    }
    weft__byte_buffer_free(&trace);
    weft__search_end(&search);
    return all;
}

/* --- Tests --- */

static char bugs[4096]; /* where scenarios/bugs is */

/* Those in which time stands still are left out: a run of theirs is as long as a thousand others.
 * Choices and lines are sums over the findings, and at most these: a worse shrinker is noticed. */
static const struct {
    const char *name;
    size_t choices, lines;
} bug_rows[] = {
    {"cancel_meets_reply", 1, 11},
    {"cleanup_that_waits", 1, 11},
    {"counted_too_late", 2, 28},
    {"dining_philosophers", 8, 195},
    {"drained_before_paused", 3, 28},
    {"leaked_waiter", 2, 26},
    {"leaking_pool", 3, 36},
    {"lease_without_a_fence", 1, 19},
    {"lost_update", 1, 10},
    {"lost_wake_up", 3, 37},
    {"older_answer_wins", 1, 7},
    {"sometimes_at_once", 2, 27},
    {"stale_set", 1, 16},
    {"timeout_keeps_the_lock", 3, 32},
    {"timer_already_gone", 3, 30},
    {"used_before_it_is_read", 2, 13},
};

static void findings_of_bugs_shrink_to_what_shrinks_no_more(void **state)
{
    struct weft__command command = make_command(&scripts_only);

    (void) state;
    for (size_t i = 0; i < sizeof bug_rows / sizeof *bug_rows; i++) {
        struct weft__loaded loaded;
        struct result all;
        char path[8192];

        snprintf(path, sizeof path, "%s/%s.weft", bugs, bug_rows[i].name);
        assert_int_equal(weft__load_file(&loaded, &command, path), WEFT__EXIT_HELD);
        all = shrink_all(&command, &loaded);
        if (all.choices > bug_rows[i].choices || all.lines > bug_rows[i].lines)
            fail_msg("%s: %zu choices, %zu lines are left", path, all.choices, all.lines);
        weft__loaded_close(&loaded);
    }
}

static void a_scenario_that_crashes_is_shrunk_to_one_choice(void **state)
{
    struct weft__command command = make_command(&program);
    struct weft__loaded loaded;

    (void) state;
    assert_int_equal(weft__load_c(&loaded, &command, &weft_scenario_crash), WEFT__EXIT_HELD);
    assert_int_equal(shrink_all(&command, &loaded).choices, 1);
    weft__loaded_close(&loaded);
}

/* Puts the trace of a bug's first finding into the file found.trace. */
static void find_one(const struct weft__command *command, const char *name)
{
    struct weft__loaded loaded;
    char path[8192];

    snprintf(path, sizeof path, "%s/%s.weft", bugs, name);
    assert_int_equal(weft__load_file(&loaded, command, path), WEFT__EXIT_HELD);
    shrink_all(command, &loaded);
    weft__loaded_close(&loaded);
}

static void bounds_and_interrupts_leave_the_best_so_far(void **state)
{
    struct weft__command command = make_command(&scripts_only);
    struct weft__shrinking shrinking;
    struct weft__rerun rerun;
    sigset_t interrupt, before;
    int signal_number;
    size_t lines;

    (void) state;
    find_one(&command, "lost_update");
    assert_int_equal(weft__rerun_open(&rerun, &command, "found.trace", NULL), WEFT__EXIT_HELD);
    assert_int_equal(weft__finding_rerun(&shrinking, &rerun), WEFT__EXIT_HELD);
    lines = weft__specimen_lines(&shrinking.best);
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigprocmask(SIG_BLOCK, &interrupt, &before);
    raise(SIGINT);
    weft__shrink(&shrinking);
    assert_int_equal(sigwait(&interrupt, &signal_number), 0);
    sigprocmask(SIG_SETMASK, &before, NULL);
    assert_true(shrinking.interrupted);
    assert_int_equal(weft__specimen_lines(&shrinking.best), lines);
    shrinking.interrupted = false;
    shrinking.runs_max = 40;
    weft__shrink(&shrinking);
    assert_true(shrinking.out_of_runs && !shrinking.interrupted);
    assert_true(weft__specimen_lines(&shrinking.best) < lines);
    shrinking.runs_max = 10000;
    weft__shrink(&shrinking);
    assert_false(shrinking.out_of_runs);
    assert_int_equal(weft__specimen_lines(&shrinking.best), 10);
    weft__shrinking_end(&shrinking);
    weft__rerun_close(&rerun);
}

static const char script[] = "weft 1\n"
                             "# A comment.\n"
                             "task napper n:\n"
                             "    for i in 0..n:\n"
                             "        await later 1s\n"
                             "0s      start napper 3 as job\n"
                             "        on job:\n"
                             "            print \"over\"\n"
                             "within 1s..2s  print \"x\"\n";

/* Lines with what is below them, as they come; a time is one of its own. */
static void lines_are_cut_with_what_is_below_them(void **state)
{
    static const struct {
        size_t index;
        const char *left;
    } rows[] = {
        {1, "weft 1\ntask napper n:\n    for i in 0..n:\n        await later 1s\n"
            "0s      start napper 3 as job\n        on job:\n            print \"over\"\n"
            "within 1s..2s  print \"x\"\n"},
        {2, "weft 1\n# A comment.\n0s      start napper 3 as job\n        on job:\n"
            "            print \"over\"\nwithin 1s..2s  print \"x\"\n"},
        {5, "weft 1\n# A comment.\ntask napper n:\n    for i in 0..n:\n        await later 1s\n"
            "within 1s..2s  print \"x\"\n"},
        {6, "weft 1\n# A comment.\ntask napper n:\n    for i in 0..n:\n        await later 1s\n"
            "0s      on job:\n            print \"over\"\nwithin 1s..2s  print \"x\"\n"},
        {10, "weft 1\n# A comment.\ntask napper n:\n    for i in 0..n:\n        await later 1s\n"
             "0s      start napper 3 as job\n        on job:\n            print \"over\"\n"},
    };
    struct weft__byte_buffer text = {.allocator = &weft_allocator_system};
    struct weft__script_lines lines;

    (void) state;
    assert_true(weft__script_lines_make(&lines, script, strlen(script)));
    assert_true(weft__script_lines_put(&lines, &text));
    assert_int_equal(text.length, strlen(script));
    assert_memory_equal(text.bytes, script, text.length);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft__script_lines_leave_out(&lines, rows[i].index);
        assert_true(weft__script_lines_put(&lines, &text));
        assert_true(weft__byte_buffer_append(&text, "", 1));
        assert_string_equal(text.bytes, rows[i].left);
        weft__script_lines_restore(&lines);
    }
    weft__script_lines_unwrap(&lines, 3);
    assert_true(weft__script_lines_put(&lines, &text));
    assert_non_null(strstr(text.bytes, "task napper n:\n    await later 1s\n0s "));
    weft__script_lines_free(&lines);
    weft__byte_buffer_free(&text);
}

static void choices_are_told_in_the_words_of_the_scenario(void **state)
{
    static const struct {
        const char *choice, *about;
        enum weft__site site;
        const char *words;
    } rows[] = {
        {"start a.1/b.2/later.3 #4 -> x.1", "`later.3` of `b.2` of `start a`", WEFT__SITE_CALL,
         "x.1"},
        {"call in 3s as c:.3/call.1 #1 -> y.1", "`call in 3s as c:`", WEFT__SITE_CALL, "y.1"},
        {"fault step adder.1 #12 -> fails", "`adder`", WEFT__SITE_STEP, "fails"},
        {"print 'a -> b/c #1'.1/call.1 #2 -> z.1", "`call` of `print 'a -> b/c #1'`",
         WEFT__SITE_CALL, "z.1"},
        {"moment reply #1 -> 2.500000000", "`reply`", WEFT__SITE_MOMENT, "2.500000000"},
    };
    struct weft__loaded loaded = {.name = NULL};
    struct weft__choice_parts parts;
    struct weft__text_output out;
    char text[200];

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(weft__choice_take_apart(rows[i].choice, &parts));
        assert_int_equal(parts.site, rows[i].site);
        assert_string_equal(parts.words, rows[i].words);
        weft__text_to_memory(&out, text, sizeof text);
        weft__path_put_words(&out, &loaded, parts.about, parts.about_length);
        weft__text_finish(&out);
        assert_string_equal(text, rows[i].about);
    }
    assert_false(weft__choice_take_apart("no choice", &parts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_cut_with_what_is_below_them),
        cmocka_unit_test(choices_are_told_in_the_words_of_the_scenario),
        folder_test(bounds_and_interrupts_leave_the_best_so_far),
        folder_test(a_scenario_that_crashes_is_shrunk_to_one_choice),
        folder_test(findings_of_bugs_shrink_to_what_shrinks_no_more),
    };

    if (getcwd(bugs, sizeof bugs - 32) == NULL)
        return 1;
    memcpy(bugs + strlen(bugs), "/scenarios/bugs", sizeof "/scenarios/bugs");
    return cmocka_run_group_tests_name("shrink", tests, NULL, NULL);
}
