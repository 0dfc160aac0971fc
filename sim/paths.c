/* paths.c - who made what, and the names that follow from it. */
#include "paths.h"

#include "number_text.h"

#include <string.h>

void weft__paths_begin(struct weft__paths *paths, const weft_allocator *allocator)
{
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        paths->kinds[kind] = (struct weft__object_table){
            .allocator = allocator, .element_bytes = sizeof(struct weft__known)};
    paths->labels = (struct weft__label_counts){.allocator = allocator};
}

void weft__paths_free(struct weft__paths *paths)
{
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        weft__object_table_free(&paths->kinds[kind]);
    weft__label_counts_free(&paths->labels);
}

/* The maker of what nobody in particular has made is the world: the element at 0 of its kind. */
static struct weft__known *make(struct weft__paths *paths, weft_subject subject)
{
    return weft__object_table_make(&paths->kinds[subject.kind], subject.id);
}

/* What KNOWN of KIND is called, as a hash. */
static uint64_t hash_name(const struct weft__known *known, weft_subject_kind kind)
{
    return known->label ? weft__paths_hash_text(known->label) : (uint64_t) kind;
}

/* When the maker is known: some objects are told of before whoever makes them. NAME is its own
 * name, hashed. */
static void hash_path(const struct weft__paths *paths, struct weft__known *known, uint64_t name)
{
    uint64_t makers = weft__paths_hash(paths, known->maker);

    known->hash = weft__paths_hash_more(weft__paths_hash_more(makers, name), known->ordinal);
}

/* Whom MAKER makes as what has the hash NAME, as a hash. */
static uint64_t label_of_maker(weft_subject subject, weft_subject maker, uint64_t name)
{
    uint64_t of_maker = weft__paths_hash_more((uint64_t) maker.kind, maker.id);

    return weft__paths_hash_more(weft__paths_hash_more(of_maker, (uint64_t) subject.kind), name);
}

/* Whoever began the strand that SUBJECT, made by MAKER, is part of: itself, or MAKER's. */
static weft_subject beginner_of(struct weft__paths *paths, weft_subject subject, weft_subject maker)
{
    const struct weft__known *by = weft__paths_find(paths, maker);

    if (!by || subject.kind == WEFT_SUBJECT_TASK)
        return subject;
    return subject.kind == WEFT_SUBJECT_CALL && make(paths, by->beginner)->calls_pending > 0
               ? subject
               : by->beginner;
}

bool weft__paths_note(struct weft__paths *paths, weft_subject subject, weft_subject maker,
                      const char *label)
{
    struct weft__known *known = make(paths, subject), *by = make(paths, maker);
    uint64_t name;
    uint32_t nth;

    if (!known || !by)
        return false;
    if (known->ordinal > 0)
        return true;
    known->label = label;
    known->name = label ? label : weft_subject_name(subject.kind);
    known->name_bytes = strlen(known->name);
    known->maker = maker;
    known->is_tick = subject.kind == WEFT_SUBJECT_CALL && label && strcmp(label, "tick") == 0;
    known->beginner = beginner_of(paths, subject, maker);
    if (subject.kind == WEFT_SUBJECT_CALL && !known->is_tick)
        make(paths, known->beginner)->calls_pending++;
    nth = ++by->made[known->is_tick ? WEFT_SUBJECT_NONE : subject.kind];
    name = hash_name(known, subject.kind);
    known->ordinal =
        label ? weft__label_counts_add(&paths->labels, label_of_maker(subject, maker, name)) : nth;
    if (known->ordinal == 0)
        return false;
    known->depth = by->depth + (maker.kind != WEFT_SUBJECT_NONE);
    if (maker.kind == WEFT_SUBJECT_NONE || by->ordinal > 0)
        hash_path(paths, known, name);
    return true;
}

void weft__paths_call_ended(struct weft__paths *paths, const struct weft__known *call)
{
    struct weft__known *began = call->is_tick ? NULL : make(paths, call->beginner);

    if (began && began->calls_pending > 0)
        began->calls_pending--;
}

uint64_t weft__paths_hash(const struct weft__paths *paths, weft_subject subject)
{
    struct weft__known *known = weft__paths_find(paths, subject);

    if (known && known->hash == 0)
        hash_path(paths, known, hash_name(known, subject.kind));
    return known ? known->hash : 0;
}

uint64_t weft__paths_strand(const struct weft__paths *paths, weft_subject subject)
{
    const struct weft__known *known = weft__paths_find(paths, subject);

    return known ? weft__paths_hash(paths, known->beginner) : 0;
}

/* FNV-1a. */
uint64_t weft__paths_hash_text(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *text; text++)
        hash = (hash ^ (unsigned char) *text) * UINT64_C(1099511628211);
    return hash;
}

/* Puts "NAME.2/", or "NAME.2" of the last part: at once, if there is room for any number. */
static void put_part(struct weft__cut_text *cut, const struct weft__known *part, bool last)
{
    char behind[WEFT__NUMBER_TEXT_MAX + 2], *at = behind;
    size_t digits = part->ordinal < 10 ? 1 : weft__number_digits(part->ordinal);
    bool fits = cut->used + part->name_bytes + sizeof behind < cut->size;

    if (fits) {
        at = cut->text + cut->used;
        memcpy(at, part->name, part->name_bytes);
        at += part->name_bytes;
        cut->used += part->name_bytes + 1 + digits + !last;
    }
    *at = '.';
    weft__number_put(part->ordinal, at + 1, digits);
    at[1 + digits] = '/';
    if (fits)
        return;
    weft__cut_text_put_bytes(cut, part->name, part->name_bytes);
    weft__cut_text_put_bytes(cut, behind, 1 + digits + !last);
}

void weft__paths_put(const struct weft__paths *paths, weft_subject subject,
                     struct weft__cut_text *cut)
{
    const struct weft__known *parts[WEFT__PATH_PARTS];
    size_t count = 0;
    const struct weft__known *known;

    while (count < WEFT__PATH_PARTS && (known = weft__paths_find(paths, subject))) {
        parts[count++] = known;
        subject = known->maker;
    }
    if (count > 0 && parts[count - 1]->depth > 0) {
        weft__cut_text_put(cut, "~");
        weft__cut_text_put_number(cut, parts[count - 1]->depth);
        weft__cut_text_put(cut, "/");
    }
    for (size_t i = count; i-- > 0;)
        put_part(cut, parts[i], i == 0);
}

size_t weft__paths_format(const struct weft__paths *paths, weft_subject subject, char *text,
                          size_t size)
{
    struct weft__cut_text cut = {.text = text, .size = size};

    weft__paths_put(paths, subject, &cut);
    return weft__cut_text_end(&cut);
}
