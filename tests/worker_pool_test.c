/* worker_pool_test.c - each job has one outcome, in its turn, whatever its worker comes to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/worker_jobs.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const size_t worker_counts[] = {0, 1, 2, 5};

/* --- Order --- */

static void outcomes_come_in_the_order_of_submission(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof worker_counts / sizeof *worker_counts; i++) {
        struct weft__pool *pool = pool_of(worker_counts[i]);
        uint32_t lot = 1;
        uint64_t next = 0;

        for (uint64_t number = 0; number < 3000; number++) {
            char text[32];

            lot = lot * 1664525 + 1013904223;
            snprintf(text, sizeof text, "spin %u %u", lot >> (lot % 16 + 14), (unsigned) number);
            if (weft__pool_room(pool) == 0)
                assert_next_is_number(pool, next++);
            assert_int_equal(submit(pool, text), number);
        }
        while (weft__pool_pending(pool) > 0)
            assert_next_is_number(pool, next++);
        assert_int_equal(next, 3000);
        assert_empty(pool);
        weft__pool_end(pool);
    }
}

static void room_is_what_was_asked_for(void **state)
{
    struct weft__pool_options options = patient_options(1);
    struct weft__pool *pool;

    (void) state;
    options.jobs_max = 2;
    pool = pool_with(&options);
    assert_int_equal(weft__pool_room(pool), 2);
    submit(pool, "is one");
    submit(pool, "is two");
    assert_int_equal(weft__pool_room(pool), 0);
    assert_int_equal(weft__pool_pending(pool), 2);
    assert_done(pool, "one");
    assert_int_equal(weft__pool_room(pool), 1);
    submit(pool, "is three");
    assert_done(pool, "two");
    assert_done(pool, "three");
    weft__pool_end(pool);
}

static void an_outcome_can_be_read_while_jobs_are_submitted(void **state)
{
    struct weft__pool_options options = patient_options(1);
    struct weft__pool_outcome outcome;
    struct weft__pool *pool;

    (void) state;
    options.jobs_max = 3;
    pool = pool_with(&options);
    submit(pool, "is one");
    assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
    while (weft__pool_room(pool) > 0)
        submit(pool, "is another");
    assert_memory_equal(outcome.result.bytes, "one", 3);
    weft__pool_end(pool);
}

static void a_third_of_a_million_small_jobs(void **state)
{
    (void) state;
    for (size_t workers = 1; workers <= 2; workers++) {
        struct weft__pool *pool = pool_of(workers);
        uint64_t submitted = 0, delivered = 0;
        char text[32];

        while (delivered < 333333) {
            for (; submitted < 333333 && weft__pool_room(pool) > 0; submitted++) {
                snprintf(text, sizeof text, "spin 0 %u", (unsigned) submitted);
                submit(pool, text);
            }
            assert_next_is_number(pool, delivered++);
        }
        weft__pool_end(pool);
    }
}

/* Each way is more than a socket holds, so both sides have to read while they write. */
static void large_jobs_and_large_results(void **state)
{
    struct weft__pool *pool = pool_of(2);

    (void) state;
    for (int i = 0; i < 6; i++)
        submit_padded(pool, "large 3000000", 2000000);
    for (int i = 0; i < 6; i++) {
        struct weft__pool_outcome outcome;

        assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
        assert_int_equal(outcome.kind, WEFT__POOL_DONE);
        assert_int_equal(outcome.result.length, 3000000);
        assert_int_equal(outcome.result.bytes[2999999], 'x');
    }
    weft__pool_end(pool);
}

static void an_empty_job_and_an_empty_result(void **state)
{
    (void) state;
    for (size_t workers = 0; workers <= 1; workers++) {
        struct weft__pool *pool = pool_of(workers);

        submit(pool, "");
        assert_done(pool, "");
        weft__pool_end(pool);
    }
}

/* --- Signals --- */

static void workers_do_not_heed_the_terminal(void **state)
{
    struct weft__pool *pool = pool_of(1);

    (void) state;
    submit(pool, "interrupt");
    assert_done(pool, "alive");
    weft__pool_end(pool);
}

/* A handler has no other place to write to. */
static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void) number;
    stop = 1;
}

