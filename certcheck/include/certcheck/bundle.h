/* SPDX-License-Identifier: MIT */
/*
 * Certificates and requests out of a file's bytes, told by content and never
 * by name: PEM with many blocks, DER, PKCS#7 and CMS, PKCS#12, PKCS#10 (also
 * wrapped in CMS), base64 without armour, Microsoft serialized stores (.sst),
 * dumps of certutil, lists of Get-CsCertificate; text in UTF-8 or UTF-16.
 *
 * Part of certcheck_crypto: OpenSSL decrypts. Containers are walked by this
 * library, and every certificate is handed over in the octets it has there.
 * Nothing is judged here, and no certificate is decoded beyond its outer
 * shape: certcheck_read_as does that. Keys of passwords cost at most about a
 * second a file (PBKDF2, scrypt, PKCS#12), else CERTCHECK_E_LIMIT before any
 * is derived. Thread-safe for distinct outputs.
 */
#ifndef CERTCHECK_BUNDLE_H
#define CERTCHECK_BUNDLE_H

#include <base/declare.h>
#include <base/error.h>
#include <base/slice.h>
#include <certcheck/judge.h>

BASE_BEGIN_DECLS

#define CERTCHECK_FILE_MAX 67108864u /* bytes of one file */
#define CERTCHECK_OBJECTS_MAX 65536u /* certificates of one file */
#define CERTCHECK_USE_MAX 64
#define CERTCHECK_THUMBPRINT_LEN 20

struct certcheck_object {
    enum certcheck_kind kind;
    struct base_slice der; /* for certcheck_read_as */
    unsigned line;         /* where it begins in a text, from 1; 0: no text */
    bool has_thumbprint;   /* of fields: the dump shows it */
    uint8_t thumbprint[CERTCHECK_THUMBPRINT_LEN];
    bool has_property; /* the serialized store carries an EKU property (R18) */
    struct certcheck_property property;
};

/* A certificate that a list speaks of by its thumbprint, and what it says. */
struct certcheck_mention {
    uint8_t thumbprint[CERTCHECK_THUMBPRINT_LEN]; /* SHA-1 */
    char use[CERTCHECK_USE_MAX];                  /* "Default" of Get-CsCertificate, or "" */
    unsigned line;
};

/* What stood in the file beside the objects and was passed over. */
struct certcheck_skipped {
    unsigned keys, crls, others;
};

struct certcheck_bundle {
    struct certcheck_object *at;
    size_t n;
    struct certcheck_mention *mentions;
    size_t mentions_n;
    struct certcheck_skipped skipped;
    bool damaged;                   /* part of the file could not be read: the why says which */
    struct certcheck_object single; /* `at` of a file with one object: nothing is allocated */
    void **owned;                   /* buffers the slices point into */
    size_t owned_n;
};

/* How to open what is encrypted. */
struct certcheck_password {
    const char *given; /* NULL: none */
    /* Called at most once a container, when neither given nor the empty
     * password opens it; NULL where nobody can be asked. The answer is
     * borrowed until the next call; NULL: no answer. */
    const char *(*ask)(void *ctx);
    void *ctx;
};

/*
 * bytes is borrowed and must outlive out; password may be NULL. On CERTCHECK_OK
 * out is cleared with certcheck_bundle_clear. A why that is not empty then says
 * what of the file could not be read, or that it holds no object at all; the
 * objects are the rest. Otherwise why is one line without the file's name.
 */
CERTCHECK_NODISCARD enum certcheck_status
certcheck_bundle_open(struct base_slice bytes, const struct certcheck_password *password,
                      struct certcheck_bundle *out, struct base_text *why);

/* The same without a password. */
CERTCHECK_NODISCARD enum certcheck_status
certcheck_bundle_read(struct base_slice bytes, struct certcheck_bundle *out, struct base_text *why);
void certcheck_bundle_clear(struct certcheck_bundle *b);

/* "2 private keys and 1 CRL"; nothing where nothing was skipped. */
void certcheck_skipped_text(const struct certcheck_skipped *s, struct base_text *out);

BASE_END_DECLS

#endif
