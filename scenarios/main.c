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
WEFT_SCENARIO_DECLARE(independent_in_c);
WEFT_SCENARIO_DECLARE(use_after_close);
WEFT_SCENARIO_DECLARE(use_after_close_mended);
WEFT_SCENARIO_DECLARE(double_completion);
WEFT_SCENARIO_DECLARE(double_completion_mended);
WEFT_SCENARIO_DECLARE(stale_slot);
WEFT_SCENARIO_DECLARE(stale_slot_mended);
WEFT_SCENARIO_DECLARE(removed_while_walking);
WEFT_SCENARIO_DECLARE(removed_while_walking_mended);
WEFT_SCENARIO_DECLARE(reused_head);
WEFT_SCENARIO_DECLARE(reused_head_mended);

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
        &weft_scenario_independent_in_c,
        &weft_scenario_use_after_close,
        &weft_scenario_use_after_close_mended,
        &weft_scenario_double_completion,
        &weft_scenario_double_completion_mended,
        &weft_scenario_stale_slot,
        &weft_scenario_stale_slot_mended,
        &weft_scenario_removed_while_walking,
        &weft_scenario_removed_while_walking_mended,
        &weft_scenario_reused_head,
        &weft_scenario_reused_head_mended,
        NULL,
    };
    static const weft_program program = {.scenarios = scenarios};

    return weft_main(argc, argv, &program);
}
