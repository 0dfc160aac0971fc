/* finding_file.c - NAME-KIND-HASH.trace, where HASH tells classes apart. */
#include "finding_file.h"

#include "file_path.h"
#include "finding_class.h"
#include "process_guard.h"
#include "whole_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_BYTES = 512, FOLDER_BYTES = 4096 };

bool weft__folder_make(const struct weft__command *command, const char *folder)
{
    char part[FOLDER_BYTES];
    size_t length = strlen(folder);

    if (length >= sizeof part) {
        weft__command_error(command, "the name of the folder %s is too long", folder);
        return false;
    }
    for (size_t end = 1; end <= length; end++) {
        if (folder[end] != '/' && folder[end] != '\0')
            continue;
        memcpy(part, folder, end);
        part[end] = '\0';
        if (mkdir(part, 0777) == -1 && errno != EEXIST) {
            weft__command_error(command, "cannot make the folder %s: %s", part, strerror(errno));
            return false;
        }
    }
    return true;
}

/* What stands before the colon of a class, without blanks. */
static void put_kind(const char *class_text, char *text, size_t size)
{
    size_t length = strcspn(class_text, ": ");

    snprintf(text, size, "%.*s", (int) length, class_text);
}

static const char *path_of(const struct weft__finding_file *file, const char *folder,
                           struct weft__arena *arena)
{
    int stem = (int) strlen(file->scenario);
    char kind[32], name[NAME_BYTES];

    if (weft__path_ends_with(file->scenario, WEFT__SCRIPT_SUFFIX))
        stem -= (int) strlen(WEFT__SCRIPT_SUFFIX);
    put_kind(file->class_text, kind, sizeof kind);
    snprintf(name, sizeof name, "%.*s-%s-%08" PRIx32 WEFT__TRACE_SUFFIX, stem, file->scenario, kind,
             (uint32_t) file->number);
    return weft__path_join(arena, folder, name);
}

static bool put_bytes(void *context, FILE *file)
{
    const struct weft__pool_bytes *bytes = context;

    return fwrite(bytes->bytes, 1, bytes->length, file) == bytes->length;
}

const char *weft__finding_file_write(const struct weft__command *command,
                                     const struct weft__finding_file *file,
                                     struct weft__arena *arena)
{
    struct weft__pool_bytes trace = file->trace;
    struct weft__file_content content = {.write = put_bytes, .context = &trace};
    const char *path = path_of(file, command->options.findings, arena);
    struct weft__diagnostics diagnostics;

    if (path == NULL) {
        weft__command_no_memory(command);
        return NULL;
    }
    if (weft__whole_file_write(path, &content, &diagnostics))
        return path;
    weft__diagnostics_print(&diagnostics, stderr);
    return NULL;
}

/* The path of FOUND's file, written; NULL: told. */
static const char *write_found(const struct weft__command *command, struct weft__search *search,
                               const struct weft__found *found, struct weft__byte_buffer *trace,
                               struct weft__arena *arena)
{
    struct weft__finding_file file = {
        .scenario = search->explored->loaded->trace_name,
        .class_text = found->class_text,
        .number = weft__finding_class_hash(found->class_text),
    };

    if (weft__search_trace(search, found, trace)) {
        file.trace = (struct weft__pool_bytes){trace->bytes, trace->length};
        return weft__finding_file_write(command, &file, arena);
    }
    weft__command_error(command, "the trace of a finding could not be had: %s", found->class_text);
    return NULL;
}

bool weft__finding_files_write(const struct weft__command *command, struct weft__search *search,
                               struct weft__arena *arena, const char **files)
{
    struct weft__byte_buffer trace = {.allocator = &weft_allocator_system};
    size_t number = 0;
    bool all;

    memset(files, 0, search->classes * sizeof *files);
    if (search->classes == 0)
        return true;
    all = weft__folder_make(command, command->options.findings);
    for (const struct weft__found *found = search->found; found != NULL && all;
         found = found->next, number++) {
        files[number] = write_found(command, search, found, &trace, arena);
        all = files[number] != NULL;
    }
    weft__byte_buffer_free(&trace);
    return all;
}
