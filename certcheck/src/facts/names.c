/* SPDX-License-Identifier: MIT */
#include <certcheck/names.h>

#include "der/der.h"
#include "der/oids.h"

#include <string.h>

#define RDNS_MAX 64 /* relative names shown of one Name */

/* The next rune of a DirectoryString of any kind. False at the end. */
static bool
next_rune(const struct der_item *s, size_t *at, uint32_t *rune)
{
    const uint8_t *p = s->body.ptr + *at;
    size_t left = s->body.len - *at;
    bool valid;

    if (left == 0)
        return false;
    switch (s->tag) {
    case DER_BMP_STRING:
        *rune = left >= 2 ? (uint32_t)(p[0] << 8 | p[1]) : 0xFFFD;
        *at += left >= 2 ? 2 : left;
        break;
    case DER_UNIVERSAL_STRING:
        *rune =
            left >= 4 ? (uint32_t)p[0] << 24 | (uint32_t)(p[1] << 16 | p[2] << 8 | p[3]) : 0xFFFD;
        *at += left >= 4 ? 4 : left;
        break;
    case DER_T61_STRING: /* as Latin-1, which is what those who use T61String write */
        *rune = *p;
        *at += 1;
        break;
    default:
        *rune = base_utf8_next(s->body, at, &valid);
        break;
    }
    if (*rune > 0x10FFFF || (*rune >= 0xD800 && *rune <= 0xDFFF))
        *rune = 0xFFFD;
    return true;
}

static bool
is_string(uint8_t tag)
{
    return tag == DER_UTF8_STRING || tag == DER_PRINTABLE_STRING || tag == DER_T61_STRING ||
           tag == DER_IA5_STRING || tag == DER_VISIBLE_STRING || tag == DER_UNIVERSAL_STRING ||
           tag == DER_BMP_STRING || tag == 0x12 /* NumericString */;
}

/* RFC 4514 2.4: a character that cannot be shown becomes \HH for each octet of its UTF-8. */
static void
put_escaped(struct base_text *out, uint32_t rune)
{
    char octets[5];
    struct base_text one;

    base_text_init(&one, octets, sizeof octets);
    base_text_rune(&one, rune);
    for (size_t i = 0; i < one.len; i++) {
        base_text_byte(out, '\\');
        base_text_hex(out, (struct base_slice){ (const uint8_t *)octets + i, 1 });
    }
}

static bool
is_plain(uint8_t c)
{
    switch (c) {
    case '#':
    case '"':
    case '+':
    case ',':
    case ';':
    case '<':
    case '>':
    case '\\':
        return false;
    default:
        return c > ' ' && c < 0x7F;
    }
}

/* The octets from at on that need no conversion, neither from the string type nor for RFC 4514:
 * nearly all of a usual name, written at once. */
static struct base_slice
plain_run(const struct der_item *s, size_t at)
{
    struct base_slice run = { s->body.ptr + at, 0 };

    if (s->tag != DER_BMP_STRING && s->tag != DER_UNIVERSAL_STRING)
        while (run.len < s->body.len - at && is_plain(run.ptr[run.len]))
            run.len++;
    return run;
}

static void
put_value(struct base_text *out, const struct der_item *value)
{
    size_t at = 0;
    uint32_t rune;

    if (!is_string(value->tag)) {
        base_text_byte(out, '#');
        base_text_hex(out, value->all);
        return;
    }
    for (;;) {
        struct base_slice run = plain_run(value, at);
        bool first, last;

        base_text_bytes(out, run.ptr, run.len);
        at += run.len;
        first = at == 0;
        if (!next_rune(value, &at, &rune))
            return;
        last = at == value->body.len;

        if (rune == 0 || base_rune_is_unsafe(rune)) {
            put_escaped(out, rune);
            continue;
        }
        if ((rune < 0x80 && strchr(",+\"\\<>;", (int)rune) != NULL) || (first && rune == '#') ||
            ((first || last) && rune == ' '))
            base_text_byte(out, '\\');
        base_text_rune(out, rune);
    }
}

/* AttributeTypeAndValue. */
static bool
take_attribute(struct base_slice *rest, struct der_item *oid, struct der_item *value)
{
    struct der_item seq;

    return der_take_tag(rest, DER_SEQUENCE, &seq) && der_take_tag(&seq.body, DER_OID, oid) &&
           der_take(&seq.body, value) && seq.body.len == 0;
}

