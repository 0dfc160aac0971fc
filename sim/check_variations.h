/* check_variations.h - what `check` demands of a script beyond its own run. */
#ifndef WEFT_SIM_CHECK_VARIATIONS_H
#define WEFT_SIM_CHECK_VARIATIONS_H

#include "check_report.h"
#include "finished_run.h"

/* Makes every variation of every `vary` of RUN's script, and holds `order independent` if it says
 * so; tells in DETAILS. VERDICT is that of the run itself; returns the worse of that and theirs. */
enum weft__check_verdict weft__check_variations(const struct weft__run *run,
                                                struct weft__checked *checked,
                                                enum weft__check_verdict verdict, FILE *details);

#endif
