/* world_moments.c - when outside events come, and whether the loop is held up.
 *
 * The moments that are offered for an event are few and telling: its first and last, those just
 * before and just after what else happened between them in a run that went before, and one that is
 * drawn from the seed.
 */
#include "world_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Positions as words --- */

static size_t put_time(char *text, size_t size, int64_t time_ns)
{
    return (size_t) snprintf(text, size, "%" PRId64 ".%09" PRId64, time_ns / WEFT_SECOND,
                             time_ns % WEFT_SECOND);
}

size_t weft__position_put(struct weft__position position, char *text, size_t size)
{
    size_t used;

    if (position.time_ns == INT64_MAX)
        return (size_t) snprintf(text, size, "never");
    used = put_time(text, size, position.time_ns);
    if (position.turn > 0)
        used += (size_t) snprintf(text + used, size - used, " after turn %" PRIu64, position.turn);
    return used;
}

/* The number at *TEXT, which moves behind it; false: there is none, or it is too large. */
static bool read_number(const char **text, uint64_t most, uint64_t *number)
{
    const char *at = *text;

    *number = 0;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (*number > (most - (uint64_t) (*at - '0')) / 10)
            return false;
        *number = *number * 10 + (uint64_t) (*at - '0');
    }
    if (at == *text)
        return false;
    *text = at;
    return true;
}

static bool read_position(const char *words, struct weft__position *position)
{
    static const char after[] = " after turn ";
    uint64_t seconds, rest;
    const char *point;

    position->turn = 0;
    position->time_ns = INT64_MAX;
    if (strcmp(words, "never") == 0)
        return true;
    if (!read_number(&words, INT64_MAX / WEFT_SECOND - 1, &seconds) || *words != '.')
        return false;
    point = ++words;
    if (!read_number(&words, WEFT_SECOND - 1, &rest) || words != point + 9)
        return false;
    position->time_ns = (int64_t) (seconds * (uint64_t) WEFT_SECOND + rest);
    if (*words == '\0')
        return true;
    if (strncmp(words, after, strlen(after)) != 0)
        return false;
    words += strlen(after);
    return read_number(&words, UINT64_MAX, &position->turn) && *words == '\0' && position->turn > 0;
}

/* --- The moments of one event --- */

struct moments {
    const struct weft__stimulus *stimulus;
    struct weft__position *elements;
    size_t count, capacity;
};

static size_t put_moment(const weft_world *world, const struct weft__question *question,
                         uint64_t answer, char *text, size_t size)
{
    const struct moments *moments = question->context;

    (void) world;
    return weft__position_put(moments->elements[answer], text, size);
}

static void add(struct moments *moments, struct weft__position position)
{
    assert(moments->count < moments->capacity);
    moments->elements[moments->count++] = position;
}

/* The last element is kept free for this. */
static uint64_t read_moment(struct weft__question *question, const char *words)
{
    struct moments *moments = question->context;
    const struct weft__stimulus *stimulus = moments->stimulus;
    struct weft__position position;

    if (!read_position(words, &position) || moments->count == moments->capacity)
        return UINT64_MAX;
    if (!stimulus->anywhere &&
        (position.time_ns < stimulus->time_ns || position.time_ns > stimulus->until_ns))
        return UINT64_MAX;
    add(moments, position);
    question->count = moments->count;
    return question->count - 1;
}

static int compare_positions(const void *left, const void *right)
{
    const struct weft__position *a = left, *b = right;

    return a->time_ns < b->time_ns ? -1 : a->time_ns > b->time_ns;
}

static void add_window(const weft_world *world, struct moments *moments)
{
    const struct weft__stimulus *stimulus = moments->stimulus;
    int64_t from_ns = stimulus->time_ns, until_ns = stimulus->until_ns;
    uint64_t state =
        weft__paths_hash_more(weft__paths_hash_text(stimulus->label), world->options.seed);
    size_t kept = 1;

    if (from_ns == until_ns)
        return;
    add(moments, (struct weft__position){until_ns, 0});
    for (size_t i = 0; i < world->turns_before.count; i++) {
        int64_t turn_ns = world->turns_before.elements[i].time_ns;

        if (turn_ns > from_ns && turn_ns < until_ns)
            add(moments, (struct weft__position){turn_ns, 0});
        if (turn_ns >= from_ns && turn_ns < until_ns)
            add(moments, (struct weft__position){turn_ns + 1, 0});
    }
    if (until_ns - from_ns > 1)
        add(moments, (struct weft__position){from_ns + 1 +
                                                 (int64_t) weft__prng_below(
                                                     &state, (uint64_t) (until_ns - from_ns) - 1),
                                             0});
    qsort(moments->elements + 1, moments->count - 1, sizeof *moments->elements, compare_positions);
    for (size_t i = 1; i < moments->count; i++)
        if (moments->elements[i].time_ns != moments->elements[kept - 1].time_ns)
            moments->elements[kept++] = moments->elements[i];
    moments->count = kept;
}

