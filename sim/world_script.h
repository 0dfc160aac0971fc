/* world_script.h - the one thing that a world keeps for the interpreter of scripts: its run. */
#ifndef WEFT_SIM_WORLD_SCRIPT_H
#define WEFT_SIM_WORLD_SCRIPT_H

#include "weft/sim/world.h"

struct weft__script_run;

/* RUN lies in WORLD's own memory. */
void weft__world_set_script(weft_world *world, struct weft__script_run *run);

/* NULL: no script was set up in WORLD. */
struct weft__script_run *weft__world_script(const weft_world *world);

#endif
