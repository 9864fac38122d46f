/* SPDX-License-Identifier: MIT */
/* A row of csv: which cells are empty, what lists look like, and what stands for what is missing.
 */
#include <advice/sentences.h>

#include "told.h"

#define CELL 4096

/* A cell of the last row of a text, without its quotes. */
static const char *
cell(const char *text, const char *column)
{
    static char room[CELL];
    const char *row = text + strlen(text);
    size_t at = 0, n = 0;
    bool quoted = false;

    assert_true(row - text > 2 && row[-2] == '\r' && row[-1] == '\n');
    for (row -= 2; row > text && row[-1] != '\n'; row--)
        ;
    while (report_csv_column(at) != NULL && strcmp(report_csv_column(at), column) != 0)
        at++;
    assert_non_null(report_csv_column(at));
    for (; *row != '\r' && n < CELL - 1; row++) {
        if (*row == '"' && !(quoted && row[1] == '"'))
            quoted = !quoted;
        else if (*row == ',' && !quoted && at-- == 0)
            break;
        else if (at == 0 && (*row != ',' || quoted))
            room[n++] = *row == '"' ? *row++ : *row;
        else if (*row == '"')
            row++;
    }
    room[n] = '\0';
    return room;
}

static void
is(const struct assess_result *r, const char *column, const char *want)
{
    assert_string_equal(cell(told_of("csv", r), column), want);
}

static void
the_header_has_each_column(void **state)
{
    const struct report_style style = { 0 };
    const struct assess_run_info run = { .tool = "ekuprobe", .version = "1.0" };
    const char *at = told_in("csv", &style, &run, NULL, 0);
    size_t n = 0;

    (void)state;
    for (; report_csv_column(n) != NULL; n++) {
        size_t len = strlen(report_csv_column(n));

        assert_memory_equal(at, report_csv_column(n), len);
        at += len;
        assert_int_equal(*at++, report_csv_column(n + 1) != NULL ? ',' : '\r');
    }
    assert_string_equal(at, "\n");
    assert_true(n > 40);
    assert_null(report_csv_column(n + 1));
}

static void
what_is_not_known_is_empty(void **state)
{
    static const char *const empty[] = {
        "host",      "port",         "address",   "profile", "server_auth", "client_auth",
        "peer_role", "tls_version",  "cipher",    "error",   "error_text",  "our_certificate",
        "subject",   "findings",     "messages",  "events",  "remedies",    "product",
        "origin",    "direction",    "peer",      "changes", "breaks_by",   "verifiers",
        "platform",  "template_fit", "seen_from", "tried",
    };
    const struct assess_result r = { .file = "a.pem", .kind = "certificate" };

    (void)state;
    is(&r, "target", "a.pem");
    is(&r, "index", "0");
    is(&r, "kind", "certificate");
    is(&r, "verdict", "ready");
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        is(&r, empty[i], "");
}

static void
an_endpoint_has_its_address_and_direction(void **state)
{
    const struct probe_result p = { .address = "10.0.0.5" };
    const struct assess_inbound inbound = { .peer = "10.0.0.9" };
    struct assess_result r = { .target = "edge01:8057",
                               .file = "a.pem",
                               .host = "edge01",
                               .port = 8057,
                               .index = 3,
                               .probe = &p,
                               .product = "sfb2015",
                               .origin = "list, line 2",
                               .seen_from = "here",
                               .profile = base_profile_get(BASE_PROFILE_EDGE_PSOM) };

    (void)state;
    is(&r, "target", "edge01:8057");
    is(&r, "index", "");
    is(&r, "host", "edge01");
    is(&r, "port", "8057");
    is(&r, "address", "10.0.0.5");
    is(&r, "profile", "edge-psom");
    is(&r, "product", "sfb2015");
    is(&r, "origin", "list, line 2");
    has(told_text, ",'list, line 2',"); /* the comma is none between cells */
    is(&r, "seen_from", "here");
    is(&r, "direction", "outbound");
    is(&r, "peer", "");
    r.inbound = &inbound;
    is(&r, "direction", "inbound");
    is(&r, "peer", "10.0.0.9");
    r.origin = "=1+1 \"x\"";
    is(&r, "origin", "'=1+1 \"x\"");
}

