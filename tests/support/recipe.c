/* SPDX-License-Identifier: MIT */
#include "recipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of nobody: Windows has no opinion on it. */
#define ALGORITHM "06092a864886f70d01010b" /* sha256WithRSAEncryption */
#define P256 "06072a8648ce3d0201 06082a8648ce3d030107"
#define POINT_LEN 64

static void
put_name(struct writer *w, const char *cn)
{
    size_t name = writer_begin(w, 0x30), rdn, pair;

    if (cn != NULL) {
        rdn = writer_begin(w, 0x31);
        pair = writer_begin(w, 0x30);
        writer_oid(w, "2.5.4.3");
        writer_str(w, 0x0c, cn);
        writer_end(w, pair);
        writer_end(w, rdn);
    }
    writer_end(w, name);
}

static void
put_validity(struct writer *w, const struct recipe *r)
{
    size_t seq = writer_begin(w, 0x30);

    writer_str(w, 0x17, r->from != NULL ? r->from : "160101000000Z");
    writer_str(w, 0x17, r->to != NULL ? r->to : "460101000000Z");
    writer_end(w, seq);
}

static void
put_bits(struct writer *w, const char *text)
{
    size_t bits = writer_begin(w, 0x03);

    writer_hex(w, "00");
    writer_bytes(w, base_slice_str(text));
    writer_end(w, bits);
}

/* An elliptic curve point, as far as its size goes, that ends in key. */
static void
put_spki(struct writer *w, const char *key)
{
    size_t seq = writer_begin(w, 0x30), alg = writer_begin(w, 0x30), bits;

    writer_hex(w, P256);
    writer_end(w, alg);
    bits = writer_begin(w, 0x03);
    writer_hex(w, "0004");
    for (size_t i = strlen(key); i < POINT_LEN; i++)
        writer_hex(w, "00");
    writer_bytes(w, base_slice_str(key));
    writer_end(w, bits);
    writer_end(w, seq);
}

static void
put_extension(struct writer *w, const char *oid, bool critical, const struct writer *value)
{
    size_t seq = writer_begin(w, 0x30);

    writer_oid(w, oid);
    if (critical)
        writer_hex(w, "0101ff");
    writer_tlv(w, 0x04, writer_slice(value));
    writer_end(w, seq);
}

void
recipe_extension(struct writer *w, const char *oid, bool critical, const char *value_hex)
{
    struct writer value = { 0 };

    writer_hex(&value, value_hex);
    put_extension(w, oid, critical, &value);
    writer_free(&value);
}

static const char *
usage_oid(const char *word, size_t len)
{
    static const char *const usages[][2] = {
        { "S", "1.3.6.1.5.5.7.3.1" },        { "C", "1.3.6.1.5.5.7.3.2" },
        { "CS", "1.3.6.1.5.5.7.3.3" },       { "ANY", "2.5.29.37.0" },
        { "ANYPOL", "2.5.29.32.0" },         { "ANYAPP", "1.3.6.1.4.1.311.10.12.1" },
        { "SGC", "1.3.6.1.4.1.311.10.3.3" },
        { "NSSGC", "2.16.840.1.113730.4.1" },
    };

    for (size_t i = 0; i < sizeof usages / sizeof usages[0]; i++)
        if (strlen(usages[i][0]) == len && memcmp(usages[i][0], word, len) == 0)
            return usages[i][1];
    fprintf(stderr, "no such usage: %s\n", word);
    abort();
}

/* A usage set as an extension, Application Policies wrap each OID once more. */
static void
put_usages(struct writer *w, const char *oid, const char *words, bool policies)
{
    struct writer value = { 0 };
    size_t list, item = 0;

    if (words[0] == '=') {
        writer_hex(&value, words + 1);
    } else {
        list = writer_begin(&value, 0x30);
        for (size_t n; (n = strcspn(words, " ")) > 0; words += n + (words[n] == ' ')) {
            if (policies)
                item = writer_begin(&value, 0x30);
            writer_oid(&value, usage_oid(words, n));
            if (policies)
                writer_end(&value, item);
        }
        writer_end(&value, list);
    }
    put_extension(w, oid, false, &value);
    writer_free(&value);
}

static void
put_basic_constraints(struct writer *w, const char *bc)
{
    struct writer value = { 0 };
    size_t seq = writer_begin(&value, 0x30);

    if (strcmp(bc, "no") != 0)
        writer_hex(&value, "0101ff");
    if (bc[2] == ' ')
        writer_uint(&value, strtoul(bc + 3, NULL, 10));
    writer_end(&value, seq);
    put_extension(w, "2.5.29.19", true, &value);
    writer_free(&value);
}

