/* deferred_test.c - one Deferred: firing it, and its chain of pairs (DEF-1 to DEF-12, MK). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"

/* DEF-1 */
static void a_new_one_is_neither_called_nor_paused_and_has_no_result(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    assert_false(weft_deferred_called(deferred));
    assert_int_equal(weft_deferred_pauses(deferred), 0);
    assert_null(weft_deferred_waits_for(deferred));
    assert_null(weft_deferred_result(deferred));
    assert_false(weft_deferred_unhandled(deferred));
    assert_ptr_equal(weft_deferred_reactor(deferred), fixture->reactor);
    assert_int_equal(weft_deferred_subject(deferred).kind, WEFT_SUBJECT_DEFERRED);
    assert_int_equal(weft_deferred_subject(deferred).id, 1);
    weft_deferred_release(deferred);
    assert_journal(fixture, "");
}

/* DEF-8 in rows, with DEF-2 and DEF-9. One letter is one pair: 'c' a callback that passes its
 * result on, 'e' an errback that does, 'b' both; 'n' a callback that returns none, '!' one that
 * fails, '?' an errback that fails anew, '~' an errback that recovers with 7. FIRED is what it is
 * fired with: 1 a value, 0 a failure. LOG is what each pair that ran was given, END what is left.
 */
static const struct {
    const char *chain;
    int fired;
    const char *log, *end;
} chain_rows[] = {
    {"", 1, "", "1"},
    {"c", 1, "c=1", "1"},
    {"ccc", 1, "c=1 c=1 c=1", "1"},
    {"eec", 1, "c=1", "1"},
    {"e", 1, "", "1"},
    {"b", 1, "b=1", "1"},
    {"nb", 1, "n=1 b=none", "none"},
    {"c!cc", 1, "c=1 !=1", "ValueError: pair"},
    {"!?c", 1, "!=1 ?=ValueError: pair", "TimeoutError: again"},
    {"!ee", 1, "!=1 e=ValueError: pair e=ValueError: pair", "ValueError: pair"},
    {"!c~c", 1, "!=1 ~=ValueError: pair c=7", "7"},
    {"!~!~b", 1, "!=1 ~=ValueError: pair !=7 ~=ValueError: pair b=7", "7"},
    {"", 0, "", "ValueError: fired"},
    {"c", 0, "", "ValueError: fired"},
    {"cce", 0, "e=ValueError: fired", "ValueError: fired"},
    {"b", 0, "b=ValueError: fired", "ValueError: fired"},
    {"~c", 0, "~=ValueError: fired c=7", "7"},
    {"c~ec", 0, "~=ValueError: fired c=7", "7"},
    {"?b", 0, "?=ValueError: fired b=TimeoutError: again", "TimeoutError: again"},
};

static void add_letter(struct library_fixture *fixture, weft_deferred *deferred, char letter)
{
    switch (letter) {
    case 'c':
        note_value(fixture, deferred, "c");
        break;
    case 'e':
        note_failure(fixture, deferred, "e");
        break;
    case 'b':
        note(fixture, deferred, "b");
        break;
    case 'n':
        answer(fixture, deferred, "n", weft_none());
        break;
    case '!':
        answer(fixture, deferred, "!", make_failure(fixture, &weft_error_value, "pair"));
        break;
    case '?':
        recover(fixture, deferred, "?", make_failure(fixture, &weft_error_timeout, "again"));
        break;
    default:
        recover(fixture, deferred, "~", weft_integer(7));
    }
}

static void fire_row(struct library_fixture *fixture, weft_deferred *deferred, int fired)
{
    weft_value result = fired ? weft_integer(1) : make_failure(fixture, &weft_error_value, "fired");

    assert_int_equal(weft_deferred_callback(deferred, result), WEFT_OK);
}

static void assert_ends(weft_deferred *deferred, const char *end)
{
    const weft_value *result = weft_deferred_result(deferred);
    char text[64];

    assert_non_null(result);
    weft_value_format(result, text, sizeof text);
    assert_string_equal(text, end);
    assert_int_equal(weft_deferred_unhandled(deferred), weft_value_is_failure(result));
}

static void each_pair_gets_what_the_one_before_it_returned(void **state)
{
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof chain_rows / sizeof *chain_rows; i++) {
        weft_deferred *deferred = make_deferred(fixture);

        for (const char *letter = chain_rows[i].chain; *letter; letter++)
            add_letter(fixture, deferred, *letter);
        fire_row(fixture, deferred, chain_rows[i].fired);
        assert_journal(fixture, chain_rows[i].log);
        assert_ends(deferred, chain_rows[i].end);
        weft_deferred_release(deferred);
        journal_clear(&fixture->journal); /* what was unhandled is reported */
    }
}

