/* shard_environment_test.c - which part of a search the variables of engines say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shard_environment.h"

/* CONTEXT is "NAME=VALUE" lines. */
static const char *variable(void *context, const char *name)
{
    char *line = context;
    size_t length = strlen(name);

    while (*line != '\0') {
        char *value = line + length + 1;

        if (strncmp(line, name, length) == 0 && line[length] == '=')
            return value;
        line += strlen(line) + 1;
    }
    return NULL;
}

/* Reads ENVIRONMENT, of lines. */
static enum weft__shard_outcome read(struct weft__shard *shard, const char *environment,
                                     char memory[1024])
{
    size_t length = strlen(environment);

    assert_true(length + 2 < 1024);
    memset(memory, 0, 1024);
    for (size_t i = 0; i < length; i++)
        memory[i] = environment[i] == '\n' ? '\0' : environment[i];
    return weft__shard_from_environment(shard, variable, memory);
}

/* What the environment says; no part: it says nothing. */
static const struct {
    const char *environment;
    unsigned part, parts;
    const char *engine;
} rows[] = {
    {"", 0, 0, NULL},
    {"HOME=/\nWEFT_SHARDS=4", 0, 0, NULL},
    {"CI_NODE_TOTAL=1", 0, 0, NULL}, /* GitLab sets it for every job */
    {"TEST_SHARD_INDEX=\nTEST_TOTAL_SHARDS=4", 0, 0, NULL},
    {"TEST_SHARD_INDEX=0\nTEST_TOTAL_SHARDS=1", 1, 1, "Bazel"},
    {"TEST_SHARD_INDEX=3\nTEST_TOTAL_SHARDS=4", 4, 4, "Bazel"},
    {"CI_NODE_INDEX=1\nCI_NODE_TOTAL=4", 1, 4, "GitLab CI"},
    {"CI_NODE_INDEX=4\nCI_NODE_TOTAL=4", 4, 4, "GitLab CI"},
    {"JOB_COMPLETION_INDEX=0\nWEFT_SHARDS=3", 1, 3, "Kubernetes"},
    {"SLURM_ARRAY_TASK_ID=0\nSLURM_ARRAY_TASK_MIN=0\nSLURM_ARRAY_TASK_COUNT=8", 1, 8, "Slurm"},
    {"SLURM_ARRAY_TASK_ID=9\nSLURM_ARRAY_TASK_MIN=5\nSLURM_ARRAY_TASK_COUNT=3\n"
     "SLURM_ARRAY_TASK_STEP=2",
     3, 3, "Slurm"},
    {"JOB_COMPLETION_INDEX=1\nWEFT_SHARDS=2\nCI_NODE_INDEX=1\nCI_NODE_TOTAL=3", 1, 3, "GitLab CI"},
    {"CI_NODE_INDEX=1\nCI_NODE_TOTAL=3\nSLURM_ARRAY_TASK_ID=1\nSLURM_ARRAY_TASK_MIN=0\n"
     "SLURM_ARRAY_TASK_COUNT=4",
     2, 4, "Slurm"},
    {"SLURM_ARRAY_TASK_ID=1\nSLURM_ARRAY_TASK_MIN=0\nSLURM_ARRAY_TASK_COUNT=4\n"
     "TEST_SHARD_INDEX=4\nTEST_TOTAL_SHARDS=5",
     5, 5, "Bazel"},
    {"TEST_SHARD_INDEX=4294967294\nTEST_TOTAL_SHARDS=4294967295", 4294967295, 4294967295, "Bazel"},
};

static void engines_are_found_the_innermost_first(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum weft__shard_outcome expected =
            rows[i].parts > 0 ? WEFT__SHARD_FOUND : WEFT__SHARD_NONE;
        struct weft__shard shard;
        char memory[1024];

        assert_int_equal(read(&shard, rows[i].environment, memory), expected);
        if (rows[i].parts == 0)
            continue;
        assert_int_equal(shard.shard, rows[i].part);
        assert_int_equal(shard.shards, rows[i].parts);
        assert_string_equal(shard.engine, rows[i].engine);
        assert_null(shard.status_file);
    }
}

static void bazel_wants_its_file_touched(void **state)
{
    struct weft__shard shard;
    char memory[1024];

    (void) state;
    assert_int_equal(read(&shard,
                          "TEST_SHARD_INDEX=0\nTEST_TOTAL_SHARDS=2\nTEST_SHARD_STATUS_FILE=/a b",
                          memory),
                     WEFT__SHARD_FOUND);
    assert_string_equal(shard.status_file, "/a b");
}

