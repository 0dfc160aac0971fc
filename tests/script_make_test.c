/* script_make_test.c - the makes: Deferreds, calls, iterators and what runs them, Cooperators. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

static const struct script_outcome_row rows[] = {
    {"deferred: unfired, fired with a value, failed",
     SCRIPT("0s      deferred as a\n"
            "        deferred ok as b\n"
            "        deferred ok 5 as c\n"
            "        deferred failed ValueError as d\n"
            "        deferred failed ValueError \"m\" as e\n"
            "        deferred ok e as f\n"
            "end     expect a pending, b ok none, c ok 5\n"
            "        expect d failed ValueError, e failed ValueError \"m\"\n"
            "        expect misuse AssertionError\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is a deferred pending\n"
     "is b deferred ok none\n"
     "is c deferred ok 5\n"
     "is d deferred failed ValueError\n"
     "is e deferred failed ValueError: m\n"
     "is f none\n"},
    {"later: with a value, with a block, with neither; the value is read now, the block at"
     " its time",
     SCRIPT("shared n = 1\n"
            "0s      later 1s n as a\n"
            "        later 1s as b:\n"
            "          return n\n"
            "        later 1s as c\n"
            "        later 1s as d:\n"
            "          raise ValueError \"late\"\n"
            "        later 1s as e:\n"
            "          return later 1s \"twice\"\n"
            "        n = 2\n"
            "end     expect a ok 1, b ok 2, c ok none, d failed ValueError \"late\"\n"
            "        expect e ok \"twice\"\n"),
     "end 2.000000000\n"
     "timers 0\n"
     "is n 2\n"
     "is a deferred ok 1\n"
     "is b deferred ok 2\n"
     "is c deferred ok none\n"
     "is d deferred failed ValueError: late\n"
     "is e deferred ok twice\n"},
    {"later: refused where the time is none or before now",
     SCRIPT("0s      later 5 1 as a\n"
            "        later -1s 1 as b\n"
            "        later none as c\n"
            "1ns     later 9223372036854775807ns 1 as d\n"),
     "end 0.000000001\n"
     "timers 0\n"
     "is a none\n"
     "is b none\n"
     "is c none\n"
     "is d none\n"
     "misuse 2 WrongType\n"
     "misuse 3 ValueError\n"
     "misuse 4 WrongType\n"
     "misuse 5 ValueError\n"},
    {"NAME = make is the same as make as NAME; of a refused make the name becomes none",
     SCRIPT("0s      a = later 1s 5\n"
            "        on a:\n"
            "          print \"{result}\"\n"
            "        b = 7\n"
            "        b = deferred ok a\n"),
     "1.000000000 5\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is a deferred ok none\n"
     "is b none\n"
     "misuse 6 AssertionError\n"},
    {"call in: its handle, cancelled from within another call",
     SCRIPT("0s      call in 2s as a:\n"
            "          print \"never\"\n"
            "        call in 1s as b:\n"
            "          cancel a\n"
            "end     expect a cancelled, not b pending, not b cancelled\n"),
     "end 1.000000000\n"
     "timers 0\n"
     "is a call cancelled\n"
     "is b call called\n"},
    {"execute and maybe: the value, the failure; a returned Deferred",
     SCRIPT("0s      execute as a:\n"
            "          return 5\n"
            "        execute as b:\n"
            "          raise ValueError \"b\"\n"
            "        maybe as c:\n"
            "          return 6\n"
            "        maybe as d:\n"
            "          raise ValueError \"d\"\n"
            "        maybe as e:\n"
            "          return later 1s \"later\"\n"
            "        execute as f:\n"
            "          return e\n"
            "        execute as g:\n"
            "          print \"no return\"\n"
            "end     expect a ok 5, b failed ValueError, c ok 6, d failed ValueError\n"
            "        expect e ok \"later\", g ok none\n"),
     "0.000000000 no return\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is a deferred ok 5\n"
     "is b deferred failed ValueError: b\n"
     "is c deferred ok 6\n"
     "is d deferred failed ValueError: d\n"
     "is e deferred ok later\n"
     "is f none\n"
     "is g deferred ok none\n"
     "misuse 12 AssertionError\n"},
    {"iterator and cooperate: nothing runs at once; a held iterator is shared",
     SCRIPT("task count n:\n"
            "    for i in 0..n:\n"
            "        print \"{i}\"\n"
            "        yield\n"
            "0s      iterator count 3 as steps_\n"
            "        cooperate steps_ as a\n"
            "        cooperate steps_ as b\n"
            "        print \"nothing yet\"\n"
            "end     expect a done, b done\n"),
     "0.000000000 nothing yet\n"
     "0.000000010 0\n"
     "0.000000020 1\n"
     "0.000000030 2\n"
     "end 0.000000050\n"
     "timers 0\n"
     "is steps_ iterator finished\n"
     "is a task done\n"
     "is b task done\n"},
    {"coiterate fires with the iterator, run with what the body returned",
     SCRIPT("task give v:\n"
            "    yield\n"
            "    return v\n"
            "0s      coiterate give 5 as a\n"
            "        run give 6 as b\n"
            "        on a:\n"
            "          print \"{result}\"\n"
            "          return result\n"
            "        on b:\n"
            "          print \"{result}\"\n"
            "          return result\n"
            "end     expect b ok 6\n"),
     "0.000000030 <iterator>\n"
     "0.000000040 6\n"
     "end 0.000000040\n"
     "timers 0\n"
     "is a deferred ok <iterator>\n"
     "is b deferred ok 6\n"},
    {"run: a failure of the body; a body that returns a Deferred hands its result on",
     SCRIPT("task breaks:\n"
            "    yield\n"
            "    raise ValueError \"body\"\n"
            "task nests:\n"
            "    return later 1s \"nested\"\n"
            "0s      run breaks as a\n"
            "        run nests as b\n"
            "        on b:\n"
            "          print \"{result} {now}\"\n"
            "end     expect a failed ValueError \"body\"\n"),
     "1.000000020 nested 1.000000020\n"
     "end 1.000000020\n"
     "timers 0\n"
     "is a deferred failed ValueError: body\n"
     "is b deferred ok none\n"},
    {"run: cancelling stops the work, cancels what it waits for, closes the iterator",
     SCRIPT("task job_body:\n"
            "    nap = later 5s\n"
            "    yield nap\n"
            "  closed:\n"
            "    print \"closed\"\n"
            "0s      run job_body as job\n"
            "        on job failed CancelledError:\n"
            "          print \"{result}\"\n"
            "1s      cancel job\n"
            "end     expect no timers, no tasks\n"
            "        expect nap cancelled\n"),
     "1.000000000 closed\n"
     "1.000000000 CancelledError\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is job deferred ok none\n"},
    {"coiterate: cancelling does not stop the work",
     SCRIPT("task t:\n"
            "    yield later 1s\n"
            "    print \"went on\"\n"
            "0s      coiterate t as d\n"
            "        cancel d\n"
            "end     expect d failed CancelledError\n"),
     "1.000000020 went on\n"
     "end 1.000000020\n"
     "timers 0\n"
     "is d deferred failed CancelledError\n"},
    {"done: each a new Deferred; at once if the task has ended",
     SCRIPT("task t:\n"
            "    yield\n"
            "0s      cooperate t as k\n"
            "        done k as a\n"
            "        done k as b\n"
            "        on a:\n"
            "          print \"a {result}\"\n"
            "        on b:\n"
            "          print \"b\"\n"
            "1s      done k as c\n"
            "        on c:\n"
            "          print \"c\"\n"
            "        stop k refused TaskDone\n"),
     "0.000000020 a <iterator>\n"
     "0.000000020 b\n"
     "1.000000000 c\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is k task done\n"
     "is a deferred ok none\n"
     "is b deferred ok none\n"
     "is c deferred ok none\n"},
    {"cooperator: how many steps a tick, how long from tick to tick; a slice of time ends "
     "by work",
     SCRIPT("task t name:\n"
            "    for i in 0..3:\n"
            "        print \"{name}{i}\"\n"
            "        work 3ms\n"
            "        yield\n"
            "0s      cooperator slice 2 steps delay 1s as c\n"
            "        cooperate t \"a\" in c as a\n"
            "100s    cooperator slice 5ms as d\n"
            "        cooperate t \"b\" in d as b\n"
            "        cooperate t \"c\" in d as e\n"
            "200s    cooperator delay -1s as f\n"
            "        cooperator delay 5 as g\n"
            "        cooperate t \"x\" in f as h\n"),
     "1.000000000 a0\n"
     "1.003000000 a1\n"
     "2.006000000 a2\n"
     "100.000000010 b0\n"
     "100.003000010 c0\n"
     "100.006000020 b1\n"
     "100.009000020 c1\n"
     "100.012000030 b2\n"
     "100.015000030 c2\n"
     "end 200.000000000\n"
     "timers 0\n"
     "is c cooperator running\n"
     "is a task done\n"
     "is d cooperator running\n"
     "is b task done\n"
     "is e task done\n"
     "is f none\n"
     "is g none\n"
     "is h none\n"
     "misuse 12 ValueError\n"
     "misuse 13 WrongType\n"
     "misuse 14 WrongType\n"},
    {"The file's slice is that of the default Cooperator",
     SCRIPT("slice 3 steps\n"
            "task t name:\n"
            "    for i in 0..3:\n"
            "        print \"{name}{i}\"\n"
            "        yield\n"
            "0s      cooperate t \"a\" as a\n"
            "        cooperate t \"b\" as b\n"),
     "0.000000010 a0\n"
     "0.000000010 b0\n"
     "0.000000010 a1\n"
     "0.000000020 b1\n"
     "0.000000020 a2\n"
     "0.000000020 b2\n"
     "end 0.000000030\n"
     "timers 0\n"
     "is a task done\n"
     "is b task done\n"},
};

static void each_make_makes_what_it_says(void **state)
{
    (void) state;
    assert_script_outcomes(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_make_makes_what_it_says),
    };

    return cmocka_run_group_tests_name("script_make", tests, NULL, NULL);
}
