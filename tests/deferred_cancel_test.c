/* deferred_cancel_test.c - cancelling a Deferred in each of its states (CAN). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/library_fixture.h"
#include "support/small_stack.h"

/* What a canceller of these tests does, apart from writing its name. */
enum answer { FIRES_NOTHING, FIRES_VALUE, FIRES_FAILURE, CANCELS_AGAIN, RELEASES };

struct answering {
    struct library_fixture *fixture;
    const char *name;
    enum answer deed;
    int released;
};

static void answer_cancel(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    struct answering *answering = context;

    journal_write(&answering->fixture->journal, "%s(called=%d)", answering->name,
                  weft_deferred_called(deferred));
    switch (answering->deed) {
    case FIRES_NOTHING:
        break;
    case FIRES_VALUE:
        weft_deferred_callback(deferred, weft_integer(5));
        break;
    case FIRES_FAILURE:
        weft_deferred_errback(deferred, weft_raise(reactor, &weft_error_value, "mine"));
        break;
    case CANCELS_AGAIN:
        weft_deferred_cancel(deferred);
        break;
    case RELEASES:
        weft_deferred_release(deferred);
        break;
    }
    if (answering->deed != RELEASES)
        journal_write(&answering->fixture->journal, "out(called=%d)",
                      weft_deferred_called(deferred));
}

static void answering_released(weft_reactor *reactor, void *context)
{
    (void) reactor;
    ((struct answering *) context)->released++;
}

static weft_deferred *make_answering(struct answering *answering)
{
    weft_canceller canceller = {answer_cancel, answering, answering_released};

    return make_cancellable(answering->fixture, &canceller);
}

static weft_status fire(weft_deferred *deferred, int64_t integer)
{
    return weft_deferred_callback(deferred, weft_integer(integer));
}

/* CAN-1 */
static void without_a_canceller_it_fails_with_cancelled_error(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    note(fixture, deferred, "d");
    weft_deferred_cancel(deferred);
    assert_true(weft_deferred_called(deferred));
    assert_journal(fixture, "d=CancelledError");
    take(fixture, deferred, "end");
    weft_deferred_release(deferred);
}

/* CAN-2 */
static void without_a_canceller_one_late_fire_is_swallowed(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    take(fixture, deferred, "d");
    weft_deferred_cancel(deferred);
    assert_int_equal(fire(deferred, 1), WEFT_OK);
    assert_journal(fixture, "d=CancelledError");
    assert_int_equal(fixture->events[WEFT_EVENT_DEFERRED_SWALLOWED], 1);
    assert_int_equal(fire(deferred, 2), WEFT_ALREADY_CALLED);
    assert_journal(fixture, "misuse(WEFT_ALREADY_CALLED)");
    weft_deferred_release(deferred);
}

/* CAN-2, CAN-6: a second cancel does not make it swallow a second time. */
static void cancelling_twice_swallows_once(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    take(fixture, deferred, "d");
    weft_deferred_cancel(deferred);
    weft_deferred_cancel(deferred);
    assert_int_equal(weft_deferred_errback(deferred, make_failure(fixture, &weft_error_value, "q")),
                     WEFT_OK);
    assert_int_equal(weft_deferred_errback(deferred, make_failure(fixture, &weft_error_value, "r")),
                     WEFT_ALREADY_CALLED);
    assert_journal(fixture, "d=CancelledError misuse(WEFT_ALREADY_CALLED)");
    weft_deferred_release(deferred);
}

/* CAN-2: a refused argument is not what was waited for. */
static void firing_a_cancelled_one_with_a_deferred_is_refused_not_swallowed(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    take(fixture, deferred, "d");
    weft_deferred_cancel(deferred);
    assert_int_equal(weft_deferred_callback(deferred, weft_deferred_value(make_deferred(fixture))),
                     WEFT_IS_DEFERRED);
    assert_int_equal(fire(deferred, 1), WEFT_OK);
    assert_journal(fixture, "d=CancelledError misuse(WEFT_IS_DEFERRED)");
    weft_deferred_release(deferred);
}

