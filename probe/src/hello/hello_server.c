/* SPDX-License-Identifier: MIT */
/*
 * The peer is the TLS client: its ClientHello, and our answer as a server that
 * asks for a certificate. We never finish, so nothing we send needs to be secret:
 * with RSA key exchange the answer needs no cryptography at all, with ECDHE_RSA
 * one signature over a public point, for which any point of the curve will do.
 */
#include "hello_internal.h"

#include <string.h>

/* A ClientHello, as far as it matters. Slices point into the message. */
struct offer {
    unsigned version;
    uint8_t random[PROBE_HELLO_RANDOM];
    struct base_slice suites;
    size_t suite_len;                            /* 2; 3 in an SSL 2.0 frame */
    struct base_slice versions, groups, schemes; /* lists of 16-bit numbers */
    bool has_versions, has_groups, has_schemes;
    bool renegotiation, point_formats, extended_master_secret;
};

/* What we answer with. */
struct choice {
    unsigned version;
    const struct hello_suite *suite;
    const struct group *group; /* ECDHE only */
    unsigned scheme;
};

/* The generators (SEC 2 2.4.2 and 2.5.1, RFC 7748 4.1): on the curve, and known. */
static const uint8_t point_p256[] = {
    0x04, 0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5,
    0x63, 0xA4, 0x40, 0xF2, 0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4,
    0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96, 0x4F, 0xE3, 0x42, 0xE2, 0xFE, 0x1A,
    0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16, 0x2B, 0xCE, 0x33,
    0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5,
};
static const uint8_t point_p384[] = {
    0x04, 0xAA, 0x87, 0xCA, 0x22, 0xBE, 0x8B, 0x05, 0x37, 0x8E, 0xB1, 0xC7, 0x1E, 0xF3,
    0x20, 0xAD, 0x74, 0x6E, 0x1D, 0x3B, 0x62, 0x8B, 0xA7, 0x9B, 0x98, 0x59, 0xF7, 0x41,
    0xE0, 0x82, 0x54, 0x2A, 0x38, 0x55, 0x02, 0xF2, 0x5D, 0xBF, 0x55, 0x29, 0x6C, 0x3A,
    0x54, 0x5E, 0x38, 0x72, 0x76, 0x0A, 0xB7, 0x36, 0x17, 0xDE, 0x4A, 0x96, 0x26, 0x2C,
    0x6F, 0x5D, 0x9E, 0x98, 0xBF, 0x92, 0x92, 0xDC, 0x29, 0xF8, 0xF4, 0x1D, 0xBD, 0x28,
    0x9A, 0x14, 0x7C, 0xE9, 0xDA, 0x31, 0x13, 0xB5, 0xF0, 0xB8, 0xC0, 0x0A, 0x60, 0xB1,
    0xCE, 0x1D, 0x7E, 0x81, 0x9D, 0x7A, 0x43, 0x1D, 0x7C, 0x90, 0xEA, 0x0E, 0x5F,
};
static const uint8_t point_x25519[32] = { 9 };

static const struct group {
    uint16_t number;
    uint8_t len;
    const uint8_t *point;
} groups[] = {
    { 23, sizeof point_p256, point_p256 },
    { 29, sizeof point_x25519, point_x25519 },
    { 24, sizeof point_p384, point_p384 },
};
#define PARAMS_MAX (4 + sizeof point_p384)

static const uint8_t certificate_types[] = { 1, 64, 2 }; /* rsa_sign, ecdsa_sign, dss_sign */

static bool
list_has(struct base_slice list, size_t width, unsigned number)
{
    struct hello_cursor c = hello_cursor(list);

    while (c.left >= width)
        if (hello_get(&c, width) == number)
            return true;
    return false;
}

static void
read_list(struct base_slice body, size_t width, struct base_slice *list, bool *has)
{
    struct hello_cursor c = hello_cursor(body);

    *list = hello_get_vector(&c, width);
    *has = !c.bad;
}

static void
read_extension(struct offer *o, unsigned type, struct base_slice body)
{
    switch (type) {
    case EXTENSION_SUPPORTED_GROUPS:
        read_list(body, 2, &o->groups, &o->has_groups);
        break;
    case EXTENSION_EC_POINT_FORMATS:
        o->point_formats = true;
        break;
    case EXTENSION_SIGNATURE_ALGORITHMS:
        read_list(body, 2, &o->schemes, &o->has_schemes);
        break;
    case EXTENSION_EXTENDED_MASTER_SECRET:
        o->extended_master_secret = true;
        break;
    case EXTENSION_SUPPORTED_VERSIONS:
        read_list(body, 1, &o->versions, &o->has_versions);
        break;
    case EXTENSION_RENEGOTIATION_INFO:
        o->renegotiation = true;
        break;
    default:
        break;
    }
}

