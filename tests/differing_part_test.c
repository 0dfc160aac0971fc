/* differing_part_test.c - traces read only as far as they differ are told as if read whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/counted_system.h"
#include "support/folder_fixture.h"
#include "support/told.h"

#include "differing_part.h"
#include "prng.h"
#include "trace_diff.h"

#define HEADER "weft trace 1\nscenario a.weft\nseed 0\nstrategy fifo\nuntil -\n"

enum { LETTERS_MAX = 60, CONTEXT = 2, TEXT_BYTES = 8192 };

/* A trace whose event N says letter N, as many times as the letter is far in the alphabet: lines of
 * different lengths. */
static void put_letters(char *text, const char *header, const char *letters, const char *end)
{
    size_t length = (size_t) snprintf(text, TEXT_BYTES, "%s\n", header);

    for (const char *at = letters; *at != '\0'; at++)
        length += (size_t) snprintf(text + length, TEXT_BYTES - length,
                                    "0.000000000 1 world  %.*s%c\n", 2 * (*at - 'a'),
                                    "....................................................", *at);
    length += (size_t) snprintf(text + length, TEXT_BYTES - length,
                                "end 1.000000000 %s events %d\n", end, (int) strlen(letters));
    assert_in_range(length, 1, TEXT_BYTES - 1);
}

static void write_diff(const void *context, FILE *stream)
{
    weft__trace_diff_write(context, stream);
}

static struct told diff_of(const struct weft__trace_file *before,
                           const struct weft__trace_file *after)
{
    struct weft__trace_diff diff = {.before = before,
                                    .after = after,
                                    .before_name = "before",
                                    .after_name = "after",
                                    .context = CONTEXT,
                                    .lines_max = SIZE_MAX,
                                    .allocator = &weft_allocator_system};

    return told_by(write_diff, &diff);
}

static struct weft__trace_file read_whole(const char *text)
{
    struct weft__diagnostics diagnostics;
    struct weft__trace_file file;

    assert_int_equal(weft__trace_read(&weft_allocator_system,
                                      (struct weft__source){"whole", text, strlen(text)},
                                      &diagnostics, &file),
                     WEFT__TRACE_READ);
    return file;
}

static bool read_parts(size_t window_bytes, struct weft__stored_trace *before,
                       struct weft__stored_trace *after)
{
    struct weft__differing_paths paths = {
        .before = "before", .after = "after", .window_bytes = window_bytes, .context = CONTEXT};

    return weft__differing_part_read(&paths, before, after);
}

/* Both texts are told in the same way, whether whole or in parts. */
static void assert_parts(const char *before_text, const char *after_text, size_t window_bytes)
{
    struct weft__trace_file before = read_whole(before_text);
    struct weft__trace_file after = read_whole(after_text);
    struct weft__trace_difference expected = weft__trace_compare(&before, &after), got;
    struct weft__stored_trace before_part, after_part;
    struct told whole = diff_of(&before, &after), parts;

    put_file("before", before_text);
    put_file("after", after_text);
    assert_true(read_parts(window_bytes, &before_part, &after_part));
    got = weft__trace_compare(&before_part.trace, &after_part.trace);
    assert_int_equal(got.header, expected.header);
    assert_int_equal(got.end, expected.end);
    assert_int_equal(got.first_event, expected.first_event);
    assert_int_equal(before_part.trace.count, before.count);
    assert_int_equal(after_part.trace.count, after.count);
    parts = diff_of(&before_part.trace, &after_part.trace);
    assert_string_equal(parts.text, whole.text);
    weft__stored_trace_close(&before_part);
    weft__stored_trace_close(&after_part);
    weft__trace_file_free(&before);
    weft__trace_file_free(&after);
    assert_int_equal(memory.bytes, 0);
}

/* Some letters, changed here and there. */
static void change(char *letters, uint64_t *random, uint64_t changes)
{
    for (uint64_t i = 0; i < changes; i++) {
        size_t length = strlen(letters);
        size_t at = (size_t) weft__prng_below(random, length + 1);

        if (weft__prng_below(random, 2) == 0 && length < LETTERS_MAX) {
            memmove(letters + at + 1, letters + at, length + 1 - at);
            letters[at] = (char) ('a' + weft__prng_below(random, 5));
        } else if (at < length) {
            memmove(letters + at, letters + at + 1, length - at);
        }
    }
}

static void any_two_traces_are_told_as_if_read_whole(void **state)
{
    static char before_text[TEXT_BYTES], after_text[TEXT_BYTES];
    uint64_t random = 1;

    (void) state;
    for (int i = 0; i < 3000; i++) {
        char before[LETTERS_MAX + 2] = "", after[LETTERS_MAX + 2];

        for (uint64_t length = weft__prng_below(&random, LETTERS_MAX); length > 0; length--)
            before[length - 1] = (char) ('a' + weft__prng_below(&random, 5));
        memcpy(after, before, sizeof after);
        change(after, &random, weft__prng_below(&random, 4));
        put_letters(before_text, HEADER, before, "held");
        put_letters(after_text, i % 3 == 0 ? HEADER "unjudged\n" : HEADER, after,
                    i % 5 == 0 ? "2 findings" : "held");
        assert_parts(before_text, after_text, 110 + weft__prng_below(&random, 300));
    }
}

