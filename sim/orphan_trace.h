/* orphan_trace.h - accepted traces that no scenario goes with.
 *
 * They are looked for in the folders that were named; with a folder for traces there instead, if no
 * more than one folder was named: else it may belong to a third one as well. Where nothing was
 * named, a program looks where its scenarios in C lie. A trace of a scenario in C is an orphan only
 * to a program that has such scenarios, for no other knows which there are.
 */
#ifndef WEFT_SIM_ORPHAN_TRACE_H
#define WEFT_SIM_ORPHAN_TRACE_H

#include "selection.h"

struct weft__orphan {
    struct weft__orphan *next;
    const char *path;
};

struct weft__orphans {
    struct weft__orphan *first;
    size_t count;
};

/* Finds those that go with nothing in SELECTION, all of it: made without -k. They live in its
 * arena. Returns as weft__command_walk. */
enum weft__exit weft__orphans_find(const struct weft__command *command,
                                   struct weft__selection *selection,
                                   struct weft__orphans *orphans);

#endif
