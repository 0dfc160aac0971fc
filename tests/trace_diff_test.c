/* trace_diff_test.c - what differs between two traces, and how it is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/counting_allocator.h"
#include "support/told.h"

#include "trace_diff.h"
#include "trace_match.h"

/* --- Traces of letters: event N is a line that says letter N --- */

struct letters {
    char *text;
    struct weft__trace_file file;
};

static struct letters letters_with(const char *header, const char *letters, const char *end)
{
    size_t count = strlen(letters);
    size_t size = strlen(header) + 32 * count + 128;
    struct letters made = {.text = malloc(size)};
    struct weft__diagnostics diagnostics;
    size_t length;

    assert_non_null(made.text);
    length = (size_t) snprintf(made.text, size, "weft trace 1\n%s\n", header);
    for (size_t i = 0; i < count; i++)
        length += (size_t) snprintf(made.text + length, size - length, "0.000000000 1 world  %c\n",
                                    letters[i]);
    length +=
        (size_t) snprintf(made.text + length, size - length, "end %s events %zu\n", end, count);
    assert_int_equal(weft__trace_read(&weft_allocator_system,
                                      (struct weft__source){"letters", made.text, length},
                                      &diagnostics, &made.file),
                     WEFT__TRACE_READ);
    return made;
}

#define HEADER "scenario a.weft\nseed 0\nstrategy fifo\nuntil -\n"

static struct letters letters_of(const char *letters)
{
    return letters_with(HEADER, letters, "1.000000000 held");
}

static void letters_free(struct letters *letters)
{
    weft__trace_file_free(&letters->file);
    free(letters->text);
}

/* --- Writing into memory, lines cut down to the letters --- */

static void write_diff(const void *context, FILE *stream)
{
    weft__trace_diff_write(context, stream);
}

static void write_first(const void *context, FILE *stream)
{
    weft__trace_diff_write_first(context, stream);
}

static struct told letters_told(const struct weft__trace_diff *diff,
                                void (*write)(const void *, FILE *))
{
    static const char noise[] = "0.000000000 1 world  ";
    struct told told = told_by(write, diff);
    char *at = told.text;

    while ((at = strstr(at, noise)) != NULL)
        memmove(at, at + sizeof noise - 1, strlen(at + sizeof noise - 1) + 1);
    return told;
}

static struct weft__trace_diff diff_of(const struct letters *before, const struct letters *after)
{
    return (struct weft__trace_diff){.before = &before->file,
                                     .after = &after->file,
                                     .before_name = "old.trace",
                                     .after_name = "this run",
                                     .context = 2,
                                     .lines_max = SIZE_MAX,
                                     .allocator = &weft_allocator_system};
}

#define NAMES "--- old.trace\n+++ this run\n"

/* Two traces' letters, the first event that differs (0: none), and what is told of them with two
 * lines around. */
