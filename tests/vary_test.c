/* vary_test.c - which variations a `vary` has, by what each is judged, and what is kept of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "order_independence.h"
#include "support/counted_system.h"
#include "support/script_reading.h"
#include "vary.h"

/* --- One script, and its first `vary` --- */

struct varying {
    weft_program program;
    struct weft__output output;
    struct weft__command command;
    struct weft__loaded loaded;
    struct weft__varied varied;
};

static void load(struct varying *varying, const char *text, size_t length)
{
    struct weft__source source = {"varied.weft", text, length};

    *varying = (struct varying){.output = {.file = stdout}};
    varying->command = (struct weft__command){.program_path = "weft",
                                              .program_name = "weft",
                                              .program = &varying->program,
                                              .output = &varying->output};
    counting_allocator_start(&memory);
    assert_int_equal(weft__load_source(&varying->loaded, &varying->command, source),
                     WEFT__EXIT_HELD);
}

/* The library's own objects have memory all the time: without, a program has findings. */
static void *allocate_always(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    (void) context;
    (void) old_bytes;
    if (new_bytes > 0)
        return realloc(block, new_bytes);
    free(block);
    return NULL;
}

static void vary(struct varying *varying)
{
    weft_world_options options = {.allocator = {.allocate = allocate_always}};

    weft__vary_run(&varying->varied, &varying->loaded, varying->loaded.script->varies, &options);
}

static void end(struct varying *varying)
{
    weft__varied_end(&varying->varied);
    weft__loaded_close(&varying->loaded);
    assert_int_equal(memory.bytes, 0);
}

/* A script, and its variations: a line each, those that fail behind an exclamation mark; below them
 * what was found. */
struct row {
    const char *title;
    const char *text;
    size_t length;
    const char *variations;
    bool holds;
};

static void describe(const struct weft__varied *varied, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (const struct weft__variation *variation = varied->variations; variation != NULL;
         variation = variation->next)
        used += (size_t) snprintf(text + used, size - used, "%s%s\n", variation->fails ? "!" : "",
                                  variation->name);
    for (const struct weft__varied_class *of = varied->classes; of != NULL; of = of->next)
        used += (size_t) snprintf(text + used, size - used, "%s\n", of->text);
    assert_true(used < size);
}

static void assert_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct varying varying;
        char text[4096];

        load(&varying, rows[i].text, rows[i].length);
        vary(&varying);
        describe(&varying.varied, text, sizeof text);
        if (strcmp(text, rows[i].variations) != 0)
            fail_msg("%s:\n%s", rows[i].title, text);
        assert_int_equal(weft__varied_holds(&varying.varied), rows[i].holds);
        assert_true(varying.varied.complete);
        assert_false(varying.varied.diverged);
        assert_false(varying.varied.lost);
        end(&varying);
    }
}

/* --- Which there are --- */

