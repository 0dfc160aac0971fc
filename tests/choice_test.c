/* choice_test.c - the chooser: asked where order is free, among the calls of one turn and no others
 * (CLK-16). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/counting_allocator.h"
#include "support/journal.h"
#include "support/manual_clock.h"

#include <weft/weft.h>

#define CALLS_MAX 128

struct fixture;

struct named {
    struct fixture *fixture;
    const char *name;
    weft_delayed_call *call;
};

/* Writes each question as "?(1 2 3)" with the ids of the candidates, and answers what `answers`
 * says next: 'f' the first, 'l' the last, 'm' the one in the middle; at its end always the first.
 */
struct fixture {
    struct manual_clock clock;
    struct counting_allocator memory;
    struct journal journal;
    weft_reactor *reactor;
    const char *answers;
    size_t most; /* candidates in one question */
    size_t asked;
    bool quiet;
    struct named named[CALLS_MAX];
    size_t count;
};

static size_t choose(void *context, const weft_reactor *reactor, const weft_choice *choice)
{
    struct fixture *fixture = context;
    char answer = *fixture->answers ? *fixture->answers++ : 'f';

    (void) reactor;
    fixture->asked++;
    if (choice->count > fixture->most)
        fixture->most = choice->count;
    for (size_t i = 0; i < choice->count && !fixture->quiet; i++)
        journal_write(&fixture->journal, "%s%d%s", i == 0 ? "?(" : "",
                      (int) choice->candidates[i].id, i + 1 == choice->count ? ")" : "");
    if (choice->kind != WEFT_CHOICE_CALL)
        journal_write(&fixture->journal, "another kind");
    return answer == 'f' ? 0 : answer == 'l' ? choice->count - 1 : choice->count / 2;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    weft_reactor_options options;

    if (!fixture)
        return -1;
    *state = fixture;
    fixture->answers = "";
    counting_allocator_start(&fixture->memory);
    options = (weft_reactor_options){
        .driver = manual_clock_driver(&fixture->clock),
        .allocator = counting_allocator_allocator(&fixture->memory),
        .chooser = {.choose = choose, .context = fixture},
    };
    return weft_reactor_create(&options, &fixture->reactor) == WEFT_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    size_t bytes;

    for (size_t i = 0; i < fixture->count; i++)
        weft_delayed_call_release(fixture->named[i].call);
    weft_reactor_close(fixture->reactor);
    bytes = fixture->memory.bytes;
    free(fixture);
    assert_int_equal(bytes, 0);
    return 0;
}

static void write_name(weft_reactor *reactor, void *context)
{
    struct named *named = context;

    (void) reactor;
    if (!named->fixture->quiet)
        journal_write(&named->fixture->journal, "%s", named->name);
}

static struct named *add_call(struct fixture *fixture, const char *name, int64_t delay_ns,
                              weft_call_function function)
{
    struct named *named = &fixture->named[fixture->count];

    *named = (struct named){.fixture = fixture, .name = name};
    if (fixture->count < CALLS_MAX &&
        weft_call_later(fixture->reactor, delay_ns, function, named, &named->call) == WEFT_OK)
        fixture->count++;
    else
        journal_write(&fixture->journal, "no call");
    return named;
}

static size_t run_turn(struct fixture *fixture)
{
    size_t ran;

    assert_int_equal(weft_reactor_run_turn(fixture->reactor, &ran), WEFT_OK);
    return ran;
}

static void assert_journal(struct fixture *fixture, const char *expected)
{
    assert_string_equal(journal_text(&fixture->journal), expected);
    journal_clear(&fixture->journal);
}

static void the_first_candidate_is_the_one_that_runs_without_a_chooser(void **state)
{
    struct fixture *fixture = *state;

    add_call(fixture, "a", 10, write_name);
    add_call(fixture, "b", 10, write_name);
    add_call(fixture, "c", 5, write_name);
    fixture->clock.now_ns = 10;
    assert_int_equal(run_turn(fixture), 3);
    assert_journal(fixture, "?(3 1 2) c ?(1 2) a b");
}

