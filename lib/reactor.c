/* reactor.c - the life of a reactor, its turns, and what it tells of itself. */
#include "reactor_internal.h"

#include "delayed_call_internal.h"
#include "weft/cooperator.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A reactor of zeroes in the memory that OPTIONS name, or in a pool of its own. NULL without memory.
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
    for (const struct weft__object *object = reactor->first; object; object = object->next)
        report_left(reactor, object);
    reactor->observer = (weft_observer){NULL, NULL};
    weft__objects_abandon(reactor);
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
    return reactor->driver.now(reactor->driver.context);
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

/* Turns. Without a chooser there is no batch: a turn is what has a sequence number from before it
 * and was due when it began, popped straight from the queue. With one, that batch is drained first,
 * so that the chooser sees all of it. */

struct turn {
    int64_t began_ns;
    int64_t within_ns;  /* with a chooser: calls due by then may be taken in */
    uint64_t sequences; /* numbers below this one were given before the turn */
};

static bool belongs(const struct weft__timer_entry *entry, struct turn turn)
{
    return entry->due_ns <= turn.began_ns && entry->sequence < turn.sequences;
}

static weft_delayed_call *pop_first(weft_reactor *reactor, struct turn turn)
{
    const struct weft__timer_entry *first = weft__timer_queue_first(&reactor->queue);
    weft_delayed_call *call;

    if (!first || !belongs(first, turn))
        return NULL;
    call = first->call;
    weft__timer_queue_remove(&reactor->queue, call);
    return call;
}

static void drain(weft_reactor *reactor, struct turn turn)
{
    const struct weft__timer_entry *first;

    reactor->batch_next = reactor->batch_end = 0;
    while ((first = weft__timer_queue_first(&reactor->queue)) && first->due_ns <= turn.within_ns) {
        struct weft__timer_entry entry = *first;

        assert(reactor->batch_end < reactor->batch_capacity);
        weft__timer_queue_remove(&reactor->queue, entry.call);
        entry.call->batch_place = reactor->batch_end;
        reactor->batch[reactor->batch_end++] = entry;
    }
}

static void place_in_batch(weft_reactor *reactor, size_t place, struct weft__timer_entry entry)
{
    reactor->batch[place] = entry;
    entry.call->batch_place = place;
}

/* Gathers the first live calls of the batch, at most WEFT_CHOICE_CANDIDATES_MAX, side by side at
 * its beginning: each hole is so passed over once. Returns how many. */
