/* folder_fixture.c - making a folder, and leaving nothing of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "folder_fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

int folder_fixture_set_up(void **state)
{
    struct folder_fixture *fixture = calloc(1, sizeof *fixture);
    bool made;

    if (fixture == NULL)
        return -1;
    *state = fixture;
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/weft-test-XXXXXX");
    umask(022);
    fixture->before = open(".", O_RDONLY);
    made = fixture->before >= 0 && mkdtemp(fixture->folder) != NULL && chdir(fixture->folder) == 0;
    return made ? 0 : -1;
}

/* The names in the current folder that begin with PREFIX are counted, and the last is put into
 * LAST. */
static size_t count_names(const char *prefix, char last[NAME_MAX + 1])
{
    DIR *folder = opendir(".");
    struct dirent *entry;
    size_t count = 0;

    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        bool is_folder = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;

        if (is_folder || strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
            continue;
        snprintf(last, NAME_MAX + 1, "%s", entry->d_name);
        count++;
    }
    closedir(folder);
    return count;
}

int folder_fixture_tear_down(void **state)
{
    struct folder_fixture *fixture = *state;
    char name[NAME_MAX + 1];

    if (chdir(fixture->folder) != 0)
        return -1;
    while (count_names("", name) > 0)
        if (unlink(name) != 0 && rmdir(name) != 0)
            return -1;
    if (fchdir(fixture->before) != 0 || rmdir(fixture->folder) != 0)
        return -1;
    close(fixture->before);
    free(fixture);
    return 0;
}

size_t names_with(const char *prefix)
{
    char last[NAME_MAX + 1];

    return count_names(prefix, last);
}

void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

void assert_file(const char *path, const char *text)
{
    char held[256] = "";
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    held[fread(held, 1, sizeof held - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(held, text);
}
