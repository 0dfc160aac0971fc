/* whole_file_write.c - a file is written under another name and then moved to its place. */
#include "whole_file.h"

#include "process_guard.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096, /* longer ones are refused, as the system itself does */
    LINKS_MAX = 40,    /* likewise */
    NAMES_MAX = 100    /* tried for the file beside the place */
};

struct writing {
    const struct weft__file_content *content;
    char target[PATH_BYTES]; /* the place, when links were followed */
    char beside[PATH_BYTES]; /* where it is written first */
    bool replaces;           /* there is a file at the place */
    mode_t mode;             /* of that file */
    const char *what;        /* that could not be done, when errno says why */
};

/* Notes what could not be done. Returns false, for its caller to return. */
static bool cannot(struct writing *writing, const char *what)
{
    writing->what = what;
    return false;
}

/* --- The place --- */

/* The length of the folder's part of PATH, with its slash. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? 0 : (size_t) (slash - path) + 1;
}

/* Puts FOLDER_BYTES of FOLDER and NAME together at JOINED. False, with errno, if that is too long.
 */
static bool path_join(char joined[PATH_BYTES], const char *folder, size_t folder_bytes,
                      const char *name)
{
    size_t name_bytes = strlen(name) + 1;

    if (folder_bytes + name_bytes > PATH_BYTES) {
        errno = ENAMETOOLONG;
        return false;
    }
    memmove(joined, folder, folder_bytes);
    memcpy(joined + folder_bytes, name, name_bytes);
    return true;
}

/* Makes the target what the symbolic link at it says. */
static bool follow_link(struct writing *writing)
{
    char link[PATH_BYTES];
    ssize_t length = readlink(writing->target, link, sizeof link - 1);
    size_t folder_bytes;

    if (length < 0)
        return false;
    link[length] = '\0';
    folder_bytes = link[0] == '/' ? 0 : folder_length(writing->target);
    return path_join(writing->target, writing->target, folder_bytes, link);
}

/* Follows PATH, if it is a symbolic link, to the place that it names, which need not exist. */
static bool find_target(struct writing *writing, const char *path)
{
    struct stat status;

    if (!path_join(writing->target, path, 0, path))
        return false;
    for (int links = 0; links < LINKS_MAX; links++) {
        if (lstat(writing->target, &status) != 0)
            return errno == ENOENT;
        if (!S_ISLNK(status.st_mode))
            return true;
        if (!follow_link(writing))
            return false;
    }
    errno = ELOOP;
    return false;
}

/* --- Writing --- */

/* Lets the content be written into FILE, as far as the system's own buffers; an error keeps its
 * errno. */
static bool write_content(const struct writing *writing, FILE *file)
{
    errno = 0;
    if (writing->content->write(writing->content->context, file) && fflush(file) == 0)
        return true;
    if (errno == 0)
        errno = EIO;
    return false;
}

/* Closes FILE after it was WRITTEN or not. What went wrong first is what errno says. */
static bool close_file(FILE *file, bool written)
{
    int error = errno;
    bool closed = fclose(file) == 0;

    if (!written)
        errno = error;
    return written && closed;
}

/* Into what is there and stays there: no file, but a device or a pipe. */
static bool write_straight(struct writing *writing, const char *path)
{
    FILE *file = fopen(path, "w");

    if (file == NULL)
        return cannot(writing, "cannot be opened");
    return close_file(file, write_content(writing, file)) || cannot(writing, "cannot be written");
}

/* Opens a new file in the folder of the place. Its name is free, and not longer because the
 * target's is long. */
static int open_beside(struct writing *writing)
{
    /* Nobody but the owner reads what nobody else could read before. */
    mode_t mode = writing->replaces ? S_IRUSR | S_IWUSR : 0666;

    for (int number = 0; number < NAMES_MAX; number++) {
        char name[64];
        int descriptor;

        snprintf(name, sizeof name, ".weft-%jd-%d.new", (intmax_t) getpid(), number);
        if (!path_join(writing->beside, writing->target, folder_length(writing->target), name))
            return -1;
        descriptor = open(writing->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (descriptor >= 0 || errno != EEXIST)
            return descriptor;
    }
    return -1;
}

/* Writes all of the new file, to the disk, and closes it. */
static bool fill_beside(struct writing *writing, int descriptor)
{
    FILE *file = fdopen(descriptor, "w");
    bool written;

    if (file == NULL) {
        int error = errno;

        close(descriptor);
        errno = error;
        return false;
    }
    written = write_content(writing, file) &&
              (!writing->replaces || fchmod(descriptor, writing->mode & 0777) == 0) &&
              fsync(descriptor) == 0;
    return close_file(file, written);
}

static bool write_beside(struct writing *writing)
{
    int descriptor = open_beside(writing);
    int error;

    if (descriptor < 0)
        return cannot(writing, "no file can be made in its folder");
    if (fill_beside(writing, descriptor) && rename(writing->beside, writing->target) == 0)
        return true;
    error = errno;
    unlink(writing->beside);
    errno = error;
    return cannot(writing, "cannot be written");
}

/* The same, with interrupts held back, so that none leaves the file beside behind. */
static bool write_uninterrupted(struct writing *writing)
{
    sigset_t interrupts;
    bool written;
    int error;

    weft__interrupts_hold(&interrupts);
    written = write_beside(writing);
    error = errno;
    weft__interrupts_resume(&interrupts);
    errno = error;
    return written;
}

/* Chooses the way to write to PATH and goes it. */
static bool write_file(struct writing *writing, const char *path)
{
    struct stat status;
    bool exists;

    if (strcmp(path, "-") == 0)
        return write_content(writing, stdout) || cannot(writing, "cannot be written");
    exists = stat(path, &status) == 0;
    if (exists && !S_ISREG(status.st_mode))
        return write_straight(writing, path);
    if (!find_target(writing, path))
        return cannot(writing, "cannot be written");
    writing->replaces = exists;
    writing->mode = exists ? status.st_mode : 0;
    if (exists && faccessat(AT_FDCWD, writing->target, W_OK, AT_EACCESS) != 0)
        return cannot(writing, "cannot be written");
    return write_uninterrupted(writing);
}

bool weft__whole_file_write(const char *path, const struct weft__file_content *content,
                            struct weft__diagnostics *diagnostics)
{
    struct writing writing = {.content = content};
    const struct weft__place whole = {0, 0, 0};
    const char *name = strcmp(path, "-") == 0 ? "standard output" : path;

    weft__diagnostics_init(diagnostics, (struct weft__source){name, "", 0});
    if (write_file(&writing, path))
        return true;
    assert(writing.what != NULL);
    weft__diagnostics_add(diagnostics, whole, writing.replaces ? "it is as it was before" : NULL,
                          "%s: %s", writing.what, strerror(errno));
    return false;
}