static size_t gather(weft_reactor *reactor)
{
    size_t live[WEFT_CHOICE_CANDIDATES_MAX], count = 0, end = reactor->batch_next;

    while (end < reactor->batch_end && count < WEFT_CHOICE_CANDIDATES_MAX) {
        if (reactor->batch[end].call)
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
    struct weft__timer_entry chosen;

    if (count == 0 || reactor->batch[reactor->batch_next].due_ns > turn.began_ns)
        return NULL;
    if (count > 1) {
        weft_subject candidates[WEFT_CHOICE_CANDIDATES_MAX];
        weft_choice choice = {WEFT_CHOICE_CALL, count, candidates};

        for (size_t i = 0; i < count; i++)
            candidates[i] = weft_delayed_call_subject(reactor->batch[reactor->batch_next + i].call);
        answer = weft__ask(reactor, &choice);
    }
    chosen = reactor->batch[reactor->batch_next + answer];
    for (size_t i = answer; i > 0; i--)
        place_in_batch(reactor, reactor->batch_next + i,
                       reactor->batch[reactor->batch_next + i - 1]);
    reactor->batch[reactor->batch_next++].call = NULL;
    chosen.call->batch_place = WEFT__NOT_PENDING;
    if (chosen.due_ns > weft_now(reactor))
        reactor->driver.reach(reactor->driver.context, chosen.due_ns);
    return chosen.call;
}

static void put_back_batch(weft_reactor *reactor)
{
    for (; reactor->batch_next < reactor->batch_end; reactor->batch_next++) {
        struct weft__timer_entry entry = reactor->batch[reactor->batch_next];

        if (!entry.call)
            continue;
        entry.call->batch_place = WEFT__NOT_PENDING;
        weft__timer_queue_reinsert(&reactor->queue, entry);
    }
}

static int64_t later_by(int64_t time_ns, int64_t by_ns)
{
    return time_ns > INT64_MAX - by_ns ? INT64_MAX : time_ns + by_ns;
}

weft_status weft_reactor_run_turn(weft_reactor *reactor, size_t *ran)
{
    return weft_reactor_run_turn_within(reactor, 0, ran);
}

weft_status weft_reactor_run_turn_within(weft_reactor *reactor, int64_t slack_ns, size_t *ran)
{
    struct turn turn = {.began_ns = weft_now(reactor), .sequences = reactor->queue.next_sequence};
    const struct weft__timer_entry *first;
    size_t count = 0;

    assert(slack_ns == 0 || (slack_ns > 0 && reactor->driver.reach));
    turn.within_ns = later_by(turn.began_ns, slack_ns);
    if (ran)
        *ran = 0;
    if (reactor->in_turn || reactor->current.kind != WEFT_SUBJECT_NONE)
        return weft__refuse(reactor, reactor->current, WEFT_REENTRANT);
    first = weft__timer_queue_first(&reactor->queue);
    if (!first || !belongs(first, turn))
        return WEFT_OK;
    reactor->in_turn = true;
    reactor->turn++;
    if (reactor->chooser.choose)
        drain(reactor, turn);
    while (!reactor->interrupted) {
        weft_delayed_call *call =
            reactor->chooser.choose ? pop_chosen(reactor, turn) : pop_first(reactor, turn);

        if (!call)
            break;
        weft__call_run(call);
        count++;
    }
    put_back_batch(reactor);
    reactor->in_turn = false;
    reactor->interrupted = false;
    if (ran)
        *ran = count;
    return WEFT_OK;
}

weft_status weft_reactor_enter(weft_reactor *reactor, weft_call_function function, void *context,
                               const char *name)
{
    weft_delayed_call *call;
    weft_status status;

    if (reactor->in_turn || reactor->current.kind != WEFT_SUBJECT_NONE)
        return weft__refuse(reactor, reactor->current, WEFT_REENTRANT);
    call = weft__call_create(reactor, function, context, name);
    if (!call)
        return WEFT_NO_MEMORY;
    status = weft__call_arm(call, 0);
    assert(status == WEFT_OK);
    (void) status;
    weft__timer_queue_remove(&reactor->queue, call);
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

/* What is left of the batch is due before what is in the queue. */
static const struct weft__timer_entry *first_of_batch(const weft_reactor *reactor)
{
    for (size_t i = reactor->batch_next; i < reactor->batch_end; i++)
        if (reactor->batch[i].call)
            return &reactor->batch[i];
    return NULL;
}

static const struct weft__timer_entry *next_entry(const weft_reactor *reactor)
{
    const struct weft__timer_entry *first = first_of_batch(reactor);

    return first ? first : weft__timer_queue_first(&reactor->queue);
}

bool weft_reactor_next_due(const weft_reactor *reactor, int64_t *due_ns)
{
    const struct weft__timer_entry *first = next_entry(reactor);

    if (first)
        *due_ns = first->due_ns;
    return first != NULL;
}

size_t weft_reactor_pending(const weft_reactor *reactor)
{
    size_t count = reactor->queue.count;

    for (size_t i = reactor->batch_next; i < reactor->batch_end; i++)
        if (reactor->batch[i].call)
            count++;
    return count;
}

static weft_pending_call pending_call(const struct weft__timer_entry *entry)
{
    return (weft_pending_call){weft_delayed_call_subject(entry->call), entry->due_ns,
                               entry->sequence};
}

bool weft_reactor_next_call(const weft_reactor *reactor, weft_pending_call *call)
{
    const struct weft__timer_entry *first = next_entry(reactor);

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
    for (size_t i = reactor->batch_next; i < reactor->batch_end; i++)
        if (reactor->batch[i].call)
            calls[count++] = pending_call(&reactor->batch[i]);
    for (size_t i = 0; i < reactor->queue.count; i++)
        calls[count++] = pending_call(&reactor->queue.entries[i]);
    if (count > 1)
        qsort(calls, count, sizeof *calls, compare_pending);
    return count;
}
