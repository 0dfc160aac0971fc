/* race_table.c - meetings, pairs, verdicts. */
#include "race_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *weft__race_site(const struct weft__race_table *table, size_t offer)
{
    return table->questions.texts + table->questions.offers[offer].site;
}

/* --- Meetings --- */

static size_t count_meetings(const struct weft__race_questions *questions)
{
    size_t count = 0;

    for (size_t i = 0; i < questions->question_count; i++)
        count += questions->questions[i].count - 1;
    return count;
}

/* The order in which the call of SECOND goes right behind the first one of QUESTION: it goes first
 * at the next question. If it is not offered there, or goes first anyhow, that is Twisted's. */
static size_t order_behind(const struct weft__race_questions *questions, size_t question,
                           size_t second)
{
    const struct weft__race_question *next = &questions->questions[question + 1];

    if (question + 1 == questions->question_count)
        return 0;
    for (uint32_t i = 1; i < next->count; i++)
        if (questions->offers[next->first_offer + i].call == questions->offers[second].call)
            return next->first_offer + i;
    return 0;
}

static void find_meetings(struct weft__race_table *table)
{
    const struct weft__race_questions *questions = &table->questions;
    struct weft__race_meeting *meeting = table->meetings;

    for (size_t i = 0; i < questions->question_count; i++) {
        const struct weft__race_question *question = &questions->questions[i];

        for (uint32_t answer = 1; answer < question->count; answer++, meeting++) {
            size_t second = question->first_offer + answer;

            *meeting = (struct weft__race_meeting){
                .question = i,
                .first = question->first_offer,
                .second = second,
                .before = second,
                .behind = order_behind(questions, i, second),
            };
            table->orders[second].turn =
                (struct weft__race_turn){question->key, question->place, answer};
        }
    }
}

/* --- Pairs --- */

/* A meeting by the two places, whichever comes first. */
struct keyed {
    uint64_t low, high;
    size_t meeting;
};

static int compare_keyed(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;

    if (a->low != b->low)
        return a->low < b->low ? -1 : 1;
    if (a->high != b->high)
        return a->high < b->high ? -1 : 1;
    return a->meeting < b->meeting ? -1 : a->meeting > b->meeting;
}

static struct keyed key_of(const struct weft__race_table *table, size_t meeting)
{
    uint64_t a = weft__paths_hash_text(weft__race_site(table, table->meetings[meeting].first));
    uint64_t b = weft__paths_hash_text(weft__race_site(table, table->meetings[meeting].second));

    return (struct keyed){a < b ? a : b, a < b ? b : a, meeting};
}

static bool same_pair(const struct keyed *a, const struct keyed *b)
{
    return a->low == b->low && a->high == b->high;
}

/* Each meeting gets its number within its pair, and for now the pair's first meeting as the pair.
 */
static void group(struct weft__race_table *table, const struct keyed *keyed)
{
    for (size_t i = 0, first = 0; i < table->meeting_count; i++) {
        if (!same_pair(&keyed[first], &keyed[i]))
            first = i;
        table->meetings[keyed[i].meeting].nth = i - first;
        table->meetings[keyed[i].meeting].pair = keyed[first].meeting;
    }
}

static bool find_pairs(struct weft__race_table *table)
{
    size_t count = table->meeting_count;
    struct keyed *keyed = weft__arena_allocate(&table->arena, (count + 1) * sizeof *keyed);

    table->pairs = weft__arena_allocate(&table->arena, (count + 1) * sizeof *table->pairs);
    if (!keyed || !table->pairs)
        return false;
    for (size_t i = 0; i < count; i++)
        keyed[i] = key_of(table, i);
    qsort(keyed, count, sizeof *keyed, compare_keyed);
    group(table, keyed);
    for (size_t i = 0; i < count; i++) {
        struct weft__race_meeting *meeting = &table->meetings[i];

        if (meeting->nth > 0) {
            meeting->pair = table->meetings[meeting->pair].pair;
        } else {
            meeting->pair = table->pair_count++;
            table->pairs[meeting->pair].meeting = i;
        }
        table->pairs[meeting->pair].meetings++;
    }
    return true;
}

/* --- What to run --- */

static void want(struct weft__race_table *table, size_t order)
{
    if (table->orders[order].wanted)
        return;
    table->orders[order].wanted = true;
    table->to_run[table->to_run_count++] = order;
}

/* By number within the pair, then in the order of the run. */
static int compare_turns(const void *left, const void *right)
{
    const struct weft__race_meeting *const *a = left, *const *b = right;

    if ((*a)->nth != (*b)->nth)
        return (*a)->nth < (*b)->nth ? -1 : 1;
    return *a < *b ? -1 : *a > *b;
}

static bool plan(struct weft__race_table *table)
{
    size_t count = table->meeting_count;
    const struct weft__race_meeting **turns =
        weft__arena_allocate(&table->arena, (count + 1) * sizeof *turns);

    table->to_run = weft__arena_allocate(&table->arena, (count + 1) * sizeof *table->to_run);
    if (!turns || !table->to_run)
        return false;
    for (size_t i = 0; i < count; i++)
        turns[i] = &table->meetings[i];
    qsort(turns, count, sizeof *turns, compare_turns);
    want(table, 0);
    for (size_t i = 0; i < count; i++) {
        want(table, turns[i]->behind);
        want(table, turns[i]->before);
    }
    return true;
}

