/* xml_text.h - texts as XML has them (XML 1.0, sections 2.2 and 2.4).
 *
 * XML holds characters, and not all of them: a byte that is no UTF-8, and a control character,
 * becomes U+FFFD.
 */
#ifndef WEFT_SIM_XML_TEXT_H
#define WEFT_SIM_XML_TEXT_H

#include "text_output.h"

/* Puts TEXT to stand between tags. */
void weft__xml_put_text(struct weft__text_output *output, const char *text);

/* Puts ` NAME="TEXT"`. */
void weft__xml_put_attribute(struct weft__text_output *output, const char *name, const char *text);

#endif
