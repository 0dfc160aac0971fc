/* text_output.c - gathering pieces of text; numbers, times and escapes by hand. */
#include "text_output.h"

#include "utf8.h"

#include <errno.h>
#include <string.h>

static void begin(struct weft__text_output *output)
{
    output->file = NULL;
    output->text = NULL;
    output->size = 0;
    output->length = 0;
    output->column = 0;
    output->error = 0;
    output->gathered = 0;
}

void weft__text_to_memory(struct weft__text_output *output, char *text, size_t size)
{
    begin(output);
    output->text = text;
    output->size = size;
}

void weft__text_to_file(struct weft__text_output *output, FILE *file)
{
    begin(output);
    output->file = file;
}

static void write_to_file(struct weft__text_output *output)
{
    if (output->error != 0)
        return;
    errno = 0;
    if (fwrite(output->bytes, 1, output->gathered, output->file) != output->gathered)
        output->error = errno != 0 ? errno : EIO;
}

static void write_to_memory(struct weft__text_output *output)
{
    size_t before = output->length - output->gathered;
    size_t room = output->size > before + 1 ? output->size - before - 1 : 0;
    size_t fitting = output->gathered < room ? output->gathered : room;

    if (fitting > 0)
        memcpy(output->text + before, output->bytes, fitting);
}

static void hand_on(struct weft__text_output *output)
{
    if (output->file != NULL)
        write_to_file(output);
    else
        write_to_memory(output);
    output->gathered = 0;
}

bool weft__text_finish(struct weft__text_output *output)
{
    hand_on(output);
    if (output->file == NULL && output->size > 0)
        output->text[output->length < output->size ? output->length : output->size - 1] = '\0';
    if (output->error != 0)
        errno = output->error;
    return output->error == 0;
}

static void count_columns(struct weft__text_output *output, const char *bytes, size_t length)
{
    size_t inside = 0; /* bytes that only go on with a character */

    for (size_t i = 0; i < length; i++)
        inside += ((unsigned char) bytes[i] & 0xC0U) == 0x80U;
    output->column += length - inside;
    if (length > 0 && bytes[length - 1] == '\n')
        output->column = 0;
}

void weft__text_put_bytes(struct weft__text_output *output, const char *bytes, size_t length)
{
    count_columns(output, bytes, length);
    while (length > 0) {
        size_t room = sizeof output->bytes - output->gathered;
        size_t part = length < room ? length : room;

        memcpy(output->bytes + output->gathered, bytes, part);
        output->gathered += part;
        output->length += part;
        bytes += part;
        length -= part;
        if (output->gathered == sizeof output->bytes)
            hand_on(output);
    }
}

void weft__text_put(struct weft__text_output *output, const char *text)
{
    weft__text_put_bytes(output, text, strlen(text));
}

/* --- Numbers --- */

/* Puts NUMBER with at least DIGITS digits. */
static void put_digits(struct weft__text_output *output, uint64_t number, size_t digits)
{
    char text[20];
    size_t first = sizeof text;

    while (number > 0 || sizeof text - first < digits) {
        text[--first] = (char) ('0' + number % 10);
        number /= 10;
    }
    weft__text_put_bytes(output, text + first, sizeof text - first);
}

/* INT64_MIN has no positive twin. */
static uint64_t magnitude(int64_t integer)
{
    return integer < 0 ? 0 - (uint64_t) integer : (uint64_t) integer;
}

void weft__text_put_number(struct weft__text_output *output, uint64_t number)
{
    put_digits(output, number, 1);
}

void weft__text_put_integer(struct weft__text_output *output, int64_t integer)
{
    if (integer < 0)
        weft__text_put(output, "-");
    put_digits(output, magnitude(integer), 1);
}

void weft__text_put_time(struct weft__text_output *output, int64_t time_ns)
{
    const uint64_t second = 1000000000;

    if (time_ns < 0)
        weft__text_put(output, "-");
    put_digits(output, magnitude(time_ns) / second, 1);
    weft__text_put(output, ".");
    put_digits(output, magnitude(time_ns) % second, 9);
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
    size_t at = 0;

    while (at < length) {
        size_t end = at;
        size_t plain;

        while (end < length && (quote == '\0' || bytes[end] != quote) &&
               (plain = plain_bytes(bytes + end, length - end)) > 0)
            end += plain;
        weft__text_put_bytes(output, bytes + at, end - at);
        at = end;
        if (at < length && quote != '\0' && bytes[at] == quote) {
            char escape[2] = {'\\', quote};

            weft__text_put_bytes(output, escape, sizeof escape);
            at++;
        } else if (at < length) {
            put_escape(output, bytes[at++]);
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
    static const char blank[] = "                                                                ";
    size_t missing = column > output->column ? column - output->column : 0;

    if (missing < spaces)
        missing = spaces;
    while (missing > 0) {
        size_t part = missing < sizeof blank - 1 ? missing : sizeof blank - 1;

        weft__text_put_bytes(output, blank, part);
        missing -= part;
    }
}
