/* world_rules_test.c - what a scenario in C says must hold always, never or eventually: when it is
 * judged, and what is told of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/journal.h"

#include <weft/sim/world.h>

struct fixture {
    weft_world *world;
    int64_t level; /* what the conditions look at */
    struct journal journal;
};

static struct fixture fixture;

static void begin(weft_world_options options)
{
    fixture.level = 0;
    journal_clear(&fixture.journal);
    assert_int_equal(weft_world_create(&options, &fixture.world), WEFT_OK);
}

static int set_up(void **state)
{
    (void) state;
    begin((weft_world_options){0});
    return 0;
}

static int tear_down(void **state)
{
    (void) state;
    weft_world_close(fixture.world);
    return 0;
}

static bool is_zero(const weft_world *world, void *context)
{
    (void) world;
    (void) context;
    return fixture.level == 0;
}

/* Writes down at which event it is asked. */
static bool is_asked(const weft_world *world, void *context)
{
    uint64_t event = weft_trace_count(weft_world_trace(world));

    (void) context;
    journal_write(&fixture.journal, "%s@%lld",
                  weft_trace_word(weft_trace_get(weft_world_trace(world), event).kind),
                  (long long) weft_world_now(world));
    return true;
}

/* The findings as "event time text; ...", those of no consequence in brackets. */
static const char *findings_text(void)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(fixture.world, &findings);

    journal_clear(&fixture.journal);
    for (size_t i = 0; i < count; i++)
        journal_write(&fixture.journal,
                      findings[i].kind == WEFT_FINDING_VACUOUS ? "(%s)" : "%s:%llu@%lld",
                      findings[i].text, (unsigned long long) findings[i].event,
                      (long long) findings[i].time_ns);
    return journal_text(&fixture.journal);
}

/* The event that stands N before the first finding. */
static weft_trace_record event_before_finding(uint64_t n)
{
    const weft_finding *findings;

    assert_true(weft_world_findings(fixture.world, &findings) > 0);
    return weft_trace_get(weft_world_trace(fixture.world), findings[0].event - n);
}

static void set_level(weft_reactor *reactor, void *context)
{
    (void) reactor;
    fixture.level = *(const int64_t *) context;
}

static const int64_t zero = 0, one = 1;

/* A value that the context of a call may point to. */
static void *value(const int64_t *number)
{
    union {
        const int64_t *looked_at;
        void *handed_on;
    } pointer = {number};

    return pointer.handed_on;
}

static void dip_between_two_prints(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
    fixture.level = 1;
    weft_world_print(fixture.world, "down");
    weft_world_print(fixture.world, "still down");
    fixture.level = 0;
    weft_world_print(fixture.world, "up");
}

static void what_holds_after_every_event_is_no_finding(void **state)
{
    weft_trace *trace = weft_world_trace(fixture.world);
    weft_trace_record last;

    (void) state;
    weft_world_always(fixture.world, is_zero, NULL, "level 0");
    weft_world_at(fixture.world, 5, "zero", set_level, value(&zero));
    weft_world_run(fixture.world);
    assert_string_equal(findings_text(), "");
    last = weft_trace_get(trace, weft_trace_count(trace));
    assert_int_equal(last.kind, WEFT_TRACE_EXPECT);
    assert_string_equal(last.text, "held: always level 0");
}

static void a_broken_rule_is_one_finding_behind_the_event_that_breaks_it(void **state)
{
    (void) state;
    weft_world_always(fixture.world, is_zero, NULL, "level 0");
    weft_world_at(fixture.world, 5, "dip", dip_between_two_prints, NULL);
    weft_world_at(fixture.world, 6, "dip", dip_between_two_prints, NULL);
    weft_world_run(fixture.world);
    assert_string_equal(findings_text(), "expected always level 0, but it is not so:6@5");
    assert_string_equal(event_before_finding(1).text, "failed: always level 0: it is not so");
    assert_string_equal(event_before_finding(2).text, "down");
    assert_int_equal(weft_world_failures(fixture.world), 1);
}

static void what_is_done_behind_the_last_event_is_seen_when_the_turn_is_over(void **state)
{
    (void) state;
    weft_world_always(fixture.world, is_zero, NULL, "level 0");
    weft_world_at(fixture.world, 5, "one", set_level, value(&one));
    weft_world_at(fixture.world, 6, "zero", set_level, value(&zero));
    weft_world_run(fixture.world);
    assert_string_equal(findings_text(), "expected always level 0, but it is not so:5@5");
}

static void never_is_the_same_the_other_way_round(void **state)
{
    (void) state;
    fixture.level = 1;
    weft_world_never(fixture.world, is_zero, NULL, "level 0");
    weft_world_at(fixture.world, 5, "one", set_level, value(&one));
    weft_world_at(fixture.world, 6, "zero", set_level, value(&zero));
    weft_world_run(fixture.world);
    assert_string_equal(findings_text(), "expected never level 0, but it is so:6@6");
}

