/* touch.h - what the calls of a turn have in common, told by whoever knows.
 *
 * The objects of the library are noted by the world itself. Whoever keeps other state that two
 * calls can both reach says here that the running one does.
 */
#ifndef WEFT_SIM_TOUCH_H
#define WEFT_SIM_TOUCH_H

#include "weft/sim/world.h"

/* The call that runs has to do with SUBJECT. */
void weft__world_touch(weft_world *world, weft_subject subject);

/* It has to do with WHAT: one of these, or a hash of a name. */
void weft__world_touch_other(weft_world *world, uint64_t what);
#define WEFT__TOUCHED_ALL      UINT64_C(0) /* with whatever there is */
#define WEFT__TOUCHED_ROTATION UINT64_C(1)
#define WEFT__TOUCHED_PRINTS   UINT64_C(2)
#define WEFT__TOUCHED_NAME     UINT64_C(3) /* and the slot of a name of a script's world */
#define WEFT__TOUCHED_FRAME    UINT64_C(4) /* and the number of a frame */

/* Whether anybody wants to know. */
bool weft__world_watched(const weft_world *world);

#endif
