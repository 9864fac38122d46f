/* SPDX-License-Identifier: MIT */
/* What becomes of a certificate when a check comes, or when it is renewed. */
#include <certcheck/change.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "judged.h"

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH
#define DAY(n) (1577836800 + (n)*86400LL) /* n days after 2020-01-01 */

static struct certcheck_change_result
judge(const struct recipe *leaf, const struct recipe *ca, enum certcheck_change_id change,
      enum certcheck_verifier_id verifier, unsigned required, const struct certcheck_renewal *r)
{
    struct recipe path[] = { *leaf, *ca, { .subject = "root", .bc = "ca" } };
    struct certcheck_change_result out;
    struct judged d;

    path[0].subject = "leaf";
    path[0].issuer = path[1].subject = "ca";
    path[1].issuer = "root";
    path[1].bc = "ca";
    judged_path(&d, path, 3);
    certcheck_judge(&d.policy, &d.j);
    certcheck_change_judge(certcheck_change_get(change), certcheck_verifier_get(verifier), &d.j,
                           required, true, NULL, r, &out);
    judged_clear(&d);
    return out;
}

static const struct {
    struct recipe leaf, ca;
    enum certcheck_change_id change;
    enum certcheck_verifier_id verifier;
    enum certcheck_verdict want;
} a_check_rows[] = {
    { { .eku = "S" },
      { 0 },
      CERTCHECK_CHANGE_DOTNET_2017,
      CERTCHECK_VERIFIER_DOTNET_FRAMEWORK,
      CERTCHECK_BREAKS },
    { { .eku = "S C" },
      { 0 },
      CERTCHECK_CHANGE_DOTNET_2017,
      CERTCHECK_VERIFIER_DOTNET_FRAMEWORK,
      CERTCHECK_READY },
    { { .eku = "S C" },
      { .eku = "S" },
      CERTCHECK_CHANGE_DOTNET_2017,
      CERTCHECK_VERIFIER_DOTNET_FRAMEWORK,
      CERTCHECK_BREAKS },
    { { .eku = "S" }, { 0 }, CERTCHECK_CHANGE_IBM_MQ, CERTCHECK_VERIFIER_IBM_MQ, CERTCHECK_BREAKS },
    { { .eku = "S C" },
      { .eku = "S" },
      CERTCHECK_CHANGE_IBM_MQ,
      CERTCHECK_VERIFIER_IBM_MQ,
      CERTCHECK_INDETERMINATE },
    { { .eku = "ANY" },
      { 0 },
      CERTCHECK_CHANGE_ENVOY,
      CERTCHECK_VERIFIER_BORINGSSL,
      CERTCHECK_BREAKS },
    { { .eku = "S C" },
      { .eku = "S" },
      CERTCHECK_CHANGE_ERLANG_25,
      CERTCHECK_VERIFIER_ERLANG_25,
      CERTCHECK_BREAKS },
    { { .eku = "S" },
      { 0 },
      CERTCHECK_CHANGE_ARIA2,
      CERTCHECK_VERIFIER_GNUTLS_PURPOSE,
      CERTCHECK_BROKEN }, /* it changes what servers present: refused before, too */
    { { .eku = "S" }, { 0 }, CERTCHECK_CHANGE_HS_TLS, CERTCHECK_VERIFIER_HS_TLS, CERTCHECK_BROKEN },
    { { .eku = "S", .to = "190101000000Z" },
      { 0 },
      CERTCHECK_CHANGE_DOTNET_2017,
      CERTCHECK_VERIFIER_DOTNET_FRAMEWORK,
      CERTCHECK_BROKEN },
};

/* An update that begins to check: nothing was looked at before it. */
static void
a_check_that_comes_breaks_what_it_refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof a_check_rows / sizeof a_check_rows[0]; i++) {
        struct certcheck_change_result r =
            judge(&a_check_rows[i].leaf, &a_check_rows[i].ca, a_check_rows[i].change,
                  a_check_rows[i].verifier, C, NULL);

        if (r.verdict != a_check_rows[i].want)
            fail_msg("row %zu: %s", i, certcheck_verdict_name(r.verdict));
        assert_true(r.from_s == CERTCHECK_NO_DATE && r.by_s == CERTCHECK_NO_DATE);
    }
}

static const struct certcheck_renewal public = { CERTCHECK_ANCHOR_PUBLIC, DAY(100),
                                                 CERTCHECK_NO_DATE };
static const struct certcheck_renewal private = { CERTCHECK_ANCHOR_PRIVATE, CERTCHECK_NO_DATE,
                                                  CERTCHECK_NO_DATE };
static const struct certcheck_renewal unknown = { CERTCHECK_ANCHOR_UNKNOWN, CERTCHECK_NO_DATE,
                                                  CERTCHECK_NO_DATE };
