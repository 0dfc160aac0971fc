/* worker_serve.c - what a worker does all its life. */
#include "worker_serve.h"

#include "wall_clock.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024, GATHERED_BYTES = 32 * 1024, KEPT_BYTES_MAX = 1024 * 1024 };

struct serving {
    const struct weft__worker_place *place;
    const struct weft__work *work;
    struct weft__byte_buffer jobs;   /* as they came */
    struct weft__byte_buffer result; /* of the job that runs */
    bool gone;                       /* the other end of the socket */
    bool in_batch;
    int64_t batch_began_us;
    size_t gathered;
    char results[GATHERED_BYTES]; /* of an array, so that telling a lack of memory needs none */
};

bool weft__work_perform(const struct weft__work *work, const struct weft__job *job)
{
    if (work->function(work->context, job) && !job->result->lost)
        return true;
    weft__byte_buffer_clear(job->result, 0);
    return false;
}

/* --- Results --- */

static void send_bytes(struct serving *serving, const char *bytes, size_t length)
{
    while (length > 0 && !serving->gone) {
        ssize_t sent = send(serving->place->socket, bytes, length, MSG_NOSIGNAL);

        if (sent > 0) {
            bytes += sent;
            length -= (size_t) sent;
        } else if (errno != EINTR) {
            serving->gone = true;
        }
    }
}

static void flush(struct serving *serving)
{
    send_bytes(serving, serving->results, serving->gathered);
    serving->gathered = 0;
}

static void put(struct serving *serving, const void *bytes, size_t length)
{
    if (length > sizeof serving->results - serving->gathered)
        flush(serving);
    if (length > sizeof serving->results) {
        send_bytes(serving, bytes, length);
    } else if (length > 0) {
        memcpy(serving->results + serving->gathered, bytes, length);
        serving->gathered += length;
    }
}

/* --- Jobs --- */

/* What a job that went well told on stderr is nobody's. */
static void empty_errors(int errors)
{
    if (errors != -1 && lseek(errors, 0, SEEK_END) > 0) {
        int emptied = ftruncate(errors, 0);

        (void) emptied; /* then the tail that is shown begins too early */
    }
}

static void run(struct serving *serving, const struct weft__job_head *head, const char *bytes)
{
    struct weft__job job = {bytes, head->length, &serving->result, serving->place->log};
    struct weft__result_head told = {.number = head->number};

    if (!serving->in_batch) {
        serving->in_batch = true;
        serving->batch_began_us = weft__wall_clock_us();
    }
    weft__byte_buffer_clear(&serving->result, KEPT_BYTES_MAX);
    weft__worker_log_begin(serving->place->log, head->number);
    told.lost_memory = !weft__work_perform(serving->work, &job);
    weft__worker_log_end(serving->place->log);
    if (!serving->work->silent)
        empty_errors(serving->place->errors);
    told.length = serving->result.length;
    if (head->last_of_batch) {
        serving->in_batch = false;
        told.last_of_batch = 1;
        told.batch_us = weft__wall_clock_us() - serving->batch_began_us;
    }
    put(serving, &told, sizeof told);
    put(serving, serving->result.bytes, serving->result.length);
    if (head->last_of_batch)
        flush(serving);
}

/* Runs the jobs that have come whole. */
static void run_all(struct serving *serving)
{
    struct weft__byte_buffer *jobs = &serving->jobs;
    struct weft__job_head head;
    size_t done = 0;

    while (!serving->gone && jobs->length - done >= sizeof head) {
        memcpy(&head, jobs->bytes + done, sizeof head);
        if (jobs->length - done - sizeof head < head.length)
            break;
        run(serving, &head, jobs->bytes + done + sizeof head);
        done += sizeof head + head.length;
    }
    weft__byte_buffer_drop(jobs, done);
}

/* Waits for what comes. Nothing is kept back meanwhile: the first job without a result is then the
 * one that has not come whole. */
static void receive(struct serving *serving)
{
    struct weft__byte_buffer *jobs = &serving->jobs;
    ssize_t received;

    flush(serving);
    if (!weft__byte_buffer_reserve(jobs, READ_BYTES)) {
        atomic_store(&serving->place->log->no_memory, true);
        serving->gone = true;
        return;
    }
    do {
        received = recv(serving->place->socket, jobs->bytes + jobs->length, READ_BYTES, 0);
    } while (received == -1 && errno == EINTR);
    if (received > 0)
        jobs->length += (size_t) received;
    else
        serving->gone = true;
}

void weft__worker_serve(const struct weft__worker_place *place, const struct weft__work *work)
{
    struct serving serving = {.place = place,
                              .work = work,
                              .jobs = {.allocator = work->allocator},
                              .result = {.allocator = work->allocator}};

    while (!serving.gone) {
        receive(&serving);
        run_all(&serving);
    }
    weft__byte_buffer_free(&serving.jobs);
    weft__byte_buffer_free(&serving.result);
}
