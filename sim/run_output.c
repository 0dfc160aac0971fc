/* run_output.c - prints as they happen. */
#include "run_output.h"

#include "text_output.h"

void weft__run_put_print(void *context, int64_t time_ns, const char *text, size_t bytes)
{
    struct weft__output *output = context;
    struct weft__text_output line;

    weft__text_to_file(&line, output->file);
    weft__text_put_time(&line, time_ns);
    weft__text_put(&line, " ");
    weft__text_put_bytes(&line, text, bytes);
    weft__text_put(&line, "\n");
    weft__text_finish(&line);
    weft__output_good(output);
}

void weft__run_put_summary(const struct weft__run *run)
{
    struct weft__text_output line;

    weft__text_to_file(&line, stderr);
    weft__text_put(&line, run->loaded->name);
    weft__text_put(&line, ": ");
    weft__text_put(&line, run->verdict);
    weft__text_put(&line, ", ");
    weft__text_put_number(&line, weft_trace_count(weft_world_trace(run->world)));
    weft__text_put(&line, " events, ended at ");
    weft__text_put_time(&line, weft_world_ended_at(run->world));
    weft__text_put(&line, "\n");
    weft__text_finish(&line);
}
