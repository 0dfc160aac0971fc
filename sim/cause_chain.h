/* cause_chain.h - from a finding back to who began it: the call that ran, who scheduled that, the
 * call that ran then, and so on. */
#ifndef WEFT_SIM_CAUSE_CHAIN_H
#define WEFT_SIM_CAUSE_CHAIN_H

#include "explained_run.h"
#include "text_output.h"

/* Writes the events of RUN that led to its finding, the event FINDING from 0 or beyond the last, in
 * their order. */
void weft__cause_chain_put(struct weft__text_output *out, const struct weft__explained_run *run,
                           size_t finding);

/* Likewise those that led to the event LAST, and that. */
void weft__cause_chain_put_to(struct weft__text_output *out, const struct weft__explained_run *run,
                              size_t last);

#endif
