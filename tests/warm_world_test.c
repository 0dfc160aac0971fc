/* warm_world_test.c - worlds that are handed one pool: what went before leaves no trace, and once
 * it is warm nobody is asked for anything, the system least of all.
 */
#define _DEFAULT_SOURCE /* for syscall */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explored_run.h"
#include "finished_run.h"
#include "support/counted_system.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#define WARMING 100

/* --- Scenarios --- */

struct sum {
    weft_generator generator;
    int64_t i, total;
};

static weft_step sum_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct sum *sum = frame;

    (void) reactor;
    WEFT_BEGIN(sum, out);
    for (sum->i = 0; sum->i < 20; sum->i++) {
        sum->total += sum->i;
        WEFT_YIELD(weft_none());
    }
    WEFT_RETURN(weft_integer(sum->total));
    WEFT_END;
}
WEFT_GENERATOR(sum, struct sum, sum_next, NULL);

static void start_sum(weft_reactor *reactor, void *context)
{
    weft_world *world = context;
    weft_iterator *iterator;
    weft_task *task;

    if (!weft_world_ok(world, weft_iterator_create(reactor, &weft_generator_sum, &iterator),
                       "the iterator"))
        return;
    if (weft_world_ok(world, weft_cooperate(weft_world_cooperator(world), iterator, &task),
                      "the task"))
        weft_task_release(task);
    weft_iterator_release(iterator);
    weft_world_print(world, "the seed draws %u", (unsigned) (weft_world_random(world) % 1000));
}

WEFT_SCENARIO(sums, "Two tasks of one Cooperator.")
{
    weft_world_at(world, 0, "one", start_sum, world);
    weft_world_at(world, 0, "two", start_sum, world);
}

static const char *const scripts[] = {
    /* Choices, expectations, texts. */
    "weft 1\n"
    "shared balance = 100\n"
    "task deposit amount:\n"
    "    found = balance\n"
    "    await later 1ms\n"
    "    balance = found + amount\n"
    "    print \"balance {balance}\"\n"
    "0s      start deposit 10\n"
    "        call in 1ms as late:\n"
    "            start deposit 5\n"
    "within 1ms..3ms start deposit 7\n"
    "finally balance > 110\n",
    /* Findings of many kinds, and things left behind. */
    "weft 1\n"
    "error Broken\n"
    "task waits:\n"
    "    yield d\n"
    "0s      deferred as d\n"
    "        deferred as e\n"
    "        cooperate waits\n"
    "        fail e Broken \"it broke\"\n"
    "1s      fire e 1\n"
    "        lock as gate\n"
    "        acquire gate\n"
    "        acquire gate\n",
    /* It never ends by itself. */
    "weft 1\n"
    "task spins:\n"
    "    for i in 0..1000000:\n"
    "        yield\n"
    "0s      cooperate spins\n",
};

enum { SCRIPTS = sizeof scripts / sizeof *scripts, SCENARIOS = SCRIPTS + 1 };

static const weft_program program = {.scenarios = NULL};
static const struct weft__command command = {.program_name = "weft", .program = &program};

static void load(struct weft__loaded *loaded, size_t which)
{
    if (which == SCRIPTS)
        assert_int_equal(weft__load_c(loaded, &command, &weft_scenario_sums), WEFT__EXIT_HELD);
    else
        assert_int_equal(weft__load_source(loaded, &command,
                                           (struct weft__source){"a.weft", scripts[which],
                                                                 strlen(scripts[which])}),
                         WEFT__EXIT_HELD);
}

static void load_all(struct weft__loaded loaded[SCENARIOS])
{
    for (size_t i = 0; i < SCENARIOS; i++)
        load(&loaded[i], i);
}

static void close_all(struct weft__loaded loaded[SCENARIOS])
{
    for (size_t i = 0; i < SCENARIOS; i++)
        weft__loaded_close(&loaded[i]);
}

/* --- Runs --- */

static weft_world_options options_of(weft_pool *pool, uint64_t seed)
{
    return (weft_world_options){.seed = seed,
                                .strategy = "random",
                                .steps_max = 500,
                                .freedom = {.slack_ns = WEFT_MICROSECOND},
                                .pool = pool};
}

/* The trace of a run, to be freed with weft__run_text_free. */
static char *trace_of(const struct weft__loaded *loaded, weft_pool *pool, uint64_t seed,
                      size_t *length)
{
    weft_world_options options = options_of(pool, seed);
    struct weft__run run;
    char *text;

    assert_int_equal(weft__run_make(&run, loaded, &options), WEFT__EXIT_HELD);
    text = weft__run_text(&run, length);
    weft__run_close(&run);
    assert_non_null(text);
    return text;
}