static void an_interrupt_ends_the_wait(void **state)
{
    (void) state;
    for (size_t workers = 0; workers <= 2; workers++) {
        struct weft__pool_options options = patient_options(workers);
        struct weft__pool_outcome outcome;
        struct sigaction action, before;
        struct weft__pool *pool;

        memset(&action, 0, sizeof action);
        action.sa_handler = on_signal;
        sigaction(SIGUSR1, &action, &before);
        stop = 0;
        options.stop = &stop;
        pool = pool_with(&options);
        if (workers == 0) {
            submit(pool, "is one");
            raise(SIGUSR1);
        } else {
            submit(pool, "tell parent, and hang");
        }
        for (int i = 0; i < 2; i++) {
            assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
            assert_int_equal(outcome.kind, WEFT__POOL_INTERRUPTED);
        }
        weft__pool_end(pool);
        sigaction(SIGUSR1, &before, NULL);
    }
}

static void ignored_children_are_minded_meanwhile(void **state)
{
    struct sigaction ignore, before;
    struct weft__pool *pool;

    (void) state;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGCHLD, &ignore, &before);
    pool = pool_of(1);
    submit(pool, "exit 3");
    assert_next_is(pool, 0, WEFT__POOL_EXITED, 3);
    weft__pool_end(pool);
    sigaction(SIGCHLD, &before, &ignore);
    assert_true(ignore.sa_handler == SIG_IGN);
}

/* --- What is left --- */

static void no_file_and_no_process_is_left(void **state)
{
    size_t files = open_files();
    struct weft__pool *pool = pool_of(5);

    (void) state;
    for (int i = 0; i < 20; i++)
        submit(pool, i % 2 == 0 ? "abort" : "is one");
    for (uint64_t i = 0; i < 20; i++)
        assert_next_is(pool, i, i % 2 == 0 ? WEFT__POOL_CRASHED : WEFT__POOL_DONE,
                       i % 2 == 0 ? SIGABRT : 0);
    submit(pool, "hang"); /* and is not waited for */
    weft__pool_end(pool);
    assert_int_equal(open_files(), files);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* A process between the test and the workers dies with a job that hangs and a worker at rest. The
 * workers are the last that hold the writing end. */
static void workers_end_with_their_parent(void **state)
{
    struct pollfd reading;
    int ends[2];
    pid_t parent;
    char byte;

    (void) state;
    assert_int_equal(pipe(ends), 0);
    parent = fork();
    assert_int_not_equal(parent, -1);
    if (parent == 0) {
        struct weft__pool *volatile pool = pool_of(2); /* still there for who looks for leaks */
        struct weft__pool_outcome outcome;

        submit(pool, "is one");
        submit(pool, "hang");
        weft__pool_next(pool, &outcome);
        kill(getpid(), SIGKILL);
    }
    close(ends[1]);
    assert_int_equal(waitpid(parent, NULL, 0), parent);
    reading = (struct pollfd){.fd = ends[0], .events = POLLIN};
    assert_int_equal(poll(&reading, 1, PATIENCE_MS), 1);
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
}

static void nothing_reaches_stdout(void **state)
{
    FILE *instead = tmpfile();
    int before = dup(STDOUT_FILENO);
    struct weft__pool *pool;

    (void) state;
    assert_non_null(instead);
    fflush(stdout);
    dup2(fileno(instead), STDOUT_FILENO);
    pool = pool_of(1);
    submit(pool, "print");
    assert_done(pool, "printed, read nothing");
    submit(pool, "exit 0"); /* which writes what is in buffers */
    assert_next_is(pool, 1, WEFT__POOL_EXITED, 0);
    weft__pool_end(pool);
    dup2(before, STDOUT_FILENO);
    close(before);
    assert_int_equal(lseek(fileno(instead), 0, SEEK_END), 0);
    fclose(instead);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcomes_come_in_the_order_of_submission),
        cmocka_unit_test(room_is_what_was_asked_for),
        cmocka_unit_test(an_outcome_can_be_read_while_jobs_are_submitted),
        cmocka_unit_test(a_third_of_a_million_small_jobs),
        cmocka_unit_test(large_jobs_and_large_results),
        cmocka_unit_test(an_empty_job_and_an_empty_result),
        cmocka_unit_test(workers_do_not_heed_the_terminal),
        cmocka_unit_test(an_interrupt_ends_the_wait),
        cmocka_unit_test(ignored_children_are_minded_meanwhile),
        cmocka_unit_test(no_file_and_no_process_is_left),
        cmocka_unit_test(workers_end_with_their_parent),
        cmocka_unit_test(nothing_reaches_stdout),
    };

    return cmocka_run_group_tests_name("worker_pool", tests, NULL, NULL);
}
