/* SPDX-License-Identifier: MIT */
/* Shared by the openssl_*.c files only. */
#ifndef PROBE_OPENSSL_INTERNAL_H
#define PROBE_OPENSSL_INTERNAL_H

#include "lists.h"
#include "openssl_engine.h"

#include <openssl/ssl.h>

/* Over PROBE_CHAIN_MAX a chain is cut, over this its message is not read at all:
 * OpenSSL takes memory for the length a message claims. */
#define PROBE_OPENSSL_MESSAGE_MAX (4 * PROBE_CHAIN_MAX)

struct probe_identity {
    EVP_PKEY *key; /* NULL: a chain without its key */
    X509 *leaf;
    STACK_OF(X509) * issuers; /* NULL or the rest of the chain */
    struct base_slice
        *der; /* the chain, leaf first, once it was encoded; owned, as are its bytes */
    size_t der_n;
};

enum probe_context {
    PROBE_CONTEXT_CLIENT10,
    PROBE_CONTEXT_CLIENT12,
    PROBE_CONTEXT_CLIENT13,
    PROBE_CONTEXT_SERVER,
    PROBE_CONTEXTS
};

struct probe_openssl {
    SSL_CTX *contexts[PROBE_CONTEXTS];
    struct probe_identity user;
    struct probe_identity throwaway;
    struct probe_identity throwaway_ec; /* for peers that take no RSA */
    struct probe_hello_identity hello;  /* one of the two, for the hello engine */
    const struct base_slice *ca_names;  /* borrowed: what a server asks for */
    size_t ca_names_n;
    bool
        brief; /* as server: stop at the peer's certificate, even if we have a key to finish with */
};

#define PROBE_NO_ALERT (-1)

struct probe_openssl_talker {
    struct probe_talker base; /* first: the driver's view is cast back */
    SSL *ssl;
    BIO *in, *out; /* owned by ssl */
    bool server;
    bool full;     /* we have a certificate and key: finish, and hear the verdict */
    bool tls;      /* the peer sent a TLS record */
    bool answered; /* as server: our flight is written; as client: our certificate */
    bool chain_seen;
    bool spoken_to;  /* after the handshake: in the protocol that TLS carries */
    bool ticketed;   /* as client: a NewSessionTicket came */
    bool withheld;   /* as client: our Certificate was empty */
    bool compressed; /* a CompressedCertificate came, which we never offer to read */
    bool enough;     /* all that is wanted was sent, in plaintext */
    bool finished;   /* the handshake is complete */
    bool leaving;    /* OpenSSL's own output is dropped for the goodbye */
    uint8_t offer;
    unsigned hello_requests; /* OpenSSL would ignore any number of them */
    uint16_t version, cipher;
    int alert;
    enum probe_answer requested, accepted;
    struct probe_list chain, ca_names;
    struct probe_error error;
    struct probe_client_hello noted; /* as server */
    bool hello_noted;
    uint8_t goodbye[7];
    size_t goodbye_sent;
};

/* identity.c */
bool probe_identity_read(struct probe_identity *id, const char *cert_file, const char *key_file,
                         struct base_text *why);
bool probe_identity_decode(struct probe_identity *id, const struct probe_keystore *from,
                           struct base_text *why);
bool probe_identity_make(struct probe_identity *id, bool rsa); /* or a key on P-256 */
bool probe_identity_encode(struct probe_identity *id); /* fine when it is; false: no memory */
void probe_identity_clear(struct probe_identity *id);
bool probe_identity_is_rsa(const struct probe_identity *id);
probe_hello_sign_fn probe_identity_sign; /* ctx: a struct probe_identity with a key */

/* Makes the throw-away if it is not there yet; NULL: no memory. */
struct probe_identity *probe_openssl_throwaway(struct probe_openssl *e);

/* openssl_context.c; NULL: no memory. Borrowed. */
SSL_CTX *probe_openssl_context(struct probe_openssl *e, enum probe_context which);

/* openssl_notes.c: what a context tells its talkers */
void probe_openssl_note_parameters(struct probe_openssl_talker *t); /* version and cipher */
void probe_openssl_on_message(int write, int version, int type, const void *bytes, size_t len,
                              SSL *ssl, void *arg);
int probe_openssl_on_chain(X509_STORE_CTX *store, void *arg);
int probe_openssl_on_client_hello(SSL *ssl, int *alert, void *arg);

/* openssl_outcome.c: each leaves its reason in t->error */
enum probe_talk probe_openssl_obtained(struct probe_openssl_talker *t); /* all that will come */
enum probe_talk probe_openssl_alerted(struct probe_openssl_talker *t);
enum probe_talk probe_openssl_broke_off(struct probe_openssl_talker *t); /* OpenSSL gave up */
/* The peer ended the talk: why is PROBE_CLOSED, PROBE_RESET or PROBE_TIMEOUT. */
enum probe_talk probe_openssl_left(struct probe_openssl_talker *t, enum probe_class why);
enum probe_talk probe_openssl_notified(struct probe_openssl_talker *t); /* by a close_notify */
enum probe_talk probe_openssl_flooded(struct probe_openssl_talker *t);
/* Refused without an alert, after the handshake. */
void probe_openssl_turned_away(struct probe_openssl_talker *t, enum probe_class why);

#endif
