/* SPDX-License-Identifier: MIT */
#include <certcheck/names.h>

#include "oids.h"

#include <string.h>

#define ARC_DIGITS_MAX 512 /* decimal digits of one arc; longer ones are shown as hex */

bool
certcheck_oid_is_valid(struct base_slice oid)
{
    if (oid.len == 0 || (oid.ptr[oid.len - 1] & 0x80) != 0)
        return false;
    for (size_t i = 0; i < oid.len; i++) {
        bool starts = i == 0 || (oid.ptr[i - 1] & 0x80) == 0;

        if (starts && oid.ptr[i] == 0x80) /* a leading zero: X.690 8.19.2 */
            return false;
    }
    return true;
}

const char *
certcheck_oid_name(struct base_slice oid)
{
    enum oid id = oid_find(oid);

    return id == OID_COUNT ? NULL : oid_row(id)->name;
}

/* digits is a little-endian decimal number: digits = digits * 128 + add. */
static bool
shift_in(uint8_t *digits, size_t *n, unsigned add)
{
    for (size_t i = 0; i < *n; i++) {
        add += digits[i] * 128u;
        digits[i] = (uint8_t)(add % 10);
        add /= 10;
    }
    for (; add > 0; add /= 10) {
        if (*n == ARC_DIGITS_MAX)
            return false;
        digits[(*n)++] = (uint8_t)(add % 10);
    }
    return true;
}

static void
put_digits(struct base_text *out, const uint8_t *digits, size_t n)
{
    if (n == 0)
        base_text_byte(out, '0');
    while (n > 0)
        base_text_byte(out, (char)('0' + digits[--n]));
}

/* An arc as base-128 octets, the first one 40 * x + y (X.690 8.19.4). */
static void
put_arc(struct base_text *out, const uint8_t *p, size_t len, bool first)
{
    uint8_t digits[ARC_DIGITS_MAX];
    size_t n = 0;
    uint64_t small = 0;

    if (len <= 9) {
        for (size_t i = 0; i < len; i++)
            small = small << 7 | (p[i] & 0x7fu);
        if (first) {
            uint64_t x = small < 80 ? small / 40 : 2;

            base_text_u64(out, x);
            base_text_byte(out, '.');
            small -= x * 40;
        }
        base_text_u64(out, small);
        return;
    }
    if (first)
        base_text_str(out, "2.(80+)"); /* beyond 63 bits nobody subtracts */
    for (size_t i = 0; i < len; i++)
        if (!shift_in(digits, &n, p[i] & 0x7fu)) {
            base_text_str(out, "0x");
            base_text_hex(out, (struct base_slice){ p, len });
            return;
        }
    put_digits(out, digits, n);
}

void
certcheck_oid_text(struct base_slice oid, struct base_text *out)
{
    size_t from = 0;

    if (!certcheck_oid_is_valid(oid)) {
        base_text_str(out, "malformed:");
        base_text_hex(out, oid);
        return;
    }
    for (size_t i = 0; i < oid.len && !out->cut; i++) {
        if ((oid.ptr[i] & 0x80) != 0)
            continue;
        if (from > 0)
            base_text_byte(out, '.');
        put_arc(out, oid.ptr + from, i + 1 - from, from == 0);
        from = i + 1;
    }
}

static bool
put_base128(uint8_t *out, size_t cap, size_t *len, uint64_t v)
{
    int shift = 63;

    while (shift > 0 && v >> shift == 0)
        shift -= 7;
    for (; shift >= 0; shift -= 7) {
        if (*len == cap)
            return false;
        out[(*len)++] = (uint8_t)((v >> shift & 0x7f) | (shift > 0 ? 0x80 : 0));
    }
    return true;
}

bool
certcheck_oid_parse(const char *dotted, uint8_t *out, size_t cap, size_t *len)
{
    uint64_t first = 0;
    size_t arcs = 0;

    *len = 0;
    while (*dotted != '\0') {
        char arc[20];
        size_t n = strcspn(dotted, ".");
        uint64_t v;

        if (n == 0 || n >= sizeof arc)
            return false;
        memcpy(arc, dotted, n);
        arc[n] = '\0';
        if (!base_parse_u64(arc, 0, (uint64_t)1 << 62, &v) || (n > 1 && arc[0] == '0'))
            return false;
        if (arcs == 0)
            first = v;
        else if (arcs == 1 ? (first > 2 || (first < 2 && v > 39) ||
                              !put_base128(out, cap, len, first * 40 + v))
                           : !put_base128(out, cap, len, v))
            return false;
        arcs++;
        dotted += n;
        if (*dotted == '.' && *++dotted == '\0')
            return false;
    }
    return arcs >= 2;
}
