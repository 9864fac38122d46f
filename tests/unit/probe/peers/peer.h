/* SPDX-License-Identifier: MIT */
/*
 * Peers for tests: a thread that accepts on a loopback port of the kernel's
 * choosing and treats each connection on a thread of its own.
 */
#ifndef TEST_PEER_H
#define TEST_PEER_H

#include <openssl/ssl.h>

#include <stdbool.h>
#include <stdint.h>

struct peer;

/* Treats one connection; the caller closes fd. */
typedef void peer_fn(struct peer *p, int fd);

struct peer_tls {
    int min, max;        /* versions; 0: any */
    bool demand;         /* a client certificate, and fail without */
    bool no_certificate; /* as a client: have none */
    bool strict;         /* refuse what is not trusted, which is everything */
    bool trusting;       /* with strict: but for the issuer of our own test chain */
    int intolerant;      /* of hellos above TLS 1.0: an alert, or one of below */
    bool turn_away;      /* close after the handshake, without an alert, as .NET does */
    const char *ciphers; /* NULL: OpenSSL's at security level 0 */
    int curve;           /* a certificate with a key on it, NID; 0: RSA */
};

enum { PEER_CLOSES = -1, PEER_RESETS = -2 };

struct peer {
    peer_fn *fn;
    struct peer_tls tls;
    const void *bytes; /* what peer_say and others send */
    size_t bytes_n;
    uint16_t port;
    int fd;
    int accepted; /* so far; read it after peer_stop */
    int busiest;  /* most connections at once */
    int now;
    struct peer_threads *threads;
    SSL_CTX *context;
};

/* Begins to accept; address is "127.0.0.1" or "::1". False: no such address. */
bool peer_start(struct peer *p, const char *address);
void peer_stop(struct peer *p);

/* ---- what to do with a connection ---- */
void peer_tls_server(struct peer *p, int fd);
void peer_tls_intolerant(struct peer *p, int fd);      /* TLS 1.0, or refuses */
void peer_tls_client(struct peer *p, int fd);          /* speaks first: reversed roles */
void peer_tls_client_after_us(struct peer *p, int fd); /* waits for a byte of ours, then the same */
void peer_silent(struct peer *p, int fd);              /* until we leave */
void peer_say(struct peer *p, int fd);                 /* send bytes, then be silent */
void peer_answer(struct peer *p, int fd);              /* wait for a byte, then the same */
void peer_close(struct peer *p, int fd);
void peer_reset(struct peer *p, int fd);
void peer_answer_then_close(struct peer *p, int fd); /* wait, send bytes, close */

/* The DER of the leaf that TLS peers show, and how many they show. */
const unsigned char *peer_leaf(size_t *len);
#define PEER_CHAIN 2

/* Makes certificates once for all peers; first call before threads. */
void peer_setup(void);
void peer_teardown(void);

/* Writes the chain and the key as PEM to new files; paths are returned. */
void peer_write_pem(char cert_path[64], char key_path[64]);

int64_t peer_clock_ms(void); /* monotonic */

#endif
