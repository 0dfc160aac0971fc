/* script_scope_test.c - names: whose they are, what they hold, when they let go, what is read of
 * a frame that is gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

static const struct script_outcome_row rows[] = {
    {"A body's names are its own; a shared name is everybody's",
     SCRIPT("shared total = 0\n"
            "task sum_up n:\n"
            "    seen = total\n"
            "    total = total + n\n"
            "    print \"{seen} {total} {n}\"\n"
            "    yield\n"
            "    print \"{seen} {total} {n}\"\n"
            "0s      cooperate sum_up 1 as a\n"
            "        cooperate sum_up 10 as b\n"),
     "0.000000010 0 1 1\n"
     "0.000000020 1 11 10\n"
     "0.000000030 0 11 1\n"
     "0.000000040 1 11 10\n"
     "end 0.000000040\n"
     "timers 0\n"
     "is total 11\n"
     "is a task done\n"
     "is b task done\n"},
    {"Blocks read names when they run",
     SCRIPT("task t:\n"
            "    n = 1\n"
            "    nap = later 1s\n"
            "    on nap:\n"
            "        print \"{n}\"\n"
            "    n = 2\n"
            "    yield nap\n"
            "0s      cooperate t as a\n"),
     "1.000000010 2\n"
     "end 1.000000020\n"
     "timers 0\n"
     "is a task done\n"},
    {"A block that passes nothing keeps the result of the block it was made in",
     SCRIPT("0s      deferred as d\n"
            "        on d:\n"
            "          later 1s as e:\n"
            "            print \"{result}\"\n"
            "            on e:\n"
            "              print \"inner {result}\"\n"
            "            return 8\n"
            "        fire d 7\n"),
     "1.000000000 7\n"
     "1.000000000 inner 8\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is d deferred ok none\n"
     "is e deferred ok none\n"},
    {"result is the innermost one's",
     SCRIPT("0s      deferred as d\n"
            "        on d either:\n"
            "          deferred failed ValueError \"inner\" as e\n"
            "          on e failed:\n"
            "            print \"{result}\"\n"
            "          print \"{result}\"\n"
            "        fail d TimeoutError \"outer\"\n"),
     "0.000000000 ValueError: inner\n"
     "0.000000000 TimeoutError: outer\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is d deferred ok none\n"
     "is e deferred ok none\n"},
    {"A name lets go of what it held when it is given anew: the last release of a failed "
     "Deferred reports it",
     SCRIPT("0s      deferred failed ValueError \"one\" as d\n"
            "1s      print \"before\"\n"
            "        d = 5\n"
            "        print \"after\"\n"),
     "1.000000000 before\n"
     "1.000000000 after\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is d 5\n"
     "unhandled ValueError: one\n"},
    {"A make without a name lets go at once",
     SCRIPT("0s      deferred failed ValueError \"unnamed\"\n"
            "        print \"next\"\n"),
     "0.000000000 next\n"
     "end 0.000000000\n"
     "timers 0\n"
     "unhandled ValueError: unnamed\n"},
    {"The last name of a suspended iterator closes it, once nothing else holds it",
     SCRIPT("task t:\n"
            "    print \"step\"\n"
            "    yield\n"
            "  closed:\n"
            "    print \"closed\"\n"
            "0s      iterator t as i\n"
            "        j = i\n"
            "        cooperate i as k\n"
            "1us     print \"wait\"\n"
            "0s      stop k\n"
            "1s      iterator t as i\n"
            "        cooperate i as k\n"
            "1s+15ns stop k\n"
            "        print \"stopped\"\n"
            "        i = none\n"
            "        print \"let go\"\n"),
     "0.000001000 wait\n"
     "1.000000010 step\n"
     "1.000000015 stopped\n"
     "1.000000015 closed\n"
     "1.000000015 let go\n"
     "end 1.000000015\n"
     "timers 0\n"
     "is i none\n"
     "is j iterator created\n"
     "is k task stopped\n"},
    {"A frame lives until its body has ended and no block made in it is left",
     SCRIPT("task holder:\n"
            "    deferred failed ValueError \"held\" as inner\n"
            "    later 1s as nap:\n"
            "        print \"block: {inner}\"\n"
            "    return 5\n"
            "0s      run holder as job\n"
            "        on job:\n"
            "          print \"ended with {result}\"\n"
            "500ms   print \"between\"\n"
            "2s      print \"after\"\n"),
     "0.000000010 ended with 5\n"
     "0.500000000 between\n"
     "1.000000010 block: <deferred>\n"
     "2.000000000 after\n"
     "end 2.000000000\n"
     "timers 0\n"
     "is job deferred ok none\n"
     "unhandled ValueError: held\n"},
    {"T.name reads the frame behind a task, an iterator, or the Deferred of run and "
     "coiterate",
     SCRIPT("task t a:\n"
            "    b = a + 1\n"
            "    yield\n"
            "    b = a + 2\n"
            "0s      iterator t 1 as i\n"
            "        cooperate i as k\n"
            "        run t 10 as r\n"
            "        coiterate t 20 as c\n"
            "        print \"{i.a} {k.a} {k.b} {r.a} {c.a}\"\n"
            "1us     print \"{i.b} {k.b} {r.b} {c.b}\"\n"),
     "0.000000000 1 1 none 10 20\n"
     "0.000001000 3 3 12 22\n"
     "end 0.000001000\n"
     "timers 0\n"
     "is i iterator finished\n"
     "is k task done\n"
     "is r deferred ok none\n"
     "is c deferred ok <iterator>\n"},
    {"T.name still tells what a frame had when it is gone, and gives a handle that "
     "somebody else keeps",
     SCRIPT("task t:\n"
            "    nap = later 5s\n"
            "    text = \"kept\"\n"
            "    yield nap\n"
            "0s      cooperate t as k\n"
            "1s      stop k\n"
            "        print \"{k.text} {k.nap}\"\n"
            "        cancel k.nap\n"
            "end     expect k.nap cancelled\n"
            "        expect k.text == \"kept\"\n"
            "        expect no timers\n"),
     "1.000000000 kept <deferred>\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is k task stopped\n"
     "unhandled CancelledError\n"},
    {"World names let go at the end, in the order in which they were given",
     SCRIPT("task t n:\n"
            "    yield\n"
            "  closed:\n"
            "    print \"closed {n}\"\n"
            "0s      iterator t 1 as a\n"
            "        iterator t 2 as b\n"
            "        iterator t 3 as c\n"
            "        cooperate a as x\n"
            "        cooperate b as y\n"
            "        cooperate c as z\n"
            "35ns    stop x\n"
            "        stop y\n"
            "        stop z\n"
            "        a = a\n"),
     "0.000000035 closed 2\n"
     "0.000000035 closed 3\n"
     "0.000000035 closed 1\n"
     "end 0.000000035\n"
     "timers 0\n"
     "is a iterator suspended\n"
     "is b iterator suspended\n"
     "is c iterator suspended\n"
     "is x task stopped\n"
     "is y task stopped\n"
     "is z task stopped\n"},
};

static void names_hold_and_let_go_as_the_language_says(void **state)
{
    (void) state;
    assert_script_outcomes(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_hold_and_let_go_as_the_language_says),
    };

    return cmocka_run_group_tests_name("script_scope", tests, NULL, NULL);
}
