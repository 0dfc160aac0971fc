/* waiting_line.h - Deferreds that wait for their turn, first come, first served.
 *
 * The line keeps its Deferreds. A cancel takes one out, in constant time (SYNC-3). The line lies in
 * an object that does not outlive it: whoever ends that ends the line.
 */
#ifndef WEFT_WAITING_LINE_H
#define WEFT_WAITING_LINE_H

#include "deferred_internal.h"

struct weft__waiter;

struct weft__line {
    struct weft__waiter *first;
    struct weft__waiter *last;
    size_t count;
};

/* An unfired Deferred at the end of LINE, of which nothing has been told yet; the caller's. NULL
 * without memory. */
weft_deferred *weft__line_join(weft_reactor *reactor, struct weft__line *line);
/* Whether anybody in it is still unfired. Takes time for those before that were fired by hand. */
bool weft__line_waits(const struct weft__line *line);
/* Takes the first one out that is still unfired; its reference is the caller's. NULL: there is
 * none. One that was fired by hand is passed over, as a refused call; OWNER, whose line it is,
 * tells of that. */
weft_deferred *weft__line_take(struct weft__line *line, const struct weft__object *owner);
/* Lets go of all, unfired. */
void weft__line_end(struct weft__line *line);

#endif