/* What a search's run reports, behind what RESULT has. Whether it was made. */
static bool report_with(struct weft__class_memo *memo, const struct weft__loaded *loaded,
                        weft_pool *pool, uint64_t seed, struct weft__byte_buffer *bytes,
                        struct weft__byte_buffer *result)
{
    const struct weft__plan plan = {
        .kind = WEFT__PLAN_RANDOM, .sites = UINT32_MAX, .seed = seed, .steps = 5};
    struct weft__explored explored = {
        .loaded = loaded, .options = options_of(pool, 0), .memo = memo};
    struct weft__worker_log log = {.bytes_max = 0};
    struct weft__job job = {.result = result, .log = &log};

    if (!weft__explored_job_plan(bytes, &plan))
        return false;
    job.bytes = bytes->bytes;
    job.length = bytes->length;
    return weft__explored_work(&explored, &job);
}

static bool report_of(const struct weft__loaded *loaded, weft_pool *pool, uint64_t seed,
                      struct weft__byte_buffer *bytes, struct weft__byte_buffer *result)
{
    return report_with(NULL, loaded, pool, seed, bytes, result);
}

static struct weft__byte_buffer buffer(void)
{
    return (struct weft__byte_buffer){.allocator = &weft_allocator_system};
}

/* COUNT reports of all scenarios by turns. */
static bool report_often(const struct weft__loaded loaded[SCENARIOS], weft_pool *pool, size_t count,
                         struct weft__byte_buffer *bytes, struct weft__byte_buffer *result)
{
    bool good = true;

    for (size_t i = 0; i < count; i++) {
        weft__byte_buffer_clear(result, SIZE_MAX);
        good = report_of(&loaded[i % SCENARIOS], pool, i % 10, bytes, result) && good;
    }
    return good;
}

static void assert_same_reports(const struct weft__byte_buffer *one,
                                const struct weft__byte_buffer *other)
{
    struct weft__report a, b;

    assert_int_equal(one->length, other->length);
    weft__report_get(one->bytes, &a);
    weft__report_get(other->bytes, &b);
    assert_true(a.ordering != 0 && a.ordering == b.ordering);
    assert_int_equal(a.flags, b.flags);
    assert_int_equal(a.findings, b.findings);
    assert_int_equal(a.asked_count, b.asked_count);
    assert_memory_equal(one->bytes + sizeof a, other->bytes + sizeof b, one->length - sizeof a);
}

static weft_pool *make_pool(void)
{
    weft_pool *pool;

    assert_int_equal(weft_pool_create(NULL, &pool), WEFT_OK);
    return pool;
}

/* --- What went before --- */

static void a_world_is_the_same_behind_a_thousand_others(void **state)
{
    struct weft__loaded loaded[SCENARIOS];
    struct weft__byte_buffer bytes = buffer(), result = buffer(), fresh = buffer();
    weft_pool *pool = make_pool();

    (void) state;
    load_all(loaded);
    assert_true(report_often(loaded, pool, 1000, &bytes, &result));
    for (size_t i = 0; i < SCENARIOS; i++)
        for (uint64_t seed = 0; seed < 5; seed++) {
            weft_pool *own = make_pool();
            size_t first_length, length;
            char *first = trace_of(&loaded[i], NULL, seed, &first_length);
            char *text = trace_of(&loaded[i], pool, seed, &length);

            assert_int_equal(length, first_length);
            assert_memory_equal(text, first, length);
            weft__run_text_free(text, length);
            weft__run_text_free(first, first_length);
            weft__byte_buffer_clear(&fresh, SIZE_MAX);
            weft__byte_buffer_clear(&result, SIZE_MAX);
            assert_true(report_of(&loaded[i], own, seed, &bytes, &fresh));
            assert_true(report_of(&loaded[i], pool, seed, &bytes, &result));
            assert_same_reports(&result, &fresh);
            weft_pool_free(own);
        }
    close_all(loaded);
    weft__byte_buffer_free(&bytes);
    weft__byte_buffer_free(&result);
    weft__byte_buffer_free(&fresh);
    weft_pool_free(pool);
}

