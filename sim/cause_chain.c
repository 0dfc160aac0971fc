/* cause_chain.c - backwards, and then told forwards. */
#include "cause_chain.h"

#include <string.h>

enum { LINKS_MAX = 10, LAST_MAX = 4, LINE_BYTES = 1024 };

/* The last event before BEFORE in which a call began; the count of events: there is none. */
static size_t last_run(const struct weft__explained_run *run, size_t before)
{
    for (size_t i = before; i-- > 0;)
        if (weft__trace_slice_is(weft__explained_fields(run, i).word, "run"))
            return i;
    return run->trace.count;
}

/* Where the way back begins: what the finding is about if that has a story of its own, else the
 * last that happened. */
static size_t begin_at(const struct weft__explained_run *run, size_t finding)
{
    size_t count = run->trace.count, last = finding < count ? finding : count;

    if (finding < count && weft__explained_fields(run, finding).turn == 0) {
        struct weft__trace_slice subject = weft__explained_fields(run, finding).subject;
        size_t found = weft__explained_last(run, finding, subject, NULL);

        if (found < count && memchr(subject.bytes, '#', subject.length) != NULL)
            return found;
    }
    while (last > 0 && !weft__explained_happened(run, last - 1))
        last--;
    return last > 0 ? last - 1 : 0;
}

static void put_event(struct weft__text_output *out, const struct weft__explained_run *run,
                      size_t index)
{
    char text[LINE_BYTES];

    weft__explained_put(run, index, text, sizeof text);
    weft__text_put(out, "  ");
    if (strlen(text) > 116)
        memcpy(text + 113, "...", 4);
    weft__text_put(out, text);
    weft__text_put(out, "\n");
}

/* The last that happened in the call that began with AFTER, up to and with LAST. */
static void put_last(struct weft__text_output *out, const struct weft__explained_run *run,
                     size_t after, size_t last)
{
    size_t events[LAST_MAX], count = 0;

    for (size_t i = last + 1; i-- > after + 1 && count < LAST_MAX;)
        if (weft__explained_happened(run, i))
            events[count++] = i;
    while (count > 0)
        put_event(out, run, events[--count]);
}

void weft__cause_chain_put_to(struct weft__text_output *out, const struct weft__explained_run *run,
                              size_t last)
{
    size_t links[LINKS_MAX], count = 0, all = run->trace.count;
    size_t ran = last_run(run, last + 1);

    while (ran < all && count + 2 <= LINKS_MAX) {
        size_t scheduled =
            weft__explained_last(run, ran, weft__explained_fields(run, ran).subject, "scheduled");

        links[count++] = ran;
        if (scheduled >= all)
            break;
        ran = last_run(run, scheduled);
        if (ran < all)
            links[count++] = scheduled;
    }
    while (count > 1)
        put_event(out, run, links[--count]);
    if (count > 0) {
        put_event(out, run, links[0]);
        if (links[0] < last)
            put_last(out, run, links[0], last);
    }
}

void weft__cause_chain_put(struct weft__text_output *out, const struct weft__explained_run *run,
                           size_t finding)
{
    if (run->trace.count == 0)
        return;
    weft__cause_chain_put_to(out, run, begin_at(run, finding));
    if (finding < run->trace.count)
        put_event(out, run, finding);
}
