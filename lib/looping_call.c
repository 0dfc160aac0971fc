/* looping_call.c - a function called on a grid of times (LOOP).
 *
 * All that belongs to one start lies in a structure of its own, so that one start cannot get into
 * the way of another, not even from inside the function (LOOP-10, LOOP-13).
 */
#include "deferred_internal.h"

#include "weft/looping_call.h"

#include <assert.h>
#include <stddef.h>

/* Who keeps whom: while it can still come to something, a start keeps itself and its looping call;
 * that keeps its last start; a start the Deferred that it is to fire, which knows the start
 * (cancels) without keeping it. */
struct start {
    struct weft__object object;
    weft_looping_call *loop; /* counted while kept */
    weft_delayed_call *call; /* made once, armed again and again */
    struct weft__wait wait;
    struct weft__cancels cancels;
    weft_deferred *awaited; /* what the function returned, borrowed; NULL: nothing is waited for */
    weft_deferred *over;    /* to be fired, counted; NULL: that has been seen to */
    weft_deferred *ready;   /* the same, fired and yet to run */
    int64_t began_ns;       /* the origin of the grid */
    int64_t interval_ns;
    int64_t last_ns; /* when the function was last called */
    bool was_called;
    bool now; /* the first call came at once */
    bool running;
    bool pending; /* the call is armed */
    bool kept;
};

struct weft_looping_call {
    struct weft__object object;
    weft_looping_call_options options;
    struct start *current; /* the last start, counted; NULL: there was none */
};

const weft_type weft_type_looping_call = {"loop", weft__object_retain_payload,
                                          weft__object_release_payload, weft__name_format, NULL};

static struct start *start_of(struct weft__wait *wait)
{
    return (struct start *) (void *) ((char *) wait - offsetof(struct start, wait));
}

/* Ending. */

/* Takes the Deferred out of START: somebody else sees to it now. NULL if that happened before. */
static weft_deferred *take_over(struct start *start)
{
    weft_deferred *over = start->over;

    start->over = NULL;
    if (over)
        over->cancels = NULL;
    return over;
}

static bool finish_start(struct weft__object *object)
{
    struct start *start = (struct start *) object;
    weft_deferred *over = take_over(start);

    assert(!start->kept);
    if (over)
        weft_deferred_release(over);
    if (start->call)
        weft_delayed_call_release(start->call);
    return true;
}

static const struct weft__kind start_kind = {WEFT_SUBJECT_NONE, finish_start, NULL};

static bool finish_loop(struct weft__object *object)
{
    weft_looping_call *loop = (weft_looping_call *) object;

    if (loop->options.release)
        loop->options.release(object->reactor, loop->options.context);
    if (loop->current)
        weft__object_release(&loop->current->object);
    return true;
}

static void abandon_loop(struct weft__object *object)
{
    weft_looping_call *loop = (weft_looping_call *) object;

    if (loop->options.release)
        loop->options.release(object->reactor, loop->options.context);
}

static const struct weft__kind loop_kind = {WEFT_SUBJECT_LOOP, finish_loop, abandon_loop};

/* Nothing will come of START any more. The caller holds a reference to it. */
static void let_go(struct start *start)
{
    weft_looping_call *loop = start->loop;

    if (!start->kept)
        return;
    start->kept = false;
    weft__object_release(&start->object);
    weft_looping_call_release(loop);
}

/* Takes the Deferred of START and fires it with RESULT (moved), or the looping call if that is
 * none. Its chain is left to run: see ready. */
static void fire(struct start *start, weft_value result)
{
    weft_deferred *over = take_over(start);

    start->running = false;
    WEFT__TELL(start->object.reactor, .kind = WEFT_EVENT_LOOP_ENDED,
               .subject = weft_looping_call_subject(start->loop), .value = &result);
    if (!over) {
        weft_value_release(result);
        return;
    }
    if (weft_value_is_none(&result))
        result = weft_looping_call_value(weft_looping_call_retain(start->loop));
    if (!weft_deferred_called(over)) {
        weft__deferred_give(over, result);
        start->ready = over;
        return;
    }
    weft_deferred_callback(over, result); /* swallowed, or refused */
    weft_deferred_release(over);
}

