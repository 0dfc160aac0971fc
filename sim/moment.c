/* moment.c - moments on the command line, read by the words of scripts. */
#include "moment.h"

#include "script_lex.h"

#include <string.h>

static bool add(int64_t *sum, int64_t term, bool subtracted)
{
    if (subtracted) {
        *sum -= term; /* neither is negative, so this fits */
        return *sum >= 0;
    }
    if (*sum > INT64_MAX - term)
        return false;
    *sum += term;
    return true;
}

/* Reads one line's tokens: TIME {("+"|"-") TIME}. */
static void read_terms(struct weft__lexer *lexer, struct weft__diagnostics *diagnostics,
                       int64_t *ns)
{
    bool subtracted = false;

    *ns = 0;
    for (;;) {
        struct weft__token token = weft__lexer_next(lexer);

        if (token.kind == WEFT__TOKEN_BAD || diagnostics->count > 0)
            return;
        if (token.kind != WEFT__TOKEN_TIME) {
            weft__diagnostics_add(diagnostics, token.place, "a time is 3s, 1.5s, 250ms or 1s+11ns",
                                  token.kind == WEFT__TOKEN_INTEGER ? "this time has no unit"
                                                                    : "expected a time");
            return;
        }
        if (!add(ns, token.number, subtracted)) {
            weft__diagnostics_add(diagnostics, token.place, NULL,
                                  subtracted ? "the moment lies before 0"
                                             : "the moment does not fit 64 bits of nanoseconds");
            return;
        }
        token = weft__lexer_next(lexer);
        if (token.kind == WEFT__TOKEN_END)
            return;
        subtracted = token.kind == WEFT__TOKEN_MINUS;
        if (!subtracted && token.kind != WEFT__TOKEN_PLUS && token.kind != WEFT__TOKEN_BAD)
            weft__diagnostics_add(diagnostics, token.place, NULL,
                                  "expected '+', '-' or the end of the moment");
    }
}

bool weft__moment_read(const char *name, const char *text, int64_t *ns)
{
    struct weft__source source = {.name = name, .bytes = text, .length = strlen(text)};
    struct weft__diagnostics diagnostics;
    struct weft__lexer lexer;

    weft__diagnostics_init(&diagnostics, source);
    if (weft__source_check(source, &diagnostics)) {
        weft__lexer_init(&lexer, source, &diagnostics);
        if (!weft__lexer_next_line(&lexer))
            weft__diagnostics_add(&diagnostics, (struct weft__place){1, 1, 0}, NULL,
                                  "expected a time such as 3s");
        else
            read_terms(&lexer, &diagnostics, ns);
        if (diagnostics.count == 0 && weft__lexer_next_line(&lexer))
            weft__diagnostics_add(&diagnostics, (struct weft__place){2, 1, 0}, NULL,
                                  "a moment is one line");
    }
    if (diagnostics.count > 0)
        weft__diagnostics_print(&diagnostics, stderr);
    return diagnostics.count == 0;
}
