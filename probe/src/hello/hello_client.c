/* SPDX-License-Identifier: MIT */
/* The peer is the TLS server: our ClientHello, and its answers. */
#include "hello_internal.h"

#include <string.h>

enum {
    NONE = 0,
    L = 1 << PROBE_HELLO_LIGHT,
    W = 1 << PROBE_HELLO_WIDE,
    LW = L | W,
};

const struct hello_suite hello_suites[] = {
#define HELLO_SUITE(number_, kx_, version_min_, offered_)                                          \
    { .number = number_, .version_min = version_min_, .kx = HELLO_KX_##kx_, .offered = offered_ },
#include "hello_suites.def"
};
const size_t hello_suites_n = sizeof hello_suites / sizeof hello_suites[0];

/* RSA first, as the estates we probe are; SHA-1 and MD5 for certificates of old. */
const uint16_t hello_schemes[] = {
    0x0401, 0x0501, 0x0601, /* rsa_pkcs1 with SHA-256, 384, 512 */
    0x0804, 0x0805, 0x0806, /* rsa_pss_rsae */
    0x0403, 0x0503, 0x0603, /* ecdsa */
    0x0809, 0x080A, 0x080B, /* rsa_pss_pss */
    0x0807, 0x0808,         /* ed25519, ed448 */
    0x0201, 0x0203, 0x0202, /* SHA-1 with RSA, ECDSA, DSA */
    0x0402, 0x0301, 0x0101, /* DSA SHA-256, RSA SHA-224, RSA MD5 */
};
const size_t hello_schemes_n = sizeof hello_schemes / sizeof hello_schemes[0];

/* x25519, P-256, P-384, P-521; secp256k1, brainpoolP256r1, P384r1, P512r1 (RFC 7027). */
static const uint16_t groups[] = { 29, 23, 24, 25, 22, 26, 27, 28 };

/* Some load balancers hang on hellos of these sizes (RFC 7685 1). */
#define HANG_FROM 256u
#define HANG_TO 511u

/* A DNS name as server_name wants it: no literal address, no dot at the end. */
static struct base_slice
server_name(struct base_slice name)
{
    bool literal = true;

    if (name.len > 0 && name.ptr[name.len - 1] == '.')
        name.len--;
    if (name.len > PROBE_HELLO_NAME_MAX)
        return (struct base_slice){ 0 };
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.ptr[i];
        bool digit = c >= '0' && c <= '9';
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!digit && !letter && c != '.' && c != '-' && c != '_')
            return (struct base_slice){ 0 }; /* an IPv6 address, or no DNS name */
        literal = literal && !letter;
    }
    return literal ? (struct base_slice){ 0 } : name;
}

static size_t
extension_open(struct probe_hello_bytes *b, unsigned type)
{
    hello_put16(b, type);
    return hello_open(b, 2);
}

static void
put_server_name(struct probe_hello_bytes *b, struct base_slice name)
{
    size_t extension, list;

    if (name.len == 0)
        return;
    extension = extension_open(b, EXTENSION_SERVER_NAME);
    list = hello_open(b, 2);
    hello_put8(b, 0); /* host_name */
    hello_put16(b, (unsigned)name.len);
    hello_put(b, name.ptr, name.len);
    hello_close(b, 2, list);
    hello_close(b, 2, extension);
}

static void
put_numbers_extension(struct probe_hello_bytes *b, unsigned type, const uint16_t *numbers, size_t n)
{
    size_t extension = extension_open(b, type);

    hello_put_numbers(b, numbers, n);
    hello_close(b, 2, extension);
}

static void
put_padding(struct probe_hello_bytes *b, size_t message_at)
{
    static const uint8_t zeros[HANG_TO + 1 - HANG_FROM];
    size_t len = b->len - message_at, pad;

    if (len < HANG_FROM || len > HANG_TO)
        return;
    pad = len + 4 > HANG_TO ? 0 : HANG_TO + 1 - (len + 4);
    hello_put16(b, EXTENSION_PADDING);
    hello_put16(b, (unsigned)pad);
    hello_put(b, zeros, pad);
}