/* START was asked to end. */
static void tell_stopped(struct start *start)
{
    start->running = false;
    WEFT__TELL(start->object.reactor, .kind = WEFT_EVENT_LOOP_STOPPED,
               .subject = weft_looping_call_subject(start->loop));
}

static weft_deferred *take_ready(struct start *start)
{
    weft_deferred *ready = start->ready;

    start->ready = NULL;
    return ready;
}

/* The same where no chain is under way. */
static void end(struct start *start, weft_value result)
{
    weft_deferred *ready;

    fire(start, result);
    ready = take_ready(start);
    if (!ready)
        return;
    weft__deferred_run(ready);
    weft_deferred_release(ready);
}

/* The grid. */

/* How long it is from now to the next time (LOOP-3), cut off at the end of time. */
static int64_t until_next(const struct start *start)
{
    int64_t now_ns = weft_now(start->object.reactor), delay_ns;

    if (start->interval_ns == 0)
        return 0;
    delay_ns = start->interval_ns - (now_ns - start->began_ns) % start->interval_ns;
    return now_ns > INT64_MAX - delay_ns ? INT64_MAX - now_ns : delay_ns;
}

/* The call is the loop's, whoever started it. */
static void schedule(struct start *start)
{
    weft_reactor *reactor = start->object.reactor;
    weft_subject outer = weft__enter(reactor, weft_looping_call_subject(start->loop));
    weft_status status = weft__call_arm(start->call, until_next(start));

    weft__leave(reactor, outer);
    assert(status == WEFT_OK);
    (void) status;
    start->pending = true;
}

static void unschedule(struct start *start)
{
    start->pending = false;
    weft__call_disarm(start->call);
}

/* How many times of the grid lie between its origin and MOMENT_NS, towards zero. */
static int64_t times_until(const struct start *start, int64_t moment_ns)
{
    return (moment_ns - start->began_ns) / start->interval_ns;
}

/* How many times have come since the last call (LOOP-12). */
static int64_t count_times(const struct start *start, int64_t now_ns)
{
    int64_t before = start->now ? -1 : 0;

    if (start->interval_ns == 0)
        return 1;
    if (start->was_called)
        before = times_until(start, start->last_ns);
    return times_until(start, now_ns) - before;
}

/* A round: the function is called, what it returned is waited for, the next is scheduled. */

static weft_value call_function(struct start *start, weft_value input)
{
    weft_reactor *reactor = start->object.reactor;
    const weft_looping_call_options *options = &start->loop->options;
    weft_subject subject = weft_looping_call_subject(start->loop);
    weft_subject outer = weft__enter(reactor, subject);
    weft_value result;

    WEFT__TELL(reactor, .kind = WEFT_EVENT_LOOP_RUN, .subject = subject,
               .number = options->counted ? weft_value_integer(&input) : 0);
    result = options->function(reactor, options->context, input);
    weft__leave(reactor, outer);
    return result;
}

static weft_value run_function(struct start *start)
{
    int64_t now_ns = weft_now(start->object.reactor), count;

    if (!start->loop->options.counted)
        return call_function(start, weft_none());
    count = count_times(start, now_ns);
    if (count <= 0)
        return weft_none();
    start->was_called = true;
    start->last_ns = now_ns;
    return call_function(start, weft_integer(count));
}

/* The function has come to RESULT (moved), which is no Deferred (LOOP-2). */
static void end_round(struct start *start, weft_value result)
{
    bool failed = weft_value_is_failure(&result);

    if (!failed) {
        weft_value_release(result);
        result = weft_none();
    }
    if (!failed && start->running)
        schedule(start);
    else
        fire(start, result);
}

/* After a cancel nobody is left to be told of RESULT: whether it is a failure that the cancel did
 * not make, which then stays where it is. */
static bool stays(const struct start *start, const weft_value *result)
{
    static const weft_error_type *const cancelled[] = {&weft_error_cancelled};

    return !start->over && weft_value_is_failure(result) &&
           !weft_failure_check(result, cancelled, 1);
}

static weft_value deliver(struct weft__wait *wait, weft_value result)
{
    struct start *start = start_of(wait);
    weft_value left = stays(start, &result) ? weft_value_retain(&result) : weft_none();

    start->awaited = NULL;
    WEFT__TELL(start->object.reactor, .kind = WEFT_EVENT_LOOP_RECEIVED,
               .subject = weft_looping_call_subject(start->loop), .value = &result);
    end_round(start, result);
    return left;
}

