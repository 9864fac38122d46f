/* SPDX-License-Identifier: MIT */
/* Each row of verifiers.def against what the implementation was seen to do. */
#include <base/profile.h>
#include <base/text.h>
#include <certcheck/change.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "judged.h"

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH

#define CRITICAL_CLIENT "3016 0603551d25 0101ff 040c 300a06082b06010505070302"
#define SSL_SERVER "3011 0609608648 0186f8420101 0404 03020640"
#define SSL_CLIENT "3011 0609608648 0186f8420101 0404 03020780"

/* What was shown to real servers as a client certificate, in this order. */
static const struct column {
    const char *name;
    struct recipe leaf, ca, root;
} columns[] = {
    { "none", { 0 }, { 0 }, { 0 } },
    { "S", { .eku = "S" }, { 0 }, { 0 } },
    { "C", { .eku = "C" }, { 0 }, { 0 } },
    { "S+C", { .eku = "S C" }, { 0 }, { 0 } },
    { "CS", { .eku = "CS" }, { 0 }, { 0 } },
    { "any", { .eku = "ANY" }, { 0 }, { 0 } },
    { "S+any", { .eku = "S ANY" }, { 0 }, { 0 } },
    { "empty", { .eku = "" }, { 0 }, { 0 } },
    { "EKU S, AP C", { .eku = "S", .ap = "C" }, { 0 }, { 0 } },
    { "EKU C, AP S", { .eku = "C", .ap = "S" }, { 0 }, { 0 } },
    { "AP S", { .ap = "S" }, { 0 }, { 0 } },
    { "CA S", { .eku = "C" }, { .eku = "S" }, { 0 } },
    { "CA S, leaf none", { 0 }, { .eku = "S" }, { 0 } },
    { "CA C", { .eku = "C" }, { .eku = "C" }, { 0 } },
    { "CA any", { .eku = "C" }, { .eku = "ANY" }, { 0 } },
    { "CA CS", { .eku = "C" }, { .eku = "CS" }, { 0 } },
    { "CA S, leaf S", { .eku = "S" }, { .eku = "S" }, { 0 } },
    { "root S", { .eku = "C" }, { 0 }, { .eku = "S" } },
    { "root CS", { .eku = "C" }, { 0 }, { .eku = "CS" } },
    { "keyEncipherment", { .eku = "C", .ku = "20" }, { 0 }, { 0 } },
    { "nonRepudiation", { .eku = "C", .ku = "40" }, { 0 }, { 0 } },
    { "no key usage", { .eku = "C" }, { 0 }, { 0 } },
    { "SGC", { .eku = "SGC" }, { 0 }, { 0 } },
    { "critical C", { .ext = CRITICAL_CLIENT }, { 0 }, { 0 } },
};
#define COLUMNS (sizeof columns / sizeof columns[0])

static struct certcheck_verification
verify(const struct column *c, enum certcheck_verifier_id id, unsigned usage)
{
    struct recipe path[] = { c->leaf, c->ca, c->root };
    struct certcheck_verification out;
    struct judged d;

    path[0].subject = "leaf";
    path[0].issuer = path[1].subject = "ca";
    path[1].issuer = path[2].subject = "root";
    judged_path(&d, path, 3);
    out = certcheck_verify(certcheck_verifier_get(id), &d.j.path, usage, true);
    judged_clear(&d);
    return out;
}

