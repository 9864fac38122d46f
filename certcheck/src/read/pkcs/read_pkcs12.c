/* SPDX-License-Identifier: MIT */
/*
 * PKCS#12 (RFC 7292): the certificates, and the key for who asks (read_key.c). Walked octet by
 * octet, so that a certificate is handed over as it stands there and nothing that may be left
 * out is taken for granted; OpenSSL derives the keys and decrypts.
 */
#include "der/ber.h"
#include "der/oids.h"
#include "read/pkcs/pbe.h"
#include "read/read.h"

#include <string.h>

#define NESTING_MAX 4
#define ENCRYPTED_CONTENT (DER_CONTEXT | 0) /* IMPLICIT OCTET STRING */

static const char damaged[] = "a PKCS#12 file that is damaged";

struct box {
    struct reader *reader;
    struct base_slice content; /* what the MAC is over: the safes, a SEQUENCE */
    struct pbe_mac mac;
    bool has_mac; /* one that OpenSSL can compute */
    bool spent;   /* the time for passwords */
    struct pbe_password password;
};

/* One ContentInfo of the AuthenticatedSafe. */
struct safe {
    enum { SAFE_PLAIN, SAFE_ENCRYPTED, SAFE_OTHER, SAFE_DAMAGED } kind;
    struct base_slice content;   /* an OCTET STRING: SafeContents, in the clear or not */
    struct base_slice algorithm; /* of what is encrypted */
    uint64_t cost_ns;
};

/* EncryptedData: version, { contentType, algorithm, [0] content OPTIONAL }, ... */
static void
take_encrypted(struct base_slice tagged, struct safe *out)
{
    struct der_item data, version, info, type, algorithm, content;

    if (!ber_take_tag(&tagged, DER_SEQUENCE, &data) ||
        !ber_take_tag(&data.body, DER_INTEGER, &version) ||
        !ber_take_tag(&data.body, DER_SEQUENCE, &info) ||
        !ber_take_tag(&info.body, DER_OID, &type) ||
        !ber_take_tag(&info.body, DER_SEQUENCE, &algorithm) || !ber_take(&info.body, &content) ||
        (content.tag & ~BER_CONSTRUCTED) != ENCRYPTED_CONTENT ||
        !pbe_cost(algorithm.all, &out->cost_ns))
        return;
    out->kind = SAFE_ENCRYPTED;
    out->algorithm = algorithm.all;
    out->content = content.all;
}

/* The next safe; false where there is none, and nothing after one that cannot be told. */
static bool
next_safe(struct base_slice *rest, struct safe *out)
{
    enum oid type;

    *out = (struct safe){ .kind = SAFE_DAMAGED };
    if (rest->len == 0)
        return false;
    if (!read_content_info(rest, &type, &out->content)) {
        rest->len = 0;
        return true;
    }
    if (out->content.len == 0)
        return true;
    if (type == OID_CMS_DATA)
        out->kind = SAFE_PLAIN;
    else if (type == OID_CMS_ENCRYPTED)
        take_encrypted(out->content, out);
    else
        out->kind = SAFE_OTHER;
    return true;
}

static struct base_slice
safes_of(const struct box *box)
{
    struct base_slice rest = box->content;
    struct der_item safes;

    return ber_take_tag(&rest, DER_SEQUENCE, &safes) ? safes.body : (struct base_slice){ 0 };
}

