/* world.h - one simulated run: a clock, a chooser, a trace, and the checks that nobody has to
 * ask for.
 *
 * The same scenario, seed and choices give the same trace, byte for byte. What a world checks
 * unasked, each a *finding*: a failure that nothing took; a task or Deferred left waiting for
 * what can never come; API misuse; time that stands still; the horizon; objects left behind.
 *
 * A C scenario is a function that sets a world up (scenario.h); this header is what it may call.
 * Memory and state that must live as long as the run are had from the world. Everything else
 * goes through the library itself, on weft_world_reactor(world), exactly as in production.
 */
#ifndef WEFT_SIM_WORLD_H
#define WEFT_SIM_WORLD_H

#include "weft/sim/clock.h"
#include "weft/sim/trace.h"
#include "weft/pool.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_world weft_world;

/* X(kind, name in scripts and traces, sentence) */
#define WEFT_FINDINGS(X)                                                                           \
    X(WEFT_FINDING_EXPECTATION, "expectation", "an expectation did not hold")                      \
    X(WEFT_FINDING_UNHANDLED, "unhandled", "a failure that nothing took")                          \
    X(WEFT_FINDING_LOST, "lost", "an unfinished task, and nothing is left that could run it")      \
    X(WEFT_FINDING_UNFIRED, "unfired",                                                             \
      "a Deferred without a result, and nothing is left to fire it")                               \
    X(WEFT_FINDING_MISUSE, "misuse", "a call that the library refused")                            \
    X(WEFT_FINDING_LIVELOCK, "livelock", "time stands still")                                      \
    X(WEFT_FINDING_STARVED, "starved", "a due call was kept waiting beyond the bound")             \
    X(WEFT_FINDING_HORIZON, "horizon", "the run did not end by itself")                            \
    X(WEFT_FINDING_LEAK, "leaks", "objects left behind when everything was let go")                \
    X(WEFT_FINDING_VACUOUS, "vacuous", "something written that was never judged")

typedef enum weft_finding_kind {
#define X(kind, name, sentence) kind,
    WEFT_FINDINGS(X)
#undef X
        WEFT_FINDING_KINDS
} weft_finding_kind;

/* The kind's name, and what it means, as in the table; static text. */
WEFT_API const char *weft_finding_name(weft_finding_kind kind);
WEFT_API const char *weft_finding_sentence(weft_finding_kind kind);

/* One of at most 1,000 that a run makes; there it ends, and the last, a horizon, says so. */
typedef struct weft_finding {
    weft_finding_kind kind;
    weft_subject subject;
    int64_t time_ns;
    uint64_t event;               /* in the trace */
    const char *text;             /* one sentence, with the subject's name */
    const weft_error_type *error; /* of an unhandled failure or a misuse with a type; NULL */
    bool expected;                /* taken away by an expectation (`expect unhandled E`) */
} weft_finding;

/* Choices to follow: the texts of a trace's choice events, in order. A choice is named, not
 * numbered: each question is answered by the choice that names the same place, and where none
 * fits or what it names is not among the candidates, the first candidate goes and the run has
 * left the path. */
typedef struct weft_replay {
    const char *const *choices;
    size_t count;
    bool
        sparse; /* it holds only what differs: a question that it does not answer is no departure */
} weft_replay;

#define WEFT_WORLD_HORIZON_NS        (INT64_C(1000) * 3600 * WEFT_SECOND) /* 1,000 hours */
#define WEFT_WORLD_STEPS_MAX         UINT64_C(2000000)
#define WEFT_WORLD_INSTANT_STEPS_MAX UINT64_C(1000000)
#define WEFT_WORLD_INSTANT_TURNS_MAX UINT64_C(10000)
#define WEFT_WORLD_LATE_NS                                                                         \
    (60 * WEFT_SECOND) /* a call that runs later than this after its due time is starved */
#define WEFT_WORLD_UNTIL_0S (-1) /* for until_ns, where 0 is what an option left out is */

