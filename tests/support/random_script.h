/* random_script.h - small scripts in which a few calls of one instant meet: for searches that are
 * to see all their orders. */
#ifndef TESTS_RANDOM_SCRIPT_H
#define TESTS_RANDOM_SCRIPT_H

#include <stddef.h>
#include <stdint.h>

#define RANDOM_SCRIPT_BYTES_MAX 4096

/* Writes script NUMBER into TEXT, terminated; returns its length. */
size_t random_script(uint64_t number, char text[RANDOM_SCRIPT_BYTES_MAX]);

#endif
