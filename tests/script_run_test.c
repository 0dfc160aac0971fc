/* script_run_test.c - whole scripts: the examples of the language, with their prints as on
 * Twisted, and where they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/script_running.h"

#include "script_run.h"

static const struct script_outcome_row rows[] = {
    {"Sum eight integers, one addition a step",
     SCRIPT("task adder n:\n"
            "    total = 0\n"
            "    for i in 0..n:\n"
            "        total = total + i\n"
            "        print \"Adding {i} to result\"\n"
            "        yield\n"
            "    print \"result is {total}\"\n"
            "\n"
            "0s      coiterate adder 8\n"
            "end     expect printed \"result is 28\" at 90ns\n"),
     "0.000000010 Adding 0 to result\n"
     "0.000000020 Adding 1 to result\n"
     "0.000000030 Adding 2 to result\n"
     "0.000000040 Adding 3 to result\n"
     "0.000000050 Adding 4 to result\n"
     "0.000000060 Adding 5 to result\n"
     "0.000000070 Adding 6 to result\n"
     "0.000000080 Adding 7 to result\n"
     "0.000000090 result is 28\n"
     "end 0.000000090\n"
     "timers 0\n"},
    {"The result is handed on through a Deferred",
     SCRIPT("shared sum\n"
            "task adder n:\n"
            "    total = 0\n"
            "    for i in 0..n:\n"
            "        total = total + i\n"
            "        print \"Adding {i} to result\"\n"
            "        yield\n"
            "    sum = total\n"
            "\n"
            "0s      coiterate adder 8 as d\n"
            "        on d:\n"
            "            print \"Got result = {sum}\"\n"
            "            return sum\n"
            "end     expect d ok 28\n"),
     "0.000000010 Adding 0 to result\n"
     "0.000000020 Adding 1 to result\n"
     "0.000000030 Adding 2 to result\n"
     "0.000000040 Adding 3 to result\n"
     "0.000000050 Adding 4 to result\n"
     "0.000000060 Adding 5 to result\n"
     "0.000000070 Adding 6 to result\n"
     "0.000000080 Adding 7 to result\n"
     "0.000000090 Got result = 28\n"
     "end 0.000000090\n"
     "timers 0\n"
     "is sum 28\n"
     "is d deferred ok 28\n"},
    {"A pause of one second after each step",
     SCRIPT("task adder n:\n"
            "    total = 0\n"
            "    for i in 0..n:\n"
            "        total = total + i\n"
            "        print \"Adding {i} to result\"\n"
            "        nap = later 1s \"I was paused 1.00 seconds\"\n"
            "        on nap:\n"
            "            print \"{result}\"\n"
            "        yield nap\n"
            "    return total\n"
            "\n"
            "0s      run adder 8 as job\n"
            "3s      expect job pending\n"
            "        expect timers 1\n"
            "end     expect job ok 28\n"),
     "0.000000010 Adding 0 to result\n"
     "1.000000010 I was paused 1.00 seconds\n"
     "1.000000020 Adding 1 to result\n"
     "2.000000020 I was paused 1.00 seconds\n"
     "2.000000030 Adding 2 to result\n"
     "3.000000030 I was paused 1.00 seconds\n"
     "3.000000040 Adding 3 to result\n"
     "4.000000040 I was paused 1.00 seconds\n"
     "4.000000050 Adding 4 to result\n"
     "5.000000050 I was paused 1.00 seconds\n"
     "5.000000060 Adding 5 to result\n"
     "6.000000060 I was paused 1.00 seconds\n"
     "6.000000070 Adding 6 to result\n"
     "7.000000070 I was paused 1.00 seconds\n"
     "7.000000080 Adding 7 to result\n"
     "8.000000080 I was paused 1.00 seconds\n"
     "end 8.000000090\n"
     "timers 0\n"
     "is job deferred ok 28\n"},
    {"Cancelled from outside at three seconds, wired by hand",
     SCRIPT("shared sum\n"
            "task adder n:\n"
            "    total = 0\n"
            "    for i in 0..n:\n"
            "        total = total + i\n"
            "        print \"Adding {i} to result\"\n"
            "        nap = later 1s \"I was paused 1.00 seconds\"\n"
            "        on nap:\n"
            "            print \"{result}\"\n"
            "        yield nap\n"
            "    sum = total\n"
            "  closed:\n"
            "    print \"---\"\n"
            "    print \"Early termination...\"\n"
            "    if nap pending:\n"
            "        cancel nap\n"
            "\n"
            "0s      iterator adder 8 as sum_steps\n"
            "        deferred as outer\n"
            "          cancelled:\n"
            "            close sum_steps\n"
            "        coiterate sum_steps as d\n"
            "        chain d outer\n"
            "        on outer:\n"
            "            return sum\n"
            "        on outer failed CancelledError:\n"
            "            return none\n"
            "        on outer:\n"
            "            if result != none:\n"
            "                print \"Got result = {result}\"\n"
            "3s      cancel outer\n"
            "        expect sum_steps.nap cancelled\n"
            "        expect no timers\n"
            "end     expect outer ok none\n"
            "        expect printed \"Early termination...\" at 3s\n"
            "        expect printed \"Adding 3 to result\" 0 times\n"),
     "0.000000010 Adding 0 to result\n"
     "1.000000010 I was paused 1.00 seconds\n"
     "1.000000020 Adding 1 to result\n"
     "2.000000020 I was paused 1.00 seconds\n"
     "2.000000030 Adding 2 to result\n"
     "3.000000000 ---\n"
     "3.000000000 Early termination...\n"
     "end 3.000000000\n"
     "timers 0\n"
     "is sum none\n"
     "is sum_steps iterator finished\n"
     "is outer deferred ok none\n"
     "is d deferred ok none\n"},
    {"The same as one call",
     SCRIPT("task adder n:\n"
            "    total = 0\n"
            "    for i in 0..n:\n"
            "        print \"Adding {i} to result\"\n"
            "        total = total + i\n"
            "        nap = later 1s \"I was paused 1.00 seconds\"\n"
            "        on nap:\n"
            "            print \"{result}\"\n"
            "        yield nap\n"
            "    return total\n"
            "  closed:\n"
            "    print \"Early termination...\"\n"
            "    cancel nap\n"
            "\n"
            "0s      run adder 8 as job\n"
            "3s      cancel job\n"
            "        expect nap cancelled\n"
            "        expect no timers\n"
            "end     expect job failed CancelledError\n"
            "        expect printed \"Early termination...\" at 3s\n"),
     "0.000000010 Adding 0 to result\n"
     "1.000000010 I was paused 1.00 seconds\n"
     "1.000000020 Adding 1 to result\n"
     "2.000000020 I was paused 1.00 seconds\n"
     "2.000000030 Adding 2 to result\n"
     "3.000000000 Early termination...\n"
     "end 3.000000000\n"
     "timers 0\n"
     "is job deferred failed CancelledError\n"},
    {"Pause holds a task, resume appends it to the rotation, stop ends it",
     SCRIPT("task ticker:\n"
            "    for i in 1..10:\n"
            "        print \"tick {i}\"\n"
            "        nap = later 1s\n"
            "        yield nap\n"
            "\n"
            "0s      cooperate ticker as t\n"
            "        done t as over\n"
            "        on over failed TaskStopped:\n"
            "            print \"stopped\"\n"
            "2500ms  pause t\n"
            "4s      expect t paused\n"
            "        expect printed \"tick 4\" 0 times\n"
            "5s      resume t\n"
            "+10ms   expect printed \"tick 4\"\n"
            "5500ms  stop t\n"
            "        pause t refused TaskStopped\n"
            "        expect t stopped\n"
            "        expect t.nap pending\n"
            "        expect timers 1\n"
            "end     expect no timers\n"
            "        expect printed \"stopped\" at 5500ms\n"),
     "0.000000010 tick 1\n"
     "1.000000020 tick 2\n"
     "2.000000030 tick 3\n"
     "5.000000010 tick 4\n"
     "5.500000000 stopped\n"
     "end 6.000000010\n"
     "timers 0\n"
     "is t task stopped\n"
     "is over deferred ok none\n"},
    {"A callback fails, the next errback mends it",
     SCRIPT("error Shortage is ValueError\n"
            "\n"
            "0s      deferred as parcel\n"
            "        on parcel:\n"
            "            print \"price {result}\"\n"
            "            raise Shortage \"none left\"\n"
            "        on parcel:\n"
            "            print \"never reached\"\n"
            "          failed TimeoutError:\n"
            "            print \"not this one\"\n"
            "        on parcel failed ValueError:\n"
            "            print \"mended {result.type}: {result.message}\"\n"
            "            return 7\n"
            "        on parcel:\n"
            "            print \"go on with {result}\"\n"
            "            return result + 1\n"
            "1s      fire parcel 100\n"
            "        fire parcel 200 refused AlreadyCalledError\n"
            "end     expect parcel fired ok 100\n"
            "        expect parcel ok 8\n"
            "        expect no timers\n"),
     "1.000000000 price 100\n"
     "1.000000000 mended Shortage: none left\n"
     "1.000000000 go on with 7\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is parcel deferred ok 8\n"},
    {"Reply and timeout are due at the same nanosecond",
     SCRIPT("0s      deferred as early\n"
            "        deferred as late\n"
            "        on early:\n"
            "            print \"reply {result}\"\n"
            "        timeout late 5s\n"
            "          expired:\n"
            "            print \"late timed out\"\n"
            "            raise TimeoutError\n"
            "        call in 5s as reply:\n"
            "            fire early \"in time\"\n"
            "            fire late \"too late\"\n"
            "1s      timeout early 4s\n"
            "        on early failed TimeoutError:\n"
            "            print \"early timed out\"\n"
            "5s      expect early fired ok \"in time\"\n"
            "        expect late failed TimeoutError\n"
            "end     expect no timers\n"),
     "5.000000000 late timed out\n"
     "5.000000000 reply in time\n"
     "end 5.000000000\n"
     "timers 0\n"
     "is early deferred ok none\n"
     "is late deferred failed TimeoutError\n"
     "is reply call called\n"},
    {"One task stops its follower and pauses its leader in the middle of a rotation",
     SCRIPT("task count name n:\n"
            "    for i in 0..n:\n"
            "        print \"{name}{i}\"\n"
            "        yield\n"
            "task killer:\n"
            "    print \"b0\"\n"
            "    stop c\n"
            "    pause a\n"
            "    cooperate count \"d\" 2 as d\n"
            "    yield\n"
            "    print \"b1\"\n"
            "    resume a\n"
            "\n"
            "0s      cooperate count \"a\" 3 as a\n"
            "        cooperate killer as b\n"
            "        cooperate count \"c\" 3 as c\n"
            "        done c as end_of_c\n"
            "        on end_of_c failed TaskStopped:\n"
            "            print \"c is stopped\"\n"
            "end     expect a done, b done, d done, c stopped\n"
            "        expect printed \"c0\" 0 times\n"),
     "0.000000010 a0\n"
     "0.000000020 b0\n"
     "0.000000020 c is stopped\n"
     "0.000000030 b1\n"
     "0.000000040 a1\n"
     "0.000000050 d0\n"
     "0.000000060 a2\n"
     "0.000000070 d1\n"
     "end 0.000000090\n"
     "timers 0\n"
     "is a task done\n"
     "is b task done\n"
     "is c task stopped\n"
     "is end_of_c deferred ok none\n"},
    {"A failing step ends its own task only",
     SCRIPT("task bad:\n"
            "    print \"one\"\n"
            "    yield\n"
            "    raise ValueError \"boom\"\n"
            "task good:\n"
            "    for i in 1..4:\n"
            "        print \"g{i}\"\n"
            "        yield\n"
            "\n"
            "0s      coiterate bad\n"
            "        cooperate good as g\n"
            "        coiterate bad as seen\n"
            "end     expect g done\n"
            "        expect seen failed ValueError \"boom\"\n"
            "        expect unhandled ValueError\n"),
     "0.000000010 one\n"
     "0.000000020 g1\n"
     "0.000000030 one\n"
     "0.000000060 g2\n"
     "0.000000070 g3\n"
     "end 0.000000080\n"
     "timers 0\n"
     "is g task done\n"
     "is seen deferred failed ValueError: boom\n"},
    {"Work blocks the loop: timers run late, a slice ends when it is used up",
     SCRIPT("slice 10ms\n"
            "task busy name:\n"
            "    for i in 1..4:\n"
            "        print \"{name}{i}\"\n"
            "        work 4ms\n"
            "        yield\n"
            "\n"
            "0s      cooperate busy \"a\" as a\n"
            "        cooperate busy \"b\" as b\n"
            "        call in 5ms as slow:\n"
            "            print \"due at 5 ms\"\n"
            "        call in 3ms as quick:\n"
            "            print \"due at 3 ms\"\n"
            "            cancel slow\n"
            "6ms     print \"stimulus due at 6 ms\"\n"
            "end     expect slow cancelled\n"
            "        expect a done, b done\n"),
     "0.000000010 a1\n"
     "0.004000010 b1\n"
     "0.008000010 a2\n"
     "0.012000010 due at 3 ms\n"
     "0.012000010 stimulus due at 6 ms\n"
     "0.012000020 b2\n"
     "0.016000020 a3\n"
     "0.020000020 b3\n"
     "end 0.024000030\n"
     "timers 0\n"
     "is a task done\n"
     "is b task done\n"
     "is slow call cancelled\n"
     "is quick call called\n"},
};

static void the_examples_of_the_language_print_what_they_print_on_Twisted(void **state)
{
    (void) state;
    assert_script_outcomes(rows, sizeof rows / sizeof *rows);
}

/* --- The door --- */

