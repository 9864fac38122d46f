/* SPDX-License-Identifier: MIT */
#include "read/pkcs/pbe.h"

#include "locked.h"

#define PBES2 "06092a864886f70d01050d"
#define PBKDF2 "06092a864886f70d01050c"
#define SCRYPT "06092b06010401da47040b"
#define TDES "060a2a864886f70d010c0103"
#define RC2_40 "060a2a864886f70d010c0106"
#define OTHER "06032a0304"
#define AES "3010 060960864801650304012a 0403 000000"
#define SHA256 "300a 06082a864886f70d0209"
#define SHA512 "300a 06082a864886f70d020b"
#define SALT "0401 00"

/* AlgorithmIdentifier: an OID and, where there are any, parameters; of PBES2 the KDF's. */
static void
assemble(struct writer *w, const char *oid, const char *kdf, const char *parameters)
{
    size_t outer = writer_begin(w, 0x30), list, inner;

    writer_hex(w, oid);
    list = writer_begin(w, 0x30);
    if (kdf != NULL) {
        inner = writer_begin(w, 0x30);
        writer_hex(w, kdf);
    }
    if (kdf != NULL) {
        size_t seq = writer_begin(w, 0x30);

        writer_hex(w, parameters);
        writer_end(w, seq);
        writer_end(w, inner);
        writer_hex(w, AES);
    } else {
        writer_hex(w, parameters);
    }
    writer_end(w, list);
    writer_end(w, outer);
}

enum cost { DAMAGED, CHEAP, DEAR }; /* within PBE_WORK_MAX_NS, beyond it */

static void
tells_the_cost_before_it_is_paid(void **state)
{
    static const struct {
        const char *oid, *kdf, *parameters;
        enum cost want;
    } rows[] = {
        { PBES2, PBKDF2, SALT "0203 1e8480" SHA256, CHEAP }, /* two million */
        { PBES2, PBKDF2, SALT "0203 2dc6c0" SHA256, DEAR },  /* three */
        { PBES2, PBKDF2, SALT "0203 0f4240" SHA512, CHEAP },
        { PBES2, PBKDF2, SALT "0203 1e8480" SHA512, DEAR },
        { PBES2, PBKDF2, SALT "0203 0f4240", CHEAP }, /* SHA-1, where nothing is said */
        { PBES2, PBKDF2, SALT "0203 1e8480", DEAR },
        { PBES2, PBKDF2, SALT "0203 1e8480 0201 20" SHA256, CHEAP }, /* with the key's length */
        { PBES2, PBKDF2, SALT "0209 01 0000000000000000" SHA256, DEAR },
        { PBES2, PBKDF2, SALT "0201 ff", DAMAGED },
        { PBES2, PBKDF2, SALT, DAMAGED },
        { PBES2, PBKDF2, "", DAMAGED },
        { PBES2, SCRYPT, SALT "0202 4000 0201 08 0201 01", CHEAP },  /* N 16384, r 8, p 1 */
        { PBES2, SCRYPT, SALT "0202 4000 0201 08 0201 20", DEAR },   /* p 32 */
        { PBES2, SCRYPT, SALT "0203 010000 0201 08 0201 01", DEAR }, /* 64 MiB */
        { PBES2, SCRYPT, SALT "0204 7fffffff 0204 7fffffff 0204 7fffffff", DEAR },
        { PBES2, SCRYPT, SALT "0202 4000 0201 08", DAMAGED },
        { PBES2, OTHER, "", CHEAP }, /* nobody derives it */
        { PBES2, NULL, "", DAMAGED },
        { TDES, NULL, SALT "0203 16e360", CHEAP }, /* one and a half million */
        { TDES, NULL, SALT "0203 1e8480", DEAR },
        { TDES, NULL, SALT, DAMAGED },
        { OTHER, NULL, SALT "0203 1e8480", CHEAP },
        { "0500", NULL, "", DAMAGED },
    };
    uint64_t ns;

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct writer w = { 0 };
        enum cost got;

        assemble(&w, rows[i].oid, rows[i].kdf, rows[i].parameters);
        got = !pbe_cost(writer_slice(&w), &ns) ? DAMAGED : ns <= PBE_WORK_MAX_NS ? CHEAP : DEAR;
        if (got != rows[i].want || (got != DAMAGED && ns == 0)) /* nothing is free */
            fail_msg("row %zu: %d", i, (int)got);
        writer_free(&w);
    }
    assert_false(pbe_cost((struct base_slice){ 0 }, &ns));
}

#define SHA1_OID "\x06\x05\x2b\x0e\x03\x02\x1a"
#define SHA256_OID "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"

/* RFC 7292 appendix B, worked out by another program: the MAC of "abc", salt "saltsalt", twice. */
static const struct {
    struct base_slice algorithm, digest;
    const char *password;
} macs[] = {
    { BYTES(SHA1_OID),
      BYTES("\x1a\x73\xb6\x22\x50\xc1\x72\x06\x68\x28\xe6\x1d\x8a\x4c\x32\x89\xfe\x23\x8f\x50"),
      NULL },
    { BYTES(SHA1_OID),
      BYTES("\x85\x45\x48\x5e\x23\xd8\x81\xde\xe3\x1a\x1d\x28\x1a\xec\x16\x3b\xb5\x6d\x3d\x15"),
      "" },
    { BYTES(SHA1_OID),
      BYTES("\x2e\x32\xc8\xa5\xfc\xd6\xb0\xa2\x5d\xed\x0d\x81\xe4\xf9\xb1\x0f\xe0\x69\x65\x91"),
      "secret" },
    { BYTES(SHA256_OID),
      BYTES("\x94\xd1\x5c\x6c\x3d\xd2\x4e\x96\x8d\xef\x5c\xd5\xf9\x8c\xc2\x59"
            "\xcb\x34\xb6\x1c\x70\x55\xca\x2e\xd9\xc3\x7c\x0f\x9f\x3e\x7e\x72"),
      "secret" },
};

