/* SPDX-License-Identifier: MIT */
#include <certcheck/facts.h>

#include <base/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "file.h"
#include "recipe.h"

#define NAME "300c310a3008 0603550403 0c0161" /* CN=a */
#define ALG "300506032b6570"
#define TIMES "301e 170d3136303130313030303030305a 170d3436303130313030303030305a"
#define SPKI "300c 300506032b6570 0303006b65"

/* The fields of a certificate in hex; NULL leaves the sound one. */
struct fields {
    const char *version, *serial, *inner, *issuer, *validity, *subject, *spki, *tail;
    const char *outer, *signature, *after;
};

static const char * or (const char *given, const char *sound)
{
    return given != NULL ? given : sound;
}

static void
assemble(struct writer *w, const struct fields *f)
{
    size_t cert = writer_begin(w, 0x30), tbs = writer_begin(w, 0x30);

    writer_hex(w, or (f->version, "a003020102"));
    writer_hex(w, or (f->serial, "020105"));
    writer_hex(w, or (f->inner, ALG));
    writer_hex(w, or (f->issuer, NAME));
    writer_hex(w, or (f->validity, TIMES));
    writer_hex(w, or (f->subject, NAME));
    writer_hex(w, or (f->spki, SPKI));
    writer_hex(w, or (f->tail, ""));
    writer_end(w, tbs);
    writer_hex(w, or (f->outer, ALG));
    writer_hex(w, or (f->signature, "0303006162"));
    writer_hex(w, or (f->after, ""));
    writer_end(w, cert);
}

static void
reads_every_field(void **state)
{
    struct writer w = { 0 };
    struct certcheck_facts f;

    (void)state;
    assemble(&w, &(struct fields){ .tail = "a3023000" });
    assert_int_equal(certcheck_facts_read(writer_slice(&w), &f), CERTCHECK_OK);
    assert_int_equal(f.defects, 0);
    assert_int_equal(f.version, 3);
    assert_true(base_slice_eq(f.der, writer_slice(&w)));
    assert_true(base_slice_eq(f.serial, SLICE("\x05")));
    assert_true(base_slice_eq(f.sig_oid, SLICE("\x2b\x65\x70")));
    assert_true(base_slice_eq(f.signature, SLICE("ab")));
    assert_true(base_slice_eq(f.issuer, f.subject));
    assert_int_equal(f.issuer.len, 14);
    assert_true(f.subject_hash == base_slice_hash(f.subject) && f.issuer_hash == f.subject_hash);
    assert_true(f.not_before_s == 1451606400 && f.not_after_s == 2398377600);
    assert_int_equal(f.key.alg, CERTCHECK_KEY_ED25519);
    assert_int_equal(f.tbs.ptr[0], 0x30);
    assert_int_equal(f.tbs.len + 7 + 5 + 2, f.der.len);
    assert_int_equal(f.eku.state, CERTCHECK_SET_ABSENT);
    assert_int_equal(f.app_policies.state, CERTCHECK_SET_ABSENT);
    assert_int_equal(f.path_len, CERTCHECK_NO_LIMIT);
    assert_true(certcheck_is_self_issued(&f));
    writer_free(&w);
}