/* DEF-3: the same rows, but the pairs come when it has fired. */
static void a_pair_added_to_a_fired_one_runs_before_the_add_returns(void **state)
{
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof chain_rows / sizeof *chain_rows; i++) {
        weft_deferred *deferred = make_deferred(fixture);

        fire_row(fixture, deferred, chain_rows[i].fired);
        assert_journal(fixture, "");
        for (const char *letter = chain_rows[i].chain; *letter; letter++)
            add_letter(fixture, deferred, *letter);
        assert_journal(fixture, chain_rows[i].log);
        assert_ends(deferred, chain_rows[i].end);
        weft_deferred_release(deferred);
        journal_clear(&fixture->journal);
    }
}

/* DEF-2 in Twisted's four words. */
static void the_four_ways_to_add_take_what_their_names_say(void **state)
{
    struct library_fixture *fixture = *state;
    struct mark *mark = make_mark(fixture, "p", weft_none());
    weft_deferred *fine = make_succeeded(fixture, weft_integer(1));
    weft_deferred *failed = make_succeeded(fixture, weft_raise_bare(&weft_error_value));
    weft_deferred *both[] = {fine, failed};

    for (size_t i = 0; i < 2; i++) {
        weft_deferred *deferred = both[i];

        assert_int_equal(weft_deferred_add_callback(deferred, write_and_pass, mark), WEFT_OK);
        assert_int_equal(weft_deferred_add_errback(deferred, write_and_pass, mark), WEFT_OK);
        assert_int_equal(weft_deferred_add_both(deferred, write_and_pass, mark), WEFT_OK);
        assert_int_equal(
            weft_deferred_add_callbacks(deferred, write_and_pass, write_and_take, mark), WEFT_OK);
        assert_int_equal(weft_deferred_add_callbacks(deferred, NULL, NULL, NULL), WEFT_OK);
    }
    assert_journal(fixture, "p=1 p=1 p=1 p=ValueError p=ValueError p=ValueError");
    assert_ends(fine, "1");
    assert_ends(failed, "none");
    weft_deferred_release(fine);
    weft_deferred_release(failed);
}

static void count_release(weft_reactor *reactor, void *context)
{
    (void) reactor;
    ++*(int *) context;
}

static weft_value count_run(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    *(int *) context += 100;
    return result;
}

static void an_owned_context_is_given_back_once_however_the_pair_ends(void **state)
{
    struct library_fixture *fixture = *state;
    int ran = 0, passed = 0, dropped = 0, left = 0;
    weft_callbacks running = {count_run, NULL, &ran, count_release};
    weft_callbacks passing = {NULL, count_run, &passed, count_release};
    weft_callbacks dropping = {count_run, count_run, &dropped, count_release};
    weft_callbacks leaving = {count_run, count_run, &left, count_release};
    weft_deferred *deferred = make_deferred(fixture);

    assert_int_equal(weft_deferred_add(deferred, &running), WEFT_OK);
    assert_int_equal(weft_deferred_add(deferred, &passing), WEFT_OK);
    assert_int_equal(ran + passed, 0);
    assert_int_equal(weft_deferred_callback(deferred, weft_none()), WEFT_OK);
    assert_int_equal(ran, 101);
    assert_int_equal(passed, 1);
    weft_deferred_release(deferred);
    deferred = make_deferred(fixture);
    assert_int_equal(weft_deferred_add(deferred, &dropping), WEFT_OK);
    weft_deferred_release(deferred);
    assert_int_equal(dropped, 1);
    assert_int_equal(weft_deferred_add(make_deferred(fixture), &leaving), WEFT_OK);
    library_fixture_close(fixture);
    assert_int_equal(left, 1);
    assert_int_equal(ran + passed + dropped, 103);
}

/* DEF-4 */
static void callback_with_a_failure_acts_as_errback(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    note_value(fixture, deferred, "c");
    take(fixture, deferred, "b");
    assert_int_equal(
        weft_deferred_callback(deferred, make_failure(fixture, &weft_error_value, "x")), WEFT_OK);
    assert_journal(fixture, "b=ValueError: x");
    weft_deferred_release(deferred);
}

/* DEF-4: a difference. Twisted's assertion is a refused call here. */
static void firing_with_a_deferred_is_refused_and_leaves_it_unfired(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture), *inner = make_deferred(fixture);

    note(fixture, deferred, "b");
    assert_int_equal(
        weft_deferred_callback(deferred, weft_deferred_value(weft_deferred_retain(inner))),
        WEFT_IS_DEFERRED);
    assert_false(weft_deferred_called(deferred));
    assert_journal(fixture, "misuse(WEFT_IS_DEFERRED)");
    weft_deferred_release(inner);
    assert_int_equal(deferreds_alive(fixture), 1); /* the value was moved: it is gone */
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(2)), WEFT_OK);
    assert_journal(fixture, "b=2");
    weft_deferred_release(deferred);
}

