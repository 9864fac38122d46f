/* SPDX-License-Identifier: MIT */
/*
 * DER by hand, for what no library agrees to write. Nothing is checked; memory
 * is the test's own, and running out of it ends the test.
 */
#ifndef SUPPORT_WRITER_H
#define SUPPORT_WRITER_H

#include <base/slice.h>

struct writer {
    uint8_t *at; /* owned: writer_free */
    size_t len, cap;
};

void writer_bytes(struct writer *w, struct base_slice bytes);
void writer_hex(struct writer *w, const char *hex); /* spaces are passed over */
void writer_tlv(struct writer *w, uint8_t tag, struct base_slice body);
void writer_str(struct writer *w, uint8_t tag, const char *body);
void writer_oid(struct writer *w, const char *dotted); /* arcs below 2^32 */
void writer_uint(struct writer *w, uint64_t v);        /* INTEGER */

/* What is written between the two is the contents of one item. */
size_t writer_begin(struct writer *w, uint8_t tag);
void writer_end(struct writer *w, size_t begun);

struct base_slice writer_slice(const struct writer *w);
void writer_free(struct writer *w);

#endif
