/* trace_fuzz.c - any bytes as a trace, as two traces to compare, and as names and texts to record.
 *
 * libFuzzer:  clang -fsanitize=fuzzer,address -DWEFT_LIBFUZZER ...
 * otherwise:  trace_fuzz [FILE...]   each file is one input; without any, the standard input is.
 * A byte FF, which no trace holds, stands between two traces. An input that breaks a promise ends
 * the program by an assertion or a sanitizer; all else is silent.
 */
#include "trace_diff.h"
#include "trace_match.h"
#include "trace_write.h"

#include <stdlib.h>
#include <string.h>

#define INPUT_BYTES_MAX (1024 * 1024)

/* --- An allocator that counts, and fails when its budget is used up --- */

struct budget {
    size_t live_bytes;
    size_t calls_left;
};

static void *budget_allocate(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    struct budget *budget = context;
    void *made;

    if (new_bytes > 0 && budget->calls_left == 0)
        return NULL;
    budget->calls_left -= new_bytes > 0;
    made = weft_allocator_system.allocate(NULL, block, old_bytes, new_bytes);
    if (made != NULL || new_bytes == 0)
        budget->live_bytes += new_bytes - old_bytes;
    return made;
}

/* Holds also where assertions are compiled out. */
static void require(bool truth)
{
    if (!truth)
        abort();
}

/* --- As a trace --- */

static void walk(const struct weft__trace_file *file)
{
    for (size_t i = 0; i < file->count; i++) {
        struct weft__trace_fields fields = weft__trace_fields(file->events[i]);
        char plain[64];

        require(fields.time_ns >= 0 && fields.subject.length > 0 && fields.word.length > 0);
        require(weft__trace_unescape(fields.details, plain, sizeof plain) <= fields.details.length);
    }
    require(strlen(file->header.scenario) + strlen(file->verdict) > 0);
    require(file->header.source == NULL ||
            strlen(file->header.source) == file->header.source_bytes);
}

static bool read_trace(const weft_allocator *allocator, const char *bytes, size_t length,
                       struct weft__trace_file *file, FILE *nowhere)
{
    struct weft__diagnostics diagnostics;
    enum weft__trace_outcome outcome = weft__trace_read(
        allocator, (struct weft__source){"fuzz", bytes, length}, &diagnostics, file);

    require((diagnostics.count > 0) == (outcome == WEFT__TRACE_WRONG));
    weft__diagnostics_print(&diagnostics, nowhere);
    if (outcome == WEFT__TRACE_READ)
        walk(file);
    return outcome == WEFT__TRACE_READ;
}

/* --- As two traces --- */

static void require_right_matches(const struct weft__trace_diff *diff)
{
    struct weft__trace_matcher matcher;
    struct weft__trace_match match;
    size_t before_at = 0, after_at = 0;

    weft__trace_matcher_begin(&matcher, diff->before, diff->after, diff->allocator);
    while (weft__trace_matcher_next(&matcher, &match)) {
        require(match.before_at >= before_at && match.after_at >= after_at);
        before_at = match.before_at + match.count;
        after_at = match.after_at + match.count;
        require(before_at <= diff->before->count && after_at <= diff->after->count);
        for (size_t i = 1; i <= match.count; i++)
            require(weft__trace_slice_equals(diff->before->events[before_at - i],
                                             diff->after->events[after_at - i]));
    }
    require(before_at == diff->before->count && after_at == diff->after->count);
    weft__trace_matcher_end(&matcher);
}

static void compare(const struct weft__trace_file *before, const struct weft__trace_file *after,
                    const weft_allocator *allocator, FILE *nowhere)
{
    struct weft__trace_diff diff = {.before = before,
                                    .after = after,
                                    .before_name = "before",
                                    .after_name = "after",
                                    .context = 3,
                                    .lines_max = SIZE_MAX,
                                    .allocator = allocator};

    require_right_matches(&diff);
    weft__trace_diff_write(&diff, nowhere);
    weft__trace_diff_write_first(&diff, nowhere);
    for (diff.lines_max = 0; diff.lines_max < 12; diff.lines_max += 3) {
        diff.context = diff.lines_max / 2;
        weft__trace_diff_write(&diff, nowhere);
    }
}

