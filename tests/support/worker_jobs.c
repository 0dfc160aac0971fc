/* worker_jobs.c - jobs that do what their text says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/worker_jobs.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FILES_MAX = 64 };

/* --- What they do --- */

/* TEXT's rest if it begins with WORD, else NULL. */
static const char *after(const char *text, const char *word)
{
    size_t length = strlen(word);

    return strncmp(text, word, length) == 0 ? text + length : NULL;
}

static bool tell(const struct weft__job *job, const char *text)
{
    return weft__byte_buffer_append(job->result, text, strlen(text));
}

static void log_text(const struct weft__job *job, const char *text)
{
    weft__worker_log_append(job->log, text, strlen(text));
}

static void mutter(const struct weft__job *job)
{
    log_text(job, "muttering");
    fputs("muttering\n", stderr);
}

static _Noreturn void hang(void)
{
    for (;;)
        poll(NULL, 0, -1);
}

/* A sanitizer would make an exit code of it. */
static void crash_by(int number)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(number, &action, NULL);
    raise(number);
}

static void close_all(void)
{
    for (int file = 0; file < FILES_MAX; file++)
        close(file);
}

static void garble_all(void)
{
    char nonsense[100];

    memset(nonsense, 0x5a, sizeof nonsense);
    for (int file = 0; file < FILES_MAX; file++)
        (void) send(file, nonsense, sizeof nonsense, MSG_NOSIGNAL);
}

static void leave_orphan(void)
{
    if (fork() == 0) {
        poll(NULL, 0, 2000);
        _exit(0);
    }
}

static void chatter(const struct weft__job *job)
{
    for (int i = 0; i < 10000; i++) {
        char text[32];

        snprintf(text, sizeof text, "word %d\n", i);
        log_text(job, text);
        fputs(text, stderr);
    }
    crash_by(SIGABRT);
}

/* Returns if TEXT is no way to end. */
static void end(const struct weft__job *job, const char *text)
{
    const char *rest;

    log_text(job, "before");
    fputs("last words\n", stderr);
    if (strcmp(text, "abort") == 0)
        crash_by(SIGABRT);
    if (strcmp(text, "segv") == 0)
        crash_by(SIGSEGV);
    if ((rest = after(text, "exit ")) != NULL)
        exit((int) strtol(rest, NULL, 10));
    if (strcmp(text, "orphan") == 0) {
        leave_orphan();
        crash_by(SIGABRT);
    }
    if (strcmp(text, "close") == 0)
        close_all();
    if (strcmp(text, "garble") == 0)
        garble_all();
    hang();
}

static bool spin(const struct weft__job *job, const char *rest)
{
    char *number;
    volatile unsigned long steps = strtoul(rest, &number, 10);

    while (steps > 0)
        steps--;
    return tell(job, number + 1);
}

static bool grow(const struct weft__job *job, unsigned long length)
{
    while (length > 0 && tell(job, "x"))
        length--;
    return length == 0;
}

static bool print(const struct weft__job *job)
{
    char byte;

    printf("must not be seen\n");
    if (read(STDIN_FILENO, &byte, 1) != 0)
        return tell(job, "printed, read something");
    return tell(job, "printed, read nothing");
}

static bool interrupt(const struct weft__job *job)
{
    raise(SIGINT);
    raise(SIGTERM);
    raise(SIGHUP);
    raise(SIGPIPE);
    return tell(job, "alive");
}

static bool tell_process(const struct weft__job *job)
{
    char text[32];

    snprintf(text, sizeof text, "%ld", (long) getpid());
    return tell(job, text);
}

