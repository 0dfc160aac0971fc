/* fault.c - what is done to a run that its program did not do: once a run, at one of the points. */
#include "world_internal.h"

#include <stdio.h>
#include <string.h>

/* Which points are asked at, and which kinds, by site. */
static unsigned kinds_at(const weft_world *world, enum weft__site site)
{
    const weft_faults *faults = &world->options.faults;
    unsigned point = site == WEFT__SITE_TURN       ? WEFT_FAULT_AT_TURN
                     : site == WEFT__SITE_STEP     ? WEFT_FAULT_AT_STEP
                     : site == WEFT__SITE_CALLBACK ? WEFT_FAULT_AT_CALLBACK
                                                   : WEFT_FAULT_AT_ALLOCATION;
    unsigned kinds = faults->kinds;

    if ((faults->points & point) == 0)
        return 0;
    if (site == WEFT__SITE_ALLOCATION)
        return kinds & WEFT_FAULT_MEMORY;
    if (site == WEFT__SITE_TURN)
        kinds &= ~WEFT_FAULT_FAIL;
    return kinds & ~WEFT_FAULT_MEMORY;
}

/* What could be done: whether what comes next can fail, then the Deferreds, then the tasks. */
struct deeds {
    size_t fails; /* 1 or 0 */
    const void **objects;
    weft_subject *subjects;
    size_t count, capacity;
};

static void put_deed_on(struct deeds *deeds, weft_subject subject, const void *object)
{
    if (deeds->count < deeds->capacity) {
        deeds->subjects[deeds->count] = subject;
        deeds->objects[deeds->count++] = object;
    }
}

static void look_deferred(void *context, weft_subject subject, const void *object)
{
    if (!weft_deferred_called(object))
        put_deed_on(context, subject, object);
}

static void look_task(void *context, weft_subject subject, const void *object)
{
    if (weft_task_get_state(object) < WEFT_TASK_STATE_DONE)
        put_deed_on(context, subject, object);
}

static size_t put_deed(const weft_world *world, const struct weft__question *question,
                       uint64_t answer, char *text, size_t size)
{
    const struct deeds *deeds = question->context;
    size_t used;

    if (answer == 0)
        return (size_t) snprintf(text, size, "nothing");
    if (answer <= deeds->fails)
        return (size_t) snprintf(text, size, "fails");
    answer -= 1 + deeds->fails;
    used = (size_t) snprintf(text, size, "%s ",
                             deeds->subjects[answer].kind == WEFT_SUBJECT_TASK ? "stop" : "cancel");
    return used +
           weft__paths_format(&world->paths, deeds->subjects[answer], text + used, size - used);
}

/* Failures of the fault's own type are what was to be expected of it. */
static void want(weft_world *world, const weft_error_type *type)
{
    world->fault_type = type;
    world->faulted = true;
}

static void do_deed(weft_world *world, const struct deeds *deeds, uint64_t deed)
{
    union {
        const void *found;
        weft_deferred *deferred;
        weft_task *task;
    } object = {deeds->objects[deed]};

    if (deeds->subjects[deed].kind == WEFT_SUBJECT_TASK) {
        want(world, &weft_error_task_stopped);
        weft_task_stop(object.task);
    } else {
        want(world, &weft_error_cancelled);
        weft_deferred_cancel(object.deferred);
    }
}

static bool ask(weft_world *world, struct deeds *deeds, enum weft__site site, weft_subject subject)
{
    struct weft__question question = {.site = site,
                                      .subject = subject,
                                      .label = site == WEFT__SITE_TURN ? "" : NULL,
                                      .put = put_deed,
                                      .context = deeds};
    uint64_t answer;

    question.count = 1 + deeds->fails + deeds->count;
    if (question.count == 1)
        return false;
    answer = weft__world_ask(world, &question);
    if (answer == 0)
        return false;
    if (answer <= deeds->fails) {
        want(world, &weft_error_runtime);
        return true;
    }
    do_deed(world, deeds, answer - 1 - deeds->fails);
    return false;
}

bool weft__fault_ask(weft_world *world, enum weft__site site, weft_subject subject)
{
    unsigned kinds = kinds_at(world, site);
    const weft_allocator *allocator = &world->own;
    struct deeds deeds = {.fails = (kinds & WEFT_FAULT_FAIL) != 0};
    size_t bytes;
    bool fails = false;
    char *block;

    if (kinds == 0 || world->faulted || world->stop)
        return false;
    deeds.capacity = weft_reactor_alive(world->reactor, WEFT_SUBJECT_DEFERRED) +
                     weft_reactor_alive(world->reactor, WEFT_SUBJECT_TASK);
    bytes = deeds.capacity * (sizeof *deeds.objects + sizeof *deeds.subjects);
    block = bytes > 0 ? allocator->allocate(allocator->context, NULL, 0, bytes) : NULL;
    if (bytes > 0 && !block) {
        weft__world_exhaust(world);
        return false;
    }
    deeds.subjects = (weft_subject *) (void *) block;
    deeds.objects = (const void **) (void *) (deeds.subjects + deeds.capacity);
    if ((kinds & WEFT_FAULT_CANCEL) != 0)
        weft_reactor_walk(world->reactor, WEFT_SUBJECT_DEFERRED, look_deferred, &deeds);
    if ((kinds & WEFT_FAULT_STOP) != 0)
        weft_reactor_walk(world->reactor, WEFT_SUBJECT_TASK, look_task, &deeds);
    fails = ask(world, &deeds, site, subject);
    if (block)
        allocator->allocate(allocator->context, block, bytes, 0);
    return fails;
}

/* --- Memory --- */

static size_t put_refusal(const weft_world *world, const struct weft__question *question,
                          uint64_t answer, char *text, size_t size)
{
    (void) world;
    (void) question;
    return (size_t) snprintf(text, size, "%s", answer == 0 ? "granted" : "refused");
}

static void *allocate(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    weft_world *world = context;
    struct weft__question question = {
        .site = WEFT__SITE_ALLOCATION, .label = "", .count = 2, .put = put_refusal};

    if (new_bytes > old_bytes && world->in_turn && !world->faulted &&
        kinds_at(world, WEFT__SITE_ALLOCATION) != 0 && weft__world_ask(world, &question) == 1) {
        want(world, &weft_error_memory);
        return NULL;
    }
    return world->memory.allocate(world->memory.context, block, old_bytes, new_bytes);
}

weft_allocator weft__fault_allocator(weft_world *world)
{
    world->memory = world->options.allocator.allocate ? world->options.allocator : world->own;
    if ((world->options.faults.kinds & WEFT_FAULT_MEMORY) == 0)
        return world->memory;
    return (weft_allocator){allocate, world};
}
