/* folder_fixture.h - an empty folder for each test, which is the current one while it runs. */
#ifndef TESTS_FOLDER_FIXTURE_H
#define TESTS_FOLDER_FIXTURE_H

#include <stddef.h>

struct folder_fixture {
    char folder[64];
    int before; /* the folder that was current */
};

/* For CMocka: a test with a fixture. New files are made with 0644. */
#define folder_test(test)                                                                          \
    cmocka_unit_test_setup_teardown(test, folder_fixture_set_up, folder_fixture_tear_down)

int folder_fixture_set_up(void **state);
/* Removes the folder with what is in it; folders in it must be empty. */
int folder_fixture_tear_down(void **state);

/* How many names in the current folder begin with PREFIX. */
size_t names_with(const char *prefix);

/* Makes PATH a file that holds TEXT. */
void put_file(const char *path, const char *text);

/* PATH holds TEXT, at most 255 bytes. */
void assert_file(const char *path, const char *text);

#endif