static const char two_lines[] = "weft 1\n"
                                "task t:\n"
                                "    yield\n"
                                "0s      run   t   as job   # a comment\n"
                                "1s      print \"{job}\"\n";

/* The texts of all events of KIND, one after the other. */
static void collect(const weft_world *world, int kind, char *text, size_t size)
{
    const weft_trace *trace = weft_world_trace(world);
    size_t used = 0;

    text[0] = '\0';
    for (uint64_t event = 1; event <= weft_trace_count(trace); event++) {
        weft_trace_record record = weft_trace_get(trace, event);

        if (record.kind != kind || record.text == NULL)
            continue;
        used += (size_t) snprintf(text + used, size - used, "%s\n", record.text);
        assert_true(used < size);
    }
}

static void a_line_is_named_in_the_trace_by_its_text(void **state)
{
    const weft_subject first_line = {WEFT_SUBJECT_CALL, 1}, job = {WEFT_SUBJECT_DEFERRED, 1};
    struct script_running running;

    (void) state;
    script_running_start(&running, two_lines, sizeof two_lines - 1, NULL);
    script_running_run(&running);
    assert_string_equal(weft_trace_name_of(weft_world_trace(running.world), first_line),
                        "run   t   as job");
    assert_string_equal(weft_trace_name_of(weft_world_trace(running.world), job), "job");
    script_running_end(&running);
}

