/* SPDX-License-Identifier: MIT */
/* The certificate template that a request names (MS-WCCE 2.2.2.7). */
#ifndef CERTCHECK_ASKED_H
#define CERTCHECK_ASKED_H

#include "der/oids.h"

#include <certcheck/facts.h>

/* An extension's value; what is none of the two, or cannot be decoded, is passed over. */
void asked_extension(enum oid id, struct base_slice value, struct certcheck_asked *out);

/* Values of the enrolment attribute: SET OF SEQUENCE { name, value }. */
void asked_attribute(struct base_slice values, struct certcheck_asked *out);

#endif
