/* script_record.c - listens to the library and keeps what became of its objects. */
#include "script_record.h"

#include "script_report.h"

#include <string.h>

/* --- The records --- */

const struct weft__script_object *weft__script_object(const struct weft__script_run *run,
                                                      weft_subject subject)
{
    static const struct weft__script_object unknown;
    const struct weft__script_object *object =
        weft__object_table_find(&run->objects[subject.kind], subject.id);

    return object ? object : &unknown;
}

struct weft__script_object *weft__script_object_make(struct weft__script_run *run,
                                                     weft_subject subject)
{
    return weft__object_table_make(&run->objects[subject.kind], subject.id);
}

struct weft__script_frame_record *weft__script_frame_behind(const struct weft__script_run *run,
                                                            weft_subject subject)
{
    if (subject.kind != WEFT_SUBJECT_ITERATOR)
        subject = weft__script_object(run, subject)->iterator;
    return weft__script_object(run, subject)->frame;
}

/* --- What is told of Deferreds --- */

/* OBJECT's result is *VALUE from now on. It counts as changed only if it is another value. */
static void have_result(struct weft__script_run *run, struct weft__script_object *object,
                        const weft_value *value)
{
    struct weft__script_view view = weft__script_view_of(value);

    if (object->changed && weft__script_views_equal(&object->present.view, &view))
        return;
    weft__script_see(run, &object->present, value);
    object->changed = true;
    object->changed_ns = weft_world_now(run->world);
}

/* SUBJECT's result went to another: it goes on with none. */
static void have_none(struct weft__script_run *run, weft_subject subject)
{
    struct weft__script_object *object = weft__script_object_make(run, subject);
    weft_value none = weft_none();

    if (object)
        have_result(run, object, &none);
}

/* A chain goes on with a failure that the library has made. */
static void have_failure(struct weft__script_run *run, struct weft__script_object *object,
                         const weft_error_type *type)
{
    weft_value failure = weft_raise_bare(type);

    have_result(run, object, &failure);
}

static void fired(struct weft__script_run *run, struct weft__script_object *object,
                  const weft_value *value)
{
    object->fired = true;
    object->fired_ns = weft_world_now(run->world);
    weft__script_see(run, &object->first, value);
    have_result(run, object, value);
}

/* A callback has returned INNER. If that has a result, it is taken over in place, and nothing more
 * is told of it (CHN-1); else a wait is told next. */
static void returned_deferred(struct weft__script_run *run, struct weft__script_object *object,
                              weft_subject subject, const weft_deferred *inner)
{
    weft_subject other = weft_deferred_subject(inner);
    const weft_value *result = weft_deferred_result(inner);

    if (other.id == subject.id) { /* CHN-7 */
        have_failure(run, object, &weft_error_self_wait);
    } else if (result && weft_deferred_pauses(inner) == 0) {
        have_result(run, object, result);
        have_none(run, other);
    }
}

/* What is said of the state of OBJECT is so from now on. */
static void changes(const struct weft__script_run *run, struct weft__script_object *object)
{
    object->changed = true;
    object->changed_ns = weft_world_now(run->world);
}

static void waits(struct weft__script_run *run, struct weft__script_object *object,
                  weft_subject other)
{
    object->waiting = true;
    object->waits_for = other;
    changes(run, object);
}

static void observe_deferred(struct weft__script_run *run, struct weft__script_object *object,
                             const weft_event *event)
{
    switch (event->kind) {
    case WEFT_EVENT_DEFERRED_FIRED:
        fired(run, object, event->value);
        break;
    case WEFT_EVENT_DEFERRED_RETURNED:
        if (weft_value_is_deferred(event->value))
            returned_deferred(run, object, event->subject, weft_value_deferred(event->value));
        else
            have_result(run, object, event->value);
        break;
    case WEFT_EVENT_DEFERRED_WAITS:
        waits(run, object, event->other);
        break;
    case WEFT_EVENT_DEFERRED_RECEIVED:
        object->waiting = false;
        have_result(run, object, event->value);
        have_none(run, object->waits_for);
        break;
    case WEFT_EVENT_DEFERRED_CAME_LATE: /* CHD-4 */
        have_failure(run, object, &weft_error_already_called);
        break;
    case WEFT_EVENT_DEFERRED_CANCELLED:
        if (object->cancelled || object->fired)
            break;
        object->cancelled = true;
        object->cancelled_ns = weft_world_now(run->world);
        break;
    case WEFT_EVENT_DEFERRED_PAUSED:
        if (object->pauses == 0)
            object->paused_ns = weft_world_now(run->world);
        object->pauses = (uint32_t) event->number;
        break;
    case WEFT_EVENT_DEFERRED_UNPAUSED:
        object->pauses = (uint32_t) event->number;
        break;
    default:
        break;
    }
}

