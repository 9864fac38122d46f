/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "gather/peers.h"

static void
test_what_was_told_is_not_told_again(void **state)
{
    const struct base_slice leaf = base_slice_str("a"), none = { 0 };
    uint64_t one = assess_peers_key("[::]:8057", "192.0.2.1", leaf, PROBE_OK);
    struct assess_peers p = { .n = 0 };

    (void)state;
    assert_true(assess_peers_add(&p, one, true));
    assert_false(assess_peers_add(&p, one, true));
    assert_false(p.full); /* known is not turned away */
    assert_int_not_equal(one, assess_peers_key("[::]:8057", "192.0.2.2", leaf, PROBE_OK));
    assert_int_not_equal(one, assess_peers_key("[::]:8057", "192.0.2.1", none, PROBE_OK));
    assert_int_not_equal(assess_peers_key("[::]:8057", "192.0.2.1", none, PROBE_ALERT),
                         assess_peers_key("[::]:8057", "192.0.2.1", none, PROBE_CLOSED));
    /* of one certificate it does not matter how its connection ended */
    assert_int_equal(one, assess_peers_key("[::]:8057", "192.0.2.1", leaf, PROBE_ALERT));
    assess_peers_clear(&p);
}

static void
test_floods_of_peers_without_a_certificate_are_bounded(void **state)
{
    struct assess_peers p = { .n = 0 };
    uint64_t key = 1;

    (void)state;
    for (; key < 2 * ASSESS_PEERS_WITHOUT_MAX; key += 2)
        assert_true(assess_peers_add(&p, key, false));
    assert_false(assess_peers_add(&p, key, false));
    assert_true(p.full);
    assert_true(assess_peers_add(&p, key, true));
    assert_int_equal(p.n, ASSESS_PEERS_WITHOUT_MAX + 1);
    assess_peers_clear(&p);
    assert_null(p.at);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_told_is_not_told_again),
        cmocka_unit_test(test_floods_of_peers_without_a_certificate_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
