/* SPDX-License-Identifier: MIT */
/*
 * Looking further at targets that answered: at the other addresses of a name, and for a second
 * certificate of a TLS server. Groups wait here meanwhile. All within the target's time.
 */
#ifndef ASSESS_LOOKS_H
#define ASSESS_LOOKS_H

#include "endpoint.h"
#include "gather/hosts.h"

struct assess_looking {
    struct assess_host group;
    size_t member, address, look; /* the next to look at */
    bool by_key, tls13, again;    /* once more for this key, by TLS 1.3 */
    enum probe_key key;
    char text[64]; /* the address */
    bool waits, used;
};

struct assess_looks {
    struct assess_looking **at; /* slots, used again */
    size_t n, waiting;
    struct assess_endpoint *judge; /* is it ready? room that is free between results */
    bool judged; /* by the last assess_looks_help: the first look at the group's last member */
    const struct assess_options *options;
};

/* Is there anything further to look at? Notes with members what will not be seen. */
bool assess_looks_help(struct assess_looks *l, struct assess_host *g);

/* Take over a group that it helps. False: no memory; the caller goes on with it as it is. */
bool assess_looks_begin(struct assess_looks *l, struct assess_host *group);

bool assess_looks_pull(struct assess_looks *l, struct probe_target *out, size_t *slot);

/* Its result. True: the group is the caller's again; false: there is more to look at. */
bool assess_looks_done(struct assess_looks *l, size_t slot, const struct probe_result *probe,
                       struct assess_host *out);

/* Groups that an interrupt left waiting, one by one. */
bool assess_looks_pop(struct assess_looks *l, struct assess_host *out);
void assess_looks_clear(struct assess_looks *l);

/* Is each address of a name looked at? */
bool assess_looks_need_all(const struct assess_options *o, const struct base_profile *profile);

/* Of the looks at a member this one, judged by itself. */
enum certcheck_verdict assess_looks_judge_one(struct assess_endpoint *e,
                                              const struct assess_member *m, size_t k,
                                              const struct base_profile *profile,
                                              const char *product, struct assess_member *one);

/* Judge all looks at a member; e->result is the worst's, with what is to be said of the others.
 * one is room for it and lives as long as the result. */
void assess_looks_judge(struct assess_endpoint *e, const struct assess_member *m,
                        struct assess_member *one, const struct base_profile *profile,
                        const char *product);

#endif
