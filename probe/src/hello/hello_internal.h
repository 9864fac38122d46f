/* SPDX-License-Identifier: MIT */
/*
 * What the files of the hello engine share. Read hello.h first.
 *
 *   hello.c          the caller's functions: bytes in, bytes out
 *   hello_record.c   records, messages and alerts, put together from any cuts
 *   hello_machine.c  the table walk (hello_states.def): which action an event has
 *   hello_client.c   actions: the server's answers; our ClientHello (hello_offer.c)
 *   hello_server.c   actions: a ClientHello and our answer
 *   hello_chain.c    actions: certificate and name lists
 *   hello_end.c      how a talk ends
 *   hello_result.c   what came whole; the result
 *   hello_bytes.c    growing buffers and the reading cursor
 *   hello_names.c    alerts, and other protocols, by name
 */
#ifndef PROBE_HELLO_INTERNAL_H
#define PROBE_HELLO_INTERNAL_H

#include <base/text.h>

#include "hello.h"

enum hello_state {
#define HELLO_STATE(id, ...) HELLO_STATE_##id,
#include "hello_states.def"
    HELLO_STATES
};

enum hello_event {
#define HELLO_EVENT(id, ...) HELLO_EVENT_##id,
#include "hello_states.def"
    HELLO_EVENTS
};

/* TLS ContentType and HandshakeType numbers that are read or written. */
enum {
    RECORD_CHANGE_CIPHER_SPEC = 20,
    RECORD_ALERT = 21,
    RECORD_HANDSHAKE = 22,
    RECORD_APPLICATION_DATA = 23,
    RECORD_HEARTBEAT = 24,
    RECORD_V2 = 128, /* ours: an SSL 2.0 framed ClientHello */
};
enum {
    MESSAGE_HELLO_REQUEST = 0,
    MESSAGE_CLIENT_HELLO = 1,
    MESSAGE_SERVER_HELLO = 2,
    MESSAGE_CERTIFICATE = 11,
    MESSAGE_SERVER_KEY_EXCHANGE = 12,
    MESSAGE_CERTIFICATE_REQUEST = 13,
    MESSAGE_SERVER_HELLO_DONE = 14,
    MESSAGE_COMPRESSED_CERTIFICATE = 25,
};
enum {
    EXTENSION_SERVER_NAME = 0,
    EXTENSION_SUPPORTED_GROUPS = 10,
    EXTENSION_EC_POINT_FORMATS = 11,
    EXTENSION_SIGNATURE_ALGORITHMS = 13,
    EXTENSION_ALPN = 16,
    EXTENSION_PADDING = 21,
    EXTENSION_EXTENDED_MASTER_SECRET = 23,
    EXTENSION_SUPPORTED_VERSIONS = 43,
    EXTENSION_RENEGOTIATION_INFO = 0xFF01,
};
enum {
    GOODBYE_NONE = -1,
    ALERT_CLOSE_NOTIFY = 0,
    ALERT_UNEXPECTED_MESSAGE = 10,
    ALERT_RECORD_OVERFLOW = 22,
    ALERT_NO_CERTIFICATE = 41, /* SSL 3.0 only, RFC 6101 5.4.2 */
    ALERT_ILLEGAL_PARAMETER = 47,
    ALERT_DECODE_ERROR = 50,
    ALERT_PROTOCOL_VERSION = 70,
    ALERT_INTERNAL_ERROR = 80,
};
#define VERSION_SSL3 0x0300u
#define VERSION_TLS10 0x0301u
#define VERSION_TLS12 0x0303u
#define SUITE_RENEGOTIATION_SCSV 0x00FFu /* RFC 5746 3.3 */

/* Cipher suites, in the order of preference. */
enum hello_kx {
    HELLO_KX_RSA,
    HELLO_KX_EXPORT,
    HELLO_KX_DHE,
    HELLO_KX_ECDHE_RSA,
    HELLO_KX_ECDHE_ECDSA,
};
struct hello_suite {
    uint16_t number;
    uint16_t version_min;
    uint8_t kx;
    uint8_t offered; /* bits 1 << enum probe_hello */
};
extern const struct hello_suite hello_suites[];
extern const size_t hello_suites_n;

/* Signature schemes we name to any peer, RFC 8446 4.2.3. */
extern const uint16_t hello_schemes[];
extern const size_t hello_schemes_n;