/* CertBag: certId, [0] { OCTET STRING }. A copy: what was decrypted does not stay. */
static enum certcheck_status
add_certificate(struct reader *r, struct base_slice value)
{
    struct der_item bag, type, tagged;
    struct base_slice der;
    enum certcheck_status status;
    uint8_t *own;

    if (!ber_take_tag(&value, DER_SEQUENCE, &bag) || !ber_take_tag(&bag.body, DER_OID, &type) ||
        !ber_take_tag(&bag.body, DER_CONTEXT_CONSTRUCTED, &tagged))
        return read_damage(r, damaged);
    if (oid_matches(OID_SDSI_CERTIFICATE, type.body)) {
        r->out->skipped.others++;
        return CERTCHECK_OK;
    }
    if (oid_find(type.body) != OID_X509_CERTIFICATE)
        return read_damage(r, damaged);
    status = read_octets(r, tagged.body, &der);
    if (status == CERTCHECK_E_DER || (status == CERTCHECK_OK && der.len == 0))
        return read_damage(r, damaged);
    if (status != CERTCHECK_OK)
        return status;
    own = read_own(r, der.len);
    if (own == NULL)
        return CERTCHECK_E_MEMORY;
    memcpy(own, der.ptr, der.len);
    return read_add(r, CERTCHECK_KIND_CERTIFICATE, (struct base_slice){ own, der.len });
}

static enum certcheck_status add_bags(struct reader *r, struct base_slice contents, unsigned depth);

/* SafeBag: bagId, [0] value, attributes OPTIONAL. */
static enum certcheck_status
add_bag(struct reader *r, enum oid type, struct base_slice value, unsigned depth)
{
    switch (type) {
    case OID_BAG_CERTIFICATE:
        return add_certificate(r, value);
    case OID_BAG_KEY:
    case OID_BAG_SHROUDED_KEY:
        if (stray_has_der(value)) /* no key has one in it */
            return read_damage(r, damaged);
        return read_key(r, type == OID_BAG_SHROUDED_KEY, value);
    case OID_BAG_CRL:
        r->out->skipped.crls++;
        return CERTCHECK_OK;
    case OID_BAG_SAFE_CONTENTS:
        if (depth == NESTING_MAX)
            return read_fail(r, CERTCHECK_E_LIMIT, "containers nested too deep");
        return add_bags(r, value, depth + 1);
    case OID_BAG_SECRET:
        r->out->skipped.others++;
        return CERTCHECK_OK;
    default: /* it may have been a certificate */
        return read_damage(r, damaged);
    }
}

/* SafeContents: a SEQUENCE of SafeBag. */
static enum certcheck_status
add_bags(struct reader *r, struct base_slice contents, unsigned depth)
{
    enum certcheck_status status = CERTCHECK_OK;
    struct der_item bags, bag, type, value;

    if (!ber_take_tag(&contents, DER_SEQUENCE, &bags))
        return read_damage(r, damaged);
    while (status == CERTCHECK_OK && bags.body.len > 0) {
        if (!ber_take_tag(&bags.body, DER_SEQUENCE, &bag))
            return read_damage(r, damaged);
        if (ber_take_tag(&bag.body, DER_OID, &type) &&
            ber_take_tag(&bag.body, DER_CONTEXT_CONSTRUCTED, &value))
            status = add_bag(r, oid_find(type.body), value.body, depth);
        else
            status = read_damage(r, damaged);
    }
    return status;
}

/* Does it look like SafeContents? What a wrong password decrypts almost never does. */
static bool
is_contents(struct base_slice clear)
{
    struct der_item bags, bag, type;

    if (!ber_take_tag(&clear, DER_SEQUENCE, &bags))
        return false;
    while (bags.body.len > 0)
        if (!ber_take_tag(&bags.body, DER_SEQUENCE, &bag) ||
            !ber_take_tag(&bag.body, DER_OID, &type))
            return false;
    return true;
}

static bool
spend(struct box *box, uint64_t ns)
{
    box->spent = box->spent || !read_spend(box->reader, ns);
    return !box->spent;
}

