/* whole_file_test.c - files are read whole within a bound, and written whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/counting_allocator.h"
#include "support/folder_fixture.h"
#include "support/told.h"

#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Contents --- */

static bool write_text(void *context, FILE *file)
{
    return fputs(context, file) >= 0;
}

static bool write_much(void *context, FILE *file)
{
    (void) context;
    for (int i = 0; i < 10000; i++)
        if (fputs("a line like any other\n", file) < 0)
            return false;
    return true;
}

/* Writes something, then fails with the errno at CONTEXT. */
static bool write_half(void *context, FILE *file)
{
    fputs("half of it", file);
    errno = *(const int *) context;
    return false;
}

static bool write_to(const char *path, const char *text, struct weft__diagnostics *diagnostics)
{
    char copy[64];
    struct weft__file_content content = {write_text, copy};

    snprintf(copy, sizeof copy, "%s", text);
    return weft__whole_file_write(path, &content, diagnostics);
}

static void assert_written(const char *path, const char *text)
{
    struct weft__diagnostics diagnostics;

    assert_true(write_to(path, text, &diagnostics));
    assert_int_equal(diagnostics.count, 0);
}

/* PATH cannot be written; TOLD says why, with %s for what the system calls ERROR. */
static void assert_not_written(const char *path, const char *told, int error)
{
    struct weft__diagnostics diagnostics;
    char expected[512];

    assert_false(write_to(path, "new\n", &diagnostics));
    snprintf(expected, sizeof expected, told, strerror(error));
    assert_told(&diagnostics, expected);
    assert_int_equal(names_with(".weft-"), 0);
}

static mode_t mode_of(const char *path)
{
    struct stat status;

    assert_int_equal(lstat(path, &status), 0);
    return status.st_mode;
}

/* --- Writing --- */

static void a_new_file_is_made_as_the_user_makes_files(void **state)
{
    (void) state;
    umask(027);
    assert_written("new.trace", "hello\n");
    assert_file("new.trace", "hello\n");
    assert_int_equal(mode_of("new.trace") & 0777, 0640);
    assert_int_equal(names_with(""), 1);
}

static void a_file_that_was_there_keeps_its_permissions(void **state)
{
    (void) state;
    put_file("old.trace", "a longer text than before\n");
    assert_int_equal(chmod("old.trace", 0604), 0);
    assert_written("./old.trace", "hello\n");
    assert_file("old.trace", "hello\n");
    assert_int_equal(mode_of("old.trace") & 0777, 0604);
}

static void an_absolute_path_is_as_good(void **state)
{
    const struct folder_fixture *fixture = *state;
    char path[128];

    snprintf(path, sizeof path, "%s/new.trace", fixture->folder);
    assert_written(path, "hello\n");
    assert_file("new.trace", "hello\n");
}

static void a_link_stays_one_and_its_target_is_written(void **state)
{
    const struct folder_fixture *fixture = *state;
    char path[128];

    assert_int_equal(mkdir("folder", 0700), 0);
    put_file("folder/target", "old\n");
    assert_int_equal(symlink("target", "folder/link"), 0);
    assert_int_equal(symlink("folder/link", "link"), 0);
    assert_written("link", "new\n");
    assert_true(S_ISLNK(mode_of("link")) && S_ISLNK(mode_of("folder/link")));
    assert_file("folder/target", "new\n");
    snprintf(path, sizeof path, "%s/folder/target", fixture->folder);
    assert_int_equal(symlink(path, "absolute"), 0);
    assert_written("absolute", "newer\n");
    assert_file("folder/target", "newer\n");
    assert_int_equal(chdir("folder"), 0);
    assert_int_equal(names_with(".weft-"), 0);
    assert_int_equal(unlink("target") | unlink("link") | chdir(".."), 0);
}

static void a_link_to_nothing_makes_its_target(void **state)
{
    (void) state;
    assert_int_equal(symlink("target", "link"), 0);
    assert_written("link", "new\n");
    assert_true(S_ISLNK(mode_of("link")));
    assert_file("target", "new\n");
}

static void a_link_to_itself_is_an_error(void **state)
{
    (void) state;
    assert_int_equal(symlink("link", "link"), 0);
    assert_not_written("link", "link: error: cannot be written: %s\n", ELOOP);
}