/* CAN-3 */
static void a_canceller_that_fires_nothing_leads_to_cancelled_error(void **state)
{
    struct library_fixture *fixture = *state;
    struct answering answering = {.fixture = fixture, .name = "c"};
    weft_deferred *deferred = make_answering(&answering);

    take(fixture, deferred, "d");
    weft_deferred_cancel(deferred);
    assert_journal(fixture, "c(called=0) out(called=0) d=CancelledError");
    weft_deferred_cancel(deferred);
    assert_int_equal(fire(deferred, 1), WEFT_ALREADY_CALLED);
    assert_journal(fixture, "misuse(WEFT_ALREADY_CALLED)");
    assert_int_equal(answering.released, 1);
    weft_deferred_release(deferred);
    assert_int_equal(answering.released, 1);
}

/* CAN-3 */
static void what_the_canceller_fires_is_the_outcome(void **state)
{
    struct library_fixture *fixture = *state;
    struct answering value = {.fixture = fixture, .name = "c", .deed = FIRES_VALUE};
    struct answering failure = {.fixture = fixture, .name = "c", .deed = FIRES_FAILURE};
    weft_deferred *fine = make_answering(&value), *failed = make_answering(&failure);

    take(fixture, fine, "d");
    take(fixture, failed, "d");
    weft_deferred_cancel(fine);
    assert_journal(fixture, "c(called=0) d=5 out(called=1)");
    assert_int_equal(fire(fine, 1), WEFT_ALREADY_CALLED);
    assert_journal(fixture, "misuse(WEFT_ALREADY_CALLED)");
    weft_deferred_cancel(failed);
    assert_journal(fixture, "c(called=0) d=ValueError: mine out(called=1)");
    weft_deferred_release(fine);
    weft_deferred_release(failed);
    assert_int_equal(value.released + failure.released, 2);
}

/* CAN-4 has nothing to raise with: a canceller returns nothing, and none of these can stop a
 * cancel. */
static void a_canceller_is_asked_once_whatever_it_does(void **state)
{
    struct library_fixture *fixture = *state;

    for (enum answer deed = FIRES_NOTHING; deed <= CANCELS_AGAIN; deed++) {
        struct answering answering = {.fixture = fixture, .name = "c", .deed = deed};
        weft_deferred *deferred = make_answering(&answering);

        take(fixture, deferred, "d");
        weft_deferred_cancel(deferred);
        weft_deferred_cancel(deferred);
        assert_memory_equal(journal_text(&fixture->journal), "c(called=0) ", 12);
        assert_null(strstr(journal_text(&fixture->journal) + 12, "c(called"));
        assert_true(weft_deferred_called(deferred));
        weft_deferred_release(deferred);
        journal_clear(&fixture->journal);
    }
}

/* CAN-5: a difference. Twisted asks the canceller again, without end. */
static void cancelling_from_inside_its_canceller_has_no_effect(void **state)
{
    struct library_fixture *fixture = *state;
    struct answering answering = {.fixture = fixture, .name = "c", .deed = CANCELS_AGAIN};
    weft_deferred *deferred = make_answering(&answering);

    take(fixture, deferred, "d");
    weft_deferred_cancel(deferred);
    assert_journal(fixture, "c(called=0) out(called=0) d=CancelledError");
    weft_deferred_release(deferred);
}

static void a_canceller_may_release_the_deferred(void **state)
{
    struct library_fixture *fixture = *state;
    struct answering answering = {.fixture = fixture, .name = "c", .deed = RELEASES};
    weft_deferred *deferred = make_answering(&answering);

    take(fixture, deferred, "d");
    weft_deferred_cancel(deferred);
    assert_journal(fixture, "c(called=0) d=CancelledError");
    assert_int_equal(answering.released, 1);
    assert_int_equal(deferreds_alive(fixture), 0);
}

