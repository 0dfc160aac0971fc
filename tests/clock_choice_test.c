/* clock_choice_test.c - timers within a slack of one another, and events from outside: what may go
 * first, what time it is then, and that the first answers change nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "prng.h"
#include "support/counting_allocator.h"
#include "support/journal.h"

#include <weft/sim/clock.h>

struct fixture {
    struct counting_allocator memory;
    struct journal journal;
    weft_clock *clock;
    weft_reactor *reactor;
    const char *answers; /* a digit for each question; at its end always 0 */
    uint64_t random;     /* of a program that is drawn */
    unsigned left;       /* calls that it still makes */
    size_t calls;
};

static size_t choose(void *context, const weft_reactor *reactor, const weft_choice *choice)
{
    struct fixture *fixture = context;

    (void) reactor;
    journal_write(&fixture->journal, "?%d", (int) choice->count);
    return *fixture->answers ? (size_t) (*fixture->answers++ - '0') : 0;
}

static void begin(struct fixture *fixture, bool chooses)
{
    weft_clock_options options = {.allocator = counting_allocator_allocator(&fixture->memory)};

    if (chooses)
        options.chooser = (weft_chooser){.choose = choose, .context = fixture};
    assert_int_equal(weft_clock_create(&options, &fixture->clock), WEFT_OK);
    fixture->reactor = weft_clock_reactor(fixture->clock);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    if (!fixture)
        return -1;
    *state = fixture;
    fixture->answers = "";
    counting_allocator_start(&fixture->memory);
    begin(fixture, true);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    size_t bytes;

    weft_clock_close(fixture->clock);
    bytes = fixture->memory.bytes;
    free(fixture);
    assert_int_equal(bytes, 0);
    return 0;
}

static void assert_journal(struct fixture *fixture, const char *expected)
{
    assert_string_equal(journal_text(&fixture->journal), expected);
    journal_clear(&fixture->journal);
}

/* A call that writes its letter and the time. */
struct call {
    struct fixture *fixture;
    char letter;
    weft_delayed_call *made; /* what it acts on */
};

static void write_call(weft_reactor *reactor, void *context)
{
    struct call *call = context;

    journal_write(&call->fixture->journal, "%c@%d", call->letter, (int) weft_now(reactor));
}

static void add(struct fixture *fixture, struct call *call, char letter, int64_t delay_ns,
                weft_call_function function)
{
    *call = (struct call){.fixture = fixture, .letter = letter};
    assert_int_equal(weft_call_later(fixture->reactor, delay_ns, function, call, NULL), WEFT_OK);
}

static size_t turn_within(struct fixture *fixture, int64_t slack_ns)
{
    size_t ran;

    assert_int_equal(weft_clock_turn_within(fixture->clock, INT64_MAX, slack_ns, &ran), WEFT_OK);
    return ran;
}

static void a_turn_offers_what_is_due_within_the_slack_and_no_more(void **state)
{
    struct fixture *fixture = *state;
    struct call calls[4];

    add(fixture, &calls[0], 'a', 10, write_call);
    add(fixture, &calls[1], 'b', 15, write_call);
    add(fixture, &calls[2], 'c', 16, write_call);
    add(fixture, &calls[3], 'd', 30, write_call);
    assert_int_equal(turn_within(fixture, 5), 1);
    assert_journal(fixture, "?2 a@10");
    assert_int_equal(turn_within(fixture, 0), 1);
    assert_journal(fixture, "b@15");
    assert_int_equal(weft_reactor_pending(fixture->reactor), 2);
}

/* Whom it has overtaken runs late, and time never goes back. */
static void one_that_goes_first_brings_its_time_with_it(void **state)
{
    struct fixture *fixture = *state;
    struct call calls[4];

    fixture->answers = "21";
    add(fixture, &calls[0], 'a', 10, write_call);
    add(fixture, &calls[1], 'b', 12, write_call);
    add(fixture, &calls[2], 'c', 15, write_call);
    add(fixture, &calls[3], 'd', 20, write_call);
    /* c, then b, which is late by then; a ends the turn; d was never within the slack. */
    assert_int_equal(turn_within(fixture, 5), 3);
    assert_journal(fixture, "?3 c@15 ?2 b@15 a@15");
    assert_int_equal(turn_within(fixture, 5), 1);
    assert_journal(fixture, "d@20");
}

