/* timer_queue.c - the run, and when it is filled from the ladder; the invariants stand in
 * timer_queue.h. */
#include "timer_queue.h"

#include "bits.h"

#include <assert.h>
#include <string.h>

#define RUN_ENOUGH          128 /* with so many entries the run counts as filled */
#define SCATTER_FROM        48  /* so many are brought near their places before they are sorted */
#define SCATTER_FINELY_FROM 192
#define DEAD_SPARE          64
#define SLOTS_AHEAD         24 /* of the entry that is taken: whose slot is fetched, */
#define TIMERS_AHEAD        14 /* and whose timer, which the slot tells */

_Static_assert(2 * RUN_ENOUGH + WEFT__RUN_LOAD <= sizeof((struct weft__timer_ladder *) 0)->places /
                                                      sizeof(struct weft__timer_entry),
               "a run that lacks one entry has room for a whole bucket");

/* Room. */

/* How many entries may be dead, of so many timers that are alive. */
static size_t dead_most(size_t room)
{
    return room / 2 + DEAD_SPARE;
}

/* Moves the run to the middle of PLACES, of which there are COUNT. */
static void settle(struct weft__timer_queue *queue, struct weft__timer_entry *places, size_t count)
{
    uint32_t length = queue->last - queue->first, first = ((uint32_t) count - length) / 2;

    memmove(places + first, queue->run + queue->first, length * sizeof *places);
    queue->run = places;
    queue->places = (uint32_t) count;
    queue->first = first;
    queue->last = first + length;
}

/* Makes room for a ladder's share of so many timers. */
static weft_status make_far_room(struct weft__timer_queue *queue, weft_reactor *reactor,
                                 size_t room)
{
    struct weft__timer_ladder *ladder =
        queue->ladder ? queue->ladder : weft__ladder_create(reactor);

    if (!ladder)
        return WEFT_NO_MEMORY;
    if (weft__ladder_reserve(ladder, reactor, room + dead_most(room)) != WEFT_OK) {
        if (!queue->ladder)
            weft__ladder_free(ladder, reactor);
        return WEFT_NO_MEMORY;
    }
    if (!queue->ladder)
        settle(queue, ladder->places, sizeof ladder->places / sizeof *ladder->places);
    queue->ladder = ladder;
    return WEFT_OK;
}

static weft_status make_room(struct weft__timer_queue *queue, weft_reactor *reactor)
{
    size_t room = queue->room > 0 ? queue->room + queue->room / 8 : WEFT__RUN_FEW;

    if (queue->room == 0) {
        queue->run = queue->few;
        queue->places = sizeof queue->few / sizeof *queue->few;
    } else if (make_far_room(queue, reactor, room) != WEFT_OK) {
        return WEFT_NO_MEMORY;
    }
    queue->room = room;
    return WEFT_OK;
}

weft_status weft__timer_queue_grow(struct weft__timer_queue *queue, weft_reactor *reactor)
{
    if (queue->slots.alive == queue->room && make_room(queue, reactor) != WEFT_OK)
        return WEFT_NO_MEMORY;
    return weft__timer_slots_grow(&queue->slots, reactor);
}

/* The run. */

/* Inserts ENTRY behind those due at its time; there is room. Most come last; the others move what
 * is before them or what is behind them, whichever is less. */
static void insert_in_run(struct weft__timer_queue *queue, struct weft__timer_entry entry)
{
    struct weft__timer_entry *run = queue->run;
    uint32_t place;

    if (queue->last == queue->places || queue->first == 0)
        settle(queue, run, queue->places);
    if (entry.due_ns < run[queue->first + (queue->last - queue->first) / 2].due_ns) {
        place = --queue->first;
        while (run[place + 1].due_ns <= entry.due_ns) {
            run[place] = run[place + 1];
            place++;
        }
    } else {
        place = queue->last++;
        while (place > queue->first && run[place - 1].due_ns > entry.due_ns) {
            run[place] = run[place - 1];
            place--;
        }
    }
    run[place] = entry;
}

