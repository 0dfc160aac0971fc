/* script_fuzz.c - any bytes as a script: read, shown, walked, freed; then again with an allocation
 * failing.
 *
 * libFuzzer:  clang -fsanitize=fuzzer,address -DWEFT_LIBFUZZER ...
 * otherwise:  script_fuzz [FILE...]   each file is one input; without any, the standard input is.
 * An input that breaks a promise ends the program by an assertion or a sanitizer; all else is
 * silent.
 */
#include "script.h"

#include <stdlib.h>

/* --- An allocator that counts, and fails when its budget is used up --- */

struct budget {
    size_t live_bytes;
    size_t calls_left;
};

static void *budget_allocate(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    struct budget *budget = context;
    void *made = NULL;

    if (new_bytes > 0) {
        if (budget->calls_left == 0)
            return NULL;
        budget->calls_left--;
        made = realloc(block, new_bytes);
        if (made == NULL)
            return NULL;
    } else {
        free(block);
    }
    budget->live_bytes += new_bytes;
    budget->live_bytes -= old_bytes;
    return made;
}

/* Holds also where assertions are compiled out. */
static void require(bool truth)
{
    if (!truth)
        abort();
}

/* --- What is done with each input --- */

static void walk_block(const struct weft__script *script, const struct weft__block *block,
                       unsigned depth);

static void walk_statement(const struct weft__script *script,
                           const struct weft__statement *statement, unsigned depth)
{
    size_t length;

    require(weft__script_text(script, statement->place, &length) != NULL && length > 0);
    if (statement->gives != NULL && statement->gives->scope == WEFT__SCOPE_WORLD)
        require(statement->gives->slot < script->world_count);
    if (statement->kind == WEFT__STATEMENT_IF) {
        walk_block(script, statement->branch.then, depth);
        if (statement->branch.otherwise != NULL)
            walk_block(script, statement->branch.otherwise, depth);
    } else if (statement->kind == WEFT__STATEMENT_FOR) {
        walk_block(script, statement->loop.block, depth);
    }
}

static void walk_block(const struct weft__script *script, const struct weft__block *block,
                       unsigned depth)
{
    require(depth < WEFT__SCRIPT_NESTING_MAX && block->first != NULL);
    for (const struct weft__statement *statement = block->first; statement != NULL;
         statement = statement->next)
        walk_statement(script, statement, depth + 1);
}

static void walk(const struct weft__script *script)
{
    for (uint32_t i = 0; i < script->task_count; i++) {
        walk_block(script, script->tasks[i]->body, 0);
        require(script->tasks[i]->inline_depth < WEFT__SCRIPT_NESTING_MAX);
    }
    for (const struct weft__timeline_line *line = script->timeline; line != NULL;
         line = line->next) {
        require((line->statement == NULL) != (line->expectation == NULL) && line->at_ns >= 0);
        if (line->statement != NULL)
            walk_statement(script, line->statement, 0);
    }
    for (uint32_t i = 1; i < script->error_count; i++)
        require(script->errors[i].parent < script->error_count);
}

/* Reads BYTES with as many allocations as CALLS; returns how many were left. */
static size_t read_once(const char *bytes, size_t length, size_t calls)
{
    static const char *const actions[] = {"knock"};
    static const char *const tasks[] = {"native"};
    static const size_t arguments[] = {1};
    struct weft__registered registered = {actions, arguments, 1, tasks, arguments, 1};
    struct budget budget = {.calls_left = calls};
    weft_allocator allocator = {budget_allocate, &budget};
    struct weft__source source = {"input.weft", bytes, length};
    struct weft__diagnostics diagnostics;
    struct weft__script *script;
    enum weft__script_outcome outcome;
    FILE *nowhere = fopen("/dev/null", "w");

    require(nowhere != NULL);
    outcome = weft__script_read(&allocator, source, &registered, &diagnostics, &script);
    require((script != NULL) == (outcome == WEFT__SCRIPT_READ));
    require(outcome != WEFT__SCRIPT_READ || diagnostics.count == 0);
    require(outcome != WEFT__SCRIPT_WRONG || diagnostics.count > 0);
    if (script != NULL)
        walk(script);
    weft__diagnostics_print(&diagnostics, nowhere);
    fclose(nowhere);
    weft__script_free(script);
    require(budget.live_bytes == 0);
    return budget.calls_left;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t plenty = 1000000;
    size_t used = plenty - read_once((const char *) data, size, plenty);

    if (used > 0)
        read_once((const char *) data, size, size % used);
    return 0;
}

#ifndef WEFT_LIBFUZZER
/* One byte more than a script may have: longer input is as good as that. */
static void run_stream(FILE *stream)
{
    uint8_t *bytes = malloc(WEFT__SCRIPT_BYTES_MAX + 1);

    require(bytes != NULL);
    LLVMFuzzerTestOneInput(bytes, fread(bytes, 1, WEFT__SCRIPT_BYTES_MAX + 1, stream));
    free(bytes);
}

int main(int argc, char **argv)
{
    if (argc == 1)
        run_stream(stdin);
    for (int i = 1; i < argc; i++) {
        FILE *stream = fopen(argv[i], "rb");

        if (stream == NULL) {
            fprintf(stderr, "script_fuzz: cannot read %s\n", argv[i]);
            return 2;
        }
        run_stream(stream);
        fclose(stream);
    }
    return 0;
}
#endif
