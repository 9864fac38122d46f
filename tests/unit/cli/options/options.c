/* SPDX-License-Identifier: MIT */
/* The command line: each kind of value, what is refused, and what counts where an option is given
 * twice. */
#include "options.h"

#include "cmocka_prelude.h"

#include <stdlib.h>
#include <string.h>

#define WORDS 8
#define CALLS 128

static struct cli_options o;
static char why[512];

static bool
parse(enum cli_program program, const char *const *words)
{
    static char rooms[CALLS][WORDS][64]; /* getopt keeps a pointer into the last one */
    static size_t calls;
    char(*copies)[64] = rooms[calls++];
    char *argv[WORDS + 2] = { copies[0] };
    int argc = 1;

    assert_true(calls < CALLS);
    cli_options_clear(&o);
    why[0] = '\0';
    (void)memcpy(copies[0], "program", sizeof "program");
    for (; words[argc - 1] != NULL; argc++) {
        assert_true(argc < WORDS && strlen(words[argc - 1]) < sizeof rooms[0][0]);
        (void)memcpy(copies[argc], words[argc - 1], strlen(words[argc - 1]) + 1);
        argv[argc] = copies[argc];
    }
    return cli_options_parse(program, argc, argv, &o, BASE_TEXT_IN(why));
}

#define EKUPROBE(...) parse(CLI_EKUPROBE, (const char *const[]){ __VA_ARGS__, NULL })
#define CERTCHECK(...) parse(CLI_CERTCHECK, (const char *const[]){ __VA_ARGS__, NULL })

static int
end(void **state)
{
    (void)state;
    cli_options_clear(&o);
    return 0;
}

static void
operands_and_defaults(void **state)
{
    (void)state;
    assert_true(EKUPROBE("edge01", "edge02:8057"));
    assert_int_equal(o.operands.n, 2);
    assert_string_equal(o.operands.at[1], "edge02:8057");
    assert_int_equal(o.concurrency, 256);
    assert_int_equal(o.fail_on, 1u << CERTCHECK_BREAKS | 1u << CERTCHECK_BROKEN);
    assert_string_equal(o.format, "text");
    assert_false(o.quiet || o.at_given || o.product_given);
    assert_true(EKUPROBE("--quiet", "--", "--quiet"));
    assert_true(o.quiet && o.given[cli_option_named("quiet") - cli_option_at(0)]);
    assert_string_equal(o.operands.at[0], "--quiet");
}

