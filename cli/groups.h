/* SPDX-License-Identifier: MIT */
/*
 * Results that are told together. The default ports of one bare host: what 8057 is depends on
 * whether 8060 or 8061 answers. The machines of a pool: do they show the same certificate?
 * Results wait here for the rest of their group, as copies, and leave together.
 */
#ifndef CLI_GROUPS_H
#define CLI_GROUPS_H

#include "options.h"

#include <inventory/inventory.h>
#include <probe/result.h>

struct cli_groups;

struct cli_groups *cli_groups_new(void);    /* NULL: no memory */
void cli_groups_free(struct cli_groups *g); /* NULL is fine */

#define CLI_SILENT_PORTS 2

/* A further look at the same target: another of its addresses, or another certificate. */
struct cli_look {
    struct probe_result probe; /* its member owns what it points to */
    bool by_key;               /* asked for by the kind of its key */
};

struct cli_member {
    const struct inventory_target *target;
    struct probe_result probe;         /* a group owns what it points to */
    struct probe_error first;          /* of target's own port, where probe is of another one */
    uint16_t read_on;                  /* that other port; 0: it is target's own */
    uint16_t silent[CLI_SILENT_PORTS]; /* see cli_group_doubt */
    struct cli_look *looks;            /* a group owns them */
    size_t looks_n;
    uint64_t spent_us;                  /* on what led to probe, and on what followed */
    bool key_unseen;                    /* there may be a second certificate */
    const struct base_profile *profile; /* decided already; NULL: by target and group */
};

struct cli_group {
    struct cli_member *at;
    size_t n;
};

/* A group of its own. False: no memory. */
bool cli_group_of(const struct cli_member *m, struct cli_group *out);

/* Put what another port showed in place of a member's result. */
void cli_group_read_on(struct cli_group *g, size_t i, uint16_t port,
                       const struct probe_result *probe);

/* Keep a further look at member i. False: no memory. */
bool cli_group_look(struct cli_group *g, size_t i, const struct probe_result *probe, bool by_key);

enum cli_grouping {
    CLI_GROUP_WAITS,
    CLI_GROUP_COMPLETE,
    CLI_GROUP_NO_MEMORY, /* m was not taken */
};

/*
 * Take a result of the group with this number, whose members are n.
 * CLI_GROUP_COMPLETE: its members, in the order of their ports, are the caller's to release.
 */
enum cli_grouping cli_groups_add(struct cli_groups *g, uint32_t number, size_t n,
                                 const struct cli_member *m, struct cli_group *complete);
void cli_group_release(struct cli_group *group);

/* Groups cut short by an interrupt, one by one. False: none is left. */
bool cli_groups_pop(struct cli_groups *g, struct cli_group *out);

/* An interrupted host: what did not answer may be a result, a note or read elsewhere, and what
 * 8057 is may be open, so they count as interrupted, and --resume probes the host again. */
void cli_group_cut_short(struct cli_group *g);

/* Was a member interrupted? */
bool cli_group_is_open(const struct cli_group *g);

/* Ports that were all asked for by name: each is a result of its own, once the group has said
 * what each is judged as. */
bool cli_group_is_named(const struct cli_group *g);

/* Take a member out, with what it is judged as. False: no memory, and it stays. */
bool cli_group_take(struct cli_group *g, size_t i, struct cli_group *out);

/* What a member is judged as, now that the whole group is known. */
const struct base_profile *cli_group_profile(const struct cli_group *g, size_t i);

/* Note with what is judged as an Edge's port that 8060 or 8061 accepts connections and shows no
 * TLS. Once the whole group is known. */
void cli_group_doubt(struct cli_group *g);

/* Did a member answer, on whatever port? */
bool cli_group_answers(const struct cli_group *g);

/* Is the member a mere note: a default port, asked for by nobody, that refuses while another
 * answers? */
bool cli_group_is_note(const struct cli_group *g, size_t i);

#endif
