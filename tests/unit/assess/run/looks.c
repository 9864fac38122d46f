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

/* The one member after a server that showed this leaf was asked for its other key. */
static struct assess_host
asked(const struct base_slice *leaf, const struct probe_result *answer)
{
    struct assess_host g = host(443, fixture_shown(leaf, 1)), out;
    struct probe_target target;
    size_t slot;

    assert_true(assess_looks_help(&looks, &g));
    assert_true(assess_looks_begin(&looks, &g));
    assert_true(assess_looks_pull(&looks, &target, &slot));
    assert_int_not_equal(target.key, PROBE_KEY_ANY);
    assert_true(assess_looks_done(&looks, slot, answer, &out));
    return out;
}

static void
test_only_an_alert_says_that_there_is_no_other_key(void **state)
{
    static const struct {
        enum probe_class kind;
        int alert;
        bool unseen;
    } rows[] = {
        { PROBE_ALERT, 40, false },   { PROBE_ALERT, 71, false },  { PROBE_ALERT, 80, true },
        { PROBE_ALERT, 112, true },   { PROBE_CLOSED, 40, true },  { PROBE_CLOSED, -1, true },
        { PROBE_RESET, -1, true },    { PROBE_TIMEOUT, -1, true }, { PROBE_REFUSED, -1, true },
        { PROBE_PROTOCOL, -1, true },
    };
    const struct base_slice leaf = fixture_file("both/leaf.der");

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_result answer = fixture_result(rows[i].kind);
        struct assess_host out;

        answer.connected = rows[i].kind != PROBE_REFUSED;
        answer.error.alert = rows[i].alert;
        out = asked(&leaf, &answer);
        assert_int_equal(out.at[0].looks_n, 0);
        assert_int_equal(out.at[0].key_unseen, rows[i].unseen);
        assess_host_release(&out);
    }
}

static void
test_the_same_certificate_again_is_no_second_one(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der"),
                            other = fixture_file("webserver/leaf.der");
    struct probe_result same = fixture_shown(&leaf, 1), another = fixture_shown(&other, 1);
    struct assess_host out = asked(&leaf, &same);

    (void)state;
    assert_int_equal(out.at[0].looks_n, 0);
    assert_false(out.at[0].key_unseen);
    assess_host_release(&out);
    out = asked(&leaf, &another);
    assert_int_equal(out.at[0].looks_n, 1);
    assess_host_release(&out);
}

/* In TLS 1.3 a server may choose another certificate than in TLS 1.2. */
static void
test_no_in_tls12_is_no_answer_for_tls13(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der"),
                            other = fixture_file("webserver/leaf.der");
    struct probe_result first = fixture_shown(&leaf, 1), second = fixture_shown(&other, 1),
                        no = fixture_result(PROBE_ALERT);
    struct assess_host g, out;
    struct probe_target target;
    size_t slot;

    (void)state;
    first.speaks_tls13 = true;
    no.connected = true;
    no.error.alert = 40;
    g = host(443, first);
    assert_true(assess_looks_help(&looks, &g));
    assert_true(assess_looks_begin(&looks, &g));
    assert_true(assess_looks_pull(&looks, &target, &slot));
    assert_false(target.tls13);
    assert_false(assess_looks_done(&looks, slot, &no, &out));
    assert_true(assess_looks_pull(&looks, &target, &slot));
    assert_true(target.tls13);
    assert_int_equal(target.key, PROBE_KEY_ECDSA);
    assert_true(assess_looks_done(&looks, slot, &second, &out));
    assert_int_equal(out.at[0].looks_n, 1);
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
        CASE(test_only_an_alert_says_that_there_is_no_other_key),
        CASE(test_the_same_certificate_again_is_no_second_one),
        CASE(test_no_in_tls12_is_no_answer_for_tls13),
        CASE(test_openssl_alone_cannot_ask_so_it_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
