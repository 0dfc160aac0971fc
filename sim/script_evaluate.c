/* script_evaluate.c - expressions, sums, texts with holes, fields. */
#include "script_evaluate.h"

#include "script_record.h"
#include "touch.h"

#include <assert.h>
#include <string.h>

static bool no_value(const struct weft__script_scope *scope, const char *sentence)
{
    return weft__script_problem(scope->run, &weft__script_error_script, sentence);
}

/* --- Arithmetic --- */

static bool add(int64_t left, int64_t right, int64_t *sum)
{
    if (right > 0 ? left > INT64_MAX - right : left < INT64_MIN - right)
        return false;
    *sum = left + right;
    return true;
}

static bool subtract(int64_t left, int64_t right, int64_t *difference)
{
    if (right < 0 ? left > INT64_MAX + right : left < INT64_MIN + right)
        return false;
    *difference = left - right;
    return true;
}

static bool multiply(int64_t left, int64_t right, int64_t *product)
{
    if (left == 0 || right == 0) {
        *product = 0;
        return true;
    }
    if (left == -1 || right == -1) { /* INT64_MIN / -1 would not fit either */
        int64_t other = left == -1 ? right : left;

        if (other == INT64_MIN)
            return false;
        *product = -other;
        return true;
    }
    if (right > 0 ? left > INT64_MAX / right || left < INT64_MIN / right
                  : left < INT64_MAX / right || left > INT64_MIN / right)
        return false;
    *product = left * right;
    return true;
}

static bool is_number(enum weft__script_kind kind)
{
    return kind == WEFT__SCRIPT_KIND_INTEGER || kind == WEFT__SCRIPT_KIND_TIME;
}

static weft_value number_value(enum weft__script_kind kind, int64_t number)
{
    return kind == WEFT__SCRIPT_KIND_TIME ? weft__script_time(number) : weft_integer(number);
}

/* An integer, or a time. */
struct number {
    enum weft__script_kind kind;
    int64_t number;
};

/* The value of PART, if that is a number. */
static bool evaluate_number(const struct weft__script_scope *scope,
                            const struct weft__expression *part, struct number *number)
{
    struct weft__script_view view;
    weft_value value;

    if (!weft__script_evaluate(scope, part, &value))
        return false;
    if (value.type == &weft_type_integer) {
        *number = (struct number){WEFT__SCRIPT_KIND_INTEGER, value.as.integer};
        return true;
    }
    view = weft__script_view_of(&value);
    weft_value_release(value);
    *number = (struct number){view.kind, view.number};
    return is_number(view.kind) ||
           no_value(scope, "only integers and times can be added, multiplied or negated");
}

static bool evaluate_negated(const struct weft__script_scope *scope,
                             const struct weft__expression *expression, weft_value *value)
{
    struct number part;
    int64_t number;

    if (!evaluate_number(scope, expression->parts, &part))
        return false;
    if (!subtract(0, part.number, &number))
        return no_value(scope, "the result does not fit 64 bits");
    *value = number_value(part.kind, number);
    return true;
}

static bool evaluate_sum(const struct weft__script_scope *scope,
                         const struct weft__expression *expression, weft_value *value)
{
    const struct weft__expression *part = expression->parts;
    struct number total, next;

    if (!evaluate_number(scope, part, &total))
        return false;
    for (part = part->next; part; part = part->next) {
        if (!evaluate_number(scope, part, &next))
            return false;
        if (next.kind != total.kind)
            return no_value(scope, "a sum needs two integers or two times");
        if (!(part->subtracted ? subtract : add)(total.number, next.number, &total.number))
            return no_value(scope, "the result does not fit 64 bits");
    }
    *value = number_value(total.kind, total.number);
    return true;
}

static bool evaluate_product(const struct weft__script_scope *scope,
                             const struct weft__expression *expression, weft_value *value)
{
    const struct weft__expression *part = expression->parts;
    struct number total, next;

    if (!evaluate_number(scope, part, &total))
        return false;
    for (part = part->next; part; part = part->next) {
        if (!evaluate_number(scope, part, &next))
            return false;
        if (next.kind == WEFT__SCRIPT_KIND_TIME && total.kind == WEFT__SCRIPT_KIND_TIME)
            return no_value(scope, "a product needs two integers, or a time and an integer");
        if (next.kind == WEFT__SCRIPT_KIND_TIME)
            total.kind = next.kind;
        if (!multiply(total.number, next.number, &total.number))
            return no_value(scope, "the result does not fit 64 bits");
    }
    *value = number_value(total.kind, total.number);
    return true;
}

/* --- Texts --- */

