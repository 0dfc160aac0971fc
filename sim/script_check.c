/* script_check.c - what each name in the tree means: scopes, slots, errors.
 *
 * The parser left a list of uses in the order of the file, in which those of one task stand
 * together. It is gone through three times: for what the timeline gives (the world), then task by
 * task (frames), then for what can only be known when every frame is (expectations, fields).
 */
#include "script_check.h"

#include <stdio.h>
#include <string.h>

/* --- Telling --- */

static const char *in_line(char *hint, size_t bytes, const char *what, struct weft__place place)
{
    snprintf(hint, bytes, "%s in line %lu", what, (unsigned long) place.line);
    return hint;
}

static bool is_registered(const struct weft__symbol *symbol)
{
    return symbol->action != WEFT__NO_INDEX || symbol->registered != WEFT__NO_INDEX;
}

static const char *registered_name(const struct weft__symbol *symbol)
{
    return symbol->action != WEFT__NO_INDEX ? "an action registered in C"
                                            : "a task registered in C";
}

/* A name may be a task's, or a value's: not both. */
static bool is_of_third_space(const struct weft__symbol *symbol)
{
    return symbol->task != NULL || is_registered(symbol);
}

static const char *third_space_name(const struct weft__symbol *symbol)
{
    return symbol->task != NULL ? "a task" : registered_name(symbol);
}

/* Whether SYMBOL names a value where USE stands. */
static bool is_in_scope(const struct weft__symbol *symbol, const struct weft__use *use)
{
    if (symbol->world_slot != WEFT__NO_INDEX)
        return true;
    if (use->kind == WEFT__USE_EXPECTED)
        return symbol->given_by != NULL && !symbol->given_by_many;
    return use->task != NULL && symbol->frame_of == use->task;
}

/* The symbols among which to look for the nearest: none when the error is only counted any more, or
 * a file full of errors would take as long as their number times that of its names. */
static const struct weft__symbol *candidates(const struct weft__reader *reader)
{
    return reader->diagnostics->count < WEFT__DIAGNOSTICS_MAX ? reader->symbols.first : NULL;
}

void weft__check_unknown(struct weft__reader *reader, const struct weft__use *use, const char *what,
                         weft__check_filter *is_candidate)
{
    struct weft__nearest_word search =
        weft__nearest_word_search(use->symbol->text, use->symbol->length);
    char hint[WEFT__SCRIPT_NAME_LENGTH_MAX + 32];

    for (const struct weft__symbol *symbol = candidates(reader); symbol != NULL;
         symbol = symbol->next_made)
        if (is_candidate(symbol, use))
            weft__nearest_word_offer(&search, symbol->text);
    weft__diagnostics_add(reader->diagnostics, use->place,
                          weft__nearest_hint(&search, hint, sizeof hint), what, use->symbol->text);
}

static void tell_unknown_name(struct weft__reader *reader, const struct weft__use *use)
{
    const struct weft__symbol *symbol = use->symbol;
    char hint[WEFT__SCRIPT_NAME_LENGTH_MAX + 64];

    if (is_of_third_space(symbol)) {
        weft__diagnostics_add(reader->diagnostics, use->place, NULL, "'%s' is %s, not a value",
                              symbol->text, third_space_name(symbol));
    } else if (symbol->given_by == NULL || use->task != NULL) {
        weft__check_unknown(reader, use, "nothing is named '%s' here", is_in_scope);
    } else if (use->kind == WEFT__USE_EXPECTED) {
        weft__diagnostics_add(
            reader->diagnostics, use->place,
            "say whose: write it behind the name of what runs the task, and a dot",
            "more than one task gives '%s'", symbol->text);
    } else {
        snprintf(hint, sizeof hint, "write it behind the name of what runs '%s', and a dot",
                 symbol->given_by->name);
        weft__diagnostics_add(reader->diagnostics, use->place, hint, "'%s' is a name inside a task",
                              symbol->text);
    }
}

/* A name is declared above the first time that uses it. */
bool weft__check_declared_above(struct weft__reader *reader, const struct weft__use *use,
                                struct weft__place declared)
{
    char hint[64];

    if (!use->timed || declared.line <= use->place.line)
        return true;
    weft__diagnostics_add(reader->diagnostics, use->place,
                          in_line(hint, sizeof hint, "it is declared below,", declared),
                          "'%s' is used by a time that stands above its declaration",
                          use->symbol->text);
    return false;
}

/* --- Values' names --- */

