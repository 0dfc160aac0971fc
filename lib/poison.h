/* poison.h - tells AddressSanitizer, where there is one, which bytes of a pool nobody may touch. */
#ifndef WEFT_POISON_H
#define WEFT_POISON_H

#if defined(__SANITIZE_ADDRESS__)
#define WEFT__ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WEFT__ADDRESS_SANITIZER
#endif
#endif

#ifdef WEFT__ADDRESS_SANITIZER
#define WEFT__POISONS true
#include <sanitizer/asan_interface.h>
#define WEFT__POISON(bytes, count)   __asan_poison_memory_region(bytes, count)
#define WEFT__UNPOISON(bytes, count) __asan_unpoison_memory_region(bytes, count)
#define WEFT__IS_POISONED(byte)      __asan_address_is_poisoned(byte)
#else
#define WEFT__POISONS                false
#define WEFT__POISON(bytes, count)   ((void) (bytes), (void) (count))
#define WEFT__UNPOISON(bytes, count) ((void) (bytes), (void) (count))
#define WEFT__IS_POISONED(byte)      ((void) (byte), 0)
#endif

#endif
