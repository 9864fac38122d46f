/* SPDX-License-Identifier: MIT */
/* The table of options: names, groups and their words. */
#include "options.h"

#include "cmocka_prelude.h"

#include <string.h>

static void
rows_are_found_by_name(void **state)
{
    const struct cli_option_row *row = cli_option_named("concurrency");

    (void)state;
    assert_non_null(row);
    assert_int_equal(row->programs, CLI_EKUPROBE);
    assert_int_equal(row->offset, offsetof(struct cli_options, concurrency));
    assert_true(row->min == 1 && row->max == 65536);
    assert_null(cli_option_named("require")); /* an alias */
    assert_null(cli_option_named("Targets")); /* a group */
    assert_null(cli_option_named("nonsense"));
    assert_null(cli_option_at(CLI_ROWS));
    assert_non_null(cli_option_at(CLI_ROWS - 1));
}

/* An alias is that of an option, and no two options of a program share a name or a letter. */
static void
names_are_unambiguous(void **state)
{
    const struct cli_option_row *a, *b;

    (void)state;
    for (size_t i = 0; (a = cli_option_at(i)) != NULL; i++) {
        if (a->kind == CLI_ALIAS_KIND)
            assert_non_null(cli_option_named(a->help));
        for (size_t k = i + 1; (b = cli_option_at(k)) != NULL; k++) {
            if ((a->programs & b->programs) == 0 || a->kind == CLI_GROUP_KIND ||
                b->kind == CLI_GROUP_KIND)
                continue;
            assert_string_not_equal(a->name, b->name);
            assert_true(a->letter == 0 || a->letter != b->letter);
        }
    }
}

static void
groups_have_words(void **state)
{
    const struct cli_option_row two = { .name = "Certificate templates" };
    const struct cli_option_row lengthy = { .name = "A group whose name is longer than any word" };
    char word[CLI_WORD_MAX];

    (void)state;
    assert_string_equal(cli_group_word(&two, word), "certificate-templates");
    assert_int_equal(strlen(cli_group_word(&lengthy, word)), CLI_WORD_MAX - 1);
}

static void
help_has_groups_of_the_program(void **state)
{
    (void)state;
    assert_true(cli_help_has(CLI_CERTCHECK, "all"));
    assert_true(cli_help_has(CLI_EKUPROBE, "targets"));
    assert_true(cli_help_has(CLI_EKUPROBE, "TARGETS"));
    assert_false(cli_help_has(CLI_CERTCHECK, "targets"));
    assert_false(cli_help_has(CLI_EKUPROBE, "target"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_found_by_name),
        cmocka_unit_test(names_are_unambiguous),
        cmocka_unit_test(groups_have_words),
        cmocka_unit_test(help_has_groups_of_the_program),
    };

    return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
