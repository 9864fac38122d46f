/* SPDX-License-Identifier: MIT */
#include <base/profile.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

/* The table of section 4 of the design, written out a second time: who changes a
 * row changes what is required of somebody's certificate. */
static void
requires_what_the_design_says(void **state)
{
    static const struct {
        const char *name;
        unsigned want_required, want_advised;
        bool want_reversed, want_native;
        uint16_t want_events[2];
    } rows[] = {
        { "edge-psom",
          BASE_USAGE_CLIENT_AUTH,
          BASE_USAGE_SERVER_AUTH,
          true,
          false,
          { 41025, 41026 } },
        { "fe-psom",
          BASE_USAGE_CLIENT_AUTH,
          BASE_USAGE_SERVER_AUTH,
          true,
          false,
          { 41029, 41031 } },
        { "edge-replication",
          BASE_USAGE_CLIENT_AUTH,
          BASE_USAGE_SERVER_AUTH,
          false,
          false,
          { 41025, 41026 } },
        { "fe-client", BASE_USAGE_SERVER_AUTH, 0, false, true, { 0, 0 } },
        { "tls-server", BASE_USAGE_SERVER_AUTH, 0, false, false, { 0, 0 } },
        { "mtls", BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH, 0, false, false, { 0, 0 } },
        { "trusted-app", 0, 0, false, false, { 1000, 0 } },
    };

    (void)state;
    assert_int_equal(ROWS(rows), BASE_PROFILE_COUNT);
    for (size_t i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_named(base_slice_str(rows[i].name));

        assert_non_null(p);
        assert_int_equal(p->required, rows[i].want_required);
        assert_int_equal(p->advised, rows[i].want_advised);
        assert_int_equal(p->reversed, rows[i].want_reversed);
        assert_int_equal(p->native, rows[i].want_native);
        assert_int_equal(p->events[0], rows[i].want_events[0]);
        assert_int_equal(p->events[1], rows[i].want_events[1]);
    }
}

static void
knows_ports(void **state)
{
    static const struct {
        uint16_t port;
        const char *want;
    } rows[] = {
        { 8057, "edge-psom" },        { 8060, "fe-psom" },          { 8061, "fe-psom" },
        { 4443, "edge-replication" }, { 5061, "edge-replication" }, { 5062, "edge-replication" },
        { 443, "tls-server" },        { 0, "tls-server" },          { 65535, "tls-server" },
    };
    static const uint16_t guesses[] = { 443, 4443, 5061, 5062 }, certain[] = { 8057, 8443, 1 };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        assert_string_equal(base_profile_of_port(rows[i].port)->name, rows[i].want);
    for (size_t i = 0; i < ROWS(guesses); i++)
        assert_true(base_profile_is_guess(guesses[i]));
    for (size_t i = 0; i < ROWS(certain); i++)
        assert_false(base_profile_is_guess(certain[i]));
}

static void
finds_each_row_by_id_and_name(void **state)
{
    (void)state;
    for (unsigned id = 0; id < BASE_PROFILE_COUNT; id++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)id);

        assert_int_equal(p->id, id);
        assert_ptr_equal(base_profile_named(base_slice_str(p->name)), p);
        assert_true(p->judge[0] != '\0' && p->about[0] != '\0');
        assert_int_equal(p->required & p->advised, 0);
    }
    assert_null(base_profile_get(BASE_PROFILE_COUNT));
    assert_null(base_profile_named(base_slice_str("edge")));
    assert_ptr_equal(base_profile_named(base_slice_str("EDGE-Psom")),
                     base_profile_get(BASE_PROFILE_EDGE_PSOM));
    assert_null(base_profile_named((struct base_slice){ 0 }));
}

static void
names_usages(void **state)
{
    (void)state;
    assert_string_equal(base_usage_name(BASE_USAGE_SERVER_AUTH), "serverAuth");
    assert_string_equal(base_usage_name(BASE_USAGE_CLIENT_AUTH), "clientAuth");
    assert_string_equal(base_usage_name(BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH), "");
    assert_string_equal(base_usage_name(0), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requires_what_the_design_says),
        cmocka_unit_test(knows_ports),
        cmocka_unit_test(finds_each_row_by_id_and_name),
        cmocka_unit_test(names_usages),
    };

    return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
