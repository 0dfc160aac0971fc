/* trace_line.c - one event as one line: time, turn, subject, what happened, details. */
#include "trace_store.h"

#include "number_text.h"

#include <assert.h>
#include <string.h>

/* A text padded so that it is copied without a look at how long it is. */
struct word {
    char text[24];
    size_t length;
};

#define WORD(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

/* Where the fields begin, unless what stands before them is too wide. */
enum { TURN_COLUMN = 14, SUBJECT_COLUMN = 17, WORD_COLUMN = 50, DETAILS_COLUMN = 62 };

/* Room for a subject by a usual name and for the head of a line: what they are at most, and what is
 * written behind them. */
enum {
    USUAL_NAME_MAX = 100,
    SUBJECT_BYTES = 2 * sizeof(struct word) + USUAL_NAME_MAX + WEFT__NUMBER_TEXT_MAX,
    HEAD_BYTES = TURN_COLUMN + WEFT__TIME_TEXT_MAX + WEFT__NUMBER_TEXT_MAX + SUBJECT_BYTES +
                 2 * DETAILS_COLUMN + sizeof(struct word)
};

_Static_assert(HEAD_BYTES <= WEFT__TEXT_GATHERED_BYTES, "a line's head is written at once");

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

/* What may stand before a text or the other subject. */
enum detail_word {
    WORD_NONE, /* nothing: a text stands alone, and the other subject is not told */
    WORD_BY,
    WORD_FAILURE,
    WORD_FOR,
    WORD_FROM,
    WORD_OVER,
    WORD_TO,
    WORD_TYPE,
    WORD_VALUE
};

static const struct word detail_words[] = {
    [WORD_NONE] = WORD(""),    [WORD_BY] = WORD("by "),     [WORD_FAILURE] = WORD("failure "),
    [WORD_FOR] = WORD("for "), [WORD_FROM] = WORD("from "), [WORD_OVER] = WORD("over "),
    [WORD_TO] = WORD("to "),   [WORD_TYPE] = WORD("type "), [WORD_VALUE] = WORD("value "),
};

struct details {
    enum number_role number;
    enum detail_word text_word;
    enum detail_word other_word;
};

static const struct details details_table[WEFT_TRACE_KINDS] = {
    [WEFT_EVENT_CALL_SCHEDULED] = {NUMBER_DUE, WORD_NONE, WORD_BY},
    [WEFT_EVENT_CALL_MOVED] = {NUMBER_DUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_DEFERRED_CREATED] = {NUMBER_UNUSED, WORD_NONE, WORD_BY},
    [WEFT_EVENT_DEFERRED_FIRED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_DEFERRED_CALLBACK] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_DEFERRED_RETURNED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_DEFERRED_WAITS] = {NUMBER_UNUSED, WORD_NONE, WORD_FOR},
    [WEFT_EVENT_DEFERRED_RECEIVED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_DEFERRED_CHAINED] = {NUMBER_UNUSED, WORD_NONE, WORD_TO},
    [WEFT_EVENT_DEFERRED_CAME_LATE] = {NUMBER_UNUSED, WORD_NONE, WORD_FOR},
    [WEFT_EVENT_DEFERRED_PAUSED] = {NUMBER_COUNT, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_DEFERRED_UNPAUSED] = {NUMBER_COUNT, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_DEFERRED_COLLECTS] = {NUMBER_UNUSED, WORD_NONE, WORD_FROM},
    [WEFT_EVENT_ITERATOR_STARTED] = {NUMBER_UNUSED, WORD_NONE, WORD_FOR},
    [WEFT_EVENT_ITERATOR_AWAITS] = {NUMBER_UNUSED, WORD_NONE, WORD_FOR},
    [WEFT_EVENT_ITERATOR_RECEIVED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_ITERATOR_ENDED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_LOCK_CREATED] = {NUMBER_FREE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_LOCK_AWAITED] = {NUMBER_FREE, WORD_NONE, WORD_BY},
    [WEFT_EVENT_LOCK_ACQUIRED] = {NUMBER_FREE, WORD_NONE, WORD_BY},
    [WEFT_EVENT_LOCK_RELEASED] = {NUMBER_FREE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_LOCK_PASSED_OVER] = {NUMBER_UNUSED, WORD_NONE, WORD_BY},
    [WEFT_EVENT_QUEUE_PUT] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_QUEUE_GOT] = {NUMBER_STORED, WORD_NONE, WORD_BY},
    [WEFT_EVENT_QUEUE_AWAITED] = {NUMBER_UNUSED, WORD_NONE, WORD_BY},
    [WEFT_EVENT_LOOP_STARTED] = {NUMBER_EVERY, WORD_NONE, WORD_FOR},
    [WEFT_EVENT_LOOP_RUN] = {NUMBER_TIMES, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_LOOP_WAITS] = {NUMBER_UNUSED, WORD_NONE, WORD_FOR},
    [WEFT_EVENT_LOOP_RECEIVED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_LOOP_ENDED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_ITERATOR_CREATED] = {NUMBER_UNUSED, WORD_TYPE, WORD_BY},
    [WEFT_EVENT_ITERATOR_CLOSED] = {NUMBER_CLOSING, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_TASK_CREATED] = {NUMBER_UNUSED, WORD_TYPE, WORD_OVER},
    [WEFT_EVENT_TASK_YIELDED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_TASK_WAITS] = {NUMBER_UNUSED, WORD_NONE, WORD_FOR},
    [WEFT_EVENT_TASK_RECEIVED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_TASK_PAUSED] = {NUMBER_COUNT, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_TASK_RESUMED] = {NUMBER_COUNT, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_TASK_DONE] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_TASK_STOPPED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_TASK_FAILED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_EVENT_UNHANDLED] = {NUMBER_VALUE, WORD_NONE, WORD_NONE},
    [WEFT_TRACE_WORK] = {NUMBER_COST, WORD_NONE, WORD_NONE},
    [WEFT_TRACE_CHOICE] = {NUMBER_OF, WORD_NONE, WORD_NONE},
};

