/* SPDX-License-Identifier: MIT */
/* Paragraphs of --explain. */
#include "explain.h"

#include "shown.h"

#define PATH "unit_cli_explain_print.txt"

static void
labels_stand_before_texts(void **state)
{
    FILE *file = show_begin(PATH);

    (void)state;
    explain_put(file, "Source:", "docs/rules.md");
    explain_put(file, "", "alone");
    explain_put(file, "Nothing:", "");
    explain_put(file, "Nothing:", NULL);
    assert_string_equal(show_end(file, PATH), "Source: docs/rules.md\nalone\n");
}

/* A text begins below a label that is too long. */
static void
long_labels_have_a_line(void **state)
{
    FILE *file = show_begin(PATH);

    (void)state;
    explain_put(file, "A label of 24 characters", "text");
    explain_put(file, "A label of 25 characters:", "text");
    assert_string_equal(show_end(file, PATH), "A label of 24 characters text\n"
                                              "A label of 25 characters:\n    text\n");
}

static void
paragraphs_end_in_an_empty_line(void **state)
{
    FILE *file = show_begin(PATH);

    (void)state;
    explain_say(file, "one");
    assert_string_equal(show_end(file, PATH), "one\n\n");
}

/* Those that are there, in the order of the marks. */
static void
marks_are_explained(void **state)
{
    FILE *file = show_begin(PATH);
    const char *text;

    (void)state;
    explain_marks("[I] guessed; [D] a page", file);
    text = show_end(file, PATH);
    assert_int_equal(strncmp(text, "  [D] ", 6), 0);
    has(text, "\n  [I] ");
    lacks(text, "[P]");
    file = show_begin(PATH);
    explain_marks("docs/rules.md", file);
    assert_string_equal(show_end(file, PATH), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_stand_before_texts),
        cmocka_unit_test(long_labels_have_a_line),
        cmocka_unit_test(paragraphs_end_in_an_empty_line),
        cmocka_unit_test(marks_are_explained),
    };

    return cmocka_run_group_tests_name("explain_print", tests, NULL, NULL);
}
