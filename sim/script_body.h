/* script_body.h - the body of a script's task as an iterator of the library.
 *
 * The iterator's frame holds the walk through the body; the names are in a frame of the script,
 * which the body lets go of when it has ended: by its end, a return, a raise, or being closed.
 */
#ifndef WEFT_SIM_SCRIPT_BODY_H
#define WEFT_SIM_SCRIPT_BODY_H

#include "script_attempt.h"

/* Fills in the iterator types of all tasks. False without memory. */
bool weft__script_bodies_begin(struct weft__script_run *run);

/* An iterator over TASK's body, with ARGUMENTS as its parameters; nothing runs. */
enum weft__script_answer weft__script_body_create(struct weft__script_attempt *attempt,
                                                  const struct weft__task *task,
                                                  const struct weft__expression *arguments,
                                                  weft_iterator **iterator);

/* ITERATOR was closed: if it is a body that never ran, nothing told it so. */
void weft__script_body_closed(struct weft__script_run *run, weft_iterator *iterator);

#endif
