/* worker_serve_test.c - a worker's life in this process: messages in, messages out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/worker_jobs.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

struct serving_fixture {
    int parent; /* the other end */
    struct counting_allocator counting;
    weft_allocator allocator;
    struct weft__worker_place place;
    struct weft__work work;
};

static int set_up(void **state)
{
    struct serving_fixture *fixture = calloc(1, sizeof *fixture);
    int ends[2];

    assert_non_null(fixture);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    fixture->parent = ends[0];
    fixture->place.socket = ends[1];
    fixture->place.errors = -1;
    fixture->place.log = calloc(1, sizeof *fixture->place.log + 100);
    assert_non_null(fixture->place.log);
    fixture->place.log->bytes_max = 100;
    counting_allocator_start(&fixture->counting);
    fixture->allocator = counting_allocator_allocator(&fixture->counting);
    fixture->work = (struct weft__work){.function = perform_job, .allocator = &fixture->allocator};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct serving_fixture *fixture = *state;

    close(fixture->parent);
    close(fixture->place.socket);
    counting_allocator_end(&fixture->counting);
    free(fixture->place.log);
    free(fixture);
    return 0;
}

static void send_job(struct serving_fixture *fixture, uint64_t number, const char *text, bool last)
{
    struct weft__job_head head = {number, strlen(text), last};

    assert_int_equal(send(fixture->parent, &head, sizeof head, 0), sizeof head);
    assert_int_equal(send(fixture->parent, text, strlen(text), 0), strlen(text));
}

/* Lets the worker live until it has read all that was sent. */
static void serve(struct serving_fixture *fixture)
{
    shutdown(fixture->parent, SHUT_WR);
    weft__worker_serve(&fixture->place, &fixture->work);
    shutdown(fixture->place.socket, SHUT_WR);
    assert_int_equal(fixture->counting.bytes, 0);
}

static struct weft__result_head receive_head(struct serving_fixture *fixture)
{
    struct weft__result_head head;

    assert_int_equal(recv(fixture->parent, &head, sizeof head, MSG_WAITALL), sizeof head);
    return head;
}

static void assert_result(struct serving_fixture *fixture, uint64_t number, const char *text)
{
    struct weft__result_head head = receive_head(fixture);
    char bytes[64];

    assert_int_equal(head.number, number);
    assert_int_equal(head.lost_memory, 0);
    assert_int_equal(head.length, strlen(text));
    if (head.length > 0)
        assert_int_equal(recv(fixture->parent, bytes, head.length, MSG_WAITALL), head.length);
    assert_memory_equal(bytes, text, head.length);
}

static void assert_nothing_more(struct serving_fixture *fixture)
{
    char byte;

    assert_int_equal(recv(fixture->parent, &byte, 1, 0), 0);
}

static void each_job_has_a_result_in_its_turn(void **state)
{
    struct serving_fixture *fixture = *state;

    send_job(fixture, 7, "is seven", false);
    send_job(fixture, 9, "", true);
    send_job(fixture, 4, "is four", true);
    serve(fixture);
    assert_result(fixture, 7, "seven");
    assert_result(fixture, 9, "");
    assert_result(fixture, 4, "four");
    assert_nothing_more(fixture);
    assert_int_equal(fixture->place.log->job, 5);
    assert_false(fixture->place.log->running);
}

static void half_a_job_is_not_run(void **state)
{
    struct serving_fixture *fixture = *state;
    struct weft__job_head head = {2, 100, 1};

    send_job(fixture, 1, "is one", true);
    assert_int_equal(send(fixture->parent, &head, sizeof head, 0), sizeof head);
    assert_int_equal(send(fixture->parent, "is", 2, 0), 2);
    serve(fixture);
    assert_result(fixture, 1, "one");
    assert_nothing_more(fixture);
    assert_int_equal(fixture->place.log->job, 2);
}

static void a_large_result_keeps_its_place(void **state)
{
    struct serving_fixture *fixture = *state;
    struct weft__result_head head;
    char *bytes = malloc(50000);

    assert_non_null(bytes);
    send_job(fixture, 0, "is zero", false);
    send_job(fixture, 1, "large 50000", false);
    send_job(fixture, 2, "is two", true);
    serve(fixture);
    assert_result(fixture, 0, "zero");
    head = receive_head(fixture);
    assert_int_equal(head.length, 50000);
    assert_int_equal(recv(fixture->parent, bytes, 50000, MSG_WAITALL), 50000);
    assert_int_equal(bytes[49999], 'x');
    assert_result(fixture, 2, "two");
    free(bytes);
}

static void a_result_without_memory_says_so(void **state)
{
    struct serving_fixture *fixture = *state;

    send_job(fixture, 0, "large 1000", false);
    send_job(fixture, 1, "is one", true);
    counting_allocator_fail_once(&fixture->counting, 3); /* jobs, result, result grown */
    serve(fixture);
    assert_int_equal(receive_head(fixture).lost_memory, 1);
    assert_result(fixture, 1, "one");
}

static void without_memory_for_jobs_it_ends_and_says_so(void **state)
{
    struct serving_fixture *fixture = *state;

    send_job(fixture, 0, "is zero", true);
    counting_allocator_fail_once(&fixture->counting, 1);
    serve(fixture);
    assert_true(fixture->place.log->no_memory);
    assert_nothing_more(fixture);
}

static void a_parent_that_is_gone_ends_it(void **state)
{
    struct serving_fixture *fixture = *state;

    send_job(fixture, 0, "is zero", true);
    send_job(fixture, 1, "is one", true);
    close(fixture->parent);
    weft__worker_serve(&fixture->place, &fixture->work);
    fixture->parent = dup(fixture->place.socket); /* for tear_down */
    assert_int_equal(fixture->place.log->job, 1); /* nobody would hear of the next */
}

static void stderr_is_emptied_after_each_job(void **state)
{
    struct serving_fixture *fixture = *state;
    FILE *file = tmpfile();

    assert_non_null(file);
    fputs("words of a job that went well", file);
    fflush(file);
    fixture->place.errors = fileno(file);
    send_job(fixture, 0, "is zero", true);
    serve(fixture);
    assert_int_equal(lseek(fileno(file), 0, SEEK_END), 0);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_job_has_a_result_in_its_turn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(half_a_job_is_not_run, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_large_result_keeps_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_result_without_memory_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_memory_for_jobs_it_ends_and_says_so, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_parent_that_is_gone_ends_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stderr_is_emptied_after_each_job, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("worker_serve", tests, NULL, NULL);
}
