/* doctor_surroundings.h - what a run must not depend on, and how it is made different.
 *
 * Those that a process is born into (its environment, its folder, where its memory lies) are
 * changed for a fresh process of the program; those that only a program itself can change (how deep
 * its stack is, what it ran before) inside a copy of this one (doctor_inside.h).
 */
#ifndef WEFT_SIM_DOCTOR_SURROUNDINGS_H
#define WEFT_SIM_DOCTOR_SURROUNDINGS_H

#include "arena.h"

#include <stdbool.h>

enum weft__change {
    WEFT__CHANGE_HEAP = 1,
    WEFT__CHANGE_LARGE = 2,
    WEFT__CHANGE_EMPTY = 4,
    WEFT__CHANGE_LOCALE = 8,
    WEFT__CHANGE_ZONE = 16,
    WEFT__CHANGE_ADDRESSES = 32,
    WEFT__CHANGE_FOLDER = 64,
    WEFT__CHANGE_FILES = 128,
    /* An environment cannot be large and empty. */
    WEFT__CHANGE_ALL = 255 - WEFT__CHANGE_EMPTY
};

enum weft__surroundings_kind {
    WEFT__SURROUNDINGS_FRESH,  /* a fresh process */
    WEFT__SURROUNDINGS_INSIDE, /* a copy of this process */
    WEFT__SURROUNDINGS_BUILD   /* a fresh process of another build */
};

/* In the order in which they are tried: what changes nothing, what changes one thing, all of it.
 * X(constant, kind, changes, what it is called) */
#define WEFT__SURROUNDINGS(X)                                                                      \
    X(AGAIN, FRESH, 0, "nothing changed")                                                          \
    X(HEAP, FRESH, WEFT__CHANGE_HEAP, "another heap fill")                                         \
    X(LARGE, FRESH, WEFT__CHANGE_LARGE, "a large environment")                                     \
    X(EMPTY, FRESH, WEFT__CHANGE_EMPTY, "an empty environment")                                    \
    X(LOCALE, FRESH, WEFT__CHANGE_LOCALE, "another locale")                                        \
    X(ZONE, FRESH, WEFT__CHANGE_ZONE, "another time zone")                                         \
    X(ADDRESSES, FRESH, WEFT__CHANGE_ADDRESSES, "addresses that are not random")                   \
    X(FOLDER, FRESH, WEFT__CHANGE_FOLDER, "another working directory")                             \
    X(FILES, FRESH, WEFT__CHANGE_FILES, "other open files")                                        \
    X(ALL, FRESH, WEFT__CHANGE_ALL, "all of that at once")                                         \
    X(STACK, INSIDE, 0, "a deeper and unclean stack")                                              \
    X(MEMORY, INSIDE, 0, "memory that moves")                                                      \
    X(SECOND, INSIDE, 0, "a run before it in the same process")                                    \
    X(BUILD, BUILD, 0, "another build")

enum weft__surroundings {
#define X(constant, kind, changes, name) WEFT__SURROUNDINGS_##constant##_,
    WEFT__SURROUNDINGS(X)
#undef X
        WEFT__SURROUNDINGS_COUNT
};

struct weft__surroundings_row {
    enum weft__surroundings_kind kind;
    unsigned changes;
    const char *name;
};

extern const struct weft__surroundings_row weft__surroundings_rows[WEFT__SURROUNDINGS_COUNT];

/* What this machine has to offer. */
struct weft__elsewhere {
    const char *locale;    /* another than that of this process */
    bool locale_installed; /* else only the variables change */
    bool heap_fill;        /* malloc can be told what to fill memory with */
    bool addresses;        /* they can be had as they are without randomisation */
    const char *folder;
};

struct weft__elsewhere weft__elsewhere_find(void);

/* The environment of this process with CHANGES made to it, in ARENA and of its texts; NULL without
 * memory. */
char **weft__surroundings_environment(struct weft__arena *arena,
                                      const struct weft__elsewhere *elsewhere, unsigned changes);

/* Makes the other CHANGES in this process, which is about to become another. False: one of them
 * could not be made. */
bool weft__surroundings_enter(const struct weft__elsewhere *elsewhere, unsigned changes);

#endif
