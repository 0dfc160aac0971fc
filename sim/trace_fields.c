/* trace_fields.c - taking a trace's lines apart. */
#include "trace_fields.h"

#include <assert.h>
#include <string.h>

/* --- Pieces --- */

bool weft__trace_take(struct weft__trace_rest *rest, const char *text)
{
    size_t length = strlen(text);

    if ((size_t) (rest->end - rest->at) < length || memcmp(rest->at, text, length) != 0)
        return false;
    rest->at += length;
    return true;
}

/* Any number of digits but none; false beyond UINT64_MAX too. */
static bool take_digits(struct weft__trace_rest *rest, uint64_t *number)
{
    const char *at = rest->at;
    uint64_t sum = 0;

    for (; at < rest->end && *at >= '0' && *at <= '9'; at++) {
        uint64_t digit = (uint64_t) (*at - '0');

        if (sum > UINT64_MAX / 10 || (sum == UINT64_MAX / 10 && digit > UINT64_MAX % 10))
            return false;
        sum = sum * 10 + digit;
    }
    if (at == rest->at)
        return false;
    rest->at = at;
    *number = sum;
    return true;
}

bool weft__trace_take_number(struct weft__trace_rest *rest, uint64_t *number)
{
    struct weft__trace_rest ahead = *rest;

    if (!take_digits(&ahead, number))
        return false;
    if (*rest->at == '0' && ahead.at - rest->at > 1)
        return false;
    *rest = ahead;
    return true;
}

bool weft__trace_take_time(struct weft__trace_rest *rest, int64_t *time_ns)
{
    const uint64_t second = 1000000000;
    struct weft__trace_rest ahead = *rest;
    const char *fraction_at;
    uint64_t seconds;
    uint64_t fraction;

    if (!weft__trace_take_number(&ahead, &seconds) || !weft__trace_take(&ahead, "."))
        return false;
    fraction_at = ahead.at;
    if (!take_digits(&ahead, &fraction) || ahead.at - fraction_at != 9)
        return false;
    if (seconds > ((uint64_t) INT64_MAX - fraction) / second)
        return false;
    *rest = ahead;
    *time_ns = (int64_t) (seconds * second + fraction);
    return true;
}

bool weft__trace_take_spaces(struct weft__trace_rest *rest, size_t count)
{
    const char *at = rest->at;

    while (at < rest->end && *at == ' ')
        at++;
    if ((size_t) (at - rest->at) < count)
        return false;
    rest->at = at;
    return true;
}

/* --- Subjects --- */

static bool take_quoted(struct weft__trace_rest *rest)
{
    struct weft__trace_rest ahead = *rest;

    if (!weft__trace_take(&ahead, "\""))
        return false;
    while (ahead.at < ahead.end && *ahead.at != '"')
        ahead.at += *ahead.at == '\\' && ahead.end - ahead.at > 1 ? 2 : 1;
    if (!weft__trace_take(&ahead, "\""))
        return false;
    *rest = ahead;
    return true;
}

/* The word for a kind of subject, whole: what stands behind it is not looked at. */
static bool take_kind(struct weft__trace_rest *rest, int *kind)
{
    static const struct {
        const char *word;
        size_t length;
    } kinds[] = {
#define X(constant, name) {name, sizeof(name) - 1},
        WEFT_SUBJECTS(X)
#undef X
    };
    size_t left = (size_t) (rest->end - rest->at);

    for (*kind = 0; *kind < (int) WEFT_SUBJECT_KINDS; ++*kind) {
        size_t length = kinds[*kind].length;

        if (left >= length && *rest->at == *kinds[*kind].word &&
            memcmp(rest->at, kinds[*kind].word, length) == 0) {
            rest->at += length;
            return true;
        }
    }
    return false;
}

/* "deferred nap#3", "call \"3s cancel job\"#4", "call #7", "world" */
static bool take_subject(struct weft__trace_rest *rest, struct weft__trace_slice *subject)
{
    struct weft__trace_rest ahead = *rest;
    uint64_t id;
    int kind;

    if (!take_kind(&ahead, &kind))
        return false;
    if (kind != (int) WEFT_SUBJECT_NONE) {
        if (!weft__trace_take(&ahead, " "))
            return false;
        if (!take_quoted(&ahead))
            while (ahead.at < ahead.end && *ahead.at != ' ' && *ahead.at != '"' && *ahead.at != '#')
                ahead.at++;
        if (!weft__trace_take(&ahead, "#") || !weft__trace_take_number(&ahead, &id))
            return false;
    }
    *subject = (struct weft__trace_slice){rest->at, (size_t) (ahead.at - rest->at)};
    *rest = ahead;
    return true;
}

