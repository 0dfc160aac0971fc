/* explanation.c - sentences, then the two runs, then how it came about. */
#include "explanation.h"

#include "bench.h"
#include "cause_chain.h"
#include "choice_words.h"
#include "side_by_side.h"

#include <string.h>

/* --- What is known of one choice --- */

/* A choice, where it was made in the failing run, and where Twisted's was in the other. */
struct turn {
    const struct weft__loaded *loaded;
    struct weft__choice_parts parts;
    const struct weft__explained_run *run, *other;
    size_t at;      /* the event of the choice in RUN; its count: not found */
    size_t instead; /* likewise in OTHER */
};

/* The text of a choice in DETAILS: behind "of N ". */
static void choice_text(struct weft__trace_slice details, char *text, size_t size)
{
    for (int blanks = 0; blanks < 2 && details.length > 0; details.bytes++, details.length--)
        blanks += *details.bytes == ' ';
    weft__trace_unescape(details, text, size);
}

/* The event of the choice TEXT, or of any answer to the same question if BYTES is not all of it. */
static size_t find_choice(const struct weft__explained_run *run, const char *text, size_t bytes)
{
    char other[WEFT__CHOICE_TEXT_MAX];

    for (size_t i = 0; i < run->trace.count; i++) {
        struct weft__trace_fields fields = weft__explained_fields(run, i);

        if (!weft__trace_slice_is(fields.word, "choice"))
            continue;
        choice_text(fields.details, other, sizeof other);
        if (strncmp(other, text, bytes) == 0)
            return i;
    }
    return run->trace.count;
}

static bool is_at(const struct weft__explained_run *run, size_t index)
{
    return index < run->trace.count;
}

/* --- Sentences --- */

static void put_path(struct weft__text_output *out, const struct turn *turn, const char *path)
{
    weft__path_put_words(out, turn->loaded, path, strlen(path));
}

static void put_about(struct weft__text_output *out, const struct turn *turn)
{
    weft__path_put_words(out, turn->loaded, turn->parts.about, turn->parts.about_length);
}

/* The answer, and whom Twisted's would have been. */
static void put_two(struct weft__text_output *out, const struct turn *turn, const char *between)
{
    const struct weft__choice_parts *parts = &turn->parts;
    struct weft__trace_slice answer = {parts->words, strlen(parts->words)};

    weft__path_put_two(out, turn->loaded, answer, between,
                       (struct weft__trace_slice){parts->about, parts->about_length});
}

/* When the call of the choice at INDEX of RUN was due, as text; false: nobody says. */
static bool due_of(const struct weft__explained_run *run, size_t index,
                   struct weft__trace_slice *due)
{
    struct weft__trace_slice subject;
    size_t scheduled;

    if (!is_at(run, index))
        return false;
    subject = weft__explained_fields(run, index).subject;
    scheduled = weft__explained_last(run, index, subject, "scheduled");
    if (!is_at(run, scheduled))
        return false;
    *due = weft__explained_fields(run, scheduled).details;
    if (due->length < 4 || memcmp(due->bytes, "due ", 4) != 0)
        return false;
    due->bytes += 4;
    due->length -= 4;
    for (size_t i = 0; i < due->length; i++)
        if (due->bytes[i] == ' ')
            due->length = i;
    return true;
}

static void put_call(struct weft__text_output *out, const struct turn *turn)
{
    struct weft__trace_slice due, other;

    put_two(out, turn, " runs before ");
    if (!due_of(turn->run, turn->at, &due) || !due_of(turn->other, turn->instead, &other))
        return;
    if (weft__trace_slice_equals(due, other)) {
        weft__text_put(out, ", although both are due at ");
        weft__text_put_bytes(out, due.bytes, due.length);
        return;
    }
    weft__text_put(out, ", although it is due at ");
    weft__text_put_bytes(out, due.bytes, due.length);
    weft__text_put(out, " and that at ");
    weft__text_put_bytes(out, other.bytes, other.length);
}

