/* explained_run.c - looking at events. */
#include "explained_run.h"

#include "finding_class.h"

#include <string.h>

enum { TEXT_BYTES = 2048 };

bool weft__explained_read(struct weft__explained_run *run)
{
    struct weft__diagnostics diagnostics;
    struct weft__source source = {"trace", run->text.bytes, run->text.length};

    run->is_read = weft__trace_read(&weft_allocator_system, source, &diagnostics, &run->trace) ==
                   WEFT__TRACE_READ;
    return run->is_read;
}

void weft__explained_free(struct weft__explained_run *run)
{
    if (run->is_read)
        weft__trace_file_free(&run->trace);
    weft__byte_buffer_free(&run->text);
    run->is_read = false;
}

struct weft__trace_fields weft__explained_fields(const struct weft__explained_run *run,
                                                 size_t index)
{
    return weft__trace_fields(run->trace.events[index]);
}

bool weft__explained_happened(const struct weft__explained_run *run, size_t index)
{
    static const char *const beside[] = {"choice", "named", "expect", "finding", "final"};
    struct weft__trace_slice word = weft__explained_fields(run, index).word;

    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        if (weft__trace_slice_is(word, beside[i]))
            return false;
    return true;
}

/* Whether the finding that DETAILS tell is CLASS_TEXT: a class is made of a finding's kind and
 * text. */
static bool is_of_class(struct weft__trace_slice details, const char *class_text)
{
    struct weft__byte_buffer made = {.allocator = &weft_allocator_system};
    char text[TEXT_BYTES];
    weft_finding finding = {.kind = WEFT_FINDING_EXPECTATION};
    bool same = false;

    weft__trace_unescape(details, text, sizeof text);
    for (int kind = 0; kind < WEFT_FINDING_KINDS; kind++) {
        const char *name = weft_finding_name((weft_finding_kind) kind);

        if (strncmp(text, name, strlen(name)) != 0 || text[strlen(name)] != ':')
            continue;
        finding.kind = (weft_finding_kind) kind;
        finding.text = text + strlen(name) + 2;
        weft__byte_buffer_clear(&made, SIZE_MAX);
        same = same || (weft__finding_class_put(&made, &finding) &&
                        weft__finding_class_same(made.bytes, class_text));
    }
    weft__byte_buffer_free(&made);
    return same;
}

size_t weft__explained_finding(const struct weft__explained_run *run, const char *class_text)
{
    for (size_t i = 0; i < run->trace.count; i++) {
        struct weft__trace_fields fields = weft__explained_fields(run, i);

        if (weft__trace_slice_is(fields.word, "finding") && is_of_class(fields.details, class_text))
            return i;
    }
    return run->trace.count;
}

size_t weft__explained_part(const struct weft__explained_run *a,
                            const struct weft__explained_run *b)
{
    size_t index = 0;

    while (index < a->trace.count && index < b->trace.count &&
           weft__trace_slice_equals(a->trace.events[index], b->trace.events[index]))
        index++;
    return index;
}

/* "#4" in "call later#4". */
static struct weft__trace_slice number_of(struct weft__trace_slice subject)
{
    size_t begin = subject.length;

    while (begin > 0 && subject.bytes[begin - 1] != '#')
        begin--;
    return begin > 0 ? (struct weft__trace_slice){subject.bytes + begin, subject.length - begin}
                     : (struct weft__trace_slice){subject.bytes, 0};
}

static struct weft__trace_slice kind_of(struct weft__trace_slice subject)
{
    const char *blank = memchr(subject.bytes, ' ', subject.length);

    if (blank != NULL)
        subject.length = (size_t) (blank - subject.bytes);
    return subject;
}

size_t weft__explained_last(const struct weft__explained_run *run, size_t before,
                            struct weft__trace_slice subject, const char *word)
{
    for (size_t i = before; i-- > 0;) {
        struct weft__trace_fields fields = weft__explained_fields(run, i);

        bool fits = word != NULL ? weft__trace_slice_is(fields.word, word)
                                 : weft__explained_happened(run, i);

        if (fits && weft__trace_slice_equals(kind_of(fields.subject), kind_of(subject)) &&
            weft__trace_slice_equals(number_of(fields.subject), number_of(subject)))
            return i;
    }
    return run->trace.count;
}

void weft__explained_put(const struct weft__explained_run *run, size_t index, char *text,
                         size_t size)
{
    struct weft__trace_slice line = run->trace.events[index];
    size_t used = 0;

    for (size_t i = 0; i < line.length && used + 1 < size; i++)
        if (line.bytes[i] != ' ' || (used > 0 && text[used - 1] != ' '))
            text[used++] = line.bytes[i];
    text[used] = '\0';
}
