/* worker_process.c - the process that a worker is. */
#define _DEFAULT_SOURCE /* for MAP_ANONYMOUS, which POSIX has since 2024 only */

#include "worker_process.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { ERRORS_HELD_MAX = 1024 * 1024 };

/* --- The place --- */

static int nameless_file(void)
{
    FILE *file = tmpfile();
    int descriptor;

    if (file == NULL)
        return -1;
    descriptor = fcntl(fileno(file), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    fclose(file);
    if (descriptor != -1) /* so that writing goes on at the beginning after it was emptied */
        fcntl(descriptor, F_SETFL, O_APPEND | O_RDWR);
    return descriptor;
}

bool weft__worker_make(struct weft__worker *worker, size_t log_bytes_max)
{
    size_t bytes = sizeof(struct weft__worker_log) + log_bytes_max;
    void *shared;

    if (bytes < log_bytes_max)
        return false;
    shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return false;
    *worker = (struct weft__worker){
        .pid = 0, .socket = -1, .errors = nameless_file(), .log = shared, .log_bytes = bytes};
    worker->log->bytes_max = log_bytes_max;
    weft__worker_log_reset(worker->log);
    return true;
}

void weft__worker_free(struct weft__worker *worker)
{
    assert(worker->pid == 0);
    munmap(worker->log, worker->log_bytes);
    if (worker->errors != -1)
        close(worker->errors);
}

/* --- The child's side --- */

static void set_signal(int number, void (*handler)(int))
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

/* Handlers of the parent would tell of the parent. Those of a sanitizer for crashes are kept: it
 * has more to say than a signal's number. */
static void set_signals(void)
{
    sigset_t none;

    set_signal(SIGINT, SIG_IGN);
    set_signal(SIGHUP, SIG_IGN);
    set_signal(SIGTERM, SIG_IGN);
    set_signal(SIGPIPE, SIG_IGN);
    set_signal(SIGABRT, SIG_DFL);
    set_signal(SIGCHLD, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void end_with_parent(pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent) /* it ended before the line above */
        _exit(0);
}

/* A file pattern is not followed below the size of a page; 1 also keeps Linux from handing the core
 * to a program, which 0 does not. */
static void leave_no_core(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max < 1 ? limit.rlim_max : 1;
        setrlimit(RLIMIT_CORE, &limit);
    }
}

static void set_streams(int errors)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

    /* Without /dev/null they are closed, which is just as silent. */
    if (nothing == -1 || dup2(nothing, STDIN_FILENO) == -1)
        close(STDIN_FILENO);
    if (nothing == -1 || dup2(nothing, STDOUT_FILENO) == -1)
        close(STDOUT_FILENO);
    if (dup2(errors == -1 ? nothing : errors, STDERR_FILENO) == -1)
        close(STDERR_FILENO);
    if (nothing > STDERR_FILENO)
        close(nothing);
}

/* A worker that held the parent's end of another's socket would keep that one from noticing that
 * the parent is gone. */
static void close_others(const struct weft__workers *workers, size_t index)
{
    for (size_t i = 0; i < workers->count; i++) {
        if (workers->all[i].socket != -1)
            close(workers->all[i].socket);
        if (i != index && workers->all[i].errors != -1)
            close(workers->all[i].errors);
    }
}

static _Noreturn void live(const struct weft__workers *workers, size_t index, int socket,
                           const struct weft__work *work)
{
    const struct weft__worker *worker = &workers->all[index];
    struct weft__worker_place place = {socket, worker->errors, worker->log};

    close_others(workers, index);
    set_streams(worker->errors);
    leave_no_core();
    set_signals();
    weft__worker_serve(&place, work);
    _exit(0);
}

/* --- The parent's side --- */

/* Moves FILE away from stdin, stdout and stderr, which a worker sets. -1 if that cannot be, with
 * errno; it is closed then. */
static int moved_up(int file)
{
    int high = fcntl(file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int error = errno;

    close(file);
    errno = error;
    return high;
}

/* Two ends; the first does not block. False if they cannot be had, with errno. */
static bool make_sockets(int ends[2])
{
    int error;

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return false;
    ends[0] = moved_up(ends[0]);
    if (ends[0] == -1) {
        error = errno;
    } else {
        ends[1] = moved_up(ends[1]);
        if (ends[1] != -1 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
            return true;
        error = errno;
        close(ends[0]);
    }
    if (ends[1] != -1)
        close(ends[1]);
    errno = error;
    return false;
}

bool weft__worker_start(const struct weft__workers *workers, size_t index,
                        const struct weft__work *work)
{
    struct weft__worker *worker = &workers->all[index];
    sigset_t every, before;
    pid_t parent = getpid();
    int ends[2], error;

    assert(worker->pid == 0);
    if (!make_sockets(ends))
        return false;
    weft__worker_log_reset(worker->log);
    if (worker->errors != -1 && ftruncate(worker->errors, 0) != 0) {
        close(worker->errors);
        worker->errors = -1;
    }
    fflush(NULL);
    /* No handler of the parent may run in the child. */
    sigfillset(&every);
    sigprocmask(SIG_SETMASK, &every, &before);
    worker->pid = fork();
    if (worker->pid == 0) {
        end_with_parent(parent);
        close(ends[0]);
        live(workers, index, ends[1], work);
    }
    error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (worker->pid > 0) {
        worker->socket = ends[0];
        return true;
    }
    close(ends[0]);
    worker->pid = 0;
    errno = error;
    return false;
}

void weft__worker_kill(const struct weft__worker *worker)
{
    assert(worker->pid > 0);
    kill(worker->pid, SIGKILL);
}

int weft__worker_bury(struct weft__worker *worker)
{
    int status = 0;

    /* One that has ended, or is about to, keeps the status that it ended with. */
    weft__worker_kill(worker);
    while (waitpid(worker->pid, &status, 0) == -1 && errno == EINTR)
        continue;
    close(worker->socket);
    worker->socket = -1;
    worker->pid = 0;
    return status;
}

bool weft__worker_ended(const struct weft__worker *worker)
{
    siginfo_t info;

    memset(&info, 0, sizeof info);
    return waitid(P_PID, (id_t) worker->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == worker->pid;
}

/* --- Its stderr --- */

static size_t read_tail(const struct weft__worker *worker, char tail[WEFT__WORKER_ERRORS_MAX])
{
    struct stat now;
    off_t begin;
    ssize_t length;

    if (worker->errors == -1 || fstat(worker->errors, &now) != 0)
        return 0;
    begin = now.st_size > WEFT__WORKER_ERRORS_MAX ? now.st_size - WEFT__WORKER_ERRORS_MAX : 0;
    length = pread(worker->errors, tail, WEFT__WORKER_ERRORS_MAX, begin);
    return length > 0 ? (size_t) length : 0;
}

void weft__worker_errors(const struct weft__worker *worker, struct weft__byte_buffer *tail)
{
    char bytes[WEFT__WORKER_ERRORS_MAX];
    size_t length = read_tail(worker, bytes);

    weft__byte_buffer_append(tail, bytes, length);
}

void weft__worker_errors_bound(const struct weft__worker *worker)
{
    char bytes[WEFT__WORKER_ERRORS_MAX];
    struct stat now;
    size_t length;

    if (worker->errors == -1 || fstat(worker->errors, &now) != 0 || now.st_size <= ERRORS_HELD_MAX)
        return;
    length = read_tail(worker, bytes);
    if (ftruncate(worker->errors, 0) == 0 && write(worker->errors, bytes, length) < 0)
        return; /* the disk is full; the worker writes the next tail, or cannot either */
}
