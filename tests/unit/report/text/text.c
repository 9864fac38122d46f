/* SPDX-License-Identifier: MIT */
/* The text format as a whole: the table, groups below it, what is told together and what is left
 * out. */
#include <stdio.h>

#include "fixture_build.h"
#include "told.h"

#define MANY 120

static struct assess_result many[MANY];
static char targets[MANY][16];

static const char *
told(const struct report_style *style, const struct assess_result *results, size_t n)
{
    struct assess_run_info run = { .tool = "ekuprobe", .version = "1.0" };

    for (size_t i = 0; i < n; i++)
        assess_count(&run, &results[i]);
    return told_in("text", style, &run, results, n);
}

static const struct report_style plain = { .width = 0 }, verbose = { .verbose = 1 },
                                 quiet = { .quiet = true };

static const struct certcheck_finding lacking = { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH,
                                                  .element = -1 };

static struct assess_result
breaking(const char *target)
{
    return (struct assess_result){ .target = target,
                                   .host = target,
                                   .port = 8057,
                                   .verdict = CERTCHECK_BREAKS,
                                   .profile = base_profile_get(BASE_PROFILE_EDGE_PSOM),
                                   .findings = &lacking,
                                   .findings_n = 1 };
}

/* The decision, the table, groups, counts. */
static void
the_parts_stand_in_order(void **state)
{
    const struct assess_result results[] = { breaking("b:8057"),
                                             breaking("a:8057"),
                                             { .target = "c:8057", .host = "c", .port = 8057 } };
    const char *text = told(&plain, results, 3);

    (void)state;
    text = behind(text, "\nScope: ");
    text = behind(text, "\n\nENDPOINT  PROFILE    VERDICT\n"
                        "a:8057    edge-psom  breaks\n"
                        "b:8057    edge-psom  breaks\n"
                        "c:8057               ready\n");
    text = behind(text, "\na:8057, b:8057: breaks\n  why        ");
    text = behind(text, "\n  to do    - ");
    lacks(text, "c:8057");
    has(text, "\n3 endpoints: 2 break, 1 is ready.\n");
}

/* Endpoints finish in any order; files stay in the order given. */
static void
files_keep_their_order(void **state)
{
    struct assess_result results[] = { { .file = "b.pem", .kind = "certificate" },
                                       { .file = "a.pem", .kind = "certificate" } };
    const struct certcheck_judgement g = { .required = 3,
                                           .by_usage = { CERTCHECK_READY, CERTCHECK_BREAKS } },
                                     one = { .required = 2 };

    (void)state;
    results[0].judgement = &g;
    results[1].judgement = &one; /* whose verdict is the verdict */
    has(told(&plain, results, 2),
        "\nFILE   KIND         VERDICT  BY USAGE\n"
        "b.pem  certificate  ready    serverAuth ready, clientAuth breaks\n"
        "a.pem  certificate  ready\n");
}

static void
the_certificate_has_its_cells(void **state)
{
    struct assess_result r = breaking("a:8057");
    struct assess_certificate *c = build_shown(&r, 0x2A, "edge01", true);

    (void)state;
    r.indirect = true;
    has(told(&plain, &r, 1), "a:8057    edge-psom*  breaks   2018-05-01  edge01\n"
                             "* read on another port of the same server\n");
    c[0].facts.defects = CERTCHECK_DEFECT_NOT_AFTER;
    has(told(&plain, &r, 1), "a:8057    edge-psom*  breaks   edge01\n");
}

/* Those with the same advice stand together, the same why under one heading. */
static void
groups_share_their_advice(void **state)
{
    const struct certcheck_finding other = { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH,
                                             .element = 0 };
    struct assess_result results[] = { breaking("a:8057"), breaking("b:8057"), breaking("c:8057") };
    const char *text;

    (void)state;
    (void)build_shown(&results[1], 0x2A, "edge01", false);
    (void)build_judge(&results[1], CERTCHECK_BREAKS, BASE_USAGE_CLIENT_AUTH);
    results[1].findings = &other;
    results[1].certificates_n = 0; /* its sentence is another */
    text = behind(told(&plain, results, 3), "\na:8057: breaks\n  why ");
    text = behind(text, "\nb:8057: breaks\n  why ");
    text = behind(text, "\nc:8057: breaks\n  why ");
    text = behind(text, "\n  to do ");
    lacks(text, "\n  to do ");
}

