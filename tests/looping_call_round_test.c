/* looping_call_round_test.c - one round after the other: what the function does meanwhile, what it
 * returns, and how a start ends (LOOP). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"

#define BEATS_MAX 4

/* A loop, and what its function does the first time, the second time, ...: letters as below. Then
 * it does the last of them again. */
struct player {
    struct library_fixture *fixture;
    const char *acts[BEATS_MAX];
    size_t beats;
    weft_looping_call *loop;
    weft_deferred *slow; /* what it may return */
    size_t starts;
};

static const weft_loop_start every_100 = {.interval_ns = 100};
static const char *const start_names[] = {"first", "second", "third", "fourth"};

static void begin(struct player *player, const weft_loop_start *options);

/* On the Deferred of each start: writes NAME=RESULT, and whether the loop runs by then. */
static weft_value note_end(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;
    weft_looping_call *loop = NULL;

    (void) reactor;
    if (!weft_value_is_failure(&result))
        loop = weft_value_looping_call(&result);
    journal_write_value(&mark->fixture->journal, mark->name, &result);
    if (loop && weft_looping_call_running(loop))
        journal_write(&mark->fixture->journal, "running");
    weft_value_release(result);
    return weft_none();
}

/* x stops; s starts anew, n not now; r resets; d returns the slow Deferred, ! raises. */
static weft_value play(weft_reactor *reactor, void *context, weft_value input)
{
    struct player *player = context;
    size_t beat = player->beats++;
    const char *act;

    (void) input;
    while (beat > 0 && (beat >= BEATS_MAX || !player->acts[beat]))
        beat--;
    journal_write(&player->fixture->journal, "%d", (int) weft_now(reactor));
    for (act = player->acts[beat]; act && *act; act++) {
        if (*act == 'x')
            weft_looping_call_stop(player->loop);
        else if (*act == 'r')
            weft_looping_call_reset(player->loop);
        else if (*act == 's')
            begin(player, &every_100);
        else if (*act == 'n')
            begin(player, &(weft_loop_start){.interval_ns = 100, .not_now = true});
        else if (*act == 'd')
            return weft_deferred_value(weft_deferred_retain(player->slow));
        else if (*act == '!')
            return weft_raise(reactor, &weft_error_value, "no");
        else
            return weft_text(reactor, act, 1); /* dropped */
    }
    return weft_none();
}

static void begin(struct player *player, const weft_loop_start *options)
{
    struct mark *mark = make_mark(player->fixture, start_names[player->starts++ % 4], weft_none());
    weft_deferred *over;

    if (weft_looping_call_start(player->loop, options, &over) != WEFT_OK)
        return;
    if (weft_deferred_add_both(over, note_end, mark) != WEFT_OK)
        journal_write(&player->fixture->journal, "no memory");
    weft_deferred_release(over);
}

static void make_player(struct player *player, struct library_fixture *fixture)
{
    weft_looping_call_options options = {.function = play, .context = player};

    player->fixture = fixture;
    player->slow = make_deferred(fixture);
    assert_int_equal(weft_looping_call_create(fixture->reactor, &options, &player->loop), WEFT_OK);
}

static void end_player(struct player *player)
{
    weft_looping_call_release(player->loop);
    weft_deferred_release(player->slow);
    assert_int_equal(weft_reactor_alive(player->fixture->reactor, WEFT_SUBJECT_LOOP), 0);
    assert_int_equal(weft_reactor_alive(player->fixture->reactor, WEFT_SUBJECT_CALL), 0);
    assert_int_equal(deferreds_alive(player->fixture), 0);
}

static void stop(struct player *player)
{
    assert_int_equal(weft_looping_call_stop(player->loop), WEFT_OK);
}

/* LOOP-1 */
static void a_negative_interval_and_a_second_start_are_refused(void **state)
{
    struct player player = {.starts = 0};

    make_player(&player, *state);
    begin(&player, &(weft_loop_start){.interval_ns = -1});
    assert_false(weft_looping_call_running(player.loop));
    assert_int_equal(weft_looping_call_interval(player.loop), 0);
    begin(&player, &every_100);
    begin(&player, &(weft_loop_start){.interval_ns = -1});
    assert_int_equal(weft_looping_call_interval(player.loop), 100);
    stop(&player);
    assert_journal(player.fixture,
                   "misuse(WEFT_BAD_TIME) 0 misuse(WEFT_LOOP_RUNNING) second=<loop>");
    end_player(&player);
}

