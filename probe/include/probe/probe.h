/* SPDX-License-Identifier: MIT */
/*
 * Probe endpoints: connect, find out which TLS role the peer takes, take the
 * certificates it shows, leave politely. Nothing is verified here.
 *
 * One struct probe is one run on one libuv loop of its own, in one thread.
 * Targets are pulled when there is room for them and results are pushed as
 * they finish, so a run's memory grows with its concurrency, not its length.
 * Every pulled target gets exactly one result, whatever happens.
 */
#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include <base/declare.h>
#include <base/text.h>
#include <probe/dialogue.h>
#include <probe/result.h>

BASE_BEGIN_DECLS

struct probe_identity; /* probe/identity.h */

struct probe_target {
    const char *host; /* name or address literal; must live until its result */
    uint16_t port;
    bool reversed;                    /* expect the peer to be the TLS client: listen first */
    enum probe_dialogue_id dialogue;  /* said in clear before TLS, where the options say none */
    enum probe_dialogue_id domain_of; /* an XMPP one: host is a domain, whose SRV records lead to
                                         its server; NONE: it is the server */
    const char *address; /* numeric: of the host's addresses this one alone, and no name is asked
                            for; NULL: all. Must live until its result. */
    enum probe_key key;  /* ask a TLS server for its certificate with such a key alone */
    bool tls13;          /* with key: by a hello of TLS 1.3 */
    const struct probe_identity *as; /* who we are to it, once, instead of as the options say: the
                                        handshake is finished to hear whether it accepts us
                                        (accepted_us); NULL: as they say. Must live until its
                                        result. */
    unsigned timeout_ms;             /* its budget, 0: that of the options */
    unsigned reserve_ms;             /* of it, not to be spent on connecting */
    void *tag;                       /* the caller's */
};

/* --resolve HOST:PORT:ADDRESS, as in curl; port 0: every port. */
struct probe_override {
    const char *host;
    uint16_t port;
    const char *address;
};

/* Who we are towards peers, in DER; borrowed while the run lives. */
struct probe_keystore {
    const char *name;               /* for messages: the file's */
    const struct base_slice *chain; /* certificates in any order */
    size_t chain_n;
    struct base_slice key; /* PrivateKeyInfo (RFC 5208) of one of them */
};

/* The way to targets: names are resolved by it, not here. */
enum probe_proxy_kind { PROBE_PROXY_NONE, PROBE_PROXY_HTTP, PROBE_PROXY_SOCKS5 };
struct probe_proxy {
    enum probe_proxy_kind kind;
    const char *host; /* name or address */
    uint16_t port;
    const char *basic;  /* base64 of USER:PASSWORD for an HTTP proxy; NULL: none */
    bool skips_local;   /* this machine is dialled directly too */
    const char *except; /* hosts that are dialled directly, as NO_PROXY lists them; NULL: none */
};

/* What probe_options_init fills in, as the manual says it. */
#define PROBE_CONCURRENCY 256u
#define PROBE_PER_HOST 2u
#define PROBE_RETRIES 1u
#define PROBE_CONNECT_TIMEOUT_MS 5000u
#define PROBE_TIMEOUT_MS 15000u
#define PROBE_LISTEN_FIRST_MS 300u

struct probe_options {
    enum probe_role role; /* PROBE_ROLE_UNKNOWN: find out */
    enum probe_hello hello;
    enum probe_engine engine;
    unsigned concurrency; /* connections at once */
    unsigned per_host;    /* to one address at once; 0: no limit */
    bool exclusive;       /* ... which a connection still counts as for 200 ms after its end */
    unsigned rate;        /* connections a second; 0: no limit */
    unsigned retries;     /* further tries after timeout or reset */
    unsigned connect_timeout_ms;
    unsigned timeout_ms;             /* one budget: resolve + connect + TLS */
    unsigned listen_first_ms;        /* shortest silence before we speak first */
    const char *sni;                 /* NULL: the host where it is a name; "": none */
    enum probe_dialogue_id dialogue; /* what is said in clear before TLS; by_port aside */
    bool dialogue_by_port;           /* ... the one of the target's port, else of its greeting */
    const char *domain;              /* that an XMPP stream is for; NULL: the host */
    struct probe_proxy proxy;
    const char *dns_servers; /* c-ares CSV; NULL: the system's */
    const struct probe_override *overrides;
    size_t overrides_n;
    const char *cert_file; /* PEM chain shown to peers; NULL: none (a throw-away as server) */
    const char *key_file;  /* its key, PEM; may be NULL for the reversed role */
    const struct probe_keystore *keystore; /* instead of both files; NULL: none */
};

/* ", libuv 1.44.2, c-ares 1.18.1": what runs, not what the headers were. */
void probe_libraries(struct base_text *out);

/* The defaults; what is not named above is zero. */
void probe_options_init(struct probe_options *o);

/* The next target; false: there is none any more. */
typedef bool probe_next_fn(void *ctx, struct probe_target *out);

/* A target's result, within some milliseconds of its end: those of many targets at once are handed
 * over some at a time. */
typedef void probe_done_fn(void *ctx, const struct probe_target *target,
                           const struct probe_result *result);

struct probe;

/*
 * options is copied, the strings in it are borrowed. On failure NULL is
 * returned and why holds one line that names the thing (a bad override, a
 * certificate file that cannot be read).
 */
struct probe *probe_new(const struct probe_options *options, struct base_text *why);
void probe_free(struct probe *p); /* NULL is fine */

/* Run until next has no more and every target has its result. */
void probe_run(struct probe *p, probe_next_fn *next, probe_done_fn *done, void *ctx);

/* From a done callback: next has targets again, though it said that it had none. */
void probe_more(struct probe *p);

/* From a done callback or a signal watcher on probe_loop: targets in flight end
 * as PROBE_INTERRUPTED at once and no more are pulled. Outside of probe_run it
 * does nothing. */
void probe_stop(struct probe *p);

/* What the target that was begun first of those under way is doing. */
struct probe_waiting {
    const char *host; /* borrowed until the loop goes on */
    uint16_t port;
    const char *doing; /* "connecting" */
    size_t others;     /* under way as well */
};

/* False: none is under way. */
bool probe_waits_for(const struct probe *p, struct probe_waiting *out);

/* The libuv loop (uv_loop_t *), for the caller's own timers and signals. */
void *probe_loop(struct probe *p);

BASE_END_DECLS

#endif
