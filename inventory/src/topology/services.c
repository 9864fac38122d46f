/* SPDX-License-Identifier: MIT */
/* A complete topology: services joined with their clusters and machines, targets made. */
#include "topology.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
by_key(const void *a, const void *b)
{
    const struct inventory_cluster *x = a, *y = b;
    uintptr_t kx = (uintptr_t)x->key, ky = (uintptr_t)y->key; /* interned: equal is same */

    return (kx > ky) - (kx < ky);
}

static struct inventory_cluster *
cluster_of(const struct inventory_model *m, const struct inventory_service *s)
{
    struct inventory_cluster wanted = { .key = s->cluster };

    if (s->cluster == NULL || m->clusters_n == 0)
        return NULL;
    return bsearch(&wanted, m->clusters, m->clusters_n, sizeof *m->clusters, by_key);
}

static bool
role_is(const struct inventory_service *s, const char *role)
{
    return s->role != NULL && strcmp(s->role, role) == 0;
}

/* ManagementServices on an Edge replicates the configuration over HTTPS (4443 by default),
 * with the same internal certificate. */
static void
note_replication(struct inventory_model *m)
{
    for (size_t i = 0; i < m->services_n; i++) {
        const struct inventory_service *s = &m->services[i];
        struct inventory_cluster *c = cluster_of(m, s);

        if (c == NULL || !role_is(s, "ManagementServices"))
            continue;
        for (size_t k = 0; k < s->ports_n && c->replication_port == 0; k++)
            if ((m->ports[s->ports + k].kinds & INVENTORY_HTTPS) != 0)
                c->replication_port = m->ports[s->ports + k].number;
    }
}

/* Trusted application pools are ExternalServer services in the topology. */
static bool
is_trusted_application(const struct inventory_service *s)
{
    return s->role != NULL && (strcmp(s->role, "ExternalServer") == 0 ||
                               strstr(s->role, "TrustedApplication") != NULL);
}

static const struct base_profile *
profile_of(const struct inventory_service *s, const struct inventory_port *p)
{
    if ((p->kinds & INVENTORY_EDGE_PSOM) != 0)
        return base_profile_get(BASE_PROFILE_EDGE_PSOM);
    if ((p->kinds & INVENTORY_REACH_PSOM) != 0)
        return base_profile_get(BASE_PROFILE_FE_PSOM);
    if ((p->kinds & INVENTORY_APPLICATION_TCP) != 0 ||
        ((p->kinds & INVENTORY_ANY_TCP) != 0 && is_trusted_application(s)))
        return base_profile_get(BASE_PROFILE_TRUSTED_APP);
    return NULL;
}

static bool
put(struct inventory_document *d, const char *host, const struct base_profile *profile,
    uint16_t port, struct inventory_source *source)
{
    struct inventory_target t = {
        .host = host, .profile = profile, .port = port, .port_named = true, .profile_named = true
    };

    switch (inventory_put(d->inv, &t, source)) {
    case INVENTORY_PUT:
        d->targets++;
        return true;
    case INVENTORY_FULL:
        return inventory_document_fault(d,
                                        "more than the limit of %zu targets; raise "
                                        "--max-targets",
                                        d->inv->options.max_targets);
    default:
        return inventory_document_fault(d, "out of memory");
    }
}

/* Has another cluster the same key? Which of the two a service means is then open. */
static bool
is_doubled(const struct inventory_model *m, const struct inventory_cluster *c)
{
    return (c > m->clusters && c[-1].key == c->key) ||
           (c + 1 < m->clusters + m->clusters_n && c[1].key == c->key);
}

/* A single machine may be called by its cluster's name; the name of several machines leads to any
 * of them. */
static bool
tell_nameless(struct inventory_document *d, const struct inventory_cluster *c)
{
    if (c->fqdn == NULL)
        return inventory_document_unread(d, "a machine without Fqdn in cluster %s skipped", c->key);
    return c->machines_n == 1 ||
           inventory_document_unread(
               d, "a machine without Fqdn in %s; the pool name is probed instead", c->fqdn);
}

