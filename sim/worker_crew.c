/* worker_crew.c - who is to do what. */
#include "worker_crew.h"

#include "wall_clock.h"
#include "worker_death.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum {
    READ_BYTES = 64 * 1024,
    TO_BYTES_MAX = 256 * 1024, /* a batch that is longer ends there */
    KEPT_BYTES_MAX = 1024 * 1024,
    LOOK_MS_MAX = 100, /* a stop that is set just before a wait is seen so late */
    LOOKS_OF_A_JOB = 4,
    BATCH_SHORT_US = 500,
    BATCH_LONG_US = 2000,
};

/* --- Places --- */

static int look_ms_of(int64_t job_us_max)
{
    int64_t look_ms = job_us_max / 1000 / LOOKS_OF_A_JOB;

    if (job_us_max == 0 || look_ms > LOOK_MS_MAX)
        return LOOK_MS_MAX;
    return look_ms == 0 ? 1 : (int) look_ms;
}

bool weft__crew_make(struct weft__crew *crew, size_t places, size_t log_bytes_max)
{
    const weft_allocator *allocator = crew->work.allocator;
    struct weft__workers *workers = &crew->workers;

    crew->batch = 1;
    crew->places = places;
    crew->look_ms = look_ms_of(crew->job_us_max);
    crew->looked_us = weft__wall_clock_us();
    workers->all = allocator->allocate(allocator->context, NULL, 0, places * sizeof *workers->all);
    crew->hands = allocator->allocate(allocator->context, NULL, 0, places * sizeof *crew->hands);
    crew->polled = allocator->allocate(allocator->context, NULL, 0, places * sizeof *crew->polled);
    if (workers->all == NULL || crew->hands == NULL || crew->polled == NULL)
        return false;
    for (; workers->count < places; workers->count++) {
        struct weft__crew_hand *hand = &crew->hands[workers->count];

        if (!weft__worker_make(&workers->all[workers->count], log_bytes_max))
            return false;
        memset(hand, 0, sizeof *hand);
        hand->to.allocator = allocator;
        hand->from.allocator = allocator;
    }
    return true;
}

void weft__crew_free(struct weft__crew *crew)
{
    const weft_allocator *allocator = crew->work.allocator;
    struct weft__workers *workers = &crew->workers;

    for (size_t i = 0; i < workers->count; i++)
        if (workers->all[i].pid != 0)
            weft__worker_kill(&workers->all[i]);
    for (size_t i = 0; i < workers->count; i++) {
        if (workers->all[i].pid != 0)
            weft__worker_bury(&workers->all[i]);
        weft__worker_free(&workers->all[i]);
        weft__byte_buffer_free(&crew->hands[i].to);
        weft__byte_buffer_free(&crew->hands[i].from);
    }
    if (workers->all != NULL)
        allocator->allocate(allocator->context, workers->all, crew->places * sizeof *workers->all,
                            0);
    if (crew->hands != NULL)
        allocator->allocate(allocator->context, crew->hands, crew->places * sizeof *crew->hands, 0);
    if (crew->polled != NULL)
        allocator->allocate(allocator->context, crew->polled, crew->places * sizeof *crew->polled,
                            0);
}

bool weft__crew_fill(struct weft__crew *crew)
{
    int error = ECHILD; /* all places have seen too many deaths */

    for (size_t i = 0; i < crew->workers.count; i++) {
        if (crew->workers.all[i].pid != 0 || crew->hands[i].deaths >= WEFT__CREW_DEATHS_MAX)
            continue;
        if (weft__worker_start(&crew->workers, i, &crew->work)) {
            crew->alive++;
            crew->saturated = false;
        } else {
            error = errno;
        }
    }
    errno = error;
    return crew->alive > 0;
}

/* --- Giving --- */

