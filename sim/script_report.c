/* script_report.c - findings of a script, and what the outcome will say of them. */
#include "script_report.h"

#include "world_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* A world ends its run at as many findings: nothing more is to be learned from this one. */
enum { NOTES_MAX = 1000 };

static weft_subject nobody(void)
{
    return (weft_subject){WEFT_SUBJECT_NONE, 0};
}

static void add_note(struct weft__script_run *run, struct weft__script_note **notes,
                     struct weft__script_note note)
{
    struct weft__script_note *added = weft__script_allocate(run, sizeof *added);

    if (!added)
        return;
    *added = note;
    added->next = *notes;
    *notes = added;
    if (++run->note_count >= NOTES_MAX)
        run->halted = true;
}

/* The trace's number of the finding that was made last; 0: there is none. */
static uint64_t last_finding(const struct weft__script_run *run)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(run->world, &findings);

    return count > 0 ? findings[count - 1].event : 0;
}

const struct weft__script_note *weft__script_note_find(const struct weft__script_note *notes,
                                                       uint64_t event)
{
    while (notes && notes->event != event)
        notes = notes->next;
    return notes;
}

const char *weft__script_statement_text(const struct weft__script_run *run,
                                        const struct weft__statement *statement, size_t *length)
{
    if (!run->vary || run->vary->statement != statement)
        return weft__script_text(run->script, statement->place, length);
    *length = strlen(run->vary->text);
    return run->vary->text;
}

void weft__script_misused(struct weft__script_run *run, const struct weft__statement *statement,
                          const struct weft__script_problem *problem)
{
    size_t length;
    const char *text = weft__script_statement_text(run, statement, &length);

    weft_world_find(
        run->world, WEFT_FINDING_MISUSE, weft_reactor_current(run->reactor), problem->error,
        weft__script_say(run, "line %u: '%.*s' was refused: %s (%s)", statement->place.line,
                         (int) length, text, problem->sentence, problem->error->name));
    add_note(run, &run->misused,
             (struct weft__script_note){.event = last_finding(run), .line = statement->place.line});
}

/* "ValueError: lost", in the world's memory. */
static const char *failure_text(struct weft__script_run *run, const weft_value *failure)
{
    struct weft__script_view view = weft__script_view_of(failure);
    size_t length = weft__script_format_view(&view, NULL, 0);
    char *text = weft__script_allocate(run, length + 1);

    if (!text)
        return view.error->name;
    weft__script_format_view(&view, text, length + 1);
    return text;
}

void weft__script_nobody_takes(struct weft__script_run *run, weft_value outcome)
{
    if (weft_value_is_failure(&outcome)) {
        const weft_failure *failure = weft_value_failure(&outcome);
        const char *text = failure_text(run, &outcome);
        const char *where = weft_failure_where(failure);
        weft_subject subject = weft_reactor_current(run->reactor);
        char canceller[128] = "";

        if (subject.kind == WEFT_SUBJECT_DEFERRED) {
            /* Not what the Deferred itself comes to, which somebody may want. */
            size_t length =
                (size_t) snprintf(canceller, sizeof canceller, ", of the canceller of ");

            weft_trace_format_subject(weft_world_trace(run->world), subject, canceller + length,
                                      sizeof canceller - length);
            subject = (weft_subject){WEFT_SUBJECT_NONE, 0};
        }
        weft_world_find(run->world, WEFT_FINDING_UNHANDLED, subject, weft_failure_type(failure),
                        weft__script_say(run, "a failure that nothing could take%s: %s%s%s%s",
                                         canceller, text, where ? " (" : "", where ? where : "",
                                         where ? ")" : ""));
        add_note(run, &run->unhandled,
                 (struct weft__script_note){.event = last_finding(run), .text = text});
    }
    weft_value_release(outcome);
}

void weft__script_failed(struct weft__script_run *run, uint32_t line)
{
    const struct weft__script_note *note = run->failed;

    while (note && note->line != line)
        note = note->next;
    if (!note)
        add_note(run, &run->failed, (struct weft__script_note){.line = line});
}

/* "line 3: d ok 1", in TEXT, which it returns. */
static const char *judgement_text(const struct weft__script_judgement *judgement,
                                  char text[WEFT__JUDGEMENT_BYTES])
{
    struct weft__cut_text cut = {.text = text, .size = WEFT__JUDGEMENT_BYTES};

    weft__cut_text_put(&cut, "line ");
    weft__cut_text_put_number(&cut, judgement->line);
    weft__cut_text_put(&cut, ": ");
    weft__cut_text_put(&cut, judgement->text);
    weft__cut_text_end(&cut);
    return text;
}

void weft__script_judged(struct weft__script_run *run, struct weft__script_judgement judgement)
{
    char text[WEFT__JUDGEMENT_BYTES];

    weft_world_expect(run->world, judgement.held, judgement_text(&judgement, text),
                      judgement.held ? NULL : judgement.why);
    if (!judgement.held)
        weft__script_failed(run, judgement.line);
}

void weft__script_noted(struct weft__script_run *run, struct weft__script_judgement judgement)
{
    char text[WEFT__JUDGEMENT_BYTES];

    weft__world_note(run->world, judgement.held, judgement_text(&judgement, text),
                     judgement.held ? NULL : judgement.why);
}

void weft__script_rule_judged(struct weft__script_run *run, struct weft__script_judgement judgement)
{
    char text[WEFT__JUDGEMENT_BYTES];

    weft__world_hold(run->world, judgement.held, judgement_text(&judgement, text),
                     judgement.held ? NULL : judgement.why);
    if (!judgement.held)
        weft__script_failed(run, judgement.line);
}

void weft__script_vacuous(struct weft__script_run *run, uint32_t line, const char *sentence)
{
    weft_world_find(run->world, WEFT_FINDING_VACUOUS, nobody(), NULL,
                    weft__script_say(run, "line %u: %s", line, sentence));
}

/* The world has just made a finding of the event, unless it was told to look away. */
void weft__script_note_reported(struct weft__script_run *run, const weft_event *event)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(run->world, &findings);

    if (count == 0 || !event)
        return;
    if (event->kind == WEFT_EVENT_UNHANDLED && findings[count - 1].kind == WEFT_FINDING_UNHANDLED) {
        add_note(run, &run->unhandled,
                 (struct weft__script_note){.event = findings[count - 1].event,
                                            .text = failure_text(run, event->value)});
    } else if (event->kind == WEFT_EVENT_MISUSE &&
               findings[count - 1].kind == WEFT_FINDING_MISUSE) {
        bool yielded = event->status == WEFT_IGNORED_CLOSE && run->refused_yield > 0;

        add_note(run, &run->misused,
                 (struct weft__script_note){.event = findings[count - 1].event,
                                            .line = yielded ? run->refused_yield : run->line});
    }
}
