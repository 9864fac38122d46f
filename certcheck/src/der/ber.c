/* SPDX-License-Identifier: MIT */
#include "ber.h"

#include <string.h>

#define INDEFINITE 0x80

static void
skip(struct base_slice *s, size_t n)
{
    s->ptr += n;
    s->len -= n;
}

static bool
is_end(struct base_slice s)
{
    return s.len >= 2 && s.ptr[0] == 0 && s.ptr[1] == 0;
}

static bool
is_indefinite(struct base_slice s)
{
    return s.len >= 2 && s.ptr[1] == INDEFINITE && (s.ptr[0] & BER_CONSTRUCTED) != 0 &&
           (s.ptr[0] & 0x1f) != 0x1f;
}

/* Move past the end-of-contents octets of the item whose header was just read. Items of definite
 * length are skipped whole, so every octet is visited once and no stack is needed. */
static bool
skip_to_end(struct base_slice *rest)
{
    size_t open = 1;
    struct der_item item;

    while (open > 0) {
        if (is_end(*rest)) {
            open--;
            skip(rest, 2);
        } else if (is_indefinite(*rest)) {
            open++;
            skip(rest, 2);
        } else if (!der_take(rest, &item)) {
            return false;
        }
    }
    return true;
}

bool
ber_take(struct base_slice *rest, struct der_item *out)
{
    struct base_slice after = *rest;

    if (!is_indefinite(*rest))
        return der_take(rest, out);
    skip(&after, 2);
    if (!skip_to_end(&after))
        return false;
    out->tag = rest->ptr[0];
    out->ber = true;
    out->all = (struct base_slice){ rest->ptr, rest->len - after.len };
    out->body = (struct base_slice){ rest->ptr + 2, out->all.len - 4 };
    *rest = after;
    return true;
}

bool
ber_take_tag(struct base_slice *rest, uint8_t tag, struct der_item *out)
{
    return rest->len > 0 && rest->ptr[0] == tag && ber_take(rest, out);
}

bool
ber_join(struct base_slice body, uint8_t *out, size_t *out_len)
{
    struct der_item piece;

    *out_len = 0;
    while (body.len > 0) {
        struct base_slice at = body;

        if (is_end(body) || (is_indefinite(body) && body.ptr[0] == DER_OCTET_STRING_PIECES)) {
            skip(&body, 2);
        } else if (der_take_tag(&body, DER_OCTET_STRING, &piece)) {
            if (piece.body.len > 0)
                memcpy(out + *out_len, piece.body.ptr, piece.body.len);
            *out_len += piece.body.len;
        } else if (der_take_tag(&at, DER_OCTET_STRING_PIECES, &piece)) {
            skip(&body, (size_t)(piece.body.ptr - piece.all.ptr));
        } else {
            return false;
        }
    }
    return true;
}