static void the_trace_ends_with_the_state_of_every_name(void **state)
{
    static const char text[] = "weft 1\n"
                               "shared n = 1\n"
                               "0s      deferred ok 5 as d\n"
                               "        later 1s as nap\n";
    struct script_running running;
    char finals[200];

    (void) state;
    script_running_start(&running, text, sizeof text - 1, NULL);
    script_running_run(&running);
    collect(running.world, WEFT_TRACE_FINAL, finals, sizeof finals);
    assert_string_equal(finals, "n 1\nd deferred ok 5\nnap deferred ok none\n");
    script_running_end(&running);
}

static void two_worlds_walk_one_script(void **state)
{
    struct script_running running;
    weft_world *other;
    weft_world_options options = {0};

    (void) state;
    script_running_start(&running, two_lines, sizeof two_lines - 1, NULL);
    assert_int_equal(weft_world_create(&options, &other), WEFT_OK);
    assert_int_equal(weft__script_set_up(other, running.reading.script, NULL), WEFT_OK);
    weft_world_run(other);
    assert_string_equal(script_running_run(&running), "1.000000000 <deferred>\n"
                                                      "end 1.000000000\n"
                                                      "timers 0\n"
                                                      "is job deferred ok none\n");
    assert_int_equal(weft_world_ended_at(other), WEFT_SECOND);
    weft_world_close(other);
    script_running_end(&running);
}

