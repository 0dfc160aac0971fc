/* iterator_test.c - steps and closing, in each of the four states (GEN-1, TASK-8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/actor.h"

#include <inttypes.h>

static weft_step fail_at_once(struct actor *actor, int64_t step, weft_value *out)
{
    (void) step;
    *out = make_failure(actor->fixture, &weft_error_value, "bad");
    return WEFT_RAISED;
}

/* Writes the step's outcome: "yielded=none", "returned=2", "raised=ValueError: bad". */
static void step(struct library_fixture *fixture, weft_iterator *iterator)
{
    static const char *const words[] = {"yielded", "returned", "raised"};
    weft_value out;
    weft_step outcome = weft_iterator_next(iterator, &out);

    journal_write_value(&fixture->journal, words[outcome], &out);
    weft_value_release(out);
}

static void a_finished_iterator_returns_none_for_ever(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make_counter(fixture, "a", 2);

    assert_int_equal(weft_iterator_get_state(iterator), WEFT_ITERATOR_CREATED);
    step(fixture, iterator);
    assert_int_equal(weft_iterator_get_state(iterator), WEFT_ITERATOR_SUSPENDED);
    step(fixture, iterator);
    step(fixture, iterator);
    assert_int_equal(weft_iterator_get_state(iterator), WEFT_ITERATOR_FINISHED);
    assert_journal(fixture, "a0 yielded=none a1 yielded=none aend returned=2");
    step(fixture, iterator);
    step(fixture, iterator);
    assert_journal(fixture, "returned=none returned=none");
    assert_false(weft_iterator_closed(iterator));
    weft_iterator_release(iterator);
}

static void one_that_raised_is_finished(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make_actor(fixture, "a", fail_at_once);

    step(fixture, iterator);
    step(fixture, iterator);
    assert_journal(fixture, "raised=ValueError: bad returned=none");
    assert_int_equal(weft_iterator_get_state(iterator), WEFT_ITERATOR_FINISHED);
    weft_iterator_release(iterator);
}

static void a_frame_is_zero_and_belongs_to_its_iterator(void **state)
{
    static const weft_iterator_type type = {.name = "plain", .frame_bytes = 64};
    struct library_fixture *fixture = *state;
    static const unsigned char zero[64];
    weft_iterator *iterator;

    assert_int_equal(weft_iterator_create(fixture->reactor, &type, &iterator), WEFT_OK);
    assert_memory_equal(weft_iterator_frame(iterator), zero, sizeof zero);
    assert_int_equal((uintptr_t) weft_iterator_frame(iterator) % _Alignof(max_align_t), 0);
    assert_string_equal(weft_iterator_name(iterator), "plain");
    assert_int_equal(weft_iterator_subject(iterator).kind, WEFT_SUBJECT_ITERATOR);
    assert_int_equal(weft_iterator_subject(iterator).id, 1);
    weft_iterator_release(iterator);
}

static void without_memory_there_is_no_iterator(void **state)
{
    static const weft_iterator_type vast = {.name = "vast", .frame_bytes = SIZE_MAX};
    static const weft_iterator_type small = {.name = "small", .frame_bytes = 1};
    struct library_fixture *fixture = *state;
    size_t bytes = library_fixture_bytes(fixture);
    weft_iterator *iterator = NULL;

    assert_int_equal(weft_iterator_create(fixture->reactor, &vast, &iterator), WEFT_NO_MEMORY);
    counting_allocator_fail_from(&fixture->memory, 1);
    assert_int_equal(weft_iterator_create(fixture->reactor, &small, &iterator), WEFT_NO_MEMORY);
    assert_null(iterator);
    assert_int_equal(fixture->events[WEFT_EVENT_ITERATOR_CREATED], 0);
    assert_int_equal(library_fixture_bytes(fixture), bytes);
}

/* GEN-1. A row: how often it yields, how many steps are taken, what closing then writes, and
 * whether it was the close that finished it. */
