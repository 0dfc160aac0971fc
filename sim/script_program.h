/* script_program.h - what a script starts and calls of the program that runs it: tasks and actions
 * in C. */
#ifndef WEFT_SIM_SCRIPT_PROGRAM_H
#define WEFT_SIM_SCRIPT_PROGRAM_H

#include "script_attempt.h"

/* A fresh iterator of the registered task that SOURCE names, its frame prepared with the arguments.
 */
enum weft__script_answer weft__script_registered_create(struct weft__script_attempt *attempt,
                                                        const struct weft__task_source *source,
                                                        weft_iterator **iterator);

/* Calls the action that MAKE names, now: what it returns is the outcome; a failure is raised. */
enum weft__script_answer weft__script_action_call(struct weft__script_attempt *attempt,
                                                  const struct weft__make *make);

/* Evaluates the arguments of the action that MAKE names, now, for a call that OPTIONS is to make.
 */
enum weft__script_answer weft__script_action_prepare(struct weft__script_attempt *attempt,
                                                     const struct weft__make *make,
                                                     weft_call_options *options);

#endif
