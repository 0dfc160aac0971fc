/* explore_variations.h - the variations of a script as part of what `explore` looks at. */
#ifndef WEFT_SIM_EXPLORE_VARIATIONS_H
#define WEFT_SIM_EXPLORE_VARIATIONS_H

#include "loaded_scenario.h"

#include <stdio.h>

/* Makes every variation of every `vary` of LOADED, if it is a script that has any, and writes a
 * file for each class of those that fail; tells in FILE. What the script says to fail is no
 * finding; of those that are, *FINDINGS becomes the number. */
enum weft__exit weft__explore_variations(const struct weft__loaded *loaded, FILE *file,
                                         size_t *findings);

#endif
