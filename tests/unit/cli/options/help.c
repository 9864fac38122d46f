/* SPDX-License-Identifier: MIT */
/* --help: the short page, a group, all; columns. */
#include "options.h"

#include "shown.h"

static const char *
told(enum cli_program program, const char *topic, int columns)
{
    FILE *file = show_begin("unit_cli_help.txt");

    cli_help(program, topic, columns, file);
    return show_end(file, "unit_cli_help.txt");
}

static size_t
widest(const char *text)
{
    size_t most = 0, n = 0;

    for (; *text != '\0'; text++) {
        n = *text == '\n' ? 0 : n + 1;
        most = n > most ? n : most;
    }
    return most;
}

static void
the_short_page_begins_with_examples(void **state)
{
    const char *what, *text = told(CLI_CERTCHECK, NULL, 80);

    (void)state;
    assert_int_equal(strncmp(text, "Usage: certcheck [OPTIONS] FILE...\n", 35), 0);
    has(text, "\nStart with:\n  certcheck --ca-file root.pem edge01.pem\n      judge a ");
    has(text, "\nMost used:\n");
    has(text, "  -q, --quiet");
    has(text, "--help all has every option, --help GROUP one group: ");
    lacks(text, "--platform");
    lacks(text, "--topology"); /* the other program's */
    lacks(text, "the same as");
    has(told(CLI_EKUPROBE, NULL, 80), "--topology FILE");
    assert_string_equal(cli_example(CLI_EKUPROBE, 2, &what),
                        "ekuprobe -i servers.txt --resume results.ndjson");
    assert_non_null(strstr(what, "a long list"));
    assert_null(cli_example(CLI_EKUPROBE, 4, &what));
}

static void
all_options_are_in_groups(void **state)
{
    const char *text = told(CLI_EKUPROBE, "ALL", 80);
    const struct cli_option_row *row;

    (void)state;
    for (size_t i = 0; (row = cli_option_at(i)) != NULL; i++) {
        char name[64];

        if (row->kind == CLI_GROUP_KIND)
            (void)snprintf(name, sizeof name, "\n%s:\n", row->name);
        else
            (void)snprintf(name, sizeof name, "--%s", row->name);
        if ((row->programs & CLI_EKUPROBE) != 0)
            has(text, name);
    }
    has(text, "  --require               the same as --usage\n");
    has(text, "\nExit status: 0 everything is ready;");
}

static void
one_group_stands_alone(void **state)
{
    const char *text = told(CLI_EKUPROBE, "targets", 80);

    (void)state;
    assert_int_equal(strncmp(text, "Targets:\n  -i, --input FILE", 27), 0);
    lacks(text, "Usage:");
    lacks(text, "--concurrency");
}

/* What an option does stands in one column; a long option has a line of its own. */
static void
texts_stand_in_one_column(void **state)
{
    (void)state;
    has(told(CLI_EKUPROBE, "targets", 80), "\n  --skip-bad              skip lines");
    has(shown_text, "\n  --resolve HOST:PORT:ADDRESS\n                          use ADDRESS");
    has(told(CLI_EKUPROBE, "all", 80), ": text, json, "); /* the words that it takes */
}

static void
lines_end_within_the_width(void **state)
{
    (void)state;
    assert_true(widest(told(CLI_EKUPROBE, "targets", 60)) <= 60);
    assert_true(widest(told(CLI_EKUPROBE, "targets", 0)) <= 80); /* it goes elsewhere */
    assert_true(widest(shown_text) > 70);
    assert_true(widest(told(CLI_EKUPROBE, "targets", 300)) <= 100);
    assert_true(widest(shown_text) > 90);
    assert_true(widest(told(CLI_EKUPROBE, "targets", 10)) <= 50);
    assert_true(widest(shown_text) > 40);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_short_page_begins_with_examples),
        cmocka_unit_test(all_options_are_in_groups),
        cmocka_unit_test(one_group_stands_alone),
        cmocka_unit_test(texts_stand_in_one_column),
        cmocka_unit_test(lines_end_within_the_width),
    };

    return cmocka_run_group_tests_name("help", tests, NULL, NULL);
}
