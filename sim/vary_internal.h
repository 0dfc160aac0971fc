/* vary_internal.h - what the files that make variations share. */
#ifndef WEFT_SIM_VARY_INTERNAL_H
#define WEFT_SIM_VARY_INTERNAL_H

#include "vary.h"
#include "world_internal.h"

/* A world for a run of VARIED, set up; NULL without memory: noted. */
weft_world *weft__varied_world(struct weft__varied *varied);

/* Takes note of WORLD, which has run, be that a variation or not; AS_PLANNED: it was asked what it
 * was to be. */
void weft__varied_ran(struct weft__varied *varied, const weft_world *world, bool as_planned);

/* Takes note of a variation that WORLD has run; CHOICES, of BYTES, are copied, and so is NAME. */
void weft__varied_note(struct weft__varied *varied, const weft_world *world, const char *name,
                       const char *choices, size_t bytes);

/* Those whose one choice is known before: where a line goes (vary_places.c), which slice there is.
 */
void weft__vary_places(struct weft__varied *varied);
void weft__vary_slices(struct weft__varied *varied);

/* Those whose choices come up as they run, by a strategy (vary_search.c): orders, and what is done
 * to a run. */
void weft__vary_orders(struct weft__varied *varied);
void weft__vary_faults(struct weft__varied *varied);

#endif
