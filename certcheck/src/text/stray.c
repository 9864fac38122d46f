/* SPDX-License-Identifier: MIT */
/*
 * What stands where no reader looks: behind a DER structure, between PEM blocks, beside a dump.
 * People join files with cat, tar and >>, and paste them into mails: a certificate lost there would
 * leave the others to be judged alone. Looked for by its first octets, which take the same time
 * wherever they are.
 */
#include "text/stray.h"

#include "der/der.h"

#include <base/base64.h>

#include <string.h>

#define OPENING 48u /* octets that show what a structure is; a multiple of 3, for base64 */
#define AS_CRL 768u /* that show that it is a CRL: the issuer's name stands before its date */
#define DIGITS BASE_BASE64_LEN(AS_CRL)
#define SPAN(digits) (128 + 3 * (digits)) /* with line ends and indents */

#define WORD_MAX 16u

/* Of PEM, of dumps and of lists; PowerShell's >> writes UTF-16 behind whatever is there. */
static const char words[][WORD_MAX] = { "BEGIN ",     "X509",         "(sha1)",     ".5.5.7.3.",
                                        "Thumbprint", "TemplateProp", "objectClass" };
#define WORDS (sizeof words / sizeof words[0])

/* "-----BEGIN CERT" in base64: a Kubernetes secret, an encoded file. */
static const char base64_of_pem[] = "LS0tLS1CRUdJTiBDRVJU";

/* The header of a SEQUENCE that has room for a certificate is taken off. */
static bool
take_sequence(struct base_slice *s)
{
    size_t n;

    if (s->len < 2 || s->ptr[0] != DER_SEQUENCE || s->ptr[1] < 0x80 || s->ptr[1] > 0x84)
        return false;
    n = 2 + (s->ptr[1] & 0x7fu);
    if (n > s->len)
        return false;
    *s = (struct base_slice){ s->ptr + n, s->len - n };
    return true;
}

static bool
begins(struct base_slice s, const void *octets, size_t n)
{
    return s.len >= n && memcmp(s.ptr, octets, n) == 0;
}

/* TBSCertList (RFC 5280 5.1): version, signature and issuer, then a date; a certificate of version
 * 1 with the serial number 1 has two dates in a SEQUENCE there. */
static bool
is_crl(struct base_slice s)
{
    static const uint8_t version2[] = { DER_INTEGER, 1, 1 };
    struct der_item item;

    return begins(s, version2, sizeof version2) && der_take(&s, &item) && der_take(&s, &item) &&
           der_take(&s, &item) && s.len > 0 &&
           (s.ptr[0] == DER_UTC_TIME || s.ptr[0] == DER_GENERALIZED_TIME);
}

/* A TBSCertificate (RFC 5280 4.1; version 1 has no [0]) or a CertificationRequestInfo. */
static bool
is_signed_opening(struct base_slice s)
{
    static const uint8_t version[] = { DER_CONTEXT_CONSTRUCTED, 3, DER_INTEGER, 1 };
    struct base_slice whole = s;
    struct der_item serial;

    if (begins(s, version, sizeof version))
        return s.len > 5 && s.ptr[5] == DER_INTEGER;
    return der_take_tag(&s, DER_INTEGER, &serial) && s.len > 2 && s.ptr[0] == DER_SEQUENCE &&
           (s.ptr[2] == DER_OID || s.ptr[1] >= 0x80 || s.ptr[2] == DER_SET) && !is_crl(whole);
}

/* A certificate or a request, PKCS#7, PKCS#12; also cut off. */
bool
stray_is_der(struct base_slice s)
{
    static const uint8_t cms[] = { DER_OID, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2 };
    static const uint8_t pfx[] = { DER_INTEGER, 1, 3, DER_SEQUENCE };

    if (s.len > AS_CRL)
        s.len = AS_CRL;
    if (!take_sequence(&s))
        return false;
    return begins(s, cms, sizeof cms) || begins(s, pfx, sizeof pfx) ||
           (take_sequence(&s) && is_signed_opening(s));
}

