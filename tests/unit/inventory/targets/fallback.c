/* SPDX-License-Identifier: MIT */
/* Ports that show the same certificate: never the target's own. */
#include <inventory/inventory.h>

#include "cmocka_prelude.h"

static uint16_t ports[INVENTORY_FALLBACKS_MAX];

static size_t
of(enum base_profile_id profile, uint16_t port, uint16_t replication)
{
    const struct inventory_target t = { .profile = base_profile_get(profile),
                                        .port = port,
                                        .fallback_port = replication };

    return inventory_fallback_ports(&t, ports);
}

static void
ports_are_in_the_order_of_the_profile(void **state)
{
    (void)state;
    assert_int_equal(of(BASE_PROFILE_EDGE_PSOM, 8057, 0), 3);
    assert_int_equal(ports[0], 4443);
    assert_int_equal(ports[1], 5061);
    assert_int_equal(ports[2], 5062);
    assert_int_equal(of(BASE_PROFILE_TLS_SERVER, 443, 0), 0);
}

static void
its_own_port_is_left_out(void **state)
{
    (void)state;
    assert_int_equal(of(BASE_PROFILE_EDGE_PSOM, 5061, 0), 2);
    assert_int_equal(ports[0], 4443);
    assert_int_equal(ports[1], 5062);
}

/* What the topology says of the replication goes before the usual port of it. */
static void
the_topology_knows_better(void **state)
{
    (void)state;
    assert_int_equal(of(BASE_PROFILE_EDGE_PSOM, 8057, 4444), 3);
    assert_int_equal(ports[0], 4444);
    assert_int_equal(ports[1], 5061);
    ports[0] = 7;
    assert_int_equal(of(BASE_PROFILE_TLS_SERVER, 443, 4444), 0); /* it has no fallback */
    assert_int_equal(ports[0], 7);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ports_are_in_the_order_of_the_profile),
        cmocka_unit_test(its_own_port_is_left_out),
        cmocka_unit_test(the_topology_knows_better),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
