/* SPDX-License-Identifier: MIT */
/* Elements of a topology become the model; attributes may be missing, values may be hostile. */
#include "topology.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOPOLOGY_SPACE "urn:schema:Microsoft.Rtc.Management.Deploy.Topology."
#define BUILDER_SPACE "urn:schema:Microsoft.Rtc.Management.Deploy.TopologyBuilder."
#define KEY_MAX 256

enum inventory_tag
inventory_tag_of(const struct inventory_element *e)
{
    static const struct {
        const char *name, *space; /* NULL: any */
        enum inventory_tag tag;
    } tags[] = {
        { "Topology", TOPOLOGY_SPACE, INVENTORY_TAG_TOPOLOGY },
        { "TopologyBuilder", BUILDER_SPACE, INVENTORY_TAG_BUILDER },
        { "PartialTopology", NULL, INVENTORY_TAG_PARTIAL },
        { "Cluster", NULL, INVENTORY_TAG_CLUSTER },
        { "ClusterId", NULL, INVENTORY_TAG_CLUSTER_ID },
        { "Machine", NULL, INVENTORY_TAG_MACHINE },
        { "Service", NULL, INVENTORY_TAG_SERVICE },
        { "ServiceId", NULL, INVENTORY_TAG_SERVICE_ID },
        { "InstalledOn", NULL, INVENTORY_TAG_INSTALLED_ON },
        { "Port", NULL, INVENTORY_TAG_PORT },
    };

    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        size_t n = tags[i].space == NULL ? 0 : strlen(tags[i].space);

        if (base_slice_eq_str(e->name, tags[i].name) && e->space.len >= n &&
            (n == 0 || memcmp(e->space.ptr, tags[i].space, n) == 0))
            return tags[i].tag;
    }
    return INVENTORY_TAG_OTHER;
}

void
inventory_model_clear(struct inventory_model *m)
{
    inventory_strings_clear(&m->strings);
    free(m->clusters);
    free(m->machines);
    free(m->services);
    free(m->ports);
    *m = (struct inventory_model){ .clusters = NULL };
}

static struct base_slice
attribute(const struct inventory_element *e, const char *name)
{
    for (size_t i = 0; i < e->attributes_n; i++)
        if (base_slice_eq_str(e->attributes[i].name, name))
            return base_trim(e->attributes[i].value);
    return (struct base_slice){ NULL, 0 };
}

/* Room for one more of *items; false: d failed. */
static bool
grow(struct inventory_document *d, void *items, size_t n, size_t *cap, size_t size)
{
    void **slot = items;
    size_t want = *cap == 0 ? 64 : *cap * 2;
    void *p;

    if (n < *cap)
        return true;
    if (want > INVENTORY_MODEL_MAX)
        return inventory_document_fault(d,
                                        "more than %u clusters, machines, services or ports; "
                                        "no topology is that large",
                                        INVENTORY_MODEL_MAX);
    p = realloc(*slot, want * size);
    if (p == NULL)
        return inventory_document_fault(d, "out of memory");
    *slot = p;
    *cap = want;
    return true;
}

static bool
intern(struct inventory_document *d, struct base_slice text, const char **out)
{
    *out = NULL;
    if (text.len == 0)
        return true;
    if (text.len >= KEY_MAX)
        return inventory_document_fault(d, "a name of %zu bytes; at most %d are allowed", text.len,
                                        KEY_MAX - 1);
    *out = inventory_strings_intern(&d->model.strings, text);
    return *out != NULL || inventory_document_fault(d, "out of memory");
}

