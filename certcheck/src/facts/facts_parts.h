/* SPDX-License-Identifier: MIT */
/* What certificates and requests have in common. */
#ifndef CERTCHECK_FACTS_PARTS_H
#define CERTCHECK_FACTS_PARTS_H

#include <certcheck/facts.h>

void facts_init(struct certcheck_facts *out, enum certcheck_kind kind);

/* Remember which field is read next, for certcheck_facts_why. Always true. */
bool facts_at_part(struct certcheck_facts *f, const char *part, struct base_slice rest);

/* Is it what may follow the OID of an AlgorithmIdentifier? */
bool facts_is_parameters(struct base_slice rest);

/* Contents of a SubjectPublicKeyInfo. False: it cannot be read, or is no key. */
bool facts_read_key(struct base_slice spki, struct certcheck_key *out);

#endif
