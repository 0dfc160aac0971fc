/* choice_words.c - paths, read backwards. */
#include "choice_words.h"
#include "stimulus_line.h"

#include <string.h>

bool weft__choice_take_apart(const char *text, struct weft__choice_parts *parts)
{
    static const char *const words[] = {
#define X(constant, word, quiet) word,
        WEFT__SITES(X)
#undef X
    };
    const char *arrow = strstr(text, WEFT__CHOICE_ARROW), *next, *number;

    /* A label may have an arrow in it; behind the right one stands no number sign. */
    while (arrow != NULL && (next = strstr(arrow + 1, WEFT__CHOICE_ARROW)) != NULL &&
           memchr(arrow, '#', (size_t) (next - arrow)) != NULL)
        arrow = next;
    if (arrow == NULL)
        return false;
    for (number = arrow; number > text && *number != '#';)
        number--;
    if (*number != '#')
        return false;
    *parts = (struct weft__choice_parts){.site = WEFT__SITE_CALL,
                                         .words = arrow + strlen(WEFT__CHOICE_ARROW)};
    for (const char *at = number + 1; *at >= '0' && *at <= '9'; at++)
        parts->nth = parts->nth * 10 + (uint64_t) (*at - '0');
    for (size_t i = WEFT__SITE_CALL + 1; i < WEFT__SITE_COUNT; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            parts->site = (enum weft__site) i;
    parts->about = text + strlen(words[parts->site]);
    if (parts->about < number)
        parts->about_length = (size_t) (number - parts->about);
    while (parts->about_length > 0 && parts->about[parts->about_length - 1] == ' ')
        parts->about_length--;
    return true;
}

/* --- Paths --- */

/* A label, and the how-manieth of it. */
struct part {
    const char *label;
    size_t length;
    uint64_t ordinal;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The last part of the first *LENGTH bytes of PATH, which become those before it. A part begins
 * behind a slash that stands behind a number: labels have slashes too. */
static struct part take_last(const char *path, size_t *length)
{
    struct part part = {path, *length, 0};
    size_t begin = *length, end = *length, unit = 1;

    while (begin > 0 && !(path[begin - 1] == '/' && begin > 1 && is_digit(path[begin - 2])))
        begin--;
    while (end > begin && is_digit(path[end - 1])) {
        part.ordinal += unit * (uint64_t) (path[end - 1] - '0');
        unit *= 10;
        end--;
    }
    if (end > begin && path[end - 1] == '.')
        end--;
    part.label = path + begin;
    part.length = end - begin;
    *length = begin > 0 ? begin - 1 : 0;
    return part;
}

static void put_label(struct weft__text_output *out, struct part part)
{
    weft__text_put(out, "`");
    weft__text_put_bytes(out, part.label, part.length);
    weft__text_put(out, "`");
}

/* What is not the first of its maker has its number, as in the path. */
static void put_part(struct weft__text_output *out, struct part part)
{
    weft__text_put(out, "`");
    weft__text_put_bytes(out, part.label, part.length);
    if (part.ordinal > 1) {
        weft__text_put(out, ".");
        weft__text_put_number(out, part.ordinal);
    }
    weft__text_put(out, "`");
}

/* PART was made by the scenario itself. */
static void put_root(struct weft__text_output *out, const struct weft__loaded *loaded,
                     struct part part)
{
    uint32_t line = loaded->script != NULL
                        ? weft__stimulus_line(loaded->script, part.label, part.length, part.ordinal)
                        : 0;

    put_label(out, part);
    if (line == 0)
        return;
    weft__text_put(out, " (line ");
    weft__text_put_number(out, line);
    weft__text_put(out, ")");
}

void weft__path_put_words(struct weft__text_output *out, const struct weft__loaded *loaded,
                          const char *path, size_t length)
{
    struct part part = take_last(path, &length);
    size_t rest = length;
    struct part maker = length > 0 ? take_last(path, &rest) : part;

    /* The call of a line `call in T:` or `later T` is that line. */
    if (length > 0 && rest == 0 && part.ordinal == 1 && maker.length > part.length &&
        memcmp(maker.label, part.label, part.length) == 0 && maker.label[part.length] == ' ') {
        put_root(out, loaded, maker);
        return;
    }
    while (length > 0) {
        put_part(out, part);
        weft__text_put(out, " of ");
        part = take_last(path, &length);
    }
    put_root(out, loaded, part);
}

void weft__path_put_two(struct weft__text_output *out, const struct weft__loaded *loaded,
                        struct weft__trace_slice a, const char *between, struct weft__trace_slice b)
{
    struct weft__trace_slice makers[2] = {a, b};
    struct part parts[2] = {take_last(a.bytes, &makers[0].length),
                            take_last(b.bytes, &makers[1].length)};

    if (makers[0].length == 0 || !weft__trace_slice_equals(makers[0], makers[1])) {
        weft__path_put_words(out, loaded, a.bytes, a.length);
        weft__text_put(out, between);
        weft__path_put_words(out, loaded, b.bytes, b.length);
        return;
    }
    put_part(out, parts[0]);
    weft__text_put(out, between);
    put_part(out, parts[1]);
    weft__text_put(out, ", both of ");
    weft__path_put_words(out, loaded, makers[0].bytes, makers[0].length);
}
