/* cooperate_memory_test.c - memory is asked for on the way in, and any request may fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/actor.h"

/* What memory is asked for with, and what is had for it. */
struct request {
    struct library_fixture *fixture;
    weft_cooperator *cooperator;
    weft_iterator *iterator;
    weft_task *task;     /* one that is there already */
    weft_deferred *mine; /* likewise, unfired */
    weft_cooperator *made_cooperator;
    weft_task *made_task;
    weft_deferred *made_deferred;
};

static weft_status ask_cooperator(struct request *request)
{
    return weft_cooperator_create(request->fixture->reactor, NULL, &request->made_cooperator);
}

static weft_status ask_cooperate(struct request *request)
{
    return weft_cooperate(request->cooperator, request->iterator, &request->made_task);
}

static weft_status ask_coiterate(struct request *request)
{
    return weft_coiterate(request->cooperator, request->iterator, &request->made_deferred);
}

static weft_status ask_coiterate_into(struct request *request)
{
    return weft_coiterate_into(request->cooperator, request->iterator, request->mine);
}

static weft_status ask_run(struct request *request)
{
    return weft_run_iterator(request->cooperator, request->iterator, &request->made_deferred);
}

static weft_status ask_when_done(struct request *request)
{
    return weft_task_when_done(request->task, &request->made_deferred);
}

static const struct {
    weft_status (*ask)(struct request *request);
    bool ended;           /* the task that is there already has ended */
    const char *expected; /* what is written when all is run to its end */
} rows[] = {
    {ask_cooperator, false, "tend t=<iterator>"},
    {ask_cooperate, false, "tend t=<iterator> aend"},
    {ask_coiterate, false, "tend t=<iterator> aend"},
    {ask_coiterate_into, false, "tend t=<iterator> aend mine=<iterator>"},
    {ask_run, false, "tend t=<iterator> aend"},
    {ask_when_done, false, "tend t=<iterator>"},
    {ask_when_done, true, "tend t=<iterator>"},
};

static void open_request(struct request *request, struct library_fixture *fixture, bool ended)
{
    *request = (struct request){.fixture = fixture,
                                .cooperator = make_cooperator(fixture, 1),
                                .iterator = make_counter(fixture, "a", 0),
                                .mine = make_deferred(fixture)};
    request->task = start_task(request->cooperator, make_counter(fixture, "t", 0));
    note_end(fixture, request->task, "t");
    take(fixture, request->mine, "mine");
    if (ended)
        run_all(fixture);
}

static void close_request(struct request *request)
{
    if (request->made_task)
        weft_task_release(request->made_task);
    if (request->made_deferred)
        weft_deferred_release(request->made_deferred);
    if (request->made_cooperator)
        weft_cooperator_release(request->made_cooperator);
    weft_iterator_release(request->iterator);
    weft_deferred_release(request->mine);
    weft_task_release(request->task);
    weft_cooperator_release(request->cooperator);
    for (int kind = WEFT_SUBJECT_CALL; kind < WEFT_SUBJECT_KINDS; kind++)
        assert_int_equal(weft_reactor_alive(request->fixture->reactor, (weft_subject_kind) kind),
                         0);
}

/* Asks once, with the NTH request for memory failing. True if it did not come to that. */
static bool ask_failing(size_t row, size_t nth, struct library_fixture *fixture)
{
    size_t events[WEFT_EVENT_KINDS], alive[WEFT_SUBJECT_KINDS], pending;
    struct request request;
    weft_status status;

    open_request(&request, fixture, rows[row].ended);
    memcpy(events, fixture->events, sizeof events);
    for (int kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        alive[kind] = weft_reactor_alive(fixture->reactor, (weft_subject_kind) kind);
    pending = weft_reactor_pending(fixture->reactor);
    counting_allocator_fail_once(&fixture->memory, nth);
    status = rows[row].ask(&request);
    counting_allocator_fail_never(&fixture->memory);
    if (status != WEFT_OK) {
        assert_int_equal(status, WEFT_NO_MEMORY);
        assert_memory_equal(events, fixture->events, sizeof events);
        for (int kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
            assert_int_equal(alive[kind],
                             weft_reactor_alive(fixture->reactor, (weft_subject_kind) kind));
        assert_int_equal(pending, weft_reactor_pending(fixture->reactor));
        assert_int_equal(weft_iterator_get_state(request.iterator), WEFT_ITERATOR_CREATED);
        assert_null(request.made_task);
        assert_null(request.made_deferred);
        assert_null(request.made_cooperator);
        assert_int_equal(rows[row].ask(&request), WEFT_OK);
    }
    run_all(fixture);
    close_request(&request);
    assert_journal(fixture, rows[row].expected);
    return status == WEFT_OK;
}

static void each_request_may_fail_once_and_nothing_has_happened(void **state)
{
    (void) state;
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        bool all_swept = false;

        for (size_t nth = 1; !all_swept; nth++) {
            struct library_fixture *fixture;
            void *made;

            assert_int_equal(library_fixture_set_up(&made), 0);
            fixture = made;
            all_swept = ask_failing(row, nth, fixture);
            assert_true(!all_swept || nth > 1);
            assert_int_equal(library_fixture_tear_down(&made), 0);
        }
    }
}

/* Two waiting (one of them run with one call, its awaited Deferred failing when it is cancelled),
 * one to be paused, one that sees it all through. */
static void from_then_on_nothing_asks_for_memory(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_deferred *first = make_deferred(fixture), *second = make_deferred(fixture), *result;
    weft_iterator *waiting = make_actor(fixture, "w", await_held);
    weft_iterator *running = make_actor(fixture, "r", await_held);
    weft_task *paused;
    size_t requests;

    actor_of(waiting)->held = first;
    actor_of(running)->held = second;
    recover(fixture, second, "e", make_failure(fixture, &weft_error_value, "cause"));
    start(cooperator, waiting);
    assert_int_equal(weft_run_iterator(cooperator, running, &result), WEFT_OK);
    weft_iterator_release(running);
    take(fixture, result, "result");
    paused = start_task(cooperator, make_counter(fixture, "p", 9));
    note_end(fixture, paused, "p");
    start(cooperator, make_counter(fixture, "c", 9));
    requests = fixture->memory.requests;
    counting_allocator_fail_from(&fixture->memory, 1);
    for (int ticks = 0; ticks < 5; ticks++)
        advance(fixture, 10);
    assert_int_equal(weft_task_pause(paused), WEFT_OK);
    weft_deferred_callback(first, weft_integer(1));
    weft_deferred_cancel(result);
    advance(fixture, 10);
    assert_int_equal(weft_task_resume(paused), WEFT_OK);
    advance(fixture, 10);
    assert_int_equal(weft_task_stop(paused), WEFT_OK);
    weft_cooperator_stop(cooperator);
    assert_int_equal(weft_cooperator_start(cooperator), WEFT_OK);
    weft_deferred_release(result);
    weft_task_release(paused);
    weft_cooperator_release(cooperator);
    assert_int_equal(fixture->memory.requests, requests);
    assert_non_null(strstr(journal_text(&fixture->journal), "result=CancelledError"));
    assert_non_null(strstr(journal_text(&fixture->journal), "p=TaskStopped"));
    counting_allocator_fail_never(&fixture->memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_may_fail_once_and_nothing_has_happened),
        library_test(from_then_on_nothing_asks_for_memory),
    };

    return cmocka_run_group_tests_name("cooperate_memory", tests, NULL, NULL);
}