static const struct {
    const char *before, *after;
    uint64_t first_event;
    const char *told;
    const char *first;
} letter_rows[] = {
    {"", "", 0, "", ""},
    {"abc", "abc", 0, "", ""},
    {"abcdef", "abcxef", 4, NAMES "@@ events -2 +2 @@\n  b\n  c\n- d\n+ x\n  e\n  f\n",
     NAMES "the first difference is at event 4:\n"
           "       2  b\n       3  c\n"
           "-      4  d\n-      5  e\n-      6  f\n"
           "+      4  x\n+      5  e\n+      6  f\n"},
    {"abc", "xbc", 1, NAMES "@@ events -1 +1 @@\n- a\n+ x\n  b\n  c\n",
     NAMES "the first difference is at event 1:\n"
           "-      1  a\n-      2  b\n-      3  c\n"
           "+      1  x\n+      2  b\n+      3  c\n"},
    {"abc", "abcd", 4,
     NAMES "@@ events -2 +2 @@\n  b\n  c\n+ d\n"
           "@@ end @@\n- end 1.000000000 held events 3\n+ end 1.000000000 held events 4\n",
     NAMES "the first difference is at event 4:\n"
           "       2  b\n       3  c\n"
           "-         end 1.000000000 held events 3\n"
           "+      4  d\n+         end 1.000000000 held events 4\n"},
    {"abcd", "acd", 2,
     NAMES "@@ events -1 +1 @@\n  a\n- b\n  c\n  d\n"
           "@@ end @@\n- end 1.000000000 held events 4\n+ end 1.000000000 held events 3\n",
     NULL},
    /* four lines between two changes join them, five do not */
    {"AbcdeF", "XbcdeY", 1, NAMES "@@ events -1 +1 @@\n- A\n+ X\n  b\n  c\n  d\n  e\n- F\n+ Y\n",
     NULL},
    {"AbcdefG", "XbcdefY", 1,
     NAMES "@@ events -1 +1 @@\n- A\n+ X\n  b\n  c\n@@ events -5 +5 @@\n  e\n  f\n- G\n+ Y\n",
     NULL},
    /* what was removed stands before what was added */
    {"aBCDe", "aXYZe", 2, NAMES "@@ events -1 +1 @@\n  a\n- B\n- C\n- D\n+ X\n+ Y\n+ Z\n  e\n",
     NULL},
    {"", "ab", 1,
     NAMES "@@ events -1 +1 @@\n+ a\n+ b\n"
           "@@ end @@\n- end 1.000000000 held events 0\n+ end 1.000000000 held events 2\n",
     NAMES "the first difference is at event 1:\n"
           "-         end 1.000000000 held events 0\n"
           "+      1  a\n+      2  b\n+         end 1.000000000 held events 2\n"},
};

static void differing_events_are_told(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof letter_rows / sizeof *letter_rows; i++) {
        struct letters before = letters_of(letter_rows[i].before);
        struct letters after = letters_of(letter_rows[i].after);
        struct weft__trace_diff diff = diff_of(&before, &after);
        struct weft__trace_difference difference = weft__trace_compare(&before.file, &after.file);

        assert_int_equal(difference.first_event, letter_rows[i].first_event);
        assert_false(difference.header);
        assert_false(difference.end);
        assert_string_equal(letters_told(&diff, write_diff).text, letter_rows[i].told);
        if (letter_rows[i].first != NULL)
            assert_string_equal(letters_told(&diff, write_first).text, letter_rows[i].first);
        letters_free(&before);
        letters_free(&after);
    }
}

/* A second header beside HEADER, or a second end, and what is told. */
static const struct {
    const char *header;
    const char *end;
    const char *told;
} header_rows[] = {
    {HEADER, "1.000000000 held", ""},
    {"scenario b\nseed 7\nstrategy random\nuntil 5.000000000\n", "1.000000000 held",
     NAMES "@@ header @@\n- scenario a.weft\n+ scenario b\n- seed 0\n+ seed 7\n"
           "- strategy fifo\n+ strategy random\n- until -\n+ until 5.000000000\n"},
    {HEADER "source 4\n| a\\b\n", "1.000000000 held",
     NAMES "@@ header @@\n  the script, from line 1 on:\n- no script\n+ | a\\\\b\n"},
    {HEADER "source 0\n", "1.000000000 held",
     NAMES "@@ header @@\n  the script, from line 1 on:\n- no script\n+ the script has ended\n"},
    {HEADER, "1.000000001 held",
     NAMES "@@ end @@\n- end 1.000000000 held events 1\n+ end 1.000000001 held events 1\n"},
    {HEADER, "1.000000000 1 finding",
     NAMES "@@ end @@\n- end 1.000000000 held events 1\n+ end 1.000000000 1 finding events 1\n"},
};

