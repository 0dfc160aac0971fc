/* script_test.c - the tree that comes out of a script, what is noted for later, and the reader's
 * bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/script_reading.h"

static int set_up(void **state)
{
    struct script_reading *reading = malloc(sizeof *reading);

    if (reading == NULL)
        return -1;
    script_reading_start(reading);
    *state = reading;
    return 0;
}

static int tear_down(void **state)
{
    size_t left = script_reading_end(*state);

    free(*state);
    return left == 0 ? 0 : -1;
}

/* Coprime to the size of everything that is allocated. */
enum { SHIFT_BYTES = 499 };

#define script_test(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* The script in TEXT, below a good first line; the test fails if it is refused. */
#define read_script(reading, text) read_good((reading), SCRIPT(text))

static struct weft__script *read_good(struct script_reading *reading, const char *text,
                                      size_t length)
{
    script_reading_read(reading, text, length);
    assert_string_equal(script_reading_complaints(reading), "");
    assert_int_equal(reading->outcome, WEFT__SCRIPT_READ);
    return reading->script;
}

/* The Nth line of the timeline, from 0. */
static const struct weft__timeline_line *line_at(const struct weft__script *script, size_t nth)
{
    const struct weft__timeline_line *line = script->timeline;

    while (nth-- > 0 && line != NULL)
        line = line->next;
    assert_non_null(line);
    return line;
}

static const struct weft__statement *statement_at(const struct weft__script *script, size_t nth)
{
    assert_non_null(line_at(script, nth)->statement);
    return line_at(script, nth)->statement;
}

/* --- Scripts that are kept --- */

static const char *const kept[] = {
    "await",           "blocking_work",  "everything",       "failing_step",
    "lists",           "looping_call",   "mended_failure",   "pause_resume_stop",
    "rotation",        "queue_and_lock", "reply_or_timeout", "sum",
    "sum_cancelled",   "sum_handed_on",  "sum_with_pauses",  "sum_cancelled_by_hand",
    "two_cooperators",
};

/* The whole of a kept script, to be freed. */
static char *kept_text(const char *name, size_t *length)
{
    enum { BYTES_MAX = 16384 };
    char path[128];
    char *text = malloc(BYTES_MAX);
    FILE *file;

    snprintf(path, sizeof path, "tests/fuzz/corpus/script/%s.weft", name);
    file = fopen(path, "rb");
    assert_non_null(file);
    assert_non_null(text);
    *length = fread(text, 1, BYTES_MAX, file);
    fclose(file);
    assert_in_range(*length, 1, BYTES_MAX - 1);
    return text;
}

static void every_kept_script_is_read(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        struct script_reading reading;
        size_t length;
        char *text = kept_text(kept[i], &length);

        script_reading_start(&reading);
        read_good(&reading, text, length);
        assert_int_equal(script_reading_end(&reading), 0);
        free(text);
    }
}

static void every_beginning_of_a_script_is_read_or_refused(void **state)
{
    size_t length;
    char *text = kept_text("everything", &length);

    (void) state;
    for (size_t cut = 0; cut < length; cut++) {
        struct script_reading reading;

        script_reading_start(&reading);
        script_reading_read(&reading, text, cut);
        assert_true((reading.outcome == WEFT__SCRIPT_READ) == (reading.diagnostics.count == 0));
        assert_int_not_equal(reading.outcome, WEFT__SCRIPT_NO_MEMORY);
        assert_int_equal(script_reading_end(&reading), 0);
    }
    free(text);
}

/* Reads TEXT again and again, with another allocation failing each time, until none does. Returns
 * how many there are. */
static size_t fail_each_allocation(const char *text, size_t length)
{
    enum weft__script_outcome outcome = WEFT__SCRIPT_NO_MEMORY;
    size_t nth = 0;

    while (outcome == WEFT__SCRIPT_NO_MEMORY) {
        struct script_reading reading;

        script_reading_start(&reading);
        counting_allocator_fail_once(&reading.memory, ++nth);
        script_reading_read(&reading, text, length);
        outcome = reading.outcome;
        assert_true((outcome == WEFT__SCRIPT_NO_MEMORY) == (reading.memory.failures > 0));
        assert_int_equal(script_reading_end(&reading), 0);
    }
    assert_int_equal(outcome, WEFT__SCRIPT_READ);
    return nth - 1;
}

/* Memory is had in blocks: a text of another length before the script lets them end elsewhere in
 * it. */
