/* SPDX-License-Identifier: MIT */
/* PKCS#12 files (RFC 7292) by hand, so that each part of them can be wrong. */
#ifndef UNIT_CERTCHECK_PFX_H
#define UNIT_CERTCHECK_PFX_H

#include "locked.h"

#include <openssl/hmac.h>

#define PFX_DATA "06092a864886f70d010701"
#define PFX_BAG(n) "060b2a864886f70d010c0a01" n
#define PFX_X509 "060a2a864886f70d01091601"
/* Bags in hex: of the certificate 3003020105, and of the key of locked.h. */
#define PFX_CERT "3026" PFX_BAG("03") "a017 3015" PFX_X509 "a007 0405 3003020105"
#define PFX_KEY "301b" PFX_BAG("01") "a00c 300a 020100 3000 0403 6b6579"

/* { id-data, [0] { OCTET STRING { SEQUENCE contents } } }: of a safe, and of all safes. */
static inline void
pfx_data(struct writer *w, struct base_slice contents)
{
    size_t info = writer_begin(w, 0x30), tagged, string;

    writer_hex(w, PFX_DATA);
    tagged = writer_begin(w, 0xa0);
    string = writer_begin(w, 0x04);
    writer_tlv(w, 0x30, contents);
    writer_end(w, string);
    writer_end(w, tagged);
    writer_end(w, info);
}

/* Append a safe in the clear. */
static inline void
pfx_safe(struct writer *w, const char *bags)
{
    struct writer contents = { 0 };

    writer_hex(&contents, bags);
    pfx_data(w, writer_slice(&contents));
    writer_free(&contents);
}

/* ... one that a password locks. */
static inline void
pfx_locked(struct writer *w, enum locked_by by, const char *password, const char *bags)
{
    struct writer contents = { 0 }, clear = { 0 };
    size_t info = writer_begin(w, 0x30), tagged, data, inner;

    writer_hex(&contents, bags);
    writer_tlv(&clear, 0x30, writer_slice(&contents));
    writer_hex(w, "06092a864886f70d010706");
    tagged = writer_begin(w, 0xa0);
    data = writer_begin(w, 0x30);
    writer_hex(w, "020100");
    inner = writer_begin(w, 0x30);
    writer_hex(w, PFX_DATA);
    locked_write(w, by, password, 0x80, writer_slice(&clear));
    writer_end(w, inner);
    writer_end(w, data);
    writer_end(w, tagged);
    writer_end(w, info);
    writer_free(&contents);
    writer_free(&clear);
}

/* MacData of SHA-256, salt "saltsalt", twice. */
static inline void
pfx_mac(struct writer *w, struct base_slice safes, const char *password)
{
    static unsigned char salt[] = "saltsalt";
    unsigned char key[32], sum[32];
    struct writer content = { 0 };
    size_t data = writer_begin(w, 0x30), info;

    writer_tlv(&content, 0x30, safes);
    assert_int_equal(PKCS12_key_gen_utf8(password, password == NULL ? 0 : (int)strlen(password),
                                         salt, 8, PKCS12_MAC_ID, 2, sizeof key, key, EVP_sha256()),
                     1);
    assert_non_null(HMAC(EVP_sha256(), key, sizeof key, content.at, content.len, sum, NULL));
    info = writer_begin(w, 0x30);
    writer_hex(w, "300b 0609608648016503040201");
    writer_tlv(w, 0x04, (struct base_slice){ sum, sizeof sum });
    writer_end(w, info);
    writer_tlv(w, 0x04, SLICE("saltsalt"));
    writer_hex(w, "020102");
    writer_end(w, data);
    writer_free(&content);
}

/* All of it; the password is the MAC's, pfx_bare: there is none. */
static const char pfx_bare[] = "(no MAC)";

static inline void
pfx_write(struct writer *w, const struct writer *safes, const char *password)
{
    size_t outer = writer_begin(w, 0x30);

    writer_hex(w, "020103");
    pfx_data(w, writer_slice(safes));
    if (password != pfx_bare)
        pfx_mac(w, writer_slice(safes), password);
    writer_end(w, outer);
}

#endif
