/* reactor.c - the life of a reactor, its turns, and what it tells of itself. */
#include "reactor_internal.h"

#include "bits.h"
#include "deferred_internal.h"
#include "delayed_call_internal.h"
#include "weft/cooperator.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A reactor of zeroes, in the memory that OPTIONS name or a pool of its own. NULL without memory.
 */
static weft_reactor *make_in_its_memory(const weft_reactor_options *options)
{
    weft_allocator allocator = options->allocator;
    weft_pool *own = NULL;
    weft_reactor *made;

    if (!allocator.allocate) {
        if (weft_pool_create(NULL, &own) != WEFT_OK)
            return NULL;
        allocator = weft_pool_allocator(own);
    }
    made = allocator.allocate(allocator.context, NULL, 0, sizeof *made);
    if (!made) {
        if (own)
            weft_pool_free(own);
        return NULL;
    }
    memset(made, 0, sizeof *made);
    made->allocator = allocator;
    made->pool = allocator.allocate == weft__pool_allocate ? allocator.context : NULL;
    made->own = own;
    return made;
}

weft_status weft_reactor_create(const weft_reactor_options *options, weft_reactor **reactor)
{
    weft_reactor *created = make_in_its_memory(options);

    assert(options->driver.now);
    if (!created)
        return WEFT_NO_MEMORY;
    created->driver = options->driver;
    created->observer = options->observer;
    created->chooser = options->chooser;
    created->cooperator_options = (weft_cooperator_options) WEFT_COOPERATOR_DEFAULTS;
    *reactor = created;
    return WEFT_OK;
}

/* Says of one object that is still alive at the end that it is, and of what failure it held that
 * nothing took. */
static void report_left(weft_reactor *reactor, const struct weft__object *object)
{
    weft_subject subject = weft__object_subject(object);
    const weft_value *unhandled = NULL;

    if (subject.kind == WEFT_SUBJECT_NONE)
        return;
    WEFT__TELL(reactor, .kind = WEFT_EVENT_LEFT, .subject = subject);
    if (subject.kind == WEFT_SUBJECT_DEFERRED && weft_deferred_unhandled((const void *) object))
        unhandled = weft_deferred_result((const void *) object);
    else if (subject.kind == WEFT_SUBJECT_TASK && weft_task_unhandled((const void *) object))
        unhandled = weft_task_result((const void *) object);
    if (unhandled)
        WEFT__TELL(reactor, .kind = WEFT_EVENT_UNHANDLED, .subject = subject, .value = unhandled);
}

void weft_reactor_close(weft_reactor *reactor)
{
    weft_allocator allocator = reactor->allocator;
    weft_pool *own = reactor->own;

    assert(!reactor->in_turn && reactor->current.kind == WEFT_SUBJECT_NONE && !reactor->releasing);
    reactor->chooser = (weft_chooser){.choose = NULL};
    if (reactor->cooperator) /* it goes, unless somebody else has it or has left a task with it */
        weft_cooperator_release(reactor->cooperator);
    reactor->closing = true;
    for (size_t i = 0; i < reactor->live.tail; i++)
        if (reactor->live.places[i])
            report_left(reactor, reactor->live.places[i]);
    reactor->observer = (weft_observer){NULL, NULL};
    weft__objects_abandon(reactor);
    weft__calls_free_spares(reactor);
    weft__timer_queue_free(&reactor->queue, reactor);
    if (reactor->batch)
        weft__allocate(reactor, reactor->batch, reactor->batch_capacity * sizeof *reactor->batch,
                       0);
    allocator.allocate(allocator.context, reactor, sizeof *reactor, 0);
    if (own)
        weft_pool_free(own);
}

weft_status weft__refuse(weft_reactor *reactor, weft_subject subject, weft_status status)
{
    WEFT__TELL(reactor, .kind = WEFT_EVENT_MISUSE, .subject = subject, .status = status);
    return status;
}

int64_t weft_now(const weft_reactor *reactor)
{
    return weft__now(reactor);
}

