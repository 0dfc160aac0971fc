/* timed.c - COMMAND [ARGUMENT]...: runs it, without its output, and tells how it went.
 *
 *     1250423 3420 0      ns from start to end; its most memory at a time, in KiB; its exit code
 *
 * A program of its own, because a process's peak begins at that of whoever starts it, and this one
 * is small.
 */
#include "stopwatch.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void become(char **command)
{
    int nothing = open("/dev/null", O_WRONLY);

    if (nothing >= 0 && dup2(nothing, STDOUT_FILENO) >= 0 && dup2(nothing, STDERR_FILENO) >= 0)
        execvp(command[0], command);
    _exit(127);
}

int main(int argc, char **argv)
{
    struct rusage usage;
    uint64_t begin;
    uint64_t end;
    pid_t child;
    int status;

    if (argc < 2) {
        fputs("timed: which command\n", stderr);
        return 2;
    }
    begin = stopwatch_now_ns();
    child = fork();
    if (child == 0)
        become(argv + 1);
    if (child < 0 || waitpid(child, &status, 0) != child ||
        getrusage(RUSAGE_CHILDREN, &usage) != 0) {
        fputs("timed: no process can be had\n", stderr);
        return 1;
    }
    end = stopwatch_now_ns();
    printf("%" PRIu64 " %ld %d\n", end - begin, usage.ru_maxrss,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