bool weft__check_name(struct weft__reader *reader, const struct weft__use *use,
                      struct weft__name *name)
{
    struct weft__symbol *symbol = use->symbol;

    if (!is_in_scope(symbol, use)) {
        tell_unknown_name(reader, use);
        return false;
    }
    if (symbol->world_slot != WEFT__NO_INDEX) {
        name->scope = WEFT__SCOPE_WORLD;
        name->slot = symbol->world_slot;
        return !symbol->shared || weft__check_declared_above(reader, use, symbol->place);
    }
    if (use->kind == WEFT__USE_EXPECTED) {
        name->scope = WEFT__SCOPE_LATEST;
        name->slot = symbol->given_slot;
        name->task = symbol->given_by->index;
    } else {
        name->scope = WEFT__SCOPE_FRAME;
        name->slot = symbol->frame_slot;
    }
    return true;
}

/* Whether what USE gives or declares can be a name of a value. */
static bool is_free(struct weft__reader *reader, const struct weft__use *use)
{
    if (!is_of_third_space(use->symbol))
        return true;
    weft__diagnostics_add(reader->diagnostics, use->place, NULL,
                          "'%s' is %s and cannot name a value too", use->symbol->text,
                          third_space_name(use->symbol));
    return false;
}

/* --- The world --- */

static void give_world_slots(struct weft__reader *reader)
{
    for (struct weft__declared_name *declared = reader->shared; declared != NULL;
         declared = declared->next) {
        struct weft__use use = {.symbol = declared->symbol, .place = declared->symbol->place};

        is_free(reader, &use);
    }
    for (struct weft__use *use = reader->uses; use != NULL; use = use->next) {
        struct weft__symbol *symbol = use->symbol;

        if (use->kind != WEFT__USE_GIVE || use->task != NULL || !is_free(reader, use) ||
            symbol->world_slot != WEFT__NO_INDEX)
            continue;
        symbol->world_slot = reader->script->world_count++;
        symbol->place = use->place;
    }
}

static void make_world(struct weft__reader *reader)
{
    struct weft__script *script = reader->script;
    struct weft__world_name *world =
        weft__reader_allocate(reader, script->world_count * sizeof *world);

    if (world == NULL)
        return;
    for (const struct weft__symbol *symbol = reader->symbols.first; symbol != NULL;
         symbol = symbol->next_made) {
        if (symbol->world_slot == WEFT__NO_INDEX)
            continue;
        world[symbol->world_slot].text = symbol->text;
        world[symbol->world_slot].place = symbol->place;
        world[symbol->world_slot].shared = symbol->shared;
    }
    for (const struct weft__declared_name *declared = reader->shared; declared != NULL;
         declared = declared->next)
        world[declared->symbol->world_slot].start = declared->start;
    script->world = world;
}

/* --- Frames --- */

static void add_frame_name(struct weft__task *task, const struct weft__use *use)
{
    struct weft__symbol *symbol = use->symbol;
    uint32_t slot = task->name_count++;

    task->names[slot].text = symbol->text;
    task->names[slot].place = use->place;
    task->names[slot].symbol = symbol->id;
    symbol->frame_of = task;
    symbol->frame_slot = slot;
    if (symbol->given_by == NULL) {
        symbol->given_by = task;
        symbol->given_slot = slot;
    } else {
        symbol->given_by_many = true;
    }
}

static void check_parameter(struct weft__reader *reader, const struct weft__use *use)
{
    const struct weft__symbol *symbol = use->symbol;
    char hint[64];

    if (!is_free(reader, use))
        return;
    if (symbol->frame_of == use->task)
        weft__diagnostics_add(reader->diagnostics, use->place, NULL,
                              "two parameters are named '%s'", symbol->text);
    else if (symbol->world_slot != WEFT__NO_INDEX)
        weft__diagnostics_add(reader->diagnostics, use->place,
                              in_line(hint, sizeof hint, "that one is given", symbol->place),
                              "the parameter '%s' is also a name of the world", symbol->text);
    else
        add_frame_name(use->task, use);
}

/* A body changes, of the world, only what is shared. */
static void tell_not_shared(struct weft__reader *reader, const struct weft__use *use)
{
    char hint[WEFT__SCRIPT_NAME_LENGTH_MAX + 64];

    snprintf(hint, sizeof hint,
             "the timeline gives it in line %lu; declare 'shared %s' to share it",
             (unsigned long) use->symbol->place.line, use->symbol->text);
    weft__diagnostics_add(reader->diagnostics, use->place, hint,
                          "a task's body cannot %s '%s', a name of the world",
                          use->kind == WEFT__USE_DROP ? "drop" : "give", use->symbol->text);
}

