/* command_option.c - reading and explaining options. */
#include "command_option.h"

#include "fingerprint.h"
#include "decider.h"
#include "moment.h"
#include "nearest_word.h"
#include "worker_pool.h"

#include <inttypes.h>
#include <string.h>

struct option {
    const char *name;
    const char *value; /* "" if it takes none */
    const char *meaning;
};

static const struct option options_known[WEFT__OPTION_COUNT] = {
#define X(constant, name, value, meaning) {name, value, meaning},
    WEFT__OPTIONS(X)
#undef X
};

/* Where it is, and what it has found so far. */
struct reading {
    const struct weft__option_reader *reader;
    struct weft__options *options;
    size_t next; /* word */
};

static bool is_allowed(const struct reading *reading, size_t option)
{
    return (reading->reader->allowed >> option & 1) != 0;
}

static void complain(const struct reading *reading)
{
    fprintf(stderr, "%s %s: ", reading->reader->program_name, reading->reader->verb_name);
}

/* --- Values --- */

struct range {
    uint64_t least, most;
};

static struct range range_of(enum weft__option option)
{
    switch (option) {
    case WEFT__OPTION_SEED:
        return (struct range){0, UINT64_MAX};
    case WEFT__OPTION_DEPTH:
        return (struct range){1, WEFT__LOWERED_MAX};
    case WEFT__OPTION_DEVIATIONS:
        return (struct range){0, UINT32_MAX};
    case WEFT__OPTION_JOBS:
        return (struct range){1, WEFT__POOL_WORKERS_MAX};
    default:
        return (struct range){1, UINT64_MAX};
    }
}

/* The digits at *TEXT, which moves behind them; false: there are none, or too many. */
static bool take_number(const char **text, uint64_t *value)
{
    const char *at = *text;
    uint64_t number = 0;

    for (; *at >= '0' && *at <= '9'; at++) {
        unsigned digit = (unsigned) (unsigned char) *at - '0';

        if (number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    if (at == *text)
        return false;
    *text = at;
    *value = number;
    return true;
}

static bool read_number(const struct reading *reading, enum weft__option option, const char *text,
                        uint64_t *value)
{
    struct range range = range_of(option);
    const char *at = text;
    uint64_t number;

    if (take_number(&at, &number) && *at == '\0' && number >= range.least && number <= range.most) {
        *value = number;
        return true;
    }
    complain(reading);
    fprintf(stderr, "%s takes a whole number from %" PRIu64 " to %" PRIu64 ", not '%s'\n",
            options_known[option].name, range.least, range.most, text);
    return false;
}

static bool read_time(const struct reading *reading, enum weft__option option, const char *text,
                      int64_t *time_ns)
{
    (void) reading;
    return weft__moment_read(options_known[option].name, text, time_ns);
}

static bool read_shard(const struct reading *reading, const char *text)
{
    const char *at = text;
    uint64_t shard, shards;

    if (take_number(&at, &shard) && *at++ == '/' && take_number(&at, &shards) && *at == '\0' &&
        shard >= 1 && shard <= shards && shards <= UINT32_MAX) {
        reading->options->shard = shard;
        reading->options->shards = shards;
        return true;
    }
    complain(reading);
    fprintf(stderr, "--shard takes a part and how many there are, 1/4 to 4/4 of four, not '%s'\n",
            text);
    return false;
}

static bool read_until(const struct reading *reading, const char *text)
{
    reading->options->until = text;
    return weft__moment_read("--until", text, &reading->options->until_ns);
}

/* The index of TEXT among COUNT words, or -1: told. */
static int read_word(const struct reading *reading, enum weft__option option, const char *text,
                     const char *const *words, size_t count)
{
    struct weft__nearest_word nearest = weft__nearest_word_search(text, strlen(text));

    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i], text) == 0)
            return (int) i;
        weft__nearest_word_offer(&nearest, words[i]);
    }
    complain(reading);
    fprintf(stderr, "%s takes", options_known[option].name);
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, "%s %s", i == 0 ? "" : i + 1 < count ? "," : " or", words[i]);
    fprintf(stderr, ", not '%s'", text);
    if (nearest.best != NULL)
        fprintf(stderr, "; did you mean '%s'?", nearest.best);
    fputc('\n', stderr);
    return -1;
}

/* A search takes them all; a single run those that decide by themselves. */
static bool read_strategy(const struct reading *reading, const char *text)
{
    static const char *const strategies[] = {"fifo",          "random",      "pct",
                                             "delay-bounded", "depth-first", "portfolio"};
    bool searches = is_allowed(reading, WEFT__OPTION_RUNS);
    int index = read_word(reading, WEFT__OPTION_STRATEGY, text, strategies, searches ? 6 : 3);

    if (index >= 0)
        reading->options->strategy = strategies[index];
    return index >= 0;
}

