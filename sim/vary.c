/* vary.c - variations noted and judged. */
#include "vary_internal.h"

#include "finding_class.h"
#include "fingerprint.h"
#include "script_expect.h"

#include <stdio.h>
#include <string.h>

/* --- Noting --- */

static void *allocate(struct weft__varied *varied, size_t bytes)
{
    void *block = weft__arena_allocate(&varied->arena, bytes);

    varied->lost = varied->lost || block == NULL;
    return block;
}

static const char *copy(struct weft__varied *varied, const char *text, size_t length)
{
    const char *made = weft__arena_copy(&varied->arena, text, length);

    varied->lost = varied->lost || made == NULL;
    return made;
}

static void note_class(struct weft__varied *varied, const struct weft__variation *variation,
                       const char *text)
{
    struct weft__varied_class *of = varied->classes;

    while (of != NULL && strcmp(of->text, text) != 0)
        of = of->next;
    if (of == NULL) {
        of = allocate(varied, sizeof *of);
        if (of == NULL)
            return;
        of->text = copy(varied, text, strlen(text));
        if (of->text == NULL)
            return;
        of->first = variation;
        *varied->last_class = of;
        varied->last_class = &of->next;
        varied->class_count++;
    }
    of->failed++;
}

static bool has_text(const struct weft__byte_buffer *texts, const char *text)
{
    for (size_t at = 0; at < texts->length; at += strlen(texts->bytes + at) + 1)
        if (strcmp(texts->bytes + at, text) == 0)
            return true;
    return false;
}

/* Appends what is told of FINDING to TEXTS, once. False without memory. */
static bool put_finding(struct weft__byte_buffer *texts, const weft_finding *finding)
{
    struct weft__byte_buffer text = {.allocator = &weft_allocator_system};
    bool good = weft__finding_class_put(&text, finding);

    if (good && !has_text(texts, text.bytes))
        good = weft__byte_buffer_append(texts, text.bytes, text.length);
    weft__byte_buffer_free(&text);
    return good;
}

/* The class of a variation is all that was found in it. */
static void classify(struct weft__varied *varied, const weft_world *world,
                     const struct weft__variation *variation)
{
    struct weft__byte_buffer texts = {.allocator = &weft_allocator_system};
    const weft_finding *findings;
    size_t count = weft_world_findings(world, &findings);

    for (size_t i = 0; i < count; i++)
        if (!findings[i].expected && findings[i].kind != WEFT_FINDING_VACUOUS)
            varied->lost = !put_finding(&texts, &findings[i]) || varied->lost;
    for (size_t at = 0; at + 1 < texts.length; at++)
        if (texts.bytes[at] == '\0')
            texts.bytes[at] = '\n';
    if (texts.length > 0 && !varied->lost)
        note_class(varied, variation, texts.bytes);
    weft__byte_buffer_free(&texts);
}

/* Compares what came of WORLD's order with what came of the first. */
static void compare_results(struct weft__varied *varied, const weft_world *world,
                            const struct weft__variation *variation)
{
    uint64_t results = weft__fingerprint(world, WEFT__FINGERPRINT_RESULTS);

    varied->lost = varied->lost || results == 0;
    if (varied->results == 0)
        varied->results = results;
    if (results == varied->results)
        return;
    varied->differing++;
    if (varied->differs == NULL)
        varied->differs = variation;
}

void weft__varied_note(struct weft__varied *varied, const weft_world *world, const char *name,
                       const char *choices, size_t bytes)
{
    struct weft__variation *variation = allocate(varied, sizeof *variation);

    if (variation == NULL)
        return;
    variation->name = copy(varied, name, strlen(name));
    variation->choices = copy(varied, choices, bytes);
    variation->choices_bytes = bytes;
    variation->fails = weft_world_failures(world) > 0;
    *varied->last_variation = variation;
    varied->last_variation = &variation->next;
    varied->count++;
    varied->failed += variation->fails;
    for (struct weft__varied_sometimes *sometimes = varied->sometimes; sometimes != NULL;
         sometimes = sometimes->next)
        sometimes->seen = sometimes->seen || weft__script_saw(world->script, sometimes->predicate);
    classify(varied, world, variation);
    if (varied->vary->axis == WEFT__AXIS_ORDER)
        compare_results(varied, world, variation);
}

/* A run that has no memory may end before it is asked. */
void weft__varied_ran(struct weft__varied *varied, const weft_world *world, bool as_planned)
{
    varied->ran_out += weft_world_exhausted(world);
    varied->diverged = varied->diverged || (!as_planned && !weft_world_exhausted(world));
}

/* --- Running --- */

weft_world *weft__varied_world(struct weft__varied *varied)
{
    weft_world *world = weft__loaded_world(varied->loaded, &varied->options);

    varied->lost = varied->lost || world == NULL;
    return world;
}

static const struct {
    enum weft__axis axis;
    unsigned kind;
} fault_kinds[] = {
    {WEFT__AXIS_CANCEL, WEFT_FAULT_CANCEL},
    {WEFT__AXIS_STOP, WEFT_FAULT_STOP},
    {WEFT__AXIS_FAIL, WEFT_FAULT_FAIL},
    {WEFT__AXIS_MEMORY, WEFT_FAULT_MEMORY},
};

static const struct {
    enum weft__point every;
    unsigned point;
} fault_points[] = {
    {WEFT__POINT_TURN, WEFT_FAULT_AT_TURN},
    {WEFT__POINT_STEP, WEFT_FAULT_AT_STEP},
    {WEFT__POINT_CALLBACK, WEFT_FAULT_AT_CALLBACK},
    {WEFT__POINT_ALLOCATION, WEFT_FAULT_AT_ALLOCATION},
};

