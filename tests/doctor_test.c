/* doctor_test.c - planted bugs are noticed and nothing else is; surroundings are what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "doctor_planted.h"
#include "doctor_surroundings.h"

/* --- Planted bugs --- */

static bool notices(const struct weft__planted *planted)
{
    static const weft_program scripts_only = {NULL, NULL, NULL};
    struct weft__output output = {.file = stdout};
    struct weft__command command = {.program_path = "weft",
                                    .program_name = "weft",
                                    .program = &scripts_only,
                                    .options = {.until_ns = 1},
                                    .output = &output};
    bool noticed = false;

    assert_int_equal(weft__planted_try(&command, planted, &noticed), WEFT__EXIT_HELD);
    return noticed;
}

static void every_planted_bug_is_noticed(void **state)
{
    (void) state;
    for (size_t i = 0; i < weft__planted_count; i++)
        if (!notices(&weft__planted_bugs[i]))
            fail_msg("not noticed: %s", weft__planted_bugs[i].name);
}

/* So whoever breaks the world's checks is found out. */
static void a_bug_that_is_not_there_is_missed(void **state)
{
    (void) state;
    for (size_t i = 0; i < weft__planted_count; i++) {
        struct weft__planted mended = weft__planted_bugs[i];

        if (mended.kind == WEFT__PLANTED_NONE)
            continue;
        mended.scenario = NULL;
        mended.script = "weft 1\n"
                        "0s      print \"all is well\"\n"
                        "end     expect printed \"all is well\"\n";
        if (mended.kind != WEFT__PLANTED_ALTERED && notices(&mended))
            fail_msg("noticed where it is not: %s", mended.name);
    }
}

static void who_blames_a_sound_scenario_is_found_out(void **state)
{
    (void) state;
    for (size_t i = 0; i < weft__planted_count; i++) {
        struct weft__planted blamed = weft__planted_bugs[i];

        if (blamed.kind == WEFT__PLANTED_NONE || blamed.kind == WEFT__PLANTED_ALTERED ||
            blamed.finding == WEFT_FINDING_VACUOUS)
            continue;
        blamed.kind = WEFT__PLANTED_NONE;
        if (notices(&blamed))
            fail_msg("blamed for nothing: %s", blamed.name);
    }
}

/* --- Surroundings --- */

/* The value of NAME, or NULL. */
static const char *value_of(char *const *environment, const char *name)
{
    size_t length = strlen(name);
    const char *found = NULL;

    for (; *environment != NULL; environment++) {
        if (strncmp(*environment, name, length) != 0 || (*environment)[length] != '=')
            continue;
        assert_null(found);
        found = *environment + length + 1;
    }
    return found;
}

static void only_what_is_to_change_changes_in_an_environment(void **state)
{
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    struct weft__elsewhere elsewhere = {.locale = "xx_YY"};
    char **environment;

    (void) state;
    assert_int_equal(setenv("TZ", "UTC", 1), 0);
    assert_int_equal(setenv("LD_WEFT", "stays", 1), 0);
    assert_int_equal(unsetenv("MALLOC_PERTURB_"), 0);
    environment = weft__surroundings_environment(&arena, &elsewhere, 0);
    assert_string_equal(value_of(environment, "TZ"), "UTC");
    assert_null(value_of(environment, "MALLOC_PERTURB_"));
    environment = weft__surroundings_environment(&arena, &elsewhere, WEFT__CHANGE_ALL);
    assert_string_not_equal(value_of(environment, "TZ"), "UTC");
    assert_string_equal(value_of(environment, "LC_ALL"), "xx_YY");
    assert_string_equal(value_of(environment, "LANG"), "xx_YY");
    assert_non_null(value_of(environment, "MALLOC_PERTURB_"));
    assert_int_equal(strspn(value_of(environment, "WEFT_PADDING"), "x"), 40001);
    environment = weft__surroundings_environment(&arena, &elsewhere, WEFT__CHANGE_EMPTY);
    assert_null(value_of(environment, "TZ"));
    assert_null(value_of(environment, "PATH"));
    assert_string_equal(value_of(environment, "LD_WEFT"), "stays");
    weft__arena_free(&arena);
}

static void the_other_locale_is_another_one(void **state)
{
    static const char *const names[] = {"C", "C.UTF-8", "tr_TR.UTF-8"};

    (void) state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(setenv("LC_ALL", names[i], 1), 0);
        assert_string_not_equal(weft__elsewhere_find().locale, names[i]);
    }
}

static void each_surroundings_change_something_of_their_own(void **state)
{
    unsigned changed = 0;

    (void) state;
    for (int i = 0; i < WEFT__SURROUNDINGS_COUNT; i++) {
        const struct weft__surroundings_row *row = &weft__surroundings_rows[i];

        assert_true(*row->name != '\0');
        if (i == WEFT__SURROUNDINGS_ALL_)
            break;
        assert_int_equal(changed & row->changes, 0);
        changed |= row->changes;
    }
    assert_int_equal(changed, WEFT__CHANGE_ALL + WEFT__CHANGE_EMPTY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_planted_bug_is_noticed),
        cmocka_unit_test(a_bug_that_is_not_there_is_missed),
        cmocka_unit_test(who_blames_a_sound_scenario_is_found_out),
        cmocka_unit_test(only_what_is_to_change_changes_in_an_environment),
        cmocka_unit_test(the_other_locale_is_another_one),
        cmocka_unit_test(each_surroundings_change_something_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
