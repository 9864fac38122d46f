/* SPDX-License-Identifier: MIT */
#include "fallback.h"

#include <stdlib.h>
#include <string.h>

/* The server is there by name, its port is not to be had: firewalled, or closed. */
static bool
is_closed_off(const struct probe_result *probe)
{
    switch (probe->error.class) {
    case PROBE_REFUSED:
    case PROBE_UNROUTABLE:
    case PROBE_TIMEOUT:
    case PROBE_RESET:
        return !probe->connected;
    default:
        return false;
    }
}

/* An Edge by default; a Front End's ports may have other certificates, so only when asked for. */
static bool
is_wanted(const struct cli_options *o, const struct cli_group *g, size_t i)
{
    const struct inventory_target *t = g->at[i].target;
    uint16_t ports[INVENTORY_FALLBACKS_MAX];

    if (o->no_fallback || inventory_fallback_ports(t, ports) == 0)
        return false;
    switch (cli_group_profile(g, i)->id) {
    case BASE_PROFILE_EDGE_PSOM:
        return true;
    case BASE_PROFILE_FE_PSOM:
        return o->fallback && t->port_named;
    default:
        return false;
    }
}

/* The member to read elsewhere; g->n: none. */
static size_t
wanted(const struct cli_options *o, const struct cli_group *g)
{
    size_t i = 0;

    while (i < g->n && !is_wanted(o, g, i))
        i++;
    return i;
}

/* A host of which some port answers is known; where none does, it may be an Edge. */
bool
cli_fallbacks_help(const struct cli_options *o, const struct cli_group *g)
{
    size_t member = wanted(o, g);

    return member < g->n && !cli_group_answers(g) && is_closed_off(&g->at[member].probe);
}

bool
cli_fallbacks_begin(struct cli_fallbacks *f, const struct cli_options *o, struct cli_group *group)
{
    struct cli_fallback *slot = NULL;

    for (size_t i = 0; i < f->n && slot == NULL; i++)
        if (!f->at[i].used)
            slot = &f->at[i];
    if (slot == NULL) {
        slot = realloc(f->at, (f->n + 1) * sizeof *slot);
        if (slot == NULL)
            return false;
        f->at = slot;
        slot += f->n++;
    }
    *slot = (struct cli_fallback){ .group = *group, .member = wanted(o, group) };
    slot->ports_n = inventory_fallback_ports(group->at[slot->member].target, slot->ports);
    slot->used = slot->waits = true;
    f->waiting++;
    return true;
}

bool
cli_fallbacks_pull(struct cli_fallbacks *f, struct probe_target *out, size_t *slot)
{
    for (size_t i = 0; f->waiting > 0 && i < f->n; i++) {
        struct cli_fallback *one = &f->at[i];

        if (!one->waits)
            continue;
        one->waits = false;
        f->waiting--;
        *slot = i;
        *out = (struct probe_target){ .host = one->group.at[one->member].target->host,
                                      .port = one->ports[one->at] };
        return true;
    }
    return false;
}

static struct cli_group
release(struct cli_fallback *one)
{
    one->used = one->waits = false;
    return one->group;
}

bool
cli_fallbacks_done(struct cli_fallbacks *f, size_t slot, const struct probe_result *probe,
                   struct cli_group *out)
{
    struct cli_fallback *one = &f->at[slot];

    if (probe->certificates_n > 0) {
        cli_group_read_on(&one->group, one->member, one->ports[one->at], probe);
    } else if (probe->error.class == PROBE_INTERRUPTED) {
        cli_group_cut_short(&one->group);
    } else if (++one->at < one->ports_n) {
        one->waits = true;
        f->waiting++;
        return false;
    }
    *out = release(one);
    return true;
}

bool
cli_fallbacks_pop(struct cli_fallbacks *f, struct cli_group *out)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->at[i].used) {
            *out = release(&f->at[i]);
            cli_group_cut_short(out);
            return true;
        }
    return false;
}

void
cli_fallbacks_clear(struct cli_fallbacks *f)
{
    struct cli_group group;

    while (cli_fallbacks_pop(f, &group))
        cli_group_release(&group);
    free(f->at);
    *f = (struct cli_fallbacks){ 0 };
}
