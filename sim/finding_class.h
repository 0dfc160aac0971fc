/* finding_class.h - which findings are one: what failed and where, without what only this run has.
 *
 * The text of a finding, without the numbers of its subjects and without why an expectation did not
 * hold, and with `T` for each time: "unhandled: deferred job was let go with a failure that nothing
 * took: AlreadyCalledError".
 */
#ifndef WEFT_SIM_FINDING_CLASS_H
#define WEFT_SIM_FINDING_CLASS_H

#include "byte_buffer.h"
#include "weft/sim/world.h"

/* Appends the class of FINDING and a zero. False without memory. */
bool weft__finding_class_put(struct weft__byte_buffer *buffer, const weft_finding *finding);

/* The same of a finding as a trace tells it: "misuse: line 3: ...". */
bool weft__finding_class_put_text(struct weft__byte_buffer *buffer, const char *text);

/* Appends those of all findings that count against WORLD, each and a zero. False without memory. */
bool weft__finding_classes_put(struct weft__byte_buffer *buffer, const weft_world *world);

/* Whether two classes are one if the lines of the script have moved. */
bool weft__finding_class_same(const char *left, const char *right);

/* The line of the script that it is about, or 0. */
uint32_t weft__finding_class_line(const char *class_text);

/* A hash of it, for a file's name. */
uint64_t weft__finding_class_hash(const char *class_text);

#endif
