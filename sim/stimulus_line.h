/* stimulus_line.h - from what a stimulus is called in traces and choices back to its line. */
#ifndef WEFT_SIM_STIMULUS_LINE_H
#define WEFT_SIM_STIMULUS_LINE_H

#include "script.h"

/* The line of the NTH stimulus of SCRIPT, from 1, that is called LABEL, of LENGTH bytes; 0: there
 * is none. */
uint32_t weft__stimulus_line(const struct weft__script *script, const char *label, size_t length,
                             uint64_t nth);

#endif
