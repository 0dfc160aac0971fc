/* output.c - stdout, with colours, and the first error kept. */
#include "output.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

void weft__output_begin(struct weft__output *output, FILE *file)
{
    *output = (struct weft__output){.file = file};
    setvbuf(file, NULL, _IOLBF, BUFSIZ);
}

bool weft__output_good(struct weft__output *output)
{
    if (output->error == 0 && ferror(output->file))
        output->error = errno != 0 ? errno : EIO;
    return output->error == 0;
}

void weft__output_print(struct weft__output *output, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfprintf(output->file, format, arguments);
    va_end(arguments);
    weft__output_good(output);
}

static const char *color_code(enum weft__color color)
{
    switch (color) {
    case WEFT__COLOR_NONE:
        return "0";
    case WEFT__COLOR_GOOD:
        return "32";
    case WEFT__COLOR_BAD:
        return "31";
    case WEFT__COLOR_CHANGED:
        return "33";
    }
    return "0";
}

void weft__output_colored(struct weft__output *output, enum weft__color color, const char *text)
{
    if (output->color && color != WEFT__COLOR_NONE)
        weft__output_print(output, "\033[%sm%s\033[0m", color_code(color), text);
    else
        weft__output_print(output, "%s", text);
}

bool weft__output_end(struct weft__output *output, const char *program_name)
{
    fflush(output->file);
    if (weft__output_good(output))
        return true;
    if (output->error != EPIPE)
        fprintf(stderr, "%s: cannot write to stdout: %s\n", program_name, strerror(output->error));
    return false;
}
