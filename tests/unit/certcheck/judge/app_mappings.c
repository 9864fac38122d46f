/* SPDX-License-Identifier: MIT */
/* Which OIDs a chain of pairs joins with the required usage (R21). */
#include "judge/judging.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"

#define SERVER "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01"
#define CLIENT "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x02"
#define ANY_EKU "\x06\x04\x55\x1d\x25\x00"
#define ANY_POLICY "\x06\x04\x55\x1d\x20\x00"
#define A "\x06\x02\x2a\x01"
#define B "\x06\x02\x2a\x02"
#define D "\x06\x02\x2a\x03"
#define PAIR(a, b) "\x30\x08" a b /* of two short ones */
#define PAIR_SERVER(x) "\x30\x0e" SERVER x

static void
pass(struct app_mappings *m, struct base_slice pairs)
{
    const struct certcheck_facts ca = { .has = CERTCHECK_HAS_APP_MAPPINGS, .app_mappings = pairs };

    app_mappings_pass(m, &ca);
}

static bool
allows(const struct app_mappings *m, struct base_slice oids)
{
    const struct certcheck_usage_set set = { .list = oids };

    return app_mappings_may_allow(m, &set);
}

static void
without_pairs_only_the_usage_itself_is_joined(void **state)
{
    struct app_mappings m;
    const struct certcheck_facts silent = { .app_mappings = BYTES(PAIR_SERVER(A)) };

    (void)state;
    app_mappings_begin(&m, BASE_USAGE_SERVER_AUTH);
    app_mappings_pass(&m, &silent); /* it has no such extension */
    assert_true(allows(&m, SLICE(A SERVER)));
    assert_false(allows(&m, SLICE(A CLIENT)));
    assert_false(allows(&m, SLICE("")));
    app_mappings_begin(&m, BASE_USAGE_CLIENT_AUTH);
    assert_true(allows(&m, SLICE(CLIENT)));
    assert_false(allows(&m, SLICE(SERVER)));
}

/* In either direction and whatever the order of the pairs. */
static void
pairs_join_in_chains(void **state)
{
    struct app_mappings m;

    (void)state;
    app_mappings_begin(&m, BASE_USAGE_SERVER_AUTH);
    pass(&m, SLICE(PAIR(D, B) PAIR(A, B) PAIR(A, A) PAIR_SERVER(A)));
    assert_true(allows(&m, SLICE(A)) && allows(&m, SLICE(B)) && allows(&m, SLICE(D)));
    assert_false(allows(&m, SLICE(CLIENT)));
    assert_int_equal(m.n, 4);
    assert_false(m.all);
}

/* A pair counts in its CA and below it: what a CA further down joins does not reach back. */
static void
a_pair_does_not_count_above_its_ca(void **state)
{
    struct app_mappings m;

    (void)state;
    app_mappings_begin(&m, BASE_USAGE_SERVER_AUTH);
    pass(&m, SLICE(PAIR(A, B)));
    assert_false(allows(&m, SLICE(A)));
    pass(&m, SLICE(PAIR_SERVER(A)));
    assert_true(allows(&m, SLICE(A)));
    assert_false(allows(&m, SLICE(B)));
    pass(&m, SLICE(PAIR(A, B)));
    assert_true(allows(&m, SLICE(B)));
}

/* What cannot be read, and what may stand for anything, leaves every OID possible. */
static void
what_is_not_known_may_allow_anything(void **state)
{
    static const struct {
        struct base_slice pairs;
        uint32_t defects;
        bool want;
    } rows[] = {
        { BYTES("\x30\x0a" A ANY_EKU), 0, true },
        { BYTES("\x30\x0a" ANY_POLICY A), 0, true },
        { { NULL, 0 }, 0, true }, /* undecodable */
        { BYTES(PAIR(A, B)), CERTCHECK_DEFECT_DUPLICATE, true },
        { BYTES(PAIR(A, B)), 0, false },
        { BYTES(""), 0, false },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct certcheck_facts ca = { .has = CERTCHECK_HAS_APP_MAPPINGS,
                                            .defects = rows[i].defects,
                                            .app_mappings = rows[i].pairs };
        struct app_mappings m;

        app_mappings_begin(&m, BASE_USAGE_SERVER_AUTH);
        app_mappings_pass(&m, &ca);
        if (allows(&m, SLICE(D)) != rows[i].want)
            fail_msg("row %zu", i);
    }
}

/* A hostile CA may join as many as it likes: beyond the bound everything is possible, never
 * nothing. */
static void
the_bound_opens_the_question(void **state)
{
    static uint8_t pairs[APP_MAPPINGS_MAX + 1][10]; /* 2.i, 2.i+1: borrowed */
    struct app_mappings m;

    (void)state;
    app_mappings_begin(&m, BASE_USAGE_SERVER_AUTH);
    pass(&m, SLICE("\x30\x0e" SERVER "\x06\x02\x2a\x00"));
    for (uint8_t i = 0; i < APP_MAPPINGS_MAX; i++) {
        memcpy(pairs[i], PAIR(A, B), sizeof pairs[i]);
        pairs[i][5] = i;
        pairs[i][9] = (uint8_t)(i + 1);
    }
    for (size_t i = 0; i < APP_MAPPINGS_MAX - 2; i++)
        pass(&m, (struct base_slice){ pairs[i], sizeof pairs[i] });
    assert_int_equal(m.n, APP_MAPPINGS_MAX);
    assert_false(allows(&m, SLICE("\x06\x02\x2a\x7f")));
    pass(&m, (struct base_slice){ pairs[0], sizeof pairs[0] }); /* both are joined already */
    assert_false(m.all);
    pass(&m, (struct base_slice){ pairs[APP_MAPPINGS_MAX - 2], sizeof pairs[0] });
    assert_true(m.all);
    assert_int_equal(m.n, APP_MAPPINGS_MAX);
    assert_true(allows(&m, SLICE("\x06\x02\x2a\x7f")));
}

/* Pairs of one, of other types, and what is cut short join nothing. */
static void
what_is_no_pair_joins_nothing(void **state)
{
    static const struct base_slice rows[] = {
        BYTES("\x30\x0a" SERVER),   BYTES("\x30\x0e" SERVER "\x04\x02\x2a\x01"),
        BYTES("\x31\x0e" SERVER A), BYTES("\x30\x0e" SERVER "\x06\x02\x2a"),
        BYTES("\x30\x00\x30"),
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct app_mappings m;

        app_mappings_begin(&m, BASE_USAGE_SERVER_AUTH);
        pass(&m, rows[i]);
        if (m.n != 1 || m.all)
            fail_msg("row %zu", i);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_pairs_only_the_usage_itself_is_joined),
        cmocka_unit_test(pairs_join_in_chains),
        cmocka_unit_test(a_pair_does_not_count_above_its_ca),
        cmocka_unit_test(what_is_not_known_may_allow_anything),
        cmocka_unit_test(the_bound_opens_the_question),
        cmocka_unit_test(what_is_no_pair_joins_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
