/* script_reading.c - one script read for a test. */
#include "script_reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

void script_reading_start(struct script_reading *reading)
{
    memset(reading, 0, sizeof *reading);
    counting_allocator_start(&reading->memory);
    reading->allocator = counting_allocator_allocator(&reading->memory);
}

void script_reading_read(struct script_reading *reading, const char *text, size_t length)
{
    static const char *const actions[] = {"knock"};
    static const char *const tasks[] = {"native"};
    static const size_t arguments[] = {1};
    static const struct weft__registered registered = {actions, arguments, 1, tasks, arguments, 1};
    struct weft__source source = {.name = "test.weft", .bytes = text, .length = length};

    reading->outcome = weft__script_read(&reading->allocator, source, &registered,
                                         &reading->diagnostics, &reading->script);
}

const char *script_reading_complaints(struct script_reading *reading)
{
    size_t used = 0;

    reading->complaints[0] = '\0';
    for (size_t i = 0; i < reading->diagnostics.count; i++) {
        const struct weft__diagnostic *entry = &reading->diagnostics.entries[i];

        used += (size_t) snprintf(reading->complaints + used, sizeof reading->complaints - used,
                                  "%lu:%lu-%lu %s%s%s\n", (unsigned long) entry->place.line,
                                  (unsigned long) entry->place.column,
                                  (unsigned long) entry->place.length, entry->message,
                                  entry->hint[0] == '\0' ? "" : " | ", entry->hint);
        if (used >= sizeof reading->complaints)
            break;
    }
    return reading->complaints;
}

size_t script_reading_end(struct script_reading *reading)
{
    size_t left;

    weft__script_free(reading->script);
    reading->script = NULL;
    left = reading->memory.bytes;
    counting_allocator_end(&reading->memory);
    return left;
}

void assert_script_errors(const struct script_error_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct script_reading reading;

        script_reading_start(&reading);
        script_reading_read(&reading, rows[i].text, rows[i].length);
        assert_string_equal(script_reading_complaints(&reading), rows[i].complaints);
        assert_int_equal(reading.outcome, WEFT__SCRIPT_WRONG);
        assert_null(reading.script);
        assert_int_equal(script_reading_end(&reading), 0);
    }
}
