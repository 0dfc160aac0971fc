/* script_running.h - one script run for a test, in a world whose objects have counted memory, and
 * its outcome as a text that a table can hold. */
#ifndef TESTS_SCRIPT_RUNNING_H
#define TESTS_SCRIPT_RUNNING_H

#include "script_reading.h"

#include <weft/sim/scenario.h>

struct script_running {
    struct script_reading reading;
    struct counting_allocator memory; /* of the library's objects */
    weft_world *world;
    char *outcome;
    size_t outcome_bytes;
};

/* Reads LENGTH bytes at TEXT, which must outlive RUNNING, and sets a world up for them; OPTIONS
 * without an allocator. Fails the test if the script is not one that is acted on. */
void script_running_start(struct script_running *running, const char *text, size_t length,
                          const weft_world_options *options);

/* The same for a script that names what PROGRAM registers. */
void script_running_start_with(struct script_running *running, const char *text, size_t length,
                               const weft_program *program);

/* Runs the world and returns the outcome, which is RUNNING's. */
const char *script_running_run(struct script_running *running);

/* How many findings of KIND there were, expected ones too; *TEXT (may be NULL): the last one's. */
size_t script_running_findings(const struct script_running *running, weft_finding_kind kind,
                               const char **text);

/* Closes the world and frees the script; fails the test if anything is left. */
void script_running_end(struct script_running *running);

/* One script, and what comes of it. */
struct script_outcome_row {
    const char *title; /* what it shows: told if it does not */
    const char *text;
    size_t length;
    const char *outcome;
};

/* Fails the test at the first of COUNT rows whose script has another outcome, or leaves memory
 * behind. */
void assert_script_outcomes(const struct script_outcome_row *rows, size_t count);

#endif