static const struct {
    struct recipe leaf, ca;
    enum certcheck_verifier_id verifier;
    const struct certcheck_renewal *renewal;
    unsigned required;
    enum certcheck_verdict want;
} at_public_cas[] = {
    { { .eku = "S C" }, { 0 }, CERTCHECK_VERIFIER_OPENSSL, &public, C, CERTCHECK_BREAKS },
    { { .eku = "S C" }, { 0 }, CERTCHECK_VERIFIER_OPENSSL, &public, S, CERTCHECK_READY },
    { { .eku = "S C" }, { 0 }, CERTCHECK_VERIFIER_OPENSSL, &public, S | C, CERTCHECK_BREAKS },
    { { 0 }, { 0 }, CERTCHECK_VERIFIER_OPENSSL, &public, C, CERTCHECK_BREAKS },
    { { .eku = "S C" }, { 0 }, CERTCHECK_VERIFIER_GNUTLS, &public, C, CERTCHECK_READY },
    { { .eku = "S C" },
      { 0 },
      CERTCHECK_VERIFIER_POSTFIX_SERVER_CCERTS,
      &public,
      C,
      CERTCHECK_READY },
    { { .eku = "S C" }, { 0 }, CERTCHECK_VERIFIER_OPENSSL, &private, C, CERTCHECK_READY },
    { { .eku = "S" }, { 0 }, CERTCHECK_VERIFIER_OPENSSL, &private, C, CERTCHECK_BROKEN },
    { { .eku = "S" },
      { .eku = "S" },
      CERTCHECK_VERIFIER_OPENSSL,
      &public,
      C,
      CERTCHECK_BREAKS }, /* renewed already */
    { { .eku = "CS" }, { 0 }, CERTCHECK_VERIFIER_GO, &private, C, CERTCHECK_BROKEN },
    { { .eku = "S C" }, { 0 }, CERTCHECK_VERIFIER_OPENSSL, &unknown, C, CERTCHECK_INDETERMINATE },
    { { .eku = "S C" }, { 0 }, CERTCHECK_VERIFIER_GNUTLS, &unknown, C, CERTCHECK_READY },
};

static void
a_renewal_breaks_at_public_cas_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof at_public_cas / sizeof at_public_cas[0]; i++) {
        struct certcheck_change_result r =
            judge(&at_public_cas[i].leaf, &at_public_cas[i].ca, CERTCHECK_CHANGE_RENEWAL,
                  at_public_cas[i].verifier, at_public_cas[i].required, at_public_cas[i].renewal);

        if (r.verdict != at_public_cas[i].want)
            fail_msg("row %zu: %s", i, certcheck_verdict_name(r.verdict));
    }
}

static const struct {
    const char *what;
    struct recipe leaf;
    int64_t ended, last, from, by;
} two_dates[] = {
    { "issued before the CA stopped",
      { .eku = "S C", .from = "200101000000Z", .to = "201231000000Z" },
      DAY(100),
      DAY(200),
      DAY(100),
      DAY(365) },
    { "issued on request after it",
      { .eku = "S C", .from = "200101000000Z", .to = "201231000000Z" },
      DAY(-10),
      DAY(200),
      DAY(200),
      DAY(365) },
    { "the last day on request is not known",
      { .eku = "S C", .from = "200101000000Z", .to = "201231000000Z" },
      DAY(-10),
      CERTCHECK_NO_DATE,
      DAY(-10),
      DAY(365) },
    { "ends before the CA stops",
      { .eku = "S C", .from = "200101000000Z", .to = "200110000000Z" },
      DAY(100),
      DAY(200),
      DAY(9),
      DAY(9) },
    { "lives longer than public certificates may",
      { .eku = "S C", .from = "200101000000Z", .to = "401231000000Z" },
      DAY(100),
      DAY(200),
      DAY(100),
      CERTCHECK_CLIENT_AUTH_GONE_S },
    { "has lost it",
      { .eku = "S", .from = "200101000000Z", .to = "201231000000Z" },
      DAY(-10),
      DAY(200),
      DAY(0),
      DAY(0) },
};

static void
a_renewal_has_two_dates(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof two_dates / sizeof two_dates[0]; i++) {
        struct certcheck_renewal renewal = { CERTCHECK_ANCHOR_PUBLIC, two_dates[i].ended,
                                             two_dates[i].last };
        struct certcheck_change_result r =
            judge(&two_dates[i].leaf, &(struct recipe){ 0 }, CERTCHECK_CHANGE_RENEWAL,
                  CERTCHECK_VERIFIER_OPENSSL, C, &renewal);

        if (r.verdict != CERTCHECK_BREAKS || r.from_s != two_dates[i].from ||
            r.by_s != two_dates[i].by)
            fail_msg("%s: %s from day %lld by day %lld", two_dates[i].what,
                     certcheck_verdict_name(r.verdict), (long long)(r.from_s - DAY(0)) / 86400,
                     (long long)(r.by_s - DAY(0)) / 86400);
    }
}

static void
names_are_found_again(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CERTCHECK_CHANGES; i++) {
        const struct certcheck_change *c = certcheck_change_get((enum certcheck_change_id)i);

        if (c->title == NULL || c->when == NULL || c->switch_back == NULL || c->source == NULL)
            fail_msg("changes.def: %s lacks a text", c->name);
        assert_ptr_equal(certcheck_change_named(base_slice_str(c->name)), c);
        assert_true(c->title[0] != '\0' && c->when[0] != '\0' && c->switch_back[0] != '\0' &&
                    c->source[0] != '\0' && c->usages != 0);
    }
    assert_null(certcheck_change_named(base_slice_str("renew")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_check_that_comes_breaks_what_it_refuses),
        cmocka_unit_test(a_renewal_breaks_at_public_cas_alone),
        cmocka_unit_test(a_renewal_has_two_dates),
        cmocka_unit_test(names_are_found_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
