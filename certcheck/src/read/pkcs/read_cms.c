/* SPDX-License-Identifier: MIT */
/*
 * PKCS#7 and CMS (RFC 5652): the certificates beside the content, and the requests that
 * certreq signs or puts into a CMC message (RFC 5272). Walked octet by octet: what a message
 * carries is handed over as it stands there, be it a certificate that OpenSSL would refuse.
 */
#include "der/ber.h"
#include "der/oids.h"
#include "read/read.h"

#define CERTIFICATES (DER_CONTEXT_CONSTRUCTED | 0)
#define CRLS (DER_CONTEXT_CONSTRUCTED | 1)

bool
read_content_info(struct base_slice *rest, enum oid *type, struct base_slice *content)
{
    struct der_item info, oid, tagged;

    *content = (struct base_slice){ 0 };
    if (!ber_take_tag(rest, DER_SEQUENCE, &info) || !ber_take_tag(&info.body, DER_OID, &oid))
        return false;
    *type = oid_find(oid.body);
    if (info.body.len == 0)
        return true;
    if (!ber_take_tag(&info.body, DER_CONTEXT_CONSTRUCTED, &tagged))
        return false;
    *content = tagged.body;
    return true;
}

/* The others of the choice: attribute certificates and the like, [1] to [3]. */
static bool
is_other_certificate(uint8_t tag)
{
    return tag > DER_CONTEXT_CONSTRUCTED && tag <= (DER_CONTEXT_CONSTRUCTED | 3);
}

static enum certcheck_status
damaged_certificate(struct reader *r)
{
    return read_damage(r, "a certificate in the PKCS#7 message is damaged or cut off");
}

/* CertificateSet: a choice of five, of which one is an X.509 certificate. What is none of them may
 * have been one: it is not left out as something else. */
static enum certcheck_status
add_certificates(struct reader *r, struct base_slice set)
{
    enum certcheck_status status = CERTCHECK_OK;
    struct der_item item;

    while (status == CERTCHECK_OK && set.len > 0) {
        if (!ber_take(&set, &item))
            return damaged_certificate(r);
        if (item.tag == DER_SEQUENCE)
            status = read_add(r, CERTCHECK_KIND_CERTIFICATE, item.all);
        else if (is_other_certificate(item.tag))
            r->out->skipped.others++;
        else
            status = damaged_certificate(r);
    }
    return status;
}

static void
count_crls(struct reader *r, struct base_slice set)
{
    struct der_item item;

    while (ber_take(&set, &item)) {
        if (item.tag == DER_SEQUENCE)
            r->out->skipped.crls++;
        else
            r->out->skipped.others++;
    }
}

static enum certcheck_status
damaged_message(struct reader *r)
{
    return read_damage(r, "the CMC message cannot be read");
}

/* TaggedRequest: [0] { bodyPartID, CertificationRequest }, or of another kind ([1] and [2]). What
 * is neither may have been one. */
static enum certcheck_status
add_request(struct reader *r, struct der_item tagged)
{
    struct der_item id, request;

    if (tagged.tag == (DER_CONTEXT_CONSTRUCTED | 1) ||
        tagged.tag == (DER_CONTEXT_CONSTRUCTED | 2)) {
        r->out->skipped.others++;
        return CERTCHECK_OK;
    }
    if (tagged.tag != DER_CONTEXT_CONSTRUCTED || !ber_take_tag(&tagged.body, DER_INTEGER, &id) ||
        !ber_take_tag(&tagged.body, DER_SEQUENCE, &request))
        return damaged_message(r);
    return read_add(r, CERTCHECK_KIND_REQUEST, request.all);
}

/* PKIData: controls, then requests. */
static enum certcheck_status
add_pki_data(struct reader *r, struct base_slice content)
{
    struct der_item outer, controls, requests, tagged;
    enum certcheck_status status = CERTCHECK_OK;

    if (!ber_take_tag(&content, DER_SEQUENCE, &outer) ||
        !ber_take_tag(&outer.body, DER_SEQUENCE, &controls) ||
        !ber_take_tag(&outer.body, DER_SEQUENCE, &requests))
        return damaged_message(r);
    while (status == CERTCHECK_OK && requests.body.len > 0) {
        if (!ber_take(&requests.body, &tagged))
            return damaged_message(r);
        status = add_request(r, tagged);
    }
    return status;
}

/* A signed request, a CMC message, or what has no say here. */
static enum certcheck_status
add_content(struct reader *r, enum oid type, struct base_slice tagged)
{
    enum certcheck_status status;
    struct base_slice content;

    status = read_octets(r, tagged, &content);
    if (status == CERTCHECK_E_MEMORY)
        return status;
    if (status != CERTCHECK_OK || content.len == 0) /* detached, or of another type (PKCS#7) */
        return CERTCHECK_OK;
    if (type == OID_CMC_PKI_DATA)
        return add_pki_data(r, content);
    if (read_shape_of(content) != READ_SHAPE_REQUEST && read_shape_of(content) != READ_SHAPE_CMS)
        return CERTCHECK_OK;
    status = read_der(r, content, CERTCHECK_KIND_REQUEST);
    if (status != CERTCHECK_E_DER)
        return status;
    r->out->damaged = true; /* the certificates beside it can be read */
    return CERTCHECK_OK;
}

/* SignedData: version, digestAlgorithms, encapContentInfo, [0] certificates, [1] crls, ... */
static enum certcheck_status
read_signed(struct reader *r, struct base_slice content)
{
    struct der_item data, version, digests, item;
    struct base_slice inner;
    enum certcheck_status status;
    enum oid type;

    if (!ber_take_tag(&content, DER_SEQUENCE, &data) ||
        !ber_take_tag(&data.body, DER_INTEGER, &version) ||
        !ber_take_tag(&data.body, DER_SET, &digests) ||
        !read_content_info(&data.body, &type, &inner))
        return read_fail(r, CERTCHECK_E_DER, "a PKCS#7 message that is damaged or cut off");
    status = add_content(r, type, inner);
    while (status == CERTCHECK_OK && data.body.len > 0) {
        if (!ber_take(&data.body, &item))
            return read_damage(r, "a PKCS#7 message that is damaged or cut off");
        if (item.tag == CERTIFICATES)
            status = add_certificates(r, item.body);
        else if (item.tag == CRLS)
            count_crls(r, item.body);
        else if (item.tag != DER_SET) /* of the signers; else it may have been the certificates */
            status = damaged_certificate(r);
    }
    return status;
}

enum certcheck_status
read_cms(struct reader *r, struct base_slice der)
{
    struct base_slice content;
    enum oid type;

    if (!read_content_info(&der, &type, &content))
        return read_fail(r, CERTCHECK_E_DER, "a PKCS#7 message that is damaged or cut off");
    switch (type) {
    case OID_CMS_SIGNED:
        return read_signed(r, content);
    case OID_CMS_ENVELOPED:
    case OID_CMS_ENCRYPTED:
        return read_fail(r, CERTCHECK_E_DER, "an encrypted PKCS#7 message: decrypt it first");
    default:
        return read_fail(r, CERTCHECK_E_DER, "a PKCS#7 message without certificates");
    }
}
