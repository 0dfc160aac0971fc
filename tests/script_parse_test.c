/* script_parse_test.c - what the grammar, the columns and the places of statements refuse: a script
 * a row, and every error that it is refused with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support/script_reading.h"

static const struct script_error_row first_line_rows[] = {
    {WHOLE_SCRIPT("weft 2\n"), "1:6-1 this weft knows up to 1\n"},
    {WHOLE_SCRIPT("weft 12 # later\n"), "1:6-2 this weft knows up to 1\n"},
    {WHOLE_SCRIPT("weft 0002\r\n"), "1:6-4 this weft knows up to 1\n"},
    {WHOLE_SCRIPT("weft 0\n"), "1:6-1 there is no version 0\n"},
    {WHOLE_SCRIPT("weft\n"),
     "1:1-4 the first line of a script is 'weft 1' | it tells the version of the "
     "language\n"},
    {WHOLE_SCRIPT("weft1\n"),
     "1:1-5 the first line of a script is 'weft 1' | it tells the version of the "
     "language\n"},
    {WHOLE_SCRIPT(" weft 1\n"),
     "1:1-7 the first line of a script is 'weft 1' | it tells the version of the "
     "language\n"},
    {WHOLE_SCRIPT("# a comment\n"
                  "weft 1\n"),
     "1:1-11 the first line of a script is 'weft 1' | it tells the version of the "
     "language\n"},
    {WHOLE_SCRIPT("weft one\n"),
     "1:1-8 the first line of a script is 'weft 1' | it tells the version of the "
     "language\n"},
};

static void the_first_line_tells_the_version(void **state)
{
    (void) state;
    assert_script_errors(first_line_rows, sizeof first_line_rows / sizeof *first_line_rows);
}

static const struct script_error_row bytes_rows[] = {
    {SCRIPT("0s print \"a\000b\"\n"), "2:12-1 a NUL byte\n"},
    {SCRIPT("0s print \"\377\"\n"), "2:11-1 a byte that is not UTF-8\n"},
    {SCRIPT("\011print 1\n"
            "0s print 1 # fine:\011\n"),
     "2:1-1 a tab in indentation | indent with spaces\n"},
    {SCRIPT("0s\011print 1\n"),
     "2:4-5 a tab between a time and its statement | indent with spaces\n"},
    {SCRIPT("0s print\015 1\n"),
     "2:9-1 a carriage return inside a line | it may stand only before a line feed\n"},
    {SCRIPT("0s print 1 ; 2\n"), "2:12-1 the character ';' has no meaning here\n"},
    {SCRIPT("0s print \303\251\n"), "2:10-1 the character '\303\251' has no meaning here\n"},
};

static void bytes_that_no_script_may_hold_are_told(void **state)
{
    (void) state;
    assert_script_errors(bytes_rows, sizeof bytes_rows / sizeof *bytes_rows);
}

/* What may stand in a comment, and whether it is UTF-8. */
static const struct {
    const char *bytes;
    bool good;
} utf8_rows[] = {
    {"\x7F", true},
    {"\xC2\x80", true},
    {"\xDF\xBF", true},
    {"\xE0\xA0\x80", true},
    {"\xED\x9F\xBF", true},
    {"\xEE\x80\x80", true},
    {"\xF0\x90\x80\x80", true},
    {"\xF4\x8F\xBF\xBF", true},
    {"\x80", false},
    {"\xC1\xBF", false}, /* longer than it has to be */
    {"\xC2", false},     /* cut off */
    {"\xC2\x41", false},
    {"\xE0\x9F\xBF", false},
    {"\xE2\x82", false},
    {"\xED\xA0\x80", false}, /* a half of a UTF-16 pair */
    {"\xF0\x8F\xBF\xBF", false},
    {"\xF4\x90\x80\x80", false}, /* beyond the last character */
    {"\xF5\x80\x80\x80", false},
    {"\xFF", false},
};

static void a_script_is_utf8(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof utf8_rows / sizeof *utf8_rows; i++) {
        struct script_reading reading;
        char text[32];
        int length = snprintf(text, sizeof text, "weft 1\n# %s", utf8_rows[i].bytes);

        script_reading_start(&reading);
        script_reading_read(&reading, text, (size_t) length);
        if (utf8_rows[i].good)
            assert_string_equal(script_reading_complaints(&reading), "");
        else
            assert_non_null(
                strstr(script_reading_complaints(&reading), "2:3-1 a byte that is not UTF-8\n"));
        assert_int_equal(script_reading_end(&reading), 0);
    }
}

