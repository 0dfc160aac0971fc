/* text_output.c - gathering pieces of text; numbers, times and escapes by hand. */
#include "text_output.h"

#include "number_text.h"
#include "utf8.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

enum { BLANKS_MAX = 64 };

static void begin(struct weft__text_output *output, char *buffer, size_t bytes)
{
    output->file = NULL;
    output->text = NULL;
    output->size = 0;
    output->handed_on = 0;
    output->column = 0;
    output->counted = buffer;
    output->error = 0;
    output->gathered = buffer;
    output->at = buffer;
    output->end = buffer + bytes;
}

void weft__text_to_memory(struct weft__text_output *output, char *text, size_t size)
{
    begin(output, output->own, sizeof output->own);
    output->text = text;
    output->size = size;
}

void weft__text_to_file(struct weft__text_output *output, FILE *file)
{
    weft__text_to_file_through(output, file, output->own, sizeof output->own);
}

void weft__text_to_file_through(struct weft__text_output *output, FILE *file, char *buffer,
                                size_t bytes)
{
    assert(bytes >= WEFT__TEXT_GATHERED_BYTES);
    begin(output, buffer, bytes);
    output->file = file;
}

/* How many of the 8 bytes at TEXT only go on with a character: the upper bits of such are 10. */
static size_t going_on(const char *text)
{
    const uint64_t every = UINT64_C(0x0101010101010101);
    uint64_t bytes, marks;

    memcpy(&bytes, text, sizeof bytes);
    marks = bytes >> 7U & ~(bytes >> 6U) & every;
    return (size_t) (marks * every >> 56U);
}

/* Counts in what is gathered and was not counted. */
static void count_columns(struct weft__text_output *output)
{
    const char *at = output->counted;
    size_t inside = 0; /* bytes that only go on with a character */

    for (; output->at - at >= 8; at += 8)
        inside += going_on(at);
    for (; at < output->at; at++)
        inside += weft__utf8_continues(*at);
    output->column += (size_t) (output->at - output->counted) - inside;
    output->counted = output->at;
}

static void write_to_file(struct weft__text_output *output, size_t bytes)
{
    if (output->error != 0)
        return;
    errno = 0;
    if (fwrite(output->gathered, 1, bytes, output->file) != bytes)
        output->error = errno != 0 ? errno : EIO;
}

static void write_to_memory(struct weft__text_output *output, size_t bytes)
{
    size_t before = output->handed_on;
    size_t room = output->size > before + 1 ? output->size - before - 1 : 0;
    size_t fitting = bytes < room ? bytes : room;

    if (fitting > 0)
        memcpy(output->text + before, output->gathered, fitting);
}

static void hand_on(struct weft__text_output *output)
{
    size_t bytes = (size_t) (output->at - output->gathered);

    count_columns(output);
    if (output->file != NULL)
        write_to_file(output, bytes);
    else
        write_to_memory(output, bytes);
    output->handed_on += bytes;
    output->at = output->gathered;
    output->counted = output->gathered;
}

bool weft__text_finish(struct weft__text_output *output)
{
    size_t length = weft__text_length(output);

    hand_on(output);
    if (output->file == NULL && output->size > 0)
        output->text[length < output->size ? length : output->size - 1] = '\0';
    if (output->error != 0)
        errno = output->error;
    return output->error == 0;
}

char *weft__text_room(struct weft__text_output *output, size_t bytes)
{
    assert(bytes <= WEFT__TEXT_GATHERED_BYTES);
    if ((size_t) (output->end - output->at) < bytes)
        hand_on(output);
    return output->at;
}

void weft__text_put_bytes(struct weft__text_output *output, const char *bytes, size_t length)
{
    bool ends_line = length > 0 && bytes[length - 1] == '\n';

    while (length > (size_t) (output->end - output->at)) {
        size_t part = (size_t) (output->end - output->at);

        memcpy(output->at, bytes, part);
        output->at += part;
        hand_on(output);
        bytes += part;
        length -= part;
    }
    if (length > 0)
        memcpy(output->at, bytes, length);
    output->at += length;
    if (ends_line) {
        output->column = 0;
        output->counted = output->at;
    }
}

/* --- Numbers --- */

void weft__text_end_line(struct weft__text_output *output)
{
    char *room = weft__text_room(output, 1);

    *room = '\n';
    output->at = room + 1;
    output->counted = output->at;
    output->column = 0;
}

