/* small_stack.c - a thread with little stack. */
#include "small_stack.h"

#include <pthread.h>

int on_small_stack(void *(*function)(void *context), void *context)
{
    pthread_attr_t attributes;
    pthread_t thread;
    int error = pthread_attr_init(&attributes);

    if (error)
        return error;
    error = pthread_attr_setstacksize(&attributes, SMALL_STACK_BYTES);
    if (!error)
        error = pthread_create(&thread, &attributes, function, context);
    if (!error)
        error = pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    return error;
}
