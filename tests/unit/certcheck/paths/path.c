/* SPDX-License-Identifier: MIT */
/* Finding the best path: order, cross-certificates, circles and bounds. */
#include <certcheck/path.h>

#include <base/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "scene.h"

static const struct {
    struct {
        enum certcheck_source source;
        struct recipe r;
    } certs[7];
    const char *want;
} chooses_the_best_path_rows[] = {
    { { LEAF, CA(.issuer = "root"), ROOT }, "0 1 2: ready" },
    { { LEAF }, "0: indeterminate ISSUER_UNKNOWN@0" },
    { { LEAF, CA(.issuer = "root") }, "0 1: indeterminate ISSUER_UNKNOWN@1" },
    { { LEAF, CA(.issuer = "root"), { FILE_, { .subject = "root", .bc = "ca" } } },
      "0 1 2: broken UNTRUSTED_ROOT@2" },
    /* an issuer of the right name and another key */
    { { LEAF, CA(.issuer = "root", .key = "other"), ROOT }, "0 1 2: broken SIGNATURE_INVALID@0" },
    { { LEAF, CA(.issuer = "root", .key = "other"), CA(.issuer = "root"), ROOT }, "0 2 3: ready" },
    { { { PEER, { .subject = "leaf", .issuer = "ca", .aki = "one" } },
        CA(.issuer = "root", .key = "other", .ski = "two"),
        ROOT },
      "0: indeterminate ISSUER_UNKNOWN@0" }, /* its key identifier says it is not */
    { { { PEER, { .subject = "leaf", .issuer = "ca", .aki = "one" } },
        CA(.issuer = "root", .ski = "two"),
        ROOT },
      "0 1 2: ready" }, /* contradicts and verifies */
    { { { PEER, { .subject = "leaf", .issuer = "ca", .aki = "one" } },
        CA(.issuer = "root", .ski = "two", .to = "450101000000Z"),
        CA(.issuer = "root", .to = "400101000000Z"),
        ROOT },
      "0 2 3: ready" }, /* ... and is not asked where another one does */
    /* one name and key certified twice: the choice decides, or it does not */
    { { LEAF, CA(.issuer = "root", .eku = "C"), CA(.issuer = "root"), ROOT },
      "0 2 3: indeterminate ISSUER_CHOICE_DECIDES@0" },
    { { LEAF, CA(.issuer = "root", .eku = "=0500"), CA(.issuer = "root", .eku = "S"), ROOT },
      "0 2 3: breaks CA_EKU_EXCLUDES_CLIENT_AUTH@1 ISSUER_CHOICE_DECIDES@0 "
      "BEFORE_UNDETERMINED@0" },
    { { LEAF, CA(.issuer = "root", .eku = "S C ANY"), CA(.issuer = "root"), ROOT },
      "0 2 3: ready" },
    /* ... the authority key identifier names one by issuer and serial number */
    { { { PEER, { .subject = "leaf", .issuer = "ca", .aki_issuer = "root", .aki_serial = 9 } },
        CA(.issuer = "root", .serial = 9, .eku = "CS"),
        CA(.issuer = "root", .serial = 8),
        ROOT },
      "0 1 3: breaks CA_EKU_EXCLUDES_SERVER_AUTH@1 CA_EKU_EXCLUDES_CLIENT_AUTH@1" },
    { { { PEER, { .subject = "leaf", .issuer = "ca", .aki_issuer = "root", .aki_serial = 8 } },
        CA(.issuer = "root", .serial = 9, .eku = "CS"),
        CA(.issuer = "root", .serial = 8),
        ROOT },
      "0 2 3: ready" },
    { { { PEER, { .subject = "leaf", .issuer = "ca", .aki_issuer = "root", .aki_serial = 9 } },
        CA(.issuer = "root", .serial = 9, .eku = "CS", .to = "180101000000Z"),
        CA(.issuer = "root", .serial = 8),
        ROOT },
      "0 2 3: ready" }, /* one that has expired is no choice */
    { { { PEER, { .subject = "leaf", .issuer = "ca", .aki_issuer = "else", .aki_serial = 9 } },
        CA(.issuer = "root", .serial = 9, .eku = "CS"),
        CA(.issuer = "root", .serial = 8),
        ROOT },
      "0 2 3: indeterminate ISSUER_CHOICE_DECIDES@0" }, /* names neither */
    /* expired and renewed */
    { { LEAF, CA(.issuer = "root", .to = "180101000000Z"), CA(.issuer = "root"), ROOT },
      "0 2 3: ready" },
    /* cross-signed: the trusted way even where it refuses */
    { { LEAF,
        CA(.issuer = "root", .eku = "S"),
        CA(.issuer = "stranger"),
        ROOT,
        { PEER, { .subject = "stranger", .bc = "ca" } } },
      "0 1 3: breaks CA_EKU_EXCLUDES_CLIENT_AUTH@1" },
    { { LEAF,
        CA(.issuer = "root", .eku = "S"),
        CA(.issuer = "stranger"),
        ROOT,
        { TRUST, { .subject = "stranger", .bc = "ca" } } },
      "0 2 4: indeterminate ISSUER_CHOICE_DECIDES@0" },
    /* any root before none */
    { { LEAF,
        CA(.issuer = "nobody"),
        CA(.issuer = "stranger"),
        { PEER, { .subject = "stranger", .bc = "ca" } } },
      "0 2 3: broken UNTRUSTED_ROOT@2" },
    /* equally good: later notAfter, then bytes */
    { { LEAF, CA(.issuer = "root", .to = "400101000000Z"), CA(.issuer = "root"), ROOT },
      "0 2 3: ready" },
    { { LEAF, CA(.issuer = "root", .serial = 9), CA(.issuer = "root", .serial = 8), ROOT },
      "0 2 3: ready" },
    /* the shorter of two */
    { { LEAF,
        CA(.issuer = "cb"),
        { PEER, { .subject = "cb", .issuer = "root", .bc = "ca" } },
        CA(.issuer = "root", .to = "400101000000Z"),
        ROOT },
      "0 3 4: ready" },
    /* the same certificate from two sources counts as the higher */
    { { LEAF, CA(.issuer = "root"), { PEER, { .subject = "root", .bc = "ca" } }, ROOT },
      "0 1 3: ready" },
    /* the root's new key, certified by the old one */
    { { { PEER, { .subject = "leaf", .issuer = "root", .signer = "new" } },
        { PEER, { .subject = "root", .key = "new", .signer = "old", .bc = "ca" } },
        { TRUST, { .subject = "root", .key = "old", .signer = "old", .bc = "ca" } } },
      "0 1 2: ready" },
    /* self-signed, and spoilt */
    { { { TRUST, { .subject = "self" } } }, "0: ready" },
    { { { TRUST, { .subject = "self", .signer = "else" } } }, "0: broken SIGNATURE_INVALID@0" },
    /* circles */
    { { LEAF, CA(.issuer = "cb"), { PEER, { .subject = "cb", .issuer = "ca", .bc = "ca" } } },
      "0 1 2: indeterminate ISSUER_UNKNOWN@2" },
    { { LEAF,
        CA(.issuer = "cb"),
        { PEER, { .subject = "cb", .issuer = "ca", .bc = "ca" } },
        { PEER, { .subject = "cb", .issuer = "root", .bc = "ca" } },
        ROOT },
      "0 1 3 4: ready" },
    { { LEAF, CA(.issuer = "leaf"), ROOT }, "0 1: indeterminate ISSUER_UNKNOWN@1" },
};

