/* describe.c - the state of a world at one moment, for people: pending calls, tasks, Deferreds, and
 * what is shared, by whom. */
#include "world_internal.h"

#include <inttypes.h>
#include <stdio.h>

struct description {
    const weft_world *world;
    FILE *file;
    weft_look look; /* of one kind */
    size_t told;    /* how many there are of it */
};

static void put_time(FILE *file, int64_t time_ns)
{
    fprintf(file, "%" PRId64 ".%09" PRId64, time_ns / WEFT_SECOND, time_ns % WEFT_SECOND);
}

static void put_subject(const struct description *description, weft_subject subject, int width)
{
    char text[256];

    weft_trace_format_subject(description->world->trace, subject, text, sizeof text);
    fprintf(description->file, "%-*s", width, text);
}

static void put_value(const struct description *description, const weft_value *value)
{
    char text[WEFT_TRACE_VALUE_BYTES];

    weft_value_format(value, text, sizeof text);
    fprintf(description->file, "%s %s", weft_value_is_failure(value) ? "failed" : "ok", text);
}

static void put_pauses(FILE *file, uint32_t pauses)
{
    if (pauses == 1)
        fprintf(file, ", paused");
    else if (pauses > 1)
        fprintf(file, ", paused %" PRIu32 " times", pauses);
}

static void put_calls(const struct description *description)
{
    const weft_reactor *reactor = description->world->reactor;
    size_t count = weft_reactor_pending(reactor);
    const weft_allocator *allocator = &weft_allocator_system;
    weft_pending_call *calls =
        count > 0 ? allocator->allocate(allocator->context, NULL, 0, count * sizeof *calls) : NULL;

    fprintf(description->file, "calls pending: %zu\n", count);
    if (!calls) {
        if (count > 0)
            fprintf(description->file, "  (no memory to list them)\n");
        return;
    }
    weft_reactor_pending_calls(reactor, calls, count);
    for (size_t i = 0; i < count; i++) {
        fprintf(description->file, "  ");
        put_time(description->file, calls[i].due_ns);
        fprintf(description->file, "  ");
        put_subject(description, calls[i].call, 0);
        fprintf(description->file, "\n");
    }
    allocator->allocate(allocator->context, calls, count * sizeof *calls, 0);
}

static void look_task(void *context, weft_subject subject, const void *object)
{
    static const char *const words[] = {"running", "paused", "waits for ", "done", "stopped", ""};
    struct description *description = context;
    weft_task_state state = weft_task_get_state(object);

    fprintf(description->file, "  ");
    put_subject(description, subject, 24);
    fprintf(description->file, " %s", words[state]);
    if (state == WEFT_TASK_STATE_WAITING && weft_task_waits_for(object))
        put_subject(description, weft_deferred_subject(weft_task_waits_for(object)), 0);
    else if (state == WEFT_TASK_STATE_WAITING)
        fprintf(description->file, "what is gone");
    else if (state == WEFT_TASK_STATE_FAILED)
        put_value(description, weft_task_result(object));
    if (state < WEFT_TASK_STATE_DONE &&
        weft_task_pauses(object) > (state == WEFT_TASK_STATE_PAUSED ? 1 : 0))
        put_pauses(description->file, weft_task_pauses(object));
    fprintf(description->file, "\n");
}

/* What an unfired Deferred is waiting for, where that is known. */
static void put_waiting(const struct description *description, const struct weft__known *known)
{
    fprintf(description->file, "not fired");
    if (!known)
        return;
    if (known->line.kind != WEFT_SUBJECT_NONE) {
        fprintf(description->file, ", in line for ");
        put_subject(description, known->line, 0);
    } else if (known->waits_on != 0) {
        fprintf(description->file, ", depends on ");
        put_subject(description, (weft_subject){WEFT_SUBJECT_DEFERRED, known->waits_on}, 0);
    }
}

static void look_deferred(void *context, weft_subject subject, const void *object)
{
    struct description *description = context;
    const weft_deferred *awaited = weft_deferred_waits_for(object);

    fprintf(description->file, "  ");
    put_subject(description, subject, 24);
    fprintf(description->file, " ");
    if (awaited) {
        fprintf(description->file, "waits for ");
        put_subject(description, weft_deferred_subject(awaited), 0);
    } else if (!weft_deferred_called(object)) {
        put_waiting(description, weft__paths_find(&description->world->paths, subject));
    } else {
        put_value(description, weft_deferred_result(object));
    }
    put_pauses(description->file, weft_deferred_pauses(object));
    fprintf(description->file, "\n");
}

