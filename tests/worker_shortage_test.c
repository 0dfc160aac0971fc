/* worker_shortage_test.c - a pool that cannot have the processes or the memory that it asks for. */
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
#include <signal.h>
#include <sys/resource.h>

/* EBADF: valgrind's socketpair succeeds beyond the limit, with two files that are not open. */
static void assert_no_files_left(void)
{
    assert_true(errno == EMFILE || errno == EBADF);
}

/* Leaves so many descriptors to be had. */
static void limit_files(rlim_t left, struct rlimit *before)
{
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, before);
    limit = *before;
    limit.rlim_cur = (rlim_t) first_free_file() + left;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void fewer_workers_than_asked_for(void **state)
{
    struct weft__pool_options options = patient_options(5);
    enum weft__pool_status status = WEFT__POOL_NO_WORKERS;
    struct weft__pool *pool = NULL;

    (void) state;
    for (rlim_t left = 1; status == WEFT__POOL_NO_WORKERS; left++) {
        struct rlimit before;

        limit_files(left, &before);
        status = weft__pool_begin(&options, perform_job, NULL, &pool);
        setrlimit(RLIMIT_NOFILE, &before);
    }
    assert_int_equal(status, WEFT__POOL_OK);
    assert_in_range(weft__pool_workers(pool), 1, 4);
    submit(pool, "abort");
    submit(pool, "is two");
    assert_next_is(pool, 0, WEFT__POOL_CRASHED, SIGABRT);
    assert_done(pool, "two");
    assert_int_equal(weft__pool_workers(pool), 5); /* a death is the occasion to ask again */
    weft__pool_end(pool);
}

static void no_workers_at_all(void **state)
{
    struct weft__pool_options options = patient_options(2);
    struct weft__pool_outcome outcome;
    struct weft__pool *pool = NULL;
    struct rlimit before;

    (void) state;
    limit_files(1, &before);
    assert_int_equal(weft__pool_begin(&options, perform_job, NULL, &pool), WEFT__POOL_NO_WORKERS);
    assert_no_files_left();
    assert_null(pool);
    setrlimit(RLIMIT_NOFILE, &before);

    options.workers = 1;
    pool = pool_with(&options);
    submit(pool, "abort");
    submit(pool, "is two");
    limit_files(0, &before);
    assert_next_is(pool, 0, WEFT__POOL_CRASHED, SIGABRT);
    assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_NO_WORKERS);
    assert_no_files_left();
    setrlimit(RLIMIT_NOFILE, &before);
    assert_done(pool, "two");
    weft__pool_end(pool);
}

static void a_job_without_memory_is_told(void **state)
{
    (void) state;
    for (size_t workers = 0; workers <= 1; workers++) {
        struct weft__pool *pool = pool_of(workers);

        submit(pool, "no memory");
        submit(pool, "is two");
        assert_next_is(pool, 0, WEFT__POOL_LOST_MEMORY, 0);
        assert_done(pool, "two");
        weft__pool_end(pool);
    }
}

/* Runs three jobs with the NTH request failing, in the parent or in the workers: each starts from
 * a copy. Whether that request came. */
static bool three_jobs_with_a_failure(size_t workers, size_t nth)
{
    struct counting_allocator counting;
    weft_allocator allocator;
    struct weft__pool_options options = patient_options(workers);
    struct weft__pool *pool = NULL;
    uint64_t number;
    bool failed;

    counting_allocator_start(&counting);
    allocator = counting_allocator_allocator(&counting);
    options.allocator = &allocator;
    counting_allocator_fail_once(&counting, nth);
    while (pool == NULL) {
        enum weft__pool_status status = weft__pool_begin(&options, perform_job, NULL, &pool);

        assert_int_equal(status, pool == NULL ? WEFT__POOL_NO_MEMORY : WEFT__POOL_OK);
        assert_true(pool != NULL || counting.failures == 1);
    }
    for (uint64_t i = 0; i < 3; i++) {
        if (weft__pool_submit(pool, "large 1000", 10, &number) != WEFT__POOL_OK)
            assert_int_equal(weft__pool_submit(pool, "large 1000", 10, &number), WEFT__POOL_OK);
        assert_int_equal(number, i);
    }
    for (uint64_t i = 0; i < 3; i++) {
        struct weft__pool_outcome outcome;

        if (weft__pool_next(pool, &outcome) != WEFT__POOL_OK)
            assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
        assert_int_equal(outcome.job, i);
        if (outcome.kind != WEFT__POOL_LOST_MEMORY) {
            assert_int_equal(outcome.kind, WEFT__POOL_DONE);
            assert_int_equal(outcome.result.length, 1000);
        }
    }
    assert_empty(pool);
    weft__pool_end(pool);
    failed = counting.failures > 0;
    assert_int_equal(counting.bytes, 0);
    counting_allocator_end(&counting);
    return failed;
}

static void every_request_for_memory_fails_once(void **state)
{
    (void) state;
    for (size_t workers = 0; workers <= 1; workers++) {
        size_t nth = 1;

        while (three_jobs_with_a_failure(workers, nth))
            nth++;
        assert_true(nth > 5); /* it did ask */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fewer_workers_than_asked_for),
        cmocka_unit_test(no_workers_at_all),
        cmocka_unit_test(a_job_without_memory_is_told),
        cmocka_unit_test(every_request_for_memory_fails_once),
    };

    return cmocka_run_group_tests_name("worker_shortage", tests, NULL, NULL);
}
