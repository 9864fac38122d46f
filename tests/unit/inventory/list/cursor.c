/* SPDX-License-Identifier: MIT */
/* Lines and their numbers, comments, and names of files in messages. */
#include "lists.h"

#include <stdlib.h>

static void
lines_are_numbered_and_bounded(void **state)
{
    const size_t max = INVENTORY_LINE_MAX;
    char *text = malloc(2 * max + 8);
    struct inventory_list l;
    struct base_slice line;
    bool failed = true;

    (void)state;
    assert_non_null(text);
    memset(text, 'a', 2 * max + 8);
    text[1] = text[max + 2] = '\n'; /* 1 byte, as many as may be, one more */
    l = list_begin((struct base_slice){ (const uint8_t *)text, 2 * max + 4 }, false);
    assert_true(inventory_list_line(&l, &line, &failed));
    assert_false(failed);
    assert_true(inventory_list_line(&l, &line, &failed));
    assert_int_equal(line.len, max);
    assert_false(inventory_list_line(&l, &line, &failed));
    assert_true(failed);
    assert_string_equal(said, "list:3: the line is over 65536 bytes");
    assert_false(inventory_list_line(&l, &line, &failed));
    assert_false(failed); /* the end */
    list_end(&l, "", 0);
    free(text);
}

/* A mistyped target must not lose its tail unnoticed. */
static void
comments_begin_behind_blanks_alone(void **state)
{
    static const struct {
        const char *line, *want;
    } rows[] = {
        { "# all", "" },
        { "edge01 # Berlin", "edge01 " },
        { "edge01\t#x", "edge01\t" },
        { "edge#01", "edge#01" },
        { "a#b #c", "a#b " },
        { "", "" },
        { "a", "a" },
        { "##", "" },
        { "https://x/#y", "https://x/#y" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!base_slice_eq_str(inventory_without_comment(base_slice_str(rows[i].line)),
                               rows[i].want))
            fail_msg("row %zu", i);
}

/* The list goes on where somebody hears of the fault, and more can be added. */
static void
a_fault_is_told_once_or_ends_the_list(void **state)
{
    struct inventory_list l = list_begin(base_slice_str(""), true);

    (void)state;
    base_text_str(l.why, "list:1: wrong");
    assert_true(inventory_list_goes_on(&l));
    assert_string_equal(told, "list:1: wrong\n");
    assert_string_equal(said, "");
    base_text_str(l.why, "too many");
    l.inv->ended = true;
    assert_false(inventory_list_goes_on(&l));
    assert_string_equal(told, "list:1: wrong\n");
    assert_string_equal(said, "too many");
    list_end(&l, "", 0);
    l = list_begin(base_slice_str(""), false);
    base_text_str(l.why, "list:2: wrong");
    assert_false(inventory_list_goes_on(&l));
    assert_string_equal(said, "list:2: wrong");
    list_end(&l, "", 0);
}

static void
ends_with(const char *text, const char *tail)
{
    size_t n = strlen(text), m = strlen(tail);

    assert_true(n >= m);
    assert_string_equal(text + n - m, tail);
}

/* Escapes take four columns each: a hostile name is cut to its room, at its beginning. */
static void
a_name_shows_its_end_and_no_control_characters(void **state)
{
    char name[400], shown[INVENTORY_NAME_SHOWN];

    (void)state;
    inventory_show_name("hosts.txt", shown);
    assert_string_equal(shown, "hosts.txt");
    memset(name, 'd', sizeof name);
    name[INVENTORY_NAME_SHOWN - 1] = '\0';
    inventory_show_name(name, shown); /* as long as may be */
    assert_string_equal(shown, name);
    memset(name, 'd', sizeof name);
    memcpy(name + sizeof name - 7, "/h.txt", 7);
    inventory_show_name(name, shown);
    assert_int_equal(strncmp(shown, "...d", 4), 0);
    assert_int_equal(strlen(shown), INVENTORY_NAME_SHOWN - 1);
    ends_with(shown, "d/h.txt");
    memset(name, '\x1b', sizeof name - 7);
    inventory_show_name(name, shown);
    assert_int_equal(strncmp(shown, "...\\x1b", 7), 0);
    assert_null(strchr(shown, '\x1b'));
    ends_with(shown, "\\x1b/h.txt");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_numbered_and_bounded),
        cmocka_unit_test(comments_begin_behind_blanks_alone),
        cmocka_unit_test(a_fault_is_told_once_or_ends_the_list),
        cmocka_unit_test(a_name_shows_its_end_and_no_control_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
