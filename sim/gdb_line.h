/* gdb_line.h - the command that stops a replay at an event, in gdb. */
#ifndef WEFT_SIM_GDB_LINE_H
#define WEFT_SIM_GDB_LINE_H

#include "rerun.h"

/* Writes it to FILE: "gdb -ex 'break weft_trace_breakpoint if event == 41' -ex run --args ...". */
void weft__gdb_line_put(const struct weft__rerun *rerun, uint64_t event, FILE *file);

/* Writes one for each finding that RERUN's trace tells, or for its last event if that is where the
 * process ended or nothing was found, each below a comment that says what happens there. */
void weft__gdb_lines_put(const struct weft__rerun *rerun, FILE *file);

#endif
