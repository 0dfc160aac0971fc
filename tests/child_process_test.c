/* child_process_test.c - what a child leaves behind, and that nothing of it stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS_MAX = 60 };

static struct weft__remains run(void (*live)(void *context), void *context)
{
    struct weft__child child = {live, context, SECONDS_MAX};
    struct weft__remains remains;

    assert_true(weft__child_run(&child, &remains));
    return remains;
}

static void assert_ending(const struct weft__remains *remains, const char *expected)
{
    char ending[WEFT__ENDING_BYTES];

    weft__remains_ending(remains, SECONDS_MAX, ending);
    assert_string_equal(ending, expected);
}

static void assert_no_child_left(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* --- What it leaves --- */

static void put(int file, const char *text)
{
    if (write(file, text, strlen(text)) == -1)
        _exit(99);
}

static void speak(void *context)
{
    put(STDOUT_FILENO, "told\n");
    put(STDERR_FILENO, context);
    _exit(7);
}

static void what_it_writes_and_its_exit_code_are_there(void **state)
{
    struct weft__remains remains = run(speak, "complained");

    (void) state;
    assert_string_equal(remains.out.bytes, "told\n");
    assert_int_equal(remains.out.length, 5);
    assert_string_equal(remains.err.bytes, "complained");
    assert_int_equal(weft__remains_exit_code(&remains), 7);
    assert_ending(&remains, "exit code 7");
    weft__remains_free(&remains);
    assert_no_child_left();
}

static void speak_at_length(void *context)
{
    (void) context;
    for (int i = 0; i < 100000; i++)
        put(STDOUT_FILENO, "more than any pipe holds\n");
    _exit(0);
}

static void it_may_write_more_than_a_pipe_holds(void **state)
{
    struct weft__remains remains = run(speak_at_length, NULL);

    (void) state;
    assert_int_equal(remains.out.length, 2500000);
    weft__remains_free(&remains);
}

static void read_stdin(void *context)
{
    char byte;

    (void) context;
    _exit(read(STDIN_FILENO, &byte, 1) == 0 ? 0 : 1);
}

static void its_stdin_is_empty(void **state)
{
    struct weft__remains remains = run(read_stdin, NULL);

    (void) state;
    assert_int_equal(weft__remains_exit_code(&remains), 0);
    weft__remains_free(&remains);
}

static void die(void *context)
{
    (void) context;
    raise(SIGKILL);
}

static void a_death_is_no_exit(void **state)
{
    struct weft__remains remains = run(die, NULL);

    (void) state;
    assert_int_equal(weft__remains_exit_code(&remains), -1);
    assert_ending(&remains, "died of signal 9");
    weft__remains_free(&remains);
}

static void look_for_files(void *context)
{
    (void) context;
    _exit(dup(STDIN_FILENO) == *(const int *) context ? 0 : 1);
}

static void it_has_no_files_that_its_parent_has_not(void **state)
{
    int next = dup(STDIN_FILENO);
    struct weft__remains remains;

    (void) state;
    close(next);
    remains = run(look_for_files, &next);
    assert_int_equal(weft__remains_exit_code(&remains), 0);
    weft__remains_free(&remains);
}

/* --- Its end --- */

/* What the time limit does when it is reached. */
static void be_late(void *context)
{
    (void) context;
    kill(getppid(), SIGALRM);
    for (;;)
        pause();
}

static void one_that_is_late_is_ended(void **state)
{
    struct weft__remains remains = run(be_late, NULL);

    (void) state;
    assert_true(remains.late);
    assert_int_equal(weft__remains_exit_code(&remains), -1);
    assert_ending(&remains, "not over after 60 s");
    weft__remains_free(&remains);
    assert_no_child_left();
}

/* A pipe that both have open for writing says when both are gone. */
struct ended {
    int signal;
    int pipe[2];
};

static void end_parent(void *context)
{
    const struct ended *ended = context;

    kill(getppid(), ended->signal);
    for (;;)
        pause();
}

static void who_is_ended_ends_the_child_first(void **state)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP};

    (void) state;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct ended ended = {.signal = signals[i]};
        int status;
        char byte;
        pid_t pid;

        assert_int_equal(pipe(ended.pipe), 0);
        pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            struct weft__child child = {end_parent, &ended, SECONDS_MAX};
            struct weft__remains remains;

            sigaction(signals[i], &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
            weft__child_run(&child, &remains);
            _exit(0);
        }
        close(ended.pipe[1]);
        assert_int_equal(read(ended.pipe[0], &byte, 1), 0);
        close(ended.pipe[0]);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), signals[i]);
    }
}

static void try_to_interrupt(void *context)
{
    (void) context;
    kill(getppid(), SIGINT);
    _exit(4);
}

static void an_interrupt_that_is_ignored_stays_ignored(void **state)
{
    struct sigaction before;
    struct weft__remains remains;

    (void) state;
    sigaction(SIGINT, &(struct sigaction){.sa_handler = SIG_IGN}, &before);
    remains = run(try_to_interrupt, NULL);
    sigaction(SIGINT, &before, NULL);
    assert_int_equal(weft__remains_exit_code(&remains), 4);
    weft__remains_free(&remains);
}

static void its_end_is_noticed_also_where_children_are_ignored(void **state)
{
    struct sigaction before, after;
    struct weft__remains remains;

    (void) state;
    sigaction(SIGCHLD, &(struct sigaction){.sa_handler = SIG_IGN}, &before);
    remains = run(speak, "");
    sigaction(SIGCHLD, &before, &after);
    assert_int_equal(weft__remains_exit_code(&remains), 7);
    assert_true(after.sa_handler == SIG_IGN);
    weft__remains_free(&remains);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_writes_and_its_exit_code_are_there),
        cmocka_unit_test(it_may_write_more_than_a_pipe_holds),
        cmocka_unit_test(its_stdin_is_empty),
        cmocka_unit_test(a_death_is_no_exit),
        cmocka_unit_test(it_has_no_files_that_its_parent_has_not),
        cmocka_unit_test(one_that_is_late_is_ended),
        cmocka_unit_test(who_is_ended_ends_the_child_first),
        cmocka_unit_test(an_interrupt_that_is_ignored_stays_ignored),
        cmocka_unit_test(its_end_is_noticed_also_where_children_are_ignored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
