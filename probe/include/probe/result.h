/* SPDX-License-Identifier: MIT */
/*
 * What probing one endpoint showed, as plain data: no sockets, no OpenSSL.
 * A result is borrowed: it lives for the call of the probe_done_fn only.
 * Every byte in certificates and ca_names is the peer's: hostile.
 */
#ifndef PROBE_RESULT_H
#define PROBE_RESULT_H

#include <base/declare.h>
#include <base/slice.h>
#include <probe/dialogue.h>

BASE_BEGIN_DECLS

/* Why no certificate was obtained, or what ended the talk after it. */
enum probe_class {
    PROBE_OK,
#define PROBE_ERROR(id, ...) PROBE_##id,
#include <probe/errors.def>
#undef PROBE_ERROR
    PROBE_CLASSES
};
const char *probe_class_name(enum probe_class c);  /* "peer-refused-us" */
const char *probe_class_about(enum probe_class c); /* one sentence */
bool probe_class_may_pass(enum probe_class c);     /* may the next try go well? (errors.def) */

enum probe_stage {
    PROBE_STAGE_RESOLVE,
    PROBE_STAGE_CONNECT,
    PROBE_STAGE_TLS, /* connected: waiting for, or within, the handshake */
};
const char *probe_stage_name(enum probe_stage s);

/* What was tried before an error was told, as bits: 1u << PROBE_TRIED_... */
enum probe_tried {
#define PROBE_TRIED(id, ...) PROBE_TRIED_##id,
#include <probe/tried.def>
#undef PROBE_TRIED
    PROBE_TRIEDS
};
const char *probe_tried_words(enum probe_tried t); /* "as TLS client with TLS 1.0" */

enum probe_role { /* the peer's TLS role */
                  PROBE_ROLE_UNKNOWN,
                  PROBE_ROLE_SERVER,
                  PROBE_ROLE_CLIENT,
};
const char *probe_role_name(enum probe_role r); /* "client"; NULL: unknown */

enum probe_answer {
    PROBE_NO,
    PROBE_YES,
    PROBE_UNKNOWN,
};

/* Which hello was answered; what spoke TLS. */
enum probe_hello { PROBE_HELLO_AUTO, PROBE_HELLO_LIGHT, PROBE_HELLO_WIDE, PROBE_HELLO_TLS10 };
#define PROBE_HELLOS (PROBE_HELLO_TLS10 + 1)
enum probe_engine { PROBE_ENGINE_AUTO, PROBE_ENGINE_HELLO, PROBE_ENGINE_OPENSSL };
const char *probe_hello_name(enum probe_hello h);
const char *probe_engine_name(enum probe_engine e);

/* The kinds of keys that a server may have a certificate each for. */
enum probe_key { PROBE_KEY_ANY, PROBE_KEY_RSA, PROBE_KEY_ECDSA };

#define PROBE_NAMED_MAX 64 /* addresses of a name that are told */
#define PROBE_CERTIFICATES_MAX 100
#define PROBE_CHAIN_MAX 262144u /* bytes of Certificate message kept */
#define PROBE_CA_NAMES_MAX 512
#define PROBE_TEXT_MAX 160

struct probe_error {
    enum probe_class kind;
    enum probe_stage stage;
    int errno_value; /* 0: none */
    int alert;       /* TLS alert received, -1: none */
    unsigned tried;  /* bits of enum probe_tried; 0: nothing, or not known */
    char text[PROBE_TEXT_MAX];
};

struct probe_timing { /* microseconds; -1: did not happen */
    int64_t resolve_us, connect_us, tls_us, total_us;
};

/* What a peer that plays the TLS client says of itself in its ClientHello. */
#define PROBE_SNI_MAX 256
#define PROBE_ALPN_MAX 256
#define PROBE_SCHEMES_MAX 64
struct probe_client_hello {
    char sni[PROBE_SNI_MAX];      /* "": it sent none, or one that is no text */
    uint8_t alpn[PROBE_ALPN_MAX]; /* names, each behind a byte with its length (RFC 7301 3.1) */
    size_t alpn_n;                /* whole names only */
    uint16_t schemes[PROBE_SCHEMES_MAX]; /* signature_algorithms, RFC 8446 4.2.3 */
    size_t schemes_n;
};

#define PROBE_SRV_MAX 128

struct probe_result {
    char address[64];            /* numeric, "" before there was one */
    const char (*addresses)[64]; /* all that the name has, where they are several; else NULL */
    size_t addresses_n;          /* of them; at most PROBE_NAMED_MAX are told */
    bool ipv6_only;              /* the name or literal has no IPv4 address */
    bool proxied;            /* address is "": the proxy resolves a name, to whichever it likes */
    char srv[PROBE_SRV_MAX]; /* "host:port" that the domain's SRV record led to; "": none did */
    uint16_t port;           /* that was dialled */
    bool connected;          /* TCP was established at least once */
    bool tls;                /* the peer spoke TLS: the fields below it are meaningful */
    enum probe_role peer_role;
    uint16_t version;                               /* 0x0301 = TLS 1.0; 0: unknown */
    uint16_t cipher;                                /* IANA number; 0: unknown */
    enum probe_answer client_certificate_requested; /* by the peer; by us where it is the client */
    enum probe_answer accepted_us; /* our certificate, where we have a key to finish with */
    bool withheld_ours; /* ... and the peer was sent none: it takes no signature by our key */
    bool speaks_tls13;  /* the server, too: so says its answer to a hello of TLS 1.2 (RFC 8446
                           4.1.3) */
    bool finished; /* the handshake came to an end that shows that the peer took our certificate, in
                      TLS, whatever came then */
    enum probe_hello hello;
    enum probe_engine engine;
    bool chain_cut;    /* beyond PROBE_CERTIFICATES_MAX or PROBE_CHAIN_MAX: the rest is missing */
    bool chain_partly; /* the list did not come whole, or contradicts itself: likewise */
    enum probe_dialogue_id dialogue; /* said in clear before TLS */
    bool name_refused; /* the server answers the name that was sent by an alert; without one it
                          presented these */
    size_t injected;   /* bytes that came in clear behind the go-ahead of a dialogue: not the peer's
                          TLS */
    bool empty_certificate; /* a Certificate message without certificates came */
    const struct probe_client_hello *client_hello; /* of a peer that connected to us; else NULL */
    const struct base_slice *certificates;         /* DER, as sent: leaf first */
    size_t certificates_n;
    const struct base_slice *ca_names; /* DER Names of the CertificateRequest */
    size_t ca_names_n;
    bool ca_names_cut;        /* beyond PROBE_CA_NAMES_MAX: the rest is missing */
    struct probe_error error; /* class PROBE_OK: none */
    struct probe_error last;  /* of the last connection, where it ended otherwise; PROBE_OK: no */
    struct probe_timing timing;
    unsigned attempts; /* connections made */
};

BASE_END_DECLS

#endif
