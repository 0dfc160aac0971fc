/* question.h - where a run could have gone otherwise: how that is asked, named and written down.
 *
 * Whatever is free asks here, and nothing is free that does not ask. A question is named, not
 * numbered: the site, whom it is about, the how-manieth time; so a replay survives an edit of the
 * program. Answers are words, of which the first is Twisted's:
 *
 *     0s run adder 8 as job.1/call.1 #1 -> 0s cancel job.2
 *     rotation cooperator.1/count.2 #3 -> cooperator.1/count.1
 *     fault step adder.1 #4 -> fails
 *
 * Of the first site the name is the path of the call that Twisted's order would take.
 */
#ifndef WEFT_SIM_QUESTION_H
#define WEFT_SIM_QUESTION_H

#include "paths.h"
#include "weft/sim/world.h"

#define WEFT__CHOICE_TEXT_MAX 1024
#define WEFT__CHOICE_ARROW    " -> "

/* X(constant, how its questions begin, quiet: Twisted's answer is not written down) */
#define WEFT__SITES(X)                                                                             \
    X(CALL, "", false)           /* which call of a turn runs next */                              \
    X(TASK, "rotation ", false)  /* which task of a pass is stepped next */                        \
    X(SLICE, "slice ", true)     /* whether a time slice ends here */                              \
    X(LATE, "late ", true)       /* whether the loop is held up before this call */                \
    X(MOMENT, "moment ", false)  /* when an event from outside comes */                            \
    X(SETTING, "setting ", true) /* of the world */                                                \
    X(TURN, "fault turn ", true) /* what is done before this turn */                               \
    X(STEP, "fault step ", true) /* before this step, or to it */                                  \
    X(CALLBACK, "fault callback ", true)                                                           \
    X(ALLOCATION, "fault allocation ", true)

enum weft__site {
#define X(constant, word, quiet) WEFT__SITE_##constant,
    WEFT__SITES(X)
#undef X
        WEFT__SITE_COUNT
};

struct weft__question {
    enum weft__site site;
    weft_subject subject; /* whom it is about */
    const char *label;    /* whom it is about, if that is no object; NULL: it is */
    uint64_t count;       /* of answers, the first being Twisted's; at least 2, or READ is set */
    const weft_subject *candidates; /* the answers, where they are objects; NULL: PUT tells */
    /* Writes the words of an answer below COUNT, like snprintf. */
    size_t (*put)(const weft_world *world, const struct weft__question *question, uint64_t answer,
                  char *text, size_t size);
    /* Understands an answer that is not among COUNT: adds it, and returns its number; UINT64_MAX:
     * these are no such words. NULL: there are no others. */
    uint64_t (*read)(struct weft__question *question, const char *words);
    void *context; /* for the two */

    /* Filled in when it is asked: */
    uint32_t nth; /* time that this is asked about that one */
    uint64_t key; /* a hash of its name, the same everywhere */

    /* Filled in by who decides, if that has put the choice into words; good until it is written
     * down. */
    const char *text; /* or NULL */
    size_t text_bytes;
};

/* Answers QUESTION as the world's decider says, and writes that down. */
uint64_t weft__world_ask(weft_world *world, struct weft__question *question);

/* Writes "NAME -> " for QUESTION, which is being asked; like snprintf. */
size_t weft__question_put_name(const weft_world *world, const struct weft__question *question,
                               char *text, size_t size);

/* Writes the words of ANSWER; like snprintf. */
size_t weft__question_put_answer(const weft_world *world, const struct weft__question *question,
                                 uint64_t answer, char *text, size_t size);

/* Writes "NAME -> WORDS", a choice; a name that is too long is cut, and so are words. Returns its
 * length. */
size_t weft__question_put(const weft_world *world, const struct weft__question *question,
                          uint64_t answer, char text[WEFT__CHOICE_TEXT_MAX]);

/* The number of the answer that WORDS are, which may be one that is read; UINT64_MAX: they are
 * none.
 */
uint64_t weft__question_find_answer(const weft_world *world, struct weft__question *question,
                                    const char *words);

/* Whether SITE writes Twisted's answer down too. */
bool weft__site_tells_all(enum weft__site site);

#endif
