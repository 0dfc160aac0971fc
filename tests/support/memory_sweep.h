/* memory_sweep.h - what makes something, with memory running out at each of its requests: once, and
 * from there on.
 *
 * A *deed* is one call that makes something. It is done three ways: undisturbed; with the n-th
 * request failing; and with all requests from the n-th on failing, for every n until it succeeds.
 * Where it fails it must say WEFT_NO_MEMORY, tell the observer nothing, make and change nothing,
 * and have given back what was moved into it. Done again with memory it must then lead to the very
 * same end as undisturbed, numbers of objects included, and no byte may be left at the close.
 *
 * A deed is a static function of a file tests/NAME_memory_test.c that returns weft_status and takes
 * a struct scene: tests/sweeps looks there for every public function that can run out of memory.
 */
#ifndef TESTS_MEMORY_SWEEP_H
#define TESTS_MEMORY_SWEEP_H

#include "counting_allocator.h"
#include "journal.h"
#include "manual_clock.h"

#include <weft/weft.h>

struct scene {
    const struct deed *deed;
    struct manual_clock clock;
    struct counting_allocator memory;
    struct journal journal;
    weft_reactor *reactor;
    weft_deferred *first, *second; /* for the deed: made before it, and released at the end */
    weft_deferred *made;           /* what the deed made, if so */
    weft_delayed_call *call;
    void *own; /* what else the deed needs or makes: of prepare and clean_up */
};

struct deed {
    weft_status (*act)(struct scene *scene);
    const char *given_back; /* what the journal says when it fails; NULL: nothing */
    bool first_has_fired;
    int calls_before; /* pending: as many as the queue has room for, so that the deed makes it grow
                       */
    void (*prepare)(struct scene *scene);  /* before the deed, with memory; NULL: nothing */
    void (*clean_up)(struct scene *scene); /* when all has run, with memory; NULL: nothing */
};

/* The scene before DEED. Its journal is empty. */
void scene_open(struct scene *scene, const struct deed *deed);

/* Fires `first` if nobody has, runs all that is pending, lets go of everything, closes, and asserts
 * that no byte is left. */
void scene_play_out(struct scene *scene);

/* Does DEED in all ways. It must ask for memory at least once. */
void memory_sweep(const struct deed *deed);

/* What deeds hand over, to see it given back: a context (the scene) and a value. */
void scene_give_back(weft_reactor *reactor, void *context); /* writes "back" */
weft_value scene_coin(struct scene *scene);                 /* its release writes "coin" */

/* A function that returns a value says with the MemoryError that it could not make one: the status
 * of VALUE (moved). */
weft_status scene_status_of(weft_value value);

#endif
