/* script_loop_test.c - looping calls: grids, counts, starts, stops, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

static const struct script_outcome_row rows[] = {
    {"It keeps to its grid; what a round takes too long for is left out",
     SCRIPT("shared n = 0\n"
            "0s      loop as beat:\n"
            "            n = n + 1\n"
            "            print \"{n}\"\n"
            "            if n == 2:\n"
            "                return later 2500ms\n"
            "        start beat every 1s as over\n"
            "        on over:\n"
            "            print \"over {result}\"\n"
            "6s      stop beat\n"),
     "0.000000000 1\n"
     "1.000000000 2\n"
     "4.000000000 3\n"
     "5.000000000 4\n"
     "6.000000000 over <loop>\n"
     "end 6.000000000\n"
     "timers 0\n"
     "is n 4\n"
     "is beat loop stopped\n"
     "is over deferred ok none\n"},
    {"Counted, result says how many times of the grid have come",
     SCRIPT("shared n = 0\n"
            "0s      loop counted as beat:\n"
            "            print \"for {result}\"\n"
            "            n = n + result\n"
            "            if n > 5:\n"
            "                stop beat\n"
            "            work (n * 700ms)\n"
            "        start beat every 1s as over\n"
            "end     expect over fired ok beat\n"),
     "0.000000000 for 1\n"
     "1.000000000 for 1\n"
     "3.000000000 for 2\n"
     "6.000000000 for 3\n"
     "end 10.900000000\n"
     "timers 0\n"
     "is n 7\n"
     "is beat loop stopped\n"
     "is over deferred ok <loop>\n"},
    {"not now: the first call comes after one interval",
     SCRIPT("0s      loop as beat:\n"
            "            print \"beat\"\n"
            "        start beat every 2s not now as over\n"
            "5s      stop beat\n"),
     "2.000000000 beat\n"
     "4.000000000 beat\n"
     "end 5.000000000\n"
     "timers 0\n"
     "is beat loop stopped\n"
     "is over deferred ok <loop>\n"},
    {"What it is asked at a wrong time is refused, and changes nothing",
     SCRIPT("0s      loop as beat:\n"
            "            print \"beat\"\n"
            "            start beat every 3s refused AssertionError\n"
            "        stop beat refused AssertionError\n"
            "        reset beat refused AssertionError\n"
            "        start beat every (0s - 1ns) refused ValueError\n"
            "        expect not beat running\n"
            "1s      start beat every 2s as over\n"
            "        start beat every 1s refused AssertionError\n"
            "4s      stop beat\n"
            "        stop beat refused AssertionError\n"
            "        expect not beat running, over fired\n"),
     "1.000000000 beat\n"
     "3.000000000 beat\n"
     "end 4.000000000\n"
     "timers 0\n"
     "is beat loop stopped\n"
     "is over deferred ok <loop>\n"},
    {"Other things than loops and times are refused",
     SCRIPT("0s      loop as beat:\n"
            "            print \"beat\"\n"
            "        deferred as d\n"
            "        start d every 1s refused WrongType\n"
            "        start beat every 5 refused WrongType\n"
            "        start beat every none refused WrongType\n"
            "        reset d refused WrongType\n"
            "        delay beat 1s refused WrongType\n"
            "        cancel beat refused WrongType\n"
            "        pause beat refused WrongType\n"
            "        fire beat refused WrongType\n"
            "        stop d refused WrongType\n"
            "        stop none\n"
            "        cancel d\n"
            "end     expect d failed CancelledError\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is beat loop stopped\n"
     "is d deferred failed CancelledError\n"},
    {"reset begins the grid anew",
     SCRIPT("0s      loop as beat:\n"
            "            print \"beat\"\n"
            "        start beat every 2s as over\n"
            "500ms   reset beat\n"
            "3s      reset beat\n"
            "5500ms  stop beat\n"),
     "0.000000000 beat\n"
     "2.500000000 beat\n"
     "5.000000000 beat\n"
     "end 5.500000000\n"
     "timers 0\n"
     "is beat loop stopped\n"
     "is over deferred ok <loop>\n"},
    {"A failure ends it: raised, returned, or what it waits for; then it can be started again",
     SCRIPT("shared n = 0\n"
            "0s      loop as beat:\n"
            "            n = n + 1\n"
            "            if n == 1:\n"
            "                raise ValueError \"raised\"\n"
            "            if n == 2:\n"
            "                return deferred failed ValueError \"returned\"\n"
            "            if n == 3:\n"
            "                return later 1s:\n"
            "                    raise ValueError \"waited for\"\n"
            "            stop beat\n"
            "        start beat every 1s as one\n"
            "        start beat every 1s as two\n"
            "        start beat every 1s as three\n"
            "        start beat every 1s refused AssertionError\n"
            "3s      start beat every 1s as five\n"
            "end     expect one failed ValueError \"raised\", two failed ValueError \"returned\"\n"
            "        expect three failed ValueError \"waited for\"\n"),
     "end 3.000000000\n"
     "timers 0\n"
     "is n 4\n"
     "is beat loop stopped\n"
     "is one deferred failed ValueError: raised\n"
     "is two deferred failed ValueError: returned\n"
     "is three deferred failed ValueError: waited for\n"
     "is five deferred ok <loop>\n"},
    {"Stopped while it waits, it ends when that has come",
     SCRIPT("0s      deferred as slow\n"
            "        loop as beat:\n"
            "            return slow\n"
            "        start beat every 1s as over\n"
            "1s      stop beat\n"
            "        reset beat refused AssertionError\n"
            "        expect over pending, not beat running\n"
            "2s      fire slow 1\n"
            "end     expect over fired ok beat\n"),
     "end 2.000000000\n"
     "timers 0\n"
     "is slow deferred ok none\n"
     "is beat loop stopped\n"
     "is over deferred ok <loop>\n"},
    {"Cancelling its Deferred does not stop it",
     SCRIPT("0s      loop as beat:\n"
            "            print \"beat\"\n"
            "        start beat every 1s as over\n"
            "500ms   cancel over\n"
            "1500ms  stop beat\n"
            "end     expect over failed CancelledError\n"),
     "0.000000000 beat\n"
     "1.000000000 beat\n"
     "end 1.500000000\n"
     "timers 0\n"
     "is beat loop stopped\n"
     "is over deferred failed CancelledError\n"},
    {"Stopped and started inside its function, it has one timer",
     SCRIPT("shared n = 0\n"
            "0s      loop as beat:\n"
            "            n = n + 1\n"
            "            print \"beat {n}\"\n"
            "            if n == 2:\n"
            "                stop beat\n"
            "                start beat every 3s not now as again\n"
            "            if n == 4:\n"
            "                stop beat\n"
            "        start beat every 1s as over\n"),
     "0.000000000 beat 1\n"
     "1.000000000 beat 2\n"
     "4.000000000 beat 3\n"
     "7.000000000 beat 4\n"
     "end 7.000000000\n"
     "timers 0\n"
     "is n 4\n"
     "is beat loop stopped\n"
     "is again deferred ok <loop>\n"
     "is over deferred ok <loop>\n"},
    {"A loop in a body reads its names, and what it makes there",
     SCRIPT("task t:\n"
            "    round = 0\n"
            "    loop as l:\n"
            "        round = round + 1\n"
            "        print \"round {round}\"\n"
            "    start l every 1s as over\n"
            "    await later 2500ms\n"
            "    stop l\n"
            "    await over\n"
            "    return round\n"
            "0s      start t as r\n"),
     "0.000000000 round 1\n"
     "1.000000000 round 2\n"
     "2.000000000 round 3\n"
     "end 2.500000000\n"
     "timers 0\n"
     "is r deferred ok 3\n"},
    {"An interval of 0 comes in the same instant, again and again",
     SCRIPT("shared n = 0\n"
            "0s      loop counted as quick:\n"
            "            n = n + result\n"
            "            if n == 5:\n"
            "                stop quick\n"
            "        start quick every 0s as over\n"
            "        call in 0s:\n"
            "            print \"{n}\"\n"),
     "0.000000000 2\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is n 5\n"
     "is quick loop stopped\n"
     "is over deferred ok <loop>\n"},
    {"What its function returns, if it is no Deferred, is dropped",
     SCRIPT("0s      loop as beat:\n"
            "            return 7\n"
            "        start beat every 1s as over\n"
            "        print \"{beat} {over}\"\n"
            "1s      stop beat\n"
            "        drop beat\n"),
     "0.000000000 <loop> <deferred>\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is beat none\n"
     "is over deferred ok <loop>\n"},
};

static void looping_calls(void **state)
{
    (void) state;
    assert_script_outcomes(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looping_calls),
    };

    return cmocka_run_group_tests_name("script_loop", tests, NULL, NULL);
}
