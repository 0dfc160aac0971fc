/* world_test.c - one run: stimuli, looks, choices and their replay, and what a world checks
 * unasked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include "support/counting_allocator.h"
#include "support/journal.h"

#include <weft/sim/world.h>

struct fixture {
    weft_world *world;
    weft_reactor *reactor;
    struct journal journal;
    weft_deferred *kept; /* by a reference that goes with the world */
};

static void begin(struct fixture *fixture, weft_world_options options)
{
    assert_int_equal(weft_world_create(&options, &fixture->world), WEFT_OK);
    fixture->reactor = weft_world_reactor(fixture->world);
    journal_clear(&fixture->journal);
}

static int set_up(void **state)
{
    static struct fixture fixture;

    begin(&fixture, (weft_world_options){0});
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    weft_world_close(((struct fixture *) *state)->world);
    return 0;
}

static void release_deferred(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_deferred_release(context);
}

static weft_deferred *make_deferred(struct fixture *fixture)
{
    weft_deferred *deferred;

    assert_int_equal(weft_deferred_create(fixture->reactor, NULL, &deferred), WEFT_OK);
    return deferred;
}

/* A line of journal, with the time at which it was written. */
struct line {
    struct fixture *fixture;
    const char *text;
};

static void write_line(weft_reactor *reactor, void *context)
{
    struct line *line = context;

    journal_write(&line->fixture->journal, "%s@%lld", line->text, (long long) weft_now(reactor));
}

static void call_later(weft_reactor *reactor, int64_t delay_ns, weft_call_function function,
                       void *context)
{
    if (weft_call_later(reactor, delay_ns, function, context, NULL) != WEFT_OK)
        abort(); /* not an assertion: it would jump out of the run */
}

static void write_and_call_at_once(weft_reactor *reactor, void *context)
{
    struct line *line = context;

    write_line(reactor, line);
    call_later(reactor, 0, write_line, line);
}

/* The findings of the run, as "kind kind ...", those that were expected in brackets. */
static const char *findings_text(struct fixture *fixture)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(fixture->world, &findings);

    journal_clear(&fixture->journal);
    for (size_t i = 0; i < count; i++)
        journal_write(&fixture->journal, findings[i].expected ? "(%s)" : "%s",
                      weft_finding_name(findings[i].kind));
    return journal_text(&fixture->journal);
}

static void
stimuli_run_in_the_order_in_which_they_were_made_behind_what_the_set_up_called(void **state)
{
    struct fixture *fixture = *state;
    struct line a = {fixture, "a"}, b = {fixture, "b"}, program = {fixture, "program"};

    assert_int_equal(weft_call_later(fixture->reactor, 7, write_line, &program, NULL), WEFT_OK);
    weft_world_at(fixture->world, 7, "second", write_line, &b);
    weft_world_at(fixture->world, 3, "first", write_line, &a);
    weft_world_at(fixture->world, 7, "third", write_line, &a);
    weft_world_run(fixture->world);
    assert_string_equal(journal_text(&fixture->journal), "a@3 program@7 b@7 a@7");
}

static void a_look_comes_after_the_last_turn_of_its_instant(void **state)
{
    struct fixture *fixture = *state;
    struct line call = {fixture, "call"}, look = {fixture, "look"}, late = {fixture, "late"},
                end = {fixture, "end"};

    weft_world_look(fixture->world, INT64_MAX, write_line, &end);
    weft_world_look(fixture->world, 20, write_line, &late);
    weft_world_look(fixture->world, 3, write_line, &look);
    weft_world_at(fixture->world, 3, "call", write_and_call_at_once, &call);
    weft_world_at(fixture->world, 9, "later", write_line, &call);
    weft_world_run(fixture->world);
    assert_string_equal(journal_text(&fixture->journal),
                        "call@3 call@3 look@3 call@9 late@20 end@20");
}

