/* junit.c - cases gathered in memory, since how many there are stands before them. */
#include "junit.h"

#include "xml_text.h"

#include <errno.h>
#include <stdlib.h>

bool weft__junit_begin(struct weft__junit *junit)
{
    *junit = (struct weft__junit){.text = NULL};
    junit->cases = open_memstream(&junit->text, &junit->length);
    return junit->cases != NULL;
}

static void put_number(struct weft__text_output *out, const char *name, size_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%zu", number);
    weft__xml_put_attribute(out, name, text);
}

void weft__junit_add(struct weft__junit *junit, const struct weft__junit_case *one)
{
    const char *element = one->verdict == WEFT__JUNIT_ERROR ? "error" : "failure";
    struct weft__text_output out;

    junit->tests++;
    junit->failures += one->verdict == WEFT__JUNIT_FAILED;
    junit->errors += one->verdict == WEFT__JUNIT_ERROR;
    weft__text_to_file(&out, junit->cases);
    weft__text_put(&out, "    <testcase");
    weft__xml_put_attribute(&out, "name", one->name);
    weft__xml_put_attribute(&out, "classname", "weft");
    weft__xml_put_attribute(&out, "file", one->source);
    if (one->line > 0)
        put_number(&out, "line", one->line);
    if (one->verdict == WEFT__JUNIT_PASSED) {
        weft__text_put(&out, "/>\n");
    } else {
        weft__text_put(&out, ">\n      <");
        weft__text_put(&out, element);
        weft__xml_put_attribute(&out, "message", one->message);
        weft__text_put(&out, ">");
        weft__xml_put_text(&out, one->details);
        weft__text_put(&out, "</");
        weft__text_put(&out, element);
        weft__text_put(&out, ">\n    </testcase>\n");
    }
    weft__text_finish(&out);
}

struct suite {
    struct weft__junit *junit;
    const char *name;
};

static bool put_suite(void *context, FILE *file)
{
    const struct suite *suite = context;
    struct weft__text_output out;

    weft__text_to_file(&out, file);
    weft__text_put(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite");
    weft__xml_put_attribute(&out, "name", suite->name);
    put_number(&out, "tests", suite->junit->tests);
    put_number(&out, "failures", suite->junit->failures);
    put_number(&out, "errors", suite->junit->errors);
    weft__text_put(&out, ">\n");
    weft__text_put_bytes(&out, suite->junit->text, suite->junit->length);
    weft__text_put(&out, "  </testsuite>\n</testsuites>\n");
    return weft__text_finish(&out);
}

bool weft__junit_write(struct weft__junit *junit, const char *name, const char *path,
                       struct weft__diagnostics *diagnostics)
{
    struct suite suite = {junit, name};
    struct weft__file_content content = {put_suite, &suite};

    if (fflush(junit->cases) == 0 && !ferror(junit->cases))
        return weft__whole_file_write(path, &content, diagnostics);
    weft__diagnostics_init(diagnostics, (struct weft__source){path, "", 0});
    weft__diagnostics_add(diagnostics, (struct weft__place){0, 0, 0}, NULL,
                          "cannot be written: no memory for its cases");
    return false;
}

void weft__junit_end(struct weft__junit *junit)
{
    if (junit->cases != NULL)
        fclose(junit->cases);
    free(junit->text);
    *junit = (struct weft__junit){.text = NULL};
}
