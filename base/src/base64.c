/* SPDX-License-Identifier: MIT */
#include <base/base64.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
base_base64_write(struct base_slice in, char *out)
{
    for (; in.len >= 3; in.ptr += 3, in.len -= 3, out += 4) {
        uint32_t v = (uint32_t)in.ptr[0] << 16 | (uint32_t)in.ptr[1] << 8 | in.ptr[2];

        out[0] = alphabet[v >> 18];
        out[1] = alphabet[v >> 12 & 63];
        out[2] = alphabet[v >> 6 & 63];
        out[3] = alphabet[v & 63];
    }
    if (in.len > 0) {
        uint32_t v = (uint32_t)in.ptr[0] << 16 | (in.len > 1 ? (uint32_t)in.ptr[1] << 8 : 0);

        out[0] = alphabet[v >> 18];
        out[1] = alphabet[v >> 12 & 63];
        out[2] = in.len > 1 ? alphabet[v >> 6 & 63] : '=';
        out[3] = '=';
    }
}

static int
digit_of(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool
base_base64_read(struct base_slice text, uint8_t *out, size_t *len)
{
    const size_t room = text.len / 4 * 3; /* text that is cut off could want more */
    uint32_t bits = 0;
    size_t digits = 0, pads = 0;

    *len = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = digit_of(text.ptr[i]);

        if (is_blank(text.ptr[i]))
            continue;
        if (text.ptr[i] == '=' && ++pads <= 2)
            continue;
        if (digit < 0 || pads > 0 || *len == room)
            return false;
        bits = bits << 6 | (uint32_t)digit;
        if (++digits % 4 != 1)
            out[(*len)++] = (uint8_t)(bits >> (6 - 2 * ((digits + 3) % 4)));
    }
    return (digits + pads) % 4 == 0;
}
