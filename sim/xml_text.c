/* xml_text.c - characters, and references for those that mean something. */
#include "xml_text.h"

#include "utf8.h"

#include <string.h>

/* What stands for BYTE, or NULL: the byte itself. A reader makes blanks of line feeds and tabs in
 * attributes, and line feeds of carriage returns everywhere, unless they are references. */
static const char *reference(char byte, bool attribute)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\n':
        return attribute ? "&#10;" : NULL;
    case '\r':
        return "&#13;";
    case '\t':
        return attribute ? "&#9;" : NULL;
    default:
        return NULL;
    }
}

/* The length of TEXT's first character, or 0: it is none that can stand in XML. */
static size_t character_bytes(const char *text, size_t length)
{
    size_t bytes = weft__utf8_character_bytes(text, length);

    if (bytes == 1 && (unsigned char) *text < 0x20U)
        return *text == '\n' || *text == '\t';
    /* U+FFFE and U+FFFF */
    return bytes == 3 && memcmp(text, "\xEF\xBF", 2) == 0 && (unsigned char) text[2] >= 0xBEU
               ? 0
               : bytes;
}

static void put(struct weft__text_output *output, const char *text, bool attribute)
{
    size_t left = strlen(text);

    while (left > 0) {
        const char *instead = reference(*text, attribute);
        size_t bytes = instead == NULL ? character_bytes(text, left) : 1;

        if (instead != NULL)
            weft__text_put(output, instead);
        else if (bytes > 0)
            weft__text_put_bytes(output, text, bytes);
        else
            weft__text_put(output, "\xEF\xBF\xBD");
        bytes += bytes == 0;
        text += bytes;
        left -= bytes;
    }
}

void weft__xml_put_text(struct weft__text_output *output, const char *text)
{
    put(output, text, false);
}

void weft__xml_put_attribute(struct weft__text_output *output, const char *name, const char *text)
{
    weft__text_put(output, " ");
    weft__text_put(output, name);
    weft__text_put(output, "=\"");
    put(output, text, true);
    weft__text_put(output, "\"");
}
