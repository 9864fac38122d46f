/* SPDX-License-Identifier: MIT */
/* Which peers were reported already: a growing set of hashes. */
#ifndef ASSESS_PEERS_H
#define ASSESS_PEERS_H

#include <assess/result.h>

#define ASSESS_PEERS_MAX 1000000u       /* peers that presented a certificate */
#define ASSESS_PEERS_WITHOUT_MAX 16384u /* and those that did not: floods come from anywhere */

struct assess_peers {
    uint64_t *at; /* owned; 0: empty */
    size_t n, cap;
    size_t without;
    bool full, full_told; /* a new one was turned away */
};

/* What makes two results the same. */
uint64_t assess_peers_key(const char *target, const char *peer, struct base_slice leaf,
                          enum probe_class error);

/* False: it is in the set already, or the set is full. */
bool assess_peers_add(struct assess_peers *p, uint64_t key, bool with_certificate);
void assess_peers_clear(struct assess_peers *p);

#endif