bool
certcheck_name_is_valid(struct base_slice name)
{
    struct der_item seq, set, oid, value;

    if (!der_only(name, DER_SEQUENCE, &seq))
        return false;
    while (seq.body.len > 0) {
        if (!der_take_tag(&seq.body, DER_SET, &set))
            return false;
        while (set.body.len > 0)
            if (!take_attribute(&set.body, &oid, &value))
                return false;
    }
    return true;
}

/* Does the value hold what its string type says? */
static bool
is_sound_value(const struct der_item *value)
{
    size_t at = 0;
    bool valid = true;

    switch (value->tag) {
    case DER_UTF8_STRING:
        while (valid && at < value->body.len)
            (void)base_utf8_next(value->body, &at, &valid);
        return valid;
    case DER_BMP_STRING:
        return value->body.len % 2 == 0;
    case DER_UNIVERSAL_STRING:
        return value->body.len % 4 == 0;
    default:
        return is_string(value->tag) || value->tag == DER_BIT_STRING; /* x500UniqueIdentifier */
    }
}

bool
certcheck_name_is_sound(struct base_slice name)
{
    struct der_item seq, set, oid, value;

    if (!certcheck_name_is_valid(name) || !der_only(name, DER_SEQUENCE, &seq))
        return false;
    while (der_take_tag(&seq.body, DER_SET, &set))
        while (take_attribute(&set.body, &oid, &value))
            if (!certcheck_oid_is_valid(oid.body) || !certcheck_oid_is_modest(oid.body) ||
                !is_sound_value(&value))
                return false;
    return true;
}

static void
put_rdn(struct base_text *out, struct base_slice rdn)
{
    struct der_item oid, value;

    for (bool first = true; take_attribute(&rdn, &oid, &value); first = false) {
        enum oid id = oid_find(oid.body);

        if (!first)
            base_text_byte(out, '+');
        if (oid_is(id, OID_KIND_ATTRIBUTE))
            base_text_str(out, oid_row(id)->name);
        else
            certcheck_oid_text(oid.body, out);
        base_text_byte(out, '=');
        put_value(out, &value);
    }
}

void
certcheck_name_text(struct base_slice name, struct base_text *out)
{
    struct base_slice rdns[RDNS_MAX];
    struct der_item seq, set;
    size_t n = 0;
    bool more = false;

    if (name.len == 0) /* a request has no issuer */
        return;
    if (!certcheck_name_is_valid(name) || !der_only(name, DER_SEQUENCE, &seq)) {
        base_text_str(out, "malformed:");
        base_text_hex(out, name);
        return;
    }
    while (der_take_tag(&seq.body, DER_SET, &set)) {
        more = n == RDNS_MAX;
        if (more)
            break;
        rdns[n++] = set.body;
    }
    if (more)
        base_text_str(out, "..., ");
    while (n > 0) {
        put_rdn(out, rdns[--n]);
        if (n > 0)
            base_text_byte(out, ',');
    }
}

void
certcheck_name_short(struct base_slice name, struct base_text *out)
{
    struct der_item seq, set, oid, value;

    if (der_only(name, DER_SEQUENCE, &seq))
        while (der_take_tag(&seq.body, DER_SET, &set))
            while (take_attribute(&set.body, &oid, &value))
                if (oid_matches(OID_CN, oid.body)) {
                    put_value(out, &value);
                    return;
                }
    certcheck_name_text(name, out);
}

void
certcheck_string_text(struct base_slice string, struct base_text *out)
{
    struct der_item item;
    size_t at = 0;
    uint32_t rune;

    if (!der_take(&string, &item))
        return;
    while (next_rune(&item, &at, &rune) && rune != 0) {
        char octets[5];
        struct base_text one;

        base_text_init(&one, octets, sizeof octets);
        base_text_rune(&one, rune);
        base_text_safe(out, (struct base_slice){ (const uint8_t *)octets, one.len });
    }
}

bool
certcheck_san_next(struct base_slice *rest, struct certcheck_san *out)
{
    static const struct {
        uint8_t tag;
        enum certcheck_san_kind kind;
    } kinds[] = {
        { DER_CONTEXT_CONSTRUCTED | 0, CERTCHECK_SAN_OTHER },     /* otherName */
        { DER_CONTEXT | 1, CERTCHECK_SAN_EMAIL },                 /* rfc822Name */
        { DER_CONTEXT | 2, CERTCHECK_SAN_DNS },                   /* dNSName */
        { DER_CONTEXT_CONSTRUCTED | 3, CERTCHECK_SAN_OTHER },     /* x400Address */
        { DER_CONTEXT_CONSTRUCTED | 4, CERTCHECK_SAN_DIRECTORY }, /* directoryName */
        { DER_CONTEXT_CONSTRUCTED | 5, CERTCHECK_SAN_OTHER },     /* ediPartyName */
        { DER_CONTEXT | 6, CERTCHECK_SAN_URI },                   /* URI */
        { DER_CONTEXT | 7, CERTCHECK_SAN_IP },                    /* iPAddress */
        { DER_CONTEXT | 8, CERTCHECK_SAN_OTHER },                 /* registeredID */
    };
    struct base_slice before = *rest;
    struct der_item item;

    if (!der_take(rest, &item))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].tag == item.tag) {
            out->kind = kinds[i].kind;
            out->value = item.body;
            return true;
        }
    *rest = before;
    return false;
}

