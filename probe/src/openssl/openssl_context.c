/* SPDX-License-Identifier: MIT */
#include "openssl_internal.h"

#include <openssl/err.h>

#include <stdio.h>
#include <stdlib.h>

/* All suites but those without a certificate: the server must find one that it accepts. */
#define CIPHERS "ALL:eNULL:!aNULL:!PSK:!SRP:@SECLEVEL=0"

#define SESSION_OPTIONS                                                                            \
    (SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION | SSL_OP_NO_TICKET |  \
     SSL_OP_NO_COMPRESSION | SSL_OP_TLSEXT_PADDING | SSL_OP_NO_ANTI_REPLAY)

/* The Certificate message must arrive uncompressed: OpenSSL 3.2 and later offer compression (RFC
 * 8879) and then show no Certificate message to the callback. */
#ifdef SSL_OP_NO_RX_CERTIFICATE_COMPRESSION
#define CERTIFICATE_COMPRESSION_OFF                                                                \
    (SSL_OP_NO_RX_CERTIFICATE_COMPRESSION | SSL_OP_NO_TX_CERTIFICATE_COMPRESSION)
#else
#define CERTIFICATE_COMPRESSION_OFF 0
#endif

/* OpenSSL's own list and the curves that it leaves out (RFC 7027, SEC 2). OpenSSL's
 * macro takes them as char *, though it writes nothing there. */
static char groups[] =
    "X25519:P-256:X448:P-384:P-521:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:secp256k1";

static const int newest[PROBE_CONTEXTS] = {
    [PROBE_CONTEXT_CLIENT10] = TLS1_VERSION,
    [PROBE_CONTEXT_CLIENT12] = TLS1_2_VERSION,
    [PROBE_CONTEXT_CLIENT13] = TLS1_3_VERSION,
    [PROBE_CONTEXT_SERVER] = TLS1_2_VERSION, /* see probe_openssl_on_client_hello */
};

static bool
read_identity(struct probe_identity *id, const struct probe_options *o, struct base_text *why)
{
    if (o->keystore != NULL)
        return probe_identity_decode(id, o->keystore, why);
    return o->cert_file == NULL || probe_identity_read(id, o->cert_file, o->key_file, why);
}

struct probe_openssl *
probe_openssl_new(const struct probe_options *o, struct base_text *why)
{
    struct probe_openssl *e = calloc(1, sizeof *e);

    if (e == NULL) {
        base_text_str(why, "out of memory");
        return NULL;
    }
    if (!read_identity(&e->user, o, why)) {
        probe_openssl_free(e);
        return NULL;
    }
    return e;
}

void
probe_openssl_free(struct probe_openssl *e)
{
    if (e == NULL)
        return;
    for (size_t i = 0; i < PROBE_CONTEXTS; i++)
        SSL_CTX_free(e->contexts[i]);
    probe_identity_clear(&e->user);
    probe_identity_clear(&e->throwaway);
    probe_identity_clear(&e->throwaway_ec);
    free(e);
}

static bool
use_identity(SSL_CTX *ctx, const struct probe_identity *id)
{
    return SSL_CTX_use_cert_and_key(ctx, id->leaf, id->key, id->issuers, 1) == 1;
}

/* The user's chain, where its key is known; else, as a server, the throw-away one. */
static bool
set_identity(struct probe_openssl *e, SSL_CTX *ctx, bool server)
{
    if (e->user.key != NULL)
        return use_identity(ctx, &e->user);
    if (!server)
        return true;
    if (e->throwaway_ec.key == NULL && !probe_identity_make(&e->throwaway_ec, false))
        return false;
    return probe_openssl_throwaway(e) != NULL && use_identity(ctx, &e->throwaway) &&
           use_identity(ctx, &e->throwaway_ec); /* OpenSSL presents what the hello allows */
}

static bool
set_limits(SSL_CTX *ctx, enum probe_context which)
{
    bool server = which == PROBE_CONTEXT_SERVER;

    SSL_CTX_set_options(ctx, SESSION_OPTIONS | CERTIFICATE_COMPRESSION_OFF);
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_cert_list(ctx, PROBE_OPENSSL_MESSAGE_MAX);
    SSL_CTX_set_security_level(ctx, 0);
    if (server) {
        SSL_CTX_set_dh_auto(ctx, 1);
        SSL_CTX_set_num_tickets(ctx, 0);
    }
    (void)SSL_CTX_set1_groups_list(ctx, groups); /* else the groups that this build has */
    return SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION) == 1 &&
           SSL_CTX_set_max_proto_version(ctx, newest[which]) == 1 &&
           SSL_CTX_set_cipher_list(ctx, CIPHERS) == 1;
}

/*
 * A verify callback of our own: OpenSSL's would find the very certificates this
 * tool looks for unsuitable and leave before they can be read. A list of CA
 * names is set only where the user gives one (set_ca_names): with one, peers
 * withhold certificates of other issuers.
 */
static void
set_callbacks(SSL_CTX *ctx, bool server)
{
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(ctx, probe_openssl_on_chain, NULL);
    SSL_CTX_set_msg_callback(ctx, probe_openssl_on_message);
    if (server)
        SSL_CTX_set_client_hello_cb(ctx, probe_openssl_on_client_hello, NULL);
}

void
probe_openssl_serve(struct probe_openssl *e, const struct base_slice *ca_names, size_t ca_names_n)
{
    e->brief = true;
    e->ca_names = ca_names;
    e->ca_names_n = ca_names_n;
}

static bool
set_ca_names(const struct probe_openssl *e, SSL_CTX *ctx)
{
    STACK_OF(X509_NAME) *list = sk_X509_NAME_new_null();

    for (size_t i = 0; list != NULL && i < e->ca_names_n; i++) {
        const unsigned char *der = e->ca_names[i].ptr;
        X509_NAME *name = d2i_X509_NAME(NULL, &der, (long)e->ca_names[i].len);

        if (name == NULL || sk_X509_NAME_push(list, name) <= 0) {
            X509_NAME_free(name);
            sk_X509_NAME_pop_free(list, X509_NAME_free);
            return false;
        }
    }
    SSL_CTX_set_client_CA_list(ctx, list);
    return list != NULL;
}

SSL_CTX *
probe_openssl_context(struct probe_openssl *e, enum probe_context which)
{
    bool server = which == PROBE_CONTEXT_SERVER;
    SSL_CTX *ctx;

    if (e->contexts[which] != NULL)
        return e->contexts[which];
    ERR_clear_error();
    ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    if (ctx == NULL || !set_limits(ctx, which) || !set_identity(e, ctx, server) ||
        (server && !set_ca_names(e, ctx))) {
        SSL_CTX_free(ctx);
        return NULL;
    }
    set_callbacks(ctx, server);
    return e->contexts[which] = ctx;
}