static void close_does_what_the_state_asks_for(void **state)
{
    static const struct {
        int64_t yields;
        int steps;
        const char *expected;
        bool closed;
    } rows[] = {
        {1, 0, "", true},         /* created: nothing runs */
        {2, 1, "a-closed", true}, /* suspended */
        {1, 2, "", false},        /* finished: nothing */
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_iterator *iterator = make_counter(fixture, "a", rows[i].yields);
        size_t told = fixture->events[WEFT_EVENT_ITERATOR_CLOSED];

        for (int taken = 0; taken < rows[i].steps; taken++)
            step(fixture, iterator);
        journal_clear(&fixture->journal);
        for (int times = 0; times < 2; times++) {
            assert_int_equal(weft_iterator_close(iterator), WEFT_OK);
            assert_int_equal(weft_iterator_get_state(iterator), WEFT_ITERATOR_FINISHED);
            assert_int_equal(weft_iterator_closed(iterator), rows[i].closed);
        }
        assert_journal(fixture, rows[i].expected);
        assert_int_equal(fixture->events[WEFT_EVENT_ITERATOR_CLOSED] - told, rows[i].closed);
        step(fixture, iterator);
        assert_journal(fixture, "returned=none");
        weft_iterator_release(iterator);
        assert_journal(fixture, "");
    }
}

static weft_step yield_always(weft_reactor *reactor, void *frame, weft_value *out)
{
    (void) reactor;
    (void) frame;
    (void) out;
    return WEFT_YIELDED;
}

static void a_type_without_a_close_is_finished_all_the_same(void **state)
{
    static const weft_iterator_type endless = {.name = "endless", .next = yield_always};
    struct library_fixture *fixture = *state;

    for (int closes = 0; closes <= 1; closes++) {
        weft_iterator *iterator;

        assert_int_equal(weft_iterator_create(fixture->reactor, &endless, &iterator), WEFT_OK);
        step(fixture, iterator);
        if (closes)
            assert_int_equal(weft_iterator_close(iterator), WEFT_OK);
        weft_iterator_release(iterator);
        assert_journal(fixture, "yielded=none");
        assert_int_equal(fixture->events[WEFT_EVENT_ITERATOR_CLOSED], closes + 1);
    }
}

/* What a closed block may not do. */
static weft_step yield_again(struct actor *actor, weft_value *out)
{
    journal_write(&actor->fixture->journal, "%s-yields", actor->name);
    *out = weft_integer(7);
    return WEFT_YIELDED;
}

static weft_step raise_in_block(struct actor *actor, weft_value *out)
{
    *out = make_failure(actor->fixture, &weft_error_value, "in the block");
    return WEFT_RAISED;
}

static weft_step return_from_block(struct actor *actor, weft_value *out)
{
    (void) actor;
    *out = weft_integer(7);
    return WEFT_RETURNED;
}

static weft_step close_itself(struct actor *actor, weft_value *out)
{
    weft_value seen;
    weft_step again = weft_iterator_next(actor->context, &seen);

    (void) out;
    journal_write(&actor->fixture->journal, "close=%d again=%d",
                  (int) weft_iterator_close(actor->context), (int) again);
    weft_value_release(seen);
    return WEFT_RETURNED;
}

/* GEN-1 */
static void what_a_closed_block_does_wrong_is_told(void **state)
{
    static const struct {
        weft_step (*clean_up)(struct actor *actor, weft_value *out);
        weft_status status;
        const char *expected;
    } rows[] = {
        {yield_again, WEFT_IGNORED_CLOSE, "a-yields misuse(WEFT_IGNORED_CLOSE)"},
        {raise_in_block, WEFT_CLOSE_FAILED, "unhandled(ValueError: in the block)"},
        {return_from_block, WEFT_OK, ""},
        {close_itself, WEFT_OK, "close=0 again=2"}, /* it is running: ValueError */
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_iterator *iterator = make_counter(fixture, "a", 3);

        actor_of(iterator)->clean_up = rows[i].clean_up;
        actor_of(iterator)->context = iterator;
        step(fixture, iterator);
        journal_clear(&fixture->journal);
        assert_int_equal(weft_iterator_close(iterator), rows[i].status);
        assert_journal(fixture, rows[i].expected);
        assert_int_equal(weft_iterator_get_state(iterator), WEFT_ITERATOR_FINISHED);
        assert_int_equal(weft_iterator_close(iterator), WEFT_OK);
        weft_iterator_release(iterator);
    }
    assert_int_equal(fixture->events[WEFT_EVENT_ITERATOR_CLOSE_DEFERRED], 0);
}

/* Closes itself twice in its step 0, asks what it is, and goes on to yield, return or raise. */
static weft_step close_while_running(struct actor *actor, int64_t step_, weft_value *out)
{
    weft_iterator *self = actor->context;
    weft_status first = weft_iterator_close(self);
    weft_status second = weft_iterator_close(self);

    journal_write(&actor->fixture->journal, "%s%" PRId64 "(%d%d state=%d)", actor->name, step_,
                  (int) first, (int) second, (int) weft_iterator_get_state(self));
    if (actor->yields == WEFT_RAISED)
        *out = make_failure(actor->fixture, &weft_error_value, "bad");
    return (weft_step) actor->yields;
}

