/* script_walk.h - the walk over statements: what bodies and all other blocks run by.
 *
 * The blocks of `if`, `else` and `for` are inline: the walk keeps its own stack of places in them,
 * so it can stop at a yield and go on later, and takes no C stack of its own.
 */
#ifndef WEFT_SIM_SCRIPT_WALK_H
#define WEFT_SIM_SCRIPT_WALK_H

#include "script_scope.h"

/* Where the walk is in one block. */
struct weft__script_place {
    const struct weft__statement *next; /* NULL: at the block's end */
    const struct weft__statement *loop; /* the `for` whose block this is, or NULL */
    int64_t index, until;               /* of the loop */
    bool failed;                        /* it is the `failed` block of an await */
    weft_value failure;                 /* of that: `result` in it */
    const weft_value *around;           /* of that: `result` around it */
};

struct weft__script_walk {
    struct weft__script_scope scope;
    struct weft__script_place *places; /* the innermost block's last */
    uint32_t depth;                    /* places in use; 0: at the end */
    uint32_t capacity;
    const struct weft__statement *awaiting; /* the await that it stopped at, or NULL */
};

/* How the walk came to a stop; what the value is then. */
enum weft__script_stop {
    WEFT__SCRIPT_ENDED,    /* none */
    WEFT__SCRIPT_RETURNED, /* what was returned */
    WEFT__SCRIPT_RAISED,   /* a failure */
    WEFT__SCRIPT_YIELDED,  /* what was yielded; walking on goes on behind it */
    WEFT__SCRIPT_AWAITED   /* what is awaited; walking on wants what it has come to */
};

/* Walks on until it stops; *VALUE is the caller's. It holds what was awaited when the walk goes on
 * behind an await, which takes it over; else none. After any stop but a yield or an await there is
 * nothing left to walk. */
enum weft__script_stop weft__script_walk_on(struct weft__script_walk *walk, weft_value *value);

/* Lets go of what a walk that stopped half way holds: nothing is left to walk then. */
void weft__script_walk_end(struct weft__script_walk *walk);

/* Runs the statements from FIRST on as a function. Returns what they return, a failure if they
 * raise, none if they end; also if they yield or await, which only a closed block may try: then the
 * line of that is noted. */
weft_value weft__script_perform(const struct weft__script_scope *scope,
                                const struct weft__statement *first, bool *yielded);

/* What is raised in LINE where one block more may not run inside the others. */
weft_value weft__script_raise_depth(struct weft__script_run *run, uint32_t line);

#endif
