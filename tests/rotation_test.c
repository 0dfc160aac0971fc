/* rotation_test.c - the rotation against a plain list with an index (COOP-7, COOP-7a, COOP-9). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "reactor_internal.h"
#include "rotation.h"
#include "support/library_fixture.h"

#define ENTRIES_MAX 48

/* What the rotation stands for, done the slow way. */
struct model {
    struct weft__rotation_entry *list[ENTRIES_MAX];
    size_t count;
    size_t cursor;
};

static struct weft__rotation_entry *model_next(struct model *model)
{
    if (model->count == 0)
        return NULL;
    if (model->cursor >= model->count)
        model->cursor = 0;
    return model->list[model->cursor++];
}

static void model_append(struct model *model, struct weft__rotation_entry *entry)
{
    model->list[model->count++] = entry;
}

static void model_remove(struct model *model, const struct weft__rotation_entry *entry)
{
    size_t index = 0;

    while (model->list[index] != entry)
        index++;
    model->count--;
    memmove(&model->list[index], &model->list[index + 1],
            (model->count - index) * sizeof *model->list);
}

/* The list and the cursor that ROTATION stands for. */
static struct model model_of(const struct weft__rotation *rotation)
{
    struct model model = {.count = 0};

    for (size_t i = 0; i < rotation->passed; i++) {
        if (rotation->entries[i])
            model_append(&model, rotation->entries[i]);
    }
    model.cursor = model.count + rotation->debt;
    for (size_t i = rotation->to_come; i < rotation->tail; i++) {
        if (rotation->entries[i])
            model_append(&model, rotation->entries[i]);
    }
    return model;
}

static void assert_same(const struct weft__rotation *rotation, const struct model *model)
{
    struct model held = model_of(rotation);

    assert_null(weft__rotation_check(rotation));
    assert_int_equal(held.count, model->count);
    assert_int_equal(rotation->listed, model->count);
    assert_int_equal(held.cursor, model->cursor);
    assert_memory_equal(held.list, model->list, held.count * sizeof *held.list);
}

/* Numbers for a test: the same everywhere. */
static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t) (*state >> 33) % below;
}

struct pair_of {
    struct weft__rotation rotation;
    struct model model;
    struct weft__rotation_entry entries[ENTRIES_MAX];
};

/* Looks at those that are to come, and brings the one at PICK to the cursor, as a chooser does. */
static void look_and_bring(struct pair_of *both, uint32_t pick)
{
    struct weft__rotation_entry *looked[ENTRIES_MAX], *brought;
    struct model *model = &both->model;
    size_t most = 1 + pick % ENTRIES_MAX, count;

    if (model->count > 0 && model->cursor >= model->count)
        model->cursor = 0; /* as the next step would */
    count = weft__rotation_look(&both->rotation, looked, most);
    assert_int_equal(count,
                     model->count - model->cursor < most ? model->count - model->cursor : most);
    assert_memory_equal(looked, model->list + model->cursor, count * sizeof *looked);
    if (count == 0)
        return;
    brought = looked[pick % count];
    weft__rotation_bring(&both->rotation, brought);
    model_remove(model, brought);
    memmove(&model->list[model->cursor + 1], &model->list[model->cursor],
            (model->count - model->cursor) * sizeof *model->list);
    model->list[model->cursor] = brought;
    model->count++;
    assert_same(&both->rotation, model);
}

/* One random operation on both. APPENDS of 8 are appends, so that long and short lists both occur.
 */
static void operate(struct pair_of *both, uint64_t *random, uint32_t appends)
{
    uint32_t reserved = (uint32_t) both->rotation.reserved;
    struct weft__rotation_entry *entry = &both->entries[draw(random, reserved)];
    uint32_t kind = draw(random, 16);

    if (kind == 15 && both->model.count > 0) {
        look_and_bring(both, draw(random, 1000));
    } else if (kind < 6) {
        assert_ptr_equal(weft__rotation_next(&both->rotation), model_next(&both->model));
    } else if (kind == 6 && both->model.count == 0) {
        weft__rotation_rewind(&both->rotation);
        both->model.cursor = 0;
    } else if (weft__rotation_lists(entry) && draw(random, 8) >= appends) {
        weft__rotation_remove(&both->rotation, entry);
        model_remove(&both->model, entry);
    } else if (!weft__rotation_lists(entry) && draw(random, 8) < appends) {
        weft__rotation_append(&both->rotation, entry);
        model_append(&both->model, entry);
    }
}

