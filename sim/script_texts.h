/* script_texts.h - what runs say of the lines and conditions of a script, cut out of its source
 * once.
 */
#ifndef WEFT_SIM_SCRIPT_TEXTS_H
#define WEFT_SIM_SCRIPT_TEXTS_H

#include "script_reader.h"

/* Fills in the labels of all stimuli and the texts of all conditions. Without memory the reader
 * says so. */
void weft__script_texts(struct weft__reader *reader);

/* LENGTH bytes of TEXT as a call is named in traces, at LABEL, which has room for one more: quotes
 * would be escaped there, apostrophes are not. */
void weft__script_label(const char *text, size_t length, char *label);

#endif
