/* decider_loose.c - about as a trace says, where the scenario is no longer the same. */
#include "decider.h"
#include "world_internal.h"

#include <string.h>

static const char *behind_digits(const char *text)
{
    return text + strspn(text, "0123456789.");
}

/* Where TEXT goes on behind what is, but for digits, the first BYTES of NAME; NULL: it is not. */
static const char *behind(const char *text, const char *name, size_t bytes)
{
    const char *end = name + bytes;

    for (;;) {
        text = behind_digits(text);
        name = behind_digits(name);
        if (name >= end)
            return text;
        if (*text == '\0' || *text != *name)
            return NULL;
        text++;
        name++;
    }
}

/* The first answer that is WORDS, as they stand or but for digits; 0 if there is none but
 * Twisted's. */
static uint64_t find_answer(const weft_world *world, struct weft__question *question,
                            const char *words)
{
    char text[WEFT__CHOICE_TEXT_MAX / 2];
    uint64_t like = 0;

    for (uint64_t i = 0; i < question->count; i++) {
        const char *rest;

        weft__question_put_answer(world, question, i, text, sizeof text);
        if (strcmp(text, words) == 0)
            return i;
        rest = behind(words, text, strlen(text));
        if (like == 0 && rest != NULL && *rest == '\0')
            like = i;
    }
    if (like == 0 && question->read != NULL) {
        uint64_t answer = question->read(question, words);

        return answer == UINT64_MAX ? 0 : answer;
    }
    return like;
}

static uint64_t decide(void *context, weft_world *world, struct weft__question *question)
{
    struct weft__follower *follower = context;
    char name[WEFT__CHOICE_TEXT_MAX];
    size_t bytes = weft__question_put_name(world, question, name, sizeof name);

    for (size_t c = 0; c < follower->replay->count; c++) {
        const char *words = behind(follower->replay->choices[c], name, bytes);
        uint64_t answer = 0;

        if (!follower->followed[c] && words != NULL)
            answer = find_answer(world, question, words);
        if (answer == 0)
            continue;
        follower->followed[c] = true;
        follower->followed_count++;
        return answer;
    }
    return 0;
}

struct weft__decider weft__decider_follow_loosely(struct weft__follower *follower)
{
    return (struct weft__decider){decide, follower};
}
