/* SPDX-License-Identifier: MIT */
/*
 * decision FILE [--update]: what is decided for each combination of verdicts, as the reviewed FILE
 * says: all of them for the update of 2017, at most two verdicts at once for each other question.
 * "Safe" and "Fit" are said where everything is ready, and never else.
 */
#include <advice/decision.h>

#include <stdio.h>
#include <stdlib.h>

#include "cmocka_prelude.h"

#define INTERRUPTED CERTCHECK_VERDICTS /* as if one verdict more */
#define COMBINATIONS (1u << (CERTCHECK_VERDICTS + 1))
#define DAY_S 1802563200 /* 2027-02-14 */

static const struct question {
    const char *name;
    bool file, opted_out, request;
    int profile; /* -1: none */
    enum certcheck_change_id change;
} questions[] = {
    { "update", false, false, false, BASE_PROFILE_EDGE_PSOM, CERTCHECK_CHANGE_DOTNET_2017 },
    { "update elsewhere", false, false, false, BASE_PROFILE_MTLS, CERTCHECK_CHANGE_DOTNET_2017 },
    { "opted out", false, true, false, BASE_PROFILE_EDGE_PSOM, CERTCHECK_CHANGE_DOTNET_2017 },
    { "change", false, false, false, BASE_PROFILE_MTLS, CERTCHECK_CHANGE_IBM_MQ },
    { "renewal", false, false, false, BASE_PROFILE_MTLS, CERTCHECK_CHANGE_RENEWAL },
    { "application", false, false, false, BASE_PROFILE_TRUSTED_APP, CERTCHECK_CHANGE_DOTNET_2017 },
    { "usage", true, false, false, -1, CERTCHECK_CHANGE_DOTNET_2017 },
    { "usage, opted out", true, true, false, -1, CERTCHECK_CHANGE_DOTNET_2017 },
    { "profile", true, false, false, BASE_PROFILE_FE_PSOM, CERTCHECK_CHANGE_DOTNET_2017 },
    { "file, change", true, false, false, -1, CERTCHECK_CHANGE_S2N },
    { "file, renewal", true, false, false, -1, CERTCHECK_CHANGE_RENEWAL },
    { "request", true, false, true, -1, CERTCHECK_CHANGE_DOTNET_2017 },
    { "request, opted out", true, true, true, -1, CERTCHECK_CHANGE_DOTNET_2017 },
};
#define QUESTIONS (sizeof questions / sizeof questions[0])

static struct assess_run_info
run_of(const struct question *q)
{
    return (struct assess_run_info){ .tool = q->file ? "certcheck" : "ekuprobe",
                                     .policy = { .required = q->file ? 3 : 0,
                                                 .opted_out = q->opted_out },
                                     .changes = 1u << q->change };
}

/* Each from a server of its own, with a certificate of its own. */
static void
add(struct advice_decision *d, const struct question *q, unsigned v, unsigned i)
{
    static const struct probe_error interrupted = { .kind = PROBE_INTERRUPTED };
    enum certcheck_verdict verdict =
        v == INTERRUPTED ? CERTCHECK_UNREACHABLE : (enum certcheck_verdict)v;
    struct certcheck_finding finding = { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH };
    struct assess_certificate certificate = { .sha256 = { (uint8_t)(v * 8 + i) } };
    struct certcheck_forecast forecast = {
        .changes = { { .id = q->change, .verdict = verdict, .by_s = DAY_S } }, .changes_n = 1
    };
    char host[16];
    struct assess_result r = {
        .verdict = verdict,
        .error = v == INTERRUPTED ? &interrupted : NULL,
        .profile = q->profile < 0 ? NULL : base_profile_get((enum base_profile_id)q->profile)
    };

    (void)snprintf(host, sizeof host, "server%u%u", v, i);
    r.target = r.host = q->file ? NULL : host;
    r.file = q->file ? host : NULL;
    r.kind = q->file ? certcheck_kind_name(q->request ? CERTCHECK_KIND_REQUEST
                                                      : CERTCHECK_KIND_CERTIFICATE)
                     : NULL;
    if (v != CERTCHECK_UNREACHABLE && v != INTERRUPTED && v != CERTCHECK_NO_CERTIFICATE) {
        r.certificates = &certificate;
        r.certificates_n = 1;
        r.forecast = &forecast;
        r.findings = &finding;
        r.findings_n = verdict == CERTCHECK_BREAKS;
    }
    advice_decision_add(d, &r);
}

