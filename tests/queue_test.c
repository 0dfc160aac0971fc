/* queue_test.c - queues from C (SYNC-8; scenarios/locks/queue.weft shows the rest). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"

static weft_queue *make_queue(struct library_fixture *fixture, const weft_queue_options *options)
{
    weft_queue *queue;

    assert_int_equal(weft_queue_create(fixture->reactor, options, &queue), WEFT_OK);
    return queue;
}

static weft_deferred *get(weft_queue *queue)
{
    weft_deferred *item;

    assert_int_equal(weft_queue_get(queue, &item), WEFT_OK);
    return item;
}

/* SYNC-2 */
static void a_taker_that_was_fired_by_hand_is_passed_over(void **state)
{
    struct library_fixture *fixture = *state;
    weft_queue *queue = make_queue(fixture, NULL);
    weft_deferred *first = get(queue), *second = get(queue);

    note(fixture, second, "second");
    weft_deferred_callback(first, weft_none());
    assert_int_equal(weft_queue_put(queue, weft_integer(4)), WEFT_OK);
    assert_journal(fixture, "misuse(WEFT_ALREADY_CALLED) second=4");
    assert_int_equal(weft_queue_length(queue), 0);
    weft_deferred_release(first);
    weft_deferred_release(second);
    weft_queue_release(queue);
}

/* SYNC-8, DEF-4 */
static void a_deferred_cannot_be_put(void **state)
{
    struct library_fixture *fixture = *state;
    weft_queue *queue = make_queue(fixture, NULL);

    assert_int_equal(weft_queue_put(queue, weft_deferred_value(make_deferred(fixture))),
                     WEFT_IS_DEFERRED);
    assert_int_equal(weft_queue_length(queue), 0);
    assert_journal(fixture, "misuse(WEFT_IS_DEFERRED)");
    assert_int_equal(deferreds_alive(fixture), 0);
    weft_queue_release(queue);
}

/* SYNC-8: first in, first out, within its limits; what is left goes with it. */
static void values_come_out_in_order(void **state)
{
    struct library_fixture *fixture = *state;
    weft_queue *queue = make_queue(fixture, &(weft_queue_options){.size = 3, .backlog = 0});
    weft_deferred *items[2];

    for (int i = 0; i < 3; i++)
        assert_int_equal(weft_queue_put(queue, weft_text(fixture->reactor, &"abc"[i], 1)), WEFT_OK);
    assert_int_equal(weft_queue_put(queue, weft_integer(4)), WEFT_QUEUE_OVERFLOW);
    for (int i = 0; i < 2; i++) {
        items[i] = get(queue);
        note(fixture, items[i], "got");
    }
    assert_int_equal(weft_queue_length(queue), 1);
    assert_journal(fixture, "misuse(WEFT_QUEUE_OVERFLOW) got=a got=b");
    weft_queue_release(queue);
    weft_deferred_release(items[0]);
    weft_deferred_release(items[1]);
}

static void none_may_wait_if_there_is_no_backlog(void **state)
{
    struct library_fixture *fixture = *state;
    weft_queue *queue = make_queue(fixture, &(weft_queue_options){.size = 1, .backlog = 0});
    weft_deferred *item;

    assert_int_equal(weft_queue_get(queue, &item), WEFT_QUEUE_UNDERFLOW);
    assert_journal(fixture, "misuse(WEFT_QUEUE_UNDERFLOW)");
    weft_queue_release(queue);
}

/* What is stored when the reactor is closed is given back by that. */
static void a_close_gives_back_what_is_stored(void **state)
{
    struct library_fixture *fixture = *state;
    weft_queue *queue = make_queue(fixture, NULL);

    assert_int_equal(weft_queue_put(queue, weft_text(fixture->reactor, "left", 4)), WEFT_OK);
    library_fixture_close(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_taker_that_was_fired_by_hand_is_passed_over),
        library_test(a_deferred_cannot_be_put),
        library_test(values_come_out_in_order),
        library_test(none_may_wait_if_there_is_no_backlog),
        library_test(a_close_gives_back_what_is_stored),
    };

    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