static void make_another(weft_reactor *reactor, void *context)
{
    struct call *call = context;

    write_call(reactor, call);
    if (weft_call_later(reactor, 0, write_call, call, NULL) != WEFT_OK)
        journal_write(&call->fixture->journal, "no call");
}

/* What is made during a turn does not overtake what was pending when it began. */
static void a_call_made_during_the_turn_is_not_taken_in(void **state)
{
    struct fixture *fixture = *state;
    struct call calls[3];

    fixture->answers = "1";
    add(fixture, &calls[0], 'a', 10, write_call);
    add(fixture, &calls[1], 'm', 12, make_another);
    add(fixture, &calls[2], 'z', 14, write_call);
    assert_int_equal(turn_within(fixture, 5), 2);
    assert_journal(fixture, "?3 m@12 ?2 a@12");
    /* The made one is due at 12, and goes before z by the first answers. */
    assert_int_equal(turn_within(fixture, 5), 1);
    assert_journal(fixture, "?2 m@12");
    assert_int_equal(turn_within(fixture, 5), 1);
    assert_journal(fixture, "z@14");
}

static void cancel_made(weft_reactor *reactor, void *context)
{
    struct call *call = context;

    write_call(reactor, call);
    journal_write(&call->fixture->journal, "%s",
                  weft_status_name(weft_delayed_call_cancel(call->made)));
}

static void what_was_taken_in_and_not_chosen_stays_pending_and_can_be_cancelled(void **state)
{
    struct fixture *fixture = *state;
    weft_pending_call pending[2];
    struct call calls[2];
    int64_t due_ns;

    calls[1] = (struct call){.fixture = fixture, .letter = 'b'};
    add(fixture, &calls[0], 'a', 10, cancel_made);
    assert_int_equal(weft_call_later(fixture->reactor, 12, write_call, &calls[1], &calls[0].made),
                     WEFT_OK);
    add(fixture, &calls[1], 'c', 13, write_call);
    assert_int_equal(turn_within(fixture, 5), 1);
    assert_journal(fixture, "?3 a@10 WEFT_OK");
    assert_int_equal(weft_reactor_pending_calls(fixture->reactor, pending, 2), 1);
    assert_true(weft_reactor_next_due(fixture->reactor, &due_ns));
    assert_int_equal(due_ns, 13);
    weft_delayed_call_release(calls[0].made);
}

static void slack_at_the_end_of_time_does_not_overflow(void **state)
{
    struct fixture *fixture = *state;
    struct call calls[2];

    add(fixture, &calls[0], 'a', 1, write_call);
    add(fixture, &calls[1], 'b', INT64_MAX, write_call);
    assert_int_equal(turn_within(fixture, INT64_MAX), 1);
    assert_journal(fixture, "?2 a@1");
}

/* --- The first answers --- */

static void act_at_random(weft_reactor *reactor, void *context)
{
    struct fixture *fixture = context;
    uint64_t made = weft__prng_below(&fixture->random, 3);

    journal_write(&fixture->journal, "%d/%d", (int) weft_now(reactor),
                  (int) weft_reactor_current(reactor).id);
    for (; made > 0 && fixture->left > 0; made--, fixture->left--)
        if (weft_call_later(reactor, (int64_t) weft__prng_below(&fixture->random, 6), act_at_random,
                            fixture, NULL) != WEFT_OK)
            journal_write(&fixture->journal, "no call");
}

static size_t choose_first(void *context, const weft_reactor *reactor, const weft_choice *choice)
{
    (void) context;
    (void) reactor;
    (void) choice;
    return 0;
}

/* What a drawn program does; SLACK_NS below 0: without a chooser. */
static void run_program(struct fixture *fixture, uint64_t seed, int64_t slack_ns)
{
    weft_clock_options options = {.allocator = counting_allocator_allocator(&fixture->memory)};
    size_t ran = 1;

    weft_clock_close(fixture->clock);
    if (slack_ns >= 0)
        options.chooser = (weft_chooser){.choose = choose_first};
    assert_int_equal(weft_clock_create(&options, &fixture->clock), WEFT_OK);
    fixture->reactor = weft_clock_reactor(fixture->clock);
    fixture->random = seed;
    fixture->left = 60;
    for (int i = 0; i < 6; i++)
        assert_int_equal(weft_call_later(fixture->reactor, i / 2, act_at_random, fixture, NULL),
                         WEFT_OK);
    while (ran > 0)
        ran = turn_within(fixture, slack_ns > 0 ? slack_ns : 0);
}

