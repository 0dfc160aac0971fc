/* explicit_chain_test.c - Deferreds that are fired from another one's chain (CHD). */
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

static void chain(weft_deferred *source, weft_deferred *target)
{
    assert_int_equal(weft_deferred_chain(source, target), WEFT_OK);
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

/* CHD-1 */
static void chaining_hands_the_result_to_the_target_and_leaves_none(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);

    note(fixture, a, "a-before");
    chain(a, b);
    note(fixture, b, "b");
    note(fixture, a, "a-after");
    fire(a, 1);
    assert_journal(fixture, "a-before=1 b=1 a-after=none");
    assert_result_none(a);
    assert_result(b, 1);
    weft_deferred_release(a);
    weft_deferred_release(b);
}

/* CHD-1 */
static void chaining_hands_a_failure_on_as_well(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);

    chain(a, b);
    take(fixture, b, "b");
    note(fixture, a, "a-after");
    fail_it(fixture, a, "v");
    assert_journal(fixture, "b=ValueError: v a-after=none");
    assert_false(weft_deferred_unhandled(a));
    weft_deferred_release(a);
    weft_deferred_release(b);
}

/* CHD-1, DEF-3 */
static void chaining_one_that_has_fired_fires_the_target_at_once(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_succeeded(fixture, weft_integer(6)), *b = make_deferred(fixture);

    note(fixture, b, "b");
    chain(a, b);
    assert_journal(fixture, "b=6");
    weft_deferred_release(a);
    weft_deferred_release(b);
}

static weft_value write_unhandled(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;

    (void) reactor;
    journal_write(&mark->fixture->journal, "%s=%d", mark->name,
                  weft_deferred_unhandled(weft_value_deferred(&mark->answer)));
    return result;
}

/* CHD-1, UNH-4 */
static void while_the_target_runs_the_source_has_nothing_unhandled(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);
    struct mark *mark = make_mark(fixture, "unhandled", weft_deferred_value(a));

    chain(a, b);
    assert_int_equal(weft_deferred_add_both(b, write_unhandled, mark), WEFT_OK);
    take(fixture, b, "b");
    fail_it(fixture, a, "v");
    assert_journal(fixture, "unhandled=0 b=ValueError: v");
    weft_deferred_release(a);
    weft_deferred_release(b);
}

/* CHD-2 */
static void the_source_does_not_wait_for_what_the_target_waits_for(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);
    weft_deferred *inner = make_deferred(fixture);

    wait_for(fixture, b, inner);
    chain(a, b);
    note(fixture, a, "a");
    fire(a, 1);
    assert_journal(fixture, "a=none");
    assert_ptr_equal(weft_deferred_waits_for(b), inner);
    weft_deferred_cancel(b);
    take(fixture, b, "b");
    assert_journal(fixture, "b=CancelledError");
    weft_deferred_release(a);
    weft_deferred_release(b);
    weft_deferred_release(inner);
}

/* CHD-2: Twisted fires the target from inside the source's pair, so what is added to the source
 * from there runs when the source goes on. */
static weft_value add_to_source(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;

    (void) reactor;
    journal_write(&mark->fixture->journal, "in");
    note(mark->fixture, weft_value_deferred(&mark->answer), "added");
    journal_write(&mark->fixture->journal, "out");
    return result;
}

static void the_target_runs_as_if_from_inside_a_pair_of_the_source(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);
    struct mark *mark = make_mark(fixture, "", weft_deferred_value(a));

    chain(a, b);
    note(fixture, a, "a-after");
    assert_int_equal(weft_deferred_add_both(b, add_to_source, mark), WEFT_OK);
    note(fixture, b, "b");
    fire(a, 1);
    assert_journal(fixture, "in out b=1 a-after=none added=none");
    weft_deferred_release(a);
    weft_deferred_release(b);
}

