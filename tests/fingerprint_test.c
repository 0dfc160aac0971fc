/* fingerprint_test.c - runs as numbers: which ingredient tells which runs apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fingerprint.h"
#include "support/counted_system.h"

#include <weft/sim/world.h>

/* Not an assertion: that would jump out of the run. */
static void demand(bool held)
{
    if (!held)
        abort();
}

static weft_world *make_world(uint64_t seed)
{
    weft_world_options options = {.strategy = seed > 0 ? "random" : "fifo", .seed = seed};
    weft_world *world;

    assert_int_equal(weft_world_create(&options, &world), WEFT_OK);
    return world;
}

/* Letters. */

static void letters_are_read_in_any_order_and_written_in_one(void **state)
{
    char letters[WEFT__FINGERPRINT_PLACES + 1];
    unsigned ingredients;

    (void) state;
    assert_null(weft__fingerprint_read("rovtsv", &ingredients));
    weft__fingerprint_letters(ingredients, letters);
    assert_string_equal(letters, "tosvr");
    assert_null(weft__fingerprint_read("vt", &ingredients));
    assert_int_equal(ingredients, WEFT__FINGERPRINT_TIME | WEFT__FINGERPRINT_VALUES);
    weft__fingerprint_letters(ingredients, letters);
    assert_string_equal(letters, "tv");
    assert_null(weft__fingerprint_read("", &ingredients));
    assert_int_equal(ingredients, 0);
}

static void what_is_no_letter_is_shown(void **state)
{
    const char *text = "tosT";
    unsigned ingredients;

    (void) state;
    assert_ptr_equal(weft__fingerprint_read(text, &ingredients), text + 3);
}

/* Ingredients. */

/* One run: a line calls a function named after LABEL, at AT_NS, which fires a Deferred with FIRED,
 * whose callback returns RETURNED; PRINTED is printed. */
struct run {
    int64_t at_ns;
    const char *label;
    int64_t fired, returned;
    const char *printed;
    uint64_t seed;     /* with one: three calls race */
    const char *order; /* wanted of these, if there are: their letters as they ran */
};

struct racing {
    const struct run *run;
    weft_world *world;
    char order[4];
};

static weft_value return_other(weft_reactor *reactor, void *context, weft_value input)
{
    struct racing *racing = context;

    (void) reactor;
    weft_value_release(input);
    return weft_integer(racing->run->returned);
}

static void release_deferred(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_deferred_release(context);
}

/* A Deferred that is fired with NUMBER and goes with the world. */
static weft_deferred *fire(weft_world *world, int64_t number)
{
    weft_deferred *deferred;

    demand(weft_deferred_create(weft_world_reactor(world), NULL, &deferred) == WEFT_OK);
    weft_world_own(world, deferred, release_deferred);
    demand(weft_deferred_callback(deferred, weft_integer(number)) == WEFT_OK);
    return deferred;
}

static void append(struct racing *racing, char letter)
{
    size_t length = strlen(racing->order);

    racing->order[length] = letter;
    racing->order[length + 1] = '\0';
}

static void race_a(weft_reactor *reactor, void *context)
{
    struct racing *racing = context;

    (void) reactor;
    append(racing, 'a');
    fire(racing->world, 1);
}

static void race_b(weft_reactor *reactor, void *context)
{
    struct racing *racing = context;

    (void) reactor;
    append(racing, 'b');
    fire(racing->world, 2);
}

static void perform(weft_reactor *reactor, void *context)
{
    struct racing *racing = context;
    const struct run *run = racing->run;
    weft_deferred *deferred = fire(racing->world, run->fired);

    demand(weft_deferred_add_both(deferred, return_other, racing) == WEFT_OK);
    if (run->printed)
        weft_world_print(racing->world, "%s", run->printed);
    if (run->seed > 0) {
        demand(weft_call_later(reactor, 10, race_a, racing, NULL) == WEFT_OK);
        demand(weft_call_later(reactor, 10, race_b, racing, NULL) == WEFT_OK);
    }
}

