/* trace_freedom.c - the lines of a header that say what was free in a run, what could be done to it
 * and how it was judged. */
#include "trace_internal.h"

#include <stddef.h>

const char *const weft__fault_kinds[] = {"cancel", "stop", "fail", "memory", NULL};
const char *const weft__fault_points[] = {"turn", "step", "callback", "allocation", NULL};

static void put_time_of(struct weft__text_output *output, const char *word, int64_t time_ns)
{
    if (time_ns == 0)
        return;
    weft__text_put(output, word);
    weft__text_put_time(output, time_ns);
}

static void put_freedom(struct weft__text_output *output, const weft_freedom *freedom,
                        const char *prefix)
{
    if (freedom->slack_ns == 0 && freedom->late_ns == 0 && !freedom->rotation && !freedom->slices)
        return;
    weft__text_put(output, prefix);
    weft__text_put(output, "free");
    put_time_of(output, " slack ", freedom->slack_ns);
    put_time_of(output, " late ", freedom->late_ns);
    if (freedom->rotation)
        weft__text_put(output, " rotation");
    if (freedom->slices)
        weft__text_put(output, " slices");
    weft__text_put(output, "\n");
}

static void put_bits(struct weft__text_output *output, const char *const *words, unsigned bits)
{
    for (; *words != NULL; words++, bits >>= 1) {
        if ((bits & 1U) == 0)
            continue;
        weft__text_put(output, " ");
        weft__text_put(output, *words);
    }
}

static void put_faults(struct weft__text_output *output, const weft_faults *faults,
                       const char *prefix)
{
    if (faults->kinds == 0)
        return;
    weft__text_put(output, prefix);
    weft__text_put(output, "faults");
    put_bits(output, weft__fault_kinds, faults->kinds);
    weft__text_put(output, " at");
    put_bits(output, weft__fault_points, faults->points);
    weft__text_put(output, "\n");
}

void weft__trace_put_freedom(struct weft__text_output *output, const weft_trace_header *header,
                             const char *prefix)
{
    put_freedom(output, &header->freedom, prefix);
    put_faults(output, &header->faults, prefix);
    if (header->unjudged) {
        weft__text_put(output, prefix);
        weft__text_put(output, "unjudged\n");
    }
    if (header->vary > 0) {
        weft__text_put(output, prefix);
        weft__text_put(output, "vary ");
        weft__text_put_number(output, header->vary);
        weft__text_put(output, "\n");
    }
}

bool weft__trace_freedom_equals(const weft_trace_header *left, const weft_trace_header *right)
{
    const weft_freedom *a = &left->freedom, *b = &right->freedom;

    return a->slack_ns == b->slack_ns && a->late_ns == b->late_ns && a->rotation == b->rotation &&
           a->slices == b->slices && left->faults.kinds == right->faults.kinds &&
           left->faults.points == right->faults.points && left->unjudged == right->unjudged &&
           left->vary == right->vary;
}