/* --- What is told of the others --- */

static void ended(struct weft__script_run *run, struct weft__script_object *object,
                  const weft_event *event)
{
    object->waiting = false;
    changes(run, object);
    if (event->value)
        weft__script_see(run, &object->present, event->value);
}

static void observe_task(struct weft__script_run *run, struct weft__script_object *object,
                         const weft_event *event)
{
    switch (event->kind) {
    case WEFT_EVENT_TASK_CREATED:
        object->iterator = event->other;
        break;
    case WEFT_EVENT_TASK_WAITS:
        object->waiting = true;
        object->waits_for = event->other;
        changes(run, object);
        break;
    case WEFT_EVENT_TASK_RECEIVED:
        object->waiting = false;
        changes(run, object);
        have_none(run, object->waits_for); /* TASK-9 */
        break;
    case WEFT_EVENT_TASK_PAUSED:
    case WEFT_EVENT_TASK_RESUMED:
        if (object->pauses == 0 || event->number == 0)
            changes(run, object);
        object->pauses = (uint32_t) event->number;
        break;
    case WEFT_EVENT_TASK_DONE:
        object->done = true;
        ended(run, object, event);
        break;
    case WEFT_EVENT_TASK_STOPPED:
        object->stopped = true;
        ended(run, object, event);
        break;
    case WEFT_EVENT_TASK_FAILED:
        object->failed = true;
        ended(run, object, event);
        break;
    default:
        break;
    }
}

/* What a loop or an inline run awaits is its to take: that goes on with none. */
static void observe_awaiting(struct weft__script_run *run, struct weft__script_object *object,
                             const weft_event *event)
{
    switch (event->kind) {
    case WEFT_EVENT_LOOP_WAITS:
    case WEFT_EVENT_ITERATOR_AWAITS:
        object->waits_for = event->other;
        break;
    case WEFT_EVENT_LOOP_RECEIVED:
    case WEFT_EVENT_ITERATOR_RECEIVED:
        have_none(run, object->waits_for);
        break;
    default:
        break;
    }
}

static void observe_other(const struct weft__script_run *run, struct weft__script_object *object,
                          const weft_event *event)
{
    switch (event->kind) {
    case WEFT_EVENT_CALL_RUN:
        object->called = true;
        break;
    case WEFT_EVENT_CALL_CANCELLED:
        object->cancelled = true;
        break;
    case WEFT_EVENT_ITERATOR_CLOSED:
        object->closed = true;
        break;
    case WEFT_EVENT_COOPERATOR_CREATED:
    case WEFT_EVENT_COOPERATOR_STARTED:
        object->running = true;
        object->stopped = false;
        break;
    case WEFT_EVENT_COOPERATOR_STOPPED:
        object->running = false;
        object->stopped = true;
        break;
    case WEFT_EVENT_LOOP_STARTED:
    case WEFT_EVENT_LOOP_STOPPED:
    case WEFT_EVENT_LOOP_ENDED:
    case WEFT_EVENT_LOCK_ACQUIRED:
    case WEFT_EVENT_LOCK_RELEASED:
        break;
    default:
        return;
    }
    changes(run, object);
}

static void observe(void *context, const weft_reactor *reactor, const weft_event *event)
{
    struct weft__script_run *run = context;
    struct weft__script_object *object;

    (void) reactor;
    if (event->kind == WEFT_EVENT_UNHANDLED || event->kind == WEFT_EVENT_MISUSE) {
        if (event->kind == WEFT_EVENT_UNHANDLED || !run->asking)
            weft__script_note_reported(run, event);
        return;
    }
    /* A call that is refused tells nothing before. So this one was not, and what is refused from
     * here on is another's: of a program's own callback, say, which the world has to see. */
    if (run->asking) {
        run->asking = false;
        weft_world_misuse_end(run->world);
    }
    object = weft__script_object_make(run, event->subject);
    if (!object)
        return;
    if (event->subject.kind == WEFT_SUBJECT_DEFERRED)
        observe_deferred(run, object, event);
    else if (event->subject.kind == WEFT_SUBJECT_TASK)
        observe_task(run, object, event);
    else
        observe_other(run, object, event);
    observe_awaiting(run, object, event);
}