static void
numbers_and_durations_have_bounds(void **state)
{
    static const struct {
        const char *option, *value;
        bool ok;
        unsigned want;
    } rows[] = {
        { "--concurrency", "1", true, 1 },
        { "--concurrency", "65536", true, 65536 },
        { "--concurrency", "0", false, 0 },
        { "--concurrency", "65537", false, 0 },
        { "--concurrency", "x", false, 0 },
        { "--watch", "1", true, 1000 },
        { "--watch", "0.5", true, 500 },
        { "--watch", "2.05", true, 2050 },
        { "--watch", "0.001", true, 1 },
        { "--watch", "0.0001", false, 0 },
        { "--watch", "0", false, 0 },
        { "--watch", "86400.001", false, 0 },
        { "--watch", "1.x", false, 0 },
        { "--watch", ".", false, 0 },
        { "--watch", "12345678901234567", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool ok = EKUPROBE(rows[i].option, rows[i].value);

        if (ok != rows[i].ok)
            fail_msg("%s %s: %s", rows[i].option, rows[i].value, why);
        if (ok)
            assert_int_equal(rows[i].option[2] == 'c' ? o.concurrency : o.watch_ms, rows[i].want);
    }
}

/* I/N, from 1 as people count. */
static void
shards_are_fractions(void **state)
{
    static const char *const bad[] = { "0/4", "5/4", "1", "/4", "1/", "1/0", "a/b", "-1/4" };

    (void)state;
    assert_true(EKUPROBE("--shard", "2/4"));
    assert_true(o.shard == 2 && o.shards == 4);
    assert_true(EKUPROBE("--shard", "4/4"));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(EKUPROBE("--shard", bad[i]));
}

static void
usages_and_verdicts_are_lists(void **state)
{
    (void)state;
    assert_true(CERTCHECK("--usage", "client"));
    assert_int_equal(o.require, BASE_USAGE_CLIENT_AUTH);
    assert_true(CERTCHECK("--usage", "serverAuth,client"));
    assert_int_equal(o.require, BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH);
    assert_true(CERTCHECK("--require", "both")); /* another name of it */
    assert_int_equal(o.require, BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH);
    assert_false(CERTCHECK("--usage", "client,nobody"));
    assert_false(CERTCHECK("--usage", ""));
    assert_true(CERTCHECK("--fail-on", "unreachable,breaks"));
    assert_int_equal(o.fail_on, 1u << CERTCHECK_UNREACHABLE | 1u << CERTCHECK_BREAKS);
    assert_true(CERTCHECK("--fail-on", "none"));
    assert_int_equal(o.fail_on, 0);
    assert_false(CERTCHECK("--fail-on", "breaks,x"));
}

static void
words_are_numbered(void **state)
{
    (void)state;
    assert_true(EKUPROBE("--color", "never"));
    assert_int_equal(o.color, 2);
    assert_true(EKUPROBE("--engine=openssl"));
    assert_int_equal(o.engine, 2);
    assert_false(EKUPROBE("--engine", "opens"));
    assert_non_null(strstr(why, "expected one of auto, hello, openssl"));
    assert_null(cli_product(&o));
    assert_true(EKUPROBE("--product", "sfb2015"));
    assert_true(o.product_given);
    assert_string_equal(cli_product(&o), "sfb2015");
    assert_true(EKUPROBE("--product", "sfb")); /* but a family */
    assert_null(cli_product(&o));
    assert_true(CERTCHECK("--profile", "edge-psom"));
    assert_int_equal(o.profile->id, BASE_PROFILE_EDGE_PSOM);
    assert_false(CERTCHECK("--profile", "nobody"));
}

static void
times_are_read(void **state)
{
    (void)state;
    assert_true(CERTCHECK("--at", "1970-01-02"));
    assert_true(o.at_given && o.at_s == 86400);
    assert_false(CERTCHECK("--at", "tomorrow"));
}

/* KEY as Prometheus has names of labels, and none that samples have already. */
static void
labels_are_keys_with_values(void **state)
{
    static const char *const bad[] = { "site",     "=x",       "1site=x", "a-b=x",
                                       "__name=x", "target=x", "tool=",   "" };

    (void)state;
    assert_true(CERTCHECK("--label", "site=berlin", "--label", "_r2=", "--label", "targets=x"));
    assert_int_equal(o.labels.n, 3);
    assert_true(CERTCHECK("--label", "tar=x", "--label", "site=berlin"));
    assert_string_equal(o.labels.at[1], "site=berlin");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(CERTCHECK("--label", bad[i]));
}

/* Of a file a second would replace the first; of a choice the last counts. */
static void
some_may_be_given_once(void **state)
{
    (void)state;
    assert_false(EKUPROBE("--resume", "a", "--resume", "b"));
    assert_non_null(strstr(why, "--resume: given twice"));
    assert_true(EKUPROBE("--format", "csv", "--format", "json"));
    assert_string_equal(o.format, "json");
    assert_true(EKUPROBE("--input", "a", "-i", "b"));
    assert_int_equal(o.inputs.n, 2);
}

static void
words_may_follow_what_stands_alone(void **state)
{
    (void)state;
    assert_true(CERTCHECK("--explain", "R4"));
    assert_string_equal(o.explain, "R4");
    assert_true(CERTCHECK("--explain"));
    assert_string_equal(o.explain, "list");
    assert_true(CERTCHECK("--explain", "--quiet"));
    assert_true(o.quiet && strcmp(o.explain, "list") == 0);
    assert_true(CERTCHECK("--help", "all"));
    assert_true(o.help && strcmp(o.help_topic, "all") == 0);
    assert_false(CERTCHECK("--help", "nonsense"));
}

static void
what_is_unknown_is_told(void **state)
{
    (void)state;
    assert_false(CERTCHECK("--quite"));
    assert_non_null(strstr(why, "unknown option --quite"));
    assert_non_null(strstr(why, "--quiet"));
    assert_false(CERTCHECK("-Z"));
    assert_non_null(strstr(why, "unknown option -Z"));
    assert_false(CERTCHECK("--at"));
    assert_non_null(strstr(why, "option --at requires an argument"));
}

/* Equal values leave equal marks, whatever the order. */
static void
settings_are_marked(void **state)
{
    uint64_t first[ASSESS_SETTINGS];
    bool any = false;

    (void)state;
    assert_true(CERTCHECK("--change", "a", "--verifier", "b"));
    (void)memcpy(first, o.settings, sizeof first);
    for (unsigned s = 0; s < ASSESS_SETTINGS; s++)
        any = any || first[s] != 0;
    assert_true(any);
    assert_true(CERTCHECK("--verifier", "b", "--change", "a"));
    assert_memory_equal(first, o.settings, sizeof first);
    assert_true(CERTCHECK("--verifier", "b", "--change", "c"));
    assert_memory_not_equal(first, o.settings, sizeof first);
    assert_true(CERTCHECK("--chain", "a", "--extra-certs", "b")); /* an alias is marked as it */
    (void)memcpy(first, o.settings, sizeof first);
    assert_true(CERTCHECK("--chain", "b", "--chain", "a"));
    assert_memory_equal(first, o.settings, sizeof first);
    assert_true(CERTCHECK("--chain", "b"));
    assert_memory_not_equal(first, o.settings, sizeof first);
}

#define CASE(test) cmocka_unit_test_teardown(test, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(operands_and_defaults),
        CASE(numbers_and_durations_have_bounds),
        CASE(shards_are_fractions),
        CASE(usages_and_verdicts_are_lists),
        CASE(words_are_numbered),
        CASE(times_are_read),
        CASE(labels_are_keys_with_values),
        CASE(some_may_be_given_once),
        CASE(words_may_follow_what_stands_alone),
        CASE(what_is_unknown_is_told),
        CASE(settings_are_marked),
    };

    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
