/* SPDX-License-Identifier: MIT */
/* What a password locks, made by OpenSSL: with fixed salts and vectors, so that a wrong password
 * fails every time. */
#ifndef UNIT_CERTCHECK_LOCKED_H
#define UNIT_CERTCHECK_LOCKED_H

#include "certcheck/read/reading.h"

#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "writer.h"

#define LOCKED_KEY "\x30\x0a\x02\x01\x00\x30\x00\x04\x03key" /* PrivateKeyInfo, as far as told */

enum locked_by {
    LOCKED_PBES2, /* AES-256 and PBKDF2 */
    LOCKED_3DES,  /* pbeWithSHA1And3-KeyTripleDES-CBC: no password is not the empty one */
};

static inline X509_ALGOR *
locked_algorithm(enum locked_by by, int iterations)
{
    static unsigned char salt[] = "saltsalt", iv[16] = "an IV";

    return by == LOCKED_PBES2
               ? PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), iterations, salt, 8, iv, NID_hmacWithSHA256)
               : PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, iterations, salt, 8);
}

/* An AlgorithmIdentifier, and the string of this tag that it locks. */
static inline void
locked_write(struct writer *w, enum locked_by by, const char *password, uint8_t tag,
             struct base_slice clear)
{
    X509_ALGOR *algorithm = locked_algorithm(by, 2);
    unsigned char *der = NULL, *content = NULL;
    int len = i2d_X509_ALGOR(algorithm, &der), content_len = 0;

    assert_true(len > 0);
    assert_non_null(PKCS12_pbe_crypt(algorithm, password,
                                     password == NULL ? 0 : (int)strlen(password), clear.ptr,
                                     (int)clear.len, &content, &content_len, 1));
    writer_bytes(w, (struct base_slice){ der, (size_t)len });
    writer_tlv(w, tag, (struct base_slice){ content, (size_t)content_len });
    OPENSSL_free(der);
    OPENSSL_free(content);
    X509_ALGOR_free(algorithm);
}

#endif
