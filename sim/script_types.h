/* script_types.h - the kinds of values that a script knows, and one look at any of them.
 *
 * Values are the library's own; times and the handles of calls, tasks and Cooperators are types of
 * their own here. A *view* says what a value is without holding it: all comparing and printing is
 * done on views, so that what a name has and what it is remembered to have had are judged alike.
 */
#ifndef WEFT_SIM_SCRIPT_TYPES_H
#define WEFT_SIM_SCRIPT_TYPES_H

#include "weft/weft.h"

/* A text of a script is no longer than this; what would make a longer one raises ScriptError. */
#define WEFT__SCRIPT_TEXT_BYTES_MAX (64 * 1024)

/* X(constant, name in messages and printed forms) */
#define WEFT__SCRIPT_KINDS(X)                                                                      \
    X(NONE, "none")                                                                                \
    X(INTEGER, "integer")                                                                          \
    X(TIME, "time")                                                                                \
    X(TEXT, "text")                                                                                \
    X(FAILURE, "failure")                                                                          \
    X(DEFERRED, "deferred")                                                                        \
    X(CALL, "call")                                                                                \
    X(ITERATOR, "iterator")                                                                        \
    X(TASK, "task")                                                                                \
    X(COOPERATOR, "cooperator")                                                                    \
    X(LOCK, "lock")                                                                                \
    X(SEMAPHORE, "semaphore")                                                                      \
    X(QUEUE, "queue")                                                                              \
    X(LOOP, "loop")                                                                                \
    X(LIST, "list")                                                                                \
    X(OTHER, "value of a C program")

enum weft__script_kind {
#define X(constant, name) WEFT__SCRIPT_KIND_##constant,
    WEFT__SCRIPT_KINDS(X)
#undef X
};

/* What a value is. Everything in it is borrowed from the value. */
struct weft__script_view {
    enum weft__script_kind kind;
    int64_t number; /* INTEGER; TIME: ns; FAILURE: the index of a FirstError, else -1 */
    const char
        *text;     /* TEXT; FAILURE: its message, empty if none; OTHER, LIST: see script_seen.h */
    size_t length; /* of text */
    const weft_error_type *error; /* FAILURE */
    weft_subject subject;         /* a handle */
    const weft_value *list;       /* LIST (a winner of several too): the value; NULL: it was seen */
    uint64_t digest;              /* LIST, seen: of what is in it */
};

static inline bool weft__script_is_handle(enum weft__script_kind kind)
{
    return kind >= WEFT__SCRIPT_KIND_DEFERRED && kind <= WEFT__SCRIPT_KIND_LOOP;
}

/* Handles as values: each moves the caller's reference into the value. */
weft_value weft__script_time(int64_t ns);
weft_value weft__script_call_value(weft_delayed_call *call);
weft_value weft__script_task_value(weft_task *task);
weft_value weft__script_cooperator_value(weft_cooperator *cooperator);

/* What is inside, borrowed; the kind must fit (asserted). */
weft_delayed_call *weft__script_call_of(const weft_value *value);
weft_task *weft__script_task_of(const weft_value *value);
weft_cooperator *weft__script_cooperator_of(const weft_value *value);

struct weft__script_view weft__script_view_of(const weft_value *value);

/* What is in *LIST, a live one, by which lists are compared; see script_list.c. */
uint64_t weft__script_list_digest(const weft_value *list);

/* Same kind and same content; failures by type and message, handles by identity, lists by their
 * digest. A value of a C
 * program's own type equals nothing: two that are looked at alive are weft_value_equals' to judge.
 */
bool weft__script_views_equal(const struct weft__script_view *left,
                              const struct weft__script_view *right);

/* "deferred"; static text. */
const char *weft__script_kind_name(enum weft__script_kind kind);

/* Writes NS as SECONDS.NINEDIGITS, like snprintf. */
size_t weft__script_format_time(int64_t ns, char *text, size_t size);

/* Writes what VIEW shows, like snprintf; OTHER by its text. */
size_t weft__script_format_view(const struct weft__script_view *view, char *text, size_t size);

#endif
