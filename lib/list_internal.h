/* list_internal.h - lists and winners that are made before their values are known, so that they
 * need not be made on the way out; and their text. */
#ifndef WEFT_LIST_INTERNAL_H
#define WEFT_LIST_INTERNAL_H

#include "weft/list.h"

struct weft__list;
struct weft__winner;

/* A list of COUNT times none, of which nobody has seen anything. NULL without memory. */
struct weft__list *weft__list_reserve(weft_reactor *reactor, size_t count, bool outcomes);
/* Puts VALUE (moved) where none stands, before the list is handed out. */
void weft__list_set(struct weft__list *list, size_t index, weft_value value);
/* Moves the reference into a value. */
weft_value weft__list_value(struct weft__list *list);
void weft__list_release(struct weft__list *list);

struct weft__winner *weft__winner_reserve(weft_reactor *reactor);
void weft__winner_set(struct weft__winner *winner, size_t index, weft_value value);
weft_value weft__winner_value(struct weft__winner *winner);
void weft__winner_release(struct weft__winner *winner);

/* Writes a list or a winner, like snprintf, with what is inside. */
size_t weft__list_format(const weft_value *value, char *text, size_t size);

#endif
