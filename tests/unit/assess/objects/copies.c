/* SPDX-License-Identifier: MIT */
#include "objects/copies.h"

#include "fixture.h"

static struct assess_copies all;
static const struct certcheck_forecast nothing;

static struct assess_certificate
certificate(unsigned n)
{
    struct assess_certificate c = { .readable = true };

    memcpy(c.sha256 + 4, &n, sizeof n);
    return c;
}

/* A path of one element, and one finding. */
static bool
again(const struct assess_certificate *c, enum certcheck_verdict verdict, const char *arg)
{
    static struct certcheck_judgement j;

    j = (struct certcheck_judgement){ .verdict = verdict, .findings_n = 1 };
    j.path.n = 1;
    j.path.at[0].facts = &c->facts;
    j.findings[0] =
        (struct certcheck_finding){ .code = CERTCHECK_F_EXPIRED, .arg = base_slice_str(arg) };
    return assess_copies_again(&all, c, &j, &nothing);
}

static void
test_the_same_outcome_is_a_copy(void **state)
{
    struct assess_certificate one = certificate(1), two = certificate(2);

    (void)state;
    assert_false(again(&one, CERTCHECK_READY, ""));
    assert_true(again(&one, CERTCHECK_READY, ""));
    assert_false(again(&two, CERTCHECK_READY, ""));
    assert_false(again(&one, CERTCHECK_BREAKS, ""));
    assert_false(again(&one, CERTCHECK_READY, "x"));
    assert_true(again(&one, CERTCHECK_BREAKS, ""));
    assess_copies_clear(&all);
    assert_false(again(&one, CERTCHECK_READY, ""));
    assess_copies_clear(&all);
}

static void
test_none_is_lost_as_they_grow(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 5000; i++) {
        struct assess_certificate c = certificate(i);

        assert_false(again(&c, CERTCHECK_READY, ""));
    }
    for (unsigned i = 0; i < 5000; i++) {
        struct assess_certificate c = certificate(i);

        assert_true(again(&c, CERTCHECK_READY, ""));
    }
    assert_int_equal(all.n, 5000);
    assess_copies_clear(&all);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_outcome_is_a_copy),
        cmocka_unit_test(test_none_is_lost_as_they_grow),
    };

    return cmocka_run_group_tests_name("copies", tests, NULL, NULL);
}