weft_observer weft_reactor_observer(const weft_reactor *reactor)
{
    return reactor->observer;
}

uint64_t weft_reactor_turn(const weft_reactor *reactor)
{
    return reactor->turn;
}

weft_subject weft_reactor_current(const weft_reactor *reactor)
{
    return reactor->current;
}

size_t weft_reactor_alive(const weft_reactor *reactor, weft_subject_kind kind)
{
    assert((size_t) kind < WEFT_SUBJECT_KINDS);
    return reactor->alive[kind];
}

#define CONTEXT_AHEAD 6 /* of the call that is taken */
#define WAITER_AHEAD  3
#define TOUCHED_AHEAD 1

/* Turns. Without a chooser there is no batch: a turn is what has a sequence number from before it
 * and was due when it began, popped straight from the queue. With one, that batch is drained first,
 * so that the chooser sees all of it. */

struct turn {
    int64_t began_ns;
    int64_t within_ns;  /* with a chooser: calls due by then may be taken in */
    uint64_t sequences; /* numbers below this one were given before the turn */
};

/* The Deferred that the call after AHEAD others fires; NULL: it fires none. */
static WEFT__INLINED const weft_deferred *fired_ahead(const weft_reactor *reactor, uint32_t ahead)
{
    const struct weft__timer *timer = weft__timer_queue_ahead(&reactor->queue, ahead);

    return timer && timer->queued && weft__call_of(timer)->function == weft__fire_later
               ? weft__call_of(timer)->context
               : NULL;
}

/* What a call that comes soon will touch besides itself is fetched: its place in the table of the
 * living, which it leaves, and its context, most often an object of a few lines; and then, if that
 * is a Deferred that it fires, who waits for that, and what that one will touch. */
static WEFT__INLINED void fetch_ahead(const weft_reactor *reactor)
{
    const struct weft__timer *timer = weft__timer_queue_ahead(&reactor->queue, CONTEXT_AHEAD);
    const weft_delayed_call *call;
    const weft_deferred *fired;

    if (!timer)
        return;
    call = weft__call_of(timer);
    if (call->object.place < reactor->live.tail)
        weft__prefetch(&reactor->live.places[call->object.place]);
    if (call->context) {
        weft__prefetch(call->context);
        weft__prefetch((const void *) ((uintptr_t) call->context + 64));
        weft__prefetch((const void *) ((uintptr_t) call->context + 128));
        weft__prefetch((const void *) ((uintptr_t) call->context + 192));
    }
    fired = fired_ahead(reactor, WAITER_AHEAD);
    if (fired)
        weft__deferred_fetch_last(fired);
    fired = fired_ahead(reactor, TOUCHED_AHEAD);
    if (fired)
        weft__deferred_fetch_touched(fired);
}

static WEFT__INLINED weft_delayed_call *pop_first(weft_reactor *reactor, struct turn turn)
{
    struct weft__timer_queue *queue = &reactor->queue;
    const struct weft__timer_entry *first = weft__timer_queue_first(queue, turn.began_ns);

    if (!first || first->due_ns > turn.began_ns ||
        weft__timer_queue_timer(queue, first)->sequence >= turn.sequences)
        return NULL;
    if (queue->ladder && queue->last - queue->first > CONTEXT_AHEAD)
        fetch_ahead(reactor);
    return weft__call_of(weft__timer_queue_take_first(queue));
}

static void place_in_batch(weft_reactor *reactor, size_t place, weft_delayed_call *call)
{
    reactor->batch[place] = call;
    call->object.own = (uint32_t) place;
}

/* Takes what is due out of the queue. What an earlier turn has left in the batch is in its place
 * among that. */
