/* live_table_test.c - who lives, in order of creation, and who waits to be finished. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "live_table.h"
#include "reactor_internal.h"
#include "support/library_fixture.h"

#define NODES 3000

/* An object of the test's own: its release releases its children, makes some, and may live on. */
struct node {
    struct weft__object object;
    size_t number;
    size_t children;
    struct node **own;
    bool comes_back;
};

static const char *check(const weft_reactor *reactor)
{
    return weft__live_table_check(&reactor->live);
}

static bool finish_node(struct weft__object *object)
{
    struct node *node = (struct node *) object;

    assert_null(check(object->reactor));
    for (size_t i = 0; i < node->children; i++)
        weft__object_release(&node->own[i]->object);
    node->children = 0;
    assert_null(check(object->reactor));
    if (node->comes_back) {
        node->comes_back = false;
        object->references = 1;
        return false;
    }
    return true;
}

static const struct weft__kind node_kind = {WEFT_SUBJECT_NONE, finish_node, NULL};

static struct node *make_node(weft_reactor *reactor, size_t number)
{
    struct node *node = weft__object_create(reactor, &node_kind, sizeof *node);

    assert_non_null(node);
    node->number = number;
    return node;
}

static uint32_t draw(uint32_t *random, uint32_t below)
{
    *random = *random * 1664525 + 1013904223;
    return (uint32_t) (((uint64_t) *random * below) >> 32);
}

/* The numbers of the nodes that live must rise, one after the other. */
static void assert_in_order(const weft_reactor *reactor, size_t count)
{
    const struct weft__live_table *table = &reactor->live;
    size_t seen = 0, last = 0;

    assert_null(check(reactor));
    for (size_t i = 0; i < table->tail; i++) {
        const struct node *node = (const struct node *) table->places[i];

        if (!node)
            continue;
        assert_true(seen == 0 || node->number > last);
        last = node->number;
        seen++;
    }
    assert_int_equal(seen, count);
    assert_int_equal(table->count, count);
}

static void the_living_stand_in_order_of_creation(void **state)
{
    weft_reactor *reactor = ((struct library_fixture *) *state)->reactor;
    struct node *nodes[NODES] = {NULL};
    size_t count = 0, made = 0;
    uint32_t random = 9;

    for (int i = 0; i < 60000; i++) {
        struct node **node = &nodes[draw(&random, i % 20000 < 10000 ? NODES : 40)];

        if (*node)
            weft__object_release(&(*node)->object);
        count += *node ? (size_t) -1 : 1;
        *node = *node ? NULL : make_node(reactor, ++made);
        if (i % 500 == 0)
            assert_in_order(reactor, count);
    }
    for (size_t i = 0; i < NODES; i++)
        if (nodes[i])
            weft__object_release(&nodes[i]->object);
    assert_in_order(reactor, 0);
}

/* A tree of WIDTH children a node is let go by its root: all of it waits at some time. */
static void let_go_of_a_tree(weft_reactor *reactor, size_t width, size_t come_back_every)
{
    struct node **nodes = calloc(NODES, sizeof *nodes);
    size_t came_back = 0;

    assert_non_null(nodes);
    for (size_t i = 0; i < NODES; i++) {
        nodes[i] = make_node(reactor, i + 1);
        nodes[i]->comes_back = come_back_every > 0 && i % come_back_every == 0;
        came_back += nodes[i]->comes_back;
    }
    for (size_t i = 0; i < NODES; i++) {
        size_t first = i * width + 1;

        nodes[i]->own = nodes + first;
        nodes[i]->children = first >= NODES ? 0 : NODES - first < width ? NODES - first : width;
    }
    weft__object_release(&nodes[0]->object);
    assert_null(check(reactor));
    assert_int_equal(reactor->live.count, came_back);
    assert_int_equal(reactor->live.waiting, 0);
    while (reactor->live.count > 0) {
        weft__live_table_squeeze(&reactor->live);
        weft__object_release(reactor->live.places[0]);
    }
    assert_null(check(reactor));
    free(nodes);
}

static void all_that_live_may_come_to_wait(void **state)
{
    struct library_fixture *fixture = *state;

    let_go_of_a_tree(fixture->reactor, NODES - 1, 0);
    let_go_of_a_tree(fixture->reactor, 2, 0);
    let_go_of_a_tree(fixture->reactor, 1, 0);
}

static void all_that_wait_may_live_on(void **state)
{
    struct library_fixture *fixture = *state;

    let_go_of_a_tree(fixture->reactor, NODES - 1, 1);
    let_go_of_a_tree(fixture->reactor, 2, 1);
    let_go_of_a_tree(fixture->reactor, 7, 3);
}

static void the_way_out_needs_no_memory(void **state)
{
    struct library_fixture *fixture = *state;
    struct node **nodes = calloc(NODES, sizeof *nodes);

    assert_non_null(nodes);
    for (size_t i = 0; i < NODES; i++)
        nodes[i] = make_node(fixture->reactor, i + 1);
    nodes[0]->own = nodes + 1;
    nodes[0]->children = NODES - 1;
    counting_allocator_fail_from(&fixture->memory, 1);
    weft__object_release(&nodes[0]->object);
    counting_allocator_fail_never(&fixture->memory);
    assert_in_order(fixture->reactor, 0);
    free(nodes);
}

/* Each invariant has a state that breaks it: the check finds it. */
static void the_check_finds_each_broken_invariant(void **state)
{
    weft_reactor *reactor = ((struct library_fixture *) *state)->reactor;
    struct weft__live_table *table = &reactor->live;
    struct node *first = make_node(reactor, 1), *second = make_node(reactor, 2);
    size_t capacity = table->capacity;

    first->object.place = 7;
    assert_memory_equal(check(reactor), "V2", 2);
    first->object.place = 0;
    table->count++;
    assert_memory_equal(check(reactor), "V1", 2);
    table->count--;
    table->capacity = 3;
    assert_memory_equal(check(reactor), "V4", 2);
    table->capacity = capacity;
    table->places[capacity - 1] = &second->object;
    table->waiting = 1;
    assert_memory_equal(check(reactor), "V2", 2);
    table->waiting = 0;
    weft__object_release(&first->object);
    weft__object_release(&second->object);
    assert_in_order(reactor, 0);
}

static void more_than_can_be_counted_are_refused(void **state)
{
    weft_reactor *reactor = ((struct library_fixture *) *state)->reactor;
    struct weft__live_table table = {.capacity = UINT32_MAX, .tail = 9, .count = UINT32_MAX - 9};

    assert_int_equal(weft__live_table_grow(&table, reactor), WEFT_NO_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(the_living_stand_in_order_of_creation),
        library_test(all_that_live_may_come_to_wait),
        library_test(all_that_wait_may_live_on),
        library_test(the_way_out_needs_no_memory),
        library_test(the_check_finds_each_broken_invariant),
        library_test(more_than_can_be_counted_are_refused),
    };

    return cmocka_run_group_tests_name("live_table", tests, NULL, NULL);
}
