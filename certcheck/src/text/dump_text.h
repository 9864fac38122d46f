/* SPDX-License-Identifier: MIT */
/* What dumps of certutil have in common, whatever language Windows speaks: OIDs and hex. */
#ifndef CERTCHECK_DUMP_TEXT_H
#define CERTCHECK_DUMP_TEXT_H

#include "facts/synthetic.h"

/* The text with plain blanks, colons and parentheses in place of those that a language has
 * for them (French writes "label : " with a no-break space), in UTF-8 or a code page. out has
 * text.len octets of room and may be text itself; the length of what it got. */
size_t dump_fold(struct base_slice text, char *out);

/* The first dotted OID of a line: at least three arcs, standing alone. False: none. */
bool dump_oid(struct base_slice line, struct base_slice *oid);

/* "    0000  30 14 06 08 ...   0.......": the octets are appended, as far as they fit;
 * false where the offset is not the octets' number so far: then it is no part of them. */
bool dump_hex(struct base_slice line, uint8_t *out, size_t cap, size_t *len);

/* Every OBJECT IDENTIFIER in an EKU or Application Policies value. */
void dump_oids_of(struct base_slice value, struct synthetic_oids *out);

/* What a dump calls its OIDs, in its own language: learnt from lines such as "Client
 * Authentication (1.3.6.1.5.5.7.3.2)" or "1.3.6.1.5.5.7.3.2 Client Authentication".
 * Borrows from the text. */
#define DUMP_NAMES_MAX 64

struct dump_names {
    struct {
        struct base_slice name, oid;
    } at[DUMP_NAMES_MAX];
    size_t n;
};
void dump_names_learn(struct dump_names *names, struct base_slice text);
bool dump_names_find(const struct dump_names *names, struct base_slice name,
                     struct base_slice *oid);

#endif
