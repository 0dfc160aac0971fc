/* whole_file_read.c - all bytes of a file, or of a stream that cannot tell how many it has. */
#include "whole_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { FIRST_BYTES = 16 * 1024 };

/* What was read, in a block with room for one byte more. */
struct reading {
    const weft_allocator *allocator;
    char *bytes;
    size_t length;
    size_t held;
};

static bool resize(struct reading *reading, size_t bytes)
{
    char *moved = reading->allocator->allocate(reading->allocator->context, reading->bytes,
                                               reading->held, bytes);

    if (moved == NULL)
        return false;
    reading->bytes = moved;
    reading->held = bytes;
    return true;
}

static void drop(struct reading *reading)
{
    if (reading->held > 0)
        reading->allocator->allocate(reading->allocator->context, reading->bytes, reading->held, 0);
}

/* How many bytes to make room for first: those of a file, if its size is known and allowed. */
static size_t first_bytes(FILE *file, size_t bytes_max)
{
    struct stat status;
    size_t bytes = FIRST_BYTES;

    if (fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= 0 &&
        (uintmax_t) status.st_size < bytes_max)
        bytes = (size_t) status.st_size + 1;
    return bytes < bytes_max ? bytes : bytes_max;
}

/* Reads until FILE ends, fails, or has more than BYTES_MAX, of which one byte is then there. False:
 * no memory. */
static bool read_all(struct reading *reading, FILE *file, size_t bytes_max)
{
    size_t room = first_bytes(file, bytes_max);

    for (;;) {
        size_t wanted;

        if (!resize(reading, room + 1))
            return false;
        wanted = reading->held - reading->length;
        reading->length += fread(reading->bytes + reading->length, 1, wanted, file);
        if (reading->length < reading->held || reading->length > bytes_max)
            return true;
        room = room < bytes_max - room ? 2 * room : bytes_max;
    }
}

/* Reads FILE; what is wrong with it is noted. */
static enum weft__file_outcome read_file(struct reading *reading, FILE *file, size_t bytes_max,
                                         struct weft__diagnostics *diagnostics)
{
    const struct weft__place whole = {0, 0, 0};

    errno = 0;
    if (!read_all(reading, file, bytes_max))
        return WEFT__FILE_NO_MEMORY;
    if (ferror(file)) {
        weft__diagnostics_add(diagnostics, whole, NULL, "cannot be read: %s",
                              strerror(errno != 0 ? errno : EIO));
        return WEFT__FILE_WRONG;
    }
    if (reading->length > bytes_max) {
        weft__diagnostics_add(diagnostics, whole, NULL,
                              "is larger than %zu bytes, which is the limit", bytes_max);
        return WEFT__FILE_WRONG;
    }
    return resize(reading, reading->length + 1) ? WEFT__FILE_DONE : WEFT__FILE_NO_MEMORY;
}

enum weft__file_outcome weft__whole_file_read(const char *path,
                                              const struct weft__file_bounds *bounds,
                                              struct weft__source *source,
                                              struct weft__diagnostics *diagnostics)
{
    bool is_stdin = strcmp(path, "-") == 0;
    struct reading reading = {.allocator = bounds->allocator};
    enum weft__file_outcome outcome;
    FILE *file;

    *source = (struct weft__source){is_stdin ? "standard input" : path, "", 0};
    weft__diagnostics_init(diagnostics, *source);
    file = is_stdin ? stdin : fopen(path, "r");
    if (file == NULL) {
        weft__diagnostics_add(diagnostics, (struct weft__place){0, 0, 0}, NULL,
                              "cannot be opened: %s", strerror(errno));
        return WEFT__FILE_WRONG;
    }
    outcome = read_file(&reading, file, bounds->bytes_max, diagnostics);
    if (!is_stdin)
        fclose(file);
    if (outcome != WEFT__FILE_DONE) {
        drop(&reading);
        return outcome;
    }
    reading.bytes[reading.length] = '\0';
    source->bytes = reading.bytes;
    source->length = reading.length;
    return outcome;
}

void weft__whole_file_free(struct weft__source *source, const weft_allocator *allocator)
{
    allocator->allocate(allocator->context, (void *) source->bytes, source->length + 1, 0);
    *source = (struct weft__source){source->name, "", 0};
}
