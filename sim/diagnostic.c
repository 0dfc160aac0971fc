/* diagnostic.c - user errors: collecting them by place, showing them with their line. */
#include "diagnostic.h"

#include <stdarg.h>
#include <string.h>

void weft__diagnostics_init(struct weft__diagnostics *diagnostics, struct weft__source source)
{
    diagnostics->source = source;
    diagnostics->count = 0;
    diagnostics->left_out = 0;
}

/* --- Collecting --- */

static bool is_continuation(char byte)
{
    return ((unsigned char) byte & 0xC0U) == 0x80U;
}

/* Marks a text that filled its BYTES as cut, at the border of a character. */
static void end_with_ellipsis(char *text, size_t bytes)
{
    size_t end = bytes - sizeof "...";

    while (end > 0 && is_continuation(text[end]))
        end--;
    memcpy(text + end, "...", sizeof "...");
}

static void put_text(char *target, size_t bytes, const char *text)
{
    if ((size_t) snprintf(target, bytes, "%s", text) >= bytes)
        end_with_ellipsis(target, bytes);
}

static bool is_before(struct weft__place a, struct weft__place b)
{
    return a.line != b.line ? a.line < b.line : a.column < b.column;
}

void weft__diagnostics_add(struct weft__diagnostics *diagnostics, struct weft__place place,
                           const char *hint, const char *format, ...)
{
    struct weft__diagnostic *entry;
    size_t index = diagnostics->count;
    va_list arguments;
    int length;

    if (index == WEFT__DIAGNOSTICS_MAX) {
        diagnostics->left_out++;
        return;
    }
    while (index > 0 && is_before(place, diagnostics->entries[index - 1].place)) {
        diagnostics->entries[index] = diagnostics->entries[index - 1];
        index--;
    }
    diagnostics->count++;
    entry = &diagnostics->entries[index];
    entry->place = place;
    put_text(entry->hint, sizeof entry->hint, hint == NULL ? "" : hint);
    va_start(arguments, format);
    length = vsnprintf(entry->message, sizeof entry->message, format, arguments);
    va_end(arguments);
    if (length < 0)
        entry->message[0] = '\0';
    else if ((size_t) length >= sizeof entry->message)
        end_with_ellipsis(entry->message, sizeof entry->message);
}

/* --- Showing --- */

/* The bytes of the character at TEXT (of LENGTH bytes, at least one): 1 also for what is not UTF-8.
 */
static size_t character_bytes(const char *text, size_t length)
{
    unsigned char first = (unsigned char) text[0];
    size_t bytes = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : first >= 0xC0U ? 2 : 1;

    if (first >= 0xF8U || bytes > length)
        return 1;
    for (size_t i = 1; i < bytes; i++)
        if (!is_continuation(text[i]))
            return 1;
    return bytes;
}

static bool is_printable(const char *character, size_t bytes)
{
    unsigned char first = (unsigned char) character[0];

    if (bytes == 1)
        return first >= 0x20U && first < 0x7FU;
    /* U+0080 to U+009F are control characters too: C2 80 to C2 9F */
    return !(first == 0xC2U && (unsigned char) character[1] < 0xA0U);
}

/* Prints one character; a tab stays one, so that the line below it lines up. */
static void print_character(FILE *stream, const char *character, size_t bytes)
{
    if (is_printable(character, bytes) || (bytes == 1 && character[0] == '\t'))
        fwrite(character, 1, bytes, stream);
    else
        fputc('?', stream);
}

static void print_text(FILE *stream, const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i < length;) {
        size_t bytes = character_bytes(text + i, length - i);

        print_character(stream, text + i, bytes);
        i += bytes;
    }
}

/* A part of one line of the source, cut to what is worth showing. */
struct excerpt {
    const char *bytes;
    size_t length;
    uint32_t first_column; /* of its first character */
    bool cut_before, cut_after;
};

static const char *after_characters(const char *at, const char *end, uint32_t count)
{
    while (count > 0 && at < end) {
        at += character_bytes(at, (size_t) (end - at));
        count--;
    }
    return at;
}

