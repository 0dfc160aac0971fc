/* script_source_check.c - the bytes that no script may hold, looked for before anything else reads
 * them. */
#include "script_lex.h"

/* The bytes of the UTF-8 character at TEXT, or 0 if there is none: cut off, too long for what it
 * says, a half of a UTF-16 pair, or beyond the last character. */
static size_t utf8_character_bytes(const unsigned char *text, size_t length)
{
    unsigned char first = text[0];
    size_t bytes = first < 0x80U   ? 1
                   : first < 0xC2U ? 0
                   : first < 0xE0U ? 2
                   : first < 0xF0U ? 3
                                   : 4;

    if (first > 0xF4U || bytes == 0 || bytes > length)
        return 0;
    for (size_t i = 1; i < bytes; i++)
        if ((text[i] & 0xC0U) != 0x80U)
            return 0;
    if ((first == 0xE0U && text[1] < 0xA0U) || (first == 0xEDU && text[1] >= 0xA0U) ||
        (first == 0xF0U && text[1] < 0x90U) || (first == 0xF4U && text[1] >= 0x90U))
        return 0;
    return bytes;
}

/* Whether the line of TEXT at AT, where only blanks stand before, holds a word and not just a
 * comment. */
static bool has_word(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at < end && *at != '\n' && *at != '\r' && *at != '#';
}

bool weft__source_check(struct weft__source source, struct weft__diagnostics *diagnostics)
{
    const char *end = source.bytes + source.length;
    const char *at = source.bytes;
    struct weft__place place = {.line = 1, .column = 1, .length = 1};
    bool in_indentation = true;
    bool tab_judged = false; /* once a line */
    bool clean = true;

    while (at < end) {
        size_t bytes = utf8_character_bytes((const unsigned char *) at, (size_t) (end - at));
        const char *wrong = NULL;
        const char *hint = NULL;

        if (*at == '\0') {
            wrong = "a NUL byte";
        } else if (bytes == 0) {
            wrong = "a byte that is not UTF-8";
        } else if (*at == '\t' && in_indentation && !tab_judged) {
            tab_judged = true;
            if (has_word(at, end)) {
                wrong = "a tab in indentation";
                hint = "indent with spaces";
            }
        }
        if (wrong != NULL) {
            weft__diagnostics_add(diagnostics, place, hint, "%s", wrong);
            clean = false;
        }
        in_indentation = in_indentation && (*at == ' ' || *at == '\t');
        place.column++;
        if (*at == '\n') {
            place.line++;
            place.column = 1;
            in_indentation = true;
            tab_judged = false;
        }
        at += bytes == 0 ? 1 : bytes;
    }
    return clean;
}