static void every_allocation_may_fail(void **state)
{
    static const char opening[] = "weft 1\n0s print \"";
    static const char closing[] = "\"\n";
    size_t kept_length;
    char *kept_script = kept_text("everything", &kept_length);
    size_t rest = strlen("weft 1\n");

    (void) state;
    for (size_t shift = 0; shift < 16384; shift += SHIFT_BYTES) {
        size_t length = sizeof opening - 1;
        char *text = malloc(kept_length + shift + 64);

        assert_non_null(text);
        memcpy(text, opening, length);
        memset(text + length, '-', shift);
        length += shift;
        memcpy(text + length, closing, sizeof closing - 1);
        length += sizeof closing - 1;
        memcpy(text + length, kept_script + rest, kept_length - rest);
        length += kept_length - rest;
        assert_true(fail_each_allocation(text, length) > 3);
        free(text);
    }
    free(kept_script);
}

/* --- Names --- */

static void names_of_the_world_are_slots_the_shared_ones_first(void **state)
{
    const struct weft__script *script = read_script(*state, "0s a = 1\n"
                                                            "   b = a\n"
                                                            "shared c = 5\n"
                                                            "shared d\n"
                                                            "1s a = d\n");

    assert_int_equal(script->world_count, 4);
    assert_string_equal(script->world[0].text, "c");
    assert_true(script->world[0].shared);
    assert_int_equal(script->world[0].start->number, 5);
    assert_string_equal(script->world[1].text, "d");
    assert_null(script->world[1].start);
    assert_string_equal(script->world[2].text, "a");
    assert_false(script->world[2].shared);
    assert_int_equal(script->world[2].place.line, 2);
    assert_int_equal(statement_at(script, 1)->gives->slot, 3);
    assert_int_equal(statement_at(script, 1)->value->name.slot, 2);
    assert_int_equal(statement_at(script, 2)->gives->slot, 2);
    assert_int_equal(statement_at(script, 2)->value->name.slot, 1);
}

static void names_of_a_body_are_slots_of_its_frame(void **state)
{
    const struct weft__script *script = read_script(*state, "shared sum\n"
                                                            "task t b a:\n"
                                                            "    c = a\n"
                                                            "    sum = world\n"
                                                            "task u:\n"
                                                            "    a = 1\n"
                                                            "0s run t 1 2 as world\n"
                                                            "   expect c == 1, world.a == 2\n");
    const struct weft__task *task = script->tasks[0];
    const struct weft__statement *statement = task->body->first;
    const struct weft__predicate *predicate = line_at(script, 1)->expectation->predicates;

    assert_int_equal(task->parameter_count, 2);
    assert_int_equal(task->name_count, 3);
    assert_string_equal(task->names[0].text, "b");
    assert_string_equal(task->names[2].text, "c");
    assert_int_equal(statement->gives->scope, WEFT__SCOPE_FRAME);
    assert_int_equal(statement->gives->slot, 2);
    assert_int_equal(statement->value->name.slot, 1);
    assert_int_equal(statement->next->gives->scope, WEFT__SCOPE_WORLD);
    assert_int_equal(statement->next->value->name.scope, WEFT__SCOPE_WORLD);
    assert_int_equal(predicate->compare.left->name.scope, WEFT__SCOPE_LATEST);
    assert_int_equal(predicate->compare.left->name.task, 0);
    assert_int_equal(predicate->compare.left->name.slot, 2);
    predicate = predicate->next;
    assert_int_equal(predicate->compare.left->kind, WEFT__VALUE_FIELD);
    assert_int_equal(weft__task_slot(task, predicate->compare.left->field.symbol), 1);
    assert_int_equal(weft__task_slot(script->tasks[1], predicate->compare.left->field.symbol), 0);
    assert_int_equal(weft__task_slot(task, UINT32_MAX), -1);
}

static void fields_of_ours_are_told_from_names_in_frames(void **state)
{
    const struct weft__script *script = read_script(*state, "task t:\n"
                                                            "    inner = 1\n"
                                                            "0s run t as d\n"
                                                            "   print d.first\n"
                                                            "   print d.inner\n"
                                                            "   print d.waiting\n");

    assert_int_equal(statement_at(script, 1)->value->field.field, WEFT__FIELD_FIRST);
    assert_int_equal(statement_at(script, 2)->value->field.field, WEFT__FIELD_FRAME);
    assert_int_equal(statement_at(script, 3)->value->field.field, WEFT__FIELD_WAITING);
}