static struct weft__position ask(weft_world *world, struct moments *moments)
{
    struct weft__question question = {.site = WEFT__SITE_MOMENT,
                                      .label = moments->stimulus->label,
                                      .put = put_moment,
                                      .read = read_moment,
                                      .context = moments};

    question.count = moments->count;
    return moments->elements[weft__world_ask(world, &question)];
}

struct weft__position weft__moment_ask(weft_world *world, const struct weft__stimulus *stimulus)
{
    struct moments moments = {.stimulus = stimulus};
    struct weft__position own = {stimulus->time_ns, 0};

    moments.capacity = 4 + 2 * world->turns_before.count;
    moments.elements = weft_world_allocate(world, moments.capacity * sizeof *moments.elements);
    if (!moments.elements)
        return own;
    add(&moments, own);
    if (!stimulus->anywhere)
        add_window(world, &moments);
    return ask(world, &moments);
}

/* --- After a turn --- */

void weft__moment_place(weft_world *world, struct weft__stimulus *stimulus)
{
    struct weft__position position = stimulus->position;
    struct weft__stimulus **place = weft__world_append(world, &world->placed, sizeof *place);

    if (!place)
        return;
    *place = stimulus;
    for (size_t i = world->placed.count - 1; i > 0; i--) { /* in order of their positions */
        struct weft__stimulus **all = world->placed.elements, *before = all[i - 1];

        if (before->position.time_ns < position.time_ns ||
            (before->position.time_ns == position.time_ns &&
             before->position.turn <= position.turn))
            break;
        all[i] = before;
        all[i - 1] = stimulus;
    }
}

/* Whether the turn of POSITION is over. */
static bool is_passed(const weft_world *world, struct weft__position position)
{
    return world->turn_ns > position.time_ns ||
           (world->turn_ns == position.time_ns && world->turn >= position.turn);
}

bool weft__moments_run(weft_world *world, int64_t due_ns)
{
    struct weft__stimulus *stimulus;
    int64_t now_ns = weft__world_now(world);

    if (due_ns < now_ns)
        due_ns = now_ns; /* it is late */
    if (world->placed_gone == world->placed.count)
        return false;
    stimulus = ((struct weft__stimulus **) world->placed.elements)[world->placed_gone];
    if (!is_passed(world, stimulus->position) && stimulus->position.time_ns >= due_ns)
        return false;
    world->placed_gone++;
    if (stimulus->position.time_ns > now_ns &&
        weft_clock_work(world->clock, stimulus->position.time_ns - now_ns) != WEFT_OK)
        return false;
    world->in_turn = true;
    if (weft_reactor_enter(world->reactor, stimulus->function, stimulus->context,
                           stimulus->label) != WEFT_OK)
        weft__world_exhaust(world);
    world->in_turn = false;
    return true;
}

/* --- Lateness --- */

struct lateness {
    int64_t by_ns[3];
};

static size_t put_lateness(const weft_world *world, const struct weft__question *question,
                           uint64_t answer, char *text, size_t size)
{
    const struct lateness *lateness = question->context;

    (void) world;
    return answer == 0 ? (size_t) snprintf(text, size, "on time")
                       : put_time(text, size, lateness->by_ns[answer]);
}

/* The first due time after DUE_NS, if it is not later than MOST_NS; else 0. */
static int64_t following_due(const weft_world *world, int64_t due_ns, int64_t most_ns)
{
    size_t count = weft_reactor_pending(world->reactor);
    const weft_allocator *allocator = &world->own;
    size_t bytes = count * sizeof(weft_pending_call);
    weft_pending_call *calls = allocator->allocate(allocator->context, NULL, 0, bytes);
    int64_t found_ns = 0;

    if (!calls)
        return 0;
    weft_reactor_pending_calls(world->reactor, calls, count);
    for (size_t i = 0; i < count && found_ns == 0; i++)
        if (calls[i].due_ns > due_ns)
            found_ns = calls[i].due_ns;
    allocator->allocate(allocator->context, calls, bytes, 0);
    return found_ns > due_ns && found_ns <= most_ns ? found_ns : 0;
}

void weft__lateness_ask(weft_world *world)
{
    int64_t most_ns = world->options.freedom.late_ns, now_ns = weft__world_now(world), next_ns;
    struct lateness lateness = {{0, most_ns, 0}};
    struct weft__question question = {
        .site = WEFT__SITE_LATE, .count = 2, .put = put_lateness, .context = &lateness};
    weft_pending_call first;
    uint64_t answer;

    if (!weft_reactor_next_call(world->reactor, &first) || first.due_ns < now_ns ||
        first.due_ns > INT64_MAX - most_ns)
        return;
    question.subject = first.call;
    next_ns = following_due(world, first.due_ns, first.due_ns + most_ns);
    if (next_ns > 0 && next_ns - first.due_ns < most_ns)
        lateness.by_ns[question.count++] = next_ns - first.due_ns;
    answer = weft__world_ask(world, &question);
    if (answer == 0)
        return;
    weft_world_work(world, first.due_ns - now_ns + lateness.by_ns[answer]);
    world->displaced_ns = weft__world_now(world);
}
