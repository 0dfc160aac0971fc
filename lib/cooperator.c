/* cooperator.c - the tick: steps in rotation until the slice is used up.
 *
 * Which task comes next, and what becomes of that when tasks come and go meanwhile, is the
 * rotation's business; what a step does, task.c's.
 */
#include "cooperator_internal.h"

#include <assert.h>
#include <stddef.h>

static weft_task *task_of(struct weft__rotation_entry *entry)
{
    return (weft_task *) (void *) ((char *) entry - offsetof(weft_task, entry));
}

/* The tick. */

/* How long from now to the next tick; cut off at the end of time. */
static int64_t delay_to_tick(const weft_cooperator *cooperator)
{
    int64_t now_ns = weft_now(cooperator->object.reactor);

    if (!cooperator->tick)
        return cooperator->delay_ns;
    if (now_ns > INT64_MAX - cooperator->delay_ns)
        return INT64_MAX - now_ns;
    return cooperator->delay_ns;
}

/* COOP-4. Called after each append, at the end of a tick, and by start. */
static void schedule(weft_cooperator *cooperator)
{
    weft_status status;

    if (!cooperator->started) {
        cooperator->schedule_on_start = true;
        return;
    }
    if (cooperator->tick_pending || cooperator->rotation.listed == 0)
        return;
    cooperator->tick_pending = true;
    if (cooperator->tick) {
        status = weft__call_arm(cooperator->tick, delay_to_tick(cooperator));
        assert(status == WEFT_OK);
        (void) status;
        return;
    }
    cooperator->scheduling = true;
    cooperator->scheduler.schedule(cooperator, cooperator->scheduler.context);
    cooperator->scheduling = false;
}

/* COOP-5. */
static void unschedule(weft_cooperator *cooperator)
{
    cooperator->tick_pending = false;
    if (cooperator->tick)
        weft__call_disarm(cooperator->tick);
    else
        cooperator->scheduler.cancel(cooperator, cooperator->scheduler.context);
}

/* Asked after each step (COOP-8). */
static inline bool slice_is_over(const weft_cooperator *cooperator, int64_t began_ns,
                                 uint64_t steps)
{
    const weft_reactor *reactor = cooperator->object.reactor;

    if (reactor->interrupted)
        return true;
    if (cooperator->slice.over)
        return cooperator->slice.over(cooperator->object.reactor, cooperator->slice.context);
    if (cooperator->slice_steps != 0)
        return steps >= cooperator->slice_steps;
    if ((uint64_t) weft__now(reactor) - (uint64_t) began_ns >= (uint64_t) cooperator->slice_ns)
        return true;
    return weft__asks(reactor, WEFT_CHOICE_SLICE) && cooperator->rotation.listed > 0 &&
           weft__ask_about(cooperator->object.reactor, WEFT_CHOICE_SLICE,
                           weft_cooperator_subject(cooperator)) == 1;
}

/* What the chooser has a say in. */

static void choose_task(weft_cooperator *cooperator)
{
    struct weft__rotation_entry *entries[WEFT_CHOICE_CANDIDATES_MAX];
    weft_subject candidates[WEFT_CHOICE_CANDIDATES_MAX];
    size_t count = weft__rotation_look(&cooperator->rotation, entries, WEFT_CHOICE_CANDIDATES_MAX);
    weft_choice choice = {WEFT_CHOICE_TASK, count, candidates};

    if (count < 2)
        return;
    for (size_t i = 0; i < count; i++)
        candidates[i] = weft_task_subject(task_of(entries[i]));
    weft__rotation_bring(&cooperator->rotation,
                         entries[weft__ask(cooperator->object.reactor, &choice)]);
}

/* Asks whether the step of who is next fails. The answer may come after anything has happened, so
 * it counts only if that one is still next. */
static struct weft__rotation_entry *next_unless_it_fails(weft_cooperator *cooperator, bool *fails)
{
    struct weft__rotation_entry *asked, *next;
    weft_task *task;
    size_t answer;

    if (weft__rotation_look(&cooperator->rotation, &asked, 1) == 0)
        return NULL;
    task = weft_task_retain(task_of(asked));
    answer = weft__ask_about(cooperator->object.reactor, WEFT_CHOICE_STEP, weft_task_subject(task));
    next = weft__rotation_next(&cooperator->rotation);
    *fails = answer == 1 && next == asked;
    weft_task_release(task);
    return next;
}

static struct weft__rotation_entry *next_entry(weft_cooperator *cooperator, bool *fails)
{
    const weft_reactor *reactor = cooperator->object.reactor;

    *fails = false;
    if (weft__asks(reactor, WEFT_CHOICE_TASK))
        choose_task(cooperator);
    if (weft__asks(reactor, WEFT_CHOICE_STEP))
        return next_unless_it_fails(cooperator, fails);
    return weft__rotation_next(&cooperator->rotation);
}

