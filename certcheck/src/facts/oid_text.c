/* SPDX-License-Identifier: MIT */
#include <certcheck/names.h>

#include "der/oids.h"

#include <string.h>

#define ARC_DIGITS_MAX 128 /* decimal digits of one arc; longer ones are shown as hex */

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

bool
certcheck_oid_is_modest(struct base_slice oid)
{
    uint64_t arc = 0;

    for (size_t i = 0; i < oid.len; i++) {
        arc = arc << 7 | (oid.ptr[i] & 0x7fu);
        if (arc > UINT32_MAX)
            return false;
        if ((oid.ptr[i] & 0x80) == 0)
            arc = 0;
    }
    return true;
}

const char *
certcheck_oid_name(struct base_slice oid)
{
    enum oid id = oid_find(oid);

    return id == OID_COUNT ? NULL : oid_row(id)->name;
}

/* An arc of more than 63 bits, as decimal digits, least significant first. */
struct big {
    uint8_t digits[ARC_DIGITS_MAX];
    size_t n;
};

/* b * factor + add. False: too many digits. */
static bool
big_push(struct big *b, unsigned factor, unsigned add)
{
    for (size_t i = 0; i < b->n; i++) {
        add += b->digits[i] * factor;
        b->digits[i] = (uint8_t)(add % 10);
        add /= 10;
    }
    for (; add > 0; add /= 10) {
        if (b->n == ARC_DIGITS_MAX)
            return false;
        b->digits[b->n++] = (uint8_t)(add % 10);
    }
    return true;
}

/* The remainder of b / divisor; b becomes the quotient. */
static unsigned
big_pop(struct big *b, unsigned divisor)
{
    unsigned rest = 0;

    for (size_t i = b->n; i-- > 0;) {
        rest = rest * 10 + b->digits[i];
        b->digits[i] = (uint8_t)(rest / divisor);
        rest %= divisor;
    }
    while (b->n > 0 && b->digits[b->n - 1] == 0)
        b->n--;
    return rest;
}

/* b - v, where b is the larger. */
static void
big_subtract(struct big *b, unsigned v)
{
    for (size_t i = 0; v > 0; i++) {
        unsigned d = v % 10;

        v /= 10;
        if (b->digits[i] < d) {
            b->digits[i] = (uint8_t)(b->digits[i] + 10);
            v++;
        }
        b->digits[i] = (uint8_t)(b->digits[i] - d);
    }
    (void)big_pop(b, 1); /* leading zeros */
}

static void
put_big_arc(struct base_text *out, struct base_slice arc, bool first)
{
    struct big b = { .n = 0 };

    for (size_t i = 0; i < arc.len; i++)
        if (!big_push(&b, 128, arc.ptr[i] & 0x7fu)) {
            base_text_str(out, "0x");
            base_text_hex(out, arc);
            return;
        }
    if (first) {
        base_text_str(out, "2.");
        big_subtract(&b, 80);
    }
    while (b.n > 0)
        base_text_byte(out, (char)('0' + b.digits[--b.n]));
}

/* An arc as base-128 octets, the first one 40 * x + y (X.690 8.19.4). */
static void
put_arc(struct base_text *out, struct base_slice arc, bool first)
{
    uint64_t v = 0, x;

    if (arc.len > 9) {
        put_big_arc(out, arc, first);
        return;
    }
    for (size_t i = 0; i < arc.len; i++)
        v = v << 7 | (arc.ptr[i] & 0x7fu);
    if (first) {
        x = v < 80 ? v / 40 : 2;
        base_text_u64(out, x);
        base_text_byte(out, '.');
        v -= x * 40;
    }
    base_text_u64(out, v);
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
        put_arc(out, (struct base_slice){ oid.ptr + from, i + 1 - from }, from == 0);
        from = i + 1;
    }
}

/* The next arc of a dotted OID, without leading zeros. */
static bool
take_arc(const char **dotted, struct big *arc)
{
    size_t n = strspn(*dotted, "0123456789");

    arc->n = 0;
    if (n == 0 || (n > 1 && **dotted == '0'))
        return false;
    for (; n > 0; n--)
        if (!big_push(arc, 10, (unsigned)(*(*dotted)++ - '0')))
            return false;
    return true;
}

/* Base 128, most significant octet first: written backwards, then reversed. */
static bool
put_base128(struct big *arc, uint8_t *out, size_t cap, size_t *len)
{
    size_t from = *len;

    do {
        if (*len == cap)
            return false;
        out[*len] = (uint8_t)(big_pop(arc, 128) | (*len > from ? 0x80 : 0));
        ++*len;
    } while (arc->n > 0);
    for (size_t to = *len; to - from > 1; from++) {
        uint8_t high = out[--to];

        out[to] = out[from];
        out[from] = high;
    }
    return true;
}

bool
certcheck_oid_parse(const char *dotted, uint8_t *out, size_t cap, size_t *len)
{
    struct big arc;
    unsigned first;

    *len = 0;
    if (!take_arc(&dotted, &arc) || *dotted++ != '.' || arc.n > 1)
        return false;
    first = arc.n == 0 ? 0 : arc.digits[0];
    if (!take_arc(&dotted, &arc) || first > 2)
        return false;
    if (first < 2 && (arc.n > 2 || (arc.n == 2 && arc.digits[1] > 3)))
        return false; /* 0 and 1 have 40 arcs below them */
    if (!big_push(&arc, 1, 40 * first) || !put_base128(&arc, out, cap, len))
        return false;
    while (*dotted == '.') {
        dotted++;
        if (!take_arc(&dotted, &arc) || !put_base128(&arc, out, cap, len))
            return false;
    }
    return *dotted == '\0';
}
