/* status_test.c - the closed sets and the words for their members. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <weft/observer.h>

static const weft_status statuses[] = {
#define X(name, sentence, error) name,
    WEFT_STATUSES(X)
#undef X
};

#define STATUS_COUNT (sizeof statuses / sizeof *statuses)

static void a_status_is_written_as_in_c(void **state)
{
    (void) state;
    assert_string_equal(weft_status_name(WEFT_OK), "WEFT_OK");
    assert_string_equal(weft_status_name(WEFT_CLOSE_FAILED), "WEFT_CLOSE_FAILED");
    for (size_t i = 0; i < STATUS_COUNT; i++) {
        assert_int_equal(statuses[i], i);
        assert_memory_equal(weft_status_name(statuses[i]), "WEFT_", 5);
    }
}

static void every_status_but_ok_has_a_sentence_and_the_name_of_an_error(void **state)
{
    (void) state;
    assert_string_equal(weft_status_error(WEFT_OK), "");
    assert_string_equal(weft_status_error(WEFT_ALREADY_CALLED), "AlreadyCalledError");
    assert_string_equal(weft_status_error(WEFT_NOT_PAUSED), "NotPaused");
    for (size_t i = 0; i < STATUS_COUNT; i++) {
        const char *sentence = weft_status_sentence(statuses[i]);
        size_t length = strlen(sentence);

        assert_true(length > 0);
        assert_int_not_equal(sentence[length - 1], '.');
        if (statuses[i] != WEFT_OK)
            assert_true(strlen(weft_status_error(statuses[i])) > 0);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(sentence, weft_status_sentence(statuses[j]));
    }
}

static void subjects_events_and_choices_have_a_word_each(void **state)
{
    (void) state;
    assert_string_equal(weft_subject_name(WEFT_SUBJECT_NONE), "world");
    assert_string_equal(weft_subject_name(WEFT_SUBJECT_COOPERATOR), "cooperator");
    assert_string_equal(weft_event_word(WEFT_EVENT_CALL_SCHEDULED), "scheduled");
    assert_string_equal(weft_event_word(WEFT_EVENT_LEFT), "left");
    assert_string_equal(weft_choice_name(WEFT_CHOICE_CALL), "call");
    for (int kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        assert_true(strlen(weft_subject_name((weft_subject_kind) kind)) > 0);
    for (int kind = 0; kind < WEFT_EVENT_KINDS; kind++)
        assert_true(strlen(weft_event_word((weft_event_kind) kind)) > 0);
    for (int kind = 0; kind < WEFT_CHOICE_KINDS; kind++)
        assert_true(strlen(weft_choice_name((weft_choice_kind) kind)) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_is_written_as_in_c),
        cmocka_unit_test(every_status_but_ok_has_a_sentence_and_the_name_of_an_error),
        cmocka_unit_test(subjects_events_and_choices_have_a_word_each),
    };

    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