static void headers_and_ends_are_told_by_themselves(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof header_rows / sizeof *header_rows; i++) {
        struct letters before = letters_of("a");
        struct letters after = letters_with(header_rows[i].header, "a", header_rows[i].end);
        struct weft__trace_diff diff = diff_of(&before, &after);
        struct weft__trace_difference difference = weft__trace_compare(&before.file, &after.file);

        assert_int_equal(difference.first_event, 0);
        assert_int_equal(difference.header, strstr(header_rows[i].told, "@@ header") != NULL);
        assert_int_equal(difference.end, strstr(header_rows[i].told, "@@ end") != NULL);
        assert_string_equal(letters_told(&diff, write_diff).text, header_rows[i].told);
        assert_string_equal(letters_told(&diff, write_first).text, "");
        letters_free(&before);
        letters_free(&after);
    }
}

/* Two scripts as they stand in traces, and what is told of them. */
static const struct {
    const char *before, *after;
    const char *told;
} source_rows[] = {
    {"source 4\n| a\n| b\n", "source 4\n| a\n| b\n", ""},
    {"source 4\n| a\n| b\n", "source 4\n| a\n| c\n", "2 on:\n- | b\n+ | c\n"},
    {"source 4\n| a\n| b\n", "source 2\n| a\n", "2 on:\n- | b\n+ the script has ended\n"},
    {"source 2\n| a\n", "source 1\n| a\n", "1 on:\n- | a\n+ | a\n"},
    {"source 6\n| a\n| \x1b[1m\n", "source 2\n| a\n",
     "2 on:\n- | \\x1b[1m\n+ the script has ended\n"},
};

static void the_first_line_of_the_script_that_differs_is_told(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof source_rows / sizeof *source_rows; i++) {
        char header[256];
        struct letters before, after;
        struct weft__trace_diff diff;
        struct told told;

        snprintf(header, sizeof header, HEADER "%s", source_rows[i].before);
        before = letters_with(header, "a", "0.000000000 held");
        snprintf(header, sizeof header, HEADER "%s", source_rows[i].after);
        after = letters_with(header, "a", "0.000000000 held");
        diff = diff_of(&before, &after);
        told = letters_told(&diff, write_diff);
        if (source_rows[i].told[0] == '\0') {
            assert_string_equal(told.text, "");
        } else {
            const char *from = strstr(told.text, "from line ");

            assert_non_null(from);
            assert_string_equal(from + strlen("from line "), source_rows[i].told);
        }
        letters_free(&before);
        letters_free(&after);
    }
}

/* --- Bounds --- */

/* How many lines may be shown, and what is told of abcdefgh and aBCDEFGHIJh. */
static const struct {
    size_t lines_max;
    const char *told;
} bound_rows[] = {
    {16, "  a\n- b\n- c\n- d\n- e\n- f\n- g\n+ B\n+ C\n+ D\n+ E\n+ F\n+ G\n+ H\n+ I\n+ J\n"
         "(as many lines as may be shown)\n"},
    {17, "  a\n- b\n- c\n- d\n- e\n- f\n- g\n+ B\n+ C\n+ D\n+ E\n+ F\n+ G\n+ H\n+ I\n+ J\n  h\n"},
    {9, "  a\n- b\n- c\n- d\n- e\n- ... 2 more here\n+ B\n+ C\n+ D\n+ E\n+ ... 5 more here\n"
        "(as many lines as may be shown)\n"},
    {12, "  a\n- b\n- c\n- d\n- e\n- f\n- g\n+ B\n+ C\n+ D\n+ E\n+ F\n+ ... 4 more here\n"
         "(as many lines as may be shown)\n"},
    {1, "  a\n- ... 6 more here\n+ ... 9 more here\n(as many lines as may be shown)\n"},
};