static const struct {
    struct fields fields;
    const char *want_part; /* NULL: it is read */
    uint32_t want_defects;
    unsigned want_version;
} refuses_or_notes_rows[] = {
    { { .version = "" }, NULL, 0, 1 },
    { { .version = "a003020100" }, NULL, 0, 1 },
    { { .version = "a003020101" }, NULL, 0, 2 },
    { { .version = "a003020101", .tail = "a3023000" }, NULL, CERTCHECK_DEFECT_VERSION, 2 },
    { { .version = "", .tail = "a3023000" }, NULL, CERTCHECK_DEFECT_VERSION, 1 },
    { { .version = "a003020103" }, NULL, CERTCHECK_DEFECT_VERSION, 0 },
    { { .version = "a0030201ff" }, NULL, CERTCHECK_DEFECT_VERSION, 0 },
    { { .version = "a0050203010000" }, NULL, CERTCHECK_DEFECT_VERSION, 0 },
    { { .version = "a0030101ff" }, "version or serialNumber", 0, 0 },
    { { .version = "a000" }, "version or serialNumber", 0, 0 },
    { { .version = "a0060201020201 05" }, "version or serialNumber", 0, 0 },
    { { .serial = "0200" }, NULL, CERTCHECK_DEFECT_SERIAL, 3 },
    { { .serial = "0201ff" }, NULL, CERTCHECK_DEFECT_SERIAL, 3 },
    { { .serial = "0215008fffffffffffffffffffffffffffffffffffffff" }, NULL, 0, 3 },
    { { .serial = "0216008fffffffffffffffffffffffffffffffffffffffff" },
      NULL,
      CERTCHECK_DEFECT_SERIAL,
      3 },
    { { .serial = "02020080" }, NULL, 0, 3 },
    { { .serial = "0202007f" }, NULL, CERTCHECK_DEFECT_PADDED_SERIAL, 3 },
    { { .serial = "0202ff7f" }, NULL, CERTCHECK_DEFECT_SERIAL, 3 },
    { { .serial = "0202ff80" }, NULL, CERTCHECK_DEFECT_SERIAL | CERTCHECK_DEFECT_PADDED_SERIAL, 3 },
    { { .serial = "040105" }, "version or serialNumber", 0, 0 },
    { { .inner = "0500" }, "signature", 0, 0 },
    { { .inner = "3000" }, NULL, CERTCHECK_DEFECT_ALGORITHMS_DIFFER, 3 },
    { { .issuer = "020101" }, "issuer", 0, 0 },
    { { .issuer = "3000" }, NULL, 0, 3 },
    { { .issuer = "3002 0500" }, NULL, CERTCHECK_DEFECT_NAME, 3 },
    { { .subject = "3004310a3008" }, NULL, CERTCHECK_DEFECT_NAME, 3 },
    { { .subject = "3002 3100" }, NULL, 0, 3 },
    { { .subject = "3009 3107 3005 0603550403" }, NULL, CERTCHECK_DEFECT_NAME, 3 },
    { { .subject = "300d310b3009 0603550403 0c01 6105" }, NULL, CERTCHECK_DEFECT_NAME, 3 },
    { { .subject = "0500" }, "subject", 0, 0 },
    { { .validity = "0500" }, "validity", 0, 0 },
    { { .validity = "3000" }, "validity", 0, 0 },
    { { .validity = "300f 170d3136303130313030303030305a" }, "validity", 0, 0 },
    { { .validity = "3006 020101 020101" },
      NULL,
      CERTCHECK_DEFECT_NOT_BEFORE | CERTCHECK_DEFECT_NOT_AFTER,
      3 },
    { { .validity = "301e 170d3136303130313030303030305a 170d3436303133313030303030305a" },
      NULL,
      0,
      3 },
    { { .validity = "301e 170d3136303130313030303030305a 170d3436303233303030303030305a" },
      NULL,
      CERTCHECK_DEFECT_NOT_AFTER,
      3 },
    { { .spki = "3000" }, NULL, CERTCHECK_DEFECT_KEY, 3 },
    { { .spki = "300a 300506032b6570 030100" }, NULL, 0, 3 },
    { { .spki = "3009 300506032b6570 0300" }, NULL, CERTCHECK_DEFECT_KEY, 3 },
    { { .spki = "300e 300506032b6570 0303006b65 0500" }, NULL, CERTCHECK_DEFECT_KEY, 3 },
    { { .spki = "0500" }, "subjectPublicKeyInfo", 0, 0 },
    { { .tail = "810100 820100" }, NULL, 0, 3 },
    { { .tail = "820100 810100" }, "extensions", 0, 0 },
    { { .tail = "a3020500" }, "extensions", 0, 0 },
    { { .tail = "a30430003000" }, "extensions", 0, 0 },
    { { .tail = "a3023000 0500" }, "extensions", 0, 0 },
    { { .tail = "0500" }, "extensions", 0, 0 },
    { { .outer = "0500" }, "signatureAlgorithm", 0, 0 },
    { { .outer = "3000" }, "signatureAlgorithm", 0, 0 },
    { { .signature = "0300" }, "signatureValue", 0, 0 },
    { { .signature = "030100" }, NULL, 0, 3 },
    { { .signature = "03020480" }, NULL, CERTCHECK_DEFECT_SIGNATURE, 3 },
    { { .signature = "04020000" }, "signatureValue", 0, 0 },
    { { .after = "0500" }, "signatureValue", 0, 0 },
    /* BER, wherever */
    { { .version = "a081030201 02" }, NULL, CERTCHECK_DEFECT_NOT_DER, 3 },
    { { .version = "a00402810102" }, NULL, CERTCHECK_DEFECT_NOT_DER, 3 },
    { { .serial = "02810105" }, NULL, CERTCHECK_DEFECT_NOT_DER, 3 },
    { { .subject = "300d310b3009 0603550403 0c8101 61" }, NULL, CERTCHECK_DEFECT_NOT_DER, 3 },
    { { .validity = "301f 17810d3136303130313030303030305a 170d3436303130313030303030305a" },
      NULL,
      CERTCHECK_DEFECT_NOT_DER,
      3 },
    { { .tail = "a3813000" }, "extensions", 0, 0 },
    { { .tail = "a3023080" }, "extensions", 0, 0 },
    { { .tail = "a3033081 00" }, NULL, CERTCHECK_DEFECT_NOT_DER, 3 },
    { { .signature = "0381030061 62" }, NULL, CERTCHECK_DEFECT_NOT_DER, 3 },
};

