/* doctor_inside.c - a deeper stack, memory that moves, a run before. */
#include "doctor_inside.h"

#include "finished_run.h"
#include "restless_allocator.h"

#include <unistd.h>

enum { LEVELS = 17, LEVEL_BYTES = 777, STALE_BYTES = 96 * 1024, STALE = 0xC3 };

/* --- A run --- */

static enum weft__exit run_to_stdout(const struct weft__loaded *loaded,
                                     const weft_world_options *options)
{
    struct weft__run run;
    enum weft__exit exit_code = weft__run_make(&run, loaded, options);

    if (exit_code == WEFT__EXIT_HELD) {
        exit_code = weft__run_exit(&run);
        run.header.source = loaded->scenario == NULL ? loaded->source.bytes : NULL;
        run.header.source_bytes = loaded->source.length;
        if (!weft_trace_write(weft_world_trace(run.world), &run.header,
                              weft_world_ended_at(run.world), run.verdict, stdout) ||
            fflush(stdout) != 0)
            exit_code = WEFT__EXIT_INPUT;
    }
    weft__run_close(&run);
    return exit_code;
}

static enum weft__exit run_as_it_is(const struct weft__loaded *loaded)
{
    weft_world_options options = weft__run_options(loaded->command);

    return run_to_stdout(loaded, &options);
}

/* --- A deeper stack --- */

/* Leaves bytes where the frames of what is called next will be. */
static void leave_stale_stack(void)
{
    volatile unsigned char bytes[STALE_BYTES];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = STALE;
}

static enum weft__exit run_deeper(const struct weft__loaded *loaded, unsigned levels)
{
    void (*volatile leave)(void) = leave_stale_stack; /* a frame of its own, in any compiler */
    volatile unsigned char room[LEVEL_BYTES];
    enum weft__exit exit_code;

    room[levels] = STALE;
    if (levels > 0) {
        exit_code = run_deeper(loaded, levels - 1);
    } else {
        leave();
        exit_code = run_as_it_is(loaded);
    }
    return room[levels] == STALE ? exit_code : WEFT__EXIT_INVARIANT;
}

/* --- Other memory, other times --- */

static enum weft__exit run_in_moving_memory(const struct weft__loaded *loaded)
{
    struct weft__restless restless = {.requests = 0};
    weft_world_options options = weft__run_options(loaded->command);

    options.allocator = weft__restless_allocator(&restless);
    return run_to_stdout(loaded, &options);
}

static enum weft__exit run_a_second_time(const struct weft__loaded *loaded)
{
    weft_world_options options = weft__run_options(loaded->command);
    struct weft__run first;
    enum weft__exit exit_code = weft__run_make(&first, loaded, &options);

    weft__run_close(&first);
    return exit_code == WEFT__EXIT_HELD ? run_to_stdout(loaded, &options) : exit_code;
}

_Noreturn void weft__doctor_run_inside(const struct weft__loaded *loaded,
                                       enum weft__surroundings surroundings)
{
    enum weft__exit exit_code;

    if (surroundings == WEFT__SURROUNDINGS_STACK_)
        exit_code = run_deeper(loaded, LEVELS);
    else if (surroundings == WEFT__SURROUNDINGS_MEMORY_)
        exit_code = run_in_moving_memory(loaded);
    else if (surroundings == WEFT__SURROUNDINGS_SECOND_)
        exit_code = run_a_second_time(loaded);
    else
        exit_code = WEFT__EXIT_INVARIANT;
    _exit((int) exit_code);
}
