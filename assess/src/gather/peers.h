/* SPDX-License-Identifier: MIT */
/* Which peers were told already: a set of hashes that grows. */
#ifndef ASSESS_PEERS_H
#define ASSESS_PEERS_H

#include <assess/result.h>

#define ASSESS_PEERS_MAX 1000000u       /* peers with a certificate */
#define ASSESS_PEERS_WITHOUT_MAX 16384u /* and others: floods come from anywhere */

struct assess_peers {
    uint64_t *at; /* owned; 0: empty */
    size_t n, cap;
    size_t without;
    bool full, full_told; /* one that is new was turned away */
};

/* What makes it one and the same result. */
uint64_t assess_peers_key(const char *target, const char *peer, struct base_slice leaf,
                          enum probe_class error);

/* False: it is there already, or there are too many (full). */
bool assess_peers_add(struct assess_peers *p, uint64_t key, bool with_certificate);
void assess_peers_clear(struct assess_peers *p);

#endif
