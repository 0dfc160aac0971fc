/* job_window.c - a ring of jobs; their buffers are used again by those that come later. */
#include "job_window.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

enum { KEPT_BYTES_MAX = 16 * 1024 }; /* of a buffer, for the next job in its slot */

bool weft__job_window_make(struct weft__job_window *window, const weft_allocator *allocator,
                           size_t jobs_max)
{
    size_t count = jobs_max + 1;

    *window = (struct weft__job_window){.allocator = allocator, .slot_count = count};
    if (jobs_max >= SIZE_MAX / sizeof *window->slots)
        return false;
    window->slots = allocator->allocate(allocator->context, NULL, 0, count * sizeof *window->slots);
    for (size_t i = 0; window->slots != NULL && i < count; i++)
        window->slots[i] = (struct weft__window_job){.input.allocator = allocator,
                                                     .result.allocator = allocator,
                                                     .log.allocator = allocator,
                                                     .errors.allocator = allocator};
    return window->slots != NULL;
}

void weft__job_window_free(struct weft__job_window *window)
{
    for (size_t i = 0; i < window->slot_count; i++) {
        weft__byte_buffer_free(&window->slots[i].input);
        weft__byte_buffer_free(&window->slots[i].result);
        weft__byte_buffer_free(&window->slots[i].log);
        weft__byte_buffer_free(&window->slots[i].errors);
    }
    window->allocator->allocate(window->allocator->context, window->slots,
                                window->slot_count * sizeof *window->slots, 0);
}

size_t weft__job_window_room(const struct weft__job_window *window)
{
    return window->slot_count - 1 - (size_t) (window->end - window->first);
}

struct weft__window_job *weft__job_window_at(struct weft__job_window *window, uint64_t number)
{
    return &window->slots[number % window->slot_count];
}

bool weft__job_window_submit(struct weft__job_window *window, const void *bytes, size_t length,
                             uint64_t *number)
{
    struct weft__window_job *job = weft__job_window_at(window, window->end);

    assert(weft__job_window_room(window) > 0);
    weft__byte_buffer_clear(&job->input, KEPT_BYTES_MAX);
    weft__byte_buffer_clear(&job->result, KEPT_BYTES_MAX);
    weft__byte_buffer_clear(&job->log, 0);
    weft__byte_buffer_clear(&job->errors, 0);
    job->log_cut = false;
    if (!weft__byte_buffer_append(&job->input, bytes, length))
        return false;
    job->state = WEFT__WINDOW_QUEUED;
    window->queued++;
    *number = window->end++;
    return true;
}

uint64_t weft__job_window_next(struct weft__job_window *window)
{
    assert(window->queued > 0);
    if (window->queued_from < window->first)
        window->queued_from = window->first;
    while (weft__job_window_at(window, window->queued_from)->state != WEFT__WINDOW_QUEUED)
        window->queued_from++;
    assert(window->queued_from < window->end);
    return window->queued_from;
}

void weft__job_window_take(struct weft__job_window *window, uint64_t number)
{
    struct weft__window_job *job = weft__job_window_at(window, number);

    assert(job->state == WEFT__WINDOW_QUEUED);
    job->state = WEFT__WINDOW_GIVEN;
    window->queued--;
}

void weft__job_window_again(struct weft__job_window *window, uint64_t number)
{
    struct weft__window_job *job = weft__job_window_at(window, number);

    assert(job->state == WEFT__WINDOW_GIVEN);
    job->state = WEFT__WINDOW_QUEUED;
    window->queued++;
    if (number < window->queued_from)
        window->queued_from = number;
}

void weft__job_window_finish(struct weft__job_window *window, uint64_t number,
                             enum weft__pool_kind kind, int code)
{
    struct weft__window_job *job = weft__job_window_at(window, number);

    assert(job->state == WEFT__WINDOW_GIVEN);
    job->state = WEFT__WINDOW_FINISHED;
    job->kind = kind;
    job->code = code;
}

bool weft__job_window_deliver(struct weft__job_window *window, struct weft__pool_outcome *outcome)
{
    struct weft__window_job *job = weft__job_window_at(window, window->first);

    if (window->first == window->end || job->state != WEFT__WINDOW_FINISHED)
        return false;
    *outcome = (struct weft__pool_outcome){
        .job = window->first,
        .kind = job->kind,
        .code = job->code,
        .result = {job->result.bytes, job->result.length},
        .log = {job->log.bytes, job->log.length},
        .errors = {job->errors.bytes, job->errors.length},
        .log_cut = job->log_cut,
    };
    window->first++;
    return true;
}
