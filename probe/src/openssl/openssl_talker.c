/* SPDX-License-Identifier: MIT */
#include "openssl_internal.h"

#include "plan/fail.h"
#include "hello/hello.h"
#include "lists.h"

#include <openssl/err.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct probe_openssl_talker *
of(struct probe_talker *t)
{
    return (struct probe_openssl_talker *)(void *)t;
}

/* ---- how a talk ends ---- */

/* A close_notify in plaintext, at the version of the records so far: before any
 * ChangeCipherSpec nothing else can be read by the peer (RFC 5246 7.2.1). */
static void
say_goodbye(struct probe_openssl_talker *t)
{
    int version = SSL_version(t->ssl);

    if (t->version != 0)
        version = t->version;
    t->goodbye[0] = SSL3_RT_ALERT;
    t->goodbye[1] = SSL3_VERSION_MAJOR;
    t->goodbye[2] = (uint8_t)(version > TLS1_2_VERSION ? TLS1_2_VERSION & 0xFF : version & 0xFF);
    t->goodbye[4] = 2;
    t->goodbye[5] = SSL3_AL_WARNING;
    t->goodbye[6] = SSL_AD_CLOSE_NOTIFY;
    t->leaving = true;
}

static void
leave(struct probe_openssl_talker *t)
{
    if (t->finished)
        (void)SSL_shutdown(t->ssl);
    else if (t->alert == PROBE_NO_ALERT &&
             (t->enough || (t->chain_seen && t->version < TLS1_3_VERSION)))
        say_goodbye(t); /* else the fatal alert that OpenSSL wrote is right */
}

/* Was the peer shown our certificate? A server that requests none has no opinion of it. */
static bool
has_ours(const struct probe_openssl_talker *t)
{
    return t->full && t->answered && !t->withheld;
}

static void
advance_handshake(struct probe_openssl_talker *t)
{
    int r = SSL_do_handshake(t->ssl);

    t->finished = r == 1;
    if (t->version == 0 && SSL_get_state(t->ssl) == TLS_ST_CR_SRVR_HELLO)
        probe_openssl_note_parameters(t);
    if (t->enough)
        t->base.outcome = probe_openssl_obtained(t);
    else if (t->alert != PROBE_NO_ALERT)
        t->base.outcome = probe_openssl_alerted(t);
    else if (t->finished)
        t->base.outcome =
            has_ours(t) && t->chain.n > 0 ? PROBE_TALK_SETTLE : probe_openssl_obtained(t);
    else if (SSL_get_error(t->ssl, r) == SSL_ERROR_ZERO_RETURN)
        t->base.outcome = probe_openssl_notified(t);
    else if (SSL_get_error(t->ssl, r) != SSL_ERROR_WANT_READ)
        t->base.outcome = probe_openssl_broke_off(t);
    else if (t->hello_requests > PROBE_HELLO_HELLO_REQUESTS_MAX)
        t->base.outcome = probe_openssl_flooded(t);
}

/* After the handshake: what does the peer think of our certificate? */
static void
advance_settling(struct probe_openssl_talker *t)
{
    uint8_t ignored[512];
    int r;

    while ((r = SSL_read(t->ssl, ignored, sizeof ignored)) > 0)
        t->spoken_to = true;
    if (t->alert != PROBE_NO_ALERT)
        t->base.outcome = probe_openssl_alerted(t);
    else if (SSL_get_error(t->ssl, r) != SSL_ERROR_WANT_READ)
        probe_openssl_turned_away(t, PROBE_CLOSED);
}

static void
advance(struct probe_openssl_talker *t)
{
    ERR_clear_error();
    if (t->base.outcome == PROBE_TALK_MORE)
        advance_handshake(t);
    if (t->base.outcome == PROBE_TALK_SETTLE) /* more may have come with the end of the handshake */
        advance_settling(t);
    if (t->base.outcome == PROBE_TALK_OFFER)
        t->base.advice = PROBE_OFFER_TLS13;
    if (t->base.outcome != PROBE_TALK_MORE && t->base.outcome != PROBE_TALK_SETTLE)
        leave(t);
    ERR_clear_error();
}

/* ---- the talker's operations ---- */

