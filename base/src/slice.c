/* SPDX-License-Identifier: MIT */
#include <base/slice.h>

#include <string.h>

struct base_slice
base_slice_str(const char *s)
{
    return (struct base_slice){ .ptr = (const uint8_t *)s, .len = strlen(s) };
}

bool
base_slice_eq(struct base_slice a, struct base_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool
base_slice_eq_str(struct base_slice a, const char *s)
{
    return base_slice_eq(a, base_slice_str(s));
}

static uint8_t
lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

bool
base_slice_eq_nocase(struct base_slice a, struct base_slice b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

static struct base_slice
front(struct base_slice s, size_t n)
{
    return (struct base_slice){ s.ptr, s.len < n ? s.len : n };
}

bool
base_slice_begins(struct base_slice s, const char *with)
{
    return base_slice_eq_str(front(s, strlen(with)), with);
}

bool
base_slice_begins_nocase(struct base_slice s, const char *with)
{
    return base_slice_eq_nocase(front(s, strlen(with)), base_slice_str(with));
}

const uint8_t *
base_slice_find(struct base_slice s, struct base_slice word)
{
    size_t n = word.len;
    const uint8_t *at = s.ptr;

    for (size_t left = s.len; n > 0 && left >= n; at++, left = s.len - (size_t)(at - s.ptr)) {
        at = memchr(at, word.ptr[0], left - n + 1);
        if (at == NULL || memcmp(at, word.ptr, n) == 0)
            return at;
    }
    return NULL;
}

const uint8_t *
base_slice_last(struct base_slice s, uint8_t byte)
{
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == byte)
            return s.ptr + i - 1;
    return NULL;
}

uint64_t
base_slice_hash(struct base_slice s)
{
    uint64_t h = 14695981039346656037u;

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ s.ptr[i]) * 1099511628211u;
    return h;
}
