/* SPDX-License-Identifier: MIT */
/*
 * Certificates out of a file's bytes, told by content: DER, or PEM with many
 * blocks. Part of certcheck_crypto: OpenSSL's PEM reader does the armour.
 * Nothing is judged here, and no certificate is decoded beyond its outer
 * length: certcheck_facts_read does that.
 */
#ifndef CERTCHECK_BUNDLE_H
#define CERTCHECK_BUNDLE_H

#include <base/slice.h>
#include <certcheck/status.h>

#define CERTCHECK_FILE_MAX 67108864u /* bytes of one file */
#define CERTCHECK_OBJECTS_MAX 65536u /* certificates of one file */
#define CERTCHECK_WHY_MAX 200

struct certcheck_object {
    struct base_slice der;
};

struct certcheck_bundle {
    struct certcheck_object *at;
    size_t n;
    unsigned skipped;               /* blocks that are no certificates: keys, parameters, CRLs */
    struct certcheck_object single; /* where one object needs no allocation */
    unsigned char **owned;          /* buffers of the PEM reader */
};

/*
 * bytes is borrowed and must outlive out. On CERTCHECK_OK out is cleared with
 * certcheck_bundle_clear; it may hold no object at all (a file of keys), which
 * why then says. Otherwise why is one line without the file's name.
 */
CERTCHECK_NODISCARD enum certcheck_status certcheck_bundle_read(struct base_slice bytes,
                                                                struct certcheck_bundle *out,
                                                                char why[CERTCHECK_WHY_MAX]);
void certcheck_bundle_clear(struct certcheck_bundle *b);

#endif