static void looks_after_every_turn_see_each_batch_once(void **state)
{
    struct fixture *fixture = *state;
    struct line call = {fixture, "call"}, look = {fixture, "look"};

    weft_world_look_always(fixture->world, write_line, &look);
    weft_world_at(fixture->world, 3, "one", write_and_call_at_once, &call);
    weft_world_at(fixture->world, 3, "two", write_line, &call);
    weft_world_run(fixture->world);
    assert_string_equal(journal_text(&fixture->journal), "call@3 call@3 look@3 call@3 look@3");
}

static void until_cuts_the_run_and_what_is_pending_is_no_finding(void **state)
{
    struct fixture *fixture = *state;
    struct line call = {fixture, "call"}, beyond = {fixture, "beyond"}, end = {fixture, "end"};

    weft_world_set_until(fixture->world, 10);
    weft_world_look(fixture->world, 11, write_line, &beyond);
    weft_world_look(fixture->world, INT64_MAX, write_line, &end);
    weft_world_at(fixture->world, 10, "in", write_line, &call);
    weft_world_at(fixture->world, 11, "out", write_line, &call);
    weft_world_run(fixture->world);
    assert_string_equal(journal_text(&fixture->journal), "call@10 end@10");
    assert_int_equal(weft_world_ended_at(fixture->world), 10);
    assert_string_equal(findings_text(fixture), "");
}

/* What a run finds. */

static void fail_and_let_go(weft_reactor *reactor, void *context)
{
    struct fixture *fixture = context;
    weft_deferred *deferred = make_deferred(fixture);

    weft_deferred_errback(deferred, weft_raise(reactor, &weft_error_value, "x"));
    weft_deferred_release(deferred);
}

static void fire_twice(weft_reactor *reactor, void *context)
{
    weft_deferred *deferred = make_deferred(context);

    (void) reactor;
    weft_deferred_callback(deferred, weft_integer(1));
    weft_deferred_callback(deferred, weft_integer(2));
    weft_deferred_release(deferred);
}

static void leave_unfired(weft_reactor *reactor, void *context)
{
    struct fixture *fixture = context;

    (void) reactor;
    weft_world_own(fixture->world, make_deferred(fixture), release_deferred);
}

static void leave_fired(weft_reactor *reactor, void *context)
{
    weft_deferred *deferred = make_deferred(context);

    (void) reactor;
    weft_deferred_callback(deferred, weft_none());
}

static void call_again_at_once(weft_reactor *reactor, void *context)
{
    call_later(reactor, 0, call_again_at_once, context);
}

static void call_again_in_an_hour(weft_reactor *reactor, void *context)
{
    call_later(reactor, 3600 * WEFT_SECOND, call_again_in_an_hour, context);
}

static void block_two_minutes(weft_reactor *reactor, void *context)
{
    struct fixture *fixture = context;
    static struct line ignored;

    ignored = (struct line){fixture, "late"};
    call_later(reactor, WEFT_SECOND, write_line, &ignored);
    weft_world_work(fixture->world, 120 * WEFT_SECOND);
}

static void expect_in_vain(weft_reactor *reactor, void *context)
{
    struct fixture *fixture = context;

    (void) reactor;
    weft_world_expect(fixture->world, false, "the moon", "there is only a cloud");
}

/* Each stimulus breaks one invariant, and is found. */
static void each_invariant_is_checked_without_being_asked(void **state)
{
    static const struct {
        weft_call_function stimulus;
        const char *finds;
    } rows[] = {
        {fail_and_let_go, "unhandled"},   {fire_twice, "misuse"},
        {leave_unfired, "unfired"},       {leave_fired, "leaks"},
        {call_again_at_once, "livelock"}, {call_again_in_an_hour, "horizon"},
        {block_two_minutes, "starved"},   {expect_in_vain, "expectation"},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_world_close(fixture->world);
        begin(fixture, (weft_world_options){0});
        weft_world_at(fixture->world, 5, "do", rows[i].stimulus, fixture);
        weft_world_run(fixture->world);
        assert_string_equal(findings_text(fixture), rows[i].finds);
        assert_int_equal(weft_world_failures(fixture->world), 1);
    }
}

