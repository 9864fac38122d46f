/* SPDX-License-Identifier: MIT */
/* Bytes that are not UTF-8 become U+FFFD. Set-Content of Windows PowerShell writes the system's
 * code page, in which names of sites may be anything; all that is read of a topology is ASCII. */
#include "decode.h"

#include "internal.h"

#include <string.h>

#define BLOCK_LEN 4096u

/* Bytes at the end that begin a rune without ending it. */
static size_t
unfinished(struct base_slice s)
{
    for (size_t k = 1; k <= 3 && k <= s.len; k++) {
        uint8_t c = s.ptr[s.len - k];

        if ((c & 0xC0) != 0x80)
            return (c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : c >= 0xC0 ? 2u : 1u) > k ? k : 0;
    }
    return 0;
}

static bool
is_ascii(struct base_slice s)
{
    uint8_t all = 0;

    for (size_t i = 0; i < s.len; i++)
        all |= s.ptr[i];
    return all < 0x80;
}

static void
emit(struct base_text *t, inventory_decoded_fn *out, void *ctx)
{
    if (t->len > 0)
        out(ctx, (struct base_slice){ (const uint8_t *)t->buf, t->len });
}

static void
repaired(struct base_slice s, inventory_decoded_fn *out, void *ctx)
{
    char utf8[3 * (BLOCK_LEN + 4) + 4]; /* U+FFFD is 3 bytes for 1 */
    struct base_text t;
    bool valid;

    base_text_init(&t, utf8, sizeof utf8);
    for (size_t at = 0; at < s.len;)
        base_text_rune(&t, base_utf8_next(s, &at, &valid));
    emit(&t, out, ctx);
}

static void
utf8_block(struct inventory_decoder *d, struct base_slice in, inventory_decoded_fn *out, void *ctx)
{
    uint8_t joined[BLOCK_LEN + sizeof d->head];
    struct base_slice s = { joined, d->head_len + in.len };

    if (d->head_len == 0 && is_ascii(in)) {
        out(ctx, in);
        return;
    }
    memcpy(joined, d->head, d->head_len);
    memcpy(joined + d->head_len, in.ptr, in.len);
    d->head_len = unfinished(s);
    s.len -= d->head_len;
    memcpy(d->head, joined + s.len, d->head_len);
    repaired(s, out, ctx);
}

static void
utf16_block(struct inventory_decoder *d, struct base_slice in, inventory_decoded_fn *out, void *ctx)
{
    char utf8[BASE_UTF16_ROOM(BLOCK_LEN)];
    struct base_text t;

    base_text_init(&t, utf8, sizeof utf8);
    base_utf16_feed(&d->utf16, in, &t);
    emit(&t, out, ctx);
}

static void
decode(struct inventory_decoder *d, struct base_slice bytes, inventory_decoded_fn *out, void *ctx)
{
    for (size_t at = 0, n; at < bytes.len; at += n) {
        n = bytes.len - at < BLOCK_LEN ? bytes.len - at : BLOCK_LEN;
        if (d->encoding == BASE_UTF8)
            utf8_block(d, inventory_part(bytes, at, at + n), out, ctx);
        else
            utf16_block(d, inventory_part(bytes, at, at + n), out, ctx);
    }
}

static void
start(struct inventory_decoder *d, inventory_decoded_fn *out, void *ctx)
{
    struct base_slice head;
    uint8_t bytes[sizeof d->head];
    size_t mark;

    memcpy(bytes, d->head, sizeof bytes);
    d->encoding = base_encoding_detect((struct base_slice){ bytes, d->head_len }, &mark);
    d->utf16.big_endian = d->encoding == BASE_UTF16BE;
    head = (struct base_slice){ bytes + mark, d->head_len - mark };
    d->started = true;
    d->head_len = 0;
    decode(d, head, out, ctx);
}

void
inventory_decoder_feed(struct inventory_decoder *d, struct base_slice bytes,
                       inventory_decoded_fn *out, void *ctx)
{
    while (!d->started && bytes.len > 0) {
        d->head[d->head_len++] = bytes.ptr[0];
        bytes = inventory_part(bytes, 1, bytes.len);
        if (d->head_len == sizeof d->head)
            start(d, out, ctx);
    }
    decode(d, bytes, out, ctx);
}

void
inventory_decoder_finish(struct inventory_decoder *d, inventory_decoded_fn *out, void *ctx)
{
    char rest[16];
    struct base_text t;

    if (!d->started)
        start(d, out, ctx);
    base_text_init(&t, rest, sizeof rest);
    base_utf16_finish(&d->utf16, &t);
    for (; d->head_len > 0; d->head_len--)
        base_text_rune(&t, 0xFFFD);
    emit(&t, out, ctx);
}
