/* SPDX-License-Identifier: MIT */
/* Options of ekuprobe that exclude each other. */
#include "contradictions.h"

#include "run/watch.h"

#include <probe/probe.h>

#include "cmocka_prelude.h"

#include <string.h>

static bool watch_ok = true;

/* watch.c's part */
bool
cli_watch_check(const struct cli_options *o, struct base_text *why)
{
    (void)o;
    base_text_str(why, watch_ok ? "" : "--watch");
    return watch_ok;
}

static const char *one[] = { "x" };
#define SOME                                                                                       \
    {                                                                                              \
        one, 1                                                                                     \
    }

static void
check(const struct cli_options *o, const char *want)
{
    char why[256] = "";

    assert_int_equal(cli_contradictions_check(o, BASE_TEXT_IN(why)), want == NULL);
    if (want == NULL ? *why != '\0' : strstr(why, want) == NULL)
        fail_msg("%s", why);
}

#define FINE(...) check(&(const struct cli_options){ __VA_ARGS__ }, NULL)
#define REFUSED(want, ...) check(&(const struct cli_options){ __VA_ARGS__ }, want)

static void
listening_takes_no_targets(void **state)
{
    (void)state;
    FINE(.listens = SOME, .count = 1, .duration_ms = 5);
    REFUSED("--listen: waits for peers", .listens = SOME, .operands = SOME);
    REFUSED("--listen: waits for peers", .listens = SOME, .inputs = SOME);
    REFUSED("--listen: waits for peers", .listens = SOME, .topologies = SOME);
    REFUSED("--listen: waits for peers", .listens = SOME, .shards = 2);
    REFUSED("--listen: waits for peers", .listens = SOME, .merge = true);
    REFUSED("--listen: waits for peers", .listens = SOME, .dry_run = true);
    FINE(.operands = SOME, .shards = 2);
    REFUSED("belong to --listen", .operands = SOME, .count = 1);
    REFUSED("belong to --listen", .operands = SOME, .duration_ms = 1);
    REFUSED("belong to --listen", .operands = SOME, .ca_names = "a");
    REFUSED("belong to --listen", .operands = SOME, .listen_max = 1);
}

static void
trials_present_their_own(void **state)
{
    (void)state;
    FINE(.trial = true, .trial_certs = "dir");
    REFUSED("give --trial-certs DIR", .trial = true);
    REFUSED("once: omit --listen", .trial_certs = "dir", .listens = SOME);
    REFUSED("once: omit --listen", .trial_certs = "dir", .merge = true);
    REFUSED("once: omit --listen", .trial_certs = "dir", .watch_ms = 5);
    REFUSED("omit --cert, --key and --pfx", .trial_certs = "dir", .cert = "a");
    REFUSED("omit --cert, --key and --pfx", .trial_certs = "dir", .pfx = "a");
    REFUSED("omit --engine hello", .trial_certs = "dir", .engine = PROBE_ENGINE_HELLO);
    FINE(.trial_certs = "dir", .engine = PROBE_ENGINE_OPENSSL);
}

static void
a_certificate_of_ours_is_given_once(void **state)
{
    (void)state;
    FINE(.cert = "a", .key = "b");
    FINE(.cert = "a");
    FINE(.pfx = "a");
    REFUSED("--key: requires --cert", .key = "b");
    REFUSED("already contains the certificate", .pfx = "a", .cert = "b");
    REFUSED("already contains the certificate", .pfx = "a", .key = "b");
}

/* JSON writes it as it is: results are searched by it. */
static void
machines_have_plain_names(void **state)
{
    static char lengthy[257];

    (void)state;
    memset(lengthy, 'a', 256);
    FINE(.seen_from = "here.example");
    REFUSED("--seen-from", .seen_from = "");
    REFUSED("--seen-from", .seen_from = "a b");
    REFUSED("--seen-from", .seen_from = "a\"b");
    REFUSED("--seen-from", .seen_from = "a\\b");
    REFUSED("--seen-from", .seen_from = "a\x7f");
    REFUSED("--seen-from", .seen_from = lengthy);
    FINE(.seen_from = lengthy + 1);
    FINE(.seen_from = "a b", .merge = true); /* it was checked where it was made */
}

static void
builds_are_known_ones(void **state)
{
    (void)state;
    FINE(.build = "6.0.9319.235");
    REFUSED("--build nonsense: ", .build = "nonsense");
    FINE(.build = "nonsense", .merge = true);
}

static void
a_watch_is_asked(void **state)
{
    (void)state;
    watch_ok = false;
    REFUSED("--watch", .operands = SOME);
    watch_ok = true;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listening_takes_no_targets),
        cmocka_unit_test(trials_present_their_own),
        cmocka_unit_test(a_certificate_of_ours_is_given_once),
        cmocka_unit_test(machines_have_plain_names),
        cmocka_unit_test(builds_are_known_ones),
        cmocka_unit_test(a_watch_is_asked),
    };

    return cmocka_run_group_tests_name("contradictions", tests, NULL, NULL);
}