static void a_finding_that_was_demanded_does_not_count(void **state)
{
    struct fixture *fixture = *state;

    weft_world_expect_finding(fixture->world, WEFT_FINDING_UNHANDLED, &weft_error);
    weft_world_expect_finding(fixture->world, WEFT_FINDING_MISUSE, NULL);
    weft_world_at(fixture->world, 5, "do", fail_and_let_go, fixture);
    weft_world_run(fixture->world);
    assert_string_equal(findings_text(fixture), "(unhandled) expectation");
}

static weft_step wait_for_kept(weft_reactor *reactor, void *frame, weft_value *out)
{
    weft_deferred **awaited = frame;

    (void) reactor;
    *out = weft_deferred_value(weft_deferred_retain(*awaited));
    return WEFT_YIELDED;
}

static void start_waiter(weft_reactor *reactor, void *context)
{
    static const weft_iterator_type type = {"waiter", sizeof(weft_deferred *), wait_for_kept, NULL,
                                            NULL};
    struct fixture *fixture = context;
    weft_deferred *awaited = make_deferred(fixture), *done;
    weft_iterator *iterator;

    assert_int_equal(weft_iterator_create(reactor, &type, &iterator), WEFT_OK);
    *(weft_deferred **) weft_iterator_frame(iterator) = awaited;
    assert_int_equal(weft_coiterate(weft_world_cooperator(fixture->world), iterator, &done),
                     WEFT_OK);
    weft_iterator_release(iterator);
    fixture->kept = awaited;
    weft_world_own(fixture->world, done, release_deferred);
}

static void one_cause_is_one_finding(void **state)
{
    struct fixture *fixture = *state;

    weft_world_at(fixture->world, 0, "start", start_waiter, fixture);
    weft_world_run(fixture->world);
    assert_string_equal(findings_text(fixture), "lost");
}

static void a_step_budget_ends_a_run_that_goes_on(void **state)
{
    struct fixture *fixture = *state;

    weft_world_close(fixture->world);
    begin(fixture, (weft_world_options){.steps_max = 100});
    weft_world_at(fixture->world, 0, "start", call_again_in_an_hour, fixture);
    weft_world_run(fixture->world);
    assert_string_equal(findings_text(fixture), "horizon");
}

static void let_go_of_kept(weft_reactor *reactor, void *context)
{
    struct fixture *fixture = context;

    (void) reactor;
    weft_deferred_release(fixture->kept);
}

/* The Deferred goes, the task goes with it, and nobody would ever know. */
static void a_task_that_vanishes_while_it_waits_is_lost(void **state)
{
    struct fixture *fixture = *state;

    weft_world_at(fixture->world, 0, "start", start_waiter, fixture);
    weft_world_at(fixture->world, 50, "let go", let_go_of_kept, fixture);
    weft_world_run(fixture->world);
    assert_string_equal(findings_text(fixture), "lost");
}

/* Choices. */

static struct line racers[3];

static void start_race(weft_reactor *reactor, void *context)
{
    static const char *const names[] = {"a", "b", "c"};

    for (size_t i = 0; i < 3; i++) {
        racers[i] = (struct line){context, names[i]};
        call_later(reactor, 10, write_line, &racers[i]);
    }
}

/* Writes the choice events of the run into CHOICES, as a replay wants them. */
static size_t collect_choices(const weft_world *world, char (*choices)[256], size_t capacity)
{
    const weft_trace *trace = weft_world_trace(world);
    size_t count = 0;

    for (uint64_t event = 1; event <= weft_trace_count(trace); event++) {
        weft_trace_record record = weft_trace_get(trace, event);

        if (record.kind != WEFT_TRACE_CHOICE)
            continue;
        assert_true(count < capacity && record.text_bytes < 256);
        memcpy(choices[count], record.text, record.text_bytes);
        choices[count++][record.text_bytes] = '\0';
    }
    return count;
}

static void a_choice_is_named_by_who_made_the_candidates(void **state)
{
    struct fixture *fixture = *state;
    char choices[8][256];

    weft_world_at(fixture->world, 0, "0s race", start_race, fixture);
    weft_world_run(fixture->world);
    assert_string_equal(journal_text(&fixture->journal), "a@10 b@10 c@10");
    assert_int_equal(collect_choices(fixture->world, choices, 8), 2);
    assert_string_equal(choices[0], "0s race.1/call.1 #1 -> 0s race.1/call.1");
    assert_string_equal(choices[1], "0s race.1/call.2 #1 -> 0s race.1/call.2");
}

