/* main.c - the C scenarios of this folder, with every verb of the `weft` command. */
#include "weft/sim/scenario.h"

WEFT_SCENARIO_DECLARE(sum_in_c);
WEFT_SCENARIO_DECLARE(sum_result_in_c);
WEFT_SCENARIO_DECLARE(sum_paused_in_c);
WEFT_SCENARIO_DECLARE(sum_cancelled_by_hand_in_c);
WEFT_SCENARIO_DECLARE(sum_cancelled_in_c);
WEFT_SCENARIO_DECLARE(livelock_in_c);
WEFT_SCENARIO_DECLARE(expectation_in_c);
WEFT_SCENARIO_DECLARE(rules_in_c);

int main(int argc, char **argv)
{
    static const weft_scenario *const scenarios[] = {
        &weft_scenario_sum_in_c,
        &weft_scenario_sum_result_in_c,
        &weft_scenario_sum_paused_in_c,
        &weft_scenario_sum_cancelled_by_hand_in_c,
        &weft_scenario_sum_cancelled_in_c,
        &weft_scenario_livelock_in_c,
        &weft_scenario_expectation_in_c,
        &weft_scenario_rules_in_c,
        NULL,
    };
    static const weft_program program = {.scenarios = scenarios};

    return weft_main(argc, argv, &program);
}
