/* worker_pool.c - jobs in, outcomes out; with a crew of workers or in this process. */
#include "worker_pool.h"

#include "job_window.h"
#include "worker_crew.h"

#include <assert.h>
#include <string.h>

enum { DELIVERED_UNATTENDED_MAX = 64 }; /* meanwhile workers may have run out of jobs */

struct weft__pool {
    const weft_allocator *allocator;
    const volatile sig_atomic_t *stop;
    struct weft__work work;
    struct weft__job_window window;
    size_t unattended; /* so many outcomes were delivered since the crew was attended to */
    bool has_crew;     /* else jobs are run here, and this is their log: */
    struct weft__worker_log *log;
    size_t log_bytes;
    struct weft__crew crew;
    struct sigaction child_before; /* what SIGCHLD did */
};

/* --- Life --- */

/* Where SIGCHLD is ignored, as whoever started this program may have left it, the system buries
 * children itself and nobody learns how they ended. */
static void mind_children(struct weft__pool *pool)
{
    struct sigaction action;

    sigaction(SIGCHLD, NULL, &pool->child_before);
    if (pool->child_before.sa_handler == SIG_IGN) {
        memset(&action, 0, sizeof action);
        action.sa_handler = SIG_DFL;
        sigemptyset(&action.sa_mask);
        sigaction(SIGCHLD, &action, NULL);
    }
}

static enum weft__pool_status begin_here(struct weft__pool *pool, size_t log_bytes_max)
{
    size_t bytes = sizeof *pool->log + log_bytes_max;

    if (bytes < log_bytes_max)
        return WEFT__POOL_NO_MEMORY;
    pool->log = pool->allocator->allocate(pool->allocator->context, NULL, 0, bytes);
    if (pool->log == NULL)
        return WEFT__POOL_NO_MEMORY;
    pool->log_bytes = bytes;
    pool->log->bytes_max = log_bytes_max;
    weft__worker_log_reset(pool->log);
    return WEFT__POOL_OK;
}

static enum weft__pool_status begin_crew(struct weft__pool *pool,
                                         const struct weft__pool_options *options)
{
    pool->has_crew = true;
    mind_children(pool);
    pool->crew.work = pool->work;
    pool->crew.window = &pool->window;
    pool->crew.job_us_max = options->job_ms_max * 1000;
    if (!weft__crew_make(&pool->crew, options->workers, options->log_bytes_max))
        return WEFT__POOL_NO_MEMORY;
    return weft__crew_fill(&pool->crew) ? WEFT__POOL_OK : WEFT__POOL_NO_WORKERS;
}

static size_t jobs_max_of(const struct weft__pool_options *options)
{
    if (options->jobs_max > 0)
        return options->jobs_max;
    return WEFT__POOL_JOBS_MAX_OF_WORKER * (options->workers == 0 ? 1 : options->workers);
}

enum weft__pool_status weft__pool_begin(const struct weft__pool_options *options,
                                        bool (*function)(void *context,
                                                         const struct weft__job *job),
                                        void *context, struct weft__pool **pool)
{
    const weft_allocator *allocator =
        options->allocator == NULL ? &weft_allocator_system : options->allocator;
    struct weft__pool *made = allocator->allocate(allocator->context, NULL, 0, sizeof *made);
    enum weft__pool_status status;

    assert(options->workers <= WEFT__POOL_WORKERS_MAX && options->job_ms_max >= 0);
    if (made == NULL)
        return WEFT__POOL_NO_MEMORY;
    memset(made, 0, sizeof *made);
    made->allocator = allocator;
    made->stop = options->stop;
    made->work = (struct weft__work){function, context, allocator, options->silent};
    if (!weft__job_window_make(&made->window, allocator, jobs_max_of(options))) {
        allocator->allocate(allocator->context, made, sizeof *made, 0);
        return WEFT__POOL_NO_MEMORY;
    }
    status = options->workers == 0 ? begin_here(made, options->log_bytes_max)
                                   : begin_crew(made, options);
    if (status == WEFT__POOL_OK)
        *pool = made;
    else
        weft__pool_end(made);
    return status;
}

