/* SPDX-License-Identifier: MIT */
/* From one row of named cells, whatever printed it, to targets. */
#include <base/product.h>

#include "row.h"

/* Columns of Get-CsService that hold a PSOM port. */
static const struct {
    enum inventory_field field;
    enum base_profile_id profile;
} psom_ports[] = {
    { INVENTORY_FIELD_EDGE_PSOM, BASE_PROFILE_EDGE_PSOM },
    { INVENTORY_FIELD_REACH_PRIMARY, BASE_PROFILE_FE_PSOM },
    { INVENTORY_FIELD_REACH_EXTERNAL, BASE_PROFILE_FE_PSOM },
};
#define PSOM_PORTS (sizeof psom_ports / sizeof psom_ports[0])

/* Where several columns may name a host the one with the best rank counts. A service's version adds
 * nothing to the product's. */
static bool
may_differ(const struct inventory_column *c, const struct inventory_column *other)
{
    return c != other && (c->field == INVENTORY_FIELD_HOST || c->field == INVENTORY_FIELD_VERSION);
}

/* 0: it is none, or any TLS server's. */
static unsigned
port_of_a_profile(struct base_slice value)
{
    unsigned port;

    if (!inventory_decimal(value, 65535, &port) ||
        base_profile_of_port((uint16_t)port) == base_profile_get(BASE_PROFILE_TLS_SERVER))
        return 0;
    return port;
}

void
inventory_row_set(struct inventory_row *r, const struct inventory_column *c,
                  struct base_slice value)
{
    const struct inventory_column *other;

    value = base_trim(value);
    if (value.len == 0)
        return;
    r->seen = true;
    if (c == NULL) {
        if (r->stray == 0)
            r->stray = port_of_a_profile(value);
        return;
    }
    other = r->from[c->field];
    if (other != NULL && !may_differ(c, other) &&
        !base_slice_eq_nocase(value, r->value[c->field])) {
        r->twice[0] = other;
        r->twice[1] = c;
    }
    if (other != NULL && other->rank <= c->rank)
        return;
    r->value[c->field] = value;
    r->from[c->field] = c;
}

static bool
is_word(struct base_slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') && !(s.ptr[i] >= 'a' && s.ptr[i] <= 'z'))
            return false;
    return s.len > 0;
}

/* ROLE:POOL, told from HOST:PORT by the letter after the colon. */
static bool
split_role(struct base_slice *host, struct base_slice *role)
{
    size_t colon = inventory_find(*host, 0, ':');
    struct base_slice rest;

    if (colon >= host->len || inventory_find(*host, colon + 1, ':') < host->len)
        return false;
    *role = inventory_part(*host, 0, colon);
    rest = inventory_part(*host, colon + 1, host->len);
    if (!is_word(*role) || rest.len == 0 || rest.ptr[0] == '/' ||
        (rest.ptr[0] >= '0' && rest.ptr[0] <= '9' && inventory_find(rest, 0, '.') == rest.len))
        return false;
    *host = rest;
    return true;
}

/* Identity of a service is ROLE:POOL; only some roles have PSOM ports for servers. */
static const struct base_profile *
profile_of_role(struct base_slice name)
{
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);

        if (p->role != NULL && base_slice_eq_nocase(name, base_slice_str(p->role)))
            return p;
    }
    return NULL;
}

static bool
product_of(struct inventory_list *l, const struct inventory_row *r, const char **out)
{
    struct base_slice product = r->value[INVENTORY_FIELD_PRODUCT];
    char known[160];
    struct base_text t;

    *out = inventory_product_named(product.len > 0 ? product : r->value[INVENTORY_FIELD_VERSION]);
    if (product.len == 0 || *out != NULL || base_slice_eq_str(product, "lync") ||
        base_slice_eq_str(product, "sfb"))
        return true; /* a family: the version may be in another column */
    base_text_init(&t, known, sizeof known);
    base_text_str(&t, "no such product; there are ");
    base_product_names(&t);
    base_text_str(&t, ", and lync and sfb where the version is not known");
    (void)inventory_fail(l->why, product, "%s", known);
    return inventory_list_located(l);
}