void weft__text_put_number(struct weft__text_output *output, uint64_t number)
{
    char *room = weft__text_room(output, WEFT__NUMBER_TEXT_MAX);

    weft__text_put_written(output, weft__number_append(room, number));
}

void weft__text_put_integer(struct weft__text_output *output, int64_t integer)
{
    char *room = weft__text_room(output, WEFT__NUMBER_TEXT_MAX);

    weft__text_put_written(output, weft__number_append_integer(room, integer));
}

void weft__text_put_time(struct weft__text_output *output, int64_t time_ns)
{
    char *room = weft__text_room(output, WEFT__TIME_TEXT_MAX);

    weft__text_put_written(output, weft__time_append(room, time_ns));
}

/* --- Escapes --- */

/* How many bytes at TEXT can stand as they are: one character, or none. */
static size_t plain_bytes(const char *text, size_t length)
{
    size_t bytes = weft__utf8_character_bytes(text, length);
    unsigned char first = (unsigned char) text[0];

    if (bytes == 1)
        return first >= 0x20U && first < 0x7FU && first != '\\' ? 1 : 0;
    /* U+0080 to U+009F are control characters too: C2 80 to C2 9F */
    if (bytes == 2 && first == 0xC2U && (unsigned char) text[1] < 0xA0U)
        return 0;
    return bytes;
}

/* Where the first byte stands, from AT on, that is QUOTE (0: none is) or cannot stand as it is. */
static const char *plain_end(const char *at, const char *end, char quote)
{
    size_t bytes;

    for (;;) {
        while (at < end && *at >= ' ' && *at < 0x7F && *at != '\\' && *at != quote)
            at++;
        if (at == end || *at == quote)
            return at;
        bytes = plain_bytes(at, (size_t) (end - at));
        if (bytes == 0)
            return at;
        at += bytes;
    }
}

static void put_escape(struct weft__text_output *output, char byte)
{
    static const char hexadecimal[] = "0123456789abcdef";
    unsigned char value = (unsigned char) byte;
    char escape[4] = {'\\', 'x', hexadecimal[value >> 4U], hexadecimal[value & 15U]};

    if (byte == '\n')
        weft__text_put(output, "\\n");
    else if (byte == '\t')
        weft__text_put(output, "\\t");
    else if (byte == '\\')
        weft__text_put(output, "\\\\");
    else
        weft__text_put_bytes(output, escape, sizeof escape);
}

/* Puts BYTES with escapes; QUOTE is escaped too, unless it is 0. */
static void put_with_escapes(struct weft__text_output *output, const char *bytes, size_t length,
                             char quote)
{
    const char *at = bytes, *end = bytes + length;

    while (at < end) {
        const char *plain_at = at;

        at = plain_end(at, end, quote);
        weft__text_put_bytes(output, plain_at, (size_t) (at - plain_at));
        if (at < end && quote != '\0' && *at == quote) {
            char escape[2] = {'\\', quote};

            weft__text_put_bytes(output, escape, sizeof escape);
            at++;
        } else if (at < end) {
            put_escape(output, *at++);
        }
    }
}

void weft__text_put_escaped(struct weft__text_output *output, const char *bytes, size_t length)
{
    bool space_first = length > 0 && bytes[0] == ' ';
    bool space_last = length > 1 && bytes[length - 1] == ' ';

    if (space_first)
        put_escape(output, ' ');
    put_with_escapes(output, bytes + space_first, length - space_first - space_last, '\0');
    if (space_last)
        put_escape(output, ' ');
}

void weft__text_put_quoted(struct weft__text_output *output, const char *bytes, size_t length)
{
    weft__text_put(output, "\"");
    put_with_escapes(output, bytes, length, '"');
    weft__text_put(output, "\"");
}

void weft__text_put_gap(struct weft__text_output *output, size_t spaces, size_t column)
{
    size_t missing;

    count_columns(output);
    missing = column > output->column ? column - output->column : 0;
    if (missing < spaces)
        missing = spaces;
    while (missing > 0) {
        size_t part = missing < BLANKS_MAX ? missing : BLANKS_MAX;
        char *room = weft__text_room(output, BLANKS_MAX);

        memset(room, ' ', BLANKS_MAX); /* always as many: that is two or four stores */
        weft__text_put_written(output, room + part);
        missing -= part;
    }
}