/* Sends what its socket takes. If that is broken, the end of it is read soon, and told there. */
static void send_to(struct weft__crew *crew, size_t index)
{
    struct weft__crew_hand *hand = &crew->hands[index];

    while (hand->to_sent < hand->to.length) {
        ssize_t sent = send(crew->workers.all[index].socket, hand->to.bytes + hand->to_sent,
                            hand->to.length - hand->to_sent, MSG_NOSIGNAL);

        if (sent > 0)
            hand->to_sent += (size_t) sent;
        else if (errno != EINTR)
            break;
    }
    if (hand->to_sent == hand->to.length) {
        weft__byte_buffer_clear(&hand->to, KEPT_BYTES_MAX);
        hand->to_sent = 0;
    }
}

static bool put_job(struct weft__crew *crew, struct weft__crew_hand *hand, uint64_t number)
{
    const struct weft__byte_buffer *input = &weft__job_window_at(crew->window, number)->input;
    struct weft__job_head head = {.number = number, .length = input->length};

    if (input->length > SIZE_MAX - sizeof head ||
        !weft__byte_buffer_reserve(&hand->to, sizeof head + input->length))
        return false;
    weft__byte_buffer_append(&hand->to, &head, sizeof head);
    weft__byte_buffer_append(&hand->to, input->bytes, input->length);
    weft__job_window_take(crew->window, number);
    hand->jobs[(hand->jobs_first + hand->jobs_count++) % (2 * WEFT__CREW_BATCH_MAX)] = number;
    return true;
}

/* Gives a batch of at most JOBS_MAX. False without memory for the first of them. */
static bool give_batch(struct weft__crew *crew, size_t index, size_t jobs_max)
{
    struct weft__crew_hand *hand = &crew->hands[index];
    const uint64_t is_last = 1;
    size_t jobs = 0, last = 0;

    while (jobs < jobs_max && (jobs == 0 || hand->to.length < TO_BYTES_MAX)) {
        size_t place = hand->to.length;

        if (!put_job(crew, hand, weft__job_window_next(crew->window)))
            break;
        last = place;
        jobs++;
    }
    if (jobs == 0)
        return false;
    memcpy(hand->to.bytes + last + offsetof(struct weft__job_head, last_of_batch), &is_last,
           sizeof is_last);
    hand->batches++;
    send_to(crew, index);
    return true;
}

/* Who has least to do, and may be given more; the number of places if nobody may. */
static size_t free_hand(const struct weft__crew *crew)
{
    size_t found = crew->workers.count;

    for (size_t i = 0; i < crew->workers.count; i++) {
        if (crew->workers.all[i].pid == 0)
            continue;
        if (crew->hands[i].batches == 0)
            return i;
        if (crew->batch > 1 && crew->hands[i].batches == 1 && found == crew->workers.count)
            found = i;
    }
    return found;
}

/* How many jobs make a batch, if all that are under way are to be two for each worker. */
static size_t fair_share(const struct weft__crew *crew)
{
    size_t hands = 2 * crew->alive;
    size_t share = ((size_t) (crew->window->end - crew->window->first) + hands - 1) / hands;

    return share < crew->batch ? share : crew->batch;
}

bool weft__crew_give(struct weft__crew *crew, size_t left_max)
{
    while (crew->window->queued > left_max && !crew->saturated) {
        size_t index = free_hand(crew), share = fair_share(crew), queued = crew->window->queued;

        if (index == crew->workers.count) {
            crew->saturated = true;
            break;
        }
        /* Who is at work can wait for a whole batch: small ones cost more than they bring. */
        if (crew->hands[index].batches > 0 && queued < share)
            break;
        if (!give_batch(crew, index, share < queued ? share : queued))
            return false;
    }
    return true;
}

/* --- Taking --- */

enum taken { TAKEN, TAKEN_WITHOUT_MEMORY, TAKEN_NONSENSE };

static void note_batch(struct weft__crew *crew, struct weft__crew_hand *hand, int64_t batch_us)
{
    if (hand->batches > 0)
        hand->batches--;
    if (batch_us < BATCH_SHORT_US && crew->batch < WEFT__CREW_BATCH_MAX)
        crew->batch *= 2;
    else if (batch_us > BATCH_LONG_US && crew->batch > 1)
        crew->batch /= 2;
    crew->saturated = false;
}

/* Takes the results that have come whole. A job may have spoilt its worker's memory, so that a
 * result makes no sense. */
