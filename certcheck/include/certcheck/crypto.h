/* SPDX-License-Identifier: MIT */
/*
 * What needs cryptography: signatures and fingerprints, by OpenSSL. Its own
 * library (certcheck_crypto), so that the judge stays free of it.
 */
#ifndef CERTCHECK_CRYPTO_H
#define CERTCHECK_CRYPTO_H

#include <base/declare.h>
#include <certcheck/path.h>

BASE_BEGIN_DECLS

#define CERTCHECK_SHA1_LEN 20
#define CERTCHECK_SHA256_LEN 32

/*
 * Remembers issuers' decoded keys and which pairs verified, keyed by SHA-256,
 * so that an issuer costs its key decoding once a run. Not thread-safe: one a
 * thread. Bounded: the oldest is forgotten.
 */
struct certcheck_crypto;
struct certcheck_crypto *certcheck_crypto_new(void);    /* NULL: no memory */
void certcheck_crypto_free(struct certcheck_crypto *c); /* NULL is fine */

/* A certcheck_verify_fn; ctx is a struct certcheck_crypto. UNKNOWN where OpenSSL
 * cannot read the key or does not know the algorithm, and where memory ran out:
 * then certcheck_crypto_failed is true from there on, and no judgement made
 * since is worth anything. It knows what OpenSSL tells: a program that must be
 * sure watches OpenSSL's allocations (CRYPTO_set_mem_functions). */
enum certcheck_answer certcheck_crypto_verify(void *ctx, const struct certcheck_facts *subject,
                                              const struct certcheck_facts *issuer);

bool certcheck_crypto_failed(const struct certcheck_crypto *c);

/* False when OpenSSL fails. */
bool certcheck_sha1(struct certcheck_crypto *c, struct base_slice in,
                    uint8_t out[CERTCHECK_SHA1_LEN]);
bool certcheck_sha256(struct certcheck_crypto *c, struct base_slice in,
                      uint8_t out[CERTCHECK_SHA256_LEN]);

BASE_END_DECLS

#endif
