/* script_budget_test.c - what no script may exceed: statements, objects, memory, the length of a
 * text, how deep blocks run inside one another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/script_running.h"

/* Runs TEXT, whose budget is used up: the rest of it does not run, and one finding says so. */
static void assert_budget_used_up(const char *text, size_t length)
{
    struct script_running running;
    const char *said = NULL;

    script_running_start(&running, text, length, NULL);
    script_running_run(&running);
    assert_null(strstr(running.outcome, "never"));
    assert_int_equal(script_running_findings(&running, WEFT_FINDING_HORIZON, &said), 1);
    assert_non_null(strstr(said, "20000000 statements, or 2000000 objects, or 640000000 bytes"));
    script_running_end(&running);
}

static void a_script_runs_so_many_million_statements(void **state)
{
    (void) state;
    assert_budget_used_up(WHOLE_SCRIPT("weft 1\n"
                                       "shared n = 0\n"
                                       "0s      for i in 0..1000000000:\n"
                                       "          n = i\n"
                                       "        print \"never\"\n"
                                       "1s      print \"never\"\n"));
}

static void a_script_takes_so_many_million_bytes(void **state)
{
    (void) state;
    assert_budget_used_up(WHOLE_SCRIPT("weft 1\n"
                                       "shared s = \"0123456789abcdef0123456789abcdef\"\n"
                                       "0s      for i in 0..10:\n"
                                       "          s = \"{s}{s}\"\n"
                                       "        for i in 0..1000000:\n"
                                       "          t = \"{s}{s}\"\n"
                                       "        print \"never\"\n"));
}

static void a_text_has_so_many_bytes(void **state)
{
    static const char text[] = "weft 1\n"
                               "shared s = \"0123456789abcdef\"\n"
                               "0s      for i in 0..12:\n"
                               "          s = \"{s}{s}\"\n"
                               "0s      t = \"{s}\"\n"
                               "        t = \"{s}-\"\n"
                               "        t = \"-{s}\"\n"
                               "        if t == s:\n"
                               "          print \"as long as a text can be\"\n"
                               "        s = none\n"
                               "        t = none\n"
                               "end     expect \"a\" != \"b\"\n";
    struct script_running running;

    (void) state;
    script_running_start(&running, text, sizeof text - 1, NULL);
    assert_string_equal(script_running_run(&running), "0.000000000 as long as a text can be\n"
                                                      "end 0.000000000\n"
                                                      "timers 0\n"
                                                      "is s none\n"
                                                      "is i 11\n"
                                                      "is t none\n"
                                                      "unhandled ScriptError\n"
                                                      "unhandled ScriptError\n");
    script_running_end(&running);
}

/* Each Deferred fires the one before it, from its callback. */
static void blocks_run_inside_one_another_so_deep(void **state)
{
    static const char text[] = "weft 1\n"
                               "shared prior\n"
                               "task link:\n"
                               "    mine = prior\n"
                               "    deferred as me\n"
                               "    on me:\n"
                               "        fire mine \"through\"\n"
                               "    prior = me\n"
                               "0s      deferred as start_\n"
                               "        prior = start_\n"
                               "        for i in 0..500:\n"
                               "          cooperate link\n"
                               "1s      fire prior\n"
                               "end     expect start_ pending\n";
    struct script_running running;

    (void) state;
    script_running_start(&running, text, sizeof text - 1, NULL);
    assert_string_equal(script_running_run(&running), "end 1.000000000\n"
                                                      "timers 0\n"
                                                      "is prior deferred ok none\n"
                                                      "is start_ deferred pending\n"
                                                      "is i 499\n"
                                                      "unhandled ScriptError\n");
    script_running_end(&running);
}

static void a_script_that_does_everything_wrong_comes_to_its_end(void **state)
{
    static const char text[] = "weft 1\n"
                               "0s      for i in 0..1000000000:\n"
                               "          pause none\n"
                               "        print \"never\"\n";
    struct script_running running;

    (void) state;
    script_running_start(&running, text, sizeof text - 1, NULL);
    script_running_run(&running);
    assert_null(strstr(running.outcome, "never"));
    assert_int_equal(script_running_findings(&running, WEFT_FINDING_MISUSE, NULL), 999);
    assert_int_equal(script_running_findings(&running, WEFT_FINDING_HORIZON, NULL), 1);
    script_running_end(&running);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_runs_so_many_million_statements),
        cmocka_unit_test(a_script_takes_so_many_million_bytes),
        cmocka_unit_test(a_text_has_so_many_bytes),
        cmocka_unit_test(blocks_run_inside_one_another_so_deep),
        cmocka_unit_test(a_script_that_does_everything_wrong_comes_to_its_end),
    };

    return cmocka_run_group_tests_name("script_budget", tests, NULL, NULL);
}
