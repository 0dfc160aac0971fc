/* script_body_test.c - bodies: steps, waits, ends, and the closed block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

static const struct script_outcome_row rows[] = {
    {"A step goes on behind the yield, inside loops and branches",
     SCRIPT("task t:\n"
            "    for i in 0..2:\n"
            "        if i == 0:\n"
            "            for j in 0..2:\n"
            "                print \"{i}{j}\"\n"
            "                yield j\n"
            "        else:\n"
            "            yield\n"
            "            print \"else {i}\"\n"
            "    print \"end\"\n"
            "0s      cooperate t as k\n"),
     "0.000000010 00\n"
     "0.000000020 01\n"
     "0.000000040 else 1\n"
     "0.000000040 end\n"
     "end 0.000000040\n"
     "timers 0\n"
     "is k task done\n"},
    {"A yielded Deferred is waited for; what it came to does not reach the body",
     SCRIPT("task t:\n"
            "    nap = later 1s \"value\"\n"
            "    on nap:\n"
            "        print \"{result}\"\n"
            "        return 5\n"
            "    yield nap\n"
            "    print \"woken\"\n"
            "    yield deferred ok 3\n"
            "    print \"at once\"\n"
            "0s      cooperate t as k\n"
            "        print \"{k.nap}\"\n"
            "end     expect k.nap ok none\n"),
     "0.000000000 none\n"
     "1.000000010 value\n"
     "1.000000020 woken\n"
     "1.000000030 at once\n"
     "end 1.000000030\n"
     "timers 0\n"
     "is k task done\n"},
    {"A Deferred that fails ends the task, and the body is closed when it is let go",
     SCRIPT("task t:\n"
            "    d = deferred\n"
            "    later 1s as f:\n"
            "        fail d ValueError \"waited\"\n"
            "    yield d\n"
            "    print \"never\"\n"
            "  closed:\n"
            "    print \"closed\"\n"
            "0s      cooperate t as k\n"
            "        done k as over\n"
            "        on over failed ValueError:\n"
            "          print \"{result}\"\n"),
     "1.000000010 ValueError: waited\n"
     "1.000000010 closed\n"
     "end 1.000000010\n"
     "timers 0\n"
     "is k task failed ValueError: waited\n"
     "is over deferred ok none\n"},
    {"return ends a body from inside a loop; falling off the end is none",
     SCRIPT("task a:\n"
            "    for i in 0..9:\n"
            "        yield\n"
            "        if i == 2:\n"
            "            return i\n"
            "task b:\n"
            "    yield\n"
            "0s      run a as x\n"
            "        run b as y\n"
            "end     expect x ok 2, y ok none\n"),
     "end 0.000000060\n"
     "timers 0\n"
     "is x deferred ok 2\n"
     "is y deferred ok none\n"},
    {"A ScriptError fails the step",
     SCRIPT("task t:\n"
            "    yield\n"
            "    n = 1 + none\n"
            "    print \"never\"\n"
            "0s      run t as x\n"
            "end     expect x failed ScriptError\n"),
     "end 0.000000020\n"
     "timers 0\n"
     "is x deferred failed ScriptError\n"},
    {"A closed block: runs once, only for a suspended body; return ends it; raise is a "
     "finding",
     SCRIPT("task t how:\n"
            "    yield\n"
            "  closed:\n"
            "    print \"closed {how}\"\n"
            "    if how == 1:\n"
            "        return\n"
            "    raise ValueError \"in closed\"\n"
            "0s      iterator t 0 as a\n"
            "        cooperate a as x\n"
            "        iterator t 1 as b\n"
            "        cooperate b as y\n"
            "        iterator t 2 as c\n"
            "        close c\n"
            "25ns    close a\n"
            "        close b\n"
            "        close b\n"
            "end     expect unhandled ValueError\n"),
     "0.000000025 closed 0\n"
     "0.000000025 closed 1\n"
     "end 0.000000040\n"
     "timers 0\n"
     "is a iterator finished\n"
     "is x task done\n"
     "is b iterator finished\n"
     "is y task done\n"
     "is c iterator finished\n"},
    {"A yield in a closed block is refused",
     SCRIPT("task t:\n"
            "    yield\n"
            "  closed:\n"
            "    yield\n"
            "    print \"never\"\n"
            "0s      iterator t as a\n"
            "        cooperate a as x\n"
            "        iterator t as b\n"
            "        cooperate b as y\n"
            "25ns    close a\n"
            "        close b refused RuntimeError\n"),
     "end 0.000000040\n"
     "timers 0\n"
     "is a iterator finished\n"
     "is x task done\n"
     "is b iterator finished\n"
     "is y task done\n"
     "misuse 5 RuntimeError\n"},
    {"A closed block uses the names of its body",
     SCRIPT("task t n:\n"
            "    nap = later n\n"
            "    yield nap\n"
            "  closed:\n"
            "    print \"{n}\"\n"
            "    cancel nap\n"
            "0s      run t 3s as x\n"
            "        run t 4s as y\n"
            "1s      cancel x\n"
            "        cancel y\n"
            "end     expect x failed CancelledError, y failed CancelledError, no timers\n"),
     "1.000000000 3.000000000\n"
     "1.000000000 4.000000000\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is x deferred failed CancelledError\n"
     "is y deferred failed CancelledError\n"},
    {"A task stopped in its own step; a task that starts another",
     SCRIPT("task one:\n"
            "    print \"one\"\n"
            "    stop me\n"
            "    yield\n"
            "    print \"never\"\n"
            "task two:\n"
            "    print \"two\"\n"
            "    cooperate three as c\n"
            "    yield\n"
            "    print \"two again\"\n"
            "task three:\n"
            "    print \"three\"\n"
            "0s      cooperate one as me\n"
            "        cooperate two as b\n"
            "end     expect me stopped\n"),
     "0.000000010 one\n"
     "0.000000020 two\n"
     "0.000000030 three\n"
     "0.000000040 two again\n"
     "end 0.000000040\n"
     "timers 0\n"
     "is me task stopped\n"
     "is b task done\n"},
    {"Closing a body that never ran lets its parameters go",
     SCRIPT("task inner:\n"
            "    yield\n"
            "  closed:\n"
            "    print \"inner closed\"\n"
            "task outer kept:\n"
            "    yield\n"
            "0s      iterator inner as a\n"
            "        cooperate a as k\n"
            "15ns    stop k\n"
            "        iterator outer a as o\n"
            "        drop a\n"
            "        print \"still kept\"\n"
            "        close o\n"
            "        print \"let go\"\n"),
     "0.000000015 still kept\n"
     "0.000000015 inner closed\n"
     "0.000000015 let go\n"
     "end 0.000000015\n"
     "timers 0\n"
     "is a none\n"
     "is k task stopped\n"
     "is o iterator finished\n"},
    {"A refused yield that was expected counts no more",
     SCRIPT("task t:\n"
            "    yield\n"
            "  closed:\n"
            "    yield\n"
            "0s      iterator t as a\n"
            "        cooperate a as x\n"
            "        iterator t as b\n"
            "        cooperate b as y\n"
            "25ns    close a refused RuntimeError\n"
            "        close b refused ValueError\n"
            "end     expect misuse RuntimeError\n"
            "finally no misuse\n"),
     "end 0.000000040\n"
     "timers 0\n"
     "is a iterator finished\n"
     "is x task done\n"
     "is b iterator finished\n"
     "is y task done\n"
     "failed 11\n"},
};

static void a_body_is_an_iterator_that_stops_and_goes_on(void **state)
{
    (void) state;
    assert_script_outcomes(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_is_an_iterator_that_stops_and_goes_on),
    };

    return cmocka_run_group_tests_name("script_body", tests, NULL, NULL);
}
