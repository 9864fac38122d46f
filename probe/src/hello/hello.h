/* SPDX-License-Identifier: MIT */
/*
 * The hello engine: reads the certificates of a TLS peer without cryptography.
 *
 * Up to TLS 1.2 the Certificate message crosses the wire in the clear (RFC 5246
 * 7.4.2), so whoever can frame records and handshake messages can read it. This
 * engine is that and nothing more: bytes in, bytes out. It does no I/O, knows no
 * clock, draws no random numbers, calls no OpenSSL; a driver does all of it.
 *
 * The model
 * ---------
 * One struct probe_hello_engine is one connection and is owned by the caller. It
 * plays one of two parts:
 *
 *   the peer is the TLS server    we send a ClientHello, take ServerHello,
 *                                 Certificate, CertificateRequest and
 *                                 ServerHelloDone, and leave
 *   the peer is the TLS client    (reversed) we wait for its ClientHello, answer
 *                                 as a server that asks for a certificate, take
 *                                 the peer's Certificate, and leave
 *
 * A driver's whole duty:
 *
 *     probe_hello_client(&e, PROBE_HELLO_LIGHT, name, random);
 *     while (e.outcome == PROBE_OUTCOME_MORE) {
 *         send probe_hello_output(&e), report it with probe_hello_sent()
 *         read, hand over with probe_hello_feed()
 *         on end of stream, reset or timeout: probe_hello_end()
 *     }
 *     send what probe_hello_output() still holds: the goodbye
 *     probe_hello_result(&e, &result);  use it
 *     probe_hello_free(&e);
 *
 * However the bytes are cut into feeds, outcome and result are the same.
 *
 * How it ends
 * -----------
 * With at least one whole certificate in hand the outcome is DONE, whatever
 * happened afterwards: an alert, a reset, a lie in the message after it. What
 * cut the talk short is then in the error, which is PROBE_OK for a talk that
 * went to its end. Without a certificate it is FAILED, or a piece of advice:
 *
 *   WIDE      the light hello was refused: reconnect, send the wide one
 *   OPENSSL   plaintext cannot do it. Peer is a server: reconnect with OpenSSL
 *             (TLS 1.3). Peer is a client: hand probe_hello_received() to OpenSSL
 *             as a server on this same connection; nothing has been answered yet
 *   REVERSED  the peer sent a ClientHello where a ServerHello was due: reconnect,
 *             stay silent, play the server
 *
 * The error of an advice says what led to it, for a driver that may not follow it.
 *
 * Leaving: every talk with a TLS peer ends with one alert in the output. After
 * success it is a close_notify of level warning, which ends a handshake in order
 * and is not among what Schannel logs as a fatal alert received (event 36887).
 * After a breach of the protocol it is the fatal alert RFC 5246 names for it.
 * After a fatal alert or close from the peer there is nothing to send. To spare
 * the peer a reset, send the alert, shut down writing, and read on until its end
 * of stream or a short limit before closing: bytes left unread make it a reset.
 *
 * Memory: the struct is under 512 bytes; it owns up to four heap buffers that
 * grow with what has arrived, never with what is announced. An ordinary talk
 * takes under 10 KiB and four allocations; a hostile one at most
 * PROBE_CHAIN_MAX + PROBE_HELLO_REQUEST_MAX and their rounding to a power of two.
 *
 * Caveats
 * -------
 * - Nothing is verified: no signature, no name, no date, no DER. A certificate is
 *   whatever bytes the peer put into the list.
 * - Resumption, renegotiation, TLS 1.3, SSL 2.0, anonymous, PSK and SRP suites
 *   are beyond it, by choice.
 * - A Certificate message over PROBE_CHAIN_MAX is read up to that limit; its
 *   whole certificates are kept and chain_cut is set. DTLS is not spoken.
 * - Not thread-safe for one engine; distinct engines share nothing mutable.
 */
#ifndef PROBE_HELLO_H
#define PROBE_HELLO_H

#include <probe/result.h>

#define PROBE_HELLO_RANDOM 32 /* bytes of a hello's random, RFC 5246 7.4.1.2 */

