/* SPDX-License-Identifier: MIT */
/* A stream of bytes in whatever encoding Windows wrote, as valid UTF-8. */
#ifndef INVENTORY_DECODE_H
#define INVENTORY_DECODE_H

#include <base/utf16.h>

struct inventory_decoder { /* starts all zero */
    uint8_t head[4];       /* until the encoding is known; then what waits of a rune */
    size_t head_len;
    bool started;
    enum base_encoding encoding;
    struct base_utf16 utf16;
};

typedef void inventory_decoded_fn(void *ctx, struct base_slice utf8);

void inventory_decoder_feed(struct inventory_decoder *d, struct base_slice bytes,
                            inventory_decoded_fn *out, void *ctx);
void inventory_decoder_finish(struct inventory_decoder *d, inventory_decoded_fn *out, void *ctx);

#endif