/* In the clear, for pbe_forget; NULL: it does not open, or why not is in *status. */
static uint8_t *
decrypt(struct box *box, const struct safe *safe, size_t *len, enum certcheck_status *status)
{
    struct base_slice content;
    uint8_t *clear;

    *status = read_octets(box->reader, safe->content, &content);
    if (*status == CERTCHECK_OK && !spend(box, safe->cost_ns))
        *status = read_fail(box->reader, CERTCHECK_E_LIMIT, PBE_TOO_MUCH);
    if (*status != CERTCHECK_OK)
        return NULL;
    clear = pbe_decrypt(safe->algorithm, content, &box->password, len);
    if (clear == NULL || is_contents((struct base_slice){ clear, *len }))
        return clear;
    pbe_forget(clear, *len);
    return NULL;
}

static enum certcheck_status
open_encrypted(struct box *box, const struct safe *safe)
{
    enum certcheck_status status;
    size_t len = 0;
    uint8_t *clear = decrypt(box, safe, &len, &status);

    if (status == CERTCHECK_E_DER)
        return read_damage(box->reader, damaged);
    if (status != CERTCHECK_OK)
        return status;
    if (clear == NULL)
        return read_undecryptable(box->reader, "the certificates in the PKCS#12 file",
                                  safe->algorithm);
    status = add_bags(box->reader, (struct base_slice){ clear, len }, 0);
    pbe_forget(clear, len);
    return status;
}

static enum certcheck_status
open_safe(struct box *box, const struct safe *safe)
{
    struct reader *r = box->reader;
    struct base_slice contents;
    enum certcheck_status status;

    switch (safe->kind) {
    case SAFE_ENCRYPTED:
        return open_encrypted(box, safe);
    case SAFE_PLAIN:
        status = read_octets(r, safe->content, &contents);
        if (status == CERTCHECK_E_DER)
            break;
        return status == CERTCHECK_OK ? add_bags(r, contents, 0) : status;
    case SAFE_OTHER:
        return read_damage(r, "a part of the PKCS#12 file is encrypted to a certificate, or signed: "
                              "it was not read");
    case SAFE_DAMAGED:
        break;
    }
    return read_damage(r, damaged);
}

/* Without the cipher no password opens it: the attempt to open it shows that. */
static bool
lacks_cipher(const struct box *box)
{
    struct base_slice rest = safes_of(box);
    struct safe safe;

    while (next_safe(&rest, &safe))
        if (safe.kind == SAFE_ENCRYPTED)
            return !pbe_has_cipher(safe.algorithm);
    return false;
}

/* Without a MAC, or with one that OpenSSL does not know (PBMAC1), decryption shows whether the
 * password fits, by padding and the shape of the result. What is not encrypted opens with any
 * password. */
static bool
decrypts(struct box *box)
{
    struct base_slice rest = safes_of(box);
    struct safe safe;

    while (next_safe(&rest, &safe)) {
        enum certcheck_status status;
        size_t len = 0;
        uint8_t *clear;

        if (safe.kind != SAFE_ENCRYPTED)
            continue;
        clear = decrypt(box, &safe, &len, &status);
        pbe_forget(clear, len);
        return clear != NULL;
    }
    return true;
}

static bool
opens(struct box *box, const char *password)
{
    box->password = (struct pbe_password){ password, password == NULL ? 0 : (int)strlen(password) };
    if (!box->has_mac)
        return decrypts(box);
    return spend(box, pbe_mac_cost(&box->mac)) &&
           pbe_mac_fits(&box->mac, box->content, &box->password);
}

/* Tried in turn: the given password, none, the empty one, and last, where none was given, the one
 * that the user is asked for: other files of a directory may need no password. */
static enum certcheck_status
find_password(struct box *box)
{
    struct reader *r = box->reader;
    const struct certcheck_password *p = r->password;
    const char *asked = NULL;

    if (!box->has_mac && lacks_cipher(box))
        return CERTCHECK_OK;
    if ((p != NULL && p->given != NULL && opens(box, p->given)) || opens(box, NULL) ||
        opens(box, ""))
        return CERTCHECK_OK;
    if (p != NULL && p->given == NULL && p->ask != NULL)
        asked = p->ask(p->ctx);
    if (asked != NULL && opens(box, asked))
        return CERTCHECK_OK;
    if (box->spent)
        return read_fail(r, CERTCHECK_E_LIMIT, PBE_TOO_MUCH);
    return read_fail(r, CERTCHECK_E_DER,
                     asked != NULL || (p != NULL && p->given != NULL)
                         ? "the password does not open the PKCS#12 file"
                         : "the PKCS#12 file is password-protected (--password-file)");
}

