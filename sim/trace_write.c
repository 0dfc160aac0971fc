/* trace_write.c - header, events, end line. */
#include "trace_write.h"

#include "trace_internal.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

enum { GATHERED_BYTES = 16 * 1024 }; /* of a file: for each so many a system call is made */

/* One bar a line, also before an empty one; a last line without newline gets one, and the count of
 * bytes tells. */
static void put_source(struct weft__text_output *output, const char *source, size_t bytes)
{
    const char *at = source;
    const char *end = source + bytes;

    weft__text_put(output, "source ");
    weft__text_put_number(output, bytes);
    weft__text_put(output, "\n");
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t) (end - at));
        const char *line_end = newline != NULL ? newline : end;

        weft__text_put(output, at < line_end ? "| " : "|");
        weft__text_put_bytes(output, at, (size_t) (line_end - at));
        weft__text_put(output, "\n");
        at = newline != NULL ? newline + 1 : end;
    }
}

static void put_header(struct weft__text_output *output, const weft_trace_header *header)
{
    weft__text_put(output, "weft trace ");
    weft__text_put_number(output, WEFT_TRACE_VERSION);
    weft__text_put(output, "\nscenario ");
    weft__text_put_escaped(output, header->scenario, strlen(header->scenario));
    weft__text_put(output, "\nseed ");
    weft__text_put_number(output, header->seed);
    weft__text_put(output, "\nstrategy ");
    weft__text_put_escaped(output, header->strategy, strlen(header->strategy));
    weft__text_put(output, "\nuntil ");
    if (header->until_ns == INT64_MAX)
        weft__text_put(output, "-");
    else
        weft__text_put_time(output, header->until_ns);
    weft__text_put(output, "\n");
    if (header->steps_max != 0) {
        weft__text_put(output, "steps ");
        weft__text_put_number(output, header->steps_max);
        weft__text_put(output, "\n");
    }
    weft__trace_put_freedom(output, header, "");
    if (header->finding != NULL) {
        weft__text_put(output, "finding ");
        weft__text_put_escaped(output, header->finding, strlen(header->finding));
        weft__text_put(output, "\n");
    }
    if (header->source != NULL)
        put_source(output, header->source, header->source_bytes);
    weft__text_put(output, "\n");
}

static void put_end(struct weft__text_output *output, const struct weft__trace_page *page)
{
    weft__text_put(output, "end ");
    weft__text_put_time(output, page->end_ns);
    weft__text_put(output, " ");
    weft__text_put_escaped(output, page->verdict, strlen(page->verdict));
    weft__text_put(output, " events ");
    weft__text_put_number(output, weft_trace_count(page->trace));
    weft__text_put(output, "\n");
}

/* Ends early if OUTPUT cannot be written. */
static void put_page(struct weft__text_output *output, const struct weft__trace_page *page)
{
    uint64_t count = weft_trace_count(page->trace);

    put_header(output, page->header);
    for (uint64_t event = 1; event <= count && output->error == 0; event++) {
        weft__trace_put_event(output, page->trace, event);
        weft__text_end_line(output);
    }
    put_end(output, page);
}

bool weft_trace_write(const weft_trace *trace, const weft_trace_header *header, int64_t end_ns,
                      const char *verdict, FILE *file)
{
    struct weft__trace_page page = {trace, header, end_ns, verdict};
    struct weft__text_output output;
    char gathered[GATHERED_BYTES];

    weft__text_to_file_through(&output, file, gathered, sizeof gathered);
    put_page(&output, &page);
    return weft__text_finish(&output) && fflush(file) == 0;
}

bool weft__trace_write_header(const weft_trace_header *header, FILE *file)
{
    struct weft__text_output output;

    weft__text_to_file(&output, file);
    put_header(&output, header);
    return weft__text_finish(&output);
}

char *weft__trace_text(const struct weft__trace_page *page, const weft_allocator *allocator,
                       size_t *length)
{
    struct weft__text_output output;
    char *text;

    weft__text_to_memory(&output, NULL, 0); /* only to measure */
    put_page(&output, page);
    *length = weft__text_length(&output);
    text = allocator->allocate(allocator->context, NULL, 0, *length + 1);
    if (text == NULL)
        return NULL;
    weft__text_to_memory(&output, text, *length + 1);
    put_page(&output, page);
    weft__text_finish(&output);
    assert(weft__text_length(&output) == *length);
    return text;
}
