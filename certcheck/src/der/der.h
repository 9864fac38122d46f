/* SPDX-License-Identifier: MIT */
/*
 * A bounds-checked walk over DER (X.690): one item at a time, borrowed bytes,
 * no recursion, no allocation. Tag numbers above 30 and indefinite lengths are
 * refused; a definite length that is longer than DER allows is read and noted.
 */
#ifndef CERTCHECK_DER_H
#define CERTCHECK_DER_H

#include <base/slice.h>

enum der_tag {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_UTF8_STRING = 0x0c,
    DER_PRINTABLE_STRING = 0x13,
    DER_T61_STRING = 0x14,
    DER_IA5_STRING = 0x16,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_VISIBLE_STRING = 0x1a,
    DER_UNIVERSAL_STRING = 0x1c,
    DER_BMP_STRING = 0x1e,
    DER_OCTET_STRING_PIECES = 0x24, /* constructed: BER alone */
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT = 0x80,             /* | number: primitive */
    DER_CONTEXT_CONSTRUCTED = 0xa0, /* | number */
};

struct der_item {
    uint8_t tag;
    bool ber;               /* the length is not in its shortest form */
    struct base_slice body; /* contents octets */
    struct base_slice all;  /* with tag and length */
};

/* Take the first item off rest. False: rest is empty or malformed, and unchanged. */
bool der_take(struct base_slice *rest, struct der_item *out);

/* ... if it has this tag. */
bool der_take_tag(struct base_slice *rest, uint8_t tag, struct der_item *out);

/* ... if rest begins with this tag; true with *present false when it does not. */
bool der_take_optional(struct base_slice *rest, uint8_t tag, struct der_item *out, bool *present);

/* The whole slice must be one item of this tag. */
bool der_only(struct base_slice whole, uint8_t tag, struct der_item *out);

/* Is every length in it in its shortest form? Constructed items are entered. */
bool der_is_minimal(struct base_slice whole);

/* INTEGER contents without needless octets (X.690 8.3.2). */
bool der_is_shortest(struct base_slice integer);

/* A non-negative INTEGER that fits; larger ones saturate to INT32_MAX. */
bool der_uint(struct base_slice body, int *out);

/* BOOLEAN contents: one octet; anything but zero is true. */
bool der_bool(struct base_slice body, bool *out);

/* UTCTime or GeneralizedTime as RFC 5280 4.1.2.5 wants them: seconds and Z. */
bool der_time(const struct der_item *item, int64_t *out_s);

#endif
