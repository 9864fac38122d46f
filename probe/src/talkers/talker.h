/* SPDX-License-Identifier: MIT */
/*
 * The seam between the driver and what speaks TLS: bytes in, bytes out, an
 * outcome. A talker does no I/O and knows no clock. One talker is one
 * connection; it is made in its role, its first flight already in the output.
 *
 *     while (t->outcome == PROBE_TALK_MORE)
 *         send output(t), report it with sent(t, n); read; feed(t, bytes)
 *     send what output(t) still holds: the goodbye
 *     result(t, &r); use r; free(t)
 */
#ifndef PROBE_TALKER_H
#define PROBE_TALKER_H

#include <probe/result.h>

/* The ClientHellos we have, in the order in which they are tried. */
enum probe_offer {
    PROBE_OFFER_LIGHT, /* hello engine, RSA key exchange only */
    PROBE_OFFER_WIDE,  /* hello engine */
    PROBE_OFFER_TLS12, /* OpenSSL, up to TLS 1.2 */
    PROBE_OFFER_TLS13, /* OpenSSL, up to TLS 1.3 */
    PROBE_OFFER_TLS10, /* either engine: for peers that refuse a newer hello */
    PROBE_OFFERS
};

enum probe_talk {
    PROBE_TALK_MORE,     /* bytes are expected */
    PROBE_TALK_SETTLE,   /* done but for what the peer may still object */
    PROBE_TALK_DONE,     /* a certificate is in hand */
    PROBE_TALK_OFFER,    /* refused: connect again with t->advice, if that is allowed */
    PROBE_TALK_REVERSED, /* a ClientHello came where a ServerHello was due */
    PROBE_TALK_FAILED,
};

struct probe_talker;

struct probe_talker_ops {
    void (*feed)(struct probe_talker *t, struct base_slice bytes);
    /* No more bytes will come: PROBE_CLOSED, PROBE_RESET or PROBE_TIMEOUT; after
     * it the outcome is neither MORE nor SETTLE. */
    void (*end)(struct probe_talker *t, enum probe_class why);
    struct base_slice (*output)(struct probe_talker *t); /* until the next call */
    void (*sent)(struct probe_talker *t, size_t n);
    /* Fill in what a talk can tell: tls to error of struct probe_result, but
     * for stage and errno of the error. Slices live as long as t. */
    void (*result)(struct probe_talker *t, struct probe_result *out);
    void (*free)(struct probe_talker *t);
};

struct probe_talker {
    const struct probe_talker_ops *ops;
    enum probe_talk outcome;
    enum probe_offer advice;
};

#endif
