/* paths.h - names for objects that survive an edit of the program: who made it, what it is called,
 * the how-manieth of those that are called so.
 *
 * `0s run adder 8 as job/adder.1/call.2` is the second call that was made by the first task
 * `adder` that was made by that line. A number like #7 would be another after any edit; a path
 * changes only where its own makers do. Of a path of more than WEFT__PATH_PARTS parts the first
 * are given as a count: `~994/call.1/...`.
 *
 * The call of a Cooperator, its tick, is made by whoever is the first to give it a task. It counts
 * apart from that one's own calls, so that their paths do not depend on who came first.
 */
#ifndef WEFT_SIM_PATHS_H
#define WEFT_SIM_PATHS_H

#include "cut_text.h"
#include "label_counts.h"
#include "prng.h"
#include "object_table.h"
#include "weft/weft.h"

#define WEFT__PATH_PARTS 6

#define WEFT__PATHS_SITES 10 /* kinds of questions that can be about an object */

/* What is known of one object. */
struct weft__known {
    const char *label; /* what it is called in paths in place of its kind; NULL: by its kind */
    const char *name;  /* that, or the kind's */
    size_t name_bytes;
    weft_subject maker;
    uint32_t ordinal; /* among those of its kind, or label, by its maker; 0: nobody has told of this
                         object */
    uint32_t calls_pending;            /* of those that it has made */
    uint32_t depth;                    /* makers above it */
    uint32_t made[WEFT_SUBJECT_KINDS]; /* how many of each kind it has made; ticks count as
                                          WEFT_SUBJECT_NONE, which is the kind of no object */
    uint32_t asked[WEFT__PATHS_SITES]; /* how many questions of each site were about it */
    uint64_t hash;                     /* of its path; 0: not looked at yet */
    weft_subject beginner;             /* of the strand that it is part of */
    uint32_t group;                    /* of a call: those of one of the scenario's own groups keep
                                          their order; 0: it is of none */
    bool is_tick;                      /* a Cooperator's call */
    bool unfinished;    /* a task that has not ended, or an inline run's iterator that was let go */
    bool waits_in_vain; /* an unfinished task, or a Deferred without a result, when nothing is
                           pending any more */
    bool awaited_in_vain;  /* a Deferred for which such a task waits */
    int64_t due_ns;        /* of a call */
    uint64_t chained_from; /* of a Deferred: the one that fires it explicitly; 0: none */
    uint64_t waits_on; /* of a Deferred: one that it depends on, if that has no result; of a task:
                          the Deferred that it waited for last; 0: none is known */
    uint64_t result;   /* of an inline run's iterator, or a loop: the Deferred that it will fire; of
                          a lock: the Deferred that has it; 0: none */
    uint64_t iterator; /* of a task: the one that it steps; 0: it is not known */
    weft_subject line; /* of a Deferred: the lock, semaphore or queue in whose line it stands */
    uint64_t followed_from; /* of a Deferred: from which one in_vain.c has come to it */
    bool leads_ring;        /* of a Deferred: it waits for itself, and is the oldest that does */
    bool
        dropped; /* of a Deferred: what the run or loop that was to fire it waited for was let go */
};

struct weft__paths {
    struct weft__object_table kinds[WEFT_SUBJECT_KINDS];
    struct weft__label_counts labels; /* how many of each label each has made */
};

void weft__paths_begin(struct weft__paths *paths, const weft_allocator *allocator);
void weft__paths_free(struct weft__paths *paths);

/* Notes that MAKER has made SUBJECT; LABEL outlives the paths. Once for each; later calls change
 * nothing. False without memory. */
bool weft__paths_note(struct weft__paths *paths, weft_subject subject, weft_subject maker,
                      const char *label);

/* What is known of SUBJECT; NULL: nothing. */
static inline struct weft__known *weft__paths_find(const struct weft__paths *paths,
                                                   weft_subject subject)
{
    struct weft__known *known = weft__object_table_find(&paths->kinds[subject.kind], subject.id);

    return known && known->ordinal > 0 ? known : NULL;
}

/* A hash of SUBJECT's whole path, the same everywhere; 0: nothing is known of it. */
uint64_t weft__paths_hash(const struct weft__paths *paths, weft_subject subject);

/* CALL has run, or was cancelled. */
void weft__paths_call_ended(struct weft__paths *paths, const struct weft__known *call);

/* The strand that SUBJECT is part of, as the hash of whoever began it. A task begins one, and so
 * does a call that is made while its maker's strand has another pending: which of these two goes
 * first is free. */
uint64_t weft__paths_strand(const struct weft__paths *paths, weft_subject subject);

/* The same hash of a text; of what HASH is of, followed by NUMBER. */
uint64_t weft__paths_hash_text(const char *text);
static inline uint64_t weft__paths_hash_more(uint64_t hash, uint64_t number)
{
    uint64_t state = hash ^ (number * UINT64_C(0xff51afd7ed558ccd));

    return weft__prng_next(&state);
}

/* Puts the path of SUBJECT behind what is in CUT. */
void weft__paths_put(const struct weft__paths *paths, weft_subject subject,
                     struct weft__cut_text *cut);

/* Writes the path of SUBJECT, like snprintf. */
size_t weft__paths_format(const struct weft__paths *paths, weft_subject subject, char *text,
                          size_t size);

#endif
