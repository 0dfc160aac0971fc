/* told.c - text through a temporary file, since streams are what is written to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "told.h"

struct told told_by(void (*write)(const void *context, FILE *stream), const void *context)
{
    struct told told = {.text = ""};
    FILE *stream = tmpfile();
    size_t length;

    assert_non_null(stream);
    write(context, stream);
    rewind(stream);
    length = fread(told.text, 1, sizeof told.text, stream);
    fclose(stream);
    assert_in_range(length, 0, sizeof told.text - 1);
    told.text[length] = '\0';
    return told;
}

static void write_diagnostics(const void *context, FILE *stream)
{
    weft__diagnostics_print(context, stream);
}

void assert_told(const struct weft__diagnostics *diagnostics, const char *expected)
{
    struct told told = told_by(write_diagnostics, diagnostics);

    assert_string_equal(told.text, expected);
}
