/* SPDX-License-Identifier: MIT */
#include "pfx.h"

#define DAMAGED "a PKCS#12 file that is damaged"
#define CUT "a PKCS#12 file that is damaged or cut off"
#define PROTECTED "the PKCS#12 file is password-protected (--password-file)"
#define WRONG "the password does not open the PKCS#12 file"

/* Read with a password, or with one that is asked for. */
static enum certcheck_status
open_pfx(struct reading *x, const struct certcheck_password *password, const struct writer *pfx)
{
    reading_begin(x);
    x->r.password = password;
    return read_pkcs12(&x->r, writer_slice(pfx));
}

static void
reads_the_bags_of_a_safe(void **state)
{
    static const struct {
        const char *bags;
        size_t want_n;
        struct certcheck_skipped want;
        const char *want_why;
    } rows[] = {
        { PFX_CERT, 1, { 0 }, "" },
        { PFX_CERT PFX_KEY PFX_CERT, 2, { .keys = 1 }, "" },
        { "", 0, { 0 }, "" },
        { "3011" PFX_BAG("02") "a002 3000", 0, { .keys = 1 }, "" }, /* shrouded */
        { "3011" PFX_BAG("04") "a002 3000" PFX_CERT, 1, { .crls = 1 }, "" },
        { "3011" PFX_BAG("05") "a002 3000", 0, { .others = 1 }, "" }, /* a secret */
        { "3039" PFX_BAG("06") "a02a 3028" PFX_CERT, 1, { 0 }, "" },  /* a safe within */
        { "301f" PFX_BAG("03") "a010 300e 060a2a864886f70d01091602 a000", 0, { .others = 1 }, "" },
        /* what may have been a certificate is damage, and the rest is read */
        { "3011" PFX_BAG("07") "a002 3000" PFX_CERT, 1, { 0 }, DAMAGED },
        { "3011" PFX_BAG("03") "a002 3000" PFX_CERT, 1, { 0 }, DAMAGED },
        { "300d" PFX_BAG("03") PFX_CERT, 1, { 0 }, DAMAGED },
        { "3021" PFX_BAG("03") "a012 3010" PFX_X509 "a002 0400", 0, { 0 }, DAMAGED },
        { "3021" PFX_BAG("03") "a012 3010" PFX_X509 "a002 0500", 0, { 0 }, DAMAGED },
        { PFX_CERT "0500" PFX_CERT, 1, { 0 }, DAMAGED },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer safes = { 0 }, w = { 0 };
        struct reading x;
        enum certcheck_status got;

        pfx_safe(&safes, rows[i].bags);
        pfx_write(&w, &safes, pfx_bare);
        got = open_pfx(&x, NULL, &w);
        if (got != CERTCHECK_OK || x.bundle.n != rows[i].want_n ||
            memcmp(&x.bundle.skipped, &rows[i].want, sizeof rows[i].want) != 0 ||
            strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: status %d, %zu objects: %s", i, (int)got, x.bundle.n, x.why);
        for (size_t k = 0; k < x.bundle.n; k++)
            assert_true(base_slice_eq(x.bundle.at[k].der, SLICE("\x30\x03\x02\x01\x05")));
        assert_int_equal(x.bundle.damaged, rows[i].want_why[0] != '\0');
        reading_end(&x);
        writer_free(&w);
        writer_free(&safes);
    }
}

static const char *
answer(void *ctx)
{
    ++*(unsigned *)ctx;
    return "asked";
}

/* The given password, none, the empty one; and who can be asked is asked last, and once. */
static void
tries_passwords_in_turn(void **state)
{
    static const struct {
        const char *locked, *given;
        bool mac, may_ask;
        unsigned want_asked;
        const char *want_why; /* NULL: it opens */
    } rows[] = {
        { "secret", "secret", true, false, 0, NULL },
        { "secret", "secret", false, false, 0, NULL }, /* without a MAC decryption tells */
        { "asked", NULL, true, true, 1, NULL },
        { "asked", NULL, false, true, 1, NULL },
        { NULL, "other", true, false, 0, NULL }, /* files without a password, too */
        { "", "other", true, false, 0, NULL },
        { "", NULL, true, true, 0, NULL },
        { "secret", "other", true, false, 0, WRONG },
        { "secret", "other", false, true, 0, WRONG },
        { "secret", NULL, true, true, 1, WRONG },
        { "secret", NULL, true, false, 0, PROTECTED },
        { "secret", NULL, false, false, 0, PROTECTED },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        unsigned asked = 0;
        struct certcheck_password password = { rows[i].given, rows[i].may_ask ? answer : NULL,
                                               &asked };
        struct writer safes = { 0 }, w = { 0 };
        struct reading x;
        enum certcheck_status got;

        pfx_locked(&safes, LOCKED_3DES, rows[i].locked, PFX_CERT);
        pfx_write(&w, &safes, rows[i].mac ? rows[i].locked : pfx_bare);
        got = open_pfx(&x, &password, &w);
        if (got != (rows[i].want_why == NULL ? CERTCHECK_OK : CERTCHECK_E_DER) ||
            strcmp(x.why, rows[i].want_why == NULL ? "" : rows[i].want_why) != 0 ||
            asked != rows[i].want_asked)
            fail_msg("row %zu: status %d, asked %u: %s", i, (int)got, asked, x.why);
        assert_int_equal(x.bundle.n, got == CERTCHECK_OK);
        reading_end(&x);
        writer_free(&w);
        writer_free(&safes);
    }
}

/* The time of bundle.h is for all passwords together, and known before a key is derived. */
static void
spends_no_more_than_its_time(void **state)
{
    const struct certcheck_password wrong = { "other", NULL, NULL };
    struct writer safes = { 0 }, w = { 0 };
    struct reading x;
    uint64_t once;

    (void)state;
    pfx_locked(&safes, LOCKED_PBES2, "secret", PFX_CERT);
    pfx_write(&w, &safes, pfx_bare);
    assert_int_equal(open_pfx(&x, &wrong, &w), CERTCHECK_E_DER); /* three passwords */
    once = (PBE_WORK_MAX_NS - x.r.work_ns) / 3;
    reading_end(&x);
    for (unsigned times = 0; times < 3; times++) {
        reading_begin(&x);
        x.r.password = &wrong;
        x.r.work_ns = times * once;
        assert_int_equal(read_pkcs12(&x.r, writer_slice(&w)), CERTCHECK_E_LIMIT);
        assert_string_equal(x.why, PBE_TOO_MUCH);
        reading_end(&x);
    }
    writer_free(&w);
    writer_free(&safes);
}

/* What one password costs is known before any key is derived: then none is. */
static void
derives_no_key_that_it_cannot_afford(void **state)
{
    const struct certcheck_password right = { "secret", NULL, NULL };
    struct writer safes = { 0 }, w = { 0 };
    struct reading x;
    uint64_t all;

    (void)state;
    pfx_locked(&safes, LOCKED_PBES2, "secret", PFX_CERT);
    pfx_locked(&safes, LOCKED_PBES2, "secret", PFX_CERT);
    pfx_write(&w, &safes, "secret");
    assert_int_equal(open_pfx(&x, &right, &w), CERTCHECK_OK);
    all = PBE_WORK_MAX_NS - x.r.work_ns;
    reading_end(&x);
    for (unsigned lacks = 0; lacks < 2; lacks++) {
        reading_begin(&x);
        x.r.password = &right;
        x.r.work_ns = all - lacks;
        assert_int_equal(read_pkcs12(&x.r, writer_slice(&w)),
                         lacks == 0 ? CERTCHECK_OK : CERTCHECK_E_LIMIT);
        assert_int_equal(x.r.work_ns, lacks == 0 ? 0 : all - lacks);
        reading_end(&x);
    }
    writer_free(&w);
    writer_free(&safes);
}

static void
refuses_what_is_no_such_file(void **state)
{
    static const struct {
        const char *hex, *want_why;
    } rows[] = {
        { "", CUT },
        { "3000", CUT },
        { "3003 020103", CUT },
        { "3012 020103 300d 06092a864886f70d010702 a000",
          "a PKCS#12 file that is protected by a signature instead of a password: export it again "
          "with one" },
        { "3012 020103 300d 06092a864886f70d010703 a000", DAMAGED },
        { "3012 020103 300d" PFX_DATA "a000", DAMAGED },
        { "3014 020103 300f" PFX_DATA "a002 0400", DAMAGED }, /* no safes, not even none */
        { "3018 020103 3011" PFX_DATA "a004 0402 3000 3000", DAMAGED }, /* a MAC that is none */
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        struct reading x;

        writer_hex(&w, rows[i].hex);
        assert_int_equal(open_pfx(&x, NULL, &w), CERTCHECK_E_DER);
        if (strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: %s", i, x.why);
        reading_end(&x);
        writer_free(&w);
    }
}

/* Safes within safes: four deep, no further. */
static void
bounds_the_nesting(void **state)
{
    (void)state;
    for (unsigned depth = 4; depth <= 5; depth++) {
        struct writer safes = { 0 }, w = { 0 };
        size_t begun[5][3], info, tagged, string, seq;
        struct reading x;

        info = writer_begin(&safes, 0x30);
        writer_hex(&safes, PFX_DATA);
        tagged = writer_begin(&safes, 0xa0);
        string = writer_begin(&safes, 0x04);
        seq = writer_begin(&safes, 0x30);
        for (unsigned i = 0; i < depth; i++) {
            begun[i][0] = writer_begin(&safes, 0x30);
            writer_hex(&safes, PFX_BAG("06"));
            begun[i][1] = writer_begin(&safes, 0xa0);
            begun[i][2] = writer_begin(&safes, 0x30);
        }
        writer_hex(&safes, PFX_CERT);
        for (unsigned i = depth; i-- > 0;)
            for (unsigned k = 3; k-- > 0;)
                writer_end(&safes, begun[i][k]);
        writer_end(&safes, seq);
        writer_end(&safes, string);
        writer_end(&safes, tagged);
        writer_end(&safes, info);
        pfx_write(&w, &safes, pfx_bare);
        assert_int_equal(open_pfx(&x, NULL, &w), depth == 4 ? CERTCHECK_OK : CERTCHECK_E_LIMIT);
        assert_string_equal(x.why, depth == 4 ? "" : "containers nested too deep");
        reading_end(&x);
        writer_free(&w);
        writer_free(&safes);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_bags_of_a_safe),
        cmocka_unit_test(tries_passwords_in_turn),
        cmocka_unit_test(spends_no_more_than_its_time),
        cmocka_unit_test(derives_no_key_that_it_cannot_afford),
        cmocka_unit_test(refuses_what_is_no_such_file),
        cmocka_unit_test(bounds_the_nesting),
    };

    return cmocka_run_group_tests_name("read_pkcs12", tests, NULL, NULL);
}
