/* command_shard.h - the part of a search that is this command's, if nobody said so in its words. */
#ifndef WEFT_SIM_COMMAND_SHARD_H
#define WEFT_SIM_COMMAND_SHARD_H

#include "command.h"

/* Unless --shard was given to COMMAND, takes it from the environment, if an engine is there
 * (shard_environment.h), and says so in a line: on stdout, or on stderr if other programs read
 * stdout. Returns WEFT__EXIT_HELD, or WEFT__EXIT_INPUT, told. */
enum weft__exit weft__command_take_shard(struct weft__command *command);

#endif