static weft_faults faults_of(const struct weft__vary *vary)
{
    weft_faults faults = {0};

    for (size_t i = 0; i < sizeof fault_kinds / sizeof *fault_kinds; i++)
        if (fault_kinds[i].axis == vary->axis)
            faults.kinds = fault_kinds[i].kind;
    for (size_t i = 0; i < sizeof fault_points / sizeof *fault_points; i++)
        if (fault_points[i].every == vary->every && faults.kinds != 0)
            faults.points = fault_points[i].point;
    return faults;
}

static weft_world_options options_of(const struct weft__vary *vary,
                                     const weft_world_options *options)
{
    weft_world_options own = *options;

    own.strategy = NULL;
    own.unjudged = true;
    own.vary = vary->number;
    own.freedom = (weft_freedom){0};
    if (vary->axis == WEFT__AXIS_ORDER)
        own.freedom.slack_ns = WEFT__VARY_SLACK_NS;
    own.faults = faults_of(vary);
    return own;
}

static void begin_sometimes(struct weft__varied *varied)
{
    struct weft__varied_sometimes **last = &varied->sometimes;

    for (const struct weft__rule *rule = varied->vary->rules; rule != NULL; rule = rule->next) {
        if (rule->kind != WEFT__RULE_SOMETIMES)
            continue;
        for (const struct weft__predicate *predicate = rule->expectation.predicates;
             predicate != NULL; predicate = predicate->next) {
            *last = allocate(varied, sizeof **last);
            if (*last == NULL)
                return;
            (*last)->predicate = predicate;
            last = &(*last)->next;
        }
    }
}

static void run_all(struct weft__varied *varied)
{
    switch (varied->vary->axis) {
    case WEFT__AXIS_MOVE:
    case WEFT__AXIS_ADD:
        weft__vary_places(varied);
        return;
    case WEFT__AXIS_SLICE:
        weft__vary_slices(varied);
        return;
    case WEFT__AXIS_ORDER:
        weft__vary_orders(varied);
        return;
    case WEFT__AXIS_CANCEL:
    case WEFT__AXIS_STOP:
    case WEFT__AXIS_FAIL:
    case WEFT__AXIS_MEMORY:
        weft__vary_faults(varied);
        return;
    }
}

/* TEXT, of LENGTH, without what stands between `vary` and its axis for the sake of the column. */
static const char *title_of(struct weft__varied *varied, const char *text, size_t length)
{
    const char *end = text + length, *axis = text;
    char *title = allocate(varied, length + 2);

    while (axis < end && *axis != ' ')
        axis++;
    while (axis < end && *axis == ' ')
        axis++;
    if (title != NULL && axis < end)
        snprintf(title, length + 2, "vary %.*s", (int) (end - axis), axis);
    return title;
}

void weft__vary_run(struct weft__varied *varied, const struct weft__loaded *loaded,
                    const struct weft__vary *vary, const weft_world_options *options)
{
    size_t length = 0;
    const char *text =
        vary->place.line > 0 ? weft__script_text(loaded->script, vary->place, &length) : "";

    *varied = (struct weft__varied){
        .loaded = loaded,
        .vary = vary,
        .options = options_of(vary, options),
        .arena = {.allocator = &weft_allocator_system},
    };
    varied->last_variation = &varied->variations;
    varied->last_class = &varied->classes;
    varied->title = title_of(varied, text, length);
    varied->lost = weft_pool_create(NULL, &varied->options.pool) != WEFT_OK || varied->lost;
    begin_sometimes(varied);
    if (!varied->lost)
        run_all(varied);
}

bool weft__varied_holds(const struct weft__varied *varied)
{
    uint64_t known = varied->vary->fails >= 0 ? (uint64_t) varied->vary->fails : 0;

    for (const struct weft__varied_sometimes *sometimes = varied->sometimes; sometimes != NULL;
         sometimes = sometimes->next)
        if (!sometimes->seen)
            return false;
    return varied->failed == known;
}

/* --- One of them again --- */

static bool write_trace(const struct weft__varied *varied, const weft_replay *replay, char **text,
                        size_t *length)
{
    weft_world_options options = varied->options;
    struct weft__run run;

    options.replay = replay;
    *text = NULL;
    if (weft__run_make(&run, varied->loaded, &options) == WEFT__EXIT_HELD) {
        run.header.source = varied->loaded->source.bytes;
        run.header.source_bytes = varied->loaded->source.length;
        *text = weft__run_text(&run, length);
    }
    weft__run_close(&run);
    return *text != NULL;
}

char *weft__varied_trace(const struct weft__varied *varied, const struct weft__variation *variation,
                         size_t *length)
{
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    const char *at = variation->choices, *end = at + variation->choices_bytes;
    const char **texts = weft__arena_allocate(&arena, (variation->choices_bytes + 1) *
                                                          sizeof *texts); /* there are fewer */
    weft_replay replay = {.choices = texts, .sparse = true};
    char *text = NULL;

    for (; texts != NULL && at < end; at += strlen(at) + 1)
        texts[replay.count++] = at;
    if (texts != NULL)
        write_trace(varied, &replay, &text, length);
    weft__arena_free(&arena);
    return text;
}

void weft__varied_end(struct weft__varied *varied)
{
    if (varied->options.pool != NULL)
        weft_pool_free(varied->options.pool);
    weft__arena_free(&varied->arena);
}