static void
put_ipv4(struct base_text *out, const uint8_t *p)
{
    for (int i = 0; i < 4; i++) {
        if (i > 0)
            base_text_byte(out, '.');
        base_text_u64(out, p[i]);
    }
}

static unsigned
group_of(const uint8_t *p, int i)
{
    return (unsigned)(p[2 * i] << 8 | p[2 * i + 1]);
}

/* RFC 5952: the longest run of two or more zero groups becomes "::". */
static void
put_ipv6(struct base_text *out, const uint8_t *p)
{
    int best = -1, best_n = 1;

    for (int i = 0; i < 8; i++) {
        int n = 0;

        while (i + n < 8 && group_of(p, i + n) == 0)
            n++;
        if (n > best_n) {
            best = i;
            best_n = n;
        }
    }
    for (int i = 0; i < 8; i++) {
        uint8_t octets[2] = { p[2 * i], p[2 * i + 1] };
        char hex[5];
        struct base_text t;
        const char *digits = hex;

        if (i == best) {
            base_text_str(out, "::");
            i += best_n - 1;
            continue;
        }
        if (i > 0 && i != best + best_n)
            base_text_byte(out, ':');
        base_text_init(&t, hex, sizeof hex);
        base_text_hex(&t, (struct base_slice){ octets, 2 });
        while (digits[0] == '0' && digits[1] != '\0')
            digits++;
        base_text_str(out, digits);
    }
}

static void
put_ip(struct base_text *out, struct base_slice v)
{
    if (v.len == 4)
        put_ipv4(out, v.ptr);
    else if (v.len == 16)
        put_ipv6(out, v.ptr);
    else
        base_text_hex(out, v);
}

void
certcheck_san_text(const struct certcheck_san *san, struct base_text *out)
{
    static const char *const prefix[] = {
        [CERTCHECK_SAN_DNS] = "DNS:",           [CERTCHECK_SAN_IP] = "IP:",
        [CERTCHECK_SAN_EMAIL] = "email:",       [CERTCHECK_SAN_URI] = "URI:",
        [CERTCHECK_SAN_DIRECTORY] = "DirName:", [CERTCHECK_SAN_OTHER] = "other:",
    };

    base_text_str(out, prefix[san->kind]);
    switch (san->kind) {
    case CERTCHECK_SAN_IP:
        put_ip(out, san->value);
        break;
    case CERTCHECK_SAN_DIRECTORY:
        certcheck_name_text(san->value, out);
        break;
    case CERTCHECK_SAN_OTHER:
        base_text_hex(out, san->value);
        break;
    default:
        base_text_safe(out, san->value);
        break;
    }
}

void
certcheck_key_text(const struct certcheck_key *key, struct base_text *out)
{
    enum oid curve;

    switch (key->alg) {
    case CERTCHECK_KEY_RSA:
    case CERTCHECK_KEY_DSA:
        base_text_str(out, key->alg == CERTCHECK_KEY_RSA ? "RSA " : "DSA ");
        base_text_u64(out, key->bits);
        break;
    case CERTCHECK_KEY_EC:
        curve = oid_find(key->oid);
        base_text_str(out, "EC ");
        if (curve != OID_COUNT && curve != OID_EC)
            base_text_str(out, oid_row(curve)->name);
        else
            certcheck_oid_text(key->oid, out);
        break;
    case CERTCHECK_KEY_ED25519:
        base_text_str(out, "Ed25519");
        break;
    case CERTCHECK_KEY_ED448:
        base_text_str(out, "Ed448");
        break;
    case CERTCHECK_KEY_NONE:
        break;
    case CERTCHECK_KEY_OTHER:
        certcheck_oid_text(key->oid, out);
        break;
    }
}

void
certcheck_signature_text(struct base_slice sig_oid, struct base_text *out)
{
    const char *name = certcheck_oid_name(sig_oid);

    if (name != NULL)
        base_text_str(out, name);
    else if (sig_oid.len > 0) /* a template has none */
        certcheck_oid_text(sig_oid, out);
}