static void tick(weft_reactor *reactor, void *context)
{
    weft_cooperator *cooperator = context;
    int64_t began_ns = weft_now(reactor);
    uint64_t steps = 0;
    struct weft__rotation_entry *entry;
    bool fails;

    weft__object_retain(&cooperator->object);
    cooperator->tick_pending = false;
    cooperator->ticking = true;
    if (cooperator->slice.over && cooperator->slice.begin)
        cooperator->slice.begin(reactor, cooperator->slice.context);
    while ((entry = next_entry(cooperator, &fails))) {
        weft__task_step(task_of(entry), fails);
        if (slice_is_over(cooperator, began_ns, ++steps))
            break;
    }
    /* A list that ran out within the slice was walked to its end: the next pass begins at its
     * front. One that became empty with the slice's last step was not (COOP-7a). */
    if (!entry)
        weft__rotation_rewind(&cooperator->rotation);
    cooperator->ticking = false;
    schedule(cooperator);
    weft__object_release(&cooperator->object);
}

weft_status weft_cooperator_tick(weft_cooperator *cooperator)
{
    weft_reactor *reactor = cooperator->object.reactor;
    weft_subject subject = weft_cooperator_subject(cooperator), outer;

    if (cooperator->ticking || cooperator->scheduling)
        return weft__refuse(reactor, subject, WEFT_REENTRANT);
    if (cooperator->stopping)
        return weft__refuse(reactor, subject, WEFT_STOPPING);
    if (cooperator->tick || !cooperator->tick_pending)
        return weft__refuse(reactor, subject, WEFT_NO_TICK);
    outer = weft__enter(reactor, subject);
    tick(reactor, cooperator);
    weft__leave(reactor, outer);
    return WEFT_OK;
}

/* Making and ending. */

static bool finish_cooperator(struct weft__object *object)
{
    weft_cooperator *cooperator = (weft_cooperator *) object;

    assert(!cooperator->oldest && cooperator->rotation.listed == 0 && !cooperator->tick_pending);
    weft__rotation_free(&cooperator->rotation, object->reactor);
    if (cooperator->tick)
        weft_delayed_call_release(cooperator->tick);
    return true;
}

static void abandon_cooperator(struct weft__object *object)
{
    weft_cooperator *cooperator = (weft_cooperator *) object;

    weft__rotation_free(&cooperator->rotation, object->reactor);
}

static const struct weft__kind cooperator_kind = {WEFT_SUBJECT_COOPERATOR, finish_cooperator,
                                                  abandon_cooperator};

/* *CHOSEN becomes OPTIONS, or the defaults. False: a time is negative. */
static bool choose_options(const weft_cooperator_options *options, weft_cooperator_options *chosen)
{
    *chosen = options ? *options : (weft_cooperator_options) WEFT_COOPERATOR_DEFAULTS;
    return chosen->slice_ns >= 0 && chosen->delay_ns >= 0;
}

weft_status weft_cooperator_create(weft_reactor *reactor, const weft_cooperator_options *options,
                                   weft_cooperator **cooperator)
{
    weft_cooperator_options chosen;
    weft_cooperator *made;

    if (!choose_options(options, &chosen))
        return weft__refuse(reactor, reactor->current, WEFT_BAD_TIME);
    made = weft__object_create(reactor, &cooperator_kind, sizeof *made);
    if (!made)
        return WEFT_NO_MEMORY;
    if (!chosen.scheduler.schedule)
        made->tick = weft__call_create(reactor, tick, made, "tick");
    if (!made->tick && !chosen.scheduler.schedule) {
        weft_cooperator_release(made);
        return WEFT_NO_MEMORY;
    }
    made->scheduler = chosen.scheduler;
    made->slice = chosen.slice;
    made->slice_ns = chosen.slice_ns;
    made->slice_steps = chosen.slice_steps;
    made->delay_ns = chosen.delay_ns;
    made->started = !chosen.idle;
    weft__object_number(&made->object);
    WEFT__TELL(reactor, .kind = WEFT_EVENT_COOPERATOR_CREATED,
               .subject = weft_cooperator_subject(made));
    *cooperator = made;
    return WEFT_OK;
}

weft_status weft_default_cooperator(weft_reactor *reactor, weft_cooperator **cooperator)
{
    weft_status status = WEFT_OK;

    if (!reactor->cooperator)
        status =
            weft_cooperator_create(reactor, &reactor->cooperator_options, &reactor->cooperator);
    *cooperator = reactor->cooperator;
    return status;
}

/* COOPERATOR (moved, may be NULL) becomes the default one. */
static void replace_default(weft_reactor *reactor, weft_cooperator *cooperator)
{
    weft_cooperator *before = reactor->cooperator;

    reactor->cooperator = cooperator;
    if (before)
        weft_cooperator_release(before);
}

