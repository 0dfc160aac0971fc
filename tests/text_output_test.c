/* text_output_test.c - pieces of text, into memory and into streams, cut wherever they may be cut.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "number_text.h"
#include "text_output.h"

/* A text of some length with all that is put in other ways than as bytes. */
static void put_everything(struct weft__text_output *output, size_t offset)
{
    for (size_t i = 0; i < offset; i++)
        weft__text_put(output, ".");
    weft__text_put_gap(output, 2, 100);
    weft__text_put_number(output, UINT64_MAX);
    weft__text_put(output, " ");
    weft__text_put_integer(output, INT64_MIN);
    weft__text_put_gap(output, 1, 0);
    weft__text_put_time(output, INT64_MIN);
    if (offset % 2 == 0)
        weft__text_put(output, "\n");
    else
        weft__text_end_line(output);
    weft__text_put(output, "z\xc3\xa4h \xe2\x82\xac");
    weft__text_put_gap(output, 2, 9);
    weft__text_put_time(output, INT64_MAX);
    weft__text_put_gap(output, 0, 150);
    weft__text_put_time(output, 0);
    weft__text_put_escaped(output, " \x01\xc2\x80\xff\\ \n\t\"\x7f ", 12);
    weft__text_put_quoted(output, "a\"b\\\xf0\x9f\x98\x80\xf0\x9f", 10);
    weft__text_put_integer(output, -1);
    weft__text_put_number(output, 0);
}

/* What it comes to, made with printf. */
static size_t expect_everything(char *text, size_t size, size_t offset)
{
    char dots[2048];
    int length;

    memset(dots, '.', offset);
    dots[offset] = '\0';
    length =
        snprintf(text, size, "%s%*s%s%s%s%s%*s%s%s", dots, offset < 98 ? (int) (100 - offset) : 2,
                 "", "18446744073709551615 -9223372036854775808 -9223372036.854775808\n",
                 "z\xc3\xa4h \xe2\x82\xac", "    ", "9223372036.854775807", 150 - 29, "",
                 "0.000000000\\x20\\x01\\xc2\\x80\\xff\\\\ "
                 "\\n\\t\"\\x7f\\x20\"a\\\"b\\\\\xf0\x9f\x98\x80\\xf0\\x9f\"",
                 "-10");
    assert_in_range(length, 1, size - 1);
    return (size_t) length;
}

/* Wherever the end of what is gathered comes to lie. */
static void all_is_put_whole_into_memory(void **state)
{
    static char text[4096], expected[4096];

    (void) state;
    for (size_t offset = 0; offset < 1100; offset++) {
        struct weft__text_output output;
        size_t length = expect_everything(expected, sizeof expected, offset);

        weft__text_to_memory(&output, text, sizeof text);
        put_everything(&output, offset);
        assert_int_equal(weft__text_length(&output), length);
        assert_true(weft__text_finish(&output));
        assert_int_equal(weft__text_length(&output), length);
        assert_string_equal(text, expected);
    }
}

static void what_does_not_fit_is_cut_and_counted(void **state)
{
    static char expected[4096];
    size_t length = expect_everything(expected, sizeof expected, 1000);

    (void) state;
    for (size_t size = 0; size <= length + 2; size++) {
        char *text = malloc(size + 1); /* of this size, so that a byte too many is seen */
        struct weft__text_output output;
        size_t kept = size > length ? length : size > 0 ? size - 1 : 0;

        assert_non_null(text);
        text[size] = 'E';
        weft__text_to_memory(&output, text, size);
        put_everything(&output, 1000);
        weft__text_finish(&output);
        assert_int_equal(weft__text_length(&output), length);
        assert_memory_equal(text, expected, kept);
        assert_int_equal(text[size], 'E');
        if (size > 0)
            assert_int_equal(text[kept], '\0');
        free(text);
    }
}

static void a_stream_gets_the_same_through_any_buffer(void **state)
{
    static char buffer[3000], text[4096], expected[4096];

    (void) state;
    for (size_t bytes = WEFT__TEXT_GATHERED_BYTES; bytes < sizeof buffer; bytes += 13) {
        size_t offset = bytes % 900;
        size_t length = expect_everything(expected, sizeof expected, offset);
        struct weft__text_output output;
        FILE *file = tmpfile();

        assert_non_null(file);
        weft__text_to_file_through(&output, file, buffer, bytes);
        put_everything(&output, offset);
        assert_true(weft__text_finish(&output));
        assert_int_equal(weft__text_length(&output), length);
        rewind(file);
        assert_int_equal(fread(text, 1, sizeof text, file), length);
        assert_memory_equal(text, expected, length);
        fclose(file);
    }
}

static void columns_are_counted_in_characters_from_a_piece_that_ended_its_line(void **state)
{
    char text[256];
    struct weft__text_output output;

    (void) state;
    weft__text_to_memory(&output, text, sizeof text);
    weft__text_put(&output, "one\ntwo\n");
    weft__text_put_gap(&output, 0, 2);
    weft__text_put(&output,
                   "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4");
    weft__text_put_gap(&output, 1, 13);
    weft__text_put(&output, "\xff\x80");
    weft__text_put_gap(&output, 0, 16);
    weft__text_put_number(&output, 17);
    weft__text_put_gap(&output, 0, 17);
    weft__text_put(&output, "|");
    weft__text_finish(&output);
    assert_string_equal(text,
                        "one\ntwo\n  "
                        "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
                        "  \xff\x80  17|");
}

/* Each byte by itself, and between plain ones, as it is escaped byte by byte. */
static void every_byte_is_escaped_as_it_must(void **state)
{
    (void) state;
    for (int byte = 0; byte < 256; byte++) {
        char bytes[] = {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', (char) byte, 'i'};
        char text[64], escape[8], expected[64];
        struct weft__text_output output;

        if (byte == '\n' || byte == '\t' || byte == '\\')
            snprintf(escape, sizeof escape, "\\%c", byte == '\n' ? 'n' : byte == '\t' ? 't' : '\\');
        else if (byte < 0x20 || byte >= 0x7F)
            snprintf(escape, sizeof escape, "\\x%02x", (unsigned) byte);
        else
            snprintf(escape, sizeof escape, "%c", byte);
        snprintf(expected, sizeof expected, "abcdefgh%si", escape);
        weft__text_to_memory(&output, text, sizeof text);
        weft__text_put_escaped(&output, bytes, sizeof bytes);
        weft__text_finish(&output);
        assert_string_equal(text, expected);
        snprintf(expected, sizeof expected, "\"abcdefgh%s%si\"", byte == '"' ? "\\" : "", escape);
        weft__text_to_memory(&output, text, sizeof text);
        weft__text_put_quoted(&output, bytes, sizeof bytes);
        weft__text_finish(&output);
        assert_string_equal(text, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_put_whole_into_memory),
        cmocka_unit_test(what_does_not_fit_is_cut_and_counted),
        cmocka_unit_test(a_stream_gets_the_same_through_any_buffer),
        cmocka_unit_test(columns_are_counted_in_characters_from_a_piece_that_ended_its_line),
        cmocka_unit_test(every_byte_is_escaped_as_it_must),
    };

    return cmocka_run_group_tests_name("text output", tests, NULL, NULL);
}
