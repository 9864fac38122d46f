/* SPDX-License-Identifier: MIT */
/* What OpenSSL tells a talker while it works: messages as they were sent, alerts. */
#include "openssl_internal.h"

#define EXTENSION_SUPPORTED_VERSIONS 43
#define MESSAGE_COMPRESSED_CERTIFICATE 25 /* RFC 8879 4; no name in OpenSSL before 3.2 */

void
probe_openssl_note_parameters(struct probe_openssl_talker *t)
{
    const SSL_CIPHER *cipher = SSL_get_pending_cipher(t->ssl);

    t->version = (uint16_t)SSL_version(t->ssl);
    if (cipher == NULL)
        cipher = SSL_get_current_cipher(t->ssl);
    t->cipher = cipher == NULL ? 0 : SSL_CIPHER_get_protocol_id(cipher);
}

/* Is our Certificate message empty? OpenSSL sends an empty one where the server accepts no
 * signature that our key can make. In TLS 1.3 the context of the request stands between the header
 * and the length of the list (RFC 8446 4.4.2). */
static bool
is_empty_list(struct base_slice message, bool tls13)
{
    size_t at = SSL3_HM_HEADER_LENGTH;

    if (tls13 && message.len > at)
        at += 1u + message.ptr[at];
    return message.len <= at + 3;
}

/* Ours, as it is sent: our ServerHello, or our Certificate to a server. */
static void
note_ours(struct probe_openssl_talker *t, struct base_slice message)
{
    if (message.ptr[0] != (t->server ? SSL3_MT_SERVER_HELLO : SSL3_MT_CERTIFICATE))
        return;
    t->answered = true;
    probe_openssl_note_parameters(t);
    t->withheld = !t->server && is_empty_list(message, t->version == TLS1_3_VERSION);
}

static void
note_chain(struct probe_openssl_talker *t, struct base_slice body)
{
    bool tls13 = SSL_version(t->ssl) == TLS1_3_VERSION;

    if (t->chain_seen)
        return; /* a renegotiation changes nothing for us */
    t->chain_seen = true;
    probe_openssl_note_parameters(t);
    (void)probe_list_certificates(&t->chain, body, tls13);
    if (t->server)
        t->enough = !tls13 && !t->full;
    else if (t->requested == PROBE_UNKNOWN && tls13)
        t->requested = PROBE_NO; /* in TLS 1.3 a request comes before it */
}

static void
note_request(struct probe_openssl_talker *t, struct base_slice body)
{
    if (t->requested == PROBE_YES)
        return;
    t->requested = PROBE_YES;
    (void)probe_list_ca_names(&t->ca_names, body, (uint16_t)SSL_version(t->ssl));
}

static void
note_handshake(struct probe_openssl_talker *t, struct base_slice message)
{
    struct base_slice body = { message.ptr + SSL3_HM_HEADER_LENGTH,
                               message.len - SSL3_HM_HEADER_LENGTH };

    switch (message.ptr[0]) {
    case SSL3_MT_CLIENT_HELLO:
        t->hello_noted = true;
        probe_client_hello_read(body, &t->noted);
        break;
    case SSL3_MT_HELLO_REQUEST:
        t->hello_requests++;
        break;
    case SSL3_MT_CERTIFICATE:
        note_chain(t, body);
        break;
    case MESSAGE_COMPRESSED_CERTIFICATE:
        t->compressed = true;
        break;
    case SSL3_MT_CERTIFICATE_REQUEST:
        if (!t->server)
            note_request(t, body);
        break;
    case SSL3_MT_NEWSESSION_TICKET:
        t->ticketed = true;
        break;
    case SSL3_MT_SERVER_DONE:
        if (t->requested == PROBE_UNKNOWN)
            t->requested = PROBE_NO;
        t->enough = !t->full;
        break;
    default:
        break;
    }
}

void
probe_openssl_on_message(int write, int version, int type, const void *bytes, size_t len, SSL *ssl,
                         void *arg)
{
    struct probe_openssl_talker *t = arg;
    const uint8_t *p = bytes;

    if (t == NULL || t->ssl != ssl)
        return;
    if (write) {
        if (type == SSL3_RT_HANDSHAKE && len > 0)
            note_ours(t, (struct base_slice){ p, len });
        return;
    }
    if (type == SSL3_RT_HEADER || version == SSL2_VERSION) /* a hello framed as in SSL 2.0 */
        t->tls = true;
    else if (type == SSL3_RT_ALERT && len == 2 && p[1] != SSL_AD_CLOSE_NOTIFY &&
             p[0] == SSL3_AL_FATAL)
        t->alert = p[1];
    else if (type == SSL3_RT_HANDSHAKE && len >= SSL3_HM_HEADER_LENGTH)
        note_handshake(t, (struct base_slice){ p, len });
}

int
probe_openssl_on_chain(X509_STORE_CTX *store, void *arg)
{
    const SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    const struct probe_openssl_talker *t = SSL_get_app_data(ssl);

    (void)arg;
    /* As a server up to TLS 1.2 the certificate is all we want: refusing it here saves the private
     * key operation that would follow. */
    return !t->enough;
}

/* Does the ClientHello offer nothing below TLS 1.3? */
static bool
only_tls13(SSL *ssl)
{
    const unsigned char *list;
    size_t len;

    if (SSL_client_hello_get0_ext(ssl, EXTENSION_SUPPORTED_VERSIONS, &list, &len) != 1)
        return false;
    for (size_t i = 1; i + 1 < len; i += 2) {
        unsigned version = (unsigned)list[i] << 8 | list[i + 1];

        if (version >= TLS1_VERSION && version <= TLS1_2_VERSION)
            return false;
    }
    return true;
}

int
probe_openssl_on_client_hello(SSL *ssl, int *alert, void *arg)
{
    (void)arg;
    if (only_tls13(ssl) && SSL_set_max_proto_version(ssl, TLS1_3_VERSION) != 1) {
        *alert = SSL_AD_INTERNAL_ERROR;
        return SSL_CLIENT_HELLO_ERROR;
    }
    return SSL_CLIENT_HELLO_SUCCESS;
}
