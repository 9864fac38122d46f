/* SPDX-License-Identifier: MIT */
/* Looking up in a table of public CAs that is made here: by hash, by name, by policy, by date. */
#include <certcheck/public_cas.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

#define ROOTS 9
#define NONE CERTCHECK_NO_DATE

/* Roots with the hashes 2, 4, 6 ... in the last octet, each with an owner of its own. */
static struct certcheck_public_owner owners[ROOTS];
static struct certcheck_public_root roots[ROOTS];

static struct certcheck_public_cas
table_of(size_t n)
{
    for (size_t i = 0; i < n; i++) {
        roots[i] = (struct certcheck_public_root){ .owner = n - 1 - i };
        roots[i].sha256[31] = (uint8_t)(2 * i + 2);
    }
    return (struct certcheck_public_cas){
        .owners = owners, .roots = roots, .owners_n = n, .roots_n = n
    };
}

/* Of tables of every length every root is found, and nothing beside, between and behind them. */
static void
roots_are_found_by_their_whole_hash(void **state)
{
    (void)state;
    for (size_t n = 0; n <= ROOTS; n++) {
        struct certcheck_public_cas cas = table_of(n);

        for (unsigned i = 0; i <= 2 * ROOTS + 2; i++) {
            uint8_t sha256[32] = { 0 };
            const struct certcheck_public_owner *want =
                i % 2 == 0 && i > 0 && i / 2 <= n ? &owners[n - i / 2] : NULL;

            sha256[31] = (uint8_t)i;
            assert_ptr_equal(certcheck_public_cas_of_root(&cas, sha256), want);
            sha256[0] = 1;
            assert_null(certcheck_public_cas_of_root(&cas, sha256));
        }
    }
}

/* A name is a claim: it must be the whole one, in this form. */
static void
roots_are_found_by_their_whole_name(void **state)
{
    struct certcheck_public_cas cas = table_of(3);

    (void)state;
    roots[0].subject = SLICE("CN=Contoso Root,O=Contoso");
    roots[1].subject = SLICE("CN=Contoso Root");
    roots[2].subject = SLICE("CN=Contoso Root"); /* its successor of the same name */
    assert_ptr_equal(certcheck_public_cas_of_name(&cas, "CN=Contoso Root"), &roots[1]);
    assert_ptr_equal(certcheck_public_cas_of_name(&cas, "CN=Contoso Root,O=Contoso"), &roots[0]);
    assert_null(certcheck_public_cas_of_name(&cas, "CN=Contoso"));
    assert_null(certcheck_public_cas_of_name(&cas, "cn=Contoso Root"));
    assert_null(certcheck_public_cas_of_name(&cas, ""));
    cas.roots_n = 0;
    assert_null(certcheck_public_cas_of_name(&cas, "CN=Contoso Root"));
}

#define POLICY(oid) "\x30\x08\x06\x06" oid
#define DOMAIN_VALIDATED "\x67\x81\x0c\x01\x02\x01"

static const struct {
    struct base_slice policies;
    bool want;
} policies[] = {
    { BYTES(POLICY(DOMAIN_VALIDATED)), true },
    { BYTES("\x30\x07\x06\x05\x67\x81\x0c\x01\x01"), true }, /* extended validation */
    { BYTES(POLICY("\x2b\x06\x01\x04\x01\x01") POLICY(DOMAIN_VALIDATED)), true },
    { BYTES(POLICY("\x67\x81\x0c\x03\x02\x01")), false }, /* the Forum's, for code signing */
    { BYTES(POLICY("\x2b\x06\x01\x04\x01\x01")), false },
    /* The octets in another place than behind the header of an OID: a text, a longer OID. */
    { BYTES("\x30\x09\x16\x07" DOMAIN_VALIDATED "x"), false },
    { BYTES("\x30\x09\x06\x07\x60" DOMAIN_VALIDATED), false },
    { BYTES(DOMAIN_VALIDATED), false },
    /* The arc alone is no policy of it, and what is cut short is none. */
    { BYTES("\x30\x06\x06\x04\x67\x81\x0c\x01"), false },
    { BYTES("\x30\x08\x06\x06\x67\x81\x0c"), false },
    { BYTES("\x06"), false },
    { { NULL, 0 }, false },
};

static void
the_forums_policies_are_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(policies); i++) {
        const struct certcheck_facts f = { .policies = policies[i].policies };

        if (certcheck_is_of_the_forum(&f) != policies[i].want)
            fail_msg("row %zu", i);
    }
}

#define DATES(ended, last)                                                                         \
    {                                                                                              \
        .ended_s = (ended), .last_s = (last)                                                       \
    }

/* Where sources conflict the earliest of each counts: of each for itself, and of the known. */
static void
the_earliest_days_count(void **state)
{
    static const struct {
        struct certcheck_public_date dates[3];
        size_t n;
        int64_t ended_s, last_s;
    } rows[] = {
        { { DATES(NONE, NONE) }, 0, NONE, NONE },
        { { DATES(NONE, NONE) }, 1, NONE, NONE },
        { { DATES(300, NONE), DATES(100, 900), DATES(200, 800) }, 3, 100, 800 },
        { { DATES(NONE, 900), DATES(100, NONE) }, 2, 100, 900 },
        { { DATES(100, 900), DATES(NONE, NONE) }, 2, 100, 900 },
        { { DATES(0, 0), DATES(-1, 1) }, 2, -1, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_public_owner owner = { .dates_n = rows[i].n };
        struct certcheck_renewal got;

        memcpy(owner.dates, rows[i].dates, sizeof rows[i].dates);
        got = certcheck_public_renewal(&owner);
        if (got.ended_s != rows[i].ended_s || got.last_s != rows[i].last_s)
            fail_msg("row %zu", i);
        assert_int_equal(got.anchor, CERTCHECK_ANCHOR_PUBLIC);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_found_by_their_whole_hash),
        cmocka_unit_test(roots_are_found_by_their_whole_name),
        cmocka_unit_test(the_forums_policies_are_known),
        cmocka_unit_test(the_earliest_days_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
