/* decider_guided.c - turnings at their places, and sleep sets.
 *
 * A sleeper is a call that a run like this one, up to here, had go next. As long as only calls go
 * that have nothing in common with it, letting it go would come to the same as in that run. So it
 * is not chosen; and when all that could be chosen sleep, the rest of this run is known.
 *
 * Source: P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems" (LNCS
 * 1032, 1996), chapter 5.
 */
#include "decider_guided.h"

#include "world_internal.h"

#include <string.h>

/* --- Sleeping --- */

static bool sleeps(const struct weft__guide *guide, size_t sleeper)
{
    return (guide->asleep[sleeper / 64] >> sleeper % 64 & 1U) != 0;
}

static bool call_sleeps(const struct weft__guide *guide, uint64_t call)
{
    for (size_t i = 0; i < guide->plan->sleeper_count; i++)
        if (sleeps(guide, i) && guide->plan->sleepers[i].call == call)
            return true;
    return false;
}

static void wake(struct weft__guide *guide)
{
    for (size_t i = 0; i < guide->plan->sleeper_count; i++)
        if (sleeps(guide, i) &&
            !weft__touched_apart(&guide->plan->sleepers[i].touched, &guide->touched))
            guide->asleep[i / 64] &= ~(UINT64_C(1) << i % 64);
}

/* The call that was running is over: what it touched is known. */
static void end_call(struct weft__guide *guide)
{
    struct weft__branch *branches = (void *) guide->branches.bytes;

    if (!guide->call_runs)
        return;
    guide->call_runs = false;
    if (guide->next == guide->plan->turning_count)
        wake(guide);
    if (guide->branch_of_call > 0)
        branches[guide->branch_of_call - 1].touched = guide->touched;
    guide->branch_of_call = 0;
}

/* What would come of the rest has been seen. */
static void cut(struct weft__guide *guide, weft_world *world)
{
    guide->flags |= WEFT__REPORT_CUT;
    weft__world_give_up(world);
}

/* One that sleeps may begin without a question, as the last of its turn. */
static void begin_call(void *context, weft_world *world, uint64_t call, int64_t due_ns)
{
    struct weft__guide *guide = context;

    end_call(guide);
    if (guide->next == guide->plan->turning_count && call_sleeps(guide, call) &&
        guide->branch_to_come == 0)
        cut(guide, world);
    guide->touched = (struct weft__touched){.due_ns = due_ns};
    guide->call_runs = true;
    guide->branch_of_call = guide->branch_to_come;
    guide->branch_to_come = 0;
}

/* --- Noting --- */

/* Appends to BUFFER, and to the log as a record of KIND. */
static void put(struct weft__guide *guide, struct weft__byte_buffer *buffer,
                enum weft__guide_record kind, const void *bytes, size_t length)
{
    struct weft__guide_record_head head = {(uint32_t) kind, (uint32_t) length};

    guide->lost = !weft__byte_buffer_append(buffer, bytes, length) || guide->lost;
    if (guide->log == NULL)
        return;
    weft__worker_log_append(guide->log, &head, sizeof head);
    weft__worker_log_append(guide->log, bytes, length);
}

/* Until the call that follows has ended, it has to do with everything. */
static void open_branch(struct weft__guide *guide)
{
    struct weft__branch branch;

    memset(&branch, 0, sizeof branch);
    branch.touched.all = 1;
    memcpy(branch.asleep, guide->asleep, sizeof branch.asleep);
    guide->lost =
        !weft__byte_buffer_append(&guide->branches, &branch, sizeof branch) || guide->lost;
}

void weft__guide_recover(struct weft__guide *guide, const char *log, size_t bytes)
{
    struct weft__byte_buffer *const buffers[] = {&guide->asked, &guide->calls, &guide->choices};
    struct weft__guide_record_head head;

    guide->log = NULL;
    while (bytes >= sizeof head) {
        memcpy(&head, log, sizeof head);
        if (head.length > bytes - sizeof head || head.kind > WEFT__RECORD_CHOICE)
            return;
        if (head.kind == WEFT__RECORD_ASKED && guide->plan->sleeps)
            open_branch(guide);
        put(guide, buffers[head.kind], (enum weft__guide_record) head.kind, log + sizeof head,
            head.length);
        log += sizeof head + head.length;
        bytes -= sizeof head + head.length;
    }
}

/* --- Asking --- */

static void note_calls(struct weft__guide *guide, const weft_world *world,
                       const struct weft__question *question)
{
    for (uint64_t i = 0; i < question->count; i++) {
        uint64_t hash = weft__paths_hash(&world->paths, question->candidates[i]);

        put(guide, &guide->calls, WEFT__RECORD_CALL, &hash, sizeof hash);
    }
}

static void note(struct weft__guide *guide, const weft_world *world,
                 const struct weft__question *question, uint64_t answer)
{
    struct weft__asked asked = {
        .key = question->key,
        .count = question->count < UINT32_MAX ? (uint32_t) question->count : UINT32_MAX,
        .answer = (uint32_t) answer,
        .site = (uint32_t) question->site,
        .first_call = (uint32_t) (guide->calls.length / sizeof(uint64_t)),
    };

    put(guide, &guide->asked, WEFT__RECORD_ASKED, &asked, sizeof asked);
    if (!guide->plan->sleeps)
        return;
    open_branch(guide);
    if (question->site == WEFT__SITE_CALL)
        note_calls(guide, world, question);
}

