/* SPDX-License-Identifier: MIT */
/* Whose root a renewal comes from, and what is made of each change. */
#include <certcheck/forecast.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "judged.h"

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH
#define BIT(id) ((uint64_t)1 << CERTCHECK_VERIFIER_##id)
#define CHANGE(id) (1u << CERTCHECK_CHANGE_##id)
#define ENDED_S 1750000000 /* the CA stopped: 2025-06-15 */

/* One public CA; its root is "Public Root" with this hash. */
static const uint8_t public_hash[32] = { 1, 2, 3 };
static struct certcheck_public_owner owner;
static struct certcheck_public_root root;
static const struct certcheck_public_cas cas = {
    .owners = &owner, .roots = &root, .owners_n = 1, .roots_n = 1
};

struct scene {
    struct judged d;
    uint8_t sha256[3][32];
    struct certcheck_forecast_request request;
    struct certcheck_forecast f;
};

/* A leaf, a CA and the root of this name; a renewal, judged by OpenSSL. */
static void
scene_begin(struct scene *s, const char *eku, const char *root_name)
{
    struct recipe path[] = { { .subject = "leaf", .issuer = "ca", .eku = eku },
                             { .subject = "ca", .issuer = root_name, .bc = "ca" },
                             { .subject = root_name, .bc = "ca" } };

    owner = (struct certcheck_public_owner){ .name = SLICE("Public"),
                                             .dates = { { .ended_s = ENDED_S,
                                                          .last_s = CERTCHECK_NO_DATE } },
                                             .dates_n = 1 };
    root = (struct certcheck_public_root){ .subject = SLICE("CN=Public Root") };
    memcpy(root.sha256, public_hash, 32);
    memset(s, 0, sizeof *s);
    judged_path(&s->d, path, 3);
    certcheck_judge(&s->d.policy, &s->d.j);
    s->request = (struct certcheck_forecast_request){ .receivers = BIT(OPENSSL),
                                                      .changes = CHANGE(RENEWAL),
                                                      .cas = &cas };
}

static const struct certcheck_change_result *
judge(struct scene *s, bool trust)
{
    for (unsigned v = 0; v < CERTCHECK_VERIFIERS; v++)
        for (unsigned u = 0; u < BASE_USAGES; u++)
            s->f.verified.at[v][u] =
                certcheck_verify(certcheck_verifier_get((enum certcheck_verifier_id)v),
                                 &s->d.j.path, 1u << u, trust);
    certcheck_forecast_judge(&s->request, &s->d.j, C, trust, (const uint8_t(*)[32])s->sha256,
                             &s->f);
    return s->f.changes;
}

static void
a_public_root_is_known_by_its_hash(void **state)
{
    struct scene s;

    (void)state;
    scene_begin(&s, "S C", "Some Root");
    memcpy(s.sha256[2], public_hash, 32);
    judge(&s, true);
    assert_int_equal(s.f.anchor, CERTCHECK_ANCHOR_PUBLIC);
    assert_ptr_equal(s.f.owner, &owner);
    assert_null(s.f.claimed);
    assert_int_equal(s.f.verdict, CERTCHECK_BREAKS);
    assert_int_equal(s.f.changes_n, 1);
    assert_int_equal(s.f.changes[0].from_s, ENDED_S);
    /* The hash of another element of the path says nothing. */
    memset(s.sha256[2], 0, 32);
    memcpy(s.sha256[1], public_hash, 32);
    judge(&s, true);
    assert_null(s.f.owner);
    assert_int_equal(s.f.anchor, CERTCHECK_ANCHOR_PRIVATE);
    assert_int_equal(s.f.verdict, CERTCHECK_READY);
    judged_clear(&s.d);
}

/* A root that is not in the table is private, but not where its name is, or where the leaf
 * follows the rules of public CAs: then nobody knows. */
