/* SPDX-License-Identifier: MIT */
#include <certcheck/bundle.h>

#include "der.h"

#include <base/text.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <stdlib.h>
#include <string.h>

static enum certcheck_status
fail(enum certcheck_status status, char why[CERTCHECK_WHY_MAX], const char *text)
{
    struct base_text t;

    base_text_init(&t, why, CERTCHECK_WHY_MAX);
    base_text_str(&t, text);
    return status;
}

static bool
has_bytes(struct base_slice in, const char *word)
{
    return in.len > 0 && memmem(in.ptr, in.len, word, strlen(word)) != NULL;
}

static bool
is_certificate_label(const char *label)
{
    return strcmp(label, PEM_STRING_X509) == 0 || strcmp(label, PEM_STRING_X509_OLD) == 0;
}

/* "TRUSTED CERTIFICATE" blocks carry OpenSSL's own data after the certificate. */
static struct base_slice
without_aux(const char *label, const unsigned char *data, long len)
{
    struct base_slice rest = { data, (size_t)len };
    struct der_item cert;

    if (strcmp(label, PEM_STRING_X509_TRUSTED) == 0 && der_take(&rest, &cert))
        return cert.all;
    return (struct base_slice){ data, (size_t)len };
}

static bool
keep(struct certcheck_bundle *b, unsigned char *data, struct base_slice der)
{
    struct certcheck_object *at = b->at;
    unsigned char **owned = b->owned;

    if ((b->n & (b->n - 1)) == 0) { /* at a power of two: double */
        size_t cap = b->n == 0 ? 1 : 2 * b->n;

        if ((at = realloc(b->at, cap * sizeof *at)) != NULL)
            b->at = at;
        if ((owned = realloc(b->owned, cap * sizeof *owned)) != NULL)
            b->owned = owned;
        if (at == NULL || owned == NULL)
            return false;
    }
    b->at[b->n].der = der;
    b->owned[b->n++] = data;
    return true;
}

/* One block; *more is false at the end of the input. */
static enum certcheck_status
read_block(BIO *bio, struct certcheck_bundle *b, bool *more, char why[CERTCHECK_WHY_MAX])
{
    char *label = NULL, *header = NULL;
    unsigned char *data = NULL;
    enum certcheck_status status = CERTCHECK_OK;
    unsigned long e;
    long len = 0;

    *more = PEM_read_bio(bio, &label, &header, &data, &len) == 1;
    if (!*more) {
        e = ERR_peek_last_error();
        if (ERR_GET_LIB(e) != ERR_LIB_PEM || ERR_GET_REASON(e) != PEM_R_NO_START_LINE)
            status = fail(CERTCHECK_E_DER, why, "a PEM block is damaged or cut off");
        ERR_clear_error();
    } else if (!is_certificate_label(label) && strcmp(label, PEM_STRING_X509_TRUSTED) != 0) {
        b->skipped++;
    } else if (b->n == CERTCHECK_OBJECTS_MAX) {
        status = fail(CERTCHECK_E_LIMIT, why, "more than 65536 certificates in one file");
    } else if (!keep(b, data, without_aux(label, data, len))) {
        status = fail(CERTCHECK_E_MEMORY, why, "out of memory");
    } else {
        data = NULL;
    }
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_free(data);
    return status;
}

static enum certcheck_status
read_pem(struct base_slice bytes, struct certcheck_bundle *b, char why[CERTCHECK_WHY_MAX])
{
    BIO *bio = BIO_new_mem_buf(bytes.ptr, (int)bytes.len);
    enum certcheck_status status = CERTCHECK_OK;
    bool more = true;

    if (bio == NULL)
        return fail(CERTCHECK_E_MEMORY, why, "out of memory");
    ERR_clear_error();
    while (more && status == CERTCHECK_OK)
        status = read_block(bio, b, &more, why);
    BIO_free(bio);
    if (status != CERTCHECK_OK)
        certcheck_bundle_clear(b);
    else if (b->n == 0)
        fail(CERTCHECK_OK, why, "no certificate in it, only other PEM blocks");
    return status;
}

enum certcheck_status
certcheck_bundle_read(struct base_slice bytes, struct certcheck_bundle *out,
                      char why[CERTCHECK_WHY_MAX])
{
    *out = (struct certcheck_bundle){ 0 };
    why[0] = '\0';
    if (bytes.len == 0)
        return fail(CERTCHECK_E_DER, why, "the file is empty");
    if (bytes.len > CERTCHECK_FILE_MAX)
        return fail(CERTCHECK_E_LIMIT, why, "the file is larger than 64 MiB");
    if (bytes.ptr[0] == DER_SEQUENCE && !has_bytes(bytes, "-----BEGIN ")) {
        out->single.der = bytes;
        out->at = &out->single;
        out->n = 1;
        return CERTCHECK_OK;
    }
    if (!has_bytes(bytes, "-----BEGIN "))
        return fail(CERTCHECK_E_DER, why, "neither PEM nor DER: no certificate in it");
    return read_pem(bytes, out, why);
}

void
certcheck_bundle_clear(struct certcheck_bundle *b)
{
    for (size_t i = 0; b->owned != NULL && i < b->n; i++)
        OPENSSL_free(b->owned[i]);
    free(b->owned);
    if (b->at != &b->single)
        free(b->at);
    *b = (struct certcheck_bundle){ 0 };
}
