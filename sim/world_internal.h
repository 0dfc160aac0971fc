/* world_internal.h - what a world is, for the files that make it up. */
#ifndef WEFT_SIM_WORLD_INTERNAL_H
#define WEFT_SIM_WORLD_INTERNAL_H

#include "arena.h"
#include "clock_internal.h"
#include "decider.h"
#include "paths.h"
#include "plan.h"
#include "touch.h"
#include "weft/sim/world.h"

/* A growing list of equal elements in the world's own memory. */
struct weft__list {
    void *elements;
    size_t count;
    size_t capacity;
    size_t element_bytes; /* 0: nothing was ever appended */
};

/* A moment of a run: at TIME_NS before what else is due then; or, with a TURN, after that turn of
 * its instant and before the next. TIME_NS of INT64_MAX: never. */
struct weft__position {
    int64_t time_ns;
    uint64_t turn;
};

struct weft__stimulus {
    weft_world *world;
    int64_t time_ns;
    int64_t until_ns; /* of one whose moment is free, the last */
    const char *label;
    weft_call_function function;
    void *context;
    bool free;                         /* its moment is asked for */
    bool anywhere;                     /* of a free one: whatever the answer says, or never; nothing
                                          is offered but time_ns (INT64_MAX: never) */
    const struct weft__stimulus *with; /* it comes with that one, made before it; NULL: by itself */
    uint32_t group;                    /* those of one group keep their order; from 1 */
    struct weft__position position;    /* where it goes; turn 0: it is a delayed call */
};

struct weft__look {
    int64_t time_ns;
    size_t order; /* of being asked for: looks at one time keep it */
    weft_call_function function;
    void *context;
    const struct weft__stimulus *with; /* at the time at which that one comes; NULL: at time_ns */
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
    bool optional;               /* taken away where it is there, and not missed */
};

/* A Deferred that is part of a list, gather or race. */
struct weft__collected {
    uint64_t list, part;
};

/* Told of each call of a turn as it begins; what it then touches is noted. */
struct weft__call_watch {
    /* CALL is the hash of its path. NULL: nobody watches. */
    void (*begin)(void *context, weft_world *world, uint64_t call, int64_t due_ns);
    void *context;
    struct weft__touched *touched;
};

/* The turns of a run that went before, for the moments around them. */
struct weft__positions {
    const struct weft__position *elements;
    size_t count;
};

/* Everything but the library's objects lives in memory of the world's own, so that what a world
 * records and checks leaves the library's allocations as they are in a program without a world. */
struct weft_world {
    weft_world_options options;
    weft_allocator own; /* the pool's, or the system's */
    weft_clock *clock;
    weft_reactor *reactor;
    weft_trace *trace;
    const weft_cooperator *cooperator; /* the default one, borrowed; NULL until it is asked for */
    weft_cooperator_options slice;
    struct weft__arena arena;
    struct weft__paths paths;
    struct weft__decider decider;
    struct weft__draw draw;         /* of a strategy that draws */
    struct weft__follower follower; /* of a replay */
    uint64_t random_state;
    struct weft__script_run *script; /* in the arena; NULL: not a script's world */

    struct weft__list stimuli; /* struct weft__stimulus * */
    struct weft__list placed;  /* struct weft__stimulus *: those that go after a turn, in order */
    size_t placed_gone;        /* so many of them have run */
    struct weft__positions turns_before; /* borrowed */
    struct weft__call_watch watch;
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
    int64_t displaced_ns; /* how far time was brought by who went early, or by a loop that was held
                             up; 0: it went its own way */
    bool looks_late;      /* who looks now wanted to before that time: it is another moment now */
    bool order_independent;            /* it is demanded */
    bool given_up;                     /* nobody wants to know more of this run */
    bool faulted;                      /* what is done to a run has been done */
    const weft_error_type *fault_type; /* what failures come of it by right; NULL: none did */
    bool crowded;                      /* more was free at once than could be offered */
    weft_allocator memory;             /* the library's, behind the faults */
};

/* The present virtual time, as weft_world_now. */
static inline int64_t weft__world_now(const weft_world *world)
{
    return world->clock->now_ns;
}

/* Appends an element of BYTES to LIST and returns it, uninitialised; NULL without memory: the world
 * is then exhausted. */
void *weft__world_append(weft_world *world, struct weft__list *list, size_t bytes);

