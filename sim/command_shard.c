/* command_shard.c - the environment, and the file that Bazel wants touched. */
#include "command_shard.h"

#include "shard_environment.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *from_environment(void *context, const char *name)
{
    (void) context;
    return getenv(name);
}

/* Bazel takes a program that does not touch it for one that knows nothing of parts, and fails. */
static bool touch(const struct weft__command *command, const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

    if (file != -1 && close(file) == 0)
        return true;
    weft__command_error(command, "cannot touch %s, which TEST_SHARD_STATUS_FILE names: %s", path,
                        strerror(errno));
    return false;
}

enum weft__exit weft__command_take_shard(struct weft__command *command)
{
    enum weft__format format = command->options.format;
    bool read_by_people = format == WEFT__FORMAT_TEXT || format == WEFT__FORMAT_GITHUB;
    struct weft__shard shard;

    if (command->options.shards > 0)
        return WEFT__EXIT_HELD;
    switch (weft__shard_from_environment(&shard, from_environment, NULL)) {
    case WEFT__SHARD_NONE:
        return WEFT__EXIT_HELD;
    case WEFT__SHARD_WRONG:
        return weft__command_error(command, "%s", shard.told);
    case WEFT__SHARD_FOUND:
        break;
    }
    if (shard.status_file != NULL && !touch(command, shard.status_file))
        return WEFT__EXIT_INPUT;
    command->options.shard = shard.shard;
    command->options.shards = shard.shards;
    fprintf(read_by_people ? command->output->file : stderr,
            "part %" PRIu64 " of %" PRIu64 ": %s, from %s\n", shard.shard, shard.shards,
            shard.engine, shard.variables);
    weft__output_good(command->output);
    return WEFT__EXIT_HELD;
}
