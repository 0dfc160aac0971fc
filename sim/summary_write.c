/* summary_write.c - summaries as text, a line each thing. */
#include "summary_file.h"

#include "text_output.h"

#include <string.h>

static void put_text(struct weft__text_output *out, const char *key, const char *text)
{
    weft__text_put(out, key);
    weft__text_put_escaped(out, text, strlen(text));
    weft__text_put(out, "\n");
}

static void put_number(struct weft__text_output *out, const char *key, uint64_t number)
{
    weft__text_put(out, key);
    weft__text_put_number(out, number);
    weft__text_put(out, "\n");
}

static void put_hash(struct weft__text_output *out, uint64_t hash)
{
    char digits[16];

    for (size_t i = 0; i < sizeof digits; i++)
        digits[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15U];
    weft__text_put_bytes(out, digits, sizeof digits);
}

static void put_seen(struct weft__text_output *out, const char *key,
                     const struct weft__seen_ordering *seen, size_t count)
{
    put_number(out, key, count);
    for (size_t i = 0; i < count; i++) {
        weft__text_put(out, "    ");
        put_hash(out, seen[i].hash);
        put_number(out, " ", seen[i].runs);
    }
}

static void put_parts(struct weft__text_output *out, const struct weft__summary *summary)
{
    weft__text_put(out, "  parts");
    for (size_t i = 0; i < summary->part_count; i++) {
        weft__text_put(out, " ");
        weft__text_put_number(out, summary->parts[i]);
    }
    put_number(out, " of ", summary->parts_of);
}

static void put_run(struct weft__text_output *out, const char *key, struct weft__run_number number)
{
    weft__text_put(out, key);
    weft__text_put_number(out, number.run);
    put_number(out, " of part ", number.part);
}

static void put_class(struct weft__text_output *out, const struct weft__summary_class *class)
{
    put_text(out, "  finding ", class->text);
    put_number(out, "    runs ", class->runs);
    put_run(out, "    first run ", class->first);
    put_run(out, "    shown by run ", class->shown);
    if (class->file != NULL)
        put_text(out, "    file ", class->file);
    else
        weft__text_put(out, "    no file\n");
    put_number(out, "    choices ", class->choice_count);
    for (uint64_t i = 0; i < class->choice_count; i++)
        put_text(out, "      ", class->choices[i]);
}

static void put_summary(struct weft__text_output *out, const struct weft__summary *summary)
{
    put_text(out, "\nscenario ", summary->scenario);
    put_text(out, "  source ", summary->source);
    put_text(out, "  strategy ", summary->strategy);
    put_number(out, "  seed ", summary->seed);
    put_number(out, "  slack ", summary->slack_ns);
    put_text(out, "  with ", summary->with);
    put_text(out, "  fingerprint ", *summary->letters != '\0' ? summary->letters : "-");
    weft__text_put(out, "  twisted ");
    put_hash(out, summary->twisted);
    weft__text_put(out, "\n");
    put_parts(out, summary);
    put_number(out, "  runs ", summary->runs);
    put_number(out, "  cut ", summary->cut);
    put_number(out, "  failed ", summary->failed);
    put_number(out, "  ran out ", summary->ran_out);
    if (summary->missing != NULL)
        put_text(out, "  complete no, for ", summary->missing);
    else
        weft__text_put(out, "  complete yes\n");
    put_text(out, "  claim ", summary->claim);
    put_number(out, "  verdict ", summary->verdict);
    put_seen(out, "  orderings ", summary->orderings, summary->ordering_count);
    put_seen(out, "  classes of runs ", summary->run_classes, summary->run_class_count);
    put_number(out, "  findings ", summary->class_count);
    for (const struct weft__summary_class *class = summary->classes; class != NULL;
         class = class->next)
        put_class(out, class);
    put_number(out, "  findings in variations ", summary->varied);
    put_number(out, "  lines ", summary->varied_line_count);
    for (uint64_t i = 0; i < summary->varied_line_count; i++) {
        const char *line = summary->varied_lines[i];
        size_t indent = strspn(line, " ");

        weft__text_put(out, "  ");
        weft__text_put_bytes(out, line, indent);
        put_text(out, "", line + indent);
    }
}

static bool put_all(void *context, FILE *file)
{
    const struct weft__summary *const *first = context;
    struct weft__text_output out;

    weft__text_to_file(&out, file);
    put_number(&out, "weft report ", WEFT__SUMMARY_VERSION);
    for (const struct weft__summary *summary = *first; summary != NULL; summary = summary->next)
        put_summary(&out, summary);
    weft__text_put(&out, "end\n");
    return weft__text_finish(&out);
}

bool weft__summaries_write(const struct weft__summary *summaries, const char *path,
                           struct weft__diagnostics *diagnostics)
{
    struct weft__file_content content = {put_all, &summaries};

    return weft__whole_file_write(path, &content, diagnostics);
}