/* Makes room in the scratch for MORE bytes and a NUL behind the USED ones. */
static bool reserve_scratch(struct weft__script_run *run, size_t used, size_t more)
{
    size_t capacity = run->scratch_capacity ? run->scratch_capacity : 256;
    char *scratch;

    if (more > WEFT__SCRIPT_TEXT_BYTES_MAX - used)
        return weft__script_problem(run, &weft__script_error_script,
                                    "the text would be longer than 65536 bytes");
    if (run->scratch_capacity > used + more)
        return true;
    while (capacity <= used + more)
        capacity *= 2;
    scratch = weft__script_allocate(run, capacity);
    if (!scratch)
        return weft__script_problem(run, &weft_error_memory, "out of memory");
    if (used > 0)
        memcpy(scratch, run->scratch, used);
    run->scratch = scratch;
    run->scratch_capacity = capacity;
    return true;
}

/* Writes what *VALUE prints behind the first USED bytes of the scratch; its length goes to *LENGTH.
 */
static bool print_behind(struct weft__script_run *run, const weft_value *value, size_t used,
                         size_t *length)
{
    struct weft__script_view view = weft__script_view_of(value);
    bool other = view.kind == WEFT__SCRIPT_KIND_OTHER && !weft__script_seen_in(value);

    *length = other ? weft_value_format(value, NULL, 0) : weft__script_format_view(&view, NULL, 0);
    if (!reserve_scratch(run, used, *length))
        return false;
    if (other)
        weft_value_format(value, run->scratch + used, *length + 1);
    else
        weft__script_format_view(&view, run->scratch + used, *length + 1);
    return true;
}

const char *weft__script_printed(struct weft__script_run *run, const weft_value *value,
                                 size_t *length)
{
    return print_behind(run, value, 0, length) ? run->scratch : NULL;
}

static bool append_piece(const struct weft__script_scope *scope,
                         const struct weft__text_piece *piece, size_t *used)
{
    struct weft__script_run *run = scope->run;
    weft_value value;
    size_t length;
    bool printed;

    if (!piece->hole) {
        if (!reserve_scratch(run, *used, piece->length))
            return false;
        memcpy(run->scratch + *used, piece->literal, piece->length);
        *used += piece->length;
        return true;
    }
    if (!weft__script_evaluate(scope, piece->hole, &value))
        return false;
    printed = print_behind(run, &value, *used, &length);
    weft_value_release(value);
    *used += printed ? length : 0;
    return printed;
}

/* LENGTH bytes as a text: the library's, or, while looking, one that was seen. */
static bool make_text(const struct weft__script_scope *scope, const char *bytes, size_t length,
                      weft_value *value)
{
    struct weft__script_run *run = scope->run;

    if (scope->looking) {
        struct weft__script_seen *seen =
            &run->seen_texts[run->seen_texts_used++ %
                             (sizeof run->seen_texts / sizeof *run->seen_texts)];

        weft__script_see_text(run, seen, bytes, length);
        *value = weft__script_seen_value(seen);
        return true;
    }
    weft__script_charge(run, length);
    *value = weft_text(run->reactor, bytes, length);
    if (!weft_value_is_failure(value))
        return true;
    weft_value_release(*value);
    *value = weft_none();
    return weft__script_problem(run, &weft_error_memory, "out of memory");
}

static bool evaluate_text(const struct weft__script_scope *scope,
                          const struct weft__expression *expression, weft_value *value)
{
    size_t used = 0;

    for (const struct weft__text_piece *piece = expression->pieces; piece; piece = piece->next)
        if (!append_piece(scope, piece, &used))
            return false;
    return make_text(scope, used > 0 ? scope->run->scratch : "", used, value);
}

/* --- Fields --- */

/* What failed first, of a FirstError. */
static weft_value first_of(const weft_value *failure)
{
    const struct weft__script_seen *seen = weft__script_seen_in(failure);

    if (!seen)
        return weft_value_retain(weft_failure_cause(weft_value_failure(failure)));
    return seen->first ? weft__script_seen_value(seen->first) : weft_none();
}

static bool failure_field(const struct weft__script_scope *scope,
                          const struct weft__expression *expression, const weft_value *of,
                          weft_value *value)
{
    struct weft__script_view view = weft__script_view_of(of), *failure = &view;

    switch (expression->field.field) {
    case WEFT__FIELD_TYPE:
        return make_text(scope, failure->error->name, strlen(failure->error->name), value);
    case WEFT__FIELD_MESSAGE:
        return make_text(scope, failure->text, failure->length, value);
    case WEFT__FIELD_INDEX: /* of a FirstError only */
        if (failure->number >= 0)
            *value = weft_integer(failure->number);
        return true;
    case WEFT__FIELD_FIRST:
        if (failure->number >= 0)
            *value = first_of(of);
        return true;
    case WEFT__FIELD_FRAME:
    case WEFT__FIELD_LENGTH:
    case WEFT__FIELD_WAITING:
    case WEFT__FIELD_TOKENS:
        break;
    }
    return no_value(scope, "a failure has no such field");
}