static void drain(weft_reactor *reactor, struct turn turn)
{
    const struct weft__timer_entry *first;
    size_t end = 0;

    first = weft__timer_queue_first(&reactor->queue, turn.within_ns);
    if (!first || first->due_ns > turn.within_ns)
        return; /* nothing comes in: what is left stays as it stands */
    for (size_t i = reactor->batch_next; i < reactor->batch_end; i++)
        if (reactor->batch[i])
            place_in_batch(reactor, end++, reactor->batch[i]);
    while ((first = weft__timer_queue_first(&reactor->queue, turn.within_ns)) &&
           first->due_ns <= turn.within_ns) {
        weft_delayed_call *call = weft__call_of(weft__timer_queue_take_first(&reactor->queue));
        size_t place = end++;

        assert(place < reactor->batch_capacity);
        for (; place > 0 && weft__call_before(call, reactor->batch[place - 1]); place--)
            place_in_batch(reactor, place, reactor->batch[place - 1]);
        place_in_batch(reactor, place, call);
    }
    reactor->batch_next = 0;
    reactor->batch_end = end;
}

/* Gathers the first live calls of the batch, at most WEFT_CHOICE_CANDIDATES_MAX, side by side at
 * its beginning: each hole is so passed over once. Returns how many. */
static size_t gather(weft_reactor *reactor)
{
    size_t live[WEFT_CHOICE_CANDIDATES_MAX], count = 0, end = reactor->batch_next;

    while (end < reactor->batch_end && count < WEFT_CHOICE_CANDIDATES_MAX) {
        if (reactor->batch[end])
            live[count++] = end;
        end++;
    }
    for (size_t i = count, place = end; i-- > 0;)
        place_in_batch(reactor, --place, reactor->batch[live[i]]);
    reactor->batch_next = end - count;
    return count;
}

size_t weft__ask(weft_reactor *reactor, const weft_choice *choice)
{
    size_t answer = reactor->chooser.choose(reactor->chooser.context, reactor, choice);

    assert(answer < choice->count);
    return answer;
}

size_t weft__ask_about(weft_reactor *reactor, weft_choice_kind kind, weft_subject subject)
{
    weft_subject both[] = {subject, subject};
    weft_choice choice = {kind, 2, both};

    return weft__ask(reactor, &choice);
}

/* The turn is over when only calls are left in the batch that were not due when it began. */
static weft_delayed_call *pop_chosen(weft_reactor *reactor, struct turn turn)
{
    size_t count = gather(reactor), answer = 0;
    weft_delayed_call *chosen;

    if (count == 0 || reactor->batch[reactor->batch_next]->timer.due_ns > turn.began_ns)
        return NULL;
    if (count > 1) {
        weft_subject candidates[WEFT_CHOICE_CANDIDATES_MAX];
        weft_choice choice = {WEFT_CHOICE_CALL, count, candidates};

        for (size_t i = 0; i < count; i++)
            candidates[i] = weft_delayed_call_subject(reactor->batch[reactor->batch_next + i]);
        answer = weft__ask(reactor, &choice);
    }
    chosen = reactor->batch[reactor->batch_next + answer];
    for (size_t i = answer; i > 0; i--)
        place_in_batch(reactor, reactor->batch_next + i,
                       reactor->batch[reactor->batch_next + i - 1]);
    reactor->batch[reactor->batch_next++] = NULL;
    chosen->object.own = WEFT__NOT_IN_BATCH;
    if (chosen->timer.due_ns > weft_now(reactor))
        reactor->driver.reach(reactor->driver.context, chosen->timer.due_ns);
    return chosen;
}

/* The pending call that runs first, if it is due by BY_NS; it may be handed out as well if it is
 * not. NULL: none is. Only where the queue keeps what changes. */
static WEFT__APART const weft_delayed_call *next_call(const weft_reactor *reactor, int64_t by_ns)
{
    struct weft__timer_queue *queue = &((weft_reactor *) (uintptr_t) reactor)->queue;
    const struct weft__timer_entry *first = weft__timer_queue_first(queue, by_ns);
    const weft_delayed_call *queued =
        first ? weft__call_of(weft__timer_queue_timer(queue, first)) : NULL;

    for (size_t i = reactor->batch_next; i < reactor->batch_end; i++)
        if (reactor->batch[i])
            return queued && weft__call_before(queued, reactor->batch[i]) ? queued
                                                                          : reactor->batch[i];
    return queued;
}

