/* death_class.c - what a worker's death is called. */
#include "death_class.h"

#include <stdio.h>
#include <string.h>

bool weft__is_death(const struct weft__pool_outcome *outcome)
{
    return outcome->kind == WEFT__POOL_CRASHED || outcome->kind == WEFT__POOL_EXITED ||
           outcome->kind == WEFT__POOL_HUNG;
}

/* Where the last line in TOLD begins, without the newlines at its end, which are taken away. */
static size_t last_line(struct weft__pool_bytes *told)
{
    size_t from;

    while (told->length > 0 &&
           (told->bytes[told->length - 1] == '\n' || told->bytes[told->length - 1] == ' '))
        told->length--;
    for (from = told->length; from > 0 && told->bytes[from - 1] != '\n';)
        from--;
    return from;
}

/* The same but for lines that begin with the number of a process, as sanitizers and valgrind have
 * them ("==1234==ABORTING"): it is another each time. */
static size_t last_words(struct weft__pool_bytes *told)
{
    size_t from = last_line(told);

    while (told->length > from + 2 && memcmp(told->bytes + from, "==", 2) == 0) {
        told->length = from;
        from = last_line(told);
    }
    return from;
}

/* It is to stand in a line of a trace: only what every reader can read stays. */
static void make_plain(char *text)
{
    for (; *text != '\0'; text++)
        if (*text < ' ' || *text > '~')
            *text = '?';
}

void weft__death_class(const struct weft__pool_outcome *outcome, char *text, size_t size)
{
    struct weft__pool_bytes told = outcome->errors;
    size_t from = last_words(&told);
    int used = 0;

    if (outcome->kind == WEFT__POOL_CRASHED)
        used = snprintf(text, size, "crashed: signal %d", outcome->code);
    else if (outcome->kind == WEFT__POOL_EXITED)
        used = snprintf(text, size, "exited: code %d", outcome->code);
    else
        used = snprintf(text, size, "hung: no end within the time for one run");
    if (told.length > from)
        snprintf(text + used, size - (size_t) used, ": %.*s", (int) (told.length - from),
                 told.bytes + from);
    make_plain(text);
}

bool weft__death_class_is(const char *text)
{
    static const char *const beginnings[] = {"crashed: ", "exited: ", "hung: "};

    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(text, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}