/* Bounds on what a peer may make us keep or do. */
#define PROBE_HELLO_FRAGMENT_MAX 18432u /* a record: 2^14 + 2048, RFC 5246 6.2.3 */
#define PROBE_HELLO_MESSAGE_MAX 16384u  /* ServerHello, ClientHello */
#define PROBE_HELLO_SKIP_MAX 65536u     /* ServerKeyExchange: passed over, not kept */
#define PROBE_HELLO_REQUEST_MAX 131330u /* CertificateRequest: its three vectors, full */
#define PROBE_HELLO_RECEIVED_MAX 65536u /* bytes kept for OpenSSL in the reversed role */
#define PROBE_HELLO_EMPTY_RECORDS_MAX 32
#define PROBE_HELLO_WARNINGS_MAX 16      /* warning alerts in one talk */
#define PROBE_HELLO_HELLO_REQUESTS_MAX 1 /* ignored once, RFC 5246 7.4.1.1 */
#define PROBE_HELLO_GREETING_MAX 48      /* bytes of another protocol looked at */
#define PROBE_HELLO_SIGNATURE_MAX 1024   /* RSA 8192 */
#define PROBE_HELLO_NAME_MAX 253         /* a DNS name in text */

enum probe_hello_outcome {
    PROBE_OUTCOME_MORE, /* bytes are expected */
    PROBE_OUTCOME_DONE,
    PROBE_OUTCOME_WIDE,
    PROBE_OUTCOME_OPENSSL,
    PROBE_OUTCOME_REVERSED,
    PROBE_OUTCOME_FAILED,
};

/*
 * Signs the ServerKeyExchange of the reversed role: tbs is client random, server
 * random and parameters (RFC 5246 7.4.3), still to be hashed. scheme is a TLS
 * SignatureScheme of an RSA key (RFC 8446 4.2.3), or PROBE_HELLO_MD5_SHA1 before
 * TLS 1.2: PKCS#1 v1.5 over MD5 || SHA-1 of tbs without a DigestInfo (RFC 4346
 * 7.4.3). Returns the length written to out, at most cap; 0 when it could not.
 */
#define PROBE_HELLO_MD5_SHA1 0u
typedef size_t probe_hello_sign_fn(void *ctx, uint16_t scheme, struct base_slice tbs, uint8_t *out,
                                   size_t cap);

/*
 * Who we are in the reversed role; borrowed, and shared by as many engines as
 * like. sign may be NULL (a chain without its key): then only peers that offer
 * RSA key exchange can be answered and the others end in OPENSSL. A chain over
 * 2^24 bytes is refused with PROBE_RESOURCE.
 */
struct probe_hello_identity {
    const struct base_slice *chain; /* DER, leaf first; its key is RSA */
    size_t chain_n;
    probe_hello_sign_fn *sign;
    void *sign_ctx;
    const struct base_slice *ca_names; /* DER Names of the CertificateRequest; at most 65535 bytes */
    size_t ca_names_n;
};

/* A growing buffer; private to the engine. */
struct probe_hello_bytes {
    uint8_t *ptr;
    size_t len, cap;
    bool failed; /* an allocation did; sticky */
};

/* Part of what `in` holds; private. */
struct probe_hello_span {
    size_t at, len;
};

/* Read outcome; the rest is private (hello_internal.h). */
struct probe_hello_engine {
    enum probe_hello_outcome outcome;
    uint8_t state; /* hello_states.def */
    uint8_t hello; /* enum probe_hello */
    uint8_t key;   /* enum probe_key: suites offered */
    bool server;   /* we are the TLS server */

    /* the record and the message being read */
    bool begun;    /* a whole record header came: the peer speaks TLS */
    bool greeting; /* another protocol is being looked at */
    uint8_t head[5], head_n;
    uint8_t message[4], message_n;
    uint8_t alert[2], alert_n;
    uint8_t record_type, event;
    size_t record_left, message_left, body_at; /* body_at: in `in` */
    uint8_t empty_records, warnings, hello_requests;

    /* what was learnt */
    bool chain_cut, empty_certificate, downgraded;
    enum probe_answer requested;
    uint16_t version, cipher;
    struct probe_hello_span chain, types, schemes, ca_names; /* in `in` */