/* A million operations over four seeds. From time to time room is reserved for one entry more, and
 * what is drawn changes from growing to shrinking. */
static void random_operations_agree_with_a_list_and_an_index(void **state)
{
    static const uint64_t seeds[] = {1, 20, 300, 0x9e3779b97f4a7c15};
    struct library_fixture *fixture = *state;

    for (size_t seed = 0; seed < sizeof seeds / sizeof *seeds; seed++) {
        struct pair_of both = {.model = {.count = 0}};
        uint64_t random = seeds[seed];

        for (size_t i = 0; i < ENTRIES_MAX; i++)
            both.entries[i].place = WEFT__NOT_LISTED;
        for (size_t i = 0; i < 250000; i++) {
            if (i % 5000 == 0 && both.rotation.reserved < ENTRIES_MAX)
                assert_int_equal(weft__rotation_reserve(&both.rotation, fixture->reactor), WEFT_OK);
            operate(&both, &random, 1 + (uint32_t) (i / 700) % 7);
            if (i % 16 == 0)
                assert_same(&both.rotation, &both.model);
        }
        weft__rotation_free(&both.rotation, fixture->reactor);
    }
}

static void reserve(struct library_fixture *fixture, struct weft__rotation *rotation,
                    struct weft__rotation_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        entries[i].place = WEFT__NOT_LISTED;
        assert_int_equal(weft__rotation_reserve(rotation, fixture->reactor), WEFT_OK);
    }
}

/* COOP-7a */
static void being_emptied_does_not_move_the_cursor_but_rewinding_does(void **state)
{
    struct library_fixture *fixture = *state;
    struct weft__rotation rotation = {0};
    struct weft__rotation_entry entries[3];

    reserve(fixture, &rotation, entries, 3);
    for (int rewinds = 0; rewinds <= 1; rewinds++) {
        weft__rotation_append(&rotation, &entries[0]);
        assert_ptr_equal(weft__rotation_next(&rotation), &entries[0]);
        weft__rotation_remove(&rotation, &entries[0]);
        assert_null(weft__rotation_next(&rotation));
        if (rewinds)
            weft__rotation_rewind(&rotation);
        weft__rotation_append(&rotation, &entries[1]);
        weft__rotation_append(&rotation, &entries[2]);
        assert_ptr_equal(weft__rotation_next(&rotation), &entries[rewinds ? 1 : 2]);
        weft__rotation_remove(&rotation, &entries[1]);
        weft__rotation_remove(&rotation, &entries[2]);
        weft__rotation_rewind(&rotation);
    }
    weft__rotation_free(&rotation, fixture->reactor);
}

/* Leaving and coming back cost the same for one of 100,000: a squeeze looks at each slot once, and
 * comes only after as many appends as there is room beyond the entries. */
