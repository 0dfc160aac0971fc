/* race_run.c - the questions of one run, and what became of an answer. */
#include "race_run.h"

#include "decider_guided.h"
#include "finding_class.h"
#include "fingerprint.h"
#include "ordering.h"
#include "race_site.h"

#include <string.h>

/* --- Jobs --- */

static bool put_head(struct weft__byte_buffer *buffer, enum weft__race_job job)
{
    struct weft__explored_head head = {job, 0};

    weft__byte_buffer_clear(buffer, SIZE_MAX);
    return weft__byte_buffer_append(buffer, &head, sizeof head);
}

bool weft__race_job_questions(struct weft__byte_buffer *buffer)
{
    return put_head(buffer, WEFT__JOB_RACE_QUESTIONS);
}

bool weft__race_job_order(struct weft__byte_buffer *buffer, const struct weft__race_turn *turn)
{
    return put_head(buffer, WEFT__JOB_RACE_ORDER) &&
           weft__byte_buffer_append(buffer, turn, sizeof *turn);
}

/* --- Who could have gone before whom --- */

/* A run as it asks. */
struct asking {
    const struct weft__explored *explored;
    struct weft__race_sites sites;
    struct weft__byte_buffer questions, offers, texts;
    uint32_t place; /* of the next question */
    bool cut;
    bool lost; /* memory */
};

/* Where TEXT lies among the texts from now on. */
static uint32_t put_text(struct asking *asking, const char *text)
{
    size_t place = asking->texts.length;

    if (place + strlen(text) > UINT32_MAX ||
        !weft__byte_buffer_append(&asking->texts, text, strlen(text) + 1))
        asking->lost = true;
    return (uint32_t) place;
}

static void note_offer(struct asking *asking, const weft_world *world, weft_subject call)
{
    char text[WEFT__CHOICE_TEXT_MAX];
    struct weft__race_offer offer = {.call = weft__paths_hash(&world->paths, call)};

    weft__paths_format(&world->paths, call, text, WEFT__CHOICE_TEXT_MAX / 2);
    offer.path = put_text(asking, text);
    weft__race_site_format(&asking->sites, world, call, text, sizeof text);
    offer.site = put_text(asking, text);
    asking->lost = !weft__byte_buffer_append(&asking->offers, &offer, sizeof offer) || asking->lost;
}

static void note_question(struct asking *asking, const weft_world *world,
                          const struct weft__question *question)
{
    char text[WEFT__CHOICE_TEXT_MAX];
    struct weft__race_question noted = {
        .key = question->key,
        .time_ns = weft_world_now(world),
        .place = asking->place,
        .count = (uint32_t) question->count,
        .first_offer = (uint32_t) (asking->offers.length / sizeof(struct weft__race_offer)),
    };

    weft__question_put_name(world, question, text, sizeof text);
    noted.name = put_text(asking, text);
    asking->lost =
        !weft__byte_buffer_append(&asking->questions, &noted, sizeof noted) || asking->lost;
    for (uint64_t i = 0; i < question->count; i++)
        note_offer(asking, world, question->candidates[i]);
}

static uint64_t decide(void *context, weft_world *world, struct weft__question *question)
{
    struct asking *asking = context;

    if (question->site != WEFT__SITE_CALL)
        return 0;
    asking->cut =
        asking->cut || asking->offers.length / sizeof(struct weft__race_offer) + question->count >
                           WEFT__RACE_OFFERS_MAX;
    if (!asking->cut)
        note_question(asking, world, question);
    asking->place++;
    return 0;
}

static void look(void *context, weft_world *world, uint64_t event)
{
    struct asking *asking = context;

    asking->lost = !weft__race_sites_note(&asking->sites, world, event) || asking->lost;
}

struct questions_head {
    uint64_t questions, offers;
    uint32_t cut, crowded;
};

static bool put_questions(const struct asking *asking, const weft_world *world,
                          struct weft__byte_buffer *result)
{
    struct questions_head head = {
        .questions = asking->questions.length / sizeof(struct weft__race_question),
        .offers = asking->offers.length / sizeof(struct weft__race_offer),
        .cut = asking->cut,
        .crowded = world->crowded,
    };

    return !asking->lost && weft__byte_buffer_append(result, &head, sizeof head) &&
           weft__byte_buffer_append(result, asking->questions.bytes, asking->questions.length) &&
           weft__byte_buffer_append(result, asking->offers.bytes, asking->offers.length) &&
           weft__byte_buffer_append(result, asking->texts.bytes, asking->texts.length);
}