    size_t sent;
    struct probe_hello_bytes in, out, received;
    struct base_slice *slices; /* of the last probe_hello_result */
    const struct probe_hello_identity *identity;
    struct probe_client_hello *noted; /* borrowed; NULL: not asked for */
    uint8_t random[PROBE_HELLO_RANDOM];
    struct probe_error error;
};

/*
 * Begin as a TLS client: the ClientHello is in the output. hello is LIGHT (RSA
 * key exchange only: the server signs nothing before its Certificate) or WIDE
 * (what a .NET client of 2017 offers, ECDSA included), or TLS10: a hello of TLS 1.0
 * without extensions but sni, for peers that refuse what they do not know. sni is left
 * out when it is empty, too long or an address literal (RFC 6066 3). sni and random are
 * not used after the call. The struct needs no initialisation before it.
 */
void probe_hello_client(struct probe_hello_engine *e, enum probe_hello hello, struct base_slice sni,
                        const uint8_t random[PROBE_HELLO_RANDOM]);

/* The same with those of WIDE's suites that need a certificate with such a key. */
void probe_hello_client_for(struct probe_hello_engine *e, enum probe_key key, struct base_slice sni,
                            const uint8_t random[PROBE_HELLO_RANDOM]);

/* RFC 8446 4.1.3: is it the random of a server of TLS 1.3 that was offered TLS 1.2 at most? */
bool probe_hello_is_downgraded(const uint8_t random[PROBE_HELLO_RANDOM]);

/* Begin as a TLS server that waits for a ClientHello; random is copied. */
void probe_hello_server(struct probe_hello_engine *e, const struct probe_hello_identity *identity,
                        const uint8_t random[PROBE_HELLO_RANDOM]);

/* Have what the ClientHello says of its sender written to out, which must outlive e. */
void probe_hello_note(struct probe_hello_engine *e, struct probe_client_hello *out);

/* The same from a ClientHello's body. Lists are taken as far as they are sound. */
void probe_client_hello_read(struct base_slice body, struct probe_client_hello *out);

/* Take what the peer sent; all of it. Without effect once the outcome is not MORE. */
enum probe_hello_outcome probe_hello_feed(struct probe_hello_engine *e, const void *bytes,
                                          size_t len);

/*
 * No more bytes will come: why is PROBE_CLOSED (end of stream), PROBE_RESET,
 * PROBE_TIMEOUT or PROBE_INTERRUPTED. Decides the outcome; never leaves it MORE.
 */
enum probe_hello_outcome probe_hello_end(struct probe_hello_engine *e, enum probe_class why);

/* What is to be sent now; valid until the next call on e. */
struct base_slice probe_hello_output(const struct probe_hello_engine *e);
void probe_hello_sent(struct probe_hello_engine *e, size_t len);

/* Reversed role, outcome OPENSSL: every byte the peer sent so far. Valid until free. */
struct base_slice probe_hello_received(const struct probe_hello_engine *e);

/*
 * Fills in what a TLS talk can tell: tls, peer_role, version, cipher,
 * client_certificate_requested, hello, engine, chain_cut, chain_partly, empty_certificate,
 * certificates, ca_names, ca_names_cut, error; leaves the rest of out alone. May be called at
 * any time. The slices live until the next call on e. False: no memory for the
 * list of slices; out then says PROBE_RESOURCE and has none.
 */
bool probe_hello_result(struct probe_hello_engine *e, struct probe_result *out);

/* Of the CertificateRequest: ClientCertificateType bytes; SignatureSchemes, two
 * bytes each (TLS 1.2). Empty when there was none; valid until the next call on e. */
struct base_slice probe_hello_requested_types(const struct probe_hello_engine *e);
struct base_slice probe_hello_requested_schemes(const struct probe_hello_engine *e);

/* Frees what e owns and makes it empty; fine to call twice. */
void probe_hello_free(struct probe_hello_engine *e);

/* "handshake_failure"; NULL: no such alert is known. */
const char *probe_alert_name(int alert);

/* In answer to a hello up to TLS 1.2: may a TLS 1.3 one fare better? */
bool probe_alert_wants_more(int alert);

/* In answer to our server certificate: PROBE_PEER_REFUSED_US or PROBE_ALERT. */
enum probe_class probe_alert_class(int alert);

#endif
