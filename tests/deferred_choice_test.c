/* deferred_choice_test.c - a chooser that says of each callback whether it fails, and what it may
 * do while it is asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/chooser.h"

#define CALLBACK WEFT_CHOICE_BIT(WEFT_CHOICE_CALLBACK)

static void a_callback_that_fails_is_not_called_and_its_failure_goes_on(void **state)
{
    struct library_fixture *fixture = *state;
    struct chooser chooser;
    weft_deferred *deferred;

    chooser_begin(&chooser, fixture, CALLBACK, "010");
    deferred = make_deferred(fixture);
    note_value(fixture, deferred, "one");
    note_value(fixture, deferred, "two");
    note_value(fixture, deferred, "three");
    recover(fixture, deferred, "err", weft_integer(5));
    take(fixture, deferred, "end");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    /* A pair without a half for what comes is passed through, and is not asked about. */
    assert_journal(fixture, "?callback(1) one=1 ?callback(1) ?callback(1) err=RuntimeError "
                            "?callback(1) end=5");
    weft_deferred_release(deferred);
}

static void an_errback_may_fail_too_and_what_it_would_have_taken_is_let_go(void **state)
{
    struct library_fixture *fixture = *state;
    struct chooser chooser;
    weft_deferred *deferred;

    chooser_begin(&chooser, fixture, CALLBACK, "1");
    deferred = make_deferred(fixture);
    recover(fixture, deferred, "err", weft_integer(5));
    assert_int_equal(
        weft_deferred_errback(deferred, make_failure(fixture, &weft_error_value, "why")), WEFT_OK);
    weft_deferred_release(deferred);
    assert_journal(fixture, "?callback(1) unhandled(RuntimeError)");
}

static void release_context(weft_reactor *reactor, void *context)
{
    struct library_fixture *fixture = context;

    (void) reactor;
    journal_write(&fixture->journal, "released");
}

static weft_value write_called(weft_reactor *reactor, void *context, weft_value result)
{
    struct library_fixture *fixture = context;

    (void) reactor;
    journal_write(&fixture->journal, "called");
    return result;
}

static weft_deferred *make_owning(struct library_fixture *fixture)
{
    weft_callbacks pair = {
        .callback = write_called, .context = fixture, .release = release_context};
    weft_deferred *deferred = make_deferred(fixture);

    assert_int_equal(weft_deferred_add(deferred, &pair), WEFT_OK);
    return deferred;
}

static void the_context_of_a_pair_that_fails_is_released_once(void **state)
{
    struct library_fixture *fixture = *state;
    struct chooser chooser;
    weft_deferred *deferred;

    chooser_begin(&chooser, fixture, CALLBACK, "1");
    deferred = make_owning(fixture);
    recover(fixture, deferred, "err", weft_none());
    assert_int_equal(weft_deferred_callback(deferred, weft_none()), WEFT_OK);
    assert_journal(fixture, "?callback(1) released ?callback(1) err=RuntimeError");
    weft_deferred_release(deferred);
    assert_journal(fixture, "");
}

/* --- What the chooser may do --- */

struct scene {
    weft_deferred *asked, *other;
};

static void cancel_asked(struct chooser *chooser)
{
    weft_deferred_cancel(((struct scene *) chooser->context)->asked);
}

static void fire_asked_again(struct chooser *chooser)
{
    weft_status status =
        weft_deferred_callback(((struct scene *) chooser->context)->asked, weft_integer(9));

    journal_write(&chooser->fixture->journal, "%s", weft_status_name(status));
}

static void fire_other(struct chooser *chooser)
{
    weft_status status =
        weft_deferred_callback(((struct scene *) chooser->context)->other, weft_integer(3));

    journal_write(&chooser->fixture->journal, "%s", weft_status_name(status));
}

static void add_to_asked(struct chooser *chooser)
{
    note_value(chooser->fixture, ((struct scene *) chooser->context)->asked, "added");
}

static void pause_asked(struct chooser *chooser)
{
    weft_deferred_pause(((struct scene *) chooser->context)->asked);
}

static void let_go_of_asked(struct chooser *chooser)
{
    struct scene *scene = chooser->context;

    weft_deferred_release(scene->asked);
    scene->asked = NULL;
}

static void chain_asked(struct chooser *chooser)
{
    struct scene *scene = chooser->context;

    assert_int_equal(weft_deferred_chain(scene->asked, scene->other), WEFT_OK);
}

/* It is in its pair then: nothing of it runs until it is back, and a pause is seen later (DEF-14).
 */
static void while_it_is_asked_about_a_callback_the_chooser_may_use_the_library(void **state)
{
    static const struct {
        void (*deed)(struct chooser *chooser);
        const char *goes_on, *fails; /* what is written by either answer */
    } rows[] = {
        {cancel_asked, "called released next=1", "released unhandled(RuntimeError)"},
        {fire_asked_again, "misuse(WEFT_ALREADY_CALLED) WEFT_ALREADY_CALLED called released next=1",
         "misuse(WEFT_ALREADY_CALLED) WEFT_ALREADY_CALLED released unhandled(RuntimeError)"},
        {fire_other, "other=3 WEFT_OK called released next=1",
         "other=3 WEFT_OK released unhandled(RuntimeError)"},
        {add_to_asked, "called released next=1 added=1", "released unhandled(RuntimeError)"},
        {pause_asked, "called released next=1", "released unhandled(RuntimeError)"},
        {let_go_of_asked, "called released next=1", "released unhandled(RuntimeError)"},
        {chain_asked, "called released next=1 other=1", "released unhandled(RuntimeError)"},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
        bool fails = i % 2 == 1;
        struct scene scene;
        struct chooser chooser;

        chooser_begin(&chooser, fixture, CALLBACK, fails ? "1" : "0");
        scene = (struct scene){make_owning(fixture), make_deferred(fixture)};
        note_value(fixture, scene.asked, "next");
        note_value(fixture, scene.other, "other");
        chooser.quiet = true;
        chooser.context = &scene;
        chooser.deed_at = 1;
        chooser.deed = rows[i / 2].deed;
        assert_int_equal(weft_deferred_callback(scene.asked, weft_integer(1)), WEFT_OK);
        if (scene.asked)
            weft_deferred_release(scene.asked);
        weft_deferred_release(scene.other);
        assert_journal(fixture, fails ? rows[i / 2].fails : rows[i / 2].goes_on);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_callback_that_fails_is_not_called_and_its_failure_goes_on),
        library_test(an_errback_may_fail_too_and_what_it_would_have_taken_is_let_go),
        library_test(the_context_of_a_pair_that_fails_is_released_once),
        library_test(while_it_is_asked_about_a_callback_the_chooser_may_use_the_library),
    };

    return cmocka_run_group_tests_name("deferred_choice", tests, NULL, NULL);
}
