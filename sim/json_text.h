/* json_text.h - texts as JSON has them (RFC 8259, section 7).
 *
 * JSON holds characters, not bytes: a byte that is no UTF-8 becomes U+FFFD.
 */
#ifndef WEFT_SIM_JSON_TEXT_H
#define WEFT_SIM_JSON_TEXT_H

#include "text_output.h"

/* Puts TEXT with its quotes; null if it is NULL. */
void weft__json_put_text(struct weft__text_output *output, const char *text);

/* Puts SEPARATOR, the name of a member and its colon: `, "name": `. */
void weft__json_put_name(struct weft__text_output *output, const char *separator, const char *name);

#endif