/* Reads the input with CALLS allocations. Returns how many were not needed. */
static size_t read_both(const char *bytes, size_t length, size_t calls)
{
    struct budget budget = {.calls_left = calls};
    weft_allocator allocator = {.allocate = budget_allocate, .context = &budget};
    const char *middle = length > 0 ? memchr(bytes, 0xFF, length) : NULL;
    size_t first = middle != NULL ? (size_t) (middle - bytes) : length;
    size_t skipped = middle != NULL ? first + 1 : 0;
    struct weft__trace_file before, after;
    FILE *nowhere = fopen("/dev/null", "w");

    require(nowhere != NULL);
    if (read_trace(&allocator, bytes, first, &before, nowhere)) {
        if (read_trace(&allocator, bytes + skipped, length - skipped, &after, nowhere)) {
            compare(&before, &after, &allocator, nowhere);
            weft__trace_file_free(&after);
        }
        weft__trace_file_free(&before);
    }
    fclose(nowhere);
    require(budget.live_bytes == 0);
    return budget.calls_left;
}

/* --- As names and texts --- */

struct input {
    const char *at;
    size_t left;
};

static unsigned take_byte(struct input *input)
{
    if (input->left == 0)
        return 0;
    input->left--;
    return (unsigned char) *input->at++;
}

/* Takes up to 15 bytes as a text behind an 'n'. */
static size_t take_text(struct input *input, char text[32])
{
    size_t wanted = take_byte(input) % 16;
    size_t length = wanted < input->left ? wanted : input->left;

    text[0] = 'n';
    memcpy(text + 1, input->at, length);
    text[length + 1] = '\0';
    input->at += length;
    input->left -= length;
    return length;
}

static weft_subject take_subject(struct input *input)
{
    weft_subject_kind kind = (weft_subject_kind) (take_byte(input) % WEFT_SUBJECT_KINDS);

    return (weft_subject){kind, take_byte(input) % 4};
}

static void record(weft_trace *trace, struct input *input)
{
    char text[32];
    size_t length = take_text(input, text);
    weft_subject subject = take_subject(input);
    weft_trace_record record = {.time_ns = (int64_t) take_byte(input) * 999999999,
                                .turn = take_byte(input),
                                .kind = (int) (take_byte(input) % (unsigned) WEFT_TRACE_KINDS),
                                .subject = subject,
                                .other = take_subject(input),
                                .number = (int64_t) take_byte(input) - 10,
                                .text = length % 2 == 0 ? text + 1 : NULL,
                                .text_bytes = length};

    if (length % 3 == 0)
        require(weft_trace_name(trace, subject, text + length % 2));
    require(weft_trace_append(trace, &record) != 0);
}

/* What was recorded, whatever it is, is written so that it can be read. */
static void write_and_read(const char *bytes, size_t length)
{
    struct input input = {bytes, length};
    weft_trace_header header = {.until_ns = INT64_MAX};
    struct weft__trace_page page = {.header = &header};
    char scenario[32], strategy[32], verdict[32];
    struct weft__trace_file file;
    weft_trace *trace;
    char *text;
    size_t text_length;

    require(weft_trace_create(NULL, 0, &trace) == WEFT_OK);
    take_text(&input, scenario);
    take_text(&input, strategy);
    take_text(&input, verdict);
    header.scenario = scenario;
    header.strategy = strategy;
    header.source = memchr(input.at, '\0', input.left) == NULL ? input.at : NULL;
    header.source_bytes = input.left;
    page.verdict = verdict;
    page.trace = trace;
    while (input.left > 0)
        record(trace, &input);
    text = weft__trace_text(&page, &weft_allocator_system, &text_length);
    require(text != NULL);
    require(read_trace(&weft_allocator_system, text, text_length, &file, stderr));
    require(file.count == weft_trace_count(trace));
    require(strcmp(file.header.scenario, scenario) == 0 && strcmp(file.verdict, verdict) == 0);
    require(header.source == NULL ||
            memcmp(file.header.source, header.source, header.source_bytes) == 0);
    weft__trace_file_free(&file);
    free(text);
    weft_trace_free(trace);
}

/* --- Running --- */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t plenty = 1000000;
    const char *bytes = size > 0 ? (const char *) data : "";
    size_t used = plenty - read_both(bytes, size, plenty);

    if (used > 0)
        read_both(bytes, size, size % used);
    write_and_read(bytes, size < 4096 ? size : 4096);
    return 0;
}

#ifndef WEFT_LIBFUZZER
static void run_stream(FILE *stream)
{
    uint8_t *bytes = malloc(INPUT_BYTES_MAX);

    require(bytes != NULL);
    LLVMFuzzerTestOneInput(bytes, fread(bytes, 1, INPUT_BYTES_MAX, stream));
    free(bytes);
}

int main(int argc, char **argv)
{
    if (argc == 1)
        run_stream(stdin);
    for (int i = 1; i < argc; i++) {
        FILE *stream = fopen(argv[i], "rb");

        if (stream == NULL) {
            fprintf(stderr, "trace_fuzz: cannot read %s\n", argv[i]);
            return 2;
        }
        run_stream(stream);
        fclose(stream);
    }
    return 0;
}
#endif
