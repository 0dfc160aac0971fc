/* script_symbols.c - the words that a script makes up: each spelling is one symbol. */
#include "script_reader.h"

#include <string.h>

/* FNV-1a. The table's size is fixed and the number of symbols bounded, so that words chosen to
 * collide cost a bounded time. */
static uint32_t hash_of(const char *text, size_t length)
{
    uint32_t hash = 2166136261U;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char) text[i]) * 16777619U;
    return hash;
}

static struct weft__symbol *symbol_make(struct weft__reader *reader, const char *text,
                                        size_t length)
{
    struct weft__symbol *symbol = weft__reader_allocate_scratch(reader, sizeof *symbol);

    if (symbol == NULL)
        return NULL;
    symbol->text = weft__arena_copy(&reader->script->arena, text, length);
    if (symbol->text == NULL) {
        reader->no_memory = true;
        return NULL;
    }
    symbol->length = length;
    symbol->hash = hash_of(text, length);
    symbol->id = reader->symbols.count;
    symbol->error = symbol->action = symbol->registered = symbol->world_slot = WEFT__NO_INDEX;
    return symbol;
}

static void symbol_enter(struct weft__symbols *symbols, struct weft__symbol *symbol)
{
    struct weft__symbol **bucket = &symbols->buckets[symbol->hash % WEFT__SYMBOL_BUCKETS];

    symbol->next = *bucket;
    *bucket = symbol;
    if (symbols->last == NULL)
        symbols->first = symbol;
    else
        symbols->last->next_made = symbol;
    symbols->last = symbol;
    symbols->count++;
}

struct weft__symbol *weft__reader_symbol(struct weft__reader *reader, const char *text,
                                         size_t length, struct weft__place place)
{
    struct weft__symbols *symbols = &reader->symbols;
    uint32_t hash = hash_of(text, length);
    struct weft__symbol *symbol;

    if (symbols->buckets == NULL) {
        symbols->buckets =
            weft__reader_allocate_scratch(reader, WEFT__SYMBOL_BUCKETS * sizeof *symbols->buckets);
        if (symbols->buckets == NULL)
            return NULL;
    }
    for (symbol = symbols->buckets[hash % WEFT__SYMBOL_BUCKETS]; symbol != NULL;
         symbol = symbol->next)
        if (symbol->hash == hash && symbol->length == length &&
            memcmp(symbol->text, text, length) == 0)
            return symbol;
    if (symbols->count == WEFT__SCRIPT_NAMES_MAX) {
        if (!reader->too_many_names)
            weft__diagnostics_add(reader->diagnostics, place, NULL,
                                  "more than the %d different names that Weft takes",
                                  WEFT__SCRIPT_NAMES_MAX);
        reader->too_many_names = true;
        return NULL;
    }
    symbol = symbol_make(reader, text, length);
    if (symbol != NULL)
        symbol_enter(symbols, symbol);
    return symbol;
}

struct weft__use *weft__reader_use(struct weft__reader *reader, enum weft__use_kind kind,
                                   const struct weft__token *token)
{
    struct weft__symbol *symbol =
        weft__reader_symbol(reader, token->text, token->length, token->place);
    struct weft__use *use;

    if (symbol == NULL)
        return NULL;
    use = weft__reader_allocate_scratch(reader, sizeof *use);
    if (use == NULL)
        return NULL;
    use->kind = kind;
    use->symbol = symbol;
    use->timed = reader->context.timed;
    use->task = reader->context.task;
    use->place = token->place;
    *reader->use_end = use;
    reader->use_end = &use->next;
    return use;
}
