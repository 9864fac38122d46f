/* SPDX-License-Identifier: MIT */
/* The table of public CAs: the one that is built in, and files that are not such tables. */
#include <certcheck/public_cas.h>

#include <base/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ISRG_ROOT_X1 "96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6"
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ROOT "root\t" HASH "\tContoso\tCN=Contoso Root\n"

static void
hash_of(const char *hex, uint8_t out[32])
{
    size_t len = 0;

    assert_true(base_parse_hex(hex, out, 32, &len));
    assert_int_equal(len, 32);
}

static enum certcheck_status
read_text(const char *text, struct certcheck_public_cas *cas, char *why, size_t cap)
{
    struct base_text t;

    base_text_init(&t, why, cap);
    return certcheck_public_cas_read(base_slice_str(text), cas, &t);
}

static void
knows_the_roots_that_are_built_in(void **state)
{
    struct certcheck_public_cas cas;
    const struct certcheck_public_owner *owner;
    const struct certcheck_public_root *root;
    struct base_text t;
    char why[200];
    uint8_t sha256[32];

    (void)state;
    base_text_init(&t, why, sizeof why);
    assert_int_equal(certcheck_public_cas_read(certcheck_public_cas_builtin(), &cas, &t),
                     CERTCHECK_OK);
    assert_true(cas.as_of_s > 1700000000 && cas.roots_n > 100);
    hash_of(ISRG_ROOT_X1, sha256);
    owner = certcheck_public_cas_of_root(&cas, sha256);
    assert_non_null(owner);
    assert_true(base_slice_eq(owner->name, base_slice_str("Let's Encrypt")));
    root = certcheck_public_cas_of_name(&cas,
                                        "CN=ISRG Root X1,O=Internet Security Research Group,C=US");
    assert_non_null(root);
    assert_ptr_equal(owner, &cas.owners[root->owner]);
    assert_string_equal(owner->between, "");
    assert_int_equal(certcheck_public_renewal(owner).ended_s, 1770768000); /* 2026-02-11 */
    sha256[31] ^= 1;
    assert_null(certcheck_public_cas_of_root(&cas, sha256));
    assert_null(certcheck_public_cas_of_name(&cas, "CN=Contoso Root"));
    certcheck_public_cas_free(&cas);
}

static void
keeps_sources_that_conflict(void **state)
{
    struct certcheck_public_cas cas;
    const struct certcheck_public_owner *owner;
    struct certcheck_renewal renewal;
    char why[200];
    uint8_t sha256[32];

    (void)state;
    assert_int_equal(read_text("as-of\t2026-11-28\r\n"
                               "owner\tContoso\t-\t2027-02-10\treseller\ta page\r\n"
                               "owner\tContoso\t2025-09-15\t2026-05-15\tdocumented\tanother\n" ROOT,
                               &cas, why, sizeof why),
                     CERTCHECK_OK);
    hash_of(HASH, sha256);
    owner = certcheck_public_cas_of_root(&cas, sha256);
    assert_non_null(owner);
    assert_int_equal(owner->dates_n, 2);
    renewal = certcheck_public_renewal(owner);
    assert_int_equal(renewal.anchor, CERTCHECK_ANCHOR_PUBLIC);
    assert_int_equal(renewal.ended_s, 1757894400); /* 2025-09-15 */
    assert_int_equal(renewal.last_s, 1778803200);  /* 2026-05-15 */
    assert_string_equal(owner->between, "the last day on request is between 2026-05-15 (another) "
                                        "and 2027-02-10 (a page)");
    certcheck_public_cas_free(&cas);
}

static void
an_owner_without_dates_has_none(void **state)
{
    struct certcheck_public_cas cas;
    struct certcheck_renewal renewal;
    char why[200];

    (void)state;
    assert_int_equal(read_text("as-of\t2026-11-28\n" ROOT, &cas, why, sizeof why), CERTCHECK_OK);
    renewal = certcheck_public_renewal(
        &cas.owners[certcheck_public_cas_of_name(&cas, "CN=Contoso Root")->owner]);
    assert_true(renewal.ended_s == CERTCHECK_NO_DATE && renewal.last_s == CERTCHECK_NO_DATE);
    certcheck_public_cas_free(&cas);
}

