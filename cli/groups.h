/* SPDX-License-Identifier: MIT */
/*
 * The three default ports of one bare host belong together: what 8057 is
 * depends on whether 8060 or 8061 answers. Results wait here for the rest of
 * their group, as copies, and leave together.
 */
#ifndef CLI_GROUPS_H
#define CLI_GROUPS_H

#include "endpoint.h"

struct cli_groups;

struct cli_groups *cli_groups_new(void);    /* NULL: no memory */
void cli_groups_free(struct cli_groups *g); /* NULL is fine */

/*
 * Take a result of group target->group, whose members are n. True: the group
 * is complete and members (in their order) are the caller's to release.
 */
struct cli_member {
    const struct inventory_target *target;
    struct probe_result probe; /* owns what it points to */
};

struct cli_group {
    struct cli_member *at;
    size_t n;
};

bool cli_groups_add(struct cli_groups *g, const struct inventory_target *target, size_t n,
                    const struct probe_result *probe, struct cli_group *complete);
void cli_group_release(struct cli_group *group);

/* Groups cut short by an interrupt, one by one. False: none is left. */
bool cli_groups_pop(struct cli_groups *g, struct cli_group *out);

/* What a member is judged as, now that the whole group is known. */
const struct base_profile *cli_group_profile(const struct cli_group *g, size_t i);

/* Is the member a mere note: a default port that refuses while another answers? */
bool cli_group_is_note(const struct cli_group *g, size_t i);

#endif