/* What is refused, and at which field; what is read with a defect. */
static void
refuses_or_notes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(refuses_or_notes_rows); i++) {
        struct writer w = { 0 };
        struct certcheck_facts f;
        enum certcheck_status got;

        assemble(&w, &refuses_or_notes_rows[i].fields);
        got = certcheck_facts_read(writer_slice(&w), &f);
        if (got != (refuses_or_notes_rows[i].want_part == NULL ? CERTCHECK_OK : CERTCHECK_E_DER))
            fail_msg("row %zu: status %d at %s", i, (int)got, f.part);
        if (refuses_or_notes_rows[i].want_part != NULL &&
            strcmp(f.part, refuses_or_notes_rows[i].want_part) != 0)
            fail_msg("row %zu: refused at %s", i, f.part);
        if (refuses_or_notes_rows[i].want_part == NULL &&
            (f.defects != refuses_or_notes_rows[i].want_defects ||
             f.version != refuses_or_notes_rows[i].want_version))
            fail_msg("row %zu: defects %x, version %u", i, f.defects, f.version);
        writer_free(&w);
    }
}

#define OCTETS_32 "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a"
#define OCTETS_64 OCTETS_32 OCTETS_32

static const struct {
    const char *spki;
    enum certcheck_key_alg want_alg;
    unsigned want_bits;
    uint32_t want_defects;
} reads_keys_rows[] = {
    /* RSA: a modulus of 31, 32 and 33 bits */
    { "301f 300d06092a864886f70d0101010500 030e00300b02047fffffff0203010001", CERTCHECK_KEY_RSA, 31,
      0 },
    { "3020 300d06092a864886f70d0101010500 030f00300c020500ffffffff0203010001", CERTCHECK_KEY_RSA,
      32, 0 },
    { "3020 300d06092a864886f70d0101010500 030f00300c020501ffffffff0203010001", CERTCHECK_KEY_RSA,
      33, 0 },
    { "3018 300d06092a864886f70d0101010500 0307003004 02047fff", CERTCHECK_KEY_RSA, 0,
      CERTCHECK_DEFECT_KEY },
    { "3016 300d06092a864886f70d0101010500 0305003002 0200", CERTCHECK_KEY_RSA, 0,
      CERTCHECK_DEFECT_KEY },
    { "301d 300b06092a864886f70d01010a 030e00300b02047fffffff0203010001", CERTCHECK_KEY_RSA, 31,
      0 },
    { "301a 301306072a8648ce3d020106082a8648ce3d030107 0303000400", CERTCHECK_KEY_EC, 256,
      CERTCHECK_DEFECT_KEY },
    { "3059 301306072a8648ce3d020106082a8648ce3d030107 03420004" OCTETS_64, CERTCHECK_KEY_EC, 256,
      0 },
    { "3039 301306072a8648ce3d020106082a8648ce3d030107 03220002" OCTETS_32, CERTCHECK_KEY_EC, 256,
      CERTCHECK_DEFECT_KEY },
    { "3017 301006072a8648ce3d020106052b81040022 0303000400", CERTCHECK_KEY_EC, 384,
      CERTCHECK_DEFECT_KEY },
    { "3020 300d06092a864886f70d0101010500 030f00300c0205007fffffff0203010001", CERTCHECK_KEY_RSA,
      31, CERTCHECK_DEFECT_KEY },
    { "3014 300d06072a8648ce3d02010602 5504 0303000400", CERTCHECK_KEY_EC, 0, 0 },
    { "3010 300906072a8648ce3d0201 0303000400", CERTCHECK_KEY_EC, 0, 0 },
    { "301a 301406072a8648ce380401300902047fffffff020103 0302000a", CERTCHECK_KEY_DSA, 31, 0 },
    { "300c 300506032b6571 0303006b65", CERTCHECK_KEY_ED448, 456, 0 },
    { "300c 300506032b6579 0303006b65", CERTCHECK_KEY_OTHER, 0, 0 },
    { "3009 30020600 0303006b65", CERTCHECK_KEY_OTHER, 0, CERTCHECK_DEFECT_KEY },
};

