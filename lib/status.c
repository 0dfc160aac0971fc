/* status.c - the names and sentences of the closed sets: statuses, subjects, events, choices. */
#include "weft/observer.h"

#include <assert.h>

static const struct {
    const char *name, *sentence, *error;
} statuses[] = {
#define X(name, sentence, error) {#name, sentence, error},
    WEFT_STATUSES(X)
#undef X
};

static const char *const subject_names[] = {
#define X(kind, name) name,
    WEFT_SUBJECTS(X)
#undef X
};

static const char *const event_words[] = {
#define X(kind, word) word,
    WEFT_EVENTS(X)
#undef X
};

static const char *const choice_names[] = {
#define X(kind, name) name,
    WEFT_CHOICES(X)
#undef X
};

const char *weft_status_name(weft_status status)
{
    assert((size_t) status < sizeof statuses / sizeof *statuses);
    return statuses[status].name;
}

const char *weft_status_sentence(weft_status status)
{
    assert((size_t) status < sizeof statuses / sizeof *statuses);
    return statuses[status].sentence;
}

const char *weft_status_error(weft_status status)
{
    assert((size_t) status < sizeof statuses / sizeof *statuses);
    return statuses[status].error;
}

const char *weft_subject_name(weft_subject_kind kind)
{
    assert((size_t) kind < WEFT_SUBJECT_KINDS);
    return subject_names[kind];
}

const char *weft_event_word(weft_event_kind kind)
{
    assert((size_t) kind < WEFT_EVENT_KINDS);
    return event_words[kind];
}

const char *weft_choice_name(weft_choice_kind kind)
{
    assert((size_t) kind < WEFT_CHOICE_KINDS);
    return choice_names[kind];
}
