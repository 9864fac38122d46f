/* SPDX-License-Identifier: MIT */
#include "endpoint_fixture.h"

static const struct base_profile *as; /* NULL: the target's */

static const struct assess_result *
judged(struct probe_result r, uint16_t read_on)
{
    struct assess_member m = fixture_member(inventory_at(targets, 0), r);
    static struct assess_member kept;

    m.read_on = read_on;
    m.first.kind = PROBE_REFUSED;
    kept = m;
    assess_endpoint_judge(&endpoint, &kept, as == NULL ? kept.target->profile : as, "sfb2015");
    return &endpoint.result;
}

static bool
has(enum certcheck_code code)
{
    return fixture_has(endpoint.result.findings, endpoint.result.findings_n, code);
}

static void
test_what_was_not_connected_to_is_unreachable_and_nothing_else(void **state)
{
    const struct assess_result *r = judged(fixture_result(PROBE_REFUSED), 0);

    (void)state;
    assert_int_equal(r->verdict, CERTCHECK_UNREACHABLE);
    assert_string_equal(r->target, "edge01.contoso.com:8057");
    assert_int_equal(r->error->kind, PROBE_REFUSED);
    assert_int_equal(r->findings_n, 0);
    assert_null(r->judgement);
}

static void
test_a_connection_without_a_certificate_is_none(void **state)
{
    const struct assess_result *r;

    (void)state;
    r = judged(fixture_shown(NULL, 0), 0);
    assert_int_equal(r->verdict, CERTCHECK_NO_CERTIFICATE);
}

static void
test_what_the_peer_made_of_our_request_is_told(void **state)
{
    struct probe_result withheld = fixture_shown(NULL, 0), refused = withheld;

    (void)state;
    withheld.empty_certificate = true;
    assert_int_equal(judged(withheld, 0)->verdict, CERTCHECK_NO_CERTIFICATE);
    assert_true(has(CERTCHECK_F_EMPTY_CERTIFICATE));
    assert_false(has(CERTCHECK_F_PEER_REFUSED_US));
    refused.error.kind = PROBE_PEER_REFUSED_US;
    assert_int_equal(judged(refused, 0)->verdict, CERTCHECK_NO_CERTIFICATE);
    assert_true(has(CERTCHECK_F_PEER_REFUSED_US));
    assert_false(has(CERTCHECK_F_EMPTY_CERTIFICATE));
}

static void
test_the_leaf_is_judged_for_the_profile(void **state)
{
    const struct base_slice leaf = fixture_file("webserver/leaf.der");
    const struct assess_result *r = judged(fixture_shown(&leaf, 1), 0);

    (void)state;
    assert_int_equal(r->verdict, CERTCHECK_BREAKS);
    assert_non_null(r->judgement);
    assert_int_equal(r->certificates_n, 1);
    assert_true(has(CERTCHECK_F_TLS_ROLE_UNEXPECTED));
    assert_false(r->indirect);
}

static void
test_a_role_that_the_profile_does_not_expect_is_told(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der");

    (void)state;
    as = base_profile_named(base_slice_str("tls-server"));
    for (int reversed = 0; reversed < 2; reversed++) {
        struct probe_result shown = fixture_shown(&leaf, 1);

        shown.peer_role = reversed ? PROBE_ROLE_CLIENT : PROBE_ROLE_SERVER;
        assert_int_equal(judged(shown, 0)->verdict, CERTCHECK_READY);
        assert_int_equal(has(CERTCHECK_F_TLS_ROLE_REVERSED), reversed);
        assert_false(has(CERTCHECK_F_TLS_ROLE_UNEXPECTED));
    }
    as = NULL;
}

static void
test_another_port_is_told_with_what_its_own_did(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der");
    const struct assess_result *r = judged(fixture_shown(&leaf, 1), 4443);
    char arg[128];
    struct base_text t;

    (void)state;
    assert_true(r->indirect);
    assert_int_equal(r->error->kind, PROBE_REFUSED);
    assert_true(has(CERTCHECK_F_PSOM_PORT_UNREACHABLE));
    assert_false(has(CERTCHECK_F_TLS_ROLE_UNEXPECTED));
    base_text_init(&t, arg, sizeof arg);
    base_text_bytes(&t, r->findings[r->findings_n - 1].arg.ptr,
                    r->findings[r->findings_n - 1].arg.len);
    assert_string_equal(arg, "refused on 8057, read on 4443");
}

static void
test_a_leaf_that_cannot_be_read_is_broken_and_numbered(void **state)
{
    const struct base_slice junk = base_slice_str("no certificate");
    const struct assess_result *r = judged(fixture_shown(&junk, 1), 0);

    (void)state;
    assert_int_equal(r->verdict, CERTCHECK_BROKEN);
    assert_int_equal(r->findings[0].code, CERTCHECK_F_CERTIFICATE_UNDECODABLE);
    assert_int_equal(r->findings[0].number, 1);
}

/* The issuer that never came may exclude a usage; none is above a root. */
static void
test_a_chain_of_which_a_part_is_missing_is_not_ready(void **state)
{
    static const char *const leaves[] = { "both/leaf.der", "self-signed/leaf.der" };

    (void)state;
    for (int root = 0; root < 2; root++)
        for (int how = 0; how < 3; how++) {
            const struct base_slice leaf = fixture_file(leaves[root]);
            struct probe_result shown = fixture_shown(&leaf, 1);

            shown.chain_cut = how == 1;
            shown.chain_partly = how == 2;
            assert_int_equal(judged(shown, 0)->verdict,
                             how == 0 || root ? CERTCHECK_READY : CERTCHECK_INDETERMINATE);
            assert_int_equal(has(CERTCHECK_F_CHAIN_TOO_LARGE), how == 1);
            assert_int_equal(has(CERTCHECK_F_CHAIN_CUT_OFF), how == 2);
        }
}

static void
test_an_interrupt_is_never_a_verdict_about_the_peer(void **state)
{
    const struct base_slice leaf = fixture_file("both/leaf.der");
    struct probe_result r = fixture_shown(&leaf, 1);

    (void)state;
    r.error.kind = PROBE_INTERRUPTED;
    assert_int_equal(judged(r, 0)->verdict, CERTCHECK_UNREACHABLE);
    assert_true(assess_is_cut_short(&endpoint.result));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_what_was_not_connected_to_is_unreachable_and_nothing_else),
        CASE(test_a_connection_without_a_certificate_is_none),
        CASE(test_what_the_peer_made_of_our_request_is_told),
        CASE(test_the_leaf_is_judged_for_the_profile),
        CASE(test_a_role_that_the_profile_does_not_expect_is_told),
        CASE(test_another_port_is_told_with_what_its_own_did),
        CASE(test_a_leaf_that_cannot_be_read_is_broken_and_numbered),
        CASE(test_a_chain_of_which_a_part_is_missing_is_not_ready),
        CASE(test_an_interrupt_is_never_a_verdict_about_the_peer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