static unsigned
newest(unsigned hello)
{
    return hello == PROBE_HELLO_TLS10 ? VERSION_TLS10 : VERSION_TLS12;
}

/* A TLS 1.0 hello offers of both others what that version has. */
static bool
is_offered(const struct probe_hello_engine *e, const struct hello_suite *suite)
{
    bool ecdsa = suite->kx == HELLO_KX_ECDHE_ECDSA;

    if (e->hello == PROBE_HELLO_TLS10)
        return suite->offered != NONE && suite->version_min <= VERSION_TLS10;
    return (suite->offered & 1u << e->hello) != 0 &&
           (e->key == PROBE_KEY_ANY || ecdsa == (e->key == PROBE_KEY_ECDSA));
}

static void
put_suites(const struct probe_hello_engine *e, struct probe_hello_bytes *b)
{
    size_t suites = hello_open(b, 2);

    for (size_t i = 0; i < hello_suites_n; i++)
        if (is_offered(e, &hello_suites[i]))
            hello_put16(b, hello_suites[i].number);
    hello_put16(b, SUITE_RENEGOTIATION_SCSV);
    hello_close(b, 2, suites);
}

/* None, not even their length, where there are none: peers from before RFC 3546
 * refuse it. Without a list of groups a server takes any (RFC 4492 4). */
static void
put_extensions(struct probe_hello_bytes *b, unsigned hello, struct base_slice name,
               size_t message_at)
{
    size_t extensions = hello_open(b, 2);

    put_server_name(b, name);
    if (hello == PROBE_HELLO_WIDE) {
        put_numbers_extension(b, EXTENSION_SUPPORTED_GROUPS, groups,
                              sizeof groups / sizeof groups[0]);
        hello_put(b, (uint8_t[]){ 0, EXTENSION_EC_POINT_FORMATS, 0, 2, 1, 0 }, 6);
    }
    if (hello != PROBE_HELLO_TLS10)
        put_numbers_extension(b, EXTENSION_SIGNATURE_ALGORITHMS, hello_schemes, hello_schemes_n);
    put_padding(b, message_at);
    hello_close(b, 2, extensions);
    if (b->len == extensions)
        b->len -= 2;
}

/* No session ticket, no resumption, no ALPN, no status_request: nothing whose
 * answer would not be read. */
bool
hello_write_client_hello(struct probe_hello_engine *e, struct base_slice sni,
                         const uint8_t random[PROBE_HELLO_RANDOM])
{
    struct probe_hello_bytes *b = &e->out;
    size_t record, message, message_at;

    hello_put8(b, RECORD_HANDSHAKE);
    hello_put16(b, VERSION_TLS10); /* RFC 5246 E.1: what old servers accept */
    record = hello_open(b, 2);
    message_at = b->len;
    hello_put8(b, MESSAGE_CLIENT_HELLO);
    message = hello_open(b, 3);
    hello_put16(b, newest(e->hello));
    hello_put(b, random, PROBE_HELLO_RANDOM);
    hello_put8(b, 0); /* no session */
    put_suites(e, b);
    hello_put16(b, 1u << 8); /* one compression method: null */
    put_extensions(b, e->hello, server_name(sni), message_at);
    hello_close(b, 3, message);
    hello_close(b, 2, record);
    return !b->failed;
}

static bool
was_offered(const struct probe_hello_engine *e, unsigned suite)
{
    for (size_t i = 0; i < hello_suites_n; i++)
        if (hello_suites[i].number == suite)
            return is_offered(e, &hello_suites[i]);
    return false;
}

/* TLS 1.3 hides behind this extension (RFC 8446 4.2.1), which we never send. */
static bool
selects_version(struct hello_cursor *c)
{
    struct hello_cursor extensions = hello_cursor(hello_get_vector(c, 2));
    bool found = false;

    while (extensions.left > 0 && !extensions.bad) {
        found = hello_get(&extensions, 2) == EXTENSION_SUPPORTED_VERSIONS || found;
        (void)hello_get_vector(&extensions, 2);
    }
    c->bad = c->bad || extensions.bad;
    return found;
}