/* The cells beside the host may add to what it says, but not contradict it. */
static bool
refine(struct inventory_list *l, const struct inventory_row *r, struct base_slice host,
       uint16_t port, struct inventory_spec *spec)
{
    struct base_slice profile = r->value[INVENTORY_FIELD_PROFILE];
    const struct base_profile *named = spec->profile;
    const struct inventory_ports *own = &spec->ports;

    if (profile.len > 0 && (named = inventory_profile_parse(profile, host, l->why)) == NULL)
        return inventory_list_located(l);
    if ((port != 0 && own->n > 0 && (own->n > 1 || own->port[0] != port)) ||
        (spec->profile != NULL && spec->profile != named)) {
        (void)inventory_fail(l->why, host,
                             "the port or profile column says otherwise; give it "
                             "once");
        return inventory_list_located(l);
    }
    if (port != 0)
        spec->ports = (struct inventory_ports){ { port }, 1 };
    spec->profile = named;
    return true;
}

static bool
add_one(struct inventory_list *l, const struct inventory_spec *spec, struct base_slice host,
        struct inventory_source *source)
{
    source->kept = inventory_strings_intern(&l->inv->strings, base_slice_str(l->name));
    source->line = (uint32_t)l->lines.line; /* a list is not that long */
    if (source->kept == NULL)
        return inventory_no_memory(l->why);
    return inventory_spec_add(l->inv, spec, host, source, l->why) || inventory_list_located(l);
}

/* The ports a row of Get-CsService gives; an empty or 0 one is not in use. */
static bool
add_psom_ports(struct inventory_list *l, const struct inventory_row *r, struct base_slice host,
               struct inventory_spec spec, struct inventory_source *source, bool *any)
{
    for (size_t i = 0; i < PSOM_PORTS; i++) {
        struct base_slice port = r->value[psom_ports[i].field];

        if (port.len == 0 || base_slice_eq_str(port, "0"))
            continue;
        spec.ports.n = 1;
        if (!inventory_port_parse(port, host, &spec.ports.port[0], l->why))
            return inventory_list_located(l);
        spec.profile = base_profile_get(psom_ports[i].profile);
        if (!add_one(l, &spec, host, source))
            return false;
        *any = true;
    }
    return true;
}

static bool
skip_role(struct inventory_list *l, struct base_slice role)
{
    char shown[40];
    struct base_text t;

    base_text_init(&t, shown, sizeof shown);
    base_text_safe(&t, role);
    return inventory_note_add(l->inv, l->why, "%s: %s services skipped: they have no PSOM port",
                              l->name, shown);
}

static bool
pool_of(struct inventory_list *l, struct base_slice pool, const char **out)
{
    struct inventory_host h;
    char text[INVENTORY_HOST_MAX + 1];

    *out = NULL;
    if (pool.len == 0)
        return true;
    if (!inventory_host_parse(pool, -1, pool, &h, l->why))
        return inventory_list_located(l);
    inventory_host_text(&h, text);
    *out = inventory_strings_intern(&l->inv->strings, base_slice_str(text));
    return *out != NULL || inventory_no_memory(l->why);
}

static unsigned
host_holds(const struct inventory_row *r)
{
    const struct inventory_column *c = r->from[INVENTORY_FIELD_HOST];

    return c == NULL ? INVENTORY_MACHINE : c->holds;
}

/* The Identity of a service: *host becomes its pool. In a plain list only known roles count, so
 * that a mistyped HOST:PORT is an error. */
static bool
take_role(const struct inventory_row *r, struct base_slice *host, struct base_slice *role,
          const struct base_profile **known)
{
    struct base_slice pool = *host;

    *known = NULL;
    if (!split_role(&pool, role))
        return false;
    *known = profile_of_role(*role);
    if (*known == NULL && host_holds(r) == INVENTORY_MACHINE)
        return false;
    *host = pool;
    return true;
}

static bool
row_host_port(struct inventory_list *l, const struct inventory_row *r, struct base_slice host,
              uint16_t port, const struct base_profile *role, struct inventory_source *source)
{
    struct inventory_spec spec;
    bool any = false;

    if (!inventory_spec_parse(host, &spec, l->why))
        return inventory_list_located(l);
    if (!refine(l, r, host, port, &spec))
        return false;
    if (spec.ports.n == 0 && spec.profile == NULL &&
        !add_psom_ports(l, r, host, spec, source, &any))
        return false;
    if (spec.profile == NULL && role != NULL)
        spec.profile = role;
    return any || add_one(l, &spec, host, source);
}

