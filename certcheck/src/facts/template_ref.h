/* SPDX-License-Identifier: MIT */
/* The certificate template that a request names (MS-WCCE 2.2.2.7). */
#ifndef CERTCHECK_TEMPLATE_REF_H
#define CERTCHECK_TEMPLATE_REF_H

#include "der/oids.h"

#include <certcheck/facts.h>

/* An extension's value; what is none of the two, or cannot be decoded, is passed over. */
void template_ref_extension(enum oid id, struct base_slice value,
                            struct certcheck_template_ref *out);

/* Values of the enrolment attribute: SET OF SEQUENCE { name, value }. */
void template_ref_attribute(struct base_slice values, struct certcheck_template_ref *out);

#endif
