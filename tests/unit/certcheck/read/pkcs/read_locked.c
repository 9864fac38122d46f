/* SPDX-License-Identifier: MIT */
#include "certcheck/read/reading.h"

#define AES_256 /* PBES2 of PBKDF2 and AES-256-CBC */                                              \
    "\x30\x27\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d\x30\x1a\x30\x0b\x06\x09\x2a\x86\x48\x86" \
    "\xf7\x0d\x01\x05\x0c\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2a"
#define OTHER "\x30\x05\x06\x03\x2a\x03\x04"
#define RC2_40 "\x30\x0c\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x06"

static void
time_is_spent_once(void **state)
{
    struct reading x;

    (void)state;
    reading_begin(&x);
    x.r.work_ns = 10;
    assert_true(read_spend(&x.r, 4));
    assert_false(read_spend(&x.r, 7)); /* and nothing is taken for it */
    assert_true(read_spend(&x.r, 6));
    assert_true(read_spend(&x.r, 0));
    assert_false(read_spend(&x.r, 1));
    assert_false(read_spend(&x.r, UINT64_MAX));
    assert_int_equal(x.r.work_ns, 0);
    reading_end(&x);
}

static void
says_what_nobody_here_decrypts(void **state)
{
    static const struct {
        struct base_slice algorithm;
        const char *want;
        bool needs_legacy;
    } rows[] = {
        { BYTES(AES_256), "a cannot be decrypted (AES-256-CBC)", false },
        { BYTES(OTHER), "a cannot be decrypted (unknown algorithm)", true },
        { BYTES(""), "a cannot be decrypted (unknown algorithm)", true },
        { BYTES(RC2_40), "a cannot be decrypted (PBE-SHA1-RC2-40)", true },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char want[BASE_WHY_MAX] = "";
        struct base_text t;
        struct reading x;

        base_text_init(&t, want, sizeof want);
        base_text_str(&t, rows[i].want);
        if (rows[i].needs_legacy && !pbe_has_legacy())
            base_text_str(&t, ": it needs OpenSSL's legacy provider, which is not installed");
        reading_begin(&x);
        assert_int_equal(read_undecryptable(&x.r, "a", rows[i].algorithm), CERTCHECK_OK);
        assert_true(x.bundle.damaged);
        assert_string_equal(x.why, want);
        reading_end(&x);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_spent_once),
        cmocka_unit_test(says_what_nobody_here_decrypts),
    };

    return cmocka_run_group_tests_name("read_locked", tests, NULL, NULL);
}
