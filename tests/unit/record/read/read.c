/* SPDX-License-Identifier: MIT */
/* What NDJSON says comes back as it was; what it does not say is not made up. */
#include <record/read.h>

#include <stdio.h>
#include <string.h>

#include "cmocka_prelude.h"

#define TEXT_MAX 65536

static char text[TEXT_MAX]; /* a line, without its end */

/* A line of a real run: the seeds of the fuzz target are that. */
static struct base_slice
line_named(const char *name)
{
    char path[512];
    FILE *in;

    (void)snprintf(path, sizeof path, "%s/%s", REPORT_READ_CORPUS, name);
    in = fopen(path, "rb");
    assert_non_null(in);
    text[fread(text, 1, TEXT_MAX - 1, in)] = '\0';
    (void)fclose(in);
    return base_slice_str(text);
}

static const struct assess_result *
read_named(struct record_reader *reader, const char *name)
{
    char why[256];
    const struct assess_result *r = record_read(reader, line_named(name), BASE_TEXT_IN(why));

    if (r == NULL)
        fail_msg("%s: %s", name, why);
    return r;
}

static void
what_a_run_judged_under_comes_back(void **state)
{
    struct record_reader *reader = record_reader_new();
    const struct assess_policy *policy;

    (void)state;
    policy = read_named(reader, "trust-expires")->policy;
    assert_true(policy->trust && !policy->opted_out);
    assert_int_equal(policy->expires_s, INT64_C(20000) * 86400);
    assert_int_equal(policy->required, 0);
    policy = read_named(reader, "certcheck-opted-out")->policy;
    assert_true(!policy->trust && policy->opted_out);
    assert_int_equal(policy->required, BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH);
    assert_true(policy->at_s > INT64_C(1500000000));
    record_reader_free(reader);
}

static void
certificates_issuers_and_names_come_back(void **state)
{
    struct record_reader *reader = record_reader_new();
    const struct assess_result *r = read_named(reader, "tls13");

    (void)state;
    assert_int_equal(r->certificates_n, 2);
    assert_true(r->certificates[0].readable && r->certificates[1].readable);
    assert_int_equal(r->certificates[0].der.len, r->certificates[0].facts.der.len);
    assert_int_equal(r->probe->ca_names_n, 1);
    assert_int_equal(r->probe->ca_names[0].len, 14);
    r = read_named(reader, "issuers");
    assert_int_equal(r->certificates_n, 1);
    assert_int_equal(r->judgement->path.n, 3);
    assert_non_null(r->judgement->path.at[2].facts);
    assert_int_equal(r->probe->ca_names_n, 0);
    r = read_named(reader, "certcheck-opted-out");
    assert_null(r->probe);
    record_reader_free(reader);
}

static void
a_brief_says_what_the_line_says(void **state)
{
    static const char *const names[] = {
        "resolve", "refused",     "indirect",      "default-ports",
        "tls13",   "interrupted", "trust-expires", "hostile-names"
    };
    struct record_reader *reader = record_reader_new();
    char why[256];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct assess_result *r = read_named(reader, names[i]);
        struct record_summary summary;
        bool silent = false;

        assert_true(record_summary_read(base_slice_str(text), &summary, BASE_TEXT_IN(why)));
        assert_true(base_slice_eq_str(summary.target, r->target));
        assert_true(base_slice_eq_str(summary.host, r->host));
        assert_int_equal(summary.port, r->port);
        assert_ptr_equal(summary.profile, r->profile);
        assert_int_equal(summary.error, r->error == NULL ? PROBE_OK : r->error->kind);
        for (size_t k = 0; k < r->findings_n; k++) {
            assert_true(record_summary_has(&summary, r->findings[k].code));
            silent |= r->findings[k].code == CERTCHECK_F_DEFAULT_PORTS_SILENT;
        }
        assert_int_equal(record_summary_has(&summary, CERTCHECK_F_DEFAULT_PORTS_SILENT), silent);
    }
    record_reader_free(reader);
}