/* Takes ENTRY out of the run; false: it is not there. */
static bool remove_from_run(struct weft__timer_queue *queue, struct weft__timer_entry entry)
{
    struct weft__timer_entry *run = queue->run;
    uint32_t low = queue->first, high = queue->last;

    if (low == high || entry.due_ns > run[high - 1].due_ns)
        return false;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (run[middle].due_ns < entry.due_ns)
            low = middle + 1;
        else
            high = middle;
    }
    while (low < queue->last && !weft__timer_entry_is(&run[low], entry))
        low++; /* over those due then; of the last ones some may be in the ladder */
    if (low == queue->last)
        return false;
    if (low - queue->first < queue->last - low) {
        memmove(run + queue->first + 1, run + queue->first, (low - queue->first) * sizeof *run);
        queue->first++;
    } else {
        memmove(run + low, run + low + 1, (queue->last - low - 1) * sizeof *run);
        queue->last--;
    }
    return true;
}

/* Too much was sorted into the run: its later half goes to the ladder, with all that are due when
 * that begins. Later inserts, NOW_NS or later all, will stand there too. Of those due at the old
 * bound the ladder may have some already, which are younger (take): the run's come before them. */
static WEFT__APART void spill(struct weft__timer_queue *queue, int64_t now_ns)
{
    struct weft__timer_ladder *ladder = queue->ladder;
    int64_t earliest_ns = queue->run[queue->first].due_ns;
    uint32_t from = queue->first + (queue->last - queue->first) / 2, ties = queue->last;

    while (ladder->entries > 0 && ties > queue->first &&
           queue->run[ties - 1].due_ns == queue->bound)
        ties--;
    if (earliest_ns > now_ns)
        earliest_ns = now_ns;
    queue->bound = queue->run[from].due_ns;
    while (from > queue->first && queue->run[from - 1].due_ns == queue->bound)
        from--;
    if (ladder->entries == 0 || weft__ladder_begins_after(ladder, queue->bound))
        weft__ladder_rebase(ladder, earliest_ns);
    if (ties < from)
        ties = from;
    for (uint32_t i = queue->last; i > ties;)
        weft__ladder_prepend(ladder, queue->run[--i]);
    for (uint32_t i = from; i < ties; i++)
        weft__ladder_append(ladder, queue->run[i]);
    queue->last = from;
    queue->sorted_in = 0;
}

/* Sorts run[from..last), those due at one time being in order: insertion sort. */
static void sort(struct weft__timer_queue *queue, uint32_t from)
{
    struct weft__timer_entry *run = queue->run;

    for (uint32_t i = from + 1; i < queue->last; i++) {
        struct weft__timer_entry entry = run[i];
        uint32_t place = i;

        while (place > from && run[place - 1].due_ns > entry.due_ns) {
            run[place] = run[place - 1];
            place--;
        }
        run[place] = entry;
    }
}

/* Adds COUNT entries, which were in a bucket of LEVEL, by the digit in which they first differ, or
 * its upper bits where they are few: so each comes near its place. */
static void scatter(struct weft__timer_queue *queue, const struct weft__timer_entry *entries,
                    size_t count, unsigned level)
{
    uint16_t places[WEFT__LADDER_BUCKETS];
    unsigned dropped = count < SCATTER_FINELY_FROM ? 2 : 0; /* bits of the digit */
    size_t bins = WEFT__LADDER_BUCKETS >> dropped;
    struct weft__timer_entry *run = queue->run + queue->last;
    uint16_t place = 0;

    memset(places, 0, bins * sizeof *places);
    for (size_t i = 0; i < count; i++)
        places[weft__ladder_digit(&entries[i], level - 1) >> dropped]++;
    for (size_t bin = 0; bin < bins; bin++) {
        uint16_t here = places[bin];

        places[bin] = place;
        place = (uint16_t) (place + here);
    }
    for (size_t i = 0; i < count; i++)
        run[places[weft__ladder_digit(&entries[i], level - 1) >> dropped]++] = entries[i];
}

/* Adds what the bucket at PLACE has, or as much as there is room for of those due at one time. */
static void add_bucket(struct weft__timer_queue *queue, struct weft__ladder_place place)
{
    struct weft__timer_ladder *ladder = queue->ladder;
    struct weft__timer_entry *entries = ladder->unsorted;
    size_t count = weft__ladder_take(ladder, place, entries, WEFT__RUN_LOAD);
    uint32_t from = queue->last;

    if (place.level > 0 && count >= SCATTER_FROM)
        scatter(queue, entries, count, place.level);
    else
        memcpy(queue->run + from, entries, count * sizeof *entries);
    queue->last += (uint32_t) count;
    if (place.level > 0)
        sort(queue, from);
}

