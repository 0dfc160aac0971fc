/* annotations.c - `::error file=..,line=..,title=..::..`, a line each. */
#include "annotations.h"

#include "text_output.h"

#include <string.h>

enum { ANNOTATIONS_MAX = 9 };

/* TEXT, with % and line ends as GitHub reads them back; PROPERTY: with what parts properties too.
 */
static void put(struct weft__text_output *out, const char *text, bool property)
{
    const char *special = property ? "%\r\n:," : "%\r\n";

    while (*text != '\0') {
        size_t plain = strcspn(text, special);
        char escape[3] = {'%', '0', '0'};

        weft__text_put_bytes(out, text, plain);
        text += plain;
        if (*text == '\0')
            return;
        escape[1] = "0123456789ABCDEF"[(unsigned char) *text >> 4U];
        escape[2] = "0123456789ABCDEF"[(unsigned char) *text & 15U];
        weft__text_put_bytes(out, escape, sizeof escape);
        text++;
    }
}

void weft__annotate(struct weft__annotations *annotations, const char *file, uint32_t line,
                    const char *title, const char *message)
{
    struct weft__text_output out;

    if (annotations->told == ANNOTATIONS_MAX) {
        annotations->left_out++;
        return;
    }
    annotations->told++;
    weft__text_to_file(&out, annotations->output->file);
    weft__text_put(&out, "::error file=");
    put(&out, file, true);
    if (line > 0) {
        weft__text_put(&out, ",line=");
        weft__text_put_number(&out, line);
    }
    weft__text_put(&out, ",title=");
    put(&out, title, true);
    weft__text_put(&out, "::");
    put(&out, message, false);
    weft__text_put(&out, "\n");
    weft__text_finish(&out);
    weft__output_good(annotations->output);
}

void weft__annotations_end(struct weft__annotations *annotations)
{
    if (annotations->left_out > 0)
        weft__output_print(annotations->output, "::error::and %zu more\n", annotations->left_out);
}
