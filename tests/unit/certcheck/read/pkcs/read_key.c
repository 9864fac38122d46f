/* SPDX-License-Identifier: MIT */
#include "locked.h"

#define DAMAGED "the private key in the PKCS#12 file is damaged"
#define PROTECTED "the PKCS#12 file is password-protected (--password-file)"
#define WRONG "the password does not open the private key in the PKCS#12 file"

/* Read one key with a password that has opened the file; NULL: with none. */
static enum certcheck_status
read_with(struct reading *x, struct read_key *key, const char *password, bool shrouded,
          struct base_slice value)
{
    struct pbe_password p = { password, password == NULL ? 0 : (int)strlen(password) };
    enum certcheck_status status;

    *key = (struct read_key){ .password = &p };
    reading_begin(x);
    x->r.key = key;
    status = read_key(&x->r, shrouded, value);
    key->password = NULL;
    return status;
}

static void
finish(struct reading *x, struct read_key *key)
{
    pbe_forget((uint8_t *)(uintptr_t)key->der.ptr, key->der.len);
    reading_end(x);
}

static void
counts_keys_nobody_asks_for(void **state)
{
    struct reading x;

    (void)state;
    reading_begin(&x);
    assert_int_equal(read_key(&x.r, false, SLICE("no key")), CERTCHECK_OK);
    assert_int_equal(read_key(&x.r, true, SLICE("no key")), CERTCHECK_OK);
    assert_int_equal(x.bundle.skipped.keys, 2);
    assert_string_equal(x.why, "");
    reading_end(&x);
}

static void
takes_a_key_in_the_clear(void **state)
{
    static const struct {
        struct base_slice value;
        bool want;
    } rows[] = {
        { BYTES(LOCKED_KEY), true },
        { BYTES("\x30\x07\x02\x01\x01\x30\x00\x24\x00"), true }, /* BER: in pieces, none here */
        { BYTES("\x30\x07\x02\x01\x00\x30\x00\x03\x00"), false },
        { BYTES("\x30\x05\x02\x01\x00\x30\x00"), false },
        { BYTES("\x30\x05\x30\x00\x04\x01!"), false },
        { BYTES("\x30\x0b\x02\x01\x00\x30\x00\x04\x03key"), false }, /* cut off */
        { BYTES(""), false },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct read_key key;
        struct reading x;
        enum certcheck_status got = read_with(&x, &key, NULL, false, rows[i].value);

        if (got != (rows[i].want ? CERTCHECK_OK : CERTCHECK_E_DER) ||
            strcmp(x.why, rows[i].want ? "" : DAMAGED) != 0)
            fail_msg("row %zu: status %d: %s", i, (int)got, x.why);
        assert_true(base_slice_eq(key.der, rows[i].want ? rows[i].value : SLICE("")));
        assert_true(!rows[i].want || key.der.ptr != rows[i].value.ptr); /* a copy to be wiped */
        finish(&x, &key);
    }
}

static void
the_first_key_stays(void **state)
{
    struct read_key key;
    struct reading x;
    const uint8_t *first;

    (void)state;
    assert_int_equal(read_with(&x, &key, NULL, false, SLICE(LOCKED_KEY)), CERTCHECK_OK);
    first = key.der.ptr;
    assert_int_equal(read_key(&x.r, false, SLICE("no key")), CERTCHECK_OK);
    assert_ptr_equal(key.der.ptr, first);
    assert_int_equal(x.bundle.skipped.keys, 2);
    finish(&x, &key);
}

/* EncryptedPrivateKeyInfo. */
static void
shroud(struct writer *w, enum locked_by by, const char *password, struct base_slice clear)
{
    size_t outer = writer_begin(w, 0x30);

    locked_write(w, by, password, 0x04, clear);
    writer_end(w, outer);
}