static void a_long_diff_is_cut_and_says_so(void **state)
{
    struct letters before = letters_of("abcdefgh");
    struct letters after = letters_of("aBCDEFGHIJh");

    (void) state;
    for (size_t i = 0; i < sizeof bound_rows / sizeof *bound_rows; i++) {
        struct weft__trace_diff diff = diff_of(&before, &after);
        struct told told;
        const char *at;

        diff.lines_max = bound_rows[i].lines_max;
        told = letters_told(&diff, write_diff);
        at = strstr(told.text, "@@\n") + 3;
        *strstr(told.text, "@@ end") = '\0';
        assert_string_equal(at, bound_rows[i].told);
    }
    letters_free(&before);
    letters_free(&after);
}

static void without_memory_the_diff_is_right_though_long(void **state)
{
    struct letters before = letters_of("aXbYc");
    struct letters after = letters_of("aPbQc");
    struct counting_allocator memory;
    weft_allocator allocator;
    struct weft__trace_diff diff = diff_of(&before, &after);

    (void) state;
    counting_allocator_start(&memory);
    allocator = counting_allocator_allocator(&memory);
    diff.allocator = &allocator;
    assert_string_equal(letters_told(&diff, write_diff).text,
                        NAMES "@@ events -1 +1 @@\n  a\n- X\n+ P\n  b\n- Y\n+ Q\n  c\n");
    assert_int_equal(memory.bytes, 0);
    counting_allocator_fail_once(&memory, 1);
    assert_string_equal(letters_told(&diff, write_diff).text,
                        NAMES "@@ events -1 +1 @@\n  a\n- X\n- b\n- Y\n+ P\n+ b\n+ Q\n  c\n"
                              "(not the shortest way to tell it: too much differs)\n");
    counting_allocator_end(&memory);
    letters_free(&before);
    letters_free(&after);
}

/* --- Matches --- */

/* Asserts that the matches of two traces are the same lines, in order. Returns how many edits they
 * leave. */
static size_t edits_of(const struct weft__trace_file *before, const struct weft__trace_file *after,
                       bool *shortest)
{
    struct weft__trace_matcher matcher;
    struct weft__trace_match match;
    size_t before_at = 0, after_at = 0, edits = 0;

    weft__trace_matcher_begin(&matcher, before, after, &weft_allocator_system);
    while (weft__trace_matcher_next(&matcher, &match)) {
        assert_true(match.before_at >= before_at && match.after_at >= after_at);
        edits += match.before_at - before_at + match.after_at - after_at;
        before_at = match.before_at + match.count;
        after_at = match.after_at + match.count;
        assert_true(before_at <= before->count && after_at <= after->count);
        for (size_t i = 1; i <= match.count; i++)
            assert_true(weft__trace_slice_equals(before->events[before_at - i],
                                                 after->events[after_at - i]));
    }
    assert_int_equal(before_at, before->count);
    assert_int_equal(after_at, after->count);
    *shortest = matcher.shortest;
    weft__trace_matcher_end(&matcher);
    return edits;
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8U;
}

static void random_letters(char *letters, size_t count, uint32_t *seed)
{
    for (size_t i = 0; i < count; i++)
        letters[i] = (char) ('a' + next_random(seed) % 3);
    letters[count] = '\0';
}

/* The longest common subsequence, by the table that everybody believes. */
static size_t common_letters(const char *left, const char *right)
{
    size_t row[32] = {0};

    for (size_t i = 0; left[i] != '\0'; i++) {
        size_t diagonal = 0;

        for (size_t j = 0; right[j] != '\0'; j++) {
            size_t above = row[j + 1];

            if (left[i] == right[j])
                row[j + 1] = diagonal + 1;
            else if (row[j] > above)
                row[j + 1] = row[j];
            diagonal = above;
        }
    }
    return row[strlen(right)];
}

