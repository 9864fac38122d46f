/* SPDX-License-Identifier: MIT */
/* A certificate with its private key, of a PKCS#12 file. */
#include <certcheck/identity.h>

#include "read/pkcs/pbe.h"
#include "read/read.h"

static enum certcheck_status
read_both(struct reader *r, struct base_slice bytes)
{
    enum certcheck_status status;

    if (bytes.len > CERTCHECK_FILE_MAX)
        return read_fail(r, CERTCHECK_E_LIMIT, "the file is larger than 64 MiB");
    if (bytes.len == 0 || bytes.ptr[0] != DER_SEQUENCE || read_shape_of(bytes) != READ_SHAPE_PKCS12)
        return read_fail(r, CERTCHECK_E_DER, "not a PKCS#12 file");
    status = read_pkcs12(r, bytes);
    if (status != CERTCHECK_OK)
        return status;
    if (r->key->der.ptr == NULL || r->out->n == 0)
        return read_fail(r, CERTCHECK_E_DER, "it contains no certificate with its private key");
    return CERTCHECK_OK;
}

enum certcheck_status
certcheck_identity_open(struct base_slice bytes, const struct certcheck_password *password,
                        struct certcheck_identity *out, struct base_text *why)
{
    struct read_key key = { 0 };
    struct reader r = { .out = &out->bundle,
                        .password = password,
                        .why = why,
                        .work_ns = PBE_WORK_MAX_NS,
                        .key = &key };
    enum certcheck_status status;

    *out = (struct certcheck_identity){ 0 };
    base_text_clear(why);
    status = read_both(&r, bytes);
    out->key = key.der;
    if (status != CERTCHECK_OK)
        certcheck_identity_clear(out);
    return status;
}

void
certcheck_identity_clear(struct certcheck_identity *id)
{
    pbe_forget((uint8_t *)(uintptr_t)id->key.ptr, id->key.len);
    certcheck_bundle_clear(&id->bundle);
    *id = (struct certcheck_identity){ 0 };
}