/* Words of faults with commas between them. */
static bool read_sweep(const struct reading *reading, const char *text)
{
    static const char *const kinds[] = {"cancel", "stop", "fail", "no-memory"};
    char word[16];

    reading->options->sweep = text;
    for (;;) {
        size_t length = strcspn(text, ",");
        int index;

        snprintf(word, sizeof word, "%.*s", (int) length, text);
        index = read_word(reading, WEFT__OPTION_SWEEP, word, kinds, 4);
        if (index < 0)
            return false;
        reading->options->sweep_kinds |= 1U << index;
        if (text[length] == '\0')
            return true;
        text += length + 1;
    }
}

static bool read_format(const struct reading *reading, const char *text)
{
    static const char *const formats[] = {"text", "tap", "jsonl", "github"};
    bool for_engines = is_allowed(reading, WEFT__OPTION_JUNIT);
    int index = read_word(reading, WEFT__OPTION_FORMAT, text, formats, for_engines ? 4 : 2);

    if (index >= 0)
        reading->options->format = (enum weft__format) index;
    return index >= 0;
}

static bool read_color(const struct reading *reading, const char *text)
{
    static const char *const wishes[] = {"auto", "always", "never"};
    static const enum weft__color_wish meant[] = {WEFT__COLOR_AUTO, WEFT__COLOR_ALWAYS,
                                                  WEFT__COLOR_NEVER};
    int index = read_word(reading, WEFT__OPTION_COLOR, text, wishes, 3);

    if (index >= 0)
        reading->options->color = meant[index];
    return index >= 0;
}