static void what_is_handed_on_is_let_go_of_on_both_sides(void **state)
{
    struct library_fixture *fixture = *state;
    size_t before = library_fixture_bytes(fixture);
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);

    chain(a, b);
    take(fixture, b, "b");
    note(fixture, a, "a");
    assert_int_equal(weft_deferred_callback(a, weft_text(fixture->reactor, "text", 4)), WEFT_OK);
    assert_journal(fixture, "b=text a=none");
    weft_deferred_release(a);
    weft_deferred_release(b);
    assert_int_equal(library_fixture_bytes(fixture), before);
}

/* CHD-3 */
static void cancelling_the_source_fails_the_target(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);

    chain(a, b);
    take(fixture, b, "b");
    weft_deferred_cancel(a);
    assert_journal(fixture, "b=CancelledError");
    assert_result_none(a);
    weft_deferred_release(a);
    weft_deferred_release(b);
}

/* CHD-3, CHD-4 */
static void a_target_cancelled_without_canceller_swallows_what_comes(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);

    chain(a, b);
    take(fixture, b, "b");
    weft_deferred_cancel(b);
    assert_false(weft_deferred_called(a));
    fire(a, 1);
    assert_journal(fixture, "b=CancelledError");
    assert_result_none(a);
    assert_int_equal(weft_deferred_callback(b, weft_none()), WEFT_ALREADY_CALLED);
    assert_journal(fixture, "misuse(WEFT_ALREADY_CALLED)");
    weft_deferred_release(a);
    weft_deferred_release(b);
}

/* CHD-4 */
static void a_target_cancelled_with_a_canceller_fails_the_source(void **state)
{
    struct library_fixture *fixture = *state;
    struct mark *mark = make_mark(fixture, "asked", weft_none());
    weft_canceller canceller = {write_cancel, mark, NULL};
    weft_deferred *a = make_deferred(fixture), *b = make_cancellable(fixture, &canceller);

    chain(a, b);
    take(fixture, b, "b");
    weft_deferred_cancel(b);
    assert_journal(fixture, "asked b=CancelledError");
    fire(a, 1);
    assert_true(weft_deferred_unhandled(a));
    weft_deferred_release(a);
    assert_journal(fixture, "unhandled(AlreadyCalledError)"); /* and no misuse */
    weft_deferred_release(b);
}

/* CHD-4 */
static void a_target_fired_otherwise_fails_the_source_for_its_next_pair(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);

    chain(a, b);
    take(fixture, a, "a-after");
    note(fixture, b, "b");
    fire(b, 2);
    fail_it(fixture, a, "dropped with the fire that was refused");
    assert_journal(fixture, "b=2 a-after=AlreadyCalledError");
    weft_deferred_release(a);
    weft_deferred_release(b);
}

/* CHD-4: one target for two sources. */
static void the_second_source_of_one_target_fails(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);
    weft_deferred *target = make_deferred(fixture);

    chain(a, target);
    chain(b, target);
    take(fixture, b, "b-after");
    note(fixture, target, "t");
    fire(a, 1);
    fire(b, 2);
    assert_journal(fixture, "t=1 b-after=AlreadyCalledError");
    weft_deferred_release(a);
    weft_deferred_release(b);
    weft_deferred_release(target);
}

/* CHD-4: into itself. */
static void one_that_is_chained_to_itself_fails(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture);

    chain(a, a);
    take(fixture, a, "a-after");
    fire(a, 1);
    assert_journal(fixture, "a-after=AlreadyCalledError");
    weft_deferred_release(a);
}

static void the_source_keeps_its_target_alive_until_it_has_fired_it(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *a = make_deferred(fixture), *b = make_deferred(fixture);

    chain(a, b);
    note(fixture, b, "b");
    weft_deferred_release(b);
    assert_int_equal(deferreds_alive(fixture), 2);
    fire(a, 1);
    assert_journal(fixture, "b=1");
    assert_int_equal(deferreds_alive(fixture), 1);
    weft_deferred_release(a);
    a = make_deferred(fixture);
    chain(a, b = make_deferred(fixture));
    weft_deferred_release(b);
    weft_deferred_release(a);
    assert_int_equal(deferreds_alive(fixture), 0);
}

/* A million links, made, fired and freed where recursion would run out of stack. */
#define LINKS 1000000

