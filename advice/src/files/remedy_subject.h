/* SPDX-License-Identifier: MIT */
/* Names of a certificate as certreq wants them in an INF. */
#ifndef ADVICE_REMEDY_SUBJECT_H
#define ADVICE_REMEDY_SUBJECT_H

#include <output/bytes.h>

/*
 * A Name as an X.500 string for CertStrToName, most specific attribute first,
 * not yet quoted for the INF. Attributes that a CA would not take anyway
 * (control characters, too long, of unknown types) are appended to left_out
 * instead, safe to show, a "; " comment line each.
 */
void remedy_subject(struct output_bytes *out, struct output_bytes *left_out,
                    struct base_slice name);

/* Subject alternative names as the lines of an INF's {text} value; likewise. */
void remedy_alternative_names(struct output_bytes *out, struct output_bytes *left_out,
                              struct base_slice san);

#endif