/* Of the usages that were asked for alone. */
static void
usages_are_those_required(void **state)
{
    struct certcheck_judgement g = { .required = BASE_USAGE_CLIENT_AUTH,
                                     .by_usage = { CERTCHECK_BROKEN, CERTCHECK_BREAKS } };
    const struct assess_result r = { .target = "a:1", .judgement = &g };

    (void)state;
    is(&r, "server_auth", "");
    is(&r, "client_auth", "breaks");
    g.required = BASE_USAGE_SERVER_AUTH;
    is(&r, "server_auth", "broken");
    is(&r, "client_auth", "");
}

static void
fields_of_tls_need_tls(void **state)
{
    struct probe_result p = { .version = 0x0303,
                              .cipher = 0x002F,
                              .peer_role = PROBE_ROLE_CLIENT,
                              .accepted_us = PROBE_YES };
    const struct assess_result r = { .target = "a:1", .probe = &p };

    (void)state;
    is(&r, "tls_version", "");
    is(&r, "cipher", "");
    is(&r, "peer_role", "");
    is(&r, "our_certificate", "");
    p.tls = true;
    is(&r, "tls_version", "TLSv1.2");
    is(&r, "cipher", "TLS_RSA_WITH_AES_128_CBC_SHA");
    is(&r, "peer_role", "client");
    is(&r, "our_certificate", "accepted");
    p.accepted_us = PROBE_NO;
    is(&r, "our_certificate", "refused");
    p.accepted_us = PROBE_UNKNOWN;
    p.version = p.cipher = 0;
    p.peer_role = PROBE_ROLE_UNKNOWN;
    is(&r, "our_certificate", "");
    is(&r, "tls_version", "");
    is(&r, "cipher", "");
    is(&r, "peer_role", "");
}

static void
errors_have_a_word_and_a_text(void **state)
{
    struct probe_error e = { .kind = PROBE_TIMEOUT, .alert = -1, .text = "after 5 s" };
    const struct assess_result r = { .target = "a:1", .error = &e };

    (void)state;
    is(&r, "error", "timeout");
    is(&r, "error_text", "after 5 s");
    e.kind = PROBE_OK;
    is(&r, "error", "");
}

static void
lists_are_separated(void **state)
{
    const struct certcheck_finding findings[] = { { .code = CERTCHECK_F_WEAK_KEY },
                                                  { .code = CERTCHECK_F_EKU_UNDECODABLE } };
    const struct assess_result r = { .target = "a:1",
                                     .profile = base_profile_get(BASE_PROFILE_EDGE_PSOM),
                                     .product = "sfb2015",
                                     .verdict = CERTCHECK_BREAKS,
                                     .findings = findings,
                                     .findings_n = 2 };
    struct base_text t;
    char both[1024];

    (void)state;
    is(&r, "findings", "WEAK_KEY; EKU_UNDECODABLE");
    is(&r, "events", "41025; 41026");
    assert_non_null(strstr(cell(told_of("csv", &r), "remedies"), "; "));
    base_text_init(&t, both, sizeof both);
    advice_sentence(&r, &findings[0], &t);
    base_text_str(&t, "; ");
    advice_sentence(&r, &findings[1], &t);
    is(&r, "messages", both);
}

/* The last row is of no target. */
static void
a_run_that_is_not_whole_says_so(void **state)
{
    const struct report_style style = { 0 };
    const struct assess_result r = { .target = "a:1" };
    const struct assess_run_info run = {
        .tool = "ekuprobe", .version = "1.0", .results = 1, .finished = 1, .targets = 3
    };
    const char *text = told_in("csv", &style, &run, &r, 1);

    (void)state;
    assert_string_equal(cell(text, "target"), "");
    assert_string_equal(cell(text, "verdict"), "interrupted");
    assert_string_equal(cell(text, "error"), "interrupted");
    assert_non_null(strstr(cell(text, "error_text"), "1 of 3 targets"));
    assert_string_equal(cell(text, "seen_from"), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_has_each_column),
        cmocka_unit_test(what_is_not_known_is_empty),
        cmocka_unit_test(an_endpoint_has_its_address_and_direction),
        cmocka_unit_test(usages_are_those_required),
        cmocka_unit_test(fields_of_tls_need_tls),
        cmocka_unit_test(errors_have_a_word_and_a_text),
        cmocka_unit_test(lists_are_separated),
        cmocka_unit_test(a_run_that_is_not_whole_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