/* One name or address, in the spelling targets have; absent is NULL. */
static bool
fqdn(struct inventory_document *d, const struct inventory_element *e, const char **out)
{
    struct base_slice text = attribute(e, "Fqdn");
    struct inventory_host host;
    char canonical[INVENTORY_HOST_MAX + 1];

    *out = NULL;
    if (text.len == 0)
        return true;
    if (!inventory_host_parse(text, -1, text, &host, d->why))
        return inventory_document_located(d);
    if (inventory_host_count(&host) != 1) {
        (void)inventory_fail(d->why, text, "a range of addresses cannot be one machine's Fqdn");
        return inventory_document_located(d);
    }
    inventory_host_text(&host, canonical);
    return intern(d, base_slice_str(canonical), out);
}

/* <ClusterId SiteId= Number=>, the primary key of published topologies. */
static bool
cluster_key(struct inventory_document *d, const struct inventory_element *e, const char **out)
{
    char key[KEY_MAX];
    struct base_text t;

    base_text_init(&t, key, sizeof key);
    base_text_bytes(&t, attribute(e, "SiteId").ptr, attribute(e, "SiteId").len);
    base_text_byte(&t, ':');
    base_text_bytes(&t, attribute(e, "Number").ptr, attribute(e, "Number").len);
    if (t.cut)
        return inventory_document_fault(d, "a ClusterId of over %d bytes", KEY_MAX);
    return intern(d, (struct base_slice){ (const uint8_t *)key, t.len }, out);
}

static bool
is_below(const enum inventory_tag *path, size_t depth, enum inventory_tag tag)
{
    for (size_t i = 0; i + 1 < depth; i++)
        if (path[i] == tag)
            return true;
    return false;
}

static bool
start_cluster(struct inventory_document *d, const struct inventory_element *e)
{
    struct inventory_model *m = &d->model;
    struct inventory_cluster c = { .machines = m->machines_n };

    if (!fqdn(d, e, &c.fqdn) || !intern(d, attribute(e, "UniqueId"), &c.key) ||
        !grow(d, &m->clusters, m->clusters_n, &m->clusters_cap, sizeof c))
        return false;
    m->clusters[m->clusters_n++] = c;
    return true;
}

static bool
start_machine(struct inventory_document *d, const struct inventory_element *e)
{
    struct inventory_model *m = &d->model;
    const char *name;

    if (!fqdn(d, e, &name) || !grow(d, &m->machines, m->machines_n, &m->machines_cap, sizeof name))
        return false;
    m->machines[m->machines_n++] = name;
    m->clusters[m->clusters_n - 1].machines_n++;
    return true;
}

static bool
start_service(struct inventory_document *d, const struct inventory_element *e)
{
    struct inventory_model *m = &d->model;
    struct inventory_service s = {
        .product = inventory_product_named(attribute(e, "ServiceVersion")),
        .ports = m->ports_n,
    };

    if (!intern(d, attribute(e, "RoleName"), &s.role) ||
        !intern(d, attribute(e, "InstalledOn"), &s.cluster) ||
        !grow(d, &m->services, m->services_n, &m->services_cap, sizeof s))
        return false;
    m->services[m->services_n++] = s;
    return true;
}

static struct base_slice
after_last_colon(struct base_slice s)
{
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == ':')
            return inventory_part(s, i, s.len);
    return s;
}

static unsigned
port_kinds(const struct inventory_element *e)
{
    struct base_slice owner = attribute(e, "Owner"), side = attribute(e, "InterfaceSide");
    struct base_slice component = after_last_colon(owner), protocol = attribute(e, "Protocol");
    bool psom = base_slice_eq_nocase(attribute(e, "Usage"), base_slice_str("PsomServer"));
    bool edge = base_slice_eq_str(component, "DataEdge");
    bool reach = base_slice_eq_str(component, "Reach");
    unsigned kinds = 0;

    if (psom && edge && !base_slice_eq_str(side, "External"))
        kinds |= INVENTORY_EDGE_PSOM;
    if (psom && reach)
        kinds |= INVENTORY_REACH_PSOM;
    if (base_slice_eq_nocase(protocol, base_slice_str("Https")))
        kinds |= INVENTORY_HTTPS;
    if (base_slice_eq_nocase(protocol, base_slice_str("Tcp")))
        kinds |=
            INVENTORY_ANY_TCP |
            (base_slice_begins_nocase(owner, "urn:application:") ? INVENTORY_APPLICATION_TCP : 0u);
    if (psom && !edge && !reach && (kinds & INVENTORY_APPLICATION_TCP) == 0)
        kinds |= INVENTORY_UNKNOWN_PSOM;
    return kinds;
}

