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
 *      runs, a task
 *      in the rotation). You may release yours at any time, inside callbacks too.
 *   6. A `context` is not owned, unless a release function is given with it.
 *   7. Releasing may run code (a closed block), so assign first and release then.
 *
 *     BAD:  weft_deferred_release(job->pause);     its release may run code that looks at
 *     job->pause
 *           job->pause = NULL;
 *
 * Functions that can return WEFT_NO_MEMORY are those that make something: create, call_later,
 * add, chain, cooperate, coiterate, run_iterator, when_done, defer_later, add_timeout. Nothing
 * happened then. All others never allocate.
 *
 * Begin with deferred.h, then cooperator.h. What follows Twisted, rule by rule, and where it
 * differs: semantics.md beside these headers' folder.
 */
#ifndef WEFT_WEFT_H
#define WEFT_WEFT_H

#include "weft/allocator.h"
#include "weft/cooperator.h"
#include "weft/deferred.h"
#include "weft/driver.h"
#include "weft/failure.h"
#include "weft/generator.h"
#include "weft/iterator.h"
#include "weft/observer.h"
#include "weft/reactor.h"
#include "weft/status.h"
#include "weft/value.h"

#endif
