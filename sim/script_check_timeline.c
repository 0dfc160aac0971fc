/* script_check_timeline.c - the order of the lines of one instant, which line each `vary` moves,
 * and which names it uses. */
#include "script_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Stimuli before expectations --- */

struct timed_line {
    int64_t at_ns;
    uint32_t index; /* in the file: makes the order total */
    const struct weft__timeline_line *line;
};

static int compare_timed_lines(const void *a, const void *b)
{
    const struct timed_line *left = a;
    const struct timed_line *right = b;

    if (left->at_ns != right->at_ns)
        return left->at_ns < right->at_ns ? -1 : 1;
    return left->index < right->index ? -1 : left->index > right->index;
}

static uint32_t count_lines(const struct weft__timeline_line *line)
{
    uint32_t count = 0;

    for (; line != NULL; line = line->next)
        count++;
    return count;
}

static void tell_late_stimulus(struct weft__reader *reader,
                               const struct weft__timeline_line *stimulus,
                               const struct weft__timeline_line *expectation)
{
    char hint[80];

    snprintf(hint, sizeof hint, "the expectation is in line %lu; put it below",
             (unsigned long) expectation->place.line);
    weft__diagnostics_add(reader->diagnostics, stimulus->place, hint,
                          "a statement after an expectation of the same time");
}

static void check_order(struct weft__reader *reader)
{
    uint32_t line_count = count_lines(reader->script->timeline);
    struct timed_line *lines = weft__reader_allocate_scratch(reader, line_count * sizeof *lines);
    const struct weft__timeline_line *expectation = NULL;
    uint32_t count = 0;

    if (lines == NULL)
        return;
    for (const struct weft__timeline_line *line = reader->script->timeline; line != NULL;
         line = line->next) {
        if (line->when != WEFT__WHEN_AT)
            continue;
        lines[count] = (struct timed_line){line->at_ns, count, line};
        count++;
    }
    qsort(lines, count, sizeof *lines, compare_timed_lines);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && lines[i].at_ns != lines[i - 1].at_ns)
            expectation = NULL;
        if (lines[i].line->expectation != NULL)
            expectation = lines[i].line;
        else if (expectation != NULL)
            tell_late_stimulus(reader, lines[i].line, expectation);
    }
}

/* --- The lines that `vary` moves --- */

static struct weft__lexer lexer_over(const struct weft__reader *reader,
                                     const struct weft__stimulus_text *text)
{
    struct weft__lexer lexer = reader->lexer;

    lexer.at = text->from;
    lexer.line_end = text->to;
    return lexer;
}

static uint32_t hash_text(const struct weft__reader *reader, const struct weft__stimulus_text *text)
{
    struct weft__lexer lexer = lexer_over(reader, text);
    struct weft__token token = weft__lexer_next(&lexer);
    uint32_t hash = 2166136261U;

    for (; token.kind != WEFT__TOKEN_END; token = weft__lexer_next(&lexer)) {
        hash = (hash ^ (uint32_t) token.kind) * 16777619U;
        for (size_t i = 0; i < token.length; i++)
            hash = (hash ^ (unsigned char) token.text[i]) * 16777619U;
    }
    return hash;
}

/* Whether both have the same tokens: blanks and comments make no difference. */
static bool is_same_text(const struct weft__reader *reader, const struct weft__stimulus_text *a,
                         const struct weft__stimulus_text *b)
{
    struct weft__lexer a_lexer = lexer_over(reader, a);
    struct weft__lexer b_lexer = lexer_over(reader, b);

    for (;;) {
        struct weft__token a_token = weft__lexer_next(&a_lexer);
        struct weft__token b_token = weft__lexer_next(&b_lexer);

        if (a_token.kind != b_token.kind || a_token.length != b_token.length ||
            memcmp(a_token.text, b_token.text, a_token.length) != 0)
            return false;
        if (a_token.kind == WEFT__TOKEN_END)
            return true;
    }
}

struct hashed_text {
    uint32_t hash;
    uint32_t index; /* in the file */
    const struct weft__stimulus_text *text;
};

static int compare_hashed_texts(const void *a, const void *b)
{
    const struct hashed_text *left = a;
    const struct hashed_text *right = b;

    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return left->index < right->index ? -1 : left->index > right->index;
}

/* The first of COUNT sorted TEXTS whose hash is not less than HASH. */
static uint32_t first_with_hash(const struct hashed_text *texts, uint32_t count, uint32_t hash)
{
    uint32_t low = 0;

    while (count > 0) {
        uint32_t half = count / 2;

        if (texts[low + half].hash < hash) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

static void find_moved(struct weft__reader *reader, const struct hashed_text *texts, uint32_t count,
                       const struct weft__stimulus_text *moved)
{
    uint32_t hash = hash_text(reader, moved);
    struct weft__vary *vary = moved->vary;
    char hint[80];

    for (uint32_t i = first_with_hash(texts, count, hash); i < count && texts[i].hash == hash;
         i++) {
        if (!is_same_text(reader, texts[i].text, moved))
            continue;
        if (vary->line == NULL) {
            vary->line = texts[i].text->line;
            continue;
        }
        snprintf(hint, sizeof hint, "they are in lines %lu and %lu",
                 (unsigned long) vary->line->place.line,
                 (unsigned long) texts[i].text->line->place.line);
        weft__diagnostics_add(reader->diagnostics, vary->statement->place, hint,
                              "more than one line of the timeline reads like this");
        return;
    }
    if (vary->line == NULL)
        weft__diagnostics_add(reader->diagnostics, vary->statement->place,
                              "'vary add' takes a new one",
                              "no line of the timeline reads like this");
}

static void check_moved(struct weft__reader *reader)
{
    struct hashed_text *texts;
    uint32_t count = 0;

    if (reader->moved == NULL)
        return;
    for (const struct weft__stimulus_text *text = reader->stimuli; text != NULL; text = text->next)
        count++;
    texts = weft__reader_allocate_scratch(reader, count * sizeof *texts);
    if (texts == NULL)
        return;
    count = 0;
    for (const struct weft__stimulus_text *text = reader->stimuli; text != NULL;
         text = text->next) {
        texts[count] = (struct hashed_text){hash_text(reader, text), count, text};
        count++;
    }
    qsort(texts, count, sizeof *texts, compare_hashed_texts);
    for (const struct weft__stimulus_text *moved = reader->moved; moved != NULL;
         moved = moved->next)
        find_moved(reader, texts, count, moved);
}

/* --- The names that `vary` uses --- */

/* A varied statement is one line, so what is used there is used by it. */
static void note_names(struct weft__reader *reader)
{
    struct weft__vary *vary = reader->script->varies;

    for (const struct weft__use *use = reader->uses; use != NULL; use = use->next) {
        struct weft__vary_name *name;

        if (use->kind != WEFT__USE_READ || use->task != NULL ||
            use->name->scope != WEFT__SCOPE_WORLD)
            continue;
        while (vary != NULL && vary->place.line < use->place.line)
            vary = vary->next;
        if (vary == NULL || vary->place.line != use->place.line)
            continue;
        name = weft__reader_allocate(reader, sizeof *name);
        if (name == NULL)
            return;
        *name = (struct weft__vary_name){vary->names, use->name->slot};
        vary->names = name;
    }
}

void weft__check_timeline(struct weft__reader *reader)
{
    check_order(reader);
    check_moved(reader);
    note_names(reader);
}
