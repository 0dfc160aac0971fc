/* timer_slots.c - more slots, in one array that doubles. */
#include "timer_slots.h"

#include "reactor_internal.h"

#define SLOTS_FIRST 16

weft_status weft__timer_slots_grow(struct weft__timer_slots *slots, weft_reactor *reactor)
{
    size_t capacity = slots->capacity > 0 ? slots->capacity * 2 : SLOTS_FIRST;
    struct weft__timer_slot *grown;

    if (weft__timer_slots_has_room(slots))
        return WEFT_OK;
    if (slots->capacity > UINT32_MAX / 2 || capacity > SIZE_MAX / sizeof *grown)
        return WEFT_NO_MEMORY;
    grown = weft__allocate(reactor, slots->slots, slots->capacity * sizeof *grown,
                           capacity * sizeof *grown);
    if (!grown)
        return WEFT_NO_MEMORY;
    slots->slots = grown;
    slots->capacity = capacity;
    return WEFT_OK;
}

void weft__timer_slots_free(struct weft__timer_slots *slots, weft_reactor *reactor)
{
    if (slots->slots)
        weft__allocate(reactor, slots->slots, slots->capacity * sizeof *slots->slots, 0);
    *slots = (struct weft__timer_slots){0};
}