static void note_choice(struct weft__guide *guide, const weft_world *world,
                        struct weft__question *question, uint64_t answer)
{
    char text[WEFT__CHOICE_TEXT_MAX];
    size_t length = weft__question_put(world, question, answer, text);

    put(guide, &guide->choices, WEFT__RECORD_CHOICE, text, length + 1);
    if (guide->lost)
        return;
    question->text = guide->choices.bytes + guide->choices.length - length - 1;
    question->text_bytes = length;
}

/* The first answer that does not sleep; if all do, the run ends here. */
static uint64_t first_awake(struct weft__guide *guide, weft_world *world,
                            const struct weft__question *question)
{
    if (!guide->plan->sleeps || question->site != WEFT__SITE_CALL ||
        guide->next < guide->plan->turning_count)
        return 0;
    for (uint64_t i = 0; i < question->count; i++)
        if (!call_sleeps(guide, weft__paths_hash(&world->paths, question->candidates[i])))
            return i;
    cut(guide, world);
    return 0;
}

static uint64_t turn(struct weft__guide *guide, weft_world *world, struct weft__question *question)
{
    const struct weft__turning *turning = &guide->plan->turnings[guide->next];

    guide->next++;
    if (turning->key == question->key && turning->answer < question->count)
        return turning->answer;
    guide->flags |= WEFT__REPORT_DIVERGED;
    weft__world_give_up(world);
    return 0;
}

/* Whoever is asked about something in the middle of a call could do otherwise there, and what it
 * would then touch is not known. */
static void note_question(struct weft__guide *guide, const weft_world *world,
                          const struct weft__question *question)
{
    if (question->site == WEFT__SITE_CALL)
        end_call(guide);
    else if (world->in_turn)
        guide->touched.all = 1;
}

static uint64_t decide(void *context, weft_world *world, struct weft__question *question)
{
    struct weft__guide *guide = context;
    const struct weft__plan *plan = guide->plan;
    uint64_t answer;

    if ((plan->sites >> question->site & 1U) == 0)
        return 0;
    if (plan->sleeps)
        note_question(guide, world, question);
    if (guide->next < plan->turning_count && plan->turnings[guide->next].place == guide->place)
        answer = turn(guide, world, question);
    else if (plan->kind == WEFT__PLAN_GUIDED)
        answer = first_awake(guide, world, question);
    else
        answer = guide->inner.decide(guide->inner.context, world, question);
    if ((guide->flags & WEFT__REPORT_CUT) != 0)
        return 0;
    note(guide, world, question, answer);
    if (plan->sleeps && question->site == WEFT__SITE_CALL)
        guide->branch_to_come = guide->branches.length / sizeof(struct weft__branch);
    guide->place++;
    if (answer != 0)
        note_choice(guide, world, question, answer);
    return answer;
}

/* --- Life --- */

void weft__guide_begin(struct weft__guide *guide, const struct weft__plan *plan,
                       const weft_allocator *allocator)
{
    *guide = (struct weft__guide){
        .plan = plan,
        .draw = {.seed = plan->seed, .depth = plan->depth, .steps = plan->steps},
        .asked = {.allocator = allocator},
        .branches = {.allocator = allocator},
        .calls = {.allocator = allocator},
        .choices = {.allocator = allocator},
    };
    guide->inner = plan->kind == WEFT__PLAN_RANDOM ? weft__decider_random(&guide->draw)
                   : plan->kind == WEFT__PLAN_PCT  ? weft__decider_pct(&guide->draw)
                                                   : weft__decider_fifo();
    for (size_t i = 0; i < plan->sleeper_count; i++)
        guide->asleep[i / 64] |= UINT64_C(1) << i % 64;
}

void weft__guide_take(struct weft__guide *guide, weft_world *world)
{
    weft__world_set_decider(world, (struct weft__decider){decide, guide});
    if (guide->plan->sleeps)
        weft__world_watch_calls(world,
                                (struct weft__call_watch){begin_call, guide, &guide->touched});
}

void weft__guide_report(struct weft__guide *guide, struct weft__report *report)
{
    if (guide->plan->sleeps)
        end_call(guide);
    report->flags |= guide->flags;
    report->asked = (const void *) guide->asked.bytes;
    report->asked_count = guide->asked.length / sizeof *report->asked;
    report->branches = guide->plan->sleeps ? (const void *) guide->branches.bytes : NULL;
    report->calls = (const void *) guide->calls.bytes;
    report->call_count = guide->calls.length / sizeof *report->calls;
    report->choices = guide->choices.bytes;
    report->choices_bytes = guide->choices.length;
}

void weft__guide_end(struct weft__guide *guide)
{
    weft__byte_buffer_free(&guide->asked);
    weft__byte_buffer_free(&guide->branches);
    weft__byte_buffer_free(&guide->calls);
    weft__byte_buffer_free(&guide->choices);
}
