/* script_make_loop.c - looping calls and their starts, and the start of a task that awaits. */
#include "script_make_internal.h"

#include "script_block.h"
#include "script_types.h"

static enum weft__script_answer make_loop(struct weft__script_attempt *attempt,
                                          const struct weft__make *make)
{
    bool counted = make->block->kind == WEFT__BLOCK_LOOP_COUNTED;
    weft_looping_call_options options = {
        .function = counted ? weft__script_run_ok : weft__script_run_plain,
        .release = weft__script_closure_release,
        .counted = counted,
    };
    struct weft__script_closure *closure = weft__script_closure_create(attempt->scope);
    weft_looping_call *loop = NULL;
    enum weft__script_answer answer;

    if (!closure)
        return weft__script_no_memory(attempt);
    closure->ok = make->block;
    options.context = closure;
    weft__script_ask(weft__script_run_of(attempt));
    answer = weft__script_answered(
        attempt, weft_looping_call_create(weft__script_run_of(attempt)->reactor, &options, &loop));
    if (answer == WEFT__SCRIPT_GRANTED)
        attempt->outcome = weft_looping_call_value(loop);
    return answer;
}

static enum weft__script_answer start_loop(struct weft__script_attempt *attempt,
                                           const struct weft__make *make)
{
    weft_loop_start start = {.not_now = make->start_loop.not_now};
    weft_deferred *over = NULL;
    enum weft__script_answer answer, timed;
    weft_status status;
    weft_value loop;

    timed = weft__script_make_time(attempt, make->start_loop.interval, &start.interval_ns);
    if (timed == WEFT__SCRIPT_RAISES)
        return timed;
    if (weft__script_attempt_value(attempt, make->start_loop.loop, &loop) != WEFT__SCRIPT_GRANTED)
        return WEFT__SCRIPT_RAISES;
    if (weft__script_view_of(&loop).kind != WEFT__SCRIPT_KIND_LOOP) {
        answer = weft__script_wrong_type(attempt, "it takes a loop");
    } else if (timed != WEFT__SCRIPT_GRANTED) {
        answer = timed;
    } else {
        weft__script_ask(weft__script_run_of(attempt));
        status = weft_looping_call_start(weft_value_looping_call(&loop), &start, &over);
        answer = weft__script_made_deferred(attempt, status, over);
    }
    weft_value_release(loop);
    return answer;
}

static enum weft__script_answer start_task(struct weft__script_attempt *attempt,
                                           const struct weft__make *make)
{
    weft_iterator *iterator = NULL;
    weft_deferred *result = NULL;
    enum weft__script_answer answer;
    weft_status status;

    answer = weft__script_take_source(attempt, &make->run.source, &iterator);
    if (answer != WEFT__SCRIPT_GRANTED)
        return answer;
    weft__script_ask(weft__script_run_of(attempt));
    status = weft_inline_callbacks(iterator, &result);
    answer = weft__script_made_deferred(attempt, status, result);
    if (answer == WEFT__SCRIPT_GRANTED)
        weft__script_note_work(weft__script_run_of(attempt), result, iterator);
    weft_iterator_release(iterator);
    return answer;
}

enum weft__script_answer weft__script_make_loop(struct weft__script_attempt *attempt,
                                                const struct weft__make *make)
{
    if (make->kind == WEFT__MAKE_LOOP)
        return make_loop(attempt, make);
    return make->kind == WEFT__MAKE_START_LOOP ? start_loop(attempt, make)
                                               : start_task(attempt, make);
}
