/* worker_jobs.h - jobs for a pool of workers that do what their text says, and what is said of
 * their outcomes. */
#ifndef TESTS_WORKER_JOBS_H
#define TESTS_WORKER_JOBS_H

#include "support/counting_allocator.h"

#include "worker_pool.h"
#include "worker_process.h"

#define PATIENCE_MS 60000 /* far more than any job takes that is not meant to hang */

/* A job is a text:
 *
 *   (nothing)              nothing
 *   is TEXT                the result is TEXT
 *   spin N M               counts to N; the result is M
 *   large N                the result is N times 'x'
 *   no memory              as it says
 *   pid                    the result is the worker's process
 *   mutter                 writes to the log and to stderr; the result is "muttered"
 *   print                  writes to stdout, reads stdin
 *   interrupt              sends itself the signals that a terminal sends
 *   tell parent, and hang  sends its parent SIGUSR1
 *
 * These write "before" into the log and "last words" to stderr first:
 *
 *   abort, segv, exit N
 *   hang
 *   close                  closes all its files, and then hangs
 *   garble                 writes nonsense into all its sockets, and then hangs
 *   orphan                 aborts, and leaves a process behind that holds its files for a while
 *
 *   chatter                aborts after much of both
 */
bool perform_job(void *context, const struct weft__job *job);

struct weft__pool_options patient_options(size_t workers);
struct weft__pool *pool_with(const struct weft__pool_options *options);
struct weft__pool *pool_of(size_t workers);

/* Returns the job's number. */
uint64_t submit(struct weft__pool *pool, const char *text);

/* TEXT, followed by zeroes up to LENGTH. */
void submit_padded(struct weft__pool *pool, const char *text, size_t length);

void assert_next_is(struct weft__pool *pool, uint64_t job, enum weft__pool_kind kind, int code);
void assert_done(struct weft__pool *pool, const char *result);
void assert_next_is_number(struct weft__pool *pool, uint64_t number); /* job, and result */
void assert_empty(struct weft__pool *pool);
void assert_bytes(struct weft__pool_bytes bytes, const char *text);

uint64_t number_of(struct weft__pool_bytes bytes);

/* How many descriptors this process has open; the lowest that is free. */
size_t open_files(void);
int first_free_file(void);

#endif
