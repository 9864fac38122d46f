/* SPDX-License-Identifier: MIT */
#include <output/bytes.h>

#include <base/text.h>
#include <base/time.h>
#include <output/spool.h>

#include <stdlib.h>

void
output_bytes_free(struct output_bytes *b)
{
    if (b->file != 0)
        output_spool_free(b->ptr, b->cap, b->file - 1);
    else
        free(b->ptr);
    *b = (struct output_bytes){ 0 };
}

/* False: the buffer stays where it is, in memory. */
static bool
grow_on_disk(struct output_bytes *b, size_t want)
{
    int fd = b->file - 1;
    char *p;

    if (want < OUTPUT_SPOOL_FROM)
        return false;
    p = output_spool_grow(b->ptr, b->len, want, &b->cap, &fd);
    if (p == NULL)
        return false;
    b->ptr = p;
    b->file = fd + 1;
    return true;
}

static bool
grow_in_memory(struct output_bytes *b, size_t want)
{
    size_t cap = b->cap < 4096 ? 4096 : b->cap;
    int fd = b->file - 1;
    char *p;

    while (cap < want)
        cap *= 2;
    p = b->file == 0 ? realloc(b->ptr, cap) : output_spool_leave(b->ptr, b->len, cap, b->cap, &fd);
    if (p == NULL)
        return false;
    b->ptr = p;
    b->cap = cap;
    b->file = fd + 1;
    return true;
}

void
output_bytes_done(struct output_bytes *temporary, struct output_bytes *into)
{
    into->no_memory = into->no_memory || temporary->no_memory;
    output_bytes_free(temporary);
}

bool
output_bytes_grow(struct output_bytes *b, size_t n)
{
    if (!b->no_memory && n <= SIZE_MAX / 4 - b->len &&
        (grow_on_disk(b, b->len + n) || grow_in_memory(b, b->len + n)))
        return true;
    b->no_memory = true;
    b->len = b->cap; /* so that every later append fails, too */
    return false;
}

void
output_add_large(struct output_bytes *b, const void *p, size_t n)
{
    for (size_t at = 0; at < n; at += OUTPUT_PIECE)
        output_add(b, (const char *)p + at, n - at < OUTPUT_PIECE ? n - at : OUTPUT_PIECE);
}

void
output_add_repeat(struct output_bytes *b, char c, size_t n)
{
    if (n == 0 || !output_bytes_room(b, n))
        return;
    memset(b->ptr + b->len, c, n);
    b->len += n;
}

void
output_add_u64(struct output_bytes *b, uint64_t v)
{
    char digits[21];
    struct base_text t;

    if (v < 10) {
        output_add_char(b, (char)('0' + v));
        return;
    }
    base_text_init(&t, digits, sizeof digits);
    base_text_u64(&t, v);
    output_add(b, digits, t.len);
}

void
output_add_i64(struct output_bytes *b, int64_t v)
{
    if (v < 0)
        output_add_char(b, '-');
    output_add_u64(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void
output_add_hex(struct output_bytes *b, const uint8_t *p, size_t n)
{
    static const char digits[] = "0123456789abcdef";

    char *to;

    if (n == 0 || n > SIZE_MAX / 2 || !output_bytes_room(b, n * 2))
        return;
    to = b->ptr + b->len;
    for (size_t i = 0; i < n; i++) {
        *to++ = digits[p[i] >> 4];
        *to++ = digits[p[i] & 15];
    }
    b->len += n * 2;
}

void
output_add_time(struct output_bytes *b, int64_t s)
{
    char text[BASE_TIME_TEXT];

    base_time_format(s, text);
    output_add_str(b, text);
}

void
output_add_date(struct output_bytes *b, int64_t s)
{
    char text[BASE_TIME_TEXT];

    base_time_format(s, text);
    output_add(b, text, strlen("2017-05-09"));
}

void
output_add_filled(struct output_bytes *out, struct base_slice text, struct base_slice a,
                  struct base_slice b)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '%' || i + 1 == text.len)
            output_add_char(out, (char)text.ptr[i]);
        else
            output_add_slice(out, text.ptr[++i] == 'a' ? a : b);
    }
}
