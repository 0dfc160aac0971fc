/* combinators.c - lists of Deferreds, gathering, races: one Deferred of many (LIST, GAT, RACE).
 *
 * One structure stands behind all three: a place in the chain of each element, what is reserved for
 * the result, and a plan that says when to fire with what.
 *
 * Who keeps whom: until it fires, the combinator its Deferred, which it is to fire, and its
 * elements, which a cancel is to reach; the Deferred (by its canceller's context) and the elements'
 * chains the combinator. Firing cuts that ring, or closing the reactor.
 */
#include "deferred_internal.h"

#include "failure_internal.h"
#include "list_internal.h"
#include "weft/combinators.h"

#include <stddef.h>

struct plan {
    bool first_ok;     /* the first success decides */
    bool first_failed; /* the first failure decides */
    bool consume_ok;   /* an element that succeeds goes on with none */
    bool consume_failed;
    bool cancel_rest; /* once it is decided, the others are cancelled */
    bool outcomes;    /* the list says of each whether it failed */
    bool group;       /* the list, of failures only, fails it */
};

struct combinator;

struct element {
    struct weft__wait wait;
    struct combinator *combinator;
    weft_deferred *deferred; /* counted; NULL: let go of */
    weft_subject subject;    /* of that */
    weft_value left;         /* what its chain goes on with, once others have run */
    bool consumed;           /* that is not what it came with */
};

struct combinator {
    struct weft__object object;
    struct plan plan;
    struct weft__cancels cancels;
    weft_deferred *fires; /* its Deferred, counted; NULL: it has been fired */
    weft_deferred *ready; /* the same, fired and yet to run; its reference is handed on */
    struct weft__list *list;
    struct weft__winner *winner; /* if first_ok */
    weft_failure *failure;       /* if first_failed or group */
    size_t count;
    size_t arrived;   /* elements with a result, before it was decided */
    size_t to_cancel; /* the next one of the round of cancels that is under way */
    bool decided;
    bool cancels_rest; /* right now */
    struct element elements[];
};

static struct element *element_of(struct weft__wait *wait)
{
    return (struct element *) (void *) ((char *) wait - offsetof(struct element, wait));
}

/* Ending. */

/* Its Deferred was fired by hand, and what decides it will cancel nobody. */
static bool is_idle(const struct combinator *combinator)
{
    return combinator->fires && weft_deferred_called(combinator->fires) &&
           !combinator->plan.cancel_rest;
}

/* Lets go of the elements once nothing will be asked of them: a report comes when the user lets go
 * (UNH-7). A round of cancels still walks them. */
static void let_go_of_elements(struct combinator *combinator)
{
    if (!combinator->decided && !is_idle(combinator))
        return;
    if (combinator->cancels.owner || combinator->cancels_rest)
        return;
    for (size_t i = 0; i < combinator->count; i++) {
        weft_deferred *deferred = combinator->elements[i].deferred;

        combinator->elements[i].deferred = NULL;
        if (deferred)
            weft_deferred_release(deferred);
    }
}

static void release_reserved(struct combinator *combinator)
{
    if (combinator->list)
        weft__list_release(combinator->list);
    if (combinator->winner)
        weft__winner_release(combinator->winner);
    if (combinator->failure)
        weft_failure_release(combinator->failure);
}

static bool finish_combinator(struct weft__object *object)
{
    struct combinator *combinator = (struct combinator *) object;

    combinator->decided = true;
    let_go_of_elements(combinator);
    release_reserved(combinator);
    if (combinator->fires) /* it could not be made */
        weft_deferred_release(combinator->fires);
    return true;
}

static void abandon_combinator(struct weft__object *object)
{
    struct combinator *combinator = (struct combinator *) object;

    for (size_t i = 0; i < combinator->count; i++)
        weft__value_abandon(combinator->elements[i].left);
}

static const struct weft__kind combinator_kind = {WEFT_SUBJECT_NONE, finish_combinator,
                                                  abandon_combinator};

/* Deciding. */

/* Takes what was reserved out; what the plan does not need was never made. */
static weft_value take_list(struct combinator *combinator)
{
    struct weft__list *list = combinator->list;

    combinator->list = NULL;
    return weft__list_value(list);
}

static weft_value take_winner(struct combinator *combinator, size_t index, weft_value value)
{
    struct weft__winner *winner = combinator->winner;

    combinator->winner = NULL;
    weft__winner_set(winner, index, value);
    return weft__winner_value(winner);
}

static weft_failure *take_failure(struct combinator *combinator)
{
    weft_failure *failure = combinator->failure;

    combinator->failure = NULL;
    return failure;
}

