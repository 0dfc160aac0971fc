/* script_attempt.h - one call of the library for one statement: its values, and whether it was
 * refused.
 *
 * A refused call has changed nothing. It is what the statement says is to happen (`refused E`), or
 * a finding; the next line runs either way, and what would have been made is none.
 */
#ifndef WEFT_SIM_SCRIPT_ATTEMPT_H
#define WEFT_SIM_SCRIPT_ATTEMPT_H

#include "script_scope.h"

struct weft__script_attempt {
    const struct weft__script_scope *scope;
    const struct weft__statement *statement;
    weft_value target;  /* of an act: what it acts on; owned */
    weft_value value;   /* of an act: what it hands over; owned until it is taken */
    weft_value outcome; /* GRANTED: what was made; RAISED: the failure */
};

enum weft__script_answer {
    WEFT__SCRIPT_GRANTED,
    WEFT__SCRIPT_REFUSED, /* the run's problem says why */
    WEFT__SCRIPT_RAISES   /* there was no call: a value could not be had */
};

/* Puts EXPRESSION's value, the caller's, into *VALUE. */
enum weft__script_answer weft__script_attempt_value(struct weft__script_attempt *attempt,
                                                    const struct weft__expression *expression,
                                                    weft_value *value);

/* A handle, or a value, is of the wrong type. SENTENCE is static. */
enum weft__script_answer weft__script_wrong_type(const struct weft__script_attempt *attempt,
                                                 const char *sentence);

/* The time in *VALUE, a look. */
enum weft__script_answer weft__script_attempt_time(const struct weft__script_attempt *attempt,
                                                   const weft_value *value, int64_t *ns);

/* Between these two stands one call of the library; if that refuses, it is no finding of the
 * world's. */
void weft__script_ask(struct weft__script_run *run);
enum weft__script_answer weft__script_answered(const struct weft__script_attempt *attempt,
                                               weft_status status);

/* Judges ANSWER by what the statement says. False if it raises: the outcome is the failure then. */
bool weft__script_settle(struct weft__script_attempt *attempt, enum weft__script_answer answer);

/* Whether the statement says that it must be refused with ERROR. */
bool weft__script_refusal_wanted(const struct weft__script_attempt *attempt,
                                 const weft_error_type *error);

/* What *VALUE holds, which is none then. */
weft_value weft__script_take(weft_value *value);

#endif
