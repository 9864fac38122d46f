/* SPDX-License-Identifier: MIT */
/* Which reader a file is for. */
#include <certcheck/bundle.h>

#include "der/ber.h"
#include "read/pkcs/pbe.h"
#include "read.h"
#include "text/dump_text.h"

#include <base/base64.h>
#include <base/utf16.h>

#include <stdlib.h>
#include <string.h>

/* Containers hold further ones: reader.der. */
static enum certcheck_status
read_shaped(struct reader *r, struct base_slice der, enum certcheck_kind fallback)
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

/* DER begins with a SEQUENCE, whose tag is the "0" that text may begin with. */
static bool
is_der(struct base_slice bytes)
{
    return bytes.ptr[0] == DER_SEQUENCE && bytes.len > 1 &&
           (bytes.ptr[1] >= 0x80 || read_has_controls(bytes));
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
    base_text_str(r->why, "DER that is cut off: ");
    base_text_u64(r->why, der.len);
    base_text_str(r->why, " bytes of ");
    base_text_u64(r->why, 2 + octets + len);
    return CERTCHECK_E_DER;
}

/* The digits of a SEQUENCE in base64, and nothing that could be words. */
static bool
looks_like_base64(struct base_slice text)
{
    text = base_trim(text);
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
                         read_foreign(text) != NULL ? read_foreign(text)
                         : looks_like_base64(text)  ? "base64 that is damaged or cut off"
                                                    : "neither PEM nor DER: no certificate in it");
    return read_whole(r, (struct base_slice){ der, len });
}

/* Those at the front of a file are read as templates. */
static void
find_templates(struct reader *r, struct base_slice text)
{
    if (read_has(text, "TemplatePropCommonName") || read_has(text, "pKICertificateTemplate"))
        (void)read_damage(r, "templates stand beside the certificates and were not read: put them "
                             "into a file of their own");
}

/* What holds words alone: a certificate pasted into it is none of them. */
static void
find_stray(struct reader *r, struct base_slice text)
{
    find_templates(r, text);
    if (stray_has_der(text) || stray_has_base64(text))
        (void)read_damage(r,
                          "a certificate stands beside the text that was read: put it into a file "
                          "of its own");
}

static enum certcheck_status
read_pure_list(struct reader *r, struct base_slice text)
{
    find_stray(r, text);
    return read_list(r, text);
}

/* A dump of -store or -dump has no bodies: a certificate that it lists is not among the blocks. The
 * rows of -view have both. */
static enum certcheck_status
read_pem_and_words(struct reader *r, struct base_slice text)
{
    enum certcheck_status status = read_pem(r, text);

    if (!r->words)
        return status;
    find_templates(r, text);
    if (status == CERTCHECK_OK && read_is_bare_dump(text))
        return read_damage(r,
                           "a dump of certutil stands beside PEM and was not read: put it into a "
                           "file of its own");
    return status == CERTCHECK_OK && read_is_list(text) ? read_list(r, text) : status;
}

static enum certcheck_status
read_folded_dump(struct reader *r, struct base_slice text)
{
    char *folded = (char *)read_own(r, text.len);

    if (folded == NULL)
        return CERTCHECK_E_MEMORY;
    find_stray(r, text);
    text.len = dump_fold(text, folded);
    text.ptr = (const uint8_t *)folded;
    return read_dump(r, text);
}

static bool
is_pem(struct base_slice text)
{
    return read_has(text, "-----BEGIN ");
}

/* As programs quote it, JSON for one: "\n" or "\r\n" are two characters or four. */
static bool
is_escaped_pem(struct base_slice text)
{
    return (read_has(text, "-----\\n") || read_has(text, "-----\\r\\n")) && is_pem(text) &&
           read_foreign(text) != NULL;
}

static bool
is_anything(struct base_slice text)
{
    (void)text;
    return true;
}

static enum certcheck_status
refuse_foreign(struct reader *r, struct base_slice text)
{
    return read_fail(r, CERTCHECK_E_DER, read_foreign(text));
}

/* Who reads what, tried in this order; the first that it looks like. */
struct kind_of_file {
    const char *name;
    bool (*looks_like)(struct base_slice bytes);
    enum certcheck_status (*read)(struct reader *r, struct base_slice bytes);
};

static const struct kind_of_file texts[] = {
    { "escaped PEM", is_escaped_pem, refuse_foreign },
    { "PEM", is_pem, read_pem_and_words },
    { "a list of Get-CsCertificate", read_is_list, read_pure_list },
    { "a dump of certutil", read_is_dump, read_folded_dump },
    { "base64", is_anything, read_bare_base64 },
};

static enum certcheck_status
read_utf8(struct reader *r, struct base_slice text)
{
    size_t i = 0;

    r->text = text;
    while (!texts[i].looks_like(text))
        i++;
    return texts[i].read(r, text);
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
read_text(struct reader *r, struct base_slice bytes)
{
    size_t mark;
    enum base_encoding encoding = base_encoding_detect(bytes, &mark);

    bytes.ptr += mark;
    bytes.len -= mark;
    if (encoding == BASE_UTF8 ? stray_has_utf16(bytes) : stray_has_ascii(bytes))
        (void)read_damage(r, "part of the file is in UTF-16, part is not: save each part as a file "
                             "of its own");
    return encoding == BASE_UTF8 ? read_utf8(r, bytes) : read_utf16(r, bytes, encoding);
}

static const struct kind_of_file files[] = {
    { "a serialised store", read_is_store, read_store },
    { "DER", is_der, read_whole },
    { "text", is_anything, read_text },
};

static enum certcheck_status
read_any(struct reader *r, struct base_slice bytes)
{
    size_t i = 0;

    if (bytes.len == 0)
        return read_fail(r, CERTCHECK_E_DER, "the file is empty");
    if (bytes.len > CERTCHECK_FILE_MAX)
        return read_fail(r, CERTCHECK_E_LIMIT, "the file is larger than 64 MiB");
    while (!files[i].looks_like(bytes))
        i++;
    return files[i].read(r, bytes);
}

static void
say_nothing(struct reader *r)
{
    const char *foreign;

    if (r->why->len > 0 || r->out->n > 0 || r->out->mentions_n > 0)
        return;
    foreign = r->out->skipped.crls == 0 ? read_foreign(r->text) : NULL;
    if (foreign != NULL) {
        base_text_str(r->why, foreign);
        return;
    }
    base_text_str(r->why, "no certificate in it");
    if (r->out->skipped.keys + r->out->skipped.crls + r->out->skipped.others == 0)
        return;
    base_text_str(r->why, ", only ");
    certcheck_skipped_text(&r->out->skipped, r->why);
}

enum certcheck_status
certcheck_bundle_open(struct base_slice bytes, const struct certcheck_password *password,
                      struct certcheck_bundle *out, struct base_text *why)
{
    struct reader r = {
        .out = out, .password = password, .why = why, .work_ns = PBE_WORK_MAX_NS, .der = read_shaped
    };
    enum certcheck_status status;

    *out = (struct certcheck_bundle){ 0 };
    base_text_clear(why);
    status = read_any(&r, bytes);
    if (status == CERTCHECK_OK)
        say_nothing(&r);
    else
        certcheck_bundle_clear(out);
    return status;
}

enum certcheck_status
certcheck_bundle_read(struct base_slice bytes, struct certcheck_bundle *out, struct base_text *why)
{
    return certcheck_bundle_open(bytes, NULL, out, why);
}