static void a_content_that_cannot_be_had_leaves_the_old_file(void **state)
{
    struct weft__diagnostics diagnostics;
    struct weft__file_content content = {write_half, &(int){ENOSPC}};
    char expected[256];

    (void) state;
    put_file("old.trace", "old\n");
    assert_false(weft__whole_file_write("old.trace", &content, &diagnostics));
    snprintf(expected, sizeof expected,
             "old.trace: error: cannot be written: %s\n      it is as it was before\n",
             strerror(ENOSPC));
    assert_told(&diagnostics, expected);
    assert_file("old.trace", "old\n");
    assert_int_equal(names_with(""), 1);

    content.context = &(int){0}; /* without saying why */
    assert_false(weft__whole_file_write("new.trace", &content, &diagnostics));
    snprintf(expected, sizeof expected, "new.trace: error: cannot be written: %s\n", strerror(EIO));
    assert_told(&diagnostics, expected);
    assert_int_equal(names_with(""), 1);
}

static void a_disk_that_runs_full_leaves_the_old_file(void **state)
{
    struct weft__diagnostics diagnostics;
    struct weft__file_content content = {write_much, NULL};
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    struct rlimit limit, small;
    bool written;

    (void) state;
    put_file("old.trace", "old\n");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = 4096;
    assert_int_equal(sigaction(SIGXFSZ, &ignore, &before), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    written = weft__whole_file_write("old.trace", &content, &diagnostics);
    setrlimit(RLIMIT_FSIZE, &limit);
    sigaction(SIGXFSZ, &before, NULL);
    assert_false(written);
    assert_string_equal(diagnostics.entries[0].hint, "it is as it was before");
    assert_file("old.trace", "old\n");
    assert_int_equal(names_with(""), 1);
}

static void a_device_is_written_straight(void **state)
{
    char text[16] = "";
    int reader;

    (void) state;
    assert_written("/dev/null", "hello\n");
    assert_int_equal(mkfifo("pipe", 0600), 0);
    reader = open("pipe", O_RDWR); /* so that opening it does not wait */
    assert_true(reader >= 0);
    assert_written("pipe", "hello\n");
    assert_int_equal(read(reader, text, sizeof text - 1), 6);
    assert_string_equal(text, "hello\n");
    close(reader);
    assert_true(S_ISFIFO(mode_of("pipe")));
}

static void a_full_device_is_an_error(void **state)
{
    (void) state;
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_not_written("/dev/full", "/dev/full: error: cannot be written: %s\n", ENOSPC);
}

/* A path that cannot be written, and what is told. */
static const struct {
    const char *path;
    int error;
    const char *told;
} place_rows[] = {
    {"folder", EISDIR, "folder: error: cannot be opened: %s\n"},
    {"none/new.trace", ENOENT, "none/new.trace: error: no file can be made in its folder: %s\n"},
    {"file/new.trace", ENOTDIR, "file/new.trace: error: cannot be written: %s\n"},
    {"", ENOENT, ": error: cannot be written: %s\n"},
};

static void a_place_where_nothing_can_be_is_an_error(void **state)
{
    (void) state;
    assert_int_equal(mkdir("folder", 0700), 0);
    put_file("file", "old\n");
    for (size_t i = 0; i < sizeof place_rows / sizeof *place_rows; i++)
        assert_not_written(place_rows[i].path, place_rows[i].told, place_rows[i].error);
    assert_file("file", "old\n");
}

static void what_is_too_long_is_refused(void **state)
{
    static char path[5000];
    struct weft__diagnostics diagnostics;

    (void) state;
    memset(path, 'x', sizeof path - 1);
    assert_false(write_to(path, "new\n", &diagnostics));
    assert_non_null(strstr(diagnostics.entries[0].message, strerror(ENAMETOOLONG)));
    /* a link whose target is only too long together with its folder */
    memset(path, '/', 4090);
    path[4090] = '\0';
    assert_int_equal(mkdir("folder", 0700), 0);
    path[0] = '.';
    assert_int_equal(symlink(path, "folder/link"), 0);
    assert_false(write_to("folder/link", "new\n", &diagnostics));
    assert_int_equal(unlink("folder/link"), 0);
    /* a target beside which no other name fits */
    memset(path, '/', 4094);
    path[0] = '.';
    path[4094] = 'n';
    path[4095] = '\0';
    assert_false(write_to(path, "new\n", &diagnostics));
    assert_string_equal(strerror(ENAMETOOLONG), strstr(diagnostics.entries[0].message, ": ") + 2);
}

static void only_free_names_are_taken(void **state)
{
    char name[64];

    (void) state;
    for (int number = 0; number < 100; number++) {
        struct weft__diagnostics diagnostics;

        snprintf(name, sizeof name, ".weft-%jd-%d.new", (intmax_t) getpid(), number);
        put_file(name, "somebody's\n");
        assert_int_equal(write_to("new.trace", "new\n", &diagnostics), number < 99);
        assert_file(name, "somebody's\n");
    }
    assert_file("new.trace", "new\n");
}

/* Runs as somebody who owns nothing here; skips the test where that is not possible. */
static uid_t become_nobody(void)
{
    uid_t before = geteuid();

    assert_int_equal(chmod(".", 0755), 0);
    if (before == 0 && seteuid(65534) != 0)
        skip();
    if (before != 0)
        assert_int_equal(chmod(".", 0555), 0);
    return before;
}

static void become_again(uid_t before)
{
    if (before == 0)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(".", 0700), 0);
}

