/* SPDX-License-Identifier: MIT */
#include "base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
report_add_base64(struct report_bytes *b, struct base_slice s)
{
    char *to;

    if (s.len > SIZE_MAX / 4 || !report_bytes_room(b, (s.len + 2) / 3 * 4))
        return;
    to = b->ptr + b->len;
    for (size_t i = 0; i < s.len; i += 3) {
        size_t n = s.len - i < 3 ? s.len - i : 3;
        uint32_t v = (uint32_t)s.ptr[i] << 16 | (n > 1 ? (uint32_t)s.ptr[i + 1] << 8 : 0) |
                     (n > 2 ? s.ptr[i + 2] : 0);

        *to++ = alphabet[v >> 18];
        *to++ = alphabet[v >> 12 & 63];
        *to++ = n > 1 ? alphabet[v >> 6 & 63] : '=';
        *to++ = n > 2 ? alphabet[v & 63] : '=';
    }
    b->len = (size_t)(to - b->ptr);
}

static int
digit(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool
report_base64_read(struct base_slice text, uint8_t *out, size_t *len)
{
    size_t pad = 0;

    *len = 0;
    if (text.len % 4 != 0)
        return false;
    while (pad < 2 && text.len > pad && text.ptr[text.len - 1 - pad] == '=')
        pad++;
    for (size_t i = 0; i < text.len; i += 4) {
        uint32_t v = 0;

        for (size_t k = i; k < i + 4; k++) {
            int d = k >= text.len - pad ? 0 : digit(text.ptr[k]);

            if (d < 0)
                return false;
            v = v << 6 | (uint32_t)d;
        }
        out[(*len)++] = (uint8_t)(v >> 16);
        out[(*len)++] = (uint8_t)(v >> 8);
        out[(*len)++] = (uint8_t)v;
    }
    *len -= pad;
    return true;
}
