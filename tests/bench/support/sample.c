/* sample.c - reads what is asked for, holds the stopwatch, prints the line. */
#include "sample.h"

#include "stopwatch.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS_USUALLY  1000000
#define WARM_UP_USUALLY 200000
#define RECORDED        "+trace"
#define RANDOM          "+random"

static void refuse(const char *program, const char *what, const char *word)
{
    fprintf(stderr, "%s: %s '%s'\n", program, what, word);
    exit(2);
}

/* 1000 or 1e3; 0 if TEXT is neither. */
static uint64_t number(const char *text)
{
    char *end;
    uint64_t value;

    if (!isdigit((unsigned char) *text))
        return 0;
    value = strtoull(text, &end, 10);
    if (*end == 'e')
        for (uint64_t zeros = strtoull(end + 1, &end, 10); zeros > 0 && value < UINT64_MAX / 10;
             zeros--)
            value *= 10;
    return *end == '\0' ? value : 0;
}

static void read_option(sample *asked, char **argv, const char *value)
{
    const char *option = *argv;

    if (!value)
        refuse("sample", "nothing behind", option);
    if (strcmp(option, "--events") == 0 || strcmp(option, "--warm-up") == 0) {
        *(option[2] == 'e' ? &asked->events : &asked->warm_up) = number(value);
        if (number(value) == 0)
            refuse("sample", "a number from 1, not", value);
    } else if (strcmp(option, "--flavour") == 0) {
        asked->flavour = value;
    } else if (strcmp(option, "--file") == 0) {
        asked->file = value;
    } else {
        refuse("sample", "no option", option);
    }
}

/* Whether WORD ends in SUFFIX, which it does no more then. */
static bool cut_suffix(char *word, const char *suffix)
{
    char *found = strstr(word, suffix);

    if (found)
        *found = '\0';
    return found != NULL;
}

static sample read_arguments(int argc, char **argv, int words_wanted)
{
    sample asked = {.flavour = "", .events = EVENTS_USUALLY, .warm_up = WARM_UP_USUALLY};
    char *words[2] = {NULL, NULL};
    int count = 0;

    for (int each = 1; each < argc; each++) {
        if (argv[each][0] == '-') {
            read_option(&asked, argv + each, argv[each + 1]);
            each++;
        } else if (count < words_wanted) {
            words[count++] = argv[each];
        } else {
            refuse(argv[0], "one word too many:", argv[each]);
        }
    }
    if (count < words_wanted)
        refuse(argv[0], "usage:",
               words_wanted == 1 ? "PARAMETER [OPTION]..." : "WORKLOAD PARAMETER [OPTION]...");
    asked.workload = words_wanted == 2 ? words[0] : NULL;
    asked.parameter = words[words_wanted - 1];
    asked.recorded = cut_suffix(words[words_wanted - 1], RECORDED);
    asked.random = cut_suffix(words[words_wanted - 1], RANDOM);
    asked.size = number(asked.parameter);
    return asked;
}

sample sample_of_program(int argc, char **argv)
{
    return read_arguments(argc, argv, 1);
}

sample sample_of_peer(int argc, char **argv)
{
    return read_arguments(argc, argv, 2);
}

bool sample_is(const sample *asked, const char *workload)
{
    return strcmp(asked->workload, workload) == 0;
}

bool sample_has(const sample *asked, const char *parameter)
{
    return strcmp(asked->parameter, parameter) == 0;
}

void sample_measure(sample *asked, void (*part)(void *context), void *context)
{
    uint64_t begin = stopwatch_now_ns();

    bench_measured(part, context);
    asked->ns += stopwatch_now_ns() - begin;
}

void sample_report(const sample *asked, uint64_t events, const struct tally *tally)
{
    if (events == 0)
        sample_fail("nothing has happened that could be measured");
    sample_report_value(asked->ns * 1000 / events, tally);
}

void sample_report_value(uint64_t thousandths, const struct tally *tally)
{
    printf("%" PRIu64 ".%03" PRIu64 " %08" PRIx32 " %08" PRIx32 "\n", thousandths / 1000,
           thousandths % 1000, tally->in_order, tally->sum);
}

int sample_not_done_here(void)
{
    puts("not done here");
    return 0;
}

void sample_fail(const char *sentence)
{
    fprintf(stderr, "%s\n", sentence);
    exit(1);
}
