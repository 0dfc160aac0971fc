/* journal.c - words into a buffer of fixed size. */
#include "journal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char cut[] = " ...";

#define ROOM (JOURNAL_BYTES_MAX - sizeof cut)

void journal_write(struct journal *journal, const char *format, ...)
{
    size_t start = journal->length;
    va_list arguments;
    int length;

    if (start >= ROOM)
        return;
    if (start > 0)
        journal->text[journal->length++] = ' ';
    va_start(arguments, format);
    length = vsnprintf(journal->text + journal->length, ROOM - journal->length, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t) length < ROOM - journal->length) {
        journal->length += (size_t) length;
        return;
    }
    memcpy(journal->text + start, cut, sizeof cut);
    journal->length = ROOM;
}

void journal_write_value(struct journal *journal, const char *name, const weft_value *value)
{
    char text[256];

    (void) weft_value_format(value, text, sizeof text);
    journal_write(journal, "%s=%s", name, text);
}

const char *journal_text(const struct journal *journal)
{
    return journal->text;
}

void journal_clear(struct journal *journal)
{
    journal->length = 0;
    journal->text[0] = '\0';
}