/* DEF-5 */
static void errback_takes_failures_only(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    take(fixture, deferred, "b");
    assert_int_equal(weft_deferred_errback(deferred, weft_integer(42)), WEFT_BAD_ARGUMENT);
    assert_int_equal(weft_deferred_errback(deferred, weft_none()), WEFT_BAD_ARGUMENT);
    assert_false(weft_deferred_called(deferred));
    assert_journal(fixture, "misuse(WEFT_BAD_ARGUMENT) misuse(WEFT_BAD_ARGUMENT)");
    assert_int_equal(
        weft_deferred_errback(deferred, make_failure(fixture, &weft_error_value, "inst")), WEFT_OK);
    assert_journal(fixture, "b=ValueError: inst");
    weft_deferred_release(deferred);
}

/* DEF-6 */
static void a_second_fire_is_refused_and_changes_nothing(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    note(fixture, deferred, "b");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(2)), WEFT_ALREADY_CALLED);
    assert_int_equal(
        weft_deferred_errback(deferred, make_failure(fixture, &weft_error_value, "late")),
        WEFT_ALREADY_CALLED);
    assert_ends(deferred, "1");
    assert_journal(fixture, "b=1 misuse(WEFT_ALREADY_CALLED) misuse(WEFT_ALREADY_CALLED)");
    weft_deferred_release(deferred);
}

/* DEF-7 */
static weft_value write_called(weft_reactor *reactor, void *context, weft_value result)
{
    weft_deferred *deferred = context;
    weft_observer observer = weft_reactor_observer(reactor);
    struct library_fixture *fixture = observer.context;

    journal_write(&fixture->journal, "called=%d", weft_deferred_called(deferred));
    return result;
}

static void it_counts_as_called_before_its_first_pair_runs(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    assert_int_equal(weft_deferred_add_both(deferred, write_called, deferred), WEFT_OK);
    weft_deferred_pause(deferred);
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    assert_true(weft_deferred_called(deferred));
    assert_int_equal(weft_value_integer(weft_deferred_result(deferred)), 1);
    assert_journal(fixture, "");
    assert_int_equal(weft_deferred_unpause(deferred), WEFT_OK);
    assert_journal(fixture, "called=1");
    weft_deferred_release(deferred);
}

/* DEF-10 */
static void whoever_fires_or_adds_never_learns_of_failures_in_the_pairs(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    answer(fixture, deferred, "bad", make_failure(fixture, &weft_error_runtime, "ki"));
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    recover(fixture, deferred, "eb", make_failure(fixture, &weft_error_memory, "more"));
    take(fixture, deferred, "b");
    assert_journal(fixture, "bad=1 eb=RuntimeError: ki b=MemoryError: more");
    weft_deferred_release(deferred);
}

/* DEF-11 */
static weft_value add_more(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;
    weft_deferred *deferred = weft_value_deferred(&mark->answer);

    (void) reactor;
    journal_write(&mark->fixture->journal, "a-in");
    note(mark->fixture, deferred, "nested");
    journal_write(&mark->fixture->journal, "a-out");
    return result;
}

static void a_pair_added_from_inside_a_pair_goes_to_the_end(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);
    struct mark *mark = make_mark(fixture, "a", weft_deferred_value(deferred));

    assert_int_equal(weft_deferred_add_callback(deferred, add_more, mark), WEFT_OK);
    note(fixture, deferred, "b");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    assert_journal(fixture, "a-in a-out b=1 nested=1");
    assert_int_equal(weft_deferred_add_callback(deferred, add_more, mark), WEFT_OK);
    assert_journal(fixture, "a-in a-out nested=1");
    weft_deferred_release(deferred);
}

/* DEF-11 */
static weft_value fire_again(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;
    weft_deferred *deferred = weft_value_deferred(&mark->answer);
    struct journal *journal = &mark->fixture->journal;
    weft_status called = weft_deferred_callback(deferred, weft_integer(2));
    weft_status failed = weft_deferred_errback(deferred, weft_raise_bare(&weft_error_value));

    (void) reactor;
    journal_write(journal, "%s %s", weft_status_name(called), weft_status_name(failed));
    return result;
}

static void firing_it_from_inside_its_own_pair_is_refused(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);
    struct mark *mark = make_mark(fixture, "a", weft_deferred_value(deferred));

    assert_int_equal(weft_deferred_add_callback(deferred, fire_again, mark), WEFT_OK);
    note(fixture, deferred, "b");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    assert_journal(fixture, "misuse(WEFT_ALREADY_CALLED) misuse(WEFT_ALREADY_CALLED) "
                            "WEFT_ALREADY_CALLED WEFT_ALREADY_CALLED b=1");
    weft_deferred_release(deferred);
}

