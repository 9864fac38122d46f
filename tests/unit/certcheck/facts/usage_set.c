/* SPDX-License-Identifier: MIT */
#include "facts/usage_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH

/* OIDs with their header. */
#define OID_S "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01"
#define OID_C "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x02"
#define OID_CS "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x03"
#define OID_ANY "\x06\x04\x55\x1d\x25\x00"
#define OID_ANYPOL "\x06\x04\x55\x1d\x20\x00"
#define OID_ANYAPP "\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x0a\x0c\x01"
#define OID_SGC "\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x03"
#define POLICY_S "\x30\x0a" OID_S

#define LIST CERTCHECK_SET_LIST
#define EMPTY CERTCHECK_SET_EMPTY
#define ANY CERTCHECK_SET_ANY
#define BAD CERTCHECK_SET_UNDECODABLE

struct want {
    enum certcheck_set_state state;
    unsigned doubts, allows, may_allow;
};

static void
check(const char *kind, size_t row, const struct certcheck_usage_set *got, const struct want *want)
{
    if (got->state != want->state || got->doubts != want->doubts || got->allows != want->allows ||
        got->may_allow != want->may_allow)
        fail_msg("%s row %zu: state %d doubts %x allows %x may %x", kind, row, (int)got->state,
                 got->doubts, got->allows, got->may_allow);
}

static const struct {
    struct base_slice in;
    struct want want;
} reads_enhanced_key_usage_rows[] = {
    { BYTES("\x30\x0a" OID_S), { LIST, 0, S, S } },
    { BYTES("\x30\x14" OID_S OID_C), { LIST, 0, S | C, S | C } },
    { BYTES("\x30\x0a" OID_CS), { LIST, 0, 0, 0 } },
    { BYTES("\x30\x00"), { EMPTY, 0, 0, 0 } },               /* R8 */
    { BYTES("\x30\x06" OID_ANY), { ANY, 0, S | C, S | C } }, /* R6 */
    { BYTES("\x30\x10" OID_CS OID_ANY), { ANY, 0, S | C, S | C } },
    { BYTES("\x30\x10" OID_ANY OID_CS), { ANY, 0, S | C, S | C } },
    { BYTES("\x30\x06" OID_ANYPOL), { LIST, 0, 0, 0 } },                          /* R7 */
    { BYTES("\x30\x0c" OID_SGC), { LIST, 0, 0, 0 } },                             /* R12 */
    { BYTES("\x30\x0c" OID_ANYAPP), { LIST, CERTCHECK_DOUBT_ANYAPP, 0, S | C } }, /* R13 */
    { BYTES("\x30\x16" OID_ANYAPP OID_S), { LIST, CERTCHECK_DOUBT_ANYAPP, S, S | C } },
    /* R12: equality, not prefix: one arc less, one more, one beside. */
    { BYTES("\x30\x09\x06\x07\x2b\x06\x01\x05\x05\x07\x03"), { LIST, 0, 0, 0 } },
    { BYTES("\x30\x0b\x06\x09\x2b\x06\x01\x05\x05\x07\x03\x01\x00"), { LIST, 0, 0, 0 } },
    { BYTES("\x30\x0b\x06\x09\x2b\x06\x01\x05\x05\x07\x03\x81\x01"), { LIST, 0, 0, 0 } },
    /* R9 */
    { BYTES(""), { BAD, 0, S | C, S | C } },
    { BYTES("\x30"), { BAD, 0, S | C, S | C } },
    { BYTES("\x30\x11"), { BAD, 0, S | C, S | C } },
    { BYTES("\x05\x00"), { BAD, 0, S | C, S | C } },
    { BYTES("\x01\x01\xff"), { BAD, 0, S | C, S | C } },
    { BYTES("\x31\x0a" OID_S), { BAD, 0, S | C, S | C } },
    { BYTES("\x10\x0a" OID_S), { BAD, 0, S | C, S | C } },
    { BYTES("\x04\x0c\x30\x0a" OID_S), { BAD, 0, S | C, S | C } },
    { BYTES("\x30\x03\x02\x01\x01"), { BAD, 0, S | C, S | C } },
    { BYTES("\x30\x0d" OID_S "\x02\x01\x01"), { BAD, 0, S | C, S | C } },
    { BYTES("\x30\x0b" OID_S "\x06"), { BAD, 0, S | C, S | C } },
    { BYTES("\x30\x04\x06\x08\x2b\x06"), { BAD, 0, S | C, S | C } },
    { BYTES("\x30\x0c" POLICY_S), { BAD, 0, S | C, S | C } },
    { BYTES("\x30\x84\x7f\xff\xff\xff" OID_S), { BAD, 0, S | C, S | C } },
    { BYTES("\x30\x80" OID_S), { BAD, 0, S | C, S | C } },
    /* R11: nobody knows */
    { BYTES("\x30\x0a" OID_S "\x00"), { LIST, CERTCHECK_DOUBT_TRAILING, 0, S } },
    { BYTES("\x30\x00" OID_S), { EMPTY, CERTCHECK_DOUBT_TRAILING, 0, 0 } },
    { BYTES("\x30\x81\x0a" OID_S), { LIST, CERTCHECK_DOUBT_BER, 0, S } },
    { BYTES("\x30\x80" OID_S "\x00\x00"), { LIST, CERTCHECK_DOUBT_BER, 0, S } },
    { BYTES("\x30\x0b\x06\x81\x08\x2b\x06\x01\x05\x05\x07\x03\x01"),
      { LIST, CERTCHECK_DOUBT_BER, 0, S } },
    { BYTES("\x30\x0c" OID_S "\x06\x00"), { LIST, CERTCHECK_DOUBT_OID_BODY, 0, S } },
    { BYTES("\x30\x08" OID_ANY "\x06\x00"), { ANY, CERTCHECK_DOUBT_OID_BODY, 0, S | C } },
    { BYTES("\x30\x0f" OID_S "\x06\x03\x55\x80\x01"), { LIST, CERTCHECK_DOUBT_OID_BODY, 0, S } },
};

