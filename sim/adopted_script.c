/* adopted_script.c - where the comment goes, and what it says. */
#include "adopted_script.h"

#include "utf8.h"

#include <string.h>

enum { COLUMNS_MAX = 120 };

static size_t line_length(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t) (end - at));

    return newline != NULL ? (size_t) (newline - at) + 1 : (size_t) (end - at);
}

/* Where the comment below the first line ends. */
static size_t head_length(struct weft__source source)
{
    const char *end = source.bytes + source.length;
    const char *at = source.bytes + line_length(source.bytes, end);

    while (at < end && *at == '#')
        at += line_length(at, end);
    return (size_t) (at - source.bytes);
}

static bool put(struct weft__byte_buffer *script, const char *text)
{
    return weft__byte_buffer_append(script, text, strlen(text));
}

/* How long "line N: " is, if that stands at TEXT; 0: it does not. */
static size_t line_number_length(const char *text)
{
    size_t digits;

    if (strncmp(text, "line ", 5) != 0)
        return 0;
    digits = strspn(text + 5, "0123456789");
    return digits > 0 && strncmp(text + 5 + digits, ": ", 2) == 0 ? digits + 7 : 0;
}

/* TEXT as a comment of one line, cut where it is too long, between characters. */
static bool put_comment(struct weft__byte_buffer *script, const char *text)
{
    size_t from = script->length, length;
    bool good = put(script, "# ");

    while (good && *text != '\0') {
        size_t number = line_number_length(text);

        good = number > 0 || weft__byte_buffer_append(script, *text == '\n' ? " " : text, 1);
        text += number > 0 ? number : 1;
    }
    length = script->length - from;
    if (length > COLUMNS_MAX) {
        length = COLUMNS_MAX - 3;
        while (length > 0 && weft__utf8_continues(script->bytes[from + length]))
            length--;
        script->length = from + length;
        good = good && put(script, "...");
    }
    return good && put(script, "\n");
}

bool weft__adopted_script_put(struct weft__byte_buffer *script, struct weft__source source,
                              const char *origin, const char *finding)
{
    size_t head = head_length(source);
    bool ended = head > 0 && source.bytes[head - 1] == '\n';

    return weft__byte_buffer_append(script, source.bytes, head) && (ended || put(script, "\n")) &&
           put(script, "# Adopted from a finding in ") && put(script, origin) &&
           put(script, ", and known to fail until that is mended:\n") &&
           put_comment(script, finding) &&
           weft__byte_buffer_append(script, source.bytes + head, source.length - head);
}
