/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "run/looks.h"

static struct inventory *targets;
static struct assess_options options;
static struct assess_store store;
static struct assess_endpoint endpoint;
static struct assess_looks looks;
static const char addresses[2][64] = { "192.0.2.1", "192.0.2.2" };

static int
setup(void **state)
{
    static const char *const words[] = { "edge01.contoso.com:8057/edge-psom",
                                         "web.contoso.com:443/tls-server", NULL };

    (void)state;
    targets = fixture_targets(words);
    assess_options_init(&options);
    options.policy.at_s = FIXTURE_AT_S;
    endpoint = (struct assess_endpoint){ .options = &options, .store = &store };
    looks = (struct assess_looks){ .judge = &endpoint, .options = &options };
    return assess_store_init(&store) ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    assess_looks_clear(&looks);
    assess_store_clear(&store);
    inventory_free(targets);
    return 0;
}

static struct assess_host
host(uint16_t port, struct probe_result r)
{
    struct assess_member m = fixture_member(fixture_target(targets, port), r);
    struct assess_host g;

    assert_true(assess_host_of(&m, &g));
    return g;
}

static void
test_every_address_of_a_pooled_name_is_looked_at(void **state)
{
    struct probe_result r = fixture_shown(NULL, 0), refused = fixture_result(PROBE_REFUSED);
    struct assess_host g, out;
    struct probe_target target;
    size_t slot;

    (void)state;
    r.addresses = addresses;
    r.addresses_n = 2;
    g = host(8057, r);
    assert_true(assess_looks_help(&looks, &g));
    assert_true(assess_looks_begin(&looks, &g));
    assert_true(assess_looks_pull(&looks, &target, &slot));
    assert_string_equal(target.address, "192.0.2.2");
    assert_true(target.reversed);
    assert_int_equal(target.key, PROBE_KEY_ANY);
    assert_true(assess_looks_done(&looks, slot, &refused, &out));
    assert_int_equal(out.at[0].looks_n, 1);
    assess_host_release(&out);
}

static void
test_one_address_of_a_web_server_is_enough_unless_asked(void **state)
{
    (void)state;
    assert_true(assess_looks_need_all(&options, base_profile_get(BASE_PROFILE_EDGE_PSOM)));
    assert_false(assess_looks_need_all(&options, base_profile_get(BASE_PROFILE_TLS_SERVER)));
    options.all_addresses = true;
    assert_true(assess_looks_need_all(&options, base_profile_get(BASE_PROFILE_TLS_SERVER)));
}

static void
test_a_server_is_asked_for_its_other_key(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der");
    struct assess_host g = host(443, fixture_shown(&leaf, 1)), out;
    struct probe_result denied = fixture_result(PROBE_ALERT);
    struct probe_target target;
    size_t slot;

    (void)state;
    assert_true(assess_looks_help(&looks, &g));
    assert_true(assess_looks_begin(&looks, &g));
    assert_true(assess_looks_pull(&looks, &target, &slot));
    assert_int_not_equal(target.key, PROBE_KEY_ANY);
    denied.connected = true;
    assert_true(assess_looks_done(&looks, slot, &denied, &out));
    assert_int_equal(out.at[0].looks_n, 0);
    assert_false(out.at[0].key_unseen);
    assess_host_release(&out);
}

static void
test_openssl_alone_cannot_ask_so_it_is_told(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der");
    struct assess_host g = host(443, fixture_shown(&leaf, 1));

    (void)state;
    options.probe.engine = PROBE_ENGINE_OPENSSL;
    assert_false(assess_looks_help(&looks, &g));
    assert_true(g.at[0].key_unseen);
    assess_host_release(&g);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_every_address_of_a_pooled_name_is_looked_at),
        CASE(test_one_address_of_a_web_server_is_enough_unless_asked),
        CASE(test_a_server_is_asked_for_its_other_key),
        CASE(test_openssl_alone_cannot_ask_so_it_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