static void
agrees_with_what_was_measured(void **state)
{
    static const struct {
        enum certcheck_verifier_id id;
        const char *want; /* A accepted, R refused; blanks aside one letter a column */
    } rows[] = {
        { CERTCHECK_VERIFIER_OPENSSL, "A R A A R R R R  R A A  R R A R R R  R R  R R A  R A" },
        { CERTCHECK_VERIFIER_GO, "A R A A R A A A  R A A  R R A A R R  R R  A A A  R A" },
        { CERTCHECK_VERIFIER_ERLANG_25, "A R A A R R R R  R A A  R R A R R R  A A  A A A  R A" },
        { CERTCHECK_VERIFIER_JAVA, "A R A A R A A R  R A A  A A A A A R  A A  R R A  R A" },
        { CERTCHECK_VERIFIER_NSS, "A R A A R R R R  R A A  A A A R R R  A A  R R A  R A" },
        { CERTCHECK_VERIFIER_DOTNET_LINUX_10,
          "A R A A R R R R  A R R  R R A R R R  R R  A A A  R A" },
        { CERTCHECK_VERIFIER_GNUTLS, "A A A A A A A A  A A A  A A A A A A  A A  R R A  A A" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *want = rows[i].want;

        for (size_t k = 0; k < COLUMNS; k++, want++) {
            enum certcheck_answer accepted = verify(&columns[k], rows[i].id, C).accepted;

            while (*want == ' ')
                want++;
            if (accepted != (*want == 'A' ? CERTCHECK_YES : CERTCHECK_NO))
                fail_msg("%s, %s: %d, want %c", certcheck_verifier_get(rows[i].id)->name,
                         columns[k].name, (int)accepted, *want);
        }
        assert_int_equal(*want, '\0');
    }
}

static const struct {
    const char *thread;
    enum certcheck_verifier_id id;
    struct column c;
    unsigned usage;
    const char *want;
} agrees_with_rows[] = {
    { "processone/ejabberd 4392, before 25.08",
      CERTCHECK_VERIFIER_OPENSSL,
      { .leaf = { .eku = "S" }, .ca = { .eku = "S" } },
      C,
      "no leaf" },
    { "processone/ejabberd 4392, since 25.08",
      CERTCHECK_VERIFIER_EJABBERD,
      { .leaf = { .eku = "S" }, .ca = { .eku = "S" } },
      C,
      "yes stands-in" },
    { "solanum-ircd 453", CERTCHECK_VERIFIER_OPENSSL, { .leaf = { .eku = "S" } }, C, "no leaf" },
    { "mumble-voip/mumble 7076",
      CERTCHECK_VERIFIER_OPENSSL,
      { .leaf = { .eku = "S" }, .ca = { .eku = "S" } },
      C,
      "no leaf" },
    { "livekit/sip 593", CERTCHECK_VERIFIER_GO, { .leaf = { .eku = "S" } }, C, "no leaf" },
    { "grafana/mimir 10647", CERTCHECK_VERIFIER_GO, { .leaf = { .eku = "S" } }, C, "no leaf" },
    { "OpenSIPS/opensips 3798",
      CERTCHECK_VERIFIER_OPENSSL,
      { .leaf = { .eku = "S" } },
      C,
      "no leaf" },
    { "zowe/zowe-install-packaging 4783, today",
      CERTCHECK_VERIFIER_JAVA,
      { .leaf = { .eku = "S C" }, .ca = { .eku = "S C" } },
      C,
      "yes listed" },
    { "zowe/zowe-install-packaging 4783, renewed",
      CERTCHECK_VERIFIER_JAVA,
      { .leaf = { .eku = "S" }, .ca = { .eku = "S" } },
      C,
      "no leaf" },
    { "etcd-io/etcd 9785", CERTCHECK_VERIFIER_GO, { .leaf = { .eku = "S" } }, C, "no leaf" },
    { "bitnami/containers 46945",
      CERTCHECK_VERIFIER_JAVA,
      { .leaf = { .eku = "S" } },
      C,
      "no leaf" },
    { "dotnet/runtime 121982",
      CERTCHECK_VERIFIER_DOTNET_HTTPCLIENT,
      { .leaf = { .eku = "S" } },
      C,
      "no withheld" },
    { "microsoft/service-fabric",
      CERTCHECK_VERIFIER_SERVICE_FABRIC,
      { .leaf = { .eku = "S" } },
      C,
      "no leaf" },
    { "ibm-messaging/mq-container 540",
      CERTCHECK_VERIFIER_IBM_MQ,
      { .leaf = { .eku = "S" } },
      C,
      "no leaf" },
    { "hashicorp/vault 24945",
      CERTCHECK_VERIFIER_GOOGLE_CLOUD_LB,
      { .leaf = { .eku = "C" } },
      C,
      "no missing" },
    { "smallstep/certificates 1843",
      CERTCHECK_VERIFIER_GO,
      { .leaf = { .eku = "C" }, .ca = { .eku = "S" } },
      C,
      "no ca" },
    { "dart-lang/sdk 60881",
      CERTCHECK_VERIFIER_BORINGSSL,
      { .leaf = { .eku = "S" } },
      C,
      "no leaf" },
    { "istio/istio 47708: no extension",
      CERTCHECK_VERIFIER_BORINGSSL,
      { .leaf = { 0 } },
      C,
      "yes absent" },
    { "istio/istio 47708: the order does not matter",
      CERTCHECK_VERIFIER_BORINGSSL,
      { .leaf = { .eku = "S C" } },
      C,
      "yes listed" },
    { "istio/istio 47708: the other order",
      CERTCHECK_VERIFIER_BORINGSSL,
      { .leaf = { .eku = "C S" } },
      C,
      "yes listed" },
    { "openssl/openssl 5133",
      CERTCHECK_VERIFIER_OPENSSL,
      { .leaf = { .eku = "S" } },
      C,
      "no leaf" },
    { "Postfix 3.12, the switch off",
      CERTCHECK_VERIFIER_POSTFIX,
      { .leaf = { .eku = "S" }, .ca = { .eku = "S" } },
      C,
      "no leaf" },
    { "Postfix 3.12, the switch on",
      CERTCHECK_VERIFIER_POSTFIX_SERVER_CCERTS,
      { .leaf = { .eku = "S" }, .ca = { .eku = "S" } },
      C,
      "yes stands-in" },
    { "connamara/quickfixn 264", CERTCHECK_VERIFIER_QUICKFIXN, { .leaf = { 0 } }, C, "no missing" },
    { "Prosody",
      CERTCHECK_VERIFIER_XMPP_S2S_LENIENT,
      { .leaf = { .eku = "CS" } },
      C,
      "open unsettled" },
    { "KB814394", CERTCHECK_VERIFIER_NPS, { .leaf = { 0 } }, C, "no missing" },
    { "CAs of OTP after August 2023",
      CERTCHECK_VERIFIER_ERLANG,
      { .leaf = { .eku = "C" }, .ca = { .eku = "S" } },
      C,
      "open unsettled" },
};

/* Threads that state a certificate and what became of it. */
static void
agrees_with_what_was_reported(void **state)
{
    static const char *const answers[] = { "no", "yes", "open" };

    (void)state;
    for (size_t i = 0; i < sizeof agrees_with_rows / sizeof agrees_with_rows[0]; i++) {
        struct certcheck_verification v =
            verify(&agrees_with_rows[i].c, agrees_with_rows[i].id, agrees_with_rows[i].usage);
        char got[64];

        (void)snprintf(got, sizeof got, "%s %s", answers[v.accepted],
                       certcheck_reason_name(v.reason));
        if (strcmp(got, agrees_with_rows[i].want) != 0)
            fail_msg("%s: %s, want %s", agrees_with_rows[i].thread, got, agrees_with_rows[i].want);
    }
}

static const struct {
    enum certcheck_verifier_id id;
    const char *want; /* of a client's certificate, in that order, then "CA S" of a server's */
} answers_by_its_row_rows[] = {
    { CERTCHECK_VERIFIER_ASPNET_CORE, "no leaf, yes absent, no ca, open unchecked" },
    { CERTCHECK_VERIFIER_SCHANNEL_HTTP, "no leaf, yes absent, no ca, open unchecked" },
    { CERTCHECK_VERIFIER_SCHANNEL,
      "open unchecked, open unchecked, open unchecked, open unchecked" },
    { CERTCHECK_VERIFIER_OPENVPN, "no leaf, no missing, no ca, yes listed" },
    { CERTCHECK_VERIFIER_BORINGSSL_2022, "no leaf, yes absent, no ca, yes listed" },
    { CERTCHECK_VERIFIER_S2N, "no leaf, yes absent, no ca, yes listed" },
    { CERTCHECK_VERIFIER_OPENFIRE, "yes unchecked, yes unchecked, yes unchecked, yes unchecked" },
    { CERTCHECK_VERIFIER_RUSTLS, "no leaf, yes absent, no ca, yes listed" },
    { CERTCHECK_VERIFIER_HS_TLS, "no leaf, yes absent, yes listed, yes listed" },
    { CERTCHECK_VERIFIER_SAP_INTEGRATION, "no leaf, no missing, open unsettled, open unchecked" },
    { CERTCHECK_VERIFIER_CLOUDFRONT_ORIGIN,
      "no withheld, no withheld, open unsettled, open unchecked" },
    { CERTCHECK_VERIFIER_SENDMAIL, "no leaf, yes absent, no ca, open unchecked" },
    { CERTCHECK_VERIFIER_PROSODY_S2S,
      "yes unchecked, yes unchecked, yes unchecked, yes unchecked" },
    { CERTCHECK_VERIFIER_LYNC_SIP, "yes unchecked, yes unchecked, yes unchecked, open unchecked" },
};

/* Of these no answer was recorded: what their answers_by_its_row_rows say of the commonest cases.
 */
static void
answers_by_its_row(void **state)
{
    static const struct column cases[] = {
        { "S for a client", { .eku = "S" }, { 0 }, { 0 } },
        { "no list", { 0 }, { 0 }, { 0 } },
        { "CA S", { .eku = "S C" }, { .eku = "S" }, { 0 } },
    };
    static const char *const answers[] = { "no", "yes", "open" };

    (void)state;
    for (size_t i = 0; i < sizeof answers_by_its_row_rows / sizeof answers_by_its_row_rows[0];
         i++) {
        char got[160];
        struct base_text t;

        base_text_init(&t, got, sizeof got);
        for (size_t k = 0; k < 4; k++) {
            struct certcheck_verification v =
                verify(&cases[k < 3 ? k : 2], answers_by_its_row_rows[i].id, k < 3 ? C : S);

            base_text_str(&t, k > 0 ? ", " : "");
            base_text_str(&t, answers[v.accepted]);
            base_text_byte(&t, ' ');
            base_text_str(&t, certcheck_reason_name(v.reason));
        }
        if (strcmp(got, answers_by_its_row_rows[i].want) != 0)
            fail_msg("%s: %s, want %s", certcheck_verifier_get(answers_by_its_row_rows[i].id)->name,
                     got, answers_by_its_row_rows[i].want);
    }
}

static void
looks_at_the_netscape_type_where_the_row_does(void **state)
{
    struct column server = { .leaf = { .ext = SSL_SERVER } };
    struct column client = { .leaf = { .ext = SSL_CLIENT } };

    (void)state;
    assert_int_equal(verify(&server, CERTCHECK_VERIFIER_OPENSSL, C).reason,
                     CERTCHECK_REASON_NS_CERT_TYPE);
    assert_int_equal(verify(&server, CERTCHECK_VERIFIER_OPENSSL, S).accepted, CERTCHECK_YES);
    assert_int_equal(verify(&client, CERTCHECK_VERIFIER_JAVA, C).accepted, CERTCHECK_YES);
    assert_int_equal(verify(&client, CERTCHECK_VERIFIER_JAVA, S).accepted, CERTCHECK_NO);
    assert_int_equal(verify(&server, CERTCHECK_VERIFIER_GO, C).accepted, CERTCHECK_YES);
}

static const struct {
    enum certcheck_verifier_id id;
    struct column c;
    unsigned usage;
    bool accepted;
} odd_forms[] = {
    { CERTCHECK_VERIFIER_NSS, { .leaf = { .eku = "S" }, .ca = { .eku = "" } }, S, true },
    { CERTCHECK_VERIFIER_NSS, { .leaf = { .eku = "" } }, S, false },
    { CERTCHECK_VERIFIER_NSS, { .leaf = { .eku = "NSSGC" } }, S, true },
    { CERTCHECK_VERIFIER_NSS, { .leaf = { .eku = "SGC" } }, S, false },
    { CERTCHECK_VERIFIER_NSS, { .leaf = { .eku = "C" }, .ca = { .eku = "SGC" } }, C, true },
    { CERTCHECK_VERIFIER_NSS, { .leaf = { .eku = "C" }, .ca = { .eku = "CS" } }, C, false },
    { CERTCHECK_VERIFIER_NSS, { .leaf = { .ext = SSL_SERVER } }, C, false },
    { CERTCHECK_VERIFIER_NSS_3_110, { .leaf = { .eku = "S" }, .ca = { .eku = "" } }, S, false },
    { CERTCHECK_VERIFIER_NSS_3_110, { .leaf = { .eku = "C" }, .root = { .eku = "S" } }, C, true },
    { CERTCHECK_VERIFIER_NSS_3_110, { .leaf = { .eku = "C" }, .root = { .eku = "CS" } }, C, false },
    { CERTCHECK_VERIFIER_BORINGSSL_2023, { .leaf = { .eku = "S", .ku = "20" } }, S, false },
    { CERTCHECK_VERIFIER_BORINGSSL_2023, { .leaf = { .ext = SSL_SERVER } }, C, false },
    { CERTCHECK_VERIFIER_BORINGSSL, { .leaf = { .eku = "S", .ku = "20" } }, S, false },
    { CERTCHECK_VERIFIER_BORINGSSL_2022, { .leaf = { .eku = "S", .ku = "20" } }, S, true },
    { CERTCHECK_VERIFIER_GNUTLS_PURPOSE, { .leaf = { .eku = "" } }, C, true },
    { CERTCHECK_VERIFIER_GNUTLS_PURPOSE,
      { .leaf = { .eku = "S" }, .ca = { .eku = "NSSGC" } },
      S,
      true },
    { CERTCHECK_VERIFIER_GNUTLS_PURPOSE, { .leaf = { .eku = "NSSGC" } }, S, false },
    { CERTCHECK_VERIFIER_MBEDTLS, { .leaf = { .eku = "C" }, .ca = { .eku = "" } }, C, false },
    { CERTCHECK_VERIFIER_MBEDTLS, { .leaf = { .eku = "C" }, .ca = { .eku = "CS" } }, C, true },
};

/* Forms that few look at, as tests/verifiers saw them treated. */
static void
treats_odd_forms_as_the_row_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof odd_forms / sizeof odd_forms[0]; i++) {
        enum certcheck_answer got =
            verify(&odd_forms[i].c, odd_forms[i].id, odd_forms[i].usage).accepted;

        if (got != (odd_forms[i].accepted ? CERTCHECK_YES : CERTCHECK_NO))
            fail_msg("row %zu: %d", i, (int)got);
    }
}

