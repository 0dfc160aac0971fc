/* list.c - lists and winners: making, looking, comparing. */
#include "list_internal.h"

#include "reactor_internal.h"

#include <assert.h>
#include <string.h>

struct weft__list {
    struct weft__object object;
    size_t count;
    bool outcomes;
    weft_value values[];
};

struct weft__winner {
    struct weft__object object;
    size_t index;
    weft_value value;
};

static bool finish_list(struct weft__object *object)
{
    struct weft__list *list = (struct weft__list *) object;

    for (size_t i = 0; i < list->count; i++)
        weft_value_release(list->values[i]);
    return true;
}

static void abandon_list(struct weft__object *object)
{
    struct weft__list *list = (struct weft__list *) object;

    for (size_t i = 0; i < list->count; i++)
        weft__value_abandon(list->values[i]);
}

static const struct weft__kind list_kind = {WEFT_SUBJECT_NONE, finish_list, abandon_list};

static bool finish_winner(struct weft__object *object)
{
    weft_value_release(((struct weft__winner *) object)->value);
    return true;
}

static void abandon_winner(struct weft__object *object)
{
    weft__value_abandon(((struct weft__winner *) object)->value);
}

static const struct weft__kind winner_kind = {WEFT_SUBJECT_NONE, finish_winner, abandon_winner};

/* Comparing. What contains itself often is compared in bounds: see list.h. */

struct comparison {
    size_t left; /* how many values may still be compared */
    unsigned levels;
};

static bool is_nested(const weft_value *value)
{
    return weft_value_is_list(value) || weft_value_is_winner(value);
}

static bool equal(struct comparison *comparison, const weft_value *left, const weft_value *right);

static bool equal_lists(struct comparison *comparison, const struct weft__list *left,
                        const struct weft__list *right)
{
    if (left->count != right->count)
        return false;
    for (size_t i = 0; i < left->count; i++)
        if (!equal(comparison, &left->values[i], &right->values[i]))
            return false;
    return true;
}

static bool equal_winners(struct comparison *comparison, const struct weft__winner *left,
                          const struct weft__winner *right)
{
    return left->index == right->index && equal(comparison, &left->value, &right->value);
}

static bool equal(struct comparison *comparison, const weft_value *left, const weft_value *right)
{
    bool nested = is_nested(left), same = weft__value_is_same(left, right);

    if (left->type != right->type || comparison->left == 0 || (nested && same))
        return same;
    comparison->left--;
    if (!nested)
        return weft_value_equals(left, right);
    if (comparison->levels == WEFT_LIST_LEVELS)
        return false;
    comparison->levels++;
    same = weft_value_is_list(left)
               ? equal_lists(comparison, left->as.pointer, right->as.pointer)
               : equal_winners(comparison, left->as.pointer, right->as.pointer);
    comparison->levels--;
    return same;
}

static bool equals(const weft_value *left, const weft_value *right)
{
    struct comparison comparison = {WEFT_LIST_COMPARISONS, 0};

    return equal(&comparison, left, right);
}

const weft_type weft_type_list = {"list", weft__object_retain_payload, weft__object_release_payload,
                                  weft__list_format, equals};
const weft_type weft_type_winner = {"winner", weft__object_retain_payload,
                                    weft__object_release_payload, weft__list_format, equals};

/* Making. */

struct weft__list *weft__list_reserve(weft_reactor *reactor, size_t count, bool outcomes)
{
    struct weft__list *list = NULL;

    if (count <= (UINT32_MAX - sizeof *list) / sizeof *list->values)
        list =
            weft__object_create(reactor, &list_kind, sizeof *list + count * sizeof *list->values);
    if (!list)
        return NULL;
    list->count = count;
    list->outcomes = outcomes;
    for (size_t i = 0; i < count; i++)
        list->values[i] = weft_none();
    return list;
}

void weft__list_set(struct weft__list *list, size_t index, weft_value value)
{
    assert(index < list->count && weft_value_is_none(&list->values[index]));
    list->values[index] = value;
}

weft_value weft__list_value(struct weft__list *list)
{
    return weft_object(&weft_type_list, list);
}

void weft__list_release(struct weft__list *list)
{
    weft__object_release(&list->object);
}

weft_value weft_list(weft_reactor *reactor, weft_value *values, size_t count, bool outcomes)
{
    struct weft__list *list = weft__list_reserve(reactor, count, outcomes);

    for (size_t i = 0; i < count; i++) {
        if (list)
            list->values[i] = values[i];
        else
            weft_value_release(values[i]);
    }
    return list ? weft__list_value(list) : weft_raise_bare(&weft_error_memory);
}

struct weft__winner *weft__winner_reserve(weft_reactor *reactor)
{
    struct weft__winner *winner = weft__object_create(reactor, &winner_kind, sizeof *winner);

    if (winner)
        winner->value = weft_none();
    return winner;
}

void weft__winner_set(struct weft__winner *winner, size_t index, weft_value value)
{
    assert(weft_value_is_none(&winner->value));
    winner->index = index;
    winner->value = value;
}

weft_value weft__winner_value(struct weft__winner *winner)
{
    return weft_object(&weft_type_winner, winner);
}

void weft__winner_release(struct weft__winner *winner)
{
    weft__object_release(&winner->object);
}

weft_value weft_winner(weft_reactor *reactor, size_t index, weft_value value)
{
    struct weft__winner *winner = weft__winner_reserve(reactor);

    if (!winner) {
        weft_value_release(value);
        return weft_raise_bare(&weft_error_memory);
    }
    weft__winner_set(winner, index, value);
    return weft__winner_value(winner);
}

/* Looking. */

static const struct weft__list *list_in(const weft_value *value)
{
    assert(weft_value_is_list(value));
    return value->as.pointer;
}

static const struct weft__winner *winner_in(const weft_value *value)
{
    assert(weft_value_is_winner(value));
    return value->as.pointer;
}

bool weft_value_is_list(const weft_value *value)
{
    return value->type == &weft_type_list;
}

bool weft_value_is_winner(const weft_value *value)
{
    return value->type == &weft_type_winner;
}

size_t weft_list_count(const weft_value *list)
{
    return list_in(list)->count;
}

const weft_value *weft_list_at(const weft_value *list, size_t index)
{
    assert(index < list_in(list)->count);
    return &list_in(list)->values[index];
}

bool weft_list_of_outcomes(const weft_value *list)
{
    return list_in(list)->outcomes;
}

size_t weft_winner_index(const weft_value *winner)
{
    return winner_in(winner)->index;
}

const weft_value *weft_winner_value(const weft_value *winner)
{
    return &winner_in(winner)->value;
}
