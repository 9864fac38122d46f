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

enum oid_kind {
    OID_KIND_EXTENSION, /* of its own meaning to the judge */
    OID_KIND_FAMILIAR,  /* an extension that may be critical: known, whether it is read or not */
    OID_KIND_USAGE,
    OID_KIND_POLICY,
    OID_KIND_KEY,
    OID_KIND_SIGNATURE, /* an algorithm, or one that its parameters name */
    OID_KIND_CURVE,
    OID_KIND_ATTRIBUTE, /* of a name */
    OID_KIND_REQUEST,   /* an attribute of a request */
    OID_KIND_CONTENT,   /* of CMS and PKCS#12 */
};

struct oid_row {
    struct base_slice der;
    const char *name;
    enum oid_kind kind;
};

const struct oid_row *oid_row(enum oid id);
bool oid_is(enum oid id, enum oid_kind kind); /* OID_COUNT is of none */

/* OID_COUNT when it is none of the table. */
enum oid oid_find(struct base_slice der);

/* Is it this one? Without a search. */
bool oid_matches(enum oid id, struct base_slice der);

#endif
