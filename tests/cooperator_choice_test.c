/* cooperator_choice_test.c - what the chooser decides of a Cooperator: who is stepped next, where
 * the slice ends, whether a step fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cooperator_internal.h"
#include "support/actor.h"
#include "support/chooser.h"

#define ROTATION WEFT_CHOICE_BIT(WEFT_CHOICE_TASK)
#define SLICE    WEFT_CHOICE_BIT(WEFT_CHOICE_SLICE)
#define STEP     WEFT_CHOICE_BIT(WEFT_CHOICE_STEP)

/* A Cooperator and three counters in it. */
struct three {
    struct chooser chooser;
    weft_cooperator *cooperator;
    weft_task *tasks[3];
};

static void begin(struct library_fixture *fixture, struct three *three, unsigned kinds,
                  const char *answers, uint32_t slice_steps, int64_t yields)
{
    static const char *const names[] = {"a", "b", "c"};

    chooser_begin(&three->chooser, fixture, kinds, answers);
    three->chooser.context = three;
    three->cooperator = make_cooperator(fixture, slice_steps);
    for (size_t i = 0; i < 3; i++)
        three->tasks[i] = start_task(three->cooperator, make_counter(fixture, names[i], yields));
}

/* Handles that a test has let go are NULL. */
static void end(struct three *three)
{
    assert_null(weft__rotation_check(&three->cooperator->rotation));
    for (size_t i = 0; i < 3; i++)
        if (three->tasks[i])
            weft_task_release(three->tasks[i]);
    weft_cooperator_release(three->cooperator);
}

/* COOP-7, COOP-9 */
static void the_first_answers_give_twisteds_rotation(void **state)
{
    struct library_fixture *fixture = *state;
    char expected[JOURNAL_BYTES_MAX];

    for (int asked = 0; asked <= 1; asked++) {
        struct three three;

        begin(fixture, &three, asked ? ROTATION : 0, "", 0, 2);
        three.chooser.quiet = true;
        run_all(fixture);
        if (asked == 0)
            memcpy(expected, journal_text(&fixture->journal), sizeof expected);
        else
            assert_string_equal(journal_text(&fixture->journal), expected);
        journal_clear(&fixture->journal);
        assert_true(asked ? three.chooser.asked > 0 : three.chooser.asked == 0);
        end(&three);
    }
}

/* COOP-7 */
static void any_task_to_come_may_be_next_and_the_others_keep_their_order(void **state)
{
    struct library_fixture *fixture = *state;
    struct three three;

    begin(fixture, &three, ROTATION, "202101", 3, 9);
    advance(fixture, 10); /* a slice of three steps: a pass */
    assert_journal(fixture, "?task(1 2 3) c0 ?task(1 2) a0 b0");
    advance(fixture, 10);
    assert_journal(fixture, "?task(3 1 2) b1 ?task(3 1) a1 c1");
    end(&three);
}

/* COOP-9 */
static void one_that_ends_out_of_turn_takes_the_turn_of_who_stands_at_the_cursor(void **state)
{
    struct library_fixture *fixture = *state;
    struct three three;

    begin(fixture, &three, ROTATION, "2", 0, 0);
    run_all(fixture);
    /* c ends, and a is passed over; b ends; then a new pass. */
    assert_journal(fixture, "?task(1 2 3) cend bend aend");
    end(&three);
}

static weft_step pause_first(struct actor *actor, int64_t step, weft_value *out)
{
    weft_task **tasks = actor->context;

    if (step == 0)
        journal_write(&actor->fixture->journal, "%s", weft_status_name(weft_task_pause(tasks[0])));
    if (step == 1)
        journal_write(&actor->fixture->journal, "%s", weft_status_name(weft_task_resume(tasks[0])));
    return count(actor, step, out);
}