static bool
read_client_hello(struct base_slice body, struct offer *o)
{
    struct hello_cursor c = hello_cursor(body), extensions = { 0 };
    struct base_slice random;

    *o = (struct offer){ .suite_len = 2 };
    o->version = hello_get(&c, 2);
    random = hello_get_bytes(&c, PROBE_HELLO_RANDOM);
    (void)hello_get_vector(&c, 1); /* session */
    o->suites = hello_get_vector(&c, 2);
    (void)hello_get_vector(&c, 1); /* compression methods: null is always one */
    if (c.left > 0)
        extensions = hello_cursor(hello_get_vector(&c, 2));
    while (extensions.left > 0 && !extensions.bad) {
        unsigned type = hello_get(&extensions, 2);

        read_extension(o, type, hello_get_vector(&extensions, 2));
    }
    if (c.bad || c.left > 0 || extensions.bad)
        return false;
    memcpy(o->random, random.ptr, sizeof o->random);
    return true;
}

/* RFC 5246 E.2; the challenge becomes the low end of the random. */
static bool
read_v2_client_hello(struct base_slice body, struct offer *o)
{
    struct hello_cursor c = hello_cursor(body);
    size_t suites_len, session_len, challenge_len;
    struct base_slice challenge;

    *o = (struct offer){ .suite_len = 3 };
    o->version = hello_get(&c, 2);
    suites_len = hello_get(&c, 2);
    session_len = hello_get(&c, 2);
    challenge_len = hello_get(&c, 2);
    o->suites = hello_get_bytes(&c, suites_len);
    (void)hello_get_bytes(&c, session_len);
    challenge = hello_get_bytes(&c, challenge_len);
    if (c.bad || c.left > 0 || challenge.len == 0 || challenge.len > sizeof o->random)
        return false;
    memcpy(o->random + sizeof o->random - challenge.len, challenge.ptr, challenge.len);
    return true;
}

/* The best version up to TLS 1.2; 0: none. */
static unsigned
choose_version(const struct offer *o)
{
    if (!o->has_versions)
        return o->version < VERSION_TLS12 ? o->version : VERSION_TLS12;
    for (unsigned v = VERSION_TLS12; v >= VERSION_SSL3; v--)
        if (list_has(o->versions, 2, v))
            return v;
    return 0;
}

static const struct hello_suite *
choose_suite(const struct offer *o, unsigned version, enum hello_kx kx)
{
    for (size_t i = 0; i < hello_suites_n; i++)
        if (hello_suites[i].kx == kx && hello_suites[i].version_min <= version &&
            list_has(o->suites, o->suite_len, hello_suites[i].number))
            return &hello_suites[i];
    return NULL;
}

/* RFC 4492 4: without the extension any curve will do. */
static const struct group *
choose_group(const struct offer *o)
{
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (!o->has_groups || list_has(o->groups, 2, groups[i].number))
            return &groups[i];
    return NULL;
}

static bool
is_rsa_scheme(unsigned scheme)
{
    bool pkcs1 = (scheme & 0xFF) == 1 && scheme >> 8 <= 6;

    return pkcs1 || (scheme >= 0x0804 && scheme <= 0x0806);
}

/* RFC 5246 7.4.1.4.1: without the extension SHA-1. False: none that RSA can do. */
static bool
choose_scheme(const struct offer *o, unsigned version, unsigned *scheme)
{
    *scheme = version < VERSION_TLS12 ? PROBE_HELLO_MD5_SHA1 : 0x0201;
    if (version < VERSION_TLS12 || !o->has_schemes)
        return true;
    for (size_t i = 0; i < hello_schemes_n; i++)
        if (is_rsa_scheme(*scheme = hello_schemes[i]) && list_has(o->schemes, 2, *scheme))
            return true;
    return false;
}

static bool
choose(const struct probe_hello_engine *e, const struct offer *o, struct choice *out)
{
    *out = (struct choice){ .version = choose_version(o) };
    if (out->version == 0)
        return false;
    if ((out->suite = choose_suite(o, out->version, HELLO_KX_RSA)) != NULL)
        return true;
    out->suite = choose_suite(o, out->version, HELLO_KX_ECDHE_RSA);
    out->group = choose_group(o);
    return out->suite != NULL && out->group != NULL && e->identity->sign != NULL &&
           choose_scheme(o, out->version, &out->scheme);
}

/* Only what was asked for is echoed. Without renegotiation_info Python, Node and
 * .NET refuse (RFC 5746 3.4), without extended_master_secret some FIPS clients do
 * (RFC 7627 5.2); neither costs us a computation. */
