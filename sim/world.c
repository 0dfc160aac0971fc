/* world.c - the life of one run: made, run, let go. */
#include "trace_store.h"
#include "world_internal.h"

#include <assert.h>
#include <string.h>

/* Of a single run: what most bugs need, and a guess at what most runs ask. */
enum { PCT_DEPTH = 3, PCT_STEPS = 50 };

static weft_subject nobody(void)
{
    return (weft_subject){WEFT_SUBJECT_NONE, 0};
}

/* Memory and records. */

void weft__world_exhaust(weft_world *world)
{
    world->exhausted = true;
    world->stop = true;
    weft_reactor_interrupt(world->reactor);
}

void *weft__world_append(weft_world *world, struct weft__list *list, size_t bytes)
{
    const weft_allocator *allocator = &world->own;

    if (list->count == list->capacity) {
        size_t capacity = list->capacity > 0 ? list->capacity * 2 : 8;
        void *elements = allocator->allocate(allocator->context, list->elements,
                                             list->capacity * bytes, capacity * bytes);

        if (!elements) {
            weft__world_exhaust(world);
            return NULL;
        }
        list->elements = elements;
        list->capacity = capacity;
        list->element_bytes = bytes;
    }
    return (char *) list->elements + bytes * list->count++;
}

static void free_list(const weft_world *world, struct weft__list *list)
{
    if (list->elements)
        world->own.allocate(world->own.context, list->elements,
                            list->capacity * list->element_bytes, 0);
    *list = (struct weft__list){0};
}

static void recorded(weft_world *world, uint64_t event)
{
    if (event == 0) {
        weft__world_exhaust(world);
        return;
    }
    if (world->options.on_event)
        world->options.on_event(world->options.context, world, event);
}

uint64_t weft__world_record(weft_world *world, weft_trace_kind kind, weft_subject subject,
                            int64_t number, const char *text, size_t bytes)
{
    weft_trace_record record = {
        .time_ns = weft__world_now(world),
        .turn = world->in_turn ? world->turn : 0,
        .kind = (int) kind,
        .subject = subject,
        .number = number,
        .text = text,
        .text_bytes = bytes,
    };
    uint64_t event = weft_trace_append(world->trace, &record);

    recorded(world, event);
    return event;
}

/* Events of the library. */

void weft__world_give_up(weft_world *world)
{
    world->given_up = true;
    world->stop = true;
    weft_reactor_interrupt(world->reactor);
}

/* Which turn of its instant is running. */
static void note_turn(weft_world *world)
{
    uint64_t turn = weft_reactor_turn(world->reactor);
    int64_t now_ns = weft__world_now(world);

    if (turn == world->reactor_turn)
        return;
    world->turn = now_ns == world->turn_ns && world->reactor_turn > 0 ? world->turn + 1 : 1;
    world->turn_ns = now_ns;
    world->reactor_turn = turn;
}

/* Whether EVENT tells of an object that is made, or may be, and by whom. */
static bool is_made(const weft_world *world, const weft_event *event, weft_subject *maker)
{
    switch (event->kind) {
    case WEFT_EVENT_CALL_SCHEDULED:
    case WEFT_EVENT_DEFERRED_CREATED:
    case WEFT_EVENT_ITERATOR_CREATED:
        *maker = event->other;
        return true;
    case WEFT_EVENT_TASK_CREATED:
    case WEFT_EVENT_COOPERATOR_CREATED:
    case WEFT_EVENT_LOCK_CREATED:
    case WEFT_EVENT_QUEUE_CREATED:
    case WEFT_EVENT_LOOP_CREATED:
        *maker = weft_reactor_current(world->reactor);
        return true;
    default:
        return false;
    }
}

/* The subject of EVENT, of which nothing is known yet. NULL: it is not told how that was made, or
 * there is no memory. */
static struct weft__known *note_made(weft_world *world, const weft_event *event)
{
    weft_subject maker;

    if (!is_made(world, event, &maker))
        return NULL;
    if (!weft__paths_note(&world->paths, event->subject, maker, event->name) ||
        (event->name && !weft_trace_name(world->trace, event->subject, event->name)))
        weft__world_exhaust(world);
    return weft__paths_find(&world->paths, event->subject);
}