static void
write_combination(struct output_bytes *out, const struct question *q, unsigned combination)
{
    struct advice_decision d = { .no_memory = false };
    struct assess_run_info run = run_of(q);

    for (unsigned v = 0; v <= INTERRUPTED; v++)
        for (unsigned i = 0; i <= v % 2 && (combination & 1u << v) != 0; i++) {
            add(&d, q, v, i);
            run.interrupted += v == INTERRUPTED;
        }
    advice_decision_write(&d, &run, false, out);
    assert_false(d.no_memory);
    advice_decision_free(&d);
}

static unsigned
ones(unsigned n)
{
    unsigned count = 0;

    for (; n != 0; n &= n - 1)
        count++;
    return count;
}

/* A file is there, or it is not judged. */
static bool
may_be(const struct question *q, unsigned combination)
{
    const unsigned never =
        1u << CERTCHECK_UNREACHABLE | 1u << CERTCHECK_NO_CERTIFICATE | 1u << INTERRUPTED;

    return !q->file || (combination & never) == 0;
}

static void
write_name(struct output_bytes *out, const struct question *q, unsigned combination)
{
    const char *between = ": ";

    output_add_str(out, q->name);
    for (unsigned v = 0; v <= INTERRUPTED; v++)
        if ((combination & 1u << v) != 0) {
            output_add_str(out, between);
            output_add_str(out, v == INTERRUPTED
                                    ? "interrupted"
                                    : certcheck_verdict_name((enum certcheck_verdict)v));
            between = " + ";
        }
    output_add_str(out, "\n    ");
}

static void
write_all(struct output_bytes *out)
{
    for (size_t i = 0; i < QUESTIONS; i++)
        for (unsigned n = 0; n < COMBINATIONS; n++) {
            if ((i > 0 && ones(n) > 2) || !may_be(&questions[i], n))
                continue;
            write_name(out, &questions[i], n);
            write_combination(out, &questions[i], n);
            output_add_char(out, '\n');
        }
}

static bool
begins(const struct output_bytes *b, const char *word)
{
    return b->len >= strlen(word) && memcmp(b->ptr, word, strlen(word)) == 0;
}

static void
safe_is_said_where_all_is_ready(void **state)
{
    (void)state;
    for (size_t i = 0; i < QUESTIONS; i++)
        for (unsigned n = 0; n < COMBINATIONS; n++) {
            struct output_bytes out = { 0 };
            bool safe;

            write_combination(&out, &questions[i], n);
            safe = begins(&out, "Safe") || begins(&out, "Fit") || begins(&out, "No crash");
            assert_int_equal(safe, n == 1u << CERTCHECK_READY);
            assert_null(memchr(out.ptr, '%', out.len));
            output_bytes_free(&out);
        }
}

/* Not even then, where an input could not be read, a signal came or others have the rest. */
static void
safe_is_not_said_of_half_a_run(void **state)
{
    struct assess_run_info runs[] = { run_of(&questions[0]), run_of(&questions[0]),
                                      run_of(&questions[0]), run_of(&questions[0]) };
    static const char *const basis[] = { "The run was not complete.", "The run was not complete.",
                                         "share 2/3.", "The run was not complete." };

    (void)state;
    runs[0].unread = 1;
    runs[1].finished = 1;
    runs[1].targets = 2;
    runs[2].share = 2;
    runs[2].shares = 3;
    runs[3].missing = 1;
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        struct advice_decision d = { .no_memory = false };
        struct output_bytes out = { 0 };

        add(&d, &questions[0], CERTCHECK_READY, 0);
        advice_decision_write(&d, &runs[i], false, &out);
        assert_true(begins(&out, "Not decided: "));
        out.len = 0;
        advice_decision_basis(&d, &runs[i], false, &out);
        output_add_char(&out, '\0');
        assert_non_null(strstr(out.ptr, basis[i]));
        output_bytes_free(&out);
        advice_decision_free(&d);
    }
}

/* A leaf that lost the usage at its last renewal has no day to act before. */
static void
what_the_renewal_took_already_is_said(void **state)
{
    static const struct {
        int64_t now_s;
        const char *first;
    } rows[] = { { DAY_S - 1, "Act before " },
                 { DAY_S, "Act now: the connection breaks already" } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct assess_run_info run = run_of(&questions[4]);
        struct advice_decision d = { .no_memory = false };
        struct output_bytes out = { 0 };

        run.policy.at_s = rows[i].now_s;
        add(&d, &questions[4], CERTCHECK_BREAKS, 0);
        advice_decision_write(&d, &run, false, &out);
        assert_true(begins(&out, rows[i].first));
        output_bytes_free(&out);
        advice_decision_free(&d);
    }
}

