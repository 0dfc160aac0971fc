/* question.c - asking. */
#include "question.h"

#include "decider.h"
#include "world_internal.h"

#include <assert.h>
#include <string.h>

static const struct site {
    const char *word;
    bool quiet;
} sites[] = {
#define X(constant, word, quiet) {word, quiet},
    WEFT__SITES(X)
#undef X
};

bool weft__site_tells_all(enum weft__site site)
{
    return !sites[site].quiet;
}

/* How often this has been asked about that one, with this time; ABOUT is a hash of who that is. */
static uint32_t count_asked(weft_world *world, const struct weft__question *question,
                            uint64_t about)
{
    struct weft__known *known;
    uint32_t count;

    if (!question->label) {
        known = weft__paths_find(&world->paths, question->subject);
        return known ? ++known->asked[question->site] : 0;
    }
    count =
        weft__label_counts_add(&world->paths.labels, weft__paths_hash_more(about, question->site));
    if (count == 0)
        weft__world_exhaust(world);
    return count;
}

static void name(weft_world *world, struct weft__question *question)
{
    uint64_t about = question->label ? weft__paths_hash_text(question->label)
                                     : weft__paths_hash(&world->paths, question->subject);

    question->nth = count_asked(world, question, about);
    question->key = weft__paths_hash_more(
        weft__paths_hash_more(weft__paths_hash_text(sites[question->site].word), about),
        question->nth);
}

/* A part of a text. */
struct part {
    size_t from, length;
};

/* Puts "NAME -> ". *PATH is where in it the path of the subject stands, if it stands there whole;
 * no length: it does not. Returns the length of the name. */
static size_t put_name(const weft_world *world, const struct weft__question *question, char *text,
                       size_t size, struct part *path)
{
    struct weft__cut_text cut = {.text = text, .size = size};
    size_t room = size / 2 - 64;

    weft__cut_text_put(&cut, sites[question->site].word);
    *path = (struct part){.from = cut.used};
    if (!question->label)
        weft__paths_put(&world->paths, question->subject, &cut);
    else
        weft__cut_text_put(&cut, question->label);
    if (question->label && *question->label)
        weft__cut_text_put(&cut, " ");
    if (cut.used >= room)
        cut.used = room - 1;
    else if (!question->label)
        path->length = cut.used - path->from;
    weft__cut_text_put(&cut, question->label ? "#" : " #");
    weft__cut_text_put_number(&cut, question->nth);
    weft__cut_text_put(&cut, WEFT__CHOICE_ARROW);
    return weft__cut_text_end(&cut);
}

size_t weft__question_put_name(const weft_world *world, const struct weft__question *question,
                               char *text, size_t size)
{
    struct part path;

    return put_name(world, question, text, size, &path);
}

size_t weft__question_put_answer(const weft_world *world, const struct weft__question *question,
                                 uint64_t answer, char *text, size_t size)
{
    if (question->candidates)
        return weft__paths_format(&world->paths, question->candidates[answer], text, size);
    return question->put(world, question, answer, text, size);
}

uint64_t weft__question_find_answer(const weft_world *world, struct weft__question *question,
                                    const char *words)
{
    char text[WEFT__CHOICE_TEXT_MAX / 2];

    for (uint64_t i = 0; i < question->count; i++) {
        weft__question_put_answer(world, question, i, text, sizeof text);
        if (strcmp(text, words) == 0)
            return i;
    }
    return question->read ? question->read(question, words) : UINT64_MAX;
}

/* Whether ANSWER is whom QUESTION is about. */
static bool is_subject(const struct weft__question *question, uint64_t answer)
{
    return question->candidates && question->candidates[answer].kind == question->subject.kind &&
           question->candidates[answer].id == question->subject.id;
}

size_t weft__question_put(const weft_world *world, const struct weft__question *question,
                          uint64_t answer, char text[WEFT__CHOICE_TEXT_MAX])
{
    size_t room = WEFT__CHOICE_TEXT_MAX / 2, words;
    struct part path;
    size_t used = put_name(world, question, text, WEFT__CHOICE_TEXT_MAX, &path);

    if (path.length > 0 && is_subject(question, answer)) {
        memcpy(text + used, text + path.from, path.length);
        text[used + path.length] = '\0';
        return used + path.length;
    }
    words = weft__question_put_answer(world, question, answer, text + used, room);
    return used + (words < room ? words : room - 1);
}

static void write_down(weft_world *world, const struct weft__question *question, uint64_t answer)
{
    char own[WEFT__CHOICE_TEXT_MAX];
    const char *text = question->text;
    size_t length = question->text_bytes;

    if (!text) {
        length = weft__question_put(world, question, answer, own);
        text = own;
    }
    weft__world_record(world, WEFT_TRACE_CHOICE,
                       question->candidates ? question->candidates[answer] : question->subject,
                       (int64_t) question->count, text, length);
}

uint64_t weft__world_ask(weft_world *world, struct weft__question *question)
{
    uint64_t answer;

    name(world, question);
    answer = world->decider.decide(world->decider.context, world, question);
    assert(answer < question->count);
    if (answer != 0 || weft__site_tells_all(question->site))
        write_down(world, question, answer);
    return answer;
}
