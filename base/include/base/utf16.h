/* SPDX-License-Identifier: MIT */
/*
 * Text files as Windows writes them: UTF-8 or UTF-16, with a byte order mark
 * or without. Pure C11; the decoder keeps its state between pieces of a stream.
 */
#ifndef BASE_UTF16_H
#define BASE_UTF16_H

#include <base/declare.h>
#include <base/text.h>

BASE_BEGIN_DECLS

enum base_encoding { BASE_UTF8, BASE_UTF16LE, BASE_UTF16BE };

/*
 * The encoding of a text that begins with head (4 bytes are enough), and the
 * length of its byte order mark. Without a mark a NUL beside the first byte
 * tells UTF-16: the first character of such files is ASCII.
 */
enum base_encoding base_encoding_detect(struct base_slice head, size_t *mark_len);

struct base_utf16 {
    bool big_endian;
    bool half; /* one byte of a unit is waiting in byte */
    uint8_t byte;
    uint16_t surrogate; /* a high surrogate is waiting; 0: none */
};

/* Room for n bytes of UTF-16 as UTF-8, with the NUL, what waited before and the finish call. */
#define BASE_UTF16_ROOM(n) ((n) / 2 * 3 + 16)

/*
 * Decode one piece, appending UTF-8 to out; out->cut when it had no room. Lone
 * surrogates become U+FFFD. The finish call turns what still waits into U+FFFD.
 */
void base_utf16_feed(struct base_utf16 *d, struct base_slice in, struct base_text *out);
void base_utf16_finish(struct base_utf16 *d, struct base_text *out);

BASE_END_DECLS

#endif
