/* scenario_memory_test.c - every script of scenarios/ in worlds whose library runs out of memory,
 * at each request in turn, once and from there on: the run ends, says so or holds, and leaves not a
 * byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glob.h>

#include "support/counting_allocator.h"

#include "script_run.h"

struct subject {
    const char *path;
    char *bytes;
    struct weft__script *script;
};

static void load(struct subject *subject, const char *path)
{
    static const struct weft__registered nothing = {0};
    struct weft__diagnostics diagnostics;
    FILE *file = fopen(path, "rb");
    long length;

    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    length = ftell(file);
    rewind(file);
    subject->path = path;
    subject->bytes = malloc((size_t) length + 1);
    assert_non_null(subject->bytes);
    assert_int_equal(fread(subject->bytes, 1, (size_t) length, file), length);
    fclose(file);
    assert_int_equal(weft__script_read(&weft_allocator_system,
                                       (struct weft__source){path, subject->bytes, (size_t) length},
                                       &nothing, &diagnostics, &subject->script),
                     WEFT__SCRIPT_READ);
}

static void unload(struct subject *subject)
{
    weft__script_free(subject->script);
    free(subject->bytes);
}

/* Runs SUBJECT with the NTH request failing; returns whether any request did. */
static bool run_failing_at(const struct subject *subject, size_t nth, bool from_there_on)
{
    struct counting_allocator memory;
    weft_world_options options = {.steps_max = 20000};
    weft_world *world;
    bool failed;

    counting_allocator_start(&memory);
    options.allocator = counting_allocator_allocator(&memory);
    if (from_there_on)
        counting_allocator_fail_from(&memory, nth);
    else
        counting_allocator_fail_once(&memory, nth);
    if (weft_world_create(&options, &world) == WEFT_OK) {
        if (weft__script_set_up(world, subject->script, NULL) == WEFT_OK)
            weft_world_run(world);
        weft_world_close(world);
    }
    failed = memory.failures > 0;
    if (memory.bytes != 0)
        fail_msg("%s: %zu bytes are left when request %zu fails%s", subject->path, memory.bytes,
                 nth, from_there_on ? " and all later ones" : "");
    counting_allocator_end(&memory);
    return failed;
}

static void every_script_survives_every_failed_allocation(void **state)
{
    glob_t found;
    size_t swept = 0;

    (void) state;
    assert_int_equal(glob("scenarios/*/*.weft", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct subject subject;
        size_t nth = 1;

        load(&subject, found.gl_pathv[i]);
        while (run_failing_at(&subject, nth, false))
            nth++;
        swept += nth - 1;
        for (nth = 1; run_failing_at(&subject, nth, true); nth++)
            ;
        assert_true(nth > 1);
        unload(&subject);
    }
    globfree(&found);
    assert_true(swept > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_script_survives_every_failed_allocation),
    };

    return cmocka_run_group_tests_name("scenario_memory", tests, NULL, NULL);
}
