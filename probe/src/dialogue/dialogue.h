/* SPDX-License-Identifier: MIT */
/*
 * The dialogue machine: what is said in clear until TLS may begin.
 *
 * Bytes in, bytes out, like the hello engine that goes on behind it: no I/O, no clock,
 * no allocation. One struct dialogue is one part of one connection; a proxy's part and the
 * protocol's follow each other. A script is a row of steps (scripts.c): wait for
 * something, then say something.
 *
 *     dialogue_begin(&d, script, &names);
 *     while (d.outcome == DIALOGUE_MORE)
 *         send dialogue_output(&d), dialogue_sent(); read; dialogue_feed()
 *     DIALOGUE_GO: TLS begins now, in both directions
 *     DIALOGUE_FAILED: d.error says why; the output holds the goodbye, if there is one
 *
 * However the bytes are cut into feeds, the outcome is the same. Bounds: an answer of
 * DIALOGUE_ANSWER_MAX bytes, DIALOGUE_BYTES_MAX in all. No mail is sent, nobody logs in.
 *
 * Bytes that come together with the go-ahead were sent in clear by somebody before TLS
 * began, perhaps to be taken for the server's (CVE-2011-0411 and its kin). They are
 * counted in injected and never handed to TLS.
 */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include <probe/dialogue.h>
#include <probe/result.h>

#define DIALOGUE_ANSWER_MAX 16384u /* bytes of one answer: EHLO, stream features, referrals */
#define DIALOGUE_BYTES_MAX 131072u /* bytes of all of them */
#define DIALOGUE_OUTPUT_MAX 1024u  /* bytes of one thing said */
#define DIALOGUE_COMMANDS_MAX 8    /* a client's other commands */

enum dialogue_outcome { DIALOGUE_MORE, DIALOGUE_GO, DIALOGUE_FAILED };

/* The names that are said, ours and theirs; borrowed until the machine has ended. */
struct dialogue_names {
    const char *host;   /* of the target */
    const char *domain; /* of an XMPP stream; NULL: the host */
    const char *us;     /* our name in EHLO and in banners; NULL: localhost */
    uint16_t port;      /* of the target, for a proxy */
    uint8_t ip[16];     /* of a host that is an address, for SOCKS */
    size_t ip_len;      /* 4 or 16; 0: it is a name */
    const char *basic;  /* for an HTTP proxy: base64 of USER:PASSWORD; NULL: none */
};

struct dialogue_script;

struct dialogue {
    enum dialogue_outcome outcome;
    const struct dialogue_script *script;
    struct dialogue_names names;
    unsigned step;
    bool spoke;       /* the step's own words are out: it waits */
    size_t in_n, all; /* bytes kept; bytes ever seen */
    size_t out_n, sent;
    size_t injected;        /* bytes behind the go-ahead */
    struct base_slice rest; /* of the last feed: TLS, behind what `in` holds, where it needs no
                               go-ahead (MySQL's server) */
    unsigned passed;        /* commands answered with no */
    uint32_t number; /* kept from an answer for the next step: a packet's number, a message ID */
    struct probe_error error; /* class PROBE_OK while all is well */
    uint8_t in[DIALOGUE_ANSWER_MAX];
    uint8_t out[DIALOGUE_OUTPUT_MAX];
};

/* The scripts: of a client, of the server that --listen plays (NULL: it plays none of this
 * protocol), and of the ways through a proxy. */
const struct dialogue_script *dialogue_client_script(enum probe_dialogue_id id);
const struct dialogue_script *dialogue_server_script(enum probe_dialogue_id id);
const struct dialogue_script *dialogue_http_connect(void);
const struct dialogue_script *dialogue_socks5(void);

/* TLS records travel inside packets of the protocol (TDS): the talker wraps them. */
bool dialogue_is_framed(const struct dialogue_script *script);

/* As a server: does it speak first, or wait for the client? */
bool dialogue_speaks_first(const struct dialogue_script *script);

void dialogue_begin(struct dialogue *d, const struct dialogue_script *script,
                    const struct dialogue_names *names);
enum dialogue_outcome dialogue_feed(struct dialogue *d, struct base_slice bytes);
/* No more bytes will come: PROBE_CLOSED, PROBE_RESET or PROBE_TIMEOUT. */
enum dialogue_outcome dialogue_end(struct dialogue *d, enum probe_class why);
struct base_slice dialogue_output(const struct dialogue *d);
void dialogue_sent(struct dialogue *d, size_t n);

#endif
