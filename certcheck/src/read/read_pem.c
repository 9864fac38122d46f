/* SPDX-License-Identifier: MIT */
/*
 * PEM (RFC 7468), as it is found: text between the blocks, indented or quoted
 * blocks as certutil -view prints them, PKCS#7 under the label CERTIFICATE as
 * certutil -encode writes it. OpenSSL's reader takes none of these and cannot
 * say where a damaged block stands.
 */
#include "der/der.h"
#include "read.h"

#include <base/base64.h>

#include <string.h>

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"
#define LABEL_MAX 64

struct block {
    struct base_slice label, body;
    bool whole; /* an END line was there */
};

static const struct {
    const char *label;
    enum certcheck_kind kind; /* where the content itself does not tell */
    bool aux;                 /* OpenSSL's own data may follow */
} labels[] = {
    { "CERTIFICATE", CERTCHECK_KIND_CERTIFICATE, false },
    { "X509 CERTIFICATE", CERTCHECK_KIND_CERTIFICATE, false },
    { "TRUSTED CERTIFICATE", CERTCHECK_KIND_CERTIFICATE, true },
    { "CERTIFICATE REQUEST", CERTCHECK_KIND_REQUEST, false },
    { "NEW CERTIFICATE REQUEST", CERTCHECK_KIND_REQUEST, false },
    { "PKCS7", CERTCHECK_KIND_CERTIFICATE, false },
    { "PKCS #7 SIGNED DATA", CERTCHECK_KIND_CERTIFICATE, false },
    { "CMS", CERTCHECK_KIND_CERTIFICATE, false },
    { "PKCS12", CERTCHECK_KIND_CERTIFICATE, false },
};
#define LABELS (sizeof labels / sizeof labels[0])

static size_t
find(struct base_slice in, const char *word)
{
    const uint8_t *at = base_slice_find(in, base_slice_str(word));

    return at == NULL ? in.len : (size_t)(at - in.ptr);
}

static void
advance(struct base_slice *s, size_t n)
{
    s->ptr += n;
    s->len -= n;
}

static unsigned
count_lines(const uint8_t *from, const uint8_t *to)
{
    unsigned n = 0;

    while (from < to && (from = memchr(from, '\n', (size_t)(to - from))) != NULL) {
        n++;
        from++;
    }
    return n;
}

/* "-----END LABEL-----"; without it the block ends where the next one begins. It is searched for no
 * further than that, so that a file of BEGIN lines costs no more than another. */
static void
find_end(struct base_slice *rest, struct block *b)
{
    struct base_slice block = { rest->ptr, find(*rest, BEGIN) };
    size_t end = find(block, END);

    b->whole = end < block.len;
    b->body = (struct base_slice){ rest->ptr, end };
    advance(rest, end);
    if (!b->whole)
        return;
    advance(rest, strlen(END));
    b->whole = rest->len >= b->label.len + strlen(DASHES) &&
               base_slice_eq((struct base_slice){ rest->ptr, b->label.len }, b->label) &&
               memcmp(rest->ptr + b->label.len, DASHES, strlen(DASHES)) == 0;
}

/* The next block, or false. A BEGIN without a label is text. */
static bool
next_block(struct base_slice *rest, struct block *b)
{
    size_t at;

    while ((at = find(*rest, BEGIN)) < rest->len) {
        struct base_slice line;

        advance(rest, at + strlen(BEGIN));
        line = (struct base_slice){ rest->ptr, rest->len < LABEL_MAX ? rest->len : LABEL_MAX };
        at = find(line, DASHES);
        if (at == line.len || memchr(line.ptr, '\n', at) != NULL)
            continue;
        b->label = (struct base_slice){ rest->ptr, at };
        advance(rest, at + strlen(DASHES));
        find_end(rest, b);
        return true;
    }
    return false;
}

static enum certcheck_status
damaged(struct reader *r)
{
    r->out->damaged = true;
    if (r->why->len == 0) {
        base_text_str(r->why, "line ");
        base_text_u64(r->why, r->line);
        base_text_str(r->why, ": a PEM block is damaged or cut off");
    }
    return CERTCHECK_OK; /* the other blocks are still read */
}

