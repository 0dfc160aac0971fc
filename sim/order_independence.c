/* order_independence.c - every order, and the first that comes to something else.
 *
 * Orders that differ least from Twisted's come first. So in the first one that comes to something
 * else it is the last choice that matters: without it the results were Twisted's.
 */
#include "order_independence.h"

#include "question.h"

#include <inttypes.h>
#include <string.h>

/* The last choice: "A #2 -> B". */
static const char *last_choice(const struct weft__variation *variation, size_t *count)
{
    const char *at = variation->choices, *last = at;

    for (*count = 0; at < variation->choices + variation->choices_bytes; at += strlen(at) + 1) {
        last = at;
        ++*count;
    }
    return last;
}

static void tell(const struct weft__varied *varied, FILE *file)
{
    size_t count;
    const char *choice = last_choice(varied->differs, &count);
    const char *arrow = strstr(choice, WEFT__CHOICE_ARROW), *number = arrow;

    while (number != NULL && number > choice && *number != '#')
        number--;
    if (arrow == NULL || number == choice)
        return;
    fprintf(file, "order independent: the results change if %s goes before %.*s",
            arrow + strlen(WEFT__CHOICE_ARROW), (int) (number - 1 - choice), choice);
    if (count > 1)
        fprintf(file, ", behind %zu other choice%s that change%s nothing", count - 1,
                count == 2 ? "" : "s", count == 2 ? "s" : "");
    fprintf(file, "; so do %" PRIu64 " of %" PRIu64 " orders\n", varied->differing, varied->count);
}

enum weft__independence weft__order_independence(const struct weft__loaded *loaded,
                                                 const weft_world_options *options, FILE *file)
{
    const struct weft__vary orders = {.axis = WEFT__AXIS_ORDER, .fails = -1};
    enum weft__independence found = WEFT__INDEPENDENT;
    struct weft__varied varied;

    weft__vary_run(&varied, loaded, &orders, options);
    if (varied.lost)
        found = WEFT__INDEPENDENCE_LOST;
    else if (varied.diverged)
        found = WEFT__INDEPENDENCE_DIVERGED;
    else if (varied.differs != NULL)
        found = WEFT__DEPENDENT;
    if (found == WEFT__DEPENDENT)
        tell(&varied, file);
    else if (found == WEFT__INDEPENDENT && varied.complete &&
             loaded->command->options.verbosity > 0)
        fprintf(file, "order independent: all %" PRIu64 " orders agree\n", varied.count);
    else if (found == WEFT__INDEPENDENT && !varied.complete)
        fprintf(file, "order independent: not complete, the first %" PRIu64 " orders agree\n",
                varied.count);
    weft__varied_end(&varied);
    return found;
}
