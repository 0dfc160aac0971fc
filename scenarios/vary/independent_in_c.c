/* Three deposits fall due together, and whoever is first: the scenario demands that it makes no
 * difference, and `weft check` runs all six orders. The same in C as independent.weft; what comes
 * of a C program is what it prints, what its Deferreds and tasks end with, and what is found.
 */
#include "weft/sim/scenario.h"

enum { DEPOSITS = 3 };

struct account {
    weft_world *world;
    int64_t balance;
};

static void deposit(weft_reactor *reactor, void *context)
{
    struct account *account = context;

    (void) reactor;
    account->balance += 10;
}

static void open_account(weft_reactor *reactor, void *context)
{
    struct account *account = context;

    for (int i = 0; i < DEPOSITS; i++)
        weft_world_ok(account->world, weft_call_later(reactor, WEFT_SECOND, deposit, account, NULL),
                      "a deposit");
}

static void tell(weft_reactor *reactor, void *context)
{
    struct account *account = context;

    (void) reactor;
    weft_world_print(account->world, "the balance is %d", (int) account->balance);
}

WEFT_SCENARIO(independent_in_c, "Deposits that fall due together come to the same in any order.")
{
    struct account *account = weft_world_allocate(world, sizeof *account);

    if (!account)
        return;
    account->world = world;
    weft_world_order_independent(world);
    weft_world_at(world, 0, "open", open_account, account);
    weft_world_at(world, 2 * WEFT_SECOND, "tell", tell, account);
}
