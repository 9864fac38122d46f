/* SPDX-License-Identifier: MIT */
/* What the readers of text share. */
#include "read_text.h"

#include <string.h>

bool
read_line(struct base_slice *rest, struct base_slice *line)
{
    const uint8_t *end;

    if (rest->len == 0)
        return false;
    end = memchr(rest->ptr, '\n', rest->len);
    *line = (struct base_slice){ rest->ptr, end == NULL ? rest->len : (size_t)(end - rest->ptr) };
    rest->ptr += line->len + (end != NULL);
    rest->len -= line->len + (end != NULL);
    while (line->len > 0 && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

bool
read_starts(struct base_slice in, const char *word)
{
    return in.len >= strlen(word) && memcmp(in.ptr, word, strlen(word)) == 0;
}

bool
read_has(struct base_slice in, const char *word)
{
    return base_slice_find(in, base_slice_str(word)) != NULL;
}

int
read_hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
read_thumbprint(struct base_slice hex, uint8_t out[READ_THUMBPRINT_LEN])
{
    size_t n = 0;

    for (size_t i = 0; i < hex.len; i++) {
        uint8_t c = hex.ptr[i];
        int digit = read_hex_digit(c);

        if (digit < 0) {
            if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
                return false;
            continue; /* blanks, colons, the mark that is copied along with a thumbprint */
        }
        if (n == 2 * READ_THUMBPRINT_LEN)
            return false;
        out[n / 2] = (uint8_t)(n % 2 == 0 ? digit << 4 : out[n / 2] | digit);
        n++;
    }
    return n == 2 * READ_THUMBPRINT_LEN;
}
