/* SPDX-License-Identifier: MIT */
/* Object identifiers as contents octets, and their table of names. */
#ifndef CERTCHECK_OIDS_H
#define CERTCHECK_OIDS_H

#include <base/slice.h>

enum oid {
#define OID(id, ...) OID_##id,
#include "oids.def"
#undef OID
    OID_COUNT
};

struct oid_row {
    struct base_slice der;
    const char *name;
};

const struct oid_row *oid_row(enum oid id);

/* OID_COUNT when it is none of the table. */
enum oid oid_find(struct base_slice der);

#endif
