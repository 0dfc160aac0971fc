/* chooser.h - who goes first, where order is free: what a strategy answers, and how a choice is
 * named.
 *
 * A choice is named, not numbered: the path of the candidate that Twisted's order would take,
 * the how-manieth time that this one is about to go first, and the path of the one that went:
 *
 *     0s run adder 8 as job.1/call.1 #1 -> 0s cancel job.2
 *
 * Scripts' own lines keep the order in which they stand in the file: of several that are due
 * only the first is a candidate, beside the program's calls.
 */
#ifndef WEFT_SIM_CHOOSER_H
#define WEFT_SIM_CHOOSER_H

#include "paths.h"
#include "weft/sim/world.h"

#define WEFT__CHOICE_TEXT_MAX 1024

enum weft__strategy {
    WEFT__STRATEGY_FIFO,   /* Twisted's order */
    WEFT__STRATEGY_RANDOM, /* each candidate as likely */
    WEFT__STRATEGY_REPLAY, /* as a trace says */
};

struct weft__chooser {
    enum weft__strategy strategy;
    uint64_t random_state;
    const weft_replay *replay;
    bool *followed; /* for each choice of the replay, whether it was asked for */
    size_t followed_count;
    size_t next; /* where to look first: questions mostly come in the order of the replay */
    bool left;   /* a question had no answer in the replay, or one that was no candidate */
    weft_subject first_stimulus; /* ids of the stimuli's calls, from this one */
    uint64_t stimuli;            /* so many */
};

/* Answers CHOICE, and records question and answer as an event of the world, if there was more
 * than one candidate. */
size_t weft__choose(weft_world *world, const weft_choice *choice);

/* The strategy called NAME (NULL: fifo): true and *STRATEGY, else false. */
bool weft__strategy_find(const char *name, enum weft__strategy *strategy);

#endif
