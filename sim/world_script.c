/* world_script.c - a world and the run of a script in it. */
#include "world_script.h"

#include "world_internal.h"

void weft__world_set_script(weft_world *world, struct weft__script_run *run)
{
    world->script = run;
}

struct weft__script_run *weft__world_script(const weft_world *world)
{
    return world->script;
}
