/* trace_line.c - one event as one line: time, turn, subject, what happened, details. */
#include "trace_internal.h"

#include <assert.h>
#include <string.h>

/* Where the fields begin, unless what stands before them is too wide. */
enum { TURN_COLUMN = 14, SUBJECT_COLUMN = 17, WORD_COLUMN = 50, DETAILS_COLUMN = 62 };

/* --- What the details of each kind are --- */

enum number_role {
    NUMBER_UNUSED,
    NUMBER_DUE,     /* "due 1.000000010" */
    NUMBER_COST,    /* "0.005000000" */
    NUMBER_COUNT,   /* "count 2" */
    NUMBER_TIMES,   /* "times 2", if it is not 0 */
    NUMBER_FREE,    /* "free 2" */
    NUMBER_STORED,  /* "stored 2" */
    NUMBER_EVERY,   /* "every 1.000000000" */
    NUMBER_OF,      /* "of 3" */
    NUMBER_CLOSING, /* "its closed block runs" if it is 1 */
    NUMBER_VALUE    /* what follows is a value: "value 28", or "failure TimeoutError" if it is 1 */
};

struct details {
    enum number_role number;
    const char *text_word;  /* before the text; NULL: nothing */
    const char *other_word; /* before the other subject; NULL: it is not told */
};

static const struct details details_table[WEFT_TRACE_KINDS] = {
    [WEFT_EVENT_CALL_SCHEDULED] = {NUMBER_DUE, NULL, "by"},
    [WEFT_EVENT_CALL_MOVED] = {NUMBER_DUE, NULL, NULL},
    [WEFT_EVENT_DEFERRED_CREATED] = {NUMBER_UNUSED, NULL, "by"},
    [WEFT_EVENT_DEFERRED_FIRED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_DEFERRED_CALLBACK] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_DEFERRED_RETURNED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_DEFERRED_WAITS] = {NUMBER_UNUSED, NULL, "for"},
    [WEFT_EVENT_DEFERRED_RECEIVED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_DEFERRED_CHAINED] = {NUMBER_UNUSED, NULL, "to"},
    [WEFT_EVENT_DEFERRED_CAME_LATE] = {NUMBER_UNUSED, NULL, "for"},
    [WEFT_EVENT_DEFERRED_PAUSED] = {NUMBER_COUNT, NULL, NULL},
    [WEFT_EVENT_DEFERRED_UNPAUSED] = {NUMBER_COUNT, NULL, NULL},
    [WEFT_EVENT_DEFERRED_COLLECTS] = {NUMBER_UNUSED, NULL, "from"},
    [WEFT_EVENT_ITERATOR_STARTED] = {NUMBER_UNUSED, NULL, "for"},
    [WEFT_EVENT_ITERATOR_AWAITS] = {NUMBER_UNUSED, NULL, "for"},
    [WEFT_EVENT_ITERATOR_RECEIVED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_ITERATOR_ENDED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_LOCK_CREATED] = {NUMBER_FREE, NULL, NULL},
    [WEFT_EVENT_LOCK_AWAITED] = {NUMBER_FREE, NULL, "by"},
    [WEFT_EVENT_LOCK_ACQUIRED] = {NUMBER_FREE, NULL, "by"},
    [WEFT_EVENT_LOCK_RELEASED] = {NUMBER_FREE, NULL, NULL},
    [WEFT_EVENT_LOCK_PASSED_OVER] = {NUMBER_UNUSED, NULL, "by"},
    [WEFT_EVENT_QUEUE_PUT] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_QUEUE_GOT] = {NUMBER_STORED, NULL, "by"},
    [WEFT_EVENT_QUEUE_AWAITED] = {NUMBER_UNUSED, NULL, "by"},
    [WEFT_EVENT_LOOP_STARTED] = {NUMBER_EVERY, NULL, "for"},
    [WEFT_EVENT_LOOP_RUN] = {NUMBER_TIMES, NULL, NULL},
    [WEFT_EVENT_LOOP_WAITS] = {NUMBER_UNUSED, NULL, "for"},
    [WEFT_EVENT_LOOP_RECEIVED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_LOOP_ENDED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_ITERATOR_CREATED] = {NUMBER_UNUSED, "type", "by"},
    [WEFT_EVENT_ITERATOR_CLOSED] = {NUMBER_CLOSING, NULL, NULL},
    [WEFT_EVENT_TASK_CREATED] = {NUMBER_UNUSED, "type", "over"},
    [WEFT_EVENT_TASK_YIELDED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_TASK_WAITS] = {NUMBER_UNUSED, NULL, "for"},
    [WEFT_EVENT_TASK_RECEIVED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_TASK_PAUSED] = {NUMBER_COUNT, NULL, NULL},
    [WEFT_EVENT_TASK_RESUMED] = {NUMBER_COUNT, NULL, NULL},
    [WEFT_EVENT_TASK_DONE] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_TASK_STOPPED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_TASK_FAILED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_EVENT_UNHANDLED] = {NUMBER_VALUE, NULL, NULL},
    [WEFT_TRACE_WORK] = {NUMBER_COST, NULL, NULL},
    [WEFT_TRACE_CHOICE] = {NUMBER_OF, NULL, NULL},
};

const char *weft_trace_word(int kind)
{
    static const char *const words[] = {
#define X(kind, word) [kind] = (word),
        WEFT_EVENTS(X) WEFT_TRACE_EVENTS(X)
#undef X
    };

    assert(kind >= 0 && kind < (int) WEFT_TRACE_KINDS);
    return words[kind];
}

