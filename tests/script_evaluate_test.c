/* script_evaluate_test.c - values: arithmetic, texts, printed forms, fields, comparing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

static const struct script_outcome_row rows[] = {
    {"Printed forms: of every type but handles",
     SCRIPT("0s      print none\n"
            "        print 7\n"
            "        print -7\n"
            "        print 1500ms\n"
            "        print 0ns - 1ns\n"
            "        print \"text\"\n"
            "        a = 7\n"
            "        print \"a {a} b{a}\"\n"),
     "0.000000000 none\n"
     "0.000000000 7\n"
     "0.000000000 -7\n"
     "0.000000000 1.500000000\n"
     "0.000000000 -0.000000001\n"
     "0.000000000 text\n"
     "0.000000000 a 7 b7\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is a 7\n"},
    {"Escapes and doubled braces stand for themselves",
     SCRIPT("0s      print \"q \\\" b \\\\ t \\t {{}}\"\n"),
     "0.000000000 q \" b \\ t \t {}\n"
     "end 0.000000000\n"
     "timers 0\n"},
    {"Handles print as their type",
     SCRIPT("task t:\n"
            "    yield\n"
            "0s      deferred as d\n"
            "        call in 1s as c:\n"
            "          drop d\n"
            "        iterator t as i\n"
            "        cooperate i as k\n"
            "        cooperator as o\n"
            "        print \"{d} {c} {i} {k} {o}\"\n"
            "        stop k\n"
            "        cancel c\n"
            "        fire d\n"),
     "0.000000000 <deferred> <call> <iterator> <task> <cooperator>\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is d deferred ok none\n"
     "is c call cancelled\n"
     "is i iterator created\n"
     "is k task stopped\n"
     "is o cooperator running\n"},
    {"Sums and products: integers, times, a time and an integer",
     SCRIPT("0s      print 1 + 2 - 4\n"
            "        print 2 * 3 * (1 + 1)\n"
            "        print 1s + 1ns - 2s\n"
            "        print 3 * 10ms\n"
            "        print 10ms * -3\n"
            "        print -(1 - 3)\n"),
     "0.000000000 -1\n"
     "0.000000000 12\n"
     "0.000000000 -0.999999999\n"
     "0.000000000 0.030000000\n"
     "0.000000000 -0.030000000\n"
     "0.000000000 2\n"
     "end 0.000000000\n"
     "timers 0\n"},
    {"now is a time",
     SCRIPT("1s      print now\n"
            "        work 5ms\n"
            "        print now\n"
            "        print now - 1s\n"),
     "1.000000000 1.000000000\n"
     "1.005000000 1.005000000\n"
     "1.005000000 0.005000000\n"
     "end 1.005000000\n"
     "timers 0\n"},
    {"Overflow, and what cannot be added, raise ScriptError",
     SCRIPT("0s      print 9223372036854775807 + 1\n"
            "        print -9223372036854775807 - 2\n"
            "        print 4611686018427387904 * 2\n"
            "        print 4611686018427387904 * -2\n"
            "        print -4611686018427387904 * 2\n"
            "        print (-9223372036854775807 - 1) * -1\n"
            "        print -(-9223372036854775807 - 1)\n"
            "        print 1 + 1s\n"
            "        print 1s * 1s\n"
            "        print 1 + \"a\"\n"
            "        print none + 1\n"
            "        print -none\n"
            "        print \"done\"\n"),
     "0.000000000 -9223372036854775808\n"
     "0.000000000 -9223372036854775808\n"
     "0.000000000 done\n"
     "end 0.000000000\n"
     "timers 0\n"
     "unhandled ScriptError\n"
     "unhandled ScriptError\n"
     "unhandled ScriptError\n"
     "unhandled ScriptError\n"
     "unhandled ScriptError\n"
     "unhandled ScriptError\n"
     "unhandled ScriptError\n"
     "unhandled ScriptError\n"
     "unhandled ScriptError\n"
     "unhandled ScriptError\n"},
    {"A name that was not given yet is none; dropping makes it none again",
     SCRIPT("0s      print \"{a}\"\n"
            "        a = 5\n"
            "        print \"{a}\"\n"
            "        drop a\n"
            "        print \"{a}\"\n"),
     "0.000000000 none\n"
     "0.000000000 5\n"
     "0.000000000 none\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is a none\n"},
    {"A failure prints its type, and its message if it has one",
     SCRIPT("error Lost is ValueError\n"
            "0s      deferred failed Lost \"all of it\" as d\n"
            "        on d failed:\n"
            "          print \"{result} {result.type} {result.message}\"\n"
            "        deferred failed TimeoutError as e\n"
            "        on e failed:\n"
            "          print \"{result}|{result.message}|\"\n"
            "        deferred failed ValueError \"\" as f\n"
            "        on f failed:\n"
            "          print \"{result}\"\n"
            "        deferred failed ValueError 7 as g\n"
            "        on g failed:\n"
            "          print \"{result}\"\n"),
     "0.000000000 Lost: all of it Lost all of it\n"
     "0.000000000 TimeoutError||\n"
     "0.000000000 ValueError\n"
     "0.000000000 ValueError: 7\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is d deferred ok none\n"
     "is e deferred ok none\n"
     "is f deferred ok none\n"
     "is g deferred ok none\n"},
    {"Fields of none are none; other values have none",
     SCRIPT("0s      print \"{a.type}\"\n"
            "        a = 5\n"
            "        print \"{a.type}\"\n"
            "        print \"next\"\n"),
     "0.000000000 none\n"
     "0.000000000 next\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is a 5\n"
     "unhandled ScriptError\n"},
    {"Comparing: the same type, the same content; handles by identity",
     SCRIPT("0s      deferred as d\n"
            "        e = d\n"
            "        deferred as f\n"
            "        if d == e:\n"
            "          print \"same\"\n"
            "        if d != f:\n"
            "          print \"others\"\n"
            "        if 1 == 1s:\n"
            "          print \"never\"\n"
            "        if \"a\" == \"a\":\n"
            "          print \"texts\"\n"
            "        if none == none:\n"
            "          print \"nones\"\n"
            "        if 1s > 999ms:\n"
            "          print \"order\"\n"
            "        if 1 < \"a\":\n"
            "          print \"never\"\n"
            "        if 2 <= 2:\n"
            "          print \"at most\"\n"
            "        if 2 >= 3:\n"
            "          print \"never\"\n"
            "        else:\n"
            "          print \"otherwise\"\n"
            "        fire d\n"
            "        fire f\n"),
     "0.000000000 same\n"
     "0.000000000 others\n"
     "0.000000000 texts\n"
     "0.000000000 nones\n"
     "0.000000000 order\n"
     "0.000000000 at most\n"
     "0.000000000 otherwise\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is d deferred ok none\n"
     "is e deferred ok none\n"
     "is f deferred ok none\n"
     "unhandled ScriptError\n"},
};

static void expressions_have_the_values_that_the_language_gives_them(void **state)
{
    (void) state;
    assert_script_outcomes(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_have_the_values_that_the_language_gives_them),
    };

    return cmocka_run_group_tests_name("script_evaluate", tests, NULL, NULL);
}
