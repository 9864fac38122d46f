/* SPDX-License-Identifier: MIT */
/* What is counted of results, before anything is said of them. */
#include <advice/decision.h>

#include <stdio.h>
#include <string.h>

#include "cmocka_prelude.h"

#define GENERAL CERTCHECK_CHANGES
#define MANY 5000 /* hosts: the sets grow several times */

static struct advice_decision d;

static int
begin(void **state)
{
    (void)state;
    d = (struct advice_decision){ .no_memory = false };
    return 0;
}

static int
end(void **state)
{
    (void)state;
    advice_decision_free(&d);
    return d.hosts.slots != NULL || d.certificates.slots != NULL || d.unreached.ptr != NULL;
}

static void
add_endpoint(const char *host, enum certcheck_verdict verdict)
{
    const struct assess_result r = { .target = host, .host = host, .verdict = verdict };

    advice_decision_add(&d, &r);
}

static const struct advice_tally *
general(enum advice_subject subject)
{
    return &d.tallies[GENERAL][subject];
}

/* A host is named once, however often it was not reached, and remembered when the set has grown. */
static void
hosts_are_told_apart_and_counted_once(void **state)
{
    char host[32];

    (void)state;
    add_endpoint("fe01", CERTCHECK_UNREACHABLE);
    for (int round = 0; round < 2; round++)
        for (unsigned i = 0; i < MANY; i++) {
            (void)snprintf(host, sizeof host, "edge%u.contoso.com", i);
            add_endpoint(host, CERTCHECK_READY);
        }
    assert_int_equal(d.hosts.n, MANY + 1);
    assert_true(4 * d.hosts.n <= 3 * d.hosts.cap); /* an open table that is full never ends */
    add_endpoint("fe01", CERTCHECK_UNREACHABLE);
    add_endpoint("fe02", CERTCHECK_UNREACHABLE);
    assert_int_equal(d.unreached.len, 10);
    assert_memory_equal(d.unreached.ptr, "fe01\nfe02\n", 10);
    assert_int_equal(general(ADVICE_CONNECTIONS)->counts[CERTCHECK_UNREACHABLE], 3);
    assert_int_equal(general(ADVICE_CONNECTIONS)->all, 2 * MANY + 3);
}

/* However many servers there are, few names are kept, and the counts go on. */
static void
names_that_are_kept_have_a_bound(void **state)
{
    char host[64];

    (void)state;
    for (unsigned i = 0; i < MANY; i++) {
        (void)snprintf(host, sizeof host, "edge%u.contoso.com", i);
        add_endpoint(host, CERTCHECK_UNREACHABLE);
    }
    assert_true(d.unreached.len > 1900 && d.unreached.len <= 2048);
    assert_int_equal(d.unreached.ptr[d.unreached.len - 1], '\n');
    assert_int_equal(d.hosts.n, MANY);
}

/* A signal that ends a run says nothing about the server whose turn it was. */
static void
what_was_interrupted_is_neither_judged_nor_unreached(void **state)
{
    const struct probe_error interrupted = { .kind = PROBE_INTERRUPTED };
    const struct assess_result r = {
        .target = "fe01", .host = "fe01", .verdict = CERTCHECK_UNREACHABLE, .error = &interrupted
    };

    (void)state;
    advice_decision_add(&d, &r);
    assert_int_equal(general(ADVICE_CONNECTIONS)->all, 1);
    assert_int_equal(general(ADVICE_CONNECTIONS)->interrupted, 1);
    assert_int_equal(general(ADVICE_CONNECTIONS)->counts[CERTCHECK_UNREACHABLE], 0);
    assert_int_equal(d.unreached.len, 0);
}

/* One certificate on three servers is reissued once; of another CA only where an issuer refuses. */
static void
certificates_to_reissue_are_counted_once(void **state)
{
    struct assess_certificate c = { .sha256 = { 1 } };
    struct certcheck_finding f = { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH };
    struct assess_result r = { .target = "edge01",
                               .host = "edge01",
                               .verdict = CERTCHECK_BREAKS,
                               .profile = base_profile_get(BASE_PROFILE_EDGE_PSOM),
                               .findings = &f,
                               .findings_n = 1,
                               .certificates = &c,
                               .certificates_n = 1 };

    (void)state;
    for (int i = 0; i < 3; i++)
        advice_decision_add(&d, &r);
    assert_int_equal(general(ADVICE_CONNECTIONS)->reissue, 1);
    assert_int_equal(general(ADVICE_CONNECTIONS)->other_ca, 0);
    assert_true(general(ADVICE_CONNECTIONS)->psom && !general(ADVICE_CONNECTIONS)->others);
    assert_true(advice_decision_is_of_psom(&d));
    c.sha256[31] = 1;
    f.code = CERTCHECK_F_CA_EKU_EXCLUDES_CLIENT_AUTH;
    f.element = 1;
    r.profile = base_profile_get(BASE_PROFILE_MTLS);
    advice_decision_add(&d, &r);
    assert_int_equal(general(ADVICE_CONNECTIONS)->reissue, 2);
    assert_int_equal(general(ADVICE_CONNECTIONS)->other_ca, 1);
    assert_true(general(ADVICE_CONNECTIONS)->others);
}