static const struct {
    const char *environment;
    const char *told;
} wrong_rows[] = {
    {"TEST_SHARD_INDEX=0", "TEST_SHARD_INDEX is set and TEST_TOTAL_SHARDS is not: Bazel sets both, "
                           "or give --shard (--shard 1/1: all of the search)"},
    {"JOB_COMPLETION_INDEX=0",
     "JOB_COMPLETION_INDEX is set and WEFT_SHARDS is not: Kubernetes tells no pod of a Job how "
     "many "
     "there are; set it to the Job's 'completions', or give --shard (--shard 1/1: all of the "
     "search)"},
    {"SLURM_ARRAY_TASK_ID=1\nSLURM_ARRAY_TASK_COUNT=2",
     "SLURM_ARRAY_TASK_ID is set and SLURM_ARRAY_TASK_MIN is not: Slurm sets both, or give --shard "
     "(--shard 1/1: all of the search)"},
    {"CI_NODE_INDEX=0\nCI_NODE_TOTAL=4", "CI_NODE_INDEX is 0, which is none of 4 parts from 1 in "
                                         "steps of 1 (CI_NODE_TOTAL); give --shard"},
    {"CI_NODE_INDEX=5\nCI_NODE_TOTAL=4", "CI_NODE_INDEX is 5, which is none of 4 parts from 1 in "
                                         "steps of 1 (CI_NODE_TOTAL); give --shard"},
    {"TEST_SHARD_INDEX=0\nTEST_TOTAL_SHARDS=0",
     "TEST_SHARD_INDEX is 0, which is none of 0 parts from 0 in steps of 1 (TEST_TOTAL_SHARDS); "
     "give --shard"},
    /* --array=1,3,4: what Slurm tells of it is no sequence */
    {"SLURM_ARRAY_TASK_ID=4\nSLURM_ARRAY_TASK_MIN=1\nSLURM_ARRAY_TASK_COUNT=3\n"
     "SLURM_ARRAY_TASK_STEP=1",
     "SLURM_ARRAY_TASK_ID is 4, which is none of 3 parts from 1 in steps of 1 "
     "(SLURM_ARRAY_TASK_COUNT); give --shard"},
    {"SLURM_ARRAY_TASK_ID=4\nSLURM_ARRAY_TASK_MIN=1\nSLURM_ARRAY_TASK_COUNT=9\n"
     "SLURM_ARRAY_TASK_STEP=2",
     "SLURM_ARRAY_TASK_ID is 4, which is none of 9 parts from 1 in steps of 2 "
     "(SLURM_ARRAY_TASK_COUNT); give --shard"},
    {"SLURM_ARRAY_TASK_ID=4\nSLURM_ARRAY_TASK_MIN=1\nSLURM_ARRAY_TASK_COUNT=9\n"
     "SLURM_ARRAY_TASK_STEP=0",
     "SLURM_ARRAY_TASK_ID is 4, which is none of 9 parts from 1 in steps of 0 "
     "(SLURM_ARRAY_TASK_COUNT); give --shard"},
    {"TEST_SHARD_INDEX=-1\nTEST_TOTAL_SHARDS=4",
     "TEST_SHARD_INDEX is '-1', which is no whole number up to 4294967295"},
    {"TEST_SHARD_INDEX=1\nTEST_TOTAL_SHARDS=4 ",
     "TEST_TOTAL_SHARDS is '4 ', which is no whole number up to 4294967295"},
    {"TEST_SHARD_INDEX=4294967296\nTEST_TOTAL_SHARDS=4",
     "TEST_SHARD_INDEX is '4294967296', which is no whole number up to 4294967295"},
    {"TEST_SHARD_INDEX=18446744073709551617\nTEST_TOTAL_SHARDS=4",
     "TEST_SHARD_INDEX is '18446744073709551617', which is no whole number up to 4294967295"},
    {"TEST_SHARD_INDEX=\033[2Jaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
     "TEST_TOTAL_SHARDS=4",
     "TEST_SHARD_INDEX is '?[2Jaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...', which is no whole number up "
     "to 4294967295"},
};

static void what_makes_no_sense_is_told(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof wrong_rows / sizeof *wrong_rows; i++) {
        struct weft__shard shard;
        char memory[1024];

        assert_int_equal(read(&shard, wrong_rows[i].environment, memory), WEFT__SHARD_WRONG);
        assert_string_equal(shard.told, wrong_rows[i].told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(engines_are_found_the_innermost_first),
        cmocka_unit_test(bazel_wants_its_file_touched),
        cmocka_unit_test(what_makes_no_sense_is_told),
    };

    return cmocka_run_group_tests_name("shard_environment", tests, NULL, NULL);
}
