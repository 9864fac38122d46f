/* SPDX-License-Identifier: MIT */
#include <advice/remedy.h>

#include <advice/event.h>
#include <base/product.h>
#include <base/text.h>

#include <stdio.h>
#include <string.h>

#include "cmocka_prelude.h"
#include "fixture.h"

static void
assert_ids(const struct assess_result *r, const char *want)
{
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    size_t n = advice_remedies(r, remedies);
    char ids[512];
    struct base_text t;

    base_text_init(&t, ids, sizeof ids);
    for (size_t i = 0; i < n; i++) {
        base_text_str(&t, i == 0 ? "" : " ");
        base_text_str(&t, remedies[i]->id);
    }
    assert_string_equal(ids, want);
}

static void
each_case_gets_its_remedies(void **state)
{
    static const struct {
        const char *target, *want;
    } rows[] = {
        { "edge01.contoso.com:8057", "reissue-both-ekus template-both-ekus opt-out-sfb2015" },
        { "edge02.contoso.com:8057", "renew" },
        { "fe02.contoso.com:8061", "" },
        { "edge03.contoso.com:8057", "confirm-from-front-end" },
        { "fe03.contoso.com:8060", "reissue-clean reissue-stronger" },
        { "app01.contoso.com:6000/trusted-app", "update-6.0.9319.235" },
        { "edge04.contoso.com:8057", "give-client-certificate" },
        { "nowhere.contoso.com:8057", "check-name" },
        { "[2001:db8:85a3:8d3:1319:8a2e:370:7348]:8057", "probe-from-front-end" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_ids(fixture_find(fixture_endpoints(), rows[i].target), rows[i].want);
}

static void
a_timeout_means_what_was_reached(void **state)
{
    struct assess_result r =
        *fixture_find(fixture_endpoints(), "[2001:db8:85a3:8d3:1319:8a2e:370:7348]:8057");

    struct probe_error e = *r.error;

    (void)state;
    e.tried = 1u << PROBE_TRIED_OTHER_PORTS;
    r.error = &e;
    assert_ids(&r, "probe-in-segment");
    r.profile = base_profile_get(BASE_PROFILE_TLS_SERVER);
    assert_ids(&r, "check-route");
    r.verdict = CERTCHECK_NO_CERTIFICATE;
    assert_ids(&r, "check-silent-service");
}

static const struct {
    const char *host, *text, *want;
    enum probe_class kind;
    int alert;
    uint16_t port;
    unsigned tried;
} an_error_rows[] = {
    { "10.0.0.5", "", "give-server-name", PROBE_ALERT, 112, 443, 0 },
    { "edge01.contoso.com", "", "give-server-name", PROBE_ALERT, 112, 443, 0 },
    { "2001:db8::1", "", "give-server-name", PROBE_ALERT, 80, 443, 0 },
    { "edge01.contoso.com", "", "see-peer-log", PROBE_ALERT, 80, 443, 0 },
    { "edge01.contoso.com", "", "see-peer-log", PROBE_ALERT, 40, 443, 0 },
    { "mx", "the peer sent an SMTP or FTP greeting, not TLS: 220 mx", "starttls", PROBE_NOT_TLS, -1,
      2525, 0 },
    { "mx", "the peer sent an SSH banner, not TLS: SSH-2.0 an SMTP", "check-port", PROBE_NOT_TLS,
      -1, 22, 0 },
    { "db", "", "starttls", PROBE_CLOSED, -1, 5432, 0 },
    { "db", "", "probe-again", PROBE_CLOSED, -1, 8057, 0 },
    { "db", "", "probe-tls-client", PROBE_CLOSED, -1, 8057, 1u << PROBE_TRIED_CLIENT },
    { "db", "", "probe-tls-client", PROBE_RESET, -1, 8057,
      1u << PROBE_TRIED_CLIENT_TLS10 | 1u << PROBE_TRIED_LISTENED_BRIEFLY },
    { "db", "", "probe-tls-server", PROBE_PROTOCOL, -1, 8057, 1u << PROBE_TRIED_LISTENED },
    { "db", "", "see-log-of-peer", PROBE_CLOSED, -1, 8057,
      1u << PROBE_TRIED_CLIENT_TLS13 | 1u << PROBE_TRIED_SERVER },
    { "db", "", "probe-again", PROBE_RESOURCE, -1, 8057, 1u << PROBE_TRIED_CLIENT },
    { "db", "", "starttls", PROBE_CLOSED, -1, 5432, 1u << PROBE_TRIED_CLIENT },
    { "db", "", "check-starttls", PROBE_CLOSED, -1, 5432, 1u << PROBE_TRIED_STARTTLS },
    { "mx", "the peer sent an SMTP or FTP greeting, not TLS: 220 mx", "check-starttls",
      PROBE_NOT_TLS, -1, 25, 1u << PROBE_TRIED_STARTTLS },
    { "fe", "", "give-client-certificate", PROBE_PEER_REFUSED_US, 42, 8057,
      1u << PROBE_TRIED_SERVER },
    { "fe", "", "give-other-client-certificate", PROBE_PEER_REFUSED_US, 42, 8057,
      1u << PROBE_TRIED_SERVER | 1u << PROBE_TRIED_CERTIFICATE },
};

/* A name is asked for where the alert says so; who starts TLS on demand is told how. */
static void
an_error_gets_the_advice_that_can_help(void **state)
{
    struct assess_result r = *fixture_find(fixture_endpoints(), "nowhere.contoso.com:8057");

    (void)state;
    r.verdict = CERTCHECK_NO_CERTIFICATE;
    for (size_t i = 0; i < sizeof an_error_rows / sizeof an_error_rows[0]; i++) {
        struct probe_error e = { .kind = an_error_rows[i].kind,
                                 .alert = an_error_rows[i].alert,
                                 .tried = an_error_rows[i].tried };
        struct base_text t;

        base_text_init(&t, e.text, sizeof e.text);
        base_text_str(&t, an_error_rows[i].text);
        r.host = an_error_rows[i].host;
        r.port = an_error_rows[i].port;
        r.error = &e;
        assert_ids(&r, an_error_rows[i].want);
    }
    r.error = &(struct probe_error){ .kind = PROBE_ALERT, .alert = 40 };
    r.host = "10.0.0.5";
    assert_ids(&r, "see-peer-log");
    r.profile = base_profile_get(BASE_PROFILE_TLS_SERVER);
    assert_ids(&r, "give-server-name");
}

static void
requests_and_templates_get_their_own(void **state)
{
    static const struct {
        enum certcheck_code code;
        unsigned schema_version; /* 0: a request */
        bool server;
        const char *want;
    } rows[] = {
        { CERTCHECK_F_REQUEST_IS_A_WISH, 0, true, "request-both-ekus request-names-template" },
        { CERTCHECK_F_TEMPLATE_STAMPS, 0, true, "submit-to-other-template" },
        { CERTCHECK_F_TEMPLATE_VERSION_1, 1, true, "duplicate-template" },
        { CERTCHECK_F_TEMPLATE_SUBJECT_FROM_DIRECTORY, 1, true,
          "duplicate-template template-supplies-subject" },
        { CERTCHECK_F_TEMPLATE_SUPERSEDED, 2, true, "edit-template judge-superseding-template" },
        { CERTCHECK_F_TEMPLATE_SUBJECT_FROM_DIRECTORY, 4, true,
          "edit-template template-edits-subject" },
        { CERTCHECK_F_TEMPLATE_VERSION_1, 1, false, "leave-template" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct assess_result r = *fixture_find(fixture_endpoints(), "edge01.contoso.com:8057");
        struct assess_template t = { .schema_version = rows[i].schema_version };
        const struct certcheck_finding findings[] = { r.findings[0], { .code = rows[i].code } };

        t.as_server = rows[i].server ? CERTCHECK_READY : CERTCHECK_BREAKS;
        t.verdicts[BASE_PROFILE_EDGE_PSOM] = CERTCHECK_BREAKS;
        r.findings = findings;
        r.findings_n = 2;
        r.as_template = rows[i].schema_version > 0 ? &t : NULL;
        assert_ids(&r, rows[i].want);
    }
}

static void
the_opt_out_follows_product_and_profile(void **state)
{
    static const struct {
        const char *product;
        int profile; /* -1: none */
        enum certcheck_verdict verdict;
        const char *want;
    } rows[] = {
        { "lync2010", BASE_PROFILE_EDGE_PSOM, CERTCHECK_BREAKS, " opt-out-lync2010" },
        { "lync2013", BASE_PROFILE_FE_PSOM, CERTCHECK_BREAKS, " opt-out-lync2013" },
        { "sfb2019", BASE_PROFILE_EDGE_REPLICATION, CERTCHECK_BREAKS, " opt-out-sfb2019" },
        { NULL, BASE_PROFILE_EDGE_PSOM, CERTCHECK_BREAKS, " opt-out" },
        { "sfb2019", -1, CERTCHECK_BREAKS, " opt-out-sfb2019" },
        { "sfb2015", BASE_PROFILE_MTLS, CERTCHECK_BREAKS, " opt-out-application" },
        { "sfb2015", BASE_PROFILE_FE_CLIENT, CERTCHECK_BREAKS, "" },
        { "sfb2015", BASE_PROFILE_EDGE_PSOM, CERTCHECK_BROKEN, "" }, /* it would not help */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct assess_result r = *fixture_find(fixture_endpoints(), "edge01.contoso.com:8057");
        char want[128];
        struct base_text t;

        r.product = rows[i].product;
        r.verdict = rows[i].verdict;
        r.profile =
            rows[i].profile < 0 ? NULL : base_profile_get((enum base_profile_id)rows[i].profile);
        base_text_init(&t, want, sizeof want);
        base_text_str(&t, "reissue-both-ekus template-both-ekus");
        base_text_str(&t, rows[i].want);
        assert_ids(&r, want);
    }
}

/* Whose certificate is judged by usage alone is asking about usages, not about Lync. */
static void
without_profile_and_product_nothing_is_of_lync(void **state)
{
    struct assess_result r = *fixture_find(fixture_endpoints(), "edge01.contoso.com:8057");
    const struct certcheck_finding expired = { .code = CERTCHECK_F_EXPIRED };

    (void)state;
    r.profile = NULL;
    r.product = NULL;
    assert_ids(&r, "reissue-with-usages template-both-ekus");
    r.findings = &expired;
    r.findings_n = 1;
    assert_ids(&r, "renew-certificate");
}

/* A template of AD CS is no help below a public CA, nor any new certificate below a CA that
 * excludes the usage. */
static void
the_issuer_decides_what_helps(void **state)
{
    /* 2.23.140.1.2.2, as in certificatePolicies */
    static const uint8_t forum[] = { 0x30, 0x0c, 0x30, 0x0a, 0x06, 0x06, 0x67,
                                     0x81, 0x0c, 0x01, 0x02, 0x02, 0x05, 0x00 };
    struct assess_result r = *fixture_find(fixture_endpoints(), "edge01.contoso.com:8057");
    struct certcheck_judgement j = *r.judgement;
    struct certcheck_facts leaf = *j.path.at[0].facts;
    const struct certcheck_finding both[] = { { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH },
                                              { .code = CERTCHECK_F_CA_EKU_EXCLUDES_CLIENT_AUTH,
                                                .element = 1 } };

    (void)state;
    r.product = "sfb2015";
    leaf.policies = (struct base_slice){ forum, sizeof forum };
    j.path.at[0].facts = &leaf;
    r.judgement = &j;
    assert_ids(&r, "reissue-from-private-ca opt-out-sfb2015");
    leaf.policies = (struct base_slice){ 0 };
    r.findings = both;
    r.findings_n = 2;
    assert_ids(&r, "unconstrained-ca opt-out-sfb2015");
}

static void
ids_are_stable_words_and_opt_outs_warn(void **state)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";
    const struct advice_remedy *r;

    (void)state;
    for (size_t i = 0; (r = advice_remedy_get(i)) != NULL; i++) {
        assert_int_equal(strspn(r->id, letters), strlen(r->id));
        assert_true(strlen(r->what) > 20);
        if (strncmp(r->id, "opt-out", 7) == 0)
            assert_non_null(strstr(r->what, "switches off a security fix"));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(advice_remedy_get(k)->id, r->id);
    }
}

static void
each_profiles_events_are_known(void **state)
{
    (void)state;
    for (int i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);

        for (size_t k = 0; k < 2; k++)
            if (p->events[k] != 0)
                assert_non_null(advice_event_get(p->events[k]));
    }
    assert_null(advice_event_get(1));
}

/* What base/product.def has no place for: the sentence that names the product. */
static void
each_product_has_its_opt_out(void **state)
{
    const struct base_product *p;

    (void)state;
    for (size_t i = 0; (p = base_product_at(i)) != NULL; i++) {
        const struct advice_remedy *r = NULL;
        char id[64];
        size_t n = 0;

        (void)snprintf(id, sizeof id, "opt-out-%s", p->name);
        while ((r = advice_remedy_get(n)) != NULL && strcmp(r->id, id) != 0)
            n++;
        if (r == NULL)
            fail_msg("remedies.def has no %s", id);
        assert_non_null(strstr(r->what, p->title));
        assert_non_null(strstr(r->what, p->clr));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_gets_its_remedies),
        cmocka_unit_test(a_timeout_means_what_was_reached),
        cmocka_unit_test(an_error_gets_the_advice_that_can_help),
        cmocka_unit_test(requests_and_templates_get_their_own),
        cmocka_unit_test(the_opt_out_follows_product_and_profile),
        cmocka_unit_test(without_profile_and_product_nothing_is_of_lync),
        cmocka_unit_test(the_issuer_decides_what_helps),
        cmocka_unit_test(ids_are_stable_words_and_opt_outs_warn),
        cmocka_unit_test(each_profiles_events_are_known),
        cmocka_unit_test(each_product_has_its_opt_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