/* Takes what comes next into the empty run: a bucket, and those of its level behind it until there
 * is enough. */
static void take(struct weft__timer_queue *queue, struct weft__ladder_place place)
{
    struct weft__timer_ladder *ladder = queue->ladder;
    unsigned level = place.level;
    bool whole;

    queue->first = queue->last = RUN_ENOUGH;
    queue->sorted_in = 0;
    weft__ladder_advance(ladder, place);
    do {
        add_bucket(queue, place);
        whole = !weft__ladder_has_more_than(ladder, place, 0);
        /* Of those due at one time some may be left: they come after the run. */
        queue->bound = whole ? place.end_ns : place.begin_ns;
        if (!whole || ladder->entries == 0 || queue->last - queue->first >= RUN_ENOUGH)
            break;
        place = weft__ladder_lowest(ladder);
    } while (place.level == level && !weft__ladder_has_more_than(ladder, place, WEFT__RUN_LOAD));
}

/* An event's timer is somewhere in memory, so the processor is to look for several at once: for the
 * slot of the one that comes PLACE-th, and the timer of one before it. */
static WEFT__INLINED void fetch_ahead(const struct weft__timer_queue *queue, uint32_t place)
{
    uint32_t nearer = place - (SLOTS_AHEAD - TIMERS_AHEAD);
    const struct weft__timer *timer;

    if (place < queue->last)
        weft__prefetch(&queue->slots.slots[queue->run[place].slot]);
    timer = nearer < queue->last ? weft__timer_queue_timer(queue, &queue->run[nearer]) : NULL;
    if (timer) { /* NULL: it has gone, and its entry is dead */
        weft__prefetch((const char *) timer - 32);
        weft__prefetch((const char *) timer + 32);
    }
}

/* Passes over the dead at the front of the run. */
static void drop_dead(struct weft__timer_queue *queue)
{
    while (queue->first < queue->last &&
           weft__timer_slots_dead(&queue->slots, &queue->run[queue->first])) {
        queue->first++;
        queue->dead--;
    }
}

/* Fills the empty run; false: nothing of what comes next may be due by BY_NS. */
static bool load(struct weft__timer_queue *queue, int64_t by_ns)
{
    struct weft__timer_ladder *ladder = queue->ladder;

    while (ladder->entries > 0) {
        struct weft__ladder_place place = weft__ladder_lowest(ladder);

        if (place.begin_ns > by_ns)
            return false;
        if (place.level == 0 || !weft__ladder_has_more_than(ladder, place, WEFT__RUN_LOAD)) {
            take(queue, place);
            for (uint32_t i = 0; i < SLOTS_AHEAD; i++)
                fetch_ahead(queue, queue->first + i);
            return true;
        }
        weft__ladder_split(ladder, place);
    }
    return false;
}

/* The queue. */

static void sweep(struct weft__timer_queue *queue)
{
    uint32_t kept = queue->first;

    for (uint32_t i = queue->first; i < queue->last; i++)
        if (!weft__timer_slots_dead(&queue->slots, &queue->run[i]))
            queue->run[kept++] = queue->run[i];
    queue->dead -= queue->last - kept;
    queue->last = kept;
    queue->dead -= weft__ladder_sweep(queue->ladder, &queue->slots);
    assert(queue->dead == 0);
}

/* Queues ENTRY, which comes before the ladder's or before what else is in the run. */
static WEFT__APART void insert_near(struct weft__timer_queue *queue, struct weft__timer_entry entry,
                                    int64_t now_ns)
{
    if (queue->ladder) {
        if (queue->sorted_in >= WEFT__RUN_FEW)
            spill(queue, now_ns);
        if (queue->ladder->entries > 0 && entry.due_ns >= queue->bound) {
            weft__ladder_append(queue->ladder, entry);
            return;
        }
        queue->sorted_in++;
    }
    insert_in_run(queue, entry);
}