static void
put_server_hello(struct probe_hello_bytes *b, const struct probe_hello_engine *e,
                 const struct offer *o, const struct choice *with)
{
    bool ecdhe = with->suite->kx == HELLO_KX_ECDHE_RSA;
    size_t message, extensions;

    hello_put8(b, MESSAGE_SERVER_HELLO);
    message = hello_open(b, 3);
    hello_put16(b, with->version);
    hello_put(b, e->random, sizeof e->random);
    hello_put8(b, 0); /* no session */
    hello_put16(b, with->suite->number);
    hello_put8(b, 0); /* no compression */
    extensions = hello_open(b, 2);
    if (o->renegotiation || list_has(o->suites, o->suite_len, SUITE_RENEGOTIATION_SCSV))
        hello_put(b, (uint8_t[]){ 0xFF, 0x01, 0, 1, 0 }, 5);
    if (ecdhe && o->point_formats)
        hello_put(b, (uint8_t[]){ 0, EXTENSION_EC_POINT_FORMATS, 0, 2, 1, 0 }, 6);
    if (o->extended_master_secret && with->version > VERSION_SSL3)
        hello_put(b, (uint8_t[]){ 0, EXTENSION_EXTENDED_MASTER_SECRET, 0, 0 }, 4);
    hello_close(b, 2, extensions);
    if (b->len == extensions)
        b->len -= 2; /* no extensions, no length of them (RFC 5246 7.4.1.3) */
    hello_close(b, 3, message);
}

static void
put_certificate(struct probe_hello_bytes *b, const struct probe_hello_identity *identity)
{
    size_t message, list;

    hello_put8(b, MESSAGE_CERTIFICATE);
    message = hello_open(b, 3);
    list = hello_open(b, 3);
    for (size_t i = 0; i < identity->chain_n; i++) {
        hello_put24(b, identity->chain[i].len);
        hello_put(b, identity->chain[i].ptr, identity->chain[i].len);
    }
    hello_close(b, 3, list);
    hello_close(b, 3, message);
}

/* RFC 4492 5.4, RFC 5246 7.4.3. False: the signer could not. */
static bool
put_server_key_exchange(struct probe_hello_bytes *b, const struct probe_hello_engine *e,
                        const struct offer *o, const struct choice *with)
{
    const struct probe_hello_identity *us = e->identity;
    uint8_t signature[PROBE_HELLO_SIGNATURE_MAX];
    uint8_t tbs[2 * PROBE_HELLO_RANDOM + PARAMS_MAX], *params = tbs + 2 * PROBE_HELLO_RANDOM;
    size_t params_len = 4u + with->group->len, message, len;

    memcpy(tbs, o->random, PROBE_HELLO_RANDOM);
    memcpy(tbs + PROBE_HELLO_RANDOM, e->random, PROBE_HELLO_RANDOM);
    params[0] = 3; /* named_curve */
    params[1] = 0;
    params[2] = (uint8_t)with->group->number;
    params[3] = with->group->len;
    memcpy(params + 4, with->group->point, with->group->len);
    len = us->sign(us->sign_ctx, (uint16_t)with->scheme,
                   (struct base_slice){ tbs, 2 * PROBE_HELLO_RANDOM + params_len }, signature,
                   sizeof signature);
    if (len == 0 || len > sizeof signature)
        return false;
    hello_put8(b, MESSAGE_SERVER_KEY_EXCHANGE);
    message = hello_open(b, 3);
    hello_put(b, params, params_len);
    if (with->version >= VERSION_TLS12)
        hello_put16(b, with->scheme);
    hello_put16(b, (unsigned)len);
    hello_put(b, signature, len);
    hello_close(b, 3, message);
    return true;
}

/* No CA names unless they were given: with one foreign name Java, Go, Mono and wget send
 * nothing. */
static void
put_certificate_request(struct probe_hello_bytes *b, const struct probe_hello_identity *us,
                        unsigned version)
{
    size_t message, names;

    hello_put8(b, MESSAGE_CERTIFICATE_REQUEST);
    message = hello_open(b, 3);
    hello_put8(b, sizeof certificate_types);
    hello_put(b, certificate_types, sizeof certificate_types);
    if (version >= VERSION_TLS12)
        hello_put_numbers(b, hello_schemes, hello_schemes_n);
    names = hello_open(b, 2);
    for (size_t i = 0; i < us->ca_names_n; i++) {
        hello_put16(b, (unsigned)us->ca_names[i].len);
        hello_put(b, us->ca_names[i].ptr, us->ca_names[i].len);
    }
    hello_close(b, 2, names);
    hello_close(b, 3, message);
}

