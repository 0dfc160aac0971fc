/* cooperator_order_test.c - who is stepped when: the rotation as tasks see it (COOP-7 to COOP-11).
 *
 * What is expected was written by the same plans on Twisted 22.4, its classes as they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/plan.h"

/* In the notation of plan.h. */
static const struct plan_row rows[] = {
    {"COOP-8: one step a tick; N yields cost N + 1 steps", 1, "a:.. b:.. c:..", "",
     "a0 b0 c0 a1 b1 c1 aend a=done cend c=done bend b=done"},
    {"COOP-7, COOP-8: the same order within one tick", 0, "a:.. b:.. c:..", "",
     "a0 b0 c0 a1 b1 c1 aend a=done cend c=done bend b=done"},
    {"COOP-7: the cursor is kept between ticks of two steps", 2, "a:.. b:.. c:..", "",
     "a0 b0 c0 a1 b1 c1 aend a=done cend c=done bend b=done"},
    {"COOP-9: the follower of one that ends loses its turn", 0, "a:. b:... c:... d:...", "",
     "a0 b0 c0 d0 aend a=done c1 d1 b1 c2 d2 b2 cend c=done bend b=done dend d=done"},
    {"COOP-9: ticks of one step", 1, "a:. b:... c:... d:...", "",
     "a0 b0 c0 d0 aend a=done c1 d1 b1 c2 d2 b2 cend c=done bend b=done dend d=done"},
    {"COOP-9: all end at their first step", 0, "a: b: c: d: e: f:", "",
     "aend a=done cend c=done eend e=done bend b=done fend f=done dend d=done"},
    {"COOP-9: the same, one step a tick", 1, "a: b: c: d: e: f:", "",
     "aend a=done cend c=done eend e=done bend b=done fend f=done dend d=done"},
    {"COOP-9: 2 tasks of different lengths", 0, "a:. b:...", "",
     "a0 b0 aend a=done b1 b2 bend b=done"},
    {"COOP-9: 3 tasks, the middle one is short", 1, "a:.. b: c:...", "",
     "a0 bend b=done a1 c0 aend a=done c1 c2 cend c=done"},
    {"COOP-9: 7 tasks of different lengths", 1, "a: b:.. c:. d:... e: f:.. g:.", "",
     "aend a=done c0 d0 eend e=done g0 b0 cend c=done f0 gend g=done b1 d1 f1 bend "
     "b=done fend f=done d2 dend d=done"},
    {"COOP-9: the last one ends, nobody follows", 1, "a:.. b:.. c:.", "",
     "a0 b0 c0 a1 b1 cend c=done aend a=done bend b=done"},
    {"COOP-9: one that fails", 1, "a:! b:.. c:..", "",
     "a0 a=ValueError c0 b0 c1 b1 cend c=done bend b=done"},
    {"COOP-9, TASK-19: one that pauses itself, and is resumed by another", 1, "a:Pa.. b:.Ra. c:...",
     "", "a0 c0 b0 c1 b1 c2 a1 bend b=done aend a=done cend c=done"},
    {"COOP-9: one behind the cursor is stopped between ticks", 1, "a:.... b:.... c:.... d:....",
     "2:Sa",
     "a0 b0 a=TaskStopped d0 b1 c0 d1 b2 c1 d2 b3 c2 d3 bend b=done dend d=done c3 "
     "cend c=done"},
    {"COOP-9: one that is still to come is stopped between ticks", 1, "a:.... b:.... c:.... d:....",
     "2:Sd",
     "a0 b0 d=TaskStopped c0 a1 b1 c1 a2 b2 c2 a3 b3 c3 aend a=done cend c=done bend "
     "b=done"},
    {"COOP-9: the one under the cursor is stopped", 1, "a:... b:... c:... d:...", "2:Sc",
     "a0 b0 c=TaskStopped d0 a1 b1 d1 a2 b2 d2 aend a=done dend d=done bend b=done"},
    {"COOP-9: two behind the cursor are stopped at once", 1, "a:.. b:.. c:.. d:.. e:..", "3:SaSb",
     "a0 b0 c0 a=TaskStopped b=TaskStopped c1 d0 e0 cend c=done e1 d1 eend e=done dend "
     "d=done"},
    {"COOP-9: a task stops the one before it", 0, "v:... s:Sv.. b:...", "",
     "v0 s0 v=TaskStopped s1 b0 send s=done b1 b2 bend b=done"},
    {"COOP-9: a task stops the one after it", 0, "s:Sv.. v:... b:...", "",
     "s0 v=TaskStopped b0 s1 b1 send s=done b2 bend b=done"},
    {"COOP-9: a task stops the last one", 0, "s:Sv.. b:... v:...", "",
     "s0 v=TaskStopped b0 s1 b1 send s=done b2 bend b=done"},
    {"COOP-10: a task starts another in its step", 0, "x:Nn.. b:.. -n:..", "",
     "x0 b0 n0 x1 b1 n1 xend x=done nend n=done bend b=done"},
    {"COOP-10: started between ticks, the pass is not over", 1, "a:... b:... -n:...", "2:Nn",
     "a0 b0 n0 a1 b1 n1 a2 b2 n2 aend a=done nend n=done bend b=done"},
    {"COOP-10: started at the end of a pass", 1, "a:... b:... -n:...", "1:Nn",
     "a0 b0 n0 a1 b1 n1 a2 b2 n2 aend a=done nend n=done bend b=done"},
    {"COOP-10: a task pauses and resumes the one before it", 0, "v:... s:PvRv.. b:...", "",
     "v0 s0 v1 s1 b0 v2 send s=done vend v=done b1 b2 bend b=done"},
    {"COOP-10: a task pauses and resumes the one after it", 0, "s:PvRv.. v:... b:...", "",
     "s0 b0 v0 s1 b1 v1 send s=done v2 b2 vend v=done bend b=done"},
    {"COOP-10: a task pauses and resumes itself", 1, "a:PaRa.. b:.. c:..", "",
     "a0 c0 a1 b0 c1 aend a=done b1 cend c=done bend b=done"},
    {"COOP-10: paused between ticks, resumed in a later pass", 1, "a:... b:... c:...", "1:Pb 4:Rb",
     "a0 c0 a1 c1 b0 a2 c2 b1 aend a=done b2 cend c=done bend b=done"},
    {"COOP-7a: an emptied list keeps its cursor", 1, "a: -b:.. -c:..", "1:NbNc",
     "aend a=done c0 b0 c1 b1 cend c=done bend b=done"},
    {"COOP-7: a list that ran out within the slice does not", 0, "a: -b:.. -c:..", "1:NbNc",
     "aend a=done b0 c0 b1 c1 bend b=done cend c=done"},
    {"COOP-7a: paid off by one, the next is in turn", 1, "a: -b:.. -c:.. -d:..", "1:Nb 2:NcNd",
     "aend a=done b0 c0 d0 b1 c1 d1 bend b=done dend d=done cend c=done"},
    {"COOP-11: yields a fired Deferred each time", 0, "f:X0012 b:X1X2... c:...", "",
     "f0 c0 f1 b0 c1 f2 b1 c2 fend f=done b2 cend c=done bend b=done"},
    {"COOP-11: one step a tick", 1, "f:X00. b:... c:...", "",
     "f0 c0 f1 b0 c1 fend f=done b1 c2 b2 cend c=done bend b=done"},
    {"TASK-9, COOP-10: resumed from another task's step", 0, "w:0. f:.X0.. b:...", "",
     "w0 b0 f0 b1 f1 b2 w1 f2 bend b=done fend f=done wend w=done"},
    {"TASK-9: the waiter stands in front", 0, "f:.X0.. w:0. b:...", "",
     "f0 w0 f1 b0 w1 f2 b1 wend w=done fend f=done b2 bend b=done"},
    {"TASK-10: what it waits for fails", 1, "w:0. b:.E0.. c:...", "",
     "w0 c0 b0 c1 b1 w=ValueError c2 b2 cend c=done bend b=done"},
    {"TASK-10: a failed Deferred is yielded", 0, "a:E00. b:.. c:..", "",
     "a0 a=ValueError c0 b0 c1 b1 cend c=done bend b=done"},
    {"TASK-15: two wait for one that succeeds", 1, "a:0. b:0. c:.X0.", "",
     "a0 c0 b0 c1 a1 b1 cend c=done bend b=done aend a=done"},
    {"TASK-15: two wait for one that fails: only the first does", 1, "a:0. b:0. c:.E0.", "",
     "a0 c0 b0 c1 a=ValueError b1 cend c=done bend b=done"},
    {"TASK-11: paused while waiting, fired, resumed", 1, "a:0.. b:PaX0... c:..", "6:Ra",
     "a0 c0 b0 c1 b1 cend c=done b2 a1 bend b=done a2 aend a=done"},
    {"TASK-11: paused while waiting, resumed, fired", 1, "a:0.. b:Pa... c:..", "4:Ra 6:X0",
     "a0 c0 b0 c1 b1 cend c=done b2 a1 bend b=done a2 aend a=done"},
    {"TASK-5: paused twice, resumed twice", 1, "a:.... b:......", "2:PaPa 3:Ra 5:Ra",
     "a0 b0 b1 b2 b3 a1 b4 a2 b5 a3 bend b=done aend a=done"},
    {"TASK-5: all paused, so no tick; resumed later", 1, "a:.. b:..", "1:PaPb 3:Rb 4:Ra",
     "a0 b0 a1 b1 aend a=done bend b=done"},
    {"TASK-7: stopped while paused; one resume is accepted", 1, "a:... b:....", "1:PaSa 2:Ra 3:Ra",
     "a0 a=TaskStopped b0 b1 misuse(WEFT_NOT_PAUSED) b2 b3 bend b=done"},
    {"TASK-6: stop and pause after the end", 1, "a:. b:!", "4:SaPaSbPbRa",
     "a0 b0 b=ValueError aend a=done misuse(WEFT_TASK_DONE) misuse(WEFT_TASK_DONE) "
     "misuse(WEFT_TASK_FAILED) misuse(WEFT_TASK_FAILED) misuse(WEFT_NOT_PAUSED)"},
    {"TASK-8: stopped while waiting, then fired", 1, "a:0. b:....", "2:Sa 3:X0",
     "a0 b0 a=TaskStopped b1 b2 b3 bend b=done"},
    {"TASK-19: paused in its step, then returns", 0, "a:Pa$ b:..", "",
     "a0 a=done b0 b1 bend b=done"},
    {"TASK-19: paused in its step, then raises", 0, "a:Pa! b:..", "",
     "a0 a=ValueError b0 b1 bend b=done"},
    {"TASK-19: paused in its step, yields a Deferred", 1, "a:Pa0. b:...", "2:X0 3:Ra",
     "a0 b0 b1 a1 b2 aend a=done bend b=done"},
    {"TASK-19: paused in its step, yields a fired one", 1, "a:X0Pa0. b:...", "3:Ra",
     "a0 b0 b1 a1 b2 aend a=done bend b=done"},
};

static void tasks_take_their_turns_in_twisteds_order(void **state)
{
    (void) state;
    check_plans(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_take_their_turns_in_twisteds_order),
    };

    return cmocka_run_group_tests_name("cooperator_order", tests, NULL, NULL);
}
