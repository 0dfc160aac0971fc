/* script_read.c - a script from its bytes: the way through, and what comes back. */
#include "script.h"

#include <assert.h>
#include <string.h>

#include "script_error_types.h"
#include "script_reader.h"
#include "script_texts.h"

/* --- The first line --- */

static struct weft__place whole_line(const char *from, const char *end)
{
    struct weft__place place = {.line = 1, .column = 1, .length = (uint32_t) (end - from)};

    return place;
}

/* What stands in [FROM, END), a number, says of the version. */
static bool check_version(struct weft__diagnostics *diagnostics, const char *digits,
                          const char *digits_end, uint32_t column)
{
    struct weft__place place = {
        .line = 1, .column = column, .length = (uint32_t) (digits_end - digits)};

    while (digits + 1 < digits_end && *digits == '0')
        digits++;
    if (digits_end - digits == 1 && *digits > '0' && *digits <= '0' + WEFT__SCRIPT_VERSION)
        return true;
    if (*digits == '0')
        weft__diagnostics_add(diagnostics, place, NULL, "there is no version 0");
    else
        weft__diagnostics_add(diagnostics, place, NULL, "this weft knows up to %d",
                              WEFT__SCRIPT_VERSION);
    return false;
}

/* Looked at before all else: what another version may hold is not ours to judge. */
static bool check_first_line(struct weft__source source, struct weft__diagnostics *diagnostics)
{
    static const char word[] = "weft";
    const char *line_feed = memchr(source.bytes, '\n', source.length);
    const char *end = line_feed == NULL ? source.bytes + source.length : line_feed;
    const char *at = source.bytes;
    const char *digits, *digits_end;

    if (end > source.bytes && line_feed != NULL && end[-1] == '\r')
        end--;
    if ((size_t) (end - at) > sizeof word - 1 && memcmp(at, word, sizeof word - 1) == 0)
        at += sizeof word - 1;
    digits = at;
    while (digits < end && *digits == ' ')
        digits++;
    digits_end = digits;
    while (digits_end < end && *digits_end >= '0' && *digits_end <= '9')
        digits_end++;
    at = digits_end;
    while (at < end && *at == ' ')
        at++;
    if (digits > source.bytes + sizeof word - 1 && digits_end > digits && (at == end || *at == '#'))
        return check_version(diagnostics, digits, digits_end,
                             (uint32_t) (digits - source.bytes) + 1);
    weft__diagnostics_add(diagnostics, whole_line(source.bytes, end),
                          "it tells the version of the language",
                          "the first line of a script is 'weft %d'", WEFT__SCRIPT_VERSION);
    return false;
}

/* --- What is known before a script begins --- */

static bool enter_errors(struct weft__reader *reader)
{
    static const char *const names[] = {
#define X(constant, name, parent) name,
        WEFT__SCRIPT_ERRORS(X)
#undef X
    };
    struct weft__place nowhere = {.line = 0};

    for (uint32_t i = 0; i < WEFT__SCRIPT_ERRORS_BUILT_IN; i++) {
        struct weft__symbol *symbol =
            weft__reader_symbol(reader, names[i], strlen(names[i]), nowhere);

        if (symbol == NULL)
            return false;
        symbol->error = i;
    }
    reader->script->error_count = WEFT__SCRIPT_ERRORS_BUILT_IN;
    return true;
}

static bool enter_registered(struct weft__reader *reader)
{
    const struct weft__registered *registered = reader->registered;
    struct weft__place nowhere = {.line = 0};

    for (size_t i = 0; i < registered->action_count; i++) {
        const char *name = registered->actions[i];
        struct weft__symbol *symbol = weft__reader_symbol(reader, name, strlen(name), nowhere);

        if (symbol == NULL)
            return false;
        symbol->action = (uint32_t) i;
    }
    for (size_t i = 0; i < registered->task_count; i++) {
        const char *name = registered->tasks[i];
        struct weft__symbol *symbol = weft__reader_symbol(reader, name, strlen(name), nowhere);

        if (symbol == NULL)
            return false;
        symbol->registered = (uint32_t) i;
    }
    return true;
}

static void reader_init(struct weft__reader *reader, struct weft__script *script,
                        struct weft__diagnostics *diagnostics)
{
    memset(reader, 0, sizeof *reader);
    reader->script = script;
    reader->scratch.allocator = script->arena.allocator;
    reader->diagnostics = diagnostics;
    reader->task_end = &reader->tasks;
    reader->error_end = &reader->errors;
    reader->shared_end = &reader->shared;
    reader->timeline_end = &script->timeline;
    reader->rule_end = &script->rules;
    reader->vary_end = &script->varies;
    reader->wanted_end = &script->wanted;
    reader->use_end = &reader->uses;
    reader->stimulus_end = &reader->stimuli;
    reader->moved_end = &reader->moved;
    script->until_ns = -1;
}

