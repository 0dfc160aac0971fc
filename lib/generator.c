/* generator.c - the one part of a generator that is not a macro. */
#include "weft/generator.h"

weft_step weft_generator_close(weft_step (*next)(weft_reactor *, void *, weft_value *),
                               weft_reactor *reactor, void *frame, weft_value *out)
{
    weft_generator *generator = frame;

    generator->resume = WEFT_GENERATOR_CLOSING;
    return next(reactor, frame, out);
}
