/* race_table_test.c - who meets whom, which orders are run, and what they say of a pair. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "race_table.h"

/* A run with questions of calls that are letters: 'a' was scheduled at "site a". */
enum { OFFERS_MAX = 64, QUESTIONS_MAX = 16, TEXT_BYTES = 8192 };

struct fixture {
    struct weft__race_question questions[QUESTIONS_MAX];
    struct weft__race_offer offers[OFFERS_MAX];
    char texts[TEXT_BYTES];
    size_t question_count, offer_count, text_bytes;
    struct weft__race_table table;
};

static uint32_t put_text(struct fixture *fixture, const char *before, char letter)
{
    size_t place = fixture->text_bytes;
    int length =
        snprintf(fixture->texts + place, sizeof fixture->texts - place, "%s%c", before, letter);

    fixture->text_bytes += (size_t) length + 1;
    return (uint32_t) place;
}

/* Each text is one question: its letters are the calls that it offers. A call is its letter and how
 * often that came before CALLS_OF a letter: the digit behind it. */
static void ask(struct fixture *fixture, const char *calls)
{
    struct weft__race_question *question = &fixture->questions[fixture->question_count];

    *question = (struct weft__race_question){
        .key = 100 + fixture->question_count,
        .time_ns = (int64_t) fixture->question_count,
        .place = (uint32_t) fixture->question_count,
        .first_offer = (uint32_t) fixture->offer_count,
        .name = put_text(fixture, "question ", *calls),
    };
    fixture->question_count++;
    for (; *calls != '\0'; calls += 2, question->count++)
        fixture->offers[fixture->offer_count++] = (struct weft__race_offer){
            .call = (uint64_t) (unsigned char) calls[0] * 256 + (unsigned char) calls[1],
            .path = put_text(fixture, "path ", *calls),
            .site = put_text(fixture, "site ", *calls),
        };
}

static void make(struct fixture *fixture)
{
    struct weft__race_questions questions = {.questions = fixture->questions,
                                             .question_count = fixture->question_count,
                                             .offers = fixture->offers,
                                             .texts = fixture->texts};

    assert_true(weft__race_table_make(&fixture->table, &questions));
}

static int begin(void **state)
{
    *state = calloc(1, sizeof(struct fixture));
    return *state == NULL;
}

static int end(void **state)
{
    struct fixture *fixture = *state;

    weft__race_table_free(&fixture->table);
    free(fixture);
    return 0;
}

static void assert_to_run(const struct weft__race_table *table, const size_t *orders, size_t count)
{
    assert_int_equal(table->to_run_count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(table->to_run[i], orders[i]);
}

static void two_calls_are_a_pair_that_is_run_in_two_orders(void **state)
{
    struct fixture *fixture = *state;

    ask(fixture, "a1b1");
    make(fixture);
    assert_int_equal(fixture->table.pair_count, 1);
    assert_int_equal(fixture->table.meetings[0].behind, 0);
    assert_int_equal(fixture->table.meetings[0].before, 1);
    assert_int_equal(fixture->table.orders[0].turn.key, 0);
    assert_int_equal(fixture->table.orders[1].turn.key, 100);
    assert_int_equal(fixture->table.orders[1].turn.answer, 1);
    assert_to_run(&fixture->table, (const size_t[]){0, 1}, 2);
}

static void the_orders_of_a_pair_differ_in_these_two_alone(void **state)
{
    struct fixture *fixture = *state;
    const struct weft__race_meeting *meetings;

    ask(fixture, "a1b1c1");
    ask(fixture, "b1c1");
    make(fixture);
    meetings = fixture->table.meetings;
    assert_int_equal(fixture->table.meeting_count, 3);
    /* a b: abc, bac. a c: acb, cab. b c: abc, acb. */
    assert_int_equal(meetings[0].behind, 0);
    assert_int_equal(meetings[0].before, 1);
    assert_int_equal(meetings[1].behind, 4);
    assert_int_equal(meetings[1].before, 2);
    assert_int_equal(meetings[2].behind, 0);
    assert_int_equal(meetings[2].before, 4);
    assert_to_run(&fixture->table, (const size_t[]){0, 1, 4, 2}, 4);
}

static void a_call_that_the_first_takes_away_meets_it_alone(void **state)
{
    struct fixture *fixture = *state;

    ask(fixture, "a1b1c1d1");
    ask(fixture, "b1d1");
    make(fixture);
    assert_int_equal(fixture->table.meetings[1].second, 2);
    assert_int_equal(fixture->table.meetings[1].behind, 0);
}

static void calls_of_the_same_two_places_are_one_pair_in_either_order(void **state)
{
    struct fixture *fixture = *state;

    ask(fixture, "a1b1");
    ask(fixture, "a2c1");
    ask(fixture, "b2a3");
    make(fixture);
    assert_int_equal(fixture->table.pair_count, 2);
    assert_int_equal(fixture->table.pairs[0].meetings, 2);
    assert_int_equal(fixture->table.pairs[1].meetings, 1);
    assert_int_equal(fixture->table.meetings[2].pair, 0);
    assert_int_equal(fixture->table.meetings[2].nth, 1);
    /* Each pair once, then again. */
    assert_to_run(&fixture->table, (const size_t[]){0, 1, 3, 5}, 4);
}

static void nobody_meets_where_nothing_is_asked(void **state)
{
    struct fixture *fixture = *state;

    make(fixture);
    assert_int_equal(fixture->table.pair_count, 0);
    assert_to_run(&fixture->table, (const size_t[]){0}, 1);
    weft__race_table_judge(&fixture->table);
}

/* --- Verdicts --- */

static void note(struct fixture *fixture, size_t order, uint64_t results, uint64_t happening,
                 const char *class_text)
{
    struct weft__race_came_to came_to = {
        .results = results,
        .happening = happening,
        .classes = class_text,
        .classes_bytes = class_text != NULL ? strlen(class_text) + 1 : 0,
    };

    assert_true(weft__race_table_note(&fixture->table, order, &came_to));
}

/* What Twisted's order and the other one come to, and what is said of the pair. */
static const struct row {
    uint64_t results, happening;
    const char *own_class, *other_class;
    enum weft__race_verdict verdict;
    size_t failing;
} rows[] = {
    {1, 1, NULL, NULL, WEFT__RACE_COMMUTES, 0},
    {1, 2, NULL, NULL, WEFT__RACE_TRACE, 0},
    {2, 2, NULL, NULL, WEFT__RACE_RESULT, 0},
    {2, 2, NULL, "crashed", WEFT__RACE_FAILS, 1},
    {2, 2, "lost", "crashed", WEFT__RACE_FAILS, 1},
    {1, 1, "lost", "lost", WEFT__RACE_COMMUTES, 0}, /* the order is not to blame */
    {2, 2, "lost", NULL, WEFT__RACE_RESULT, 0},     /* it heals what fails anyhow */
};

static void a_verdict_says_what_the_other_order_changes(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture *fixture;
        void *own;

        assert_int_equal(begin(&own), 0);
        fixture = own;
        ask(fixture, "a1b1");
        make(fixture);
        note(fixture, 0, 1, 1, rows[i].own_class);
        note(fixture, 1, rows[i].results, rows[i].happening, rows[i].other_class);
        weft__race_table_judge(&fixture->table);
        assert_int_equal(fixture->table.pairs[0].verdict, rows[i].verdict);
        assert_int_equal(weft__race_table_count(&fixture->table, rows[i].verdict), 1);
        if (rows[i].verdict == WEFT__RACE_FAILS) {
            assert_int_equal(fixture->table.meetings[0].failing, rows[i].failing);
            assert_string_equal(fixture->table.meetings[0].class_text, rows[i].other_class);
        }
        end(&own);
    }
}