/* DEF-12 */
static weft_value write_result(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;
    const weft_value *seen = weft_deferred_result(weft_value_deferred(&mark->answer));

    (void) reactor;
    journal_write_value(&mark->fixture->journal, mark->name, seen);
    weft_value_release(result);
    return weft_integer(2);
}

static void while_a_pair_runs_the_result_that_shows_is_its_input(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);
    struct mark *mark = make_mark(fixture, "seen", weft_deferred_value(deferred));

    assert_int_equal(weft_deferred_add_both(deferred, write_result, mark), WEFT_OK);
    assert_int_equal(weft_deferred_add_both(deferred, write_result, mark), WEFT_OK);
    assert_int_equal(weft_deferred_callback(deferred, weft_text(fixture->reactor, "a text", 6)),
                     WEFT_OK);
    assert_journal(fixture, "seen=a text seen=2");
    weft_deferred_release(deferred);
}

/* MK-1 */
static void succeed_makes_one_that_has_fired(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *fine = make_succeeded(fixture, weft_integer(1));
    weft_deferred *failed = make_succeeded(fixture, make_failure(fixture, &weft_error_value, "sf"));

    assert_true(weft_deferred_called(fine));
    assert_ends(fine, "1");
    assert_ends(failed, "ValueError: sf");
    assert_int_equal(weft_deferred_callback(fine, weft_none()), WEFT_ALREADY_CALLED);
    weft_deferred_release(fine);
    weft_deferred_release(failed);
    assert_journal(fixture, "misuse(WEFT_ALREADY_CALLED) unhandled(ValueError: sf)");
}

/* MK-1 */
static void succeeding_with_a_deferred_is_refused(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *made = inner;

    assert_int_equal(weft_succeed(fixture->reactor, weft_deferred_value(inner), &made),
                     WEFT_IS_DEFERRED);
    assert_ptr_equal(made, inner);
    assert_int_equal(deferreds_alive(fixture), 0);
    assert_journal(fixture, "misuse(WEFT_IS_DEFERRED)");
}

/* The library keeps a Deferred alive while its chain runs (weft.h, rule 5). */
static weft_value release_self(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    weft_deferred_release(context);
    return result;
}

static void it_may_be_released_from_inside_its_own_pair(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    assert_int_equal(weft_deferred_add_both(deferred, release_self, deferred), WEFT_OK);
    note(fixture, deferred, "b");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    assert_journal(fixture, "b=1");
    assert_int_equal(deferreds_alive(fixture), 0);
}

static weft_value write_current(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;
    weft_subject current = weft_reactor_current(reactor);

    journal_write(&mark->fixture->journal, "%s#%d", weft_subject_name(current.kind),
                  (int) current.id);
    return result;
}

static void while_its_pair_runs_the_current_subject_is_the_deferred(void **state)
{
    struct library_fixture *fixture = *state;
    struct mark *mark = make_mark(fixture, "", weft_none());
    weft_deferred *first = make_deferred(fixture), *second = make_deferred(fixture);

    assert_int_equal(weft_deferred_add_both(second, write_current, mark), WEFT_OK);
    assert_int_equal(weft_deferred_callback(second, weft_none()), WEFT_OK);
    assert_journal(fixture, "deferred#2");
    assert_int_equal(weft_reactor_current(fixture->reactor).kind, WEFT_SUBJECT_NONE);
    weft_deferred_release(first);
    weft_deferred_release(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_new_one_is_neither_called_nor_paused_and_has_no_result),
        library_test(each_pair_gets_what_the_one_before_it_returned),
        library_test(a_pair_added_to_a_fired_one_runs_before_the_add_returns),
        library_test(the_four_ways_to_add_take_what_their_names_say),
        library_test(an_owned_context_is_given_back_once_however_the_pair_ends),
        library_test(callback_with_a_failure_acts_as_errback),
        library_test(firing_with_a_deferred_is_refused_and_leaves_it_unfired),
        library_test(errback_takes_failures_only),
        library_test(a_second_fire_is_refused_and_changes_nothing),
        library_test(it_counts_as_called_before_its_first_pair_runs),
        library_test(whoever_fires_or_adds_never_learns_of_failures_in_the_pairs),
        library_test(a_pair_added_from_inside_a_pair_goes_to_the_end),
        library_test(firing_it_from_inside_its_own_pair_is_refused),
        library_test(while_a_pair_runs_the_result_that_shows_is_its_input),
        library_test(succeed_makes_one_that_has_fired),
        library_test(succeeding_with_a_deferred_is_refused),
        library_test(it_may_be_released_from_inside_its_own_pair),
        library_test(while_its_pair_runs_the_current_subject_is_the_deferred),
    };

    return cmocka_run_group_tests_name("deferred", tests, NULL, NULL);
}