bool weft__race_table_make(struct weft__race_table *table,
                           const struct weft__race_questions *questions)
{
    size_t offers = 1, count = count_meetings(questions);

    *table = (struct weft__race_table){
        .arena = {.allocator = &weft_allocator_system},
        .questions = *questions,
        .meeting_count = count,
    };
    for (size_t i = 0; i < questions->question_count; i++)
        offers += questions->questions[i].count;
    table->orders = weft__arena_allocate(&table->arena, offers * sizeof *table->orders);
    table->meetings = weft__arena_allocate(&table->arena, (count + 1) * sizeof *table->meetings);
    if (!table->orders || !table->meetings)
        return false;
    find_meetings(table);
    return find_pairs(table) && plan(table);
}

/* --- What came of it --- */

bool weft__race_table_note(struct weft__race_table *table, size_t order,
                           const struct weft__race_came_to *came_to)
{
    struct weft__race_order *noted = &table->orders[order];
    char *classes = weft__arena_allocate(&table->arena, came_to->classes_bytes + 1);

    if (!classes)
        return false;
    if (came_to->classes_bytes > 0)
        memcpy(classes, came_to->classes, came_to->classes_bytes);
    noted->came_to = *came_to;
    noted->came_to.classes = classes;
    noted->done = true;
    return true;
}

static bool has_class(const struct weft__race_came_to *came_to, const char *class_text)
{
    const char *at = came_to->classes, *end = at + came_to->classes_bytes;

    for (; at < end; at += strlen(at) + 1)
        if (strcmp(at, class_text) == 0)
            return true;
    return false;
}

/* The first class of CAME_TO that neither OTHER nor Twisted's order has; NULL: there is none. */
static const char *own_class(const struct weft__race_table *table,
                             const struct weft__race_came_to *came_to,
                             const struct weft__race_came_to *other)
{
    const char *at = came_to->classes, *end = at + came_to->classes_bytes;

    for (; at < end; at += strlen(at) + 1)
        if (!has_class(other, at) && !has_class(&table->orders[0].came_to, at))
            return at;
    return NULL;
}

static void judge(const struct weft__race_table *table, struct weft__race_meeting *meeting)
{
    const struct weft__race_order *behind = &table->orders[meeting->behind];
    const struct weft__race_order *before = &table->orders[meeting->before];
    const char *class_text;

    if (!behind->done || !before->done || !table->orders[0].done)
        return;
    meeting->verdict = behind->came_to.results != before->came_to.results ? WEFT__RACE_RESULT
                       : behind->came_to.happening != before->came_to.happening
                           ? WEFT__RACE_TRACE
                           : WEFT__RACE_COMMUTES;
    meeting->failing = meeting->before;
    class_text = own_class(table, &before->came_to, &behind->came_to);
    if (class_text == NULL) {
        meeting->failing = meeting->behind;
        class_text = own_class(table, &behind->came_to, &before->came_to);
    }
    meeting->class_text = class_text;
    if (class_text != NULL)
        meeting->verdict = WEFT__RACE_FAILS;
}

static int compare_pairs(const void *left, const void *right)
{
    const struct weft__race_pair *a = left, *b = right;

    if (a->verdict != b->verdict)
        return a->verdict > b->verdict ? -1 : 1;
    return a->meeting < b->meeting ? -1 : a->meeting > b->meeting;
}

void weft__race_table_judge(struct weft__race_table *table)
{
    for (size_t i = 0; i < table->meeting_count; i++) {
        struct weft__race_meeting *meeting = &table->meetings[i];
        struct weft__race_pair *pair = &table->pairs[meeting->pair];

        judge(table, meeting);
        if (meeting->verdict > pair->verdict) {
            pair->verdict = meeting->verdict;
            pair->meeting = i;
        }
    }
    qsort(table->pairs, table->pair_count, sizeof *table->pairs, compare_pairs);
}

size_t weft__race_table_count(const struct weft__race_table *table, enum weft__race_verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < table->pair_count; i++)
        count += table->pairs[i].verdict == verdict;
    return count;
}

size_t weft__race_choice(const struct weft__race_table *table, size_t order, char *text,
                         size_t size)
{
    const struct weft__race_questions *questions = &table->questions;
    size_t question = 0;

    if (order == 0) {
        if (size > 0)
            *text = '\0';
        return 0;
    }
    while (question + 1 < questions->question_count &&
           questions->questions[question + 1].first_offer <= order)
        question++;
    return (size_t) snprintf(text, size, "%s%s",
                             questions->texts + questions->questions[question].name,
                             questions->texts + questions->offers[order].path);
}

void weft__race_table_free(struct weft__race_table *table)
{
    weft__arena_free(&table->arena);
}