/* What EVENT tells of its subject. */
static void note_known(weft_world *world, const weft_event *event, struct weft__known *known)
{
    switch (event->kind) {
    case WEFT_EVENT_CALL_SCHEDULED:
    case WEFT_EVENT_CALL_MOVED:
        known->due_ns = event->number;
        break;
    case WEFT_EVENT_CALL_RUN:
    case WEFT_EVENT_CALL_CANCELLED:
        weft__paths_call_ended(&world->paths, known);
        break;
    case WEFT_EVENT_TASK_CREATED:
        known->iterator = event->other.id;
        break;
    default:
        break;
    }
}

/* The source of an explicit chain, in EVENT, will fire its subject. */
static void note_chained(weft_world *world, const weft_event *event)
{
    struct weft__known *source = weft__paths_find(&world->paths, event->other);

    if (source)
        source->chained_from = event->subject.id;
}

static void tell_listeners(const weft_world *world, const weft_event *event)
{
    const weft_observer *listeners = world->listeners.elements;

    for (size_t i = 0; i < world->listeners.count; i++)
        listeners[i].observe(listeners[i].context, world->reactor, event);
}

static inline weft_trace_record record_of(const weft_world *world, const weft_event *event)
{
    return (weft_trace_record){
        .time_ns = weft__world_now(world),
        .turn = world->in_turn ? world->turn : 0,
        .kind = (int) event->kind,
        .subject = {event->subject.kind, event->subject.id},
        .other = {event->other.kind, event->other.id},
        .number = event->number,
        .status = event->status,
    };
}

static uint64_t append_any(const weft_world *world, const weft_event *event)
{
    const weft_trace_record record = record_of(world, event);

    return weft_trace_append_value(world->trace, &record, event->value);
}

/* Most events have no value, and are put where they stay without a record in between. */
static inline uint64_t append(const weft_world *world, const weft_event *event)
{
    const weft_trace_record record = record_of(world, event);
    struct weft__event plain;

    if (event->value || !weft__trace_is_simple(world->trace, &record))
        return append_any(world, event);
    plain = weft__event_of(&record, WEFT__FORM_NUMBER);
    plain.as.number = record.number;
    return weft__trace_put(world->trace, plain);
}

static void observe(void *context, const weft_reactor *reactor, const weft_event *event)
{
    weft_world *world = context;
    struct weft__known *known;

    (void) reactor;
    if (world->over)
        return;
    if (world->in_turn)
        note_turn(world);
    known = weft__paths_find(&world->paths, event->subject);
    if (!known)
        known = note_made(world, event);
    if (known)
        note_known(world, event, known);
    if (event->kind == WEFT_EVENT_DEFERRED_CHAINED)
        note_chained(world, event);
    if (world->watch.begin)
        weft__world_note_touched(world, event);
    recorded(world, append(world, event));
    weft__invariants_event(world, event, known);
    tell_listeners(world, event);
    weft__rules_judge(world);
}

static size_t choose(void *context, const weft_reactor *reactor, const weft_choice *choice)
{
    (void) reactor;
    return weft__world_choose(context, choice);
}

/* Making and closing. */

void weft__world_renew_cooperator(weft_world *world)
{
    weft_status status = weft_default_cooperator_configure(world->reactor, &world->slice);

    assert(status == WEFT_OK);
    (void) status;
    world->cooperator = NULL;
}

static void complete_options(weft_world_options *options)
{
    if (options->until_ns == 0)
        options->until_ns = INT64_MAX;
    else if (options->until_ns < 0)
        options->until_ns = 0;
    if (options->horizon_ns <= 0)
        options->horizon_ns = WEFT_WORLD_HORIZON_NS;
    if (options->steps_max == 0)
        options->steps_max = WEFT_WORLD_STEPS_MAX;
    if (options->instant_steps_max == 0)
        options->instant_steps_max = WEFT_WORLD_INSTANT_STEPS_MAX;
    if (options->instant_turns_max == 0)
        options->instant_turns_max = WEFT_WORLD_INSTANT_TURNS_MAX;
}

static weft_status prepare_replay(weft_world *world)
{
    const weft_replay *replay = world->options.replay;
    struct weft__follower *follower = &world->follower;

    *follower = (struct weft__follower){
        .replay = replay,
        .followed = weft__arena_allocate(&world->arena, replay->count + 1),
        .departure = weft__arena_allocate(&world->arena, WEFT__CHOICE_TEXT_MAX),
    };
    world->decider = weft__decider_follow(follower);
    return follower->followed && follower->departure ? WEFT_OK : WEFT_NO_MEMORY;
}

