/* deferred_chain_test.c - Deferreds that wait for one another (CHN), and those that are fired from
 * one another (CHD). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"
#include "support/small_stack.h"

static void fire(weft_deferred *deferred, int64_t integer)
{
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(integer)), WEFT_OK);
}

static void fail_it(struct library_fixture *fixture, weft_deferred *deferred, const char *message)
{
    weft_value failure = make_failure(fixture, &weft_error_value, message);

    assert_int_equal(weft_deferred_errback(deferred, failure), WEFT_OK);
}

static void assert_result_none(const weft_deferred *deferred)
{
    assert_non_null(weft_deferred_result(deferred));
    assert_true(weft_value_is_none(weft_deferred_result(deferred)));
}

static void assert_result(const weft_deferred *deferred, int64_t integer)
{
    assert_non_null(weft_deferred_result(deferred));
    assert_int_equal(weft_value_integer(weft_deferred_result(deferred)), integer);
}

/* CHN-1 */
static void a_returned_one_that_has_fired_gives_its_result_at_once(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_succeeded(fixture, weft_integer(5));
    weft_deferred *outer = make_waiting(fixture, inner);

    note(fixture, outer, "o");
    assert_result_none(inner);
    note(fixture, inner, "i");
    assert_journal(fixture, "o=5 i=none");
    assert_null(weft_deferred_waits_for(outer));
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CHN-1, CHN-5 */
static void a_failure_moves_to_the_outer(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_succeeded(fixture, make_failure(fixture, &weft_error_value, "if"));
    weft_deferred *outer = make_waiting(fixture, inner);

    assert_true(weft_deferred_unhandled(outer));
    assert_false(weft_deferred_unhandled(inner));
    weft_deferred_release(inner);
    assert_journal(fixture, "");
    weft_deferred_release(outer);
    assert_journal(fixture, "unhandled(ValueError: if)");
}

/* CHN-2 */
static void an_outer_waits_for_one_that_has_not_fired(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *outer = make_deferred(fixture), *inner = make_deferred(fixture);

    note(fixture, outer, "o0");
    wait_for(fixture, outer, inner);
    note(fixture, outer, "o1");
    note(fixture, inner, "i0");
    fire(outer, 1);
    assert_journal(fixture, "o0=1");
    assert_true(weft_deferred_called(outer));
    assert_ptr_equal(weft_deferred_waits_for(outer), inner);
    assert_null(weft_deferred_result(outer));
    assert_int_equal(weft_deferred_pauses(outer), 0);
    note(fixture, outer, "o2");
    assert_journal(fixture, "");
    fire(inner, 2);
    assert_journal(fixture, "i0=2 o1=2 o2=2");
    assert_result(outer, 2);
    assert_result_none(inner);
    weft_deferred_release(outer);
    weft_deferred_release(inner);
}

/* CHN-2 */
static void one_that_is_paused_counts_as_having_no_result(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_succeeded(fixture, weft_integer(5)), *outer;

    weft_deferred_pause(inner);
    outer = make_waiting(fixture, inner);
    note(fixture, outer, "o");
    assert_journal(fixture, "");
    assert_int_equal(weft_deferred_unpause(inner), WEFT_OK);
    assert_journal(fixture, "o=5");
    assert_result_none(inner);
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CHN-3 */
static void the_outer_goes_on_before_the_inners_later_pairs_which_get_none(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *outer = make_deferred(fixture), *inner = make_deferred(fixture);

    wait_for(fixture, outer, inner);
    note(fixture, outer, "o-after");
    note(fixture, inner, "i-before");
    fire(outer, 0);
    note(fixture, inner, "i-after");
    answer(fixture, inner, "i-x", weft_integer(8));
    note(fixture, inner, "i-late");
    fire(inner, 7);
    assert_journal(fixture, "i-before=7 o-after=7 i-after=none i-x=none i-late=8");
    assert_result(outer, 7);
    assert_result(inner, 8);
    weft_deferred_release(outer);
    weft_deferred_release(inner);
}

/* CHN-4 */
static void of_two_that_wait_for_one_the_second_gets_none(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture);
    weft_deferred *first = make_waiting(fixture, inner), *second = make_waiting(fixture, inner);

    note(fixture, first, "o1");
    note(fixture, second, "o2");
    fire(inner, 3);
    assert_journal(fixture, "o1=3 o2=none");
    weft_deferred_release(first);
    weft_deferred_release(second);
    weft_deferred_release(inner);
}

/* CHN-4 */
static void of_two_that_wait_for_one_that_fails_the_second_succeeds(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture);
    weft_deferred *first = make_waiting(fixture, inner), *second = make_waiting(fixture, inner);

    take(fixture, first, "o1");
    note(fixture, second, "o2");
    fail_it(fixture, inner, "e");
    assert_journal(fixture, "o1=ValueError: e o2=none");
    weft_deferred_release(first);
    weft_deferred_release(second);
    weft_deferred_release(inner);
}

