/* ordering_stories_test.c - the hash of an ordering against orderings written out: two runs have
 * one hash if and only if each object's story reads the same; and then each subject did the same,
 * calls that it made too.
 *
 * The stories are made here from the paths as texts, one line an event, and compared whole. The
 * runs are of random plans: calls that race use a queue, a lock, tasks and prints.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fingerprint.h"
#include "ordering.h"
#include "prng.h"
#include "world_internal.h"

#define PLANS     40
#define RUNS      12
#define CALLS     4
#define LINES_MAX 4000

/* Plans. */

struct plan {
    weft_world *world;
    weft_queue *queue;
    weft_lock *lock;
    uint64_t number; /* what the calls do follows from it */
};

struct call {
    struct plan *plan;
    uint64_t random; /* its own: what it does may not depend on who came before */
    unsigned again;
};

/* Not an assertion: that would jump out of the run. */
static void demand(bool held)
{
    if (!held)
        abort();
}

static void release_deferred(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_deferred_release(context);
}

static void keep(struct plan *plan, weft_deferred *deferred)
{
    weft_world_own(plan->world, deferred, release_deferred);
}

/* One or two naps, of lengths that make ends of naps and ticks meet. */
struct napper {
    struct call call;
    uint64_t naps;
};

static weft_step nap(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct napper *napper = frame;
    weft_later later = {.delay_ns = (int64_t) weft__prng_below(&napper->call.random, 3) * 10 + 100};
    weft_deferred *deferred;

    *out = weft_none();
    if (napper->naps-- == 0)
        return WEFT_RETURNED;
    demand(weft_defer_later(reactor, &later, &deferred) == WEFT_OK);
    *out = weft_deferred_value(deferred);
    return WEFT_YIELDED;
}

static void start_napper(struct call *call)
{
    static const weft_iterator_type type = {"napper", sizeof(struct napper), nap, NULL, NULL};
    weft_iterator *iterator;
    struct napper *napper;
    weft_task *task;

    demand(weft_iterator_create(weft_world_reactor(call->plan->world), &type, &iterator) ==
           WEFT_OK);
    napper = weft_iterator_frame(iterator);
    napper->call = *call;
    napper->naps = weft__prng_below(&call->random, 2) + 1;
    demand(weft_cooperate(weft_world_cooperator(call->plan->world), iterator, &task) == WEFT_OK);
    weft_iterator_release(iterator);
    weft_task_release(task);
}

static void run_call(weft_reactor *reactor, void *context)
{
    struct call *call = context;
    struct plan *plan = call->plan;
    weft_deferred *deferred;

    switch (weft__prng_below(&call->random, 8)) {
    case 0:
        demand(weft_queue_put(plan->queue, weft_integer(1)) == WEFT_OK);
        break;
    case 1:
        demand(weft_queue_get(plan->queue, &deferred) == WEFT_OK);
        keep(plan, deferred);
        break;
    case 2:
        demand(weft_lock_acquire(plan->lock, &deferred) == WEFT_OK);
        keep(plan, deferred);
        break;
    case 3:
        weft_world_misuse_begin(plan->world);
        (void) weft_lock_release(plan->lock); /* refused, if nobody holds it */
        weft_world_misuse_end(plan->world);
        break;
    case 4:
        weft_world_print(plan->world, "at %d", (int) weft_now(reactor));
        break;
    case 5:
        start_napper(call);
        break;
    default:
        demand(weft_succeed(reactor, weft_integer(1), &deferred) == WEFT_OK);
        keep(plan, deferred);
        break;
    }
    if (call->again-- > 0)
        demand(weft_call_later(reactor, 100, run_call, call, NULL) == WEFT_OK);
}

static void start(weft_reactor *reactor, void *context)
{
    struct plan *plan = context;

    for (uint64_t i = 0; i < CALLS; i++) {
        struct call *call = weft_world_allocate(plan->world, sizeof *call);

        demand(call != NULL);
        *call = (struct call){plan, plan->number * CALLS + i, 2};
        demand(weft_call_later(reactor, 10, run_call, call, NULL) == WEFT_OK);
    }
}

static void release_queue(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_queue_release(context);
}

static void release_lock(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_lock_release_reference(context);
}

/* Stories. */

struct line {
    char object[300];
    char text[1000];
    size_t place;
};

struct stories {
    const weft_world *world;
    struct line lines[LINES_MAX];
    size_t count;
};

static bool is_tick(const weft_world *world, weft_subject subject)
{
    const struct weft__known *known = weft__paths_find(&world->paths, subject);

    return subject.kind == WEFT_SUBJECT_CALL && known && known->label &&
           strcmp(known->label, "tick") == 0;
}

static const char *path(const weft_world *world, weft_subject subject, char text[300])
{
    if (subject.kind == WEFT_SUBJECT_NONE)
        return "-";
    if (subject.kind == WEFT_SUBJECT_COOPERATOR)
        return "cooperator";
    weft__paths_format(&world->paths, subject, text, 300);
    return text;
}