/* Note what of the cluster cannot be a target: once, however many ports it has. */
static bool
tell_cluster(struct inventory_document *d, struct inventory_cluster *c)
{
    bool told = c->told;

    c->told = true;
    if (told)
        return true;
    if (is_doubled(&d->model, c) &&
        !inventory_document_unread(d, "several clusters are %s; the machines of one are probed",
                                   c->key))
        return false;
    if (c->machines_n == 0)
        return c->fqdn == NULL
                   ? inventory_document_unread(d, "cluster %s without machines and Fqdn skipped",
                                               c->key)
                   : inventory_document_note(
                         d, "no machines listed for %s; its pool name is probed", c->fqdn);
    for (size_t i = 0; i < c->machines_n; i++)
        if (d->model.machines[c->machines + i] == NULL && !tell_nameless(d, c))
            return false;
    return true;
}

/* Every machine of the cluster; one without a name of its own is called by the cluster's. */
static bool
put_machines(struct inventory_document *d, const struct inventory_cluster *c,
             const struct base_profile *profile, uint16_t port, struct inventory_source *source)
{
    if (c->machines_n == 0 && c->fqdn != NULL)
        return put(d, c->fqdn, profile, port, source);
    for (size_t i = 0; i < c->machines_n; i++) {
        const char *host = d->model.machines[c->machines + i];

        if (host == NULL)
            host = c->fqdn;
        if (host != NULL && !put(d, host, profile, port, source))
            return false;
    }
    return true;
}

static bool
source_of(struct inventory_document *d, const struct inventory_service *s,
          const struct inventory_cluster *c, struct inventory_source *out)
{
    char origin[INVENTORY_NAME_SHOWN + INVENTORY_HOST_MAX + 8];

    (void)snprintf(origin, sizeof origin, "%s: %s", d->name,
                   c->fqdn != NULL ? c->fqdn : "pool without Fqdn");
    *out = (struct inventory_source){ .product = s->product };
    out->kept = inventory_strings_intern(&d->inv->strings, base_slice_str(origin));
    if (c->fqdn != NULL)
        out->pool = inventory_strings_intern(&d->inv->strings, base_slice_str(c->fqdn));
    return (out->kept != NULL && (c->fqdn == NULL || out->pool != NULL)) ||
           inventory_document_fault(d, "out of memory");
}

/* Every Edge has one: its conferences need it. */
static bool
tell_portless(struct inventory_document *d, const struct inventory_service *s,
              const struct inventory_cluster *c)
{
    if (!role_is(s, "EdgeServer") || s->told)
        return true;
    for (size_t i = 0; i < s->ports_n; i++)
        if ((d->model.ports[s->ports + i].kinds & INVENTORY_EDGE_PSOM) != 0)
            return true;
    return inventory_document_unread(
        d, "the EdgeServer of %s has no PSOM port (owner DataEdge, usage PsomServer); skipped",
        c != NULL && c->fqdn != NULL ? c->fqdn
        : s->cluster != NULL         ? s->cluster
                                     : "an unknown cluster");
}

static bool
put_service(struct inventory_document *d, const struct inventory_service *s)
{
    struct inventory_cluster *c = cluster_of(&d->model, s);
    struct inventory_source source;

    if (!tell_portless(d, s, c))
        return false;
    for (size_t i = 0; i < s->ports_n; i++) {
        const struct inventory_port *p = &d->model.ports[s->ports + i];
        const struct base_profile *profile = profile_of(s, p);

        if (profile == NULL)
            continue;
        if (c == NULL)
            return inventory_document_unread(d, "the cluster of %s is not in the file; skipped",
                                             s->role != NULL ? s->role : "a service");
        if (!tell_cluster(d, c) || !source_of(d, s, c, &source))
            return false;
        if (profile->alike)
            source.fallback_port = c->replication_port;
        if (!put_machines(d, c, profile, p->number, &source))
            return false;
    }
    return true;
}

bool
inventory_topology_end(struct inventory_document *d)
{
    struct inventory_model *m = &d->model;
    bool ok = true;

    d->topologies++;
    d->seen_clusters += m->clusters_n;
    d->seen_machines += m->machines_n;
    d->seen_services += m->services_n;
    if (m->clusters_n > 0)
        qsort(m->clusters, m->clusters_n, sizeof *m->clusters, by_key);
    note_replication(m);
    for (size_t i = 0; ok && i < m->services_n; i++) {
        if (m->services[i].role != NULL)
            inventory_remember(d->roles, sizeof d->roles, base_slice_str(m->services[i].role));
        ok = put_service(d, &m->services[i]);
    }
    inventory_model_clear(m);
    return ok;
}
