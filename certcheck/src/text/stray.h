/* SPDX-License-Identifier: MIT */
/* What stands where no reader looks (stray.c). */
#ifndef CERTCHECK_STRAY_H
#define CERTCHECK_STRAY_H

#include <base/slice.h>

/* What begins as a certificate, a request, PKCS#7 or PKCS#12 does, in DER, and in base64 without
 * PEM's lines (or base64 of PEM). */
bool stray_has_der(struct base_slice bytes);
bool stray_is_der(struct base_slice bytes); /* at their front */
bool stray_has_base64(struct base_slice text);

/* Words that mark what would be read, in UTF-16 (either order), or in what is read as UTF-16. */
bool stray_has_utf16(struct base_slice bytes);
bool stray_has_ascii(struct base_slice bytes);

#endif