/* COOP-10 */
static void who_is_paused_in_mid_pass_is_no_candidate_and_comes_back_at_the_end(void **state)
{
    struct library_fixture *fixture = *state;
    struct chooser chooser;
    weft_cooperator *cooperator;
    weft_task *tasks[3];
    weft_iterator *pauser;

    chooser_begin(&chooser, fixture, ROTATION, "2");
    cooperator = make_cooperator(fixture, 0);
    tasks[0] = start_task(cooperator, make_counter(fixture, "a", 1));
    tasks[1] = start_task(cooperator, make_counter(fixture, "b", 1));
    pauser = make_actor(fixture, "p", pause_first);
    actor_of(pauser)->context = tasks;
    actor_of(pauser)->yields = 2;
    tasks[2] = start_task(cooperator, pauser);
    run_all(fixture);
    /* The pauser goes first and takes a out, which was to come; then it takes a in again. */
    assert_journal(fixture, "?task(1 2 3) WEFT_OK p0 b0 ?task(3 2) WEFT_OK p1 ?task(2 1) bend "
                            "?task(3 1) pend a0 aend");
    for (size_t i = 0; i < 3; i++)
        weft_task_release(tasks[i]);
    weft_cooperator_release(cooperator);
}

static weft_step add_task(struct actor *actor, int64_t step, weft_value *out)
{
    if (step == 0)
        start(actor->context, make_counter(actor->fixture, "new", 0));
    return count(actor, step, out);
}

/* COOP-11 */
static void a_task_that_is_added_in_mid_pass_is_a_candidate_of_it(void **state)
{
    struct library_fixture *fixture = *state;
    struct chooser chooser;
    weft_cooperator *cooperator;
    weft_iterator *adder;

    chooser_begin(&chooser, fixture, ROTATION, "11");
    cooperator = make_cooperator(fixture, 0);
    start(cooperator, make_counter(fixture, "a", 1));
    adder = make_actor(fixture, "p", add_task);
    actor_of(adder)->context = cooperator;
    actor_of(adder)->yields = 1;
    start(cooperator, adder);
    run_all(fixture);
    assert_journal(fixture, "?task(1 2) p0 ?task(1 3) newend ?task(2 1) pend a0 aend");
    weft_cooperator_release(cooperator);
}

static void a_rotation_of_one_is_not_asked_about(void **state)
{
    struct library_fixture *fixture = *state;
    struct chooser chooser;
    weft_cooperator *cooperator;

    chooser_begin(&chooser, fixture, ROTATION, "");
    cooperator = make_cooperator(fixture, 0);
    start(cooperator, make_counter(fixture, "a", 3));
    run_all(fixture);
    assert_journal(fixture, "a0 a1 a2 aend");
    weft_cooperator_release(cooperator);
}

/* --- Slices --- */

/* COOP-8 */
static void a_slice_ends_where_the_chooser_says(void **state)
{
    struct library_fixture *fixture = *state;
    struct three three;

    begin(fixture, &three, SLICE, "001", 0, 9);
    advance(fixture, 10);
    assert_journal(fixture, "a0 ?slice(1) b0 ?slice(1) c0 ?slice(1)");
    assert_int_equal(weft_reactor_pending(fixture->reactor), 1);
    three.chooser.answers = "1";
    advance(fixture, 10);
    assert_journal(fixture, "a1 ?slice(1)");
    end(&three);
}

static void a_slice_is_not_asked_about_when_nothing_is_listed_or_its_steps_are_used_up(void **state)
{
    struct library_fixture *fixture = *state;
    struct chooser chooser;
    weft_cooperator *by_time, *by_steps;

    chooser_begin(&chooser, fixture, SLICE, "");
    by_time = make_cooperator(fixture, 0);
    start(by_time, make_counter(fixture, "a", 1));
    run_all(fixture);
    assert_journal(fixture, "a0 ?slice(1) aend");
    by_steps = make_cooperator(fixture, 1);
    start(by_steps, make_counter(fixture, "b", 2));
    run_all(fixture);
    assert_journal(fixture, "b0 b1 bend");
    weft_cooperator_release(by_time);
    weft_cooperator_release(by_steps);
}

/* --- Steps that fail --- */