static void
what_was_passed_over_is_counted(void **state)
{
    struct assess_run_info run = run_of(&questions[0]);
    struct advice_decision d = { .no_memory = false };
    struct output_bytes out = { 0 };

    (void)state;
    run.passed_over = 2;
    add(&d, &questions[0], CERTCHECK_READY, 0);
    advice_decision_basis(&d, &run, false, &out);
    output_add_char(&out, '\0');
    assert_non_null(strstr(out.ptr, "except for 2 files inside directories"));
    output_bytes_free(&out);
    advice_decision_free(&d);
}

static const char *file;
static bool update;

static void
each_combination_has_its_sentence(void **state)
{
    struct output_bytes out = { 0 }, want = { 0 };
    FILE *f;
    int c;

    (void)state;
    write_all(&out);
    f = fopen(file, update ? "w" : "r");
    assert_non_null(f);
    if (update)
        assert_int_equal(fwrite(out.ptr, 1, out.len, f), out.len);
    while (!update && (c = fgetc(f)) != EOF)
        output_add_char(&want, (char)c);
    assert_int_equal(fclose(f), 0);
    if (!update) {
        output_add_char(&out, '\0');
        output_add_char(&want, '\0');
        assert_string_equal(out.ptr, want.ptr);
    }
    output_bytes_free(&out);
    output_bytes_free(&want);
}

/* A server of which one port answers is one that was reached. */
static void
servers_are_told_from_ports(void **state)
{
    static const struct {
        const char *host;
        enum certcheck_verdict verdict;
    } rows[] = { { "a", CERTCHECK_READY },
                 { "a", CERTCHECK_UNREACHABLE },
                 { "b", CERTCHECK_UNREACHABLE },
                 { "b", CERTCHECK_UNREACHABLE },
                 { "c", CERTCHECK_READY } };
    struct advice_decision d = { .no_memory = false };
    struct assess_run_info run = run_of(&questions[0]);
    struct output_bytes out = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        advice_decision_add(&d, &(struct assess_result){ .target = rows[i].host,
                                                         .host = rows[i].host,
                                                         .verdict = rows[i].verdict });
    advice_decision_write(&d, &run, false, &out);
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr, "Not decided: 1 server was not reached and 1 port was not reached. "
                                 "The other 2 connections stay up.");
    output_bytes_free(&out);
    advice_decision_free(&d);
}

/* One certificate that two connections show is reissued once. */
static void
certificates_count_once(void **state)
{
    struct advice_decision d = { .no_memory = false };
    struct assess_run_info run = run_of(&questions[0]);
    struct output_bytes out = { 0 };

    (void)state;
    add(&d, &questions[0], CERTCHECK_BREAKS, 0);
    add(&d, &questions[0], CERTCHECK_BREAKS, 0);
    advice_decision_write(&d, &run, false, &out);
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr,
                        "Do not install the May 2017 update on the Front Ends yet: both "
                        "connections would break. First reissue 1 certificate, or opt out.");
    output_bytes_free(&out);
    advice_decision_free(&d);
}

/* What is safe by a guess alone says so, once for each state that has something ready. */
static void
a_guess_is_said(void **state)
{
    const struct certcheck_finding assumed = { .code = CERTCHECK_F_PROFILE_ASSUMED };
    struct assess_result r = { .target = "edge01:443",
                               .host = "edge01",
                               .verdict = CERTCHECK_READY,
                               .profile = base_profile_get(BASE_PROFILE_TLS_SERVER),
                               .findings = &assumed,
                               .findings_n = 1 };
    struct advice_decision d = { .no_memory = false };
    struct assess_run_info run = run_of(&questions[0]);
    struct output_bytes out = { 0 };

    (void)state;
    advice_decision_add(&d, &r);
    r.profile = base_profile_get(BASE_PROFILE_EDGE_REPLICATION); /* requires what an Edge must */
    advice_decision_add(&d, &r);
    advice_decision_write(&d, &run, false, &out);
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr,
                        "Safe to install: both connections stay up. 1 connection was judged as a "
                        "web server's, which is a guess: if it is an Edge Server's, name its "
                        "profile (HOST:PORT/edge-replication).");
    output_bytes_free(&out);
    advice_decision_free(&d);
}

