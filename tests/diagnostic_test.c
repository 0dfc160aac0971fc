/* diagnostic_test.c - how an error is shown with its line, and which word is near another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "diagnostic.h"
#include "nearest_word.h"

/* A list of errors about one source, and how it is printed. */
struct shown {
    struct weft__diagnostics diagnostics;
    char text[16384];
};

static void show_about(struct shown *shown, const char *bytes, size_t length)
{
    struct weft__source source = {.name = "cancel.weft", .bytes = bytes, .length = length};

    weft__diagnostics_init(&shown->diagnostics, source);
}

static struct weft__place place_of(uint32_t line, uint32_t column, uint32_t length)
{
    return (struct weft__place){.line = line, .column = column, .length = length};
}

static const char *print(struct shown *shown)
{
    FILE *stream = tmpfile();
    size_t length;

    assert_non_null(stream);
    weft__diagnostics_print(&shown->diagnostics, stream);
    rewind(stream);
    length = fread(shown->text, 1, sizeof shown->text - 1, stream);
    shown->text[length] = '\0';
    fclose(stream);
    return shown->text;
}

/* A source, an error in it, and how the error is shown. */
static const struct {
    const char *source;
    struct weft__place place;
    const char *hint, *text;
} rows[] = {
    {"one\n        cancle job\n",
     {2, 9, 6},
     "did you mean 'cancel'?",
     "cancel.weft:2:9: error: what\n"
     "    2 |         cancle job\n"
     "      |         ^~~~~~ did you mean 'cancel'?\n"},
    {"one\n",
     {1, 1, 1},
     NULL,
     "cancel.weft:1:1: error: what\n"
     "    1 | one\n"
     "      | ^\n"},
    {"one",
     {1, 4, 0},
     "it ends", /* behind the line */
     "cancel.weft:1:4: error: what\n"
     "    1 | one\n"
     "      |    ^ it ends\n"},
    {"one\r\ntwo\r\n",
     {1, 3, 9},
     NULL, /* tildes end where the line does */
     "cancel.weft:1:3: error: what\n"
     "    1 | one\n"
     "      |   ^\n"},
    {"\ta\tbc\n",
     {1, 4, 2},
     NULL, /* tabs stay, so the caret stands below */
     "cancel.weft:1:4: error: what\n"
     "    1 | \ta\tbc\n"
     "      | \t \t^~\n"},
    {"\xC3\xA9 \xE2\x82\xAC x\n",
     {1, 5, 1},
     NULL, /* columns are characters */
     "cancel.weft:1:5: error: what\n"
     "    1 | \xC3\xA9 \xE2\x82\xAC x\n"
     "      |     ^\n"},
    {"a\x1B[31m\xFF\xC2\x9B!\n",
     {1, 2, 1},
     "\x1B]0;x\a", /* no control characters */
     "cancel.weft:1:2: error: what\n"
     "    1 | a?[31m?\?!\n"
     "      |  ^ ?]0;x?\n"},
    {"one\n",
     {0, 0, 0},
     "look there", /* the file as a whole */
     "cancel.weft: error: what\n"
     "      look there\n"},
    {"one\n",
     {3, 1, 1},
     NULL, /* a line that is not there */
     "cancel.weft:3:1: error: what\n"},
};

static void an_error_is_shown_with_its_line_and_a_caret(void **state)
{
    struct shown shown;

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        show_about(&shown, rows[i].source, strlen(rows[i].source));
        weft__diagnostics_add(&shown.diagnostics, rows[i].place, rows[i].hint, "%s", "what");
        assert_string_equal(print(&shown), rows[i].text);
    }
}

static void a_long_line_is_cut_around_the_place(void **state)
{
    struct shown shown;
    char line[1001];

    (void) state;
    memset(line, '-', sizeof line);
    line[500] = '!';
    line[1000] = '\n';
    show_about(&shown, line, sizeof line);
    weft__diagnostics_add(&shown.diagnostics, place_of(1, 501, 900), NULL, "what");
    assert_string_equal(print(&shown),
                        "cancel.weft:1:501: error: what\n"
                        "    1 | ..."
                        "-----------------------------------------------------------!"
                        "------------------------------------------------------------...\n"
                        "      |    "
                        "                                                           ^"
                        "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n");
}

static void errors_are_shown_by_their_place(void **state)
{
    struct shown shown;

    (void) state;
    show_about(&shown, "", 0);
    weft__diagnostics_add(&shown.diagnostics, place_of(5, 2, 1), NULL, "third");
    weft__diagnostics_add(&shown.diagnostics, place_of(4, 9, 1), NULL, "first");
    weft__diagnostics_add(&shown.diagnostics, place_of(5, 2, 1), NULL, "fourth");
    weft__diagnostics_add(&shown.diagnostics, place_of(5, 1, 1), NULL, "second");
    assert_string_equal(print(&shown), "cancel.weft:4:9: error: first\n"
                                       "cancel.weft:5:1: error: second\n"
                                       "cancel.weft:5:2: error: third\n"
                                       "cancel.weft:5:2: error: fourth\n");
}

