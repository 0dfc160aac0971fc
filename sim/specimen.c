/* specimen.c - texts, one behind the other. */
#include "specimen.h"

#include <stdint.h>
#include <string.h>

struct weft__specimen weft__specimen_make(void)
{
    struct weft__byte_buffer empty = {.allocator = &weft_allocator_system};

    return (struct weft__specimen){empty, empty, empty, empty, 0, 0};
}

bool weft__specimen_set_script(struct weft__specimen *specimen, const char *text, size_t length)
{
    weft__byte_buffer_clear(&specimen->script, SIZE_MAX);
    return weft__byte_buffer_append(&specimen->script, text, length);
}

bool weft__specimen_set_run(struct weft__specimen *specimen, const char *class_text,
                            const char *entries, size_t bytes)
{
    const char *end = entries + bytes;
    bool good;

    weft__byte_buffer_clear(&specimen->class_text, SIZE_MAX);
    weft__byte_buffer_clear(&specimen->choices, SIZE_MAX);
    weft__byte_buffer_clear(&specimen->earlier, SIZE_MAX);
    specimen->choice_count = specimen->earlier_count = 0;
    good = weft__byte_buffer_append(&specimen->class_text, class_text, strlen(class_text) + 1);
    while (entries < end && good) {
        good = weft__byte_buffer_append(&specimen->choices, entries, strlen(entries) + 1);
        specimen->choice_count++;
        for (entries += strlen(entries) + 1; good && *entries != '\0';
             entries += strlen(entries) + 1) {
            good = weft__byte_buffer_append(&specimen->earlier, entries, strlen(entries) + 1);
            specimen->earlier_count++;
        }
        good = good && weft__byte_buffer_append(&specimen->earlier, "", 1);
        entries++;
    }
    return good;
}

const char *weft__specimen_choice(const struct weft__specimen *specimen, size_t index)
{
    const char *at = specimen->choices.bytes;

    for (; index > 0; index--)
        at += strlen(at) + 1;
    return at;
}

const char *weft__specimen_earlier(const struct weft__specimen *specimen, size_t index)
{
    const char *at = specimen->earlier.bytes;

    for (; index > 0; index--) {
        while (*at != '\0')
            at += strlen(at) + 1;
        at++;
    }
    return at;
}

size_t weft__specimen_lines(const struct weft__specimen *specimen)
{
    const struct weft__byte_buffer *script = &specimen->script;
    size_t lines = 0;

    for (size_t i = 0; i < script->length; i++)
        lines += script->bytes[i] == '\n';
    return lines + (script->length > 0 && script->bytes[script->length - 1] != '\n');
}

void weft__specimen_take(struct weft__specimen *specimen, struct weft__specimen *other)
{
    weft__specimen_free(specimen);
    *specimen = *other;
    *other = weft__specimen_make();
}

void weft__specimen_free(struct weft__specimen *specimen)
{
    weft__byte_buffer_free(&specimen->script);
    weft__byte_buffer_free(&specimen->class_text);
    weft__byte_buffer_free(&specimen->choices);
    weft__byte_buffer_free(&specimen->earlier);
}
