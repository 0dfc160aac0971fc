/* world_question_test.c - what a world asks, by which name, and that the answers lead to the same
 * run again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decider_guided.h"
#include "support/searching.h"
#include "world_internal.h"

static const weft_program no_program;
static const struct weft__command command = {
    .program_path = "test", .program_name = "test", .program = &no_program};

/* --- Traces --- */

/* The events of WORLD's run, one a line; of one WORD alone, if that is not NULL. */
static char *events_of(const weft_world *world, const char *word)
{
    const weft_trace *trace = weft_world_trace(world);
    size_t bytes;
    char *text, line[4096];
    FILE *file = open_memstream(&text, &bytes);

    assert_non_null(file);
    for (uint64_t event = 1; event <= weft_trace_count(trace); event++) {
        weft_trace_record record = weft_trace_get(trace, event);

        weft_trace_format(trace, event, line, sizeof line);
        if (word == NULL)
            fprintf(file, "%s\n", line);
        else if (strcmp(weft_trace_word(record.kind), word) == 0)
            fprintf(file, "%.*s\n", (int) record.text_bytes, record.text);
    }
    assert_int_equal(fclose(file), 0);
    return text;
}

static weft_world *run_world(const struct weft__loaded *loaded, const weft_world_options *options)
{
    weft_world *world = weft__loaded_world(loaded, options);

    assert_non_null(world);
    weft_world_run(world);
    return world;
}

/* --- Names --- */

static const char three_at_once[] = "weft 1\n"
                                    "0s      call in 1ms as a:\n"
                                    "            print \"a\"\n"
                                    "        call in 1ms as b:\n"
                                    "            print \"b\"\n"
                                    "        call in 1ms as c:\n"
                                    "            print \"c\"\n"
                                    "        call in 2ms as d:\n"
                                    "            call in 1ms as e:\n"
                                    "                print \"e\"\n"
                                    "            call in 1ms as f:\n"
                                    "                print \"f\"\n"
                                    "            call in 1ms as g:\n"
                                    "                print \"g\"\n";

/* Whether WORD stands in the line that begins at LINE. */
static bool says(const char *line, const char *word)
{
    const char *found = strstr(line, word);

    return found != NULL && found < line + strcspn(line, "\n");
}

/* The choices of the random run of SEED, without those about what is called extra. */
static char *choices_by_chance(const char *text, uint64_t seed)
{
    weft_world_options options = {.strategy = "random", .seed = seed};
    struct weft__loaded loaded;
    weft_world *world;
    char *choices, *kept;
    size_t bytes;
    FILE *file = open_memstream(&kept, &bytes);

    assert_non_null(file);
    searching_load(&loaded, text, strlen(text));
    world = run_world(&loaded, &options);
    choices = events_of(world, "choice");
    for (const char *line = choices; *line != '\0'; line += strcspn(line, "\n") + 1)
        if (!says(line, "extra"))
            fprintf(file, "%.*s\n", (int) strcspn(line, "\n"), line);
    assert_int_equal(fclose(file), 0);
    free(choices);
    weft_world_close(world);
    weft__loaded_close(&loaded);
    return kept;
}

/* Each question draws by its name: one that comes before the others, of other calls, takes nothing
 * of their luck. */
static void a_choice_more_does_not_shift_the_others(void **state)
{
    static const char more[] = "100us   call in 10us as extra:\n"
                               "            print \"extra\"\n"
                               "200us   call in 10us as extra_too:\n"
                               "            call in 1us as extra_a:\n"
                               "                print \"extra\"\n"
                               "            call in 1us as extra_b:\n"
                               "                print \"extra\"\n";
    char text[2048];
    unsigned different = 0;
    char *first = choices_by_chance(three_at_once, 1);

    (void) state;
    snprintf(text, sizeof text, "%s%s", three_at_once, more);
    for (uint64_t seed = 1; seed <= 30; seed++) {
        char *without = choices_by_chance(three_at_once, seed);
        char *with = choices_by_chance(text, seed);

        assert_string_equal(with, without);
        different += strcmp(without, first) != 0;
        free(with);
        free(without);
    }
    free(first);
    assert_true(different > 10); /* chance did choose */
}

