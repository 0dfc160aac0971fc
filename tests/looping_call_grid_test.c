/* looping_call_grid_test.c - when a looping call calls, and how many times it says have come
 * (LOOP).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"

#include <inttypes.h>

struct beats {
    struct library_fixture *fixture;
    bool counted;
    int64_t work_ns; /* how long the next call takes */
};

static weft_value beat(weft_reactor *reactor, void *context, weft_value count)
{
    struct beats *beats = context;
    int64_t now_ns = weft_now(reactor);

    if (beats->counted)
        journal_write(&beats->fixture->journal, "%" PRId64 ":%" PRId64, now_ns,
                      weft_value_integer(&count));
    else
        journal_write(&beats->fixture->journal, "%" PRId64, now_ns);
    beats->fixture->clock.now_ns += beats->work_ns;
    beats->work_ns = 0;
    return weft_none();
}

static void start(weft_looping_call *loop, int64_t interval_ns, bool not_now)
{
    weft_loop_start options = {.interval_ns = interval_ns, .not_now = not_now};

    assert_int_equal(weft_looping_call_start(loop, &options, NULL), WEFT_OK);
}

/* One word of a plan, whose letter is followed by AMOUNT. */
static void follow_word(struct beats *beats, weft_looping_call *loop, char letter, int64_t amount)
{
    struct library_fixture *fixture = beats->fixture;

    switch (letter) {
    case 's':
    case 'n':
        start(loop, amount, letter == 'n');
        break;
    case '+':
        advance(fixture, amount);
        break;
    case 'j':
        fixture->clock.now_ns += amount;
        break;
    case 't':
        assert_int_equal(run_turn(fixture), amount);
        break;
    case 'r':
        assert_int_equal(weft_looping_call_reset(loop), WEFT_OK);
        break;
    case 'i':
        assert_int_equal(weft_looping_call_set_interval(loop, amount), WEFT_OK);
        break;
    case 'w':
        beats->work_ns = amount;
        break;
    default:
        assert_int_equal(letter, 'x');
        assert_int_equal(weft_looping_call_stop(loop), WEFT_OK);
    }
}

/* Follows PLAN to its end with a loop of its own; what was called is in the journal. */
static void follow(struct library_fixture *fixture, const char *plan, bool counted)
{
    struct beats beats = {.fixture = fixture, .counted = counted};
    weft_looping_call_options options = {.function = beat, .context = &beats, .counted = counted};
    weft_looping_call *loop;

    fixture->clock.now_ns = 0;
    assert_int_equal(weft_looping_call_create(fixture->reactor, &options, &loop), WEFT_OK);
    while (*plan) {
        char letter = *plan++;
        int64_t amount = 0;

        for (; *plan && *plan != ' '; plan++)
            amount = amount * 10 + (*plan - '0');
        follow_word(&beats, loop, letter, amount);
        plan += *plan == ' ';
    }
    if (weft_looping_call_running(loop))
        assert_int_equal(weft_looping_call_stop(loop), WEFT_OK);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    weft_looping_call_release(loop);
}

/* The words of a plan: s100 n100 starts with this interval, now or not now; +50 a jump of time, and
 * the turns that are due; j50 the jump alone; t1 one turn, in which so many calls run; r reset; i70
 * another interval; w250 the next call takes so long; x stop. A counted loop writes TIME:COUNT,
 * which shows the times of one that is not. */

struct row {
    const char *plan, *expected;
};

static void check_rows(struct library_fixture *fixture, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        follow(fixture, rows[i].plan, true);
        assert_journal(fixture, rows[i].expected);
    }
}

#define check(fixture, rows) check_rows(fixture, rows, sizeof rows / sizeof *rows)

/* LOOP-1, LOOP-3, LOOP-12 */
static void calls_come_on_the_grid_and_are_told_what_was_missed(void **state)
{
    static const struct row rows[] = {
        {"s100 +100 +100", "0:1 100:1 200:1"},     {"n100 +100 +100", "100:1 200:1"},
        {"s100 +99 +1 +99 +1", "0:1 100:1 200:1"}, {"s100 +350 +50 +100", "0:1 350:3 400:1 500:1"},
        {"n100 +350 +50", "350:3 400:1"},          {"s7 +6 +1 +70 +6 +1", "0:1 7:1 77:10 84:1"},
    };

    check(*state, rows);
}

/* LOOP-3, LOOP-12: a time that is just now when the work ends counts as passed. */
static void work_makes_it_late(void **state)
{
    static const struct row rows[] = {
        {"w250 s100 +49 +1 +100", "0:1 300:3 400:1"},
        {"w200 s100 +99 +1 +100", "0:1 300:3 400:1"},
        {"w100 s100 +99 +1", "0:1 200:2"},
        {"n100 w100 +100 +100 +100", "100:1 300:2 400:1"},
    };

    check(*state, rows);
}

