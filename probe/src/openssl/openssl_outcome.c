/* SPDX-License-Identifier: MIT */
/* What a talk with OpenSSL has come to, and what went wrong in it. */
#include "openssl_internal.h"

#include "plan/fail.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>

#define COMPRESSED "the peer sent a CompressedCertificate (RFC 8879), which was not offered"

enum probe_talk
probe_openssl_obtained(struct probe_openssl_talker *t)
{
    if (t->chain.no_memory)
        probe_fail_set(&t->error, PROBE_RESOURCE, PROBE_STAGE_TLS, "out of memory");
    else if (t->chain.broken)
        probe_fail_set(&t->error, PROBE_PROTOCOL, PROBE_STAGE_TLS,
                       "a Certificate list with inconsistent lengths");
    else if (t->chain.cut && t->chain.n == 0)
        probe_fail_set(&t->error, PROBE_LIMIT, PROBE_STAGE_TLS, "a certificate over %u bytes",
                       PROBE_CHAIN_MAX);
    else if (!t->chain_seen)
        probe_fail_set(&t->error, PROBE_PROTOCOL, PROBE_STAGE_TLS, "%s",
                       t->compressed ? COMPRESSED : "a handshake without a Certificate message");
    else if (t->chain.n == 0)
        probe_fail_set(&t->error, PROBE_EMPTY_CERTIFICATE, PROBE_STAGE_TLS, "%s", "");
    return t->chain.n > 0 ? PROBE_TALK_DONE : PROBE_TALK_FAILED;
}

enum probe_talk
probe_openssl_alerted(struct probe_openssl_talker *t)
{
    enum probe_class kind = PROBE_ALERT;

    if (t->server && t->answered)
        kind = probe_alert_class(t->alert);
    probe_fail_set(&t->error, kind, PROBE_STAGE_TLS, "%s", "");
    t->error.alert = t->alert;
    if (t->full && (t->chain.n > 0 || kind == PROBE_PEER_REFUSED_US))
        t->accepted = PROBE_NO;
    if (t->chain.n > 0)
        return PROBE_TALK_DONE;
    if (!t->server && t->offer == PROBE_OFFER_TLS12 && probe_alert_wants_more(t->alert))
        return PROBE_TALK_OFFER;
    return PROBE_TALK_FAILED;
}

static bool
is_limit(int reason)
{
    return reason == SSL_R_EXCESSIVE_MESSAGE_SIZE || reason == SSL_R_TOO_MANY_WARN_ALERTS ||
           reason == SSL_R_RECORD_TOO_SMALL; /* too many records of no bytes */
}

/* A message that OpenSSL would not even begin to read. */
static void
note_oversize(struct probe_openssl_talker *t, int reason)
{
    OSSL_HANDSHAKE_STATE awaited = SSL_get_state(t->ssl);

    if (reason == SSL_R_EXCESSIVE_MESSAGE_SIZE &&
        (awaited == TLS_ST_CR_CERT || awaited == TLS_ST_SR_CERT))
        t->chain.cut = true;
}

enum probe_talk
probe_openssl_broke_off(struct probe_openssl_talker *t)
{
    unsigned long code = ERR_peek_error();
    int reason = ERR_GET_REASON(code);
    const char *text = ERR_reason_error_string(code);
    enum probe_class kind = PROBE_PROTOCOL;

    if (t->chain_seen)
        return probe_openssl_obtained(t); /* what OpenSSL thought of it does not matter */
    if (ERR_GET_LIB(code) == ERR_LIB_SSL && is_limit(reason))
        kind = PROBE_LIMIT;
    else if (reason == ERR_R_MALLOC_FAILURE)
        kind = PROBE_RESOURCE;
    if (t->compressed)
        text = COMPRESSED;
    probe_fail_set(&t->error, kind, PROBE_STAGE_TLS, "%s: %s",
                   t->server ? "the peer's hello or answer could not be processed"
                             : "the peer's answer to our ClientHello could not be processed",
                   text == NULL ? "unknown error" : text);
    note_oversize(t, reason);
    if (!t->server && t->offer == PROBE_OFFER_TLS12 && reason == SSL_R_UNSUPPORTED_PROTOCOL)
        return PROBE_TALK_OFFER;
    return PROBE_TALK_FAILED;
}

enum probe_talk
probe_openssl_left(struct probe_openssl_talker *t, enum probe_class why)
{
    bool told_ours = t->answered && why != PROBE_TIMEOUT;

    if (told_ours && t->full)
        t->accepted = PROBE_NO;
    if (told_ours && t->server && t->chain.n == 0)
        why = PROBE_PEER_REFUSED_US;
    probe_fail_set(&t->error, why, PROBE_STAGE_TLS, "%s", "");
    return t->chain.n > 0 ? PROBE_TALK_DONE : PROBE_TALK_FAILED;
}

enum probe_talk
probe_openssl_notified(struct probe_openssl_talker *t)
{
    enum probe_talk outcome = probe_openssl_left(t, PROBE_CLOSED);

    t->error.alert = SSL_AD_CLOSE_NOTIFY;
    return outcome;
}

enum probe_talk
probe_openssl_flooded(struct probe_openssl_talker *t)
{
    probe_fail_set(&t->error, PROBE_LIMIT, PROBE_STAGE_TLS, "more than one HelloRequest");
    return t->chain.n > 0 ? PROBE_TALK_DONE : PROBE_TALK_FAILED;
}

/* .NET judges our certificate when the handshake is done, and then closes. */
void
probe_openssl_turned_away(struct probe_openssl_talker *t, enum probe_class why)
{
    t->base.outcome = PROBE_TALK_DONE;
    if (t->spoken_to) { /* a server that greets us has accepted us */
        t->accepted = PROBE_YES;
        return;
    }
    probe_fail_set(
        &t->error, why, PROBE_STAGE_TLS,
        "the peer %s the connection after the handshake: most likely it refused our certificate",
        why == PROBE_RESET ? "reset" : "closed");
    t->accepted = PROBE_NO;
}
