/* fingerprint.c - a run as one number, over chosen ingredients. */
#include "fingerprint.h"

#include "hash.h"
#include "results.h"
#include "trace_walk.h"

#include <string.h>

struct fingerprint {
    struct weft__stories stories;
    unsigned ingredients;
    uint64_t sequence; /* with ORDER: of all events */
    struct weft__results results;
    uint64_t words[WEFT_TRACE_KINDS]; /* the names of kinds, hashed; 0: not yet */
    uint64_t names[WEFT_SUBJECT_KINDS];
};

/* Letters. */

static const char letters_known[] = {
#define X(constant, letter, what) letter,
    WEFT__FINGERPRINT_LETTERS(X)
#undef X
        '\0'};

const char *weft__fingerprint_read(const char *text, unsigned *ingredients)
{
    *ingredients = 0;
    for (; *text != '\0'; text++) {
        const char *letter = strchr(letters_known, *text);

        if (!letter)
            return text;
        *ingredients |= 1U << (letter - letters_known);
    }
    return NULL;
}

void weft__fingerprint_letters(unsigned ingredients, char letters[WEFT__FINGERPRINT_PLACES + 1])
{
    for (size_t place = 0; place < WEFT__FINGERPRINT_PLACES; place++)
        if ((ingredients >> place & 1U) != 0)
            *letters++ = letters_known[place];
    *letters = '\0';
}

/* Events. */

static bool is_event(const weft_trace_record *record)
{
    switch (record->kind) {
    case WEFT_TRACE_NAMED:
    case WEFT_TRACE_CHOICE:
    case WEFT_TRACE_EXPECT:
    case WEFT_TRACE_FINDING:
    case WEFT_TRACE_FINAL:
        return false;
    default:
        return true;
    }
}

/* Whether the number of such an event is a moment. */
static bool has_moment(const weft_trace_record *record)
{
    return record->kind == WEFT_EVENT_CALL_SCHEDULED || record->kind == WEFT_EVENT_CALL_MOVED;
}

/* By its name, so that another numbering of the kinds leaves fingerprints as they are. */
static uint64_t hash_kind(struct fingerprint *fingerprint, const weft_trace_record *record)
{
    uint64_t *word = &fingerprint->words[record->kind];
    uint64_t *name = &fingerprint->names[record->subject.kind];
    const char *text;

    if (*word == 0) {
        text = weft_trace_word(record->kind);
        *word = weft__hash_text(0, text, strlen(text));
    }
    if (*name == 0) {
        text = weft_subject_name(record->subject.kind);
        *name = weft__hash_text(0, text, strlen(text));
    }
    return weft__hash_word(*name, *word);
}

static uint64_t hash_status(uint64_t hash, weft_status status)
{
    const char *error = weft_status_error(status);

    return status == WEFT_OK ? weft__hash_word(hash, 0)
                             : weft__hash_text(hash, error, strlen(error));
}

static uint64_t hash_text_of(uint64_t hash, const weft_trace_record *record)
{
    return record->text ? weft__hash_text(hash, record->text, record->text_bytes) : hash;
}

static uint64_t hash_event(struct fingerprint *fingerprint, const weft_trace_record *record,
                           const struct weft__story *subject)
{
    unsigned ingredients = fingerprint->ingredients;
    uint64_t hash = hash_kind(fingerprint, record);

    if (ingredients & WEFT__FINGERPRINT_TIME) {
        hash = weft__hash_word(hash, (uint64_t) record->time_ns);
        hash = weft__hash_word(hash, record->turn);
        hash = weft__hash_word(hash, has_moment(record) ? (uint64_t) record->number : 0);
    }
    if (ingredients & WEFT__FINGERPRINT_SUBJECTS) {
        hash = weft__hash_word(hash, subject->path);
        hash = weft__hash_word(hash, weft__story_of(&fingerprint->stories, record->other)->path);
    }
    if (ingredients & WEFT__FINGERPRINT_VALUES) {
        hash = weft__hash_word(hash, has_moment(record) ? 0 : (uint64_t) record->number);
        hash = hash_status(hash, record->status);
        hash = hash_text_of(hash, record);
    }
    return hash;
}

/* The whole. */

static void note_event(struct fingerprint *fingerprint, const weft_trace_record *record)
{
    unsigned ingredients = fingerprint->ingredients;
    struct weft__story *subject = weft__story_of(&fingerprint->stories, record->subject);
    uint64_t word;

    if (ingredients & WEFT__FINGERPRINT_RESULTS)
        weft__results_note(&fingerprint->results, &fingerprint->stories, record, subject);
    if ((ingredients & ~(unsigned) WEFT__FINGERPRINT_RESULTS) == 0 || subject->is_tick ||
        !is_event(record))
        return;
    word = hash_event(fingerprint, record, subject);
    if (ingredients & WEFT__FINGERPRINT_ORDER)
        fingerprint->sequence = weft__hash_word(fingerprint->sequence, word);
    else
        subject->events = weft__hash_word(subject->events, word);
}

/* A sum has no order: that of the tables is by number. */
static uint64_t sum_events(const struct weft__stories *stories)
{
    uint64_t sum = 0;

    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        for (uint64_t id = 0; id < stories->of[kind].count; id++) {
            const struct weft__story *story = weft__object_table_find(&stories->of[kind], id);

            sum += story->events != 0 ? weft__hash_word(0, story->events) : 0;
        }
    return sum;
}

static uint64_t sum_up(struct fingerprint *fingerprint)
{
    struct weft__stories *stories = &fingerprint->stories;
    bool results = fingerprint->ingredients & WEFT__FINGERPRINT_RESULTS;

    return weft__fingerprint_put_together(
        fingerprint->ingredients, fingerprint->sequence, sum_events(stories),
        results ? weft__results_sum(&fingerprint->results, stories) : 0);
}

uint64_t weft__fingerprint_put_together(unsigned ingredients, uint64_t sequence, uint64_t events,
                                        uint64_t results)
{
    uint64_t hash = weft__hash_word(ingredients, sequence);

    hash = weft__hash_word(hash, events);
    hash = weft__hash_word(hash, results);
    return hash > 0 ? hash : 1;
}

uint64_t weft__fingerprint(const weft_world *world, unsigned ingredients)
{
    struct weft__trace_walk walk = weft__trace_walk(weft_world_trace(world));
    struct fingerprint fingerprint = {.ingredients = ingredients};
    weft_trace_record record;
    uint64_t hash;

    weft__stories_begin(&fingerprint.stories, world);
    while (weft__trace_next(&walk, &record))
        note_event(&fingerprint, &record);
    hash = sum_up(&fingerprint);
    weft__stories_end(&fingerprint.stories);
    return fingerprint.stories.lost ? 0 : hash;
}
