/* generator_test.c - iterators written as straight-line C (GEN-1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"

/* The example of generator.h, writing into a journal. */
struct sum {
    weft_generator generator;
    struct library_fixture *fixture;
    int64_t n, i, total;
    weft_deferred *nap;
};

static weft_step sum_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct sum *sum = frame;

    (void) reactor;
    WEFT_BEGIN(sum, out);
    for (sum->i = 0; sum->i < sum->n; sum->i++) {
        sum->total += sum->i;
        WEFT_YIELD(weft_integer(sum->i));
    }
    WEFT_RETURN(weft_integer(sum->total));
    WEFT_ON_CLOSE;
    journal_write(&sum->fixture->journal, "gave-up");
    WEFT_END;
}

static void release_sum(weft_reactor *reactor, void *frame)
{
    struct sum *sum = frame;

    (void) reactor;
    if (sum->nap)
        weft_deferred_release(sum->nap);
    journal_write(&sum->fixture->journal, "released");
}

WEFT_GENERATOR(sum, struct sum, sum_next, release_sum);

/* Nothing must run at its close; it raises if it is let. */
static weft_step doomed_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct sum *sum = frame;

    WEFT_BEGIN(sum, out);
    for (sum->i = 0; sum->i < 2; sum->i++) {
        for (sum->n = 0; sum->n < 2; sum->n++) {
            if (sum->i == sum->n)
                continue;
            WEFT_YIELD(weft_integer(10 * sum->i + sum->n));
        }
    }
    WEFT_RAISE(weft_raise(reactor, &weft_error_value, "doomed"));
    WEFT_END;
}
WEFT_GENERATOR(doomed, struct sum, doomed_next, NULL);

/* Falls off its end. */
static weft_step brief_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct sum *sum = frame;

    (void) reactor;
    WEFT_BEGIN(sum, out);
    WEFT_YIELD(weft_none());
    sum->total = 1;
    WEFT_END;
}
WEFT_GENERATOR(brief, struct sum, brief_next, NULL);

/* Its closed block yields, and then would go on. */
static weft_step stubborn_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct sum *sum = frame;

    (void) reactor;
    WEFT_BEGIN(sum, out);
    WEFT_YIELD(weft_integer(1));
    WEFT_ON_CLOSE;
    WEFT_YIELD(weft_integer(2));
    sum->total = 99;
    WEFT_END;
}
WEFT_GENERATOR(stubborn, struct sum, stubborn_next, NULL);

static weft_iterator *make(struct library_fixture *fixture, const weft_iterator_type *type)
{
    weft_iterator *iterator;

    assert_int_equal(weft_iterator_create(fixture->reactor, type, &iterator), WEFT_OK);
    ((struct sum *) weft_iterator_frame(iterator))->fixture = fixture;
    return iterator;
}

static void step(struct library_fixture *fixture, weft_iterator *iterator)
{
    static const char *const words[] = {"yielded", "returned", "raised"};
    weft_value out;
    weft_step outcome = weft_iterator_next(iterator, &out);

    journal_write_value(&fixture->journal, words[outcome], &out);
    weft_value_release(out);
}

static void it_goes_on_where_it_yielded_and_returns_its_result(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make(fixture, &weft_generator_sum);

    ((struct sum *) weft_iterator_frame(iterator))->n = 4;
    for (int i = 0; i < 6; i++)
        step(fixture, iterator);
    assert_journal(fixture, "yielded=0 yielded=1 yielded=2 yielded=3 returned=6 returned=none");
    weft_iterator_release(iterator);
    assert_journal(fixture, "released");
}

static void the_type_has_the_generators_name_and_frame(void **state)
{
    (void) state;
    assert_string_equal(weft_generator_sum.name, "sum");
    assert_int_equal(weft_generator_sum.frame_bytes, sizeof(struct sum));
}

static void it_resumes_within_nested_loops_and_raises(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make(fixture, &weft_generator_doomed);

    for (int i = 0; i < 4; i++)
        step(fixture, iterator);
    assert_journal(fixture, "yielded=1 yielded=10 raised=ValueError: doomed returned=none");
    weft_iterator_release(iterator);
}

