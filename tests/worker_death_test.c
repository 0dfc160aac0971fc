/* worker_death_test.c - what becomes of a job in which its worker dies, and of the jobs around it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/worker_jobs.h"

#include <signal.h>

/* What the job does, what becomes of it, and what it told in its log and on stderr until then. */
static const struct {
    const char *job;
    enum weft__pool_kind kind;
    int code;
    const char *log;
    const char *errors;
} death_rows[] = {
    {"abort", WEFT__POOL_CRASHED, SIGABRT, "before", "last words\n"},
    {"segv", WEFT__POOL_CRASHED, SIGSEGV, "before", "last words\n"},
    {"exit 3", WEFT__POOL_EXITED, 3, "before", "last words\n"},
    {"exit 0", WEFT__POOL_EXITED, 0, "before", "last words\n"},
    {"close", WEFT__POOL_CRASHED, SIGKILL, "before", "last words\n"},
    {"garble", WEFT__POOL_CRASHED, SIGKILL, "before", "last words\n"},
    {"orphan", WEFT__POOL_CRASHED, SIGABRT, "before", "last words\n"},
};

static void a_death_is_told_and_the_jobs_around_it_are_done(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof death_rows / sizeof *death_rows; i++) {
        struct weft__pool *pool = pool_of(1);
        struct weft__pool_outcome outcome;

        submit(pool, "is one");
        submit(pool, "mutter");
        submit(pool, death_rows[i].job);
        submit(pool, "is three");
        assert_done(pool, "one");
        assert_done(pool, "muttered");
        assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
        assert_int_equal(outcome.job, 2);
        assert_int_equal(outcome.kind, death_rows[i].kind);
        assert_int_equal(outcome.code, death_rows[i].code);
        assert_bytes(outcome.log, death_rows[i].log);
        assert_bytes(outcome.errors, death_rows[i].errors);
        assert_false(outcome.log_cut);
        assert_int_equal(outcome.result.length, 0);
        assert_done(pool, "three");
        assert_empty(pool);
        assert_int_equal(weft__pool_workers(pool), 1);
        weft__pool_end(pool);
    }
}

/* Deaths are in the middle of batches here, as soon as batches have grown. */
static void each_of_many_jobs_has_one_outcome_though_many_die(void **state)
{
    (void) state;
    for (size_t workers = 1; workers <= 2; workers++) {
        struct weft__pool *pool = pool_of(workers);
        uint64_t submitted = 0;

        for (uint64_t number = 0; number < 4000; number++) {
            for (; submitted < 4000 && weft__pool_room(pool) > 0; submitted++) {
                char text[32];

                snprintf(text, sizeof text, "spin 0 %u", (unsigned) submitted);
                submit(pool, submitted % 97 == 50 ? "abort" : text);
            }
            if (number % 97 == 50)
                assert_next_is(pool, number, WEFT__POOL_CRASHED, SIGABRT);
            else
                assert_next_is_number(pool, number);
        }
        assert_empty(pool);
        weft__pool_end(pool);
    }
}

static void a_job_that_hangs_is_ended(void **state)
{
    struct weft__pool_options options = patient_options(2);
    struct weft__pool_outcome outcome;
    struct weft__pool *pool;

    (void) state;
    options.job_ms_max = 200;
    pool = pool_with(&options);
    submit(pool, "is one");
    submit(pool, "hang");
    submit(pool, "is three");
    assert_done(pool, "one");
    assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
    assert_int_equal(outcome.kind, WEFT__POOL_HUNG);
    assert_bytes(outcome.log, "before");
    assert_bytes(outcome.errors, "last words\n");
    assert_done(pool, "three");
    assert_int_equal(weft__pool_workers(pool), 2);
    weft__pool_end(pool);
}

static void a_log_that_is_too_long_is_cut_before_what_did_not_fit(void **state)
{
    struct weft__pool_options options = patient_options(1);
    struct weft__pool_outcome outcome;
    struct weft__pool *pool;

    (void) state;
    options.log_bytes_max = 25;
    pool = pool_with(&options);
    submit(pool, "chatter");
    submit(pool, "abort");
    assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
    assert_int_equal(outcome.kind, WEFT__POOL_CRASHED);
    assert_bytes(outcome.log, "word 0\nword 1\nword 2\n");
    assert_true(outcome.log_cut);
    assert_int_equal(outcome.errors.length, WEFT__WORKER_ERRORS_MAX);
    assert_memory_equal(outcome.errors.bytes + outcome.errors.length - 5, "9999\n", 5);
    assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
    assert_bytes(outcome.log, "before");
    assert_false(outcome.log_cut);
    weft__pool_end(pool);
}

static void a_worker_that_is_killed_between_jobs_is_replaced(void **state)
{
    struct weft__pool *pool = pool_of(1);
    struct weft__pool_outcome outcome;

    (void) state;
    for (int i = 0; i < 5; i++) { /* more often than without a job */
        submit(pool, "pid");
        assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
        assert_int_equal(outcome.kind, WEFT__POOL_DONE);
        kill((pid_t) number_of(outcome.result), SIGKILL);
    }
    submit(pool, "is still there");
    assert_done(pool, "still there");
    weft__pool_end(pool);
}

/* The socket to a worker that has died is broken while jobs are on their way. */
static void a_death_while_large_jobs_are_on_their_way(void **state)
{
    struct weft__pool *pool = pool_of(1);

    (void) state;
    submit(pool, "is one");
    for (int i = 0; i < 4; i++) {
        submit_padded(pool, "abort", 1000000);
        submit_padded(pool, "large 1", 1000000);
    }
    assert_done(pool, "one");
    for (uint64_t i = 0; i < 4; i++) {
        assert_next_is(pool, 1 + 2 * i, WEFT__POOL_CRASHED, SIGABRT);
        assert_done(pool, "x");
    }
    weft__pool_end(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_death_is_told_and_the_jobs_around_it_are_done),
        cmocka_unit_test(each_of_many_jobs_has_one_outcome_though_many_die),
        cmocka_unit_test(a_job_that_hangs_is_ended),
        cmocka_unit_test(a_log_that_is_too_long_is_cut_before_what_did_not_fit),
        cmocka_unit_test(a_worker_that_is_killed_between_jobs_is_replaced),
        cmocka_unit_test(a_death_while_large_jobs_are_on_their_way),
    };

    return cmocka_run_group_tests_name("worker_death", tests, NULL, NULL);
}
