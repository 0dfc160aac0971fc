/* check_variations.c - the verdicts of every `vary`, and of `order independent`. */
#include "check_variations.h"
#include "world_internal.h"

#include "order_independence.h"
#include "vary_report.h"

#include <string.h>

/* FINDINGS is what counts most of what is here: it is shown by a run of the script as it stands. */
static enum weft__check_verdict worse(enum weft__check_verdict verdict,
                                      enum weft__check_verdict other)
{
    if (other == WEFT__CHECK_HELD || verdict == WEFT__CHECK_FINDINGS)
        return verdict;
    return other;
}

static enum weft__check_verdict verdict_of(const struct weft__varied *varied)
{
    if (varied->lost) {
        (void) weft__command_no_memory(varied->loaded->command);
        return WEFT__CHECK_ERROR;
    }
    if (varied->diverged)
        return WEFT__CHECK_DIVERGED;
    if (!weft__varied_holds(varied))
        return WEFT__CHECK_FINDINGS;
    return varied->ran_out > 0 ? WEFT__CHECK_BUDGET : WEFT__CHECK_HELD;
}

static enum weft__check_verdict check_vary(const struct weft__run *run,
                                           const weft_world_options *options,
                                           const struct weft__vary *vary, FILE *details)
{
    enum weft__check_verdict verdict;
    struct weft__varied varied;

    weft__vary_run(&varied, run->loaded, vary, options);
    verdict = verdict_of(&varied);
    if (!varied.lost)
        weft__varied_report(&varied, run->loaded->command->options.verbosity, details);
    weft__varied_end(&varied);
    return verdict;
}

static enum weft__check_verdict check_independence(const struct weft__run *run,
                                                   const weft_world_options *options, FILE *details)
{
    switch (weft__order_independence(run->loaded, options, details)) {
    case WEFT__INDEPENDENT:
        break;
    case WEFT__DEPENDENT:
        return WEFT__CHECK_FINDINGS;
    case WEFT__INDEPENDENCE_DIVERGED:
        return WEFT__CHECK_DIVERGED;
    case WEFT__INDEPENDENCE_LOST:
        (void) weft__command_no_memory(run->loaded->command);
        return WEFT__CHECK_ERROR;
    }
    return WEFT__CHECK_HELD;
}

enum weft__check_verdict weft__check_variations(const struct weft__run *run,
                                                struct weft__checked *checked,
                                                enum weft__check_verdict verdict, FILE *details)
{
    weft_world_options options = weft__run_options(run->loaded->command);
    const struct weft__script *script = run->loaded->script;
    enum weft__check_verdict before = verdict;
    size_t broken = 0;

    for (const struct weft__vary *vary = script != NULL ? script->varies : NULL; vary != NULL;
         vary = vary->next) {
        enum weft__check_verdict own = check_vary(run, &options, vary, details);

        broken += own == WEFT__CHECK_FINDINGS;
        verdict = worse(verdict, own);
    }
    if (run->world->order_independent)
        verdict = worse(verdict, check_independence(run, &options, details));
    if (verdict == WEFT__CHECK_FINDINGS && before != WEFT__CHECK_FINDINGS)
        snprintf(checked->verdict_text, sizeof checked->verdict_text, "%s",
                 broken > 0 ? "variations fail" : "its order matters");
    return verdict;
}
