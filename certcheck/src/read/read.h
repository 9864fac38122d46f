/* SPDX-License-Identifier: MIT */
/* The readers behind certcheck/bundle.h: one file a format, a row each in the tables of bundle.c,
 * which tells them apart; what they find is collected in collect/. Containers hold further ones:
 * read_der goes back to bundle.c by reader.der, never deeper than READ_DEPTH_MAX. */
#ifndef CERTCHECK_READ_H
#define CERTCHECK_READ_H

#include "der/oids.h"
#include "text/read_text.h"
#include "text/stray.h"

#include <certcheck/bundle.h>

#define READ_DEPTH_MAX 4 /* PEM in UTF-16, CMS in PEM, a request in CMS */

struct pbe_password;

/* A private key that is asked for. */
struct read_key {
    const struct pbe_password *password; /* that opened the file */
    struct base_slice der;               /* in the clear, for pbe_forget; NULL: not found yet */
};

struct reader {
    struct certcheck_bundle *out;
    const struct certcheck_password *password; /* NULL: none */
    struct base_text *why;                     /* empty till read_fail */
    struct base_slice text;                    /* all of it in UTF-8, where the file is text */
    unsigned line;                             /* of the object being read; 0: no text */
    bool words; /* stand beside PEM blocks */
    unsigned depth;
    uint64_t work_ns;     /* that is left for keys of passwords */
    struct read_key *key; /* NULL: private keys are counted and never decrypted */
    enum certcheck_status (*der)(struct reader *r, struct base_slice der,
                                 enum certcheck_kind fallback); /* what read_der does */
};

/* Say why once: the first cause stays. Returns status. */
enum certcheck_status read_fail(struct reader *r, enum certcheck_status status, const char *text);

/* Part of the file cannot be read: said as above, and the rest is read on. CERTCHECK_OK. */
enum certcheck_status read_damage(struct reader *r, const char *text);

/* An object whose DER is part of the input or owned by the bundle. */
enum certcheck_status read_add(struct reader *r, enum certcheck_kind kind, struct base_slice der);
enum certcheck_status read_mention(struct reader *r, const struct certcheck_mention *m);

/* A buffer that is freed with the bundle; NULL: no memory, and said. */
uint8_t *read_own(struct reader *r, size_t len);
bool read_adopt(struct reader *r, void *buffer); /* of malloc; freed when it fails */

/* The contents of the OCTET STRING that item holds, borrowed, or the bundle's own where it
 * comes in pieces. CERTCHECK_E_DER, and nothing said: it is none. */
enum certcheck_status read_octets(struct reader *r, struct base_slice item, struct base_slice *out);

/* ContentInfo (RFC 5652 3), or EncapsulatedContentInfo: its type, and what stands in its [0];
 * content.len is 0 where that was left out. False: it is damaged. */
bool read_content_info(struct base_slice *rest, enum oid *type, struct base_slice *content);

/* Time for the key of a password is spent, also by passwords that do not fit; false: too much. */
bool read_spend(struct reader *r, uint64_t ns);

/* "WHAT cannot be decrypted (ALGORITHM)", and whether a provider is missing. */
enum certcheck_status read_undecryptable(struct reader *r, const char *what,
                                         struct base_slice algorithm);

/* What a DER structure is, by its first items. */
enum read_shape {
    READ_SHAPE_CERTIFICATE, /* ... or nothing known: the certificate reader says why */
    READ_SHAPE_REQUEST,
    READ_SHAPE_CRL,
    READ_SHAPE_CMS,
    READ_SHAPE_PKCS12,
    READ_SHAPE_KEY,
};
enum read_shape read_shape_of(struct base_slice der);

/* One DER structure; fallback is what a structure of no known shape counts as. */
enum certcheck_status read_der(struct reader *r, struct base_slice der,
                               enum certcheck_kind fallback);

enum certcheck_status read_pem(struct reader *r, struct base_slice text);
enum certcheck_status read_cms(struct reader *r, struct base_slice der);
enum certcheck_status read_pkcs12(struct reader *r, struct base_slice der);
enum certcheck_status read_key(struct reader *r, bool shrouded, struct base_slice value);
enum certcheck_status read_store(struct reader *r, struct base_slice bytes); /* .sst */
enum certcheck_status read_dump(struct reader *r, struct base_slice text);   /* certutil */
enum certcheck_status read_list(struct reader *r, struct base_slice text);   /* Get-CsCertificate */

/* What a file is that no reader is for, with what to export instead; NULL: not known. */
const char *read_foreign(struct base_slice bytes);
bool read_has_controls(struct base_slice bytes); /* at its front: hardly text */

bool read_is_store(struct base_slice bytes);
bool read_is_dump(struct base_slice text);
bool read_is_bare_dump(struct base_slice text); /* anywhere in it, and not in rows of -view */
bool read_is_list(struct base_slice text);

#endif
