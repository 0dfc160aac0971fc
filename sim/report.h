/* report.h - what came of one run of a search. As bytes it is the result of a job. */
#ifndef WEFT_SIM_REPORT_H
#define WEFT_SIM_REPORT_H

#include "plan.h"

enum weft__report_flags {
    WEFT__REPORT_FAILED = 1,    /* findings count against the run */
    WEFT__REPORT_EXHAUSTED = 2, /* a budget ran out */
    WEFT__REPORT_CROWDED = 4,   /* more was free at once than can be offered */
    WEFT__REPORT_CUT = 8,       /* given up: it would have come to the same as another run */
    WEFT__REPORT_DIVERGED = 16, /* it did not ask what it was said to ask: not deterministic */
};

/* A question that the search is about, in the order of asking. */
struct weft__asked {
    uint64_t key;
    uint32_t count;  /* of answers */
    uint32_t answer; /* the one that was given */
    uint32_t site;
    uint32_t first_call; /* of a plan that sleeps, and a question of calls: where in `calls` its
                            candidates are */
};

/* Of a plan that sleeps there is one for each question: what was so when it had been asked. */
struct weft__branch {
    uint64_t asleep[WEFT__SLEEPERS_MAX / 64]; /* a bit for each of the plan's sleepers */
    struct weft__touched touched;             /* by the call that then went, with all it did */
};

/* What it points to is borrowed: from the bytes that it was read from. */
struct weft__report {
    uint32_t flags;
    uint32_t findings;    /* that count against it */
    uint64_t ordering;    /* a hash of it, and of what came of it: state that no event tells of is
                             noticed there at the latest */
    uint64_t fingerprint; /* by the ingredients that were asked for; 0: none were */
    const struct weft__asked *asked;
    size_t asked_count;
    const struct weft__branch *branches; /* as many, or NULL */
    const uint64_t *calls;               /* hashes of the paths of candidates */
    size_t call_count;
    const char *classes; /* of a run that failed: those of its findings, each ended by a zero */
    size_t classes_bytes;
    const char *choices; /* of a run that failed: the texts of those that are not Twisted's, each
                            ended by a zero */
    size_t choices_bytes;
};

/* False without memory. */
bool weft__report_put(struct weft__byte_buffer *buffer, const struct weft__report *report);

/* Reads what weft__report_put wrote; BYTES are aligned as malloc aligns. */
void weft__report_get(const void *bytes, struct weft__report *report);

#endif