/* One state meeting one event. */
enum hello_body { HELLO_UNEXPECTED, HELLO_SKIP, HELLO_READ, HELLO_KEEP };
struct hello_input {
    struct base_slice body;
    enum probe_class why; /* of the end: an alert, or what the driver says */
    int alert;            /* -1: none */
};
typedef void hello_action(struct probe_hello_engine *e, const struct hello_input *in);
struct hello_move {
    uint8_t body; /* enum hello_body */
    uint8_t next;
    size_t limit;
    hello_action *action;
};
const struct hello_move *hello_move(const struct probe_hello_engine *e, enum hello_event event);
void hello_event(struct probe_hello_engine *e, enum hello_event event,
                 const struct hello_input *in);
void hello_unexpected(struct probe_hello_engine *e, enum hello_event event);

/*
 * Ends. hello_over sets outcome, goodbye alert and nothing else. hello_fail also
 * sets the error, and the outcome by whether a whole certificate is there.
 * hello_error writes class and alert and returns a writer for the text.
 */
void hello_over(struct probe_hello_engine *e, enum probe_hello_outcome outcome, int goodbye);
void hello_fail(struct probe_hello_engine *e, enum probe_class kind, int goodbye, const char *text);
void hello_ended(struct probe_hello_engine *e, int goodbye);
void hello_no_memory(struct probe_hello_engine *e);
struct base_text hello_error(struct probe_hello_engine *e, enum probe_class kind, int alert);
struct base_text hello_input_error(struct probe_hello_engine *e, const struct hello_input *in,
                                   enum probe_class kind);

/* The actions of the table. */
hello_action hello_on_nothing, hello_on_hello_request, hello_on_warning, hello_on_end;
hello_action hello_on_server_hello, hello_on_reversed, hello_on_refusal, hello_on_request;
hello_action hello_on_server_done, hello_on_certificate;
hello_action hello_on_client_hello, hello_on_v2_client_hello;
hello_action hello_on_client_warning, hello_on_refused_us;

/* hello_client.c; false: no memory. */
bool hello_write_client_hello(struct probe_hello_engine *e, struct base_slice sni,
                              const uint8_t random[PROBE_HELLO_RANDOM]);

/* hello_record.c: take some of the bytes, at least one; returns how many. */
size_t hello_take(struct probe_hello_engine *e, struct base_slice bytes);
/* The bytes that are no TLS are complete, or all there will be: name them. */
void hello_greeting_over(struct probe_hello_engine *e);

/* hello_names.c */
struct hello_alert {
    uint8_t number;
    uint8_t light, wide; /* enum probe_hello_outcome */
    uint8_t after;       /* enum probe_class */
    const char *name;
};
const struct hello_alert *hello_alert(int number);         /* NULL: none known */
const char *hello_greeting_known(struct base_slice bytes); /* NULL: not */
const char *hello_greeting_name(struct base_slice bytes);
const char *hello_event_words(enum hello_event event);
const char *hello_state_words(enum hello_state state);

/* hello_bytes.c: writing. A failed allocation makes every later write a no-op. */
bool hello_reserve(struct probe_hello_bytes *b, size_t more);
void hello_put(struct probe_hello_bytes *b, const void *bytes, size_t len);
void hello_put8(struct probe_hello_bytes *b, unsigned v);
void hello_put16(struct probe_hello_bytes *b, unsigned v);
void hello_put24(struct probe_hello_bytes *b, size_t v);
/* A vector of 16-bit numbers, with its length of two bytes. */
void hello_put_numbers(struct probe_hello_bytes *b, const uint16_t *numbers, size_t n);
/* A vector whose length field of 1 to 3 bytes is filled in when it is closed. */
size_t hello_open(struct probe_hello_bytes *b, size_t width);
void hello_close(struct probe_hello_bytes *b, size_t width, size_t opened);
void hello_bytes_free(struct probe_hello_bytes *b);

/* Reading: never past the end; bad is sticky and then everything reads as 0. */
struct hello_cursor {
    const uint8_t *ptr;
    size_t left;
    bool bad;
};
struct hello_cursor hello_cursor(struct base_slice s);
uint32_t hello_get(struct hello_cursor *c, size_t width); /* 1 to 3 bytes, big endian */
struct base_slice hello_get_bytes(struct hello_cursor *c, size_t len);
struct base_slice hello_get_vector(struct hello_cursor *c, size_t width);

/* hello_result.c: the items of a list until the first that is not whole; at most max. */
size_t hello_list_whole(struct hello_cursor c, size_t width, size_t max, struct base_slice *out);

/* Is every item whole, and none empty? */
bool hello_list_is_sound(struct hello_cursor c, size_t width);

/* The certificates that came whole, at most PROBE_CERTIFICATES_MAX;
 * out may be NULL to count them. */
size_t hello_chain_whole(const struct probe_hello_engine *e, struct base_slice *out);

#endif
