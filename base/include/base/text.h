/* SPDX-License-Identifier: MIT */
/*
 * Text into caller-owned buffers: a bounded writer, strict numbers, escaping
 * of hostile bytes. Pure C11; nothing here allocates or keeps state.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <base/declare.h>
#include <base/slice.h>

BASE_BEGIN_DECLS

/*
 * A bounded writer. `buf` is always NUL-terminated when cap > 0; what did not
 * fit is dropped and `cut` is set, never silently.
 */
struct base_text {
    char *buf;
    size_t cap;
    size_t len;
    bool cut;
};

void base_text_init(struct base_text *t, char *buf, size_t cap);
void base_text_clear(struct base_text *t); /* empty again, in the same buffer */

/* A text in an array, for one call of a function that says why; C alone. */
#define BASE_TEXT_IN(array) (&(struct base_text){ .buf = (array), .cap = sizeof(array) })

void base_text_byte(struct base_text *t, char c);
void base_text_bytes(struct base_text *t, const void *p, size_t n);
void base_text_str(struct base_text *t, const char *s);
void base_text_u64(struct base_text *t, uint64_t v);
void base_text_hex(struct base_text *t, struct base_slice s); /* lower case */

/* One Unicode scalar value as UTF-8; surrogates and beyond become U+FFFD. */
void base_text_rune(struct base_text *t, uint32_t rune);

/*
 * Bytes from a peer, made safe to show: valid UTF-8 stays, everything that is
 * not (and C0/C1 controls, bidirectional controls, line separators) becomes
 * \xNN or \u{NNNN}, so a reader sees it and no terminal obeys it.
 */
void base_text_safe(struct base_text *t, struct base_slice s);

/*
 * The next rune of s at *at (advanced past it), or U+FFFD with *at advanced by
 * one byte and *valid false where the bytes are not UTF-8 (RFC 3629).
 */
uint32_t base_utf8_next(struct base_slice s, size_t *at, bool *valid);
bool base_rune_is_unsafe(uint32_t rune);

/* The whole string must be a decimal number within [min, max]. */
bool base_parse_u64(const char *s, uint64_t min, uint64_t max, uint64_t *out);

/* Lower or upper case hex, whole string, exactly cap bytes or fewer. */
bool base_parse_hex(const char *s, uint8_t *out, size_t cap, size_t *len);

BASE_END_DECLS

#endif