static void
reads_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(reads_keys_rows); i++) {
        struct writer w = { 0 };
        struct certcheck_facts f;

        assemble(&w, &(struct fields){ .spki = reads_keys_rows[i].spki });
        assert_int_equal(certcheck_facts_read(writer_slice(&w), &f), CERTCHECK_OK);
        if (f.key.alg != reads_keys_rows[i].want_alg ||
            f.key.bits != reads_keys_rows[i].want_bits ||
            f.defects != reads_keys_rows[i].want_defects)
            fail_msg("row %zu: alg %d, %u bits, defects %x", i, (int)f.key.alg, f.key.bits,
                     f.defects);
        writer_free(&w);
    }
}

static void
tells_where_it_gave_up(void **state)
{
    struct writer w = { 0 };
    struct certcheck_facts f;
    char text[128];
    struct base_text t;

    (void)state;
    assemble(&w, &(struct fields){ .issuer = "020101" });
    assert_int_equal(certcheck_facts_read(writer_slice(&w), &f), CERTCHECK_E_DER);
    base_text_init(&t, text, sizeof text);
    certcheck_facts_why(writer_slice(&w), &f, &t);
    assert_string_equal(text, "not a certificate: cannot read issuer at byte 19");
    writer_free(&w);
    assert_int_equal(certcheck_facts_read(SLICE(""), &f), CERTCHECK_E_DER);
    base_text_init(&t, text, sizeof text);
    certcheck_facts_why(SLICE(""), &f, &t);
    assert_string_equal(text, "not a certificate: cannot read Certificate at byte 0");
}

