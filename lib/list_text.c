/* list_text.c - the text of lists and winners, with what is inside.
 *
 * The bounds (list.h) keep it short in time too: a list that holds one list twice, which holds
 * another twice, and so on, has a text as long as two to the power of its depth.
 */
#include "list_internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

struct text {
    char *bytes;
    size_t size;   /* room in bytes, the final NUL included */
    size_t length; /* of the whole text so far, whether it has room or not */
    unsigned levels;
    bool cut; /* nothing is added any more */
};

/* Where the next byte goes, and the room that is left there. */
static char *end_of(const struct text *text, size_t *room)
{
    *room = text->length < text->size ? text->size - text->length : 0;
    return *room > 0 ? text->bytes + text->length : NULL;
}

static void append(struct text *text, const char *format, ...)
{
    size_t room;
    char *end = end_of(text, &room);
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(end, room, format, arguments);
    va_end(arguments);
    assert(length >= 0);
    text->length += (size_t) length;
}

static void end_in_dots(struct text *text)
{
    append(text, "...");
    text->cut = true;
}

static void append_value(struct text *text, const weft_value *value);

static void append_list(struct text *text, const weft_value *list)
{
    append(text, "[");
    for (size_t i = 0; i < weft_list_count(list) && !text->cut; i++) {
        const weft_value *value = weft_list_at(list, i);

        append(text, "%s", i > 0 ? ", " : "");
        if (weft_list_of_outcomes(list))
            append(text, "%s ", weft_value_is_failure(value) ? "failed" : "ok");
        append_value(text, value);
    }
    if (!text->cut)
        append(text, "]");
}

static void append_winner(struct text *text, const weft_value *winner)
{
    append(text, "(%zu, ", weft_winner_index(winner));
    append_value(text, weft_winner_value(winner));
    if (!text->cut)
        append(text, ")");
}

static void append_nested(struct text *text, const weft_value *value)
{
    if (text->levels == WEFT_LIST_LEVELS || text->length >= WEFT_LIST_TEXT_BYTES) {
        end_in_dots(text);
        return;
    }
    text->levels++;
    if (weft_value_is_list(value))
        append_list(text, value);
    else
        append_winner(text, value);
    text->levels--;
}

/* One that would make it too long is written over. */
static void append_plain(struct text *text, const weft_value *value)
{
    size_t room;
    char *end = end_of(text, &room);
    size_t length = weft_value_format(value, end, room);

    if (length > WEFT_LIST_TEXT_BYTES || text->length + length > WEFT_LIST_TEXT_BYTES)
        end_in_dots(text);
    else
        text->length += length;
}

static void append_value(struct text *text, const weft_value *value)
{
    if (weft_value_is_list(value) || weft_value_is_winner(value))
        append_nested(text, value);
    else
        append_plain(text, value);
}

size_t weft__list_format(const weft_value *value, char *text, size_t size)
{
    struct text whole = {text, size, 0, 0, false};

    append_value(&whole, value);
    return whole.length;
}