/* How many octets of a hyphen, or of the dash that an editor puts in its place, end before at:
 * U+2010 to U+2015, U+2212, U+FE63, U+FF0D, and the dashes of Windows-1252. */
static size_t
dash_before(struct base_slice text, size_t at)
{
    static const char *const dashes[] = { "-",
                                          "\xE2\x80\x90",
                                          "\xE2\x80\x91",
                                          "\xE2\x80\x92",
                                          "\xE2\x80\x93",
                                          "\xE2\x80\x94",
                                          "\xE2\x80\x95",
                                          "\xE2\x88\x92",
                                          "\xEF\xB9\xA3",
                                          "\xEF\xBC\x8D",
                                          "\x96",
                                          "\x97" };

    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++) {
        size_t n = strlen(dashes[i]);

        if (n <= at && memcmp(text.ptr + at - n, dashes[i], n) == 0)
            return n;
    }
    return 0;
}

static size_t
blanks_before(struct base_slice text, size_t at)
{
    size_t from = at;

    for (;;)
        if (at > 0 &&
            (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '\t' || text.ptr[at - 1] == 0xA0))
            at--;
        else if (at > 1 && text.ptr[at - 1] == 0xA0 && text.ptr[at - 2] == 0xC2)
            at -= 2;
        else if (at > 0 && text.ptr[at - 1] == 0xC2 && at < from && text.ptr[at] == 0xA0)
            at--;
        else
            return from - at;
}

/* "----BEGIN CERTIFICATE----", "-----begin certificate-----", "----- BEGIN CERTIFICATE -----": no
 * reader takes it for a block, and a certificate would be passed over. Where its dash ends, or the
 * length. */
static size_t
find_bent_begin(struct base_slice between)
{
    static const char begin[] = "begin", word[] = "cert";

    for (size_t at = 1; at < between.len; at++) {
        struct base_slice line = { between.ptr + at, between.len - at };
        size_t blanks;

        if ((*line.ptr | 0x20) != 'b' || !base_slice_begins_nocase(line, begin))
            continue;
        blanks = blanks_before(between, at);
        if (dash_before(between, at - blanks) == 0)
            continue;
        for (size_t i = 0; i < LABEL_MAX && line.len > 0 && *line.ptr != '\n'; i++) {
            if (base_slice_begins_nocase(line, word))
                return at - blanks;
            advance(&line, 1);
        }
    }
    return between.len;
}

/* A TBSCertificate's first items (RFC 5280 4.1): version 1 has no [0]. */
static bool
is_certificate(struct base_slice der)
{
    static const uint8_t want[] = { DER_INTEGER, DER_SEQUENCE, DER_SEQUENCE, DER_SEQUENCE };
    struct der_item outer, tbs, item;

    if (!der_take_tag(&der, DER_SEQUENCE, &outer) || !der_take_tag(&outer.body, DER_SEQUENCE, &tbs))
        return false;
    (void)der_take_tag(&tbs.body, DER_CONTEXT_CONSTRUCTED, &item);
    for (size_t i = 0; i < sizeof want; i++)
        if (!der_take(&tbs.body, &item) || item.tag != want[i])
            return false;
    return true;
}

/* A certificate behind a block, as cat, tar and mails leave it: nobody would miss it. */
static void
find_unarmoured(struct reader *r, struct base_slice between)
{
    if (stray_has_der(between))
        (void)read_damage(r, "DER follows PEM: put each into a file of its own");
    else if (stray_has_base64(between))
        (void)read_damage(r, "base64 without a BEGIN line stands beside PEM: put each into a file "
                             "of its own");
}

/* Is there more than the rest of an END line, and the BEGIN of the next? */
static bool
has_words(struct base_slice between)
{
    size_t begin = strlen(BEGIN), dashes;

    if (between.len >= begin && memcmp(between.ptr + between.len - begin, BEGIN, begin) == 0)
        between.len -= begin;
    dashes = find(between, DASHES);
    if (dashes < find(between, "\n"))
        advance(&between, dashes + strlen(DASHES));
    return base_trim(between).len > 0;
}

/* Between blocks: an END line, or a BEGIN line that is not one, or a certificate without either. A
 * certificate was lost there. */