static enum taken take_results(struct weft__crew *crew, struct weft__crew_hand *hand)
{
    struct weft__byte_buffer *from = &hand->from;
    enum taken taken = TAKEN;
    struct weft__result_head head;
    size_t done = 0;

    while (from->length - done >= sizeof head) {
        struct weft__window_job *job;

        memcpy(&head, from->bytes + done, sizeof head);
        if (hand->jobs_count == 0 || head.number != hand->jobs[hand->jobs_first]) {
            taken = TAKEN_NONSENSE;
            break;
        }
        if (from->length - done - sizeof head < head.length)
            break;
        job = weft__job_window_at(crew->window, head.number);
        if (!weft__byte_buffer_append(&job->result, from->bytes + done + sizeof head,
                                      head.length)) {
            taken = TAKEN_WITHOUT_MEMORY;
            break;
        }
        done += sizeof head + head.length;
        hand->jobs_first = (hand->jobs_first + 1) % (2 * WEFT__CREW_BATCH_MAX);
        hand->jobs_count--;
        hand->deaths = 0;
        weft__job_window_finish(crew->window, head.number,
                                head.lost_memory ? WEFT__POOL_LOST_MEMORY : WEFT__POOL_DONE, 0);
        if (head.last_of_batch)
            note_batch(crew, hand, head.batch_us);
    }
    weft__byte_buffer_drop(from, done);
    if (from->length == 0)
        weft__byte_buffer_clear(from, KEPT_BYTES_MAX);
    return taken;
}

/* Takes what has come from one worker, up to the end if it has ENDED. False without memory. */
static bool receive_from(struct weft__crew *crew, size_t index, bool ended)
{
    struct weft__crew_hand *hand = &crew->hands[index];
    enum taken taken = take_results(crew, hand);

    while (taken == TAKEN) {
        ssize_t received;

        if (!weft__byte_buffer_reserve(&hand->from, READ_BYTES))
            return false;
        received = recv(crew->workers.all[index].socket, hand->from.bytes + hand->from.length,
                        READ_BYTES, 0);
        if (received == -1 && errno == EINTR)
            continue;
        if (received == -1 && (errno == EAGAIN || errno == EWOULDBLOCK) && !ended)
            return true;
        if (received <= 0)
            break;
        hand->from.length += (size_t) received;
        taken = take_results(crew, hand);
        if (taken == TAKEN && received < READ_BYTES && !ended)
            return true;
    }
    if (taken == TAKEN_WITHOUT_MEMORY)
        return false;
    weft__crew_bury(crew, index);
    (void) weft__crew_fill(crew); /* if nobody is left, it is tried again, and told */
    return true;
}

static bool poll_all(struct weft__crew *crew, bool block)
{
    for (size_t i = 0; i < crew->workers.count; i++) {
        bool sending = crew->hands[i].to_sent < crew->hands[i].to.length;

        crew->polled[i].fd = crew->workers.all[i].socket;
        crew->polled[i].events = sending ? POLLIN | POLLOUT : POLLIN;
        crew->polled[i].revents = 0;
    }
    return poll(crew->polled, (nfds_t) crew->workers.count, block ? crew->look_ms : 0) > 0;
}

bool weft__crew_attend(struct weft__crew *crew, bool block)
{
    bool any = poll_all(crew, block && !crew->starved);
    bool starved = crew->starved;
    int64_t elapsed_us;

    crew->starved = false;
    for (size_t i = 0; (any || starved) && i < crew->workers.count; i++) {
        short happened = crew->polled[i].revents;

        if (crew->polled[i].fd == -1)
            continue;
        if (happened & POLLOUT)
            send_to(crew, i);
        if (((happened & ~POLLOUT) || starved) && !receive_from(crew, i, false))
            crew->starved = true;
    }
    if (weft__crew_look_due(crew, &elapsed_us)) {
        for (size_t i = 0; i < crew->workers.count; i++)
            if (weft__crew_look(crew, i, elapsed_us) && !receive_from(crew, i, true))
                crew->starved = true;
    }
    return !crew->starved;
}
