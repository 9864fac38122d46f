/* SPDX-License-Identifier: MIT */
/* PKCS#7 and CMS (RFC 5652): the certificates beside the content, and the
 * requests that certreq signs or puts into a CMC message (RFC 5272). */
#include "der/der.h"
#include "read.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>

static enum certcheck_status
add_certificates(struct reader *r, CMS_ContentInfo *cms)
{
    STACK_OF(X509) *certs = CMS_get1_certs(cms);
    STACK_OF(X509_CRL) *crls = CMS_get1_crls(cms);
    enum certcheck_status status = CERTCHECK_OK;

    for (int i = 0; status == CERTCHECK_OK && certs != NULL && i < sk_X509_num(certs); i++) {
        int len = i2d_X509(sk_X509_value(certs, i), NULL);
        uint8_t *der = len <= 0 ? NULL : read_own(r, (size_t)len), *end = der;

        if (der == NULL || i2d_X509(sk_X509_value(certs, i), &end) != len)
            status = read_fail(r, CERTCHECK_E_MEMORY, "out of memory");
        else
            status =
                read_add(r, CERTCHECK_KIND_CERTIFICATE, (struct base_slice){ der, (size_t)len });
    }
    if (crls != NULL)
        r->out->skipped.crls += (unsigned)sk_X509_CRL_num(crls);
    sk_X509_pop_free(certs, X509_free);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    return status;
}

/* PKIData: controls, then requests tagged [0] { bodyPartID, CertificationRequest }. */
static enum certcheck_status
add_pki_data(struct reader *r, struct base_slice content)
{
    struct der_item outer, controls, requests, tagged, id, request;
    enum certcheck_status status = CERTCHECK_OK;

    if (!der_take_tag(&content, DER_SEQUENCE, &outer) ||
        !der_take_tag(&outer.body, DER_SEQUENCE, &controls) ||
        !der_take_tag(&outer.body, DER_SEQUENCE, &requests))
        return read_fail(r, CERTCHECK_E_DER, "the CMC message cannot be read");
    while (status == CERTCHECK_OK && der_take(&requests.body, &tagged)) {
        if (tagged.tag == DER_CONTEXT_CONSTRUCTED && der_take_tag(&tagged.body, DER_INTEGER, &id) &&
            der_take_tag(&tagged.body, DER_SEQUENCE, &request))
            status = read_add(r, CERTCHECK_KIND_REQUEST, request.all);
        else
            r->out->skipped.others++;
    }
    return status;
}

/* A signed request, a CMC message, or what has no say here. */
static enum certcheck_status
add_content(struct reader *r, CMS_ContentInfo *cms)
{
    ASN1_OCTET_STRING **at = CMS_get0_content(cms);
    int nid = OBJ_obj2nid(CMS_get0_eContentType(cms));
    struct base_slice content;
    uint8_t *own;

    if (at == NULL || *at == NULL || ASN1_STRING_length(*at) <= 0)
        return CERTCHECK_OK;
    content = (struct base_slice){ ASN1_STRING_get0_data(*at), (size_t)ASN1_STRING_length(*at) };
    if (nid != NID_id_cct_PKIData && read_shape_of(content) != READ_SHAPE_REQUEST &&
        read_shape_of(content) != READ_SHAPE_CMS)
        return CERTCHECK_OK;
    own = read_own(r, content.len);
    if (own == NULL)
        return CERTCHECK_E_MEMORY;
    for (size_t i = 0; i < content.len; i++)
        own[i] = content.ptr[i];
    content.ptr = own;
    return nid == NID_id_cct_PKIData ? add_pki_data(r, content)
                                     : read_der(r, content, CERTCHECK_KIND_REQUEST);
}

enum certcheck_status
read_cms(struct reader *r, struct base_slice der)
{
    const unsigned char *at = der.ptr;
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.len);
    enum certcheck_status status;
    int nid;

    if (cms == NULL) {
        ERR_clear_error();
        return read_fail(r, CERTCHECK_E_DER, "a PKCS#7 message that is damaged or cut off");
    }
    nid = OBJ_obj2nid(CMS_get0_type(cms));
    if (nid == NID_pkcs7_signed)
        status = add_content(r, cms);
    else if (nid == NID_pkcs7_enveloped || nid == NID_pkcs7_encrypted)
        status = read_fail(r, CERTCHECK_E_DER, "an encrypted PKCS#7 message: decrypt it first");
    else
        status = read_fail(r, CERTCHECK_E_DER, "a PKCS#7 message without certificates");
    if (status == CERTCHECK_OK)
        status = add_certificates(r, cms);
    CMS_ContentInfo_free(cms);
    ERR_clear_error();
    return status;
}
