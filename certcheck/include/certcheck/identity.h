/* SPDX-License-Identifier: MIT */
/*
 * A chain and its private key out of PKCS#12: who a program is towards its
 * peers. Read with the bounds of certcheck/bundle.h, those on the work of
 * passwords included; nothing is judged, and the key is not looked into.
 * Part of certcheck_crypto. Thread-safe for distinct outputs.
 */
#ifndef CERTCHECK_IDENTITY_H
#define CERTCHECK_IDENTITY_H

#include <base/declare.h>
#include <certcheck/bundle.h>

BASE_BEGIN_DECLS

struct certcheck_identity {
    struct certcheck_bundle bundle; /* the certificates, as the file orders them */
    struct base_slice key;          /* the file's first: PrivateKeyInfo (RFC 5208), in the clear */
};

/*
 * bytes is borrowed and must outlive out; password may be NULL. On CERTCHECK_OK
 * there are a certificate and a key, and out is cleared with
 * certcheck_identity_clear, which wipes the key. Otherwise why is one line
 * without the file's name.
 */
CERTCHECK_NODISCARD enum certcheck_status
certcheck_identity_open(struct base_slice bytes, const struct certcheck_password *password,
                        struct certcheck_identity *out, struct base_text *why);
void certcheck_identity_clear(struct certcheck_identity *id);

BASE_END_DECLS

#endif