/* All messages of the flight share as few records as they fit in. */
static void
put_records(struct probe_hello_bytes *out, unsigned version, struct base_slice flight)
{
    while (flight.len > 0) {
        size_t n = flight.len < 16384 ? flight.len : 16384;

        hello_put8(out, RECORD_HANDSHAKE);
        hello_put16(out, version);
        hello_put16(out, (unsigned)n);
        hello_put(out, flight.ptr, n);
        flight.ptr += n;
        flight.len -= n;
    }
}

static bool
identity_fits(const struct probe_hello_identity *us)
{
    size_t room = 0xFFFFFF - 3;

    for (size_t i = 0; i < us->chain_n; i++) {
        if (us->chain[i].len + 3 > room)
            return false;
        room -= us->chain[i].len + 3;
    }
    return true;
}

static void
answer(struct probe_hello_engine *e, const struct offer *o, const struct choice *with)
{
    struct probe_hello_bytes flight = { 0 };
    bool able = identity_fits(e->identity);

    e->version = (uint16_t)with->version;
    e->cipher = with->suite->number;
    if (able) {
        put_server_hello(&flight, e, o, with);
        put_certificate(&flight, e->identity);
        if (with->suite->kx == HELLO_KX_ECDHE_RSA)
            able = put_server_key_exchange(&flight, e, o, with);
        put_certificate_request(&flight, e->identity, with->version);
        hello_put8(&flight, MESSAGE_SERVER_HELLO_DONE);
        hello_put24(&flight, 0);
    }
    if (able && !flight.failed)
        put_records(&e->out, with->version, (struct base_slice){ flight.ptr, flight.len });
    if (!able)
        hello_fail(e, PROBE_RESOURCE, ALERT_INTERNAL_ERROR, "our certificate could not be used");
    else if (flight.failed || e->out.failed)
        hello_no_memory(e);
    hello_bytes_free(&flight);
}

static void
on_offer(struct probe_hello_engine *e, bool sound, const struct offer *o)
{
    struct choice with;
    struct base_text t;

    if (!sound) {
        hello_fail(e, PROBE_PROTOCOL, ALERT_DECODE_ERROR,
                   "a ClientHello with inconsistent "
                   "lengths");
    } else if (o->version < VERSION_SSL3) {
        hello_fail(e, PROBE_PROTOCOL, ALERT_PROTOCOL_VERSION, "a ClientHello for SSL 2.0 only");
    } else if (choose(e, o, &with)) {
        answer(e, o, &with);
    } else {
        t = hello_error(e, PROBE_PROTOCOL, -1);
        base_text_str(
            &t, "the ClientHello offers no version and cipher suite that this engine can answer");
        hello_over(e, PROBE_OUTCOME_OPENSSL, GOODBYE_NONE);
    }
}

void
hello_on_client_hello(struct probe_hello_engine *e, const struct hello_input *in)
{
    struct offer o;
    bool sound = read_client_hello(in->body, &o);

    if (e->noted != NULL)
        probe_client_hello_read(in->body, e->noted);
    on_offer(e, sound, &o);
}

void
hello_on_v2_client_hello(struct probe_hello_engine *e, const struct hello_input *in)
{
    struct offer o;
    bool sound = read_v2_client_hello(in->body, &o);

    on_offer(e, sound, &o);
}

/* SSL 3.0, and no version of TLS, says by a warning what those say by an empty list. */
void
hello_on_client_warning(struct probe_hello_engine *e, const struct hello_input *in)
{
    if (in->alert != ALERT_NO_CERTIFICATE || e->version != VERSION_SSL3) {
        hello_on_warning(e, in);
        return;
    }
    e->empty_certificate = true;
    (void)hello_input_error(e, in, PROBE_EMPTY_CERTIFICATE);
    hello_ended(e, ALERT_CLOSE_NOTIFY);
}

/* Instead of its Certificate the peer ended the talk: most likely for ours. Mono
 * does so without an alert. */
void
hello_on_refused_us(struct probe_hello_engine *e, const struct hello_input *in)
{
    struct base_text t;

    if (in->why == PROBE_TIMEOUT || in->why == PROBE_INTERRUPTED ||
        e->event == HELLO_EVENT_CERTIFICATE) {
        hello_on_end(e, in);
        return;
    }
    t = hello_input_error(
        e, in, in->why == PROBE_ALERT ? probe_alert_class(in->alert) : PROBE_PEER_REFUSED_US);
    if (in->alert < 0)
        base_text_str(&t, in->why == PROBE_RESET ? "reset without an alert"
                                                 : "closed without an alert");
    hello_ended(e, GOODBYE_NONE);
}
