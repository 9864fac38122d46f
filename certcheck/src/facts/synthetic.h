/* SPDX-License-Identifier: MIT */
/* A stand-in for a certificate of which only a description exists: a template, or the fields of a
 * dump. It is DER of our own design, SEQUENCE { subject Name, SEQUENCE OF Extension }, so that one
 * reader (certcheck_read_as) and one judge serve all. */
#ifndef CERTCHECK_SYNTHETIC_H
#define CERTCHECK_SYNTHETIC_H

#include <base/slice.h>

#define SYNTHETIC_OIDS_MAX 128

/* A list of usages: OBJECT IDENTIFIER items one after the other. */
struct synthetic_oids {
    uint8_t der[4096];
    size_t len;
    unsigned n;
    bool present; /* the extension is there, be it empty */
    bool cut;     /* an OID did not fit, or was none */
};

/* Empty it again; cheaper than zeroing. */
void synthetic_oids_clear(struct synthetic_oids *set);

/* Add a dotted OID; one that is there already stays once. False, and cut is set: not an OID, or too
 * many. */
bool synthetic_oids_add(struct synthetic_oids *set, struct base_slice dotted);

struct synthetic {
    struct base_slice name; /* UTF-8: becomes a CN; may be empty */
    struct synthetic_oids eku, app_policies;
    struct base_slice key_usage; /* octets of the BIT STRING, at most 2; empty: none */
    struct base_slice template_name, template_oid; /* that a request names: UTF-8, dotted */
    bool ca;                                       /* basicConstraints with cA */
};

#define SYNTHETIC_DER_MAX 16384

/* Length of the DER, which stands at the END of out; 0: it did not fit. */
size_t synthetic_write(const struct synthetic *in, uint8_t out[SYNTHETIC_DER_MAX]);

#endif