static void any_candidate_may_go_first_and_the_rest_keep_their_order(void **state)
{
    struct fixture *fixture = *state;

    fixture->answers = "mlf";
    for (int i = 0; i < 5; i++)
        add_call(fixture, (const char *[]){"a", "b", "c", "d", "e"}[i], 0, write_name);
    assert_int_equal(run_turn(fixture), 5);
    assert_journal(fixture, "?(1 2 3 4 5) c ?(1 2 4 5) e ?(1 2 4) a ?(2 4) b d");
}

static void a_turn_of_one_is_not_asked_about(void **state)
{
    struct fixture *fixture = *state;

    fixture->answers = "l";
    add_call(fixture, "a", 1, write_name);
    add_call(fixture, "b", 2, write_name);
    fixture->clock.now_ns = 1;
    assert_int_equal(run_turn(fixture), 1);
    fixture->clock.now_ns = 2;
    assert_int_equal(run_turn(fixture), 1);
    assert_journal(fixture, "a b");
    assert_int_equal(fixture->asked, 0);
}

static void add_another(weft_reactor *reactor, void *context)
{
    struct named *named = context;

    write_name(reactor, context);
    add_call(named->fixture, "made", 0, write_name);
}

static void a_call_made_during_the_turn_is_no_candidate_of_it(void **state)
{
    struct fixture *fixture = *state;

    fixture->answers = "fll";
    add_call(fixture, "a", 0, add_another);
    add_call(fixture, "b", 0, write_name);
    add_call(fixture, "c", 0, write_name);
    assert_int_equal(run_turn(fixture), 3);
    assert_journal(fixture, "?(1 2 3) a ?(2 3) c b");
    assert_int_equal(run_turn(fixture), 1);
    assert_journal(fixture, "made");
}

static void cancel_last(weft_reactor *reactor, void *context)
{
    struct named *named = context;
    weft_status status;

    write_name(reactor, context);
    status = weft_delayed_call_cancel(named->fixture->named[named->fixture->count - 1].call);
    journal_write(&named->fixture->journal, "%s", weft_status_name(status));
}

/* DC-3 */
static void a_call_that_is_cancelled_during_the_turn_is_a_candidate_no_more(void **state)
{
    struct fixture *fixture = *state;

    add_call(fixture, "a", 0, cancel_last);
    add_call(fixture, "b", 0, write_name);
    add_call(fixture, "c", 0, write_name);
    assert_int_equal(run_turn(fixture), 2);
    assert_journal(fixture, "?(1 2 3) a WEFT_OK b");
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
}

static void move_last(weft_reactor *reactor, void *context)
{
    struct named *named = context;
    struct fixture *fixture = named->fixture;
    weft_status status;

    write_name(reactor, context);
    status = weft_delayed_call_reset(fixture->named[fixture->count - 1].call, 0);
    journal_write(&fixture->journal, "%s pending=%d", weft_status_name(status),
                  (int) weft_reactor_pending(reactor));
}

/* DC-8 */
static void a_call_that_is_moved_during_the_turn_belongs_to_a_later_one(void **state)
{
    struct fixture *fixture = *state;

    add_call(fixture, "a", 0, move_last);
    add_call(fixture, "b", 0, write_name);
    add_call(fixture, "c", 0, write_name);
    assert_int_equal(run_turn(fixture), 2);
    assert_journal(fixture, "?(1 2 3) a WEFT_OK pending=2 b");
    assert_int_equal(run_turn(fixture), 1);
    assert_journal(fixture, "c");
}

static void interrupt(weft_reactor *reactor, void *context)
{
    write_name(reactor, context);
    weft_reactor_interrupt(reactor);
}

static void after_an_interrupt_the_rest_is_pending_in_its_order(void **state)
{
    struct fixture *fixture = *state;
    weft_pending_call calls[4];

    fixture->answers = "m";
    add_call(fixture, "a", 1, write_name);
    add_call(fixture, "b", 2, interrupt);
    add_call(fixture, "c", 3, write_name);
    add_call(fixture, "d", 9, write_name);
    fixture->clock.now_ns = 5;
    assert_int_equal(run_turn(fixture), 1);
    assert_journal(fixture, "?(1 2 3) b");
    assert_int_equal(weft_reactor_pending_calls(fixture->reactor, calls, 4), 3);
    assert_int_equal(calls[0].call.id, 1);
    assert_int_equal(calls[1].call.id, 3);
    assert_int_equal(calls[2].call.id, 4);
    assert_int_equal(run_turn(fixture), 2);
    assert_journal(fixture, "?(1 3) a c");
}

