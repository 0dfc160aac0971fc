/* explore.c - W8, as a user runs it: a program of scenarios with every verb of the command.
 *
 *     explore explore small_world --strategy random --runs 20000 -j 1
 *
 * It is timed from outside (timed.c); world.c makes the same runs without the search around them.
 */
#include "small_world.h"

int main(int argc, char **argv)
{
    static const weft_scenario *const scenarios[] = {&weft_scenario_small_world, NULL};

    return weft_main(argc, argv, &(weft_program){.scenarios = scenarios});
}
