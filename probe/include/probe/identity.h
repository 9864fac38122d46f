/* SPDX-License-Identifier: MIT */
/*
 * A chain with its private key, read and held: whom a target is to see (probe_target.as). It is
 * not judged, and its dates are not looked at. One that is in use belongs to the run's thread.
 */
#ifndef PROBE_IDENTITY_H
#define PROBE_IDENTITY_H

#include <probe/probe.h>

BASE_BEGIN_DECLS

/* From PEM files, which may be the same one, or from DER. The leaf is the certificate of the key.
 * NULL: why is one line that names the file. */
struct probe_identity *probe_identity_open(const char *cert_file, const char *key_file,
                                           struct base_text *why);
struct probe_identity *probe_identity_of(const struct probe_keystore *from, struct base_text *why);
void probe_identity_free(struct probe_identity *id); /* NULL is fine */

/* Its certificates in DER, leaf first; borrowed. */
const struct base_slice *probe_identity_chain(const struct probe_identity *id, size_t *n);

BASE_END_DECLS

#endif
