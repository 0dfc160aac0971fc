/* actor.h - iterators for tests of the Cooperator: a function that is called once a step, and a
 * cooperator to run them in. */
#ifndef TESTS_ACTOR_H
#define TESTS_ACTOR_H

#include "library_fixture.h"

/* The frame. ACT gets the number of the step, from 0, and may do whatever the test is about. */
struct actor {
    struct library_fixture *fixture;
    const char *name;
    weft_step (*act)(struct actor *actor, int64_t step, weft_value *out);
    weft_step (*clean_up)(struct actor *actor, weft_value *out); /* the closed block */
    int64_t steps;                                               /* taken so far */
    int64_t yields; /* of a counter: before it returns */
    void *context;
    weft_deferred *held; /* released with the frame; NULL: none */
};

/* These makers fail the test if there is no memory. Where clean_up is NULL, closing a suspended
 * actor writes NAME-closed. */
weft_iterator *make_actor(struct library_fixture *fixture, const char *name,
                          weft_step (*act)(struct actor *actor, int64_t step, weft_value *out));
struct actor *actor_of(weft_iterator *iterator);

/* Writes NAME0, NAME1, ... NAMEend, and returns how often it yielded. */
weft_iterator *make_counter(struct library_fixture *fixture, const char *name, int64_t yields);

/* What a counter does in a step, for actors that do something besides. */
weft_step count(struct actor *actor, int64_t step, weft_value *out);

/* Yields the Deferred that is held; any later step writes NAME and the step, and returns. */
weft_step await_held(struct actor *actor, int64_t step, weft_value *out);

/* A Cooperator whose slice is a number of steps; 0: Twisted's 10 ms, which a step that takes no
 * time never uses up. */
weft_cooperator *make_cooperator(struct library_fixture *fixture, uint32_t slice_steps);

/* Hands ITERATOR (moved) over, and returns the task. */
weft_task *start_task(weft_cooperator *cooperator, weft_iterator *iterator);

/* The same without a handle. */
void start(weft_cooperator *cooperator, weft_iterator *iterator);

/* Has the end of TASK written, as NAME=<iterator> or NAME=TaskStopped, and settled. */
void note_end(struct library_fixture *fixture, weft_task *task, const char *name);

#endif