/* An issuer that was not seen may refuse, where issuers count and roots were given. */
static void
is_open_where_an_issuer_is_unseen(void **state)
{
    struct recipe leaf[] = { { .subject = "leaf", .issuer = "ca", .eku = "C" } };
    struct judged d;

    (void)state;
    judged_path(&d, leaf, 1);
    d.j.path.end = CERTCHECK_END_UNSEEN;
    for (unsigned trust = 0; trust < 2; trust++) {
        struct certcheck_verification go = certcheck_verify(
            certcheck_verifier_get(CERTCHECK_VERIFIER_GO), &d.j.path, C, trust != 0);
        struct certcheck_verification java = certcheck_verify(
            certcheck_verifier_get(CERTCHECK_VERIFIER_JAVA), &d.j.path, C, trust != 0);

        assert_int_equal(go.accepted, trust != 0 ? CERTCHECK_UNKNOWN : CERTCHECK_YES);
        assert_int_equal(java.accepted, CERTCHECK_YES);
    }
    judged_clear(&d);
}

static void
names_are_words_and_found_again(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++) {
        const struct certcheck_verifier *v = certcheck_verifier_get((enum certcheck_verifier_id)i);

        if (v->title == NULL || v->used_by == NULL || v->source == NULL || v->failure == NULL)
            fail_msg("verifiers.def: %s lacks a text", v->name);
        assert_ptr_equal(certcheck_verifier_named(base_slice_str(v->name)), v);
        assert_true(v->title[0] != '\0' && v->source[0] != '\0' && v->failure[0] != '\0');
        for (const char *at = v->name; *at != '\0'; at++)
            assert_non_null(strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", *at));
    }
    assert_null(certcheck_verifier_named(base_slice_str("open")));
    for (unsigned i = 0; i < CERTCHECK_REASONS; i++)
        assert_non_null(certcheck_reason_name((enum certcheck_reason)i));
}

