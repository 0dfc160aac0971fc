/* script_budget.c - the units of a run. */
#include "script_budget.h"

#include "script_run_internal.h"

bool weft__script_begin(struct weft__script_run *run)
{
    if (run->halted)
        return false;
    run->units_left--;
    run->halted = run->units_left < 0 || weft_world_exhausted(run->world);
    if (!run->halted)
        return true;
    if (run->units_left >= 0) /* the world has said so */
        return false;
    weft_world_find(run->world, WEFT_FINDING_HORIZON, weft_reactor_current(run->reactor), NULL,
                    weft__script_say(run,
                                     "line %u: the script has done as much as one may: %d "
                                     "statements, or %d objects, or %d bytes of memory",
                                     run->line, WEFT__SCRIPT_UNITS_MAX,
                                     WEFT__SCRIPT_UNITS_MAX / WEFT__SCRIPT_OBJECT_UNITS,
                                     WEFT__SCRIPT_UNITS_MAX * WEFT__SCRIPT_MEMORY_BYTES));
    return false;
}

void weft__script_charge_object(struct weft__script_run *run)
{
    run->units_left -= WEFT__SCRIPT_OBJECT_UNITS;
}

void weft__script_charge(struct weft__script_run *run, size_t bytes)
{
    run->units_left -= (int64_t) (bytes / WEFT__SCRIPT_MEMORY_BYTES);
}

void *weft__script_allocate(struct weft__script_run *run, size_t bytes)
{
    weft__script_charge(run, bytes);
    return weft_world_allocate(run->world, bytes);
}