static const struct word kind_words[] = {
#define X(kind, word) [kind] = WORD(word),
    WEFT_EVENTS(X) WEFT_TRACE_EVENTS(X)
#undef X
};

static const struct word subject_words[] = {
#define X(kind, word) [kind] = WORD(word),
    WEFT_SUBJECTS(X)
#undef X
};

const char *weft_trace_word(int kind)
{
    assert(kind >= 0 && kind < (int) WEFT_TRACE_KINDS);
    return kind_words[kind].text;
}

/* Each of these puts something at AT and returns its end. Behind it there is to be room for as much
 * as is written there at once. */

static char *append_word(char *at, const struct word *word)
{
    memcpy(at, word->text, sizeof word->text);
    return at + word->length;
}

/* Blanks: at least SPACES, and as many as it takes to reach COLUMN of LINE. */
static char *append_gap(char *at, const char *line, size_t spaces, size_t column)
{
    size_t before = (size_t) (at - line);

    memset(at, ' ', DETAILS_COLUMN);
    return at + (before + spaces < column ? column - before : spaces);
}

/* --- Subjects --- */

/* SUBJECT by NAME, which is usual; NULL: none. */
static char *append_subject(char *at, weft_subject subject, const struct weft__trace_name *name)
{
    at = append_word(at, &subject_words[subject.kind]);
    if (subject.kind == WEFT_SUBJECT_NONE)
        return at;
    *at++ = ' ';
    if (name != NULL) {
        memcpy(at, name->text, name->plain_bytes);
        at += name->plain_bytes;
    }
    *at++ = '#';
    return weft__number_append(at, subject.id);
}

/* Whether NAME stands in a line as it is, and is not long. */
static bool is_usual(const struct weft__trace_name *name)
{
    return name == NULL || (name->plain_bytes > 0 && name->plain_bytes <= USUAL_NAME_MAX);
}

/* The same for any name. */
static void put_subject_by(struct weft__text_output *output, weft_subject subject,
                           const struct weft__trace_name *name)
{
    if (is_usual(name)) {
        char *room = weft__text_room(output, SUBJECT_BYTES);

        weft__text_put_written(output, append_subject(room, subject, name));
        return;
    }
    weft__text_put(output, weft_subject_name(subject.kind));
    weft__text_put(output, " ");
    if (name->plain_bytes > 0)
        weft__text_put_bytes(output, name->text, name->plain_bytes);
    else
        weft__text_put_quoted(output, name->text, strlen(name->text));
    weft__text_put(output, "#");
    weft__text_put_number(output, subject.id);
}

/* By which name SUBJECT stands in the line of EVENT; NULL: by none. The world is not named. */
static const struct weft__trace_name *name_in(const weft_trace *trace, weft_subject subject,
                                              uint64_t event)
{
    return subject.kind != WEFT_SUBJECT_NONE ? weft__trace_name_at(trace, subject, event) : NULL;
}

static void put_subject(struct weft__text_output *output, const weft_trace *trace,
                        weft_subject subject, uint64_t event)
{
    put_subject_by(output, subject, name_in(trace, subject, event));
}

size_t weft_trace_format_subject(const weft_trace *trace, weft_subject subject, char *text,
                                 size_t size)
{
    struct weft__text_output output;

    weft__text_to_memory(&output, text, size);
    put_subject(&output, trace, subject, UINT64_MAX);
    weft__text_finish(&output);
    return weft__text_length(&output);
}

/* --- Details --- */

