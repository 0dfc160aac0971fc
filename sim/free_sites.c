/* free_sites.c - from what is free to the questions that ask about it. */
#include "free_sites.h"

static uint32_t bit(enum weft__site site)
{
    return UINT32_C(1) << site;
}

uint32_t weft__fault_sites(const weft_world_options *options)
{
    const weft_faults *faults = &options->faults;
    uint32_t sites = 0;

    if ((faults->points & WEFT_FAULT_AT_TURN) != 0)
        sites |= bit(WEFT__SITE_TURN);
    if ((faults->points & WEFT_FAULT_AT_STEP) != 0)
        sites |= bit(WEFT__SITE_STEP);
    if ((faults->points & WEFT_FAULT_AT_CALLBACK) != 0)
        sites |= bit(WEFT__SITE_CALLBACK);
    if ((faults->points & WEFT_FAULT_AT_ALLOCATION) != 0)
        sites |= bit(WEFT__SITE_ALLOCATION);
    return faults->kinds != 0 ? sites : 0;
}

uint32_t weft__free_sites(const weft_world_options *options)
{
    uint32_t sites = weft__fault_sites(options) | bit(WEFT__SITE_CALL) | bit(WEFT__SITE_MOMENT);

    if (options->freedom.rotation)
        sites |= bit(WEFT__SITE_TASK);
    if (options->freedom.slices)
        sites |= bit(WEFT__SITE_SLICE);
    if (options->freedom.late_ns > 0)
        sites |= bit(WEFT__SITE_LATE);
    return sites;
}
