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
    for (size_t i = 0; i < ROWS(rows); i++) {
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

/* Section 6 of the facts: peers that are servers and clients with one certificate. */
static void
peers_have_ports_and_dialogues(void **state)
{
    static const struct {
        const char *name;
        uint16_t ports[2], direct; /* where TLS begins at once though the profile has a dialogue */
        const char *dialogue;
        bool by_port; /* a bare port means it */
    } rows[] = {
        { "sip-mtls", { 5061 }, 0, NULL, false },
        { "smtp-mtls", { 25, 587 }, 465, "smtp", false },
        { "xmpp-s2s", { 5269, 5270 }, 5270, "xmpp-server", true },
        { "ldap-syncrepl", { 389, 636 }, 636, "ldap", false },
        { "radsec", { 2083 }, 0, NULL, true },
        { "etcd-peer", { 2379, 2380 }, 0, NULL, true },
        { "kubernetes", { 6443 }, 0, NULL, false },
        { "kafka", { 9093 }, 0, NULL, false },
        { "mq", { 1414 }, 0, NULL, false },
        { "amqp", { 5671 }, 0, NULL, false },
        { "mqtt", { 8883 }, 0, NULL, false },
        { "postgres", { 5432 }, 0, "postgres", false },
        { "mysql", { 3306 }, 0, "mysql", false },
        { "mongodb", { 27017 }, 0, NULL, false },
        { "http-mtls", { 443 }, 0, NULL, false },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct base_profile *p = base_profile_named(base_slice_str(rows[i].name));

        assert_non_null(p);
        assert_int_equal(p->required, BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH);
        assert_false(p->bare || base_profile_is_of_2017(p) || p->reversed);
        for (size_t k = 0; k < 2 && rows[i].ports[k] != 0; k++) {
            assert_true(base_profile_has_port(p, rows[i].ports[k]));
            assert_int_equal(base_profile_of_port(rows[i].ports[k]) == p, rows[i].by_port);
            assert_int_equal(base_profile_is_guess(rows[i].ports[k]) && rows[i].by_port,
                             rows[i].by_port);
        }
        if (rows[i].dialogue == NULL)
            assert_null(base_profile_dialogue(p, 10025));
        else
            assert_string_equal(base_profile_dialogue(p, 10025), rows[i].dialogue);
        if (rows[i].direct != 0)
            assert_null(base_profile_dialogue(p, rows[i].direct));
    }
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
        assert_true(p->users[0] != '\0' && p->sourced[0] != '\0');
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

/* What a row forgot is named. */
static void
every_row_is_whole(void **state)
{
    (void)state;
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);
        const struct {
            const char *member, *value;
        } members[] = {
            { "name", p->name },       { "judge", p->judge },     { "about", p->about },
            { "users", p->users },     { "sourced", p->sourced }, { "verifiers", p->verifiers },
            { "changes", p->changes },
        };

        for (size_t k = 0; k < ROWS(members); k++)
            if (members[k].value == NULL || members[k].value[0] == '\0')
                fail_msg("profile.def: row %u (%s) has no %s", i, p->name == NULL ? "?" : p->name,
                         members[k].member);
        if (p->required == 0 && !p->plain)
            fail_msg("profile.def: %s requires nothing and judges no plain TCP", p->name);
    }
}

/* A product may be built with any release of Erlang/OTP: one that refuses more must be asked too. */
static void
no_release_of_erlang_is_forgotten(void **state)
{
    unsigned asked = 0;

    (void)state;
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const char *verifiers = base_profile_get((enum base_profile_id)i)->verifiers;

        if (strstr(verifiers, "erlang") == NULL)
            continue;
        assert_non_null(strstr(verifiers, "erlang-25,erlang,erlang-27"));
        asked++;
    }
    assert_int_equal(asked, 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(no_release_of_erlang_is_forgotten),
        cmocka_unit_test(requires_what_the_design_says),
        cmocka_unit_test(knows_ports),
        cmocka_unit_test(peers_have_ports_and_dialogues),
        cmocka_unit_test(finds_each_row_by_id_and_name),
        cmocka_unit_test(names_usages),
    };

    return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