static void errors_have_parents(void **state)
{
    const struct weft__script *script = read_script(*state, "error A is B\n"
                                                            "error B is TaskStopped\n"
                                                            "error C\n");
    uint32_t first = WEFT__SCRIPT_ERRORS_BUILT_IN;

    assert_int_equal(script->error_count, first + 3);
    assert_string_equal(script->errors[first].name, "A");
    assert_int_equal(script->errors[first].parent, first + 1);
    assert_int_equal(script->errors[first + 1].parent, WEFT__SCRIPT_ERROR_TASK_STOPPED);
    assert_int_equal(script->errors[first + 2].parent, WEFT__SCRIPT_ERROR_ERROR);
    assert_int_equal(script->errors[WEFT__SCRIPT_ERROR_ERROR].parent, WEFT__SCRIPT_NO_ERROR);
    assert_int_equal(script->errors[WEFT__SCRIPT_ERROR_TASK_STOPPED].parent,
                     WEFT__SCRIPT_ERROR_TASK_FINISHED);
}

/* --- Values --- */

static void sums_and_products_are_lists_of_parts(void **state)
{
    const struct weft__script *script = read_script(*state, "0s print 1 - 2 * 3 + -4\n");
    const struct weft__expression *sum = statement_at(script, 0)->value;
    const struct weft__expression *part = sum->parts;

    assert_int_equal(sum->kind, WEFT__VALUE_SUM);
    assert_int_equal(sum->place.column, 10);
    assert_int_equal(sum->place.length, 14);
    assert_int_equal(part->number, 1);
    assert_false(part->subtracted);
    part = part->next;
    assert_int_equal(part->kind, WEFT__VALUE_PRODUCT);
    assert_true(part->subtracted);
    assert_int_equal(part->parts->number, 2);
    assert_int_equal(part->parts->next->number, 3);
    assert_null(part->parts->next->next);
    part = part->next;
    assert_int_equal(part->kind, WEFT__VALUE_NEGATED);
    assert_int_equal(part->parts->number, 4);
    assert_null(part->next);
}

static void texts_are_cut_into_pieces(void **state)
{
    const struct weft__script *script = read_script(*state, "0s a = \"\"\n"
                                                            "   print \"\\\"{{{a}é{now}}}\\n\"\n");
    const struct weft__text_piece *piece = statement_at(script, 1)->value->pieces;

    assert_null(statement_at(script, 0)->value->pieces);
    assert_string_equal(piece->literal, "\"{");
    assert_int_equal(piece->length, 2);
    piece = piece->next;
    assert_null(piece->literal);
    assert_int_equal(piece->hole->kind, WEFT__VALUE_NAME);
    assert_int_equal(piece->hole->place.column, 16);
    piece = piece->next;
    assert_string_equal(piece->literal, "é");
    piece = piece->next;
    assert_int_equal(piece->hole->kind, WEFT__VALUE_NOW);
    assert_int_equal(piece->hole->place.column, 20);
    piece = piece->next;
    assert_string_equal(piece->literal, "}\n");
    assert_null(piece->next);
}

/* A time as it is written, and its ns. */
static const struct {
    const char *written;
    int64_t ns;
} times[] = {
    {"0ns", 0},
    {"1us", 1000},
    {"1.500ms", 1500000},
    {"0.000000001s", 1},
    {"2562047h", 9223369200000000000},
    {"0.0000000000025h", 9},
    {"9223372036.854775807s", INT64_MAX},
    {"0.5min", 30000000000},
};

static void times_are_exact(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct script_reading reading;
        char text[80];
        int length = snprintf(text, sizeof text, "weft 1\n0s work %s", times[i].written);

        script_reading_start(&reading);
        read_good(&reading, text, (size_t) length);
        assert_true(statement_at(reading.script, 0)->value->number == times[i].ns);
        assert_int_equal(script_reading_end(&reading), 0);
    }
}

/* --- The timeline --- */

static void moments_are_resolved_from_the_last_fixed_time(void **state)
{
    const struct weft__script *script = read_script(*state, "2s+3ns-1ns print 1\n"
                                                            "           print 2\n"
                                                            "+5ns print 3\n"
                                                            "+1us+1ns print 4\n"
                                                            "1s print 5\n"
                                                            "+0s expect no timers\n"
                                                            "within 3s..4s print 6\n"
                                                            "end expect printed \"\" in 1s..2s\n");
    static const int64_t at_ns[] = {2000000002, 2000000002, 2000000007, 2000001003,
                                    1000000000, 1000000000, 3000000000};

    for (size_t i = 0; i < sizeof at_ns / sizeof *at_ns; i++)
        assert_int_equal(line_at(script, i)->at_ns, at_ns[i]);
    assert_int_equal(line_at(script, 6)->when, WEFT__WHEN_WITHIN);
    assert_int_equal(line_at(script, 6)->until_ns, 4000000000);
    assert_int_equal(line_at(script, 7)->when, WEFT__WHEN_END);
    assert_int_equal(line_at(script, 7)->expectation->window, WEFT__WINDOW_IN);
    assert_int_equal(line_at(script, 7)->expectation->until_ns, 2000000000);
    assert_null(line_at(script, 7)->next);
}

