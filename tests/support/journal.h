/* journal.h - what happened, in order, as words in one line that a test compares with what it
 * expects.
 *
 * Callbacks and steps write, the test asserts: an assertion inside a callback would jump out of the
 * chain that is running. All zero is an empty journal.
 */
#ifndef TESTS_JOURNAL_H
#define TESTS_JOURNAL_H

#include <weft/value.h>

#define JOURNAL_BYTES_MAX 16384 /* the text with its NUL; what does not fit ends it with " ..." */

#if defined(__GNUC__)
#define JOURNAL_PRINTF __attribute__((format(printf, 2, 3)))
#else
#define JOURNAL_PRINTF
#endif

struct journal {
    size_t length;
    char text[JOURNAL_BYTES_MAX];
};

/* Appends a word, behind a space if it is not the first. */
void journal_write(struct journal *journal, const char *format, ...) JOURNAL_PRINTF;

/* Appends NAME=VALUE: "got=7", "lost=ValueError: x". */
void journal_write_value(struct journal *journal, const char *name, const weft_value *value);

/* All words since the last clear. */
const char *journal_text(const struct journal *journal);

void journal_clear(struct journal *journal);

#endif
