/* script_await_test.c - tasks that await: what comes back, failures, cancels, ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

static const struct script_outcome_row rows[] = {
    {"What is awaited comes back as a value: a Deferred's, a plain one, or one that the statement "
     "makes",
     SCRIPT("task t:\n"
            "    a = await box\n"
            "    b = await (a + 1)\n"
            "    c = await later 1s \"made\"\n"
            "    await deferred ok \"dropped\"\n"
            "    d = await list box none_yet\n"
            "    print \"{a} {b} {c} {d}\"\n"
            "    return c\n"
            "0s      deferred ok 5 as box\n"
            "        later 2s as none_yet\n"
            "        start t as r\n"
            "        print \"started\"\n"
            "end     expect r ok \"made\"\n"),
     "0.000000000 started\n"
     "2.000000000 5 6 made [ok none, ok none]\n"
     "end 2.000000000\n"
     "timers 0\n"
     "is box deferred ok none\n"
     "is none_yet deferred ok none\n"
     "is r deferred ok made\n"},
    {"Without waiting it runs to its end at once; the same body steps under a Cooperator",
     SCRIPT("task plain n:\n"
            "    print \"plain {n}\"\n"
            "    return n + 1\n"
            "0s      start plain 1 as a\n"
            "        run plain 2 as b\n"
            "        coiterate plain 3\n"
            "        expect a ok 2\n"),
     "0.000000000 plain 1\n"
     "0.000000010 plain 2\n"
     "0.000000020 plain 3\n"
     "end 0.000000020\n"
     "timers 0\n"
     "is a deferred ok 2\n"
     "is b deferred ok 3\n"},
    {"A failure goes to the failed block, which traps only its types; otherwise it ends the body",
     SCRIPT("task trapping what:\n"
            "    x = \"before\"\n"
            "    x = await what\n"
            "      failed TimeoutError ScriptError:\n"
            "        print \"trapped {result}\"\n"
            "    print \"goes on with {x}\"\n"
            "    return x\n"
            "0s      deferred failed TimeoutError as a\n"
            "        deferred failed ValueError \"no\" as b\n"
            "        start trapping a as one\n"
            "        start trapping b as other\n"
            "end     expect other failed ValueError \"no\"\n"),
     "0.000000000 trapped TimeoutError\n"
     "0.000000000 goes on with before\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is a deferred ok none\n"
     "is b deferred ok none\n"
     "is one deferred ok before\n"
     "is other deferred failed ValueError: no\n"},
    {"result belongs to the innermost failed block, and is back behind it",
     SCRIPT("task t:\n"
            "    await deferred failed ValueError \"outer\"\n"
            "      failed:\n"
            "        await deferred failed TimeoutError\n"
            "          failed TimeoutError:\n"
            "            print \"inner {result}\"\n"
            "        print \"outer {result}\"\n"
            "        for i in 0..2:\n"
            "            await later 1s\n"
            "            print \"{i} {result.message}\"\n"
            "        raise\n"
            "0s      start t as r\n"
            "end     expect r failed ValueError \"outer\"\n"),
     "0.000000000 inner TimeoutError\n"
     "0.000000000 outer ValueError: outer\n"
     "1.000000000 0 outer\n"
     "2.000000000 1 outer\n"
     "end 2.000000000\n"
     "timers 0\n"
     "is r deferred failed ValueError: outer\n"},
    {"A failed block may return, raise anew, and hold what its blocks read later",
     SCRIPT("task returns:\n"
            "    await deferred failed ValueError \"a\"\n"
            "      failed:\n"
            "        return \"given up: {result}\"\n"
            "task raises:\n"
            "    await deferred failed ValueError \"a\"\n"
            "      failed:\n"
            "        raise TimeoutError\n"
            "task keeps:\n"
            "    await deferred failed ValueError \"kept\"\n"
            "      failed:\n"
            "        why = result\n"
            "        call in 1s:\n"
            "            print \"later {why}\"\n"
            "    return \"done\"\n"
            "0s      start returns as a\n"
            "        start raises as b\n"
            "        start keeps as c\n"
            "end     expect b failed TimeoutError\n"),
     "1.000000000 later ValueError: kept\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is a deferred ok given up: ValueError: a\n"
     "is b deferred failed TimeoutError\n"
     "is c deferred ok done\n"},
    {"Awaiting inside loops and branches goes on where it stood",
     SCRIPT("task t n:\n"
            "    total = 0\n"
            "    for i in 0..n:\n"
            "        if i == 1:\n"
            "            part = await later 1s (i * 10)\n"
            "            total = total + part\n"
            "        else:\n"
            "            for k in 0..2:\n"
            "                await later 1ms\n"
            "            total = total + i\n"
            "    return total\n"
            "0s      start t 4 as r\n"
            "end     expect r ok 15\n"),
     "end 1.006000000\n"
     "timers 0\n"
     "is r deferred ok 15\n"},
    {"A returned Deferred is waited for, and one that is made",
     SCRIPT("task a:\n"
            "    return later 1s \"a\"\n"
            "task b:\n"
            "    await none\n"
            "    return deferred failed ValueError \"b\"\n"
            "0s      start a as x\n"
            "        start b as y\n"
            "end     expect y failed ValueError \"b\"\n"),
     "end 1.000000000\n"
     "timers 0\n"
     "is x deferred ok a\n"
     "is y deferred failed ValueError: b\n"},
    {"What is awaited goes on with none, and its failure is handled",
     SCRIPT("task t:\n"
            "    await box\n"
            "      failed ValueError:\n"
            "        print \"{result}\"\n"
            "0s      deferred as box\n"
            "        start t as r\n"
            "        on box either:\n"
            "            print \"box has {result}\"\n"
            "1s      fail box ValueError \"no\"\n"),
     "1.000000000 ValueError: no\n"
     "1.000000000 box has none\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is box deferred ok none\n"
     "is r deferred ok none\n"},
    {"Cancelling the result cancels what is awaited then, and no more once it has ended",
     SCRIPT("task t:\n"
            "    await one\n"
            "    await two\n"
            "0s      deferred as one\n"
            "          cancelled:\n"
            "            print \"one is cancelled\"\n"
            "            fire one 1\n"
            "        deferred as two\n"
            "          cancelled:\n"
            "            print \"two is cancelled\"\n"
            "        start t as r\n"
            "1s      cancel r\n"
            "2s      cancel r\n"
            "        cancel r\n"
            "end     expect r failed CancelledError\n"),
     "1.000000000 one is cancelled\n"
     "2.000000000 two is cancelled\n"
     "end 2.000000000\n"
     "timers 0\n"
     "is one deferred ok none\n"
     "is two deferred ok none\n"
     "is r deferred failed CancelledError\n"},
    {"The names of the body are seen from outside while it runs, and when it has ended",
     SCRIPT("task t:\n"
            "    state = \"waiting\"\n"
            "    await later 1s\n"
            "    state = \"done\"\n"
            "0s      start t as r\n"
            "500ms   expect r.state == \"waiting\"\n"
            "end     expect r.state == \"done\", state == \"done\"\n"),
     "end 1.000000000\n"
     "timers 0\n"
     "is r deferred ok none\n"},
    {"What is raised in the body fails its result; nobody took it",
     SCRIPT("task t:\n"
            "    await later 1s\n"
            "    raise ValueError \"boom\"\n"
            "0s      start t as r\n"),
     "end 1.000000000\n"
     "timers 0\n"
     "is r deferred failed ValueError: boom\n"
     "unhandled ValueError: boom\n"},
    {"Wrong things are refused where they are awaited, and give none",
     SCRIPT("task t:\n"
            "    x = 7\n"
            "    x = await acquire 5\n"
            "    print \"{x}\"\n"
            "0s      start t as r\n"),
     "0.000000000 none\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is r deferred ok none\n"
     "misuse 4 WrongType\n"},
    {"A body that is let go where it waits runs its closed block, in which nothing can be awaited",
     SCRIPT("task t:\n"
            "    await box\n"
            "  closed:\n"
            "    print \"closed\"\n"
            "    await later 1s\n"
            "    print \"never\"\n"
            "0s      deferred as box\n"
            "        start t as r\n"
            "1s      drop box\n"),
     "1.000000000 closed\n"
     "end 2.000000000\n"
     "timers 0\n"
     "is box none\n"
     "is r deferred pending\n"
     "misuse 6 RuntimeError\n"},
    {"A body that awaits its own end fails",
     SCRIPT("shared mine\n"
            "task t:\n"
            "    await later 1s\n"
            "    await mine\n"
            "0s      start t as r\n"
            "        mine = r\n"
            "end     expect r failed SelfWaitError\n"),
     "end 1.000000000\n"
     "timers 0\n"
     "is mine deferred failed SelfWaitError\n"
     "is r deferred failed SelfWaitError\n"},
    {"Fired by hand, the result refuses the body's own: what is awaited goes on with that",
     SCRIPT("task t:\n"
            "    await box\n"
            "    return 1\n"
            "0s      deferred as box\n"
            "        start t as r\n"
            "        fire r \"by hand\"\n"
            "        fire box none\n"
            "end     expect box failed AlreadyCalledError\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is box deferred failed AlreadyCalledError\n"
     "is r deferred ok by hand\n"},
};

static void tasks_that_await(void **state)
{
    (void) state;
    assert_script_outcomes(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_that_await),
    };

    return cmocka_run_group_tests_name("script_await", tests, NULL, NULL);
}
