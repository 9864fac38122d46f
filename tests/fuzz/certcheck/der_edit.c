/* SPDX-License-Identifier: MIT */
#include "der_edit.h"

#include <stdbool.h>

#define DEPTH_MAX 16
#define CONSTRUCTED 0x20u

/* Usages, wildcards, times, numbers and empty things: what certificates are made of. */
static const char *const words[] = {
    "06082B06010505070301",
    "06082B06010505070302",
    "0604551D2500",
    "0603551D25",
    "0603551D13",
    "0603551D0F",
    "0603551D20",
    "0603551D1E",
    "0603551D24",
    "060A2B060104018237150A",
    "060B6086480186F8420401",
    "0500",
    "3000",
    "0400",
    "0101FF",
    "010100",
    "020100",
    "02017F",
    "0201FF",
    "020108",
    "170D3230303130313030303030305A",
    "170D3939303130313030303030305A",
    "180F32303530303130313030303030305A",
    "0C00",
    "0C0178",
    "1E020078",
    "160D2A2E636F6E746F736F2E636F6D",
    "03020780",
    "0303070106",
    "A000",
    "30060604551D2500",
};

struct walk {
    struct writer *w;
    const struct der_edit *edit;
    unsigned nodes;
};

struct item {
    uint8_t tag;
    struct base_slice whole, body;
};

/* The next item of DER with one-octet tags; false where there is none. */
static bool
next(struct base_slice *rest, struct item *out)
{
    size_t len, at = 2;

    if (rest->len < 2 || (rest->ptr[0] & 0x1f) == 0x1f)
        return false;
    out->tag = rest->ptr[0];
    len = rest->ptr[1];
    if (len >= 0x80) {
        size_t octets = len & 0x7f;

        if (octets == 0 || octets > 3 || octets > rest->len - 2)
            return false;
        for (len = 0; at < 2 + octets; at++)
            len = len << 8 | rest->ptr[at];
    }
    if (len > rest->len - at)
        return false;
    out->body = (struct base_slice){ rest->ptr + at, len };
    out->whole = (struct base_slice){ rest->ptr, at + len };
    *rest = (struct base_slice){ rest->ptr + at + len, rest->len - at - len };
    return true;
}

/* Is it items and nothing else? */
static bool
is_der(struct base_slice bytes)
{
    struct item item;
    size_t n = 0;

    while (bytes.len > 0 && next(&bytes, &item))
        n++;
    return bytes.len == 0 && n > 0;
}

static struct base_slice
after(struct base_slice s, size_t n)
{
    return (struct base_slice){ s.ptr + n, s.len - n };
}

static void
write_long(struct writer *w, const struct item *item)
{
    const uint8_t head[] = { item->tag,
                             0x84,
                             0,
                             (uint8_t)(item->body.len >> 16),
                             (uint8_t)(item->body.len >> 8),
                             (uint8_t)item->body.len };

    writer_bytes(w, (struct base_slice){ head, sizeof head });
    writer_bytes(w, item->body);
}

static void
write_flipped(struct writer *w, const struct item *item, uint8_t value)
{
    size_t begun = writer_begin(w, item->tag), from = w->len;

    writer_bytes(w, item->body);
    if (item->body.len > 0)
        w->at[from + value % item->body.len] ^= (uint8_t)(1u << (value & 7));
    writer_end(w, begun);
}

static void
write_edited(struct writer *w, const struct item *item, const struct der_edit *edit)
{
    const struct base_slice value = { &edit->value, 1 };
    struct base_slice body = item->body;
    size_t begun;

    switch (edit->op) {
    case DER_TWICE:
        writer_bytes(w, item->whole);
        writer_bytes(w, item->whole);
        break;
    case DER_TAG:
        writer_tlv(w, edit->value, body);
        break;
    case DER_CONTENT:
        writer_tlv(w, item->tag, value);
        break;
    case DER_CUT:
        body.len -= body.len > 0 ? edit->value % (body.len + 1) : 0;
        writer_tlv(w, item->tag, body);
        break;
    case DER_APPEND:
        begun = writer_begin(w, item->tag);
        writer_bytes(w, body);
        writer_bytes(w, value);
        writer_end(w, begun);
        break;
    case DER_FLIP:
        write_flipped(w, item, edit->value);
        break;
    case DER_WORD:
        writer_hex(w, words[edit->value % (sizeof words / sizeof words[0])]);
        break;
    case DER_LONG:
        write_long(w, item);
        break;
    case DER_DELETE:
    case DER_OPS:
        break;
    }
}

static void
walk(struct walk *k, struct base_slice bytes, unsigned depth)
{
    struct item item;

    while (next(&bytes, &item)) {
        bool is_bits = item.tag == 0x03 && item.body.len > 1 && item.body.ptr[0] == 0;
        bool holds = (item.tag & CONSTRUCTED) != 0 || (item.tag == 0x04 && is_der(item.body)) ||
                     (is_bits && is_der(after(item.body, 1)));

        if (k->nodes++ == k->edit->node) {
            write_edited(k->w, &item, k->edit);
        } else if (holds && depth < DEPTH_MAX) {
            size_t begun = writer_begin(k->w, item.tag);

            if (is_bits)
                writer_bytes(k->w, (struct base_slice){ item.body.ptr, 1 });
            walk(k, after(item.body, is_bits), depth + 1);
            writer_end(k->w, begun);
        } else {
            writer_bytes(k->w, item.whole);
        }
    }
    writer_bytes(k->w, bytes); /* what is no item stays as it is */
}

unsigned
der_edit_apply(struct writer *w, struct base_slice in, const struct der_edit *edit)
{
    struct walk k = { .w = w, .edit = edit };

    walk(&k, in, 0);
    return k.nodes;
}
