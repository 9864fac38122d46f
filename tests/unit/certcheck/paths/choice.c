/* SPDX-License-Identifier: MIT */
/* Which of several paths is shown, and what those of the same quality say together. */
#include "paths/choice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "judged.h"

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH
#define READY CERTCHECK_READY
#define BREAKS CERTCHECK_BREAKS
#define BROKEN CERTCHECK_BROKEN
#define LATE CERTCHECK_STATUS_NOT_TIME_VALID
#define FORGED CERTCHECK_STATUS_NOT_SIGNATURE_VALID

static const struct certcheck_policy policy = { .required = S | C,
                                                .trust = true,
                                                .now_s = JUDGED_NOW };
static struct certcheck_facts facts[8];

/* A path as judged, of n certificates up to a trusted root. */
static struct certcheck_judgement
trial_of(size_t n, enum certcheck_verdict server, enum certcheck_verdict client)
{
    struct certcheck_judgement t = { .path = { .n = n, .end = CERTCHECK_END_ROOT },
                                     .by_usage = { server, client },
                                     .verdict = server > client ? server : client,
                                     .before.accepted = CERTCHECK_YES };

    for (size_t i = 0; i < n; i++)
        t.path.at[i].facts = &facts[i];
    t.path.at[n - 1].source = CERTCHECK_SOURCE_TRUST;
    if (t.verdict == BROKEN)
        t.before.accepted = CERTCHECK_NO;
    return t;
}

/* From the worst to the best: the end of the path stands before its signatures, and they before
 * its dates. */
static void
qualities_have_an_order(void **state)
{
    static const struct {
        enum certcheck_path_end end;
        enum certcheck_source source;
        unsigned status;
    } rows[] = {
        { CERTCHECK_END_UNSEEN, CERTCHECK_SOURCE_TRUST, LATE | FORGED },
        { CERTCHECK_END_UNSEEN, CERTCHECK_SOURCE_TRUST, FORGED },
        { CERTCHECK_END_UNSEEN, CERTCHECK_SOURCE_TRUST, LATE },
        { CERTCHECK_END_UNSEEN, CERTCHECK_SOURCE_TRUST, 0 },
        { CERTCHECK_END_ROOT, CERTCHECK_SOURCE_PEER, LATE | FORGED },
        { CERTCHECK_END_ROOT, CERTCHECK_SOURCE_PEER, 0 },
        { CERTCHECK_END_ROOT, CERTCHECK_SOURCE_TRUST, LATE | FORGED },
        { CERTCHECK_END_ROOT, CERTCHECK_SOURCE_TRUST, FORGED },
        { CERTCHECK_END_ROOT, CERTCHECK_SOURCE_TRUST, LATE },
        { CERTCHECK_END_ROOT, CERTCHECK_SOURCE_TRUST, CERTCHECK_STATUS_NOT_VALID_FOR_USAGE },
    };
    const struct certcheck_policy anybody = { .trust = false };
    int before = -1;

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_judgement t = trial_of(3, READY, READY);

        t.path.end = rows[i].end;
        t.path.at[2].source = rows[i].source;
        t.before.status = rows[i].status;
        if (choice_quality(&policy, &t) <= before)
            fail_msg("row %zu is no better than the one before", i);
        before = choice_quality(&policy, &t);
        if (rows[i].status == 0) /* where no roots were given, ends are all the same */
            assert_int_equal(choice_quality(&anybody, &t), CHOICE_QUALITY_BEST);
    }
    assert_int_equal(before, CHOICE_QUALITY_BEST);
}

/* A path of a better quality takes the place of all others, whatever they say; of a worse one
 * nothing is left. */
static void
the_better_quality_counts_alone(void **state)
{
    struct certcheck_judgement late = trial_of(3, READY, READY), good = trial_of(3, READY, BREAKS);
    struct choice best[BASE_USAGES] = { { .found = false } };

    (void)state;
    late.before.status = LATE;
    assert_false(choice_offer(&policy, &late, best)); /* the first */
    late.by_usage[1] = BREAKS;
    assert_true(choice_offer(&policy, &late, best));
    assert_int_equal(best[1].other.n, 3);
    assert_true(choice_offer(&policy, &good, best));
    assert_int_equal(best[1].verdict, BREAKS);
    assert_int_equal(best[1].after, CERTCHECK_NO);
    assert_int_equal(best[1].other.n, 0);
    late.by_usage[1] = READY;
    assert_true(choice_offer(&policy, &late, best));
    assert_int_equal(best[1].verdict, BREAKS);
    assert_int_equal(best[1].after, CERTCHECK_NO);
    assert_int_equal(best[1].other.n, 0);
    assert_int_equal(best[0].verdict, READY);
}

