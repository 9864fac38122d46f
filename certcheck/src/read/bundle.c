/* SPDX-License-Identifier: MIT */
/* Which reader a file is for. */
#include <certcheck/bundle.h>

#include "der/ber.h"
#include "pbe.h"
#include "read.h"
#include "text/dump_text.h"

#include <base/base64.h>
#include <base/utf16.h>

#include <stdlib.h>
#include <string.h>

enum certcheck_status
read_fail(struct reader *r, enum certcheck_status status, const char *text)
{
    if (r->why.len == 0)
        base_text_str(&r->why, text);
    return status;
}

enum certcheck_status
read_damage(struct reader *r, const char *text)
{
    r->out->damaged = true;
    return read_fail(r, CERTCHECK_OK, text);
}

enum certcheck_status
read_octets(struct reader *r, struct base_slice item, struct base_slice *out)
{
    struct der_item string;
    uint8_t *own, tag;
    size_t len;

    *out = (struct base_slice){ 0 };
    if (!ber_take(&item, &string))
        return CERTCHECK_E_DER;
    tag = (uint8_t)(string.tag & ~BER_CONSTRUCTED);
    if (tag != DER_OCTET_STRING && tag != DER_CONTEXT) /* IMPLICIT [0] */
        return CERTCHECK_E_DER;
    if ((string.tag & BER_CONSTRUCTED) == 0) {
        *out = string.body;
        return CERTCHECK_OK;
    }
    own = read_own(r, string.body.len);
    if (own == NULL)
        return CERTCHECK_E_MEMORY;
    if (!ber_join(string.body, own, &len))
        return CERTCHECK_E_DER;
    *out = (struct base_slice){ own, len };
    return CERTCHECK_OK;
}

bool
read_adopt(struct reader *r, void *buffer)
{
    struct certcheck_bundle *b = r->out;
    void **owned = b->owned;

    if ((b->owned_n & (b->owned_n - 1)) == 0) /* at a power of two: double */
        owned = realloc(b->owned, (b->owned_n == 0 ? 1 : 2 * b->owned_n) * sizeof *owned);
    if (owned == NULL) {
        free(buffer);
        return false;
    }
    b->owned = owned;
    b->owned[b->owned_n++] = buffer;
    return true;
}

uint8_t *
read_own(struct reader *r, size_t len)
{
    uint8_t *buffer = malloc(len == 0 ? 1 : len);

    if (buffer != NULL && read_adopt(r, buffer))
        return buffer;
    (void)read_fail(r, CERTCHECK_E_MEMORY, "out of memory");
    return NULL;
}

/* The first object needs no allocation; from the second on the list doubles. */
static bool
make_room(struct certcheck_bundle *b)
{
    struct certcheck_object *at;

    if (b->n == 0) {
        b->at = &b->single;
        return true;
    }
    if ((b->n & (b->n - 1)) != 0)
        return true;
    at = realloc(b->n == 1 ? NULL : b->at, 2 * b->n * sizeof *at);
    if (at == NULL)
        return false;
    if (b->n == 1)
        at[0] = b->single;
    b->at = at;
    return true;
}

enum certcheck_status
read_add(struct reader *r, enum certcheck_kind kind, struct base_slice der)
{
    struct certcheck_bundle *b = r->out;

    if (b->n == CERTCHECK_OBJECTS_MAX)
        return read_fail(r, CERTCHECK_E_LIMIT, "more than 65536 certificates in one file");
    if (!make_room(b))
        return read_fail(r, CERTCHECK_E_MEMORY, "out of memory");
    b->at[b->n++] = (struct certcheck_object){ .kind = kind, .der = der, .line = r->line };
    return CERTCHECK_OK;
}

enum certcheck_status
read_mention(struct reader *r, const struct certcheck_mention *m)
{
    struct certcheck_bundle *b = r->out;
    struct certcheck_mention *at = b->mentions;

    if (b->mentions_n == CERTCHECK_OBJECTS_MAX)
        return read_fail(r, CERTCHECK_E_LIMIT, "more than 65536 certificates in one list");
    if ((b->mentions_n & (b->mentions_n - 1)) == 0)
        at = realloc(at, (b->mentions_n == 0 ? 1 : 2 * b->mentions_n) * sizeof *at);
    if (at == NULL)
        return read_fail(r, CERTCHECK_E_MEMORY, "out of memory");
    b->mentions = at;
    b->mentions[b->mentions_n++] = *m;
    return CERTCHECK_OK;
}