static void stimuli_of_one_instant_keep_their_order_whatever_is_chosen(void **state)
{
    struct fixture *fixture = *state;
    struct line a = {fixture, "a"}, b = {fixture, "b"};

    for (uint64_t seed = 0; seed < 20; seed++) {
        weft_world_close(fixture->world);
        begin(fixture, (weft_world_options){.strategy = "random", .seed = seed});
        weft_world_at(fixture->world, 5, "a", write_line, &a);
        weft_world_at(fixture->world, 5, "b", write_line, &b);
        weft_world_run(fixture->world);
        assert_string_equal(journal_text(&fixture->journal), "a@5 b@5");
    }
}

static void random_orders_differ_by_seed_and_replay_follows_them(void **state)
{
    struct fixture *fixture = *state;
    unsigned others = 0;

    for (uint64_t seed = 0; seed < 20; seed++) {
        char choices[8][256], order[64];
        const char *texts[8];
        weft_replay replay = {.choices = texts};
        bool left;

        weft_world_close(fixture->world);
        begin(fixture, (weft_world_options){.strategy = "random", .seed = seed});
        weft_world_at(fixture->world, 0, "0s race", start_race, fixture);
        weft_world_run(fixture->world);
        snprintf(order, sizeof order, "%s", journal_text(&fixture->journal));
        others += strcmp(order, "a@10 b@10 c@10") != 0;
        replay.count = collect_choices(fixture->world, choices, 8);
        for (size_t i = 0; i < replay.count; i++)
            texts[i] = choices[i];
        weft_world_close(fixture->world);
        begin(fixture, (weft_world_options){.replay = &replay});
        weft_world_at(fixture->world, 0, "0s race", start_race, fixture);
        weft_world_run(fixture->world);
        assert_string_equal(journal_text(&fixture->journal), order);
        assert_int_equal(weft_world_replayed(fixture->world, &left), replay.count);
        assert_false(left);
    }
    assert_in_range(others, 5, 20);
}

static void a_replay_that_does_not_fit_says_that_it_left_the_path(void **state)
{
    static const char *const choices[] = {"0s race.1/call.1 #1 -> 0s race.1/call.9"};
    weft_replay replay = {.choices = choices, .count = 1};
    struct fixture *fixture = *state;
    bool left;

    weft_world_close(fixture->world);
    begin(fixture, (weft_world_options){.replay = &replay});
    weft_world_at(fixture->world, 0, "0s race", start_race, fixture);
    weft_world_run(fixture->world);
    assert_string_equal(journal_text(&fixture->journal), "a@10 b@10 c@10");
    assert_int_equal(weft_world_replayed(fixture->world, &left), 0);
    assert_true(left);
}

static void an_unknown_strategy_is_refused(void **state)
{
    weft_world_options options = {.strategy = "clever"};
    weft_world *world;

    (void) state;
    assert_int_equal(weft_world_create(&options, &world), WEFT_BAD_ARGUMENT);
}

/* The trace of a run, as text. */
static char *trace_text(const weft_world *world)
{
    weft_trace_header header = {.scenario = "test", .strategy = "fifo", .until_ns = INT64_MAX};
    char *text = NULL;
    size_t bytes;
    FILE *file = open_memstream(&text, &bytes);

    assert_non_null(file);
    assert_true(weft_trace_write(weft_world_trace(world), &header, weft_world_ended_at(world),
                                 "held", file));
    fclose(file);
    return text;
}

static void *run_in_a_thread(void *unused)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    weft_world_options options = {.strategy = "random", .seed = 7};
    char *text;

    (void) unused;
    if (!fixture || weft_world_create(&options, &fixture->world) != WEFT_OK)
        return NULL;
    fixture->reactor = weft_world_reactor(fixture->world);
    weft_world_at(fixture->world, 0, "start", start_waiter, fixture);
    weft_world_at(fixture->world, 1, "fail", fail_and_let_go, fixture);
    weft_world_at(fixture->world, 2, "again", call_again_in_an_hour, fixture);
    weft_world_run(fixture->world);
    text = trace_text(fixture->world);
    weft_world_close(fixture->world);
    free(fixture);
    return text;
}