static const struct script_error_row numbers_and_times_rows[] = {
    {SCRIPT("0s print 9223372036854775808\n"), "2:10-19 the number does not fit 64 bits\n"},
    {SCRIPT("0s work 1.5\n"),
     "2:9-3 '1.5' is a time without a unit | the units of time are ns us ms s min h\n"},
    {SCRIPT("0s work 5sec\n"),
     "2:9-4 '5sec' is neither a number nor a time | the units of time are ns us ms s min "
     "h\n"},
    {SCRIPT("0s work 0.5ns\n"), "2:9-5 the time is not a whole number of nanoseconds\n"},
    {SCRIPT("0s work 9223372036854775808ns\n"),
     "2:9-21 the time does not fit 64 bits of nanoseconds\n"},
    {SCRIPT("0s work 9223372036.854775808s\n"),
     "2:9-21 the time does not fit 64 bits of nanoseconds\n"},
    {SCRIPT("0s work 1.00000000000001h\n"),
     "2:9-17 the time is not a whole number of nanoseconds\n"},
    {SCRIPT("0s work 2562048h\n"), "2:9-8 the time does not fit 64 bits of nanoseconds\n"},
    {SCRIPT("-1s print 1\n"), "2:1-1 a time is never before 0s\n"},
    {SCRIPT("1s-2s print 1\n"), "2:1-5 the moment lies before 0s\n"},
    {SCRIPT("9223372036s+1s print 1\n"), "2:1-14 the moment does not fit 64 bits of nanoseconds\n"},
    {SCRIPT("9223372036s+854775807ns print 1\n"
            "+1ns print 2\n"),
     "3:1-4 the moment does not fit 64 bits of nanoseconds\n"},
};

static void numbers_and_times_are_exact_or_wrong(void **state)
{
    (void) state;
    assert_script_errors(numbers_and_times_rows,
                         sizeof numbers_and_times_rows / sizeof *numbers_and_times_rows);
}

static const struct script_error_row texts_rows[] = {
    {SCRIPT("0s print \"no end\n"), "2:10-7 the text does not end on its line | expected \"\n"},
    {SCRIPT("0s print \"\\q\"\n"),
     "2:11-2 unknown escape in a text | there are \\\" \\\\ \\n \\t\n"},
    {SCRIPT("0s print \"\303\251{a b}\"\n"),
     "2:12-1 '{' opens no hole here | a hole is {name} or {name.field}; a brace itself "
     "is written {{\n"},
    {SCRIPT("0s print \"}\"\n"), "2:11-1 '}' closes nothing | a brace itself is written }}\n"},
    {SCRIPT("0s print \"{result}\"\n"),
     "2:12-6 there is no 'result' here | it is known in 'on', 'failed', 'expired' and "
     "'loop counted' blocks\n"},
    {SCRIPT("0s print \"{now.x}\"\n"), "2:16-1 'now' has no fields\n"},
};

static void texts_end_and_their_holes_are_paths(void **state)
{
    (void) state;
    assert_script_errors(texts_rows, sizeof texts_rows / sizeof *texts_rows);
}

static const struct script_error_row columns_rows[] = {
    {SCRIPT(" 0s print 1\n"),
     "2:2-2 no statement can stand in column 2 here | what belongs to no block begins in "
     "column 1\n"},
    {SCRIPT("0s on d:\n"
            "   print 1\n"),
     "2:4-2 the block is empty | its lines stand further right, below it\n"},
    {SCRIPT("0s print 1\n"
            "  print 2\n"
            "   print 3\n"),
     "3:3-5 no statement can stand in column 3 here | the statements of this time stand "
     "in column 4\n"},
    {SCRIPT("0s execute:\n"
            "     print 1\n"
            "       print 2\n"
            "    print 3\n"),
     "4:8-5 no statement can stand in column 8 here | this block stands in column 6\n"
     "5:5-5 no statement can stand in column 5 here | this block stands in column 6\n"},
    {SCRIPT("task t:\n"
            "    print 1\n"
            "  print 2\n"),
     "4:3-5 no statement can stand in column 3 here | this block stands in column 5\n"},
    {SCRIPT("0s deferred as d\n"
            "   on d:\n"
            "     print 1\n"
            "     expired:\n"
            "     print 2\n"),
     "5:6-7 the statement above takes no 'expired:' | a label belongs to the nearest "
     "statement above, not right of it\n"},
    {SCRIPT("0s deferred as d\n"
            "   on d:\n"
            "     print 1\n"
            "    failed:\n"
            "     print 2\n"
            "   failed:\n"
            "     print 3\n"),
     "7:4-6 the statement above has its 'failed:' already\n"},
    {SCRIPT("0s print 1\n"
            "closed:\n"
            "   print 2\n"),
     "3:1-6 the label 'closed:' belongs to no statement above it | what belongs to no "
     "block begins in column 1\n"},
    {SCRIPT("0s print 1\n"
            " failed:\n"
            "   print 2\n"),
     "3:2-6 the label 'failed:' belongs to no statement above it | the statements of "
     "this time stand in column 4\n"},
    {SCRIPT("0s execute\n"), "2:11-0 expected ':' and a block, but the line ends\n"},
    {SCRIPT("0s fire d:\n"), "2:10-1 this statement opens no block\n"},
    {SCRIPT("0s later 1s 5:\n"
            "     print 1\n"),
     "2:14-1 this statement opens no block\n"},
    {SCRIPT("0s deferred as d\n"
            "   expird:\n"
            "     print 1\n"),
     "3:4-6 'expird' is not a statement | did you mean 'expired'?\n"},
    {SCRIPT("0s timeout d 1s\n"
            "     expird:\n"
            "       print 1\n"),
     "3:6-6 no statement can stand in column 6 here | did you mean 'expired'?\n"},
    {SCRIPT("0s fire d 1 refusd Error\n"),
     "2:13-6 expected the end of the line, found 'refusd' | did you mean 'refused'?\n"},
    {SCRIPT("0s on d faild:\n"
            "     print 1\n"),
     "2:9-5 expected ':' and a block, found 'faild' | did you mean 'failed'?\n"},
    {SCRIPT("0s print 1 + 1 2\n"), "2:16-1 expected the end of the line, found '2'\n"},
    {SCRIPT("0s fire d 1 + 1\n"),
     "2:13-1 expected the end of the line, found '+' | a sum among values needs "
     "parentheses; a moment has no blanks\n"},
};

