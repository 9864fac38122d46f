/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "gather/fallback.h"

static struct inventory *targets;
static struct assess_options options;
static struct assess_fallbacks fallbacks;

static int
setup(void **state)
{
    static const char *const words[] = { "edge01.contoso.com:8057/edge-psom",
                                         "fe01.contoso.com:8060/fe-psom",
                                         "web.contoso.com:443/tls-server", NULL };

    (void)state;
    targets = fixture_targets(words);
    assess_options_init(&options);
    options.probe.timeout_ms = 8000;
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    assess_fallbacks_clear(&fallbacks);
    inventory_free(targets);
    return 0;
}

static struct assess_host
host(uint16_t port, enum probe_class kind)
{
    struct assess_member m = fixture_member(fixture_target(targets, port), fixture_result(kind));
    struct assess_host g;

    assert_true(assess_host_of(&m, &g));
    return g;
}

static bool
helps(uint16_t port, enum probe_class kind)
{
    struct assess_host g = host(port, kind);
    bool yes = assess_fallbacks_help(&options, &g);

    assess_host_release(&g);
    return yes;
}

static void
test_only_a_closed_port_of_an_edge_is_read_elsewhere_unasked(void **state)
{
    (void)state;
    assert_true(helps(8057, PROBE_REFUSED));
    assert_true(helps(8057, PROBE_TIMEOUT));
    assert_false(helps(8057, PROBE_ALERT));
    assert_false(helps(8060, PROBE_REFUSED));
    assert_false(helps(443, PROBE_REFUSED));
    options.fallback = true;
    assert_true(helps(8060, PROBE_REFUSED));
    options.no_fallback = true;
    assert_false(helps(8057, PROBE_REFUSED));
}

static void
test_half_of_the_time_is_kept_for_other_ports(void **state)
{
    (void)state;
    assert_int_equal(assess_fallbacks_reserve_ms(&options, fixture_target(targets, 8057)), 4000);
    assert_int_equal(assess_fallbacks_reserve_ms(&options, fixture_target(targets, 443)), 0);
}

static void
test_ports_are_tried_in_turn_until_one_shows_a_certificate(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der");
    struct assess_host g = host(8057, PROBE_REFUSED), out;
    struct probe_result refused = fixture_result(PROBE_REFUSED), shown = fixture_shown(&leaf, 1);
    struct probe_target target;
    size_t slot;

    (void)state;
    assert_true(assess_fallbacks_begin(&fallbacks, &options, &g));
    assert_true(assess_fallbacks_pull(&fallbacks, &target, &slot));
    assert_string_equal(target.host, "edge01.contoso.com");
    assert_int_equal(target.port, 4443);
    assert_in_range(target.timeout_ms, 1, 8000);
    assert_false(assess_fallbacks_pull(&fallbacks, &target, &slot));
    assert_false(assess_fallbacks_done(&fallbacks, slot, &refused, &out));
    assert_true(assess_fallbacks_pull(&fallbacks, &target, &slot));
    assert_int_equal(target.port, 5061);
    assert_true(assess_fallbacks_done(&fallbacks, slot, &shown, &out));
    assert_int_equal(out.at[0].read_on, 5061);
    assert_int_equal(out.at[0].first.kind, PROBE_REFUSED);
    assert_int_equal(out.at[0].probe.certificates_n, 1);
    assess_host_release(&out);
}

static void
test_without_time_a_group_goes_on_as_it_is(void **state)
{
    struct assess_host g = host(8057, PROBE_TIMEOUT);

    (void)state;
    g.at[0].probe.timing.total_us = 8000000;
    assert_false(assess_fallbacks_begin(&fallbacks, &options, &g));
    assess_host_release(&g);
}

static void
test_what_waits_at_an_interrupt_is_cut_short(void **state)
{
    struct assess_host g = host(8057, PROBE_REFUSED), out;

    (void)state;
    assert_true(assess_fallbacks_begin(&fallbacks, &options, &g));
    assert_true(assess_fallbacks_pop(&fallbacks, &out));
    assert_true(assess_host_is_open(&out));
    assess_host_release(&out);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_only_a_closed_port_of_an_edge_is_read_elsewhere_unasked),
        CASE(test_half_of_the_time_is_kept_for_other_ports),
        CASE(test_ports_are_tried_in_turn_until_one_shows_a_certificate),
        CASE(test_without_time_a_group_goes_on_as_it_is),
        CASE(test_what_waits_at_an_interrupt_is_cut_short),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