/* When it is due; false: none is. Without a batch its memory is not looked at. */
static inline bool next_due(const weft_reactor *reactor, int64_t by_ns, int64_t *due_ns)
{
    struct weft__timer_queue *queue = &((weft_reactor *) (uintptr_t) reactor)->queue;
    const struct weft__timer_entry *first;
    const weft_delayed_call *call;

    if (reactor->batch_next < reactor->batch_end) {
        call = next_call(reactor, by_ns);
        if (call)
            *due_ns = call->timer.due_ns;
        return call != NULL;
    }
    first = weft__timer_queue_first(queue, by_ns);
    if (first)
        *due_ns = first->due_ns;
    return first != NULL;
}

static int64_t later_by(int64_t time_ns, int64_t by_ns)
{
    return time_ns > INT64_MAX - by_ns ? INT64_MAX : time_ns + by_ns;
}

weft_status weft_reactor_run_turn(weft_reactor *reactor, size_t *ran)
{
    return weft_reactor_run_turn_within(reactor, 0, ran);
}

/* Runs what is due, without a chooser. */
static WEFT__INLINED size_t run_due(weft_reactor *reactor, struct turn turn)
{
    weft_delayed_call *call;
    size_t count = 0;

    while (!reactor->interrupted && (call = pop_first(reactor, turn))) {
        weft__call_run(call);
        count++;
    }
    return count;
}

/* The same as the chooser says. */
static WEFT__APART size_t run_chosen(weft_reactor *reactor, struct turn turn)
{
    weft_delayed_call *call;
    size_t count = 0;

    drain(reactor, turn);
    while (!reactor->interrupted && (call = pop_chosen(reactor, turn))) {
        weft__call_run(call);
        count++;
    }
    return count;
}

/* Runs a turn at NOW_NS if anything is due then. */
static WEFT__INLINED void run_turn(weft_reactor *reactor, int64_t now_ns, int64_t slack_ns,
                                   size_t *ran)
{
    struct turn turn = {now_ns, later_by(now_ns, slack_ns), reactor->queue.next_sequence};

    reactor->in_turn = true;
    reactor->turn++;
    *ran = reactor->chooser.choose ? run_chosen(reactor, turn) : run_due(reactor, turn);
    reactor->in_turn = false;
    reactor->interrupted = false;
}

static bool is_inside(const weft_reactor *reactor)
{
    return reactor->in_turn || reactor->current.kind != WEFT_SUBJECT_NONE;
}

weft_status weft_reactor_run_turn_within(weft_reactor *reactor, int64_t slack_ns, size_t *ran)
{
    int64_t now_ns = weft__now(reactor), due_ns;
    size_t count = 0;

    assert(slack_ns == 0 || (slack_ns > 0 && reactor->driver.reach));
    if (ran)
        *ran = 0;
    if (is_inside(reactor))
        return weft__refuse(reactor, reactor->current, WEFT_REENTRANT);
    if (next_due(reactor, now_ns, &due_ns) && due_ns <= now_ns)
        run_turn(reactor, now_ns, slack_ns, &count);
    if (ran)
        *ran = count;
    return WEFT_OK;
}

weft_status weft_reactor_run_next(weft_reactor *reactor, int64_t limit_ns, int64_t slack_ns,
                                  size_t *ran)
{
    int64_t now_ns, due_ns;
    size_t count = 0;

    assert(slack_ns >= 0 && reactor->driver.reach);
    if (ran)
        *ran = 0;
    if (is_inside(reactor))
        return weft__refuse(reactor, reactor->current, WEFT_REENTRANT);
    if (!next_due(reactor, limit_ns, &due_ns) || due_ns > limit_ns)
        return WEFT_OK;
    now_ns = weft__now(reactor);
    if (due_ns > now_ns) {
        now_ns = due_ns;
        reactor->driver.reach(reactor->driver.context, now_ns);
    }
    run_turn(reactor, now_ns, slack_ns, &count);
    if (ran)
        *ran = count;
    return WEFT_OK;
}