/* CAN-6 */
static void after_it_has_fired_a_cancel_has_no_effect(void **state)
{
    struct library_fixture *fixture = *state;
    struct answering answering = {.fixture = fixture, .name = "c"};
    weft_deferred *deferred = make_answering(&answering);

    assert_int_equal(fire(deferred, 1), WEFT_OK);
    assert_int_equal(answering.released, 1); /* nobody will ever ask it */
    weft_deferred_cancel(deferred);
    note(fixture, deferred, "d");
    assert_journal(fixture, "d=1");
    assert_int_equal(fixture->events[WEFT_EVENT_DEFERRED_CANCELLED], 0);
    weft_deferred_release(deferred);
}

/* CAN-6 */
static weft_value cancel_self(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    weft_deferred_cancel(context);
    return result;
}

static void from_inside_its_own_pair_a_cancel_has_no_effect(void **state)
{
    struct library_fixture *fixture = *state;
    struct answering answering = {.fixture = fixture, .name = "c"};
    weft_deferred *deferred = make_answering(&answering);

    assert_int_equal(weft_deferred_add_both(deferred, cancel_self, deferred), WEFT_OK);
    note(fixture, deferred, "x");
    assert_int_equal(fire(deferred, 1), WEFT_OK);
    assert_journal(fixture, "x=1");
    weft_deferred_release(deferred);
}

static void a_canceller_that_is_never_asked_is_given_back_at_the_last_release(void **state)
{
    struct library_fixture *fixture = *state;
    struct answering released = {.fixture = fixture}, left = {.fixture = fixture};

    weft_deferred_release(make_answering(&released));
    assert_int_equal(released.released, 1);
    make_answering(&left);
    library_fixture_close(fixture);
    assert_int_equal(left.released, 1);
    assert_journal(fixture, "");
}