static void
says_where_a_table_is_broken(void **state)
{
    static const struct {
        const char *text, *why;
    } rows[] = {
        { "", "line 0: the table has no date" },
        { "as-of\t2026-11-28\n", "line 1: the table has no root" },
        { ROOT, "line 1: the table has no date" },
        { "as-of\t2026-13-28\n", "line 1: write a date as" },
        { "as-of 2026-11-28\n", "line 1: a line must begin with" },
        { "# a table\n\nroots\tx\n", "line 3: a line must begin with" },
        { "root\t" HASH "\tContoso\n", "line 1: root, SHA-256, owner, subject" },
        { "root\tabc\tContoso\tCN=x\n", "line 1: a root is named by its SHA-256" },
        { "owner\tContoso\t-\t-\tdocumented\tx\ty\n", "line 1: owner, name" },
        { "owner\tC\t-\t-\tm\ts\nowner\tC\t-\t-\tm\ts\nowner\tC\t-\t-\tm\ts\n"
          "owner\tC\t-\t-\tm\ts\nowner\tC\t-\t-\tm\ts\n",
          "line 5: too many rows for one owner" },
        { "as-of\t2026-11-28\nas-of\t2026-11-29\n",
          "line 2: the date of the table (as-of) occurs" },
        { "as-of\t-\n", "line 1: write the date of the table" },
        { "as-of\t2026-02-30\n", "line 1: write a date as" },
        { "as-of\t2026-11-28 \n", "line 1: write a date as" },
        { "owner\t\t-\t-\tm\ts\n", "line 1: an owner needs a name" },
        { "owner\tC\t-\t-\tm\ts\x1b[2J\n", "line 1: a control character" },
        { "root\t" HASH "\tContoso\t\n", "line 1: a root needs a subject" },
        { "as-of\t2026-11-28\n" ROOT "\n" ROOT, "line 4: this root occurs twice" },
        { "as-of\t2026-11-28\n" ROOT "root\t" HASH "\tFabrikam\tCN=x\n",
          "line 3: this root occurs twice" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct certcheck_public_cas cas;
        char why[200];

        assert_int_not_equal(read_text(rows[i].text, &cas, why, sizeof why), CERTCHECK_OK);
        if (strncmp(why, rows[i].why, strlen(rows[i].why)) != 0)
            fail_msg("row %zu: %s", i, why);
    }
}

static void
takes_the_mark_of_an_editor(void **state)
{
    struct certcheck_public_cas cas;
    char why[200];

    (void)state;
    assert_int_equal(read_text("\xEF\xBB\xBF"
                               "as-of\t2026-11-28\r\n" ROOT,
                               &cas, why, sizeof why),
                     CERTCHECK_OK);
    certcheck_public_cas_free(&cas);
}

static enum certcheck_status
read_repeated(const char *row, size_t n, char *why, size_t cap)
{
    struct certcheck_public_cas cas;
    char *text = malloc(n * 32 + 1);
    enum certcheck_status status;
    struct base_text t;

    assert_non_null(text);
    base_text_init(&t, text, n * 32 + 1);
    for (size_t i = 0; i < n; i++) {
        base_text_str(&t, row);
        base_text_u64(&t, i);
        base_text_str(&t, "\t-\t-\tm\ts\n");
    }
    status = read_text(text, &cas, why, cap);
    free(text);
    if (status == CERTCHECK_OK)
        certcheck_public_cas_free(&cas);
    return status;
}

/* Each owner is looked for among those before it. */
static void
is_bounded(void **state)
{
    char why[200];

    (void)state;
    assert_int_equal(read_repeated("owner\tC", 100000, why, sizeof why), CERTCHECK_E_LIMIT);
    assert_non_null(strstr(why, "line 1025: the table has too many owners"));
    assert_int_equal(read_repeated("#########", 200000, why, sizeof why), CERTCHECK_E_LIMIT);
    assert_non_null(strstr(why, "larger than 4 MiB"));
}

/* NUL is no end of a line, nor of the table. */
static void
knows_an_octet_that_is_no_text(void **state)
{
    static const uint8_t text[] = "as-of\t2026-11-28\0\nroots\n";
    struct certcheck_public_cas cas;
    char why[200];
    struct base_text t;

    (void)state;
    base_text_init(&t, why, sizeof why);
    assert_int_equal(
        certcheck_public_cas_read((struct base_slice){ text, sizeof text - 1 }, &cas, &t),
        CERTCHECK_E_DER);
    assert_non_null(strstr(why, "line 1: a control character"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_roots_that_are_built_in),
        cmocka_unit_test(keeps_sources_that_conflict),
        cmocka_unit_test(an_owner_without_dates_has_none),
        cmocka_unit_test(says_where_a_table_is_broken),
        cmocka_unit_test(takes_the_mark_of_an_editor),
        cmocka_unit_test(is_bounded),
        cmocka_unit_test(knows_an_octet_that_is_no_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