static weft_status prepare_decider(weft_world *world)
{
    world->draw =
        (struct weft__draw){.seed = world->options.seed, .depth = PCT_DEPTH, .steps = PCT_STEPS};
    if (!weft__decider_find(world->options.strategy, &world->draw, &world->decider))
        return WEFT_BAD_ARGUMENT;
    return world->options.replay ? prepare_replay(world) : WEFT_OK;
}

/* What the library is to ask the chooser for. */
static unsigned asks(const weft_world_options *options)
{
    const weft_faults *faults = &options->faults;
    bool anything = (faults->kinds & ~WEFT_FAULT_MEMORY) != 0;
    unsigned kinds = 0;

    if (options->freedom.rotation)
        kinds |= WEFT_CHOICE_BIT(WEFT_CHOICE_TASK);
    if (options->freedom.slices)
        kinds |= WEFT_CHOICE_BIT(WEFT_CHOICE_SLICE);
    if (anything && (faults->points & WEFT_FAULT_AT_STEP) != 0)
        kinds |= WEFT_CHOICE_BIT(WEFT_CHOICE_STEP);
    if (anything && (faults->points & WEFT_FAULT_AT_CALLBACK) != 0)
        kinds |= WEFT_CHOICE_BIT(WEFT_CHOICE_CALLBACK);
    return kinds;
}

void weft__world_set_decider(weft_world *world, struct weft__decider decider)
{
    assert(!world->running);
    world->decider = decider;
}

weft_status weft_world_create(const weft_world_options *options, weft_world **world)
{
    weft_allocator own = options->pool ? weft_pool_allocator(options->pool) : weft_allocator_system;
    weft_world *made = own.allocate(own.context, NULL, 0, sizeof *made);
    weft_clock_options clock_options = {
        .observer = {observe, made},
        .chooser = {choose, made, asks(options)},
        .instant_calls_max = UINT64_MAX, /* the world counts by itself */
    };
    weft_status status;

    if (!made)
        return WEFT_NO_MEMORY;
    memset(made, 0, sizeof *made);
    made->options = *options;
    made->own = own;
    complete_options(&made->options);
    made->arena.allocator = &made->own;
    made->slice = (weft_cooperator_options){.slice_steps = 1, .delay_ns = 10 * WEFT_NANOSECOND};
    made->random_state = made->options.seed ^ UINT64_C(0x77656674);
    weft__paths_begin(&made->paths, &made->own);
    clock_options.allocator = weft__fault_allocator(made);
    status = prepare_decider(made);
    if (status == WEFT_OK)
        status = weft_trace_create(&made->own, 0, &made->trace);
    if (status == WEFT_OK)
        status = weft_clock_create(&clock_options, &made->clock);
    if (status != WEFT_OK) {
        weft_world_close(made);
        return status;
    }
    made->reactor = weft_clock_reactor(made->clock);
    weft__world_renew_cooperator(made);
    *world = made;
    return WEFT_OK;
}

void weft_world_close(weft_world *world)
{
    weft_allocator own = world->own;
    struct weft__list *const lists[] = {
        &world->stimuli,  &world->placed,    &world->looks,     &world->always,
        &world->released, &world->listeners, &world->owned,     &world->wanted,
        &world->demanded, &world->findings,  &world->collected, &world->rules,
    };

    world->over = true;
    if (world->clock) {
        const struct weft__owned *owned = world->owned.elements;

        for (size_t i = 0; i < world->owned.count; i++) /* of a world that never ran */
            owned[i].release(world->reactor, owned[i].context);
        weft_clock_close(world->clock);
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        free_list(world, lists[i]);
    if (world->trace)
        weft_trace_free(world->trace);
    weft__paths_free(&world->paths);
    weft__arena_free(&world->arena);
    own.allocate(own.context, world, sizeof *world, 0);
}

/* Running. */

/* Time goes on to TIME_NS, before which nothing is due, unless work has moved it past. */
static void pass_to(weft_world *world, int64_t time_ns)
{
    weft_status status = WEFT_OK;

    if (time_ns > weft__world_now(world))
        status = weft_clock_run_until(world->clock, time_ns);
    assert(status == WEFT_OK);
    (void) status;
}

/* Judges the looks at times before TIME_NS, which nothing pending is due before, that have not been
 * judged. */
static void look_before(weft_world *world, int64_t time_ns)
{
    while (world->looked < world->looks.count) {
        const struct weft__look *look = (struct weft__look *) world->looks.elements + world->looked;

        if (look->time_ns >= time_ns)
            return;
        world->looked++;
        pass_to(world, look->time_ns);
        world->looks_late = look->time_ns < world->displaced_ns;
        look->function(world->reactor, look->context);
        world->looks_late = false;
    }
}

static void look_all(weft_world *world, const struct weft__list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct weft__look *look = (struct weft__look *) list->elements + i;

        look->function(world->reactor, look->context);
    }
}

