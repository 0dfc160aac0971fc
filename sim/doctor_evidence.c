/* doctor_evidence.c - what a trace shows to have been run and judged. */
#include "doctor_evidence.h"

#include <string.h>

#define VACUOUS "vacuous: "

/* What is counted in a trace. */
struct evidence {
    size_t happenings; /* of the scenario's own: a call or a step that ran, a line printed */
    size_t judgements; /* of an expectation or a rule */
    size_t findings;   /* of other kinds than vacuous */
};

static bool is_happening(struct weft__trace_slice word)
{
    static const char *const words[] = {"run", "step", "print"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (weft__trace_slice_is(word, words[i]))
            return true;
    }
    return false;
}

static bool begins_with(struct weft__trace_slice slice, const char *text)
{
    return slice.length >= strlen(text) && memcmp(slice.bytes, text, strlen(text)) == 0;
}

static size_t put_line(FILE *text, const char *line)
{
    fputs(line, text);
    fputc('\n', text);
    return 1;
}

size_t weft__evidence_missing(const struct weft__trace_file *trace, bool accepted, FILE *text)
{
    struct evidence evidence = {.happenings = 0};
    size_t lines = 0;

    for (size_t i = 0; i < trace->count; i++) {
        struct weft__trace_fields fields = weft__trace_fields(trace->events[i]);

        if (is_happening(fields.word)) {
            evidence.happenings++;
        } else if (weft__trace_slice_is(fields.word, "expect")) {
            evidence.judgements++;
        } else if (weft__trace_slice_is(fields.word, "finding")) {
            if (begins_with(fields.details, VACUOUS)) {
                size_t skipped = strlen(VACUOUS);

                fprintf(text, "%.*s\n", (int) (fields.details.length - skipped),
                        fields.details.bytes + skipped);
                lines++;
            } else {
                evidence.findings++;
            }
        }
    }
    if (evidence.happenings == 0)
        lines += put_line(text, "nothing ever ran in it");
    else if (evidence.judgements + evidence.findings == 0 && !accepted)
        lines += put_line(text, "it expects nothing, and there is no accepted trace of it");
    return lines;
}
