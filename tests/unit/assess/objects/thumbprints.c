/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "objects/thumbprints.h"

static struct certcheck_mention
mention(uint8_t first, const char *use)
{
    struct certcheck_mention m = { .thumbprint = { first } };

    (void)snprintf(m.use, sizeof m.use, "%s", use);
    return m;
}

static void
test_uses_of_one_certificate_are_told_together_in_their_order(void **state)
{
    struct certcheck_mention listed[3];
    struct certcheck_bundle b = { .mentions = listed, .mentions_n = 3 };
    struct assess_thumbprints all = { .n = 0 };
    const uint8_t one[CERTCHECK_THUMBPRINT_LEN] = { 1 }, none[CERTCHECK_THUMBPRINT_LEN] = { 3 };
    char use[ASSESS_USE_MAX];

    (void)state;
    listed[0] = mention(1, "Default");
    listed[1] = mention(2, "");
    listed[2] = mention(1, "Internal");
    assert_false(assess_thumbprints_find(&all, one, use));
    assert_true(assess_thumbprints_add(&all, &b, "list.txt"));
    assert_true(assess_thumbprints_find(&all, one, use));
    assert_string_equal(use, "Default, Internal");
    assert_false(assess_thumbprints_find(&all, none, use));
    for (size_t i = 0; i < all.n; i++) {
        assert_int_equal(all.at[i].given, all.at[i].m.thumbprint[0] == 1);
        assert_string_equal(all.at[i].file, "list.txt");
    }
    assess_thumbprints_clear(&all);
    assert_int_equal(all.n, 0);
}

static void
test_a_bundle_without_a_list_adds_nothing(void **state)
{
    const struct certcheck_bundle b = { .n = 0 };
    struct assess_thumbprints all = { .n = 0 };

    (void)state;
    assert_true(assess_thumbprints_add(&all, &b, "web.pem"));
    assert_int_equal(all.files_n, 0);
    assess_thumbprints_clear(&all);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uses_of_one_certificate_are_told_together_in_their_order),
        cmocka_unit_test(test_a_bundle_without_a_list_adds_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
