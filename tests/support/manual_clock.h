/* manual_clock.h - a clock that is a variable, for the library's tests: they stand on the library
 * alone. */
#ifndef TESTS_MANUAL_CLOCK_H
#define TESTS_MANUAL_CLOCK_H

#include <weft/driver.h>

struct manual_clock {
    int64_t now_ns;
};

/* The driver that reads CLOCK, which must outlive the reactor; it is polled, never woken. */
weft_driver manual_clock_driver(struct manual_clock *clock);

#endif