static void
the_worst_is_told_first(void **state)
{
    const struct probe_error e = { .kind = PROBE_REFUSED, .alert = -1 };
    const struct assess_result results[] = {
        { .target = "a:1", .host = "a", .verdict = CERTCHECK_UNREACHABLE, .error = &e },
        breaking("b:8057"),
    };
    const char *text = told(&plain, results, 2);

    (void)state;
    assert_true(found(text, "\nb:8057: breaks\n") < found(text, "\na:1: unreachable\n"));
}

/* -q, from cron: no news is good news. */
static void
quiet_tells_what_is_not_ready(void **state)
{
    const struct assess_result ready = { .target = "c:8057", .host = "c", .port = 8057 };
    const struct assess_result results[] = { breaking("a:8057"), ready };
    const struct assess_run_info lacking_some = {
        .tool = "ekuprobe", .results = 1, .summary[CERTCHECK_READY] = 1, .missing = 1
    };

    (void)state;
    assert_string_equal(told(&quiet, &ready, 1), "");
    has(told(&quiet, results, 2), "a:8057    edge-psom  breaks\n");
    lacks(told_text, "c:8057 ");
    assert_true(*told_in("text", &quiet, &lacking_some, &ready, 1) != '\0');
    assert_true(*told(&plain, &ready, 1) != '\0');
    assert_string_equal(told(&plain, NULL, 0), "");
}

static void
fill(size_t n, const struct assess_result *r)
{
    for (size_t i = 0; i < n; i++) {
        many[i] = *r;
        (void)snprintf(targets[i], sizeof targets[i], "e%u:1", (unsigned)i);
        many[i].target = many[i].host = targets[i];
    }
}

/* A sweep of a network: many that do not answer, told in a line; fewer by name. */
static void
sweeps_are_told_together(void **state)
{
    struct probe_error e = { .kind = PROBE_TIMEOUT, .alert = -1 };
    const struct assess_result r = { .port = 1, .verdict = CERTCHECK_UNREACHABLE, .error = &e };

    (void)state;
    fill(49, &r);
    has(told(&plain, many, 49), "\n49 endpoints, e0:1 to e48:1 (-v lists each): unreachable\n");
    lacks(told_text, "ENDPOINT");
    has(told(&plain, many, 48), "\ne47:1     unreachable\n");
    has(told(&verbose, many, 49), "\ne48:1     unreachable\n");
}

/* So many are read by cause; -v lists each. */
static void
large_runs_are_told_by_cause(void **state)
{
    const struct assess_result r = breaking("");

    (void)state;
    fill(101, &r);
    has(told(&plain, many, 101), "\n101 endpoints, e0:1 to e100:1 (-v lists each): breaks\n");
    lacks(told_text, "ENDPOINT");
    has(told(&plain, many, 100), "\ne99:1     edge-psom  breaks\n");
    has(told(&verbose, many, 101), "\ne100:1    edge-psom  breaks\n");
}

static void
requests_have_a_table_of_their_own(void **state)
{
    const struct certcheck_finding named = { .code = CERTCHECK_F_REQUEST_NAMES_TEMPLATE,
                                             .element = -1,
                                             .arg = { (const uint8_t *)"Web\x1B", 4 } };
    struct assess_result results[] = {
        { .file = "a.req", .kind = "request", .findings = &named, .findings_n = 1 },
        { .file = "b.pem", .kind = "certificate" },
    };
    const char *text;

    (void)state;
    (void)build_shown(&results[0], 0x2A, "new", true);
    text = behind(told(&plain, results, 2), "\n\nREQUEST  TEMPLATE  VERDICT  SUBJECT\n"
                                            "a.req    Web\\x1b   ready    new\n");
    assert_int_equal(
        strncmp(text, "\nFILE   KIND         VERDICT\nb.pem  certificate  ready\n", 50), 0);
    has(text, "\n2 objects: 2 are ready.\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parts_stand_in_order),
        cmocka_unit_test(files_keep_their_order),
        cmocka_unit_test(the_certificate_has_its_cells),
        cmocka_unit_test(groups_share_their_advice),
        cmocka_unit_test(the_worst_is_told_first),
        cmocka_unit_test(quiet_tells_what_is_not_ready),
        cmocka_unit_test(sweeps_are_told_together),
        cmocka_unit_test(large_runs_are_told_by_cause),
        cmocka_unit_test(requests_have_a_table_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