static weft_deferred *follow(struct weft__wait *wait, weft_value *left)
{
    struct start *start = start_of(wait);
    weft_deferred *ready = take_ready(start);

    (void) left;
    if (ready)
        return ready;
    if (!start->pending)
        let_go(start);
    weft__object_release(&start->object); /* the chain's */
    return NULL;
}

/* What the function returned is gone, so this start comes to nothing more. */
static void drop(struct weft__wait *wait)
{
    struct start *start = start_of(wait);

    start->awaited = NULL;
    let_go(start);
    weft__object_release(&start->object);
}

static const struct weft__wait_kind wait_kind = {deliver, follow, drop, 0};

static void await(struct start *start, weft_value result)
{
    weft_deferred *deferred = weft_value_deferred(&result);

    WEFT__TELL(start->object.reactor, .kind = WEFT_EVENT_LOOP_WAITS,
               .subject = weft_looping_call_subject(start->loop),
               .other = weft_deferred_subject(deferred));
    start->wait.kind = &wait_kind;
    start->awaited = deferred;
    weft__object_retain(&start->object);
    weft__deferred_await(deferred, &start->wait);
    weft_value_release(result);
}

/* The caller holds a reference to START. */
static void run_round(struct start *start)
{
    weft_value result = run_function(start);
    weft_deferred *ready;

    if (weft_value_is_deferred(&result)) {
        await(start, result);
        return;
    }
    end_round(start, result);
    ready = take_ready(start);
    if (ready) {
        weft__deferred_run(ready);
        weft_deferred_release(ready);
    }
    if (!start->pending)
        let_go(start);
}

static void run_call(weft_reactor *reactor, void *context)
{
    struct start *start = context;

    (void) reactor;
    start->pending = false;
    weft__object_retain(&start->object);
    run_round(start);
    weft__object_release(&start->object);
}

/* Starting. */

/* Of a cancellable start: a cancel of its Deferred ends it, and goes to what it waits for, once
 * (LOOP-9). */
static weft_deferred *next_to_cancel(struct weft__cancels *cancels)
{
    struct start *start = (struct start *) cancels->keeper;
    weft_deferred *over = take_over(start);

    if (!over)
        return NULL;
    weft_deferred_release(over); /* not the last: it is being cancelled */
    tell_stopped(start);
    if (start->pending) {
        unschedule(start);
        fire(start, weft_none());
        let_go(start);
    }
    return start->awaited ? weft_deferred_retain(start->awaited) : NULL;
}

static struct start *create_start(weft_looping_call *loop, const weft_loop_start *options)
{
    weft_reactor *reactor = loop->object.reactor;
    struct start *start = weft__object_create(reactor, &start_kind, sizeof *start);

    if (!start)
        return NULL;
    start->over = weft__deferred_make(reactor);
    if (start->over) /* the last request: a call has its number from the beginning */
        start->call = weft__call_create(reactor, run_call, start, "loop");
    if (!start->call) {
        weft__object_release(&start->object);
        return NULL;
    }
    start->cancels =
        (struct weft__cancels){.next = next_to_cancel, .keeper = &start->object, .fails = true};
    if (options->cancellable)
        start->over->cancels = &start->cancels;
    start->loop = weft_looping_call_retain(loop);
    start->interval_ns = options->interval_ns;
    start->began_ns = weft_now(reactor);
    start->now = !options->not_now;
    start->running = true;
    start->kept = true;
    weft__object_retain(&start->object);
    return start;
}

static weft_status check_start(const weft_looping_call *loop, const weft_loop_start *start)
{
    int64_t now_ns = weft_now(loop->object.reactor);

    if (weft_looping_call_running(loop))
        return WEFT_LOOP_RUNNING;
    if (start->interval_ns < 0 || (start->not_now && now_ns > INT64_MAX - start->interval_ns))
        return WEFT_BAD_TIME;
    return WEFT_OK;
}