static bool read_fingerprint(const struct reading *reading, const char *text)
{
    const char *wrong = weft__fingerprint_read(text, &reading->options->fingerprint);

    if (wrong == NULL)
        return true;
    complain(reading);
    fputs("--fingerprint takes some of the letters", stderr);
#define X(constant, letter, what)                                                                  \
    fprintf(stderr, "%s %c (%s)", WEFT__FINGERPRINT_PLACE_##constant > 0 ? "," : "", letter, what);
    WEFT__FINGERPRINT_LETTERS(X)
#undef X
    fprintf(stderr, ", not '%s'\n", wrong);
    return false;
}

/* Those of searches. */
static bool apply_search(const struct reading *reading, enum weft__option option, const char *value)
{
    struct weft__options *options = reading->options;

    switch (option) {
    case WEFT__OPTION_COMPLETE:
        options->complete = true;
        return true;
    case WEFT__OPTION_DEPTH:
        return read_number(reading, option, value, &options->depth);
    case WEFT__OPTION_DEVIATIONS:
        return read_number(reading, option, value, &options->deviations_max);
    case WEFT__OPTION_FINDINGS:
        options->findings = value;
        return true;
    case WEFT__OPTION_JOBS:
        return read_number(reading, option, value, &options->jobs);
    case WEFT__OPTION_LATE:
        return read_time(reading, option, value, &options->late_ns);
    case WEFT__OPTION_MAX_TIME:
        return read_time(reading, option, value, &options->max_time_ns);
    case WEFT__OPTION_REPORT:
        options->report = value;
        return true;
    case WEFT__OPTION_ROTATION:
        options->rotation = true;
        return true;
    case WEFT__OPTION_RUNS:
        return read_number(reading, option, value, &options->runs_max);
    case WEFT__OPTION_RUN_TIME:
        return read_time(reading, option, value, &options->run_time_ns);
    case WEFT__OPTION_SHARD:
        return read_shard(reading, value);
    case WEFT__OPTION_SLACK:
        return read_time(reading, option, value, &options->slack_ns);
    case WEFT__OPTION_SLICES:
        options->slices = true;
        return true;
    case WEFT__OPTION_SWEEP:
        return read_sweep(reading, value);
    default:
        return false;
    }
}

static bool apply(const struct reading *reading, enum weft__option option, const char *value)
{
    struct weft__options *options = reading->options;

    switch (option) {
    case WEFT__OPTION_AGAINST:
        options->against = value;
        return true;
    case WEFT__OPTION_AT:
        options->at = value;
        return true;
    case WEFT__OPTION_COLOR:
        return read_color(reading, value);
    case WEFT__OPTION_FINGERPRINT:
        return read_fingerprint(reading, value);
    case WEFT__OPTION_FORMAT:
        return read_format(reading, value);
    case WEFT__OPTION_GDB:
        options->gdb = true;
        return true;
    case WEFT__OPTION_HERE:
        options->here = true;
        return true;
    case WEFT__OPTION_JUNIT:
        options->junit = value;
        return true;
    case WEFT__OPTION_NAME:
        options->name = value;
        return true;
    case WEFT__OPTION_ONLY:
        options->only = value;
        return true;
    case WEFT__OPTION_OUT:
        options->out = value;
        return true;
    case WEFT__OPTION_OUTCOME:
        options->outcome = true;
        return true;
    case WEFT__OPTION_QUIET:
        options->verbosity = -1;
        return true;
    case WEFT__OPTION_SEED:
        return read_number(reading, option, value, &options->seed);
    case WEFT__OPTION_STEPS:
        return read_number(reading, option, value, &options->steps_max);
    case WEFT__OPTION_STRATEGY:
        return read_strategy(reading, value);
    case WEFT__OPTION_TRACE:
        options->trace = value;
        return true;
    case WEFT__OPTION_TRACES:
        options->traces = value;
        return true;
    case WEFT__OPTION_TWICE:
        options->twice = true;
        return true;
    case WEFT__OPTION_UNTIL:
        return read_until(reading, value);
    case WEFT__OPTION_VERBOSE:
        options->verbosity = 1;
        return true;
    case WEFT__OPTION_FIRST:
        options->stop_at_first = true;
        return true;
    case WEFT__OPTION_HELP:
        options->help = true;
        return true;
    default:
        return apply_search(reading, option, value);
    }
}

/* --- Names --- */

static bool unknown_option(const struct reading *reading, const char *word, size_t length)
{
    struct weft__nearest_word nearest = weft__nearest_word_search(word, length);
    bool elsewhere = false;

    for (size_t i = 0; i < WEFT__OPTION_COUNT; i++) {
        if (is_allowed(reading, i))
            weft__nearest_word_offer(&nearest, options_known[i].name);
        else if (strlen(options_known[i].name) == length &&
                 memcmp(options_known[i].name, word, length) == 0)
            elsewhere = true;
    }
    complain(reading);
    fprintf(stderr, elsewhere ? "%.*s is an option of other verbs" : "there is no option '%.*s'",
            (int) length, word);
    if (nearest.best != NULL && !elsewhere && length > 2) /* one letter is like any other */
        fprintf(stderr, "; did you mean '%s'?\n", nearest.best);
    else
        fprintf(stderr, "; '%s %s --help' lists those it takes\n", reading->reader->program_name,
                reading->reader->verb_name);
    return false;
}

/* Whether WORD is an option of one letter with its value behind it. */
static bool takes_rest(const struct reading *reading, const char *word)
{
    for (size_t i = 0; i < WEFT__OPTION_COUNT; i++)
        if (is_allowed(reading, i) && strlen(options_known[i].name) == 2 &&
            *options_known[i].value != '\0' && strncmp(options_known[i].name, word, 2) == 0)
            return word[2] != '\0' && word[2] != '=';
    return false;
}

static bool read_option(struct reading *reading, const char *word)
{
    const char *equals = strchr(word, '=');
    size_t length = equals != NULL ? (size_t) (equals - word) : strlen(word);
    const char *value = equals != NULL ? equals + 1 : NULL;
    size_t option = 0;

    if (takes_rest(reading, word)) { /* as in -j2 */
        length = 2;
        value = word + 2;
    }
    if (length == 2 && memcmp(word, "-h", 2) == 0)
        return apply(reading, WEFT__OPTION_HELP, NULL);
    while (option < WEFT__OPTION_COUNT &&
           !(is_allowed(reading, option) && strlen(options_known[option].name) == length &&
             memcmp(options_known[option].name, word, length) == 0))
        option++;
    if (option == WEFT__OPTION_COUNT)
        return unknown_option(reading, word, length);
    if (*options_known[option].value == '\0') {
        if (value == NULL)
            return apply(reading, (enum weft__option) option, NULL);
        complain(reading);
        fprintf(stderr, "%s takes no value\n", options_known[option].name);
        return false;
    }
    if (value == NULL && reading->next < reading->reader->word_count)
        value = reading->reader->words[reading->next++];
    if (value != NULL && *value != '\0')
        return apply(reading, (enum weft__option) option, value);
    complain(reading);
    fprintf(stderr, "%s needs a value: %s %s\n", options_known[option].name,
            options_known[option].name, options_known[option].value);
    return false;
}

bool weft__options_read(const struct weft__option_reader *reader, struct weft__options *options,
                        const char **arguments, size_t *argument_count)
{
    struct reading reading = {.reader = reader, .options = options};
    bool only_arguments = false;
    bool good = true;

    *options = (struct weft__options){
        .until_ns = INT64_MAX,
        .depth = 3,
        .deviations_max = UINT64_MAX,
        .findings = "build/findings",
        .max_time_ns = INT64_MAX,
        .runs_max = 10000,
        .run_time_ns = 10 * WEFT_SECOND,
        .slack_ns = -1,
    };
    *argument_count = 0;
    while (good && reading.next < reader->word_count) {
        const char *word = reader->words[reading.next++];

        if (only_arguments || word[0] != '-' || word[1] == '\0')
            arguments[(*argument_count)++] = word;
        else if (strcmp(word, "--") == 0)
            only_arguments = true;
        else
            good = read_option(&reading, word);
    }
    return good;
}

weft_freedom weft__options_freedom(const struct weft__options *options, int64_t slack_ns)
{
    return (weft_freedom){
        .slack_ns = options->slack_ns >= 0 ? options->slack_ns : slack_ns,
        .late_ns = options->late_ns,
        .rotation = options->rotation,
        .slices = options->slices,
    };
}

/* --- Help --- */

void weft__options_explain(uint64_t allowed, FILE *file)
{
    for (size_t i = 0; i < WEFT__OPTION_COUNT; i++) {
        const struct option *option = &options_known[i];
        int width = 18 - (int) strlen(option->name);

        if ((allowed >> i & 1) != 0)
            fprintf(file, "  %s %-*s %s\n", option->name, width, option->value, option->meaning);
    }
}
