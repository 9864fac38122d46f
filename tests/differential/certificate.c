/* SPDX-License-Identifier: MIT */
/* One certificate, read both ways. */
#include "differential.h"

#include <openssl/err.h>

/* OpenSSL keeps the bytes of a Name it has read, so it is put together anew. */
bool
is_der_name(const X509_NAME *name)
{
    X509_NAME *again = X509_NAME_new();
    unsigned char *was = NULL, *is = NULL;
    int set = -1, was_len = i2d_X509_NAME(name, &was), is_len;
    bool same;

    for (int i = 0; i < X509_NAME_entry_count(name); i++) {
        const X509_NAME_ENTRY *e = X509_NAME_get_entry(name, i);
        int rdn = X509_NAME_ENTRY_set(e);

        X509_NAME_add_entry(again, e, -1, rdn == set ? -1 : 0);
        set = rdn;
    }
    is_len = i2d_X509_NAME(again, &is);
    same = was_len >= 0 && same_bytes((struct base_slice){ was, (size_t)was_len }, is, is_len);
    OPENSSL_free(was);
    OPENSSL_free(is);
    X509_NAME_free(again);
    return same;
}

/* ... and the bytes of the tbsCertificate, for the signature's sake. */
bool
is_der(X509 *x, struct base_slice from)
{
    unsigned char *again = NULL, *tbs = NULL;
    int tbs_len = i2d_re_X509_tbs(x, &tbs), again_len = i2d_X509(x, &again);
    bool same = tbs_len > 0 && same_bytes(from, again, again_len) &&
                is_der_name(X509_get_issuer_name(x)) && is_der_name(X509_get_subject_name(x));

    OPENSSL_free(tbs);
    OPENSSL_free(again);
    return same;
}

enum reading
compare_certificate(struct base_slice der)
{
    const unsigned char *p = der.ptr;
    X509 *x = d2i_X509(NULL, &p, (long)der.len);
    struct base_slice theirs = { der.ptr, (size_t)(p - der.ptr) };
    struct certcheck_facts f;
    enum certcheck_status status = certcheck_facts_read(der, &f);
    enum reading reading;

    if (x == NULL) {
        reading = status == CERTCHECK_OK ? OPENSSL_REFUSES : BOTH_REFUSE;
    } else if (status != CERTCHECK_OK) {
        reading = WE_REFUSE;
        if (status != CERTCHECK_E_LIMIT && is_der(x, theirs))
            differ("OpenSSL reads it, we stop at", f.part);
    } else {
        reading = BOTH_READ;
        if (f.der.len != theirs.len)
            differ("length", NULL);
        compare_fields(&f, x);
        compare_extensions(&f, x);
    }
    X509_free(x);
    ERR_clear_error();
    return reading;
}
