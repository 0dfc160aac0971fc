/* virtual_clock.c - the two things of the machine that an event loop asks, answered otherwise. */
#include "virtual_clock.h"

#include <sys/epoll.h>
#include <time.h>

static uint64_t now_ms;

uint64_t virtual_clock_now(void)
{
    return now_ms;
}

int clock_gettime(clockid_t which, struct timespec *time)
{
    (void) which;
    time->tv_sec = (time_t) (now_ms / 1000);
    time->tv_nsec = (long) (now_ms % 1000) * 1000000;
    return 0;
}

int epoll_wait(int epoll, struct epoll_event *events, int events_max, int timeout_ms)
{
    (void) epoll;
    (void) events;
    (void) events_max;
    if (timeout_ms > 0)
        now_ms += (uint64_t) timeout_ms;
    return 0;
}

int epoll_pwait(int epoll, struct epoll_event *events, int events_max, int timeout_ms,
                const sigset_t *signals)
{
    (void) signals;
    return epoll_wait(epoll, events, events_max, timeout_ms);
}
