/* plan.c - plans as bytes, and what calls have in common. */
#include "plan.h"

#include <string.h>

struct head {
    struct weft__plan plan; /* its pointers are void */
};

bool weft__plan_put(struct weft__byte_buffer *buffer, const struct weft__plan *plan)
{
    struct head head = {*plan};

    head.plan.turnings = NULL;
    head.plan.sleepers = NULL;
    return weft__byte_buffer_append(buffer, &head, sizeof head) &&
           weft__byte_buffer_append(buffer, plan->turnings,
                                    plan->turning_count * sizeof *plan->turnings) &&
           weft__byte_buffer_append(buffer, plan->sleepers,
                                    plan->sleeper_count * sizeof *plan->sleepers);
}

void weft__plan_get(const void *bytes, struct weft__plan *plan)
{
    const char *at = bytes;

    *plan = ((const struct head *) bytes)->plan;
    at += sizeof(struct head);
    plan->turnings = (const void *) at;
    at += plan->turning_count * sizeof *plan->turnings;
    plan->sleepers = (const void *) at;
}

void weft__touched_add(struct weft__touched *touched, uint64_t key)
{
    if (touched->all != 0)
        return;
    for (uint32_t i = touched->count; i-- > 0;)
        if (touched->keys[i] == key)
            return;
    if (touched->count == WEFT__TOUCHED_MAX)
        touched->all = 1;
    else
        touched->keys[touched->count++] = key;
}

bool weft__touched_apart(const struct weft__touched *a, const struct weft__touched *b)
{
    if (a->all != 0 || b->all != 0 || a->due_ns != b->due_ns)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t j = 0; j < b->count; j++)
            if (a->keys[i] == b->keys[j])
                return false;
    return true;
}
