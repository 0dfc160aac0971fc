/* results.h - what a run came to, as a number: what each Deferred and each task came to, by path;
 * what each subject printed, in its own order; the state of a script's names; the findings, by
 * kind, error and subject, those that were expected apart, and of an expectation what was expected
 * (without numbers of subjects, and not why it did not hold: both may tell of when).
 */
#ifndef WEFT_SIM_RESULTS_H
#define WEFT_SIM_RESULTS_H

#include "stories.h"

/* What a pass over a trace has come to; all zero is the beginning. Each object's prints and result
 * are in its story. */
struct weft__results {
    uint64_t finals; /* a sum: of what is hashed by its text alone */
};

/* Takes RECORD, an event that brings something, whose subject has the story SUBJECT. */
void weft__results_take(struct weft__results *results, struct weft__stories *stories,
                        weft_trace_record record, struct weft__story *subject);

/* The next event is RECORD, whose subject has the story SUBJECT. What it brings is what SUBJECT has
 * come to, until another does. */
static inline void weft__results_note(struct weft__results *results, struct weft__stories *stories,
                                      const weft_trace_record *record, struct weft__story *subject)
{
    switch (record->kind) {
    case WEFT_EVENT_DEFERRED_FIRED:
    case WEFT_EVENT_DEFERRED_RETURNED:
    case WEFT_EVENT_DEFERRED_RECEIVED:
    case WEFT_EVENT_TASK_DONE:
    case WEFT_EVENT_TASK_STOPPED:
    case WEFT_EVENT_TASK_FAILED:
    case WEFT_TRACE_PRINT:
    case WEFT_TRACE_FINAL:
        weft__results_take(results, stories, *record, subject);
        break;
    default:
        break;
    }
}

/* After the last: the number. */
uint64_t weft__results_sum(const struct weft__results *results, struct weft__stories *stories);

#endif
