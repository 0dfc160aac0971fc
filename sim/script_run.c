/* script_run.c - sets a script up: its names, its lines as stimuli, its expectations as looks. */
#include "script_run.h"

#include "script_body.h"
#include "script_evaluate.h"
#include "script_expect.h"
#include "script_outcome.h"
#include "script_record.h"
#include "script_report.h"
#include "script_slice.h"
#include "script_texts.h"
#include "script_vacuity.h"
#include "script_vary.h"
#include "script_walk.h"
#include "world_internal.h"
#include "world_script.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- Memory --- */

static void *allocate(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    struct weft__script_run *run = context;
    void *made;

    if (new_bytes == 0)
        return NULL; /* it goes when the world goes */
    weft__script_charge(run, new_bytes);
    made = weft__world_take(run->world, new_bytes);
    if (made && block)
        memcpy(made, block, old_bytes < new_bytes ? old_bytes : new_bytes);
    return made;
}

const char *weft__script_say(struct weft__script_run *run, const char *format, ...)
{
    char line[WEFT__SCRIPT_SENTENCE_BYTES], *text;
    va_list arguments, again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    text = length < 0 ? NULL : weft__script_allocate(run, (size_t) length + 1);
    if (text && (size_t) length < sizeof line)
        memcpy(text, line, (size_t) length + 1);
    else if (text)
        vsnprintf(text, (size_t) length + 1, format, again);
    va_end(again);
    return text ? text : "out of memory";
}

/* --- Stimuli --- */

struct stimulus {
    struct weft__script_run *run;
    const struct weft__statement *statement;
};

static void stimulate(weft_reactor *reactor, void *context)
{
    const struct stimulus *stimulus = context;
    struct weft__script_scope scope = {.run = stimulus->run};
    bool yielded;

    (void) reactor;
    weft__script_nobody_takes(stimulus->run,
                              weft__script_perform(&scope, stimulus->statement, &yielded));
}

/* STIMULUS, which performs STATEMENT. NULL without memory. */
static const struct weft__stimulus *add_stimulus(struct weft__script_run *run,
                                                 const struct weft__statement *statement,
                                                 struct weft__stimulus stimulus)
{
    struct stimulus *performed = weft__script_allocate(run, sizeof *performed);

    if (!performed)
        return NULL;
    *performed = (struct stimulus){run, statement};
    stimulus.function = stimulate;
    stimulus.context = performed;
    return weft__world_add_stimulus(run->world, stimulus);
}

/* LEADER is the first stimulus of the same time, or NULL: those of a free event come together. */
static const struct weft__stimulus *add_line(struct weft__script_run *run,
                                             const struct weft__timeline_line *line,
                                             const struct weft__stimulus *leader)
{
    bool moved = run->vary && run->vary->axis == WEFT__AXIS_MOVE && run->vary->line == line;
    bool within = line->when == WEFT__WHEN_WITHIN;

    return add_stimulus(run, line->statement,
                        (struct weft__stimulus){
                            .time_ns = line->at_ns,
                            .until_ns = within ? line->until_ns : line->at_ns,
                            .label = line->label,
                            .free = within || moved,
                            .anywhere = moved,
                            .with = within && !moved ? leader : NULL,
                        });
}

static bool add_stimuli(struct weft__script_run *run)
{
    const struct weft__stimulus *leader = NULL;
    size_t place = 0;

    for (const struct weft__timeline_line *line = run->script->timeline; line;
         line = line->next, place++) {
        if (line->first == line)
            leader = NULL;
        if (!line->statement)
            continue;
        run->stimuli[place] = add_line(run, line, leader);
        if (!run->stimuli[place])
            return false;
        if (run->vary && run->vary->line == line)
            run->varied = run->stimuli[place];
        if (!leader && run->varied != run->stimuli[place]) /* the one that is varied goes alone */
            leader = run->stimuli[place];
    }
    return true;
}