/* --- Replay --- */

static const char free_script[] = "weft 1\n"
                                  "slice 10ms\n"
                                  "shared x = 0\n"
                                  "task body n:\n"
                                  "    for i in 0..3:\n"
                                  "        x = x * 2 + n\n"
                                  "        yield\n"
                                  "    print \"{n} {x}\"\n"
                                  "task sleeper n:\n"
                                  "    for i in 0..12:\n"
                                  "        yield later 1us n\n"
                                  "        print \"woken {n}\"\n"
                                  "0s      cooperate body 1\n"
                                  "        cooperate body 2\n"
                                  "        cooperate sleeper 3\n"
                                  "        cooperate sleeper 4\n"
                                  "        later 3us 1 as d\n"
                                  "        on d:\n"
                                  "            print \"d\"\n";

static void print_now(weft_reactor *reactor, void *context)
{
    weft_world_print(context, "%d", (int) weft_now(reactor));
}

WEFT_SCENARIO(two_events, "Outside events among others.")
{
    for (int i = 0; i < 4; i++)
        weft_world_at(world, i * 100, "other", print_now, world);
    weft_world_within(world, 0, 350, "early", print_now, world);
    weft_world_within(world, 100, 200, "late", print_now, world);
}

/* Makes a run of chance, of all that is free, and returns its events; CHOICES receives those that
 * are not Twisted's. */
static char *run_by_chance(const struct weft__loaded *loaded, const weft_world_options *options,
                           uint64_t seed, struct weft__byte_buffer *choices)
{
    struct weft__plan plan = {
        .kind = WEFT__PLAN_RANDOM, .sites = UINT32_MAX, .seed = seed, .steps = 1 + seed % 40};
    weft_world *world = weft__loaded_world(loaded, options);
    struct weft__report report = {0};
    struct weft__guide guide;
    char *events;

    assert_non_null(world);
    weft__guide_begin(&guide, &plan, &weft_allocator_system);
    weft__guide_take(&guide, world);
    weft_world_run(world);
    weft__guide_report(&guide, &report);
    assert_true(weft__byte_buffer_append(choices, report.choices, report.choices_bytes));
    events = events_of(world, NULL);
    weft__guide_end(&guide);
    weft_world_close(world);
    return events;
}

/* Follows the COUNT choices at TEXTS in OPTIONS' world; returns the events. */
static char *follow(const struct weft__loaded *loaded, weft_world_options options,
                    const char *const *texts, size_t count)
{
    weft_replay replay = {.choices = texts, .count = count, .sparse = true};
    weft_world *world;
    bool left;
    char *events;

    options.replay = &replay;
    world = run_world(loaded, &options);
    assert_int_equal(weft_world_replayed(world, &left), count);
    assert_false(left);
    events = events_of(world, NULL);
    weft_world_close(world);
    return events;
}

static size_t split(const struct weft__byte_buffer *choices, const char **texts, size_t most)
{
    size_t count = 0;

    for (size_t at = 0; at < choices->length; at += strlen(choices->bytes + at) + 1) {
        assert_true(count < most);
        texts[count++] = choices->bytes + at;
    }
    return count;
}

/* Choices of every site that came, as letters by number; each must have come up somewhere. */
static void again(const struct weft__loaded *loaded, weft_world_options options,
                  const char *const *words)
{
    bool seen[8] = {false};

    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct weft__byte_buffer choices = {.allocator = &weft_allocator_system};
        const char *texts[512];
        char *before, *after;
        size_t count;

        options.seed = seed;
        before = run_by_chance(loaded, &options, seed, &choices);
        count = split(&choices, texts, 512);
        for (size_t w = 0; words[w]; w++)
            for (size_t i = 0; i < count; i++)
                seen[w] = seen[w] || strncmp(texts[i], words[w], strlen(words[w])) == 0;
        after = follow(loaded, options, texts, count);
        assert_string_equal(after, before);
        free(before);
        free(after);
        weft__byte_buffer_free(&choices);
    }
    for (size_t w = 0; words[w]; w++)
        assert_true(seen[w]);
}

