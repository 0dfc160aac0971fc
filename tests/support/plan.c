/* plan.c - the interpreter of plans. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan.h"

#include "actor.h"

#define TASKS_MAX     26
#define DEFERREDS_MAX 10

struct plan;

/* What a task reads its steps from. */
struct reader {
    struct plan *plan;
    const char *at;
};

struct plan {
    struct library_fixture *fixture;
    weft_cooperator *cooperator;
    weft_deferred *deferreds[DEFERREDS_MAX];
    struct reader readers[TASKS_MAX]; /* by letter; at NULL: there is no such task */
    weft_task *tasks[TASKS_MAX];      /* NULL: not started */
    char names[TASKS_MAX][2];
};

static weft_value write_end(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;
    struct journal *journal = &mark->fixture->journal;

    (void) reactor;
    if (weft_value_is_failure(&result))
        journal_write_value(journal, mark->name, &result);
    else
        journal_write(journal, "%s=done", mark->name);
    weft_value_release(result);
    return weft_none();
}

static weft_value write_nothing(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    (void) context;
    weft_value_release(result);
    return weft_none();
}

static void fire(struct plan *plan, char act, int which)
{
    weft_deferred *deferred = plan->deferreds[which];

    if (weft_deferred_called(deferred))
        return;
    if (act == 'X')
        weft_deferred_callback(deferred, weft_integer(which));
    else if (act == 'E')
        weft_deferred_errback(deferred, weft_raise_bare(&weft_error_value));
    else
        weft_deferred_cancel(deferred);
}

static void start_planned(struct plan *plan, int which);

static void act_on_task(struct plan *plan, char act, int which)
{
    weft_task *task = plan->tasks[which];

    if (act == 'N' && !task && plan->readers[which].at)
        start_planned(plan, which);
    else if (task && act == 'S')
        weft_task_stop(task);
    else if (task && act == 'P')
        weft_task_pause(task);
    else if (task && act == 'R')
        weft_task_resume(task);
}

/* Does the acts at AT, and returns what follows them. */
static const char *act(struct plan *plan, const char *at)
{
    for (;; at++) {
        switch (*at) {
        case 'S':
        case 'P':
        case 'R':
        case 'N':
            act_on_task(plan, at[0], at[1] - 'a');
            at++;
            break;
        case 'X':
        case 'E':
        case 'C':
            fire(plan, at[0], at[1] - '0');
            at++;
            break;
        case 'K':
            weft_cooperator_stop(plan->cooperator);
            break;
        case 'G':
            weft_cooperator_start(plan->cooperator);
            break;
        default:
            return at;
        }
    }
}

static weft_step read_step(struct actor *actor, int64_t step, weft_value *out)
{
    struct reader *reader = actor->context;
    struct plan *plan = reader->plan;

    if (*reader->at == '\0' || *reader->at == ' ') {
        journal_write(&actor->fixture->journal, "%send", actor->name);
        return WEFT_RETURNED;
    }
    journal_write(&actor->fixture->journal, "%s%d", actor->name, (int) step);
    reader->at = act(plan, reader->at);
    switch (*reader->at) {
    case '.':
        reader->at++;
        return WEFT_YIELDED;
    case '!':
        *out = weft_raise_bare(&weft_error_value);
        return WEFT_RAISED;
    case '$':
    case ' ':
    case '\0':
        return WEFT_RETURNED;
    default:
        *out = weft_deferred_value(weft_deferred_retain(plan->deferreds[*reader->at++ - '0']));
        return WEFT_YIELDED;
    }
}

static weft_step close_quietly(struct actor *actor, weft_value *out)
{
    (void) actor;
    (void) out;
    return WEFT_RETURNED;
}

/* Runs inside steps too, so it writes what goes wrong. */
static void start_planned(struct plan *plan, int which)
{
    weft_iterator *iterator = make_actor(plan->fixture, plan->names[which], read_step);
    struct mark *mark = make_mark(plan->fixture, plan->names[which], weft_none());
    weft_deferred *done = NULL;

    actor_of(iterator)->context = &plan->readers[which];
    actor_of(iterator)->clean_up = close_quietly;
    if (weft_cooperate(plan->cooperator, iterator, &plan->tasks[which]) != WEFT_OK ||
        weft_task_when_done(plan->tasks[which], &done) != WEFT_OK ||
        weft_deferred_add_both(done, write_end, mark) != WEFT_OK)
        journal_write(&plan->fixture->journal, "no-memory");
    weft_iterator_release(iterator);
    if (done)
        weft_deferred_release(done);
}

static void begin(struct plan *plan, const char *tasks)
{
    for (int i = 0; i < DEFERREDS_MAX; i++)
        plan->deferreds[i] = make_deferred(plan->fixture);
    for (const char *at = tasks; at; at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL) {
        const char *name = *at == '-' ? at + 1 : at;

        plan->names[*name - 'a'][0] = *name;
        plan->readers[*name - 'a'] = (struct reader){plan, name + 2};
        if (name == at)
            start_planned(plan, *name - 'a');
    }
}

/* Goes from tick to tick; before each, does what is written for it in OUTSIDE. */
static void run_ticks(struct plan *plan, const char *outside)
{
    for (int tick = 0; tick < PLAN_TICKS_MAX; tick++) {
        int64_t due_ns;

        if (*outside != '\0' && strtol(outside, NULL, 10) == tick) {
            outside = act(plan, strchr(outside, ':') + 1);
            outside += *outside == ' ';
        }
        if (weft_reactor_next_due(plan->fixture->reactor, &due_ns)) {
            plan->fixture->clock.now_ns = due_ns;
            (void) run_turn(plan->fixture);
        } else if (*outside == '\0') {
            return;
        }
    }
    fail_msg("a plan without end");
}

static void let_go(struct plan *plan)
{
    for (int i = 0; i < TASKS_MAX; i++) {
        if (plan->tasks[i])
            weft_task_release(plan->tasks[i]);
    }
    for (int i = 0; i < DEFERREDS_MAX; i++) {
        assert_int_equal(weft_deferred_add_both(plan->deferreds[i], write_nothing, NULL), WEFT_OK);
        weft_deferred_release(plan->deferreds[i]);
    }
    weft_cooperator_release(plan->cooperator);
    for (int kind = WEFT_SUBJECT_CALL; kind < WEFT_SUBJECT_KINDS; kind++)
        assert_int_equal(weft_reactor_alive(plan->fixture->reactor, (weft_subject_kind) kind), 0);
}

static void run_plan(struct library_fixture *fixture, const struct plan_row *row)
{
    struct plan plan = {.fixture = fixture, .cooperator = make_cooperator(fixture, row->slice)};

    begin(&plan, row->tasks);
    run_ticks(&plan, row->outside);
    let_go(&plan);
}

void check_plans(const struct plan_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct library_fixture *fixture;
        const char *written;
        void *made;

        assert_int_equal(library_fixture_set_up(&made), 0);
        fixture = made;
        run_plan(fixture, &rows[i]);
        written = journal_text(&fixture->journal);
        if (strcmp(written, rows[i].expected) != 0)
            fail_msg("%s\nexpected %s\n     got %s", rows[i].what, rows[i].expected, written);
        assert_int_equal(library_fixture_tear_down(&made), 0);
    }
}