static void put_moment(struct weft__text_output *out, const struct turn *turn)
{
    char text[WEFT__CHOICE_TEXT_MAX];
    struct weft__choice_parts instead;

    weft__text_put(out, "`");
    weft__text_put_bytes(out, turn->parts.about, turn->parts.about_length);
    weft__text_put(out, "` comes at ");
    weft__text_put(out, turn->parts.words);
    if (!is_at(turn->other, turn->instead))
        return;
    choice_text(weft__explained_fields(turn->other, turn->instead).details, text, sizeof text);
    if (weft__choice_take_apart(text, &instead)) {
        weft__text_put(out, ", not at ");
        weft__text_put(out, instead.words);
    }
}

/* "cancel PATH", "stop PATH", "fails". */
static void put_deed(struct weft__text_output *out, const struct turn *turn)
{
    static const char *const deeds[][2] = {{"cancel ", " is cancelled"}, {"stop ", " is stopped"}};
    const char *words = turn->parts.words;

    for (size_t i = 0; i < 2; i++) {
        if (strncmp(words, deeds[i][0], strlen(deeds[i][0])) != 0)
            continue;
        put_path(out, turn, words + strlen(deeds[i][0]));
        weft__text_put(out, deeds[i][1]);
        return;
    }
    weft__text_put(out, words);
}

static void put_time_of(struct weft__text_output *out, const struct turn *turn)
{
    if (!is_at(turn->run, turn->at))
        return;
    weft__text_put(out, ", at ");
    weft__text_put_time(out, weft__explained_fields(turn->run, turn->at).time_ns);
}

/* Something is done before, or to, what the question is about. */
static void put_fault(struct weft__text_output *out, const struct turn *turn, const char *what)
{
    if (strcmp(turn->parts.words, "fails") == 0) {
        weft__text_put(out, what);
        weft__text_put_number(out, turn->parts.nth);
        weft__text_put(out, " of ");
        put_about(out, turn);
        weft__text_put(out, " fails");
    } else {
        put_deed(out, turn);
        weft__text_put(out, " before ");
        weft__text_put(out, what);
        weft__text_put_number(out, turn->parts.nth);
        weft__text_put(out, turn->parts.about_length > 0 ? " of " : " of the run");
        if (turn->parts.about_length > 0)
            put_about(out, turn);
    }
    put_time_of(out, turn);
}

static void put_turn(struct weft__text_output *out, const struct turn *turn)
{
    switch (turn->parts.site) {
    case WEFT__SITE_CALL:
        put_call(out, turn);
        return;
    case WEFT__SITE_TASK:
        put_two(out, turn, " is stepped before ");
        put_time_of(out, turn);
        return;
    case WEFT__SITE_SLICE:
        weft__text_put(out, "the time slice of ");
        put_about(out, turn);
        weft__text_put(out, " ends early");
        put_time_of(out, turn);
        return;
    case WEFT__SITE_LATE:
        weft__text_put(out, "the loop is held up for ");
        weft__text_put(out, turn->parts.words);
        weft__text_put(out, " before ");
        put_about(out, turn);
        return;
    case WEFT__SITE_MOMENT:
        put_moment(out, turn);
        return;
    case WEFT__SITE_TURN:
        put_fault(out, turn, "turn ");
        return;
    case WEFT__SITE_STEP:
        put_fault(out, turn, "step ");
        return;
    case WEFT__SITE_CALLBACK:
        put_fault(out, turn, "callback ");
        return;
    case WEFT__SITE_ALLOCATION:
        weft__text_put(out, "request ");
        weft__text_put_number(out, turn->parts.nth);
        weft__text_put(out, " for memory is refused");
        put_time_of(out, turn);
        return;
    case WEFT__SITE_SETTING:
    case WEFT__SITE_COUNT:
        break;
    }
    weft__text_put_bytes(out, turn->parts.about, turn->parts.about_length);
    weft__text_put(out, " is ");
    weft__text_put(out, turn->parts.words);
}

static void put_turns(struct weft__text_output *out, const struct weft__specimen *best,
                      struct turn *turn)
{
    for (size_t i = 0; i < best->choice_count; i++) {
        const char *text = weft__specimen_choice(best, i);
        const char *separator = i == 0 ? "Fails when " : ",\nand when ";

        weft__text_put(out, separator);
        if (!weft__choice_take_apart(text, &turn->parts)) {
            weft__text_put(out, text);
            continue;
        }
        turn->at = find_choice(turn->run, text, strlen(text) + 1);
        turn->instead = find_choice(turn->other, text, (size_t) (turn->parts.words - text));
        put_turn(out, turn);
    }
    weft__text_put(out, best->choice_count > 0 ? ".\n" : "Fails in Twisted's own order.\n");
}

