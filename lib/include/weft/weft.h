/* weft.h - Deferreds and a Cooperator for C: all of the library.
 *
 * The rules of ownership, for every header:
 *
 *   1. A value passed is moved, also when the call fails. A value returned is yours.
 *   2. `const weft_value *` is a look: nothing changes hands.
 *   3. An object pointer passed is borrowed for the call.
 *   4. What a create-like function hands out through its last argument is one reference: release
 *      it once.
 *   5. The library holds references of its own while it needs them (a pending call, a chain that
 *      runs, a task in the rotation). You may release yours at any time, inside callbacks too.
 *   6. A `context` is not owned, unless a release function is given with it.
 *   7. Releasing may run code (a closed block), so assign first and release then.
 *
 *     BAD:  weft_deferred_release(job->pause);     may run code that looks at job->pause
 *           job->pause = NULL;
 *
 * What can return WEFT_NO_MEMORY says so: it makes something, and where memory is short nothing has
 * happened. All else (fire, cancel, pause, resume, stop, close, release) never allocates.
 *
 * Begin with deferred.h, then cooperator.h. What follows Twisted, rule by rule, and where it
 * differs: semantics.md beside these headers' folder.
 */
#ifndef WEFT_WEFT_H
#define WEFT_WEFT_H

#include "weft/allocator.h"
#include "weft/combinators.h"
#include "weft/cooperator.h"
#include "weft/deferred.h"
#include "weft/driver.h"
#include "weft/failure.h"
#include "weft/generator.h"
#include "weft/inline_callbacks.h"
#include "weft/iterator.h"
#include "weft/list.h"
#include "weft/lock.h"
#include "weft/looping_call.h"
#include "weft/observer.h"
#include "weft/pool.h"
#include "weft/queue.h"
#include "weft/reactor.h"
#include "weft/status.h"
#include "weft/value.h"

#endif