static void what_may_not_be_written_is_not_replaced(void **state)
{
    uid_t before;
    bool written[2];
    struct weft__diagnostics diagnostics[2];

    (void) state;
    put_file("old.trace", "old\n");
    assert_int_equal(chmod("old.trace", 0444), 0);
    before = become_nobody();
    written[0] = write_to("old.trace", "new\n", &diagnostics[0]);
    written[1] = write_to("new.trace", "new\n", &diagnostics[1]);
    become_again(before);
    assert_false(written[0]);
    assert_non_null(strstr(diagnostics[0].entries[0].message, strerror(EACCES)));
    assert_file("old.trace", "old\n");
    assert_false(written[1]);
    assert_non_null(strstr(diagnostics[1].entries[0].message, "no file can be made in its folder"));
}

/* --- The standard streams --- */

/* Puts a file at STREAM, one of the standard ones; returns what was there. */
static int stream_replace(int stream, const char *path, int flags)
{
    int before = dup(stream);
    int file = open(path, flags, 0600);

    assert_true(before >= 0 && file >= 0);
    assert_int_equal(dup2(file, stream), stream);
    close(file);
    return before;
}

static void stream_restore(int stream, int before)
{
    dup2(before, stream);
    close(before);
}

static void a_hyphen_is_stdout(void **state)
{
    struct weft__diagnostics diagnostics;
    char expected[128];
    bool written;
    int before;

    (void) state;
    fflush(stdout);
    before = stream_replace(STDOUT_FILENO, "out", O_WRONLY | O_CREAT);
    written = write_to("-", "hello\n", &diagnostics);
    stream_restore(STDOUT_FILENO, before);
    assert_true(written);
    assert_file("out", "hello\n");
    if (access("/dev/full", W_OK) != 0)
        return;
    before = stream_replace(STDOUT_FILENO, "/dev/full", O_WRONLY);
    written = write_to("-", "hello\n", &diagnostics);
    clearerr(stdout);
    stream_restore(STDOUT_FILENO, before);
    assert_false(written);
    snprintf(expected, sizeof expected, "standard output: error: cannot be written: %s\n",
             strerror(ENOSPC));
    assert_told(&diagnostics, expected);
}

/* --- Reading --- */

static enum weft__file_outcome read_within(const char *path, size_t bytes_max,
                                           struct weft__source *source,
                                           struct weft__diagnostics *diagnostics)
{
    struct weft__file_bounds bounds = {bytes_max, &weft_allocator_system};

    return weft__whole_file_read(path, &bounds, source, diagnostics);
}

static void assert_read(const char *path, size_t bytes_max, const char *expected)
{
    struct weft__diagnostics diagnostics;
    struct weft__source source;

    assert_int_equal(read_within(path, bytes_max, &source, &diagnostics), WEFT__FILE_DONE);
    assert_int_equal(diagnostics.count, 0);
    assert_string_equal(source.name, path);
    assert_int_equal(source.length, strlen(expected));
    assert_string_equal(source.bytes, expected);
    weft__whole_file_free(&source, &weft_allocator_system);
    assert_int_equal(source.length, 0);
}

/* What is told of PATH, with %s for what the system calls ERROR. */
static void assert_not_read(const char *path, size_t bytes_max, const char *told, int error)
{
    struct weft__diagnostics diagnostics;
    struct weft__source source;
    char expected[256];

    assert_int_equal(read_within(path, bytes_max, &source, &diagnostics), WEFT__FILE_WRONG);
    snprintf(expected, sizeof expected, told, strerror(error));
    assert_told(&diagnostics, expected);
}