typedef struct weft_world_options {
    uint64_t seed;
    const char *strategy; /* "fifo" (NULL too), "random", "pct" */
    int64_t until_ns;     /* stop there; INT64_MAX or 0: none; WEFT_WORLD_UNTIL_0S: when all that is
                             due at 0s has run */
    int64_t horizon_ns;   /* stop there with a finding, unless until_ns says where; 0:
                             WEFT_WORLD_HORIZON_NS */
    uint64_t steps_max;   /* calls and steps in all; 0: WEFT_WORLD_STEPS_MAX */
    uint64_t
        instant_steps_max; /* calls and steps at one instant; 0: WEFT_WORLD_INSTANT_STEPS_MAX */
    uint64_t instant_turns_max; /* turns at one instant; 0: WEFT_WORLD_INSTANT_TURNS_MAX */
    weft_allocator allocator;   /* of the library's objects; allocate NULL: the pool's, or else the
                                   system's */
    weft_pool *pool; /* of all other memory of the world, which it outlives; NULL: the system's. Who
                        makes many worlds gives all of them one: once it is warm, a world is made,
                        run and closed without asking the system for anything */
    /* Every print as it happens: for `weft run`. NULL: only in the trace. */
    void (*on_print)(void *context, int64_t time_ns, const char *text, size_t bytes);
    /* After each recorded event: for `weft show` and debuggers. NULL: nobody. */
    void (*on_event)(void *context, weft_world *world, uint64_t event);
    void *context;
    const weft_replay *replay; /* choices to follow; NULL: the strategy decides */
    weft_freedom freedom;
    weft_faults faults;
    bool unjudged; /* expectations of a moment are recorded, and are no findings: for a run that was
                      made to go otherwise than they say. What holds always is judged */
    uint32_t vary; /* of a script: which `vary` of it, from 1, the run is a variation of: it is
                      judged by that one's rules, and what that varies is free; 0: of none */
} weft_world_options;

/* Makes a world that has yet to be set up; OPTIONS is copied, and what it points to outlives the
 * world. Returns WEFT_OK; WEFT_NO_MEMORY; WEFT_BAD_ARGUMENT if there is no such strategy. */
WEFT_API WEFT_MUST_USE weft_status weft_world_create(const weft_world_options *options,
                                                     weft_world **world);

/* Runs until nothing is pending or a bound is reached, judges what `end` asks, lets go of what
 * the world holds, and judges what that shows. Once. Findings tell how it went. Nothing is
 * stopped or cancelled for the sake of the end: whoever wants that does it in a stimulus. */
WEFT_API void weft_world_run(weft_world *world);

/* How many choices of the replay were followed; *LEFT (may be NULL) is whether the run left the
 * path, by a question that the replay does not answer or a choice that was never asked for. */
WEFT_API size_t weft_world_replayed(const weft_world *world, bool *left);

/* Where it left: the first question that was not answered, or else the first choice that was not
 * asked for; borrowed. NULL: it did not. */
WEFT_API const char *weft_world_left_at(const weft_world *world);

/* When the run ended. */
WEFT_API int64_t weft_world_ended_at(const weft_world *world);

/* Whether the trace or another budget ran out (exit code 6). */
WEFT_API bool weft_world_exhausted(const weft_world *world);

/* Frees the world and all that is in it. */
WEFT_API void weft_world_close(weft_world *world);

/* What the world is made of, borrowed: its reactor, its clock, its trace. */
WEFT_API weft_reactor *weft_world_reactor(const weft_world *world);
WEFT_API weft_clock *weft_world_clock(const weft_world *world);
WEFT_API weft_trace *weft_world_trace(const weft_world *world);

/* The default Cooperator of the world's reactor (weft_default_cooperator), which the world has
 * configured: one step a tick, ticks 10 ns apart, so that each step has an instant of its own.
 * Borrowed. NULL without memory: the run is then exhausted, unless a fault has refused it. */
WEFT_API weft_cooperator *weft_world_cooperator(weft_world *world);

/* What that Cooperator's slice is; before anybody asks for it. */
WEFT_API void weft_world_set_slice(weft_world *world, int64_t slice_ns, uint32_t slice_steps);

/* Stops the run at UNTIL_NS, unless the options said another time. Before the run. */
WEFT_API void weft_world_set_until(weft_world *world, int64_t until_ns);

/* Demands that the scenario comes to the same in whatever order calls go that are due together, or
 * within 1 us of each other: `weft check` runs every order, and holds it. Before the run. */