static void
chooses_the_best_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(chooses_the_best_path_rows); i++) {
        struct scene *s = scene_new();

        for (size_t k = 0; k < 7 && chooses_the_best_path_rows[i].certs[k].r.subject != NULL; k++)
            add(s, chooses_the_best_path_rows[i].certs[k].source,
                &chooses_the_best_path_rows[i].certs[k].r);
        expect(s, i, chooses_the_best_path_rows[i].want);
        scene_free(s);
    }
}

/* An expired issuer and its renewal: the better path counts, and that there were two is said. */
static void
says_that_paths_differ(void **state)
{
    (void)state;
    for (int renewed = 0; renewed < 2; renewed++) {
        struct scene *s = scene_new();

        add(s, PEER, &(struct recipe){ .subject = "leaf", .issuer = "ca" });
        add(s, PEER, &(struct recipe){ .subject = "ca", .issuer = "root", .bc = "ca" });
        if (renewed)
            add(s, PEER,
                &(struct recipe){
                    .subject = "ca", .issuer = "root", .bc = "ca", .to = "180101000000Z" });
        add(s, TRUST, &(struct recipe){ .subject = "root", .bc = "ca" });
        evaluate(s, AS_GIVEN);
        assert_int_equal(s->j.verdict, CERTCHECK_READY);
        assert_int_equal(judged_has(&s->j, CERTCHECK_F_PATH_CHOSEN, 0), renewed);
        scene_free(s);
    }
}

