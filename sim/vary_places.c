/* vary_places.c - a line that goes somewhere else, and slices: one choice, known beforehand.
 *
 * Where `every turn` is, is seen in a run without the line: behind each of its turns, from that on
 * in which the last of the names exists that the line uses. Before the first turn there is nothing
 * yet that a moment could be called after.
 */
#include "vary_internal.h"

#include "script_run_internal.h"
#include "script_vary.h"

#include <stdio.h>
#include <string.h>

/* --- A line at one place --- */

/* Where the line goes that is varied, and the choice that says so. */
struct place {
    const char *words;
    const char *label; /* of its stimulus */
    bool chosen;
    char text[WEFT__CHOICE_TEXT_MAX];
};

static uint64_t decide(void *context, weft_world *world, struct weft__question *question)
{
    struct place *place = context;
    uint64_t answer;

    if (question->site != WEFT__SITE_MOMENT || question->label != place->label)
        return 0;
    answer = weft__question_find_answer(world, question, place->words);
    if (answer == UINT64_MAX)
        return 0;
    place->chosen = true;
    weft__question_put(world, question, answer, place->text);
    return answer;
}

/* A world in which the line goes to PLACE. NULL without memory: noted. */
static weft_world *world_with(struct weft__varied *varied, struct place *place)
{
    weft_world *world = weft__varied_world(varied);

    if (world == NULL)
        return NULL;
    place->label = world->script->varied->label;
    weft__world_set_decider(world, (struct weft__decider){decide, place});
    return world;
}

static void run_at(struct weft__varied *varied, struct weft__position position)
{
    char words[64];
    struct place place = {.words = words};
    weft_world *world = world_with(varied, &place);

    if (world == NULL)
        return;
    weft__position_put(position, words, sizeof words);
    weft_world_run(world);
    weft__varied_ran(varied, world, place.chosen);
    weft__varied_note(varied, world, words, place.text, strlen(place.text) + 1);
    weft_world_close(world);
}

/* --- Every turn --- */

/* Without the line a run may have no end: no more is looked at than there can be variations. */
struct turns {
    weft_world *world;
    struct weft__byte_buffer positions;
    bool lost;
};

static void look(weft_reactor *reactor, void *context)
{
    struct turns *turns = context;
    const weft_world *world = turns->world;
    struct weft__position position = {world->turn_ns, world->turn};

    (void) reactor;
    if (weft__script_vary_names_exist(world->script))
        turns->lost =
            !weft__byte_buffer_append(&turns->positions, &position, sizeof position) || turns->lost;
    if (turns->positions.length > WEFT__VARY_RUNS_MAX * sizeof position)
        weft__world_give_up(turns->world);
}

/* False: they are not known. */
static bool find_turns(struct weft__varied *varied, struct turns *turns)
{
    struct place nowhere = {.words = "never"};
    weft_world *world = world_with(varied, &nowhere);

    *turns = (struct turns){.world = world, .positions = {.allocator = &weft_allocator_system}};
    if (world == NULL)
        return false;
    weft_world_look_always(world, look, turns);
    weft_world_run(world);
    weft__varied_ran(varied, world, nowhere.chosen);
    weft_world_close(world);
    varied->lost = varied->lost || turns->lost;
    return !varied->lost && !varied->diverged && varied->ran_out == 0;
}

static void run_at_turns(struct weft__varied *varied)
{
    struct turns turns;
    const struct weft__position *positions;
    size_t count;

    if (find_turns(varied, &turns)) {
        positions = (const void *) turns.positions.bytes;
        count = turns.positions.length / sizeof *positions;
        varied->complete = count <= WEFT__VARY_RUNS_MAX;
        for (size_t i = 0; i < count && i < WEFT__VARY_RUNS_MAX && !varied->lost; i++)
            run_at(varied, positions[i]);
    }
    weft__byte_buffer_free(&turns.positions);
}

void weft__vary_places(struct weft__varied *varied)
{
    if (varied->vary->every == WEFT__POINT_TURN) {
        run_at_turns(varied);
        return;
    }
    for (const struct weft__moment *moment = varied->vary->moments; moment != NULL && !varied->lost;
         moment = moment->next)
        run_at(varied, (struct weft__position){moment->at_ns, 0});
    varied->complete = true;
}

/* --- Slices --- */

/* The slice is asked for as the world is set up, so a replay answers. */
static void run_with(struct weft__varied *varied, const struct weft__slice *slice)
{
    const struct weft__question question = {.site = WEFT__SITE_SETTING, .label = "slice", .nth = 1};
    char text[WEFT__CHOICE_TEXT_MAX];
    size_t used = weft__question_put_name(NULL, &question, text, sizeof text);
    const char *choices[] = {text};
    const weft_replay replay = {choices, 1, true};
    weft_world *world;

    weft__script_slice_text(slice, text + used, sizeof text - used);
    varied->options.replay = &replay;
    world = weft__varied_world(varied);
    varied->options.replay = NULL;
    if (world == NULL)
        return;
    weft_world_run(world);
    weft__varied_ran(varied, world, weft_world_left_at(world) == NULL);
    weft__varied_note(varied, world, text + used, text, strlen(text) + 1);
    weft_world_close(world);
}

void weft__vary_slices(struct weft__varied *varied)
{
    for (const struct weft__slice *slice = varied->vary->slices; slice != NULL && !varied->lost;
         slice = slice->next)
        run_with(varied, slice);
    varied->complete = true;
}
