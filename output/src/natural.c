/* SPDX-License-Identifier: MIT */
#include <output/natural.h>

#include <string.h>

static bool
is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* The number at *at without leading zeros, *at past it. */
static struct base_slice
take_number(struct base_slice s, size_t *at)
{
    size_t from;

    while (*at < s.len && s.ptr[*at] == '0')
        (*at)++;
    from = *at;
    while (*at < s.len && is_digit(s.ptr[*at]))
        (*at)++;
    return (struct base_slice){ s.ptr + from, *at - from };
}

static int
compare_numbers(struct base_slice a, struct base_slice b)
{
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return a.len == 0 ? 0 : memcmp(a.ptr, b.ptr, a.len);
}

int
output_compare_natural(struct base_slice a, struct base_slice b)
{
    size_t i = 0, k = 0;
    int order;

    while (i < a.len && k < b.len) {
        if (is_digit(a.ptr[i]) && is_digit(b.ptr[k])) {
            order = compare_numbers(take_number(a, &i), take_number(b, &k));
            if (order != 0)
                return order;
        } else if (a.ptr[i] != b.ptr[k]) {
            return a.ptr[i] < b.ptr[k] ? -1 : 1;
        } else {
            i++;
            k++;
        }
    }
    return (i < a.len) - (k < b.len);
}