static void a_world_that_never_ran_can_be_closed(void **state)
{
    static const char text[] = "weft 1\n"
                               "shared s = \"a text\"\n"
                               "0s      print s\n";
    struct script_running running;

    (void) state;
    script_running_start(&running, text, sizeof text - 1, NULL);
    script_running_end(&running);
}

static void the_options_of_the_world_end_a_run_earlier(void **state)
{
    static const char text[] = "weft 1\n"
                               "until 1h\n"
                               "0s      later 30min as d\n"
                               "2s      print \"2s\"\n"
                               "end     expect d pending\n";
    struct script_running running;
    weft_world_options options = {.until_ns = WEFT_SECOND};

    (void) state;
    script_running_start(&running, text, sizeof text - 1, &options);
    assert_string_equal(script_running_run(&running), "end 1.000000000\n"
                                                      "timers 1\n"
                                                      "is d deferred pending\n");
    script_running_end(&running);
}

static void a_run_without_end_is_stopped(void **state)
{
    static const char text[] = "weft 1\n"
                               "task t:\n"
                               "    for i in 0..1000000:\n"
                               "        yield\n"
                               "0s      cooperator delay 0s as c\n"
                               "        cooperate t in c as k\n"
                               "end     expect k done\n";
    struct script_running running;
    weft_world_options options = {.instant_steps_max = 100};

    (void) state;
    script_running_start(&running, text, sizeof text - 1, &options);
    assert_string_equal(script_running_run(&running), "end 0.000000000\n"
                                                      "timers 1\n"
                                                      "is c cooperator running\n"
                                                      "is k task running\n"
                                                      "failed 7\n");
    assert_int_equal(script_running_findings(&running, WEFT_FINDING_LIVELOCK, NULL), 1);
    script_running_end(&running);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_language_print_what_they_print_on_Twisted),
        cmocka_unit_test(a_line_is_named_in_the_trace_by_its_text),
        cmocka_unit_test(the_trace_ends_with_the_state_of_every_name),
        cmocka_unit_test(two_worlds_walk_one_script),
        cmocka_unit_test(a_world_that_never_ran_can_be_closed),
        cmocka_unit_test(the_options_of_the_world_end_a_run_earlier),
        cmocka_unit_test(a_run_without_end_is_stopped),
    };

    return cmocka_run_group_tests_name("script_run", tests, NULL, NULL);
}
