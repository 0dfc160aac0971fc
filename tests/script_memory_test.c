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
    {SCRIPT("shared n = 0\n"
            "task worker what:\n"
            "    v = await what\n"
            "      failed ValueError:\n"
            "        v = \"{result}\"\n"
            "    w = await later 1s v\n"
            "    await start ending w\n"
            "    await none_yet\n"
            "  closed:\n"
            "    print \"closed {v}\"\n"
            "task ending what:\n"
            "    return deferred ok what\n"
            "0s      deferred as none_yet\n"
            "        execute as failing:\n"
            "            raise ValueError \"no\"\n"
            "        start worker failing as one\n"
            "        start worker \"plain\" as other\n"
            "        loop counted as beat:\n"
            "            n = n + result\n"
            "            return later 400ms\n"
            "        start beat every 300ms as over\n"
            "1500ms  stop beat\n"
            "2s      cancel one\n"
            "3s      drop none_yet\n"
            "end     expect lost\n")},
    {SCRIPT("shared seen\n"
            "0s      later 1s \"a\" as a\n"
            "        deferred as b\n"
            "        list a b consume as all\n"
            "        gather a b consume as both\n"
            "        race a b as winner\n"
            "        on all:\n"
            "            seen = result\n"
            "            print \"{result}\"\n"
            "        on both failed FirstError:\n"
            "            print \"{result.first} {result.index}\"\n"
            "        lock as log\n"
            "        acquire log as mine\n"
            "        hold log as held:\n"
            "            print \"held\"\n"
            "            return later 1s\n"
            "        semaphore 1 as slots\n"
            "        hold slots:\n"
            "            print \"{slots.tokens}\"\n"
            "        queue size 2 as items\n"
            "        get items as item\n"
            "        put items \"one\"\n"
            "        put items \"two\"\n"
            "2s      release log\n"
            "end     expect all ok seen, item ok \"one\"\n")},
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
