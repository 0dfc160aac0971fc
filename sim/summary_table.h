/* summary_table.h - many searches at a glance: a row each, and a sum. */
#ifndef WEFT_SIM_SUMMARY_TABLE_H
#define WEFT_SIM_SUMMARY_TABLE_H

#include "command.h"
#include "search_summary.h"

/* Prints the list that begins with FIRST, if there are several and COMMAND wants text. With -q only
 * the rows with findings. */
void weft__summary_table_print(const struct weft__command *command,
                               const struct weft__summary *first);

#endif