static void
a_root_that_looks_public_is_not_called_private(void **state)
{
    static const uint8_t forum[] = "\x30\x08\x06\x06\x67\x81\x0c\x01\x02\x01";
    struct certcheck_finding f;
    struct scene s;

    (void)state;
    scene_begin(&s, "S C", "Public Root");
    judge(&s, true);
    assert_int_equal(s.f.anchor, CERTCHECK_ANCHOR_UNKNOWN);
    assert_int_equal(s.f.verdict, CERTCHECK_INDETERMINATE);
    assert_true(certcheck_forecast_finding(&s.f, s.f.changes, &f));
    assert_int_equal(f.code, CERTCHECK_F_RENEWAL_ROOT_UNKNOWN);
    judged_clear(&s.d);
    scene_begin(&s, "S C", "Contoso Root");
    judge(&s, true);
    assert_int_equal(s.f.anchor, CERTCHECK_ANCHOR_PRIVATE);
    s.d.certs[0].facts.policies = (struct base_slice){ forum, sizeof forum - 1 };
    judge(&s, true);
    assert_int_equal(s.f.anchor, CERTCHECK_ANCHOR_UNKNOWN);
    judged_clear(&s.d);
}

/* Where the root was not seen the name of the issuer is taken: a claim where no roots were given,
 * which is said. */
static void
an_unseen_root_is_taken_by_its_name(void **state)
{
    struct certcheck_finding f;
    struct scene s;

    (void)state;
    scene_begin(&s, "S C", "Public Root");
    s.d.j.path.n = 2;
    s.d.j.path.end = CERTCHECK_END_UNSEEN;
    judge(&s, false);
    assert_int_equal(s.f.anchor, CERTCHECK_ANCHOR_PUBLIC);
    assert_ptr_equal(s.f.claimed, &root);
    assert_true(certcheck_forecast_root_finding(&s.f, 0, &f));
    assert_int_equal(f.code, CERTCHECK_F_RENEWAL_ROOT_CLAIMED);
    assert_true(base_slice_eq_str(f.arg, "CN=Public Root"));
    assert_false(certcheck_forecast_root_finding(&s.f, 1, &f));
    memcpy(owner.between, "June or July", 13); /* its sources conflict */
    assert_true(certcheck_forecast_root_finding(&s.f, 1, &f));
    assert_int_equal(f.code, CERTCHECK_F_RENEWAL_DATES_CONFLICT);
    assert_true(base_slice_eq_str(f.arg, "June or July"));
    assert_false(certcheck_forecast_root_finding(&s.f, 2, &f));
    judge(&s, true);
    assert_null(s.f.claimed);
    assert_true(certcheck_forecast_root_finding(&s.f, 0, &f));
    assert_int_equal(f.code, CERTCHECK_F_RENEWAL_DATES_CONFLICT);
    root.subject = SLICE("CN=Public");
    judge(&s, false);
    assert_int_equal(s.f.anchor, CERTCHECK_ANCHOR_UNKNOWN);
    judged_clear(&s.d);
}

/* Paths to a public root and to a private one: either may be taken, so neither is said. */
static void
rival_roots_leave_it_open(void **state)
{
    struct certcheck_finding f;
    struct scene s, other;

    (void)state;
    scene_begin(&other, "S C", "Public Root");
    scene_begin(&s, "S C", "Contoso Root");
    s.f.verified.roots[0] = &s.d.certs[2].facts;
    s.f.verified.roots_n = 1;
    judge(&s, true);
    assert_int_equal(s.f.anchor, CERTCHECK_ANCHOR_PRIVATE);
    assert_true(s.f.anchors[0] == NULL && s.f.anchors[1] == NULL);
    s.f.verified.roots_cut = true; /* a public one may be among those that did not fit */
    judge(&s, true);
    assert_int_equal(s.f.anchor, CERTCHECK_ANCHOR_UNKNOWN);
    s.f.verified.roots_cut = false;
    s.f.verified.roots[1] = &other.d.certs[2].facts;
    s.f.verified.roots_n = 2;
    judge(&s, true);
    assert_ptr_equal(s.f.anchors[0], &other.d.certs[2].facts);
    assert_ptr_equal(s.f.anchors[1], &s.d.certs[2].facts);
    assert_int_equal(s.f.anchor, CERTCHECK_ANCHOR_UNKNOWN);
    assert_int_equal(s.f.verdict, CERTCHECK_INDETERMINATE);
    assert_false(certcheck_forecast_finding(&s.f, s.f.changes, &f)); /* both roots are known */
    judged_clear(&s.d);
    judged_clear(&other.d);
}