/* Twins: one name and key, certified without and with an Enhanced Key Usage. */
static void
two_paths_that_differ_settle_nothing(void **state)
{
    struct recipe recipes[] = {
        { .subject = "leaf", .issuer = "ca", .eku = "C" },
        { .subject = "ca", .issuer = "root", .bc = "ca" },
        { .subject = "ca", .issuer = "root", .bc = "ca", .eku = "S", .serial = 2 },
        { .subject = "root", .bc = "ca" },
    };
    struct certcheck_policy policy = { .required = C, .trust = true, .now_s = JUDGED_NOW };
    struct certcheck_verified verified = { .wanted = ~(uint64_t)0, .usages = S | C };
    struct certcheck_judgement judgement;
    struct certcheck_candidate pool[4];
    struct made certs[4];

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        recipe_make(&certs[i], &recipes[i]);
        pool[i] = (struct certcheck_candidate){ .facts = &certs[i].facts,
                                                .source = i == 3 ? CERTCHECK_SOURCE_TRUST
                                                                 : CERTCHECK_SOURCE_PEER };
    }
    assert_int_equal(certcheck_evaluate_for(&policy, &pool[0],
                                            &(struct certcheck_pool){ .at = pool, .n = 4 },
                                            recipe_verify, NULL, &verified, &judgement),
                     CERTCHECK_OK);
    assert_int_equal(judgement.verdict, CERTCHECK_INDETERMINATE);
    assert_int_equal(verified.at[CERTCHECK_VERIFIER_OPENSSL][1].accepted, CERTCHECK_UNKNOWN);
    assert_int_equal(verified.at[CERTCHECK_VERIFIER_OPENSSL][1].reason, CERTCHECK_REASON_PATHS);
    assert_int_equal(verified.at[CERTCHECK_VERIFIER_JAVA][1].accepted, CERTCHECK_YES);
    assert_int_equal(verified.at[CERTCHECK_VERIFIER_OPENSSL][0].accepted, CERTCHECK_NO);
    for (size_t i = 0; i < 4; i++)
        recipe_free(&certs[i]);
}

