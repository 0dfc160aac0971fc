/* stable_array.c - a tree of pages, always three levels deep. */
#include "stable_array.h"

#include <string.h>

enum { FEW = WEFT__STABLE_ARRAY_FEW, PAGE = WEFT__STABLE_ARRAY_PAGE };

static const size_t pointer_page_bytes = PAGE * sizeof(void *);

/* The page that SLOT points to, made if there is none. */
static void *page_make(const struct weft__stable_array *array, void **slot, size_t bytes)
{
    if (*slot == NULL) {
        *slot = array->allocator->allocate(array->allocator->context, NULL, 0, bytes);
        if (*slot != NULL)
            memset(*slot, 0, bytes);
    }
    return *slot;
}

static void page_free(const struct weft__stable_array *array, void *page, size_t bytes)
{
    array->allocator->allocate(array->allocator->context, page, bytes, 0);
}

void *weft__stable_array_make(struct weft__stable_array *array, uint64_t index)
{
    void *root = array->root;
    void **middle;
    char *leaf;

    if (index >= WEFT__STABLE_ARRAY_MAX)
        return NULL;
    if (index < FEW) {
        leaf = page_make(array, &array->few, FEW * array->element_bytes);
        return leaf == NULL ? NULL : leaf + index * array->element_bytes;
    }
    array->root = page_make(array, &root, pointer_page_bytes);
    if (array->root == NULL)
        return NULL;
    middle = page_make(array, &array->root[index / PAGE / PAGE], pointer_page_bytes);
    if (middle == NULL)
        return NULL;
    leaf = page_make(array, &middle[index / PAGE % PAGE], PAGE * array->element_bytes);
    return leaf == NULL ? NULL : leaf + index % PAGE * array->element_bytes;
}

const void *weft__stable_array_find(const struct weft__stable_array *array, uint64_t index)
{
    void **middle;
    const char *leaf;

    if (index < FEW)
        return array->few == NULL ? NULL : (const char *) array->few + index * array->element_bytes;
    if (array->root == NULL || index >= WEFT__STABLE_ARRAY_MAX)
        return NULL;
    middle = array->root[index / PAGE / PAGE];
    if (middle == NULL)
        return NULL;
    leaf = middle[index / PAGE % PAGE];
    return leaf == NULL ? NULL : leaf + index % PAGE * array->element_bytes;
}

static void middle_free(const struct weft__stable_array *array, void **middle)
{
    for (size_t i = 0; i < PAGE; i++)
        if (middle[i] != NULL)
            page_free(array, middle[i], PAGE * array->element_bytes);
    page_free(array, middle, pointer_page_bytes);
}

void weft__stable_array_free(struct weft__stable_array *array)
{
    if (array->few != NULL)
        page_free(array, array->few, FEW * array->element_bytes);
    array->few = NULL;
    if (array->root == NULL)
        return;
    for (size_t i = 0; i < PAGE; i++)
        if (array->root[i] != NULL)
            middle_free(array, array->root[i]);
    page_free(array, array->root, pointer_page_bytes);
    array->root = NULL;
}