/* --- Events --- */

/* Up to two spaces or the end; a single space may stand inside. */
static bool take_word(struct weft__trace_rest *rest, struct weft__trace_slice *word)
{
    const char *at = rest->at;

    while (at < rest->end && !(*at == ' ' && (at + 1 == rest->end || at[1] == ' ')))
        at++;
    if (at == rest->at)
        return false;
    *word = (struct weft__trace_slice){rest->at, (size_t) (at - rest->at)};
    rest->at = at;
    return true;
}

const char *weft__trace_take_event(struct weft__trace_rest *rest, struct weft__trace_fields *fields)
{
    if (!weft__trace_take_time(rest, &fields->time_ns))
        return "an event begins with its time, SECONDS.NINEDIGITS";
    if (!weft__trace_take_spaces(rest, 1) || !weft__trace_take_number(rest, &fields->turn))
        return "after the time stands the turn, a number";
    if (!weft__trace_take_spaces(rest, 1) || !take_subject(rest, &fields->subject))
        return "after the turn stands a subject, KIND NAME#NUMBER or 'world'";
    if (!weft__trace_take_spaces(rest, 2) || !take_word(rest, &fields->word))
        return "after the subject and two spaces stands what happened";
    fields->details = (struct weft__trace_slice){rest->end, 0};
    if (rest->at < rest->end) {
        if (!weft__trace_take_spaces(rest, 2) || rest->at == rest->end)
            return "a line does not end with spaces";
        fields->details = (struct weft__trace_slice){rest->at, (size_t) (rest->end - rest->at)};
    }
    return NULL;
}

struct weft__trace_fields weft__trace_fields(struct weft__trace_slice line)
{
    struct weft__trace_rest rest = {line.bytes, line.bytes + line.length};
    struct weft__trace_fields fields = {0};
    const char *wrong = weft__trace_take_event(&rest, &fields);

    assert(wrong == NULL);
    (void) wrong;
    return fields;
}

/* --- Slices --- */

bool weft__trace_slice_equals(struct weft__trace_slice left, struct weft__trace_slice right)
{
    return left.length == right.length &&
           (left.length == 0 || memcmp(left.bytes, right.bytes, left.length) == 0);
}

bool weft__trace_slice_is(struct weft__trace_slice slice, const char *text)
{
    return weft__trace_slice_equals(slice, (struct weft__trace_slice){text, strlen(text)});
}

/* The value of a hexadecimal digit, or 16 if it is none. */
static unsigned hexadecimal(char digit)
{
    if (digit >= '0' && digit <= '9')
        return (unsigned) (digit - '0');
    return digit >= 'a' && digit <= 'f' ? (unsigned) (digit - 'a') + 10U : 16U;
}

/* The byte at REST->at, where an escape counts as one; what is no escape stands for itself. */
static char take_byte(struct weft__trace_rest *rest)
{
    size_t left = (size_t) (rest->end - rest->at);
    const char *at = rest->at;

    if (at[0] != '\\' || left < 2) {
        rest->at++;
        return at[0];
    }
    if (at[1] == 'x' && left >= 4 && hexadecimal(at[2]) < 16U && hexadecimal(at[3]) < 16U) {
        rest->at += 4;
        return (char) (unsigned char) (hexadecimal(at[2]) * 16U + hexadecimal(at[3]));
    }
    rest->at += 2;
    return (char) (at[1] == 'n' ? '\n' : at[1] == 't' ? '\t' : at[1]);
}

size_t weft__trace_unescape(struct weft__trace_slice slice, char *text, size_t size)
{
    struct weft__trace_rest rest = {slice.bytes, slice.bytes + slice.length};
    size_t length = 0;

    while (rest.at < rest.end) {
        char byte = take_byte(&rest);

        if (length + 1 < size)
            text[length] = byte;
        length++;
    }
    if (size > 0)
        text[length < size ? length : size - 1] = '\0';
    return length;
}