static void
bounds_the_size(void **state)
{
    struct writer w = { 0 };
    struct certcheck_facts f;
    char text[128];
    struct base_text t;

    (void)state;
    assemble(&w, &(struct fields){ .version = NULL });
    while (w.len < CERTCHECK_DER_MAX)
        writer_hex(&w, "00");
    assert_int_equal(certcheck_facts_read(writer_slice(&w), &f), CERTCHECK_OK);
    assert_int_equal(f.defects, CERTCHECK_DEFECT_TRAILING);
    writer_hex(&w, "00");
    assert_int_equal(certcheck_facts_read(writer_slice(&w), &f), CERTCHECK_E_LIMIT);
    base_text_init(&t, text, sizeof text);
    certcheck_facts_why(writer_slice(&w), &f, &t);
    assert_string_equal(text, "larger than 256 KiB");
    writer_free(&w);
}

static bool
inside(struct base_slice part, struct base_slice whole)
{
    return part.len == 0 || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

static void
check_slices(const struct certcheck_facts *f, struct base_slice whole)
{
    const struct base_slice parts[] = {
        f->der,
        f->tbs,
        f->serial,
        f->issuer,
        f->subject,
        f->spki,
        f->ski,
        f->sig_alg,
        f->sig_oid,
        f->signature,
        f->undecodable,
        f->duplicate,
        f->san,
        f->eku.list,
        f->policies,
        f->aki,
        f->name_constraints,
        f->key.oid,
        f->aki_serial,
        f->app_policies.list,
        f->policy_mappings,
        f->unknown_critical,
    };

    for (size_t i = 0; i < ROWS(parts); i++)
        if (!inside(parts[i], whole))
            fail_msg("part %zu points elsewhere", i);
}

/* Cut at every byte it is refused; spoilt at every byte it is read or refused, and
 * what is read stays inside. */
static void
survives_every_cut_and_change(void **state)
{
    static const uint8_t changes[] = { 0x00, 0x01, 0x7f, 0x80, 0x81, 0x84, 0xff };
    struct base_slice sound = file_read(TESTCERTS "/scenarios/both/leaf.der");
    uint8_t *copy = malloc(sound.len);
    struct certcheck_facts f;

    (void)state;
    assert_non_null(copy);
    for (size_t len = 0; len < sound.len; len++) {
        uint8_t *exact = malloc(len + (len == 0)); /* so that a sanitizer sees the end */

        assert_non_null(exact);
        memcpy(exact, sound.ptr, len);
        if (certcheck_facts_read((struct base_slice){ exact, len }, &f) == CERTCHECK_OK)
            fail_msg("read though cut at %zu", len);
        free(exact);
    }
    for (size_t at = 0; at < sound.len; at++)
        for (size_t c = 0; c < ROWS(changes); c++) {
            memcpy(copy, sound.ptr, sound.len);
            copy[at] = changes[c];
            if (certcheck_facts_read((struct base_slice){ copy, sound.len }, &f) == CERTCHECK_OK)
                check_slices(&f, (struct base_slice){ copy, sound.len });
        }
    free(copy);
    free((void *)(uintptr_t)sound.ptr);
}

static void
compares_certificates(void **state)
{
    struct made a, b, other;

    (void)state;
    recipe_make(&a, &(struct recipe){ .subject = "a", .issuer = "ca" });
    recipe_make(&b, &(struct recipe){ .subject = "a", .issuer = "ca" });
    recipe_make(&other, &(struct recipe){ .subject = "a", .issuer = "ca", .serial = 1 });
    assert_true(certcheck_is_same(&a.facts, &b.facts));
    assert_false(certcheck_is_same(&a.facts, &other.facts));
    assert_false(certcheck_is_self_issued(&a.facts));
    recipe_free(&a);
    recipe_free(&b);
    recipe_free(&other);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_field),
        cmocka_unit_test(refuses_or_notes),
        cmocka_unit_test(reads_keys),
        cmocka_unit_test(tells_where_it_gave_up),
        cmocka_unit_test(bounds_the_size),
        cmocka_unit_test(survives_every_cut_and_change),
        cmocka_unit_test(compares_certificates),
    };

    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