static void spend_and_print(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
    weft_world_print(fixture.world, "x");
    if (weft_world_work(fixture.world, 3) != WEFT_OK)
        abort(); /* not an assertion: it would jump out of the run */
}

static void look(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
    journal_write(&fixture.journal, "look");
}

/* Nothing of the set-up; after work, once as an event and once since the turn is over. */
static void a_condition_is_asked_after_each_event_and_after_each_turn(void **state)
{
    (void) state;
    weft_world_at(fixture.world, 5, "spend", spend_and_print, NULL);
    weft_world_always(fixture.world, is_asked, NULL, "asked");
    weft_world_print(fixture.world, "in the set-up");
    weft_world_look(fixture.world, INT64_MAX, look, NULL);
    weft_world_run(fixture.world);
    assert_string_equal(journal_text(&fixture.journal),
                        "scheduled@0 run@5 print@5 work@8 work@8 look");
}

static void raise_level_and_print(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
    fixture.level = 1;
    weft_world_print(fixture.world, "it is over");
}

static void nothing_is_judged_when_things_are_let_go(void **state)
{
    (void) state;
    weft_world_always(fixture.world, is_zero, NULL, "level 0");
    weft_world_own(fixture.world, NULL, raise_level_and_print);
    weft_world_at(fixture.world, 5, "zero", set_level, value(&zero));
    weft_world_run(fixture.world);
    assert_string_equal(findings_text(), "");
}

static void eventually_is_judged_at_the_end_alone(void **state)
{
    (void) state;
    weft_world_eventually(fixture.world, is_zero, NULL, "level 0");
    weft_world_at(fixture.world, 5, "one", set_level, value(&one));
    weft_world_at(fixture.world, 6, "zero", set_level, value(&zero));
    weft_world_run(fixture.world);
    assert_string_equal(findings_text(), "");
}

static void what_held_for_a_time_does_not_hold_eventually(void **state)
{
    (void) state;
    weft_world_eventually(fixture.world, is_zero, NULL, "level 0");
    weft_world_at(fixture.world, 5, "zero", set_level, value(&zero));
    weft_world_at(fixture.world, 6, "one", set_level, value(&one));
    weft_world_run(fixture.world);
    assert_string_equal(findings_text(),
                        "expected eventually level 0, but it is not so at the end:6@6");
}

static void nobody_knows_the_end_of_a_run_that_was_cut_off(void **state)
{
    (void) state;
    weft_world_eventually(fixture.world, is_zero, NULL, "level 0");
    weft_world_set_until(fixture.world, 5);
    weft_world_at(fixture.world, 5, "one", set_level, value(&one));
    weft_world_at(fixture.world, 6, "zero", set_level, value(&zero));
    weft_world_run(fixture.world);
    assert_string_equal(findings_text(),
                        "('eventually level 0' was never judged: the run was cut off)");
    assert_int_equal(weft_world_failures(fixture.world), 0);
}

static void a_run_without_an_event_judges_nothing(void **state)
{
    (void) state;
    fixture.level = 1;
    weft_world_always(fixture.world, is_zero, NULL, "level 0");
    weft_world_never(fixture.world, is_zero, NULL, "level 0");
    weft_world_eventually(fixture.world, is_zero, NULL, "level 0");
    weft_world_run(fixture.world);
    assert_string_equal(findings_text(),
                        "('always level 0' was never judged: nothing happened)"
                        " ('never level 0' was never judged: nothing happened)"
                        " expected eventually level 0, but it is not so at the end:4@0");
}

static void each_rule_is_judged_by_itself(void **state)
{
    (void) state;
    weft_world_always(fixture.world, is_zero, NULL, "level 0");
    weft_world_never(fixture.world, is_zero, NULL, "level 0");
    weft_world_always(fixture.world, is_zero, NULL, "the same");
    weft_world_at(fixture.world, 5, "dip", dip_between_two_prints, NULL);
    weft_world_run(fixture.world);
    assert_string_equal(findings_text(), "expected never level 0, but it is so:3@0"
                                         " expected always level 0, but it is not so:7@5"
                                         " expected always the same, but it is not so:9@5");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_holds_after_every_event_is_no_finding),
        TEST(a_broken_rule_is_one_finding_behind_the_event_that_breaks_it),
        TEST(what_is_done_behind_the_last_event_is_seen_when_the_turn_is_over),
        TEST(never_is_the_same_the_other_way_round),
        TEST(a_condition_is_asked_after_each_event_and_after_each_turn),
        TEST(nothing_is_judged_when_things_are_let_go),
        TEST(eventually_is_judged_at_the_end_alone),
        TEST(what_held_for_a_time_does_not_hold_eventually),
        TEST(nobody_knows_the_end_of_a_run_that_was_cut_off),
        TEST(a_run_without_an_event_judges_nothing),
        TEST(each_rule_is_judged_by_itself),
    };
#undef TEST

    return cmocka_run_group_tests_name("world_rules", tests, NULL, NULL);
}
