/* race_table.h - every two calls that meet in a run, and what their order decides.
 *
 * Two calls meet at a question that offers both, of which Twisted's order has one go: the first. A
 * meeting is judged by two runs that differ in the order of the two alone: the second goes right
 * behind the first, or right before it. All else is Twisted's in either.
 *
 * A pair is all meetings of calls that were scheduled at the same two places (race_site.h). Its
 * verdict is the worst of its meetings.
 */
#ifndef WEFT_SIM_RACE_TABLE_H
#define WEFT_SIM_RACE_TABLE_H

#include "arena.h"
#include "race_run.h"

/* X(constant, of one pair, of several, colour), the mildest first */
#define WEFT__RACE_VERDICTS(X)                                                                     \
    X(NOT_RUN, "not run", "not run", CHANGED)                                                      \
    X(COMMUTES, "commutes", "commute", GOOD)                                                       \
    X(TRACE, "changes the trace only", "change the trace only", NONE)                              \
    X(RESULT, "changes the result", "change the result", CHANGED)                                  \
    X(FAILS, "fails", "fail", BAD)

enum weft__race_verdict {
#define X(constant, one, several, color) WEFT__RACE_##constant,
    WEFT__RACE_VERDICTS(X)
#undef X
        WEFT__RACE_VERDICT_COUNT
};

/* An order that was run, or is to be. */
struct weft__race_order {
    struct weft__race_turn turn;
    bool wanted, done;
    struct weft__race_came_to came_to; /* its classes lie in the table's arena */
};

struct weft__race_meeting {
    size_t pair;
    size_t nth; /* of its pair, from 0 */
    size_t question;
    size_t first, second;  /* offers */
    size_t behind, before; /* orders: where the second goes behind the first, and before it */
    enum weft__race_verdict verdict;
    size_t failing;         /* of FAILS: the order that fails, */
    const char *class_text; /* and how */
};

struct weft__race_pair {
    size_t meeting; /* its first one; once judged, the first that has its verdict */
    size_t meetings;
    enum weft__race_verdict verdict;
};

struct weft__race_table {
    struct weft__arena arena;
    struct weft__race_questions questions;
    struct weft__race_meeting *meetings; /* in the order of the run */
    size_t meeting_count;
    struct weft__race_pair *pairs; /* in the order of their first meetings; once judged, the worst
                                      first */
    size_t pair_count;
    /* The order in which the offer of that number goes first of its question; 0: Twisted's. */
    struct weft__race_order *orders;
    size_t *to_run; /* orders, in which they are worth running: each pair once, then again */
    size_t to_run_count;
};

/* Makes TABLE of QUESTIONS, whose arrays must live as long; to be freed in either case. False
 * without memory. */
bool weft__race_table_make(struct weft__race_table *table,
                           const struct weft__race_questions *questions);

/* ORDER came to *CAME_TO, whose classes are copied. False without memory. */
bool weft__race_table_note(struct weft__race_table *table, size_t order,
                           const struct weft__race_came_to *came_to);

/* Judges all meetings whose orders are done, and sorts the pairs. */
void weft__race_table_judge(struct weft__race_table *table);

/* How many pairs have VERDICT. */
size_t weft__race_table_count(const struct weft__race_table *table,
                              enum weft__race_verdict verdict);

/* Where the first and the second call of a meeting were scheduled. */
const char *weft__race_site(const struct weft__race_table *table, size_t offer);

/* The choice, as traces write it, by which ORDER leaves Twisted's; like snprintf. */
size_t weft__race_choice(const struct weft__race_table *table, size_t order, char *text,
                         size_t size);

void weft__race_table_free(struct weft__race_table *table);

#endif