static weft_value first_error(struct combinator *combinator, size_t index, weft_value cause)
{
    weft_failure *failure = take_failure(combinator);

    weft__failure_set_first(failure, index, cause);
    return weft_failure_value(failure);
}

static weft_value whole_result(struct combinator *combinator)
{
    weft_failure *failure;

    if (!combinator->plan.group)
        return take_list(combinator);
    failure = take_failure(combinator);
    weft__failure_set_cause(failure, take_list(combinator));
    return weft_failure_value(failure);
}

static void cancel_rest(struct combinator *combinator, size_t decider)
{
    combinator->cancels_rest = true;
    for (size_t i = 0; i < combinator->count; i++) {
        weft_deferred *other = combinator->elements[i].deferred;

        if (other != combinator->elements[decider].deferred)
            weft_deferred_cancel(other);
    }
    combinator->cancels_rest = false;
}

/* Fires with RESULT (moved). Returns false if that was fired before, by hand or by its cancel. */
static bool fire(struct combinator *combinator, weft_value result)
{
    weft_deferred *deferred = combinator->fires;

    combinator->fires = NULL;
    if (!weft_deferred_called(deferred)) {
        weft__deferred_give(deferred, result);
        combinator->ready = deferred;
        return true;
    }
    weft_value_release(result);
    weft_deferred_release(deferred);
    return false;
}

/* The result that the INDEXth element's RESULT (moved) decides it with. False: it is open still. */
static bool decide(struct combinator *combinator, size_t index, weft_value result,
                   weft_value *decision)
{
    const struct plan *plan = &combinator->plan;
    bool failed = weft_value_is_failure(&result);

    combinator->decided = true;
    if (!failed && plan->first_ok) {
        *decision = take_winner(combinator, index, result);
    } else if (failed && plan->first_failed) {
        *decision = first_error(combinator, index, result);
    } else {
        weft__list_set(combinator->list, index, result);
        combinator->decided = ++combinator->arrived == combinator->count;
        if (combinator->decided)
            *decision = whole_result(combinator);
        return combinator->decided;
    }
    if (plan->cancel_rest)
        cancel_rest(combinator, index);
    return true;
}

/* A race, whose winner has been there before: what came late goes on with that (CHD-4). */
static weft_value came_late(const struct element *element, weft_subject race)
{
    WEFT__TELL(element->combinator->object.reactor, .kind = WEFT_EVENT_DEFERRED_CAME_LATE,
               .subject = element->subject, .other = race);
    return weft_raise_bare(&weft_error_already_called);
}

/* The places in the elements' chains. */

static weft_value deliver(struct weft__wait *wait, weft_value result)
{
    struct element *element = element_of(wait);
    struct combinator *combinator = element->combinator;
    const struct plan *plan = &combinator->plan;
    bool failed = weft_value_is_failure(&result);
    weft_value decision;

    element->consumed = failed ? plan->consume_failed : plan->consume_ok;
    if (!element->consumed)
        element->left = weft_value_retain(&result);
    if (combinator->decided) {
        weft_value_release(result);
    } else if (decide(combinator, (size_t) (element - combinator->elements), result, &decision)) {
        weft_subject deferred = weft_deferred_subject(combinator->fires);

        if (!fire(combinator, decision) && plan->group) {
            element->left = came_late(element, deferred);
            element->consumed = false; /* it has been told */
        }
    }
    return weft_none();
}

static weft_deferred *follow(struct weft__wait *wait, weft_value *left)
{
    struct element *element = element_of(wait);
    struct combinator *combinator = element->combinator;
    weft_deferred *ready = combinator->ready;

    combinator->ready = NULL;
    if (ready)
        return ready;
    if (element->consumed)
        WEFT__TELL(combinator->object.reactor, .kind = WEFT_EVENT_DEFERRED_RETURNED,
                   .subject = element->subject, .value = &element->left);
    *left = element->left;
    element->left = weft_none();
    let_go_of_elements(combinator);
    weft__object_release(&combinator->object); /* the chain's */
    return NULL;
}

/* Only one that was let go of can be freed before its place is reached. */
static void drop(struct weft__wait *wait)
{
    weft__object_release(&element_of(wait)->combinator->object);
}

/* Cancelling (LIST-8). */

static weft_deferred *next_to_cancel(struct weft__cancels *cancels)
{
    struct combinator *combinator = (struct combinator *) cancels->keeper;

    if (combinator->to_cancel < combinator->count)
        return weft_deferred_retain(combinator->elements[combinator->to_cancel++].deferred);
    combinator->to_cancel = 0;
    return NULL;
}

/* Making. */

static void release_combinator(weft_reactor *reactor, void *context)
{
    struct combinator *combinator = context;

    (void) reactor;
    let_go_of_elements(combinator);
    weft__object_release(&combinator->object);
}