static const struct row axes[] = {
    {"Every turn: behind each turn of the run without the line, at its instant",
     SCRIPT("0s      deferred as d\n"
            "        call in 2s:\n"
            "          call in 0s:\n"
            "            print 1\n"
            "1s      fire d 1\n"
            "end     expect d ok\n"
            "vary    fire d 1 at every turn\n"
            "        finally d ok\n"),
     "0.000000000 after turn 1\n"
     "2.000000000 after turn 1\n"
     "2.000000000 after turn 2\n",
     true},
    {"Every turn: from that on in which the last of the names is there",
     SCRIPT("0s      deferred as d\n"
            "        call in 3s:\n"
            "          print 1\n"
            "1s      v = 5\n"
            "2s      fire d v\n"
            "vary    fire d v at every turn\n"
            "        finally d ok 5\n"),
     "1.000000000 after turn 1\n"
     "3.000000000 after turn 1\n",
     true},
    {"Every turn: behind a turn that works, before the one that is late for it",
     SCRIPT("shared n = 0\n"
            "0s      call in 1s:\n"
            "          work 2s\n"
            "        call in 2s:\n"
            "          n = n + 1\n"
            "        n = 10\n"
            "vary    n = 10 at every turn\n"
            "        finally n == 11\n"),
     "0.000000000 after turn 1\n"
     "1.000000000 after turn 1\n"
     "!3.000000000 after turn 1\n"
     "expectation: expected line 9: n == 11\n",
     false},
    {"Moments: before what else is due then",
     SCRIPT("0s      deferred as d\n"
            "        call in 2s:\n"
            "          fire d 2\n"
            "1s      cancel d\n"
            "        on d either:\n"
            "          return none\n"
            "vary    cancel d at 0s, 2s, 2s+1ns\n"
            "        finally d fired failed CancelledError\n"
            "        fails 1\n"),
     "0.000000000\n"
     "2.000000000\n"
     "!2.000000001\n"
     "expectation: expected line 9: d fired failed CancelledError\n",
     true},
    {"A line that is added: the file's own run goes without it",
     SCRIPT("0s      deferred as d\n"
            "1s      fire d \"one\"\n"
            "always  not d failed\n"
            "vary    add fire d \"two\" refused AlreadyCalledError at every turn\n"
            "        finally d ok\n"),
     "!0.000000000 after turn 1\n"
     "1.000000000 after turn 1\n"
     "misuse: line 3: 'fire d \"one\"' was refused: the Deferred has already been fired "
     "(AlreadyCalledError)\n",
     false},
    {"Slices",
     SCRIPT("task count:\n"
            "    for i in 0..4:\n"
            "        yield\n"
            "    print now\n"
            "0s      cooperate count\n"
            "vary    slice 1 step, 2 steps, 1ms\n"
            "        finally printed \"0.000000050\"\n"
            "        fails 2\n"),
     "1 step\n"
     "!2 steps\n"
     "!0.001000000\n"
     "expectation: expected line 8: printed \"T\"\n",
     true},
    {"Orders: all, those that differ least first",
     SCRIPT("shared s = 0\n"
            "0s      call in 1s as a:\n"
            "          s = s + 1\n"
            "        call in 1s as b:\n"
            "          s = s * 2\n"
            "vary    order\n"
            "        sometimes s == 1\n"
            "        sometimes s == 2\n"
            "        finally s > 0\n"),
     "Twisted's order\n"
     "call in 1s as a:.1/call.1 #1 -> call in 1s as b:.1/call.1\n",
     true},
    {"What is done to a run, once each; what comes of it by right is no finding",
     SCRIPT("0s      deferred as d\n"
            "        later 1s as e\n"
            "2s      fire d 1\n"
            "vary    cancel at every turn\n"
            "        finally no timers\n"),
     "fault turn #1 -> cancel deferred as d.1/deferred.1\n"
     "fault turn #1 -> cancel later 1s as e.1/deferred.1\n"
     "fault turn #2 -> cancel deferred as d.1/deferred.1\n",
     true},
    {"Steps that fail",
     SCRIPT("task two:\n"
            "    yield\n"
            "    print \"end\"\n"
            "0s      cooperate two as t\n"
            "end     expect t done\n"
            "vary    fail at every step\n"
            "        finally t failed RuntimeError\n"),
     "fault step cooperate two as t.1/two.1 #1 -> fails\n"
     "fault step cooperate two as t.1/two.1 #2 -> fails\n",
     true},
    {"Nothing to vary",
     SCRIPT("0s      print 1\n"
            "vary    fail at every turn\n"
            "        finally no timers\n"),
     "", true},
};

static void each_axis_has_its_variations(void **state)
{
    (void) state;
    assert_rows(axes, sizeof axes / sizeof *axes);
}

/* --- What judges them --- */

static const struct row judges[] = {
    {"Expectations of a moment and the file's `sometimes` speak of the file's own run",
     SCRIPT("0s      deferred as d\n"
            "1s      fire d 1\n"
            "        expect d ok\n"
            "sometimes printed \"never\"\n"
            "end     expect d ok 1 at 1s\n"
            "vary    fire d 1 at 2s\n"
            "        finally d ok\n"),
     "2.000000000\n", true},
    {"The file's other rules go on, and so does what is found unasked",
     SCRIPT("0s      deferred as d\n"
            "1s      fail d ValueError\n"
            "        expect d failed\n"
            "always  not d failed TimeoutError\n"
            "never   printed \"x\"\n"
            "finally not d pending\n"
            "vary    add print \"x\" at 1s\n"
            "vary    order\n"),
     "!1.000000000\n"
     "expectation: expected line 6: printed \"x\"\n",
     false},
    {"What is wanted stays wanted; what is demanded is taken away, and not missed",
     SCRIPT("0s      deferred as d\n"
            "        deferred as e\n"
            "        call in 3s:\n"
            "          fire e 1\n"
            "1s      cancel d\n"
            "        cancel e\n"
            "end     expect d failed CancelledError\n"
            "        expect unhandled CancelledError\n"
            "vary    cancel e at 2s, 4s\n"
            "        finally not e pending\n"),
     "2.000000000\n4.000000000\n", true},
    {"A `sometimes` of its own comes true in one of them at least",
     SCRIPT("0s      deferred as d\n"
            "1s      fire d 1\n"
            "vary    fire d 1 at 2s, 3s\n"
            "        sometimes d ok, d failed\n"),
     "2.000000000\n3.000000000\n", false},
    {"More fail than is known",
     SCRIPT("0s      deferred as d\n"
            "1s      fire d 1\n"
            "vary    fire d 1 at 2s, 3s\n"
            "        finally d pending\n"
            "        fails 1\n"),
     "!2.000000000\n!3.000000000\n"
     "expectation: expected line 5: d pending\n",
     false},
    {"Fewer fail than is known",
     SCRIPT("0s      deferred as d\n"
            "1s      fire d 1\n"
            "vary    fire d 1 at 2s\n"
            "        fails 1\n"),
     "2.000000000\n", false},
};

static void a_variation_is_judged_by_its_own_rules_and_those_of_the_file(void **state)
{
    (void) state;
    assert_rows(judges, sizeof judges / sizeof *judges);
}

/* --- What is kept --- */