static void columns_tell_what_belongs_to_what(void **state)
{
    (void) state;
    assert_script_errors(columns_rows, sizeof columns_rows / sizeof *columns_rows);
}

static const struct script_error_row first_column_rows[] = {
    {SCRIPT("tsk a:\n"
            "    print 1\n"),
     "2:1-3 'tsk' cannot stand in the first column | did you mean 'task'?\n"},
    {SCRIPT("print 1\n"),
     "2:1-5 'print' cannot stand in the first column | a statement stands after a time, "
     "or in a block\n"},
    {SCRIPT("\"text\"\n"), "2:1-6 expected a time or a declaration, found a text\n"},
    {SCRIPT("task run:\n"
            "    print 1\n"),
     "2:6-3 expected the name of a task, found 'run' | it is a reserved word\n"},
    {SCRIPT("task t\n"
            "    print 1\n"),
     "2:7-0 expected ':' and a block, but the line ends\n"},
    {SCRIPT("task t:\n"
            "    print 1\n"
            "task t:\n"
            "    print 2\n"),
     "4:6-1 't' is declared twice | it is declared in line 2 already\n"},
    {SCRIPT("task t a a:\n"
            "    print a\n"),
     "2:10-1 two parameters are named 'a'\n"},
    {SCRIPT("error E\n"
            "error E\n"),
     "3:7-1 'E' is declared twice | it is declared in line 2 already\n"},
    {SCRIPT("error Error\n"), "2:7-5 'Error' is declared twice\n"},
    {SCRIPT("error e\n"),
     "2:7-1 expected the name of an error, found 'e' | an error's name begins with a "
     "capital letter\n"},
    {SCRIPT("error E_x\n"),
     "2:7-3 an error's name has letters and digits only | what begins with a capital "
     "letter is an error's name\n"},
    {SCRIPT("error E is Missing\n"), "2:12-7 there is no error 'Missing'\n"},
    {SCRIPT("error A is B\n"
            "error B is A\n"
            "error C is A\n"),
     "2:7-1 'A' is a kind of itself\n"},
    {SCRIPT("shared a\n"
            "shared a\n"),
     "3:8-1 'a' is declared twice | it is declared in line 2 already\n"},
    {SCRIPT("shared list\n"), "2:8-4 expected a name, found 'list' | it is a reserved word\n"},
    {SCRIPT("slice 0 steps\n"), "2:7-1 a slice has at least one step\n"},
    {SCRIPT("slice 5\n"), "2:8-0 expected 'step' or 'steps', but the line ends\n"},
    {SCRIPT("slice 1s\n"
            "slice 2s\n"),
     "3:1-5 'slice' is said twice\n"},
    {SCRIPT("until 1s\n"
            "until 2s\n"),
     "3:1-5 'until' is said twice\n"},
    {SCRIPT("until 5\n"), "2:7-1 expected a time, found '5'\n"},
    {SCRIPT("order dependent\n"),
     "2:7-9 expected 'independent', found 'dependent' | did you mean 'independent'?\n"},
    {SCRIPT("order independent\n"
            "order independent\n"),
     "3:1-5 'order' is said twice\n"},
};

static void the_first_column_holds_declarations_times_and_rules(void **state)
{
    (void) state;
    assert_script_errors(first_column_rows, sizeof first_column_rows / sizeof *first_column_rows);
}