static void errors_beyond_the_bound_are_counted(void **state)
{
    struct shown shown;
    const char *last;

    (void) state;
    show_about(&shown, "", 0);
    for (uint32_t i = 1; i <= WEFT__DIAGNOSTICS_MAX + 3; i++)
        weft__diagnostics_add(&shown.diagnostics, place_of(i, 1, 1), NULL, "what");
    print(&shown);
    assert_null(strstr(shown.text, ":21:"));
    last = strstr(shown.text, ":20:1: error: what\n");
    assert_non_null(last);
    assert_string_equal(strchr(last, '\n') + 1,
                        "cancel.weft: 3 more errors; the first 20 are shown\n");
}

static void long_messages_and_hints_are_cut_between_characters(void **state)
{
    struct shown shown;
    const struct weft__diagnostic *entry = &shown.diagnostics.entries[0];
    char text[1000];

    (void) state;
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    text[sizeof text - 2] = '\0';
    show_about(&shown, "", 0);
    weft__diagnostics_add(&shown.diagnostics, place_of(1, 1, 1), text, "%s", text);
    assert_int_equal(strlen(entry->message), WEFT__DIAGNOSTIC_MESSAGE_BYTES - 1);
    assert_int_equal(strlen(entry->hint), WEFT__DIAGNOSTIC_HINT_BYTES - 1);
    assert_string_equal(entry->message + WEFT__DIAGNOSTIC_MESSAGE_BYTES - 6, "\xC3\xA9...");
    weft__diagnostics_init(&shown.diagnostics, shown.diagnostics.source);
    weft__diagnostics_add(&shown.diagnostics, place_of(1, 1, 1), NULL, "x%s", text);
    assert_int_equal(strlen(entry->message), WEFT__DIAGNOSTIC_MESSAGE_BYTES - 2);
    assert_string_equal(entry->message + WEFT__DIAGNOSTIC_MESSAGE_BYTES - 7, "\xC3\xA9...");
}

/* --- The nearest word --- */

/* A word as it was written, those that exist, and the one that is near, or NULL. */
static const struct {
    const char *written;
    const char *words[4];
    const char *nearest;
} nearest_rows[] = {
    {"cancle", {"chain", "cancel", "close"}, "cancel"}, /* two neighbours swapped */
    {"caancel", {"cancel"}, "cancel"},                  /* one too many */
    {"cncel", {"cancel"}, "cancel"},                    /* one too few */
    {"kancel", {"cancel"}, "cancel"},                   /* another one */
    {"abcd", {"abxy"}, NULL},                           /* short words: one change */
    {"abcdefgh", {"abcdexyh"}, "abcdexyh"},             /* longer ones: two */
    {"abcdefgh", {"abcxxyzh"}, NULL},                   /* not three */
    {"abcdefghi", {"xbcdefzyi"}, "xbcdefzyi"},          /* more than eight: three */
    {"fire", {"five", "fine", "wire"}, "five"},         /* among equals the first */
    {"fire", {"fixed", "fires"}, "fires"},              /* a nearer one wins */
    {"a", {"b"}, NULL},                                 /* nothing is left of it */
    {"", {"b"}, NULL},
    {"a_name_that_is_longer_than_any_that_is_compared",
     {"a_name_that_is_longer_than_any_that_is_compare"},
     NULL},
};

static void the_nearest_word_is_a_few_changes_away(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof nearest_rows / sizeof *nearest_rows; i++) {
        const char *written = nearest_rows[i].written;
        struct weft__nearest_word search = weft__nearest_word_search(written, strlen(written));

        for (size_t j = 0; j < 4 && nearest_rows[i].words[j] != NULL; j++)
            weft__nearest_word_offer(&search, nearest_rows[i].words[j]);
        if (nearest_rows[i].nearest == NULL)
            assert_null(search.best);
        else
            assert_string_equal(search.best, nearest_rows[i].nearest);
    }
}

static void only_so_many_words_are_compared(void **state)
{
    struct weft__nearest_word search = weft__nearest_word_search("word", 4);

    (void) state;
    for (int i = 0; i < WEFT__NEAREST_WORD_CANDIDATES_MAX; i++)
        weft__nearest_word_offer(&search, "other");
    weft__nearest_word_offer(&search, "words");
    assert_null(search.best);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_is_shown_with_its_line_and_a_caret),
        cmocka_unit_test(a_long_line_is_cut_around_the_place),
        cmocka_unit_test(errors_are_shown_by_their_place),
        cmocka_unit_test(errors_beyond_the_bound_are_counted),
        cmocka_unit_test(long_messages_and_hints_are_cut_between_characters),
        cmocka_unit_test(the_nearest_word_is_a_few_changes_away),
        cmocka_unit_test(only_so_many_words_are_compared),
    };

    return cmocka_run_group_tests_name("diagnostic", tests, NULL, NULL);
}