/* Both usages required, each allowed on another path only: the choice decides on each. */
static void
finds_a_path_for_each_usage(void **state)
{
    struct scene *s = scene_new();

    (void)state;
    add(s, PEER, &(struct recipe){ .subject = "leaf", .issuer = "ca" });
    add(s, PEER, &(struct recipe){ .subject = "ca", .issuer = "root", .bc = "ca", .eku = "S" });
    add(s, PEER, &(struct recipe){ .subject = "ca", .issuer = "root", .bc = "ca", .eku = "C" });
    add(s, TRUST, &(struct recipe){ .subject = "root", .bc = "ca" });
    for (int o = 0; o < ORDERS; o++) {
        evaluate(s, (enum order)o);
        assert_int_equal(s->j.verdict, CERTCHECK_INDETERMINATE);
        assert_int_equal(s->j.by_usage[0], CERTCHECK_INDETERMINATE);
        assert_int_equal(s->j.by_usage[1], CERTCHECK_INDETERMINATE);
        assert_int_equal(s->j.before.accepted, CERTCHECK_YES);
        assert_int_equal(s->j.after.accepted, CERTCHECK_UNKNOWN);
        assert_int_equal(s->j.required, S | C);
        assert_true(judged_has(&s->j, CERTCHECK_F_ISSUER_CHOICE_DECIDES, 0));
        assert_string_equal(s->j.choice,
                            "ca (serial 00, issued by root), ca (serial 00, issued by root)");
        assert_ptr_equal(s->j.path.at[1].facts, &s->certs[1].facts);
    }
    s->policy.required = C;
    evaluate(s, AS_GIVEN);
    assert_ptr_equal(s->j.path.at[1].facts, &s->certs[2].facts);
    scene_free(s);

    s = scene_new(); /* one usage has a way, the other none: the worse one's path is shown */
    add(s, PEER, &(struct recipe){ .subject = "leaf", .issuer = "ca", .eku = "S" });
    add(s, PEER, &(struct recipe){ .subject = "ca", .issuer = "root", .bc = "ca", .eku = "S" });
    add(s, PEER, &(struct recipe){ .subject = "ca", .issuer = "root", .bc = "ca", .eku = "C" });
    add(s, TRUST, &(struct recipe){ .subject = "root", .bc = "ca" });
    for (int o = 0; o < ORDERS; o++) {
        evaluate(s, (enum order)o);
        assert_int_equal(s->j.verdict, CERTCHECK_BREAKS);
        assert_int_equal(s->j.by_usage[0], CERTCHECK_INDETERMINATE);
        assert_int_equal(s->j.by_usage[1], CERTCHECK_BREAKS);
        assert_int_equal(s->j.required, S | C);
    }
    scene_free(s);
}

/* n CAs one below the other under a trusted root; the leaf below them. */
static struct scene *
ladder(unsigned n)
{
    struct scene *s = scene_new();
    char name[16], issuer[16];

    (void)snprintf(issuer, sizeof issuer, "ca%u", n);
    add(s, PEER,
        &(struct recipe){ .subject = "leaf", .issuer = n == 0 ? "root" : issuer, .eku = "S C" });
    for (unsigned i = n; i > 0; i--) {
        (void)snprintf(name, sizeof name, "ca%u", i);
        (void)snprintf(issuer, sizeof issuer, "ca%u", i - 1);
        add(s, PEER,
            &(struct recipe){ .subject = name, .issuer = i == 1 ? "root" : issuer, .bc = "ca" });
    }
    add(s, TRUST, &(struct recipe){ .subject = "root", .bc = "ca" });
    return s;
}

