/* script_make_list.c - one Deferred of many: list, gather, race. */
#include "script_make_internal.h"

#include "script_budget.h"

enum { FEW = 16 }; /* elements without memory of their own */

static enum weft__script_answer combine(struct weft__script_attempt *attempt,
                                        const struct weft__make *make,
                                        weft_deferred *const *elements, size_t count)
{
    weft_reactor *reactor = weft__script_run_of(attempt)->reactor;
    weft_deferred_list_options options = {.first_ok = make->list.first_ok,
                                          .first_failed = make->list.first_failed,
                                          .consume = make->list.consume};
    weft_deferred *deferred = NULL;
    weft_status status;

    weft__script_ask(weft__script_run_of(attempt));
    if (make->kind == WEFT__MAKE_RACE)
        status = weft_race(reactor, elements, count, &deferred);
    else if (make->kind == WEFT__MAKE_GATHER)
        status = weft_gather_results(reactor, elements, count, &options, &deferred);
    else
        status = weft_deferred_list(reactor, elements, count, &options, &deferred);
    return weft__script_made_deferred(attempt, status, deferred);
}

/* Evaluates what stands behind EXPRESSION into ELEMENTS, COUNT of them so far, each with a
 * reference. All are evaluated before it is known whether all are Deferreds. */
static enum weft__script_answer evaluate(struct weft__script_attempt *attempt,
                                         const struct weft__expression *expression,
                                         weft_deferred **elements, size_t *count)
{
    enum weft__script_answer answer = WEFT__SCRIPT_GRANTED;

    for (; expression; expression = expression->next) {
        weft_value value;

        if (weft__script_attempt_value(attempt, expression, &value) != WEFT__SCRIPT_GRANTED)
            return WEFT__SCRIPT_RAISES;
        if (weft_value_is_deferred(&value)) {
            elements[(*count)++] = weft_value_deferred(&value);
            continue;
        }
        weft_value_release(value);
        answer = weft__script_wrong_type(attempt, "it takes Deferreds");
    }
    return answer;
}

enum weft__script_answer weft__script_make_list(struct weft__script_attempt *attempt,
                                                const struct weft__make *make)
{
    weft_deferred *few[FEW], **elements = few;
    enum weft__script_answer answer;
    size_t total = 0, count = 0;

    for (const struct weft__expression *value = make->list.values; value; value = value->next)
        total++;
    if (total > FEW)
        elements = weft__script_allocate(weft__script_run_of(attempt), total * sizeof *elements);
    if (!elements)
        return weft__script_no_memory(attempt);
    answer = evaluate(attempt, make->list.values, elements, &count);
    if (answer == WEFT__SCRIPT_GRANTED)
        answer = combine(attempt, make, elements, count);
    for (size_t i = 0; i < count; i++) {
        weft__script_charge_object(weft__script_run_of(attempt));
        weft_deferred_release(elements[i]);
    }
    return answer;
}