static void what_is_not_twisteds_leads_to_the_same_run_again(void **state)
{
    static const char *const words[] = {"rotation ",       "slice ",      "late ", "fault step ",
                                        "fault callback ", "fault turn ", NULL};
    weft_world_options options = {
        .freedom = {.slack_ns = 20, .late_ns = 2000, .rotation = true, .slices = true},
        .faults = {.kinds = WEFT_FAULT_CANCEL | WEFT_FAULT_STOP | WEFT_FAULT_FAIL,
                   .points = WEFT_FAULT_AT_TURN | WEFT_FAULT_AT_STEP | WEFT_FAULT_AT_CALLBACK}};
    struct weft__loaded loaded;

    (void) state;
    searching_load(&loaded, free_script, sizeof free_script - 1);
    again(&loaded, options, words);
    weft__loaded_close(&loaded);
}

static void a_request_that_was_refused_is_refused_again(void **state)
{
    static const char *const words[] = {"fault allocation ", NULL};
    weft_world_options options = {.faults = {WEFT_FAULT_MEMORY, WEFT_FAULT_AT_ALLOCATION}};
    struct weft__loaded loaded;

    (void) state;
    searching_load(&loaded, free_script, sizeof free_script - 1);
    again(&loaded, options, words);
    weft__loaded_close(&loaded);
}

static void an_outside_event_comes_at_the_same_moment_again(void **state)
{
    static const char *const words[] = {"moment early", "moment late", NULL};
    struct weft__loaded loaded;

    (void) state;
    assert_int_equal(weft__load_c(&loaded, &command, &weft_scenario_two_events), WEFT__EXIT_HELD);
    again(&loaded, (weft_world_options){0}, words);
    weft__loaded_close(&loaded);
}

/* --- Moments --- */

struct links {
    weft_world *world;
    int count;
};

static void run_link(weft_reactor *reactor, void *context)
{
    struct links *links = context;
    weft_status status = WEFT_OK;

    weft_world_print(links->world, "turn %d", ++links->count);
    if (links->count < 3)
        status = weft_call_later(reactor, 0, run_link, links, NULL);
    if (status != WEFT_OK)
        abort();
}

static void print_event(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_world_print(context, "event");
}

WEFT_SCENARIO(chain_and_event, "Three turns of one instant, and an event that is free.")
{
    struct links *links = weft_world_allocate(world, sizeof *links);

    links->world = world;
    weft_world_at(world, WEFT_SECOND, "chain", run_link, links);
    weft_world_at(world, 2 * WEFT_SECOND, "last", print_event, world);
    weft_world_within(world, 0, 2 * WEFT_SECOND, "free", print_event, world);
}