/* Whichever is found first: accepted ones are shown, and what paths differ in is not known. */
static void
equal_paths_speak_together(void **state)
{
    const struct certcheck_judgement trials[] = { trial_of(3, READY, READY),
                                                  trial_of(4, READY, BREAKS) };

    (void)state;
    for (size_t first = 0; first < 2; first++) {
        struct choice best[BASE_USAGES] = { { .found = false } };

        assert_false(choice_offer(&policy, &trials[first], best));
        assert_true(choice_offer(&policy, &trials[1 - first], best));
        assert_int_equal(best[1].verdict, READY);
        assert_int_equal(best[1].path.n, 3);
        assert_int_equal(best[1].other.n, 4);
        assert_int_equal(best[1].before, CERTCHECK_YES);
        assert_int_equal(best[1].after, CERTCHECK_UNKNOWN);
        assert_int_equal(best[0].after, CERTCHECK_YES); /* about it they agree */
        assert_int_equal(best[0].other.n, 0);
    }
}

static void
of_equals_the_shorter_path_is_shown(void **state)
{
    const struct certcheck_judgement lengths[] = { trial_of(4, READY, READY),
                                                   trial_of(3, READY, READY),
                                                   trial_of(5, READY, READY) };
    struct certcheck_judgement other = trial_of(3, READY, READY);
    struct choice best[BASE_USAGES] = { { .found = false } };

    (void)state;
    for (size_t i = 0; i < ROWS(lengths); i++)
        assert_false(choice_offer(&policy, &lengths[i], best));
    assert_int_equal(best[0].path.n, 3);
    other.path.at[1].facts = &facts[7];
    choice_offer(&policy, &other, best);
    assert_ptr_equal(best[0].path.at[1].facts, &facts[1]); /* the first of those */
}

/* A usage that is not required goes by the verdict of the whole, and never differs. */
static void
what_is_not_required_makes_no_difference(void **state)
{
    const struct certcheck_policy server = { .required = S, .trust = true };
    const struct certcheck_judgement a = trial_of(3, READY, READY), b = trial_of(4, READY, BREAKS);
    struct choice best[BASE_USAGES] = { { .found = false } };

    (void)state;
    assert_false(choice_offer(&server, &a, best));
    assert_false(choice_offer(&server, &b, best));
    assert_int_equal(best[0].verdict, READY);
    assert_int_equal(best[0].other.n, 0);
}

/* leaf - ca (two of them) - root; of path x the CA has no list, of path y only the server's. */
struct fork {
    struct judged d;
    struct certcheck_judgement x, y;
};

static void
fork_begin(struct fork *f, const char *x_eku, const char *y_eku)
{
    const struct recipe certs[] = {
        { .subject = "leaf", .issuer = "ca", .eku = "S C" },
        { .subject = "ca", .issuer = "root", .bc = "ca", .eku = x_eku, .serial = 0x1a },
        { .subject = "ca", .issuer = "root", .bc = "ca", .eku = y_eku, .serial = 0x2b },
        { .subject = "root", .bc = "ca" }
    };

    judged_path(&f->d, certs, 4);
    f->x = f->d.j;
    f->x.path.n = 3;
    f->x.path.at[2] = f->d.j.path.at[3];
    f->y = f->x;
    f->y.path.at[1] = f->d.j.path.at[2];
    certcheck_judge(&policy, &f->x);
    certcheck_judge(&policy, &f->y);
}

static void
settle(struct fork *f, bool both, bool limited)
{
    struct choice best[BASE_USAGES] = { { .found = false } };

    choice_offer(&policy, &f->x, best);
    if (both)
        choice_offer(&policy, &f->y, best);
    choice_settle(&policy, best, limited, &f->d.j);
}

#define X "ca (serial 1a, issued by root)"
#define Y "ca (serial 2b, issued by root)"

