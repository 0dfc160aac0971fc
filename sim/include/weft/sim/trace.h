/* trace.h - what happened in a run: recorded as words in memory, written as text, read back,
 * compared.
 *
 * In memory an event takes 32 bytes, and its text, if it has one, stands beside it. Values are
 * rendered when they are recorded and never retained, so tracing does not change what it observes;
 * the recorder has an allocator of its own.
 *
 * The text form, one event a line after a header, written to be read and to be diffed:
 *
 *     weft trace 1
 *     scenario cancel.weft
 *     seed 0
 *     strategy fifo
 *     until -
 *     source 211
 *     | weft 1
 *     | # The client gives up after three seconds.
 *     ...
 *
 *     0.000000000   1  call "0s run adder 8 as job"#1   run
 *     0.000000010   1  task adder#1                     step
 *     0.000000010   1  task adder#1                     print       Adding 0 to result
 *     0.000000010   1  call #9                          scheduled   due 1.000000010 by task adder#1
 *     0.000000010   1  task adder#1                     waits       for deferred nap#2
 *     ...
 *     end 3.000000000 held events 41
 *
 * Fields: virtual time, turn within the instant, subject, what happened, details; at least two
 * spaces stand before and after what happened. Columns are fixed and nothing is lined up with its
 * neighbours, so one event more changes one line. A subject is a kind and, from the event on that
 * comes after its naming, its name, and its number: `deferred nap#3`, `call #7`; a name with other
 * characters than letters, digits, `_`, `-` and `.` is quoted. In texts newline, tab and backslash
 * are \n, \t and \\; other control characters, bytes that are not UTF-8, and a space at either end
 * are \xNN.
 *
 * Before `source` stand, where they are not as usual, `steps N`; `free` with what was free besides
 * the order of a turn (`slack TIME`, `late TIME`, `rotation`, `slices`); `faults` with the kinds
 * and, behind `at`, the points of what could be done to the run; `unjudged`; `vary N` for a
 * variation of the script's N-th `vary`; `finding` with the one of the run's findings that the file
 * is about.
 *
 * `source` counts the bytes of the script, whose lines follow behind bars. Nothing in a trace
 * depends on an address, the machine, the compiler or the locale. One without its `end` line is
 * truncated, and reading says so.
 */
#ifndef WEFT_SIM_TRACE_H
#define WEFT_SIM_TRACE_H

#include "weft/sim/freedom.h"
#include "weft/weft.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WEFT_TRACE_VERSION 1

/* What the simulator tells besides the library's events (weft_event_kind, which come first).
 * X(kind, word in traces) */
#define WEFT_TRACE_EVENTS(X)                                                                       \
    X(WEFT_TRACE_PRINT, "print")     /* text: the line, whole */                                   \
    X(WEFT_TRACE_WORK, "work")       /* number: ns of virtual CPU time */                          \
    X(WEFT_TRACE_NAMED, "named")     /* text: a name that the scenario gives the subject */        \
    X(WEFT_TRACE_CHOICE, "choice")   /* number: of candidates; text: where, path of the pick */    \
    X(WEFT_TRACE_EXPECT, "expect")   /* text: what was expected, "held" or "failed" and why */     \
    X(WEFT_TRACE_FINDING, "finding") /* text: kind and sentence */                                 \
    X(WEFT_TRACE_FINAL, "final")     /* at the end: text: the state of a named subject */

typedef enum weft_trace_kind {
    WEFT_TRACE_FIRST_ = WEFT_EVENT_KINDS - 1,
#define X(kind, word) kind,
    WEFT_TRACE_EVENTS(X)
#undef X
        WEFT_TRACE_KINDS
} weft_trace_kind;

typedef struct weft_trace weft_trace;

/* One event to record. Texts are copied. */
typedef struct weft_trace_record {
    int64_t time_ns; /* not negative */
    uint64_t turn;   /* within its instant, from 1; 0 outside any turn */
    int kind;        /* a weft_event_kind or a weft_trace_kind */
    weft_subject subject;
    weft_subject other;
    int64_t number;
    weft_status status;
    const char *text; /* NULL: none */
    size_t text_bytes;
} weft_trace_record;

