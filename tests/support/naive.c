/* SPDX-License-Identifier: MIT */
#include "naive.h"

#include <string.h>

static const uint8_t eku_oid[] = { 0x55, 0x1d, 0x25 };
static const uint8_t ap_oid[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x15, 0x0a };
static const uint8_t any_oid[] = { 0x55, 0x1d, 0x25, 0x00 };
static const uint8_t usage_oid[] = { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03 };

/* Every place is a pair of offsets into the same bytes. */
struct place {
    const uint8_t *bytes;
    size_t from, to;
};

/* The item at the beginning of in: its tag and contents; in moves past it. */
static bool
item(struct place *in, uint8_t *tag, struct place *body)
{
    size_t at = in->from, len = 0;

    if (in->to - at < 2)
        return false;
    *tag = in->bytes[at++];
    if (in->bytes[at] < 0x80) {
        len = in->bytes[at++];
    } else if (in->bytes[at] == 0x81 && in->to - at >= 2 && in->bytes[at + 1] >= 0x80) {
        len = in->bytes[at + 1];
        at += 2;
    } else if (in->bytes[at] == 0x82 && in->to - at >= 3 && in->bytes[at + 1] != 0) {
        len = (size_t)in->bytes[at + 1] * 256 + in->bytes[at + 2];
        at += 3;
    } else if (in->bytes[at] == 0x83 && in->to - at >= 4 && in->bytes[at + 1] != 0) {
        len = ((size_t)in->bytes[at + 1] * 256 + in->bytes[at + 2]) * 256 + in->bytes[at + 3];
        at += 4;
    } else {
        return false;
    }
    if (in->to - at < len)
        return false;
    *body = (struct place){ in->bytes, at, at + len };
    in->from = at + len;
    return true;
}

static bool
is(struct place p, const uint8_t *oid, size_t len)
{
    return p.to - p.from == len && memcmp(p.bytes + p.from, oid, len) == 0;
}

/* X.690 8.19: not empty, ends with an end, no arc begins with 0x80. */
static bool
is_oid(struct place p)
{
    bool begins = true;

    for (size_t i = p.from; i < p.to; i++) {
        if (begins && p.bytes[i] == 0x80)
            return false;
        begins = p.bytes[i] < 0x80;
    }
    return p.to > p.from && begins;
}

/* One entry of the list: its OID. */
static bool
entry(struct place *list, bool policies, struct place *oid)
{
    struct place info, qualifiers;
    uint8_t tag;

    if (!policies)
        return item(list, &tag, oid) && tag == 0x06;
    if (!item(list, &tag, &info) || tag != 0x30 || !item(&info, &tag, oid) || tag != 0x06)
        return false;
    if (info.from < info.to && (!item(&info, &tag, &qualifiers) || tag != 0x30))
        return false;
    return info.from == info.to;
}

static enum naive
listed(struct place value, bool policies, uint8_t usage)
{
    struct place list, oid;
    uint8_t tag;
    bool found = false, malformed = false;

    if (!item(&value, &tag, &list) || tag != 0x30 || value.from != value.to)
        return NAIVE_ODD;
    while (list.from < list.to) {
        if (!entry(&list, policies, &oid))
            return NAIVE_ODD;
        malformed = malformed || !is_oid(oid);
        found = found || is(oid, any_oid, sizeof any_oid) ||
                (oid.to - oid.from == sizeof usage_oid + 1 &&
                 memcmp(oid.bytes + oid.from, usage_oid, sizeof usage_oid) == 0 &&
                 oid.bytes[oid.to - 1] == usage);
    }
    return found && !malformed ? NAIVE_ALLOWS : NAIVE_REFUSES;
}

/* The extensions are the one [3] of the tbsCertificate. */
static bool
find_extensions(struct base_slice certificate, struct place *out)
{
    struct place all = { certificate.ptr, 0, certificate.len }, cert, tbs, field;
    uint8_t tag;

    *out = (struct place){ certificate.ptr, 0, 0 };
    if (!item(&all, &tag, &cert) || !item(&cert, &tag, &tbs))
        return false;
    while (tbs.from < tbs.to) {
        if (!item(&tbs, &tag, &field))
            return false;
        if (tag == 0xa3)
            return item(&field, &tag, out);
    }
    return true;
}

enum naive
naive_allows(struct base_slice certificate, uint8_t usage)
{
    struct place list, extension, oid, value, eku, ap;
    unsigned ekus = 0, aps = 0;
    uint8_t tag;

    if (!find_extensions(certificate, &list))
        return NAIVE_ODD;
    while (list.from < list.to) {
        if (!item(&list, &tag, &extension) || !item(&extension, &tag, &oid) ||
            !item(&extension, &tag, &value))
            return NAIVE_ODD;
        if (tag == 0x01 && !item(&extension, &tag, &value))
            return NAIVE_ODD;
        if (is(oid, eku_oid, sizeof eku_oid)) {
            eku = value;
            ekus++;
        }
        if (is(oid, ap_oid, sizeof ap_oid)) {
            ap = value;
            aps++;
        }
    }
    if (aps > 0)
        return aps == 1 ? listed(ap, true, usage) : NAIVE_ODD;
    if (ekus > 0)
        return ekus == 1 ? listed(eku, false, usage) : NAIVE_ODD;
    return NAIVE_ALLOWS;
}