void weft__pool_end(struct weft__pool *pool)
{
    const weft_allocator *allocator;

    if (pool == NULL)
        return;
    allocator = pool->allocator;
    if (pool->has_crew) {
        weft__crew_free(&pool->crew);
        if (pool->child_before.sa_handler == SIG_IGN)
            sigaction(SIGCHLD, &pool->child_before, NULL);
    }
    if (pool->log != NULL)
        allocator->allocate(allocator->context, pool->log, pool->log_bytes, 0);
    weft__job_window_free(&pool->window);
    allocator->allocate(allocator->context, pool, sizeof *pool, 0);
}

size_t weft__pool_workers(const struct weft__pool *pool)
{
    return pool->crew.alive;
}

/* --- Jobs in --- */

size_t weft__pool_room(const struct weft__pool *pool)
{
    return weft__job_window_room(&pool->window);
}

size_t weft__pool_pending(const struct weft__pool *pool)
{
    return (size_t) (pool->window.end - pool->window.first);
}

enum weft__pool_status weft__pool_submit(struct weft__pool *pool, const void *bytes, size_t length,
                                         uint64_t *number)
{
    if (!weft__job_window_submit(&pool->window, bytes, length, number))
        return WEFT__POOL_NO_MEMORY;
    if (pool->has_crew) /* whatever could not be given stays queued; next tells */
        (void) weft__crew_give(&pool->crew, pool->crew.batch - 1);
    return WEFT__POOL_OK;
}

/* --- Outcomes out --- */

static void run_here(struct weft__pool *pool)
{
    uint64_t number = weft__job_window_next(&pool->window);
    struct weft__window_job *slot = weft__job_window_at(&pool->window, number);
    struct weft__job job = {slot->input.bytes, slot->input.length, &slot->result, pool->log};
    bool done;

    weft__job_window_take(&pool->window, number);
    weft__worker_log_begin(pool->log, number);
    done = weft__work_perform(&pool->work, &job);
    weft__worker_log_end(pool->log);
    weft__job_window_finish(&pool->window, number, done ? WEFT__POOL_DONE : WEFT__POOL_LOST_MEMORY,
                            0);
}

/* Brings the first job nearer to its end. */
static enum weft__pool_status proceed(struct weft__pool *pool)
{
    if (!pool->has_crew) {
        run_here(pool);
        return WEFT__POOL_OK;
    }
    if (pool->crew.alive == 0 && !weft__crew_fill(&pool->crew))
        return WEFT__POOL_NO_WORKERS;
    pool->unattended = 0;
    return weft__crew_give(&pool->crew, 0) && weft__crew_attend(&pool->crew, true)
               ? WEFT__POOL_OK
               : WEFT__POOL_NO_MEMORY;
}

/* Keeps the workers at work while there is enough to deliver. */
static void attend(struct weft__pool *pool)
{
    if (!pool->has_crew || ++pool->unattended < DELIVERED_UNATTENDED_MAX)
        return;
    pool->unattended = 0;
    /* What could not be had now is asked for again when there is nothing else to deliver. */
    if (weft__crew_attend(&pool->crew, false))
        (void) weft__crew_give(&pool->crew, pool->crew.batch - 1);
}

enum weft__pool_status weft__pool_next(struct weft__pool *pool, struct weft__pool_outcome *outcome)
{
    while (pool->stop == NULL || *pool->stop == 0) {
        enum weft__pool_status status;

        if (weft__job_window_deliver(&pool->window, outcome)) {
            attend(pool);
            return WEFT__POOL_OK;
        }
        if (weft__pool_pending(pool) == 0) {
            *outcome = (struct weft__pool_outcome){.kind = WEFT__POOL_EMPTY};
            return WEFT__POOL_OK;
        }
        status = proceed(pool);
        if (status != WEFT__POOL_OK)
            return status;
    }
    *outcome = (struct weft__pool_outcome){.kind = WEFT__POOL_INTERRUPTED};
    return WEFT__POOL_OK;
}
