/* worker_death.c - which workers hang, and which job is to blame when one has died. */
#include "worker_death.h"

#include "wall_clock.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* --- Hanging --- */

bool weft__crew_look_due(struct weft__crew *crew, int64_t *elapsed_us)
{
    int64_t look_us = (int64_t) crew->look_ms * 1000;
    int64_t now_us = weft__wall_clock_us();

    *elapsed_us = now_us - crew->looked_us;
    if (*elapsed_us < look_us)
        return false;
    crew->looked_us = now_us;
    if (*elapsed_us > 2 * look_us)
        *elapsed_us = 2 * look_us;
    return true;
}

bool weft__crew_look(struct weft__crew *crew, size_t index, int64_t elapsed_us)
{
    const struct weft__worker *worker = &crew->workers.all[index];
    struct weft__crew_hand *hand = &crew->hands[index];
    uint64_t job = atomic_load(&worker->log->job);

    if (worker->pid == 0 || hand->jobs_count == 0)
        return false;
    if (job != hand->job_seen || !atomic_load(&worker->log->running)) {
        hand->job_seen = job;
        hand->job_seen_us = 0;
        return weft__worker_ended(worker);
    }
    hand->job_seen_us += elapsed_us;
    if (crew->job_us_max > 0 && hand->job_seen_us >= crew->job_us_max && !hand->killed) {
        hand->killed = true;
        weft__worker_kill(worker);
    }
    weft__worker_errors_bound(worker);
    return weft__worker_ended(worker);
}

/* --- Blame --- */

/* The end of one worker. */
struct death {
    int status;      /* as waitpid told it */
    bool killed;     /* by us, for job_seen */
    uint64_t job;    /* the job begun last, plus 1 */
    bool in_job;     /* that is not over */
    bool no_memory;  /* the first job could not even be received */
    bool first_left; /* of the jobs without a result, the one asked about is the first */
};

/* Whether job NUMBER, which has no result, ended the worker. A job that is over may have spoilt the
 * memory that its worker went on to use, so it is to blame too. But one that was over before it was
 * killed for hanging is not, nor is the one that came next. */
static bool blamed(const struct death *death, const struct weft__crew_hand *hand, uint64_t number)
{
    if (death->no_memory)
        return death->first_left;
    if (number + 1 != death->job)
        return false;
    return !death->killed || (death->in_job && death->job == hand->job_seen);
}

static enum weft__pool_kind kind_of(const struct death *death, int *code)
{
    *code = 0;
    if (death->no_memory)
        return WEFT__POOL_LOST_MEMORY;
    if (death->killed)
        return WEFT__POOL_HUNG;
    if (WIFSIGNALED(death->status)) {
        *code = WTERMSIG(death->status);
        return WEFT__POOL_CRASHED;
    }
    *code = WEXITSTATUS(death->status);
    return WEFT__POOL_EXITED;
}

static void finish(struct weft__crew *crew, size_t index, uint64_t number,
                   const struct death *death)
{
    const struct weft__worker *worker = &crew->workers.all[index];
    struct weft__window_job *job = weft__job_window_at(crew->window, number);
    enum weft__pool_kind kind;
    int code;

    kind = kind_of(death, &code);
    if (!death->no_memory) {
        bool whole = weft__byte_buffer_append(&job->log, worker->log->bytes,
                                              atomic_load(&worker->log->length));

        job->log_cut = !whole || atomic_load(&worker->log->cut);
        weft__worker_errors(worker, &job->errors);
    }
    weft__job_window_finish(crew->window, number, kind, code);
}

void weft__crew_bury(struct weft__crew *crew, size_t index)
{
    struct weft__worker *worker = &crew->workers.all[index];
    struct weft__crew_hand *hand = &crew->hands[index];
    struct death death = {.status = weft__worker_bury(worker), .first_left = true};
    bool any_blamed = false;

    /* One that was killed may have ended in its own way before. */
    death.killed = hand->killed && WIFSIGNALED(death.status) && WTERMSIG(death.status) == SIGKILL;
    death.job = atomic_load(&worker->log->job);
    death.in_job = atomic_load(&worker->log->running);
    death.no_memory = atomic_load(&worker->log->no_memory);
    for (; hand->jobs_count > 0; hand->jobs_count--) {
        uint64_t number = hand->jobs[hand->jobs_first];

        if (blamed(&death, hand, number)) {
            any_blamed = true;
            finish(crew, index, number, &death);
        } else {
            weft__job_window_again(crew->window, number);
        }
        death.first_left = false;
        hand->jobs_first = (hand->jobs_first + 1) % (2 * WEFT__CREW_BATCH_MAX);
    }
    hand->deaths = any_blamed || death.killed ? 0 : hand->deaths + 1;
    hand->batches = 0;
    hand->to_sent = 0;
    hand->killed = false;
    hand->job_seen = 0;
    hand->job_seen_us = 0;
    weft__byte_buffer_free(&hand->to);
    weft__byte_buffer_free(&hand->from);
    crew->alive--;
    crew->saturated = false;
}
