/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static struct assess_store store;

static int
setup(void **state)
{
    (void)state;
    return assess_store_init(&store) ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    assess_store_clear(&store);
    return 0;
}

static enum certcheck_verdict
judged(const struct assess_certificate *leaf)
{
    static struct certcheck_judgement j;
    static struct certcheck_forecast f;
    const struct certcheck_policy policy = { .required = BASE_USAGE_SERVER_AUTH,
                                             .now_s = FIXTURE_AT_S,
                                             .trust = store.trust };

    assert_true(assess_store_judge(&store, &policy, NULL, leaf, CERTCHECK_SOURCE_PEER, &j, &f));
    return j.verdict;
}

static void
test_a_root_makes_trust_a_matter(void **state)
{
    struct certcheck_bundle root;
    char line[BASE_WHY_MAX];
    struct base_text why;

    (void)state;
    base_text_init(&why, line, sizeof line);
    assert_int_equal(
        certcheck_bundle_read(fixture_file("both/root.pem"), &root, BASE_TEXT_IN(line)),
        CERTCHECK_OK);
    assert_false(store.trust);
    assert_true(assess_store_add(&store, &root.at[0], CERTCHECK_SOURCE_FILE, &why));
    assert_false(store.trust);
    assert_true(assess_store_add(&store, &root.at[0], CERTCHECK_SOURCE_TRUST, &why));
    assess_store_complete(&store);
    assert_true(store.trust);
    certcheck_bundle_clear(&root);
}

static void
test_what_cannot_be_read_is_refused_with_a_reason(void **state)
{
    const struct certcheck_object o = { .kind = CERTCHECK_KIND_CERTIFICATE,
                                        .der = base_slice_str("nothing of the kind") };
    char line[256];
    struct base_text why;

    (void)state;
    base_text_init(&why, line, sizeof line);
    assert_false(assess_store_add(&store, &o, CERTCHECK_SOURCE_TRUST, &why));
    assert_true(why.len > 0);
    assert_int_equal(store.n, 0);
}

static void
test_what_is_offered_completes_the_path_until_the_next_offer(void **state)
{
    struct certcheck_bundle chain;
    struct assess_certificate certs[4];
    char why[BASE_WHY_MAX];

    (void)state;
    assert_int_equal(
        certcheck_bundle_read(fixture_file("both/chain.pem"), &chain, BASE_TEXT_IN(why)),
        CERTCHECK_OK);
    assert_in_range(chain.n, 2, 4);
    for (size_t i = 0; i < chain.n; i++) {
        assess_object_read(&store, &chain.at[i], &certs[i]);
        assert_true(certs[i].readable);
    }
    assert_true(assess_store_offer(&store, certs, chain.n, CERTCHECK_SOURCE_PEER));
    assert_int_equal(store.pool_n, chain.n);
    assert_int_equal(judged(&certs[0]), CERTCHECK_READY);
    assert_true(assess_store_offer(&store, NULL, 0, CERTCHECK_SOURCE_PEER));
    assert_int_equal(store.pool_n, 0);
    certcheck_bundle_clear(&chain);
}

static void
test_a_property_finds_its_certificate_by_either_hash(void **state)
{
    struct assess_certificate c;
    struct assess_property p = { .hash_len = CERTCHECK_SHA1_LEN,
                                 .property = { .allows = BASE_USAGE_SERVER_AUTH } };
    const struct certcheck_property *found;

    (void)state;
    assess_certificate_read(&store, fixture_file("both/leaf.der"), &c);
    assert_true(c.readable);
    assert_null(assess_store_property(&store, &c));
    memcpy(p.hash, c.sha1, sizeof c.sha1);
    assert_true(assess_store_add_property(&store, &p));
    assess_store_complete(&store);
    found = assess_store_property(&store, &c);
    assert_non_null(found);
    assert_int_equal(found->allows, BASE_USAGE_SERVER_AUTH);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_root_makes_trust_a_matter),
        CASE(test_what_cannot_be_read_is_refused_with_a_reason),
        CASE(test_what_is_offered_completes_the_path_until_the_next_offer),
        CASE(test_a_property_finds_its_certificate_by_either_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