static bool
fits(const struct pbe_mac *mac, struct base_slice content, const char *password)
{
    const struct pbe_password p = { password, password == NULL ? 0 : (int)strlen(password) };

    return pbe_mac_fits(mac, content, &p);
}

static void
the_mac_tells_passwords_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(macs); i++) {
        struct pbe_mac mac = { macs[i].algorithm, macs[i].digest, SLICE("saltsalt"), 2 };

        assert_true(pbe_mac_is_known(&mac));
        for (size_t k = 0; k < 3; k++) /* none, the empty one, "secret" */
            if (fits(&mac, SLICE("abc"), macs[k].password) !=
                (macs[k].password == macs[i].password ||
                 (macs[k].password != NULL && macs[i].password != NULL &&
                  strcmp(macs[k].password, macs[i].password) == 0)))
                fail_msg("row %zu: password %zu", i, k);
        assert_false(fits(&mac, SLICE("abd"), macs[i].password));
        mac.iterations = 3;
        assert_false(fits(&mac, SLICE("abc"), macs[i].password));
        mac.iterations = 2;
        mac.digest.len--; /* a shorter one is no easier to meet */
        assert_false(fits(&mac, SLICE("abc"), macs[i].password));
        mac.digest.len = 0;
        assert_false(fits(&mac, SLICE("abc"), macs[i].password));
    }
}

static void
macs_have_a_cost_and_may_be_unknown(void **state)
{
    struct pbe_mac mac = { .algorithm = SLICE(SHA256_OID), .iterations = 2000000 };

    (void)state;
    assert_true(pbe_mac_cost(&mac) > 0 && pbe_mac_cost(&mac) <= PBE_WORK_MAX_NS);
    mac.iterations = 3000000;
    assert_true(pbe_mac_cost(&mac) > PBE_WORK_MAX_NS);
    mac.algorithm = SLICE("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0e"); /* PBMAC1 */
    mac.iterations = 1;
    assert_false(pbe_mac_is_known(&mac));
    assert_false(fits(&mac, SLICE("abc"), ""));
    mac.algorithm = SLICE("\x06\x05\x2b");
    assert_false(pbe_mac_is_known(&mac));
}

static void
names_the_cipher(void **state)
{
    static const struct {
        const char *oid, *kdf, *want;
        bool want_here;
    } rows[] = {
        { PBES2, PBKDF2, "AES-256-CBC", true }, /* the one inside */
        { TDES, NULL, "PBE-SHA1-3DES", true },
        { OTHER, NULL, NULL, false },
    };
    struct writer w = { 0 };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const char *name;

        assemble(&w, rows[i].oid, rows[i].kdf, SALT "0201 01");
        name = pbe_name(writer_slice(&w));
        assert_true(rows[i].want == NULL ? name == NULL : strcmp(name, rows[i].want) == 0);
        assert_int_equal(pbe_has_cipher(writer_slice(&w)), rows[i].want_here);
        writer_free(&w);
    }
    assert_false(pbe_has_cipher((struct base_slice){ 0 }));
    assert_null(pbe_name((struct base_slice){ 0 }));
    assemble(&w, RC2_40, NULL, SALT "0201 01");
    assert_int_equal(pbe_has_cipher(writer_slice(&w)), pbe_has_legacy());
    writer_free(&w);
}

static void
opens_what_the_password_locked(void **state)
{
    const struct pbe_password right = { "secret", 6 }, wrong = { "Secret", 6 };
    struct base_slice rest, whole;
    struct der_item algorithm, content;

    (void)state;
    for (int by = LOCKED_PBES2; by <= LOCKED_3DES; by++) {
        struct writer w = { 0 };
        uint8_t *clear;
        size_t len;

        locked_write(&w, (enum locked_by)by, "secret", 0x04, SLICE("what is locked"));
        rest = whole = writer_slice(&w);
        assert_true(der_take(&rest, &algorithm) && der_take(&rest, &content));
        clear = pbe_decrypt(algorithm.all, content.body, &right, &len);
        assert_non_null(clear);
        assert_true(base_slice_eq((struct base_slice){ clear, len }, SLICE("what is locked")));
        pbe_forget(clear, len);
        assert_null(pbe_decrypt(algorithm.all, content.body, &wrong, &len));
        content.body.len--; /* no whole block */
        assert_null(pbe_decrypt(algorithm.all, content.body, &right, &len));
        assert_null(pbe_decrypt((struct base_slice){ whole.ptr, 5 }, content.body, &right, &len));
        writer_free(&w);
    }
}

static void
copies_are_the_callers(void **state)
{
    uint8_t *copy = pbe_copy(SLICE("key"));

    (void)state;
    assert_non_null(copy);
    assert_memory_equal(copy, "key", 3);
    copy[0] = 'K';
    pbe_forget(copy, 3);
    pbe_forget(NULL, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_cost_before_it_is_paid),
        cmocka_unit_test(the_mac_tells_passwords_apart),
        cmocka_unit_test(macs_have_a_cost_and_may_be_unknown),
        cmocka_unit_test(names_the_cipher),
        cmocka_unit_test(opens_what_the_password_locked),
        cmocka_unit_test(copies_are_the_callers),
    };

    return cmocka_run_group_tests_name("pbe", tests, NULL, NULL);
}