static void falling_off_the_end_returns_none(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make(fixture, &weft_generator_brief);

    step(fixture, iterator);
    step(fixture, iterator);
    assert_journal(fixture, "yielded=none returned=none");
    assert_int_equal(((struct sum *) weft_iterator_frame(iterator))->total, 1);
    weft_iterator_release(iterator);
}

static void two_of_one_type_do_not_share_anything(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *first = make(fixture, &weft_generator_sum);
    weft_iterator *second = make(fixture, &weft_generator_sum);

    ((struct sum *) weft_iterator_frame(first))->n = 2;
    ((struct sum *) weft_iterator_frame(second))->n = 1;
    step(fixture, first);
    step(fixture, second);
    step(fixture, second);
    step(fixture, first);
    step(fixture, first);
    assert_journal(fixture, "yielded=0 yielded=0 returned=0 yielded=1 returned=1");
    weft_iterator_release(first);
    weft_iterator_release(second);
    assert_journal(fixture, "released released");
}

/* GEN-1. A row: the steps taken before the close, and what it then writes. */
static void the_closed_block_runs_only_when_suspended(void **state)
{
    static const char *const expected[] = {"", "gave-up", "gave-up", ""};
    struct library_fixture *fixture = *state;

    for (int steps = 0; steps <= 3; steps++) {
        weft_iterator *iterator = make(fixture, &weft_generator_sum);

        ((struct sum *) weft_iterator_frame(iterator))->n = 2;
        for (int i = 0; i < steps; i++)
            step(fixture, iterator);
        journal_clear(&fixture->journal);
        assert_int_equal(weft_iterator_close(iterator), WEFT_OK);
        assert_int_equal(weft_iterator_close(iterator), WEFT_OK);
        assert_journal(fixture, expected[steps]);
        weft_iterator_release(iterator);
        assert_journal(fixture, "released");
    }
}

/* TASK-8 */
static void its_last_release_runs_the_closed_block_before_the_frame_is_released(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make(fixture, &weft_generator_sum);
    struct sum *sum = weft_iterator_frame(iterator);

    sum->n = 2;
    sum->nap = make_deferred(fixture);
    step(fixture, iterator);
    weft_iterator_release(iterator);
    assert_journal(fixture, "yielded=0 gave-up released");
    assert_int_equal(deferreds_alive(fixture), 0);
}

static void without_a_closed_block_closing_just_finishes_it(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make(fixture, &weft_generator_doomed);

    step(fixture, iterator);
    assert_int_equal(weft_iterator_close(iterator), WEFT_OK);
    step(fixture, iterator);
    assert_journal(fixture, "yielded=1 returned=none");
    weft_iterator_release(iterator);
}

/* GEN-1 */
static void a_closed_block_that_yields_is_refused_and_not_resumed(void **state)
{
    struct library_fixture *fixture = *state;
    weft_iterator *iterator = make(fixture, &weft_generator_stubborn);

    step(fixture, iterator);
    assert_int_equal(weft_iterator_close(iterator), WEFT_IGNORED_CLOSE);
    step(fixture, iterator);
    assert_journal(fixture, "yielded=1 misuse(WEFT_IGNORED_CLOSE) returned=none");
    assert_int_equal(((struct sum *) weft_iterator_frame(iterator))->total, 0);
    weft_iterator_release(iterator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(it_goes_on_where_it_yielded_and_returns_its_result),
        library_test(the_type_has_the_generators_name_and_frame),
        library_test(it_resumes_within_nested_loops_and_raises),
        library_test(falling_off_the_end_returns_none),
        library_test(two_of_one_type_do_not_share_anything),
        library_test(the_closed_block_runs_only_when_suspended),
        library_test(its_last_release_runs_the_closed_block_before_the_frame_is_released),
        library_test(without_a_closed_block_closing_just_finishes_it),
        library_test(a_closed_block_that_yields_is_refused_and_not_resumed),
    };

    return cmocka_run_group_tests_name("generator", tests, NULL, NULL);
}
