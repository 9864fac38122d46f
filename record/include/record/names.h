/* SPDX-License-Identifier: MIT */
/* The names that records have for numbers, and back. */
#ifndef RECORD_NAMES_H
#define RECORD_NAMES_H

#include <base/declare.h>
#include <assess/result.h>
#include <output/bytes.h>

#include <assert.h>

BASE_BEGIN_DECLS

/* Answers of the judge and of the probe are written and read in one way. */
static_assert((int)CERTCHECK_YES == PROBE_YES && (int)CERTCHECK_UNKNOWN == PROBE_UNKNOWN, "same");

const char *record_set_state_name(enum certcheck_set_state s); /* "undecodable" */
const char *record_path_end_name(enum certcheck_path_end e);   /* "unseen" */

#define RECORD_KEY_USAGES 8
const char *record_key_usage_name(unsigned bit); /* "digitalSignature" of 0 */

/* "TLSv1"; "0x0305" for what has no name. */
void record_tls_version(struct output_bytes *b, uint16_t version);
/* "TLS_RSA_WITH_AES_128_CBC_SHA"; "0x0305" likewise. */
void record_tls_cipher(struct output_bytes *b, uint16_t cipher);

/* "rsa_pss_rsae_sha256"; "0x0305" likewise. */
void record_tls_scheme(struct output_bytes *b, uint16_t scheme);

/* And back: the number of a name, 0 for what is neither a name nor 0xNNNN. */
uint16_t record_tls_version_named(const char *name);
uint16_t record_tls_cipher_named(const char *name);
uint16_t record_tls_scheme_named(const char *name);

BASE_END_DECLS

#endif