/* --- Subjects --- */

static bool stands_unquoted(const char *name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

    return *name != '\0' && strspn(name, letters) == strlen(name);
}

/* SUBJECT by the name that it had when EVENT was recorded. */
static void put_subject(struct weft__text_output *output, const weft_trace *trace,
                        weft_subject subject, uint64_t event)
{
    const char *name = weft__trace_name_at(trace, subject, event);

    weft__text_put(output, weft_subject_name(subject.kind));
    if (subject.kind == WEFT_SUBJECT_NONE)
        return;
    weft__text_put(output, " ");
    if (name != NULL && stands_unquoted(name))
        weft__text_put(output, name);
    else if (name != NULL)
        weft__text_put_quoted(output, name, strlen(name));
    weft__text_put(output, "#");
    weft__text_put_number(output, subject.id);
}

size_t weft_trace_format_subject(const weft_trace *trace, weft_subject subject, char *text,
                                 size_t size)
{
    struct weft__text_output output;

    weft__text_to_memory(&output, text, size);
    put_subject(&output, trace, subject, UINT64_MAX);
    weft__text_finish(&output);
    return output.length;
}

/* --- Details --- */

/* What stands before each detail: the gap to their column before the first, a space before the
 * next. */
static void begin_detail(struct weft__text_output *output, bool *begun)
{
    if (*begun)
        weft__text_put(output, " ");
    else
        weft__text_put_gap(output, 2, DETAILS_COLUMN);
    *begun = true;
}

static const char *word_of(enum number_role role)
{
    switch (role) {
    case NUMBER_OF:
        return "of ";
    case NUMBER_TIMES:
        return "times ";
    case NUMBER_FREE:
        return "free ";
    case NUMBER_STORED:
        return "stored ";
    default:
        return "count ";
    }
}

static void put_number(struct weft__text_output *output, const weft_trace_record *record,
                       enum number_role role, bool *begun)
{
    if (role == NUMBER_UNUSED || role == NUMBER_VALUE ||
        ((role == NUMBER_CLOSING || role == NUMBER_TIMES) && record->number == 0))
        return;
    begin_detail(output, begun);
    switch (role) {
    case NUMBER_DUE:
        weft__text_put(output, "due ");
        weft__text_put_time(output, record->number);
        break;
    case NUMBER_EVERY:
        weft__text_put(output, "every ");
        weft__text_put_time(output, record->number);
        break;
    case NUMBER_COST:
        weft__text_put_time(output, record->number);
        break;
    case NUMBER_COUNT:
    case NUMBER_OF:
    case NUMBER_TIMES:
    case NUMBER_FREE:
    case NUMBER_STORED:
        weft__text_put(output, word_of(role));
        weft__text_put_integer(output, record->number);
        break;
    case NUMBER_CLOSING:
        weft__text_put(output, "its closed block runs");
        break;
    case NUMBER_UNUSED:
    case NUMBER_VALUE:
        break;
    }
}

static void put_text(struct weft__text_output *output, const weft_trace_record *record,
                     const char *word, bool *begun)
{
    if (record->text == NULL || (record->text_bytes == 0 && word == NULL))
        return;
    begin_detail(output, begun);
    if (word != NULL) {
        weft__text_put(output, word);
        weft__text_put(output, record->text_bytes > 0 ? " " : "");
    }
    weft__text_put_escaped(output, record->text, record->text_bytes);
}

static void put_details(struct weft__text_output *output, const weft_trace *trace,
                        const weft_trace_record *record, uint64_t event)
{
    const struct details *details = &details_table[record->kind];
    const char *text_word = details->text_word;
    const char *other_word = details->other_word;
    bool begun = false;

    if (details->number == NUMBER_VALUE) {
        text_word = record->number != 0 ? "failure" : "value";
        other_word = text_word;
    }
    put_number(output, record, details->number, &begun);
    put_text(output, record, text_word, &begun);
    if (other_word != NULL && record->other.kind != WEFT_SUBJECT_NONE) {
        begin_detail(output, &begun);
        weft__text_put(output, other_word);
        weft__text_put(output, " ");
        put_subject(output, trace, record->other, event);
    }
    if (record->status != WEFT_OK) {
        begin_detail(output, &begun);
        weft__text_put(output, weft_status_error(record->status));
    }
}

/* --- Lines --- */

void weft__trace_put_event(struct weft__text_output *output, const weft_trace *trace,
                           uint64_t event)
{
    weft_trace_record record = weft_trace_get(trace, event);

    weft__text_put_time(output, record.time_ns);
    weft__text_put_gap(output, 1, TURN_COLUMN);
    weft__text_put_number(output, record.turn);
    weft__text_put_gap(output, 1, SUBJECT_COLUMN);
    put_subject(output, trace, record.subject, event);
    weft__text_put_gap(output, 2, WORD_COLUMN);
    weft__text_put(output, weft_trace_word(record.kind));
    put_details(output, trace, &record, event);
}

size_t weft_trace_format(const weft_trace *trace, uint64_t event, char *text, size_t size)
{
    struct weft__text_output output;

    weft__text_to_memory(&output, text, size);
    weft__trace_put_event(&output, trace, event);
    weft__text_finish(&output);
    return output.length;
}
