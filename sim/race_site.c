/* race_site.c - from a call to a line of the script, or to a path. */
#include "race_site.h"

#include "script_record.h"
#include "text_output.h"
#include "stimulus_line.h"
#include "world_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- Which line --- */

/* Whether a statement of the script can be at work: MAKER may be a task that a program brought. */
static bool is_of_script(const struct weft__script_run *run, weft_subject maker)
{
    return (maker.kind != WEFT_SUBJECT_TASK && maker.kind != WEFT_SUBJECT_ITERATOR) ||
           weft__script_frame_behind(run, maker) != NULL;
}

static uint32_t line_of(const weft_world *world, weft_subject call)
{
    const struct weft__known *known = weft__paths_find(&world->paths, call);
    const struct weft__script_run *run = world->script;

    if (!run || !known)
        return 0;
    if (known->maker.kind == WEFT_SUBJECT_NONE)
        return known->label ? weft__stimulus_line(run->script, known->label, strlen(known->label),
                                                  known->ordinal)
                            : 0;
    return is_of_script(run, known->maker) ? run->line : 0;
}

bool weft__race_sites_note(struct weft__race_sites *sites, weft_world *world, uint64_t event)
{
    weft_trace_record record = weft_trace_get(weft_world_trace(world), event);
    size_t count = sites->lines.length / sizeof(uint32_t);
    uint32_t line;

    if (record.kind != WEFT_EVENT_CALL_SCHEDULED || record.subject.id < count)
        return true; /* a tick is scheduled again and again: who did it first counts */
    line = line_of(world, record.subject);
    for (uint32_t none = 0; count < record.subject.id; count++)
        if (!weft__byte_buffer_append(&sites->lines, &none, sizeof none))
            return false;
    return weft__byte_buffer_append(&sites->lines, &line, sizeof line);
}

/* --- For people --- */

/* Where the statement of LINE begins: behind the time that stands before it. */
static struct weft__place place_of(const struct weft__script *script, uint32_t line)
{
    for (const struct weft__timeline_line *at = script->timeline; at; at = at->next)
        if (at->place.line == line)
            return at->place;
    return (struct weft__place){line, 1, 0};
}

static void put_line(const struct weft__race_sites *sites, const weft_world *world, uint32_t line,
                     weft_subject call, char *text, size_t size)
{
    const struct weft__known *known = weft__paths_find(&world->paths, call);
    const struct weft__script *script = sites->loaded->script;
    struct weft__text_output output;
    size_t length;
    const char *source = weft__script_text(script, place_of(script, line), &length);

    for (; length > 0 && *source == ' '; length--)
        source++;
    weft__text_to_memory(&output, text, size);
    weft__text_put(&output, sites->loaded->trace_name);
    weft__text_put(&output, ":");
    weft__text_put_number(&output, line);
    weft__text_put(&output, ": ");
    weft__text_put_escaped(&output, source, length);
    if (known && known->is_tick)
        weft__text_put(&output, " (tick)");
    weft__text_finish(&output);
}

void weft__race_site_format(const struct weft__race_sites *sites, const weft_world *world,
                            weft_subject call, char *text, size_t size)
{
    const uint32_t *lines = (const void *) sites->lines.bytes;
    uint32_t line = call.id < sites->lines.length / sizeof *lines ? lines[call.id] : 0;
    char path[WEFT__CHOICE_TEXT_MAX];
    const char *from = path;

    if (line > 0) {
        put_line(sites, world, line, call, text, size);
        return;
    }
    weft__paths_format(&world->paths, call, path, sizeof path);
    if (*from == '~') /* how much of it is left out tells nobody anything */
        from += strcspn(from, "/") + (strchr(from, '/') != NULL);
    snprintf(text, size, "%s", from);
}