static void
add_renewal(const char *host, enum certcheck_verdict first, enum certcheck_verdict second,
            int64_t by_s)
{
    const struct certcheck_forecast f = { .changes = { { .id = CERTCHECK_CHANGE_RENEWAL,
                                                         .verifier = CERTCHECK_VERIFIER_GO,
                                                         .verdict = first,
                                                         .by_s = by_s },
                                                       { .id = CERTCHECK_CHANGE_RENEWAL,
                                                         .verifier = CERTCHECK_VERIFIER_JAVA,
                                                         .verdict = second,
                                                         .by_s = by_s } },
                                          .changes_n = 2 };
    const struct assess_result r = {
        .target = host, .host = host, .verdict = first > second ? first : second, .forecast = &f
    };

    advice_decision_add(&d, &r);
}

/* By the worst of its verifiers, and once; what is ready brings no date. */
static void
a_change_counts_once_by_the_worst_verifier(void **state)
{
    const struct advice_tally *t = &d.tallies[CERTCHECK_CHANGE_RENEWAL][ADVICE_CONNECTIONS];

    (void)state;
    add_renewal("a", CERTCHECK_READY, CERTCHECK_READY, 1);
    assert_true(t->by_s == CERTCHECK_NO_DATE && t->all_by_s == CERTCHECK_NO_DATE);
    add_renewal("b", CERTCHECK_BREAKS, CERTCHECK_READY, 500);
    add_renewal("c", CERTCHECK_READY, CERTCHECK_BREAKS, 300);
    add_renewal("d", CERTCHECK_BREAKS, CERTCHECK_INDETERMINATE, 400);
    assert_int_equal(t->all, 4);
    assert_int_equal(t->counts[CERTCHECK_BREAKS], 3);
    assert_int_equal(t->counts[CERTCHECK_READY], 1);
    assert_int_equal(t->by_s, 300);
    assert_int_equal(t->all_by_s, 500);
    assert_int_equal(d.changes, 1u << CERTCHECK_CHANGE_RENEWAL);
    assert_true(d.verifiers ==
                ((uint64_t)1 << CERTCHECK_VERIFIER_GO | (uint64_t)1 << CERTCHECK_VERIFIER_JAVA));
    assert_int_equal(general(ADVICE_CONNECTIONS)->all, 0);
}

/* A certificate that has expired is broken whatever the changes say of its usages. */
static void
a_verdict_of_another_reason_stands_for_every_change(void **state)
{
    const struct certcheck_forecast f = {
        .changes = { { .id = CERTCHECK_CHANGE_S2N, .verdict = CERTCHECK_READY } }, .changes_n = 1
    };
    const struct assess_result r = { .file = "web.pem",
                                     .verdict = CERTCHECK_BROKEN,
                                     .forecast = &f };

    (void)state;
    advice_decision_add(&d, &r);
    assert_int_equal(d.tallies[CERTCHECK_CHANGE_S2N][ADVICE_CERTIFICATES].counts[CERTCHECK_BROKEN],
                     1);
}

/* Each result once, by its first day; the first of all results. */
static void
the_first_day_of_expiry_is_kept(void **state)
{
    const struct certcheck_finding late[] = { { .code = CERTCHECK_F_EXPIRES_SOON, .number = 900 },
                                              { .code = CERTCHECK_F_EXPIRES_SOON, .number = 800 } };
    const struct certcheck_finding early = { .code = CERTCHECK_F_EXPIRES_SOON, .number = 700 };
    struct assess_result r = { .file = "a.pem", .findings = late, .findings_n = 2 };

    (void)state;
    advice_decision_add(&d, &r);
    assert_int_equal(d.expiring, 1);
    assert_int_equal(d.expires_first_s, 800);
    r.findings = &early;
    r.findings_n = 1;
    advice_decision_add(&d, &r);
    r.findings = late;
    advice_decision_add(&d, &r);
    assert_int_equal(d.expiring, 3);
    assert_int_equal(d.expires_first_s, 700);
}

static void
add_request(enum certcheck_code a, enum certcheck_code b, int element)
{
    const struct certcheck_finding findings[] = { { .code = a },
                                                  { .code = b, .element = element } };
    const struct assess_result r = { .file = "a.csr",
                                     .kind = certcheck_kind_name(CERTCHECK_KIND_REQUEST),
                                     .findings = findings,
                                     .findings_n = 2 };

    advice_decision_add(&d, &r);
}

/* Its own missing extension, not the issuer's, and only where no template is known. */
static void
requests_without_usages_are_counted(void **state)
{
    (void)state;
    add_request(CERTCHECK_F_REQUEST_IS_A_WISH, CERTCHECK_F_NO_EKU_ALLOWS_ALL, 0);
    add_request(CERTCHECK_F_REQUEST_IS_A_WISH, CERTCHECK_F_NO_EKU_ALLOWS_ALL, 1);
    add_request(CERTCHECK_F_WEAK_KEY, CERTCHECK_F_NO_EKU_ALLOWS_ALL, 0);
    assert_int_equal(d.asked[ADVICE_REQUESTS], 3);
    assert_int_equal(general(ADVICE_REQUESTS)->unnamed, 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(hosts_are_told_apart_and_counted_once),
        CASE(names_that_are_kept_have_a_bound),
        CASE(what_was_interrupted_is_neither_judged_nor_unreached),
        CASE(certificates_to_reissue_are_counted_once),
        CASE(a_change_counts_once_by_the_worst_verifier),
        CASE(a_verdict_of_another_reason_stands_for_every_change),
        CASE(the_first_day_of_expiry_is_kept),
        CASE(requests_without_usages_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