/* Where nothing else is locked only the key tells none from the empty one. */
static void
opens_a_key_with_its_password(void **state)
{
    static const struct {
        enum locked_by by;
        const char *locked, *given, *want_why; /* NULL: it opens */
    } rows[] = {
        { LOCKED_PBES2, "secret", "secret", NULL },
        { LOCKED_3DES, "secret", "secret", NULL },
        { LOCKED_3DES, NULL, NULL, NULL },
        { LOCKED_3DES, "", NULL, NULL },
        { LOCKED_3DES, "", "", NULL },
        { LOCKED_3DES, NULL, "", WRONG },
        { LOCKED_3DES, "", "secret", WRONG },
        { LOCKED_PBES2, "secret", "Secret", WRONG },
        { LOCKED_PBES2, "secret", NULL, PROTECTED },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        struct read_key key;
        struct reading x;
        enum certcheck_status got;

        shroud(&w, rows[i].by, rows[i].locked, SLICE(LOCKED_KEY));
        got = read_with(&x, &key, rows[i].given, true, writer_slice(&w));
        if (got != (rows[i].want_why == NULL ? CERTCHECK_OK : CERTCHECK_E_DER) ||
            strcmp(x.why, rows[i].want_why == NULL ? "" : rows[i].want_why) != 0)
            fail_msg("row %zu: status %d: %s", i, (int)got, x.why);
        assert_int_equal(base_slice_eq(key.der, SLICE(LOCKED_KEY)), rows[i].want_why == NULL);
        finish(&x, &key);
        writer_free(&w);
    }
}

static void
refuses_what_is_no_key(void **state)
{
    static const struct base_slice rows[] = {
        BYTES(""),
        BYTES("\x04\x00"),
        BYTES("\x30\x00"),
        BYTES("\x30\x02\x30\x00"),                             /* no content */
        BYTES("\x30\x09\x30\x05\x06\x03\x2a\x03\x04\x05\x00"), /* ... of another type */
        BYTES("\x30\x04\x30\x00\x04\x00"),                     /* no algorithm */
    };
    struct writer w = { 0 };
    struct read_key key;
    struct reading x;

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        assert_int_equal(read_with(&x, &key, "", true, rows[i]), CERTCHECK_E_DER);
        assert_string_equal(x.why, DAMAGED);
        assert_null(key.der.ptr);
        finish(&x, &key);
    }
    shroud(&w, LOCKED_PBES2, "secret", SLICE("it opens, but is no key"));
    assert_int_equal(read_with(&x, &key, "secret", true, writer_slice(&w)), CERTCHECK_E_DER);
    assert_string_equal(x.why, WRONG);
    assert_null(key.der.ptr);
    finish(&x, &key);
    writer_free(&w);
}

static void
says_why_it_cannot_open_it(void **state)
{
    struct writer w = { 0 };
    const struct pbe_password secret = { "secret", 6 };
    struct read_key key;
    struct reading x;

    (void)state;
    assert_int_equal(
        read_with(&x, &key, "", true, SLICE("\x30\x0b\x30\x05\x06\x03\x2a\x03\x04\x04\x02zz")),
        CERTCHECK_E_DER);
    assert_true(base_slice_begins(base_slice_str(x.why),
                                  "the private key in the PKCS#12 file "
                                  "cannot be decrypted (unknown algorithm)"));
    finish(&x, &key);
    shroud(&w, LOCKED_PBES2, "secret", SLICE(LOCKED_KEY));
    reading_begin(&x);
    key = (struct read_key){ .password = &secret };
    x.r.key = &key;
    x.r.work_ns = 1; /* others have spent it */
    assert_int_equal(read_key(&x.r, true, writer_slice(&w)), CERTCHECK_E_LIMIT);
    assert_string_equal(x.why, PBE_TOO_MUCH);
    finish(&x, &key);
    writer_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_keys_nobody_asks_for),
        cmocka_unit_test(takes_a_key_in_the_clear),
        cmocka_unit_test(the_first_key_stays),
        cmocka_unit_test(opens_a_key_with_its_password),
        cmocka_unit_test(refuses_what_is_no_key),
        cmocka_unit_test(says_why_it_cannot_open_it),
    };

    return cmocka_run_group_tests_name("read_key", tests, NULL, NULL);
}
