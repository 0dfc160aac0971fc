/* weft.c - the `weft` command over scripts alone. */
#include "weft/sim/scenario.h"

int main(int argc, char **argv)
{
    return weft_main(argc, argv, NULL);
}
