/* worker_log.c - every store is in an order that makes sense to a reader after any of them. */
#include "worker_log.h"

#include <string.h>

/* Only the worker itself writes, so loads of its own need no order. A plain store after a release
 * is not moved before it by the compiler, which is all that a death in between asks for. */
static size_t length_of(const struct weft__worker_log *log)
{
    return atomic_load_explicit(&log->length, memory_order_relaxed);
}

void weft__worker_log_append(struct weft__worker_log *log, const void *bytes, size_t length)
{
    size_t before = length_of(log);

    if (atomic_load_explicit(&log->cut, memory_order_relaxed) || length == 0)
        return;
    if (length > log->bytes_max - before) {
        atomic_store_explicit(&log->cut, true, memory_order_release);
        return;
    }
    memcpy(log->bytes + before, bytes, length);
    atomic_store_explicit(&log->length, before + length, memory_order_release);
}

void weft__worker_log_begin(struct weft__worker_log *log, uint64_t number)
{
    /* First the log, then whose it is: never another job's log under this number. */
    atomic_store_explicit(&log->length, 0, memory_order_release);
    atomic_store_explicit(&log->cut, false, memory_order_release);
    atomic_store_explicit(&log->job, number + 1, memory_order_release);
    atomic_store_explicit(&log->running, true, memory_order_release);
}

void weft__worker_log_end(struct weft__worker_log *log)
{
    atomic_store_explicit(&log->running, false, memory_order_release);
}

void weft__worker_log_reset(struct weft__worker_log *log)
{
    atomic_store(&log->job, 0);
    atomic_store(&log->running, false);
    atomic_store(&log->no_memory, false);
    atomic_store(&log->length, 0);
    atomic_store(&log->cut, false);
}
