/* SPDX-License-Identifier: MIT */
/* Which reader of templates a file is for. */
#include "template.h"

#include "text/dump_text.h"
#include "text/read_text.h"
#include "text/stray.h"

#include <base/utf16.h>

#include <stdlib.h>
#include <string.h>

#define FILE_MAX 67108864u

/* NUL-terminated UTF-8, of UTF-8 or UTF-16; NULL: no memory. */
static char *
to_utf8(struct base_slice bytes, size_t *len)
{
    size_t mark, room;
    enum base_encoding encoding = base_encoding_detect(bytes, &mark);
    struct base_utf16 decoder = { .big_endian = encoding == BASE_UTF16BE };
    struct base_text t;
    char *text;

    bytes.ptr += mark;
    bytes.len -= mark;
    room = encoding == BASE_UTF8 ? bytes.len + 1 : BASE_UTF16_ROOM(bytes.len);
    text = malloc(room);
    if (text == NULL)
        return NULL;
    base_text_init(&t, text, room);
    if (encoding == BASE_UTF8) {
        base_text_bytes(&t, bytes.ptr, bytes.len);
    } else {
        base_utf16_feed(&decoder, bytes, &t);
        base_utf16_finish(&decoder, &t);
    }
    *len = t.len;
    return text;
}

#define SNIFF_MAX 262144u      /* header lines and rootDSE-like entries may come first */
#define SNIFF_UTF16_MAX 16384u /* ... decoded, on the stack */

static bool
looks_like_templates(struct base_slice text)
{
    return template_is_dump(text) || template_is_ds(text) ||
           (template_is_ldif(text) && !read_has(text, "objectClass ("));
}

static bool
sniff_utf16(struct base_slice bytes, bool big_endian)
{
    char utf8[BASE_UTF16_ROOM(SNIFF_UTF16_MAX)];
    struct base_utf16 decoder = { .big_endian = big_endian };
    struct base_text t;

    if (bytes.len > SNIFF_UTF16_MAX)
        bytes.len = SNIFF_UTF16_MAX;
    base_text_init(&t, utf8, sizeof utf8);
    base_utf16_feed(&decoder, bytes, &t);
    return looks_like_templates((struct base_slice){ (const uint8_t *)utf8, t.len });
}

bool
certcheck_is_templates(struct base_slice bytes)
{
    enum base_encoding encoding;
    size_t mark;

    if (bytes.len == 0 || bytes.ptr[0] == 0x30)
        return false;
    encoding = base_encoding_detect(bytes, &mark);
    bytes.ptr += mark;
    bytes.len -= mark;
    if (encoding != BASE_UTF8)
        return sniff_utf16(bytes, encoding == BASE_UTF16BE);
    if (bytes.len > SNIFF_MAX)
        bytes.len = SNIFF_MAX;
    return looks_like_templates(bytes);
}

static bool
has_ldif(struct base_slice text)
{
    return template_is_ldif(text) ||
           (read_has(text, "\ndn: ") && read_has(text, "\nobjectClass: "));
}

/* What is not read as templates, in a file that people wrote with >>; NULL: nothing. */
static const char *
beside(struct base_slice text)
{
    bool dump = template_is_dump(text), ds = template_is_ds(text);

    if (dump + ds + has_ldif(text) > 1)
        return "templates of several formats: put each into a file of its own";
    if ((dump || ds) && (read_has(text, "(sha1)") || read_has(text, "-----BEGIN ") ||
                         stray_has_der(text) || stray_has_base64(text)))
        return "certificates stand beside the templates and were not read: put them into a file of "
               "their own";
    return NULL;
}

static bool
read_one_format(struct builder *b, char *utf8, size_t len)
{
    struct base_slice text = { (const uint8_t *)utf8, len };

    if (!template_is_ds(text) && !template_is_dump(text))
        return template_ldif(b, utf8);
    text.len = dump_fold(text, utf8);
    return template_is_dump(text) ? template_dump(b, text) : template_ds(b, text);
}

static bool
read_as_told(struct builder *b, char *utf8, size_t len, bool mixed)
{
    const char *other;

    if (memchr(utf8, 0, len) != NULL)
        return builder_fail(b, CERTCHECK_E_DER, "a NUL in the text");
    other = mixed
                ? "part of the file is in UTF-16, part is not: save each part as a file of its own"
                : beside((struct base_slice){ (const uint8_t *)utf8, len });
    if (!read_one_format(b, utf8, len) || !builder_finish(b))
        return false;
    if (other != NULL && b->why->len == 0)
        base_text_str(b->why, other);
    return true;
}

static bool
read_text(struct builder *b, struct base_slice bytes)
{
    size_t len = 0, mark;
    char *utf8;
    bool ok;

    if (bytes.len == 0)
        return builder_fail(b, CERTCHECK_E_DER, "the file is empty");
    if (bytes.len > FILE_MAX)
        return builder_fail(b, CERTCHECK_E_LIMIT, "the file is larger than 64 MiB");
    utf8 = to_utf8(bytes, &len);
    if (utf8 == NULL)
        return builder_fail(b, CERTCHECK_E_MEMORY, "out of memory");
    builder_begin(b, 1);
    ok = read_as_told(b, utf8, len,
                      base_encoding_detect(bytes, &mark) != BASE_UTF8 && stray_has_ascii(bytes));
    free(utf8);
    return ok;
}

enum certcheck_status
certcheck_templates_read(struct base_slice bytes, struct certcheck_templates *out,
                         struct base_text *why)
{
    struct builder b = { .out = out, .why = why };

    *out = (struct certcheck_templates){ 0 };
    base_text_clear(why);
    if (!read_text(&b, bytes))
        certcheck_templates_clear(out);
    free(b.t.supersedes);
    return b.status;
}