/* CAN-7 */
static void one_that_waits_cancels_what_it_waits_for(void **state)
{
    struct library_fixture *fixture = *state;
    struct answering inner_one = {.fixture = fixture, .name = "icanc"};
    struct answering outer_one = {.fixture = fixture, .name = "ocanc"};
    weft_deferred *inner = make_answering(&inner_one), *outer = make_answering(&outer_one);

    wait_for(fixture, outer, inner);
    take(fixture, outer, "o");
    assert_int_equal(fire(outer, 0), WEFT_OK);
    weft_deferred_cancel(outer);
    assert_journal(fixture, "icanc(called=0) out(called=0) o=CancelledError");
    assert_true(weft_value_is_none(weft_deferred_result(inner)));
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CAN-7 */
static void an_errback_of_the_inner_may_turn_the_cancellation_into_a_value(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *outer;

    recover(fixture, inner, "i", weft_integer(8));
    outer = make_waiting(fixture, inner);
    note(fixture, outer, "o");
    weft_deferred_cancel(outer);
    assert_journal(fixture, "i=CancelledError o=8");
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CAN-7 */
static void an_errback_of_the_inner_may_wait_anew_and_the_next_cancel_goes_there(void **state)
{
    struct library_fixture *fixture = *state;
    struct answering fresh_one = {.fixture = fixture, .name = "fresh"};
    weft_deferred *fresh = make_answering(&fresh_one), *inner = make_deferred(fixture), *outer;

    recover(fixture, inner, "i", weft_deferred_value(fresh));
    outer = make_waiting(fixture, inner);
    take(fixture, outer, "o");
    weft_deferred_cancel(outer);
    assert_journal(fixture, "i=CancelledError");
    assert_ptr_equal(weft_deferred_waits_for(outer), inner);
    assert_ptr_equal(weft_deferred_waits_for(inner), fresh);
    weft_deferred_cancel(outer);
    assert_journal(fixture, "fresh(called=0) out(called=0) o=CancelledError");
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CAN-7: three levels. */
static void a_cancel_goes_all_the_way_down(void **state)
{
    struct library_fixture *fixture = *state;
    struct answering answering = {.fixture = fixture, .name = "i"};
    weft_deferred *inner = make_answering(&answering), *middle = make_waiting(fixture, inner);
    weft_deferred *outer = make_waiting(fixture, middle);

    take(fixture, outer, "o");
    weft_deferred_cancel(outer);
    assert_journal(fixture, "i(called=0) out(called=0) o=CancelledError");
    weft_deferred_release(inner);
    weft_deferred_release(middle);
    weft_deferred_release(outer);
}

/* CAN-7, CAN-2: the swallowing is the inner's. */
static void a_cancel_through_an_outer_lets_the_inner_swallow_once(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *outer = make_waiting(fixture, inner);

    take(fixture, outer, "o");
    weft_deferred_cancel(outer);
    assert_int_equal(fire(inner, 1), WEFT_OK);
    assert_int_equal(fire(inner, 1), WEFT_ALREADY_CALLED);
    assert_journal(fixture, "o=CancelledError misuse(WEFT_ALREADY_CALLED)");
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CAN-6 */
static void when_the_wait_is_over_a_cancel_has_no_effect(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *outer = make_waiting(fixture, inner);

    assert_int_equal(fire(inner, 4), WEFT_OK);
    weft_deferred_cancel(outer);
    note(fixture, outer, "o");
    assert_journal(fixture, "o=4");
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CAN-8 */
static void when_the_inner_has_fired_and_is_only_paused_a_cancel_has_no_effect(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_succeeded(fixture, weft_integer(4)), *outer;

    weft_deferred_pause(inner);
    outer = make_waiting(fixture, inner);
    note(fixture, outer, "o");
    weft_deferred_cancel(outer);
    assert_journal(fixture, "");
    assert_int_equal(weft_deferred_unpause(inner), WEFT_OK);
    assert_journal(fixture, "o=4");
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CAN-9 */
static void a_paused_one_is_called_by_a_cancel_and_runs_when_unpaused(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    weft_deferred_pause(deferred);
    take(fixture, deferred, "d");
    weft_deferred_cancel(deferred);
    assert_true(weft_deferred_called(deferred));
    assert_journal(fixture, "");
    assert_int_equal(weft_deferred_unpause(deferred), WEFT_OK);
    assert_journal(fixture, "d=CancelledError");
    weft_deferred_release(deferred);
}

/* CAN-7: a user's pause holds up the pairs, not the cancel. */
static void a_paused_one_that_waits_cancels_what_it_waits_for(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *outer = make_waiting(fixture, inner);

    take(fixture, outer, "o");
    weft_deferred_pause(outer);
    weft_deferred_cancel(outer);
    assert_null(weft_deferred_waits_for(outer));
    assert_journal(fixture, "");
    assert_int_equal(weft_deferred_unpause(outer), WEFT_OK);
    assert_journal(fixture, "o=CancelledError");
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CAN-10 */
static void cancelling_the_second_of_two_that_wait_fails_the_first(void **state)
{
    struct library_fixture *fixture = *state;
    struct answering answering = {.fixture = fixture, .name = "i"};
    weft_deferred *inner = make_answering(&answering);
    weft_deferred *first = make_waiting(fixture, inner), *second = make_waiting(fixture, inner);

    take(fixture, first, "o1");
    take(fixture, second, "o2");
    weft_deferred_cancel(second);
    assert_journal(fixture, "i(called=0) out(called=0) o1=CancelledError o2=none");
    weft_deferred_release(first);
    weft_deferred_release(second);
    weft_deferred_release(inner);
}

/* CAN-11 */
static void a_cancelled_error_that_nothing_takes_is_reported(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    weft_deferred_cancel(deferred);
    assert_true(weft_deferred_unhandled(deferred));
    weft_deferred_release(deferred);
    assert_journal(fixture, "unhandled(CancelledError)");
}

/* CHN-7 */
static void cancelling_one_that_waits_in_a_ring_has_no_effect(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *links[7];

    for (size_t i = 0; i < 7; i++)
        links[i] = make_deferred(fixture);
    for (size_t i = 0; i < 7; i++) /* 0, 1 and 2 lead into the ring of 3, 4, 5 and 6 */
        wait_for(fixture, links[i], links[i < 6 ? i + 1 : 3]);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(fire(links[i], 0), WEFT_OK);
    for (size_t i = 0; i < 7; i++)
        weft_deferred_cancel(links[i]);
    for (size_t i = 0; i < 7; i++) {
        assert_non_null(weft_deferred_waits_for(links[i]));
        weft_deferred_release(links[i]);
    }
    assert_journal(fixture, "");
}

#define LINKS 1000000

struct links {
    weft_reactor *reactor;
    int64_t made;
    bool cancelled;
    size_t alive;
};

static weft_value go_on_with(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    weft_value_release(result);
    return weft_deferred_value(context);
}

static weft_value keep_cancelled(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    *(bool *) context = weft_failure_trap(&result, &weft_error_cancelled);
    return result;
}

static void *wait_and_cancel(void *context)
{
    struct links *links = context;
    weft_deferred *last;

    if (weft_deferred_create(links->reactor, NULL, &last) != WEFT_OK)
        return NULL;
    for (; links->made < LINKS; links->made++) {
        weft_deferred *next;

        if (weft_succeed(links->reactor, weft_none(), &next) != WEFT_OK ||
            weft_deferred_add_callback(next, go_on_with, last) != WEFT_OK)
            return NULL;
        last = next;
    }
    if (weft_deferred_add_errback(last, keep_cancelled, &links->cancelled) != WEFT_OK)
        return NULL;
    weft_deferred_cancel(last);
    weft_deferred_release(last);
    links->alive = weft_reactor_alive(links->reactor, WEFT_SUBJECT_DEFERRED);
    return NULL;
}

/* CAN-7, CHN-6 */
static void a_cancel_goes_down_a_million_links_on_a_small_stack(void **state)
{
    struct library_fixture *fixture = *state;
    struct links links = {.reactor = fixture->reactor, .alive = 1};

    assert_int_equal(on_small_stack(wait_and_cancel, &links), 0);
    assert_int_equal(links.made, LINKS);
    assert_true(links.cancelled);
    assert_int_equal(links.alive, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(without_a_canceller_it_fails_with_cancelled_error),
        library_test(without_a_canceller_one_late_fire_is_swallowed),
        library_test(cancelling_twice_swallows_once),
        library_test(firing_a_cancelled_one_with_a_deferred_is_refused_not_swallowed),
        library_test(a_canceller_that_fires_nothing_leads_to_cancelled_error),
        library_test(what_the_canceller_fires_is_the_outcome),
        library_test(a_canceller_is_asked_once_whatever_it_does),
        library_test(cancelling_from_inside_its_canceller_has_no_effect),
        library_test(a_canceller_may_release_the_deferred),
        library_test(after_it_has_fired_a_cancel_has_no_effect),
        library_test(from_inside_its_own_pair_a_cancel_has_no_effect),
        library_test(a_canceller_that_is_never_asked_is_given_back_at_the_last_release),
        library_test(one_that_waits_cancels_what_it_waits_for),
        library_test(an_errback_of_the_inner_may_turn_the_cancellation_into_a_value),
        library_test(an_errback_of_the_inner_may_wait_anew_and_the_next_cancel_goes_there),
        library_test(a_cancel_goes_all_the_way_down),
        library_test(a_cancel_through_an_outer_lets_the_inner_swallow_once),
        library_test(when_the_wait_is_over_a_cancel_has_no_effect),
        library_test(when_the_inner_has_fired_and_is_only_paused_a_cancel_has_no_effect),
        library_test(a_paused_one_is_called_by_a_cancel_and_runs_when_unpaused),
        library_test(a_paused_one_that_waits_cancels_what_it_waits_for),
        library_test(cancelling_the_second_of_two_that_wait_fails_the_first),
        library_test(a_cancelled_error_that_nothing_takes_is_reported),
        library_test(cancelling_one_that_waits_in_a_ring_has_no_effect),
        library_test(a_cancel_goes_down_a_million_links_on_a_small_stack),
    };

    return cmocka_run_group_tests_name("deferred_cancel", tests, NULL, NULL);
}
