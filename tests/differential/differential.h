/* SPDX-License-Identifier: MIT */
/* Our facts of a certificate against OpenSSL's reading of the same bytes. */
#ifndef DIFFERENTIAL_H
#define DIFFERENTIAL_H

#include <certcheck/facts.h>

#include <openssl/x509.h>

/* Told of each difference; detail may be NULL. Whoever compares defines it. */
void differ(const char *what, const char *detail);

/* Both ways of reading one certificate, and all that they say. */
enum reading { BOTH_READ, BOTH_REFUSE, WE_REFUSE, OPENSSL_REFUSES };
enum reading compare_certificate(struct base_slice der);

bool same_bytes(struct base_slice ours, const unsigned char *theirs, int theirs_len);

/* Does OpenSSL encode what it read to the same bytes again, names too? */
bool is_der(X509 *x, struct base_slice from);
bool is_der_name(const X509_NAME *name);

void compare_fields(const struct certcheck_facts *f, X509 *x);
void compare_extensions(const struct certcheck_facts *f, X509 *x);

#endif
