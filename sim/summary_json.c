/* summary_json.c - a summary, member by member; orderings as how many there are. */
#include "summary_json.h"

#include "json_text.h"

enum { MISSING_BYTES = 512 };

static void put_text(struct weft__text_output *out, const char *name, const char *text)
{
    weft__json_put_name(out, ", ", name);
    weft__json_put_text(out, text);
}

static void put_number(struct weft__text_output *out, const char *name, uint64_t number)
{
    weft__json_put_name(out, ", ", name);
    weft__text_put_number(out, number);
}

static void put_texts(struct weft__text_output *out, const char *name, const char *const *texts,
                      uint64_t count)
{
    weft__json_put_name(out, ", ", name);
    weft__text_put(out, "[");
    for (uint64_t i = 0; i < count; i++) {
        weft__text_put(out, i > 0 ? ", " : "");
        weft__json_put_text(out, texts[i]);
    }
    weft__text_put(out, "]");
}

static void put_run(struct weft__text_output *out, const char *name, struct weft__run_number number)
{
    weft__json_put_name(out, ", ", name);
    weft__json_put_name(out, "{", "run");
    weft__text_put_number(out, number.run);
    put_number(out, "part", number.part);
    weft__text_put(out, "}");
}

static void put_class(struct weft__text_output *out, const struct weft__summary_class *class)
{
    weft__json_put_name(out, "{", "class");
    weft__json_put_text(out, class->text);
    put_number(out, "runs", class->runs);
    put_run(out, "first", class->first);
    put_run(out, "shown", class->shown);
    put_texts(out, "choices", class->choices, class->choice_count);
    put_text(out, "file", class->file);
    weft__text_put(out, "}");
}

static void put_parts(struct weft__text_output *out, const struct weft__summary *summary)
{
    weft__json_put_name(out, ", ", "parts");
    weft__text_put(out, "[");
    for (size_t i = 0; i < summary->part_count; i++) {
        weft__text_put(out, i > 0 ? ", " : "");
        weft__text_put_number(out, summary->parts[i]);
    }
    weft__text_put(out, "]");
    put_number(out, "parts_of", summary->parts_of);
}

static void put_space(struct weft__text_output *out, const struct weft__summary *summary)
{
    char missing[MISSING_BYTES];
    bool complete = weft__summary_missing(summary, missing, sizeof missing) == 0;

    put_number(out, "runs", summary->runs);
    put_number(out, "cut", summary->cut);
    put_number(out, "failed", summary->failed);
    put_number(out, "ran_out", summary->ran_out);
    put_number(out, "orderings", summary->ordering_count);
    weft__json_put_name(out, ", ", "complete");
    weft__text_put(out, complete ? "true" : "false");
    put_text(out, "missing", complete ? NULL : missing);
    put_text(out, "claim", summary->claim);
}

void weft__summary_put_json(struct weft__text_output *output, const struct weft__summary *summary)
{
    const struct weft__summary_class *class = summary->classes;

    weft__json_put_name(output, "{", "scenario");
    weft__json_put_text(output, summary->scenario);
    put_text(output, "source", summary->source);
    put_text(output, "strategy", summary->strategy);
    put_number(output, "seed", summary->seed);
    put_number(output, "slack_ns", summary->slack_ns);
    put_text(output, "with", summary->with);
    put_parts(output, summary);
    put_space(output, summary);
    put_number(output, "exit", summary->verdict);
    weft__json_put_name(output, ", ", "findings");
    weft__text_put(output, "[");
    for (; class != NULL; class = class->next) {
        weft__text_put(output, class != summary->classes ? ", " : "");
        put_class(output, class);
    }
    weft__text_put(output, "]");
    put_number(output, "findings_in_variations", summary->varied);
    put_texts(output, "variations", summary->varied_lines, summary->varied_line_count);
    weft__text_put(output, "}\n");
}
