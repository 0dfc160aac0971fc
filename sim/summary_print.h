/* summary_print.h - what a search came to, for people. */
#ifndef WEFT_SIM_SUMMARY_PRINT_H
#define WEFT_SIM_SUMMARY_PRINT_H

#include "search_summary.h"

/* Writes SUMMARY to COMMAND's output: a line with its verdict, what was seen of all there is, and
 * each class of findings. With -q nothing of one without findings. Names are padded to NAME_WIDTH.
 */
void weft__summary_print(const struct weft__command *command, const struct weft__summary *summary,
                         size_t name_width);

#endif
