/* world_scenario.c - what a scenario asks of its world: stimuli, looks, output, expectations,
 * memory. */
#include "world_internal.h"

#include "prng.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

weft_reactor *weft_world_reactor(const weft_world *world)
{
    return world->reactor;
}

weft_clock *weft_world_clock(const weft_world *world)
{
    return world->clock;
}

weft_trace *weft_world_trace(const weft_world *world)
{
    return world->trace;
}

int64_t weft_world_now(const weft_world *world)
{
    return weft_clock_now(world->clock);
}

int64_t weft_world_ended_at(const weft_world *world)
{
    return world->ended_ns;
}

bool weft_world_exhausted(const weft_world *world)
{
    return world->exhausted;
}

size_t weft_world_replayed(const weft_world *world, bool *left)
{
    if (left)
        *left = weft_world_left_at(world) != NULL;
    return world->follower.followed_count;
}

const char *weft_world_left_at(const weft_world *world)
{
    const struct weft__follower *follower = &world->follower;

    if (follower->left)
        return follower->departure;
    for (size_t i = 0; follower->replay && i < follower->replay->count; i++)
        if (!follower->followed[i])
            return follower->replay->choices[i];
    return NULL;
}

weft_cooperator *weft_world_cooperator(weft_world *world)
{
    weft_cooperator *cooperator;

    if (weft_default_cooperator(world->reactor, &cooperator) != WEFT_OK) {
        if (world->fault_type != &weft_error_memory) /* else it was refused to the program */
            weft__world_exhaust(world);
    } else if (cooperator != world->cooperator) {
        weft_world_name(world, weft_cooperator_subject(cooperator), "default");
    }
    world->cooperator = cooperator;
    return cooperator;
}

void weft_world_set_slice(weft_world *world, int64_t slice_ns, uint32_t slice_steps)
{
    assert(!world->cooperator);
    world->slice.slice_ns = slice_ns;
    world->slice.slice_steps = slice_steps;
    weft__world_renew_cooperator(world);
}

void weft_world_set_until(weft_world *world, int64_t until_ns)
{
    assert(!world->running);
    if (world->options.until_ns == INT64_MAX && until_ns >= 0)
        world->options.until_ns = until_ns;
}

void weft_world_order_independent(weft_world *world)
{
    assert(!world->running);
    world->order_independent = true;
}

void weft_world_set_instant_turns(weft_world *world, uint64_t turns_max)
{
    assert(!world->running && turns_max > 0);
    world->options.instant_turns_max = turns_max;
}

void *weft__world_take(weft_world *world, size_t bytes)
{
    void *block = weft__arena_take(&world->arena, bytes);

    if (!block)
        weft__world_exhaust(world);
    return block;
}

void *weft_world_allocate(weft_world *world, size_t bytes)
{
    void *block = weft__world_take(world, bytes);

    if (block)
        memset(block, 0, bytes);
    return block;
}

bool weft_world_own(weft_world *world, void *context, weft_context_release release)
{
    struct weft__owned *owned = weft__world_append(world, &world->owned, sizeof *owned);

    if (!owned) {
        release(world->reactor, context);
        return false;
    }
    *owned = (struct weft__owned){context, release};
    return true;
}

struct weft__stimulus *weft__world_add_stimulus(weft_world *world, struct weft__stimulus stimulus)
{
    struct weft__stimulus *made = weft_world_allocate(world, sizeof *made);
    char *copy = weft__arena_copy(&world->arena, stimulus.label, strlen(stimulus.label));
    struct weft__stimulus **place;

    assert(!world->running && stimulus.time_ns >= 0);
    if (!made || !copy) {
        weft__world_exhaust(world);
        return NULL;
    }
    *made = stimulus;
    made->world = world;
    made->label = copy;
    place = weft__world_append(world, &world->stimuli, sizeof *place);
    if (place)
        *place = made;
    return place ? made : NULL;
}

void weft_world_at(weft_world *world, int64_t time_ns, const char *label,
                   weft_call_function function, void *context)
{
    weft__world_add_stimulus(world, (struct weft__stimulus){.time_ns = time_ns,
                                                            .until_ns = time_ns,
                                                            .label = label,
                                                            .function = function,
                                                            .context = context});
}

