/* SPDX-License-Identifier: MIT */
#include "writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t *
grow(struct writer *w, size_t n)
{
    if (w->at == NULL || w->len + n > w->cap) {
        w->cap = (w->len + n) * 2 + 64;
        w->at = realloc(w->at, w->cap);
        if (w->at == NULL)
            abort();
    }
    w->len += n;
    return w->at + w->len - n;
}

void
writer_bytes(struct writer *w, struct base_slice bytes)
{
    uint8_t *at = grow(w, bytes.len);

    if (bytes.len > 0)
        memcpy(at, bytes.ptr, bytes.len);
}

void
writer_hex(struct writer *w, const char *hex)
{
    for (; *hex != '\0'; hex++) {
        char pair[3] = { hex[0], hex[1], '\0' };

        if (*hex == ' ')
            continue;
        *grow(w, 1) = (uint8_t)strtoul(pair, NULL, 16);
        hex++;
    }
}

static size_t
length_octets(uint8_t out[9], size_t len)
{
    size_t n = 0;

    if (len < 0x80) {
        out[0] = (uint8_t)len;
        return 1;
    }
    while (len >> 8 * n != 0)
        n++;
    out[0] = (uint8_t)(0x80 | n);
    for (size_t i = 0; i < n; i++)
        out[1 + i] = (uint8_t)(len >> 8 * (n - 1 - i));
    return n + 1;
}

size_t
writer_begin(struct writer *w, uint8_t tag)
{
    *grow(w, 1) = tag;
    return w->len;
}

void
writer_end(struct writer *w, size_t begun)
{
    uint8_t octets[9];
    size_t len = w->len - begun, n = length_octets(octets, len);

    grow(w, n);
    memmove(w->at + begun + n, w->at + begun, len);
    memcpy(w->at + begun, octets, n);
}

void
writer_tlv(struct writer *w, uint8_t tag, struct base_slice body)
{
    size_t begun = writer_begin(w, tag);

    writer_bytes(w, body);
    writer_end(w, begun);
}

void
writer_str(struct writer *w, uint8_t tag, const char *body)
{
    writer_tlv(w, tag, base_slice_str(body));
}

static void
put_arc(struct writer *w, unsigned long v)
{
    int shift = 63;

    while (shift > 0 && v >> shift == 0)
        shift -= 7;
    for (; shift >= 0; shift -= 7)
        *grow(w, 1) = (uint8_t)((v >> shift & 0x7f) | (shift > 0 ? 0x80 : 0));
}

void
writer_oid(struct writer *w, const char *dotted)
{
    size_t begun = writer_begin(w, 0x06);
    char *end;
    unsigned long first = strtoul(dotted, &end, 10);

    put_arc(w, first * 40 + strtoul(end + 1, &end, 10));
    while (*end == '.')
        put_arc(w, strtoul(end + 1, &end, 10));
    writer_end(w, begun);
}

void
writer_uint(struct writer *w, uint64_t v)
{
    size_t begun = writer_begin(w, 0x02);
    int shift = 56;

    while (shift > 0 && v >> (shift - 1) == 0)
        shift -= 8;
    if (shift == 56 && v >> 63 != 0)
        *grow(w, 1) = 0;
    for (; shift >= 0; shift -= 8)
        *grow(w, 1) = (uint8_t)(v >> shift);
    writer_end(w, begun);
}

struct base_slice
writer_slice(const struct writer *w)
{
    return (struct base_slice){ w->at, w->len };
}

void
writer_free(struct writer *w)
{
    free(w->at);
    *w = (struct writer){ 0 };
}