/* How far a turn that begins at DUE_NS may reach: no further than where the run ends. */
static int64_t slack_at(const weft_world *world, int64_t due_ns)
{
    const weft_world_options *options = &world->options;
    int64_t end_ns = options->until_ns < INT64_MAX ? options->until_ns : options->horizon_ns;

    return options->freedom.slack_ns < end_ns - due_ns ? options->freedom.slack_ns
                                                       : end_ns - due_ns;
}

static void run_turn(weft_world *world, int64_t due_ns)
{
    weft_status status;

    if (world->options.freedom.late_ns > 0)
        weft__lateness_ask(world);
    if ((world->options.faults.points & WEFT_FAULT_AT_TURN) != 0)
        weft__fault_ask(world, WEFT__SITE_TURN, nobody());
    world->in_turn = true;
    status = weft_clock_turn_within(world->clock, INT64_MAX, slack_at(world, due_ns), NULL);
    world->in_turn = false;
    assert(status == WEFT_OK);
    (void) status;
    weft__rules_judge(world); /* of what was done behind the last event */
    if (!world->stop)
        look_all(world, &world->always);
}

/* The same for those up to TIME_NS. */
static void look_until(weft_world *world, int64_t time_ns)
{
    look_before(world, time_ns < INT64_MAX ? time_ns + 1 : time_ns);
}

/* The run is cut off at TIME_NS, with calls pending. */
static void cut_at(weft_world *world, int64_t time_ns)
{
    look_until(world, time_ns);
    world->cut = true;
    pass_to(world, time_ns);
}

/* When the next turn is due, once the outside events that come before it have run; false: there is
 * none. */
static bool next_due(weft_world *world, int64_t *due_ns)
{
    bool pending = weft_reactor_next_due(world->reactor, due_ns);

    while (!world->stop && weft__moments_run(world, pending ? *due_ns : INT64_MAX)) {
        look_all(world, &world->always);
        pending = weft_reactor_next_due(world->reactor, due_ns);
    }
    return pending;
}

static void run_turns(weft_world *world)
{
    const weft_world_options *options = &world->options;
    int64_t due_ns;

    while (!world->stop && next_due(world, &due_ns)) {
        if (due_ns > options->until_ns) {
            cut_at(world, options->until_ns);
            return;
        }
        if (due_ns > options->horizon_ns && options->until_ns == INT64_MAX) {
            cut_at(world, options->horizon_ns);
            weft__world_find(world, WEFT_FINDING_HORIZON, nobody(), NULL,
                             "calls are still pending at the horizon (--until ends a run earlier)");
            return;
        }
        look_before(world, due_ns);
        run_turn(world, due_ns);
    }
    if (!world->stop)
        look_until(world, options->until_ns);
}

static void let_go(weft_world *world)
{
    const struct weft__owned *owned = world->owned.elements;
    size_t count = world->owned.count;

    world->owned.count = 0;
    for (size_t i = 0; i < count; i++)
        owned[i].release(world->reactor, owned[i].context);
    weft__world_renew_cooperator(world);
}

void weft_world_run(weft_world *world)
{
    assert(!world->running);
    world->running = true;
    world->judging = world->rules.count > 0;
    weft__stimuli_schedule(world);
    weft__looks_order(world);
    run_turns(world);
    world->ended_ns = weft__world_now(world);
    weft__invariants_ended(world);
    if (!world->exhausted) {
        while (world->looked < world->looks.count &&
               ((struct weft__look *) world->looks.elements)[world->looked].time_ns < INT64_MAX)
            world->looked++; /* beyond the time at which the run was cut off: never reached */
        for (; world->looked < world->looks.count; world->looked++) {
            const struct weft__look *look =
                (struct weft__look *) world->looks.elements + world->looked;

            look->function(world->reactor, look->context);
        }
    }
    weft__rules_end(world);
    let_go(world);
    if (!world->exhausted)
        look_all(world, &world->released);
    weft__invariants_released(world);
    world->over = true;
}

weft_world *weft_world_of(const weft_reactor *reactor)
{
    weft_observer observer = weft_reactor_observer(reactor);

    assert(observer.observe == observe);
    return observer.context;
}
