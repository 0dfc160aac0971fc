/* script_check_test.c - what a script that can be parsed is still refused for: names, tasks, times.
 * A script a row, and every error that it is refused with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_reading.h"

static const struct script_error_row names_rows[] = {
    {SCRIPT("0s print missing\n"), "2:10-7 nothing is named 'missing' here\n"},
    {SCRIPT("0s counter = 1\n"
            "1s print conter\n"),
     "3:10-6 nothing is named 'conter' here | did you mean 'counter'?\n"},
    {SCRIPT("task adder n:\n"
            "    inner = n\n"
            "0s print adder\n"
            "   print inner\n"),
     "4:10-5 'adder' is a task, not a value\n"
     "5:10-5 'inner' is a name inside a task | write it behind the name of what runs "
     "'adder', and a dot\n"},
    {SCRIPT("task t:\n"
            "    print x\n"
            "0s t = 1\n"),
     "3:11-1 nothing is named 'x' here\n"
     "4:4-1 't' is a task and cannot name a value too\n"},
    {SCRIPT("task t d:\n"
            "    print d\n"
            "0s deferred as d\n"),
     "2:8-1 the parameter 'd' is also a name of the world | that one is given in line 4\n"},
    {SCRIPT("task t:\n"
            "    d = 1\n"
            "0s deferred as d\n"),
     "3:5-1 a task's body cannot give 'd', a name of the world | the timeline gives it "
     "in line 4; declare 'shared d' to share it\n"},
    {SCRIPT("0s deferred as d\n"
            "   drop dd\n"
            "task t:\n"
            "    drop d\n"),
     "3:9-2 nothing is named 'dd' here | did you mean 'd'?\n"
     "5:10-1 a task's body cannot drop 'd', a name of the world | the timeline gives it in line "
     "2; declare 'shared d' to share it\n"},
    {SCRIPT("task knock:\n"
            "    print 1\n"),
     "2:6-5 'knock' is an action registered in C and cannot name a task of the script "
     "too\n"},
    {SCRIPT("0s native = 1\n"
            "   print knock\n"),
     "2:4-6 'native' is a task registered in C and cannot name a value too\n"
     "3:10-5 'knock' is an action registered in C, not a value\n"},
    {SCRIPT("0s run t\n"
            "task t:\n"
            "    print 1\n"),
     "2:8-1 't' is used by a time that stands above its declaration | it is declared "
     "below, in line 3\n"},
    {SCRIPT("0s fail d Late\n"
            "   d = later 1s\n"
            "error Late\n"),
     "2:11-4 'Late' is used by a time that stands above its declaration | it is declared "
     "below, in line 4\n"},
    {SCRIPT("0s print s\n"
            "shared s\n"),
     "2:10-1 's' is used by a time that stands above its declaration | it is declared "
     "below, in line 3\n"},
    {SCRIPT("0s fail d Valueerror\n"
            "   d = later 1s\n"),
     "2:11-10 there is no error 'Valueerror' | did you mean 'ValueError'?\n"},
    {SCRIPT("0s d = later 1s\n"
            "   print d.tpye\n"),
     "3:12-4 no task gives 'tpye', and nothing else has such a field | did you mean "
     "'type'?\n"},
    {SCRIPT("task a:\n"
            "    x = 1\n"
            "task b:\n"
            "    x = 2\n"
            "0s run a\n"
            "   expect x == 1\n"),
     "7:11-1 more than one task gives 'x' | say whose: write it behind the name of what "
     "runs the task, and a dot\n"},
};

static void names_are_known_and_in_one_space(void **state)
{
    (void) state;
    assert_script_errors(names_rows, sizeof names_rows / sizeof *names_rows);
}

static const struct script_error_row tasks_and_actions_rows[] = {
    {SCRIPT("task t a b:\n"
            "    print a + b\n"
            "0s run t 1\n"
            "   run t 1 2 3\n"
            "   run t 1 - 1\n"),
     "4:8-1 't' takes 2 values, and 1 is given\n"
     "5:8-1 't' takes 2 values, and 3 are given | a sum among values needs parentheses\n"},
    {SCRIPT("0s run nativ\n"),
     "2:8-5 no task and no value is named 'nativ' here | did you mean 'native'?\n"},
    {SCRIPT("0s knock = 1\n"),
     "2:4-5 'knock' is an action registered in C and cannot name a value too\n"},
    {SCRIPT("0s call knok 1\n"),
     "2:9-4 no action 'knok' is registered in C | did you mean 'knock'?\n"},
    {SCRIPT("0s d = later 1s\n"
            "   run d 1\n"),
     "3:8-1 'd' is no task and takes no values\n"},
    {SCRIPT("task y:\n"
            "    yield\n"
            "task w:\n"
            "    await later 1s\n"
            "0s start y\n"
            "   run w\n"
            "   iterator w\n"
            "   start native\n"),
     "6:10-1 'y' cannot be started | a task with 'yield' is run by cooperate, coiterate "
     "or run\n"
     "7:8-1 'w' cannot be iterated | a task with 'await' is run by start\n"
     "8:13-1 'w' cannot be iterated | a task with 'await' is run by start\n"
     "9:10-6 'native' cannot be started | a task registered in C is run by cooperate, "
     "coiterate or run\n"},
    {SCRIPT("0s cooperator as c\n"
            "   start c as d\n"
            "   start c 1\n"
            "   start c\n"),
     "3:10-1 'c' is no task | the start of a Cooperator makes nothing\n"
     "4:10-1 'c' is no task and takes no values\n"},
    {SCRIPT("task t:\n"
            "    return start c\n"
            "0s cooperator as c\n"),
     "3:18-1 'c' is no task | the start of a Cooperator makes nothing\n"},
};

static void tasks_and_actions_are_known_and_take_what_they_take(void **state)
{
    (void) state;
    assert_script_errors(tasks_and_actions_rows,
                         sizeof tasks_and_actions_rows / sizeof *tasks_and_actions_rows);
}

static const struct script_error_row times_and_expectations_rows[] = {
    {SCRIPT("+1s print 1\n"),
     "2:1-3 there is no time that '+' could count from | '+' counts from a line above "
     "with a fixed time, not from 'end' or 'within'\n"},
    {SCRIPT("1s print 1\n"
            "end expect no timers\n"
            "+1s print 2\n"),
     "4:1-3 there is no time that '+' could count from | '+' counts from a line above "
     "with a fixed time, not from 'end' or 'within'\n"},
    {SCRIPT("1s print 1\n"
            "within 2s..3s print 2\n"
            "+1s print 3\n"),
     "4:1-3 there is no time that '+' could count from | '+' counts from a line above "
     "with a fixed time, not from 'end' or 'within'\n"},
    {SCRIPT("within 3s..2s print 1\n"), "2:8-6 the last moment lies before the first\n"},
    {SCRIPT("end print 1\n"), "2:5-5 only expectations stand on 'end'\n"},
    {SCRIPT("0s expect no timers\n"
            "   print 1\n"),
     "3:4-5 a statement after an expectation of the same time | the expectation is in "
     "line 2; put it below\n"},
    {SCRIPT("1s expect no timers\n"
            "0s print 1\n"
            "1000ms print 2\n"),
     "4:8-5 a statement after an expectation of the same time | the expectation is in "
     "line 2; put it below\n"},
    {SCRIPT("within 1s..2s expect no timers\n"
            "              print 1\n"),
     "3:15-5 a statement after an expectation of the same time\n"},
    {SCRIPT("0s expect no timers at 1s\n"),
     "2:21-2 a window ('at ...') has no place here | only 'finally' and an expectation "
     "on 'end' have one\n"},
    {SCRIPT("always no timers by 1s\n"),
     "2:18-2 a window ('by ...') has no place here | only 'finally' and an expectation "
     "on 'end' have one\n"},
    {SCRIPT("end expect printed \"\" at 1s + 1ns\n"),
     "2:29-1 expected the end of the line, found '+' | a sum among values needs "
     "parentheses; a moment has no blanks\n"},
    {SCRIPT("end expect no timers at 1s\n"),
     "2:12-9 a window needs something that came to be at a moment | only 'printed' and states, "
     "such as 'd ok', have one\n"},
    {SCRIPT("end expect no timers in 2s..1s\n"), "2:25-6 the window ends before it begins\n"},
    {SCRIPT("end expect no timers not after 1s\n"), "2:26-5 expected 'before', found 'after'\n"},
    {SCRIPT("0s expect no timrs\n"),
     "2:14-5 expected what there is none of (timers, tasks, unhandled, ...), found "
     "'timrs' | did you mean 'timers'?\n"},
    {SCRIPT("0s expect timers\n"), "2:17-0 expected how many, but the line ends\n"},
    {SCRIPT("0s d = later 1s\n"
            "   expect d canceled\n"),
     "3:13-8 expected a comparison or a state, found 'canceled' | did you mean "
     "'cancelled'?\n"},
    {SCRIPT("0s expect unhandeled\n"),
     "2:11-10 'unhandeled' is no condition | did you mean 'unhandled'?\n"},
    {SCRIPT("0s expect printd \"a\"\n"),
     "2:11-6 'printd' is no condition | did you mean 'printed'?\n"},
    {SCRIPT("end expect printed \"a\" 2 time\n"),
     "2:26-4 expected 'times', found 'time' | did you mean 'times'?\n"},
    {SCRIPT("0s expect printed 5\n"), "2:19-1 expected a text, found '5'\n"},
    {SCRIPT("0s expect printed \"a\" 5\n"), "2:24-0 expected 'times', but the line ends\n"},
    {SCRIPT("0s expect\n"), "2:10-0 expected a condition, but the line ends\n"},
};

static void times_have_bases_and_expectations_their_place(void **state)
{
    (void) state;
    assert_script_errors(times_and_expectations_rows,
                         sizeof times_and_expectations_rows / sizeof *times_and_expectations_rows);
}

static const struct script_error_row vary_rows[] = {
    {SCRIPT("0s fire d\n"
            "   deferred as d\n"
            "vary fire d 1 at 1s\n"),
     "4:6-4 no line of the timeline reads like this | 'vary add' takes a new one\n"},
    {SCRIPT("0s deferred as d\n"
            "1s cancel d\n"
            "2s cancel  d # again\n"
            "vary cancel d at every turn\n"),
     "5:6-6 more than one line of the timeline reads like this | they are in lines 3 and "
     "4\n"},
    {SCRIPT("vary execute: at 1s\n"), "2:6-7 a statement with a block cannot be varied\n"},
    {SCRIPT("vary cancel at every thing\n"),
     "2:22-5 expected 'turn', 'step', 'callback' or 'allocation', found 'thing'\n"},
    {SCRIPT("0s deferred as d\n"
            "vary deferred as d at evry turn\n"),
     "3:23-4 expected a time or 'every turn', found 'evry' | did you mean 'every'?\n"},
    {SCRIPT("vary order\n"
            "     print 1\n"),
     "3:6-5 expected a rule or 'fails', found 'print'\n"},
    {SCRIPT("vary order\n"
            "     fails 1\n"
            "     fails 2\n"),
     "4:6-5 'fails' is said twice\n"},
    {SCRIPT("vary order\n"
            "     fails many\n"),
     "3:12-4 expected how many variations fail, found 'many'\n"},
    {SCRIPT("vary order\n"
            "     always no timers\n"
            "   never misuse\n"),
     "4:4-5 no statement can stand in column 4 here | the lines below 'vary' stand in "
     "one column\n"},
};

static void vary_moves_one_line_and_holds_rules(void **state)
{
    (void) state;
    assert_script_errors(vary_rows, sizeof vary_rows / sizeof *vary_rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_known_and_in_one_space),
        cmocka_unit_test(tasks_and_actions_are_known_and_take_what_they_take),
        cmocka_unit_test(times_have_bases_and_expectations_their_place),
        cmocka_unit_test(vary_moves_one_line_and_holds_rules),
    };

    return cmocka_run_group_tests_name("script_check", tests, NULL, NULL);
}
