/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static struct inventory *targets;
static struct assess_hosts *hosts;

static int
setup(void **state)
{
    static const char *const words[] = { "edge01.contoso.com", NULL };

    (void)state;
    targets = fixture_targets(words);
    hosts = assess_hosts_new();
    return hosts == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
    (void)state;
    assess_hosts_free(hosts);
    inventory_free(targets);
    return 0;
}

static struct assess_member
member(uint16_t port, struct probe_result r)
{
    return fixture_member(fixture_target(targets, port), r);
}

static enum assess_arrival
add(uint16_t port, struct probe_result r, struct assess_host *out)
{
    struct assess_member m = member(port, r);

    return assess_hosts_add(hosts, m.target->group, 3, &m, out);
}

/* The whole host: 8057 shows a certificate, 8060 and 8061 as told. */
static struct assess_host
host_with(struct probe_result of_8060)
{
    const struct base_slice leaf = fixture_file("webserver/leaf.der");
    struct assess_host g;

    assert_int_equal(add(8061, fixture_result(PROBE_REFUSED), &g), ASSESS_HOST_WAITS);
    assert_int_equal(add(8057, fixture_shown(&leaf, 1), &g), ASSESS_HOST_WAITS);
    assert_int_equal(add(8060, of_8060, &g), ASSESS_HOST_COMPLETE);
    return g;
}

static void
test_members_leave_in_the_order_of_their_ports_as_copies(void **state)
{
    struct assess_host g = host_with(fixture_result(PROBE_REFUSED));

    (void)state;
    assert_int_equal(g.n, 3);
    for (size_t i = 0; i < g.n; i++)
        assert_int_equal(g.at[i].target->port, i == 0 ? 8057 : 8059 + i);
    assert_int_equal(g.at[0].probe.certificates_n, 1);
    assert_true(base_slice_eq(g.at[0].probe.certificates[0], fixture_file("webserver/leaf.der")));
    assess_host_release(&g);
    assert_null(g.at);
}

static void
test_8057_is_an_edges_while_no_front_end_port_speaks_tls(void **state)
{
    struct probe_result accepts = fixture_result(PROBE_TIMEOUT);
    struct assess_host g;

    (void)state;
    accepts.connected = true;
    g = host_with(accepts);
    assert_string_equal(assess_host_profile(&g, 0)->name, "edge-psom");
    assess_host_doubt(&g);
    assert_int_equal(g.at[0].silent[0], 8060);
    assess_host_release(&g);
}

static void
test_8057_of_a_front_end_is_the_clients(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der");
    struct assess_host g = host_with(fixture_shown(&leaf, 1));

    (void)state;
    assert_string_equal(assess_host_profile(&g, 0)->name, "fe-client");
    assess_host_doubt(&g);
    assert_int_equal(g.at[0].silent[0], 0);
    assess_host_release(&g);
}

static void
test_a_default_port_that_refuses_is_a_note_where_another_answers(void **state)
{
    struct assess_host g = host_with(fixture_result(PROBE_REFUSED));

    (void)state;
    assert_true(assess_host_answers(&g));
    assert_false(assess_host_is_note(&g, 0));
    assert_true(assess_host_is_note(&g, 1));
    assert_false(assess_host_is_named(&g));
    assess_host_release(&g);
}

static void
test_an_interrupt_leaves_open_what_8057_is(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der");
    struct assess_host g;

    (void)state;
    assert_int_equal(add(8057, fixture_shown(&leaf, 1), &g), ASSESS_HOST_WAITS);
    assert_true(assess_hosts_pop(hosts, &g));
    assert_false(assess_host_is_open(&g));
    assess_host_cut_short(&g);
    assert_true(assess_host_is_open(&g));
    assess_host_release(&g);
    assert_false(assess_hosts_pop(hosts, &g));
}

static void
test_what_is_taken_out_keeps_its_profile(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der");
    struct assess_host g = host_with(fixture_shown(&leaf, 1)), alone;

    (void)state;
    assert_true(assess_host_take(&g, 0, &alone));
    assess_host_release(&g);
    assert_string_equal(assess_host_profile(&alone, 0)->name, "fe-client");
    assert_int_equal(alone.at[0].probe.certificates_n, 1);
    assess_host_release(&alone);
}

static void
test_further_looks_are_kept_beside_the_first(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der");
    struct assess_member m = member(8057, fixture_shown(&leaf, 1));
    struct probe_result other = fixture_result(PROBE_REFUSED);
    struct assess_host g;

    (void)state;
    assert_true(assess_host_of(&m, &g));
    assert_true(assess_host_look(&g, 0, &other, true));
    assert_int_equal(assess_member_look(&g.at[0], 0)->certificates_n, 1);
    assert_int_equal(assess_member_look(&g.at[0], 1)->error.kind, PROBE_REFUSED);
    assert_false(assess_member_is_by_key(&g.at[0], 0));
    assert_true(assess_member_is_by_key(&g.at[0], 1));
    assess_host_release(&g);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_members_leave_in_the_order_of_their_ports_as_copies),
        CASE(test_8057_is_an_edges_while_no_front_end_port_speaks_tls),
        CASE(test_8057_of_a_front_end_is_the_clients),
        CASE(test_a_default_port_that_refuses_is_a_note_where_another_answers),
        CASE(test_an_interrupt_leaves_open_what_8057_is),
        CASE(test_what_is_taken_out_keeps_its_profile),
        CASE(test_further_looks_are_kept_beside_the_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
