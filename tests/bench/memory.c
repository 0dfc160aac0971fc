/* memory.c - how many bytes an object holds, of so many: call, a pending call without a handle;
 * deferred, one unfired with a callback; task, with the iterator and the frame that it steps;
 * event, one of a trace. Counted where they are asked for, in the allocator. */
#include "ensure.h"
#include "weft/sim/clock.h"
#include "weft/sim/trace.h"

#include <stdlib.h>

struct counted {
    struct tally tally;
    size_t bytes;
    weft_reactor *reactor;
    weft_cooperator *cooperator;
    weft_deferred **deferreds;
};

struct idler {
    weft_generator generator;
};

static void *allocate(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    struct counted *counted = context;
    void *made =
        weft_allocator_system.allocate(weft_allocator_system.context, block, old_bytes, new_bytes);

    if (made || new_bytes == 0)
        counted->bytes += new_bytes - old_bytes;
    return made;
}

static void ignore(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
}

static weft_value pass(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    (void) context;
    return result;
}

static weft_step idler_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct idler *idler = frame;

    (void) reactor;
    WEFT_BEGIN(idler, out);
    for (;;)
        WEFT_YIELD(weft_none());
    WEFT_END;
}
WEFT_GENERATOR(idler, struct idler, idler_next, NULL);

static void make_call(struct counted *counted, uint64_t each)
{
    ensure(weft_call_later(counted->reactor, (int64_t) each + 1, ignore, NULL, NULL));
}

static void make_deferred(struct counted *counted, uint64_t each)
{
    ensure(weft_deferred_create(counted->reactor, NULL, &counted->deferreds[each]));
    ensure(weft_deferred_add_callback(counted->deferreds[each], pass, NULL));
}

static void make_task(struct counted *counted, uint64_t each)
{
    weft_iterator *iterator;

    (void) each;
    ensure(weft_iterator_create(counted->reactor, &weft_generator_idler, &iterator));
    ensure(weft_cooperate(counted->cooperator, iterator, NULL));
    weft_iterator_release(iterator);
}

/* Makes COUNT objects, the first of which is not counted: what it brings along is there once. */
static size_t bytes_of(struct counted *counted, uint64_t count,
                       void (*make)(struct counted *counted, uint64_t each))
{
    size_t before;

    make(counted, 0);
    before = counted->bytes;
    for (uint64_t each = 1; each <= count; each++)
        make(counted, each);
    return counted->bytes - before;
}

static size_t bytes_of_objects(const sample *asked, struct counted *counted)
{
    weft_clock_options options = {.allocator = {allocate, counted}};
    weft_clock *clock;
    size_t bytes;

    ensure(weft_clock_create(&options, &clock));
    counted->reactor = weft_clock_reactor(clock);
    ensure(weft_cooperator_create(counted->reactor, NULL, &counted->cooperator));
    counted->deferreds = calloc(asked->events + 1, sizeof(*counted->deferreds));
    if (!counted->deferreds)
        sample_fail("memory: no memory");
    bytes = bytes_of(counted, asked->events,
                     sample_has(asked, "call")       ? make_call
                     : sample_has(asked, "deferred") ? make_deferred
                                                     : make_task);
    for (uint64_t each = 0; each <= asked->events && counted->deferreds[each]; each++)
        weft_deferred_release(counted->deferreds[each]);
    free(counted->deferreds);
    weft_cooperator_release(counted->cooperator);
    weft_clock_close(clock);
    return bytes;
}

static size_t bytes_of_events(const sample *asked, struct counted *counted)
{
    weft_allocator allocator = {allocate, counted};
    weft_trace_record record = {.kind = WEFT_EVENT_TASK_STEP, .subject = {WEFT_SUBJECT_TASK, 1}};
    weft_trace *trace;
    size_t bytes;

    ensure(weft_trace_create(&allocator, 0, &trace));
    bytes = counted->bytes;
    for (uint64_t each = 0; each < asked->events; each++) {
        record.time_ns = (int64_t) each;
        if (weft_trace_append(trace, &record) == 0)
            sample_fail("memory: the trace has taken no more");
    }
    bytes = counted->bytes - bytes;
    weft_trace_free(trace);
    return bytes;
}

int main(int argc, char **argv)
{
    sample asked = sample_of_program(argc, argv);
    struct counted counted = {.bytes = 0};
    bool event = sample_has(&asked, "event");
    size_t bytes;

    if (!event && !sample_has(&asked, "call") && !sample_has(&asked, "deferred") &&
        !sample_has(&asked, "task"))
        sample_fail("memory: call, deferred, task or event");
    bytes = event ? bytes_of_events(&asked, &counted) : bytes_of_objects(&asked, &counted);
    tally_add(&counted.tally, counted.bytes); /* what was not given back */
    sample_report_value(bytes * 1000 / asked.events, &counted.tally);
    return 0;
}
