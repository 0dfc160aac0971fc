/* script_expect_test.c - expectations and rules: states, windows, prints, counts, wanted and
 * demanded findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

static const struct script_outcome_row rows[] = {
    {"States of a Deferred: now, and what it first fired with",
     SCRIPT("0s      deferred as d\n"
            "        on d:\n"
            "          return later 2s 8\n"
            "1s      fire d 7\n"
            "        expect d fired, d waiting, d fired ok 7, not d pending\n"
            "        expect not d ok, not d failed\n"
            "2s      pause d\n"
            "        expect d paused\n"
            "4s      resume d\n"
            "        expect d ok 8, not d paused, not d waiting\n"
            "0ns     expect d pending, not d fired, not d ok\n"
            "end     expect d ok 8\n"
            "        expect d fired ok 7 at 1s\n"
            "        expect d fired ok 7 by 1s\n"
            "        expect d ok 8 at 3s\n"
            "        expect d ok not before 3s\n"
            "        expect d ok in 2s..3s\n"),
     "end 4.000000000\n"
     "timers 0\n"
     "is d deferred ok 8\n"},
    {"What does not hold is told, line by line, once a line",
     SCRIPT("0s      deferred as d\n"
            "        fire d 7\n"
            "end     expect d ok 8\n"
            "        expect d pending, d waiting, d ok 7\n"
            "        expect d failed\n"
            "        expect not d ok 7\n"
            "        expect d ok 7 at 1s\n"
            "        expect d ok 7 by 1s\n"
            "        expect printed \"x\"\n"
            "        expect timers 1\n"
            "        expect d == none\n"
            "        expect d.type == 5\n"
            "        expect 5 failed\n"
            "        expect d done\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is d deferred ok 7\n"
     "failed 4\n"
     "failed 5\n"
     "failed 6\n"
     "failed 7\n"
     "failed 8\n"
     "failed 10\n"
     "failed 11\n"
     "failed 12\n"
     "failed 13\n"
     "failed 14\n"
     "failed 15\n"},
    {"States of a task, and the moment of its end",
     SCRIPT("task t:\n"
            "    yield later 1s\n"
            "    raise ValueError \"end\"\n"
            "0s      cooperate t as a\n"
            "        cooperate t as b\n"
            "        done a as over\n"
            "        expect a running, b running, not a waiting\n"
            "500ms   pause b\n"
            "        expect a waiting, b waiting, b paused, not b running, tasks 2\n"
            "900ms   stop b\n"
            "end     expect a failed ValueError \"end\"\n"
            "        expect a failed Error at 1000000030ns\n"
            "        expect b stopped at 900ms\n"
            "        expect over failed ValueError\n"
            "        expect not b done, not a stopped, no tasks\n"),
     "end 1.000000020\n"
     "timers 0\n"
     "is a task failed ValueError: end\n"
     "is b task stopped\n"
     "is over deferred failed ValueError: end\n"
     "failed 13\n"},
    {"A type without that state is an error; of none no state holds",
     SCRIPT("0s      deferred as d\n"
            "        call in 1s as c:\n"
            "          drop d\n"
            "        later 1s as nap\n"
            "        n = none\n"
            "500ms   expect not n pending\n"
            "        expect n pending\n"
            "        expect c pending\n"
            "        expect not c cancelled\n"
            "        expect not c running\n"
            "        expect nap running\n"),
     "end 1.000000000\n"
     "timers 0\n"
     "is d none\n"
     "is c call called\n"
     "is nap deferred ok none\n"
     "is n none\n"
     "failed 8\n"
     "failed 11\n"
     "failed 12\n"},
    {"Wanted failures: no finding, but only of the type that is named",
     SCRIPT("0s      deferred failed ValueError \"a\" as a\n"
            "        deferred failed TimeoutError as b\n"
            "        deferred failed ValueError \"c\" as c\n"
            "1s      expect a failed ValueError\n"
            "end     expect b failed ValueError\n"
            "        expect c failed Error \"c\"\n"),
     "end 1.000000000\n"
     "timers 0\n"
     "is a deferred failed ValueError: a\n"
     "is b deferred failed TimeoutError\n"
     "is c deferred failed ValueError: c\n"
     "unhandled TimeoutError\n"
     "failed 6\n"},
    {"A finding that is demanded is taken away; one too many is told, and so is one that "
     "does not come",
     SCRIPT("0s      deferred failed ValueError \"a\"\n"
            "        deferred failed ValueError \"b\"\n"
            "        deferred failed TimeoutError\n"
            "        fire none\n"
            "end     expect unhandled ValueError\n"
            "        expect unhandled\n"
            "        expect unhandled NotPaused\n"
            "        expect misuse WrongType\n"
            "        expect misuse\n"
            "finally no misuse\n"
            "finally no unhandled\n"
            "finally unhandled 1\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "unhandled TimeoutError\n"
     "failed 8\n"
     "failed 10\n"
     "failed 12\n"},
    {"Prints: how often, and when",
     SCRIPT("0s      print \"a\"\n"
            "        print \"b\"\n"
            "1s      print \"a\"\n"
            "2s      one = 1\n"
            "        print \"b{one}\"\n"
            "        expect printed \"a\" 2 times, printed \"a{one}\" 0 times, not printed \"c\"\n"
            "end     expect printed \"a\"\n"
            "        expect printed \"a\" at 1s\n"
            "        expect printed \"a\" 1 times at 1s\n"
            "        expect printed \"a\" by 0s\n"
            "        expect printed \"b\" not before 1s\n"
            "        expect printed \"b1\" not before 1s\n"
            "        expect printed \"b1\" in 1s..3s\n"
            "        expect printed \"b1\" by 1s\n"),
     "0.000000000 a\n"
     "0.000000000 b\n"
     "1.000000000 a\n"
     "2.000000000 b1\n"
     "end 2.000000000\n"
     "timers 0\n"
     "is one 1\n"
     "failed 12\n"
     "failed 15\n"},
    {"Rules: after every turn, at some turn, at the end",
     SCRIPT("shared n = 0\n"
            "0s      n = 1\n"
            "1s      n = 2\n"
            "2s      n = 3\n"
            "always  n < 3\n"
            "always  n > 0, n < 9\n"
            "never   n == 2\n"
            "never   n == 7\n"
            "sometimes n == 2\n"
            "sometimes n == 0\n"
            "finally n == 3\n"
            "finally n == 2\n"
            "finally printed \"x\"\n"),
     "end 2.000000000\n"
     "timers 0\n"
     "is n 3\n"
     "failed 6\n"
     "failed 8\n"
     "failed 11\n"
     "failed 13\n"
     "failed 14\n"},
    {"A condition that cannot be judged does not hold",
     SCRIPT("0s      n = \"text\"\n"
            "1s      expect n < 3\n"
            "        expect not n < 3\n"
            "always  n < 3\n"
            "never   n < 3\n"
            "sometimes n < 3\n"),
     "end 1.000000000\n"
     "timers 0\n"
     "is n text\n"
     "failed 3\n"
     "failed 4\n"
     "failed 5\n"
     "failed 7\n"},
    {"A bare frame name is the latest object that one task gave it",
     SCRIPT("task t n:\n"
            "    nap = later n\n"
            "    yield nap\n"
            "0s      cooperate t 1s as a\n"
            "        cooperate t 2s as b\n"
            "1500ms  expect nap pending\n"
            "        expect a.nap ok none, b.nap pending\n"
            "end     expect nap ok none\n"),
     "end 2.000000030\n"
     "timers 0\n"
     "is a task done\n"
     "is b task done\n"},
    {"Timers are the program's calls only; a tick is one",
     SCRIPT("task t:\n"
            "    yield\n"
            "    yield later 1s\n"
            "0s      cooperate t as k\n"
            "        call in 500ms as c:\n"
            "          drop c\n"
            "        expect timers 2\n"
            "15ns    expect timers 2\n"
            "100ms   expect timers 2\n"
            "700ms   expect timers 1\n"
            "        expect not no timers\n"
            "end     expect no timers\n"),
     "end 1.000000030\n"
     "timers 0\n"
     "is k task done\n"
     "is c none\n"},
    {"An expectation looks after the last turn due by its time, calls of zero delay too",
     SCRIPT("0s      call in 0ns as a:\n"
            "          call in 0ns as b:\n"
            "            print \"twice\"\n"
            "        expect printed \"twice\"\n"
            "        expect timers 0\n"
            "        expect a == none\n"),
     "0.000000000 twice\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is a call called\n"
     "is b call called\n"
     "failed 7\n"},
    {"until ends the run; what is expected later is not judged",
     SCRIPT("until 1500ms\n"
            "task t:\n"
            "    yield later 1s\n"
            "    yield later 1s\n"
            "0s      cooperate t as k\n"
            "1s      expect k waiting\n"
            "2s      print \"never\"\n"
            "        expect k done\n"
            "end     expect k waiting\n"),
     "end 1.500000000\n"
     "timers 1\n"
     "is k task waiting\n"},
    {"A Deferred that handed its result on has none",
     SCRIPT("task t d:\n"
            "    yield d\n"
            "0s      deferred as a\n"
            "        deferred as b\n"
            "        chain a b\n"
            "        deferred as c\n"
            "        cooperate t c as k\n"
            "        deferred as e\n"
            "        deferred as f\n"
            "        on f:\n"
            "          return e\n"
            "1s      fire a 1\n"
            "        fire c 2\n"
            "        fire e 3\n"
            "        fire f 4\n"
            "end     expect a ok none at 1s\n"
            "        expect b ok 1 at 1s\n"
            "        expect c ok none at 1s\n"
            "        expect e ok none at 1s\n"
            "        expect f ok 3 at 1s\n"),
     "end 1.000000010\n"
     "timers 0\n"
     "is a deferred ok none\n"
     "is b deferred ok 1\n"
     "is c deferred ok none\n"
     "is k task done\n"
     "is e deferred ok none\n"
     "is f deferred ok 3\n"},
};

static void conditions_hold_when_they_should(void **state)
{
    (void) state;
    assert_script_outcomes(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_hold_when_they_should),
    };

    return cmocka_run_group_tests_name("script_expect", tests, NULL, NULL);
}