WEFT_API void weft_world_order_independent(weft_world *world);

/* How many turns one instant may have before time is said to stand still, in place of the
 * options' number. Before the run. */
WEFT_API void weft_world_set_instant_turns(weft_world *world, uint64_t turns_max);

/* The present virtual time, in nanoseconds since the start. */
WEFT_API int64_t weft_world_now(const weft_world *world);

/* Zeroed memory that lives as long as the world. NULL without memory: the run is then exhausted. */
WEFT_API void *weft_world_allocate(weft_world *world, size_t bytes);

/* Gives CONTEXT back when everything is let go after the run, in order of these calls. False
 * without memory: RELEASE has then been called, and the run is exhausted. */
WEFT_API bool weft_world_own(weft_world *world, void *context, weft_context_release release);

/* A stimulus: FUNCTION runs at TIME_NS, before all calls due then that are made during the run.
 * LABEL (copied) is its name in traces and choices. Before the run: stimuli of one instant run
 * in the order in which they were made. Without memory the run is exhausted. */
WEFT_API void weft_world_at(weft_world *world, int64_t time_ns, const char *label,
                            weft_call_function function, void *context);

/* The same for an outside event whose moment is free: at FROM_NS, or where that is explored, at any
 * time up to and with UNTIL_NS; both ends, and the moments around what else happens between them,
 * are tried first. It may come before or after what is due at its time. */
WEFT_API void weft_world_within(weft_world *world, int64_t from_ns, int64_t until_ns,
                                const char *label, weft_call_function function, void *context);

/* FUNCTION looks after the last turn due at or before TIME_NS, before any later one. It is not a
 * call: it takes no turn, and may only look and expect. The clock then shows TIME_NS, unless
 * work has moved it past. INT64_MAX: at the end of the run. Without memory the run is exhausted. */
WEFT_API void weft_world_look(weft_world *world, int64_t time_ns, weft_call_function function,
                              void *context);

/* FUNCTION looks after every turn. Without memory the run is exhausted. */
WEFT_API void weft_world_look_always(weft_world *world, weft_call_function function, void *context);

/* FUNCTION looks after everything has been let go at the end, when what is still alive has been
 * left behind. Without memory the run is exhausted. */
WEFT_API void weft_world_look_released(weft_world *world, weft_call_function function,
                                       void *context);

/* OBSERVER, too, is told each event of the library, after it was recorded. Before the run.
 * Without memory the run is exhausted. */
WEFT_API void weft_world_listen(weft_world *world, weft_observer observer);