static void
feed(struct probe_talker *base, struct base_slice bytes)
{
    struct probe_openssl_talker *t = of(base);

    while (bytes.len > 0 &&
           (base->outcome == PROBE_TALK_MORE || base->outcome == PROBE_TALK_SETTLE)) {
        int n = BIO_write(t->in, bytes.ptr, bytes.len > INT32_MAX ? INT32_MAX : (int)bytes.len);

        if (n <= 0) {
            probe_fail_set(&t->error, PROBE_RESOURCE, PROBE_STAGE_TLS, "out of memory");
            base->outcome = t->chain.n > 0 ? PROBE_TALK_DONE : PROBE_TALK_FAILED;
            return;
        }
        bytes.ptr += n;
        bytes.len -= (size_t)n;
        advance(t);
    }
}

/* A peer that stays silent until the time is up has accepted us. */
static void
end_of_settling(struct probe_openssl_talker *t, enum probe_class why)
{
    if (why != PROBE_TIMEOUT) {
        probe_openssl_turned_away(t, why);
        return;
    }
    t->accepted = PROBE_YES;
    t->base.outcome = PROBE_TALK_DONE;
    leave(t);
}

static void
end(struct probe_talker *base, enum probe_class why)
{
    struct probe_openssl_talker *t = of(base);

    if (base->outcome == PROBE_TALK_SETTLE) {
        end_of_settling(t, why);
        return;
    }
    if (base->outcome != PROBE_TALK_MORE)
        return;
    base->outcome = probe_openssl_left(t, why);
    if (why == PROBE_TIMEOUT && t->tls && t->version < TLS1_3_VERSION)
        say_goodbye(t);
}

static struct base_slice
output(struct probe_talker *base)
{
    struct probe_openssl_talker *t = of(base);
    char *p = NULL;
    long n;

    if (t->leaving)
        return (struct base_slice){ t->goodbye + t->goodbye_sent,
                                    sizeof t->goodbye - t->goodbye_sent };
    n = BIO_get_mem_data(t->out, &p);
    return (struct base_slice){ (const uint8_t *)p, n > 0 ? (size_t)n : 0 };
}

static void
sent(struct probe_talker *base, size_t n)
{
    struct probe_openssl_talker *t = of(base);
    uint8_t ignored[4096];

    if (t->leaving) {
        t->goodbye_sent += n;
        return;
    }
    while (n > 0) {
        int got = BIO_read(t->out, ignored, n < sizeof ignored ? (int)n : (int)sizeof ignored);

        if (got <= 0)
            break;
        n -= (size_t)got;
    }
}

/* A server of TLS 1.3 sends its Finished before it has seen our certificate (RFC 8446 2), but a
 * ticket only after ours (4.6.1); or it ends in order. */
static bool
took_ours(const struct probe_openssl_talker *t)
{
    bool in_order = (SSL_get_shutdown(t->ssl) & SSL_RECEIVED_SHUTDOWN) != 0;

    return t->finished && (t->server || t->version < TLS1_3_VERSION || t->ticketed || in_order);
}

static bool
was_downgraded(const struct probe_openssl_talker *t)
{
    uint8_t random[SSL3_RANDOM_SIZE];

    return !t->server && t->version == TLS1_2_VERSION &&
           SSL_get_server_random(t->ssl, random, sizeof random) == sizeof random &&
           probe_hello_is_downgraded(random);
}

static void
result(struct probe_talker *base, struct probe_result *out)
{
    struct probe_openssl_talker *t = of(base);

    out->tls = t->tls;
    out->peer_role = !t->tls     ? PROBE_ROLE_UNKNOWN
                     : t->server ? PROBE_ROLE_CLIENT
                                 : PROBE_ROLE_SERVER;
    out->version = t->version;
    out->cipher = t->cipher;
    out->speaks_tls13 = was_downgraded(t);
    out->client_certificate_requested = t->server && t->answered ? PROBE_YES : t->requested;
    out->accepted_us = has_ours(t) ? t->accepted : PROBE_UNKNOWN;
    out->withheld_ours = t->withheld;
    out->finished = took_ours(t);
    out->hello = t->offer == PROBE_OFFER_TLS10 ? PROBE_HELLO_TLS10 : PROBE_HELLO_WIDE;
    out->engine = PROBE_ENGINE_OPENSSL;
    out->chain_cut = t->chain.cut;
    out->chain_partly = t->chain.broken && t->chain.n > 0;
    out->empty_certificate = t->error.kind == PROBE_EMPTY_CERTIFICATE;
    out->certificates = t->chain.items;
    out->certificates_n = t->chain.n;
    out->ca_names = t->ca_names.items;
    out->ca_names_n = t->ca_names.n;
    out->ca_names_cut = t->ca_names.cut;
    out->error = t->error;
    out->client_hello = t->hello_noted ? &t->noted : NULL;
}