static void only_what_differs_is_held(void **state)
{
    static char before_text[TEXT_BYTES], after_text[TEXT_BYTES];
    struct weft__stored_trace before, after;

    (void) state;
    put_letters(before_text, HEADER, "abcdeabcdeabcdeabcdeabcdeabcdeabcde", "held");
    put_letters(after_text, HEADER, "abcdeabcdeabcdeaccdeabcdeabcdeabcde", "held");
    put_file("before", before_text);
    put_file("after", after_text);
    assert_true(read_parts(200, &before, &after));
    assert_int_equal(before.trace.count, 35);
    assert_int_equal(before.trace.skipped, 16 - CONTEXT);
    assert_in_range(before.trace.held, 1 + 2 * CONTEXT, 2 + 2 * CONTEXT);
    assert_int_equal(after.trace.held, before.trace.held);
    weft__stored_trace_close(&before);
    weft__stored_trace_close(&after);
}

/* BEFORE and AFTER are not read in parts. */
static void assert_not(const char *before_text, const char *after_text, size_t window_bytes)
{
    struct weft__stored_trace before, after;

    put_file("before", before_text);
    put_file("after", after_text);
    assert_false(read_parts(window_bytes, &before, &after));
    assert_false(before.source_held || before.trace_held || after.source_held || after.trace_held);
    put_file("before", after_text);
    put_file("after", before_text);
    assert_false(read_parts(window_bytes, &before, &after));
    assert_int_equal(memory.bytes, 0);
}

static void what_is_no_whole_trace_is_left_to_who_reads_it_whole(void **state)
{
    static char good[TEXT_BYTES], bad[TEXT_BYTES];
    size_t length;

    (void) state;
    put_letters(good, HEADER, "abcdeabcdeabcdeabcde", "held");
    length = strlen(good);
    for (size_t cut = 0; cut < length; cut++) { /* cut off anywhere */
        memcpy(bad, good, length + 1);
        bad[cut] = '\0';
        assert_not(good, bad, 200);
        assert_not(bad, bad, 200);
    }
    for (size_t place = 0; place < length; place += 7) { /* spoiled anywhere */
        memcpy(bad, good, length + 1);
        bad[place] = '\x01';
        assert_not(good, bad, 200);
        assert_not(bad, bad, 200);
    }
    memcpy(bad, good, length + 1);
    memcpy(bad + length, strstr(good, "\nend ") + 1, strlen(strstr(good, "\nend "))); /* twice */
    assert_not(good, bad, 200);
    put_letters(bad, HEADER, "aaaa", "held");
    memcpy(strstr(bad, "events 4"), "events 5", 8);
    assert_not(bad, bad, 200);
}

static void a_line_or_a_header_longer_than_a_window_is_left_too(void **state)
{
    static char same[TEXT_BYTES], other[TEXT_BYTES];

    (void) state;
    put_letters(same, HEADER, "zzzz", "held");
    put_letters(other, HEADER, "zzzza", "held");
    assert_not(same, same, 71);
    assert_not(same, other, 71);
    assert_not(same, other, 20);
    assert_parts(same, other, 200);
}

static void without_memory_nothing_is_held(void **state)
{
    static char before_text[TEXT_BYTES], after_text[TEXT_BYTES];
    struct weft__stored_trace before, after;
    bool good = false;

    (void) state;
    put_letters(before_text, HEADER, "abcde", "held");
    put_letters(after_text, HEADER, "abde", "held");
    put_file("before", before_text);
    put_file("after", after_text);
    for (size_t nth = 1; !good; nth++) {
        size_t failures = memory.failures;

        counting_allocator_fail_once(&memory, nth);
        good = read_parts(200, &before, &after);
        assert_int_equal(good, memory.failures == failures);
        weft__stored_trace_close(&before);
        weft__stored_trace_close(&after);
        assert_int_equal(memory.bytes, 0);
        assert_in_range(nth, 1, 20);
    }
    counting_allocator_fail_never(&memory);
}

static void what_is_no_file_is_left_too(void **state)
{
    struct weft__differing_paths paths = {"none", "none", 4096, CONTEXT};
    struct weft__stored_trace before, after;

    (void) state;
    assert_false(weft__differing_part_read(&paths, &before, &after));
    paths.before = paths.after = "/dev/null";
    assert_false(weft__differing_part_read(&paths, &before, &after));
    paths.before = paths.after = "-";
    assert_false(weft__differing_part_read(&paths, &before, &after));
    paths.before = paths.after = ".";
    assert_false(weft__differing_part_read(&paths, &before, &after));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(any_two_traces_are_told_as_if_read_whole),
        folder_test(only_what_differs_is_held),
        folder_test(what_is_no_whole_trace_is_left_to_who_reads_it_whole),
        folder_test(a_line_or_a_header_longer_than_a_window_is_left_too),
        folder_test(without_memory_nothing_is_held),
        folder_test(what_is_no_file_is_left_too),
    };

    counting_allocator_start(&memory);
    return cmocka_run_group_tests_name("differing part", tests, NULL, NULL);
}
