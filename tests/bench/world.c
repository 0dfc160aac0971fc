/* world.c - W8 without the search: the world of small_world is made, set up, run and closed, again
 * and again, all in the memory of one pool. */
#include "ensure.h"
#include "small_world.h"

struct worlds {
    weft_pool *pool;
    struct tally tally;
    uint64_t events;
};

static void run(void *context)
{
    struct worlds *worlds = context;
    weft_world_options options = {.strategy = "random", .pool = worlds->pool};
    weft_world *world;

    for (uint64_t each = 0; each < worlds->events; each++) {
        options.seed = each;
        ensure(weft_world_create(&options, &world));
        weft_scenario_small_world.set_up(world);
        weft_world_run(world);
        tally_add(&worlds->tally, (uint64_t) weft_world_ended_at(world));
        tally_add(&worlds->tally, weft_world_failures(world));
        weft_world_close(world);
    }
}

int main(int argc, char **argv)
{
    sample asked = sample_of_program(argc, argv);
    struct worlds worlds = {.events = 1};

    if (!sample_has(&asked, "run"))
        sample_fail("world: run");
    ensure(weft_pool_create(NULL, &worlds.pool));
    run(&worlds);
    worlds = (struct worlds){.pool = worlds.pool, .events = asked.events};
    sample_measure(&asked, run, &worlds);
    sample_report(&asked, asked.events, &worlds.tally);
    weft_pool_free(worlds.pool);
    return 0;
}