static void
destroy(struct probe_talker *base)
{
    struct probe_openssl_talker *t = of(base);

    SSL_free(t->ssl);
    probe_list_clear(&t->chain);
    probe_list_clear(&t->ca_names);
    free(t);
}

static const struct probe_talker_ops ops = {
    .feed = feed,
    .end = end,
    .output = output,
    .sent = sent,
    .result = result,
    .free = destroy,
};

static struct probe_openssl_talker *
talker_new(SSL_CTX *ctx)
{
    struct probe_openssl_talker *t = calloc(1, sizeof *t);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());

    if (t != NULL)
        t->ssl = SSL_new(ctx);
    if (t == NULL || in == NULL || out == NULL || t->ssl == NULL) {
        BIO_free(in);
        BIO_free(out);
        if (t != NULL)
            SSL_free(t->ssl);
        free(t);
        return NULL;
    }
    t->base.ops = &ops;
    t->in = in;
    t->out = out;
    t->alert = PROBE_NO_ALERT;
    t->error.alert = PROBE_NO_ALERT;
    t->requested = t->accepted = PROBE_UNKNOWN;
    SSL_set_bio(t->ssl, in, out);
    (void)SSL_set_app_data(t->ssl, t);
    SSL_set_msg_callback_arg(t->ssl, t);
    return t;
}

/* OpenSSL's macro casts const away, so it gets a copy of the name. */
static bool
set_server_name(SSL *ssl, const char *sni)
{
    char name[TLSEXT_MAXLEN_host_name + 1];

    (void)snprintf(name, sizeof name, "%s", sni);
    return SSL_set_tlsext_host_name(ssl, name) == 1;
}

static enum probe_context
client_context(enum probe_offer offer)
{
    switch (offer) {
    case PROBE_OFFER_TLS10:
        return PROBE_CONTEXT_CLIENT10;
    case PROBE_OFFER_TLS13:
        return PROBE_CONTEXT_CLIENT13;
    default:
        return PROBE_CONTEXT_CLIENT12;
    }
}

/* RFC 8446 4.2.3: in TLS 1.3 the signature schemes alone say which certificates will do. */
static bool
set_key(SSL *ssl, enum probe_key key)
{
    static char rsa[] = "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:RSA+SHA256:"
                        "RSA+SHA384:RSA+SHA512";
    static char ecdsa[] = "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519";

    /* OpenSSL's macro takes char *, but does not write to it. */
    return key == PROBE_KEY_ANY ||
           SSL_set1_sigalgs_list(ssl, key == PROBE_KEY_RSA ? rsa : ecdsa) == 1;
}

struct probe_talker *
probe_openssl_client(struct probe_openssl *e, enum probe_offer offer, enum probe_key key,
                     const char *sni)
{
    SSL_CTX *ctx = probe_openssl_context(e, client_context(offer));
    struct probe_openssl_talker *t = ctx == NULL ? NULL : talker_new(ctx);

    if (t == NULL)
        return NULL;
    t->offer = (uint8_t)offer;
    t->full = e->user.key != NULL;
    if (!set_key(t->ssl, key) || (sni != NULL && !set_server_name(t->ssl, sni))) {
        destroy(&t->base);
        return NULL;
    }
    SSL_set_connect_state(t->ssl);
    advance(t);
    return &t->base;
}

struct probe_talker *
probe_openssl_server(struct probe_openssl *e)
{
    SSL_CTX *ctx = probe_openssl_context(e, PROBE_CONTEXT_SERVER);
    struct probe_openssl_talker *t = ctx == NULL ? NULL : talker_new(ctx);

    if (t == NULL)
        return NULL;
    t->server = true;
    t->full = e->user.key != NULL && !e->brief;
    SSL_set_accept_state(t->ssl);
    return &t->base;
}

bool
probe_openssl_present(struct probe_talker *base, const struct probe_identity *id)
{
    struct probe_openssl_talker *t = of(base);

    t->full = true;
    return SSL_use_cert_and_key(t->ssl, id->leaf, id->key, id->issuers, 1) == 1;
}