/* GEN-1, core of GEN-2: the outcome first, then the close, once. */
static void closing_a_running_iterator_waits_for_the_end_of_the_step(void **state)
{
    static const struct {
        weft_step outcome;
        const char *expected;
        bool closed;
    } rows[] = {
        {WEFT_YIELDED, "a0(00 state=2) a-closed yielded=none", true},
        {WEFT_RETURNED, "a0(00 state=2) returned=none", false},
        {WEFT_RAISED, "a0(00 state=2) raised=ValueError: bad", false},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_iterator *iterator = make_actor(fixture, "a", close_while_running);

        actor_of(iterator)->context = iterator;
        actor_of(iterator)->yields = rows[i].outcome;
        step(fixture, iterator);
        assert_journal(fixture, rows[i].expected);
        assert_int_equal(weft_iterator_closed(iterator), rows[i].closed);
        assert_int_equal(weft_iterator_get_state(iterator), WEFT_ITERATOR_FINISHED);
        assert_int_equal(fixture->events[WEFT_EVENT_ITERATOR_CLOSE_DEFERRED], i + 1);
        weft_iterator_release(iterator);
        assert_journal(fixture, "");
    }
}

static weft_step step_itself(struct actor *actor, int64_t step_, weft_value *out)
{
    weft_value inner;
    weft_step outcome = weft_iterator_next(actor->context, &inner);

    (void) step_;
    (void) out;
    journal_write(&actor->fixture->journal, "outcome=%d", (int) outcome);
    journal_write_value(&actor->fixture->journal, "inner", &inner);
    weft_value_release(inner);
    return WEFT_YIELDED;
}

static void stepping_a_running_iterator_raises_value_error_there(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make_actor(fixture, "a", step_itself);

    actor_of(iterator)->context = iterator;
    step(fixture, iterator);
    assert_journal(fixture, "outcome=2 inner=ValueError yielded=none");
    assert_int_equal(weft_iterator_get_state(iterator), WEFT_ITERATOR_SUSPENDED);
    weft_iterator_release(iterator);
    assert_journal(fixture, "a-closed");
}

static weft_step release_itself(struct actor *actor, int64_t step_, weft_value *out)
{
    (void) step_;
    (void) out;
    weft_iterator_release(actor->context);
    journal_write(&actor->fixture->journal, "%s-released", actor->name);
    return WEFT_YIELDED;
}

/* A step may let go of the last reference: the step ends first, then the closed block runs. */
static void a_step_that_releases_its_iterator_is_not_cut_short(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make_actor(fixture, "a", release_itself);

    actor_of(iterator)->context = iterator;
    step(fixture, iterator);
    assert_journal(fixture, "a-released a-closed yielded=none");
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_ITERATOR), 0);
}

/* TASK-8 */
static void the_last_release_closes_a_suspended_iterator_and_no_other(void **state)
{
    struct library_fixture *fixture = *state;

    for (int steps = 0; steps <= 2; steps++) {
        weft_iterator *iterator = make_counter(fixture, "a", 1);

        for (int taken = 0; taken < steps; taken++)
            step(fixture, iterator);
        journal_clear(&fixture->journal);
        weft_iterator_release(weft_iterator_retain(iterator));
        assert_journal(fixture, "");
        weft_iterator_release(iterator);
        assert_journal(fixture, steps == 1 ? "a-closed" : "");
        assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_ITERATOR), 0);
    }
}

static void a_block_that_goes_wrong_in_a_release_is_told(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *yielding = make_counter(fixture, "a", 1);
    weft_iterator *raising = make_counter(fixture, "b", 1);

    actor_of(yielding)->clean_up = yield_again;
    actor_of(raising)->clean_up = raise_in_block;
    step(fixture, yielding);
    step(fixture, raising);
    journal_clear(&fixture->journal);
    weft_iterator_release(yielding);
    assert_journal(fixture, "a-yields misuse(WEFT_IGNORED_CLOSE)");
    weft_iterator_release(raising);
    assert_journal(fixture, "unhandled(ValueError: in the block)");
}

/* Keeps a reference to itself from its closed block, after having given and taken one. */
static weft_step keep_itself(struct actor *actor, weft_value *out)
{
    weft_iterator **kept = actor->context;

    (void) out;
    journal_write(&actor->fixture->journal, "%s-keeps", actor->name);
    weft_iterator_release(weft_iterator_retain(*kept));
    weft_iterator_retain(*kept);
    return WEFT_RETURNED;
}

