/* finding_class.c - what is left of a finding's text. */
#include "finding_class.h"

#include "paths.h"

#include <string.h>

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* How long the time at TEXT is, as traces write it; 0: there is none. */
static size_t time_length(const char *text)
{
    size_t seconds = digits(text);

    if (seconds == 0 || text[seconds] != '.' || digits(text + seconds + 1) != 9)
        return 0;
    return seconds + 10;
}

/* Where the class ends in TEXT: why an expectation did not hold is of this run alone. */
static const char *end_of(const weft_finding *finding)
{
    const char *why =
        finding->kind == WEFT_FINDING_EXPECTATION ? strstr(finding->text, ", but ") : NULL;

    return why != NULL ? why : finding->text + strlen(finding->text);
}

/* Appends what stands from AT to END without what only one run has. */
static bool put_part(struct weft__byte_buffer *buffer, const char *at, const char *end)
{
    bool good = true;

    while (good && at < end) {
        size_t length = time_length(at);

        if (*at == '#' && digits(at + 1) > 0) {
            at += 1 + digits(at + 1);
        } else if (length > 0) {
            good = weft__byte_buffer_append(buffer, "T", 1);
            at += length;
        } else {
            good = weft__byte_buffer_append(buffer, at++, 1);
        }
    }
    return good;
}

bool weft__finding_class_put(struct weft__byte_buffer *buffer, const weft_finding *finding)
{
    const char *name = weft_finding_name(finding->kind);

    return weft__byte_buffer_append(buffer, name, strlen(name)) &&
           weft__byte_buffer_append(buffer, ": ", 2) &&
           put_part(buffer, finding->text, end_of(finding)) &&
           weft__byte_buffer_append(buffer, "", 1);
}

bool weft__finding_class_put_text(struct weft__byte_buffer *buffer, const char *text)
{
    weft_finding finding = {.kind = WEFT_FINDING_KINDS, .text = text};
    const char *expectation = weft_finding_name(WEFT_FINDING_EXPECTATION);
    size_t length = strlen(expectation);

    if (strncmp(text, expectation, length) == 0 && text[length] == ':')
        finding.kind = WEFT_FINDING_EXPECTATION;
    return put_part(buffer, text, end_of(&finding)) && weft__byte_buffer_append(buffer, "", 1);
}

bool weft__finding_classes_put(struct weft__byte_buffer *buffer, const weft_world *world)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(world, &findings);
    bool good = true;

    for (size_t i = 0; i < count && good; i++)
        if (!findings[i].expected && findings[i].kind != WEFT_FINDING_VACUOUS)
            good = weft__finding_class_put(buffer, &findings[i]);
    return good;
}

/* Behind "line N:", if that is what stands at TEXT. */
static const char *behind_line(const char *text)
{
    size_t length;

    if (strncmp(text, "line ", 5) != 0)
        return text;
    length = digits(text + 5);
    return length > 0 && text[5 + length] == ':' ? text + 5 + length + 1 : text;
}

bool weft__finding_class_same(const char *left, const char *right)
{
    while (*left != '\0' && *right != '\0') {
        const char *left_behind = behind_line(left), *right_behind = behind_line(right);

        if (left_behind != left && right_behind != right) {
            left = left_behind;
            right = right_behind;
        } else if (*left++ != *right++) {
            return false;
        }
    }
    return *left == *right;
}

uint32_t weft__finding_class_line(const char *class_text)
{
    static const char wanted[] = "expected ";
    const char *at = strstr(class_text, ": ");
    uint32_t line = 0;

    at = at != NULL ? at + 2 : class_text;
    if (strncmp(at, wanted, sizeof wanted - 1) == 0)
        at += sizeof wanted - 1;
    if (behind_line(at) == at)
        return 0;
    for (at += strlen("line "); *at >= '0' && *at <= '9'; at++) {
        if (line > (UINT32_MAX - 9) / 10)
            return 0;
        line = line * 10 + (uint32_t) (*at - '0');
    }
    return line;
}

uint64_t weft__finding_class_hash(const char *class_text)
{
    return weft__paths_hash_text(class_text);
}