/* Windows may take either path: it is not known, and the two issuers are named. */
static void
paths_that_differ_decide_nothing(void **state)
{
    struct fork f;

    (void)state;
    fork_begin(&f, NULL, "S");
    settle(&f, true, false);
    assert_int_equal(f.d.j.verdict, CERTCHECK_INDETERMINATE);
    assert_int_equal(f.d.j.by_usage[0], READY);
    assert_int_equal(f.d.j.by_usage[1], CERTCHECK_INDETERMINATE);
    assert_int_equal(f.d.j.after.accepted, CERTCHECK_UNKNOWN);
    assert_int_equal(f.d.j.required, S | C);
    assert_true(judged_has(&f.d.j, CERTCHECK_F_ISSUER_CHOICE_DECIDES, 0));
    assert_string_equal(f.d.j.choice, X ", " Y);
    judged_clear(&f.d);
}

static void
one_path_says_what_it_says_but_not_from_a_bound(void **state)
{
    struct fork f;

    (void)state;
    fork_begin(&f, NULL, "S");
    settle(&f, false, false);
    assert_int_equal(f.d.j.verdict, READY);
    assert_int_equal(f.d.j.after.accepted, CERTCHECK_YES);
    settle(&f, false, true); /* others were not looked at */
    assert_int_equal(f.d.j.verdict, CERTCHECK_INDETERMINATE);
    assert_int_equal(f.d.j.after.accepted, CERTCHECK_UNKNOWN);
    f.x = f.y;
    settle(&f, false, true);
    assert_int_equal(f.d.j.verdict, BREAKS); /* of the best quality there is */
    assert_int_equal(f.d.j.by_usage[0], CERTCHECK_INDETERMINATE);
    judged_clear(&f.d);
}

/* One CA for servers, one for clients: each usage differs, and the path of the worse is shown. */
static void
usages_with_different_paths_keep_their_verdicts(void **state)
{
    struct fork f;

    (void)state;
    fork_begin(&f, "S", "C");
    settle(&f, true, false);
    assert_int_equal(f.d.j.by_usage[0], CERTCHECK_INDETERMINATE);
    assert_int_equal(f.d.j.by_usage[1], CERTCHECK_INDETERMINATE);
    assert_int_equal(f.d.j.required, S | C);
    assert_ptr_equal(f.d.j.path.at[1].facts, f.x.path.at[1].facts);
    judged_clear(&f.d);
}

static void
names_have_a_bound_and_one_may_be_missing(void **state)
{
    char key[200];
    const struct recipe certs[] = { { .subject = "leaf", .issuer = key },
                                    { .subject = key, .issuer = key },
                                    { .subject = key } };
    struct certcheck_path shorter;
    struct judged d;

    (void)state;
    memset(key, 'n', sizeof key);
    key[sizeof key - 1] = '\0';
    judged_path(&d, certs, 3);
    d.certs[1].facts.serial = SLICE("0123456789012345678901234567890123456789");
    shorter = d.j.path;
    shorter.n = 1;
    choice_name(CERTCHECK_F_ISSUER_CHOICE_DECIDES, &shorter, &d.j.path, &d.j);
    assert_true(judged_has(&d.j, CERTCHECK_F_ISSUER_CHOICE_DECIDES, 0));
    assert_non_null(strstr(d.j.choice, " (serial 3031323334353637383930313233343536373839, iss"));
    assert_null(strstr(d.j.choice, "), "));
    assert_true(strlen(d.j.choice) < 64 + 64 + 40 + 22);
    judged_clear(&d);
}

static void
findings_have_a_bound(void **state)
{
    static struct certcheck_judgement j;
    const struct certcheck_finding one = { .code = CERTCHECK_F_PATH_LIMIT };

    (void)state;
    j.findings_n = CERTCHECK_FINDINGS_MAX - 1;
    assert_false(choice_has(&j, CERTCHECK_F_PATH_LIMIT));
    choice_note(&j, one);
    assert_true(choice_has(&j, CERTCHECK_F_PATH_LIMIT));
    assert_false(j.findings_cut);
    choice_note(&j, one);
    assert_true(j.findings_cut);
    assert_int_equal(j.findings_n, CERTCHECK_FINDINGS_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(qualities_have_an_order),
        cmocka_unit_test(the_better_quality_counts_alone),
        cmocka_unit_test(equal_paths_speak_together),
        cmocka_unit_test(of_equals_the_shorter_path_is_shown),
        cmocka_unit_test(what_is_not_required_makes_no_difference),
        cmocka_unit_test(paths_that_differ_decide_nothing),
        cmocka_unit_test(one_path_says_what_it_says_but_not_from_a_bound),
        cmocka_unit_test(usages_with_different_paths_keep_their_verdicts),
        cmocka_unit_test(names_have_a_bound_and_one_may_be_missing),
        cmocka_unit_test(findings_have_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