static const struct word number_words[] = {
    [NUMBER_DUE] = WORD("due "),
    [NUMBER_EVERY] = WORD("every "),
    [NUMBER_COST] = WORD(""),
    [NUMBER_COUNT] = WORD("count "),
    [NUMBER_TIMES] = WORD("times "),
    [NUMBER_FREE] = WORD("free "),
    [NUMBER_OF] = WORD("of "),
    [NUMBER_STORED] = WORD("stored "),
    [NUMBER_CLOSING] = WORD("its closed block runs"),
};

static void put_word(struct weft__text_output *output, const struct word *word)
{
    char *room = weft__text_room(output, sizeof word->text);

    weft__text_put_written(output, append_word(room, word));
}

/* What stands before each detail: the gap to their column before the first, a space before the
 * next. */
static void begin_detail(struct weft__text_output *output, bool *begun)
{
    static const struct word space = WORD(" ");

    if (*begun)
        put_word(output, &space);
    else
        weft__text_put_gap(output, 2, DETAILS_COLUMN);
    *begun = true;
}

/* The number of an event, if it is told. */
static void put_number(struct weft__text_output *output, int64_t number, enum number_role role,
                       bool *begun)
{
    char *at;

    if (role == NUMBER_UNUSED || role == NUMBER_VALUE ||
        ((role == NUMBER_CLOSING || role == NUMBER_TIMES) && number == 0))
        return;
    begin_detail(output, begun);
    at = weft__text_room(output, sizeof(struct word) + WEFT__TIME_TEXT_MAX);
    at = append_word(at, &number_words[role]);
    switch (role) {
    case NUMBER_DUE:
    case NUMBER_EVERY:
    case NUMBER_COST:
        at = weft__time_append(at, number);
        break;
    case NUMBER_COUNT:
    case NUMBER_OF:
    case NUMBER_TIMES:
    case NUMBER_FREE:
    case NUMBER_STORED:
        at = weft__number_append_integer(at, number);
        break;
    case NUMBER_CLOSING:
    case NUMBER_UNUSED:
    case NUMBER_VALUE:
        break;
    }
    weft__text_put_written(output, at);
}

static void put_text(struct weft__text_output *output, const weft_trace_record *record,
                     enum detail_word word, bool *begun)
{
    if (record->text == NULL || (record->text_bytes == 0 && word == WORD_NONE))
        return;
    begin_detail(output, begun);
    put_word(output, &detail_words[word]);
    weft__text_put_escaped(output, record->text, record->text_bytes);
}

static void put_details(struct weft__text_output *output, const weft_trace *trace,
                        const weft_trace_record *record, uint64_t event)
{
    struct details details = details_table[record->kind];
    bool begun = false;

    if (details.number == NUMBER_VALUE) {
        details.text_word = record->number != 0 ? WORD_FAILURE : WORD_VALUE;
        details.other_word = details.text_word;
    }
    put_number(output, record->number, details.number, &begun);
    put_text(output, record, details.text_word, &begun);
    if (details.other_word != WORD_NONE && record->other.kind != WEFT_SUBJECT_NONE) {
        begin_detail(output, &begun);
        put_word(output, &detail_words[details.other_word]);
        put_subject(output, trace, record->other, event);
    }
    if (record->status != WEFT_OK) {
        begin_detail(output, &begun);
        weft__text_put(output, weft_status_error(record->status));
    }
}

/* --- Lines --- */

/* Time, turn, subject and what happened of *RECORD. */
static void put_head(struct weft__text_output *output, const weft_trace_record *record,
                     const struct weft__trace_name *name)
{
    char *line = weft__text_room(output, HEAD_BYTES);
    char *at = weft__time_append(line, record->time_ns);

    at = append_gap(at, line, 1, TURN_COLUMN);
    at = weft__number_append(at, record->turn);
    at = append_gap(at, line, 1, SUBJECT_COLUMN);
    if (is_usual(name)) {
        at = append_subject(at, record->subject, name);
        at = append_gap(at, line, 2, WORD_COLUMN);
    } else {
        weft__text_put_written(output, at);
        put_subject_by(output, record->subject, name);
        weft__text_put_gap(output, 2, WORD_COLUMN);
        at = weft__text_room(output, sizeof(struct word));
    }
    weft__text_put_written(output, append_word(at, &kind_words[record->kind]));
}

void weft__trace_put_event(struct weft__text_output *output, const weft_trace *trace,
                           uint64_t event)
{
    weft_trace_record record = weft_trace_get(trace, event);

    put_head(output, &record, name_in(trace, record.subject, event));
    put_details(output, trace, &record, event);
}

size_t weft_trace_format(const weft_trace *trace, uint64_t event, char *text, size_t size)
{
    struct weft__text_output output;

    weft__text_to_memory(&output, text, size);
    weft__trace_put_event(&output, trace, event);
    weft__text_finish(&output);
    return weft__text_length(&output);
}