void weft_world_within(weft_world *world, int64_t from_ns, int64_t until_ns, const char *label,
                       weft_call_function function, void *context)
{
    assert(from_ns <= until_ns);
    weft__world_add_stimulus(world, (struct weft__stimulus){.time_ns = from_ns,
                                                            .until_ns = until_ns,
                                                            .label = label,
                                                            .function = function,
                                                            .context = context,
                                                            .free = true});
}

static void add_look(weft_world *world, struct weft__list *list, struct weft__look look)
{
    struct weft__look *added;

    assert(!world->running);
    look.order = list->count;
    added = weft__world_append(world, list, sizeof *added);
    if (added)
        *added = look;
}

void weft_world_look(weft_world *world, int64_t time_ns, weft_call_function function, void *context)
{
    add_look(world, &world->looks,
             (struct weft__look){.time_ns = time_ns, .function = function, .context = context});
}

void weft__world_look_with(weft_world *world, const struct weft__stimulus *stimulus,
                           weft_call_function function, void *context)
{
    add_look(world, &world->looks,
             (struct weft__look){.function = function, .context = context, .with = stimulus});
}

void weft_world_look_always(weft_world *world, weft_call_function function, void *context)
{
    add_look(world, &world->always, (struct weft__look){.function = function, .context = context});
}

void weft_world_look_released(weft_world *world, weft_call_function function, void *context)
{
    add_look(world, &world->released,
             (struct weft__look){.function = function, .context = context});
}

void weft_world_listen(weft_world *world, weft_observer observer)
{
    weft_observer *listener = weft__world_append(world, &world->listeners, sizeof *listener);

    assert(!world->running && observer.observe);
    if (listener)
        *listener = observer;
}

/* Output. */

void weft_world_print_text(weft_world *world, const char *text, size_t bytes)
{
    weft__world_touch_other(world, WEFT__TOUCHED_PRINTS);
    weft__world_record(world, WEFT_TRACE_PRINT, weft_reactor_current(world->reactor), 0, text,
                       bytes);
    if (world->options.on_print)
        world->options.on_print(world->options.context, weft_world_now(world), text, bytes);
    weft__rules_judge(world);
}

void weft_world_print(weft_world *world, const char *format, ...)
{
    char line[256], *text = line;
    va_list arguments, again;
    int bytes;

    va_start(arguments, format);
    va_copy(again, arguments);
    bytes = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (bytes >= (int) sizeof line) {
        text = world->own.allocate(world->own.context, NULL, 0, (size_t) bytes + 1);
        if (text)
            vsnprintf(text, (size_t) bytes + 1, format, again);
    }
    va_end(again);
    if (bytes < 0 || !text) {
        weft__world_exhaust(world);
        return;
    }
    weft_world_print_text(world, text, (size_t) bytes);
    if (text != line)
        world->own.allocate(world->own.context, text, (size_t) bytes + 1, 0);
}

weft_status weft_world_work(weft_world *world, int64_t cost_ns)
{
    weft_status status = weft_clock_work(world->clock, cost_ns);

    weft__world_touch_other(world, WEFT__TOUCHED_ALL); /* it moves time for all */
    if (status == WEFT_OK) {
        weft__world_record(world, WEFT_TRACE_WORK, weft_reactor_current(world->reactor), cost_ns,
                           NULL, 0);
        weft__rules_judge(world);
    }
    return status;
}

void weft_world_name(weft_world *world, weft_subject subject, const char *name)
{
    const char *known = weft_trace_name_of(world->trace, subject);

    if (known && strcmp(known, name) == 0)
        return;
    if (!weft_trace_name(world->trace, subject, name))
        weft__world_exhaust(world);
    weft__world_record(world, WEFT_TRACE_NAMED, subject, 0, name, strlen(name));
}

const char *weft__world_subject_text(weft_world *world, weft_subject subject)
{
    char text[256];
    size_t bytes = weft_trace_format_subject(world->trace, subject, text, sizeof text);
    const char *copy =
        weft__arena_copy(&world->arena, text, bytes < sizeof text ? bytes : sizeof text - 1);

    if (!copy)
        weft__world_exhaust(world);
    return copy ? copy : weft_subject_name(subject.kind);
}