void weft__script_record_begin(struct weft__script_run *run)
{
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++) {
        run->objects[kind].allocator = &run->memory;
        run->objects[kind].element_bytes = sizeof(struct weft__script_object);
    }
    run->prints.allocator = &run->memory;
    run->prints.element_bytes = sizeof(struct weft__script_print);
    weft_world_listen(run->world, (weft_observer){observe, run});
}

/* --- Finding what is alive --- */

struct search {
    weft_subject subject;
    const void *object;
};

static void look_for(void *context, weft_subject subject, const void *object)
{
    struct search *search = context;

    if (subject.id == search->subject.id)
        search->object = object;
}

weft_value weft__script_alive(const struct weft__script_run *run, enum weft__script_kind kind,
                              weft_subject subject)
{
    struct search search = {subject, NULL};
    void *object;

    weft_reactor_walk(run->reactor, subject.kind, look_for, &search);
    object = (void *) (uintptr_t) search.object; /* shown as const, but never made so */
    if (!object)
        return weft_none();
    switch (kind) {
    case WEFT__SCRIPT_KIND_DEFERRED:
        return weft_deferred_value(weft_deferred_retain(object));
    case WEFT__SCRIPT_KIND_ITERATOR:
        return weft_iterator_value(weft_iterator_retain(object));
    case WEFT__SCRIPT_KIND_CALL:
        return weft__script_call_value(weft_delayed_call_retain(object));
    case WEFT__SCRIPT_KIND_TASK:
        return weft__script_task_value(weft_task_retain(object));
    case WEFT__SCRIPT_KIND_COOPERATOR:
        return weft__script_cooperator_value(weft_cooperator_retain(object));
    case WEFT__SCRIPT_KIND_LOCK:
        return weft_lock_value(weft_lock_retain(object));
    case WEFT__SCRIPT_KIND_SEMAPHORE:
        return weft_semaphore_value(weft_semaphore_retain(object));
    case WEFT__SCRIPT_KIND_QUEUE:
        return weft_queue_value(weft_queue_retain(object));
    case WEFT__SCRIPT_KIND_LOOP:
        return weft_looping_call_value(weft_looping_call_retain(object));
    default:
        return weft_none();
    }
}

weft_value weft__script_at_hand(const struct weft__script_run *run, const weft_value *value)
{
    struct weft__script_view view = weft__script_view_of(value);

    if (weft__script_seen_in(value) && weft__script_is_handle(view.kind))
        return weft__script_alive(run, view.kind, view.subject);
    return weft_value_retain(value);
}

/* --- Output --- */

/* Takes over what was printed since the last look into the trace. */
static void scan_prints(struct weft__script_run *run)
{
    const weft_trace *trace = weft_world_trace(run->world);
    uint64_t count = weft_trace_count(trace);

    while (run->scanned < count) {
        weft_trace_record record = weft_trace_get(trace, ++run->scanned);
        struct weft__script_print *print;

        if (record.kind != (int) WEFT_TRACE_PRINT)
            continue;
        print = weft__object_table_make(&run->prints, run->print_count);
        if (!print)
            return;
        *print = (struct weft__script_print){record.time_ns, record.text, record.text_bytes};
        run->print_count++;
    }
}

int64_t weft__script_printed_times(struct weft__script_run *run,
                                   const struct weft__script_view *text, int64_t from_ns,
                                   int64_t until_ns)
{
    int64_t times = 0;

    scan_prints(run);
    for (uint64_t i = 0; i < run->print_count; i++) {
        const struct weft__script_print *print = weft__object_table_find(&run->prints, i);

        if (print->time_ns >= from_ns && print->time_ns <= until_ns &&
            print->length == text->length &&
            (text->length == 0 || memcmp(print->text, text->text, text->length) == 0))
            times++;
    }
    return times;
}