/* The iterator is finished: its closed block does not run. */
static void a_step_that_fails_fails_its_task_and_no_other(void **state)
{
    struct library_fixture *fixture = *state;
    struct three three;

    begin(fixture, &three, STEP, "00001", 0, 2);
    note_end(fixture, three.tasks[1], "b");
    run_all(fixture);
    /* b is behind the cursor, so c loses its turn. */
    assert_journal(fixture, "?step(1) a0 ?step(2) b0 ?step(3) c0 ?step(1) a1 ?step(2) "
                            "b=RuntimeError ?step(1) aend ?step(3) c1 ?step(3) cend");
    assert_int_equal(weft_task_get_state(three.tasks[1]), WEFT_TASK_STATE_FAILED);
    end(&three);
}

static void a_first_step_that_fails_was_never_begun(void **state)
{
    struct library_fixture *fixture = *state;
    struct three three;

    begin(fixture, &three, STEP, "1", 1, 0);
    note_end(fixture, three.tasks[0], "a");
    advance(fixture, 10);
    assert_journal(fixture, "?step(1) a=RuntimeError");
    run_all(fixture);
    journal_clear(&fixture->journal);
    end(&three);
}

static void stop_asked(struct chooser *chooser)
{
    weft_task_stop(((struct three *) chooser->context)->tasks[0]);
}

static void pause_asked(struct chooser *chooser)
{
    journal_write(&chooser->fixture->journal, "%s",
                  weft_status_name(weft_task_pause(((struct three *) chooser->context)->tasks[0])));
}

static void stop_all(struct chooser *chooser)
{
    weft_cooperator_stop(((struct three *) chooser->context)->cooperator);
}

static void let_go_of_asked(struct chooser *chooser)
{
    struct three *three = chooser->context;

    weft_task_stop(three->tasks[0]);
    weft_task_release(three->tasks[0]);
    three->tasks[0] = NULL;
}

static void stop_the_others(struct chooser *chooser)
{
    struct three *three = chooser->context;

    weft_task_stop(three->tasks[1]);
    weft_task_stop(three->tasks[2]);
}

/* The chooser may do anything while it is asked. What it answers counts for the one that it was
 * asked about, if that is still the next. */
static void while_it_is_asked_about_a_step_the_chooser_may_use_the_library(void **state)
{
    static const struct {
        void (*deed)(struct chooser *chooser);
        const char *journal;
    } rows[] = {
        {stop_asked, "bend cend"},
        {pause_asked, "WEFT_OK bend cend"},
        {stop_all, ""},
        {let_go_of_asked, "bend cend"},
        {stop_the_others, "unhandled(RuntimeError)"},
    };
    struct library_fixture *fixture = *state;

    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        struct three three;

        begin(fixture, &three, STEP, "1", 0, 0);
        three.chooser.quiet = true; /* ids go on from row to row */
        three.chooser.deed_at = 1;
        three.chooser.deed = rows[row].deed;
        run_all(fixture);
        if (rows[row].deed == pause_asked)
            weft_task_stop(three.tasks[0]);
        end(&three);
        assert_journal(fixture, rows[row].journal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(the_first_answers_give_twisteds_rotation),
        library_test(any_task_to_come_may_be_next_and_the_others_keep_their_order),
        library_test(one_that_ends_out_of_turn_takes_the_turn_of_who_stands_at_the_cursor),
        library_test(who_is_paused_in_mid_pass_is_no_candidate_and_comes_back_at_the_end),
        library_test(a_task_that_is_added_in_mid_pass_is_a_candidate_of_it),
        library_test(a_rotation_of_one_is_not_asked_about),
        library_test(a_slice_ends_where_the_chooser_says),
        library_test(a_slice_is_not_asked_about_when_nothing_is_listed_or_its_steps_are_used_up),
        library_test(a_step_that_fails_fails_its_task_and_no_other),
        library_test(a_first_step_that_fails_was_never_begun),
        library_test(while_it_is_asked_about_a_step_the_chooser_may_use_the_library),
    };

    return cmocka_run_group_tests_name("cooperator_choice", tests, NULL, NULL);
}