static void the_first_answers_give_twisteds_run_with_any_slack(void **state)
{
    static const int64_t slacks[] = {0, 1, 3, 1000, INT64_MAX};
    struct fixture *fixture = *state;
    char expected[JOURNAL_BYTES_MAX];

    for (uint64_t seed = 1; seed <= 50; seed++) {
        run_program(fixture, seed, -1);
        memcpy(expected, journal_text(&fixture->journal), sizeof expected);
        assert_true(strlen(expected) > 20);
        journal_clear(&fixture->journal);
        for (size_t i = 0; i < sizeof slacks / sizeof *slacks; i++) {
            run_program(fixture, seed, slacks[i]);
            assert_journal(fixture, expected);
        }
    }
}

/* --- From outside --- */

static void an_event_from_outside_runs_before_all_that_is_pending(void **state)
{
    struct fixture *fixture = *state;
    struct call call, event = {.fixture = fixture, .letter = 'e'};
    uint64_t turn = weft_reactor_turn(fixture->reactor);

    add(fixture, &call, 'a', 0, write_call);
    assert_int_equal(weft_reactor_enter(fixture->reactor, make_another, &event, "event"), WEFT_OK);
    assert_journal(fixture, "e@0");
    assert_int_equal(weft_reactor_turn(fixture->reactor), turn + 1);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_CALL), 2);
    assert_int_equal(turn_within(fixture, 0), 2); /* what it made stands behind */
    assert_journal(fixture, "?2 a@0 e@0");
}

static void enter_again(weft_reactor *reactor, void *context)
{
    struct call *call = context;

    write_call(reactor, call);
    journal_write(&call->fixture->journal, "%s",
                  weft_status_name(weft_reactor_enter(reactor, write_call, call, NULL)));
}

static void an_event_from_outside_is_refused_inside(void **state)
{
    struct fixture *fixture = *state;
    struct call call = {.fixture = fixture, .letter = 'e'};

    assert_int_equal(weft_reactor_enter(fixture->reactor, enter_again, &call, NULL), WEFT_OK);
    assert_journal(fixture, "e@0 WEFT_REENTRANT");
    add(fixture, &call, 'a', 0, enter_again);
    assert_int_equal(turn_within(fixture, 0), 1);
    assert_journal(fixture, "a@0 WEFT_REENTRANT");
}

static void without_memory_an_event_does_not_happen(void **state)
{
    struct fixture *fixture = *state;
    struct call call = {.fixture = fixture, .letter = 'e'};
    weft_status status = WEFT_NO_MEMORY;
    size_t nth = 0;

    while (status != WEFT_OK) {
        uint64_t turn = weft_reactor_turn(fixture->reactor);

        counting_allocator_fail_from(&fixture->memory, ++nth);
        status = weft_reactor_enter(fixture->reactor, write_call, &call, NULL);
        counting_allocator_fail_never(&fixture->memory);
        assert_journal(fixture, status == WEFT_OK ? "e@0" : "");
        assert_int_equal(weft_reactor_turn(fixture->reactor), turn + (status == WEFT_OK));
        assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_CALL), 0);
    }
    assert_true(nth > 1);
}

static void the_next_call_is_the_earliest_pending_one(void **state)
{
    struct fixture *fixture = *state;
    weft_pending_call next;
    struct call calls[2];

    assert_false(weft_reactor_next_call(fixture->reactor, &next));
    add(fixture, &calls[0], 'a', 20, write_call);
    add(fixture, &calls[1], 'b', 10, write_call);
    assert_true(weft_reactor_next_call(fixture->reactor, &next));
    assert_int_equal(next.due_ns, 10);
    assert_int_equal(next.call.id, 2);
}

#define clock_test(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        clock_test(a_turn_offers_what_is_due_within_the_slack_and_no_more),
        clock_test(one_that_goes_first_brings_its_time_with_it),
        clock_test(a_call_made_during_the_turn_is_not_taken_in),
        clock_test(what_was_taken_in_and_not_chosen_stays_pending_and_can_be_cancelled),
        clock_test(slack_at_the_end_of_time_does_not_overflow),
        clock_test(the_first_answers_give_twisteds_run_with_any_slack),
        clock_test(an_event_from_outside_runs_before_all_that_is_pending),
        clock_test(an_event_from_outside_is_refused_inside),
        clock_test(without_memory_an_event_does_not_happen),
        clock_test(the_next_call_is_the_earliest_pending_one),
    };

    return cmocka_run_group_tests_name("clock_choice", tests, NULL, NULL);
}
