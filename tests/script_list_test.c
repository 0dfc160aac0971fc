/* script_list_test.c - lists, gathers, races: what they fire with, and lists as values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

static const struct script_outcome_row rows[] = {
    {"A list says of each part how it ended, in the order of its parts",
     SCRIPT("0s      later 2s \"a\" as a\n"
            "        deferred failed ValueError \"b\" as b\n"
            "        list a b consume as all\n"
            "        on all:\n"
            "            print \"{result}\"\n"
            "            return result\n"),
     "2.000000000 [ok a, failed ValueError: b]\n"
     "end 2.000000000\n"
     "timers 0\n"
     "is a deferred ok a\n"
     "is b deferred ok none\n"
     "is all deferred ok [ok a, failed ValueError: b]\n"},
    {"first ok, first failed, consume; parts that have fired count at once",
     SCRIPT("0s      later 1s 5 as a\n"
            "        deferred failed TimeoutError as b\n"
            "        deferred ok 3 as c\n"
            "        list a b first ok consume as early\n"
            "        deferred failed TimeoutError \"late\" as d\n"
            "        list a d first failed consume as strict\n"
            "        list a c first ok as ready\n"
            "        on strict failed FirstError:\n"
            "            print \"{result.type} {result.index} {result.first}\"\n"
            "            print \"{result.message}\"\n"
            "end     expect strict ok none\n"),
     "0.000000000 FirstError 1 TimeoutError: late\n"
     "0.000000000 #1, TimeoutError: late\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is a deferred ok 5\n"
     "is b deferred ok none\n"
     "is c deferred ok 3\n"
     "is early deferred ok (0, 5)\n"
     "is d deferred ok none\n"
     "is strict deferred ok none\n"
     "is ready deferred ok (1, 3)\n"},
    {"Empty ones: fired, but for first ok",
     SCRIPT("0s      list as l\n"
            "        list first failed as f\n"
            "        gather as g\n"
            "        list first ok as hopeless\n"
            "end     expect unfired\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is l deferred ok []\n"
     "is f deferred ok []\n"
     "is g deferred ok []\n"
     "is hopeless deferred pending\n"},
    {"gather hands over values; race the first, and cancels the others",
     SCRIPT("0s      later 1s \"a\" as a\n"
            "        later 2s \"b\" as b\n"
            "        gather b a as both\n"
            "        race a b as winner\n"
            "        race b as lone\n"
            "end     expect both failed FirstError, winner fired ok\n"),
     "end 1.000000000\n"
     "timers 0\n"
     "is a deferred ok none\n"
     "is b deferred ok none\n"
     "is both deferred failed FirstError: #0, CancelledError\n"
     "is winner deferred ok (0, a)\n"
     "is lone deferred ok (0, none)\n"},
    {"What a list consumes is none for those who look later; what it does not is nobody's",
     SCRIPT("0s      deferred failed ValueError \"lost\" as a\n"
            "        deferred failed ValueError \"taken\" as b\n"
            "        list a as one\n"
            "        list b consume as other\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is a deferred failed ValueError: lost\n"
     "is b deferred ok none\n"
     "is one deferred ok [failed ValueError: lost]\n"
     "is other deferred ok [failed ValueError: taken]\n"
     "unhandled ValueError: lost\n"},
    {"Cancelling reaches the parts, in order",
     SCRIPT("0s      deferred as a\n"
            "          cancelled:\n"
            "            print \"a\"\n"
            "        deferred as b\n"
            "          cancelled:\n"
            "            print \"b\"\n"
            "            fire b 7\n"
            "        list a b consume as l\n"
            "        deferred as c\n"
            "        deferred as d\n"
            "        gather c d consume as g\n"
            "        deferred as e\n"
            "        race e as r\n"
            "1s      cancel l\n"
            "        cancel g\n"
            "        cancel r\n"
            "end     expect g failed FirstError, r failed FailureGroup\n"),
     "1.000000000 a\n"
     "1.000000000 b\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is a deferred ok none\n"
     "is b deferred ok 7\n"
     "is l deferred ok [failed CancelledError, ok 7]\n"
     "is c deferred ok none\n"
     "is d deferred ok none\n"
     "is g deferred failed FirstError: #0, CancelledError\n"
     "is e deferred ok none\n"
     "is r deferred failed FailureGroup\n"},
    {"Lists are compared by what is in them, also when they are gone",
     SCRIPT("shared l\n"
            "0s      gather as nothing\n"
            "        deferred ok 1 as a\n"
            "        deferred ok \"t\" as b\n"
            "        deferred ok 2s as c\n"
            "        gather a b c as first_one\n"
            "        gather a b c as same\n"
            "        gather b a c as other\n"
            "        list a b c as outcomes\n"
            "        on first_one:\n"
            "            l = result\n"
            "            return result\n"
            "        on same:\n"
            "            if result == l:\n"
            "                print \"equal {result}\"\n"
            "            return result\n"
            "        on other:\n"
            "            if result != l:\n"
            "                print \"different {result}\"\n"
            "        on outcomes:\n"
            "            if result != l:\n"
            "                print \"outcomes differ {result}\"\n"
            "            if not l == 1:\n"
            "                print \"and others\"\n"
            "end     expect first_one ok l, same ok l, l != none, l != 1\n"),
     "0.000000000 equal [1, t, 2.000000000]\n"
     "0.000000000 different [t, 1, 2.000000000]\n"
     "0.000000000 outcomes differ [ok 1, ok t, ok 2.000000000]\n"
     "0.000000000 and others\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is l [1, t, 2.000000000]\n"
     "is nothing deferred ok []\n"
     "is a deferred ok 1\n"
     "is b deferred ok t\n"
     "is c deferred ok 2.000000000\n"
     "is first_one deferred ok [1, t, 2.000000000]\n"
     "is same deferred ok [1, t, 2.000000000]\n"
     "is other deferred ok none\n"
     "is outcomes deferred ok none\n"},
    {"A failure in a list, a list in a list, a winner",
     SCRIPT("0s      deferred failed ValueError \"x\" as a\n"
            "        deferred ok none as b\n"
            "        list a b consume as inner\n"
            "        gather inner as outer\n"
            "        race outer b as w\n"
            "        on w:\n"
            "            print \"{result}\"\n"
            "        gather inner inner as twice\n"
            "        on twice:\n"
            "            print \"{result}\"\n"),
     "0.000000000 (0, [[failed ValueError: x, ok none]])\n"
     "0.000000000 [[failed ValueError: x, ok none], [failed ValueError: x, ok none]]\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is a deferred ok none\n"
     "is b deferred ok none\n"
     "is inner deferred ok [failed ValueError: x, ok none]\n"
     "is outer deferred ok none\n"
     "is w deferred ok none\n"
     "is twice deferred ok none\n"},
    {"What is no Deferred is refused, whatever stands beside it",
     SCRIPT("0s      deferred as a\n"
            "        list a 5 refused WrongType\n"
            "        gather none a refused WrongType\n"
            "        race \"x\" refused WrongType\n"
            "        list 1 2 3 first ok as x\n"
            "        print \"{x}\"\n"
            "        fire a 1\n"),
     "0.000000000 none\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is a deferred ok 1\n"
     "is x none\n"
     "misuse 6 WrongType\n"},
    {"Arithmetic with a list raises",
     SCRIPT("0s      gather as g\n"
            "        on g:\n"
            "            return result + 1\n"
            "end     expect g failed ScriptError\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is g deferred failed ScriptError\n"},
};

static void one_deferred_of_many(void **state)
{
    (void) state;
    assert_script_outcomes(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_deferred_of_many),
    };

    return cmocka_run_group_tests_name("script_list", tests, NULL, NULL);
}
