/* SPDX-License-Identifier: MIT */
/* Finding the best path: order, twins, cross-certificates, circles and bounds.
 * Each scene is written as one line a certificate, "subject<issuer words". */
#include <certcheck/path.h>

#include <base/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "judged.h"

#define POOL 5000
#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH

struct scene {
    struct made certs[POOL];
    struct certcheck_candidate pool[POOL];
    size_t n;
    struct certcheck_policy policy;
    struct certcheck_judgement j;
    enum certcheck_status status;
    unsigned calls; /* of verify */
};

static struct scene *
scene_new(void)
{
    struct scene *s = calloc(1, sizeof *s);

    assert_non_null(s);
    s->policy = (struct certcheck_policy){ .required = S | C, .trust = true, .now_s = JUDGED_NOW };
    return s;
}

static void
scene_free(struct scene *s)
{
    for (size_t i = 0; i < s->n; i++)
        recipe_free(&s->certs[i]);
    free(s);
}

/* The first one is the leaf. */
static void
add(struct scene *s, enum certcheck_source source, const struct recipe *r)
{
    assert_true(s->n < POOL);
    recipe_make(&s->certs[s->n], r);
    s->pool[s->n] =
        (struct certcheck_candidate){ .facts = &s->certs[s->n].facts, .source = source };
    s->n++;
}

enum order { AS_GIVEN, REVERSED, SORTED, ORDERS };

static void
evaluate(struct scene *s, enum order order)
{
    static struct certcheck_candidate pool[POOL];
    struct certcheck_pool p = { .at = pool, .n = s->n, .sorted = order == SORTED };

    for (size_t i = 0; i < s->n; i++)
        pool[i] = s->pool[order == REVERSED ? s->n - 1 - i : i];
    if (p.sorted)
        qsort(pool, s->n, sizeof pool[0], certcheck_candidate_order);
    s->calls = 0;
    s->status = certcheck_evaluate(&s->policy, &s->pool[0], &p, recipe_verify, &s->calls, &s->j);
}

/* "0 3 2: ready ...": indexes of the path's certificates as added, then the text. */
static const char *
outcome(const struct scene *s, char *out, size_t cap)
{
    struct base_text t;
    char text[400];

    base_text_init(&t, out, cap);
    for (size_t i = 0; i < s->j.path.n; i++) {
        for (size_t k = 0; k < s->n; k++)
            if (s->j.path.at[i].facts == &s->certs[k].facts)
                base_text_u64(&t, k);
        base_text_byte(&t, i + 1 < s->j.path.n ? ' ' : ':');
    }
    base_text_byte(&t, ' ');
    base_text_str(&t, judged_text(&s->j, text, sizeof text));
    return out;
}

/* The same outcome whatever the order of the pool; every signature at most once. */
static void
expect(struct scene *s, size_t row, const char *want)
{
    char got[600];

    for (int o = 0; o < ORDERS; o++) {
        evaluate(s, (enum order)o);
        if (strcmp(outcome(s, got, sizeof got), want) != 0)
            fail_msg("row %zu, order %d: %s", row, o, got);
        assert_true(s->calls <= CERTCHECK_SIGNATURES_MAX);
    }
}

#define PEER CERTCHECK_SOURCE_PEER
#define FILE_ CERTCHECK_SOURCE_FILE
#define TRUST CERTCHECK_SOURCE_TRUST
#define LEAF                                                                                       \
    {                                                                                              \
        PEER,                                                                                      \
        {                                                                                          \
            .subject = "leaf", .issuer = "ca", .eku = "S C"                                        \
        }                                                                                          \
    }
#define CA(...)                                                                                    \
    {                                                                                              \
        PEER,                                                                                      \
        {                                                                                          \
            .subject = "ca", .bc = "ca", __VA_ARGS__                                               \
        }                                                                                          \
    }
#define ROOT                                                                                       \
    {                                                                                              \
        TRUST,                                                                                     \
        {                                                                                          \
            .subject = "root", .bc = "ca"                                                          \
        }                                                                                          \
    }

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

/* n CAs of the issuer's name, every one with a key of its own; good is the index
 * of the one that signed, key identifiers as asked for. */
static struct scene *
twins(unsigned n, unsigned good, bool ids)
{
    struct scene *s = scene_new();
    char key[16];

    (void)snprintf(key, sizeof key, "key%u", good);
    add(s, PEER,
        &(struct recipe){ .subject = "leaf",
                          .issuer = "ca",
                          .signer = key,
                          .aki = ids ? key : NULL,
                          .eku = "S C" });
    for (unsigned i = 0; i < n; i++) {
        (void)snprintf(key, sizeof key, "key%u", i);
        add(s, PEER,
            &(struct recipe){ .subject = "ca",
                              .issuer = "root",
                              .key = key,
                              .ski = ids ? key : NULL,
                              .bc = "ca" });
    }
    add(s, TRUST, &(struct recipe){ .subject = "root", .bc = "ca" });
    return s;
}

