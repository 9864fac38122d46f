/* SPDX-License-Identifier: MIT */
#include <base/base64.h>

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The two characters of each twelve bits: half the work of one for each six. */
/* clang-format off */
#define ROW(c) \
    { c, 'A' }, { c, 'B' }, { c, 'C' }, { c, 'D' }, { c, 'E' }, { c, 'F' }, { c, 'G' }, { c, 'H' }, \
    { c, 'I' }, { c, 'J' }, { c, 'K' }, { c, 'L' }, { c, 'M' }, { c, 'N' }, { c, 'O' }, { c, 'P' }, \
    { c, 'Q' }, { c, 'R' }, { c, 'S' }, { c, 'T' }, { c, 'U' }, { c, 'V' }, { c, 'W' }, { c, 'X' }, \
    { c, 'Y' }, { c, 'Z' }, { c, 'a' }, { c, 'b' }, { c, 'c' }, { c, 'd' }, { c, 'e' }, { c, 'f' }, \
    { c, 'g' }, { c, 'h' }, { c, 'i' }, { c, 'j' }, { c, 'k' }, { c, 'l' }, { c, 'm' }, { c, 'n' }, \
    { c, 'o' }, { c, 'p' }, { c, 'q' }, { c, 'r' }, { c, 's' }, { c, 't' }, { c, 'u' }, { c, 'v' }, \
    { c, 'w' }, { c, 'x' }, { c, 'y' }, { c, 'z' }, { c, '0' }, { c, '1' }, { c, '2' }, { c, '3' }, \
    { c, '4' }, { c, '5' }, { c, '6' }, { c, '7' }, { c, '8' }, { c, '9' }, { c, '+' }, { c, '/' },
static const char pairs[4096][2] = {
    ROW('A') ROW('B') ROW('C') ROW('D') ROW('E') ROW('F') ROW('G') ROW('H')
    ROW('I') ROW('J') ROW('K') ROW('L') ROW('M') ROW('N') ROW('O') ROW('P')
    ROW('Q') ROW('R') ROW('S') ROW('T') ROW('U') ROW('V') ROW('W') ROW('X')
    ROW('Y') ROW('Z') ROW('a') ROW('b') ROW('c') ROW('d') ROW('e') ROW('f')
    ROW('g') ROW('h') ROW('i') ROW('j') ROW('k') ROW('l') ROW('m') ROW('n')
    ROW('o') ROW('p') ROW('q') ROW('r') ROW('s') ROW('t') ROW('u') ROW('v')
    ROW('w') ROW('x') ROW('y') ROW('z') ROW('0') ROW('1') ROW('2') ROW('3')
    ROW('4') ROW('5') ROW('6') ROW('7') ROW('8') ROW('9') ROW('+') ROW('/')
};
#undef ROW
/* clang-format on */

void
base_base64_write(struct base_slice in, char *out)
{
    for (; in.len >= 3; in.ptr += 3, in.len -= 3, out += 4) {
        uint32_t v = (uint32_t)in.ptr[0] << 16 | (uint32_t)in.ptr[1] << 8 | in.ptr[2];

        memcpy(out, pairs[v >> 12], 2);
        memcpy(out + 2, pairs[v & 4095], 2);
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
