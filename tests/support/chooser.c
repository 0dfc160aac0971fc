/* chooser.c - says what it is asked, and answers what it was told. */
#include "chooser.h"

#include "reactor_internal.h"

static void write_question(struct journal *journal, const weft_choice *choice)
{
    bool numbered = choice->kind != WEFT_CHOICE_CALL && choice->kind != WEFT_CHOICE_TASK;
    size_t count = numbered ? 1 : choice->count;

    for (size_t i = 0; i < count; i++)
        journal_write(journal, "%s%s%s%d%s", i == 0 ? "?" : "",
                      i == 0 ? weft_choice_name(choice->kind) : "", i == 0 ? "(" : "",
                      (int) choice->candidates[i].id, i + 1 == count ? ")" : "");
}

static size_t choose(void *context, const weft_reactor *reactor, const weft_choice *choice)
{
    struct chooser *chooser = context;
    char answer = *chooser->answers ? *chooser->answers++ : '0';

    (void) reactor;
    if (!chooser->quiet)
        write_question(&chooser->fixture->journal, choice);
    if (++chooser->asked == chooser->deed_at)
        chooser->deed(chooser);
    return (size_t) (answer - '0');
}

void chooser_begin(struct chooser *chooser, struct library_fixture *fixture, unsigned kinds,
                   const char *answers)
{
    *chooser = (struct chooser){.fixture = fixture, .answers = answers};
    fixture->reactor->chooser = (weft_chooser){.choose = choose, .context = chooser, .asks = kinds};
}