weft_status weft_reactor_run_by(weft_reactor *reactor, int64_t limit_ns, uint64_t calls_max)
{
    int64_t now_ns = weft__now(reactor), instant_ns = now_ns, due_ns;
    uint64_t calls = 0;
    size_t ran = 1;

    assert(reactor->driver.reach);
    if (is_inside(reactor))
        return weft__refuse(reactor, reactor->current, WEFT_REENTRANT);
    while (ran > 0 && next_due(reactor, limit_ns, &due_ns) && due_ns <= limit_ns) {
        if (due_ns > now_ns) {
            now_ns = due_ns;
            reactor->driver.reach(reactor->driver.context, now_ns);
        }
        run_turn(reactor, now_ns, 0, &ran);
        now_ns = weft__now(reactor);
        if (now_ns != instant_ns) {
            instant_ns = now_ns;
            calls = 0;
        }
        calls += ran;
        if (calls > calls_max)
            return WEFT_LIVELOCK;
    }
    return WEFT_OK;
}

weft_status weft_reactor_enter(weft_reactor *reactor, weft_call_function function, void *context,
                               const char *name)
{
    weft_delayed_call *call;
    weft_status status;

    if (is_inside(reactor))
        return weft__refuse(reactor, reactor->current, WEFT_REENTRANT);
    call = weft__call_create(reactor, function, context, name);
    if (!call)
        return WEFT_NO_MEMORY;
    status = weft__call_arm(call, 0);
    assert(status == WEFT_OK);
    (void) status;
    weft__timer_queue_remove(&reactor->queue, &call->timer);
    weft_delayed_call_release(call); /* the queue's reference goes when it has run */
    reactor->in_turn = true;
    reactor->turn++;
    weft__call_run(call);
    reactor->in_turn = false;
    reactor->interrupted = false;
    return WEFT_OK;
}

void weft_reactor_interrupt(weft_reactor *reactor)
{
    reactor->interrupted = reactor->in_turn;
}

bool weft_reactor_next_due(const weft_reactor *reactor, int64_t *due_ns)
{
    return next_due(reactor, INT64_MAX, due_ns);
}

size_t weft_reactor_pending(const weft_reactor *reactor)
{
    size_t count = reactor->queue.count;

    for (size_t i = reactor->batch_next; i < reactor->batch_end; i++)
        if (reactor->batch[i])
            count++;
    return count;
}

static weft_pending_call pending_call(const weft_delayed_call *call)
{
    return (weft_pending_call){weft__call_subject(call), call->timer.due_ns, call->timer.sequence};
}

bool weft_reactor_next_call(const weft_reactor *reactor, weft_pending_call *call)
{
    const weft_delayed_call *first = next_call(reactor, INT64_MAX);

    if (first)
        *call = pending_call(first);
    return first != NULL;
}

static int compare_pending(const void *left, const void *right)
{
    const weft_pending_call *a = left, *b = right;

    if (a->due_ns != b->due_ns)
        return a->due_ns < b->due_ns ? -1 : 1;
    return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

size_t weft_reactor_pending_calls(const weft_reactor *reactor, weft_pending_call *calls,
                                  size_t capacity)
{
    size_t pending = weft_reactor_pending(reactor), count = 0;

    if (pending > capacity)
        return pending;
    for (size_t i = 0; i < reactor->queue.slots.used; i++) {
        const struct weft__timer *timer = reactor->queue.slots.slots[i].timer;

        if (timer && timer->state == WEFT__CALL_PENDING)
            calls[count++] = pending_call(weft__call_of(timer));
    }
    if (count > 1)
        qsort(calls, count, sizeof *calls, compare_pending);
    return count;
}
