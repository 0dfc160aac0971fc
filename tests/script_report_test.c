/* script_report_test.c - what the findings of a script say: for people, with the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

/* SCRIPT has one finding of KIND, the one that counts; it says TEXT. */
static const struct {
    const char *script;
    size_t length;
    weft_finding_kind kind;
    const char *text;
} rows[] = {
    {SCRIPT("0s      deferred as d\n"
            "        fire d 1\n"
            "        fire d 2   # again\n"),
     WEFT_FINDING_MISUSE,
     "line 4: 'fire d 2' was refused: the Deferred has already been fired (AlreadyCalledError)"},
    {SCRIPT("0s      pause none\n"), WEFT_FINDING_MISUSE,
     "line 2: 'pause none' was refused: it takes a Deferred or a task (WrongType)"},
    {SCRIPT("0s      work 5\n"), WEFT_FINDING_MISUSE,
     "line 2: 'work 5' was refused: it takes a time (WrongType)"},
    {SCRIPT("0s      deferred as d\n"
            "        fire d refused AlreadyCalledError\n"),
     WEFT_FINDING_EXPECTATION,
     "expected line 3: fire d refused AlreadyCalledError, but it was not refused"},
    {SCRIPT("0s      print 1 + none\n"), WEFT_FINDING_UNHANDLED,
     "a failure that nothing could take: ScriptError (line 2: only integers and times can be "
     "added, multiplied or negated)"},
    {SCRIPT("0s      call in 1s as c:\n"
            "          raise ValueError \"lost\"\n"),
     WEFT_FINDING_UNHANDLED, "a failure that nothing could take: ValueError: lost (line 3)"},
    {SCRIPT("0s      deferred ok 7 as d\n"
            "end     expect d ok 8\n"),
     WEFT_FINDING_EXPECTATION, "expected line 3: d ok 8, but it is ok 7"},
    {SCRIPT("0s      deferred ok 7 as d\n"
            "end     expect d ok 7, d pending # both\n"),
     WEFT_FINDING_EXPECTATION, "expected line 3: d pending, but it is ok 7"},
    {SCRIPT("0s      deferred ok 7 as d\n"
            "end     expect d ok 7 at 1s\n"),
     WEFT_FINDING_EXPECTATION,
     "expected line 3: d ok 7 at 1s, but it has been so since 0.000000000"},
    {SCRIPT("0s      n = 1\n"
            "end     expect n > 1\n"),
     WEFT_FINDING_EXPECTATION, "expected line 3: n > 1, but left is 1, right is 1"},
    {SCRIPT("0s      n = \"text\"\n"
            "end     expect n > 1\n"),
     WEFT_FINDING_EXPECTATION,
     "expected line 3: n > 1, but an order needs two integers or two times"},
    {SCRIPT("0s      s = \"0123456789012345678901234567890123456789012345678901234567890123\"\n"
            "end     expect s == 1\n"),
     WEFT_FINDING_EXPECTATION,
     "expected line 3: s == 1, but left is "
     "012345678901234567890123456789012345678901234567890123456789..., right is 1"},
    {SCRIPT("0s      print \"a\"\n"
            "end     expect printed \"a\" 2 times\n"),
     WEFT_FINDING_EXPECTATION,
     "expected line 3: printed \"a\" 2 times, but it was printed 1 times"},
    {SCRIPT("0s      print \"a\"\n"
            "end     expect timers 2\n"),
     WEFT_FINDING_EXPECTATION, "expected line 3: timers 2, but there are 0"},
    {SCRIPT("0s      n = 1\n"
            "always  n == 2\n"),
     WEFT_FINDING_EXPECTATION, "expected line 3: n == 2, but left is 1, right is 2"},
    {SCRIPT("0s      n = 1\n"
            "never   n == 1\n"),
     WEFT_FINDING_EXPECTATION, "expected line 3: n == 1, but it holds"},
    {SCRIPT("0s      n = 1\n"
            "sometimes n == 2\n"),
     WEFT_FINDING_EXPECTATION, "expected line 3: n == 2, but it never was so"},
    {SCRIPT("0s      deferred failed ValueError as d\n"
            "        fail none ValueError refused WrongType\n"
            "end     expect d failed ValueError\n"
            "        expect misuse\n"),
     WEFT_FINDING_EXPECTATION, "expected line 5: misuse, and there is no such finding"},
    {SCRIPT("0s      call in 1s as c:\n"
            "          print \"late\"\n"
            "        drop c\n"
            "finally no leaks, no timers, timers 1\n"),
     WEFT_FINDING_EXPECTATION, "expected line 5: timers 1, but there are 0"},
    {SCRIPT("until 1s\n"
            "0s      later 1h as d\n"
            "finally no leaks\n"),
     WEFT_FINDING_EXPECTATION, "expected line 4: no leaks, but there are 2"},
    {SCRIPT("until 1s\n"
            "0s      later 1h as d\n"
            "2s      expect d pending\n"),
     WEFT_FINDING_VACUOUS, "line 4: the expectation was never reached: the run had ended"},
    {SCRIPT("task t:\n"
            "    print \"never\"\n"
            "0s      print \"a\"\n"),
     WEFT_FINDING_VACUOUS, "line 2: the task 't' never took a step"},
    {SCRIPT("task t:\n"
            "    print \"once\"\n"
            "  closed:\n"
            "    print \"never\"\n"
            "0s      cooperate t as k\n"),
     WEFT_FINDING_VACUOUS, "line 4: the label was never possible: the task was never suspended"},
    {SCRIPT("0s      if 1 == 2:\n"
            "          deferred as d\n"
            "            cancelled:\n"
            "              print \"never\"\n"),
     WEFT_FINDING_VACUOUS, "line 3: its label was never possible: the statement never ran"},
    {SCRIPT("task t:\n"
            "    yield\n"
            "    for i in 0..1:\n"
            "        if 1 == 2:\n"
            "            timeout none 1s\n"
            "             expired:\n"
            "                print \"never\"\n"
            "0s      cooperate t as k\n"),
     WEFT_FINDING_VACUOUS, "line 6: its label was never possible: the statement never ran"},
    {SCRIPT("task t:\n"
            "    await none\n"
            "    if 1 == 2:\n"
            "        await later 1s\n"
            "          failed TimeoutError:\n"
            "            print \"never\"\n"
            "0s      start t\n"),
     WEFT_FINDING_VACUOUS, "line 5: its label was never possible: the statement never ran"},
    {SCRIPT("task t:\n"
            "    await none\n"
            "      failed:\n"
            "        if 1 == 2:\n"
            "            print \"a\"\n"
            "          else:\n"
            "            print \"b\"\n"
            "0s      start t\n"),
     WEFT_FINDING_VACUOUS, "line 5: its label was never possible: the statement never ran"},
    {SCRIPT("0s      lock as log\n"
            "        acquire log\n"
            "        hold log as h:\n"
            "          timeout none 1s\n"
            "            expired:\n"
            "              print \"never\"\n"
            "        cancel h\n"
            "end     expect h failed CancelledError\n"),
     WEFT_FINDING_VACUOUS, "line 5: its label was never possible: the statement never ran"},
    {SCRIPT("0s      loop as l:\n"
            "          if 1 == 2:\n"
            "            print \"a\"\n"
            "           else:\n"
            "            print \"b\"\n"),
     WEFT_FINDING_VACUOUS, "line 3: its label was never possible: the statement never ran"},
    {SCRIPT("always  1 == 1\n"), WEFT_FINDING_VACUOUS, "line 2: the rule was never judged"},
};

static void a_finding_says_where_and_what(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct script_running running;
        const char *text = "";

        script_running_start(&running, rows[i].script, rows[i].length, NULL);
        script_running_run(&running);
        script_running_findings(&running, rows[i].kind, &text);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(script_running_findings(&running, rows[i].kind, NULL), 1);
        script_running_end(&running);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_says_where_and_what),
    };

    return cmocka_run_group_tests_name("script_report", tests, NULL, NULL);
}