static void check_given_in_body(struct weft__reader *reader, const struct weft__use *use)
{
    const struct weft__symbol *symbol = use->symbol;

    if (symbol->shared || symbol->frame_of == use->task || !is_free(reader, use))
        return;
    if (symbol->world_slot == WEFT__NO_INDEX)
        add_frame_name(use->task, use);
    else
        tell_not_shared(reader, use);
}

/* Gives slots to the names of the task that FIRST, the first of its uses, stands in. */
static bool make_frame(struct weft__reader *reader, const struct weft__use *first)
{
    struct weft__task *task = first->task;
    size_t given = 0;

    for (const struct weft__use *use = first; use != NULL && use->task == task; use = use->next)
        given += use->kind == WEFT__USE_GIVE || use->kind == WEFT__USE_PARAMETER;
    task->names = weft__reader_allocate(reader, given * sizeof *task->names);
    if (task->names == NULL)
        return false;
    for (const struct weft__use *use = first; use != NULL && use->task == task; use = use->next) {
        if (use->kind == WEFT__USE_PARAMETER)
            check_parameter(reader, use);
        else if (use->kind == WEFT__USE_GIVE)
            check_given_in_body(reader, use);
    }
    return true;
}

/* --- Fields --- */

static const struct {
    const char *text;
    enum weft__field field;
} fields[] = {
    {"type", WEFT__FIELD_TYPE},     {"message", WEFT__FIELD_MESSAGE},
    {"index", WEFT__FIELD_INDEX},   {"first", WEFT__FIELD_FIRST},
    {"length", WEFT__FIELD_LENGTH}, {"waiting", WEFT__FIELD_WAITING},
    {"tokens", WEFT__FIELD_TOKENS},
};

static void tell_unknown_field(struct weft__reader *reader, const struct weft__use *use)
{
    struct weft__nearest_word search =
        weft__nearest_word_search(use->symbol->text, use->symbol->length);
    char hint[WEFT__SCRIPT_NAME_LENGTH_MAX + 32];

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        weft__nearest_word_offer(&search, fields[i].text);
    for (const struct weft__symbol *symbol = candidates(reader); symbol != NULL;
         symbol = symbol->next_made)
        if (symbol->given_by != NULL)
            weft__nearest_word_offer(&search, symbol->text);
    weft__diagnostics_add(
        reader->diagnostics, use->place, weft__nearest_hint(&search, hint, sizeof hint),
        "no task gives '%s', and nothing else has such a field", use->symbol->text);
}

static void check_field(struct weft__reader *reader, const struct weft__use *use)
{
    struct weft__expression *expression = use->expression;

    expression->field.symbol = use->symbol->id;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(fields[i].text, use->symbol->text) == 0)
            expression->field.field = fields[i].field;
    if (expression->field.field == WEFT__FIELD_FRAME && use->symbol->given_by == NULL)
        tell_unknown_field(reader, use);
}

/* --- Errors --- */

static bool is_error(const struct weft__symbol *symbol, const struct weft__use *use)
{
    (void) use;
    return symbol->error != WEFT__NO_INDEX;
}

static void check_error(struct weft__reader *reader, const struct weft__use *use)
{
    if (use->symbol->error == WEFT__NO_INDEX)
        weft__check_unknown(reader, use, "there is no error '%s'", is_error);
    else if (weft__check_declared_above(reader, use, use->symbol->place))
        use->error->error = use->symbol->error;
}

static uint32_t parent_of(struct weft__reader *reader, const struct weft__declared_error *declared)
{
    struct weft__use use = {.symbol = declared->parent, .place = declared->parent_place};

    if (declared->parent == NULL)
        return WEFT__SCRIPT_ERROR_ERROR;
    if (declared->parent->error == WEFT__NO_INDEX) {
        weft__check_unknown(reader, &use, "there is no error '%s'", is_error);
        return WEFT__SCRIPT_ERROR_ERROR;
    }
    return declared->parent->error;
}

/* Looks for errors that are their own ancestors. Each walk towards Error marks its path with its
 * own number, so no error is walked over twice but the one where a walk ends. */
