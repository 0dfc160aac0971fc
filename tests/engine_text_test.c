/* engine_text_test.c - any bytes as JSON, as XML, and as what GitHub reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "annotations.h"
#include "json_text.h"
#include "xml_text.h"

/* TEXT as a JSON text, between tags, and in an attribute. */
static const struct {
    const char *text, *json, *xml, *attribute;
} rows[] = {
    {"", "\"\"", "", " a=\"\""},
    {"plain /~", "\"plain /~\"", "plain /~", " a=\"plain /~\""},
    {"\"\\", "\"\\\"\\\\\"", "&quot;\\", " a=\"&quot;\\\""},
    {"<&>'", "\"<&>'\"", "&lt;&amp;&gt;'", " a=\"&lt;&amp;&gt;'\""},
    {"a\nb\tc\rd", "\"a\\nb\\u0009c\\u000dd\"", "a\nb\tc&#13;d", " a=\"a&#10;b&#9;c&#13;d\""},
    {"\001\033\037", "\"\\u0001\\u001b\\u001f\"", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
     " a=\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"\x7F", "\"\x7F\"", "\x7F", " a=\"\x7F\""},
    {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\x9B", "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\x9B\"",
     "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\x9B", " a=\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\x9B\""},
    /* no UTF-8: alone, cut off, too long for what it says, half of a pair */
    {"\xFF", "\"\\ufffd\"", "\xEF\xBF\xBD", " a=\"\xEF\xBF\xBD\""},
    {"\xE2\x82", "\"\\ufffd\\ufffd\"", "\xEF\xBF\xBD\xEF\xBF\xBD",
     " a=\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"\xC0\xAF", "\"\\ufffd\\ufffd\"", "\xEF\xBF\xBD\xEF\xBF\xBD",
     " a=\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"\xED\xA0\x80", "\"\\ufffd\\ufffd\\ufffd\"", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
     " a=\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    /* U+FFFE is a character in JSON and none in XML; U+FFFD is one in both */
    {"\xEF\xBF\xBE\xEF\xBF\xBD", "\"\xEF\xBF\xBE\xEF\xBF\xBD\"",
     "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
     " a=\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
};

static void any_text_is_json(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct weft__text_output output;
        char text[256];

        weft__text_to_memory(&output, text, sizeof text);
        weft__json_put_text(&output, rows[i].text);
        weft__text_finish(&output);
        assert_string_equal(text, rows[i].json);
    }
}

static void no_text_is_null(void **state)
{
    struct weft__text_output output;
    char text[64];

    (void) state;
    weft__text_to_memory(&output, text, sizeof text);
    weft__json_put_name(&output, "{", "a \"name\"");
    weft__json_put_text(&output, NULL);
    weft__text_finish(&output);
    assert_string_equal(text, "{\"a \\\"name\\\"\": null");
}

static void any_text_is_xml(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct weft__text_output output;
        char text[256];

        weft__text_to_memory(&output, text, sizeof text);
        weft__xml_put_text(&output, rows[i].text);
        weft__text_finish(&output);
        assert_string_equal(text, rows[i].xml);
        weft__text_to_memory(&output, text, sizeof text);
        weft__xml_put_attribute(&output, "a", rows[i].text);
        weft__text_finish(&output);
        assert_string_equal(text, rows[i].attribute);
    }
}

/* What COUNT annotations of one kind say, to be freed. */
static char *annotated(size_t count, const char *file, uint32_t line, const char *message)
{
    struct weft__output output = {.color = false};
    struct weft__annotations annotations = {.output = &output};
    char *text = NULL;
    size_t length;

    output.file = open_memstream(&text, &length);
    assert_non_null(output.file);
    for (size_t i = 0; i < count; i++)
        weft__annotate(&annotations, file, line, "t", message);
    weft__annotations_end(&annotations);
    assert_int_equal(fclose(output.file), 0);
    return text;
}

static void an_annotation_is_one_line(void **state)
{
    char *text = annotated(1, "a:b,c%\n", 0, "50%: a,b\r\nmore");

    (void) state;
    assert_string_equal(text, "::error file=a%3Ab%2Cc%25%0A,title=t::50%25: a,b%0D%0Amore\n");
    free(text);
    text = annotated(1, "a", 7, "m");
    assert_string_equal(text, "::error file=a,line=7,title=t::m\n");
    free(text);
}

static void at_most_nine_are_told(void **state)
{
    static const char one[] = "::error file=a,title=t::m\n";
    char *text = annotated(9, "a", 0, "m");

    (void) state;
    assert_int_equal(strlen(text), 9 * (sizeof one - 1));
    free(text);
    text = annotated(12, "a", 0, "m");
    assert_string_equal(text + 9 * (sizeof one - 1), "::error::and 3 more\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_text_is_json),      cmocka_unit_test(no_text_is_null),
        cmocka_unit_test(any_text_is_xml),       cmocka_unit_test(an_annotation_is_one_line),
        cmocka_unit_test(at_most_nine_are_told),
    };

    return cmocka_run_group_tests_name("engine_text", tests, NULL, NULL);
}