struct links {
    weft_reactor *reactor;
    weft_deferred *first, *last;
    int64_t made, result;
    size_t alive;
};

static weft_value keep_result(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    if (!weft_value_is_failure(&result))
        *(int64_t *) context = weft_value_integer(&result);
    return result;
}

/* Chains LAST to a new one, which becomes the last; the chain alone keeps those between. */
static bool add_explicit_link(struct links *links)
{
    weft_deferred *next;

    if (weft_deferred_create(links->reactor, NULL, &next) != WEFT_OK)
        return false;
    if (weft_deferred_chain(links->last, next) != WEFT_OK)
        return false;
    weft_deferred_release(links->last);
    links->last = next;
    return true;
}

static bool make_explicit_links(struct links *links)
{
    if (weft_deferred_create(links->reactor, NULL, &links->first) != WEFT_OK)
        return false;
    links->last = weft_deferred_retain(links->first);
    while (links->made < LINKS && add_explicit_link(links))
        links->made++;
    return links->made == LINKS &&
           weft_deferred_add_callback(links->last, keep_result, &links->result) == WEFT_OK;
}

static void *chain_fire_and_free(void *context)
{
    struct links *links = context;

    if (!make_explicit_links(links))
        return NULL;
    weft_deferred_callback(links->first, weft_integer(42));
    weft_deferred_release(links->last);
    weft_deferred_release(links->first);
    links->alive = weft_reactor_alive(links->reactor, WEFT_SUBJECT_DEFERRED);
    return NULL;
}

/* CHD-5: a difference. Twisted runs out of stack. */
static void a_million_explicit_links_fire_and_are_freed_on_a_small_stack(void **state)
{
    struct library_fixture *fixture = *state;
    struct links links = {.reactor = fixture->reactor, .alive = 1};

    assert_int_equal(on_small_stack(chain_fire_and_free, &links), 0);
    assert_int_equal(links.made, LINKS);
    assert_int_equal(links.result, 42);
    assert_int_equal(links.alive, 0);
}

static void *chain_and_free(void *context)
{
    struct links *links = context;

    if (!make_explicit_links(links))
        return NULL;
    weft_deferred_release(links->last);
    weft_deferred_release(links->first);
    links->alive = weft_reactor_alive(links->reactor, WEFT_SUBJECT_DEFERRED);
    return NULL;
}

/* CHD-5 */
static void a_million_explicit_links_that_never_fired_are_freed_on_a_small_stack(void **state)
{
    struct library_fixture *fixture = *state;
    struct links links = {.reactor = fixture->reactor, .alive = 1};

    assert_int_equal(on_small_stack(chain_and_free, &links), 0);
    assert_int_equal(links.made, LINKS);
    assert_int_equal(links.result, 0);
    assert_int_equal(links.alive, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(chaining_hands_the_result_to_the_target_and_leaves_none),
        library_test(chaining_hands_a_failure_on_as_well),
        library_test(chaining_one_that_has_fired_fires_the_target_at_once),
        library_test(while_the_target_runs_the_source_has_nothing_unhandled),
        library_test(the_source_does_not_wait_for_what_the_target_waits_for),
        library_test(the_target_runs_as_if_from_inside_a_pair_of_the_source),
        library_test(what_is_handed_on_is_let_go_of_on_both_sides),
        library_test(cancelling_the_source_fails_the_target),
        library_test(a_target_cancelled_without_canceller_swallows_what_comes),
        library_test(a_target_cancelled_with_a_canceller_fails_the_source),
        library_test(a_target_fired_otherwise_fails_the_source_for_its_next_pair),
        library_test(the_second_source_of_one_target_fails),
        library_test(one_that_is_chained_to_itself_fails),
        library_test(the_source_keeps_its_target_alive_until_it_has_fired_it),
        library_test(a_million_explicit_links_fire_and_are_freed_on_a_small_stack),
        library_test(a_million_explicit_links_that_never_fired_are_freed_on_a_small_stack),
    };

    return cmocka_run_group_tests_name("explicit_chain", tests, NULL, NULL);
}