static void
not_offered(struct probe_hello_engine *e, int goodbye, const char *what, unsigned number)
{
    struct base_text t = hello_error(e, PROBE_PROTOCOL, -1);
    uint8_t bytes[2] = { (uint8_t)(number >> 8), (uint8_t)number };

    base_text_str(&t, "a ServerHello for ");
    base_text_str(&t, what);
    base_text_str(&t, " 0x");
    base_text_hex(&t, (struct base_slice){ bytes, 2 });
    base_text_str(&t, ", which was not offered");
    hello_ended(e, goodbye);
}

bool
probe_hello_is_downgraded(const uint8_t random[PROBE_HELLO_RANDOM])
{
    static const uint8_t mark[8] = { 'D', 'O', 'W', 'N', 'G', 'R', 'D', 1 };

    return memcmp(random + PROBE_HELLO_RANDOM - sizeof mark, mark, sizeof mark) == 0;
}

void
hello_on_server_hello(struct probe_hello_engine *e, const struct hello_input *in)
{
    struct hello_cursor c = hello_cursor(in->body);
    unsigned version = hello_get(&c, 2), suite, compression;
    struct base_slice random = hello_get_bytes(&c, PROBE_HELLO_RANDOM);
    bool selected = false;

    c.bad = hello_get_vector(&c, 1).len > 32 || c.bad;
    suite = hello_get(&c, 2);
    compression = hello_get(&c, 1);
    if (c.left > 0)
        selected = selects_version(&c);
    if (c.bad || c.left > 0) {
        hello_fail(e, PROBE_PROTOCOL, ALERT_DECODE_ERROR,
                   "a ServerHello with inconsistent "
                   "lengths");
    } else if (version < VERSION_SSL3 || version > newest(e->hello) || selected) {
        not_offered(e, ALERT_PROTOCOL_VERSION, "version", selected ? 0x0304 : version);
    } else if (!was_offered(e, suite)) {
        not_offered(e, ALERT_ILLEGAL_PARAMETER, "cipher suite", suite);
    } else if (compression != 0) {
        not_offered(e, ALERT_ILLEGAL_PARAMETER, "compression method", compression);
    } else {
        e->version = (uint16_t)version;
        e->cipher = (uint16_t)suite;
        e->downgraded = probe_hello_is_downgraded(random.ptr);
    }
}

void
hello_on_reversed(struct probe_hello_engine *e, const struct hello_input *in)
{
    struct base_text t = hello_error(e, PROBE_PROTOCOL, -1);

    (void)in;
    base_text_str(&t, "the peer sent a ClientHello: it is the TLS client");
    hello_over(e, PROBE_OUTCOME_REVERSED, ALERT_CLOSE_NOTIFY);
}

/* An answer had begun to come, so a close is no refusal of our hello. */
static bool
answer_begun(const struct probe_hello_engine *e)
{
    return e->head_n > 0 || e->record_left > 0 || e->message_n > 0 || e->alert_n > 0;
}

/* Instead of a ServerHello: an alert, or an end. Schannel refuses suites by a
 * bare close or reset. */
void
hello_on_refusal(struct probe_hello_engine *e, const struct hello_input *in)
{
    bool light = e->hello == PROBE_HELLO_LIGHT;
    bool closed = in->why == PROBE_CLOSED || in->why == PROBE_RESET;
    bool alerted = in->why == PROBE_ALERT || in->alert == ALERT_CLOSE_NOTIFY;
    const struct hello_alert *alert = alerted ? hello_alert(in->alert) : NULL;
    enum probe_hello_outcome outcome = PROBE_OUTCOME_FAILED;

    if (alert != NULL)
        outcome = (enum probe_hello_outcome)(light ? alert->light : alert->wide);
    else if (closed && light && !answer_begun(e))
        outcome = PROBE_OUTCOME_WIDE;
    hello_on_end(e, in);
    e->outcome = outcome;
}

void
hello_on_server_done(struct probe_hello_engine *e, const struct hello_input *in)
{
    (void)in;
    if (e->requested == PROBE_UNKNOWN)
        e->requested = PROBE_NO;
}
