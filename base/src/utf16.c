/* SPDX-License-Identifier: MIT */
#include <base/utf16.h>

#define REPLACEMENT 0xFFFDu

enum base_encoding
base_encoding_detect(struct base_slice s, size_t *mark_len)
{
    *mark_len = 0;
    if (s.len >= 3 && s.ptr[0] == 0xEF && s.ptr[1] == 0xBB && s.ptr[2] == 0xBF) {
        *mark_len = 3;
        return BASE_UTF8;
    }
    if (s.len < 2)
        return BASE_UTF8;
    if ((s.ptr[0] == 0xFF && s.ptr[1] == 0xFE) || (s.ptr[0] == 0xFE && s.ptr[1] == 0xFF)) {
        *mark_len = 2;
        return s.ptr[0] == 0xFF ? BASE_UTF16LE : BASE_UTF16BE;
    }
    if (s.ptr[0] != 0 && s.ptr[1] == 0)
        return BASE_UTF16LE;
    return s.ptr[0] == 0 && s.ptr[1] != 0 ? BASE_UTF16BE : BASE_UTF8;
}

static void
unit(struct base_utf16 *d, uint16_t u, struct base_text *out)
{
    bool high = (u & 0xFC00) == 0xD800, low = (u & 0xFC00) == 0xDC00;

    if (low && d->surrogate != 0) {
        base_text_rune(out, 0x10000u + ((d->surrogate & 0x3FFu) << 10) + (u & 0x3FFu));
        d->surrogate = 0;
        return;
    }
    if (d->surrogate != 0)
        base_text_rune(out, REPLACEMENT);
    d->surrogate = high ? u : 0;
    if (!high)
        base_text_rune(out, low ? REPLACEMENT : u);
}

void
base_utf16_feed(struct base_utf16 *d, struct base_slice in, struct base_text *out)
{
    for (size_t i = 0; i < in.len; i++) {
        uint8_t second = in.ptr[i];

        d->half = !d->half;
        if (d->half)
            d->byte = second;
        else if (d->big_endian)
            unit(d, (uint16_t)(d->byte << 8 | second), out);
        else
            unit(d, (uint16_t)(second << 8 | d->byte), out);
    }
}

void
base_utf16_finish(struct base_utf16 *d, struct base_text *out)
{
    if (d->surrogate != 0)
        base_text_rune(out, REPLACEMENT);
    if (d->half)
        base_text_rune(out, REPLACEMENT);
    d->surrogate = 0;
    d->half = false;
}