static void
find_stray(struct reader *r, struct base_slice between, const uint8_t *counted)
{
    size_t at, bent;
    unsigned line = r->line;

    if (!has_words(between))
        return;
    r->words = true;
    at = find(between, END);
    bent = find_bent_begin(between);
    at = bent < at ? bent : at;
    if (at == between.len) {
        find_unarmoured(r, between);
        return;
    }
    r->line += count_lines(counted, between.ptr + at);
    (void)damaged(r);
    r->line = line;
}

/* Under a label that is not listed: keys, parameters and CRLs are passed over, nothing else. */
static bool
is_to_judge(struct base_slice der)
{
    switch (read_shape_of(der)) {
    case READ_SHAPE_REQUEST:
    case READ_SHAPE_CMS:
    case READ_SHAPE_PKCS12:
        return true;
    case READ_SHAPE_CERTIFICATE:
        return is_certificate(der);
    case READ_SHAPE_CRL:
    case READ_SHAPE_KEY:
        break;
    }
    return false;
}

/* "USER CERTIFICATE", "PKCS7 CHAIN", "Certificate": what it held cannot be said where it is
 * damaged. An attribute certificate (RFC 5755) is none. */
static bool
is_named_certificate(struct base_slice label)
{
    if (base_slice_eq_nocase(label, base_slice_str("ATTRIBUTE CERTIFICATE")))
        return false;
    for (; label.len > 0; advance(&label, 1))
        if (base_slice_begins_nocase(label, "cert") || base_slice_begins_nocase(label, "pkcs"))
            return true;
    return false;
}

/* Under a label that is not listed, with base64 that is whole. */
static bool
is_to_skip(const struct block *b, struct base_slice der)
{
    enum read_shape shape = read_shape_of(der);

    return !is_to_judge(der) &&
           (shape == READ_SHAPE_CRL || shape == READ_SHAPE_KEY || !is_named_certificate(b->label));
}

/* "TRUSTED CERTIFICATE": the certificate alone, where nothing but OpenSSL's own data follows it. */
static struct base_slice
without_aux(struct base_slice der)
{
    struct der_item cert;
    struct base_slice rest = der;

    return der_take(&rest, &cert) && !is_certificate(rest) ? cert.all : der;
}

static enum certcheck_status
skip(struct reader *r, const struct block *b)
{
    if (read_has(b->label, "PRIVATE KEY"))
        r->out->skipped.keys++;
    else if (read_has(b->label, "CRL"))
        r->out->skipped.crls++;
    else
        r->out->skipped.others++;
    return CERTCHECK_OK;
}

/* Decoded blocks stand one behind the other in one buffer, *at its free part. */
static enum certcheck_status
read_block(struct reader *r, const struct block *b, uint8_t **at)
{
    struct base_slice der = { *at, 0 };
    enum certcheck_status status;
    size_t i = 0;

    while (i < LABELS && !base_slice_eq_str(b->label, labels[i].label))
        i++;
    if (!b->whole)
        return damaged(r);
    if (!base_base64_read(b->body, *at, &der.len) || der.len == 0)
        return i < LABELS || is_named_certificate(b->label) ? damaged(r) : skip(r, b);
    if (i == LABELS && is_to_skip(b, der))
        return skip(r, b);
    *at += der.len;
    status = read_der(r, i < LABELS && labels[i].aux ? without_aux(der) : der,
                      i < LABELS ? labels[i].kind : CERTCHECK_KIND_CERTIFICATE);
    return status == CERTCHECK_E_DER ? damaged(r) : status;
}

enum certcheck_status
read_pem(struct reader *r, struct base_slice text)
{
    uint8_t *buffer = read_own(r, text.len / 4 * 3 + 4), *free_at = buffer;
    enum certcheck_status status = CERTCHECK_OK;
    const uint8_t *counted = text.ptr;
    struct base_slice between = text;
    struct block b;

    if (buffer == NULL)
        return CERTCHECK_E_MEMORY;
    r->line = 1;
    while (status == CERTCHECK_OK && next_block(&text, &b)) {
        between.len = (size_t)(b.label.ptr - between.ptr);
        find_stray(r, between, counted);
        r->line += count_lines(counted, b.label.ptr);
        counted = b.label.ptr;
        status = read_block(r, &b, &free_at);
        between = text;
    }
    if (status == CERTCHECK_OK)
        find_stray(r, between, counted);
    return status;
}