static void
finds_its_issuer_among_twins(void **state)
{
    static const struct {
        unsigned n, good;
        bool ids;
        enum certcheck_verdict want;
        unsigned want_calls; /* at most */
    } rows[] = {
        { 2, 1, true, CERTCHECK_READY, 3 },
        { 2, 0, false, CERTCHECK_READY, 4 },
        { 200, 0, true, CERTCHECK_READY, 3 }, /* the key identifier tells */
        { 200, 199, true, CERTCHECK_READY, 3 },
        { 25, 24, false, CERTCHECK_READY, 27 },
        { 200, 3, false, CERTCHECK_INDETERMINATE, 32 }, /* or READY, as luck has it */
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        enum certcheck_verdict first = CERTCHECK_VERDICTS;

        for (int o = 0; o < ORDERS; o++) {
            struct scene *s = twins(rows[i].n, rows[i].good, rows[i].ids);

            evaluate(s, (enum order)o);
            if (rows[i].want == CERTCHECK_READY ? s->j.verdict != CERTCHECK_READY
                                                : s->j.verdict > CERTCHECK_INDETERMINATE)
                fail_msg("row %zu: %s", i, certcheck_verdict_name(s->j.verdict));
            if (s->calls > rows[i].want_calls)
                fail_msg("row %zu: %u signatures", i, s->calls);
            assert_true(first == CERTCHECK_VERDICTS || first == s->j.verdict);
            first = s->j.verdict;
            if (rows[i].n > 32 && !rows[i].ids) { /* never silently */
                assert_int_equal(s->status, CERTCHECK_E_LIMIT);
                assert_true(judged_has(&s->j, CERTCHECK_F_PATH_LIMIT, -1));
            } else {
                assert_int_equal(s->status, CERTCHECK_OK);
            }
            scene_free(s);
        }
    }
}

/* No issuer verifies, and not all could be tried: undetermined, not broken. */
static void
never_concludes_from_a_bound(void **state)
{
    struct scene *s = twins(200, 1000, false);
    char got[400];

    (void)state;
    expect(s, 0, "0: indeterminate PATH_LIMIT@0");
    assert_int_equal(s->calls, CERTCHECK_SIGNATURES_MAX);
    scene_free(s);
    s = twins(20, 1000, false);
    evaluate(s, AS_GIVEN);
    assert_string_equal(strchr(outcome(s, got, sizeof got), ':'), ": broken SIGNATURE_INVALID@0");
    scene_free(s);
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

/* Of one name only so many are looked at: a trusted one is always among them. */
static void
finds_a_root_among_equal_names(void **state)
{
    struct scene *s = scene_new();

    (void)state;
    add(s, PEER, &(struct recipe){ .subject = "leaf", .issuer = "root", .eku = "S C" });
    for (unsigned i = 0; i < 1000; i++)
        add(s, i % 2 == 0 ? PEER : FILE_,
            &(struct recipe){ .subject = "root", .issuer = "x", .key = "other", .serial = i });
    add(s, TRUST, &(struct recipe){ .subject = "root", .bc = "ca" });
    evaluate(s, SORTED);
    assert_int_equal(s->j.path.n, 2);
    assert_int_equal(s->j.path.at[1].source, CERTCHECK_SOURCE_TRUST);
    assert_true(judged_has(&s->j, CERTCHECK_F_PATH_LIMIT, -1)); /* the others may matter */
    scene_free(s);
}

/* A pool larger than is searched unsorted is said; sorted it is searched whole. */
static void
bounds_unsorted_pools(void **state)
{
    struct scene *s = scene_new();
    char name[16];

    (void)state;
    add(s, PEER, &(struct recipe){ .subject = "leaf", .issuer = "ca", .eku = "S C" });
    for (unsigned i = 0; i < CERTCHECK_POOL_MAX; i++) {
        (void)snprintf(name, sizeof name, "other%u", i);
        add(s, FILE_, &(struct recipe){ .subject = name, .issuer = "root", .bc = "ca" });
    }
    add(s, FILE_, &(struct recipe){ .subject = "ca", .issuer = "root", .bc = "ca" });
    add(s, TRUST, &(struct recipe){ .subject = "root", .bc = "ca" });
    qsort(s->pool + 1, s->n - 1, sizeof s->pool[0], certcheck_candidate_order);
    {
        struct certcheck_pool p = { .at = s->pool + 1, .n = s->n - 1, .sorted = true };

        assert_int_equal(
            certcheck_evaluate(&s->policy, &s->pool[0], &p, recipe_verify, NULL, &s->j),
            CERTCHECK_OK);
        assert_int_equal(s->j.verdict, CERTCHECK_READY);
    }
    evaluate(s, AS_GIVEN);
    assert_int_equal(s->status, CERTCHECK_E_LIMIT);
    assert_true(judged_has(&s->j, CERTCHECK_F_PATH_LIMIT, -1));
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
        cmocka_unit_test(finds_its_issuer_among_twins),
        cmocka_unit_test(never_concludes_from_a_bound),
        cmocka_unit_test(large_keys_use_the_work_up_sooner),
        cmocka_unit_test(walks_no_circles),
        cmocka_unit_test(checks_each_key_once),
        cmocka_unit_test(finds_a_root_among_equal_names),
        cmocka_unit_test(bounds_unsorted_pools),
        cmocka_unit_test(knows_a_leaf_in_the_store),
        cmocka_unit_test(carries_unknown_signatures_along),
    };

    return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