static bool queue_field(const struct weft__script_scope *scope,
                        const struct weft__expression *expression, const weft_value *of,
                        weft_value *value)
{
    const weft_queue *queue = weft_value_queue(of);

    if (expression->field.field == WEFT__FIELD_LENGTH)
        *value = weft_integer((int64_t) weft_queue_length(queue));
    else if (expression->field.field == WEFT__FIELD_WAITING)
        *value = weft_integer((int64_t) weft_queue_waiting(queue));
    else
        return no_value(scope, "a queue has no such field");
    return true;
}

static bool semaphore_field(const struct weft__script_scope *scope,
                            const struct weft__expression *expression, const weft_value *of,
                            weft_value *value)
{
    const weft_semaphore *semaphore = weft_value_semaphore(of);

    if (expression->field.field != WEFT__FIELD_TOKENS)
        return no_value(scope, "a semaphore has no such field");
    *value = weft_integer((int64_t) weft_semaphore_tokens(semaphore));
    return true;
}

/* Asks the object behind OF itself, by FIELD; of one that is gone every field is none. */
static bool
field_at_hand(const struct weft__script_scope *scope, const struct weft__expression *expression,
              const weft_value *of, weft_value *value,
              bool (*field)(const struct weft__script_scope *, const struct weft__expression *,
                            const weft_value *, weft_value *))
{
    weft_value present = weft__script_at_hand(scope->run, of);
    bool found = true;

    if (!weft_value_is_none(&present))
        found = field(scope, expression, &present, value);
    weft_value_release(present);
    return found;
}

/* `T.name`: what T is decides what its fields are. A name that T's task does not give is none. */
static bool evaluate_field(const struct weft__script_scope *scope,
                           const struct weft__expression *expression, weft_value *value)
{
    const struct weft__script_frame_record *record = NULL;
    struct weft__script_view view;
    weft_value of;
    bool found = true;

    if (!weft__script_evaluate(scope, expression->field.of, &of))
        return false;
    view = weft__script_view_of(&of);
    if (view.subject.id != 0)
        record = weft__script_frame_behind(scope->run, view.subject);
    if (view.kind == WEFT__SCRIPT_KIND_FAILURE) {
        found = failure_field(scope, expression, &of, value);
    } else if (view.kind == WEFT__SCRIPT_KIND_QUEUE) {
        found = field_at_hand(scope, expression, &of, value, queue_field);
    } else if (view.kind == WEFT__SCRIPT_KIND_SEMAPHORE) {
        found = field_at_hand(scope, expression, &of, value, semaphore_field);
    } else if (record) {
        int32_t slot = weft__task_slot(record->task, expression->field.symbol);

        if (slot >= 0)
            *value = weft__script_fetch_slot(scope, record, (uint32_t) slot);
    } else if (view.kind != WEFT__SCRIPT_KIND_NONE) {
        found = no_value(scope, "this value has no fields");
    }
    weft_value_release(of);
    return found;
}

/* --- All of them --- */

bool weft__script_evaluate(const struct weft__script_scope *scope,
                           const struct weft__expression *expression, weft_value *value)
{
    *value = weft_none();
    if (!expression)
        return true;
    switch (expression->kind) {
    case WEFT__VALUE_NONE:
        return true;
    case WEFT__VALUE_INTEGER:
        *value = weft_integer(expression->number);
        return true;
    case WEFT__VALUE_TIME:
        *value = weft__script_time(expression->number);
        return true;
    case WEFT__VALUE_TEXT:
        return evaluate_text(scope, expression, value);
    case WEFT__VALUE_NAME:
        *value = weft__script_fetch(scope, &expression->name);
        return true;
    case WEFT__VALUE_RESULT:
        if (scope->result)
            *value = weft_value_retain(scope->result);
        return true;
    case WEFT__VALUE_NOW:
        *value = weft__script_time(weft_world_now(scope->run->world));
        return true;
    case WEFT__VALUE_FIELD:
        if (!scope->looking)
            weft__world_touch_other(scope->run->world, WEFT__TOUCHED_ALL);
        return evaluate_field(scope, expression, value);
    case WEFT__VALUE_NEGATED:
        return evaluate_negated(scope, expression, value);
    case WEFT__VALUE_SUM:
        return evaluate_sum(scope, expression, value);
    case WEFT__VALUE_PRODUCT:
        return evaluate_product(scope, expression, value);
    }
    assert(0 && "every kind is handled above");
    return false;
}
