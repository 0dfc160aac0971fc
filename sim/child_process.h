/* child_process.h - something done in a process of its own, and what it leaves behind.
 *
 * What the child writes goes to two files that have no name, so nothing has to be read while it
 * runs and nothing is left lying about, however this ends. While a child lives, signals that would
 * end this process end the child first; then they do what they always do.
 */
#ifndef WEFT_SIM_CHILD_PROCESS_H
#define WEFT_SIM_CHILD_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes that a child wrote; BYTES ends with a NUL that LENGTH does not count. */
struct weft__written {
    char *bytes;
    size_t length;
};

struct weft__remains {
    struct weft__written out;
    struct weft__written err;
    int status; /* as waitpid says it */
    bool late;  /* it was ended at its time limit */
};

struct weft__child {
    void (*live)(void *context); /* in the child; it ends by _exit if this returns */
    void *context;
    unsigned seconds_max; /* of real time: for what hangs */
};

/* Has CHILD live and waits for its end; its stdin is empty. Whatever of its own this process has
 * buffered for a stream has to be written out before. False, with errno: there was no child;
 * *REMAINS then holds nothing. To be freed in either case. */
bool weft__child_run(const struct weft__child *child, struct weft__remains *remains);

void weft__remains_free(struct weft__remains *remains);

/* How it ended, as `exit code 2`, `died of signal 11` or `not over after 60 s`. */
#define WEFT__ENDING_BYTES 40
void weft__remains_ending(const struct weft__remains *remains, unsigned seconds_max, char *text);

/* Its exit code, or -1 if it has none. */
int weft__remains_exit_code(const struct weft__remains *remains);

#endif
