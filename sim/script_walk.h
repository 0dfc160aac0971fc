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
};

struct weft__script_walk {
    struct weft__script_scope scope;
    struct weft__script_place *places; /* the innermost block's last */
    uint32_t depth;                    /* places in use; 0: at the end */
    uint32_t capacity;
};

/* How the walk came to a stop; what the value is then. */
enum weft__script_stop {
    WEFT__SCRIPT_ENDED,    /* none */
    WEFT__SCRIPT_RETURNED, /* what was returned */
    WEFT__SCRIPT_RAISED,   /* a failure */
    WEFT__SCRIPT_YIELDED   /* what was yielded; walking on goes on behind it */
};

/* Walks on until it stops; *VALUE is the caller's. After any stop but a yield there is nothing left
 * to walk. */
enum weft__script_stop weft__script_walk_on(struct weft__script_walk *walk, weft_value *value);

/* Runs the statements from FIRST on as a function. Returns what they return, a failure if they
 * raise, none if they end; also if they yield: then the line of the yield is noted. */
weft_value weft__script_perform(const struct weft__script_scope *scope,
                                const struct weft__statement *first, bool *yielded);

/* What is raised in LINE where one block more may not run inside the others. */
weft_value weft__script_raise_depth(struct weft__script_run *run, uint32_t line);

#endif