static void a_file_is_read_whole_within_its_bound(void **state)
{
    (void) state;
    put_file("file", "hello\n");
    put_file("empty", "");
    assert_read("file", 1000, "hello\n");
    assert_read("file", 6, "hello\n");
    assert_read("empty", 1000, "");
    assert_read("empty", 0, "");
    assert_not_read("file", 5, "file: error: is larger than 5 bytes, which is the limit\n", 0);
    assert_not_read("file", 0, "file: error: is larger than 0 bytes, which is the limit\n", 0);
}

static void what_cannot_be_read_is_an_error(void **state)
{
    (void) state;
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_not_read("none", 1000, "none: error: cannot be opened: %s\n", ENOENT);
    assert_not_read("folder", 1000, "folder: error: cannot be read: %s\n", EISDIR);
}

static void a_hyphen_is_stdin(void **state)
{
    enum { COUNT = 50000 };
    static char text[COUNT + 1];
    struct weft__diagnostics diagnostics;
    struct weft__source source;
    int ends[2], before;
    bool same;

    (void) state;
    memset(text, 'x', COUNT);
    for (size_t bytes_max = COUNT - 1; bytes_max <= COUNT; bytes_max++) {
        enum weft__file_outcome outcome;

        assert_int_equal(pipe(ends), 0); /* which cannot tell how much is in it */
        assert_int_equal(write(ends[1], text, COUNT), COUNT);
        close(ends[1]);
        before = dup(STDIN_FILENO);
        dup2(ends[0], STDIN_FILENO);
        close(ends[0]);
        outcome = read_within("-", bytes_max, &source, &diagnostics);
        clearerr(stdin);
        if (before >= 0)
            stream_restore(STDIN_FILENO, before);
        assert_int_equal(outcome, bytes_max == COUNT ? WEFT__FILE_DONE : WEFT__FILE_WRONG);
    }
    assert_string_equal(source.name, "standard input");
    same = source.length == COUNT && strcmp(source.bytes, text) == 0;
    assert_true(same);
    weft__whole_file_free(&source, &weft_allocator_system);
}

static void every_failed_allocation_is_survived(void **state)
{
    (void) state;
    put_file("file", "hello\n");
    for (size_t nth = 1;; nth++) {
        struct counting_allocator memory;
        weft_allocator allocator;
        struct weft__file_bounds bounds = {1000, &allocator};
        struct weft__diagnostics diagnostics;
        struct weft__source source;
        enum weft__file_outcome outcome;

        counting_allocator_start(&memory);
        allocator = counting_allocator_allocator(&memory);
        counting_allocator_fail_once(&memory, nth);
        outcome = weft__whole_file_read("file", &bounds, &source, &diagnostics);
        assert_int_equal(outcome, memory.failures > 0 ? WEFT__FILE_NO_MEMORY : WEFT__FILE_DONE);
        if (outcome == WEFT__FILE_DONE)
            weft__whole_file_free(&source, &allocator);
        assert_int_equal(memory.bytes, 0);
        counting_allocator_end(&memory);
        if (outcome == WEFT__FILE_DONE) {
            assert_true(nth > 1);
            return;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(a_new_file_is_made_as_the_user_makes_files),
        folder_test(a_file_that_was_there_keeps_its_permissions),
        folder_test(an_absolute_path_is_as_good),
        folder_test(a_link_stays_one_and_its_target_is_written),
        folder_test(a_link_to_nothing_makes_its_target),
        folder_test(a_link_to_itself_is_an_error),
        folder_test(a_content_that_cannot_be_had_leaves_the_old_file),
        folder_test(a_disk_that_runs_full_leaves_the_old_file),
        folder_test(a_device_is_written_straight),
        folder_test(a_full_device_is_an_error),
        folder_test(a_place_where_nothing_can_be_is_an_error),
        folder_test(what_is_too_long_is_refused),
        folder_test(only_free_names_are_taken),
        folder_test(what_may_not_be_written_is_not_replaced),
        folder_test(a_hyphen_is_stdout),
        folder_test(a_file_is_read_whole_within_its_bound),
        folder_test(what_cannot_be_read_is_an_error),
        folder_test(a_hyphen_is_stdin),
        folder_test(every_failed_allocation_is_survived),
    };

    return cmocka_run_group_tests_name("whole_file", tests, NULL, NULL);
}