/* As weft_world_allocate, of bytes that may be anything. */
void *weft__world_take(weft_world *world, size_t bytes);

/* Memory, or the trace, has run out: the run ends. */
void weft__world_exhaust(weft_world *world);

/* Adds STIMULUS, whose label is copied. NULL without memory: the run is then exhausted. */
struct weft__stimulus *weft__world_add_stimulus(weft_world *world, struct weft__stimulus stimulus);

/* As weft_world_look, at the time at which STIMULUS comes. */
void weft__world_look_with(weft_world *world, const struct weft__stimulus *stimulus,
                           weft_call_function function, void *context);

/* Who answers the world's questions, in place of its strategy. Before the run. */
void weft__world_set_decider(weft_world *world, struct weft__decider decider);

/* Before the run. */
void weft__world_watch_calls(weft_world *world, struct weft__call_watch watch);

/* The call that runs has to do with all that EVENT tells of (touch.c); somebody watches. */
void weft__world_note_touched(weft_world *world, const weft_event *event);

/* The rest of the run is of no interest: it ends, and judges nothing more. */
void weft__world_give_up(weft_world *world);

/* Before time begins (world_stimuli.c): stimuli go to their moments, then looks are put in order.
 */
void weft__stimuli_schedule(weft_world *world);
void weft__looks_order(weft_world *world);

/* The library asks (world_choose.c). */
size_t weft__world_choose(weft_world *world, const weft_choice *choice);

/* Writes POSITION as choices name it: "1.000000010 after turn 1"; like snprintf. */
size_t weft__position_put(struct weft__position position, char *text, size_t size);

/* Outside events (world_moments.c): asks for STIMULUS's moment. */
struct weft__position weft__moment_ask(weft_world *world, const struct weft__stimulus *stimulus);
/* STIMULUS, whose position is after a turn, will go there. It outlives the run. */
void weft__moment_place(weft_world *world, struct weft__stimulus *stimulus);
/* Asks whether the loop is held up now, before the next turn; if so, time passes. */
void weft__lateness_ask(weft_world *world);
/* Runs those placed events that come before the next turn, which is due at DUE_NS (INT64_MAX: there
 * is none); whether there were any. */
bool weft__moments_run(weft_world *world, int64_t due_ns);

/* Faults (fault.c): asks whether anything is done at SITE; performs what may be done anywhere, and
 * returns true if what is about to happen there is to fail. */
bool weft__fault_ask(weft_world *world, enum weft__site site, weft_subject subject);
/* What the reactor is to allocate with, so that requests can be refused. */
weft_allocator weft__fault_allocator(weft_world *world);

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

/* What is expected, and why it does not hold, is cut at so many bytes, its NUL included. */
#define WEFT__JUDGEMENT_BYTES 512

/* As weft_world_expect, of what holds in every run, one too that was made to go otherwise. */
bool weft__world_hold(weft_world *world, bool held, const char *text, const char *why);

/* As weft_world_expect, but it is no finding if it does not hold. */
bool weft__world_note(weft_world *world, bool held, const char *text, const char *why);

/* As weft_world_expect_finding. */
void weft__world_demand(weft_world *world, struct weft__demanded demanded);

/* "deferred nap#3", in the world's memory. */
const char *weft__world_subject_text(weft_world *world, weft_subject subject);

/* Keeps account, from EVENT, of what waits for what (dependence.c). SUBJECT is what is known of its
 * subject, or NULL. */
void weft__dependence_note(weft_world *world, const weft_event *event, struct weft__known *subject);

/* "deferred mine#4", or "deferred #5 of iterator writer#1" if a body has made it. Like snprintf. */
void weft__deferred_text(const weft_world *world, uint64_t deferred, char *text, size_t size);

/* Judges what must hold always or never, at this moment. */
void weft__rules_judge_now(weft_world *world);
static inline void weft__rules_judge(weft_world *world)
{
    if (world->judging && !world->exhausted)
        weft__rules_judge_now(world);
}

/* At the end of the run, before anything is let go: judges what must hold eventually, and tells
 * what came of all rules. */
void weft__rules_end(weft_world *world);

/* The invariants, by the moment at which they are judged. */
void weft__invariants_event(weft_world *world, const weft_event *event,
                            struct weft__known *subject); /* what is known of it, or NULL */
void weft__invariants_ended(weft_world *world);
void weft__invariants_released(weft_world *world);

#endif
