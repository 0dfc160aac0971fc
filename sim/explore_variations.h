/* explore_variations.h - the variations of a script as part of what `explore` looks at. */
#ifndef WEFT_SIM_EXPLORE_VARIATIONS_H
#define WEFT_SIM_EXPLORE_VARIATIONS_H

#include "loaded_scenario.h"

/* Makes every variation of every `vary` of LOADED, if it is a script that has any, and writes a
 * file for each class of those that fail, as many of them as may be known; tells. Variations that
 * the file does not know to fail are findings. */
enum weft__exit weft__explore_variations(const struct weft__loaded *loaded);

#endif