enum certcheck_status
read_der(struct reader *r, struct base_slice der, enum certcheck_kind fallback)
{
    enum certcheck_status status;

    switch (read_shape_of(der)) {
    case READ_SHAPE_REQUEST:
        return read_add(r, CERTCHECK_KIND_REQUEST, der);
    case READ_SHAPE_CRL:
        r->out->skipped.crls++;
        return CERTCHECK_OK;
    case READ_SHAPE_KEY:
        r->out->skipped.keys++;
        return CERTCHECK_OK;
    case READ_SHAPE_CMS:
    case READ_SHAPE_PKCS12:
        break;
    case READ_SHAPE_CERTIFICATE:
        return read_add(r, fallback, der);
    }
    if (++r->depth > READ_DEPTH_MAX)
        return read_fail(r, CERTCHECK_E_LIMIT, "containers nested too deep");
    status = read_shape_of(der) == READ_SHAPE_CMS ? read_cms(r, der) : read_pkcs12(r, der);
    r->depth--;
    return status;
}

/* DER begins with a SEQUENCE; text may begin with "0" as well, but not with a long length. */
static bool
is_der(struct base_slice bytes)
{
    return bytes.ptr[0] == DER_SEQUENCE &&
           ((bytes.len > 1 && bytes.ptr[1] >= 0x80) || !read_has(bytes, "-----BEGIN "));
}

/* A file that is one DER structure: what its header promises must be there. */
static enum certcheck_status
read_whole(struct reader *r, struct base_slice der)
{
    size_t octets = der.len > 1 && der.ptr[1] > 0x80 ? der.ptr[1] & 0x7fu : 0, len = 0;

    if (octets > 4 || der.len < 2 + octets || read_shape_of(der) != READ_SHAPE_CERTIFICATE)
        return read_der(r, der, CERTCHECK_KIND_CERTIFICATE);
    for (size_t i = 0; i < octets; i++)
        len = len << 8 | der.ptr[2 + i];
    if (octets == 0)
        len = der.ptr[1];
    if (len <= der.len - 2 - octets)
        return read_der(r, der, CERTCHECK_KIND_CERTIFICATE);
    base_text_str(&r->why, "DER that is cut off: ");
    base_text_u64(&r->why, der.len);
    base_text_str(&r->why, " bytes of ");
    base_text_u64(&r->why, 2 + octets + len);
    return CERTCHECK_E_DER;
}

/* The digits of a SEQUENCE in base64, and nothing that could be words. */
static bool
looks_like_base64(struct base_slice text)
{
    text = read_trim(text);
    return text.len > 16 && text.ptr[0] == 'M' && memchr(text.ptr, ' ', text.len) == NULL &&
           memchr(text.ptr, ':', text.len) == NULL;
}

static enum certcheck_status
read_bare_base64(struct reader *r, struct base_slice text)
{
    uint8_t *der = read_own(r, text.len / 4 * 3 + 4);
    size_t len;

    if (der == NULL)
        return CERTCHECK_E_MEMORY;
    if (!base_base64_read(text, der, &len) || len < 2 || der[0] != DER_SEQUENCE)
        return read_fail(r, CERTCHECK_E_DER,
                         looks_like_base64(text) ? "base64 that is damaged or cut off"
                         : read_foreign(text) != NULL
                             ? read_foreign(text)
                             : "neither PEM nor DER: no certificate in it");
    return read_whole(r, (struct base_slice){ der, len });
}

static enum certcheck_status
read_folded_dump(struct reader *r, struct base_slice text)
{
    char *folded = (char *)read_own(r, text.len);

    if (folded == NULL)
        return CERTCHECK_E_MEMORY;
    text.len = dump_fold(text, folded);
    text.ptr = (const uint8_t *)folded;
    return read_dump(r, text);
}