bool
stray_has_der(struct base_slice bytes)
{
    const uint8_t *at;

    while (bytes.len > 0 && (at = memchr(bytes.ptr, DER_SEQUENCE, bytes.len)) != NULL) {
        bytes.len -= (size_t)(at - bytes.ptr);
        bytes.ptr = at;
        if (stray_is_der(bytes))
            return true;
        bytes.ptr++;
        bytes.len--;
    }
    return false;
}

static bool
is_digit(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
}

static bool
is_blank(uint8_t c)
{
    return c == '\n' || c == '\r' || c == '\t' || c == ' ';
}

/* The digits there, line ends left out. */
static size_t
take_digits(struct base_slice text, size_t wanted, uint8_t digits[DIGITS])
{
    size_t n = 0;

    for (size_t i = 0; i < text.len && i < SPAN(wanted) && n < wanted; i++)
        if (is_digit(text.ptr[i]))
            digits[n++] = text.ptr[i];
        else if (!is_blank(text.ptr[i]))
            break;
    return n;
}

/* The header of a SEQUENCE, and the tag of what may stand in it: most text ends here. */
static bool
is_promising(struct base_slice text)
{
    uint8_t digits[DIGITS], octets[6];
    struct base_slice head = { octets, 0 };

    return take_digits(text, 8, digits) == 8 &&
           base_base64_read((struct base_slice){ digits, 8 }, octets, &head.len) &&
           take_sequence(&head) &&
           (head.len == 0 || head.ptr[0] == DER_SEQUENCE || head.ptr[0] == DER_OID ||
            head.ptr[0] == DER_INTEGER);
}

static bool
decodes_to_der(struct base_slice text, size_t wanted)
{
    uint8_t digits[DIGITS], octets[AS_CRL];
    size_t n = take_digits(text, wanted, digits) / 4 * 4, len;

    return n >= BASE_BASE64_LEN(OPENING) &&
           base_base64_read((struct base_slice){ digits, n }, octets, &len) &&
           stray_is_der((struct base_slice){ octets, len });
}

/* The little that shows most things first: text may be full of it. */
static bool
is_base64_opening(struct base_slice text)
{
    return is_promising(text) && decodes_to_der(text, BASE_BASE64_LEN(OPENING)) &&
           decodes_to_der(text, DIGITS);
}

bool
stray_has_base64(struct base_slice text)
{
    const uint8_t *end = text.ptr + text.len, *at = text.ptr;

    if (base_slice_find(text, base_slice_str(base64_of_pem)) != NULL)
        return true;
    for (; at < end && (at = memchr(at, 'M', (size_t)(end - at))) != NULL; at++)
        if (end - at > 1 && at[1] == 'I' && (at == text.ptr || !is_digit(at[-1])) &&
            is_base64_opening((struct base_slice){ at, (size_t)(end - at) }))
            return true;
    return false;
}

/* Latin letters of UTF-16 have zero octets, which most files lack. */
bool
stray_has_utf16(struct base_slice bytes)
{
    if (bytes.len == 0 || memchr(bytes.ptr, 0, bytes.len) == NULL)
        return false;
    for (size_t i = 0; i < WORDS; i++) {
        uint8_t wide[2 * WORD_MAX] = { 0 };
        size_t n = strlen(words[i]);

        for (size_t at = 0; at < n; at++)
            wide[2 * at] = (uint8_t)words[i][at];
        if (base_slice_find(bytes, (struct base_slice){ wide, 2 * n - 1 }) != NULL)
            return true;
    }
    return false;
}

bool
stray_has_ascii(struct base_slice bytes)
{
    for (size_t i = 0; i < WORDS; i++)
        if (base_slice_find(bytes, base_slice_str(words[i])) != NULL)
            return true;
    return false;
}