/* A line of output, like printf, at the present time. Without memory the run is exhausted. */
WEFT_API void weft_world_print(weft_world *world, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* The same for bytes that are there already. */
WEFT_API void weft_world_print_text(weft_world *world, const char *text, size_t bytes);

/* Spends virtual CPU time (weft_clock_work), traced. Returns as that does; without memory for the
 * trace the run is exhausted. */
WEFT_API weft_status weft_world_work(weft_world *world, int64_t cost_ns);

/* Names SUBJECT in the trace: `deferred nap#3`. One that has a name keeps it there; the trace
 * then says what else it is called. Without memory the run is exhausted. */
WEFT_API void weft_world_name(weft_world *world, weft_subject subject, const char *name);

/* The next number of the world's own generator (from its seed): for scenarios that vary by seed. */
WEFT_API uint64_t weft_world_random(weft_world *world);

/* Records whether what TEXT says held; if not it is a finding, with WHY (NULL: nothing to add).
 * Returns HELD. Without memory the run is exhausted. */
WEFT_API bool weft_world_expect(weft_world *world, bool held, const char *text, const char *why);

/* Whether something is so, of WORLD or of CONTEXT. It may only look: at CONTEXT, and through
 * functions that take const pointers. An event that comes of it is a mistake (asserted). */
typedef bool (*weft_world_condition)(const weft_world *world, void *context);

/* Invariants of the scenario's own, before the run. TEXT (copied) says what is so where CONDITION
 * holds, and reads well behind the name of the function: "stock >= 0" gives the finding "expected
 * always stock >= 0, but it is not so".
 *
 * CONDITION must hold always, that is after every event of the run: each one of the library, each
 * print, each work, in the middle of a function too, and once more when a turn is over. The set-up
 * comes before the run, and when things are let go it is over: then nothing is judged. Where it
 * does not hold there is a finding, right behind the event; one for the whole run. If the run had
 * no event, it is found vacuous instead. Without memory the run is exhausted.
 *
 *     static bool stock_is_left(const weft_world *world, void *context)
 *     {
 *         (void) world;
 *         return ((struct shop *) context)->stock >= 0;
 *     }
 *     ...
 *     weft_world_always(world, stock_is_left, shop, "stock >= 0"); */
WEFT_API void weft_world_always(weft_world *world, weft_world_condition condition, void *context,
                                const char *text);

/* The same for what must not hold at any of those moments: "expected never two at the till, but it
 * is so". */
WEFT_API void weft_world_never(weft_world *world, weft_world_condition condition, void *context,
                               const char *text);

/* The same for what must hold in the end: when nothing is pending any more, no fault either, after
 * the last looks and before anything is let go. What held for a time only does not count. Of a run
 * that was cut off, at `until`, the horizon or a budget, nobody knows the end: then it is found
 * vacuous. Without memory the run is exhausted. */
WEFT_API void weft_world_eventually(weft_world *world, weft_world_condition condition,
                                    void *context, const char *text);

/* Whether STATUS is WEFT_OK; otherwise it is a finding, with WHAT was being done. For the calls
 * of a scenario that are not meant to be refused. Without memory the run is exhausted. */
WEFT_API bool weft_world_ok(weft_world *world, weft_status status, const char *what);

/* DEFERRED, or a task's end, has failed with TYPE (NULL: any) or below: expected, and then not
 * reported as unhandled. Without memory the run is exhausted. */
WEFT_API bool weft_world_expect_failed(weft_world *world, const weft_deferred *deferred,
                                       const weft_error_type *type);

/* Says before or after the fact that a failure of TYPE on SUBJECT is wanted: it is not reported
 * as unhandled. Without memory the run is exhausted. */
WEFT_API void weft_world_want_failure(weft_world *world, weft_subject subject,
                                      const weft_error_type *type);

/* Demands one finding of KIND (ERROR: of that type or below; NULL: any) by the end of the run
 * and takes it away. Without memory the run is exhausted. */
WEFT_API void weft_world_expect_finding(weft_world *world, weft_finding_kind kind,
                                        const weft_error_type *error);

/* Makes a finding of the scenario's own. TEXT is copied. Without memory the run is exhausted. */
WEFT_API void weft_world_find(weft_world *world, weft_finding_kind kind, weft_subject subject,
                              const weft_error_type *error, const char *text);

/* Between these two a refused call is no finding of its own: whoever calls judges its status. */
WEFT_API void weft_world_misuse_begin(weft_world *world);
WEFT_API void weft_world_misuse_end(weft_world *world);

/* How many findings of KIND there would be now: those made, and, for unhandled, failures that
 * are held and that nothing has taken yet. Expected and wanted ones do not count. Of
 * WEFT_FINDING_LEAK: how many objects are alive, which is what would be left behind once the
 * world has let go of everything (weft_world_look_released). */
WEFT_API size_t weft_world_count(const weft_world *world, weft_finding_kind kind);

/* How many calls of the program are pending: ticks count, stimuli do not. */
WEFT_API size_t weft_world_timers(const weft_world *world);
/* How many tasks are unfinished. */
WEFT_API size_t weft_world_tasks(const weft_world *world);

/* The findings so far, in order; those that count against the run are the ones not expected. */
WEFT_API size_t weft_world_findings(const weft_world *world, const weft_finding **findings);

/* How many findings count against the run. 0: it held. What proves nothing
 * (WEFT_FINDING_VACUOUS) is reported, and does not count. */
WEFT_API size_t weft_world_failures(const weft_world *world);

/* Writes the world's state at this moment: pending calls, tasks with their state, Deferreds with
 * what they wait for. Without memory to list the calls it says so. */
WEFT_API void weft_world_describe(const weft_world *world, FILE *file);

/* The world that REACTOR belongs to. REACTOR must be a world's (asserted). For calls and
 * callbacks whose context is taken. */
WEFT_API weft_world *weft_world_of(const weft_reactor *reactor);

#ifdef __cplusplus
}
#endif

#endif
