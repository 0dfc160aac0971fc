/* child_process.c - fork, wait, and read what was written. */
#include "child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_NOT_LIVED = 127 };

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

/* What is other than usual while a child lives, and the files that it writes to. */
struct nursery {
    const struct weft__child *child;
    FILE *out;
    FILE *err;
    sigset_t mask_before;
    sigset_t awaited;
    struct sigaction child_before, alarm_before;
    unsigned alarm_left;
};

/* --- Signals --- */

static void do_nothing(int number)
{
    (void) number;
}

/* A handler, so that the signal is pending while it is blocked, whatever was done with it. */
static void take(int number, struct sigaction *before)
{
    struct sigaction action = {.sa_handler = do_nothing};

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, before);
}

static void hold_signals(struct nursery *nursery)
{
    sigemptyset(&nursery->awaited);
    sigaddset(&nursery->awaited, SIGCHLD);
    sigaddset(&nursery->awaited, SIGALRM);
    for (size_t i = 0; i < sizeof ending_signals / sizeof *ending_signals; i++) {
        struct sigaction action;

        sigaction(ending_signals[i], NULL, &action);
        if (action.sa_handler != SIG_IGN) /* as under nohup: whoever started it wants it so */
            sigaddset(&nursery->awaited, ending_signals[i]);
    }
    sigprocmask(SIG_BLOCK, &nursery->awaited, &nursery->mask_before);
    take(SIGCHLD, &nursery->child_before);
    take(SIGALRM, &nursery->alarm_before);
}

/* First what is still pending comes through, to the handlers above: an alarm that was too late for
 * the child must not end this process. */
static void resume_signals(const struct nursery *nursery)
{
    sigprocmask(SIG_SETMASK, &nursery->mask_before, NULL);
    sigaction(SIGCHLD, &nursery->child_before, NULL);
    sigaction(SIGALRM, &nursery->alarm_before, NULL);
}

/* --- The child --- */

static void use_as(FILE *file, int stream)
{
    if (dup2(fileno(file), stream) == -1)
        _exit(EXIT_NOT_LIVED);
    close(fileno(file));
}

static void live(const struct nursery *nursery)
{
    int nothing = open("/dev/null", O_RDONLY);

    if (nothing == -1 || dup2(nothing, STDIN_FILENO) == -1)
        _exit(EXIT_NOT_LIVED);
    close(nothing);
    use_as(nursery->out, STDOUT_FILENO);
    use_as(nursery->err, STDERR_FILENO);
    resume_signals(nursery);
    nursery->child->live(nursery->child->context);
    _exit(EXIT_NOT_LIVED);
}

static void end_child(pid_t pid, int *status)
{
    kill(pid, SIGKILL);
    while (waitpid(pid, status, 0) == -1 && errno == EINTR)
        continue;
}

/* Waits until the child has ended, by itself or because it was ended. */
static void await_end(const struct nursery *nursery, pid_t pid, struct weft__remains *remains)
{
    for (;;) {
        int number = 0;

        if (sigwait(&nursery->awaited, &number) != 0)
            continue;
        if (number == SIGCHLD) {
            if (waitpid(pid, &remains->status, WNOHANG) != 0)
                return;
            continue;
        }
        end_child(pid, &remains->status);
        remains->late = number == SIGALRM;
        if (!remains->late)
            raise(number); /* it waits, being blocked, until the signals are resumed */
        return;
    }
}

static bool have_child(struct nursery *nursery, struct weft__remains *remains)
{
    int error;
    pid_t pid;

    hold_signals(nursery);
    pid = fork();
    error = errno;
    if (pid == 0)
        live(nursery);
    if (pid > 0) {
        nursery->alarm_left = alarm(nursery->child->seconds_max);
        await_end(nursery, pid, remains);
        alarm(0);
    }
    resume_signals(nursery);
    if (pid > 0)
        alarm(nursery->alarm_left);
    errno = error;
    return pid > 0;
}

/* --- What it wrote --- */

static bool read_written(FILE *file, struct weft__written *written)
{
    long length = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;

    if (length < 0)
        return false;
    written->bytes = malloc((size_t) length + 1);
    if (written->bytes == NULL)
        return false;
    rewind(file);
    written->length = fread(written->bytes, 1, (size_t) length, file);
    written->bytes[written->length] = '\0';
    return written->length == (size_t) length;
}

bool weft__child_run(const struct weft__child *child, struct weft__remains *remains)
{
    struct nursery nursery = {.child = child, .out = tmpfile(), .err = tmpfile()};
    bool good = nursery.out != NULL && nursery.err != NULL;
    int error;

    *remains = (struct weft__remains){.late = false};
    good = good && have_child(&nursery, remains);
    good = good && read_written(nursery.out, &remains->out);
    good = good && read_written(nursery.err, &remains->err);
    error = errno;
    if (nursery.out != NULL)
        fclose(nursery.out);
    if (nursery.err != NULL)
        fclose(nursery.err);
    if (!good)
        weft__remains_free(remains);
    errno = error;
    return good;
}

void weft__remains_free(struct weft__remains *remains)
{
    free(remains->out.bytes);
    free(remains->err.bytes);
    *remains = (struct weft__remains){.late = false};
}

/* --- How it ended --- */

int weft__remains_exit_code(const struct weft__remains *remains)
{
    return !remains->late && WIFEXITED(remains->status) ? WEXITSTATUS(remains->status) : -1;
}

void weft__remains_ending(const struct weft__remains *remains, unsigned seconds_max, char *text)
{
    if (remains->late)
        snprintf(text, WEFT__ENDING_BYTES, "not over after %u s", seconds_max);
    else if (WIFSIGNALED(remains->status))
        snprintf(text, WEFT__ENDING_BYTES, "died of signal %d", WTERMSIG(remains->status));
    else
        snprintf(text, WEFT__ENDING_BYTES, "exit code %d", WEXITSTATUS(remains->status));
}