/* --- The two runs --- */

/* The run along the first COUNT of the best choices. */
static bool run_along(struct weft__shrinking *shrinking, size_t count,
                      struct weft__explained_run *run)
{
    const struct weft__specimen *best = &shrinking->best;
    struct weft__byte_buffer choices = {.allocator = &weft_allocator_system};
    bool good;

    run->text = (struct weft__byte_buffer){.allocator = &weft_allocator_system};
    good = weft__byte_buffer_append(
               &choices, best->choices.bytes,
               (size_t) (weft__specimen_choice(best, count) - best->choices.bytes)) &&
           weft__bench_trace(shrinking->bench, best->class_text.bytes, &choices, &run->text) &&
           weft__explained_read(run);
    weft__byte_buffer_free(&choices);
    return good;
}

/* What became of the finding's subject, which both runs made before they part, in the other run. */
static void put_instead(struct weft__text_output *out, const struct turn *turn, size_t finding)
{
    static const char *const ends[] = {"fired", "done", "ended"};
    struct weft__trace_slice subject;
    size_t created;

    if (!is_at(turn->run, finding))
        return;
    subject = weft__explained_fields(turn->run, finding).subject;
    created = weft__explained_last(turn->run, finding, subject, "created");
    if (!is_at(turn->run, created) || created >= weft__explained_part(turn->run, turn->other))
        return;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t end = weft__explained_last(turn->other, turn->other->trace.count, subject, ends[i]);

        if (!is_at(turn->other, end) ||
            is_at(turn->run, weft__explained_last(turn->run, finding, subject, ends[i])))
            continue;
        weft__text_put(out, "\nHow it comes to be ");
        weft__text_put(out, ends[i]);
        weft__text_put(out, " in the other run:\n");
        weft__cause_chain_put_to(out, turn->other, end);
        return;
    }
}

static void put_explanation(struct weft__text_output *out, struct turn *turn,
                            const struct weft__shrinking *shrinking)
{
    const struct weft__specimen *best = &shrinking->best;
    size_t finding = weft__explained_finding(turn->run, best->class_text.bytes);

    weft__text_put(out, shrinking->name);
    weft__text_put(out, ": ");
    weft__text_put(out, best->class_text.bytes);
    weft__text_put(out, "\n");
    put_turns(out, best, turn);
    if (turn->loaded->scenario != NULL) {
        weft__text_put(out, "The scenario is in ");
        weft__text_put(out, turn->loaded->scenario->file);
        weft__text_put(out, ".\n");
    }
    if (best->choice_count > 0) {
        weft__text_put(out, "\n");
        weft__side_by_side_put(out, turn->other,
                               best->choice_count == 1 ? "IN TWISTED'S ORDER"
                                                       : "WITHOUT THE LAST OF THESE",
                               turn->run, "SO IT FAILS", finding);
    }
    weft__text_put(out, "\nHow it comes about:\n");
    weft__cause_chain_put(out, turn->run, finding);
    if (best->choice_count > 0)
        put_instead(out, turn, finding);
}

enum weft__exit weft__explain(struct weft__shrinking *shrinking, const struct weft__loaded *loaded)
{
    struct weft__explained_run run = {.is_read = false}, other = {.is_read = false};
    struct turn turn = {.loaded = loaded, .run = &run, .other = &other};
    size_t count = shrinking->best.choice_count;
    enum weft__exit exit_code = WEFT__EXIT_HELD;
    struct weft__text_output out;

    if (!run_along(shrinking, count, &run) ||
        !run_along(shrinking, count > 0 ? count - 1 : 0, &other)) {
        exit_code = weft__command_no_memory(shrinking->command);
    } else {
        weft__text_to_file(&out, shrinking->command->output->file);
        put_explanation(&out, &turn, shrinking);
        weft__text_finish(&out);
        weft__output_good(shrinking->command->output);
    }
    weft__explained_free(&run);
    weft__explained_free(&other);
    return exit_code;
}
