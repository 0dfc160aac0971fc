/* random_script.c - a cast of two or three of each kind, and statements that reach for them. */
#include "random_script.h"

#include "prng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct writer {
    uint64_t state;
    char *text;
    size_t length;
    int depth; /* of blocks */
};

static unsigned draw(struct writer *writer, unsigned below)
{
    return (unsigned) weft__prng_below(&writer->state, below);
}

static void put(struct writer *writer, const char *text)
{
    size_t length = strlen(text);

    assert_true(writer->length + length < RANDOM_SCRIPT_BYTES_MAX);
    memcpy(writer->text + writer->length, text, length + 1);
    writer->length += length;
}

/* TEXT, in which each of these stands for one that is drawn: `$` a shared name, `@` a Deferred, `%`
 * a small number, `&` a time, `!` a call, `~` a task. */
static void put_drawn(struct writer *writer, const char *text)
{
    static const char *const names[] = {"x", "y", "z"}, *const deferreds[] = {"d", "e"};
    static const char *const numbers[] = {"0", "1", "2", "3"}, *const times[] = {"0s", "1ms"};
    static const char *const calls[] = {"a", "b", "c"}, *const tasks[] = {"t", "u"};

    for (; *text != '\0'; text++) {
        char letter[] = {*text, '\0'};

        put(writer, *text == '$'   ? names[draw(writer, 3)]
                    : *text == '@' ? deferreds[draw(writer, 2)]
                    : *text == '%' ? numbers[draw(writer, 4)]
                    : *text == '&' ? times[draw(writer, 2)]
                    : *text == '!' ? calls[draw(writer, 3)]
                    : *text == '~' ? tasks[draw(writer, 2)]
                                   : letter);
    }
}

static void indent(struct writer *writer, const char *text)
{
    for (int i = 0; i < writer->depth; i++)
        put(writer, "    ");
    put_drawn(writer, text);
    put(writer, "\n");
}

static void statement(struct writer *writer);

static void block(struct writer *writer, const char *head)
{
    indent(writer, head);
    writer->depth++;
    for (unsigned count = 1 + draw(writer, 2); count > 0; count--)
        statement(writer);
    writer->depth--;
}

static void statement(struct writer *writer)
{
    static const char *const simple[] = {
        "$ = $ + %",      "$ = $ * 2 + %", "$ = %",          "$ = $",          "$ = $ + 1",
        "fire @ %",       "fire @ $",      "fail @ Error",   "cancel @",       "cancel !",
        "reset ! &",      "delay ! 1ms",   "stop ~",         "pause ~",        "resume ~",
        "put q %",        "put q $",       "start taker",    "start holder %", "cooperate worker %",
        "pause @",        "resume @",      "chain d e",      "timeout @ 1ms",  "print \"% {$}\"",
        "start waiter @", "run worker %",  "release l",      "start $",        "later & $",
        "cancel ~",       "start taker",   "start holder %", "$ = $ + %",      "$ = $ * 3",
    };
    static const char *const heads[] = {
        "call in &:",   "if $ == %:",   "if @ pending:", "if ~ running:",    "on @:",
        "on @ either:", "if @ failed:", "hold l:",       "later &:",         "if $ > $:",
        "call in 0s:",  "if @ ok %:",   "if l locked:",  "if not ~ paused:", "if ! pending:",
    };
    unsigned kind = draw(writer, 10);
    const char *line;

    if (kind < 7 || writer->depth > 3) {
        line = simple[draw(writer, sizeof simple / sizeof *simple)];
        indent(writer, strcmp(line, "start $") == 0 ? "print \"%\"" : line);
        return;
    }
    line = heads[draw(writer, sizeof heads / sizeof *heads)];
    block(writer, line);
    if (line[0] == 'i' && draw(writer, 2) == 0)
        block(writer, "  else:");
}

static void bodies(struct writer *writer)
{
    static const char text[] = "task worker n:\n"
                               "    $ = $ + n\n"
                               "    yield\n"
                               "    if $ == %:\n"
                               "        yield later &\n"
                               "    $ = $ * 2 + n\n"
                               "task waiter w:\n"
                               "    got = await w\n"
                               "      failed:\n"
                               "        $ = $ + 5\n"
                               "    $ = $ + %\n"
                               "task taker:\n"
                               "    got = await get q\n"
                               "    $ = $ * 2 + got\n"
                               "task holder n:\n"
                               "    await acquire l\n"
                               "    $ = $ + n\n"
                               "    await later &\n"
                               "    $ = $ * 2\n"
                               "    release l\n";

    put_drawn(writer, text);
}

size_t random_script(uint64_t number, char text[RANDOM_SCRIPT_BYTES_MAX])
{
    static const char *const slices[] = {"", "slice 10ms\n", "slice 2 steps\n"};
    static const char *const names[] = {"a", "b", "c"};
    struct writer writer = {.state = number * 977 + 5, .text = text, .depth = 3};
    unsigned calls = 2 + draw(&writer, 2);

    put(&writer, "weft 1\n");
    put(&writer, slices[draw(&writer, 3)]);
    put(&writer, "shared x = 0\nshared y = 1\nshared z = 2\n");
    bodies(&writer);
    put(&writer, "0s      lock as l\n        queue as q\n        deferred as d\n"
                 "        deferred as e\n");
    put_drawn(&writer, "        cooperate worker % as t\n");
    put_drawn(&writer,
              draw(&writer, 2) ? "        run worker % as u\n" : "        deferred as u\n");
    put(&writer, draw(&writer, 2) ? "        start holder 3\n" : "");
    put(&writer, draw(&writer, 2) ? "        start taker\n" : "");
    put(&writer, draw(&writer, 2) ? "        on d either:\n            x = x + 7\n" : "");
    writer.depth = 2;
    for (unsigned i = 0; i < 3; i++) {
        put(&writer, "        call in 1ms as ");
        put(&writer, names[i]);
        put(&writer, ":\n");
        writer.depth = 3;
        for (unsigned count = 1 + (i < calls ? draw(&writer, 3) : 0); count > 0; count--)
            statement(&writer);
    }
    put_drawn(&writer, "finally x < 1%, y < 1%, z < 1%\n");
    return writer.length;
}
