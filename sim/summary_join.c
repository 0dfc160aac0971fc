/* summary_join.c - lists put behind one another, sorted, and equals made one. */
#include "summary_join.h"

#include <stdlib.h>
#include <string.h>

/* --- Orderings --- */

static int by_hash(const void *left, const void *right)
{
    const struct weft__seen_ordering *one = left, *other = right;

    return (one->hash > other->hash) - (one->hash < other->hash);
}

/* One hash after the other, each once. */
static size_t fold(struct weft__seen_ordering *all, size_t count)
{
    size_t distinct = 0;

    qsort(all, count, sizeof *all, by_hash);
    for (size_t i = 0; i < count; i++) {
        if (distinct > 0 && all[distinct - 1].hash == all[i].hash)
            all[distinct - 1].runs += all[i].runs;
        else
            all[distinct++] = all[i];
    }
    return distinct;
}

bool weft__orderings_join(struct weft__arena *arena, struct weft__summary *joined,
                          const struct weft__summary *const *kept, size_t count)
{
    struct weft__seen_ordering *orderings, *classes;
    size_t ordering_count = 0, class_count = 0;

    for (size_t i = 0; i < count; i++) {
        ordering_count += kept[i]->ordering_count;
        class_count += kept[i]->run_class_count;
    }
    orderings = weft__arena_allocate(arena, (ordering_count + 1) * sizeof *orderings);
    classes = weft__arena_allocate(arena, (class_count + 1) * sizeof *classes);
    if (orderings == NULL || classes == NULL)
        return false;
    ordering_count = class_count = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(orderings + ordering_count, kept[i]->orderings,
               kept[i]->ordering_count * sizeof *orderings);
        memcpy(classes + class_count, kept[i]->run_classes,
               kept[i]->run_class_count * sizeof *classes);
        ordering_count += kept[i]->ordering_count;
        class_count += kept[i]->run_class_count;
    }
    joined->orderings = orderings;
    joined->ordering_count = fold(orderings, ordering_count);
    joined->run_classes = classes;
    joined->run_class_count = fold(classes, class_count);
    return true;
}

/* --- Classes --- */

static int compare_numbers(uint64_t one, uint64_t other)
{
    return (one > other) - (one < other);
}

static int compare_runs(struct weft__run_number one, struct weft__run_number other)
{
    int by_run = compare_numbers(one.run, other.run);

    return by_run != 0 ? by_run : compare_numbers(one.part, other.part);
}

/* A class as it came, and where in its part's list. */
struct class_piece {
    struct weft__summary_class class;
    size_t index;
};

static int by_text(const void *left, const void *right)
{
    const struct class_piece *one = left, *other = right;
    int by_class = strcmp(one->class.text, other->class.text);

    return by_class != 0 ? by_class : compare_runs(one->class.first, other->class.first);
}

static int by_first_run(const void *left, const void *right)
{
    const struct class_piece *one = left, *other = right;
    int by_run = compare_runs(one->class.first, other->class.first);

    return by_run != 0 ? by_run : compare_numbers(one->index, other->index);
}

/* MORE, whose first run is a later one, is the same class as CLASS. */
static void join_class(struct weft__summary_class *class, const struct weft__summary_class *more)
{
    int fewer = compare_numbers(class->choice_count, more->choice_count);

    class->runs += more->runs;
    if (fewer < 0 || (fewer == 0 && compare_runs(class->shown, more->shown) <= 0))
        return;
    class->shown = more->shown;
    class->choices = more->choices;
    class->choice_count = more->choice_count;
    class->file = more->file;
}

bool weft__classes_join(struct weft__arena *arena, struct weft__summary *joined,
                        const struct weft__summary *const *kept, size_t count)
{
    struct weft__summary_class **link = &joined->classes;
    size_t room = 0, put = 0, distinct = 0;
    struct class_piece *all;

    for (size_t i = 0; i < count; i++)
        room += kept[i]->class_count;
    all = weft__arena_allocate(arena, (room + 1) * sizeof *all);
    if (all == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t index = 0;

        for (const struct weft__summary_class *class = kept[i]->classes; class != NULL;
             class = class->next)
            all[put++] = (struct class_piece){*class, index++};
    }
    qsort(all, put, sizeof *all, by_text);
    for (size_t i = 0; i < put; i++) {
        if (distinct > 0 && strcmp(all[distinct - 1].class.text, all[i].class.text) == 0)
            join_class(&all[distinct - 1].class, &all[i].class);
        else
            all[distinct++] = all[i];
    }
    qsort(all, distinct, sizeof *all, by_first_run);
    for (size_t i = 0; i < distinct; i++, link = &(*link)->next)
        *link = &all[i].class;
    *link = NULL;
    joined->class_count = distinct;
    return true;
}