static void only_plain_failed_expectations_are_wanted(void **state)
{
    const struct weft__script *script =
        read_script(*state, "0s deferred as d\n"
                            "   expect d failed ValueError \"x\", not d failed, d ok\n"
                            "   expect d fired failed\n"
                            "finally d failed\n"
                            "end expect d failed\n");
    const struct weft__wanted *wanted = script->wanted;

    assert_int_equal(wanted->predicate->state.error->error, WEFT__SCRIPT_ERROR_VALUE);
    wanted = wanted->next;
    assert_null(wanted->predicate->state.error);
    assert_int_equal(wanted->predicate->place.line, 6);
    assert_null(wanted->next);
}

static void line_ends_may_be_missing_or_have_a_carriage_return(void **state)
{
    const struct weft__script *script = read_script(*state, "0s print \"a\" \r\n"
                                                            "\r\n"
                                                            "  # a comment\r\n"
                                                            "1s print \"# no comment\"  # one");
    size_t length;
    const char *text = weft__script_text(script, line_at(script, 0)->place, &length);

    assert_int_equal(length, strlen("print \"a\""));
    assert_memory_equal(text, "print \"a\"", length);
    text = weft__script_text(script, line_at(script, 1)->place, &length);
    assert_int_equal(length, strlen("print \"# no comment\""));
    assert_memory_equal(text, "print \"# no comment\"", length);
}

/* --- Statements --- */

static void labels_hang_on_the_nearest_statement_not_right_of_them(void **state)
{
    const struct weft__script *script = read_script(*state, "task t:\n"
                                                            "    execute:\n"
                                                            "        return 1\n"
                                                            "closed:\n"
                                                            "  print 2\n"
                                                            "0s deferred as d\n"
                                                            "     cancelled:\n"
                                                            "      fire d\n"
                                                            "   on d:\n"
                                                            "       timeout d 1s\n"
                                                            "         expired:\n"
                                                            "           print 1\n"
                                                            "      failed ValueError Error:\n"
                                                            "          if result == none:\n"
                                                            "              raise\n"
                                                            "          else:\n"
                                                            "              return none\n");
    const struct weft__statement *on = statement_at(script, 1);
    const struct weft__statement *inner = on->on.failed->first;

    assert_int_equal(script->tasks[0]->closed->kind, WEFT__BLOCK_CLOSED);
    assert_int_equal(script->tasks[0]->closed->place.line, 5);
    assert_non_null(statement_at(script, 0)->make->deferred.cancelled);
    assert_int_equal(on->on.ok->kind, WEFT__BLOCK_ON_OK);
    assert_non_null(on->on.ok->first->timeout.expired);
    assert_int_equal(on->on.traps->error, WEFT__SCRIPT_ERROR_VALUE);
    assert_int_equal(on->on.traps->next->error, WEFT__SCRIPT_ERROR_ERROR);
    assert_null(on->on.traps->next->next);
    assert_int_equal(inner->kind, WEFT__STATEMENT_IF);
    assert_int_equal(inner->branch.then->first->kind, WEFT__STATEMENT_RAISE);
    assert_int_equal(inner->branch.otherwise->first->kind, WEFT__STATEMENT_RETURN);
}

static void what_is_run_is_a_task_of_the_script_one_in_c_or_one_held(void **state)
{
    const struct weft__script *script = read_script(*state, "task t a:\n"
                                                            "    yield a\n"
                                                            "0s iterator t 7 as i\n"
                                                            "   run native 2 as d\n"
                                                            "   cooperate i as j\n"
                                                            "   call knock 5 as k\n"
                                                            "   call in 1s knock 6\n");
    const struct weft__task_source *source = &statement_at(script, 0)->make->run.source;

    assert_int_equal(source->kind, WEFT__SOURCE_TASK);
    assert_int_equal(source->index, 0);
    assert_int_equal(source->arguments->number, 7);
    source = &statement_at(script, 1)->make->run.source;
    assert_int_equal(source->kind, WEFT__SOURCE_REGISTERED);
    assert_int_equal(source->arguments->number, 2);
    source = &statement_at(script, 2)->make->run.source;
    assert_int_equal(source->kind, WEFT__SOURCE_HELD);
    assert_int_equal(source->held->name.slot, 0);
    assert_int_equal(statement_at(script, 3)->make->kind, WEFT__MAKE_CALL);
    assert_int_equal(statement_at(script, 3)->make->call.arguments->number, 5);
    assert_int_equal(statement_at(script, 4)->make->kind, WEFT__MAKE_CALL_IN);
    assert_null(statement_at(script, 4)->make->call.block);
}

