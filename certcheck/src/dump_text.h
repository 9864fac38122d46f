/* SPDX-License-Identifier: MIT */
/* What dumps of certutil have in common, whatever language Windows speaks: OIDs and hex. */
#ifndef CERTCHECK_DUMP_TEXT_H
#define CERTCHECK_DUMP_TEXT_H

#include "sketch.h"

/* The first dotted OID of a line: at least three arcs, standing alone. False: none. */
bool dump_oid(struct base_slice line, struct base_slice *oid);

/* "    0000  30 14 06 08 ...   0.......": the octets are appended, as far as they fit. */
bool dump_hex(struct base_slice line, uint8_t *out, size_t cap, size_t *len);

/* Every OBJECT IDENTIFIER in an EKU or Application Policies value. */
void dump_oids_of(struct base_slice value, struct sketch_oids *out);

#endif