static enum certcheck_status
read_utf8(struct reader *r, struct base_slice text)
{
    if (read_has(text, "BEGIN CERTIFICATE-----\\n") && read_foreign(text) != NULL)
        return read_fail(r, CERTCHECK_E_DER, read_foreign(text));
    if (read_has(text, "-----BEGIN "))
        return read_pem(r, text);
    if (read_is_list(text))
        return read_list(r, text);
    if (read_is_dump(text))
        return read_folded_dump(r, text);
    return read_bare_base64(r, text);
}

static enum certcheck_status
read_utf16(struct reader *r, struct base_slice bytes, enum base_encoding encoding)
{
    size_t room = BASE_UTF16_ROOM(bytes.len);
    struct base_utf16 decoder = { .big_endian = encoding == BASE_UTF16BE };
    char *text = (char *)read_own(r, room);
    struct base_text t;

    if (text == NULL)
        return CERTCHECK_E_MEMORY;
    base_text_init(&t, text, room);
    base_utf16_feed(&decoder, bytes, &t);
    base_utf16_finish(&decoder, &t);
    return read_utf8(r, (struct base_slice){ (const uint8_t *)text, t.len });
}

static enum certcheck_status
read_any(struct reader *r, struct base_slice bytes)
{
    enum base_encoding encoding;
    size_t mark;

    if (bytes.len == 0)
        return read_fail(r, CERTCHECK_E_DER, "the file is empty");
    if (bytes.len > CERTCHECK_FILE_MAX)
        return read_fail(r, CERTCHECK_E_LIMIT, "the file is larger than 64 MiB");
    if (read_is_store(bytes))
        return read_store(r, bytes);
    if (is_der(bytes) && !read_is_hex_dump(bytes))
        return read_whole(r, bytes);
    encoding = base_encoding_detect(bytes, &mark);
    bytes.ptr += mark;
    bytes.len -= mark;
    return encoding == BASE_UTF8 ? read_utf8(r, bytes) : read_utf16(r, bytes, encoding);
}

static void
count(struct base_text *out, unsigned n, const char *one, const char *many)
{
    if (n == 0)
        return;
    if (out->len > 0)
        base_text_str(out, " and ");
    base_text_u64(out, n);
    base_text_str(out, n == 1 ? one : many);
}

void
certcheck_skipped_text(const struct certcheck_skipped *s, struct base_text *out)
{
    char text[128];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    count(&t, s->keys, " private key", " private keys");
    count(&t, s->crls, " CRL", " CRLs");
    count(&t, s->others, " other block", " other blocks");
    base_text_str(out, text);
}

static void
say_nothing(struct reader *r)
{
    if (r->why.len > 0 || r->out->n > 0 || r->out->mentions_n > 0)
        return;
    base_text_str(&r->why, "no certificate in it");
    if (r->out->skipped.keys + r->out->skipped.crls + r->out->skipped.others == 0)
        return;
    base_text_str(&r->why, ", only ");
    certcheck_skipped_text(&r->out->skipped, &r->why);
}

enum certcheck_status
certcheck_bundle_open(struct base_slice bytes, const struct certcheck_password *password,
                      struct certcheck_bundle *out, char why[CERTCHECK_WHY_MAX])
{
    struct reader r = { .out = out, .password = password, .work_ns = PBE_WORK_MAX_NS };
    enum certcheck_status status;

    *out = (struct certcheck_bundle){ 0 };
    base_text_init(&r.why, why, CERTCHECK_WHY_MAX);
    status = read_any(&r, bytes);
    if (status == CERTCHECK_OK)
        say_nothing(&r);
    else
        certcheck_bundle_clear(out);
    return status;
}

enum certcheck_status
certcheck_bundle_read(struct base_slice bytes, struct certcheck_bundle *out,
                      char why[CERTCHECK_WHY_MAX])
{
    return certcheck_bundle_open(bytes, NULL, out, why);
}

void
certcheck_bundle_clear(struct certcheck_bundle *b)
{
    for (size_t i = 0; i < b->owned_n; i++)
        free(b->owned[i]);
    free(b->owned);
    free(b->mentions);
    if (b->at != &b->single)
        free(b->at);
    *b = (struct certcheck_bundle){ 0 };
}