static void the_start_of_a_cooperator_is_no_make(void **state)
{
    struct script_reading *reading = *state;
    const struct weft__script *script = read_script(reading, "task t:\n"
                                                             "    c = none\n"
                                                             "0s cooperator idle as q\n"
                                                             "   start q refused WrongType\n"
                                                             "   start q.c\n");

    assert_int_equal(statement_at(script, 1)->kind, WEFT__STATEMENT_START_COOPERATOR);
    assert_int_equal(statement_at(script, 1)->value->name.slot, 0);
    assert_non_null(statement_at(script, 1)->refused);
    assert_int_equal(statement_at(script, 2)->kind, WEFT__STATEMENT_START_COOPERATOR);
    assert_int_equal(statement_at(script, 2)->value->kind, WEFT__VALUE_FIELD);
    assert_int_equal(reading->diagnostics.count, 0);
}

static void a_task_knows_how_it_is_suspended_and_how_deep_its_flow_nests(void **state)
{
    const struct weft__script *script = read_script(*state, "task y:\n"
                                                            "    for i in 0..2:\n"
                                                            "        if i == 1:\n"
                                                            "            yield\n"
                                                            "    execute:\n"
                                                            "        if 1 == 1:\n"
                                                            "            if 1 == 1:\n"
                                                            "                if 1 == 1:\n"
                                                            "                    return\n"
                                                            "task w:\n"
                                                            "    await later 1s\n"
                                                            "    failed:\n"
                                                            "        print result\n"
                                                            "task n:\n"
                                                            "    return\n");

    assert_true(script->tasks[0]->yields && !script->tasks[0]->awaits);
    assert_int_equal(script->tasks[0]->inline_depth, 2);
    assert_true(!script->tasks[1]->yields && script->tasks[1]->awaits);
    assert_int_equal(script->tasks[1]->inline_depth, 1);
    assert_true(!script->tasks[2]->yields && !script->tasks[2]->awaits);
    assert_int_equal(script->tasks[2]->inline_depth, 0);
}

static void vary_finds_the_line_that_it_moves(void **state)
{
    const struct weft__script *script = read_script(*state, "0s deferred as d\n"
                                                            "1s cancel  d # now\n"
                                                            "2s cancel d refused WrongType\n"
                                                            "vary cancel d at every turn\n"
                                                            "     fails 2\n"
                                                            "     never misuse\n"
                                                            "vary add cancel d at 1s, 2s+1ns\n");
    const struct weft__vary *vary = script->varies;

    assert_ptr_equal(vary->line, line_at(script, 1));
    assert_int_equal(vary->every, WEFT__POINT_TURN);
    assert_int_equal(vary->fails, 2);
    assert_int_equal(vary->rules->kind, WEFT__RULE_NEVER);
    vary = vary->next;
    assert_int_equal(vary->axis, WEFT__AXIS_ADD);
    assert_null(vary->line);
    assert_int_equal(vary->moments->next->at_ns, 2000000001);
    assert_int_equal(vary->fails, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kept_script_is_read),
        cmocka_unit_test(every_beginning_of_a_script_is_read_or_refused),
        cmocka_unit_test(every_allocation_may_fail),
        script_test(names_of_the_world_are_slots_the_shared_ones_first),
        script_test(names_of_a_body_are_slots_of_its_frame),
        script_test(fields_of_ours_are_told_from_names_in_frames),
        script_test(errors_have_parents),
        script_test(sums_and_products_are_lists_of_parts),
        script_test(texts_are_cut_into_pieces),
        cmocka_unit_test(times_are_exact),
        script_test(moments_are_resolved_from_the_last_fixed_time),
        script_test(only_plain_failed_expectations_are_wanted),
        script_test(line_ends_may_be_missing_or_have_a_carriage_return),
        script_test(labels_hang_on_the_nearest_statement_not_right_of_them),
        script_test(what_is_run_is_a_task_of_the_script_one_in_c_or_one_held),
        script_test(the_start_of_a_cooperator_is_no_make),
        script_test(a_task_knows_how_it_is_suspended_and_how_deep_its_flow_nests),
        script_test(vary_finds_the_line_that_it_moves),
    };

    return cmocka_run_group_tests_name("script", tests, NULL, NULL);
}