static void
reads_enhanced_key_usage(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(reads_enhanced_key_usage_rows); i++) {
        struct certcheck_usage_set set;

        usage_set_absent(&set, false);
        usage_set_add(&set, reads_enhanced_key_usage_rows[i].in, false);
        check("EKU", i, &set, &reads_enhanced_key_usage_rows[i].want);
    }
}

static void
reads_application_policies(void **state)
{
    static const struct {
        struct base_slice in;
        struct want want;
    } rows[] = {
        { BYTES("\x30\x0c" POLICY_S), { LIST, 0, S, S } },
        { BYTES("\x30\x00"), { EMPTY, 0, 0, 0 } },
        { BYTES("\x30\x08\x30\x06" OID_ANY), { ANY, 0, S | C, S | C } },
        { BYTES("\x30\x08\x30\x06" OID_ANYPOL), { LIST, 0, 0, 0 } },
        /* with qualifiers, empty ones too */
        { BYTES("\x30\x0e\x30\x0c" OID_S "\x30\x00"), { LIST, 0, S, S } },
        { BYTES("\x30\x12\x30\x10" OID_S "\x30\x04\x30\x02\x05\x00"), { LIST, 0, S, S } },
        { BYTES("\x30\x0a" OID_S), { BAD, 0, S | C, S | C } }, /* not wrapped, as in an EKU */
        { BYTES("\x30\x03\x02\x01\x01"), { BAD, 0, S | C, S | C } },
        { BYTES("\x30\x05\x30\x03\x02\x01\x01"), { BAD, 0, S | C, S | C } }, /* pinned: bad inner */
        { BYTES("\x30\x02\x30\x00"), { BAD, 0, S | C, S | C } },
        { BYTES("\x30\x11" POLICY_S "\x30\x03\x02\x01\x01"), { BAD, 0, S | C, S | C } },
        { BYTES("\x30\x0e" POLICY_S "\x30\x00"), { BAD, 0, S | C, S | C } },
        { BYTES("\x30\x12" POLICY_S "\x30\x04\x06\x08\x2b\x06"), { BAD, 0, S | C, S | C } },
        { BYTES("\x30\x11\x30\x0f" OID_S "\x02\x01\x01\x30\x00"), { BAD, 0, S | C, S | C } },
        { BYTES("\x30\x0d\x30\x81\x0a" OID_S), { LIST, CERTCHECK_DOUBT_BER, 0, S } },
        { BYTES("\x30\x0f\x30\x0d" OID_S "\x30\x81\x00"), { LIST, CERTCHECK_DOUBT_BER, 0, S } },
        { BYTES("\x30\x0c" POLICY_S "\x05\x00"), { LIST, CERTCHECK_DOUBT_TRAILING, 0, S } },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_usage_set set;

        usage_set_absent(&set, true);
        usage_set_add(&set, rows[i].in, false);
        check("AP", i, &set, &rows[i].want);
    }
}

