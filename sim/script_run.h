/* script_run.h - the interpreter's door: a script in a world. */
#ifndef WEFT_SIM_SCRIPT_RUN_H
#define WEFT_SIM_SCRIPT_RUN_H

#include "script.h"
#include "weft/sim/scenario.h"

/* Sets WORLD, which has not run, up for SCRIPT: its lines become stimuli and looks. One script a
 * world.
 *
 * PROGRAM brings the actions and tasks that SCRIPT was read with; NULL: none. Both must live as
 * long as WORLD. If the world's options name a `vary` of SCRIPT, what that varies is left open, and
 * the run is judged with its rules. Returns WEFT_OK or WEFT_NO_MEMORY: then WORLD is only fit to be
 * closed.
 */
weft_status weft__script_set_up(weft_world *world, const struct weft__script *script,
                                const weft_program *program);

/* Writes what came of the script that was set up in WORLD, which has run, to FILE, in the form that
 * the conformance tests compare:
 *
 *     SECONDS.NINEDIGITS TEXT      each line of output
 *     end SECONDS.NINEDIGITS
 *     timers N
 *     is NAME STATE                each name of the world, in the order of the file
 *     unhandled TYPE: MESSAGE      each failure that nothing took, sorted; so are the next two
 *     misuse LINE TYPE             each call that was refused
 *     failed LINE                  each expectation or rule that did not hold
 *
 * Names are looked at when the run ends; a world whose memory ran out has none.
 */
void weft__script_outcome(weft_world *world, FILE *file);

#endif