/* MacData: { algorithm, digest }, salt, iterations DEFAULT 1. */
static bool
take_mac(struct base_slice rest, struct pbe_mac *out)
{
    struct der_item data, info, algorithm, oid, digest, salt, iterations;

    if (!ber_take_tag(&rest, DER_SEQUENCE, &data) ||
        !ber_take_tag(&data.body, DER_SEQUENCE, &info) ||
        !ber_take_tag(&info.body, DER_SEQUENCE, &algorithm) ||
        !ber_take_tag(&algorithm.body, DER_OID, &oid) ||
        !ber_take_tag(&info.body, DER_OCTET_STRING, &digest) ||
        !ber_take_tag(&data.body, DER_OCTET_STRING, &salt))
        return false;
    *out = (struct pbe_mac){ oid.all, digest.body, salt.body, 1 };
    return !ber_take_tag(&data.body, DER_INTEGER, &iterations) ||
           der_uint(iterations.body, &out->iterations);
}

/* Opening it with one password must be affordable; else no key is derived at all. */
static bool
is_affordable(const struct box *box)
{
    struct base_slice rest = safes_of(box);
    uint64_t left = box->reader->work_ns, mac = box->has_mac ? pbe_mac_cost(&box->mac) : 0;
    struct safe safe;

    if (mac > left)
        return false;
    left -= mac;
    while (next_safe(&rest, &safe)) {
        if (safe.cost_ns > left)
            return false;
        left -= safe.cost_ns;
    }
    return true;
}

static enum certcheck_status
open_box(struct box *box)
{
    struct base_slice rest = safes_of(box);
    enum certcheck_status status;
    struct safe safe;

    if (!is_affordable(box))
        return read_fail(box->reader, CERTCHECK_E_LIMIT, PBE_TOO_MUCH);
    status = find_password(box);
    if (box->reader->key != NULL)
        box->reader->key->password = &box->password;
    while (status == CERTCHECK_OK && next_safe(&rest, &safe))
        status = open_safe(box, &safe);
    return status;
}

/* PFX: version, ContentInfo of the safes, MacData OPTIONAL. */
enum certcheck_status
read_pkcs12(struct reader *r, struct base_slice der)
{
    struct box box = { .reader = r };
    struct der_item pfx, version;
    struct base_slice tagged;
    enum certcheck_status status;
    enum oid type;

    if (!ber_take_tag(&der, DER_SEQUENCE, &pfx) ||
        !ber_take_tag(&pfx.body, DER_INTEGER, &version) ||
        !read_content_info(&pfx.body, &type, &tagged))
        return read_fail(r, CERTCHECK_E_DER, "a PKCS#12 file that is damaged or cut off");
    if (type == OID_CMS_SIGNED)
        return read_fail(r, CERTCHECK_E_DER,
                         "a PKCS#12 file that is protected by a signature instead of a "
                         "password: export it again with one");
    status = type == OID_CMS_DATA ? read_octets(r, tagged, &box.content) : CERTCHECK_E_DER;
    if (status == CERTCHECK_E_DER || (status == CERTCHECK_OK && safes_of(&box).ptr == NULL) ||
        (pfx.body.len > 0 && !take_mac(pfx.body, &box.mac)))
        return read_fail(r, CERTCHECK_E_DER, damaged);
    if (status != CERTCHECK_OK)
        return status;
    box.has_mac = pfx.body.len > 0 && pbe_mac_is_known(&box.mac);
    return open_box(&box);
}
