/* summary_json.h - a summary as a line of JSON. */
#ifndef WEFT_SIM_SUMMARY_JSON_H
#define WEFT_SIM_SUMMARY_JSON_H

#include "search_summary.h"
#include "text_output.h"

void weft__summary_put_json(struct weft__text_output *output, const struct weft__summary *summary);

#endif
