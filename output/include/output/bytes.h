/* SPDX-License-Identifier: MIT */
/*
 * A growing buffer that reports are written into. It remembers running out of
 * memory instead of making every append return it: whoever takes the bytes
 * out asks no_memory once.
 */
#ifndef REPORT_BYTES_H
#define REPORT_BYTES_H

#include <base/slice.h>

#include <string.h>

#define REPORT_WHY_MAX 256 /* room for a line that says what is wrong */

struct report_bytes {
    char *ptr;
    size_t len, cap;
    int file;       /* 1 + the descriptor of the disk it is on; 0: it is in memory */
    bool no_memory; /* latched; appends do nothing from then on */
};

void report_bytes_free(struct report_bytes *b);

/* Free a temporary buffer that went into another: what it lacked, that one lacks. */
void report_bytes_done(struct report_bytes *temporary, struct report_bytes *into);

/* What grows large moves to disk (spool.h). Make room for n more bytes; false (and latched) when
 * there is no memory. */
bool report_bytes_grow(struct report_bytes *b, size_t n);

static inline bool
report_bytes_room(struct report_bytes *b, size_t n)
{
    return b->cap - b->len >= n || report_bytes_grow(b, n);
}

#define REPORT_PIECE 65536 /* bytes moved at once: both ends may be on disk */

void report_add_large(struct report_bytes *b, const void *p, size_t n);

static inline void
report_add(struct report_bytes *b, const void *p, size_t n)
{
    if (n > REPORT_PIECE) {
        report_add_large(b, p, n);
        return;
    }
    if (n == 0 || !report_bytes_room(b, n))
        return;
    memcpy(b->ptr + b->len, p, n);
    b->len += n;
}

static inline void
report_add_char(struct report_bytes *b, char c)
{
    if (report_bytes_room(b, 1))
        b->ptr[b->len++] = c;
}

static inline void
report_add_str(struct report_bytes *b, const char *s)
{
    report_add(b, s, strlen(s));
}

static inline void
report_add_slice(struct report_bytes *b, struct base_slice s)
{
    report_add(b, s.ptr, s.len);
}

void report_add_repeat(struct report_bytes *b, char c, size_t n);
void report_add_u64(struct report_bytes *b, uint64_t v);
void report_add_i64(struct report_bytes *b, int64_t v);
void report_add_hex(struct report_bytes *b, const uint8_t *p, size_t n); /* lower case */
void report_add_time(struct report_bytes *b, int64_t s);                 /* RFC 3339, UTC */
void report_add_date(struct report_bytes *b, int64_t s);                 /* its date alone */

/* text with a in place of %a and b in place of %b: sentences whose order a translation changes. */
void report_add_filled(struct report_bytes *out, struct base_slice text, struct base_slice a,
                       struct base_slice b);

/* What was appended since the buffer was `from` bytes long. Valid until the next append. */
static inline struct base_slice
report_bytes_since(const struct report_bytes *b, size_t from)
{
    if (b->ptr == NULL)
        return (struct base_slice){ NULL, 0 };
    return (struct base_slice){ (const uint8_t *)b->ptr + from, b->len - from };
}

#endif
