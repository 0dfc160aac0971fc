/* script_program_test.c - scripts that start the tasks and call the actions of a program in C. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

/* `native N`: yields N times and returns how often. */
struct native {
    weft_generator generator;
    int64_t wanted, taken;
};

static weft_step native_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct native *native = frame;

    (void) reactor;
    WEFT_BEGIN(native, out);
    while (native->taken < native->wanted) {
        native->taken++;
        WEFT_YIELD(weft_none());
    }
    WEFT_RETURN(weft_integer(native->taken));
    WEFT_END;
}

WEFT_GENERATOR(native, struct native, native_next, NULL);

static weft_status prepare_native(weft_world *world, void *frame, const weft_value *arguments,
                                  size_t count)
{
    (void) world;
    if (count != 1 || arguments[0].type != &weft_type_integer)
        return WEFT_BAD_ARGUMENT;
    ((struct native *) frame)->wanted = weft_value_integer(&arguments[0]);
    return WEFT_OK;
}

/* `knock V`: prints V and gives it back; a failure of it if it is none; a Deferred fired twice if
 * it is a Deferred. */
static weft_value knock(weft_world *world, const weft_value *arguments, size_t count)
{
    char text[64];

    (void) count;
    if (weft_value_is_none(&arguments[0]))
        return weft_raise(weft_world_reactor(world), &weft_error_value, "nobody there");
    if (weft_value_is_deferred(&arguments[0])) {
        weft_deferred_callback(weft_value_deferred(&arguments[0]), weft_integer(1));
        weft_deferred_callback(weft_value_deferred(&arguments[0]), weft_integer(2));
        return weft_none();
    }
    weft_value_format(&arguments[0], text, sizeof text);
    weft_world_print(world, "knock %s", text);
    return weft_value_retain(&arguments[0]);
}

static const weft_script_task native_task = {"native", &weft_generator_native, 1, prepare_native};
static const weft_script_action knock_action = {"knock", 1, knock};
static const weft_script_task *const tasks[] = {&native_task, NULL};
static const weft_script_action *const actions[] = {&knock_action, NULL};
static const weft_program program = {.tasks = tasks, .actions = actions};

static const struct script_outcome_row rows[] = {
    {"A registered task is run like any other",
     SCRIPT("0s      run native 2 as job\n"
            "        cooperate native (1 + 2) as k\n"
            "        iterator native 1 as i\n"
            "        coiterate i as c\n"
            "end     expect job ok 2, k done\n"),
     "end 0.000000090\n"
     "timers 0\n"
     "is job deferred ok 2\n"
     "is k task done\n"
     "is i iterator finished\n"
     "is c deferred ok <iterator>\n"},
    {"What its prepare refuses is refused",
     SCRIPT("0s      run native \"two\" as a\n"
            "        run native (1 + none) as b\n"
            "        run native none refused ValueError\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is a none\n"
     "is b none\n"
     "unhandled ScriptError\n"
     "misuse 2 ValueError\n"},
    {"A registered task's frame has no names of a script",
     SCRIPT("task t:\n"
            "    x = 5\n"
            "    yield\n"
            "0s      run t as b\n"
            "        run native 1 as a\n"
            "1s      print \"{b.x}\"\n"
            "        print \"{a.x}\"\n"),
     "1.000000000 5\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is b deferred ok none\n"
     "is a deferred ok 1\n"
     "unhandled ScriptError\n"},
    {"An action now: its value, or the failure that it raises",
     SCRIPT("0s      call knock 5 as a\n"
            "        print \"{a}\"\n"
            "        call knock \"unnamed\"\n"
            "        call knock none as b\n"
            "        maybe as c:\n"
            "          return call knock none\n"
            "end     expect c failed ValueError \"nobody there\"\n"),
     "0.000000000 knock 5\n"
     "0.000000000 5\n"
     "0.000000000 knock unnamed\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is a 5\n"
     "is b none\n"
     "is c deferred failed ValueError: nobody there\n"
     "unhandled ValueError: nobody there\n"},
    {"An action later: its arguments are read now, a failure has nobody to take it",
     SCRIPT("shared n = 1\n"
            "0s      call in 1s knock n as a\n"
            "        call in 1s knock none as b\n"
            "        call in 2s knock \"never\" as c\n"
            "        call in 5 knock \"never\" as d\n"
            "        n = 2\n"
            "1s      cancel c\n"),
     "1.000000000 knock 1\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is n 2\n"
     "is a call called\n"
     "is b call called\n"
     "is c call cancelled\n"
     "is d none\n"
     "unhandled ValueError: nobody there\n"
     "misuse 6 WrongType\n"},
    {"What is refused inside an action is a finding of its own, with the line that called it",
     SCRIPT("0s      deferred as d\n"
            "        call knock d\n"
            "end     expect d ok 1\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is d deferred ok 1\n"
     "misuse 3 AlreadyCalledError\n"},
};

static void programs_and_scripts_work_together(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct script_running running;

        script_running_start_with(&running, rows[i].text, rows[i].length, &program);
        assert_string_equal(script_running_run(&running), rows[i].outcome);
        script_running_end(&running);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programs_and_scripts_work_together),
    };

    return cmocka_run_group_tests_name("script_program", tests, NULL, NULL);
}
