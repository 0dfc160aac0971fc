/* script_make_lock.c - locks, semaphores, queues, and what is asked of them. */
#include "script_make_internal.h"

#include "script_block.h"
#include "script_types.h"

#include <assert.h>

/* Evaluates EXPRESSION, which is to be an integer. NULL: *NUMBER stays. */
static enum weft__script_answer evaluate_integer(struct weft__script_attempt *attempt,
                                                 const struct weft__expression *expression,
                                                 int64_t *number)
{
    struct weft__script_view view;
    weft_value value;

    if (!expression)
        return WEFT__SCRIPT_GRANTED;
    if (weft__script_attempt_value(attempt, expression, &value) != WEFT__SCRIPT_GRANTED)
        return WEFT__SCRIPT_RAISES;
    view = weft__script_view_of(&value);
    weft_value_release(value);
    *number = view.number;
    return view.kind == WEFT__SCRIPT_KIND_INTEGER
               ? WEFT__SCRIPT_GRANTED
               : weft__script_wrong_type(attempt, "it takes an integer");
}

static enum weft__script_answer make_lock(struct weft__script_attempt *attempt)
{
    weft_lock *lock = NULL;
    enum weft__script_answer answer;

    weft__script_ask(weft__script_run_of(attempt));
    answer = weft__script_answered(attempt,
                                   weft_lock_create(weft__script_run_of(attempt)->reactor, &lock));
    if (answer == WEFT__SCRIPT_GRANTED)
        attempt->outcome = weft_lock_value(lock);
    return answer;
}

static enum weft__script_answer make_semaphore(struct weft__script_attempt *attempt,
                                               const struct weft__make *make)
{
    weft_semaphore *semaphore = NULL;
    enum weft__script_answer answer;
    int64_t tokens = 0;

    answer = evaluate_integer(attempt, make->subject, &tokens);
    if (answer != WEFT__SCRIPT_GRANTED)
        return answer;
    weft__script_ask(weft__script_run_of(attempt));
    answer = weft__script_answered(
        attempt, weft_semaphore_create(weft__script_run_of(attempt)->reactor,
                                       tokens > 0 ? (uint64_t) tokens : 0, &semaphore));
    if (answer == WEFT__SCRIPT_GRANTED)
        attempt->outcome = weft_semaphore_value(semaphore);
    return answer;
}

/* A negative limit lets nothing in, as on Twisted. */
static size_t limit(const struct weft__expression *expression, int64_t number)
{
    if (!expression)
        return WEFT_QUEUE_UNLIMITED;
    return number > 0 ? (size_t) number : 0;
}

static enum weft__script_answer make_queue(struct weft__script_attempt *attempt,
                                           const struct weft__make *make)
{
    enum weft__script_answer answer, other;
    weft_queue_options options;
    weft_queue *queue = NULL;
    int64_t size = 0, backlog = 0;

    answer = evaluate_integer(attempt, make->queue.size, &size);
    if (answer == WEFT__SCRIPT_RAISES)
        return answer;
    other = evaluate_integer(attempt, make->queue.backlog, &backlog);
    if (other != WEFT__SCRIPT_GRANTED || answer != WEFT__SCRIPT_GRANTED)
        return other != WEFT__SCRIPT_GRANTED ? other : answer;
    options =
        (weft_queue_options){limit(make->queue.size, size), limit(make->queue.backlog, backlog)};
    weft__script_ask(weft__script_run_of(attempt));
    answer = weft__script_answered(
        attempt, weft_queue_create(weft__script_run_of(attempt)->reactor, &options, &queue));
    if (answer == WEFT__SCRIPT_GRANTED)
        attempt->outcome = weft_queue_value(queue);
    return answer;
}

static enum weft__script_answer acquire(struct weft__script_attempt *attempt,
                                        const weft_value *subject)
{
    enum weft__script_kind kind = weft__script_view_of(subject).kind;
    weft_deferred *deferred = NULL;
    weft_status status;

    if (kind != WEFT__SCRIPT_KIND_LOCK && kind != WEFT__SCRIPT_KIND_SEMAPHORE)
        return weft__script_wrong_type(attempt, "it takes a lock or a semaphore");
    weft__script_ask(weft__script_run_of(attempt));
    status = kind == WEFT__SCRIPT_KIND_LOCK
                 ? weft_lock_acquire(weft_value_lock(subject), &deferred)
                 : weft_semaphore_acquire(weft_value_semaphore(subject), &deferred);
    return weft__script_made_deferred(attempt, status, deferred);
}

static enum weft__script_answer get(struct weft__script_attempt *attempt, const weft_value *subject)
{
    weft_deferred *deferred = NULL;
    weft_status status;

    if (weft__script_view_of(subject).kind != WEFT__SCRIPT_KIND_QUEUE)
        return weft__script_wrong_type(attempt, "it takes a queue");
    weft__script_ask(weft__script_run_of(attempt));
    status = weft_queue_get(weft_value_queue(subject), &deferred);
    return weft__script_made_deferred(attempt, status, deferred);
}

static enum weft__script_answer hold(struct weft__script_attempt *attempt,
                                     const weft_value *subject, const struct weft__block *block)
{
    enum weft__script_kind kind = weft__script_view_of(subject).kind;
    weft_holder holder = {.function = weft__script_run_plain,
                          .release = weft__script_closure_release};
    struct weft__script_closure *closure;
    weft_deferred *deferred = NULL;
    weft_status status;

    if (kind != WEFT__SCRIPT_KIND_LOCK && kind != WEFT__SCRIPT_KIND_SEMAPHORE)
        return weft__script_wrong_type(attempt, "it takes a lock or a semaphore");
    closure = weft__script_closure_create(attempt->scope);
    if (!closure)
        return weft__script_no_memory(attempt);
    closure->ok = block;
    holder.context = closure;
    weft__script_ask(weft__script_run_of(attempt));
    status = kind == WEFT__SCRIPT_KIND_LOCK
                 ? weft_lock_run(weft_value_lock(subject), &holder, &deferred)
                 : weft_semaphore_run(weft_value_semaphore(subject), &holder, &deferred);
    return weft__script_made_deferred(attempt, status, deferred);
}

/* What is asked of one that there is already. */
static enum weft__script_answer ask(struct weft__script_attempt *attempt,
                                    const struct weft__make *make)
{
    const struct weft__expression *expression =
        make->kind == WEFT__MAKE_HOLD ? make->hold.subject : make->subject;
    enum weft__script_answer answer;
    weft_value subject;

    if (weft__script_attempt_value(attempt, expression, &subject) != WEFT__SCRIPT_GRANTED)
        return WEFT__SCRIPT_RAISES;
    if (make->kind == WEFT__MAKE_ACQUIRE)
        answer = acquire(attempt, &subject);
    else if (make->kind == WEFT__MAKE_GET)
        answer = get(attempt, &subject);
    else
        answer = hold(attempt, &subject, make->hold.block);
    weft_value_release(subject);
    return answer;
}

enum weft__script_answer weft__script_make_lock(struct weft__script_attempt *attempt,
                                                const struct weft__make *make)
{
    switch (make->kind) {
    case WEFT__MAKE_LOCK:
        return make_lock(attempt);
    case WEFT__MAKE_SEMAPHORE:
        return make_semaphore(attempt, make);
    case WEFT__MAKE_QUEUE:
        return make_queue(attempt, make);
    default:
        return ask(attempt, make);
    }
}