static void cancel_last_and_interrupt(weft_reactor *reactor, void *context)
{
    cancel_last(reactor, context);
    weft_reactor_interrupt(reactor);
}

static void after_an_interrupt_what_was_cancelled_does_not_come_back(void **state)
{
    struct fixture *fixture = *state;

    add_call(fixture, "a", 0, cancel_last_and_interrupt);
    add_call(fixture, "b", 0, write_name);
    add_call(fixture, "c", 0, write_name);
    assert_int_equal(run_turn(fixture), 1);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 1);
    assert_int_equal(run_turn(fixture), 1);
    assert_journal(fixture, "?(1 2 3) a WEFT_OK b");
}

static void look_at_pending(weft_reactor *reactor, void *context)
{
    struct named *named = context;
    weft_pending_call calls[4];
    size_t count = weft_reactor_pending_calls(reactor, calls, 4);
    int64_t due_ns = -1;
    bool some = weft_reactor_next_due(reactor, &due_ns);

    write_name(reactor, context);
    journal_write(&named->fixture->journal, "some=%d due=%d", some, (int) due_ns);
    for (size_t i = 0; i < count && i < 4; i++)
        journal_write(&named->fixture->journal, "%d@%d", (int) calls[i].call.id,
                      (int) calls[i].due_ns);
}

/* CLK-13 */
static void what_waits_for_its_place_in_the_turn_is_pending_all_the_while(void **state)
{
    struct fixture *fixture = *state;

    fixture->answers = "l";
    add_call(fixture, "a", 1, write_name);
    add_call(fixture, "b", 2, write_name);
    add_call(fixture, "c", 3, look_at_pending);
    add_call(fixture, "d", 9, write_name);
    fixture->clock.now_ns = 5;
    assert_int_equal(run_turn(fixture), 3);
    assert_journal(fixture, "?(1 2 3) c some=1 due=1 1@1 2@2 4@9 ?(1 2) a b");
}

static void of_more_calls_than_a_question_holds_the_first_are_offered(void **state)
{
    struct fixture *fixture = *state;

    fixture->quiet = true;
    fixture->answers = "l";
    for (int i = 0; i < 100; i++)
        add_call(fixture, "x", 0, write_name);
    assert_int_equal(run_turn(fixture), 100);
    assert_int_equal(fixture->most, WEFT_CHOICE_CANDIDATES_MAX);
    assert_int_equal(fixture->asked, 99);
}

static void every_answer_of_many_is_obeyed_once(void **state)
{
    struct fixture *fixture = *state;

    fixture->quiet = true;
    fixture->answers = "lmlmmllfmlmfflmlmlfmmlmllmfmlmlmflmlmlfmlmlmffmlmlmlmmm";
    for (int i = 0; i < 100; i++)
        add_call(fixture, "x", 0, i % 10 == 0 ? cancel_last : write_name);
    /* The first that cancels takes the last call away; the others are refused. */
    assert_int_equal(run_turn(fixture), 99);
    for (size_t i = 0; i < fixture->count; i++)
        assert_false(weft_delayed_call_active(fixture->named[i].call));
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
}

#define chooser_test(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        chooser_test(the_first_candidate_is_the_one_that_runs_without_a_chooser),
        chooser_test(any_candidate_may_go_first_and_the_rest_keep_their_order),
        chooser_test(a_turn_of_one_is_not_asked_about),
        chooser_test(a_call_made_during_the_turn_is_no_candidate_of_it),
        chooser_test(a_call_that_is_cancelled_during_the_turn_is_a_candidate_no_more),
        chooser_test(a_call_that_is_moved_during_the_turn_belongs_to_a_later_one),
        chooser_test(after_an_interrupt_the_rest_is_pending_in_its_order),
        chooser_test(after_an_interrupt_what_was_cancelled_does_not_come_back),
        chooser_test(what_waits_for_its_place_in_the_turn_is_pending_all_the_while),
        chooser_test(of_more_calls_than_a_question_holds_the_first_are_offered),
        chooser_test(every_answer_of_many_is_obeyed_once),
    };

    return cmocka_run_group_tests_name("choice", tests, NULL, NULL);
}
