/* in_vain_test.c - what is told of that which waits for what can never come: each cause once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/script_running.h"

/* SCRIPT comes to FINDINGS, a line each. */
static const struct {
    const char *title;
    const char *script;
    size_t length;
    const char *findings;
} rows[] = {
    {"A list is explained by its parts, however many lists they are in",
     SCRIPT("0s      deferred as a\n"
            "        deferred as b\n"
            "        list a b as both\n"
            "        gather a as one\n"
            "        race both one as any\n"),
     "unfired: deferred a#1 was never fired, and nothing is left that could fire it\n"
     "unfired: deferred b#2 was never fired, and nothing is left that could fire it\n"},
    {"A list that nothing fires is its own cause", SCRIPT("0s      list first ok as hopeless\n"),
     "unfired: deferred hopeless#1 was never fired, and nothing is left that could fire it\n"},
    {"A body that awaits is explained by what it awaits, through others",
     SCRIPT("task inner:\n"
            "    await gather box\n"
            "task outer:\n"
            "    await start inner\n"
            "0s      deferred as box\n"
            "        start outer as o\n"),
     "unfired: deferred box#1 was never fired, and nothing is left that could fire it\n"},
    {"A loop that waits is explained by what its function returned, stopped or not",
     SCRIPT("0s      deferred as box\n"
            "        loop as one:\n"
            "            return box\n"
            "        loop as other:\n"
            "            return box\n"
            "        start one every 1s as a\n"
            "        start other every 1s as b\n"
            "        stop other\n"),
     "unfired: deferred box#1 was never fired, and nothing is left that could fire it\n"},
    {"Who stands in a line says which, and who has the lock",
     SCRIPT("task body:\n"
            "    await acquire log\n"
            "0s      lock as log\n"
            "        acquire log as mine\n"
            "        hold log as h:\n"
            "            print \"never\"\n"
            "        start body as b\n"
            "        semaphore 1 as slots\n"
            "        acquire slots\n"
            "        acquire slots as waiter\n"
            "        queue as box\n"
            "        get box as taker\n"),
     "unfired: deferred h#2 stands in line for lock log#1, which deferred mine#1 got and nothing "
     "is left that could release\n"
     "unfired: deferred #4 of iterator body#1 stands in line for lock log#1, which deferred mine#1 "
     "got and nothing is left that could release\n"
     "unfired: deferred waiter#6 stands in line for semaphore slots#1, and nothing is left that "
     "could release it\n"
     "unfired: deferred taker#7 stands in line for queue box#1, and nothing is left that could put "
     "anything there\n"},
    {"A lock that was released and taken again says who has it now",
     SCRIPT("0s      lock as log\n"
            "        acquire log as one\n"
            "        release log\n"
            "        acquire log as another\n"
            "        acquire log as third\n"),
     "unfired: deferred third#3 stands in line for lock log#1, which deferred another#2 got and "
     "nothing is left that could release\n"},
    {"A task says what it waits for, and what that comes down to",
     SCRIPT("task near:\n"
            "    yield d\n"
            "task far:\n"
            "    yield list b d\n"
            "task queued:\n"
            "    yield get items\n"
            "0s      deferred as b\n"
            "        deferred ok 1 as d\n"
            "        on d:\n"
            "            return b\n"
            "        queue as items\n"
            "        cooperate near as n\n"
            "        cooperate far as f\n"
            "        cooperate queued as q\n"),
     "lost: task near#1 still waits for deferred d#2, and that for deferred b#1, which was never "
     "fired, and nothing is left that could fire it\n"
     "lost: task far#2 still waits for deferred #4, and that for deferred b#1, which was never "
     "fired, and nothing is left that could fire it\n"
     "lost: task queued#3 still waits for deferred #3, which stands in line for queue items#1, and "
     "nothing is left that could put anything there\n"},
    {"Bodies that await one another in a ring: the oldest speaks",
     SCRIPT("shared one\n"
            "shared other\n"
            "task p:\n"
            "    await later 1s\n"
            "    await other\n"
            "task q:\n"
            "    await later 1s\n"
            "    await one\n"
            "0s      start p as x\n"
            "        one = x\n"
            "        start q as y\n"
            "        other = y\n"),
     "unfired: deferred x#1 waits for itself, through deferred y#3\n"},
    {"A ring through chains and lists",
     SCRIPT("0s      deferred as a\n"
            "        on a:\n"
            "            return l\n"
            "        deferred ok 1 as z\n"
            "        list z a as l\n"
            "        fire a 1\n"
            "        deferred as b\n"
            "        deferred as c\n"
            "        chain b c\n"
            "        chain c b\n"),
     "unfired: deferred a#1 waits for itself, through deferred l#3\n"
     "unfired: deferred b#4 waits for itself, through deferred c#5\n"},
    {"A body whose awaited is let go is lost, named or not, and explains who awaits it",
     SCRIPT("task inner:\n"
            "    await box\n"
            "task outer:\n"
            "    await start inner\n"
            "task stepping:\n"
            "    yield start inner\n"
            "0s      deferred as box\n"
            "        start outer\n"
            "        start inner as i\n"
            "        list i as l\n"
            "        cooperate stepping as s\n"
            "1s      drop box\n"),
     "lost: iterator inner#2 was let go before it had ended, by all that could have fired what it "
     "awaited\n"
     "lost: iterator inner#3 was let go before it had ended, by all that could have fired what it "
     "awaited\n"
     "lost: iterator inner#5 was let go before it had ended, by all that could have fired what it "
     "awaited\n"},
    {"A loop whose awaited is let go is lost",
     SCRIPT("0s      deferred as box\n"
            "        loop as l:\n"
            "            return box\n"
            "        start l every 1s as over\n"
            "        gather over as all\n"
            "1s      drop box\n"),
     "lost: loop l#1 still waits for what its function returned, which was let go\n"},
    {"A task whose awaited is let go waits for nothing that there is",
     SCRIPT("task t:\n"
            "    yield box\n"
            "0s      deferred as box\n"
            "        cooperate t as k\n"
            "1s      drop box\n"),
     "lost: task t#1 still waits for what was let go, unfired\n"},
    {"What waits when the run is cut off is no finding, and nor is a loop that runs",
     SCRIPT("until 5s\n"
            "task body:\n"
            "    await box\n"
            "0s      deferred as box\n"
            "        start body as b\n"
            "        loop as l:\n"
            "            print \"beat\"\n"
            "        start l every 2s as over\n"),
     ""},
};

static void each_cause_is_told_once(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct script_running running;
        const weft_finding *findings;
        char told[4000] = "";
        size_t count, used = 0;

        script_running_start(&running, rows[i].script, rows[i].length, NULL);
        script_running_run(&running);
        count = weft_world_findings(running.world, &findings);
        for (size_t f = 0; f < count; f++)
            used += (size_t) snprintf(told + used, sizeof told - used, "%s: %s\n",
                                      weft_finding_name(findings[f].kind), findings[f].text);
        if (strcmp(told, rows[i].findings) != 0)
            print_error("%s\n", rows[i].title);
        assert_string_equal(told, rows[i].findings);
        script_running_end(&running);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_cause_is_told_once),
    };

    return cmocka_run_group_tests_name("in_vain", tests, NULL, NULL);
}