#define OWNER_SHOWN 80

static bool
unknown_psom(struct inventory_document *d, struct base_slice owner)
{
    char shown[OWNER_SHOWN];
    struct base_text t;

    base_text_init(&t, shown, sizeof shown);
    base_text_safe(&t, owner);
    d->model.services[d->model.services_n - 1].told = true;
    return inventory_document_unread(d, "line %zu: a PSOM port of the unknown owner '%s', skipped",
                                     d->line, shown);
}

static bool
no_number(struct inventory_document *d, unsigned kinds)
{
    if ((kinds & (INVENTORY_EDGE_PSOM | INVENTORY_REACH_PSOM)) == 0)
        return true;
    d->model.services[d->model.services_n - 1].told = true;
    return inventory_document_unread(d, "line %zu: a PSOM port without a number, skipped", d->line);
}

static bool
start_port(struct inventory_document *d, const struct inventory_element *e)
{
    struct inventory_model *m = &d->model;
    struct inventory_port p = { .kinds = port_kinds(e) };
    struct base_slice number = attribute(e, "Port");

    if (p.kinds == 0)
        return true;
    if ((p.kinds & INVENTORY_UNKNOWN_PSOM) != 0)
        return unknown_psom(d, attribute(e, "Owner"));
    if (number.len == 0 || base_slice_eq_str(number, "0"))
        return no_number(d, p.kinds);
    if (!inventory_port_parse(number, attribute(e, "Owner"), &p.number, d->why))
        return inventory_document_located(d);
    if (!grow(d, &m->ports, m->ports_n, &m->ports_cap, sizeof p))
        return false;
    m->ports[m->ports_n++] = p;
    m->services[m->services_n - 1].ports_n++;
    return true;
}

static bool
start_id(struct inventory_document *d, const enum inventory_tag *path, size_t depth,
         const struct inventory_element *e)
{
    struct inventory_model *m = &d->model;
    enum inventory_tag parent = depth >= 2 ? path[depth - 2] : INVENTORY_TAG_OTHER;

    if (path[depth - 1] == INVENTORY_TAG_SERVICE_ID)
        return parent != INVENTORY_TAG_SERVICE ||
               intern(d, attribute(e, "RoleName"), &m->services[m->services_n - 1].role);
    if (parent == INVENTORY_TAG_CLUSTER)
        return cluster_key(d, e, &m->clusters[m->clusters_n - 1].key);
    if (is_below(path, depth, INVENTORY_TAG_INSTALLED_ON) &&
        is_below(path, depth, INVENTORY_TAG_SERVICE))
        return cluster_key(d, e, &m->services[m->services_n - 1].cluster);
    return true;
}

bool
inventory_topology_start(struct inventory_document *d, const enum inventory_tag *path, size_t depth,
                         const struct inventory_element *e)
{
    switch (path[depth - 1]) {
    case INVENTORY_TAG_CLUSTER:
        return start_cluster(d, e);
    case INVENTORY_TAG_MACHINE:
        return !is_below(path, depth, INVENTORY_TAG_CLUSTER) || start_machine(d, e);
    case INVENTORY_TAG_SERVICE:
        return start_service(d, e);
    case INVENTORY_TAG_PORT:
        return !is_below(path, depth, INVENTORY_TAG_SERVICE) || start_port(d, e);
    case INVENTORY_TAG_CLUSTER_ID:
    case INVENTORY_TAG_SERVICE_ID:
        return start_id(d, path, depth, e);
    default:
        return true;
    }
}
