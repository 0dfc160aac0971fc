/* script_running.c - one script run for a test. */
#include "script_running.h"

#include "script_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void start(struct script_running *running, const char *text, size_t length,
                  const weft_world_options *options, const weft_program *program)
{
    weft_world_options own = options ? *options : (weft_world_options){0};

    memset(running, 0, sizeof *running);
    script_reading_start(&running->reading);
    script_reading_read(&running->reading, text, length);
    assert_string_equal(script_reading_complaints(&running->reading), "");
    assert_int_equal(running->reading.outcome, WEFT__SCRIPT_READ);
    counting_allocator_start(&running->memory);
    own.allocator = counting_allocator_allocator(&running->memory);
    assert_int_equal(weft_world_create(&own, &running->world), WEFT_OK);
    assert_int_equal(weft__script_set_up(running->world, running->reading.script, program),
                     WEFT_OK);
}

void script_running_start(struct script_running *running, const char *text, size_t length,
                          const weft_world_options *options)
{
    start(running, text, length, options, NULL);
}

void script_running_start_with(struct script_running *running, const char *text, size_t length,
                               const weft_program *program)
{
    start(running, text, length, NULL, program);
}

const char *script_running_run(struct script_running *running)
{
    FILE *file = open_memstream(&running->outcome, &running->outcome_bytes);

    assert_non_null(file);
    weft_world_run(running->world);
    weft__script_outcome(running->world, file);
    assert_int_equal(fclose(file), 0);
    return running->outcome;
}

size_t script_running_findings(const struct script_running *running, weft_finding_kind kind,
                               const char **text)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(running->world, &findings), found = 0;

    for (size_t i = 0; i < count; i++) {
        if (findings[i].kind != kind)
            continue;
        found++;
        if (text != NULL)
            *text = findings[i].text;
    }
    return found;
}

void script_running_end(struct script_running *running)
{
    weft_world_close(running->world);
    free(running->outcome);
    assert_int_equal(script_reading_end(&running->reading), 0);
    assert_int_equal(running->memory.bytes, 0);
    counting_allocator_end(&running->memory);
}

void assert_script_outcomes(const struct script_outcome_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct script_running running;

        script_running_start(&running, rows[i].text, rows[i].length, NULL);
        if (strcmp(script_running_run(&running), rows[i].outcome) != 0)
            print_error("%s\n", rows[i].title);
        assert_string_equal(running.outcome, rows[i].outcome);
        script_running_end(&running);
    }
}