/* A row of profile.def names verifiers and changes by their words. */
static void
profiles_name_what_there_is(void **state)
{
    (void)state;
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);
        const char *lists[] = { p->verifiers, p->changes };

        if (lists[0] == NULL || lists[1] == NULL)
            fail_msg("profile.def: %s has no verifiers or no changes", p->name);
        for (size_t k = 0; k < 2; k++)
            for (const char *at = lists[k]; *at != '\0'; at += at[strcspn(at, ",")] == ',') {
                struct base_slice word = { (const uint8_t *)at, strcspn(at, ",") };

                assert_true(k == 0 ? certcheck_verifier_named(word) != NULL
                                   : certcheck_change_named(word) != NULL);
                at += word.len;
            }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_what_was_measured),
        cmocka_unit_test(agrees_with_what_was_reported),
        cmocka_unit_test(answers_by_its_row),
        cmocka_unit_test(looks_at_the_netscape_type_where_the_row_does),
        cmocka_unit_test(treats_odd_forms_as_the_row_says),
        cmocka_unit_test(is_open_where_an_issuer_is_unseen),
        cmocka_unit_test(names_are_words_and_found_again),
        cmocka_unit_test(two_paths_that_differ_settle_nothing),
        cmocka_unit_test(profiles_name_what_there_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
