/* library_fixture.c - a reactor for each test, and callbacks that write a journal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "library_fixture.h"

#include "reactor_internal.h"

#include <inttypes.h>

static void observe(void *context, const weft_reactor *reactor, const weft_event *event)
{
    struct library_fixture *fixture = context;
    char text[128];

    (void) reactor;
    fixture->events[event->kind]++;
    if (fixture->silent)
        return;
    if (event->kind == WEFT_EVENT_UNHANDLED) {
        weft_value_format(event->value, text, sizeof text);
        journal_write(&fixture->journal, "unhandled(%s)", text);
    } else if (event->kind == WEFT_EVENT_MISUSE) {
        journal_write(&fixture->journal, "misuse(%s)", weft_status_name(event->status));
    } else if (event->kind == WEFT_EVENT_LEFT && fixture->tells_left) {
        journal_write(&fixture->journal, "left(%s#%" PRIu64 ")",
                      weft_subject_name(event->subject.kind), event->subject.id);
    }
}

int library_fixture_set_up(void **state)
{
    struct library_fixture *fixture = calloc(1, sizeof *fixture);
    weft_reactor_options options;

    if (!fixture)
        return -1;
    *state = fixture;
    counting_allocator_start(&fixture->memory);
    options = (weft_reactor_options){
        .driver = manual_clock_driver(&fixture->clock),
        .allocator = counting_allocator_allocator(&fixture->memory),
        .observer = {.observe = observe, .context = fixture},
    };
    return weft_reactor_create(&options, &fixture->reactor) == WEFT_OK ? 0 : -1;
}

void library_fixture_close(struct library_fixture *fixture)
{
    weft_reactor *reactor = fixture->reactor;

    fixture->reactor = NULL;
    weft_reactor_close(reactor);
    assert_int_equal(fixture->memory.bytes, 0);
}

int library_fixture_tear_down(void **state)
{
    struct library_fixture *fixture = *state;

    if (fixture->reactor)
        library_fixture_close(fixture);
    free(fixture);
    return 0;
}

size_t library_fixture_bytes(const struct library_fixture *fixture)
{
    const struct weft__live_table *kept = &fixture->reactor->live;

    return fixture->memory.bytes - kept->capacity * sizeof *kept->places;
}

size_t run_turn(struct library_fixture *fixture)
{
    size_t ran;

    assert_int_equal(weft_reactor_run_turn(fixture->reactor, &ran), WEFT_OK);
    return ran;
}

void advance(struct library_fixture *fixture, int64_t by_ns)
{
    fixture->clock.now_ns += by_ns;
    while (run_turn(fixture) > 0)
        continue;
}

void run_all(struct library_fixture *fixture)
{
    int64_t due_ns;

    while (weft_reactor_next_due(fixture->reactor, &due_ns)) {
        if (due_ns > fixture->clock.now_ns)
            fixture->clock.now_ns = due_ns;
        run_turn(fixture);
    }
}

void assert_journal(struct library_fixture *fixture, const char *expected)
{
    assert_string_equal(journal_text(&fixture->journal), expected);
    journal_clear(&fixture->journal);
}

size_t deferreds_alive(const struct library_fixture *fixture)
{
    return weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_DEFERRED);
}

weft_deferred *make_cancellable(struct library_fixture *fixture, const weft_canceller *canceller)
{
    weft_deferred *deferred;

    assert_int_equal(weft_deferred_create(fixture->reactor, canceller, &deferred), WEFT_OK);
    return deferred;
}

weft_deferred *make_deferred(struct library_fixture *fixture)
{
    return make_cancellable(fixture, NULL);
}

weft_deferred *make_succeeded(struct library_fixture *fixture, weft_value value)
{
    weft_deferred *deferred;

    assert_int_equal(weft_succeed(fixture->reactor, value, &deferred), WEFT_OK);
    return deferred;
}

weft_deferred *make_waiting(struct library_fixture *fixture, weft_deferred *inner)
{
    weft_deferred *deferred = make_succeeded(fixture, weft_none());

    wait_for(fixture, deferred, inner);
    return deferred;
}

weft_value make_failure(struct library_fixture *fixture, const weft_error_type *type,
                        const char *message)
{
    return weft_raise(fixture->reactor, type, message);
}

struct mark *make_mark(struct library_fixture *fixture, const char *name, weft_value answer)
{
    struct mark *mark;

    assert_true(fixture->mark_count < LIBRARY_FIXTURE_MARKS_MAX);
    mark = &fixture->marks[fixture->mark_count++];
    *mark = (struct mark){fixture, name, answer};
    return mark;
}

static void release_answer(weft_reactor *reactor, void *context)
{
    struct mark *mark = context;
    weft_value left = mark->answer;

    (void) reactor;
    mark->answer = weft_none();
    weft_value_release(left);
}

weft_value write_and_pass(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;

    (void) reactor;
    journal_write_value(&mark->fixture->journal, mark->name, &result);
    return result;
}

weft_value write_and_take(weft_reactor *reactor, void *context, weft_value result)
{
    weft_value_release(write_and_pass(reactor, context, result));
    return weft_none();
}

weft_value write_and_answer(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;
    weft_value given = mark->answer;

    mark->answer = weft_none();
    weft_value_release(write_and_pass(reactor, context, result));
    return given;
}

static weft_value answer_silently(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;
    weft_value given = mark->answer;

    (void) reactor;
    mark->answer = weft_none();
    weft_value_release(result);
    return given;
}

static void add(weft_deferred *deferred, weft_callback callback, weft_callback errback,
                struct mark *mark)
{
    weft_callbacks callbacks = {callback, errback, mark, release_answer};

    assert_int_equal(weft_deferred_add(deferred, &callbacks), WEFT_OK);
}

void note(struct library_fixture *fixture, weft_deferred *deferred, const char *name)
{
    add(deferred, write_and_pass, write_and_pass, make_mark(fixture, name, weft_none()));
}

void note_value(struct library_fixture *fixture, weft_deferred *deferred, const char *name)
{
    add(deferred, write_and_pass, NULL, make_mark(fixture, name, weft_none()));
}

void note_failure(struct library_fixture *fixture, weft_deferred *deferred, const char *name)
{
    add(deferred, NULL, write_and_pass, make_mark(fixture, name, weft_none()));
}

void take(struct library_fixture *fixture, weft_deferred *deferred, const char *name)
{
    add(deferred, write_and_take, write_and_take, make_mark(fixture, name, weft_none()));
}

void answer(struct library_fixture *fixture, weft_deferred *deferred, const char *name,
            weft_value result)
{
    add(deferred, write_and_answer, NULL, make_mark(fixture, name, result));
}

void recover(struct library_fixture *fixture, weft_deferred *deferred, const char *name,
             weft_value result)
{
    add(deferred, NULL, write_and_answer, make_mark(fixture, name, result));
}

void wait_for(struct library_fixture *fixture, weft_deferred *deferred, weft_deferred *inner)
{
    weft_value value = weft_deferred_value(weft_deferred_retain(inner));

    add(deferred, answer_silently, NULL, make_mark(fixture, "", value));
}

void write_name(weft_reactor *reactor, void *context)
{
    struct mark *mark = context;

    (void) reactor;
    journal_write(&mark->fixture->journal, "%s", mark->name);
}

void write_cancel(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    (void) deferred;
    write_name(reactor, context);
}