/* Each receiver for itself, the worst decides; one that requires no usage takes the successor. */
static void
the_worst_receiver_decides(void **state)
{
    struct scene s;

    (void)state;
    scene_begin(&s, "S C", "Some Root");
    memcpy(s.sha256[2], public_hash, 32);
    s.request.receivers = BIT(OPENSSL) | BIT(GO);
    s.request.exempt = BIT(OPENSSL);
    judge(&s, true);
    assert_int_equal(s.f.changes_n, 2);
    assert_int_equal(s.f.changes[0].verifier, CERTCHECK_VERIFIER_OPENSSL);
    assert_int_equal(s.f.changes[0].verdict, CERTCHECK_READY);
    assert_int_equal(s.f.changes[1].verifier, CERTCHECK_VERIFIER_GO);
    assert_int_equal(s.f.changes[1].verdict, CERTCHECK_BREAKS);
    assert_int_equal(s.f.verdict, CERTCHECK_BREAKS);
    s.request.exempt |= BIT(GO);
    judge(&s, true);
    assert_int_equal(s.f.verdict, CERTCHECK_READY);
    judged_clear(&s.d);
}

/* Of a change of a verifier, receivers are not asked: it has its own. */
static void
answers_are_needed_of_those_who_judge(void **state)
{
    struct certcheck_forecast_request r = { .verifiers = BIT(JAVA), .receivers = BIT(GO) };

    (void)state;
    assert_true(certcheck_forecast_needs(&r) == BIT(JAVA));
    r.changes = CHANGE(S2N);
    assert_true(certcheck_forecast_needs(&r) == (BIT(JAVA) | BIT(S2N)));
    r.changes = CHANGE(RENEWAL);
    assert_true(certcheck_forecast_needs(&r) == (BIT(JAVA) | BIT(GO)));
    r.changes |= CHANGE(IBM_MQ);
    assert_true(certcheck_forecast_needs(&r) == (BIT(JAVA) | BIT(GO) | BIT(IBM_MQ)));
}

static void
findings_say_what_a_change_does(void **state)
{
    static const struct {
        struct certcheck_change_result change;
        int want; /* -1: nothing */
    } rows[] = {
        { { .id = CERTCHECK_CHANGE_DOTNET_2017, .verdict = CERTCHECK_BREAKS }, -1 },
        { { .id = CERTCHECK_CHANGE_S2N, .verdict = CERTCHECK_BREAKS },
          CERTCHECK_F_UPDATE_WILL_REFUSE },
        { { .id = CERTCHECK_CHANGE_S2N, .verdict = CERTCHECK_INDETERMINATE }, -1 },
        { { .id = CERTCHECK_CHANGE_RENEWAL, .verdict = CERTCHECK_BREAKS, .from_s = 1, .by_s = 9 },
          CERTCHECK_F_RENEWAL_LOSES_CLIENT_AUTH },
        { { .id = CERTCHECK_CHANGE_RENEWAL,
            .verdict = CERTCHECK_BREAKS,
            .lost = true,
            .from_s = 9,
            .by_s = 9 },
          CERTCHECK_F_RENEWED_WITHOUT_CLIENT_AUTH },
        { { .id = CERTCHECK_CHANGE_RENEWAL, .verdict = CERTCHECK_BREAKS, .from_s = 9, .by_s = 9 },
          CERTCHECK_F_RENEWAL_LOSES_CLIENT_AUTH },
        { { .id = CERTCHECK_CHANGE_RENEWAL, .verdict = CERTCHECK_READY }, -1 },
        { { .id = CERTCHECK_CHANGE_RENEWAL, .verdict = CERTCHECK_BROKEN }, -1 },
    };
    const struct certcheck_forecast forecast = { .anchor = CERTCHECK_ANCHOR_PUBLIC };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_change_result change = rows[i].change;
        struct certcheck_finding f;

        change.verifier = CERTCHECK_VERIFIER_S2N;
        if (certcheck_forecast_finding(&forecast, &change, &f) != (rows[i].want >= 0))
            fail_msg("row %zu", i);
        if (rows[i].want < 0)
            continue;
        assert_int_equal(f.code, rows[i].want);
        assert_true(base_slice_eq_str(f.arg, "s2n-tls"));
        assert_int_equal(f.number, change.by_s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_public_root_is_known_by_its_hash),
        cmocka_unit_test(a_root_that_looks_public_is_not_called_private),
        cmocka_unit_test(an_unseen_root_is_taken_by_its_name),
        cmocka_unit_test(rival_roots_leave_it_open),
        cmocka_unit_test(the_worst_receiver_decides),
        cmocka_unit_test(answers_are_needed_of_those_who_judge),
        cmocka_unit_test(findings_say_what_a_change_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
