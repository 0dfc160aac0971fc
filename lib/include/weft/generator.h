/* generator.h - an iterator written as straight-line C, resumed where it last yielded.
 *
 *     struct sum {
 *         weft_generator generator;           the first member
 *         int64_t n, i, total;                all that lives across a yield
 *     };
 *
 *     static weft_step sum_next(weft_reactor *reactor, void *frame, weft_value *out)
 *     {
 *         struct sum *sum = frame;
 *
 *         (void) reactor;
 *         WEFT_BEGIN(sum, out);
 *         for (sum->i = 0; sum->i < sum->n; sum->i++) {
 *             sum->total += sum->i;
 *             WEFT_YIELD(weft_none());
 *         }
 *         WEFT_RETURN(weft_integer(sum->total));
 *         WEFT_ON_CLOSE;
 *         puts("gave up");                    only when closed while suspended
 *         WEFT_END;
 *     }
 *     WEFT_GENERATOR(sum, struct sum, sum_next, NULL);   the type: weft_generator_sum
 *
 *     weft_iterator_create(reactor, &weft_generator_sum, &iterator);
 *     ((struct sum *) weft_iterator_frame(iterator))->n = 8;
 *
 * Three limits: what lives across a yield lives in the frame (the compiler rejects an initialised
 * local that a yield jumps over); one yield a line (two do not compile); no yield inside a switch
 * of your own (asserted when it is to be resumed). WEFT_ON_CLOSE stands once, after the last yield,
 * with what must run at a close behind it; leave it out where nothing must.
 *
 * Source: the switch that resumes is Tom Duff's, its use for coroutines Simon Tatham's "Coroutines
 * in C".
 */
#ifndef WEFT_GENERATOR_H
#define WEFT_GENERATOR_H

#include "weft/iterator.h"

#include <assert.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where to go on. The first member of a generator's frame; zero is the beginning. */
typedef struct weft_generator {
    int resume;
} weft_generator;

/* The resume point of the closed block. */
#define WEFT_GENERATOR_CLOSING (-1)

/* Sets the resume point of FRAME to its closed block and enters NEXT: what a generator's close
 * does. */
WEFT_API weft_step weft_generator_close(weft_step (*next)(weft_reactor *, void *, weft_value *),
                                        weft_reactor *reactor, void *frame, weft_value *out);

#define WEFT_BEGIN(frame, out)                                                                     \
    weft_generator *const weft_resume_ = &(frame)->generator;                                      \
    weft_value *const weft_out_ = (out);                                                           \
    switch (weft_resume_->resume) {                                                                \
    case 0:

#define WEFT_YIELD(value)                                                                          \
    do {                                                                                           \
        *weft_out_ = (value);                                                                      \
        weft_resume_->resume = __LINE__;                                                           \
        return WEFT_YIELDED;                                                                       \
    case __LINE__:;                                                                                \
    } while (0)

/* Gives VALUE, usually a Deferred, to whoever runs the generator, and goes on with what it has come
 * to in INTO, which is overwritten: a value, or a failure, for the generator to look at. A value
 * that is no Deferred comes straight back. Where a Cooperator runs the generator, its task waits,
 * and goes on at a later step. */
#define WEFT_AWAIT(into, value)                                                                    \
    do {                                                                                           \
        *weft_out_ = (value);                                                                      \
        weft_resume_->resume = __LINE__;                                                           \
        return WEFT_AWAITED;                                                                       \
    case __LINE__:                                                                                 \
        (into) = *weft_out_;                                                                       \
        *weft_out_ = weft_none();                                                                  \
    } while (0)

#define WEFT_RETURN(value)                                                                         \
    do {                                                                                           \
        *weft_out_ = (value);                                                                      \
        return WEFT_RETURNED;                                                                      \
    } while (0)

/* Ends the generator with a failure. */
#define WEFT_RAISE(failure)                                                                        \
    do {                                                                                           \
        *weft_out_ = (failure);                                                                    \
        return WEFT_RAISED;                                                                        \
    } while (0)

#define WEFT_ON_CLOSE                                                                              \
    return WEFT_RETURNED;                                                                          \
    case WEFT_GENERATOR_CLOSING:;

#define WEFT_END                                                                                   \
    return WEFT_RETURNED;                                                                          \
    default:                                                                                       \
        assert(weft_resume_->resume == WEFT_GENERATOR_CLOSING && "a yield inside a switch");       \
        break;                                                                                     \
        }                                                                                          \
        return WEFT_RETURNED

/* Defines the iterator type weft_generator_NAME from its frame's type, its function, and what gives
 * back the frame's contents (NULL: nothing to give back). */
#define WEFT_GENERATOR(name_, frame_type, next_, release_)                                         \
    static weft_step weft_generator_close_##name_(weft_reactor *reactor, void *frame,              \
                                                  weft_value *out)                                 \
    {                                                                                              \
        return weft_generator_close(next_, reactor, frame, out);                                   \
    }                                                                                              \
    static const weft_iterator_type weft_generator_##name_ = {                                     \
        #name_, sizeof(frame_type), next_, weft_generator_close_##name_, release_}

#ifdef __cplusplus
}
#endif

#endif
