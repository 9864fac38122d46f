/* SPDX-License-Identifier: MIT */
#include <certcheck/identity.h>

#include "pfx.h"

#define LACKING "it contains no certificate with its private key"

static void
a_certificate_and_a_key(void **state)
{
    static const struct {
        const char *bags;
        bool want;
        size_t want_n;
    } rows[] = {
        { PFX_CERT PFX_KEY, true, 1 },
        { PFX_KEY PFX_CERT PFX_CERT, true, 2 },
        { PFX_CERT, false, 0 },
        { PFX_KEY, false, 0 },
        { "", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer safes = { 0 }, w = { 0 };
        struct certcheck_identity id;
        char why[BASE_WHY_MAX];
        enum certcheck_status got;

        pfx_safe(&safes, rows[i].bags);
        pfx_write(&w, &safes, pfx_bare);
        got = certcheck_identity_open(writer_slice(&w), NULL, &id, BASE_TEXT_IN(why));
        if (got != (rows[i].want ? CERTCHECK_OK : CERTCHECK_E_DER) ||
            id.bundle.n != rows[i].want_n || strcmp(why, rows[i].want ? "" : LACKING) != 0)
            fail_msg("row %zu: status %d, %zu certificates: %s", i, (int)got, id.bundle.n, why);
        assert_true(base_slice_eq(id.key, rows[i].want ? SLICE(LOCKED_KEY) : SLICE("")));
        certcheck_identity_clear(&id);
        assert_true(id.key.ptr == NULL && id.bundle.n == 0);
        writer_free(&w);
        writer_free(&safes);
    }
}

static void
the_password_opens_both(void **state)
{
    const struct certcheck_password right = { "secret", NULL, NULL };
    const struct certcheck_password wrong = { "other", NULL, NULL };
    struct writer safes = { 0 }, w = { 0 };
    struct certcheck_identity id;
    char why[BASE_WHY_MAX];

    (void)state;
    pfx_locked(&safes, LOCKED_PBES2, "secret", PFX_CERT PFX_KEY);
    pfx_write(&w, &safes, "secret");
    assert_int_equal(certcheck_identity_open(writer_slice(&w), &right, &id, BASE_TEXT_IN(why)),
                     CERTCHECK_OK);
    assert_true(base_slice_eq(id.key, SLICE(LOCKED_KEY)));
    certcheck_identity_clear(&id);
    assert_int_equal(certcheck_identity_open(writer_slice(&w), &wrong, &id, BASE_TEXT_IN(why)),
                     CERTCHECK_E_DER);
    assert_string_equal(why, "the password does not open the PKCS#12 file");
    assert_true(id.key.ptr == NULL && id.bundle.n == 0);
    writer_free(&w);
    writer_free(&safes);
}

static void
refuses_other_files(void **state)
{
    static const uint8_t one[1] = { 0x30 };
    static const struct {
        struct base_slice bytes;
        enum certcheck_status want;
        const char *want_why;
    } rows[] = {
        { BYTES(""), CERTCHECK_E_DER, "not a PKCS#12 file" },
        { BYTES("-----BEGIN CERTIFICATE-----"), CERTCHECK_E_DER, "not a PKCS#12 file" },
        { BYTES("\x30\x05\x02\x01\x00\x30\x00"), CERTCHECK_E_DER, "not a PKCS#12 file" },
        { BYTES("\x30\x05\x02\x01\x03\x30\x00"), CERTCHECK_E_DER,
          "a PKCS#12 file that is damaged or cut off" },
        /* told by its length alone, before a byte is read */
        { { one, CERTCHECK_FILE_MAX + 1 }, CERTCHECK_E_LIMIT, "the file is larger than 64 MiB" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct certcheck_identity id;
        char why[BASE_WHY_MAX];

        assert_int_equal(certcheck_identity_open(rows[i].bytes, NULL, &id, BASE_TEXT_IN(why)),
                         rows[i].want);
        assert_string_equal(why, rows[i].want_why);
        assert_true(id.key.ptr == NULL && id.bundle.n == 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_and_a_key),
        cmocka_unit_test(the_password_opens_both),
        cmocka_unit_test(refuses_other_files),
    };

    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