static void
put_wrapped(struct writer *w, const char *oid, uint8_t tag, uint8_t inner, struct base_slice body)
{
    struct writer value = { 0 };
    size_t outer = writer_begin(&value, tag);

    if (inner != 0)
        writer_tlv(&value, inner, body);
    else
        writer_bytes(&value, body);
    writer_end(&value, outer);
    put_extension(w, oid, false, &value);
    writer_free(&value);
}

/* Key identifier, or issuer and a serial number of one octet. */
static void
put_aki(struct writer *w, const struct recipe *r)
{
    struct writer value = { 0 };
    size_t seq = writer_begin(&value, 0x30), names, directory;
    uint8_t serial = (uint8_t)r->aki_serial;

    if (r->aki != NULL)
        writer_tlv(&value, 0x80, base_slice_str(r->aki));
    if (r->aki_issuer != NULL) {
        names = writer_begin(&value, 0xa1);
        directory = writer_begin(&value, 0xa4);
        put_name(&value, r->aki_issuer);
        writer_end(&value, directory);
        writer_end(&value, names);
        writer_tlv(&value, 0x82, (struct base_slice){ &serial, 1 });
    }
    writer_end(&value, seq);
    put_extension(w, "2.5.29.35", false, &value);
    writer_free(&value);
}

static void
put_extensions(struct writer *w, const struct recipe *r)
{
    size_t outer = writer_begin(w, 0xa3), list = writer_begin(w, 0x30);
    struct writer bytes = { 0 };

    if (r->bc != NULL)
        put_basic_constraints(w, r->bc);
    if (r->ku != NULL) {
        writer_hex(&bytes, "00");
        writer_hex(&bytes, r->ku);
        put_wrapped(w, "2.5.29.15", 0x03, 0, writer_slice(&bytes));
        writer_free(&bytes);
    }
    if (r->eku != NULL)
        put_usages(w, "2.5.29.37", r->eku, false);
    if (r->ap != NULL)
        put_usages(w, "1.3.6.1.4.1.311.21.10", r->ap, true);
    if (r->ski != NULL)
        put_wrapped(w, "2.5.29.14", 0x04, 0, base_slice_str(r->ski));
    if (r->aki != NULL || r->aki_issuer != NULL)
        put_aki(w, r);
    if (r->san != NULL) {
        writer_hex(&bytes, r->san);
        put_wrapped(w, "2.5.29.17", 0x30, 0, writer_slice(&bytes));
        writer_free(&bytes);
    }
    if (r->ext != NULL)
        writer_hex(w, r->ext);
    writer_end(w, list);
    writer_end(w, outer);
}

static void
put_tbs(struct writer *w, const struct recipe *r, const char *issuer)
{
    size_t tbs = writer_begin(w, 0x30);

    writer_hex(w, "a003020102");
    writer_uint(w, r->serial);
    writer_hex(w, "300b" ALGORITHM);
    put_name(w, issuer);
    put_validity(w, r);
    if (r->subject_hex != NULL)
        writer_hex(w, r->subject_hex);
    else
        put_name(w, r->subject);
    if (r->spki != NULL)
        writer_hex(w, r->spki);
    else
        put_spki(w, r->key != NULL ? r->key : r->subject != NULL ? r->subject : "key");
    put_extensions(w, r);
    writer_end(w, tbs);
}

void
recipe_write(struct writer *w, const struct recipe *r)
{
    const char *issuer = r->issuer != NULL ? r->issuer : r->subject;
    const char *own = r->key != NULL ? r->key : issuer;
    size_t cert = writer_begin(w, 0x30);

    put_tbs(w, r, issuer);
    writer_hex(w, "300b" ALGORITHM);
    put_bits(w, r->signer != NULL ? r->signer : r->issuer != NULL ? r->issuer : own);
    writer_end(w, cert);
}

void
recipe_make(struct made *m, const struct recipe *r)
{
    *m = (struct made){ 0 };
    recipe_write(&m->der, r);
    if (certcheck_facts_read(writer_slice(&m->der), &m->facts) != CERTCHECK_OK) {
        fprintf(stderr, "recipe of %s cannot be read: %s\n", r->subject, m->facts.part);
        abort();
    }
}

void
recipe_free(struct made *m)
{
    writer_free(&m->der);
}

enum certcheck_answer
recipe_verify(void *ctx, const struct certcheck_facts *subject,
              const struct certcheck_facts *issuer)
{
    struct base_slice spki = issuer->spki, signature = subject->signature;
    unsigned *calls = ctx;

    if (calls != NULL)
        ++*calls;
    if (spki.len < signature.len + 1)
        return CERTCHECK_NO;
    /* The key is the tail of a point, whose octets before it are 0. */
    spki.ptr += spki.len - signature.len - 1;
    if (spki.ptr[0] != 0)
        return CERTCHECK_NO;
    return memcmp(spki.ptr + 1, signature.ptr, signature.len) == 0 ? CERTCHECK_YES : CERTCHECK_NO;
}
