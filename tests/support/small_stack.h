/* small_stack.h - runs a function where recursion over a long chain could not end well. */
#ifndef TESTS_SMALL_STACK_H
#define TESTS_SMALL_STACK_H

#define SMALL_STACK_BYTES (256 * 1024)

/* Runs FUNCTION with CONTEXT on a thread with a stack of SMALL_STACK_BYTES, and waits for its end.
 * FUNCTION may not assert: a CMocka assertion cannot leave its thread. Returns 0, or what
 * pthread_create says. */
int on_small_stack(void *(*function)(void *context), void *context);

#endif