weft_status weft_default_cooperator_configure(weft_reactor *reactor,
                                              const weft_cooperator_options *options)
{
    weft_cooperator_options chosen;

    if (!choose_options(options, &chosen))
        return weft__refuse(reactor, reactor->current, WEFT_BAD_TIME);
    reactor->cooperator_options = chosen;
    replace_default(reactor, NULL);
    return WEFT_OK;
}

void weft_cooperator_make_default(weft_cooperator *cooperator)
{
    replace_default(cooperator->object.reactor, weft_cooperator_retain(cooperator));
}

weft_status weft_cooperator_start(weft_cooperator *cooperator)
{
    weft_reactor *reactor = cooperator->object.reactor;
    bool ran = weft_cooperator_running(cooperator);

    if (cooperator->stopping)
        return weft__refuse(reactor, weft_cooperator_subject(cooperator), WEFT_STOPPING);
    if (cooperator->schedule_on_start && cooperator->rotation.listed > 0 &&
        delay_to_tick(cooperator) < cooperator->delay_ns)
        return weft__refuse(reactor, weft_cooperator_subject(cooperator), WEFT_BAD_TIME);
    cooperator->stopped = false;
    cooperator->started = true;
    if (!ran)
        WEFT__TELL(reactor, .kind = WEFT_EVENT_COOPERATOR_STARTED,
                   .subject = weft_cooperator_subject(cooperator));
    if (cooperator->schedule_on_start) {
        cooperator->schedule_on_start = false;
        schedule(cooperator);
    }
    return WEFT_OK;
}

void weft_cooperator_stop(weft_cooperator *cooperator)
{
    if (cooperator->stopped)
        return;
    weft__object_retain(&cooperator->object);
    cooperator->stopped = true;
    cooperator->stopping = true;
    WEFT__TELL(cooperator->object.reactor, .kind = WEFT_EVENT_COOPERATOR_STOPPED,
               .subject = weft_cooperator_subject(cooperator));
    while (cooperator->oldest) { /* the callbacks of one may end others, so none is remembered */
        weft_task *task = weft_task_retain(cooperator->oldest);

        weft__task_end(task, WEFT_SCHEDULER_STOPPED,
                       weft_raise_bare(&weft_error_scheduler_stopped));
        weft_task_release(task);
    }
    weft__rotation_rewind(&cooperator->rotation);
    cooperator->stopping = false;
    weft__object_release(&cooperator->object);
}

bool weft_cooperator_running(const weft_cooperator *cooperator)
{
    return cooperator->started && !cooperator->stopped;
}

bool weft_cooperator_stopped(const weft_cooperator *cooperator)
{
    return cooperator->stopped;
}

weft_subject weft_cooperator_subject(const weft_cooperator *cooperator)
{
    return weft__object_subject(&cooperator->object);
}

weft_cooperator *weft_cooperator_retain(weft_cooperator *cooperator)
{
    weft__object_retain(&cooperator->object);
    return cooperator;
}

void weft_cooperator_release(weft_cooperator *cooperator)
{
    weft__object_release(&cooperator->object);
}

/* What its tasks need of it. */

weft_status weft__cooperator_admits(weft_cooperator *cooperator)
{
    if (weft_cooperator_running(cooperator) && !cooperator->tick_pending &&
        delay_to_tick(cooperator) < cooperator->delay_ns)
        return weft__refuse(cooperator->object.reactor, weft_cooperator_subject(cooperator),
                            WEFT_BAD_TIME);
    return WEFT_OK;
}

void weft__cooperator_adopt(weft_cooperator *cooperator, weft_task *task)
{
    task->older = cooperator->youngest;
    if (cooperator->youngest)
        cooperator->youngest->younger = task;
    else
        cooperator->oldest = task;
    cooperator->youngest = task;
}

void weft__cooperator_forget(weft_cooperator *cooperator, weft_task *task)
{
    if (task->older)
        task->older->younger = task->younger;
    else
        cooperator->oldest = task->younger;
    if (task->younger)
        task->younger->older = task->older;
    else
        cooperator->youngest = task->older;
    task->older = NULL;
    task->younger = NULL;
    weft__rotation_unreserve(&cooperator->rotation);
}

void weft__cooperator_list(weft_cooperator *cooperator, weft_task *task)
{
    assert(!cooperator->stopped);
    weft__rotation_append(&cooperator->rotation, &task->entry);
    weft__object_retain(&task->object);
    schedule(cooperator);
}

void weft__cooperator_unlist(weft_cooperator *cooperator, weft_task *task)
{
    if (!weft__rotation_lists(&task->entry))
        return;
    weft__rotation_remove(&cooperator->rotation, &task->entry);
    if (cooperator->rotation.listed == 0 && cooperator->tick_pending)
        unschedule(cooperator);
    weft__object_release(&task->object); /* not the last: the caller holds one */
}
