/* script_run_internal.h - one run of a script in one world, for the files of the interpreter.
 *
 * How they hang together, from below: types and seen values; records of what became of every
 * object; frames and names (scope); values of expressions (evaluate) and conditions (predicate);
 * statements that are library calls (attempt, act, make); the walk over statements, which blocks
 * and bodies share; expectations; the door (script_run.h).
 *
 * Everything here lies in the world's memory, which lasts until the world is closed.
 */
#ifndef WEFT_SIM_SCRIPT_RUN_INTERNAL_H
#define WEFT_SIM_SCRIPT_RUN_INTERNAL_H

#include "script.h"
#include "script_budget.h"
#include "script_seen.h"
#include "object_table.h"
#include "weft/sim/scenario.h"

/* Blocks that run inside one another, through the library; one deeper raises ScriptError. */
#define WEFT__SCRIPT_DEPTH_MAX 400

#define WEFT__SCRIPT_SENTENCE_BYTES 320 /* of a sentence for people; longer ones are cut */

struct weft__stimulus;
struct weft__script_frame;
struct weft__script_frame_record;
struct weft__script_closure;
struct weft__script_demand;
struct weft__script_wanted;
struct weft__script_watch;
struct weft__script_rule_watch;

/* Why a value could not be had, or a call could not be made. */
struct weft__script_problem {
    const weft_error_type *error;
    const char *sentence; /* static */
};

/* What a run keeps for each task of the script. */
struct weft__script_task_run {
    weft_iterator_type type;
    struct weft__script_frame_record **latest; /* by slot: the frame that gave the name last */
    struct weft__script_frame *free_frames;
    bool stepped;
    bool suspended; /* at least once: its closed block could have run */
};

/* A name of the world. Those that hold something are in one list, in the order in which it was
 * given. */
struct weft__script_world_slot {
    weft_value value;
    struct weft__script_world_slot *before, *after;
    bool holds;
};

/* Something to be told in the outcome. */
struct weft__script_note {
    struct weft__script_note *next;
    uint64_t event; /* of the trace, just after it was told; 0: none */
    uint32_t line;
    const char *text;
};

struct weft__script_print {
    int64_t time_ns;
    const char *text;
    size_t length;
};

struct weft__script_run {
    weft_world *world;
    weft_reactor *reactor;
    const struct weft__script *script;
    const weft_program *program;           /* or NULL */
    const struct weft__vary *vary;         /* that this run is a variation of, or NULL */
    const struct weft__stimulus **stimuli; /* of each line of the timeline, or NULL */
    const struct weft__stimulus
        *varied;           /* the one that `vary` moves or adds; NULL: it does neither */
    weft_allocator memory; /* weft__script_allocate */

    struct weft__script_task_run *tasks;
    struct weft__script_world_slot *names;
    struct weft__script_world_slot *first_given, *last_given;
    struct weft__script_closure *free_closures;

    int64_t units_left;
    bool halted; /* the budget is used up: nothing of the script runs any more */
    uint32_t depth;
    uint32_t frames_made;
    uint32_t line;          /* of the statement that runs, or ran last */
    bool asking;            /* between a statement's library call and the first that it tells */
    uint8_t *reached;       /* one bit a line: a statement that stands there was run */
    uint32_t refused_yield; /* the line of the yield that a closed block ended with */
    struct weft__script_problem problem; /* of the last value or call that could not be had */

    char *scratch; /* one printed form at a time */
    size_t scratch_capacity;
    struct weft__script_seen seen_texts[4]; /* texts that looks put together: a condition has two */
    uint32_t seen_texts_used;
    char why[WEFT__SCRIPT_SENTENCE_BYTES]; /* why the last condition did not hold */

    struct weft__object_table objects[WEFT_SUBJECT_KINDS]; /* struct weft__script_object by id */
    struct weft__object_table prints;                      /* struct weft__script_print */
    uint64_t print_count;
    uint64_t scanned; /* events of the trace that were searched for prints */

    struct weft__script_note *misused, *unhandled, *failed; /* the newest first */
    uint32_t note_count;                                    /* of these three */
    struct weft__script_note *finals, **last_final;         /* the state of each name at the end */
    struct weft__script_demand *demands;                    /* in their order */
    struct weft__script_wanted *wanted;
    struct weft__script_watch *watches;
    struct weft__script_rule_watch *rules;
    size_t timers_at_end;
    bool looked_at_end;
};

/* A sentence in the world's memory, like printf; a constant one if there is no memory. */
const char *weft__script_say(struct weft__script_run *run, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

#endif