static void put_lock(const struct description *description, weft_subject subject,
                     const weft_lock *lock)
{
    const struct weft__known *known = weft__paths_find(&description->world->paths, subject);
    char holder[512];

    fprintf(description->file, "%s", weft_lock_locked(lock) ? "locked" : "free");
    if (weft_lock_locked(lock) && known && known->result != 0) {
        weft__deferred_text(description->world, known->result, holder, sizeof holder);
        fprintf(description->file, " by %s", holder);
    }
    fprintf(description->file, ", %zu waiting", weft_lock_waiting(lock));
}

static void put_loop(const struct description *description, weft_subject subject,
                     const weft_looping_call *loop)
{
    const struct weft__known *known = weft__paths_find(&description->world->paths, subject);

    fprintf(description->file, "%s", weft_looping_call_running(loop) ? "running" : "stopped");
    if (!weft_looping_call_running(loop))
        return;
    fprintf(description->file, ", every ");
    put_time(description->file, weft_looping_call_interval(loop));
    if (known && known->result != 0) {
        fprintf(description->file, ", for ");
        put_subject(description, (weft_subject){WEFT_SUBJECT_DEFERRED, known->result}, 0);
    }
}

/* Locks, semaphores, queues, loops: told only where there are any. */
static void look_shared(void *context, weft_subject subject, const void *object)
{
    struct description *description = context;
    FILE *file = description->file;

    fprintf(file, "  ");
    put_subject(description, subject, 24);
    fprintf(file, " ");
    switch (subject.kind) {
    case WEFT_SUBJECT_LOCK:
        put_lock(description, subject, object);
        break;
    case WEFT_SUBJECT_SEMAPHORE:
        fprintf(file, "%" PRIu64 " of %" PRIu64 " free, %zu waiting", weft_semaphore_tokens(object),
                weft_semaphore_limit(object), weft_semaphore_waiting(object));
        break;
    case WEFT_SUBJECT_QUEUE:
        fprintf(file, "%zu stored, %zu waiting", weft_queue_length(object),
                weft_queue_waiting(object));
        break;
    default:
        put_loop(description, subject, object);
        break;
    }
    fprintf(file, "\n");
}

static void count_told(void *context, weft_subject subject, const void *object)
{
    struct description *description = context;

    (void) object;
    description->told += subject.id != 0;
}

static void look_told(void *context, weft_subject subject, const void *object)
{
    struct description *description = context;

    if (subject.id != 0)
        description->look(description, subject, object);
}

/* Without those of which no event has told yet: the moment may lie between two events of one call
 * of the library, which has made something and has yet to number it. */
static void put_all(struct description *description, weft_subject_kind kind, const char *title,
                    weft_look look)
{
    const weft_reactor *reactor = description->world->reactor;

    description->told = 0;
    description->look = look;
    weft_reactor_walk(reactor, kind, count_told, description);
    fprintf(description->file, "%s: %zu\n", title, description->told);
    weft_reactor_walk(reactor, kind, look_told, description);
}

void weft_world_describe(const weft_world *world, FILE *file)
{
    static const struct {
        weft_subject_kind kind;
        const char *title;
    } shared[] = {{WEFT_SUBJECT_LOCK, "locks"},
                  {WEFT_SUBJECT_SEMAPHORE, "semaphores"},
                  {WEFT_SUBJECT_QUEUE, "queues"},
                  {WEFT_SUBJECT_LOOP, "loops"}};
    struct description description = {.world = world, .file = file};

    fprintf(file, "at ");
    put_time(file, weft_world_now(world));
    if (world->in_turn)
        fprintf(file, ", turn %" PRIu64 " of this instant", world->turn);
    fprintf(file, ", after event %" PRIu64 "\n", weft_trace_count(world->trace));
    put_calls(&description);
    put_all(&description, WEFT_SUBJECT_TASK, "tasks", look_task);
    put_all(&description, WEFT_SUBJECT_DEFERRED, "Deferreds", look_deferred);
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (weft_reactor_alive(world->reactor, shared[i].kind) > 0)
            put_all(&description, shared[i].kind, shared[i].title, look_shared);
}
