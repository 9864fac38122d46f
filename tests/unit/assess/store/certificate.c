/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static struct assess_store store;

static void
test_facts_lead_back_to_their_certificate(void **state)
{
    static struct assess_certificate c;

    (void)state;
    assert_ptr_equal(assess_certificate_of(&c.facts), &c);
}

static void
test_fingerprints_are_those_of_its_bytes(void **state)
{
    struct assess_certificate a, b;

    (void)state;
    assert_true(assess_store_init(&store));
    assess_certificate_read(&store, fixture_file("both/leaf.der"), &a);
    assess_certificate_read(&store, fixture_file("webserver/leaf.der"), &b);
    assert_true(a.readable && b.readable && !a.made_sha1 && !a.made_sha256);
    assert_memory_not_equal(a.sha256, b.sha256, sizeof a.sha256);
    assert_memory_not_equal(a.sha1, b.sha1, sizeof a.sha1);
    assess_certificate_read(&store, base_slice_str("no certificate"), &b);
    assert_false(b.readable);
    assess_store_clear(&store);
}

static void
test_a_dumps_thumbprint_stands_for_its_own(void **state)
{
    struct certcheck_object o = fixture_certificate("both/leaf.der");
    struct assess_certificate c;

    (void)state;
    assert_true(assess_store_init(&store));
    o.has_thumbprint = true;
    memset(o.thumbprint, 7, sizeof o.thumbprint);
    assess_object_read(&store, &o, &c);
    assert_true(c.readable);
    assert_memory_equal(c.sha1, o.thumbprint, sizeof c.sha1);
    assess_store_clear(&store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_lead_back_to_their_certificate),
        cmocka_unit_test(test_fingerprints_are_those_of_its_bytes),
        cmocka_unit_test(test_a_dumps_thumbprint_stands_for_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
