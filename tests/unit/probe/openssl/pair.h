/* SPDX-License-Identifier: MIT */
/* Identities of the test PKI, and two talkers that talk to one another without sockets. */
#ifndef PAIR_H
#define PAIR_H

#include "openssl/openssl_internal.h"

#include "cmocka_prelude.h"

#include <string.h>

/* An RSA key with a chain of three; one on P-256. */
#define RSA_CHAIN TESTCERTS "/scenarios/both/chain.pem"
#define RSA_KEY TESTCERTS "/scenarios/both/key.pem"
#define EC_CHAIN TESTCERTS "/scenarios/ec/chain.pem"
#define EC_KEY TESTCERTS "/scenarios/ec/key.pem"

/* cert NULL: none, and no throw-away is made: it would take its time. */
static inline struct probe_openssl *
engine_with(const char *cert, const char *key)
{
    struct probe_options o;
    char why[PROBE_TEXT_MAX] = "";
    struct probe_openssl *e;

    probe_options_init(&o);
    o.cert_file = cert;
    o.key_file = key;
    e = probe_openssl_new(&o, BASE_TEXT_IN(why));
    if (e == NULL)
        fail_msg("%s", why);
    return e;
}

/* As if it had been made: a server then has something to show. */
static inline void
set_throwaways(struct probe_openssl *e)
{
    char why[PROBE_TEXT_MAX];

    assert_true(probe_identity_read(&e->throwaway, RSA_CHAIN, RSA_KEY, BASE_TEXT_IN(why)));
    assert_true(probe_identity_read(&e->throwaway_ec, EC_CHAIN, EC_KEY, BASE_TEXT_IN(why)));
}

/* All that one has to say; false: nothing. */
static inline bool
pass(struct probe_talker *from, struct probe_talker *to)
{
    bool any = false;
    struct base_slice out;

    while ((out = from->ops->output(from)).len > 0) {
        to->ops->feed(to, out);
        from->ops->sent(from, out.len);
        any = true;
    }
    return any;
}

/* Until neither has anything to say. */
static inline void
converse(struct probe_talker *a, struct probe_talker *b)
{
    bool any = true;

    while (any) {
        any = pass(a, b);
        any = pass(b, a) || any;
    }
}

#endif
