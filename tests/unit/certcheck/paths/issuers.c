/* SPDX-License-Identifier: MIT */
/* Which issuer is taken among many of one name, and what is said where not all were tried. */
#include <certcheck/path.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "scene.h"

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_its_issuer_among_twins),
        cmocka_unit_test(never_concludes_from_a_bound),
        cmocka_unit_test(finds_a_root_among_equal_names),
        cmocka_unit_test(bounds_unsorted_pools),
    };

    return cmocka_run_group_tests_name("issuers", tests, NULL, NULL);
}
