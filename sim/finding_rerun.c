/* finding_rerun.c - is there one, and is it still there? */
#include "finding_rerun.h"

#include "death_class.h"

#include <string.h>

/* What RERUN's trace is about, as a class; NULL: the first of its run. */
static const char *class_of(const struct weft__rerun *rerun)
{
    const struct weft__trace_file *trace = &rerun->stored.trace;

    if (trace->header.finding != NULL)
        return trace->header.finding;
    return weft__death_class_is(trace->verdict) ? trace->verdict : NULL;
}

static bool has_findings(const struct weft__rerun *rerun)
{
    return class_of(rerun) != NULL || strstr(rerun->stored.trace.verdict, " finding") != NULL;
}

enum weft__exit weft__finding_rerun(struct weft__shrinking *shrinking,
                                    const struct weft__rerun *rerun)
{
    const struct weft__command *command = rerun->command;
    bool seen;

    *shrinking = (struct weft__shrinking){.best = weft__specimen_make()};
    if (!has_findings(rerun))
        return weft__command_error(command, "%s is no finding: it is the trace of a run that %s",
                                   rerun->path, rerun->stored.trace.verdict);
    if (!weft__shrinking_begin(shrinking, rerun, class_of(rerun), &seen))
        return weft__command_no_memory(command);
    if (seen)
        return WEFT__EXIT_HELD;
    weft__command_error(command, "the run that %s is of does not fail so any more; see '%s replay'",
                        rerun->path, command->program_name);
    return WEFT__EXIT_DIVERGED;
}