uint64_t weft_world_random(weft_world *world)
{
    weft__world_touch_other(world, WEFT__TOUCHED_ALL);
    return weft__prng_next(&world->random_state);
}

/* Expectations. */

static bool judge(weft_world *world, bool held, const char *text, const char *why, bool counts)
{
    char line[WEFT__JUDGEMENT_BYTES];
    struct weft__cut_text cut = {.text = line, .size = sizeof line};
    size_t bytes;

    weft__cut_text_put(&cut, held ? "held: " : "failed: ");
    weft__cut_text_put(&cut, text);
    if (why) {
        weft__cut_text_put(&cut, ": ");
        weft__cut_text_put(&cut, why);
    }
    bytes = weft__cut_text_end(&cut);
    weft__world_record(world, WEFT_TRACE_EXPECT, (weft_subject){WEFT_SUBJECT_NONE, 0}, held, line,
                       bytes < sizeof line ? bytes : sizeof line - 1);
    if (!held && counts)
        weft__world_find(world, WEFT_FINDING_EXPECTATION, (weft_subject){WEFT_SUBJECT_NONE, 0},
                         NULL, "expected %s%s%s", text, why ? ", but " : "", why ? why : "");
    return held;
}

bool weft_world_expect(weft_world *world, bool held, const char *text, const char *why)
{
    return judge(world, held, text, why, !world->options.unjudged && !world->looks_late);
}

bool weft__world_note(weft_world *world, bool held, const char *text, const char *why)
{
    return judge(world, held, text, why, false);
}

bool weft__world_hold(weft_world *world, bool held, const char *text, const char *why)
{
    return judge(world, held, text, why, true);
}

bool weft_world_ok(weft_world *world, weft_status status, const char *what)
{
    if (status != WEFT_OK)
        weft_world_expect(world, false, what, weft_status_sentence(status));
    return status == WEFT_OK;
}

bool weft_world_expect_failed(weft_world *world, const weft_deferred *deferred,
                              const weft_error_type *type)
{
    weft_subject subject = weft_deferred_subject(deferred);
    const weft_value *result = weft_deferred_result(deferred);
    bool held =
        result && weft_value_is_failure(result) && (!type || weft_failure_check(result, &type, 1));
    char text[320], why[256];

    snprintf(text, sizeof text, "%s to have failed with %s",
             weft__world_subject_text(world, subject), type ? type->name : "a failure");
    if (!result)
        snprintf(why, sizeof why, "it has no result");
    else
        weft_value_format(result, why, sizeof why);
    if (held)
        weft_world_want_failure(world, subject, type);
    return weft_world_expect(world, held, text, held ? NULL : why);
}

void weft_world_misuse_begin(weft_world *world)
{
    world->mutes++;
}

void weft_world_misuse_end(weft_world *world)
{
    assert(world->mutes > 0);
    world->mutes--;
}

/* Counting. */

size_t weft_world_timers(const weft_world *world)
{
    size_t pending = weft_reactor_pending(world->reactor);

    return pending - world->stimuli_pending;
}

static void look_unfinished(void *context, weft_subject subject, const void *object)
{
    (void) subject;
    if (weft_task_get_state(object) < WEFT_TASK_STATE_DONE)
        ++*(size_t *) context;
}

size_t weft_world_tasks(const weft_world *world)
{
    size_t count = 0;

    weft_reactor_walk(world->reactor, WEFT_SUBJECT_TASK, look_unfinished, &count);
    return count;
}

size_t weft_world_findings(const weft_world *world, const weft_finding **findings)
{
    *findings = world->findings.elements;
    return world->findings.count;
}

size_t weft_world_failures(const weft_world *world)
{
    const weft_finding *findings = world->findings.elements;
    size_t count = 0;

    for (size_t i = 0; i < world->findings.count; i++)
        count += !findings[i].expected && findings[i].kind != WEFT_FINDING_VACUOUS;
    return count;
}
