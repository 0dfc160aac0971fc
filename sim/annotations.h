/* annotations.h - GitHub's workflow commands: errors that it shows beside the lines of a change.
 *
 * It shows ten errors of a step: nine are told, and the tenth says how many more there are.
 */
#ifndef WEFT_SIM_ANNOTATIONS_H
#define WEFT_SIM_ANNOTATIONS_H

#include "output.h"

#include <stddef.h>
#include <stdint.h>

struct weft__annotations {
    struct weft__output *output;
    size_t told, left_out;
};

/* Says MESSAGE about LINE of FILE (0: the file), under TITLE. */
void weft__annotate(struct weft__annotations *annotations, const char *file, uint32_t line,
                    const char *title, const char *message);

void weft__annotations_end(struct weft__annotations *annotations);

#endif