static const struct script_error_row statements_rows[] = {
    {SCRIPT("0s cancle d\n"), "2:4-6 'cancle' is not a statement | did you mean 'cancel'?\n"},
    {SCRIPT("0s 1s print 1\n"),
     "2:4-2 expected a statement, found '1s' | a time stands in the first column\n"},
    {SCRIPT("0s (1)\n"), "2:4-1 expected a statement, found '('\n"},
    {SCRIPT("0s\n"), "2:3-0 expected a statement after the time, but the line ends\n"},
    {SCRIPT("0s execute:\n"
            "     expect no timers\n"),
     "3:6-6 'expect' has no place here | it stands in the column after a time\n"},
    {SCRIPT("0s return 1\n"),
     "2:4-6 'return' has no place in the timeline | it stands in a block or in a task's "
     "body\n"},
    {SCRIPT("0s raise ValueError\n"),
     "2:4-5 'raise' has no place in the timeline | it stands in a block or in a task's "
     "body\n"},
    {SCRIPT("0s deferred as d\n"
            "   on d:\n"
            "     raise\n"),
     "4:6-5 'raise' alone raises 'result', which is no failure here | say which error it "
     "raises\n"},
    {SCRIPT("0s deferred\n"
            "     cancelled:\n"
            "       return 1\n"),
     "4:15-1 a 'cancelled' block returns nothing\n"},
    {SCRIPT("0s yield\n"),
     "2:4-5 'yield' has no place here | it stands in a task's body, in no other block "
     "than if, else and for\n"},
    {SCRIPT("task t:\n"
            "    execute:\n"
            "        yield\n"),
     "4:9-5 'yield' has no place here | it stands in a task's body, in no other block "
     "than if, else and for\n"},
    {SCRIPT("task t:\n"
            "    yield\n"
            "    await later 1s\n"),
     "4:5-5 a task has 'yield' or 'await', not both\n"},
    {SCRIPT("task t:\n"
            "    await later 1s\n"
            "    yield\n"),
     "4:5-5 a task has 'yield' or 'await', not both\n"},
    {SCRIPT("0s print result\n"),
     "2:10-6 there is no 'result' here | it is known in 'on', 'failed', 'expired' and "
     "'loop counted' blocks\n"},
    {SCRIPT("0s print list\n"), "2:10-4 expected a value, found 'list' | it is a reserved word\n"},
    {SCRIPT("0s print a .b\n"),
     "2:13-1 expected the name of a field after the dot, found 'b' | there are no blanks "
     "inside a path\n"},
    {SCRIPT("0s print a.\n"),
     "2:12-0 expected the name of a field after the dot, but the line ends | there are "
     "no blanks inside a path\n"},
    {SCRIPT("0s x = 5 as y\n"), "2:10-2 expected the end of the line, found 'as'\n"},
    {SCRIPT("0s done t as x refused WrongType\n"),
     "2:16-7 expected the end of the line, found 'refused' | what is refused gives no "
     "name: leave out 'as'\n"},
    {SCRIPT("0s for list in 0..3:\n"
            "     print 1\n"),
     "2:8-4 expected a name, found 'list' | it is a reserved word\n"},
    {SCRIPT("0s for i in 0 3:\n"
            "     print 1\n"),
     "2:15-1 expected '..', found '3'\n"},
    {SCRIPT("0s if 1:\n"
            "     print 1\n"),
     "2:8-1 expected a comparison or a state, found ':'\n"},
    {SCRIPT("0s fail d valueError\n"),
     "2:11-10 expected the name of an error, found 'valueError' | an error's name begins "
     "with a capital letter\n"},
    {SCRIPT("0s list a first now\n"), "2:17-3 expected 'ok' or 'failed', found 'now'\n"},
    {SCRIPT("0s list a consume consume\n"), "2:19-7 this is said twice\n"},
    {SCRIPT("0s start a every 1s not here\n"), "2:25-4 expected 'now', found 'here'\n"},
    {SCRIPT("0s call 5\n"), "2:9-1 expected the name of an action, found '5'\n"},
    {SCRIPT("0s run 5\n"), "2:8-1 expected the name of a task or of an iterator, found '5'\n"},
};

static void statements_stand_where_they_may(void **state)
{
    (void) state;
    assert_script_errors(statements_rows, sizeof statements_rows / sizeof *statements_rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_line_tells_the_version),
        cmocka_unit_test(bytes_that_no_script_may_hold_are_told),
        cmocka_unit_test(a_script_is_utf8),
        cmocka_unit_test(numbers_and_times_are_exact_or_wrong),
        cmocka_unit_test(texts_end_and_their_holes_are_paths),
        cmocka_unit_test(columns_tell_what_belongs_to_what),
        cmocka_unit_test(the_first_column_holds_declarations_times_and_rules),
        cmocka_unit_test(statements_stand_where_they_may),
    };

    return cmocka_run_group_tests_name("script_parse", tests, NULL, NULL);
}
