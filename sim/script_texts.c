/* script_texts.c - the texts of lines and conditions. */
#include "script_texts.h"

#include "utf8.h"

void weft__script_label(const char *text, size_t length, char *label)
{
    for (size_t i = 0; i < length; i++)
        label[i] = text[i] == '"' ? '\'' : text[i];
    label[length] = '\0';
}

static const char *label_of(struct weft__reader *reader, const struct weft__statement *statement)
{
    size_t length;
    const char *text = weft__script_text(reader->script, statement->place, &length);
    char *label = weft__reader_allocate(reader, length + 1);

    if (label != NULL)
        weft__script_label(text, length, label);
    return label;
}

/* How many bytes the first CHARACTERS of LENGTH bytes at TEXT take. */
static size_t bytes_of(const char *text, size_t length, uint32_t characters)
{
    size_t bytes = 0;

    while (bytes < length && characters > 0) {
        bytes++;
        while (bytes < length && weft__utf8_continues(text[bytes]))
            bytes++;
        characters--;
    }
    return bytes;
}

static void put_texts(struct weft__reader *reader, const struct weft__expectation *expectation)
{
    bool alone = expectation->predicates->next == NULL;

    for (struct weft__predicate *predicate = expectation->predicates; predicate != NULL;
         predicate = predicate->next) {
        size_t length;
        const char *text = weft__script_text(reader->script, predicate->place, &length);

        if (!alone)
            length = bytes_of(text, length, predicate->place.length);
        predicate->text = weft__arena_copy(&reader->script->arena, text, length);
        reader->no_memory = reader->no_memory || predicate->text == NULL;
    }
}

static void put_texts_of_rules(struct weft__reader *reader, const struct weft__rule *rule)
{
    for (; rule != NULL; rule = rule->next)
        put_texts(reader, &rule->expectation);
}

void weft__script_texts(struct weft__reader *reader)
{
    const struct weft__script *script = reader->script;

    for (struct weft__timeline_line *line = script->timeline; line != NULL; line = line->next) {
        if (line->statement != NULL)
            line->label = label_of(reader, line->statement);
        if (line->expectation != NULL)
            put_texts(reader, line->expectation);
    }
    put_texts_of_rules(reader, script->rules);
    for (const struct weft__vary *vary = script->varies; vary != NULL; vary = vary->next)
        put_texts_of_rules(reader, vary->rules);
}