/* The line with the first `from` in it made `to`. */
static struct base_slice
changed(const char *from, const char *to)
{
    static char line[TEXT_MAX + 256];
    const char *at = strstr(text, from);

    assert_non_null(at);
    (void)snprintf(line, sizeof line, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return base_slice_str(line);
}

/* What was tried, and how it ended, are of later versions: older lines lack them. */
static void
what_was_tried_comes_back(void **state)
{
    static const char *const bad[] = {
        "7",
        "[\"as TLS clown\"]",
        "[7]",
        "[],\"last\":null",
        "[],\"last\":7",
        "[],\"last\":{\"class\":\"closed\"}",
    };
    struct record_reader *reader = record_reader_new();
    const struct assess_result *r = read_named(reader, "refused");
    char why[256], to[128];
    struct record_summary summary;
    struct base_slice line;

    (void)state;
    assert_int_equal(r->error->tried, 0);
    assert_int_equal(r->probe->last.kind, PROBE_OK);
    line = changed(
        "\"error\":{",
        "\"error\":{\"tried\":[\"as TLS server\"],\"last\":{\"class\":\"closed\",\"stage\":"
        "\"tls\",\"errno\":null,\"alert\":null,\"text\":\"x\",\"tried\":[\"as TLS server\"]},");
    r = record_read(reader, line, BASE_TEXT_IN(why));
    assert_non_null(r);
    assert_int_equal(r->error->kind, PROBE_REFUSED);
    assert_int_equal(r->error->tried, 1u << PROBE_TRIED_SERVER);
    assert_int_equal(r->probe->last.kind, PROBE_CLOSED);
    assert_int_equal(r->probe->last.tried, 0);
    assert_true(record_summary_read(line, &summary, BASE_TEXT_IN(why)));
    assert_int_equal(summary.error, PROBE_REFUSED);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        (void)snprintf(to, sizeof to, "\"error\":{\"tried\":%s,", bad[i]);
        if (record_read(reader, changed("\"error\":{", to), BASE_TEXT_IN(why)) != NULL)
            fail_msg("%s is read", bad[i]);
    }
    record_reader_free(reader);
}

static void
what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *from, *to, *want;
        bool summary; /* an index sees it too */
    } rows[] = {
        { "{\"target\"", "[\"target\"", "not one whole JSON object", true },
        { "\"target\":\"", "\"target\":7,\"\":\"", "target", true },
        { "\"port\":", "\"port\":-", "port", true },
        { "\"verdict\":\"", "\"verdict\":\"un", "verdict", true },
        { "\"profile\":\"", "\"profile\":\"x", "profile", true },
        { "\"replay\":{", "\"reply\":{", "not a result as", true },
        { "\"host\":", "\"target\":\"again\",\"host\":", "not JSON", false },
        { "\"host\":", "\"host\":\"\x01\",\"\":", "not JSON", false },
        { "\"trust\":", "\"trust\":0,\"\":", "trust", false },
        { "\"at\":\"", "\"at\":\"x", "policy", false },
        { "\"version\":\"0.1.0\"", "\"version\":7", "version", false },
        { "\"version\":\"TLSv1.2\"", "\"version\":\"TLSv9\"", "version", false },
        { "\"cipher\":\"TLS_RSA", "\"cipher\":\"TLS_RAS", "cipher", false },
        { "\"engine\":", "\"starttls\":\"sntp\",\"engine\":", "starttls", false },
        { "\"NotValidForUsage\"", "\"NotValid\"", "status", false },
        { "\"findings\":[", "\"findings\":[1,", "replay", false },
        { "\"sha256\":\"", "\"sha256\":\"zz", "sha256", false },
        { "\"certificates\":[\"", "\"certificates\":[\"!", "replay", false },
        { "\"certificates\":[\"", "\"certificates\":[\"AA==\",\"", "replay", false },
        { "\"certificates\":[\"", "\"certificates\":[7,\"", "replay", false },
        { "\"ca_names\":[],\"findings\":", "\"ca_names\":[\"A\"],\"findings\":", "replay", false },
        { "\"code\":\"", "\"code\":\"X", "code; version 0.1.0 wrote it", false },
    };
    struct record_reader *reader = record_reader_new();
    char why[256];

    (void)state;
    (void)line_named("lacks-client-auth");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct base_slice bad = changed(rows[i].from, rows[i].to);
        struct record_summary summary;

        assert_int_equal(record_summary_read(bad, &summary, BASE_TEXT_IN(why)), !rows[i].summary);
        if (rows[i].summary)
            assert_non_null(strstr(why, rows[i].want));
        assert_null(record_read(reader, bad, BASE_TEXT_IN(why)));
        if (strstr(why, rows[i].want) == NULL)
            fail_msg("%s: %s", rows[i].to, why);
    }
    assert_non_null(record_read(reader, base_slice_str(text), BASE_TEXT_IN(why))); /* it recovers */
    record_reader_free(reader);
}

static void
a_line_cut_anywhere_is_none(void **state)
{
    struct record_reader *reader = record_reader_new();
    size_t len = line_named("refused").len;
    char why[256];

    (void)state;
    for (size_t n = 0; n < len; n++) {
        const struct base_slice line = { (const uint8_t *)text, n };
        struct record_summary summary;

        assert_false(record_summary_read(line, &summary, BASE_TEXT_IN(why)));
        assert_null(record_read(reader, line, BASE_TEXT_IN(why)));
    }
    record_reader_free(reader);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_run_judged_under_comes_back),
        cmocka_unit_test(certificates_issuers_and_names_come_back),
        cmocka_unit_test(a_brief_says_what_the_line_says),
        cmocka_unit_test(what_was_tried_comes_back),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(a_line_cut_anywhere_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
