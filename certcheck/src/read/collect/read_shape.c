/* SPDX-License-Identifier: MIT */
#include "der/ber.h"
#include "read/read.h"

/* The tags of the first items of a list, zeros behind the last. */
static void
tags_of(struct base_slice rest, uint8_t tags[5])
{
    struct der_item item;

    for (size_t i = 0; i < 5; i++)
        tags[i] = ber_take(&rest, &item) ? item.tag : 0;
}

static bool
is_time(uint8_t tag)
{
    return tag == DER_UTC_TIME || tag == DER_GENERALIZED_TIME;
}

/* What is signed: a TBSCertificate, a CertificationRequestInfo or a TBSCertList. */
static enum read_shape
signed_shape(struct base_slice tbs)
{
    uint8_t t[5];

    tags_of(tbs, t);
    if (t[0] == DER_INTEGER && t[1] == DER_SEQUENCE && t[2] == DER_SEQUENCE &&
        (t[3] == DER_CONTEXT_CONSTRUCTED || t[3] == 0))
        return READ_SHAPE_REQUEST;
    if ((t[0] == DER_INTEGER && t[1] == DER_SEQUENCE && t[2] == DER_SEQUENCE && is_time(t[3])) ||
        (t[0] == DER_SEQUENCE && t[1] == DER_SEQUENCE && is_time(t[2])))
        return READ_SHAPE_CRL;
    return READ_SHAPE_CERTIFICATE;
}

/* PFX begins with 3 and a ContentInfo; private keys with a version and more. */
static enum read_shape
numbered_shape(struct base_slice body)
{
    struct der_item version, next;
    int v;

    if (!ber_take(&body, &version) || !der_uint(version.body, &v) || !ber_take(&body, &next))
        return READ_SHAPE_CERTIFICATE;
    if (v == 3 && next.tag == DER_SEQUENCE)
        return READ_SHAPE_PKCS12;
    return READ_SHAPE_KEY;
}

static bool
is_algorithm(struct base_slice body)
{
    struct der_item oid;

    return ber_take_tag(&body, DER_OID, &oid);
}

/* The length is indefinite, or the file is cut off: only the first bytes can be checked. */
static enum read_shape
opening_shape(struct base_slice der)
{
    size_t at = 2;

    if (der.len > 1 && der.ptr[1] > 0x80)
        at += der.ptr[1] & 0x7fu;
    if (der.len > at && der.ptr[at] == DER_OID)
        return READ_SHAPE_CMS;
    if (der.len > at + 2 && der.ptr[at] == DER_INTEGER && der.ptr[at + 1] == 1 &&
        der.ptr[at + 2] == 3)
        return READ_SHAPE_PKCS12;
    return READ_SHAPE_CERTIFICATE;
}

enum read_shape
read_shape_of(struct base_slice der)
{
    struct der_item outer, first;
    uint8_t t[5];

    if (!ber_take_tag(&der, DER_SEQUENCE, &outer))
        return opening_shape(der);
    tags_of(outer.body, t);
    if (t[0] == DER_OID)
        return READ_SHAPE_CMS;
    if (t[0] == DER_INTEGER)
        return numbered_shape(outer.body);
    if (t[0] != DER_SEQUENCE || !ber_take(&outer.body, &first))
        return READ_SHAPE_CERTIFICATE;
    if (t[1] == DER_OCTET_STRING && t[2] == 0 && is_algorithm(first.body))
        return READ_SHAPE_KEY; /* EncryptedPrivateKeyInfo (RFC 5958) */
    return signed_shape(first.body);
}