static void the_shortest_way_is_found(void **state)
{
    uint32_t seed = 1;

    (void) state;
    for (int round = 0; round < 3000; round++) {
        char left[32], right[32];
        struct letters before, after;
        bool shortest;

        random_letters(left, next_random(&seed) % 20, &seed);
        random_letters(right, next_random(&seed) % 20, &seed);
        before = letters_of(left);
        after = letters_of(right);
        assert_int_equal(edits_of(&before.file, &after.file, &shortest),
                         strlen(left) + strlen(right) - 2 * common_letters(left, right));
        assert_true(shortest);
        letters_free(&before);
        letters_free(&after);
    }
}

/* COUNT letters that go round the alphabet. */
static char *long_letters(size_t count, char first)
{
    char *letters = malloc(count + 1);

    assert_non_null(letters);
    for (size_t i = 0; i < count; i++)
        letters[i] = (char) (first + (char) (i % 26));
    letters[count] = '\0';
    return letters;
}

static void long_traces_with_little_in_common_are_matched_rightly(void **state)
{
    uint32_t seed = 7;
    bool shortest;

    (void) state;
    for (size_t count = 100; count <= 5000; count += 700) {
        char *left = malloc(count + 1), *right = malloc(count + 1);
        struct letters before, after;

        assert_non_null(left);
        assert_non_null(right);
        random_letters(left, count, &seed);
        random_letters(right, count - 50, &seed);
        before = letters_of(left);
        after = letters_of(right);
        edits_of(&before.file, &after.file, &shortest);
        assert_int_equal(shortest, count < 800);
        letters_free(&before);
        letters_free(&after);
        free(left);
        free(right);
    }
}

static void as_many_edits_as_are_sought_are_found(void **state)
{
    (void) state;
    for (size_t more = 0; more < 2; more++) {
        const size_t half = WEFT__TRACE_MATCH_EDITS_MAX / 2;
        char left[WEFT__TRACE_MATCH_EDITS_MAX + 2], right[WEFT__TRACE_MATCH_EDITS_MAX + 2];
        struct letters before, after;
        bool shortest;

        memset(left, 'a', half + more);
        left[half + more] = '\0';
        memset(right, 'b', half);
        right[half] = '\0';
        before = letters_of(left);
        after = letters_of(right);
        assert_int_equal(edits_of(&before.file, &after.file, &shortest), 2 * half + more);
        assert_int_equal(shortest, more == 0);
        letters_free(&before);
        letters_free(&after);
    }
}

static void long_traces_are_compared_and_told_in_bounds(void **state)
{
    const size_t count = 100 * 1000;
    char *left = long_letters(count, 'a'), *right = long_letters(count, 'a');
    char *other = long_letters(count, 'A');
    struct letters before, after, foreign;
    struct weft__trace_diff diff;
    bool shortest;

    (void) state;
    right[10] = '!';
    memmove(right + 50000, right + 50003, count - 50003 + 1);
    before = letters_of(left);
    after = letters_of(right);
    foreign = letters_of(other);
    assert_int_equal(edits_of(&before.file, &after.file, &shortest), 5);
    assert_true(shortest);
    diff = diff_of(&before, &foreign);
    diff.lines_max = 10;
    assert_non_null(
        strstr(letters_told(&diff, write_diff).text, "- ... 99995 more here\n+ A\n+ B\n"));
    letters_free(&before);
    letters_free(&after);
    letters_free(&foreign);
    free(left);
    free(right);
    free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differing_events_are_told),
        cmocka_unit_test(headers_and_ends_are_told_by_themselves),
        cmocka_unit_test(the_first_line_of_the_script_that_differs_is_told),
        cmocka_unit_test(a_long_diff_is_cut_and_says_so),
        cmocka_unit_test(without_memory_the_diff_is_right_though_long),
        cmocka_unit_test(the_shortest_way_is_found),
        cmocka_unit_test(long_traces_with_little_in_common_are_matched_rightly),
        cmocka_unit_test(as_many_edits_as_are_sought_are_found),
        cmocka_unit_test(long_traces_are_compared_and_told_in_bounds),
    };

    return cmocka_run_group_tests_name("trace_diff", tests, NULL, NULL);
}