/* LOOP-5, LOOP-12 */
static void without_an_interval_it_calls_once_a_turn(void **state)
{
    static const struct row rows[] = {
        {"s0 t1 t1", "0:1 0:1 0:1"},
        {"n0 t1 t1", "0:1 0:1"},
        {"w50 s0 t1 t1", "0:1 50:1 50:1"},
        {"s100 i0 j100 t1 t1 i100 t1 +99 +1", "0:1 100:1 100:1 200:1"},
    };

    check(*state, rows);
}

/* LOOP-8, LOOP-12: the times since its last call are counted on the new grid, towards zero; where
 * there were none it is not called. */
static void reset_begins_the_grid_anew(void **state)
{
    static const struct row rows[] = {
        {"s100 r +99 +1", "0:1 100:1"},
        {"s100 +100 +50 r +99 +1 +100", "0:1 100:1 250:1 350:1"},
        {"s100 +50 r +50 r +100 +100", "0:1 200:2 300:1"},
        {"s100 +40 r +30 r +100 +100", "0:1 170:1 270:1"},
        {"s100 +100 +90 r +10 +90 +100", "0:1 100:1 290:1 390:1"},
        {"n100 +60 r +60 r +60 +40", "220:1"},
        {"s100 +100 +60 r i30 +100", "0:1 100:1 260:5"},
    };

    check(*state, rows);
}

/* LOOP-11, LOOP-12 */
static void another_interval_is_of_the_same_origin(void **state)
{
    static const struct row rows[] = {
        {"s100 i30 +99 +1 +20 +30", "0:1 100:3 120:1 150:1"},
        {"s100 +250 i70 +50 +50 +30", "0:1 250:2 300:1 350:1"},
        {"n100 i40 +100 +20", "100:2 120:1"},
        {"s100 +100 i1000 +100 +799 +1", "0:1 100:1 1000:1"}, /* at 200 none has come */
        {"n50 i100 +50 +50", "100:1"},
    };

    check(*state, rows);
}

/* LOOP-12: one that is not counted is called in such a round all the same. */
static void one_that_is_not_counted_is_always_called(void **state)
{
    struct library_fixture *fixture = *state;

    follow(fixture, "s100 +100 i1000 +100 +799 +1", false);
    assert_journal(fixture, "0 100 200 1000");
}

/* LOOP-7, LOOP-13 */
static void each_start_counts_for_itself(void **state)
{
    static const struct row rows[] = {
        {"s100 +100 x +900 s100 +100", "0:1 100:1 1000:1 1100:1"},
        {"s100 +200 x +850 n100 +100 +50", "0:1 200:2 1150:1"},
        {"s100 +100 +50 r x s50 +50", "0:1 100:1 150:1 200:1"},
    };

    check(*state, rows);
}

/* LOOP-3: what lies beyond the end of time is called at its end. */
static void the_last_call_comes_at_the_end_of_time(void **state)
{
    struct library_fixture *fixture = *state;
    struct beats beats = {.fixture = fixture};
    weft_looping_call_options options = {.function = beat, .context = &beats};
    weft_looping_call *loop;
    int64_t due_ns;

    assert_int_equal(weft_looping_call_create(fixture->reactor, &options, &loop), WEFT_OK);
    fixture->clock.now_ns = 5;
    start(loop, INT64_MAX - 4, false);
    assert_true(weft_reactor_next_due(fixture->reactor, &due_ns));
    assert_int_equal(due_ns, INT64_MAX);
    assert_int_equal(weft_looping_call_reset(loop), WEFT_OK);
    assert_true(weft_reactor_next_due(fixture->reactor, &due_ns));
    assert_int_equal(due_ns, INT64_MAX);
    assert_int_equal(weft_looping_call_stop(loop), WEFT_OK);
    assert_journal(fixture, "5");
    weft_looping_call_release(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(calls_come_on_the_grid_and_are_told_what_was_missed),
        library_test(work_makes_it_late),
        library_test(without_an_interval_it_calls_once_a_turn),
        library_test(reset_begins_the_grid_anew),
        library_test(another_interval_is_of_the_same_origin),
        library_test(one_that_is_not_counted_is_always_called),
        library_test(each_start_counts_for_itself),
        library_test(the_last_call_comes_at_the_end_of_time),
    };

    return cmocka_run_group_tests_name("looping_call_grid", tests, NULL, NULL);
}
