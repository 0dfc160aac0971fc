/* world_internal.h - what a world is, for the files that make it up. */
#ifndef WEFT_SIM_WORLD_INTERNAL_H
#define WEFT_SIM_WORLD_INTERNAL_H

#include "arena.h"
#include "chooser.h"
#include "paths.h"
#include "weft/sim/world.h"

/* A growing list of equal elements in the world's own memory. */
struct weft__list {
    void *elements;
    size_t count;
    size_t capacity;
    size_t element_bytes; /* 0: nothing was ever appended */
};

struct weft__stimulus {
    weft_world *world;
    int64_t time_ns;
    const char *label;
    weft_call_function function;
    void *context;
};

struct weft__look {
    int64_t time_ns;
    size_t order; /* of being asked for: looks at one time keep it */
    weft_call_function function;
    void *context;
};

struct weft__owned {
    void *context;
    weft_context_release release;
};

struct weft__wanted_failure {
    weft_subject subject;
    const weft_error_type *type; /* NULL: any */
};

struct weft__demanded {
    weft_finding_kind kind;
    const weft_error_type *type; /* NULL: any */
    uint32_t line;               /* of the script that demands it; 0: no script does */
};

/* A Deferred that is part of a list, gather or race. */
struct weft__collected {
    uint64_t list, part;
};

/* Everything but the library's objects lives in memory of the system's allocator, so that what a
 * world records and checks leaves the library's allocations as they are in a program without a
 * world. */
struct weft_world {
    weft_world_options options;
    weft_clock *clock;
    weft_reactor *reactor;
    weft_trace *trace;
    const weft_cooperator *cooperator; /* the default one, borrowed; NULL until it is asked for */
    weft_cooperator_options slice;
    struct weft__arena arena;
    struct weft__paths paths;
    struct weft__chooser chooser;
    uint64_t random_state;
    struct weft__script_run *script; /* in the arena; NULL: not a script's world */

    struct weft__list stimuli;   /* struct weft__stimulus * */
    struct weft__list looks;     /* struct weft__look */
    struct weft__list always;    /* struct weft__look */
    struct weft__list rules;     /* world_rules.c knows */
    struct weft__list released;  /* struct weft__look */
    struct weft__list listeners; /* weft_observer */
    struct weft__list owned;     /* struct weft__owned */
    struct weft__list wanted;    /* struct weft__wanted_failure */
    struct weft__list demanded;  /* struct weft__demanded */
    struct weft__list findings;  /* weft_finding */
    struct weft__list collected; /* struct weft__collected */

    size_t stimuli_pending;
    uint64_t steps;         /* calls and steps in all */
    uint64_t instant_steps; /* calls and steps at this instant */
    int64_t instant_ns;
    uint64_t reactor_turn; /* the turn of the reactor that turn counts */
    int64_t turn_ns;       /* when it began */
    uint64_t turn;         /* of its instant, from 1 */
    bool in_turn;
    int64_t ended_ns;
    size_t looked; /* how many of looks have been judged */
    uint64_t tasks_made;
    uint64_t runs_dropped; /* the iterator of the last inline run that was let go; 0: none was */
    unsigned mutes;        /* depth of misuse_begin */
    bool running;
    bool judging; /* rules: from the first event of the run to its end */
    bool stop;    /* a budget is used up: end the run */
    bool cut;     /* the run ended with calls pending */
    bool in_vain; /* something waits for what can never come */
    bool over;    /* everything has been judged: nothing more is recorded */
    bool exhausted;
};

/* Appends an element of BYTES to LIST and returns it, uninitialised; NULL without memory: the world
 * is then exhausted. */
void *weft__world_append(weft_world *world, struct weft__list *list, size_t bytes);

/* Memory, or the trace, has run out: the run ends. */
void weft__world_exhaust(weft_world *world);

/* Lets go of the default Cooperator; the next is made with the world's slice. */
void weft__world_renew_cooperator(weft_world *world);

/* Records an event of the simulator's own. */
uint64_t weft__world_record(weft_world *world, weft_trace_kind kind, weft_subject subject,
                            int64_t number, const char *text, size_t bytes);

/* Makes a finding; FORMAT as printf. */
void weft__world_find(weft_world *world, weft_finding_kind kind, weft_subject subject,
                      const weft_error_type *error, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 5, 6)))
#endif
    ;

/* As weft_world_expect_finding, demanded by LINE of a script. */
void weft__world_demand(weft_world *world, weft_finding_kind kind, const weft_error_type *error,
                        uint32_t line);

/* "deferred nap#3", in the world's memory. */
const char *weft__world_subject_text(weft_world *world, weft_subject subject);

/* Keeps account, from EVENT, of what waits for what (dependence.c). */
void weft__dependence_note(weft_world *world, const weft_event *event);

/* "deferred mine#4", or "deferred #5 of iterator writer#1" if a body has made it. Like snprintf. */
void weft__deferred_text(const weft_world *world, uint64_t deferred, char *text, size_t size);

/* Judges what must hold always or never, at this moment; at the end of the run, before anything is
 * let go, what must hold eventually, and tells what came of all of them. */
void weft__rules_judge(weft_world *world);
void weft__rules_end(weft_world *world);

/* The invariants, by the moment at which they are judged. */
void weft__invariants_event(weft_world *world, const weft_event *event);
void weft__invariants_ended(weft_world *world);
void weft__invariants_released(weft_world *world);

#endif