void weft__race_questions_get(const void *bytes, struct weft__race_questions *questions)
{
    const struct questions_head *head = bytes;

    questions->questions = (const void *) (head + 1);
    questions->question_count = (size_t) head->questions;
    questions->offers = (const void *) (questions->questions + head->questions);
    questions->texts = (const char *) (questions->offers + head->offers);
    questions->cut = head->cut != 0;
    questions->crowded = head->crowded != 0;
}

static bool find_questions(const struct weft__explored *explored, const struct weft__job *job)
{
    const weft_allocator *allocator = &weft_allocator_system;
    struct asking asking = {
        .explored = explored,
        .sites = {.loaded = explored->loaded, .lines = {.allocator = allocator}},
        .questions = {.allocator = allocator},
        .offers = {.allocator = allocator},
        .texts = {.allocator = allocator},
    };
    weft_world_options options = explored->options;
    weft_world *world;
    bool good = false;

    options.on_event = look;
    options.context = &asking;
    world = weft__loaded_world(explored->loaded, &options);
    if (world) {
        weft__world_set_decider(world, (struct weft__decider){decide, &asking});
        weft_world_run(world);
        good = put_questions(&asking, world, job->result);
        weft_world_close(world);
    }
    weft__byte_buffer_free(&asking.sites.lines);
    weft__byte_buffer_free(&asking.questions);
    weft__byte_buffer_free(&asking.offers);
    weft__byte_buffer_free(&asking.texts);
    return good;
}

/* --- What an order came to --- */

struct came_to_head {
    struct weft__race_came_to came_to; /* its pointer is void */
};

static bool put_came_to(const weft_world *world, uint32_t flags, struct weft__byte_buffer *result)
{
    struct weft__byte_buffer classes = {.allocator = &weft_allocator_system};
    struct came_to_head head = {
        .came_to = {
            .results = weft__fingerprint(world, WEFT__FINGERPRINT_RESULTS),
            .happening = weft__paths_hash_more(
                weft__ordering(world),
                weft__fingerprint(world, WEFT__FINGERPRINT_SUBJECTS | WEFT__FINGERPRINT_VALUES)),
            .flags = flags,
        }};
    bool good = weft__finding_classes_put(&classes, world);

    if (weft_world_failures(world) > 0)
        head.came_to.flags |= WEFT__REPORT_FAILED;
    if (weft_world_exhausted(world))
        head.came_to.flags |= WEFT__REPORT_EXHAUSTED;
    head.came_to.classes_bytes = classes.length;
    good = good && weft__byte_buffer_append(result, &head, sizeof head) &&
           weft__byte_buffer_append(result, classes.bytes, classes.length);
    weft__byte_buffer_free(&classes);
    return good;
}

void weft__race_came_to_get(const void *bytes, struct weft__race_came_to *came_to)
{
    const struct came_to_head *head = bytes;

    *came_to = head->came_to;
    came_to->classes = (const char *) (head + 1);
}

static bool run_order(const struct weft__explored *explored, const struct weft__race_turn *turn,
                      const struct weft__job *job)
{
    struct weft__turning turning = {turn->key, turn->place, turn->answer};
    struct weft__plan plan = {
        .kind = WEFT__PLAN_GUIDED,
        .sites = UINT32_C(1) << WEFT__SITE_CALL,
        .turnings = &turning,
        .turning_count = turn->key != 0,
    };
    weft_world *world = weft__loaded_world(explored->loaded, &explored->options);
    struct weft__report report = {0};
    struct weft__guide guide;
    bool good;

    if (!world)
        return false;
    weft__guide_begin(&guide, &plan, &weft_allocator_system);
    weft__guide_take(&guide, world);
    weft_world_run(world);
    weft__guide_report(&guide, &report);
    if (guide.next < plan.turning_count)
        report.flags |= WEFT__REPORT_DIVERGED;
    good = !guide.lost && put_came_to(world, report.flags, job->result);
    weft__guide_end(&guide);
    weft_world_close(world);
    return good;
}

bool weft__race_work(void *context, const struct weft__job *job)
{
    const struct weft__explored *explored = context;
    const struct weft__explored_head *head = job->bytes;

    switch (head->job) {
    case WEFT__JOB_RACE_QUESTIONS:
        return find_questions(explored, job);
    case WEFT__JOB_RACE_ORDER:
        return run_order(explored, (const void *) (head + 1), job);
    default:
        return weft__explored_work(context, job);
    }
}
