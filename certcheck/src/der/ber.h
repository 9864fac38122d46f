/* SPDX-License-Identifier: MIT */
/*
 * The same walk as der.h for what certificates are carried in (CMS, PKCS#12): BER (X.690 8),
 * which those allow, so that lengths may be indefinite and strings come in pieces. What is
 * taken keeps the octets it has in the file.
 */
#ifndef CERTCHECK_BER_H
#define CERTCHECK_BER_H

#include "der.h"

#define BER_CONSTRUCTED 0x20

/* As der_take; of an indefinite length body ends before the end-of-contents octets. */
bool ber_take(struct base_slice *rest, struct der_item *out);

/* ... if it has this tag. */
bool ber_take_tag(struct base_slice *rest, uint8_t tag, struct der_item *out);

/* The contents of a constructed OCTET STRING (X.690 8.7), piece behind piece, into out, which
 * holds body.len bytes. False: something else is among the pieces. */
bool ber_join(struct base_slice body, uint8_t *out, size_t *out_len);

#endif
