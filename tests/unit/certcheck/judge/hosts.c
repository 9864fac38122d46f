/* SPDX-License-Identifier: MIT */
#include <certcheck/names.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "recipe.h"

#define DNS_A_B_C "8205 612e622e63" /* a.b.c */
#define DNS_WILD "8205 2a2e622e63"  /* *.b.c */
#define DNS_UPPER "8205 412e422e43" /* A.B.C */
#define IP4 "8704 0a000005"         /* 10.0.0.5 */
#define IP6 "8710 20010db8000000000000000000000005"

static const struct {
    const char *cn, *san, *host;
    bool want;
} rows[] = {
    { "other", DNS_A_B_C, "a.b.c", true },
    { "other", DNS_A_B_C, "A.b.C", true },
    { "other", DNS_UPPER, "a.b.c", true },
    { "other", DNS_A_B_C, "a.b.c.", true }, /* the root's dot */
    { "other", DNS_A_B_C, "a.b.c..", false },
    { "other", DNS_A_B_C, "b.c", false },
    { "other", DNS_A_B_C, "x.a.b.c", false },
    { "other", DNS_A_B_C, "a.b.cc", false },
    { "other", DNS_A_B_C, "*.b.c", false },
    { "other", DNS_WILD, "x.b.c", true },
    { "other", DNS_WILD, "X.B.C", true },
    { "other", DNS_WILD, "b.c", false },
    { "other", DNS_WILD, ".b.c", false },
    { "other", DNS_WILD, "x.y.b.c", false }, /* one label */
    { "other", "8205 612a2e622e", "ax.b.", false },
    { "other", "8204 612e2a2e", "a.x.", false }, /* leftmost only */
    { "other", "8201 2a", "a", false },
    { "other", "8206 612e62002e63", "a.b", false }, /* NUL ends nothing */
    { "other", "8200", "a", false },
    { "other", "8200", ".", false },
    { "other", DNS_A_B_C "8201 78", "x", true }, /* the second name */
    { "other", IP4, "10.0.0.5", true },
    { "other", IP4, "10.0.0.6", false },
    { "other", IP6, "2001:db8::5", true },
    { "other", IP6, "2001:DB8::5", true },
    { "other", IP6, "2001:db8:0:0:0:0:0:5", true }, /* however it is written */
    { "other", IP6, "2001:0db8::0.0.0.5", true },
    { "other", IP6, "2001:db8::6", false },
    { "other", IP6, "2001:db8:::5", false },
    { "other", IP6, ":2001:db8::5", false },
    { "other", IP6, "2001:db8::5:", false },
    { "other", IP6, "2001:db8:0:0:0:0:5", false },
    { "other", IP6, "2001:db8:0:0:0:0:0:0:5", false },
    { "other", IP6, "2001:db8::0:0:0:0:0:5", false },
    { "other", IP6, "2001:0db80::5", false },
    { "other", IP6, "2001:db8::5%lo", false },
    { "other", IP6, "::", false },
    { "other", "8710 00000000000000000000000000000000", "::", true },
    { "other", "8710 00000000000000000000000000000001", "::1", true },
    { "other", "8710 fe800000000000000000000000000000", "fe80::", true },
    { "other", "8710 00000000000000000000ffff0a000005", "::ffff:10.0.0.5", true },
    { "other", "8710 00010002000300040005000600070008", "1:2:3:4:5:6:7:8", true },
    { "other", "8710 00010002000300040005000600070008", "1:2:3:4:5:6:0.7.0.8", true },
    { "other", "8710 00010002000300040005000600070008", "1:2:3:4:5:6:7:0.8.0.0", false },
    { "other", IP4, "10.0.0.05", true },
    { "other", IP4, "10.0.0.256", false },
    { "other", IP4, "10.0.0", false },
    { "other", IP4, "10.0.0.5.", false },
    { "other", IP6, "2001:db8::5::", false },
    { "other", "8704 00000000", "0.0.0.0", true },
    { "other", "8708 3130 2e302e302e35", "10.0.0.5", false }, /* text in an IP name */
    { "other", "8208 31302e302e302e35", "10.0.0.5", false },  /* an IP literal as DNS name */
    { "a.b.c", NULL, "a.b.c", true }, /* the CN, where nothing else names a host */
    { "*.b.c", NULL, "a.b.c", true },
    { "a.b.c", "8103 614062", "a.b.c", true }, /* a mail address names no host */
    { "a.b.c", IP4, "a.b.c", false },
    { "a.b.c", "8201 78", "a.b.c", false },
    { "10.0.0.5", NULL, "10.0.0.5", false },
    { "a.b", NULL, "a.b.c", false },
};

/* RFC 6125 as far as Schannel goes. */
static void
matches_hosts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct made m;

        recipe_make(&m, &(struct recipe){ .subject = rows[i].cn, .san = rows[i].san });
        if (certcheck_host_matches(&m.facts, base_slice_str(rows[i].host)) != rows[i].want)
            fail_msg("row %zu: %s", i, rows[i].host);
        recipe_free(&m);
    }
}

/* A name that cannot be read matches nothing, and neither does what comes after. */
static void
trusts_no_damaged_names(void **state)
{
    struct made m;

    (void)state;
    recipe_make(&m, &(struct recipe){ .subject = "other", .san = DNS_A_B_C "8900" });
    assert_int_equal(m.facts.defects, CERTCHECK_DEFECT_EXTENSION);
    assert_false(certcheck_host_matches(&m.facts, base_slice_str("a.b.c")));
    recipe_free(&m);
    recipe_make(&m, &(struct recipe){ .subject_hex = "300431020500", .issuer = "ca" });
    assert_false(certcheck_host_matches(&m.facts, base_slice_str("a.b.c")));
    assert_false(certcheck_host_matches(&m.facts, (struct base_slice){ 0 }));
    recipe_free(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_hosts),
        cmocka_unit_test(trusts_no_damaged_names),
    };

    return cmocka_run_group_tests_name("hosts", tests, NULL, NULL);
}
