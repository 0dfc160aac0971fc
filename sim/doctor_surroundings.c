/* doctor_surroundings.c - another environment, another folder, other addresses. */
#include "doctor_surroundings.h"

#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/personality.h>
#endif

enum { PADDING_BYTES = 40001, OPEN_FILES = 7, OVERRIDES_MAX = 9 };

extern char **environ;

const struct weft__surroundings_row weft__surroundings_rows[WEFT__SURROUNDINGS_COUNT] = {
#define X(constant, kind, changes, name) {WEFT__SURROUNDINGS_##kind, changes, name},
    WEFT__SURROUNDINGS(X)
#undef X
};

/* --- What there is --- */

/* Weft itself never takes a locale on; making one and letting it go shows whether it is there. */
static bool is_installed(const char *name)
{
    locale_t locale = newlocale(LC_ALL_MASK, name, (locale_t) 0);

    if (locale == (locale_t) 0)
        return false;
    freelocale(locale);
    return true;
}

/* What this process would take on if it asked for its locale. */
static const char *present_locale(void)
{
    static const char *const variables[] = {"LC_ALL", "LANG"};

    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *name = getenv(variables[i]);

        if (name != NULL && *name != '\0')
            return name;
    }
    return "C";
}

/* The first other one that is installed; those where most is different first. */
static void find_locale(struct weft__elsewhere *elsewhere)
{
    static const char *const names[] = {"tr_TR.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8",
                                        "en_US.UTF-8", "C.UTF-8",     "C"};
    const char *present = present_locale();

    elsewhere->locale = names[0];
    for (size_t i = 0; i < sizeof names / sizeof *names && !elsewhere->locale_installed; i++) {
        if (strcmp(present, names[i]) != 0 && is_installed(names[i])) {
            elsewhere->locale = names[i];
            elsewhere->locale_installed = true;
        }
    }
}

/* Whether a process may switch it off; tried in this one, and put back. */
static bool addresses_can_be_fixed(void)
{
#ifdef __linux__
    int before = personality(0xffffffff);
    bool can = before != -1 && (before & ADDR_NO_RANDOMIZE) == 0 &&
               personality((unsigned long) before | ADDR_NO_RANDOMIZE) != -1;

    if (can)
        personality((unsigned long) before);
    return can;
#else
    return false;
#endif
}

struct weft__elsewhere weft__elsewhere_find(void)
{
    struct weft__elsewhere elsewhere = {.addresses = addresses_can_be_fixed()};
    char folder[2];

#ifdef __GLIBC__
    elsewhere.heap_fill = true;
#endif
    find_locale(&elsewhere);
    elsewhere.folder = getcwd(folder, sizeof folder) != NULL ? "/dev" : "/"; /* only "/" fits */
    return elsewhere;
}

/* --- The environment --- */

/* Without these a program may not start, or leave its measurements in the wrong place: they stay
 * also where nothing else does. */
static bool is_for_the_start(const char *variable)
{
    static const char *const beginnings[] = {
        "LD_",           "DYLD_", "ASAN_OPTIONS=",  "LSAN_OPTIONS=",     "MSAN_OPTIONS=",
        "TSAN_OPTIONS=", "GCOV_", "UBSAN_OPTIONS=", "LLVM_PROFILE_FILE="};

    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        if (strncmp(variable, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    }
    return false;
}

/* The variables of one environment. */
struct list {
    struct weft__arena *arena;
    char **variables; /* with room for all */
    size_t count;
    bool complete; /* there was memory for each */
};

static void add(struct list *list, const char *name, const char *value)
{
    size_t name_length = strlen(name), value_length = strlen(value);
    char *variable = weft__arena_allocate(list->arena, name_length + value_length + 2);

    list->complete = list->complete && variable != NULL;
    if (!list->complete)
        return;
    memcpy(variable, name, name_length);
    variable[name_length] = '=';
    memcpy(variable + name_length + 1, value, value_length);
    list->variables[list->count++] = variable;
}

static void add_padding(struct list *list)
{
    char *padding = weft__arena_allocate(list->arena, PADDING_BYTES + 1);

    list->complete = list->complete && padding != NULL;
    if (!list->complete)
        return;
    memset(padding, 'x', PADDING_BYTES);
    add(list, "WEFT_PADDING", padding);
}

static void add_changed(struct list *list, const struct weft__elsewhere *elsewhere,
                        unsigned changes)
{
    if ((changes & WEFT__CHANGE_HEAP) != 0) {
        add(list, "MALLOC_PERTURB_", "165");
        add(list, "MALLOC_MMAP_THRESHOLD_", "4096"); /* larger blocks lie elsewhere */
    }
    if ((changes & WEFT__CHANGE_LOCALE) != 0) {
        add(list, "LC_ALL", elsewhere->locale);
        add(list, "LANG", elsewhere->locale);
        add(list, "LANGUAGE", elsewhere->locale);
    }
    if ((changes & WEFT__CHANGE_ZONE) != 0)
        add(list, "TZ", "WEFT-13:37"); /* needs no data base of zones */
    if ((changes & WEFT__CHANGE_LARGE) != 0)
        add_padding(list);
}

/* Whether one of the first COUNT variables has the name of VARIABLE. */
static bool is_given(char *const *variables, size_t count, const char *variable)
{
    size_t length = strcspn(variable, "=");

    for (size_t i = 0; i < count; i++) {
        if (strncmp(variables[i], variable, length) == 0 && variables[i][length] == '=')
            return true;
    }
    return false;
}

char **weft__surroundings_environment(struct weft__arena *arena,
                                      const struct weft__elsewhere *elsewhere, unsigned changes)
{
    struct list list = {.arena = arena, .complete = true};
    size_t before = 0, changed;

    while (environ != NULL && environ[before] != NULL)
        before++;
    list.variables =
        weft__arena_allocate(arena, (before + OVERRIDES_MAX + 1) * sizeof *list.variables);
    if (list.variables == NULL)
        return NULL;
    add_changed(&list, elsewhere, changes);
    changed = list.count;
    for (size_t i = 0; i < before; i++) {
        bool stays = (changes & WEFT__CHANGE_EMPTY) == 0 || is_for_the_start(environ[i]);

        if (stays && !is_given(list.variables, changed, environ[i]))
            list.variables[list.count++] = environ[i];
    }
    return list.complete ? list.variables : NULL;
}

/* --- The rest --- */

static bool fix_addresses(void)
{
#ifdef __linux__
    int before = personality(0xffffffff);

    return before != -1 && personality((unsigned long) before | ADDR_NO_RANDOMIZE) != -1;
#else
    return false;
#endif
}

static bool open_files(void)
{
    for (int i = 0; i < OPEN_FILES; i++) {
        if (open("/dev/null", O_RDONLY) == -1)
            return false;
    }
    return true;
}

bool weft__surroundings_enter(const struct weft__elsewhere *elsewhere, unsigned changes)
{
    if ((changes & WEFT__CHANGE_ADDRESSES) != 0 && elsewhere->addresses && !fix_addresses())
        return false;
    if ((changes & WEFT__CHANGE_FILES) != 0 && !open_files())
        return false;
    return (changes & WEFT__CHANGE_FOLDER) == 0 || chdir(elsewhere->folder) == 0;
}
