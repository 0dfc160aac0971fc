/* script_memory_test.c - scripts in a world whose memory for objects runs out: once, at each
 * request in turn, and from there on.
 *
 * Whatever fails, the run comes to its end and says so, and no byte is left when the world is
 * closed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

static const struct {
    const char *text;
    size_t length;
} scripts[] = {
    {SCRIPT("task counting n:\n"
            "    for i in 0..n:\n"
            "        print \"{n} {i}\"\n"
            "        nap = later 1s \"{i}\"\n"
            "        on nap:\n"
            "            print \"{result}\"\n"
            "        yield nap\n"
            "    return n\n"
            "  closed:\n"
            "    cancel nap\n"
            "0s      run counting 2 as job\n"
            "        iterator counting 3 as held\n"
            "        coiterate held as c\n"
            "        cooperate counting (1 + 1) as k\n"
            "        done k as over\n"
            "1500ms  cancel job\n"
            "        stop k\n"
            "end     expect held.n == 3\n")},
    {SCRIPT("shared s = \"text {now}\"\n"
            "0s      deferred as d\n"
            "          cancelled:\n"
            "            print \"cancelled\"\n"
            "        on d:\n"
            "          return later 1s s\n"
            "        timeout d 2s\n"
            "         expired:\n"
            "          return \"{result}\"\n"
            "        deferred as target\n"
            "        chain d target\n"
            "        fire d s\n"
            "        call in 500ms as call_:\n"
            "          raise ValueError \"{s}\"\n"
            "        maybe as m:\n"
            "          raise TimeoutError \"{s}\"\n"
            "        fail target ValueError s\n"
            "        cooperator slice 2 steps as co\n")},
};

/* Runs SCRIPT with the NTH request failing, and with FROM_THERE all later ones. Whether it got so
 * far. */
static bool run_without_memory(size_t script, size_t nth, bool from_there)
{
    struct script_running running;
    bool failed;

    script_running_start(&running, scripts[script].text, scripts[script].length, NULL);
    if (from_there)
        counting_allocator_fail_from(&running.memory, nth);
    else
        counting_allocator_fail_once(&running.memory, nth);
    script_running_run(&running);
    failed = running.memory.failures > 0;
    if (failed)
        assert_true(weft_world_failures(running.world) > 0 || weft_world_exhausted(running.world));
    script_running_end(&running);
    return failed;
}

static void a_run_without_memory_comes_to_its_end_and_says_so(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        size_t nth = 1;

        while (run_without_memory(i, nth, false) && run_without_memory(i, nth, true))
            nth++;
        assert_true(nth > 30); /* it did run out, at every request that such a script makes */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_without_memory_comes_to_its_end_and_says_so),
    };

    return cmocka_run_group_tests_name("script_memory", tests, NULL, NULL);
}
