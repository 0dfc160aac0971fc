/* race_run.h - what the workers of `weft races` do: the run in Twisted's order, with who could have
 * gone before whom, and runs in which one call goes earlier.
 */
#ifndef WEFT_SIM_RACE_RUN_H
#define WEFT_SIM_RACE_RUN_H

#include "explored_run.h"

#define WEFT__RACE_OFFERS_MAX                                                                      \
    100000 /* calls offered, of one run; questions beyond are left out                             \
            */

/* Jobs besides those of enum weft__explored_job, which are done too. */
enum weft__race_job {
    WEFT__JOB_RACE_QUESTIONS =
        1000,             /* nothing; the result is what weft__race_questions_get reads */
    WEFT__JOB_RACE_ORDER, /* a struct weft__race_turn; the result is what weft__race_came_to_get
                             reads */
};

/* The run in which Twisted's order is left once. */
struct weft__race_turn {
    uint64_t key; /* of the question; 0: it is left nowhere */
    uint32_t place;
    uint32_t answer;
};

/* Two or more calls that could have gone next, where Twisted's order had the first of them go. */
struct weft__race_question {
    uint64_t key;
    int64_t time_ns;
    uint32_t place; /* among the questions of calls, from 0 */
    uint32_t count;
    uint32_t first_offer; /* its calls stand there and behind */
    uint32_t name;        /* where in the texts: its own, as choices begin, with the arrow */
};

struct weft__race_offer {
    uint64_t call; /* the hash of its path */
    uint32_t path; /* where in the texts */
    uint32_t site; /* likewise: where it was scheduled, for people */
};

struct weft__race_questions {
    const struct weft__race_question *questions;
    size_t question_count;
    const struct weft__race_offer *offers;
    const char *texts; /* each ended by a zero */
    bool cut;          /* there were more */
    bool crowded;      /* more was free at once than can be offered */
};

/* What one order came to. */
struct weft__race_came_to {
    uint64_t results; /* fingerprints: of what came of it, */
    uint64_t
        happening;  /* and of what happened, whichever came first where that cannot be noticed */
    uint32_t flags; /* enum weft__report_flags */
    const char *classes; /* of its findings, each ended by a zero */
    size_t classes_bytes;
};

/* What a worker does; CONTEXT is a struct weft__explored. */
bool weft__race_work(void *context, const struct weft__job *job);

/* Each puts the bytes of a job into BUFFER, which is emptied before. False without memory. */
bool weft__race_job_questions(struct weft__byte_buffer *buffer);
bool weft__race_job_order(struct weft__byte_buffer *buffer, const struct weft__race_turn *turn);

/* Each reads a result, aligned as malloc aligns; what it points to lies in BYTES. */
void weft__race_questions_get(const void *bytes, struct weft__race_questions *questions);
void weft__race_came_to_get(const void *bytes, struct weft__race_came_to *came_to);

#endif