static void two_worlds_run_side_by_side_in_two_threads(void **state)
{
    pthread_t threads[2];
    void *texts[2];

    (void) state;
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_in_a_thread, NULL), 0);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_join(threads[i], &texts[i]), 0);
    assert_non_null(texts[0]);
    assert_string_equal(texts[0], texts[1]);
    free(texts[0]);
    free(texts[1]);
}

/* The n-th allocation of the library stays the n-th, whoever watches: a world asks for nothing
 * there. */
static void recording_does_not_change_what_the_library_allocates(void **state)
{
    struct counting_allocator memory, alone;
    struct fixture *fixture = *state;
    weft_clock_options clock_options = {.chooser = {.choose = NULL}};
    weft_clock *clock;
    size_t before;

    counting_allocator_start(&memory);
    counting_allocator_start(&alone);
    weft_world_close(fixture->world);
    begin(fixture, (weft_world_options){.allocator = counting_allocator_allocator(&memory)});
    before = memory.requests;
    fire_twice(fixture->reactor, fixture);
    fail_and_let_go(fixture->reactor, fixture);
    clock_options.allocator = counting_allocator_allocator(&alone);
    assert_int_equal(weft_clock_create(&clock_options, &clock), WEFT_OK);
    assert_int_equal(alone.requests, before);
    fixture->reactor = weft_clock_reactor(clock);
    fire_twice(fixture->reactor, fixture);
    fail_and_let_go(fixture->reactor, fixture);
    assert_int_equal(alone.requests, memory.requests);
    weft_clock_close(clock);
    weft_world_close(fixture->world);
    assert_int_equal(memory.bytes, 0);
    begin(fixture, (weft_world_options){0});
}

static void describing_names_calls_tasks_and_what_is_waited_for(void **state)
{
    struct fixture *fixture = *state;
    char *text = NULL;
    size_t bytes;
    FILE *file;

    weft_world_set_until(fixture->world, 50);
    weft_world_at(fixture->world, 0, "start", start_waiter, fixture);
    weft_world_at(fixture->world, 90, "later", start_waiter, fixture);
    weft_world_run(fixture->world);
    file = open_memstream(&text, &bytes);
    assert_non_null(file);
    weft_world_describe(fixture->world, file);
    fclose(file);
    assert_non_null(strstr(text, "calls pending: 1\n  0.000000090  call later#2\n"));
    assert_non_null(strstr(text, "task waiter#1"));
    assert_non_null(strstr(text, "waits for deferred #1\n"));
    free(text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(stimuli_run_in_the_order_in_which_they_were_made_behind_what_the_set_up_called),
        TEST(a_look_comes_after_the_last_turn_of_its_instant),
        TEST(looks_after_every_turn_see_each_batch_once),
        TEST(until_cuts_the_run_and_what_is_pending_is_no_finding),
        TEST(each_invariant_is_checked_without_being_asked),
        TEST(a_finding_that_was_demanded_does_not_count),
        TEST(one_cause_is_one_finding),
        TEST(a_task_that_vanishes_while_it_waits_is_lost),
        TEST(a_step_budget_ends_a_run_that_goes_on),
        TEST(a_choice_is_named_by_who_made_the_candidates),
        TEST(stimuli_of_one_instant_keep_their_order_whatever_is_chosen),
        TEST(random_orders_differ_by_seed_and_replay_follows_them),
        TEST(a_replay_that_does_not_fit_says_that_it_left_the_path),
        cmocka_unit_test(an_unknown_strategy_is_refused),
        cmocka_unit_test(two_worlds_run_side_by_side_in_two_threads),
        TEST(recording_does_not_change_what_the_library_allocates),
        TEST(describing_names_calls_tasks_and_what_is_waited_for),
    };
#undef TEST

    return cmocka_run_group_tests_name("world", tests, NULL, NULL);
}
