/* race_site.h - where a call was scheduled, for people.
 *
 * Of a script: "reply.weft:9: later 3s 'page' as reply", the statement that made the call. Of a
 * scenario in C, or where no statement did: the call's path, which says who made it.
 */
#ifndef WEFT_SIM_RACE_SITE_H
#define WEFT_SIM_RACE_SITE_H

#include "byte_buffer.h"
#include "loaded_scenario.h"

/* The lines of the statements that made a run's calls, as it goes. */
struct weft__race_sites {
    const struct weft__loaded *loaded;
    struct weft__byte_buffer lines; /* uint32_t for each call by id; 0: none */
};

/* Looks at EVENT, which WORLD has just recorded. False without memory. */
bool weft__race_sites_note(struct weft__race_sites *sites, weft_world *world, uint64_t event);

/* Writes where CALL was scheduled, cut to SIZE bytes. */
void weft__race_site_format(const struct weft__race_sites *sites, const weft_world *world,
                            weft_subject call, char *text, size_t size);

#endif