/* False: the calls have raced in another order than RUN wants. */
static bool fingerprint_of(const struct run *run, const char *letters, uint64_t *fingerprint)
{
    weft_world *world = make_world(run->seed);
    struct racing racing = {.run = run, .world = world};
    unsigned ingredients;

    weft_world_at(world, run->at_ns, run->label, perform, &racing);
    weft_world_run(world);
    assert_int_equal(weft_world_failures(world), 0);
    assert_null(weft__fingerprint_read(letters, &ingredients));
    *fingerprint = weft__fingerprint(world, ingredients);
    assert_true(*fingerprint != 0);
    weft_world_close(world);
    return !run->order || strcmp(racing.order, run->order) == 0;
}

static uint64_t fingerprint_with(struct run run, const char *letters)
{
    uint64_t fingerprint;

    while (!fingerprint_of(&run, letters, &fingerprint))
        run.seed++;
    return fingerprint;
}

static void each_ingredient_tells_its_own_apart(void **state)
{
    static const struct run plain = {5, "do", 1, 7, "x", 0, NULL};
    static const struct run race = {5, "do", 1, 7, "x", 1, "ab"};
    /* TELL are the letters each of which, alone, tells the two runs apart. */
    static const struct {
        const struct run *one;
        struct run other;
        const char *tell;
    } rows[] = {
        {&plain, {5, "do", 1, 7, "x", 0, NULL}, ""},
        {&plain, {6, "do", 1, 7, "x", 0, NULL}, "t"},
        {&plain, {5, "go", 1, 7, "x", 0, NULL}, "sr"},
        {&plain, {5, "do", 2, 7, "x", 0, NULL}, "v"},
        {&plain, {5, "do", 1, 8, "x", 0, NULL}, "vr"},
        {&plain, {5, "do", 1, 7, "y", 0, NULL}, "vr"},
        {&race, {5, "do", 1, 7, "x", 1, "ab"}, ""},
        {&race, {5, "do", 1, 7, "x", 1, "ba"}, ""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (const char *letter = "tosvr"; *letter; letter++) {
            char letters[2] = {*letter, '\0'};
            uint64_t one = fingerprint_with(*rows[i].one, letters);
            uint64_t other = fingerprint_with(rows[i].other, letters);

            assert_int_equal(one != other, strchr(rows[i].tell, *letter) != NULL);
        }
    }
}

/* The two that race do the same, to others and with others: o alone sees only that something
 * happened twice. */
static void an_order_is_told_with_what_tells_its_members_apart(void **state)
{
    static const struct run one = {5, "do", 1, 7, "x", 1, "ab"},
                            other = {5, "do", 1, 7, "x", 1, "ba"};

    (void) state;
    assert_true(fingerprint_with(one, "os") != fingerprint_with(other, "os"));
    assert_true(fingerprint_with(one, "ov") != fingerprint_with(other, "ov"));
    assert_true(fingerprint_with(one, "tosvr") != fingerprint_with(other, "tosvr"));
    assert_true(fingerprint_with(one, "tsvr") == fingerprint_with(other, "tsvr"));
}

/* As any compiler for any machine has it, and as it was when this was written. */
static void a_fingerprint_is_the_same_everywhere(void **state)
{
    static const struct run run = {5, "do", 1, 7, "x", 0, NULL};

    (void) state;
    assert_true(fingerprint_with(run, "tosvr") == UINT64_C(0x8fb5d8226815d6c5));
    assert_true(fingerprint_with(run, "r") == UINT64_C(0x7b9342307bfe1fee));
}

static void without_memory_there_is_no_number(void **state)
{
    weft_world *world = make_world(0);

    (void) state;
    weft_world_print(world, "a line");
    weft_world_run(world);
    counting_allocator_fail_from(&memory, 1);
    assert_true(weft__fingerprint(world, WEFT__FINGERPRINT_TIME) == 0);
    counting_allocator_fail_never(&memory);
    assert_true(weft__fingerprint(world, WEFT__FINGERPRINT_TIME) != 0);
    weft_world_close(world);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, counted_system_begin, counted_system_end)
    const struct CMUnitTest tests[] = {
        TEST(letters_are_read_in_any_order_and_written_in_one),
        TEST(what_is_no_letter_is_shown),
        TEST(each_ingredient_tells_its_own_apart),
        TEST(an_order_is_told_with_what_tells_its_members_apart),
        TEST(a_fingerprint_is_the_same_everywhere),
        TEST(without_memory_there_is_no_number),
    };
#undef TEST

    return cmocka_run_group_tests_name("fingerprint", tests, NULL, NULL);
}
