/* SPDX-License-Identifier: MIT */
#include "fallback.h"

#include <stdlib.h>
#include <string.h>

/* The name resolves, but the port does not answer: filtered, or closed. */
static bool
is_closed_off(const struct probe_result *probe)
{
    if (probe->error.stage == PROBE_STAGE_RESOLVE)
        return false; /* a name that does not resolve has no other port either */
    switch (probe->error.kind) {
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
is_wanted(const struct assess_options *o, const struct assess_host *g, size_t i)
{
    const struct inventory_target *t = g->at[i].target;
    const struct base_profile *p = assess_host_profile(g, i);
    uint16_t ports[INVENTORY_FALLBACKS_MAX];

    if (o->no_fallback || p->fallback[0] == 0 || inventory_fallback_ports(t, ports) == 0)
        return false;
    return !p->fallback_asked || (o->fallback && t->port_named);
}

/* The member whose certificate is to be read on another port; g->n: none. */
static size_t
wanted(const struct assess_options *o, const struct assess_host *g)
{
    size_t i = 0;

    while (i < g->n && !is_wanted(o, g, i))
        i++;
    return i;
}

/* Where some port of a host answers, it is known what the host is; where none does, it may be an
 * Edge. */
bool
assess_fallbacks_help(const struct assess_options *o, const struct assess_host *g)
{
    size_t member = wanted(o, g);

    return member < g->n && !assess_host_answers(g) && is_closed_off(&g->at[member].probe);
}

unsigned
assess_fallbacks_reserve_ms(const struct assess_options *o, const struct inventory_target *t)
{
    struct assess_member m = { .target = t };

    return is_wanted(o, &(struct assess_host){ .at = &m, .n = 1 }, 0) ? o->probe.timeout_ms / 2 : 0;
}

/* What is left of the target's time. A port that does not connect leaves their share to those after
 * it. */
static bool
budget(const struct assess_fallback *one, unsigned *timeout_ms, unsigned *reserve_ms)
{
    uint64_t spent_ms = one->group.at[one->member].spent_us / 1000;
    unsigned left, after = (unsigned)(one->ports_n - one->at - 1);

    if (spent_ms + ASSESS_LEAST_MS > one->timeout_ms)
        return false;
    left = one->timeout_ms - (unsigned)spent_ms;
    *timeout_ms = left;
    *reserve_ms = left / (after + 1) * after;
    return true;
}

bool
assess_fallbacks_begin(struct assess_fallbacks *f, const struct assess_options *o,
                       struct assess_host *group)
{
    struct assess_fallback *slot = NULL;

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
    *slot = (struct assess_fallback){ .group = *group, .member = wanted(o, group) };
    slot->ports_n = inventory_fallback_ports(group->at[slot->member].target, slot->ports);
    slot->timeout_ms = o->probe.timeout_ms;
    group->at[slot->member].spent_us = (uint64_t)group->at[slot->member].probe.timing.total_us;
    if (slot->timeout_ms < group->at[slot->member].spent_us / 1000 + ASSESS_LEAST_MS)
        return false; /* no time is left: the group goes on as it is */
    slot->used = slot->waits = true;
    f->waiting++;
    return true;
}

bool
assess_fallbacks_pull(struct assess_fallbacks *f, struct probe_target *out, size_t *slot)
{
    for (size_t i = 0; f->waiting > 0 && i < f->n; i++) {
        struct assess_fallback *one = &f->at[i];

        if (!one->waits)
            continue;
        one->waits = false;
        f->waiting--;
        *slot = i;
        *out = (struct probe_target){ .host = one->group.at[one->member].target->host,
                                      .port = one->ports[one->at] };
        return budget(one, &out->timeout_ms, &out->reserve_ms);
    }
    return false;
}

static struct assess_host
release(struct assess_fallback *one)
{
    one->used = one->waits = false;
    return one->group;
}

bool
assess_fallbacks_done(struct assess_fallbacks *f, size_t slot, const struct probe_result *probe,
                      struct assess_host *out)
{
    struct assess_fallback *one = &f->at[slot];
    struct assess_member *m = &one->group.at[one->member];

    m->spent_us += (uint64_t)probe->timing.total_us;
    if (probe->certificates_n > 0) {
        assess_host_read_on(&one->group, one->member, one->ports[one->at], probe);
    } else if (probe->error.kind == PROBE_INTERRUPTED) {
        assess_host_cut_short(&one->group);
    } else if (++one->at < one->ports_n &&
               m->spent_us / 1000 + ASSESS_LEAST_MS <= one->timeout_ms) {
        one->waits = true;
        f->waiting++;
        return false;
    } else {
        m->probe.error.tried |= 1u << PROBE_TRIED_OTHER_PORTS;
    }
    *out = release(one);
    return true;
}

bool
assess_fallbacks_pop(struct assess_fallbacks *f, struct assess_host *out)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->at[i].used) {
            *out = release(&f->at[i]);
            assess_host_cut_short(out);
            return true;
        }
    return false;
}

void
assess_fallbacks_clear(struct assess_fallbacks *f)
{
    struct assess_host group;

    while (assess_fallbacks_pop(f, &group))
        assess_host_release(&group);
    free(f->at);
    *f = (struct assess_fallbacks){ 0 };
}
