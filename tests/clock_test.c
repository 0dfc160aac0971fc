/* clock_test.c - virtual time: autojump, Twisted's advance and pump, work, and what is refused
 * (CLK). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/counting_allocator.h"
#include "support/journal.h"

#include <weft/sim/clock.h>

/* A clock of its own for each test, with counted memory: none may be left. */
struct fixture {
    struct counting_allocator memory;
    struct journal journal;
    weft_clock *clock;
    weft_reactor *reactor;
    unsigned misuses;
};

static void observe(void *context, const weft_reactor *reactor, const weft_event *event)
{
    struct fixture *fixture = context;

    (void) reactor;
    fixture->misuses += event->kind == WEFT_EVENT_MISUSE;
}

static int set_up(void **state)
{
    static struct fixture fixture;
    weft_clock_options options = {.observer = {observe, &fixture}, .instant_calls_max = 50};

    memset(&fixture, 0, sizeof fixture);
    counting_allocator_start(&fixture.memory);
    options.allocator = counting_allocator_allocator(&fixture.memory);
    if (weft_clock_create(&options, &fixture.clock) != WEFT_OK)
        return -1;
    fixture.reactor = weft_clock_reactor(fixture.clock);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    size_t left;

    weft_clock_close(fixture->clock);
    left = fixture->memory.bytes;
    counting_allocator_end(&fixture->memory);
    return left == 0 ? 0 : -1;
}

struct note {
    struct fixture *fixture;
    const char *name;
    int64_t again_ns; /* asks for itself again after so long; negative: not */
    int64_t work_ns;
    int64_t advance_ns; /* tries to move time from inside; 0: not */
    weft_status advanced;
};

static void write_note(weft_reactor *reactor, void *context)
{
    struct note *note = context;
    weft_clock *clock = note->fixture->clock;

    journal_write(&note->fixture->journal, "%s@%lld", note->name, (long long) weft_now(reactor));
    if (note->work_ns > 0)
        assert_int_equal(weft_clock_work(clock, note->work_ns), WEFT_OK);
    if (note->advance_ns != 0)
        note->advanced = weft_clock_advance(clock, note->advance_ns);
    if (note->again_ns >= 0)
        assert_int_equal(weft_call_later(reactor, note->again_ns, write_note, note, NULL), WEFT_OK);
}

static struct note note(struct fixture *fixture, const char *name)
{
    return (struct note){fixture, name, -1, 0, 0, WEFT_OK};
}

static void later(struct fixture *fixture, int64_t delay_ns, struct note *note)
{
    assert_int_equal(weft_call_later(fixture->reactor, delay_ns, write_note, note, NULL), WEFT_OK);
}

/* CLK-1 */
static void a_new_clock_reads_zero_and_stands_still(void **state)
{
    struct fixture *fixture = *state;
    struct note a = note(fixture, "a");

    later(fixture, 0, &a);
    assert_int_equal(weft_clock_now(fixture->clock), 0);
    assert_string_equal(journal_text(&fixture->journal), "");
}

/* CLK-4, CLK-5 */
static void advance_jumps_first_and_every_call_sees_the_final_time(void **state)
{
    struct fixture *fixture = *state;
    struct note a = note(fixture, "a"), b = note(fixture, "b");

    later(fixture, 2, &b);
    later(fixture, 1, &a);
    assert_int_equal(weft_clock_advance(fixture->clock, 5), WEFT_OK);
    assert_string_equal(journal_text(&fixture->journal), "a@5 b@5");
}

/* CLK-6 */
static void a_call_made_by_a_call_runs_in_the_same_advance_if_it_is_due(void **state)
{
    struct fixture *fixture = *state;
    struct note a = note(fixture, "a"), b = note(fixture, "b");

    a.again_ns = 0;
    later(fixture, 1, &a);
    later(fixture, 2, &b);
    assert_int_equal(weft_clock_advance(fixture->clock, 2), WEFT_LIVELOCK);
    assert_memory_equal(journal_text(&fixture->journal), "a@2 b@2 a@2 a@2", 15);
}

/* CLK-7: time stands still for as many calls as the budget allows, and what is left stays pending.
 */
static void a_call_that_renews_itself_at_once_is_a_livelock(void **state)
{
    struct fixture *fixture = *state;
    struct note a = note(fixture, "a");

    a.again_ns = 0;
    later(fixture, 1, &a);
    assert_int_equal(weft_clock_run(fixture->clock), WEFT_LIVELOCK);
    assert_int_equal(weft_clock_now(fixture->clock), 1);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 1);
    assert_int_equal(weft_clock_run_until(fixture->clock, 9), WEFT_LIVELOCK);
}

/* CLK-8: where advance moves a chain by one link, run_until moves it all the way. */
static void run_until_stops_at_each_due_time(void **state)
{
    struct fixture *fixture = *state;
    struct note a = note(fixture, "a");

    a.again_ns = 10;
    later(fixture, 10, &a);
    assert_int_equal(weft_clock_run_until(fixture->clock, 35), WEFT_OK);
    assert_string_equal(journal_text(&fixture->journal), "a@10 a@20 a@30");
    assert_int_equal(weft_clock_now(fixture->clock), 35);
}

