/* script_lock_test.c - locks, semaphores, queues: whose turn it is, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/script_running.h"

static const struct script_outcome_row rows[] = {
    {"A lock goes from hand to hand in the order of asking",
     SCRIPT("0s      lock as door\n"
            "        acquire door as a\n"
            "        acquire door as b\n"
            "        acquire door as c\n"
            "        on a:\n"
            "            print \"a {result}\"\n"
            "        on b:\n"
            "            print \"b\"\n"
            "            if door locked:\n"
            "                print \"still locked\"\n"
            "        on c:\n"
            "            print \"c\"\n"
            "1s      release door\n"
            "2s      release door\n"
            "        expect door locked\n"
            "3s      release door\n"
            "        release door refused AssertionError\n"
            "end     expect not door locked\n"),
     "0.000000000 a <lock>\n"
     "1.000000000 b\n"
     "1.000000000 still locked\n"
     "2.000000000 c\n"
     "end 3.000000000\n"
     "timers 0\n"
     "is door lock free\n"
     "is a deferred ok none\n"
     "is b deferred ok none\n"
     "is c deferred ok none\n"},
    {"hold runs its block with it, and gives it back when that has ended",
     SCRIPT("0s      lock as log\n"
            "        hold log as one:\n"
            "            print \"one\"\n"
            "            return later 1s \"done\"\n"
            "        hold log as two:\n"
            "            print \"two\"\n"
            "            raise ValueError \"no\"\n"
            "        hold log as three:\n"
            "            print \"three {now}\"\n"
            "end     expect two failed ValueError \"no\", not log locked\n"),
     "0.000000000 one\n"
     "1.000000000 two\n"
     "1.000000000 three 1.000000000\n"
     "end 1.000000000\n"
     "timers 0\n"
     "is log lock free\n"
     "is one deferred ok done\n"
     "is two deferred failed ValueError: no\n"
     "is three deferred ok none\n"},
    {"Cancelling who waits takes it out; who runs is cancelled, and gives it back",
     SCRIPT("0s      lock as log\n"
            "        hold log as busy:\n"
            "            return later 9s\n"
            "        hold log as waiter:\n"
            "            print \"never\"\n"
            "        acquire log as asker\n"
            "        hold log as last:\n"
            "            print \"last\"\n"
            "1s      cancel waiter\n"
            "        cancel asker\n"
            "2s      cancel busy\n"
            "end     expect busy failed CancelledError, waiter failed CancelledError, asker failed "
            "CancelledError\n"),
     "2.000000000 last\n"
     "end 2.000000000\n"
     "timers 0\n"
     "is log lock free\n"
     "is busy deferred failed CancelledError\n"
     "is waiter deferred failed CancelledError\n"
     "is asker deferred failed CancelledError\n"
     "is last deferred ok none\n"},
    {"A semaphore counts its tokens",
     SCRIPT("0s      semaphore 2 as s\n"
            "        print \"{s} {s.tokens}\"\n"
            "        acquire s as a\n"
            "        hold s as b:\n"
            "            return later 1s\n"
            "        acquire s as c\n"
            "        print \"{s.tokens}\"\n"
            "1500ms  expect c fired ok s, s.tokens == 0\n"
            "2s      release s\n"
            "        release s\n"
            "        release s refused AssertionError\n"),
     "0.000000000 <semaphore> 2\n"
     "0.000000000 0\n"
     "end 2.000000000\n"
     "timers 0\n"
     "is s semaphore 2\n"
     "is a deferred ok <semaphore>\n"
     "is b deferred ok none\n"
     "is c deferred ok <semaphore>\n"},
    {"Fewer tokens than one, and what is no number, are refused",
     SCRIPT("0s      semaphore 0 refused ValueError\n"
            "        semaphore (0 - 3) refused ValueError\n"
            "        semaphore \"two\" refused WrongType\n"
            "        semaphore none refused WrongType\n"
            "        queue size \"one\" refused WrongType\n"
            "        queue backlog 1s refused WrongType\n"),
     "end 0.000000000\n"
     "timers 0\n"},
    {"A queue hands over what is put to who has waited longest, else keeps it",
     SCRIPT("0s      queue size 2 backlog 2 as q\n"
            "        get q as a\n"
            "        get q as b\n"
            "        get q refused QueueUnderflow\n"
            "        print \"{q} {q.length} {q.waiting}\"\n"
            "        put q 1\n"
            "        put q 2\n"
            "        put q 3\n"
            "        put q\n"
            "        put q 5 refused QueueOverflow\n"
            "        print \"{q.length} {q.waiting}\"\n"
            "        get q as c\n"
            "        get q as d\n"
            "end     expect a ok 1, b ok 2, c ok 3, d ok none\n"),
     "0.000000000 <queue> 0 2\n"
     "0.000000000 2 0\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is q queue 0 0\n"
     "is a deferred ok 1\n"
     "is b deferred ok 2\n"
     "is c deferred ok 3\n"
     "is d deferred ok none\n"},
    {"Put runs the callbacks of who gets it; a failure fails it",
     SCRIPT("shared q\n"
            "0s      queue as made\n"
            "        q = made\n"
            "        get q as a\n"
            "        get q as b\n"
            "        on a:\n"
            "            print \"got {result}\"\n"
            "            put q \"second\"\n"
            "            print \"put\"\n"
            "        on b:\n"
            "            print \"b got {result}\"\n"
            "        put q \"first one\"\n"
            "        get q as broken\n"
            "        execute as e:\n"
            "            raise ValueError \"rotten\"\n"
            "        on e failed:\n"
            "            put q result\n"
            "end     expect broken failed ValueError \"rotten\"\n"),
     "0.000000000 got first one\n"
     "0.000000000 b got second\n"
     "0.000000000 put\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is q queue 0 0\n"
     "is made queue 0 0\n"
     "is a deferred ok none\n"
     "is b deferred ok none\n"
     "is broken deferred failed ValueError: rotten\n"
     "is e deferred ok none\n"},
    {"Cancelling who waits for a queue leaves the next in line",
     SCRIPT("0s      queue as q\n"
            "        get q as a\n"
            "        get q as b\n"
            "        cancel a\n"
            "        put q \"parcel\"\n"
            "end     expect a failed CancelledError, b ok \"parcel\"\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is q queue 0 0\n"
     "is a deferred failed CancelledError\n"
     "is b deferred ok parcel\n"},
    {"Size 0 only hands over, backlog 0 never waits; less counts as 0",
     SCRIPT("0s      queue size 0 as thin\n"
            "        put thin 1 refused QueueOverflow\n"
            "        get thin as a\n"
            "        put thin 2\n"
            "        queue backlog 0 as eager\n"
            "        get eager refused QueueUnderflow\n"
            "        queue size (0 - 1) backlog (0 - 1) as odd\n"
            "        put odd 1 refused QueueOverflow\n"
            "        get odd refused QueueUnderflow\n"
            "end     expect a ok 2\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is thin queue 0 0\n"
     "is a deferred ok 2\n"
     "is eager queue 0 0\n"
     "is odd queue 0 0\n"},
    {"Other things than locks, semaphores and queues are refused",
     SCRIPT("0s      lock as log\n"
            "        queue as q\n"
            "        deferred ok 1 as d\n"
            "        acquire d refused WrongType\n"
            "        acquire q refused WrongType\n"
            "        acquire none refused WrongType\n"
            "        release d refused WrongType\n"
            "        release q refused WrongType\n"
            "        release none refused WrongType\n"
            "        put log 1 refused WrongType\n"
            "        put none 1 refused WrongType\n"
            "        get log refused WrongType\n"
            "        hold q refused WrongType:\n"
            "            print \"never\"\n"
            "        fire log refused WrongType\n"
            "        cancel q refused WrongType\n"
            "        stop log refused WrongType\n"),
     "end 0.000000000\n"
     "timers 0\n"
     "is log lock free\n"
     "is q queue 0 0\n"
     "is d deferred ok 1\n"},
    {"Handles are equal if they are the same one",
     SCRIPT("0s      lock as a\n"
            "        lock as b\n"
            "        c = a\n"
            "        if a == c:\n"
            "            print \"as it should be\"\n"
            "        acquire a as got\n"
            "end     expect got ok c, a == c, not a == b, a != b\n"),
     "0.000000000 as it should be\n"
     "end 0.000000000\n"
     "timers 0\n"
     "is a lock locked\n"
     "is b lock free\n"
     "is c lock locked\n"
     "is got deferred ok <lock>\n"},
};

static void taking_turns(void **state)
{
    (void) state;
    assert_script_outcomes(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taking_turns),
    };

    return cmocka_run_group_tests_name("script_lock", tests, NULL, NULL);
}
