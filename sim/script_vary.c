/* script_vary.c - the slice as a question, and names that are there. */
#include "script_vary.h"

#include "question.h"

#include <inttypes.h>
#include <stdio.h>

size_t weft__script_slice_text(const struct weft__slice *slice, char *text, size_t size)
{
    switch (slice->kind) {
    case WEFT__SLICE_STEPS:
        return (size_t) snprintf(text, size, "%" PRId64 " step%s", slice->amount,
                                 slice->amount == 1 ? "" : "s");
    case WEFT__SLICE_TIME:
        return (size_t) snprintf(text, size, "%" PRId64 ".%09" PRId64, slice->amount / WEFT_SECOND,
                                 slice->amount % WEFT_SECOND);
    case WEFT__SLICE_DEFAULT:
        break;
    }
    return (size_t) snprintf(text, size, "as it is");
}

/* Twisted's answer is the script's own slice; the others are those of the `vary`, in their order.
 */
static const struct weft__slice *slice_of(const struct weft__script_run *run, uint64_t answer)
{
    const struct weft__slice *slice = run->vary->slices;

    if (answer == 0)
        return &run->script->slice;
    while (--answer > 0)
        slice = slice->next;
    return slice;
}

static size_t put_slice(const weft_world *world, const struct weft__question *question,
                        uint64_t answer, char *text, size_t size)
{
    const struct weft__script_run *run = question->context;

    (void) world;
    if (answer == 0)
        return (size_t) snprintf(text, size, "as it is");
    return weft__script_slice_text(slice_of(run, answer), text, size);
}

const struct weft__slice *weft__script_varied_slice(struct weft__script_run *run)
{
    struct weft__question question = {
        .site = WEFT__SITE_SETTING, .label = "slice", .count = 1, .put = put_slice, .context = run};

    if (!run->vary || run->vary->axis != WEFT__AXIS_SLICE)
        return &run->script->slice;
    for (const struct weft__slice *slice = run->vary->slices; slice; slice = slice->next)
        question.count++;
    return slice_of(run, weft__world_ask(run->world, &question));
}

bool weft__script_vary_names_exist(const struct weft__script_run *run)
{
    for (const struct weft__vary_name *name = run->vary->names; name; name = name->next)
        if (weft_value_is_none(&run->names[name->slot].value))
            return false;
    return true;
}
