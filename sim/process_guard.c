/* process_guard.c - signals, and the three standard streams. */
#include "process_guard.h"

#include "command.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void tell(const char *text)
{
    ssize_t written = write(STDERR_FILENO, text, strlen(text));

    (void) written; /* nobody is left to be told */
}

static void on_interrupt(int number)
{
    (void) number;
    tell("interrupted\n");
    _exit(WEFT__EXIT_INTERRUPTED);
}

static void on_abort(int number)
{
    (void) number;
    tell("The assertion above failed. Unless it is one of your own, Weft's own invariant broke: "
         "please report it.\n");
    _exit(WEFT__EXIT_INVARIANT);
}

static void set_handler(int number, void (*handler)(int), struct sigaction *before)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, before);
}

/* Opened for the other direction than the stream's own, so that using it still fails. */
static void occupy_streams(void)
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
        if (fcntl(stream, F_GETFD) == -1)
            (void) open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

void weft__process_guard_begin(struct weft__process_guard *guard)
{
    occupy_streams();
    set_handler(SIGPIPE, SIG_IGN, &guard->pipe);
    set_handler(SIGXFSZ, SIG_IGN, &guard->file_size);
    set_handler(SIGABRT, on_abort, &guard->abort);
    set_handler(SIGINT, on_interrupt, &guard->interrupt);
    if (guard->interrupt.sa_handler == SIG_IGN) /* as under nohup: whoever started it wants it so */
        sigaction(SIGINT, &guard->interrupt, NULL);
}

void weft__process_guard_end(const struct weft__process_guard *guard)
{
    sigaction(SIGPIPE, &guard->pipe, NULL);
    sigaction(SIGXFSZ, &guard->file_size, NULL);
    sigaction(SIGABRT, &guard->abort, NULL);
    sigaction(SIGINT, &guard->interrupt, NULL);
}

void weft__interrupts_hold(sigset_t *before)
{
    sigset_t interrupts;

    sigemptyset(&interrupts);
    sigaddset(&interrupts, SIGINT);
    sigaddset(&interrupts, SIGTERM);
    sigaddset(&interrupts, SIGHUP);
    sigprocmask(SIG_BLOCK, &interrupts, before);
}

void weft__interrupts_resume(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}

bool weft__interrupts_wait(void)
{
    sigset_t pending;

    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1);
}