/* "after turn N" is behind that turn and before the next; an instant that has fewer ends first. */
static void an_event_may_come_between_two_turns_of_an_instant(void **state)
{
    static const struct {
        const char *moment, *prints;
    } rows[] = {
        {"0.500000000", "event\nturn 1\nturn 2\nturn 3\nevent\n"},
        {"1.000000000 after turn 1", "turn 1\nevent\nturn 2\nturn 3\nevent\n"},
        {"1.000000000 after turn 2", "turn 1\nturn 2\nevent\nturn 3\nevent\n"},
        {"1.000000000 after turn 3", "turn 1\nturn 2\nturn 3\nevent\nevent\n"},
        {"1.000000000 after turn 9", "turn 1\nturn 2\nturn 3\nevent\nevent\n"},
        {"1.500000000 after turn 1", "turn 1\nturn 2\nturn 3\nevent\nevent\n"},
    };
    struct weft__loaded loaded;

    (void) state;
    assert_int_equal(weft__load_c(&loaded, &command, &weft_scenario_chain_and_event),
                     WEFT__EXIT_HELD);
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        char choice[128];
        const char *choices[] = {choice};
        weft_replay replay = {.choices = choices, .count = 1, .sparse = true};
        weft_world_options options = {.replay = &replay};
        weft_world *world;
        char *prints;

        snprintf(choice, sizeof choice, "moment free #1 -> %s", rows[row].moment);
        world = run_world(&loaded, &options);
        assert_null(weft_world_left_at(world));
        prints = events_of(world, "print");
        assert_string_equal(prints, rows[row].prints);
        free(prints);
        weft_world_close(world);
    }
    weft__loaded_close(&loaded);
}

static void a_moment_that_is_none_or_outside_of_the_window_is_a_departure(void **state)
{
    static const char *const moments[] = {"2.000000001",
                                          "1.5",
                                          "1.500000000 after turn 0",
                                          "1.500000000 after turn",
                                          "1.500000000 after turn 1 ",
                                          "99999999999999999999.000000000",
                                          "1.500000000 after turn 99999999999999999999",
                                          "never",
                                          "",
                                          "-1.000000000"};
    struct weft__loaded loaded;

    (void) state;
    assert_int_equal(weft__load_c(&loaded, &command, &weft_scenario_chain_and_event),
                     WEFT__EXIT_HELD);
    for (size_t row = 0; row < sizeof moments / sizeof *moments; row++) {
        char choice[128];
        const char *choices[] = {choice};
        weft_replay replay = {.choices = choices, .count = 1, .sparse = true};
        weft_world_options options = {.replay = &replay};
        weft_world *world;

        snprintf(choice, sizeof choice, "moment free #1 -> %s", moments[row]);
        world = run_world(&loaded, &options);
        assert_string_equal(weft_world_left_at(world), "moment free #1");
        weft_world_close(world);
    }
    weft__loaded_close(&loaded);
}

/* --- Faults --- */

/* Whatever the answers are, there is one. */
static void a_run_has_one_fault(void **state)
{
    static const char *const words[] = {"fault "};
    weft_world_options options = {
        .faults = {.kinds = WEFT_FAULT_CANCEL | WEFT_FAULT_STOP | WEFT_FAULT_FAIL,
                   .points = WEFT_FAULT_AT_TURN | WEFT_FAULT_AT_STEP | WEFT_FAULT_AT_CALLBACK}};
    struct weft__loaded loaded;
    size_t faulted = 0;

    (void) state;
    searching_load(&loaded, free_script, sizeof free_script - 1);
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct weft__byte_buffer choices = {.allocator = &weft_allocator_system};
        const char *texts[512];
        size_t count, faults = 0;

        options.seed = seed;
        free(run_by_chance(&loaded, &options, seed, &choices));
        count = split(&choices, texts, 512);
        for (size_t i = 0; i < count; i++)
            faults += strncmp(texts[i], words[0], strlen(words[0])) == 0;
        assert_true(faults <= 1);
        faulted += faults;
        weft__byte_buffer_free(&choices);
    }
    assert_true(faulted > 10);
    weft__loaded_close(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_choice_more_does_not_shift_the_others),
        cmocka_unit_test(what_is_not_twisteds_leads_to_the_same_run_again),
        cmocka_unit_test(a_request_that_was_refused_is_refused_again),
        cmocka_unit_test(an_outside_event_comes_at_the_same_moment_again),
        cmocka_unit_test(an_event_may_come_between_two_turns_of_an_instant),
        cmocka_unit_test(a_moment_that_is_none_or_outside_of_the_window_is_a_departure),
        cmocka_unit_test(a_run_has_one_fault),
    };

    return cmocka_run_group_tests_name("world_question", tests, NULL, NULL);
}
