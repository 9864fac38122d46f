/* SPDX-License-Identifier: MIT */
/* What is wrong with a command line, what would be right, and what was meant. */
#include "misuse.h"

#include "cmocka_prelude.h"

#include <string.h>

static char why[1024];

static void
option(enum cli_program program, bool missing, int letter, const char *word, const char *want)
{
    assert_false(cli_misuse_option(program, missing, letter, word, BASE_TEXT_IN(why)));
    assert_string_equal(why, want);
}

#define UNKNOWN(program, word, rest)                                                               \
    option(program, false, 0, word, "unknown option " word rest " (--help all lists the options)")

static void
options_that_are_meant_are_told(void **state)
{
    (void)state;
    UNKNOWN(CLI_CERTCHECK, "--quite", "; did you mean --quiet?");
    UNKNOWN(CLI_CERTCHECK, "--zzzzzzzz", "");
    UNKNOWN(CLI_CERTCHECK, "--password", "; it may be --password-file, --password-env");
    UNKNOWN(CLI_CERTCHECK, "--concurrency", "; ekuprobe has it");
    UNKNOWN(CLI_CERTCHECK, "--concurrency=9", "; ekuprobe has it");
    UNKNOWN(CLI_EKUPROBE, "--template", "; certcheck has it");
    option(CLI_CERTCHECK, false, 'Z', "-Z", "unknown option -Z (--help all lists the options)");
    option(CLI_CERTCHECK, false, 7, "-\x07",
           "unknown option -\\x07 (--help all lists the options)");
    assert_false(cli_misuse_option(CLI_EKUPROBE, false, 0, "--templatez", BASE_TEXT_IN(why)));
    assert_null(strstr(why, "has it")); /* what merely begins so */
    option(CLI_CERTCHECK, true, 'i', "-qi", "option -qi requires an argument");
    option(CLI_CERTCHECK, true, 0, "--at", "option --at requires an argument");
    option(CLI_CERTCHECK, true, 'i', "-i", "option -i requires an argument");
}

static void
value(const char *name, const char *text, const char *want)
{
    const struct cli_option_row *row = cli_option_named(name);

    assert_non_null(row);
    assert_false(cli_misuse_value(CLI_EKUPROBE, row, text, BASE_TEXT_IN(why)));
    assert_string_equal(why, want);
}

static void
what_is_expected_is_told(void **state)
{
    (void)state;
    value("concurrency", "0", "--concurrency 0: expected a number from 1 to 65536");
    value("watch", "x\x1B", "--watch x\\x1b: expected seconds, such as 5 or 0.5");
    value("shard", "0/4", "--shard 0/4: expected I/N with I from 1 to N, such as 2/4");
    value("color", "alwas",
          "--color alwas: expected one of auto, always, never; did you mean always?");
    value("usage", "x", "--usage x: expected one of server, client, both");
    value("fail-on", "breaks,brocken",
          "--fail-on breaks,brocken: expected one or more of ready, indeterminate, breaks, broken, "
          "no-certificate, unreachable, none; did you mean broken?");
    value("ports", "x",
          "--ports x: expected up to 64 ports and ranges of ports, such as "
          "8057,8060-8061");
    assert_false(
        cli_misuse_value(CLI_CERTCHECK, cli_option_named("help"), "targets", BASE_TEXT_IN(why)));
    assert_non_null(strstr(why, "--help targets: expected all or one of the groups all, "));
    assert_null(strstr(why, ", targets")); /* a group of the other program */
}

static void
give(struct cli_options *o, const char *name)
{
    const struct cli_option_row *row = cli_option_named(name);

    assert_non_null(row);
    o->given[row - cli_option_at(0)] = true;
}

/* To take it in silence would promise what it asks for. */
static void
what_a_mode_ignores_is_refused(void **state)
{
    struct cli_options o = { .program = CLI_EKUPROBE };

    (void)state;
    assert_true(cli_misuse_check(&o, BASE_TEXT_IN(why)));
    give(&o, "rate");
    give(&o, "usage");
    assert_true(cli_misuse_check(&o, BASE_TEXT_IN(why)));
    give(&o, "listen");
    assert_false(cli_misuse_check(&o, BASE_TEXT_IN(why)));
    assert_string_equal(why,
                        "--listen waits for peers to connect: omit --rate; --listen-max bounds "
                        "the connections");
    give(&o, "this-server");
    assert_false(cli_misuse_check(&o, BASE_TEXT_IN(why)));
    assert_string_equal(why, "--this-server reports what this server is and judges no certificate: "
                             "omit --usage");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_that_are_meant_are_told),
        cmocka_unit_test(what_is_expected_is_told),
        cmocka_unit_test(what_a_mode_ignores_is_refused),
    };

    return cmocka_run_group_tests_name("misuse", tests, NULL, NULL);
}