/* --- Reading --- */

static bool index_lines(struct weft__reader *reader)
{
    struct weft__script *script = reader->script;
    const char *bytes = script->source.bytes;
    uint32_t line_count = 1;

    for (size_t i = 0; i < script->source.length; i++)
        line_count += bytes[i] == '\n';
    script->line_starts = weft__reader_allocate(reader, line_count * sizeof *script->line_starts);
    if (script->line_starts == NULL)
        return false;
    script->line_count = 1;
    for (uint32_t i = 0; i < script->source.length; i++)
        if (bytes[i] == '\n')
            script->line_starts[script->line_count++] = i + 1;
    return true;
}

static void read_tree(struct weft__reader *reader)
{
    weft__lexer_init(&reader->lexer, reader->script->source, reader->diagnostics);
    weft__lexer_next_line(&reader->lexer); /* `weft 1`, which has been checked */
    weft__parse_file(reader);
    if (reader->no_memory || reader->diagnostics->count > 0)
        return;
    weft__check_names(reader);
    weft__check_timeline(reader);
    if (reader->no_memory || reader->diagnostics->count > 0)
        return;
    weft__script_error_types(reader->script);
    weft__script_texts(reader);
}

static enum weft__script_outcome read_into(struct weft__script *script,
                                           const struct weft__registered *registered,
                                           struct weft__diagnostics *diagnostics)
{
    struct weft__reader reader;
    bool no_memory;

    reader_init(&reader, script, diagnostics);
    reader.registered = registered;
    if (index_lines(&reader) && enter_errors(&reader) &&
        (registered == NULL || enter_registered(&reader)))
        read_tree(&reader);
    no_memory = reader.no_memory;
    weft__arena_free(&reader.scratch);
    if (no_memory)
        return WEFT__SCRIPT_NO_MEMORY;
    return diagnostics->count > 0 ? WEFT__SCRIPT_WRONG : WEFT__SCRIPT_READ;
}

static bool check_bytes(struct weft__source source, struct weft__diagnostics *diagnostics)
{
    struct weft__place file = {.line = 0};

    if (source.length > WEFT__SCRIPT_BYTES_MAX) {
        weft__diagnostics_add(diagnostics, file, NULL,
                              "the script is longer than the %d bytes that Weft reads",
                              WEFT__SCRIPT_BYTES_MAX);
        return false;
    }
    return check_first_line(source, diagnostics) && weft__source_check(source, diagnostics);
}

enum weft__script_outcome weft__script_read(const weft_allocator *allocator,
                                            struct weft__source source,
                                            const struct weft__registered *registered,
                                            struct weft__diagnostics *diagnostics,
                                            struct weft__script **script)
{
    enum weft__script_outcome outcome;

    *script = NULL;
    if (source.length == 0)
        source.bytes = "";
    weft__diagnostics_init(diagnostics, source);
    if (!check_bytes(source, diagnostics))
        return WEFT__SCRIPT_WRONG;
    *script = allocator->allocate(allocator->context, NULL, 0, sizeof **script);
    if (*script == NULL)
        return WEFT__SCRIPT_NO_MEMORY;
    memset(*script, 0, sizeof **script);
    (*script)->arena.allocator = allocator;
    (*script)->source = source;
    outcome = read_into(*script, registered, diagnostics);
    if (outcome != WEFT__SCRIPT_READ) {
        weft__script_free(*script);
        *script = NULL;
    }
    return outcome;
}

void weft__script_free(struct weft__script *script)
{
    const weft_allocator *allocator;

    if (script == NULL)
        return;
    allocator = script->arena.allocator;
    weft__arena_free(&script->arena);
    allocator->allocate(allocator->context, script, sizeof *script, 0);
}

/* --- What comes back --- */

const struct weft__vary *weft__script_vary(const struct weft__script *script, uint32_t number)
{
    const struct weft__vary *vary = script->varies;

    while (vary != NULL && vary->number != number)
        vary = vary->next;
    return vary;
}

int32_t weft__task_slot(const struct weft__task *task, uint32_t symbol)
{
    for (uint32_t slot = 0; slot < task->name_count; slot++)
        if (task->names[slot].symbol == symbol)
            return (int32_t) slot;
    return -1;
}

const char *weft__script_text(const struct weft__script *script, struct weft__place place,
                              size_t *length)
{
    struct weft__lexer lexer;
    const char *text;

    assert(place.line >= 1 && place.line <= script->line_count);
    weft__lexer_init(&lexer, script->source, NULL); /* all tokens have been found good */
    weft__lexer_seek(&lexer, script->line_starts[place.line - 1], place);
    text = lexer.at;
    *length = 0;
    while (weft__lexer_next(&lexer).kind != WEFT__TOKEN_END)
        *length = (size_t) (lexer.at - text);
    return text;
}