static void
climbs_long_ladders(void **state)
{
    static const struct {
        unsigned cas;
        enum certcheck_verdict want;
        enum certcheck_path_end want_end;
        size_t want_n;
    } rows[] = {
        { 0, CERTCHECK_READY, CERTCHECK_END_ROOT, 2 },
        { 20, CERTCHECK_READY, CERTCHECK_END_ROOT, 22 },
        { 30, CERTCHECK_READY, CERTCHECK_END_ROOT, 32 },
        { 31, CERTCHECK_INDETERMINATE, CERTCHECK_END_LIMIT, 32 },
        { 40, CERTCHECK_INDETERMINATE, CERTCHECK_END_LIMIT, 32 },
        { 200, CERTCHECK_INDETERMINATE, CERTCHECK_END_LIMIT, 32 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        for (int o = 0; o < ORDERS; o++) {
            struct scene *s = ladder(rows[i].cas);

            evaluate(s, (enum order)o);
            if (s->j.verdict != rows[i].want || s->j.path.end != rows[i].want_end ||
                s->j.path.n != rows[i].want_n || s->calls > CERTCHECK_SIGNATURES_MAX)
                fail_msg("%u CAs: %s, end %d, %zu certificates, %u signatures", rows[i].cas,
                         certcheck_verdict_name(s->j.verdict), (int)s->j.path.end, s->j.path.n,
                         s->calls);
            assert_int_equal(judged_has(&s->j, CERTCHECK_F_PATH_LIMIT, -1),
                             rows[i].want_end == CERTCHECK_END_LIMIT);
            scene_free(s);
        }
}

/* A peer chooses its keys: large ones cost more, and fewer of them are tried. */
static void
large_keys_use_the_work_up_sooner(void **state)
{
    static const struct {
        struct certcheck_key key;
        unsigned calls;
    } rows[] = {
        { { CERTCHECK_KEY_RSA, 4096, { 0 } }, CERTCHECK_SIGNATURES_MAX },
        { { CERTCHECK_KEY_EC, 256, { 0 } }, CERTCHECK_SIGNATURES_MAX },
        { { CERTCHECK_KEY_EC, 384, { 0 } }, 16 },
        { { CERTCHECK_KEY_EC, 0, { 0 } }, 4 }, /* a curve that is not known */
        { { CERTCHECK_KEY_RSA, 16384, { 0 } }, 3 },
        { { CERTCHECK_KEY_DSA, 10000, { 0 } }, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *s = twins(100, 1000, false);

        for (size_t k = 1; k <= 100; k++)
            s->certs[k].facts.key = rows[i].key;
        evaluate(s, AS_GIVEN);
        assert_int_equal(s->calls, rows[i].calls);
        assert_int_equal(s->j.verdict, CERTCHECK_INDETERMINATE);
        scene_free(s);
    }
}

/* ... and a root whose signature of itself is one too many: the bound is named, no algorithm. */
static void
a_signature_beyond_the_work_is_named(void **state)
{
    (void)state;
    for (unsigned bits = 16384; bits <= 24576; bits += 8192) {
        const bool beyond = bits == 24576; /* more than half of the work each */
        struct scene *s = scene_new();

        add(s, PEER, &(struct recipe){ .subject = "leaf", .issuer = "ca", .eku = "S C" });
        add(s, PEER, &(struct recipe){ .subject = "ca", .issuer = "root", .bc = "ca" });
        add(s, TRUST, &(struct recipe){ .subject = "root", .bc = "ca" });
        s->certs[2].facts.key = (struct certcheck_key){ .alg = CERTCHECK_KEY_RSA, .bits = bits };
        evaluate(s, AS_GIVEN);
        assert_int_equal(s->calls, beyond ? 2 : 3);
        assert_int_equal(judged_has(&s->j, CERTCHECK_F_SIGNATURE_LIMIT, 2), beyond);
        assert_false(judged_has(&s->j, CERTCHECK_F_SIGNATURE_UNSUPPORTED, 2));
        scene_free(s);
    }
}

/* Every CA certified by every other: 12 names, 132 certificates, no way out. */
static void
walks_no_circles(void **state)
{
    struct scene *s = scene_new();
    char a[8], b[8];

    (void)state;
    add(s, PEER, &(struct recipe){ .subject = "leaf", .issuer = "n0", .eku = "S C" });
    for (unsigned i = 0; i < 12; i++)
        for (unsigned k = 0; k < 12; k++) {
            (void)snprintf(a, sizeof a, "n%u", i);
            (void)snprintf(b, sizeof b, "n%u", k);
            if (i != k)
                add(s, PEER, &(struct recipe){ .subject = a, .issuer = b, .bc = "ca" });
        }
    evaluate(s, SORTED);
    assert_int_equal(s->status, CERTCHECK_E_LIMIT);
    assert_int_equal(s->j.verdict, CERTCHECK_INDETERMINATE);
    assert_true(s->calls <= CERTCHECK_SIGNATURES_MAX);
    add(s, TRUST, &(struct recipe){ .subject = "n0", .issuer = "n0", .bc = "ca" });
    evaluate(s, SORTED); /* one way out, and it goes first; but not all was looked at */
    assert_int_equal(s->j.verdict, CERTCHECK_INDETERMINATE);
    assert_int_equal(s->j.path.n, 2);
    scene_free(s);
}

/* Hundreds of certificates of the issuer's name and key cost one signature. */
static void
checks_each_key_once(void **state)
{
    struct scene *s = scene_new();

    (void)state;
    add(s, PEER, &(struct recipe){ .subject = "leaf", .issuer = "ca", .eku = "S C" });
    for (unsigned i = 0; i < 30; i++)
        add(s, PEER,
            &(struct recipe){ .subject = "ca",
                              .issuer = "root",
                              .bc = "ca",
                              .serial = i,
                              .eku = i == 17 ? "S C" : "CS" });
    add(s, TRUST, &(struct recipe){ .subject = "root", .bc = "ca" });
    for (int o = 0; o < ORDERS; o++) {
        evaluate(s, (enum order)o);
        assert_int_equal(s->j.verdict, CERTCHECK_INDETERMINATE);
        assert_true(judged_has(&s->j, CERTCHECK_F_ISSUER_CHOICE_DECIDES, 0));
        assert_ptr_equal(s->j.path.at[1].facts, &s->certs[18].facts);
        assert_int_equal(s->calls, 1 + 30 + 1); /* leaf, each CA by the root, the root */
    }
    scene_free(s);
}

/* A leaf among the roots is trusted, with the property known there. */
static void
knows_a_leaf_in_the_store(void **state)
{
    struct scene *s = scene_new();
    struct certcheck_property property = { .allows = C };

    (void)state;
    add(s, PEER, &(struct recipe){ .subject = "self", .eku = "S C" });
    add(s, TRUST, &(struct recipe){ .subject = "self", .eku = "S C" });
    s->pool[1].property = &property;
    for (int o = 0; o < ORDERS; o++) {
        evaluate(s, (enum order)o);
        assert_int_equal(s->j.path.at[0].source, TRUST);
        assert_int_equal(s->j.by_usage[1], CERTCHECK_READY);
        assert_int_equal(s->j.by_usage[0], CERTCHECK_BREAKS);
    }
    scene_free(s);
}

static enum certcheck_answer
knows_nothing(void *ctx, const struct certcheck_facts *subject,
              const struct certcheck_facts *issuer)
{
    (void)ctx;
    (void)subject;
    (void)issuer;
    return CERTCHECK_UNKNOWN;
}

static void
carries_unknown_signatures_along(void **state)
{
    struct scene *s = ladder(1);
    struct certcheck_pool p = { .at = s->pool, .n = s->n };
    char got[400];

    (void)state;
    assert_int_equal(certcheck_evaluate(&s->policy, &s->pool[0], &p, knows_nothing, NULL, &s->j),
                     CERTCHECK_OK);
    assert_string_equal(outcome(s, got, sizeof got),
                        "0 1 2: indeterminate SIGNATURE_UNSUPPORTED@0 SIGNATURE_UNSUPPORTED@1 "
                        "SIGNATURE_UNSUPPORTED@2");
    assert_int_equal(certcheck_evaluate(&s->policy, &s->pool[0], &p, NULL, NULL, &s->j),
                     CERTCHECK_OK);
    assert_string_equal(outcome(s, got, sizeof got), "0 1 2: ready");
    scene_free(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chooses_the_best_path),
        cmocka_unit_test(says_that_paths_differ),
        cmocka_unit_test(finds_a_path_for_each_usage),
        cmocka_unit_test(climbs_long_ladders),
        cmocka_unit_test(large_keys_use_the_work_up_sooner),
        cmocka_unit_test(a_signature_beyond_the_work_is_named),
        cmocka_unit_test(walks_no_circles),
        cmocka_unit_test(checks_each_key_once),
        cmocka_unit_test(knows_a_leaf_in_the_store),
        cmocka_unit_test(carries_unknown_signatures_along),
    };

    return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