static void check_ancestors(struct weft__reader *reader)
{
    const struct weft__script *script = reader->script;
    uint32_t *walks = weft__reader_allocate_scratch(reader, script->error_count * sizeof *walks);

    if (walks == NULL)
        return;
    for (uint32_t i = WEFT__SCRIPT_ERRORS_BUILT_IN; i < script->error_count; i++) {
        uint32_t error = i;

        while (error >= WEFT__SCRIPT_ERRORS_BUILT_IN && walks[error] == 0) {
            walks[error] = i;
            error = script->errors[error].parent;
        }
        if (error >= WEFT__SCRIPT_ERRORS_BUILT_IN && walks[error] == i)
            weft__diagnostics_add(reader->diagnostics, script->errors[error].place, NULL,
                                  "'%s' is a kind of itself", script->errors[error].name);
    }
}

static void make_errors(struct weft__reader *reader)
{
    static const struct {
        const char *name;
        uint32_t parent;
    } built_in[] = {
#define X(constant, name, parent) {name, WEFT__SCRIPT_ERROR_##parent},
        WEFT__SCRIPT_ERRORS(X)
#undef X
    };
    struct weft__script *script = reader->script;
    struct weft__script_error *errors =
        weft__reader_allocate(reader, script->error_count * sizeof *errors);

    if (errors == NULL)
        return;
    script->errors = errors;
    for (uint32_t i = 0; i < WEFT__SCRIPT_ERRORS_BUILT_IN; i++) {
        errors[i].name = built_in[i].name;
        errors[i].parent = built_in[i].parent;
    }
    errors[WEFT__SCRIPT_ERROR_ERROR].parent = WEFT__SCRIPT_NO_ERROR;
    for (const struct weft__declared_error *declared = reader->errors; declared != NULL;
         declared = declared->next) {
        struct weft__script_error *error = &errors[declared->symbol->error];

        error->name = declared->symbol->text;
        error->place = declared->symbol->place;
        error->parent = parent_of(reader, declared);
    }
    check_ancestors(reader);
}

/* --- All uses --- */

static void check_use(struct weft__reader *reader, const struct weft__use *use)
{
    switch (use->kind) {
    case WEFT__USE_PARAMETER:
    case WEFT__USE_FIELD:
    case WEFT__USE_EXPECTED:
        return;
    case WEFT__USE_GIVE:
        /* Where it may not be given, that has been told. */
        if (is_in_scope(use->symbol, use))
            weft__check_name(reader, use, use->name);
        return;
    case WEFT__USE_DROP:
        if (weft__check_name(reader, use, use->name) && use->task != NULL &&
            use->name->scope == WEFT__SCOPE_WORLD && !use->symbol->shared)
            tell_not_shared(reader, use);
        return;
    case WEFT__USE_READ:
        weft__check_name(reader, use, use->name);
        return;
    case WEFT__USE_ERROR:
        check_error(reader, use);
        return;
    case WEFT__USE_SOURCE:
        weft__check_source(reader, use);
        return;
    case WEFT__USE_ACTION:
        weft__check_action(reader, use);
        return;
    }
}

static void make_tasks(struct weft__reader *reader)
{
    struct weft__script *script = reader->script;
    struct weft__task *task = reader->tasks;

    script->tasks = weft__reader_allocate(reader, script->task_count * sizeof(struct weft__task *));
    if (script->tasks == NULL)
        return;
    for (; task != NULL; task = task->next)
        script->tasks[task->index] = task;
    for (const struct weft__symbol *symbol = reader->symbols.first; symbol != NULL;
         symbol = symbol->next_made)
        if (symbol->task != NULL && is_registered(symbol))
            weft__diagnostics_add(reader->diagnostics, symbol->task->place, NULL,
                                  "'%s' is %s and cannot name a task of the script too",
                                  symbol->text, registered_name(symbol));
}

void weft__check_names(struct weft__reader *reader)
{
    const struct weft__task *task = NULL;

    make_tasks(reader);
    make_errors(reader);
    give_world_slots(reader);
    make_world(reader);
    for (struct weft__use *use = reader->uses; use != NULL && !reader->no_memory; use = use->next) {
        if (use->task == NULL)
            continue;
        if (use->task != task && !make_frame(reader, use))
            return;
        task = use->task;
        check_use(reader, use);
    }
    for (struct weft__use *use = reader->uses; use != NULL && !reader->no_memory; use = use->next) {
        if (use->kind == WEFT__USE_FIELD)
            check_field(reader, use);
        else if (use->kind == WEFT__USE_EXPECTED)
            weft__check_name(reader, use, use->name);
        else if (use->task == NULL)
            check_use(reader, use);
    }
}