/* R14: which of two counts is open; what both agree on is certain. */
static void
reads_duplicates(void **state)
{
#define DUPLICATE CERTCHECK_SET_DUPLICATE, CERTCHECK_DOUBT_DUPLICATE
    static const struct base_slice s = BYTES("\x30\x0a" OID_S), c = BYTES("\x30\x0a" OID_C),
                                   any = BYTES("\x30\x06" OID_ANY), bad = BYTES("\x05\x00"),
                                   empty = BYTES("\x30\x00");
    const struct {
        struct base_slice first, second;
        struct want want;
    } rows[] = {
        { s, c, { DUPLICATE, 0, S | C } },   { s, s, { DUPLICATE, S, S } },
        { s, any, { DUPLICATE, S, S | C } }, { any, any, { DUPLICATE, S | C, S | C } },
        { s, empty, { DUPLICATE, 0, S } },   { bad, s, { DUPLICATE, 0, S } },
        { s, bad, { DUPLICATE, 0, S } },     { bad, bad, { BAD, 0, S | C, S | C } },
        { empty, bad, { DUPLICATE, 0, 0 } },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_usage_set set;

        usage_set_absent(&set, false);
        usage_set_add(&set, rows[i].first, false);
        usage_set_add(&set, rows[i].second, true);
        check("two", i, &set, &rows[i].want);
        assert_true(set.critical);
    }
}

static void
notes_what_is_listed(void **state)
{
    struct certcheck_usage_set set;
    struct base_slice rest, oid;

    (void)state;
    usage_set_absent(&set, false);
    assert_int_equal(set.state, CERTCHECK_SET_ABSENT);
    assert_int_equal(set.allows, S | C); /* R5 */
    assert_false(set.critical);
    usage_set_add(&set, SLICE("\x30\x1c" OID_ANYPOL OID_SGC OID_S), true);
    assert_true(set.critical && set.any_policy && set.sgc);
    rest = set.list;
    assert_true(certcheck_oid_next(&set, &rest, &oid));
    assert_true(base_slice_eq(oid, SLICE("\x55\x1d\x20\x00")));
    assert_true(certcheck_oid_next(&set, &rest, &oid));
    assert_int_equal(oid.len, 10);
    assert_true(certcheck_oid_next(&set, &rest, &oid));
    assert_int_equal(oid.ptr[7], 1);
    assert_false(certcheck_oid_next(&set, &rest, &oid));
}

/* A list that cannot be decoded is walked as far as it goes, never beyond. */
static void
walks_what_is_there(void **state)
{
    static const struct {
        bool policies;
        struct base_slice in;
        unsigned want_oids;
    } rows[] = {
        { false, BYTES("\x30\x0d" OID_S "\x02\x01\x01"), 1 },
        { false, BYTES("\x05\x00"), 0 },
        { true, BYTES("\x30\x11" POLICY_S "\x30\x03\x02\x01\x01"), 1 },
        { true, BYTES("\x30\x02\x30\x00"), 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_usage_set set;
        struct base_slice rest, oid;
        unsigned n = 0;

        usage_set_absent(&set, rows[i].policies);
        usage_set_add(&set, rows[i].in, false);
        rest = set.list;
        while (certcheck_oid_next(&set, &rest, &oid))
            n++;
        if (n != rows[i].want_oids)
            fail_msg("row %zu: %u OIDs", i, n);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_enhanced_key_usage), cmocka_unit_test(reads_application_policies),
        cmocka_unit_test(reads_duplicates),         cmocka_unit_test(notes_what_is_listed),
        cmocka_unit_test(walks_what_is_there),
    };

    return cmocka_run_group_tests_name("usage_set", tests, NULL, NULL);
}