static void a_warm_pool_asks_nobody(void **state)
{
    struct weft__loaded loaded[SCENARIOS];
    struct weft__byte_buffer bytes = buffer(), result = buffer();
    weft_pool *pool = make_pool();
    size_t requests;

    (void) state;
    load_all(loaded);
    assert_true(report_often(loaded, pool, WARMING, &bytes, &result));
    requests = memory.requests;
    assert_true(report_often(loaded, pool, 1000, &bytes, &result));
    assert_int_equal(memory.requests, requests);
    close_all(loaded);
    weft__byte_buffer_free(&bytes);
    weft__byte_buffer_free(&result);
    weft_pool_free(pool);
}

/* Each seed twice, so that a run is also one that was made before. */
static void what_is_known_of_earlier_runs_changes_no_report(void **state)
{
    struct weft__loaded loaded[SCENARIOS];
    struct weft__byte_buffer bytes = buffer(), result = buffer(), fresh = buffer();
    weft_pool *pool = make_pool();

    (void) state;
    load_all(loaded);
    for (size_t i = 0; i < SCENARIOS; i++) {
        struct weft__class_memo memo = {0};

        for (uint64_t seed = 0; seed < 100; seed++) {
            weft__byte_buffer_clear(&fresh, SIZE_MAX);
            weft__byte_buffer_clear(&result, SIZE_MAX);
            assert_true(report_of(&loaded[i], pool, seed % 50, &bytes, &fresh));
            assert_true(report_with(&memo, &loaded[i], pool, seed % 50, &bytes, &result));
            assert_same_reports(&result, &fresh);
        }
    }
    close_all(loaded);
    weft__byte_buffer_free(&bytes);
    weft__byte_buffer_free(&result);
    weft__byte_buffer_free(&fresh);
    weft_pool_free(pool);
}

/* How often the library asked for memory in a run of LOADED beside POOL; where a request fails, it
 * is the same one for every pool. */
static size_t library_requests(const struct weft__loaded *loaded, weft_pool *pool)
{
    weft_world_options options = options_of(pool, 3);
    struct counting_allocator library;
    weft_world *world;
    size_t requests;

    counting_allocator_start(&library);
    options.allocator = counting_allocator_allocator(&library);
    world = weft__loaded_world(loaded, &options);
    assert_non_null(world);
    weft_world_run(world);
    requests = library.requests;
    weft_world_close(world);
    assert_int_equal(library.bytes, 0);
    return requests;
}

static void the_library_s_requests_are_its_own(void **state)
{
    struct weft__loaded loaded[SCENARIOS];
    weft_pool *pool = make_pool();

    (void) state;
    load_all(loaded);
    for (size_t i = 0; i < SCENARIOS; i++) {
        size_t requests = library_requests(&loaded[i], NULL);

        assert_true(requests > 0);
        assert_int_equal(library_requests(&loaded[i], pool), requests);
        assert_int_equal(library_requests(&loaded[i], pool), requests);
    }
    close_all(loaded);
    weft_pool_free(pool);
}

/* --- The system --- */

#ifdef __linux__

/* In a process that may read, write and exit from some point on, and is killed if it asks for
 * anything else. Writes a byte to OUT if it lives to the end. */
static _Noreturn void live_on_nothing(int out)
{
    struct weft__loaded loaded[SCENARIOS];
    struct weft__byte_buffer bytes = buffer(), result = buffer();
    weft_pool *pool = make_pool();
    bool good;

    load_all(loaded);
    good = report_often(loaded, pool, WARMING, &bytes, &result);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
        _exit(77);
    good = report_often(loaded, pool, 300, &bytes, &result) && good;
    if (good && write(out, "k", 1) != 1)
        good = false;
    syscall(SYS_exit, good ? 0 : 1); /* _exit asks for more than that */
    abort();
}

static void a_warm_world_makes_no_system_call(void **state)
{
    int ends[2], status = 0;
    char told = '\0';
    pid_t child;

    (void) state;
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        live_on_nothing(ends[1]);
    close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        fail_msg("there is no seccomp here: nobody knows what a warm world asks the system for");
    assert_true(WIFEXITED(status)); /* not killed */
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(read(ends[0], &told, 1), 1);
    assert_int_equal(told, 'k');
    close(ends[0]);
}

#endif

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_world_is_the_same_behind_a_thousand_others),
        cmocka_unit_test(a_warm_pool_asks_nobody),
        cmocka_unit_test(what_is_known_of_earlier_runs_changes_no_report),
        cmocka_unit_test(the_library_s_requests_are_its_own),
#ifdef __linux__
        cmocka_unit_test(a_warm_world_makes_no_system_call),
#endif
    };

    return cmocka_run_group_tests_name("warm_world", tests, counted_system_begin,
                                       counted_system_end);
}
