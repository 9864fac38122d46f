/* SPDX-License-Identifier: MIT */
#include "hello_internal.h"

#include <stdlib.h>
#include <string.h>

/* The first size holds an ordinary hello; twice that, a second doubling later,
 * an ordinary chain. Doubling bounds waste to what has arrived. */
#define BYTES_FIRST 512u

bool
hello_reserve(struct probe_hello_bytes *b, size_t more)
{
    size_t cap = b->cap > 0 ? b->cap : BYTES_FIRST;
    uint8_t *ptr;

    if (b->failed)
        return false;
    if (b->cap - b->len >= more)
        return true;
    while (cap - b->len < more)
        cap *= 2;
    if ((ptr = realloc(b->ptr, cap)) == NULL) {
        b->failed = true;
        return false;
    }
    b->ptr = ptr;
    b->cap = cap;
    return true;
}

void
hello_put(struct probe_hello_bytes *b, const void *bytes, size_t len)
{
    if (len == 0 || !hello_reserve(b, len))
        return;
    memcpy(b->ptr + b->len, bytes, len);
    b->len += len;
}

void
hello_put8(struct probe_hello_bytes *b, unsigned v)
{
    hello_put(b, &(uint8_t){ (uint8_t)v }, 1);
}

void
hello_put16(struct probe_hello_bytes *b, unsigned v)
{
    hello_put(b, (uint8_t[]){ (uint8_t)(v >> 8), (uint8_t)v }, 2);
}

void
hello_put24(struct probe_hello_bytes *b, size_t v)
{
    hello_put(b, (uint8_t[]){ (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v }, 3);
}

void
hello_put_numbers(struct probe_hello_bytes *b, const uint16_t *numbers, size_t n)
{
    hello_put16(b, (unsigned)(2 * n));
    for (size_t i = 0; i < n; i++)
        hello_put16(b, numbers[i]);
}

size_t
hello_open(struct probe_hello_bytes *b, size_t width)
{
    hello_put(b, (uint8_t[3]){ 0 }, width);
    return b->len;
}

void
hello_close(struct probe_hello_bytes *b, size_t width, size_t opened)
{
    size_t len = b->len - opened;

    if (b->failed)
        return;
    for (size_t i = 1; i <= width; i++, len >>= 8)
        b->ptr[opened - i] = (uint8_t)len;
}

void
hello_bytes_free(struct probe_hello_bytes *b)
{
    free(b->ptr);
    *b = (struct probe_hello_bytes){ 0 };
}

struct hello_cursor
hello_cursor(struct base_slice s)
{
    return (struct hello_cursor){ .ptr = s.ptr, .left = s.len };
}

struct base_slice
hello_get_bytes(struct hello_cursor *c, size_t len)
{
    struct base_slice s = { c->ptr, len };

    if (c->bad || len > c->left) {
        c->bad = true;
        return (struct base_slice){ 0 };
    }
    if (len > 0) /* the pointer of an empty slice may be NULL */
        c->ptr += len;
    c->left -= len;
    return s;
}

uint32_t
hello_get(struct hello_cursor *c, size_t width)
{
    struct base_slice s = hello_get_bytes(c, width);
    uint32_t v = 0;

    for (size_t i = 0; i < s.len; i++)
        v = v << 8 | s.ptr[i];
    return v;
}

struct base_slice
hello_get_vector(struct hello_cursor *c, size_t width)
{
    return hello_get_bytes(c, hello_get(c, width));
}
