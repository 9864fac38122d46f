/* SPDX-License-Identifier: MIT */
/*
 * Results that are told together. The default ports of one bare host: what 8057 is depends on
 * whether 8060 or 8061 answers. The machines of a pool: do they show the same certificate?
 * Results wait here for the rest of their group, as copies, and leave together.
 */
#ifndef ASSESS_HOSTS_H
#define ASSESS_HOSTS_H

#include <assess/assess.h>

struct assess_hosts;

struct assess_hosts *assess_hosts_new(void);    /* NULL: no memory */
void assess_hosts_free(struct assess_hosts *g); /* NULL is fine */

#define ASSESS_SILENT_PORTS 2

/* A further probe of the same target: another of its addresses, or for its other certificate. */
struct assess_look {
    struct probe_result probe; /* its member owns what it points to */
    bool by_key;               /* asked for by the kind of its key */
};

struct assess_member {
    const struct inventory_target *target;
    struct probe_result probe;            /* a group owns what it points to */
    struct probe_error first;             /* of target's own port, where probe is of another one */
    uint16_t read_on;                     /* that other port; 0: it is target's own */
    uint16_t silent[ASSESS_SILENT_PORTS]; /* see assess_host_doubt */
    struct assess_look *looks;            /* a group owns them */
    size_t looks_n;
    struct assess_trial_answer *tried;  /* one for each certificate of the trial; owned likewise */
    uint64_t spent_us;                  /* on what led to probe, and on what followed */
    bool key_unseen;                    /* there may be a second certificate */
    const struct base_profile *profile; /* decided already; NULL: by target and group */
};

struct assess_host {
    struct assess_member *at;
    size_t n;
};

/* Make the member a group of its own. False: no memory. */
bool assess_host_of(const struct assess_member *m, struct assess_host *out);

/* What the profile says in clear before TLS. */
enum probe_dialogue_id assess_target_dialogue(const struct assess_options *o,
                                              const struct inventory_target *t);

/* The port a member was read on, and what was said there before TLS: an SRV record may have led to
 * it. */
uint16_t assess_member_port(const struct assess_member *m);
enum probe_dialogue_id assess_member_dialogue(const struct assess_options *o,
                                              const struct assess_member *m);

/* Put what another port showed in place of a member's result. */
void assess_host_read_on(struct assess_host *g, size_t i, uint16_t port,
                         const struct probe_result *probe);

/* Keep the result of a further look at member i. False: no memory. */
bool assess_host_look(struct assess_host *g, size_t i, const struct probe_result *probe,
                      bool by_key);

/* Look k at a member: 0 is its first, the further ones follow, up to looks_n. */
const struct probe_result *assess_member_look(const struct assess_member *m, size_t k);
bool assess_member_is_by_key(const struct assess_member *m, size_t k);

enum assess_arrival {
    ASSESS_HOST_WAITS,
    ASSESS_HOST_COMPLETE,
    ASSESS_HOST_NO_MEMORY, /* m was not taken */
};

/*
 * Take a result of the group with this number, whose members are n.
 * ASSESS_HOST_COMPLETE: its members, in the order of their ports, are the caller's to release.
 */
enum assess_arrival assess_hosts_add(struct assess_hosts *g, uint32_t number, size_t n,
                                     const struct assess_member *m, struct assess_host *complete);
void assess_host_release(struct assess_host *group);

/* The groups that an interrupt cut short, one by one. False: no more. */
bool assess_hosts_pop(struct assess_hosts *g, struct assess_host *out);

/* An interrupted host. A port without an answer may have become a result, a note or a case for
 * another port, and it may be open what 8057 is: all count as interrupted, and --resume probes the
 * host again. */
void assess_host_cut_short(struct assess_host *g);

/* Was a member interrupted? */
bool assess_host_is_open(const struct assess_host *g);

/* Ports that were all asked for by name: each is a result of its own, once the group has said
 * what each is judged as. */
bool assess_host_is_named(const struct assess_host *g);

/* Take a member out, with what it is judged as. False: no memory, and it stays. */
bool assess_host_take(struct assess_host *g, size_t i, struct assess_host *out);

/* What a member is judged as, now that the whole group is known. */
const struct base_profile *assess_host_profile(const struct assess_host *g, size_t i);

/* Note with what is judged as an Edge's port that 8060 or 8061 accepts connections and shows no
 * TLS. Once the whole group is known. */
void assess_host_doubt(struct assess_host *g);

/* Did a member answer, on whatever port? */
bool assess_host_answers(const struct assess_host *g);

/* Is the member only worth a note? A default port that nobody asked for and that refuses, while
 * another port of the host answers. */
bool assess_host_is_note(const struct assess_host *g, size_t i);

#endif