/* CHN-6 */
static void one_that_waits_itself_is_waited_for(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);
    weft_deferred *c = make_deferred(fixture);

    wait_for(fixture, a, b);
    note(fixture, a, "a");
    wait_for(fixture, b, c);
    note(fixture, b, "b");
    fire(a, 1);
    fire(b, 2);
    assert_journal(fixture, "");
    assert_ptr_equal(weft_deferred_waits_for(a), b);
    assert_ptr_equal(weft_deferred_waits_for(b), c);
    fire(c, 3);
    assert_journal(fixture, "b=3 a=3");
    assert_result(a, 3);
    assert_result_none(b);
    assert_result_none(c);
    weft_deferred_release(a);
    weft_deferred_release(b);
    weft_deferred_release(c);
}

/* CHN-6: the other way round, with the inner one waiting before it is waited for. */
static void one_that_has_fired_but_waits_has_no_result_to_give(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *c = make_deferred(fixture), *b = make_waiting(fixture, c);
    weft_deferred *a = make_waiting(fixture, b);

    note(fixture, a, "a");
    assert_ptr_equal(weft_deferred_waits_for(a), b);
    fire(c, 9);
    assert_journal(fixture, "a=9");
    weft_deferred_release(a);
    weft_deferred_release(b);
    weft_deferred_release(c);
}

/* CHN-2: each wait of one outer in turn. */
static void an_outer_may_wait_again_and_again(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *first = make_deferred(fixture), *second = make_deferred(fixture);
    weft_deferred *outer = make_waiting(fixture, first);

    note(fixture, outer, "between");
    wait_for(fixture, outer, second);
    note(fixture, outer, "end");
    fire(first, 1);
    assert_ptr_equal(weft_deferred_waits_for(outer), second);
    fire(second, 2);
    assert_journal(fixture, "between=1 end=2");
    weft_deferred_release(first);
    weft_deferred_release(second);
    weft_deferred_release(outer);
}

/* CHN-7: a difference. Twisted waits for ever. */
static void one_that_returns_itself_goes_on_with_an_error(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    wait_for(fixture, deferred, deferred);
    take(fixture, deferred, "b");
    fire(deferred, 1);
    assert_journal(fixture, "b=SelfWaitError");
    assert_null(weft_deferred_waits_for(deferred));
    weft_deferred_release(deferred);
    assert_int_equal(deferreds_alive(fixture), 0);
}

/* CHN-7: a longer ring is not looked for. It never ends, and the close tells of its members. */
static void a_ring_of_two_never_ends_and_is_left_behind(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);

    wait_for(fixture, a, b);
    wait_for(fixture, b, a);
    note(fixture, a, "a");
    note(fixture, b, "b");
    fire(a, 1);
    fire(b, 2);
    assert_ptr_equal(weft_deferred_waits_for(a), b);
    assert_ptr_equal(weft_deferred_waits_for(b), a);
    weft_deferred_release(a);
    weft_deferred_release(b);
    assert_int_equal(deferreds_alive(fixture), 2);
    fixture->tells_left = true;
    library_fixture_close(fixture);
    assert_journal(fixture, "left(deferred#1) left(deferred#2)");
}

