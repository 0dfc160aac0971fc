/* json_text.c - characters, and what must not stand as it is. */
#include "json_text.h"

#include "utf8.h"

#include <string.h>

/* The length of TEXT's first character that can stand as it is, or 0. */
static size_t plain_bytes(const char *text, size_t length)
{
    unsigned char first = (unsigned char) text[0];

    if (first < 0x20U || first == '"' || first == '\\')
        return 0;
    return weft__utf8_character_bytes(text, length);
}

static void put_escape(struct weft__text_output *output, char byte)
{
    unsigned char value = (unsigned char) byte;
    char escape[] = {'\\',
                     'u',
                     '0',
                     '0',
                     "0123456789abcdef"[value >> 4U & 15U],
                     "0123456789abcdef"[value & 15U]};

    if (byte == '\n')
        weft__text_put(output, "\\n");
    else if (byte == '"')
        weft__text_put(output, "\\\"");
    else if (byte == '\\')
        weft__text_put(output, "\\\\");
    else if (value < 0x20U)
        weft__text_put_bytes(output, escape, sizeof escape);
    else
        weft__text_put(output, "\\ufffd");
}

void weft__json_put_text(struct weft__text_output *output, const char *text)
{
    size_t left = text != NULL ? strlen(text) : 0;

    if (text == NULL) {
        weft__text_put(output, "null");
        return;
    }
    weft__text_put(output, "\"");
    while (left > 0) {
        size_t plain = plain_bytes(text, left);
        size_t taken = plain > 0 ? plain : 1;

        if (plain > 0)
            weft__text_put_bytes(output, text, plain);
        else
            put_escape(output, *text);
        text += taken;
        left -= taken;
    }
    weft__text_put(output, "\"");
}

void weft__json_put_name(struct weft__text_output *output, const char *separator, const char *name)
{
    weft__text_put(output, separator);
    weft__json_put_text(output, name);
    weft__text_put(output, ": ");
}