bool perform_job(void *context, const struct weft__job *job)
{
    char text[64] = "";
    const char *rest;

    (void) context;
    if (job->length > 0)
        memcpy(text, job->bytes, job->length < sizeof text ? job->length : sizeof text - 1);
    if (text[0] == '\0')
        return true;
    if ((rest = after(text, "is ")) != NULL)
        return tell(job, rest);
    if ((rest = after(text, "spin ")) != NULL)
        return spin(job, rest);
    if ((rest = after(text, "large ")) != NULL)
        return grow(job, strtoul(rest, NULL, 10));
    if (strcmp(text, "no memory") == 0)
        return tell(job, "half of it") && false;
    if (strcmp(text, "pid") == 0)
        return tell_process(job);
    if (strcmp(text, "print") == 0)
        return print(job);
    if (strcmp(text, "interrupt") == 0)
        return interrupt(job);
    if (strcmp(text, "mutter") == 0) {
        mutter(job);
        return tell(job, "muttered");
    }
    if (strcmp(text, "tell parent, and hang") == 0) {
        kill(getppid(), SIGUSR1);
        hang();
    }
    if (strcmp(text, "chatter") == 0)
        chatter(job);
    end(job, text);
    return true;
}

/* --- Pools --- */

struct weft__pool_options patient_options(size_t workers)
{
    return (struct weft__pool_options){
        .workers = workers, .job_ms_max = PATIENCE_MS, .log_bytes_max = 1000};
}

struct weft__pool *pool_with(const struct weft__pool_options *options)
{
    struct weft__pool *pool = NULL;

    assert_int_equal(weft__pool_begin(options, perform_job, NULL, &pool), WEFT__POOL_OK);
    return pool;
}

struct weft__pool *pool_of(size_t workers)
{
    struct weft__pool_options options = patient_options(workers);

    return pool_with(&options);
}

uint64_t submit(struct weft__pool *pool, const char *text)
{
    uint64_t number = 0;

    assert_int_equal(weft__pool_submit(pool, text, strlen(text), &number), WEFT__POOL_OK);
    return number;
}

void submit_padded(struct weft__pool *pool, const char *text, size_t length)
{
    char *bytes = calloc(1, length);
    uint64_t number;

    assert_non_null(bytes);
    memcpy(bytes, text, strlen(text));
    assert_int_equal(weft__pool_submit(pool, bytes, length, &number), WEFT__POOL_OK);
    free(bytes);
}

/* --- Outcomes --- */

void assert_bytes(struct weft__pool_bytes bytes, const char *text)
{
    assert_int_equal(bytes.length, strlen(text));
    if (bytes.length > 0)
        assert_memory_equal(bytes.bytes, text, bytes.length);
}

uint64_t number_of(struct weft__pool_bytes bytes)
{
    uint64_t number = 0;

    for (size_t i = 0; i < bytes.length; i++)
        number = number * 10 + (uint64_t) (bytes.bytes[i] - '0');
    return number;
}

void assert_next_is(struct weft__pool *pool, uint64_t job, enum weft__pool_kind kind, int code)
{
    struct weft__pool_outcome outcome;

    assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
    assert_int_equal(outcome.job, job);
    assert_int_equal(outcome.kind, kind);
    assert_int_equal(outcome.code, code);
}

void assert_done(struct weft__pool *pool, const char *result)
{
    struct weft__pool_outcome outcome;

    assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
    assert_int_equal(outcome.kind, WEFT__POOL_DONE);
    assert_bytes(outcome.result, result);
    assert_int_equal(outcome.log.length, 0);
    assert_int_equal(outcome.errors.length, 0);
}

void assert_next_is_number(struct weft__pool *pool, uint64_t number)
{
    struct weft__pool_outcome outcome;

    assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
    assert_int_equal(outcome.kind, WEFT__POOL_DONE);
    assert_int_equal(outcome.job, number);
    assert_int_equal(number_of(outcome.result), number);
}

void assert_empty(struct weft__pool *pool)
{
    struct weft__pool_outcome outcome;

    assert_int_equal(weft__pool_pending(pool), 0);
    assert_int_equal(weft__pool_next(pool, &outcome), WEFT__POOL_OK);
    assert_int_equal(outcome.kind, WEFT__POOL_EMPTY);
}

/* --- Files --- */

size_t open_files(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(folder);
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

int first_free_file(void)
{
    int file = fcntl(STDERR_FILENO, F_DUPFD, STDERR_FILENO + 1);

    close(file);
    return file;
}
