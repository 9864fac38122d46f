/* SPDX-License-Identifier: MIT */
#include "groups.h"

#include <stdlib.h>
#include <string.h>

struct waiting {
    struct waiting *next;
    uint32_t number;
    struct cli_group group;
    size_t cap;
};

#define BUCKETS 1024

struct cli_groups {
    struct waiting *buckets[BUCKETS];
};

struct cli_groups *
cli_groups_new(void)
{
    return calloc(1, sizeof(struct cli_groups));
}

static size_t
bytes_of(const struct base_slice *at, size_t n)
{
    size_t total = n * sizeof *at;

    for (size_t i = 0; i < n; i++)
        total += at[i].len;
    return total;
}

/* Slices and their bytes into one block. */
static const struct base_slice *
copy_slices(const struct base_slice *at, size_t n)
{
    struct base_slice *copy = malloc(bytes_of(at, n) + 1);
    uint8_t *p;

    if (copy == NULL)
        return NULL;
    p = (uint8_t *)(copy + n);
    for (size_t i = 0; i < n; i++) {
        if (at[i].len > 0)
            memcpy(p, at[i].ptr, at[i].len);
        copy[i] = (struct base_slice){ p, at[i].len };
        p += at[i].len;
    }
    return copy;
}

static void
copy_result(struct probe_result *out, const struct probe_result *in)
{
    *out = *in;
    out->certificates = copy_slices(in->certificates, in->certificates_n);
    out->ca_names = copy_slices(in->ca_names, in->ca_names_n);
    if (out->certificates == NULL)
        out->certificates_n = 0;
    if (out->ca_names == NULL)
        out->ca_names_n = 0;
}

void
cli_group_release(struct cli_group *group)
{
    for (size_t i = 0; i < group->n; i++) {
        free((void *)(uintptr_t)group->at[i].probe.certificates);
        free((void *)(uintptr_t)group->at[i].probe.ca_names);
    }
    free(group->at);
    *group = (struct cli_group){ 0 };
}

static struct waiting **
find(struct cli_groups *g, uint32_t number)
{
    struct waiting **w = &g->buckets[number % BUCKETS];

    while (*w != NULL && (*w)->number != number)
        w = &(*w)->next;
    return w;
}

static struct waiting *
begin(struct waiting **at, uint32_t number, size_t n)
{
    struct waiting *w = calloc(1, sizeof *w);

    if (w == NULL || (w->group.at = calloc(n, sizeof *w->group.at)) == NULL) {
        free(w);
        return NULL;
    }
    w->number = number;
    w->cap = n;
    *at = w;
    return w;
}

/* Members arrive in any order and leave in the inventory's. */
static void
insert(struct cli_group *group, const struct inventory_target *target,
       const struct probe_result *probe)
{
    size_t i = group->n++;

    for (; i > 0 && group->at[i - 1].target->port > target->port; i--)
        group->at[i] = group->at[i - 1];
    group->at[i].target = target;
    copy_result(&group->at[i].probe, probe);
}

static void
take(struct waiting **at, struct cli_group *out)
{
    struct waiting *w = *at;

    *out = w->group;
    *at = w->next;
    free(w);
}

bool
cli_groups_add(struct cli_groups *g, const struct inventory_target *target, size_t n,
               const struct probe_result *probe, struct cli_group *complete)
{
    struct waiting **at = find(g, target->group), *w = *at;

    if (w == NULL)
        w = begin(at, target->group, n);
    if (w == NULL)
        return false;
    insert(&w->group, target, probe);
    if (w->group.n < w->cap)
        return false;
    take(at, complete);
    return true;
}

bool
cli_groups_pop(struct cli_groups *g, struct cli_group *out)
{
    for (size_t i = 0; i < BUCKETS; i++)
        if (g->buckets[i] != NULL) {
            take(&g->buckets[i], out);
            return true;
        }
    return false;
}

void
cli_groups_free(struct cli_groups *g)
{
    struct cli_group group;

    if (g == NULL)
        return;
    while (cli_groups_pop(g, &group))
        cli_group_release(&group);
    free(g);
}

static bool
answers(const struct cli_member *m)
{
    return m->probe.connected;
}

const struct base_profile *
cli_group_profile(const struct cli_group *g, size_t i)
{
    const struct base_profile *own = g->at[i].target->profile;

    if (own->id != BASE_PROFILE_EDGE_PSOM)
        return own;
    for (size_t k = 0; k < g->n; k++)
        if (answers(&g->at[k]) && g->at[k].target->profile->id == BASE_PROFILE_FE_PSOM)
            return base_profile_get(BASE_PROFILE_FE_CLIENT);
    return own;
}

bool
cli_group_is_note(const struct cli_group *g, size_t i)
{
    enum probe_class class = g->at[i].probe.error.class;

    /* One name that does not resolve is one result, not one a port. */
    if (class == PROBE_RESOLVE)
        return i > 0;
    if (class != PROBE_REFUSED || answers(&g->at[i]))
        return false;
    for (size_t k = 0; k < g->n; k++)
        if (answers(&g->at[k]))
            return true;
    return false;
}
