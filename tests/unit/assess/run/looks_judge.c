/* SPDX-License-Identifier: MIT */
#include "endpoint_fixture.h"

#include "run/looks.h"

static const char addresses[2][64] = { "192.0.2.1", "192.0.2.2" };

/* Both addresses shown this; with NULL the second is never looked at. */
static const struct assess_result *
judged(const char *first, const char *second)
{
    static struct assess_member one;
    struct base_slice leaves[2] = { fixture_file(first), second == NULL ? (struct base_slice){ 0 }
                                                                        : fixture_file(second) };
    struct probe_result r = fixture_shown(&leaves[0], 1), other = fixture_shown(&leaves[1], 1);
    static struct assess_host g;
    struct assess_member m;

    assess_host_release(&g);
    r.addresses = addresses;
    r.addresses_n = 2;
    (void)snprintf(other.address, sizeof other.address, "%s", addresses[1]);
    m = fixture_member(inventory_at(targets, 0), r);
    assert_true(assess_host_of(&m, &g));
    if (second != NULL)
        assert_true(assess_host_look(&g, 0, &other, false));
    assess_looks_judge(&endpoint, &g.at[0], &one, m.target->profile, NULL);
    return &endpoint.result;
}

static bool
has(enum certcheck_code code)
{
    return fixture_has(endpoint.result.findings, endpoint.result.findings_n, code);
}

static void
test_the_worst_address_decides(void **state)
{
    const struct assess_result *r = judged("both/leaf.der", "webserver/leaf.der");

    (void)state;
    assert_int_equal(r->verdict, CERTCHECK_BREAKS);
    assert_true(has(CERTCHECK_F_ADDRESS_DECIDES));
    assert_int_equal(r->addresses_n, 2);
    assert_int_equal(r->addresses[0].verdict, CERTCHECK_READY);
    assert_int_equal(r->addresses[1].verdict, CERTCHECK_BREAKS);
}

static void
test_where_they_agree_they_are_told(void **state)
{
    (void)state;
    assert_int_equal(judged("both/leaf.der", "both/leaf.der")->verdict, CERTCHECK_READY);
    assert_true(has(CERTCHECK_F_ADDRESSES_PROBED));
}

static void
test_nothing_is_ready_where_an_address_was_not_looked_at(void **state)
{
    (void)state;
    assert_int_equal(judged("both/leaf.der", NULL)->verdict, CERTCHECK_INDETERMINATE);
    assert_true(has(CERTCHECK_F_MORE_ADDRESSES));
    assert_int_equal(judged("webserver/leaf.der", NULL)->verdict, CERTCHECK_BREAKS);
    (void)judged("both/leaf.der", "both/leaf.der");
}

/* One address was read; at these, nothing listens. */
static enum certcheck_verdict
judged_but_for(const char *const *refused, size_t n)
{
    struct base_slice leaf = fixture_file("both/leaf.der");
    struct probe_result r = fixture_shown(&leaf, 1),
                        none = { .error = { .kind = PROBE_REFUSED, .alert = -1 } };
    struct assess_member m, one;
    struct assess_host g;

    r.addresses_n = n + 1;
    m = fixture_member(inventory_at(targets, 0), r);
    assert_true(assess_host_of(&m, &g));
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(none.address, sizeof none.address, "%s", refused[i]);
        assert_true(assess_host_look(&g, 0, &none, false));
    }
    assess_looks_judge(&endpoint, &g.at[0], &one, m.target->profile, NULL);
    assess_host_release(&g);
    return endpoint.result.verdict;
}

/* One of the other family is the same machine; of two, at least one is another machine. */
static void
test_more_of_the_other_family_than_were_read_are_other_machines(void **state)
{
    static const char *const v6[] = { "2001:db8::1", "2001:db8::2" }, *const v4[] = { "192.0.2.9" };

    (void)state;
    assert_int_equal(judged_but_for(v6, 1), CERTCHECK_READY);
    assert_true(has(CERTCHECK_F_ADDRESSES_PROBED));
    assert_int_equal(judged_but_for(v6, 2), CERTCHECK_UNREACHABLE);
    assert_true(has(CERTCHECK_F_ADDRESS_DECIDES));
    assert_int_equal(judged_but_for(v4, 1), CERTCHECK_UNREACHABLE);
}

/* One that stands is taken as it is, once, and for the target that was judged alone. */
static void
test_what_stands_is_not_judged_again(void **state)
{
    struct base_slice leaf = fixture_file("webserver/leaf.der");
    const struct probe_result r = fixture_shown(&leaf, 1);
    struct assess_member m = fixture_member(inventory_at(targets, 0), r), other = m, one;
    struct inventory_target elsewhere = *m.target;

    (void)state;
    (void)assess_looks_judge_one(&endpoint, &m, 0, m.target->profile, NULL, &one);
    endpoint.result.verdict = CERTCHECK_INDETERMINATE; /* seen below: it was kept */
    endpoint.stands = true;
    assess_looks_judge(&endpoint, &m, &one, m.target->profile, "sfb2015");
    assert_int_equal(endpoint.result.verdict, CERTCHECK_INDETERMINATE);
    assert_ptr_equal(endpoint.result.probe, &one.probe);
    assert_string_equal(endpoint.result.product, "sfb2015");
    assess_looks_judge(&endpoint, &m, &one, m.target->profile, NULL);
    assert_int_equal(endpoint.result.verdict, CERTCHECK_BREAKS);
    endpoint.result.verdict = CERTCHECK_INDETERMINATE;
    endpoint.stands = true;
    elsewhere.port++;
    other.target = &elsewhere;
    assess_looks_judge(&endpoint, &other, &one, m.target->profile, NULL);
    assert_int_equal(endpoint.result.verdict, CERTCHECK_BREAKS);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_the_worst_address_decides),
        CASE(test_where_they_agree_they_are_told),
        CASE(test_nothing_is_ready_where_an_address_was_not_looked_at),
        CASE(test_more_of_the_other_family_than_were_read_are_other_machines),
        CASE(test_what_stands_is_not_judged_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