/* LOOP-2 */
static void what_the_function_returns_is_dropped_and_waited_for(void **state)
{
    struct player player = {.acts = {"7", "d", "7"}};

    make_player(&player, *state);
    note(*state, player.slow, "before");
    begin(&player, &every_100);
    advance(player.fixture, 100);
    advance(player.fixture, 150);
    assert_int_equal(weft_reactor_pending(player.fixture->reactor), 0);
    note(*state, player.slow, "after");
    assert_int_equal(weft_deferred_callback(player.slow, weft_integer(1)), WEFT_OK);
    assert_int_equal(weft_reactor_pending(player.fixture->reactor), 1);
    advance(player.fixture, 50);
    stop(&player);
    assert_journal(player.fixture, "0 100 before=1 after=none 300 first=<loop>");
    end_player(&player);
}

/* LOOP-2. A row: the first two beats, what the second one waits for comes to, and the journal. */
static void a_failure_ends_it(void **state)
{
    const struct {
        const char *first, *second;
        bool fails;
        const char *expected;
    } rows[] = {
        {"!", NULL, false, "0 first=ValueError: no"},
        {"7", "!", false, "0 100 first=ValueError: no"},
        {"d", NULL, true, "0 first=ValueError: late"},
        {"7", "d", true, "0 100 first=ValueError: late"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct player player = {.acts = {rows[i].first, rows[i].second}};

        make_player(&player, *state);
        player.fixture->clock.now_ns = 0;
        begin(&player, &every_100);
        advance(player.fixture, 100);
        if (rows[i].fails)
            weft_deferred_errback(player.slow,
                                  make_failure(player.fixture, &weft_error_value, "late"));
        assert_false(weft_looping_call_running(player.loop));
        advance(player.fixture, 1000);
        assert_journal(player.fixture, rows[i].expected);
        end_player(&player);
    }
}

/* LOOP-2, CHN-1: what has a result already is no wait. */
static void a_fired_deferred_is_taken_at_once(void **state)
{
    struct player player = {.acts = {"d"}};

    make_player(&player, *state);
    assert_int_equal(weft_deferred_callback(player.slow, weft_integer(1)), WEFT_OK);
    begin(&player, &every_100);
    advance(player.fixture, 100); /* the same one, which has none by now */
    stop(&player);
    assert_journal(player.fixture, "0 100 first=<loop>");
    end_player(&player);
}

/* LOOP-6. A row: the first beat, whether it is stopped from outside, what the slow Deferred then
 * comes to (0: nothing, 1: a value, -1: a failure), and the journal. */
static void stopped_it_ends_when_its_function_has(void **state)
{
    const struct {
        const char *first;
        bool outside;
        int slow;
        const char *expected;
    } rows[] = {
        {"7", true, 0, "0 first=<loop> |"},
        {"x", false, 0, "0 first=<loop> |"},
        {"x7", false, 0, "0 first=<loop> |"},
        {"x!", false, 0, "0 first=ValueError: no |"},
        {"xx", false, 0, "0 misuse(WEFT_LOOP_NOT_RUNNING) first=<loop> |"},
        {"xd", false, 1, "0 | first=<loop>"},
        {"xd", false, -1, "0 | first=ValueError: late"},
        {"d", true, 1, "0 | first=<loop>"},
        {"d", true, -1, "0 | first=ValueError: late"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct player player = {.acts = {rows[i].first}};

        make_player(&player, *state);
        begin(&player, &every_100);
        if (rows[i].outside)
            stop(&player);
        assert_false(weft_looping_call_running(player.loop));
        journal_write(&player.fixture->journal, "|");
        assert_false(weft_deferred_called(player.slow)); /* it is left alone */
        if (rows[i].slow > 0)
            weft_deferred_callback(player.slow, weft_integer(1));
        else if (rows[i].slow < 0)
            weft_deferred_errback(player.slow,
                                  make_failure(player.fixture, &weft_error_value, "late"));
        assert_int_equal(weft_reactor_pending(player.fixture->reactor), 0);
        assert_journal(player.fixture, rows[i].expected);
        end_player(&player);
    }
}

/* LOOP-6, LOOP-8 */
static void one_that_does_not_run_cannot_be_stopped_or_reset(void **state)
{
    struct player player = {.starts = 0};

    make_player(&player, *state);
    for (int ended = 0; ended < 2; ended++) {
        assert_int_equal(weft_looping_call_stop(player.loop), WEFT_LOOP_NOT_RUNNING);
        assert_int_equal(weft_looping_call_reset(player.loop), WEFT_LOOP_NOT_RUNNING);
        assert_journal(player.fixture,
                       "misuse(WEFT_LOOP_NOT_RUNNING) misuse(WEFT_LOOP_NOT_RUNNING)");
        begin(&player, &(weft_loop_start){.interval_ns = 100, .not_now = true});
        stop(&player); /* before its first call: it never calls */
        advance(player.fixture, 1000);
        assert_journal(player.fixture, ended ? "second=<loop>" : "first=<loop>");
    }
    end_player(&player);
}

/* LOOP-8 */
static void reset_does_nothing_while_the_function_is_at_work(void **state)
{
    struct player player = {.acts = {"rd", "7"}};

    make_player(&player, *state);
    begin(&player, &every_100);
    advance(player.fixture, 30);
    assert_int_equal(weft_looping_call_reset(player.loop), WEFT_OK);
    weft_deferred_callback(player.slow, weft_none());
    assert_int_equal(player.fixture->events[WEFT_EVENT_LOOP_RESET], 0);
    advance(player.fixture, 70);
    stop(&player);
    assert_journal(player.fixture, "0 100 first=<loop>");
    end_player(&player);
}

static weft_value start_again(weft_reactor *reactor, void *context, weft_value result)
{
    struct player *player = context;

    (void) reactor;
    weft_value_release(result);
    if (player->starts < 3)
        begin(player, &every_100);
    return weft_none();
}

/* LOOP-7 */
static void its_own_deferred_may_start_it_again(void **state)
{
    struct player player = {.starts = 0};
    weft_deferred *over;

    make_player(&player, *state);
    for (; player.starts < 2;) {
        assert_int_equal(weft_looping_call_start(player.loop, &every_100, &over), WEFT_OK);
        assert_int_equal(weft_deferred_add_both(over, start_again, &player), WEFT_OK);
        weft_deferred_release(over);
        stop(&player);
        assert_true(weft_looping_call_running(player.loop));
        stop(&player);
        advance(player.fixture, 10);
    }
    assert_journal(player.fixture, "0 0 first=<loop> 10 10 second=<loop>");
    end_player(&player);
}

/* LOOP-10. Inside the function the loop is stopped and started: one timer, and each start fires its
 * own Deferred, the old one when the function that was its own has ended. */
static void restarted_inside_its_function_it_is_fresh(void **state)
{
    const struct {
        const char *first, *second;
        const char *expected;
    } rows[] = {
        {"xn", "7", "0 first=<loop> running | 100 200 second=<loop>"},
        {"xs", "7", "0 0 first=<loop> running | 100 200 second=<loop>"},
        {"xn!", "7", "0 first=ValueError: no | 100 200 second=<loop>"},
        {"xs", "!", "0 0 second=ValueError: no first=<loop> |"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct player player = {.acts = {rows[i].first, rows[i].second}};

        make_player(&player, *state);
        player.fixture->clock.now_ns = 0;
        begin(&player, &every_100);
        journal_write(&player.fixture->journal, "|");
        advance(player.fixture, 100);
        advance(player.fixture, 100);
        assert_true(weft_reactor_pending(player.fixture->reactor) <= 1);
        if (weft_looping_call_running(player.loop))
            stop(&player);
        assert_journal(player.fixture, rows[i].expected);
        end_player(&player);
    }
}

/* LOOP-10. While the function of the old start is waited for, the new one runs by itself. */
static void restarted_while_it_waits_the_old_start_ends_by_itself(void **state)
{
    for (int fails = 0; fails < 2; fails++) {
        struct player player = {.acts = {"d", "7"}};

        make_player(&player, *state);
        player.fixture->clock.now_ns = 0;
        begin(&player, &every_100);
        advance(player.fixture, 50);
        stop(&player);
        begin(&player, &every_100);
        advance(player.fixture, 100);
        if (fails)
            weft_deferred_errback(player.slow,
                                  make_failure(player.fixture, &weft_error_value, "late"));
        else
            weft_deferred_callback(player.slow, weft_none());
        assert_true(weft_looping_call_running(player.loop));
        advance(player.fixture, 100);
        stop(&player);
        assert_journal(player.fixture, fails ? "0 50 150 first=ValueError: late 250 second=<loop>"
                                             : "0 50 150 first=<loop> running 250 second=<loop>");
        end_player(&player);
    }
}

/* LOOP-6: the result has a place already. */
static void one_whose_deferred_was_fired_by_hand_goes_on(void **state)
{
    struct player player = {.starts = 0};
    weft_deferred *over;

    make_player(&player, *state);
    assert_int_equal(weft_looping_call_start(player.loop, &every_100, &over), WEFT_OK);
    assert_int_equal(weft_deferred_callback(over, weft_integer(1)), WEFT_OK);
    advance(player.fixture, 100);
    stop(&player);
    assert_journal(player.fixture, "0 100 misuse(WEFT_ALREADY_CALLED)");
    weft_deferred_release(over);
    end_player(&player);
}

/* A running loop keeps itself; its function's context goes with its last reference. */
static void give_back(weft_reactor *reactor, void *context)
{
    write_name(reactor, context);
}

static weft_value do_nothing(weft_reactor *reactor, void *context, weft_value input)
{
    (void) reactor;
    (void) context;
    (void) input;
    return weft_none();
}

static void a_running_loop_keeps_itself_and_its_context(void **state)
{
    struct library_fixture *fixture = *state;
    weft_looping_call_options options = {do_nothing, make_mark(fixture, "back", weft_none()),
                                         give_back, false};
    weft_looping_call *loop;
    weft_value value;
    weft_deferred *over;

    assert_int_equal(weft_looping_call_create(fixture->reactor, &options, &loop), WEFT_OK);
    assert_int_equal(weft_looping_call_start(loop, &every_100, &over), WEFT_OK);
    weft_looping_call_release(loop);
    advance(fixture, 100);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_LOOP), 1);
    value = weft_looping_call_value(weft_looping_call_retain(loop));
    assert_int_equal(weft_looping_call_stop(loop), WEFT_OK);
    assert_ptr_equal(weft_value_looping_call(&value), loop);
    weft_value_release(value);
    assert_journal(fixture, "");
    weft_deferred_release(over); /* whose result is the last reference */
    assert_journal(fixture, "back");
}

static void the_close_gives_the_context_back(void **state)
{
    struct library_fixture *fixture = *state;
    weft_looping_call_options options = {do_nothing, make_mark(fixture, "back", weft_none()),
                                         give_back, false};
    weft_looping_call *loop;

    assert_int_equal(weft_looping_call_create(fixture->reactor, &options, &loop), WEFT_OK);
    assert_int_equal(weft_looping_call_start(loop, &every_100, NULL), WEFT_OK);
    fixture->tells_left = true;
    library_fixture_close(fixture);
    assert_journal(fixture, "left(loop#1) left(deferred#1) left(call#1) back");
}

/* The promise of the header. */
static void after_start_nothing_asks_for_memory(void **state)
{
    struct player player = {.acts = {"r", "d", ""}};
    size_t requests;

    make_player(&player, *state);
    begin(&player, &every_100);
    requests = player.fixture->memory.requests;
    counting_allocator_fail_from(&player.fixture->memory, 1);
    advance(player.fixture, 100);
    weft_deferred_callback(player.slow, weft_none());
    advance(player.fixture, 250);
    assert_int_equal(weft_looping_call_reset(player.loop), WEFT_OK);
    assert_int_equal(weft_looping_call_set_interval(player.loop, 30), WEFT_OK);
    advance(player.fixture, 100);
    stop(&player);
    assert_int_equal(player.fixture->memory.requests, requests);
    counting_allocator_fail_never(&player.fixture->memory);
    assert_journal(player.fixture, "0 100 350 450 first=<loop>");
    end_player(&player);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_negative_interval_and_a_second_start_are_refused),
        library_test(what_the_function_returns_is_dropped_and_waited_for),
        library_test(a_failure_ends_it),
        library_test(a_fired_deferred_is_taken_at_once),
        library_test(stopped_it_ends_when_its_function_has),
        library_test(one_that_does_not_run_cannot_be_stopped_or_reset),
        library_test(reset_does_nothing_while_the_function_is_at_work),
        library_test(its_own_deferred_may_start_it_again),
        library_test(restarted_inside_its_function_it_is_fresh),
        library_test(restarted_while_it_waits_the_old_start_ends_by_itself),
        library_test(one_whose_deferred_was_fired_by_hand_goes_on),
        library_test(a_running_loop_keeps_itself_and_its_context),
        library_test(the_close_gives_the_context_back),
        library_test(after_start_nothing_asks_for_memory),
    };

    return cmocka_run_group_tests_name("looping_call_round", tests, NULL, NULL);
}
