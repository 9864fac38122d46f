/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "gather/pools.h"

static struct inventory *targets;
static char noted[512];

static void
on_note(void *ctx, const char *text)
{
    (void)ctx;
    (void)snprintf(noted, sizeof noted, "%s", text);
}

static const struct assess_events events = { .note = on_note };

/* Edge machines of one pool. */
static void
add_pool(unsigned machines)
{
    static char list[65536];
    char why[BASE_WHY_MAX];
    struct base_text t;

    base_text_init(&t, list, sizeof list);
    base_text_str(&t, "Host,Port,Profile,Pool\n");
    for (unsigned i = 0; i < machines; i++) {
        base_text_str(&t, "edge");
        base_text_u64(&t, i);
        base_text_str(&t, ".contoso.com,8057,edge-psom,pool.contoso.com\n");
    }
    assert_false(t.cut);
    targets = inventory_new(NULL);
    noted[0] = '\0';
    if (!inventory_add_list(targets, base_slice_str(list), "list.csv", BASE_TEXT_IN(why)))
        fail_msg("%s", why);
    assert_true(inventory_complete(targets));
}

static struct assess_host
machine(size_t i, const struct base_slice *leaf)
{
    struct assess_member m = fixture_member(inventory_at(targets, i), fixture_shown(leaf, 1));
    struct assess_host g;

    assert_true(assess_host_of(&m, &g));
    return g;
}

static void
two_machines(const char *second, bool differ)
{
    const struct base_slice a = fixture_file("both/leaf.der"), b = fixture_file(second);
    struct assess_pools *pools;
    struct assess_host g;
    struct assess_pool *pool;

    add_pool(2);
    pools = assess_pools_new(targets, NULL, &events);
    g = machine(0, &a);
    pool = assess_pools_add(pools, &g);
    assert_non_null(pool);
    assert_true(pool->arrived < pool->members);
    g = machine(1, &b);
    assert_ptr_equal(assess_pools_add(pools, &g), pool);
    assert_int_equal(pool->arrived, pool->members);
    assert_int_equal(assess_pool_differs(pool), differ);
    assess_pool_clear(pool);
    assert_null(assess_pools_pop(pools));
    assess_pools_free(pools);
    inventory_free(targets);
}

static void
test_one_certificate_on_all_machines_is_as_it_should_be(void **state)
{
    (void)state;
    two_machines("both/leaf.der", false);
}

static void
test_different_certificates_are_found(void **state)
{
    (void)state;
    two_machines("webserver/leaf.der", true);
}

static void
test_one_machine_waits_for_nobody(void **state)
{
    const bool left_out[2] = { false, true };
    const struct base_slice leaf = fixture_file("both/leaf.der");
    struct assess_pools *pools;
    struct assess_host g;

    (void)state;
    add_pool(2);
    pools = assess_pools_new(targets, left_out, &events);
    g = machine(0, &leaf);
    assert_null(assess_pools_add(pools, &g));
    assess_host_release(&g);
    assess_pools_free(pools);
    inventory_free(targets);
}

static void
test_what_is_too_large_for_a_pool_is_told_and_not_compared(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der");
    struct assess_pools *pools;
    struct assess_host g;

    (void)state;
    add_pool(ASSESS_POOL_MAX + 1);
    pools = assess_pools_new(targets, NULL, &events);
    assert_non_null(strstr(noted, "257 machines of pool.contoso.com are not compared"));
    g = machine(0, &leaf);
    assert_null(assess_pools_add(pools, &g));
    assess_host_release(&g);
    assess_pools_free(pools);
    inventory_free(targets);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_certificate_on_all_machines_is_as_it_should_be),
        cmocka_unit_test(test_different_certificates_are_found),
        cmocka_unit_test(test_one_machine_waits_for_nobody),
        cmocka_unit_test(test_what_is_too_large_for_a_pool_is_told_and_not_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
