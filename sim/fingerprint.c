/* fingerprint.c - a run as one number, over chosen ingredients. */
#include "fingerprint.h"

#include "hash.h"
#include "stories.h"

#include <string.h>

struct fingerprint {
    struct weft__stories stories;
    unsigned ingredients;
    uint64_t sequence;                /* with ORDER: of all events */
    uint64_t results;                 /* a sum: of what is hashed by its text alone */
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

/* Results. */

/* The value that such an event brings is what its subject has come to, until another does. */
static bool brings_result(const weft_trace_record *record)
{
    switch (record->kind) {
    case WEFT_EVENT_DEFERRED_FIRED:
    case WEFT_EVENT_DEFERRED_RETURNED:
    case WEFT_EVENT_DEFERRED_RECEIVED:
    case WEFT_EVENT_TASK_DONE:
    case WEFT_EVENT_TASK_STOPPED:
    case WEFT_EVENT_TASK_FAILED:
        return true;
    default:
        return false;
    }
}

/* A result that is a Deferred or an iterator is hashed by its path. */
static void note_result(struct fingerprint *fingerprint, const weft_trace_record *record,
                        struct weft__story *subject)
{
    uint64_t hash = weft__hash_word(1, (uint64_t) record->number);

    if (record->kind == WEFT_TRACE_PRINT) {
        subject->prints = hash_text_of(subject->prints, record);
    } else if (record->kind == WEFT_TRACE_FINAL) {
        fingerprint->results += hash_text_of(0, record);
    } else if (brings_result(record)) {
        if (record->other.kind != WEFT_SUBJECT_NONE)
            hash =
                weft__hash_word(hash, weft__story_of(&fingerprint->stories, record->other)->path);
        subject->result = hash_text_of(hash, record);
    }
}

/* What was expected: TEXT up to why it did not hold, without the numbers of subjects. */
static uint64_t hash_expectation(uint64_t hash, const char *text)
{
    const char *end = strstr(text, ", but ");
    size_t length = end ? (size_t) (end - text) : strlen(text);

    while (length > 0) {
        const char *sign = memchr(text, '#', length);
        size_t part = sign ? (size_t) (sign - text) + 1 : length;

        hash = weft__hash_text(hash, text, part);
        for (; part < length && text[part] >= '0' && text[part] <= '9'; part++)
            ;
        text += part;
        length -= part;
    }
    return hash;
}

static uint64_t hash_finding(struct fingerprint *fingerprint, const weft_finding *finding)
{
    const char *kind = weft_finding_name(finding->kind);
    const char *error = finding->error ? finding->error->name : "";
    uint64_t hash = weft__hash_text(finding->expected, kind, strlen(kind));

    hash = weft__hash_text(hash, error, strlen(error));
    if (finding->kind == WEFT_FINDING_EXPECTATION)
        return hash_expectation(hash, finding->text);
    return weft__hash_word(hash, weft__story_of(&fingerprint->stories, finding->subject)->path);
}

static uint64_t sum_results(struct fingerprint *fingerprint)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(fingerprint->stories.world, &findings);
    uint64_t sum = fingerprint->results;

    for (size_t i = 0; i < count; i++)
        sum += hash_finding(fingerprint, &findings[i]);
    for (size_t i = 0; i < fingerprint->stories.all_count; i++) {
        const struct weft__story *story = &fingerprint->stories.all[i];

        if (story->result != 0 || story->prints != 0)
            sum += weft__hash_word(weft__hash_word(story->path, story->result), story->prints);
    }
    return sum;
}

/* The whole. */

static void note_event(struct fingerprint *fingerprint, const weft_trace_record *record)
{
    unsigned ingredients = fingerprint->ingredients;
    struct weft__story *subject = weft__story_of(&fingerprint->stories, record->subject);
    uint64_t word;

    if (ingredients & WEFT__FINGERPRINT_RESULTS)
        note_result(fingerprint, record, subject);
    if ((ingredients & ~(unsigned) WEFT__FINGERPRINT_RESULTS) == 0 || subject->is_tick ||
        !is_event(record))
        return;
    word = hash_event(fingerprint, record, subject);
    if (ingredients & WEFT__FINGERPRINT_ORDER)
        fingerprint->sequence = weft__hash_word(fingerprint->sequence, word);
    else
        subject->events = weft__hash_word(subject->events, word);
}

static uint64_t sum_up(struct fingerprint *fingerprint)
{
    bool results = fingerprint->ingredients & WEFT__FINGERPRINT_RESULTS;
    uint64_t hash = weft__hash_word(fingerprint->ingredients, fingerprint->sequence), sum = 0;

    for (size_t i = 0; i < fingerprint->stories.all_count; i++) {
        uint64_t events = fingerprint->stories.all[i].events;

        sum += events != 0 ? weft__hash_word(0, events) : 0;
    }
    hash = weft__hash_word(hash, sum);
    hash = weft__hash_word(hash, results ? sum_results(fingerprint) : 0);
    return hash > 0 ? hash : 1;
}

uint64_t weft__fingerprint(const weft_world *world, unsigned ingredients)
{
    const weft_trace *trace = weft_world_trace(world);
    uint64_t count = weft_trace_count(trace), hash;
    struct fingerprint fingerprint = {.ingredients = ingredients};

    if (!weft__stories_begin(&fingerprint.stories, world))
        return 0;
    for (uint64_t event = 1; event <= count; event++) {
        weft_trace_record record = weft_trace_get(trace, event);

        note_event(&fingerprint, &record);
    }
    hash = sum_up(&fingerprint);
    weft__stories_end(&fingerprint.stories);
    return hash;
}