static void the_worst_pair_comes_first_and_its_worst_meeting_tells(void **state)
{
    struct fixture *fixture = *state;

    ask(fixture, "a1b1");
    ask(fixture, "c1d1");
    ask(fixture, "c2d2");
    make(fixture);
    note(fixture, 0, 1, 1, NULL);
    note(fixture, 1, 1, 1, NULL);
    note(fixture, 3, 1, 2, NULL);
    note(fixture, 5, 2, 2, NULL);
    weft__race_table_judge(&fixture->table);
    assert_int_equal(fixture->table.pairs[0].verdict, WEFT__RACE_RESULT);
    assert_int_equal(fixture->table.pairs[0].meeting, 2);
    assert_int_equal(fixture->table.pairs[1].verdict, WEFT__RACE_COMMUTES);
}

static void what_was_not_run_is_not_judged(void **state)
{
    struct fixture *fixture = *state;

    ask(fixture, "a1b1");
    make(fixture);
    note(fixture, 0, 1, 1, NULL);
    weft__race_table_judge(&fixture->table);
    assert_int_equal(fixture->table.pairs[0].verdict, WEFT__RACE_NOT_RUN);
}

static void the_choice_of_an_order_is_as_traces_write_it(void **state)
{
    struct fixture *fixture = *state;
    char text[64];

    ask(fixture, "a1b1");
    ask(fixture, "c1d1e1");
    make(fixture);
    weft__race_choice(&fixture->table, 4, text, sizeof text);
    assert_string_equal(text, "question cpath e");
    weft__race_choice(&fixture->table, 1, text, sizeof text);
    assert_string_equal(text, "question apath b");
    assert_int_equal(weft__race_choice(&fixture->table, 0, text, sizeof text), 0);
    assert_string_equal(text, "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(two_calls_are_a_pair_that_is_run_in_two_orders),
        TEST(the_orders_of_a_pair_differ_in_these_two_alone),
        TEST(a_call_that_the_first_takes_away_meets_it_alone),
        TEST(calls_of_the_same_two_places_are_one_pair_in_either_order),
        TEST(nobody_meets_where_nothing_is_asked),
        TEST(a_verdict_says_what_the_other_order_changes),
        TEST(the_worst_pair_comes_first_and_its_worst_meeting_tells),
        TEST(what_was_not_run_is_not_judged),
        TEST(the_choice_of_an_order_is_as_traces_write_it),
    };
#undef TEST

    return cmocka_run_group_tests_name("race_table", tests, NULL, NULL);
}