/* All that it will need. NULL without memory: nothing has happened then. */
static struct combinator *create(weft_reactor *reactor, const struct plan *plan, size_t count)
{
    struct combinator *combinator = NULL;
    bool complete;

    if (count <= (UINT32_MAX - sizeof *combinator) / sizeof *combinator->elements)
        combinator = weft__object_create(reactor, &combinator_kind,
                                         sizeof *combinator + count * sizeof(struct element));
    if (!combinator)
        return NULL;
    combinator->plan = *plan;
    combinator->list = weft__list_reserve(reactor, count, plan->outcomes);
    complete = combinator->list;
    if (complete && plan->first_ok)
        complete = (combinator->winner = weft__winner_reserve(reactor));
    if (complete && plan->first_failed)
        complete = (combinator->failure = weft__failure_reserve_first(reactor));
    if (complete && plan->group)
        complete =
            (combinator->failure = weft__failure_reserve(reactor, &weft_error_failure_group));
    if (complete)
        complete = (combinator->fires = weft__deferred_make(reactor));
    if (complete)
        return combinator;
    weft__object_release(&combinator->object);
    return NULL;
}

static const struct weft__wait_kind wait_kind = {deliver, follow, drop, 0};

/* Holds the elements and tells of it. Returns its Deferred, with a reference of the caller's. */
static weft_deferred *announce(struct combinator *combinator, weft_deferred *const *elements,
                               size_t count)
{
    weft_reactor *reactor = combinator->object.reactor;
    weft_deferred *deferred = weft_deferred_retain(combinator->fires);

    combinator->cancels = (struct weft__cancels){
        .next = next_to_cancel, .keeper = &combinator->object, .fails = combinator->plan.group};
    weft__object_retain(&combinator->object);
    weft__deferred_set_canceller(deferred, &(weft_canceller){NULL, combinator, release_combinator});
    deferred->cancels = &combinator->cancels;
    weft__deferred_announce(deferred, reactor->current);
    combinator->count = count;
    for (size_t i = 0; i < count; i++) {
        combinator->elements[i] = (struct element){
            .wait = {.kind = &wait_kind},
            .combinator = combinator,
            .deferred = weft_deferred_retain(elements[i]),
            .subject = weft_deferred_subject(elements[i]),
            .left = weft_none(),
        };
        WEFT__TELL(reactor, .kind = WEFT_EVENT_DEFERRED_COLLECTS,
                   .subject = weft_deferred_subject(deferred),
                   .other = weft_deferred_subject(elements[i]));
    }
    return deferred;
}

/* An element that has fired counts at once, and may decide it (LIST-6). */
static weft_status combine(weft_reactor *reactor, const struct plan *plan,
                           weft_deferred *const *elements, size_t count, weft_deferred **made)
{
    struct combinator *combinator = create(reactor, plan, count);
    weft_deferred *deferred;

    if (!combinator)
        return WEFT_NO_MEMORY;
    deferred = announce(combinator, elements, count);
    for (size_t i = 0; i < count; i++) {
        weft__object_retain(&combinator->object);
        weft__deferred_await(elements[i], &combinator->elements[i].wait);
    }
    if (count == 0) { /* LIST-3: now or never */
        combinator->decided = true;
        if (!plan->first_ok)
            weft_deferred_callback(deferred, whole_result(combinator));
        weft_deferred_release(combinator->fires);
        combinator->fires = NULL;
    }
    weft__object_release(&combinator->object);
    *made = deferred;
    return WEFT_OK;
}

weft_status weft_deferred_list(weft_reactor *reactor, weft_deferred *const *elements, size_t count,
                               const weft_deferred_list_options *options, weft_deferred **list)
{
    struct plan plan = {.outcomes = true};

    if (options) {
        plan.first_ok = options->first_ok;
        plan.first_failed = options->first_failed;
        plan.consume_failed = options->consume;
        plan.cancel_rest = options->cancel_rest;
    }
    return combine(reactor, &plan, elements, count, list);
}

weft_status weft_gather_results(weft_reactor *reactor, weft_deferred *const *elements, size_t count,
                                const weft_deferred_list_options *options, weft_deferred **gathered)
{
    struct plan plan = {.first_failed = true};

    if (options) {
        plan.consume_failed = options->consume;
        plan.cancel_rest = options->cancel_rest;
    }
    return combine(reactor, &plan, elements, count, gathered);
}

weft_status weft_race(weft_reactor *reactor, weft_deferred *const *elements, size_t count,
                      weft_deferred **winner)
{
    static const struct plan plan = {.first_ok = true,
                                     .consume_ok = true,
                                     .consume_failed = true,
                                     .cancel_rest = true,
                                     .group = true};

    return combine(reactor, &plan, elements, count, winner);
}