/* What replay needs. Texts are borrowed when writing and belong to the trace when read. */
typedef struct weft_trace_header {
    const char *scenario; /* a file's name without folders, or a C scenario's name */
    uint64_t seed;
    const char *strategy; /* who made its choices: "fifo", "random" */
    int64_t until_ns;     /* INT64_MAX: none */
    uint64_t steps_max;   /* calls and steps allowed; 0: as many as usual */
    weft_freedom freedom; /* what was free in the run */
    weft_faults faults;   /* what could be done to it */
    bool unjudged;        /* expectations of a moment were no findings */
    uint32_t vary;        /* of a script: which `vary` of it, from 1, was varied; 0: none */
    const char *finding;  /* the class of findings for which it was kept; NULL: none is said */
    const char *source;   /* the script, so that the file stands alone; no NUL in it; NULL: none */
    size_t source_bytes;
} weft_trace_header;

/* An empty trace that holds at most BYTES_MAX bytes of its own allocations (0: 1 GiB), which come
 * in pages of about 16 KiB. ALLOCATOR NULL: the system's. WEFT_OK or WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_trace_create(const weft_allocator *allocator,
                                                     size_t bytes_max, weft_trace **trace);

/* Frees TRACE, unless it is NULL. */
WEFT_API void weft_trace_free(weft_trace *trace);

/* Makes TRACE, which is not a world's, an empty one, no longer exhausted, for who records run after
 * run. It keeps its memory, so that as many events and names as it has held are recorded with no
 * request to the allocator (unless a text is larger than 16 KiB), but its bound is as wide as that
 * of a new one. Texts and names that were borrowed from it are gone. */
WEFT_API void weft_trace_clear(weft_trace *trace);

/* Appends an event. Returns its number, from 1; 0 without memory, or beyond the bound: the trace is
 * then exhausted and records nothing more. */
WEFT_API uint64_t weft_trace_append(weft_trace *trace, const weft_trace_record *record);

/* The same for a *RECORD with a value, which is rendered here and now and not kept: RECORD's text
 * is ignored and its number becomes 1 if *VALUE is a failure, else 0. At most
 * WEFT_TRACE_VALUE_BYTES are kept, the last of them then an ellipsis. A text stands in quotes; of a
 * Deferred or an iterator the subject is kept, in `other`. Nothing is allocated but by the trace.
 * VALUE NULL: as weft_trace_append. */
WEFT_API uint64_t weft_trace_append_value(weft_trace *trace, const weft_trace_record *record,
                                          const weft_value *value);
#define WEFT_TRACE_VALUE_BYTES 64

/* Whether there was no room for an event or a name. */
WEFT_API bool weft_trace_exhausted(const weft_trace *trace);

/* Names SUBJECT in the text of events that are recorded from now on; what was written before would
 * stay as it is. The first name stays; later ones are ignored. False without memory, or beyond the
 * bound: the trace is then exhausted. */
WEFT_API bool weft_trace_name(weft_trace *trace, weft_subject subject, const char *name);

/* The name given, borrowed; NULL: none. */
WEFT_API const char *weft_trace_name_of(const weft_trace *trace, weft_subject subject);

/* How many events there are. */
WEFT_API uint64_t weft_trace_count(const weft_trace *trace);

/* The event numbered EVENT (1 to count); its text is borrowed from the trace. */
WEFT_API weft_trace_record weft_trace_get(const weft_trace *trace, uint64_t event);

/* The word for KIND, a weft_event_kind or a weft_trace_kind; static text. */
WEFT_API const char *weft_trace_word(int kind);

/* Called with every event's number just after it was recorded: does nothing, for a debugger.
 * Returns EVENT.
 *     (gdb) break weft_trace_breakpoint if event == 41 */
WEFT_API uint64_t weft_trace_breakpoint(const weft_trace *trace, uint64_t event);

/* Writes event EVENT as its line, like snprintf, without the newline; returns the whole length. */
WEFT_API size_t weft_trace_format(const weft_trace *trace, uint64_t event, char *text, size_t size);

/* "deferred nap#3" for SUBJECT by its name now, like snprintf. */
WEFT_API size_t weft_trace_format_subject(const weft_trace *trace, weft_subject subject, char *text,
                                          size_t size);

/* Writes header, events and the end line (END_NS, VERDICT such as "held" or "2 findings") to FILE.
 * False if FILE reports an error: errno says which. */
WEFT_API bool weft_trace_write(const weft_trace *trace, const weft_trace_header *header,
                               int64_t end_ns, const char *verdict, FILE *file);

#ifdef __cplusplus
}
#endif

#endif