weft_status weft_looping_call_start(weft_looping_call *loop, const weft_loop_start *start,
                                    weft_deferred **over)
{
    weft_reactor *reactor = loop->object.reactor;
    weft_status status = check_start(loop, start);
    struct start *made, *before = loop->current;
    weft_deferred *deferred;

    if (status != WEFT_OK)
        return weft__refuse(reactor, weft_looping_call_subject(loop), status);
    made = create_start(loop, start);
    if (!made)
        return WEFT_NO_MEMORY;
    deferred = weft_deferred_retain(made->over);
    loop->current = made;
    weft__object_retain(&made->object);
    weft__deferred_announce(deferred, weft_looping_call_subject(loop));
    WEFT__TELL(reactor, .kind = WEFT_EVENT_LOOP_STARTED, .subject = weft_looping_call_subject(loop),
               .other = weft_deferred_subject(deferred), .number = start->interval_ns);
    if (start->not_now)
        schedule(made);
    else
        run_round(made);
    weft__object_release(&made->object);
    if (before)
        weft__object_release(&before->object);
    if (over)
        *over = deferred;
    else
        weft_deferred_release(deferred);
    return WEFT_OK;
}

weft_status weft_looping_call_create(weft_reactor *reactor,
                                     const weft_looping_call_options *options,
                                     weft_looping_call **loop)
{
    weft_looping_call *made = weft__object_create(reactor, &loop_kind, sizeof *made);

    if (!made) {
        if (options->release)
            options->release(reactor, options->context);
        return WEFT_NO_MEMORY;
    }
    made->options = *options;
    weft__object_number(&made->object);
    WEFT__TELL(reactor, .kind = WEFT_EVENT_LOOP_CREATED,
               .subject = weft_looping_call_subject(made));
    *loop = made;
    return WEFT_OK;
}

/* What its users may do. */

weft_status weft_looping_call_stop(weft_looping_call *loop)
{
    weft_reactor *reactor = loop->object.reactor;
    struct start *start = loop->current;

    if (!weft_looping_call_running(loop))
        return weft__refuse(reactor, weft_looping_call_subject(loop), WEFT_LOOP_NOT_RUNNING);
    tell_stopped(start);
    if (!start->pending)
        return WEFT_OK;
    weft__object_retain(&start->object);
    unschedule(start);
    end(start, weft_none());
    let_go(start);
    weft__object_release(&start->object);
    return WEFT_OK;
}

weft_status weft_looping_call_reset(weft_looping_call *loop)
{
    struct start *start = loop->current;

    if (!weft_looping_call_running(loop))
        return weft__refuse(loop->object.reactor, weft_looping_call_subject(loop),
                            WEFT_LOOP_NOT_RUNNING);
    if (!start->pending)
        return WEFT_OK;
    unschedule(start);
    start->began_ns = weft_now(loop->object.reactor);
    WEFT__TELL(loop->object.reactor, .kind = WEFT_EVENT_LOOP_RESET,
               .subject = weft_looping_call_subject(loop));
    schedule(start);
    return WEFT_OK;
}

weft_status weft_looping_call_set_interval(weft_looping_call *loop, int64_t interval_ns)
{
    weft_status status = interval_ns < 0 ? WEFT_BAD_TIME : WEFT_OK;

    if (!weft_looping_call_running(loop))
        status = WEFT_LOOP_NOT_RUNNING;
    if (status != WEFT_OK)
        return weft__refuse(loop->object.reactor, weft_looping_call_subject(loop), status);
    loop->current->interval_ns = interval_ns;
    return WEFT_OK;
}

bool weft_looping_call_running(const weft_looping_call *loop)
{
    return loop->current && loop->current->running;
}

int64_t weft_looping_call_interval(const weft_looping_call *loop)
{
    return loop->current ? loop->current->interval_ns : 0;
}

weft_subject weft_looping_call_subject(const weft_looping_call *loop)
{
    return weft__object_subject(&loop->object);
}

weft_looping_call *weft_looping_call_retain(weft_looping_call *loop)
{
    weft__object_retain(&loop->object);
    return loop;
}

void weft_looping_call_release(weft_looping_call *loop)
{
    weft__object_release(&loop->object);
}

weft_value weft_looping_call_value(weft_looping_call *loop)
{
    return weft_object(&weft_type_looping_call, loop);
}

weft_looping_call *weft_value_looping_call(const weft_value *value)
{
    assert(value->type == &weft_type_looping_call);
    return value->as.pointer;
}