/* The stimulus that a variation adds: nowhere, unless a choice says where. */
static bool add_added(struct weft__script_run *run)
{
    const struct weft__vary *vary = run->vary;
    size_t length;
    char *label;

    if (!vary || vary->axis != WEFT__AXIS_ADD)
        return true;
    length = strlen(vary->text);
    label = weft__script_allocate(run, length + 1);
    if (!label)
        return false;
    weft__script_label(vary->text, length, label);
    run->varied = add_stimulus(run, vary->statement,
                               (struct weft__stimulus){
                                   .time_ns = INT64_MAX,
                                   .until_ns = INT64_MAX,
                                   .label = label,
                                   .free = true,
                                   .anywhere = true,
                               });
    return run->varied != NULL;
}

/* --- Names --- */

static bool names_begin(struct weft__script_run *run)
{
    uint32_t count = run->script->world_count;

    run->names = weft__script_allocate(run, (count + 1) * sizeof *run->names);
    if (!run->names)
        return false;
    for (uint32_t i = 0; i < count; i++)
        run->names[i].value = weft_none();
    return true;
}

/* `shared NAME = V`, in the order of the file. */
static void give_shared(struct weft__script_run *run)
{
    struct weft__script_scope scope = {.run = run};

    for (uint32_t i = 0; i < run->script->world_count; i++) {
        const struct weft__world_name *declared = &run->script->world[i];
        struct weft__name name = {.text = declared->text,
                                  .place = declared->place,
                                  .scope = WEFT__SCOPE_WORLD,
                                  .slot = i};
        weft_value value;

        if (!declared->start)
            continue;
        if (weft__script_evaluate(&scope, declared->start, &value))
            weft__script_give(&scope, &name, value);
        else
            weft__script_nobody_takes(run, weft__script_raise_problem(run, declared->place.line));
    }
}

/* --- The whole --- */

static void apply_settings(struct weft__script_run *run)
{
    const struct weft__script *script = run->script;
    const struct weft__slice *slice = weft__script_varied_slice(run);
    int64_t slice_ns = 0;
    uint32_t slice_steps = 0;

    if (slice->kind != WEFT__SLICE_DEFAULT) {
        weft__script_slice(slice, &slice_ns, &slice_steps);
        weft_world_set_slice(run->world, slice_ns, slice_steps);
    }
    if (script->order_independent)
        weft_world_order_independent(run->world);
    if (script->until_ns >= 0)
        weft_world_set_until(run->world, script->until_ns);
}

static bool begin(struct weft__script_run *run)
{
    size_t lines = 0;

    for (const struct weft__timeline_line *line = run->script->timeline; line; line = line->next)
        lines++;
    run->reached = weft__script_allocate(run, run->script->line_count / 8 + 1);
    run->stimuli = weft__script_allocate(run, (lines + 1) * sizeof *run->stimuli);
    return run->reached && run->stimuli && names_begin(run) && weft__script_bodies_begin(run) &&
           weft_world_own(run->world, run, weft__script_let_go);
}

weft_status weft__script_set_up(weft_world *world, const struct weft__script *script,
                                const weft_program *program)
{
    struct weft__script_run *run = weft_world_allocate(world, sizeof *run);

    if (!run)
        return WEFT_NO_MEMORY;
    run->world = world;
    run->reactor = weft_world_reactor(world);
    run->script = script;
    run->program = program;
    run->vary = weft__script_vary(script, world->options.vary);
    run->memory = (weft_allocator){allocate, run};
    run->units_left = WEFT__SCRIPT_UNITS_MAX;
    if (!begin(run))
        return WEFT_NO_MEMORY;
    weft__world_set_script(world, run);
    apply_settings(run);
    weft__script_record_begin(run);
    give_shared(run);
    if (!add_stimuli(run) || !add_added(run) || !weft__script_expect_begin(run))
        return WEFT_NO_MEMORY;
    weft__script_outcome_begin(run);
    weft__script_vacuity_begin(run);
    return weft_world_exhausted(world) ? WEFT_NO_MEMORY : WEFT_OK;
}
