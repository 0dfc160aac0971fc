/* test_filter.c - lets a test program be told from outside which of its tests to run.
 *
 * The linker sends every call of CMocka's group runner here first (--wrap, see the Makefile), so no
 * test program has to remember it. WEFT_TEST_FILTER holds a pattern of test names with * and ?;
 * without it all tests run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

int __real__cmocka_run_group_tests(const char *name, const struct CMUnitTest *tests, size_t count,
                                   CMFixtureFunction set_up, CMFixtureFunction tear_down);
int __wrap__cmocka_run_group_tests(const char *name, const struct CMUnitTest *tests, size_t count,
                                   CMFixtureFunction set_up, CMFixtureFunction tear_down);

int __wrap__cmocka_run_group_tests(const char *name, const struct CMUnitTest *tests, size_t count,
                                   CMFixtureFunction set_up, CMFixtureFunction tear_down)
{
    const char *wanted = getenv("WEFT_TEST_FILTER");
    const char *unwanted = getenv("WEFT_TEST_SKIP");

    if (wanted != NULL && wanted[0] != '\0')
        cmocka_set_test_filter(wanted);
    if (unwanted != NULL && unwanted[0] != '\0')
        cmocka_set_skip_filter(unwanted);
    return __real__cmocka_run_group_tests(name, tests, count, set_up, tear_down);
}
