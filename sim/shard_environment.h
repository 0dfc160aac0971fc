/* shard_environment.h - which part of a search is this process's, from what engines that start many
 * put into the environment.
 *
 * An engine is there if its first variable is; empty is not there. Where several are, the one that
 * starts processes inside the others' counts, in this order:
 *
 *     Bazel            TEST_SHARD_INDEX, from 0; TEST_TOTAL_SHARDS
 *     Slurm, arrays    SLURM_ARRAY_TASK_ID; .._TASK_MIN, .._TASK_COUNT, .._TASK_STEP (without: 1)
 *     GitLab CI        CI_NODE_INDEX, from 1; CI_NODE_TOTAL
 *     Kubernetes Jobs  JOB_COMPLETION_INDEX, from 0; how many there are is not told to a pod, so
 *                      WEFT_SHARDS must be
 */
#ifndef WEFT_SIM_SHARD_ENVIRONMENT_H
#define WEFT_SIM_SHARD_ENVIRONMENT_H

#include <stddef.h>
#include <stdint.h>

enum weft__shard_outcome {
    WEFT__SHARD_NONE,  /* no engine is there */
    WEFT__SHARD_FOUND, /* see struct weft__shard */
    WEFT__SHARD_WRONG, /* one is, and does not make sense: see `told` */
};

struct weft__shard {
    uint64_t shard, shards;  /* the part, from 1, and how many there are */
    const char *engine;      /* "GitLab CI" */
    const char *variables;   /* "CI_NODE_INDEX and CI_NODE_TOTAL" */
    const char *status_file; /* a file that must be touched, since the part is taken; or NULL */
    char told[320];          /* what is wrong: a sentence without a full stop */
};

/* What the variable NAME holds, or NULL: getenv, or a test's. */
typedef const char *weft__variable(void *context, const char *name);

enum weft__shard_outcome weft__shard_from_environment(struct weft__shard *shard,
                                                      weft__variable *variable, void *context);

#endif