static void an_iterator_kept_by_its_closed_block_stays_finished(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make_counter(fixture, "a", 5);
    weft_deferred *held = make_deferred(fixture);

    actor_of(iterator)->clean_up = keep_itself;
    actor_of(iterator)->context = &iterator;
    actor_of(iterator)->held = held;
    step(fixture, iterator);
    journal_clear(&fixture->journal);
    weft_iterator_release(iterator);
    assert_journal(fixture, "a-keeps");
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_ITERATOR), 1);
    assert_int_equal(deferreds_alive(fixture), 1);
    assert_int_equal(weft_iterator_get_state(iterator), WEFT_ITERATOR_FINISHED);
    assert_true(weft_iterator_closed(iterator));
    step(fixture, iterator);
    assert_journal(fixture, "returned=none");
    weft_iterator_release(iterator);
    assert_journal(fixture, "");
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_ITERATOR), 0);
    assert_int_equal(deferreds_alive(fixture), 0);
}

static weft_step release_another(struct actor *actor, weft_value *out)
{
    (void) out;
    journal_write(&actor->fixture->journal, "%s-in", actor->name);
    weft_iterator_release(actor->context);
    journal_write(&actor->fixture->journal, "%s-out", actor->name);
    return WEFT_RETURNED;
}

/* A release inside a release comes after it, and before the outermost returns. */
static void releases_in_a_closed_block_do_not_nest(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *first = make_counter(fixture, "a", 1);
    weft_iterator *second = make_counter(fixture, "b", 1);
    weft_iterator *third = make_counter(fixture, "c", 1);

    step(fixture, first);
    step(fixture, second);
    step(fixture, third);
    journal_clear(&fixture->journal);
    actor_of(first)->clean_up = release_another;
    actor_of(first)->context = second;
    actor_of(second)->clean_up = release_another;
    actor_of(second)->context = third;
    weft_iterator_release(first);
    assert_journal(fixture, "a-in a-out b-in b-out c-closed");
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_ITERATOR), 0);
}

static weft_step write_current(struct actor *actor, int64_t step_, weft_value *out)
{
    weft_subject current = weft_reactor_current(actor->fixture->reactor);

    (void) step_;
    (void) out;
    journal_write(&actor->fixture->journal, "%s#%" PRIu64, weft_subject_name(current.kind),
                  current.id);
    return WEFT_YIELDED;
}

static weft_step write_current_closing(struct actor *actor, weft_value *out)
{
    (void) write_current(actor, 0, out);
    return WEFT_RETURNED;
}

static void its_code_runs_in_its_own_name(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make_actor(fixture, "a", write_current);

    actor_of(iterator)->clean_up = write_current_closing;
    step(fixture, iterator);
    assert_int_equal(weft_reactor_current(fixture->reactor).kind, WEFT_SUBJECT_NONE);
    weft_iterator_release(iterator);
    assert_int_equal(weft_reactor_current(fixture->reactor).kind, WEFT_SUBJECT_NONE);
    assert_journal(fixture, "iterator#1 yielded=none iterator#1");
}

/* A reactor that closes runs nothing, and gives the frame's contents back. */
static void closing_the_reactor_runs_no_closed_block(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make_counter(fixture, "a", 1);

    actor_of(iterator)->held = make_deferred(fixture);
    step(fixture, iterator);
    library_fixture_close(fixture);
    assert_journal(fixture, "a0 yielded=none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_finished_iterator_returns_none_for_ever),
        library_test(one_that_raised_is_finished),
        library_test(a_frame_is_zero_and_belongs_to_its_iterator),
        library_test(without_memory_there_is_no_iterator),
        library_test(close_does_what_the_state_asks_for),
        library_test(a_type_without_a_close_is_finished_all_the_same),
        library_test(what_a_closed_block_does_wrong_is_told),
        library_test(closing_a_running_iterator_waits_for_the_end_of_the_step),
        library_test(stepping_a_running_iterator_raises_value_error_there),
        library_test(a_step_that_releases_its_iterator_is_not_cut_short),
        library_test(the_last_release_closes_a_suspended_iterator_and_no_other),
        library_test(a_block_that_goes_wrong_in_a_release_is_told),
        library_test(an_iterator_kept_by_its_closed_block_stays_finished),
        library_test(releases_in_a_closed_block_do_not_nest),
        library_test(its_code_runs_in_its_own_name),
        library_test(closing_the_reactor_runs_no_closed_block),
    };

    return cmocka_run_group_tests_name("iterator", tests, NULL, NULL);
}
