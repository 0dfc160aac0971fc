/* script_budget.h - how much the script of one run may do, and the memory that it takes.
 *
 * Every loop of a script ends, but it may be long, and what it makes may be large. So each
 * statement costs a unit, each object made OBJECT_UNITS, and MEMORY_BYTES of texts or of the
 * interpreter's own memory one. When they are used up, nothing of the script runs any more: the run
 * has a finding and comes to its end.
 */
#ifndef WEFT_SIM_SCRIPT_BUDGET_H
#define WEFT_SIM_SCRIPT_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

#define WEFT__SCRIPT_UNITS_MAX    20000000
#define WEFT__SCRIPT_OBJECT_UNITS 10
#define WEFT__SCRIPT_MEMORY_BYTES 32

struct weft__script_run;

/* Begins a statement: uses up a unit. False, with a finding the first time, if there is none. */
bool weft__script_begin(struct weft__script_run *run);

/* Uses up what an object, or BYTES of memory, cost: the next statement is told if that was too
 * much. */
void weft__script_charge_object(struct weft__script_run *run);
void weft__script_charge(struct weft__script_run *run, size_t bytes);

/* Zeroed memory that lasts until the world is closed, charged. NULL without memory. */
void *weft__script_allocate(struct weft__script_run *run, size_t bytes);

#endif
