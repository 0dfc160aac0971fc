/* report.c - reports as bytes. */
#include "report.h"

bool weft__report_put(struct weft__byte_buffer *buffer, const struct weft__report *report)
{
    struct weft__report head = *report;
    size_t branches = report->branches != NULL ? report->asked_count : 0;

    return weft__byte_buffer_append(buffer, &head, sizeof head) &&
           weft__byte_buffer_append(buffer, report->asked,
                                    report->asked_count * sizeof *report->asked) &&
           weft__byte_buffer_append(buffer, report->branches,
                                    branches * sizeof *report->branches) &&
           weft__byte_buffer_append(buffer, report->calls,
                                    report->call_count * sizeof *report->calls) &&
           weft__byte_buffer_append(buffer, report->classes, report->classes_bytes) &&
           weft__byte_buffer_append(buffer, report->choices, report->choices_bytes);
}

void weft__report_get(const void *bytes, struct weft__report *report)
{
    const char *at = bytes;

    *report = *(const struct weft__report *) bytes;
    at += sizeof *report;
    report->asked = (const void *) at;
    at += report->asked_count * sizeof *report->asked;
    if (report->branches != NULL) {
        report->branches = (const void *) at;
        at += report->asked_count * sizeof *report->branches;
    }
    report->calls = (const void *) at;
    at += report->call_count * sizeof *report->calls;
    report->classes = at;
    at += report->classes_bytes;
    report->choices = at;
}
