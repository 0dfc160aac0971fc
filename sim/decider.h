/* decider.h - who answers the questions of one run. */
#ifndef WEFT_SIM_DECIDER_H
#define WEFT_SIM_DECIDER_H

#include "question.h"

/* DECIDE returns an answer below question->count. It may only look; a `read` may add answers. */
struct weft__decider {
    uint64_t (*decide)(void *context, weft_world *world, struct weft__question *question);
    void *context;
};

#define WEFT__LOWERED_MAX 16

/* What those that draw need. The first three are given, the others are theirs. */
struct weft__draw {
    uint64_t seed;
    uint64_t depth; /* pct: how many orders it aims to get right, 1 to WEFT__LOWERED_MAX */
    uint64_t steps; /* how many questions a run has, about */
    uint64_t asked; /* so many there were */
    uint64_t faults_asked;
    uint64_t lowered[WEFT__LOWERED_MAX];
    size_t lowered_count;
};

/* Twisted's answers. */
struct weft__decider weft__decider_fifo(void);

/* Each answer as likely, but rarely a time slice that ends early or a loop that is held up. Each
 * question draws from a stream of its own, keyed by its name, so one question more does not shift
 * the others. DRAW is borrowed. */
struct weft__decider weft__decider_random(struct weft__draw *draw);

/* Priorities with DEPTH - 1 points of change. DRAW is borrowed.
 * Source: S. Burckhardt, P. Kothari, M. Musuvathi, S. Nagarakatte, "A randomized scheduler with
 * probabilistic guarantees of finding bugs" (ASPLOS 2010), section 3. */
struct weft__decider weft__decider_pct(struct weft__draw *draw);

/* The strategy of a single run called NAME: "fifo" (NULL too), "random", "pct". DRAW is borrowed.
 * False: there is none of that name. */
bool weft__decider_find(const char *name, struct weft__draw *draw, struct weft__decider *decider);

/* What a trace's choices say, by their names; Twisted's answer where they say nothing. */
struct weft__follower {
    const weft_replay *replay;
    bool *followed; /* for each choice, whether it was asked for; zeroed at first */
    size_t followed_count;
    size_t next;     /* where to look first: questions mostly come in the order of the replay */
    bool left;       /* a question had no answer in the replay, or one that is none */
    char *departure; /* the first such question, or choice; room for WEFT__CHOICE_TEXT_MAX */
};
struct weft__decider weft__decider_follow(struct weft__follower *follower);

/* The same after an edit of the scenario: digits and full stops in names do not count, since what
 * is counted and timed is now counted and timed otherwise; where several choices fit, the first. */
struct weft__decider weft__decider_follow_loosely(struct weft__follower *follower);

#endif