static void leaving_and_coming_back_is_constant_for_one_of_100000(void **state)
{
    enum { COUNT = 100000, ROUNDS = 600000 };
    struct library_fixture *fixture = *state;
    struct weft__rotation rotation = {0};
    struct weft__rotation_entry *entries = test_malloc(COUNT * sizeof *entries);
    size_t looked_at = 0, requests;
    uint64_t random = 5;

    reserve(fixture, &rotation, entries, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        weft__rotation_append(&rotation, &entries[i]);
    requests = fixture->memory.requests;
    for (size_t i = 0; i < ROUNDS; i++) {
        struct weft__rotation_entry *entry = &entries[draw(&random, COUNT)];
        size_t tail = rotation.tail;

        weft__rotation_remove(&rotation, entry);
        weft__rotation_append(&rotation, entry);
        if (i % 3 == 0)
            assert_non_null(weft__rotation_next(&rotation));
        if (rotation.tail < tail)
            looked_at += rotation.capacity;
    }
    assert_true(looked_at > 0);
    assert_true(looked_at <= 4 * (size_t) ROUNDS);
    assert_int_equal(fixture->memory.requests, requests);
    assert_null(weft__rotation_check(&rotation));
    weft__rotation_free(&rotation, fixture->reactor);
    test_free(entries);
}

static void without_memory_reserving_changes_nothing(void **state)
{
    struct library_fixture *fixture = *state;
    struct weft__rotation rotation = {0}, before;
    struct weft__rotation_entry entries[ENTRIES_MAX];
    size_t refused = 0;

    for (size_t i = 0; i < ENTRIES_MAX; i++) {
        entries[i].place = WEFT__NOT_LISTED;
        before = rotation;
        counting_allocator_fail_from(&fixture->memory, 1);
        if (weft__rotation_reserve(&rotation, fixture->reactor) == WEFT_NO_MEMORY) {
            assert_memory_equal(&rotation, &before, sizeof before);
            counting_allocator_fail_never(&fixture->memory);
            assert_int_equal(weft__rotation_reserve(&rotation, fixture->reactor), WEFT_OK);
            refused++;
        }
        counting_allocator_fail_never(&fixture->memory);
        weft__rotation_append(&rotation, &entries[i]);
        assert_null(weft__rotation_check(&rotation));
    }
    assert_true(refused > 1);
    for (size_t i = 0; i < ENTRIES_MAX; i++)
        assert_ptr_equal(weft__rotation_next(&rotation), &entries[i]);
    weft__rotation_free(&rotation, fixture->reactor);
}

static void more_room_than_there_is_memory_is_refused(void **state)
{
    struct library_fixture *fixture = *state;
    struct weft__rotation rotation = {.reserved = SIZE_MAX - 1};

    assert_int_equal(weft__rotation_reserve(&rotation, fixture->reactor), WEFT_NO_MEMORY);
    assert_int_equal(rotation.reserved, SIZE_MAX - 1);
}

/* Room that is given back is not asked for again. */
static void room_given_back_is_used_again(void **state)
{
    struct library_fixture *fixture = *state;
    struct weft__rotation rotation = {0};
    struct weft__rotation_entry entry;
    size_t requests;

    reserve(fixture, &rotation, &entry, 1);
    requests = fixture->memory.requests;
    for (int i = 0; i < 1000; i++) {
        weft__rotation_unreserve(&rotation);
        assert_int_equal(weft__rotation_reserve(&rotation, fixture->reactor), WEFT_OK);
    }
    assert_int_equal(fixture->memory.requests, requests);
    weft__rotation_free(&rotation, fixture->reactor);
}

/* Each damage, and the invariant by which it is told. */
static void the_check_names_each_invariant_that_does_not_hold(void **state)
{
    static const char *const expected[] = {"R1", "R1", "R1", "R2", "R1", "R3", "R3", "R4"};
    struct library_fixture *fixture = *state;

    for (size_t damage = 0; damage < sizeof expected / sizeof *expected; damage++) {
        struct weft__rotation rotation = {0}, broken;
        struct weft__rotation_entry entries[3];

        reserve(fixture, &rotation, entries, 3);
        for (size_t i = 0; i < 3; i++)
            weft__rotation_append(&rotation, &entries[i]);
        assert_ptr_equal(weft__rotation_next(&rotation), &entries[0]);
        assert_null(weft__rotation_check(&rotation));
        broken = rotation;
        switch (damage) {
        case 0:
            broken.passed = 2;
            break;
        case 1:
            broken.to_come = 4;
            break;
        case 2:
            broken.tail = rotation.capacity + 1;
            break;
        case 3:
            entries[1].place = 0;
            break;
        case 4:
            broken.listed = 2;
            break;
        case 5:
            broken.reserved = 2;
            break;
        case 6:
            broken.reserved = 100;
            break;
        default:
            broken.debt = 1;
        }
        assert_non_null(weft__rotation_check(&broken));
        assert_memory_equal(weft__rotation_check(&broken), expected[damage], 2);
        weft__rotation_free(&rotation, fixture->reactor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(random_operations_agree_with_a_list_and_an_index),
        library_test(being_emptied_does_not_move_the_cursor_but_rewinding_does),
        library_test(leaving_and_coming_back_is_constant_for_one_of_100000),
        library_test(without_memory_reserving_changes_nothing),
        library_test(more_room_than_there_is_memory_is_refused),
        library_test(room_given_back_is_used_again),
        library_test(the_check_names_each_invariant_that_does_not_hold),
    };

    return cmocka_run_group_tests_name("rotation", tests, NULL, NULL);
}
