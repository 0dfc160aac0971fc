/* scenario.h - behaviour to run in a world, written in C, and the command around it.
 *
 *     WEFT_SCENARIO(cancel_while_paused, "The client gives up after three seconds: its pause
 *     goes too.")
 *     {
 *         ...use world...
 *     }
 *
 *     int main(int argc, char **argv)
 *     {
 *         static const weft_scenario *const scenarios[] = {&weft_scenario_cancel_while_paused,
 *         NULL};
 *
 *         return weft_main(argc, argv, &(weft_program){.scenarios = scenarios});
 *     }
 *
 * The program then has every verb of `weft`, over its own scenarios and over scripts, which can
 * start its tasks and call its actions by name.
 *
 * gcc and clang may evaluate arguments in different orders: no two calls with effects in one
 * expression.
 */
#ifndef WEFT_SIM_SCENARIO_H
#define WEFT_SIM_SCENARIO_H

#include "weft/sim/world.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_scenario {
    const char *name;
    const char *summary;
    void (*set_up)(weft_world *world);
    const char *file; /* where its accepted trace lies beside: __FILE__; never in a trace */
} weft_scenario;

/* Defines the constant weft_scenario_NAME; the body that follows sets WORLD up. It runs before
 * time begins. */
#define WEFT_SCENARIO(name_, summary_)                                                             \
    static void weft_scenario_set_up_##name_(weft_world *world);                                   \
    const weft_scenario weft_scenario_##name_ = {#name_, summary_, weft_scenario_set_up_##name_,   \
                                                 __FILE__};                                        \
    static void weft_scenario_set_up_##name_(weft_world *world)

/* Declares one that another file defines. */
#define WEFT_SCENARIO_DECLARE(name_) extern const weft_scenario weft_scenario_##name_

/* A task that scripts can start: `run NAME V..`. PREPARE fills the frame of a fresh iterator
 * from COUNT arguments (looks); it returns WEFT_OK or why not. */
typedef struct weft_script_task {
    const char *name;
    const weft_iterator_type *type;
    size_t arguments;
    weft_status (*prepare)(weft_world *world, void *frame, const weft_value *arguments,
                           size_t count);
} weft_script_task;

/* An action that scripts can call: `call NAME V..`. What it returns is the line's value; a
 * failure is raised. */
typedef struct weft_script_action {
    const char *name;
    size_t arguments;
    weft_value (*function)(weft_world *world, const weft_value *arguments, size_t count);
} weft_script_action;

/* What a program brings along. Each list ends with NULL; a NULL list is empty. */
typedef struct weft_program {
    const weft_scenario *const *scenarios;
    const weft_script_task *const *tasks;
    const weft_script_action *const *actions;
} weft_program;

/* The `weft` command over PROGRAM (NULL: scripts only). Returns the exit code: 0 held; 1 a
 * finding; 2 usage or input error; 3 only accepted traces differ; 4 nothing selected; 5
 * nondeterminism or a replay that diverged; 6 a budget ran out; 70 Weft's own invariant broke. */
WEFT_API int weft_main(int argc, char **argv, const weft_program *program);

#ifdef __cplusplus
}
#endif

#endif