static void a_variation_is_kept_as_a_trace_that_says_which_it_is(void **state)
{
    static const char text[] = "weft 1\n"
                               "0s      deferred as d\n"
                               "1s      fire d \"it's\"\n"
                               "vary    fire d \"it's\" at every turn\n"
                               "        finally d pending\n";
    struct varying varying;
    size_t length = 0;
    char *trace;

    (void) state;
    load(&varying, text, sizeof text - 1);
    vary(&varying);
    assert_string_equal(varying.varied.title, "vary fire d \"it's\" at every turn");
    trace = weft__varied_trace(&varying.varied, varying.varied.variations, &length);
    assert_non_null(trace);
    assert_non_null(strstr(trace, "\nunjudged\nvary 1\nsource "));
    assert_non_null(strstr(trace, "moment fire d 'it's' #1 -> 0.000000000 after turn 1\n"));
    assert_non_null(strstr(trace, "1 finding events"));
    weft__run_text_free(trace, length);
    end(&varying);
}

static void more_orders_than_are_looked_at_are_not_complete(void **state)
{
    static const char text[] = "weft 1\n"
                               "0s      for i in 0..8:\n"
                               "          call in 1s:\n"
                               "            print i\n"
                               "vary    order\n";
    struct varying varying;

    (void) state;
    load(&varying, text, sizeof text - 1);
    vary(&varying);
    assert_int_equal(varying.varied.count, WEFT__VARY_RUNS_MAX);
    assert_false(varying.varied.complete);
    end(&varying);
}

/* --- Orders that must not matter --- */

static enum weft__independence independence(const char *text, char *told, size_t size)
{
    weft_world_options options = {0};
    enum weft__independence found;
    struct varying varying;
    FILE *file = fmemopen(told, size, "w");

    assert_non_null(file);
    load(&varying, text, strlen(text));
    found = weft__order_independence(&varying.loaded, &options, file);
    fclose(file);
    weft__loaded_close(&varying.loaded);
    assert_int_equal(memory.bytes, 0);
    return found;
}

static void order_independence_names_the_two_calls_that_matter(void **state)
{
    char told[512] = "";

    (void) state;
    assert_int_equal(independence("weft 1\n"
                                  "shared s = 1\n"
                                  "0s call in 1s as a:\n"
                                  "     s = s + 1\n"
                                  "   call in 1s as b:\n"
                                  "     s = s + 2\n"
                                  "   call in 1s as c:\n"
                                  "     print \"c\"\n",
                                  told, sizeof told),
                     WEFT__INDEPENDENT);
    assert_string_equal(told, "");
    assert_int_equal(independence("weft 1\n"
                                  "shared s = 1\n"
                                  "0s call in 1s as a:\n"
                                  "     s = s + 1\n"
                                  "   call in 1s as b:\n"
                                  "     s = s * 2\n",
                                  told, sizeof told),
                     WEFT__DEPENDENT);
    assert_string_equal(told, "order independent: the results change if call in 1s as b:.1/call.1 "
                              "goes before call in 1s as a:.1/call.1; so do 1 of 2 orders\n");
}

/* --- Memory --- */

/* Whether the NTH request was ever made. One that fails alone may be made up for by another. */
static bool run_short(const char *axis, size_t nth, bool onward)
{
    struct varying varying;
    char text[512];
    bool failed;
    int length = snprintf(text, sizeof text,
                          "weft 1\n"
                          "0s      deferred as d\n"
                          "        deferred as e\n"
                          "1s      fire d 1\n"
                          "vary    %s\n"
                          "        sometimes d ok\n"
                          "        finally e ok\n",
                          axis);

    load(&varying, text, (size_t) length);
    if (onward)
        counting_allocator_fail_from(&memory, nth);
    else
        counting_allocator_fail_once(&memory, nth);
    vary(&varying);
    failed = memory.failures > 0;
    counting_allocator_fail_never(&memory);
    if (onward && failed)
        assert_true(varying.varied.lost || varying.varied.ran_out > 0);
    assert_false(varying.varied.diverged);
    end(&varying);
    return failed;
}

static void wherever_memory_ends_it_is_told_and_given_back(void **state)
{
    static const char *const axis[] = {"fire d 1 at every turn", "add fire e 1 at 1s",
                                       "slice 2 steps", "order", "cancel at every turn"};

    (void) state;
    for (size_t i = 0; i < sizeof axis / sizeof *axis; i++)
        for (int onward = 0; onward < 2; onward++) {
            size_t nth = 1;

            while (run_short(axis[i], nth, onward != 0))
                nth++;
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_axis_has_its_variations),
        cmocka_unit_test(a_variation_is_judged_by_its_own_rules_and_those_of_the_file),
        cmocka_unit_test(a_variation_is_kept_as_a_trace_that_says_which_it_is),
        cmocka_unit_test(more_orders_than_are_looked_at_are_not_complete),
        cmocka_unit_test(order_independence_names_the_two_calls_that_matter),
        cmocka_unit_test(wherever_memory_ends_it_is_told_and_given_back),
    };

    return cmocka_run_group_tests_name("vary", tests, NULL, NULL);
}
