/* SPDX-License-Identifier: MIT */
/* The words that options take, and which may have been meant. */
#include "options.h"

#include "cmocka_prelude.h"

#include <string.h>

static bool
takes(const char *option, const char *word)
{
    const struct cli_option_row *row = cli_option_named(option);
    char room[CLI_WORD_MAX];
    const char *one;

    assert_non_null(row);
    for (size_t i = 0; (one = cli_option_word(row, i, room)) != NULL; i++)
        if (strcmp(one, word) == 0)
            return true;
    return false;
}

static void
words_of_a_row_are_numbered(void **state)
{
    char room[CLI_WORD_MAX];

    (void)state;
    assert_string_equal(cli_word("auto|hello|openssl", 0, room), "auto");
    assert_string_equal(cli_word("auto|hello|openssl", 2, room), "openssl");
    assert_string_equal(cli_word("auto|hello|openssl", 3, room), "");
    assert_true(takes("engine", "hello"));
    assert_false(takes("engine", "auto|hello"));
}

static void
words_of_tables_are_theirs(void **state)
{
    static const struct {
        const char *option, *word;
        bool has;
    } rows[] = {
        { "format", "csv", true },        { "report", "html", true },
        { "format", "xml", false },       { "starttls", "auto", true },
        { "starttls", "smtp", true },     { "starttls", "none", true },
        { "verifier", "all", true },      { "verifier", "openssl", true },
        { "change", "renewal", true },    { "change", "all", false },
        { "fail-on", "none", true },      { "fail-on", "breaks", true },
        { "profile", "edge-psom", true }, { "usage", "both", true },
        { "usage", "serverAuth", false }, /* taken, not told */
        { "help", "all", true },          { "resume", "all", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (takes(rows[i].option, rows[i].word) != rows[i].has)
            fail_msg("--%s %s", rows[i].option, rows[i].word);
}

/* The groups of the programs that the row is of. */
static void
help_has_groups(void **state)
{
    struct cli_option_row help = *cli_option_named("help");
    char room[CLI_WORD_MAX];
    const char *word;
    bool targets[2] = { false, false };

    (void)state;
    for (unsigned p = CLI_EKUPROBE; p <= CLI_CERTCHECK; p++) {
        help.programs = p;
        for (size_t i = 0; (word = cli_option_word(&help, i, room)) != NULL; i++)
            targets[p - 1] = targets[p - 1] || strcmp(word, "targets") == 0;
    }
    assert_true(targets[0] && !targets[1]);
}

static void
slips_of_the_pen_are_guessed(void **state)
{
    char text[64];
    struct base_text t;

    (void)state;
    base_text_init(&t, text, sizeof text);
    cli_option_suggest(cli_option_named("fail-on"), base_slice_str("braeks"), &t);
    assert_string_equal(text, "; did you mean breaks?");
    base_text_init(&t, text, sizeof text);
    cli_option_suggest(cli_option_named("fail-on"), base_slice_str("something"), &t);
    assert_string_equal(text, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_a_row_are_numbered),
        cmocka_unit_test(words_of_tables_are_theirs),
        cmocka_unit_test(help_has_groups),
        cmocka_unit_test(slips_of_the_pen_are_guessed),
    };

    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