static void add_line(struct stories *stories, const char *object, const char *text)
{
    struct line *line = &stories->lines[stories->count];

    assert_true(stories->count < LINES_MAX);
    snprintf(line->object, sizeof line->object, "%s", object);
    snprintf(line->text, sizeof line->text, "%s", text);
    line->place = stories->count++;
}

static bool is_left_out(int kind)
{
    static const char *const words[] = {"scheduled", "moved",   "named", "choice",
                                        "expect",    "finding", "final"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(weft_trace_word(kind), words[i]) == 0)
            return true;
    return kind == WEFT_EVENT_COOPERATOR_CREATED;
}

/* The paths of an event; "" stands for none that has a story. */
static void add_event(struct stories *stories, const weft_trace_record *record, const char *actor)
{
    char subject_text[300], other_text[300], text[1000];
    const char *subject = path(stories->world, record->subject, subject_text);
    const char *other = path(stories->world, record->other, other_text);
    bool failed = record->text && strstr(record->text, "Error") != NULL;

    if (is_left_out(record->kind) || is_tick(stories->world, record->subject))
        return;
    snprintf(text, sizeof text, "%s %s %s %s by %s", weft_trace_word(record->kind), subject, other,
             failed ? "failed" : weft_status_error(record->status), actor);
    if (strcmp(subject, "-") != 0)
        add_line(stories, subject, text);
    if (strcmp(other, "-") != 0 && strcmp(other, subject) != 0)
        add_line(stories, other, text);
    if (strcmp(actor, "-") != 0 && strcmp(actor, subject) != 0 && strcmp(actor, other) != 0)
        add_line(stories, actor, text);
    if (record->kind == WEFT_TRACE_PRINT)
        add_line(stories, "(prints)", text);
    if (record->kind == WEFT_EVENT_TASK_STEP)
        add_line(stories, "(steps)", text);
}

static int compare_lines(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    int order = strcmp(a->object, b->object);

    return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

/* All stories of WORLD, object by object. */
static char *stories_text(const weft_world *world)
{
    struct stories *stories = calloc(1, sizeof *stories);
    char actor[300] = "-", *text = NULL;
    size_t bytes;
    FILE *file = open_memstream(&text, &bytes);

    assert_non_null(stories);
    assert_non_null(file);
    stories->world = world;
    for (uint64_t event = 1; event <= weft_trace_count(world->trace); event++) {
        weft_trace_record record = weft_trace_get(world->trace, event);
        char found[300];

        if (record.turn == 0 ||
            (record.kind == WEFT_EVENT_CALL_RUN && is_tick(world, record.subject)))
            snprintf(actor, sizeof actor, "-");
        else if (record.kind == WEFT_EVENT_CALL_RUN || record.kind == WEFT_EVENT_TASK_STEP)
            snprintf(actor, sizeof actor, "%s", path(world, record.subject, found));
        add_event(stories, &record, actor);
    }
    qsort(stories->lines, stories->count, sizeof *stories->lines, compare_lines);
    for (size_t i = 0; i < stories->count; i++)
        fprintf(file, "%s | %s\n", stories->lines[i].object, stories->lines[i].text);
    fclose(file);
    free(stories);
    return text;
}

static char *run_plan(uint64_t number, uint64_t seed, uint64_t *ordering, uint64_t *subjects)
{
    weft_world_options options = {.strategy = "random", .seed = seed};
    struct plan plan = {.number = number};
    char *text;

    demand(weft_world_create(&options, &plan.world) == WEFT_OK);
    demand(weft_queue_create(weft_world_reactor(plan.world), NULL, &plan.queue) == WEFT_OK);
    demand(weft_lock_create(weft_world_reactor(plan.world), &plan.lock) == WEFT_OK);
    weft_world_own(plan.world, plan.queue, release_queue);
    weft_world_own(plan.world, plan.lock, release_lock);
    weft_world_at(plan.world, 0, "start", start, &plan);
    weft_world_run(plan.world);
    *ordering = weft__ordering(plan.world);
    *subjects = weft__fingerprint(plan.world, WEFT__FINGERPRINT_SUBJECTS);
    text = stories_text(plan.world);
    weft_world_close(plan.world);
    return text;
}

static void one_hash_is_one_set_of_stories(void **state)
{
    size_t same = 0, others = 0;

    (void) state;
    for (uint64_t plan = 0; plan < PLANS; plan++) {
        char *texts[RUNS];
        uint64_t orderings[RUNS], subjects[RUNS];

        for (uint64_t run = 0; run < RUNS; run++) {
            texts[run] = run_plan(plan, run, &orderings[run], &subjects[run]);
            for (uint64_t before = 0; before < run; before++) {
                bool one = strcmp(texts[before], texts[run]) == 0;

                assert_int_equal(orderings[before] == orderings[run], one);
                assert_true(!one || subjects[before] == subjects[run]);
                same += one;
                others += !one;
            }
        }
        for (size_t run = 0; run < RUNS; run++)
            free(texts[run]);
    }
    assert_true(same > 100); /* both were tried */
    assert_true(others > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_hash_is_one_set_of_stories),
    };

    return cmocka_run_group_tests_name("ordering_stories", tests, NULL, NULL);
}