/* CHN-8: a difference. Twisted hands the inner itself to the next pair. */
static void unpausing_one_that_only_waits_is_refused(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *outer = make_waiting(fixture, inner);

    note(fixture, outer, "o");
    assert_int_equal(weft_deferred_unpause(outer), WEFT_NOT_PAUSED);
    assert_ptr_equal(weft_deferred_waits_for(outer), inner);
    assert_journal(fixture, "misuse(WEFT_NOT_PAUSED)");
    weft_deferred_pause(outer);
    assert_int_equal(weft_deferred_unpause(outer), WEFT_OK);
    assert_ptr_equal(weft_deferred_waits_for(outer), inner);
    fire(inner, 4);
    assert_journal(fixture, "o=4");
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CHN-9: a difference. Twisted strands the inner's later pairs. */
static void a_paused_outer_keeps_its_result_and_the_inner_goes_on(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *outer = make_waiting(fixture, inner);

    note(fixture, outer, "o");
    weft_deferred_pause(outer);
    note(fixture, inner, "i-late");
    fire(inner, 4);
    assert_journal(fixture, "i-late=none");
    assert_null(weft_deferred_waits_for(outer));
    assert_result(outer, 4);
    note(fixture, inner, "i-more");
    assert_int_equal(weft_deferred_unpause(outer), WEFT_OK);
    assert_journal(fixture, "i-more=none o=4");
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CHN-9, DEF-16 */
static void a_failure_given_to_a_paused_outer_is_not_lost(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *outer = make_waiting(fixture, inner);

    weft_deferred_pause(outer);
    fail_it(fixture, inner, "lost");
    assert_false(weft_deferred_unhandled(inner));
    assert_true(weft_deferred_unhandled(outer));
    weft_deferred_release(inner);
    weft_deferred_release(outer);
    assert_journal(fixture, "unhandled(ValueError: lost)");
}

/* CHN-3: from inside the outer's pair the inner's chain can be set going anew; nothing is lost, and
 * nothing runs twice. */
static weft_value add_to_inner(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;

    (void) reactor;
    journal_write(&mark->fixture->journal, "in");
    note(mark->fixture, weft_value_deferred(&mark->answer), "added");
    journal_write(&mark->fixture->journal, "out");
    return result;
}

static void adding_to_the_inner_from_the_outers_pair_runs_its_later_pairs_at_once(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *outer = make_waiting(fixture, inner);
    struct mark *mark = make_mark(fixture, "", weft_deferred_value(inner));

    assert_int_equal(weft_deferred_add_both(outer, add_to_inner, mark), WEFT_OK);
    note(fixture, outer, "o");
    note(fixture, inner, "i-after");
    fire(inner, 7);
    assert_journal(fixture, "in i-after=none added=none out o=7");
    weft_deferred_release(inner);
    weft_deferred_release(outer);
}

/* CHN-3, CHN-6: one that stands in the midst of a run waits anew and receives, all from inside a
 * pair of the last: those that stand below it still come to their turn. */
static weft_value fire_nine(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    weft_deferred_callback(context, weft_integer(9));
    return result;
}

static weft_value make_wait(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;

    (void) reactor;
    wait_for(mark->fixture, weft_value_deferred(&mark->answer),
             weft_value_deferred(&mark[1].answer));
    return result;
}

static void one_in_the_midst_of_a_run_may_wait_anew_and_receive(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *bottom = make_deferred(fixture), *middle = make_waiting(fixture, bottom);
    weft_deferred *top = make_waiting(fixture, middle), *fresh = make_deferred(fixture);
    struct mark *mark = make_mark(fixture, "", weft_deferred_value(middle));

    make_mark(fixture, "", weft_deferred_value(fresh));
    note(fixture, middle, "middle");
    note(fixture, bottom, "bottom");
    assert_int_equal(weft_deferred_add_both(top, make_wait, mark), WEFT_OK);
    assert_int_equal(weft_deferred_add_both(top, fire_nine, fresh), WEFT_OK);
    note(fixture, top, "top");
    fire(bottom, 1);
    assert_journal(fixture, "middle=none top=1 bottom=none");
    assert_result(middle, 9);
    weft_deferred_release(bottom);
    weft_deferred_release(middle);
    weft_deferred_release(top);
    weft_deferred_release(fresh);
}

/* A million links, each way, made, fired and freed where recursion would run out of stack. */
#define LINKS 1000000

struct links {
    weft_reactor *reactor;
    weft_deferred *first, *last;
    int64_t made, result;
    size_t alive;
    bool waiting; /* the end of the implicit chain waited, before the innermost was fired */
};

/* A pair that goes on with the Deferred that it was given; the reference is moved. */
static weft_value go_on_with(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    weft_value_release(result);
    return weft_deferred_value(context);
}

static weft_value keep_result(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    if (!weft_value_is_failure(&result))
        *(int64_t *) context = weft_value_integer(&result);
    return result;
}

/* Grows LAST's chain by one that has fired and waits for it; it alone keeps LAST. */
static bool add_waiting_link(struct links *links)
{
    weft_deferred *next;

    if (weft_succeed(links->reactor, weft_none(), &next) != WEFT_OK)
        return false;
    if (weft_deferred_add_callback(next, go_on_with, links->last) != WEFT_OK)
        return false;
    links->last = next;
    return true;
}

static void *wait_fire_and_free(void *context)
{
    struct links *links = context;

    if (weft_deferred_create(links->reactor, NULL, &links->first) != WEFT_OK)
        return NULL;
    links->last = weft_deferred_retain(links->first);
    while (links->made < LINKS && add_waiting_link(links))
        links->made++;
    links->waiting = weft_deferred_waits_for(links->last) && !weft_deferred_result(links->last);
    if (weft_deferred_add_callback(links->last, keep_result, &links->result) != WEFT_OK)
        return NULL;
    weft_deferred_callback(links->first, weft_integer(42));
    weft_deferred_release(links->first);
    weft_deferred_release(links->last);
    links->alive = weft_reactor_alive(links->reactor, WEFT_SUBJECT_DEFERRED);
    return NULL;
}

/* CHN-6 */
static void a_million_waiting_links_fire_and_are_freed_on_a_small_stack(void **state)
{
    struct library_fixture *fixture = *state;
    struct links links = {.reactor = fixture->reactor, .alive = 1};

    assert_int_equal(on_small_stack(wait_fire_and_free, &links), 0);
    assert_int_equal(links.made, LINKS);
    assert_true(links.waiting);
    assert_int_equal(links.result, 42);
    assert_int_equal(links.alive, 0);
}

/* The same, fired from the other end: each callback returns one that has fired already. */
static void *make_unfired_links(void *context)
{
    struct links *links = context;

    if (weft_succeed(links->reactor, weft_integer(42), &links->last) != WEFT_OK)
        return NULL;
    for (; links->made < LINKS; links->made++) {
        weft_deferred *next;

        if (weft_deferred_create(links->reactor, NULL, &next) != WEFT_OK)
            break;
        if (weft_deferred_add_callback(next, go_on_with, links->last) != WEFT_OK)
            break;
        weft_deferred_callback(next, weft_none());
        links->last = next;
    }
    if (weft_deferred_add_callback(links->last, keep_result, &links->result) != WEFT_OK)
        return NULL;
    weft_deferred_release(links->last);
    links->alive = weft_reactor_alive(links->reactor, WEFT_SUBJECT_DEFERRED);
    return NULL;
}

static void a_million_fired_links_hand_their_result_on(void **state)
{
    struct library_fixture *fixture = *state;
    struct links links = {.reactor = fixture->reactor, .alive = 1};

    assert_int_equal(on_small_stack(make_unfired_links, &links), 0);
    assert_int_equal(links.made, LINKS);
    assert_int_equal(links.result, 42);
    assert_int_equal(links.alive, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_returned_one_that_has_fired_gives_its_result_at_once),
        library_test(a_failure_moves_to_the_outer),
        library_test(an_outer_waits_for_one_that_has_not_fired),
        library_test(one_that_is_paused_counts_as_having_no_result),
        library_test(the_outer_goes_on_before_the_inners_later_pairs_which_get_none),
        library_test(of_two_that_wait_for_one_the_second_gets_none),
        library_test(of_two_that_wait_for_one_that_fails_the_second_succeeds),
        library_test(one_that_waits_itself_is_waited_for),
        library_test(one_that_has_fired_but_waits_has_no_result_to_give),
        library_test(an_outer_may_wait_again_and_again),
        library_test(one_that_returns_itself_goes_on_with_an_error),
        library_test(a_ring_of_two_never_ends_and_is_left_behind),
        library_test(unpausing_one_that_only_waits_is_refused),
        library_test(a_paused_outer_keeps_its_result_and_the_inner_goes_on),
        library_test(a_failure_given_to_a_paused_outer_is_not_lost),
        library_test(adding_to_the_inner_from_the_outers_pair_runs_its_later_pairs_at_once),
        library_test(one_in_the_midst_of_a_run_may_wait_anew_and_receive),
        library_test(a_million_waiting_links_fire_and_are_freed_on_a_small_stack),
        library_test(a_million_fired_links_hand_their_result_on),
    };

    return cmocka_run_group_tests_name("deferred_chain", tests, NULL, NULL);
}
