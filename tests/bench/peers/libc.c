/* libc.c - W6 with the C library: event: fwrite of 32 bytes; text: fprintf of a line such as
 * traces have.
 *
 * What it is spared: it writes what it is given; a trace's text knows names and kinds.
 */
#include "sample.h"

#include <inttypes.h>
#include <stdio.h>

struct work {
    struct tally tally;
    FILE *file;
    uint64_t events;
};

static void write_events(void *context)
{
    struct work *work = context;
    uint64_t record[4] = {0, 1, 2, 3};

    for (uint64_t each = 0; each < work->events; each++) {
        record[0] = each;
        tally_add(&work->tally, fwrite(record, sizeof(record), 1, work->file));
    }
}

static void write_text(void *context)
{
    struct work *work = context;

    for (uint64_t each = 0; each < work->events; each++)
        if (fprintf(work->file,
                    "%" PRIu64 ".%09" PRIu64 "   %d  %s #%-24" PRIu64 " %-11s due %" PRIu64
                    ".%09" PRIu64 " by %s #%" PRIu64 "\n",
                    each / 1000000000, each % 1000000000, 1, "call", each, "scheduled",
                    each / 1000000000, each % 1000000000, "task", each) > 0)
            tally_add(&work->tally, 1);
}

int main(int argc, char **argv)
{
    sample asked = sample_of_peer(argc, argv);
    struct work work = {.events = asked.warm_up, .file = fopen("/dev/null", "w")};
    void (*part)(void *context) = sample_has(&asked, "event") ? write_events : write_text;

    if (!sample_is(&asked, "W6") || (part == write_text && !sample_has(&asked, "text")))
        return sample_not_done_here();
    if (!work.file)
        sample_fail("libc: no /dev/null");
    part(&work);
    work = (struct work){.events = asked.events, .file = work.file};
    sample_measure(&asked, part, &work);
    sample_report(&asked, asked.events, &work.tally);
    fclose(work.file);
    return 0;
}