static bool excerpt_of_line(struct weft__source source, struct weft__place place,
                            struct excerpt *excerpt)
{
    const char *at = source.bytes;
    const char *end = source.bytes + source.length;
    const char *line_end, *shown_end;
    uint32_t skipped = 0;

    if (source.bytes == NULL || place.line == 0)
        return false;
    for (uint32_t line = 1; line < place.line; line++) {
        at = memchr(at, '\n', (size_t) (end - at));
        if (at == NULL)
            return false;
        at++;
    }
    line_end = at == end ? end : memchr(at, '\n', (size_t) (end - at));
    if (line_end == NULL)
        line_end = end;
    if (line_end > at && line_end[-1] == '\r')
        line_end--;
    if (place.column > WEFT__DIAGNOSTIC_EXCERPT_COLUMNS * 2 / 3)
        skipped = place.column - WEFT__DIAGNOSTIC_EXCERPT_COLUMNS / 2;
    at = after_characters(at, line_end, skipped);
    shown_end = after_characters(at, line_end, WEFT__DIAGNOSTIC_EXCERPT_COLUMNS);
    excerpt->bytes = at;
    excerpt->length = (size_t) (shown_end - at);
    excerpt->first_column = skipped + 1;
    excerpt->cut_before = skipped > 0;
    excerpt->cut_after = shown_end < line_end;
    return true;
}

/* Blanks as wide as the excerpt before COLUMN, then a caret and tildes as far as the excerpt goes.
 */
static void print_marks(FILE *stream, const struct excerpt *excerpt, struct weft__place place)
{
    const char *at = excerpt->bytes;
    const char *end = excerpt->bytes + excerpt->length;
    uint32_t column = excerpt->first_column;

    for (; column < place.column && at < end; column++) {
        fputc(*at == '\t' ? '\t' : ' ', stream);
        at = after_characters(at, end, 1);
    }
    fputc('^', stream);
    for (uint32_t i = 1; i < place.length; i++) {
        at = after_characters(at, end, 1);
        if (at == end)
            return;
        fputc('~', stream);
    }
}

static void print_line(FILE *stream, struct weft__source source, struct weft__place place,
                       const char *hint)
{
    struct excerpt excerpt;

    if (!excerpt_of_line(source, place, &excerpt)) {
        if (hint[0] != '\0') {
            fputs("      ", stream);
            print_text(stream, hint);
            fputc('\n', stream);
        }
        return;
    }
    fprintf(stream, "%5lu | %s", (unsigned long) place.line, excerpt.cut_before ? "..." : "");
    for (size_t i = 0; i < excerpt.length;) {
        size_t bytes = character_bytes(excerpt.bytes + i, excerpt.length - i);

        print_character(stream, excerpt.bytes + i, bytes);
        i += bytes;
    }
    fprintf(stream, "%s\n      | %s", excerpt.cut_after ? "..." : "",
            excerpt.cut_before ? "   " : "");
    print_marks(stream, &excerpt, place);
    if (hint[0] != '\0') {
        fputc(' ', stream);
        print_text(stream, hint);
    }
    fputc('\n', stream);
}

void weft__diagnostics_print(const struct weft__diagnostics *diagnostics, FILE *stream)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        const struct weft__diagnostic *entry = &diagnostics->entries[i];

        print_text(stream, diagnostics->source.name);
        if (entry->place.line > 0)
            fprintf(stream, ":%lu:%lu", (unsigned long) entry->place.line,
                    (unsigned long) entry->place.column);
        fputs(": error: ", stream);
        print_text(stream, entry->message);
        fputc('\n', stream);
        print_line(stream, diagnostics->source, entry->place, entry->hint);
    }
    if (diagnostics->left_out > 0) {
        print_text(stream, diagnostics->source.name);
        fprintf(stream, ": %lu more errors; the first %d are shown\n",
                (unsigned long) diagnostics->left_out, WEFT__DIAGNOSTICS_MAX);
    }
}