/* CLK-12 */
static void pump_advances_by_each_amount(void **state)
{
    static const int64_t amounts[] = {1, 2, 0, 4};
    struct fixture *fixture = *state;
    struct note a = note(fixture, "a");

    a.again_ns = 1;
    later(fixture, 1, &a);
    assert_int_equal(weft_clock_pump(fixture->clock, amounts, 4), WEFT_OK);
    assert_string_equal(journal_text(&fixture->journal), "a@1 a@3 a@7");
}

/* CLK-9, COOP-21: refused, and nothing is changed. */
static void time_cannot_be_moved_from_inside_a_call(void **state)
{
    struct fixture *fixture = *state;
    struct note a = note(fixture, "a"), b = note(fixture, "b");

    a.advance_ns = 100;
    later(fixture, 1, &a);
    later(fixture, 2, &b);
    assert_int_equal(weft_clock_run(fixture->clock), WEFT_OK);
    assert_int_equal(a.advanced, WEFT_REENTRANT);
    assert_int_equal(fixture->misuses, 1);
    assert_string_equal(journal_text(&fixture->journal), "a@1 b@2");
}

/* CLK-11 */
static void time_does_not_go_back_nor_beyond_its_end(void **state)
{
    struct fixture *fixture = *state;
    struct note a = note(fixture, "a");

    later(fixture, 10, &a);
    assert_int_equal(weft_clock_advance(fixture->clock, 5), WEFT_OK);
    assert_int_equal(weft_clock_advance(fixture->clock, -1), WEFT_BAD_TIME);
    assert_int_equal(weft_clock_advance(fixture->clock, INT64_MAX), WEFT_BAD_TIME);
    assert_int_equal(weft_clock_run_until(fixture->clock, 4), WEFT_BAD_TIME);
    assert_int_equal(weft_clock_work(fixture->clock, -1), WEFT_BAD_TIME);
    assert_int_equal(weft_clock_work(fixture->clock, INT64_MAX), WEFT_BAD_TIME);
    assert_int_equal(weft_clock_now(fixture->clock), 5);
    assert_string_equal(journal_text(&fixture->journal), "");
}

static void work_makes_what_falls_due_run_late_in_its_order(void **state)
{
    struct fixture *fixture = *state;
    struct note hog = note(fixture, "hog"), early = note(fixture, "early"),
                late = note(fixture, "late"), after = note(fixture, "after");

    hog.work_ns = 100;
    later(fixture, 10, &hog);
    later(fixture, 60, &late);
    later(fixture, 50, &early);
    later(fixture, 200, &after);
    assert_int_equal(weft_clock_run(fixture->clock), WEFT_OK);
    assert_string_equal(journal_text(&fixture->journal), "hog@10 early@110 late@110 after@200");
}

static void a_turn_is_what_was_due_when_it_began(void **state)
{
    struct fixture *fixture = *state;
    struct note a = note(fixture, "a"), b = note(fixture, "b");
    size_t ran;

    a.again_ns = 0;
    later(fixture, 10, &a);
    later(fixture, 10, &b);
    assert_int_equal(weft_clock_turn(fixture->clock, 9, &ran), WEFT_OK);
    assert_int_equal(ran, 0);
    assert_int_equal(weft_clock_now(fixture->clock), 0);
    assert_int_equal(weft_clock_turn(fixture->clock, 10, &ran), WEFT_OK);
    assert_int_equal(ran, 2);
    assert_int_equal(weft_clock_turn(fixture->clock, 10, &ran), WEFT_OK);
    assert_int_equal(ran, 1);
    assert_string_equal(journal_text(&fixture->journal), "a@10 b@10 a@10");
}

static void making_a_clock_survives_every_failed_allocation(void **state)
{
    (void) state;
    for (size_t nth = 1;; nth++) {
        struct counting_allocator memory;
        weft_clock_options options = {0};
        weft_clock *clock;
        weft_status status;

        counting_allocator_start(&memory);
        options.allocator = counting_allocator_allocator(&memory);
        counting_allocator_fail_once(&memory, nth);
        status = weft_clock_create(&options, &clock);
        if (status == WEFT_OK) {
            assert_true(nth > 1);
            weft_clock_close(clock);
            assert_int_equal(memory.bytes, 0);
            return;
        }
        assert_int_equal(status, WEFT_NO_MEMORY);
        assert_int_equal(memory.bytes, 0);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_new_clock_reads_zero_and_stands_still),
        TEST(advance_jumps_first_and_every_call_sees_the_final_time),
        TEST(a_call_made_by_a_call_runs_in_the_same_advance_if_it_is_due),
        TEST(a_call_that_renews_itself_at_once_is_a_livelock),
        TEST(run_until_stops_at_each_due_time),
        TEST(pump_advances_by_each_amount),
        TEST(time_cannot_be_moved_from_inside_a_call),
        TEST(time_does_not_go_back_nor_beyond_its_end),
        TEST(work_makes_what_falls_due_run_late_in_its_order),
        TEST(a_turn_is_what_was_due_when_it_began),
        cmocka_unit_test(making_a_clock_survives_every_failed_allocation),
    };
#undef TEST

    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
