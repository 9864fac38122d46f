/* SPDX-License-Identifier: MIT */
#ifndef CERTCHECK_STATUS_H
#define CERTCHECK_STATUS_H

#include <base/declare.h>

BASE_BEGIN_DECLS

#if defined(__GNUC__)
#define CERTCHECK_NODISCARD __attribute__((warn_unused_result))
#else
#define CERTCHECK_NODISCARD
#endif

/* What a call of this library can say of itself; what it says of a certificate
 * is data (facts, findings), never an error. */
enum certcheck_status {
    CERTCHECK_OK = 0,
    CERTCHECK_E_DER,    /* the bytes are not a Certificate (RFC 5280 4.1) */
    CERTCHECK_E_LIMIT,  /* more than a documented bound; the result holds what fitted */
    CERTCHECK_E_MEMORY, /* an allocation failed */
};

BASE_END_DECLS

#endif