void weft__timer_queue_insert(struct weft__timer_queue *queue, struct weft__timer *timer,
                              int64_t due_ns, int64_t now_ns)
{
    struct weft__timer_entry entry;

    assert(!timer->queued);
    timer->due_ns = due_ns;
    timer->sequence = queue->next_sequence++;
    timer->queued = true;
    entry = weft__timer_slots_entry(&queue->slots, timer);
    queue->count++;
    if (queue->ladder && queue->ladder->entries > 0 && due_ns >= queue->bound) {
        weft__ladder_append(queue->ladder, entry);
    } else if (queue->first == queue->last) {
        queue->first = queue->places / 2;
        queue->last = queue->first + 1;
        queue->run[queue->first] = entry;
        queue->sorted_in = 0;
    } else {
        insert_near(queue, entry, now_ns);
    }
}

void weft__timer_queue_remove(struct weft__timer_queue *queue, struct weft__timer *timer)
{
    struct weft__timer_entry entry = weft__timer_slots_entry(&queue->slots, timer);

    assert(timer->queued);
    timer->queued = false;
    queue->count--;
    if (remove_from_run(queue, entry) || weft__ladder_take_back(queue->ladder, entry))
        return;
    queue->slots.slots[timer->slot].generation++;
    if (++queue->dead > dead_most(queue->room) || queue->slots.slots[timer->slot].generation == 0)
        sweep(queue); /* Q3, S2 */
}

bool weft__timer_queue_bring(struct weft__timer_queue *queue, int64_t by_ns)
{
    for (;;) {
        if (queue->dead > 0)
            drop_dead(queue);
        if (queue->first < queue->last)
            return true;
        if (!queue->ladder || !load(queue, by_ns))
            return false;
    }
}

struct weft__timer *weft__timer_queue_take_first(struct weft__timer_queue *queue)
{
    struct weft__timer *timer = weft__timer_queue_timer(queue, &queue->run[queue->first]);

    timer->queued = false;
    queue->first++;
    queue->count--;
    if (queue->ladder)
        fetch_ahead(queue, queue->first + SLOTS_AHEAD);
    return timer;
}

static const char *check_run(const struct weft__timer_queue *queue, size_t *dead)
{
    uint64_t sequence = 0;

    for (uint32_t i = queue->first; i < queue->last; i++) {
        const struct weft__timer_entry *entry = &queue->run[i];
        const struct weft__timer *timer = weft__timer_queue_timer(queue, entry);

        if (i == queue->first || entry->due_ns > entry[-1].due_ns)
            sequence = 0;
        else if (entry->due_ns < entry[-1].due_ns)
            return "Q1: the run is not sorted";
        if (queue->ladder && queue->ladder->entries > 0 && entry->due_ns > queue->bound)
            return "Q1: an entry of the run comes after the ladder's";
        if (weft__timer_slots_dead(&queue->slots, entry)) {
            ++*dead;
            continue;
        }
        if (!timer || !timer->queued || timer->due_ns != entry->due_ns)
            return "Q2: a living entry is not its timer's";
        if (timer->sequence < sequence)
            return "Q1: those due at one time are not in order";
        sequence = timer->sequence;
    }
    return NULL;
}

const char *weft__timer_queue_check(const struct weft__timer_queue *queue)
{
    size_t dead = 0, in_ladder = queue->ladder ? queue->ladder->entries : 0;
    size_t run_length = queue->last - queue->first;
    const char *fault = check_run(queue, &dead);

    if (!fault && queue->ladder)
        fault = weft__ladder_check(queue->ladder, &queue->slots, queue->bound, &dead);
    if (!fault && (dead != queue->dead || queue->count != run_length + in_ladder - dead))
        fault = "Q2: a count is wrong";
    if (!fault && (queue->slots.alive > queue->room ||
                   (queue->room > WEFT__RUN_FEW &&
                    queue->ladder->entries_max < queue->room + dead_most(queue->room))))
        fault = "Q3: there is no room for a timer";
    return fault;
}

void weft__timer_queue_free(struct weft__timer_queue *queue, weft_reactor *reactor)
{
    if (queue->ladder)
        weft__ladder_free(queue->ladder, reactor);
    weft__timer_slots_free(&queue->slots, reactor);
    *queue = (struct weft__timer_queue){0};
}
