/* SPDX-License-Identifier: MIT */
/*
 * A growing buffer that reports are written into. It remembers running out of
 * memory instead of making every append return it: whoever takes the bytes
 * out asks no_memory once. Zeroed at first; output_bytes_free at the end.
 *
 * The module: from texts to bytes that go somewhere. A report is put together in such buffers,
 * which move to disk where they grow large (spool.h); text from peers and files is escaped for the
 * place it goes to (escape.h, quote.h for what Windows programs obey, json_writer.h), fitted into
 * columns (width.h) and, where people read it, translated (translate.h, catalogue.h) and put into
 * the terminal's charset (charset.h); sink.h writes the file, whole or as it comes. intern.h and
 * natural.h gather and sort what repeats. No format is known here, and no result.
 */
#ifndef OUTPUT_BYTES_H
#define OUTPUT_BYTES_H

#include <base/declare.h>
#include <base/slice.h>

#include <string.h>

BASE_BEGIN_DECLS

struct output_bytes {
    char *ptr;
    size_t len, cap;
    int file;       /* 1 + the descriptor of the disk it is on; 0: it is in memory */
    bool no_memory; /* latched; appends do nothing from then on */
};

void output_bytes_free(struct output_bytes *b);

/* Free a temporary buffer that went into another: what it lacked, that one lacks. */
void output_bytes_done(struct output_bytes *temporary, struct output_bytes *into);

/* What grows large moves to disk (spool.h). Make room for n more bytes; false (and latched) when
 * there is no memory. */
bool output_bytes_grow(struct output_bytes *b, size_t n);

static inline bool
output_bytes_room(struct output_bytes *b, size_t n)
{
    return b->cap - b->len >= n || output_bytes_grow(b, n);
}

#define OUTPUT_PIECE 65536 /* bytes moved at once: both ends may be on disk */

void output_add_large(struct output_bytes *b, const void *p, size_t n);

static inline void
output_add(struct output_bytes *b, const void *p, size_t n)
{
    if (n > OUTPUT_PIECE) {
        output_add_large(b, p, n);
        return;
    }
    if (n == 0 || !output_bytes_room(b, n))
        return;
    memcpy(b->ptr + b->len, p, n);
    b->len += n;
}

static inline void
output_add_char(struct output_bytes *b, char c)
{
    if (output_bytes_room(b, 1))
        b->ptr[b->len++] = c;
}

static inline void
output_add_str(struct output_bytes *b, const char *s)
{
    output_add(b, s, strlen(s));
}

static inline void
output_add_slice(struct output_bytes *b, struct base_slice s)
{
    output_add(b, s.ptr, s.len);
}

void output_add_repeat(struct output_bytes *b, char c, size_t n);
void output_add_u64(struct output_bytes *b, uint64_t v);
void output_add_i64(struct output_bytes *b, int64_t v);
void output_add_hex(struct output_bytes *b, const uint8_t *p, size_t n); /* lower case */
void output_add_time(struct output_bytes *b, int64_t s);                 /* RFC 3339, UTC */
void output_add_date(struct output_bytes *b, int64_t s);                 /* its date alone */

/* text with a in place of %a and b in place of %b: sentences whose order a translation changes. */
void output_add_filled(struct output_bytes *out, struct base_slice text, struct base_slice a,
                       struct base_slice b);

/* What was appended since the buffer was `from` bytes long. Valid until the next append. */
static inline struct base_slice
output_bytes_since(const struct output_bytes *b, size_t from)
{
    struct base_slice since = { NULL, 0 };

    if (b->ptr != NULL) {
        since.ptr = (const uint8_t *)b->ptr + from;
        since.len = b->len - from;
    }
    return since;
}

BASE_END_DECLS

#endif
