/* SPDX-License-Identifier: MIT */
/*
 * The lab's end of TLS: an SSL_CTX that shows exactly the scenario's bytes,
 * however unfit they are, in either role.
 */
#ifndef LAB_TLS_H
#define LAB_TLS_H

#include <openssl/ssl.h>

#include "lab.h"

/* NULL after a complaint on stderr (unknown scenario, files unreadable). */
SSL_CTX *lab_tls_new(const struct lab_spec *spec, const char *certs);

/* What one connection has shown so far; filled in by callbacks. */
struct lab_seen {
    bool asked;        /* the peer sent a CertificateRequest */
    bool shown;        /* our Certificate message left, with certificates */
    bool empty;        /* our Certificate message left, without */
    bool peer_shown;   /* the peer sent a Certificate message with certificates */
    bool close_notify; /* the peer's */
    int alert;         /* the last other alert of the peer, -1: none */
};

/* A connection on fd (stays the caller's) that notes into seen; NULL: no memory. */
SSL *lab_tls_talk(SSL_CTX *ctx, const struct lab_spec *spec, int fd, struct lab_seen *seen);

/* "1.2" once the version is settled, else "-" */
const char *lab_tls_version(const SSL *ssl);

#endif
