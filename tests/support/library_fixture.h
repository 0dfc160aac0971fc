/* library_fixture.h - a reactor of its own for each test of the library, and callbacks that write a
 * journal.
 *
 * Time is a variable, and memory is counted. When the test is over the reactor is closed and no
 * byte may be left, so a test that fails halfway leaks nothing, and one that passes has balanced
 * its books.
 *
 * The observer writes what nobody may overlook, "unhandled(ValueError: x)" and
 * "misuse(WEFT_ALREADY_CALLED)", and where `tells_left` is set also what the close finds:
 * "left(deferred#3)".
 */
#ifndef TESTS_LIBRARY_FIXTURE_H
#define TESTS_LIBRARY_FIXTURE_H

#include "counting_allocator.h"
#include "journal.h"
#include "manual_clock.h"

#include <weft/weft.h>

#define LIBRARY_FIXTURE_MARKS_MAX 256

struct library_fixture;

/* The context of one pair: what it writes, and what it goes on with. */
struct mark {
    struct library_fixture *fixture;
    const char *name;
    weft_value answer;
};

struct library_fixture {
    struct manual_clock clock;
    struct counting_allocator memory;
    struct journal journal;
    weft_reactor *reactor; /* NULL once closed */
    bool tells_left;
    bool silent;                     /* the observer counts and writes nothing */
    size_t events[WEFT_EVENT_KINDS]; /* how often each kind was told */
    size_t mark_count;
    struct mark marks[LIBRARY_FIXTURE_MARKS_MAX];
};

/* For CMocka: a test with a fixture. */
#define library_test(test)                                                                         \
    cmocka_unit_test_setup_teardown(test, library_fixture_set_up, library_fixture_tear_down)

int library_fixture_set_up(void **state);
int library_fixture_tear_down(void **state);

/* Closes the reactor before the end of the test, and asserts that every byte came back; handles are
 * void then. */
void library_fixture_close(struct library_fixture *fixture);

/* Twisted's advance: time moves by BY_NS at once, then turns run until nothing is due. */
void advance(struct library_fixture *fixture, int64_t by_ns);

/* Runs one turn, and returns how many calls ran. */
size_t run_turn(struct library_fixture *fixture);

/* Goes from due time to due time until nothing is pending. */
void run_all(struct library_fixture *fixture);

/* How many bytes of the reactor's memory are in use, but for the table of what lives in it: that
 * keeps its size. */
size_t library_fixture_bytes(const struct library_fixture *fixture);

/* What was written since the last look; clears it. */
void assert_journal(struct library_fixture *fixture, const char *expected);

/* The number of live Deferreds. */
size_t deferreds_alive(const struct library_fixture *fixture);

/* These makers fail the test if there is no memory. */
weft_deferred *make_deferred(struct library_fixture *fixture);
weft_deferred *make_cancellable(struct library_fixture *fixture, const weft_canceller *canceller);
weft_deferred *make_succeeded(struct library_fixture *fixture, weft_value value);
/* One that has fired with none and waits for INNER, which stays the caller's. */
weft_deferred *make_waiting(struct library_fixture *fixture, weft_deferred *inner);

/* A failure of TYPE that says MESSAGE. */
weft_value make_failure(struct library_fixture *fixture, const weft_error_type *type,
                        const char *message);

/* A mark with ANSWER, for pairs that a test writes itself; it lives as long as the fixture. */
struct mark *make_mark(struct library_fixture *fixture, const char *name, weft_value answer);

/* Pairs that write NAME=INPUT. What a half does not take passes through. */
void note(struct library_fixture *fixture, weft_deferred *deferred, const char *name);
void note_value(struct library_fixture *fixture, weft_deferred *deferred, const char *name);
void note_failure(struct library_fixture *fixture, weft_deferred *deferred, const char *name);
void take(struct library_fixture *fixture, weft_deferred *deferred, const char *name); /* none */
/* A callback, an errback that goes on with RESULT (moved). */
void answer(struct library_fixture *fixture, weft_deferred *deferred, const char *name,
            weft_value result);
void recover(struct library_fixture *fixture, weft_deferred *deferred, const char *name,
             weft_value result);

/* A callback that makes the chain wait for INNER, which stays the caller's, and writes nothing. */
void wait_for(struct library_fixture *fixture, weft_deferred *deferred, weft_deferred *inner);

/* The halves themselves, for pairs of a test's own; the context is a mark. */
weft_value write_and_pass(weft_reactor *reactor, void *context, weft_value result);
weft_value write_and_take(weft_reactor *reactor, void *context, weft_value result);
weft_value write_and_answer(weft_reactor *reactor, void *context, weft_value result);

/* A delayed call, and a canceller, that write the name of their mark. */
void write_name(weft_reactor *reactor, void *context);
void write_cancel(weft_reactor *reactor, void *context, weft_deferred *deferred);

#endif
