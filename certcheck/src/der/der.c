/* SPDX-License-Identifier: MIT */
#include "der.h"

#include <base/time.h>

/* The length octets after the tag (X.690 8.1.3). *at moves past them. */
static bool
take_length(struct base_slice s, size_t *at, size_t *len, bool *ber)
{
    uint8_t first;
    size_t octets;

    if (*at >= s.len)
        return false;
    first = s.ptr[(*at)++];
    *ber = false;
    *len = first;
    if (first < 0x80)
        return true;
    octets = first & 0x7fu;
    if (octets == 0 || octets > 8 || s.len - *at < octets)
        return false;
    *ber = s.ptr[*at] == 0;
    *len = 0;
    for (size_t i = 0; i < octets; i++) {
        if (*len > SIZE_MAX >> 8)
            return false;
        *len = *len << 8 | s.ptr[(*at)++];
    }
    *ber = *ber || *len < 0x80;
    return true;
}

bool
der_take(struct base_slice *rest, struct der_item *out)
{
    size_t at = 1, len;

    if (rest->len < 2 || (rest->ptr[0] & 0x1f) == 0x1f)
        return false;
    if (!take_length(*rest, &at, &len, &out->ber) || rest->len - at < len)
        return false;
    out->tag = rest->ptr[0];
    out->body = (struct base_slice){ rest->ptr + at, len };
    out->all = (struct base_slice){ rest->ptr, at + len };
    rest->ptr += at + len;
    rest->len -= at + len;
    return true;
}

bool
der_take_tag(struct base_slice *rest, uint8_t tag, struct der_item *out)
{
    return rest->len > 0 && rest->ptr[0] == tag && der_take(rest, out);
}

bool
der_take_optional(struct base_slice *rest, uint8_t tag, struct der_item *out, bool *present)
{
    *present = rest->len > 0 && rest->ptr[0] == tag;
    return !*present || der_take(rest, out);
}

bool
der_only(struct base_slice whole, uint8_t tag, struct der_item *out)
{
    return der_take_tag(&whole, tag, out) && whole.len == 0;
}

/* Header by header: constructed items are entered and primitive ones skipped, so every item is
 * visited once, without a stack. */
bool
der_is_minimal(struct base_slice whole)
{
    while (whole.len >= 2) {
        uint8_t tag = whole.ptr[0];
        size_t at = 1, len;
        bool ber;

        if ((tag & 0x1f) == 0x1f)
            while (at < whole.len && (whole.ptr[at++] & 0x80) != 0)
                continue;
        if (!take_length(whole, &at, &len, &ber) || ber)
            return false;
        if ((tag & 0x20) == 0)
            at = len < whole.len - at ? at + len : whole.len;
        whole.ptr += at;
        whole.len -= at;
    }
    return true;
}

bool
der_is_shortest(struct base_slice integer)
{
    return integer.len < 2 || (integer.ptr[0] != 0 && integer.ptr[0] != 0xff) ||
           (integer.ptr[0] & 0x80) != (integer.ptr[1] & 0x80);
}

bool
der_uint(struct base_slice body, int *out)
{
    int v = 0;

    if (body.len == 0 || (body.ptr[0] & 0x80) != 0)
        return false;
    for (size_t i = 0; i < body.len; i++)
        v = v > (INT32_MAX - body.ptr[i]) / 256 ? INT32_MAX : v * 256 + body.ptr[i];
    *out = v;
    return true;
}

bool
der_bool(struct base_slice body, bool *out)
{
    if (body.len != 1)
        return false;
    *out = body.ptr[0] != 0;
    return true;
}

static bool
two_digits(const uint8_t *p, int *out)
{
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
        return false;
    *out = (p[0] - '0') * 10 + (p[1] - '0');
    return true;
}

bool
der_time(const struct der_item *item, int64_t *out_s)
{
    const uint8_t *p = item->body.ptr;
    struct base_civil c;
    int century = 0, year;
    bool general = item->tag == DER_GENERALIZED_TIME;

    if (!general && item->tag != DER_UTC_TIME)
        return false;
    if (item->body.len != (general ? 15u : 13u) || p[item->body.len - 1] != 'Z')
        return false;
    if (general) {
        if (!two_digits(p, &century))
            return false;
        p += 2;
    }
    if (!two_digits(p, &year) || !two_digits(p + 2, &c.month) || !two_digits(p + 4, &c.day) ||
        !two_digits(p + 6, &c.hour) || !two_digits(p + 8, &c.minute) ||
        !two_digits(p + 10, &c.second))
        return false;
    /* UTCTime: 50 to 99 are 19xx (RFC 5280 4.1.2.5.1). */
    c.year = general ? century * 100 + year : year + (year >= 50 ? 1900 : 2000);
    return base_time_from_civil(&c, out_s);
}