/* Once for each port that the row names; 0: none. */
static bool
row_host(struct inventory_list *l, const struct inventory_row *r, struct base_slice host,
         const struct base_profile *role, struct inventory_source *source)
{
    struct inventory_ports ports = { .n = 1 };

    if (r->value[INVENTORY_FIELD_PORT].len > 0 &&
        !inventory_ports_parse(r->value[INVENTORY_FIELD_PORT], host, &ports, l->why))
        return inventory_list_located(l);
    for (size_t i = 0; i < ports.n; i++)
        if (!row_host_port(l, r, host, ports.port[i], role, source))
            return false;
    return true;
}

/* Every machine that a pool's cell names. */
static bool
add_machines(struct inventory_list *l, const struct inventory_row *r, struct base_slice pool,
             struct inventory_source *source)
{
    struct base_slice rest = r->value[INVENTORY_FIELD_MACHINES], name;

    if (inventory_machines_is_cut(rest)) {
        (void)inventory_fail(l->why, rest,
                             "PowerShell omitted some of the machines; set "
                             "$FormatEnumerationLimit = -1 first and use Format-List, or join "
                             "them for Export-Csv");
        return inventory_list_located(l);
    }
    if (!pool_of(l, pool, &source->pool))
        return false;
    while (inventory_machines_next(&rest, &name))
        if (!row_host(l, r, name, NULL, source))
            return false;
    return true;
}

static bool
note_pools(struct inventory_list *l, bool type_name)
{
    if (type_name)
        return inventory_note_add(
            l->inv, l->why,
            "%s: Export-Csv wrote a type in place of the names in Computers, so pools are probed "
            "by "
            "their own names; export with Select-Object Fqdn, "
            "@{n='Computers'; e={$_.Computers -join ' '}}, or give a --topology",
            l->name);
    return inventory_note_add(
        l->inv, l->why, "%s: names pools; --topology reaches each of their machines", l->name);
}

/* "Listener: 8061": the usual ports are probed in its place, which has to be said, once. */
static bool
note_stray(struct inventory_list *l, const struct inventory_row *r)
{
    if (r->stray == 0 || l->stray_told || r->value[INVENTORY_FIELD_PORT].len > 0 ||
        inventory_find(r->value[INVENTORY_FIELD_HOST], 0, ':') < r->value[INVENTORY_FIELD_HOST].len)
        return true;
    l->stray_told = true;
    return inventory_note_add(l->inv, l->why,
                              "%s: numbers such as %u are in a column that is not read; if they "
                              "are ports, name the column Port",
                              l->name, r->stray);
}

/* Are there machines in the cell that lists them? */
static bool
lists_machines(const struct inventory_row *r)
{
    struct base_slice rest = r->value[INVENTORY_FIELD_MACHINES], name;

    return !inventory_machines_is_type(rest) && inventory_machines_next(&rest, &name);
}

static bool
says_twice(struct inventory_list *l, const struct inventory_row *r)
{
    const struct inventory_column *const *c = r->twice;

    if (c[0] == c[1])
        (void)inventory_fail(l->why, r->value[c[0]->field],
                             "the column '%s' occurs twice with different contents; keep one",
                             c[0]->name);
    else
        (void)inventory_fail(l->why, r->value[c[0]->field],
                             "the columns '%s' and '%s' differ; keep one", c[0]->name, c[1]->name);
    return inventory_list_located(l);
}

bool
inventory_row_add(struct inventory_list *l, const struct inventory_row *r)
{
    struct base_slice host = r->value[INVENTORY_FIELD_HOST], role = { NULL, 0 },
                      machines = r->value[INVENTORY_FIELD_MACHINES];
    struct inventory_source source = { .origin = NULL };
    const struct base_profile *known;
    bool in_role, is_pool;

    if (!r->seen)
        return true;
    l->rows++;
    if (r->twice[0] != NULL)
        return says_twice(l, r);
    if (!note_stray(l, r))
        return false;
    if (lists_machines(r))
        return product_of(l, r, &source.product) && add_machines(l, r, host, &source);
    if (host.len == 0) {
        (void)inventory_say(l->why, "no host in this row; it needs one");
        return inventory_list_located(l);
    }
    in_role = take_role(r, &host, &role, &known);
    if (in_role && known == NULL)
        return skip_role(l, role);
    is_pool = in_role || machines.len > 0 || host_holds(r) == INVENTORY_POOL;
    if (is_pool && !note_pools(l, inventory_machines_is_type(machines)))
        return false;
    return product_of(l, r, &source.product) &&
           pool_of(l, is_pool ? host : r->value[INVENTORY_FIELD_POOL], &source.pool) &&
           row_host(l, r, host, known, &source);
}
