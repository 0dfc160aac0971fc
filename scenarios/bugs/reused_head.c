/* A head that came back (ABA): a file's list of free pages has the same head before and after a
 * read, and nothing else of it is the same.
 *
 * To take the first free page one must read it, for it says which page is the next; afterwards one
 * looks whether the head is still the same. In that time the head is taken, the next page is taken,
 * and the head is given back: it is the same, but what was read from it is old, and a page that is
 * in use becomes the head. Three calls of others in just this order must come before the end of the
 * read. The name and the cure, a count of changes, are as old as compare-and-swap (the System/370
 * manual; Michael, Hazard Pointers, 2004); an await makes it possible without any thread. Two
 * writers get the same page, and the file is destroyed days before anybody reads it.
 *
 * Mended: the list counts its changes, and the taker compares the count.
 */
#include "weft/sim/scenario.h"

#define PAGES   3
#define NO_PAGE (-1)

struct file {
    weft_world *world;
    int next[PAGES]; /* of a free page */
    int head;
    uint64_t changes;
    int first, second, slow; /* whose page is which; NO_PAGE: none */
    bool mended;
};

struct slow_take {
    weft_generator generator;
    struct file *file;
    int head, next; /* as read */
    uint64_t changes;
    weft_value read;
};

static int take_cached(struct file *file)
{
    int page = file->head;

    if (page == NO_PAGE)
        return NO_PAGE;
    file->head = file->next[page];
    file->changes++;
    weft_world_print(file->world, "page %d is taken", page);
    return page;
}

/* A Deferred that fires when a page has been read; none if it could not be made. */
static weft_value read_page(weft_reactor *reactor, weft_world *world)
{
    weft_later later = {.delay_ns = WEFT_MILLISECOND};
    weft_deferred *read;

    if (!weft_world_ok(world, weft_defer_later(reactor, &later, &read), "a read"))
        return weft_none();
    return weft_deferred_value(read);
}

static bool unchanged(const struct slow_take *take)
{
    const struct file *file = take->file;

    return file->mended ? file->changes == take->changes : file->head == take->head;
}

static weft_step slow_take_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct slow_take *take = frame;
    struct file *file = take->file;

    WEFT_BEGIN(take, out);
    while (file->slow == NO_PAGE && file->head != NO_PAGE) {
        take->head = file->head;
        take->next = file->next[file->head];
        take->changes = file->changes;
        WEFT_AWAIT(take->read, read_page(reactor, file->world));
        weft_value_release(take->read);
        if (!unchanged(take))
            continue;
        file->head = take->next;
        file->changes++;
        file->slow = take->head;
        weft_world_print(file->world, "page %d is taken after a read", take->head);
    }
    WEFT_END;
}
WEFT_GENERATOR(slow_take, struct slow_take, slow_take_next, NULL);

static void take_first(weft_reactor *reactor, void *context)
{
    struct file *file = context;

    (void) reactor;
    file->first = take_cached(file);
}

static void take_second(weft_reactor *reactor, void *context)
{
    struct file *file = context;

    (void) reactor;
    file->second = take_cached(file);
}

/* Gives the first one's page back, if it has one yet. */
static void give_back(weft_reactor *reactor, void *context)
{
    struct file *file = context;

    (void) reactor;
    if (file->first == NO_PAGE)
        return;
    file->next[file->first] = file->head;
    file->head = file->first;
    file->changes++;
    weft_world_print(file->world, "page %d is given back", file->first);
    file->first = NO_PAGE;
}

static void begin(weft_reactor *reactor, void *context)
{
    struct file *file = context;
    weft_world *world = file->world;
    const weft_call_options others[] = {
        {WEFT_MILLISECOND, take_first, file, NULL, "first"},
        {WEFT_MILLISECOND, take_second, file, NULL, "second"},
        {WEFT_MILLISECOND, give_back, file, NULL, "give back"},
    };
    weft_iterator *iterator;
    weft_deferred *taken;

    if (!weft_world_ok(world, weft_iterator_create(reactor, &weft_generator_slow_take, &iterator),
                       "an iterator"))
        return;
    ((struct slow_take *) weft_iterator_frame(iterator))->file = file;
    if (weft_world_ok(world, weft_inline_callbacks(iterator, &taken), "a slow take"))
        weft_deferred_release(taken);
    weft_iterator_release(iterator);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        weft_world_ok(world, weft_call_later_with(reactor, &others[i], NULL), "a call");
}

/* Each page is free or somebody's, and not both. */
static bool each_page_is_in_one_place(const weft_world *world, void *context)
{
    const struct file *file = context;
    size_t places = 0;

    (void) world;
    for (int page = file->head; page != NO_PAGE && places <= PAGES; page = file->next[page])
        places++;
    places += (size_t) (file->first != NO_PAGE) + (size_t) (file->second != NO_PAGE) +
              (size_t) (file->slow != NO_PAGE);
    return places == PAGES;
}

static void set_up(weft_world *world, bool mended)
{
    struct file *file = weft_world_allocate(world, sizeof *file);

    if (!file)
        return;
    *file = (struct file){.world = world,
                          .next = {1, 2, NO_PAGE},
                          .first = NO_PAGE,
                          .second = NO_PAGE,
                          .slow = NO_PAGE,
                          .mended = mended};
    weft_world_at(world, 0, "begin", begin, file);
    weft_world_eventually(world, each_page_is_in_one_place, file, "each page in one place");
}

WEFT_SCENARIO(reused_head, "A list's head comes back during a read, and is not what it was.")
{
    set_up(world, false);
}

WEFT_SCENARIO(reused_head_mended, "Mended: the list counts its changes.")
{
    set_up(world, true);
}