/* Files are judged for both usages: those that are refused are told. */
static void
the_usages_that_are_refused_are_told(void **state)
{
    const struct question *q = &questions[6];
    const struct certcheck_judgement judgement = {
        .required = 3, .by_usage = { CERTCHECK_READY, CERTCHECK_BREAKS }
    };
    const struct assess_result r = { .file = "web.pem",
                                     .kind = "certificate",
                                     .verdict = CERTCHECK_BREAKS,
                                     .judgement = &judgement };
    struct advice_decision d = { .no_memory = false };
    struct assess_run_info run = run_of(q);
    struct output_bytes out = { 0 };

    (void)state;
    advice_decision_add(&d, &r);
    advice_decision_write(&d, &run, false, &out);
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr, "Reissue first: after the May 2017 update the certificate would "
                                 "be rejected for Client Authentication.");
    output_bytes_free(&out);
    advice_decision_free(&d);
}

/* A request that names no usages has not those required: its template decides. */
static void
what_names_no_usages_is_said(void **state)
{
    static const struct certcheck_finding unnamed[] = { { .code = CERTCHECK_F_NO_EKU_ALLOWS_ALL },
                                                        { .code = CERTCHECK_F_REQUEST_IS_A_WISH } };
    static const char *const want[] = {
        "Fit to submit: the request names no usages; the template it is issued from decides them.",
        "Fit to submit: both requests have the usages required, or name none, which their "
        "templates then decide; the CA decides what it issues."
    };
    struct assess_result r = { .file = "a.csr",
                               .kind = "request",
                               .verdict = CERTCHECK_READY,
                               .findings = unnamed,
                               .findings_n = 2 };
    struct advice_decision d = { .no_memory = false };
    struct assess_run_info run = { .tool = "certcheck" };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct output_bytes out = { 0 };

        advice_decision_add(&d, &r);
        advice_decision_write(&d, &run, false, &out);
        output_add_char(&out, '\0');
        assert_string_equal(out.ptr, want[i]);
        output_bytes_free(&out);
        r.findings_n = 0; /* the next one lists them */
    }
    advice_decision_free(&d);
}

/* What expires within --expires-within is part of the first lines, with the days that are left. */
static void
what_expires_soon_is_said(void **state)
{
    const struct certcheck_finding soon[] = {
        { .code = CERTCHECK_F_EXPIRES_SOON, .number = DAY_S },
        { .code = CERTCHECK_F_EXPIRES_SOON, .element = 1, .number = DAY_S + 86400 },
    };
    struct assess_result r = { .target = "edge01:8057",
                               .host = "edge01",
                               .verdict = CERTCHECK_READY,
                               .profile = base_profile_get(BASE_PROFILE_EDGE_PSOM),
                               .findings = &soon[1],
                               .findings_n = 1 };
    struct advice_decision d = { .no_memory = false };
    struct assess_run_info run = run_of(&questions[0]);
    struct output_bytes out = { 0 };

    (void)state;
    run.policy.at_s = DAY_S - 10 * 86400 - 5;
    advice_decision_add(&d, &r);
    r.findings = soon;
    r.findings_n = 2;
    advice_decision_add(&d, &r);
    advice_decision_write(&d, &run, false, &out);
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr,
                        "Safe to install: both connections stay up. Expiring soon: the "
                        "certificates of 2 connections, the first on 2027-02-14 (days left: 10).");
    output_bytes_free(&out);
    advice_decision_free(&d);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_combination_has_its_sentence),
        cmocka_unit_test(safe_is_said_where_all_is_ready),
        cmocka_unit_test(safe_is_not_said_of_half_a_run),
        cmocka_unit_test(what_was_passed_over_is_counted),
        cmocka_unit_test(what_the_renewal_took_already_is_said),
        cmocka_unit_test(servers_are_told_from_ports),
        cmocka_unit_test(certificates_count_once),
        cmocka_unit_test(a_guess_is_said),
        cmocka_unit_test(what_expires_soon_is_said),
        cmocka_unit_test(what_names_no_usages_is_said),
        cmocka_unit_test(the_usages_that_are_refused_are_told),
    };

    if (argc < 2)
        return EXIT_FAILURE;
    file = argv[1];
    update = argc > 2;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
