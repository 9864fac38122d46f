/* SPDX-License-Identifier: MIT */
#include "hosts.h"

#include <stdlib.h>
#include <string.h>

struct waiting {
    struct waiting *next;
    uint32_t number;
    struct assess_host group;
    size_t cap;
};

#define BUCKETS 1024

struct assess_hosts {
    struct waiting *buckets[BUCKETS];
};

struct assess_hosts *
assess_hosts_new(void)
{
    return calloc(1, sizeof(struct assess_hosts));
}

static size_t
bytes_of(const struct base_slice *at, size_t n)
{
    size_t total = n * sizeof *at;

    for (size_t i = 0; i < n; i++)
        total += at[i].len;
    return total;
}

/* Copy slices and their bytes into one allocation. */
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

static const char (*copy_addresses(const struct probe_result *in))[64]
{
    size_t told = in->addresses_n < PROBE_NAMED_MAX ? in->addresses_n : PROBE_NAMED_MAX;
    char(*copy)[64] = told == 0 || in->addresses == NULL ? NULL : malloc(told * sizeof *copy);

    if (copy != NULL)
        memcpy(copy, in->addresses, told * sizeof *copy);
    return (const char(*)[64])copy;
}

static void
copy_result(struct probe_result *out, const struct probe_result *in)
{
    *out = *in;
    out->certificates = copy_slices(in->certificates, in->certificates_n);
    out->ca_names = copy_slices(in->ca_names, in->ca_names_n);
    out->addresses = copy_addresses(in);
    if (out->certificates == NULL)
        out->certificates_n = 0;
    if (out->ca_names == NULL)
        out->ca_names_n = 0;
}

static struct waiting **
find(struct assess_hosts *g, uint32_t number)
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

/* Members arrive in any order; they are reported in the order of their ports. */
static void
insert(struct assess_host *group, const struct assess_member *m)
{
    size_t i = group->n++;

    for (; i > 0 && group->at[i - 1].target->port > m->target->port; i--)
        group->at[i] = group->at[i - 1];
    group->at[i] = *m;
    copy_result(&group->at[i].probe, &m->probe);
}

bool
assess_host_of(const struct assess_member *m, struct assess_host *out)
{
    *out = (struct assess_host){ .at = calloc(1, sizeof *out->at) };
    if (out->at == NULL)
        return false;
    insert(out, m);
    return true;
}

static void
release_result(struct probe_result *r)
{
    free((void *)(uintptr_t)r->certificates);
    free((void *)(uintptr_t)r->ca_names);
    free((void *)(uintptr_t)r->addresses);
}

static void
release_member(struct assess_member *m)
{
    release_result(&m->probe);
    for (size_t i = 0; i < m->looks_n; i++)
        release_result(&m->looks[i].probe);
    free(m->looks);
    m->looks = NULL;
    m->looks_n = 0;
    free(m->tried);
    m->tried = NULL;
}

bool
assess_host_look(struct assess_host *g, size_t i, const struct probe_result *probe, bool by_key)
{
    struct assess_member *m = &g->at[i];
    struct assess_look *grown = realloc(m->looks, (m->looks_n + 1) * sizeof *grown);

    if (grown == NULL)
        return false;
    m->looks = grown;
    grown[m->looks_n].by_key = by_key;
    copy_result(&grown[m->looks_n++].probe, probe);
    return true;
}

uint16_t
assess_member_port(const struct assess_member *m)
{
    if (m->read_on != 0)
        return m->read_on;
    return m->probe.srv[0] != '\0' ? m->probe.port : m->target->port;
}

enum probe_dialogue_id
assess_member_dialogue(const struct assess_options *o, const struct assess_member *m)
{
    return m->probe.srv[0] != '\0' ? m->probe.dialogue : assess_target_dialogue(o, m->target);
}

const struct probe_result *
assess_member_look(const struct assess_member *m, size_t k)
{
    return k == 0 ? &m->probe : &m->looks[k - 1].probe;
}

bool
assess_member_is_by_key(const struct assess_member *m, size_t k)
{
    return k > 0 && m->looks[k - 1].by_key;
}

void
assess_host_release(struct assess_host *group)
{
    for (size_t i = 0; i < group->n; i++)
        release_member(&group->at[i]);
    free(group->at);
    *group = (struct assess_host){ 0 };
}

enum probe_dialogue_id
assess_target_dialogue(const struct assess_options *o, const struct inventory_target *t)
{
    const char *name = base_profile_dialogue(t->profile, t->port);

    return o->no_dialogue || name == NULL ? PROBE_DIALOGUE_NONE
                                          : probe_dialogue_named(base_slice_str(name));
}

void
assess_host_read_on(struct assess_host *g, size_t i, uint16_t port,
                    const struct probe_result *probe)
{
    struct assess_member *m = &g->at[i];

    m->first = m->probe.error;
    m->read_on = port;
    release_member(m);
    copy_result(&m->probe, probe);
}

static void
take(struct waiting **at, struct assess_host *out)
{
    struct waiting *w = *at;

    *out = w->group;
    *at = w->next;
    free(w);
}

enum assess_arrival
assess_hosts_add(struct assess_hosts *g, uint32_t number, size_t n, const struct assess_member *m,
                 struct assess_host *complete)
{
    struct waiting **at = find(g, number), *w = *at;

    if (w == NULL)
        w = begin(at, number, n);
    if (w == NULL)
        return ASSESS_HOST_NO_MEMORY;
    insert(&w->group, m);
    if (w->group.n < w->cap)
        return ASSESS_HOST_WAITS;
    take(at, complete);
    return ASSESS_HOST_COMPLETE;
}

bool
assess_hosts_pop(struct assess_hosts *g, struct assess_host *out)
{
    for (size_t i = 0; i < BUCKETS; i++)
        if (g->buckets[i] != NULL) {
            take(&g->buckets[i], out);
            return true;
        }
    return false;
}

void
assess_hosts_free(struct assess_hosts *g)
{
    struct assess_host group;

    if (g == NULL)
        return;
    while (assess_hosts_pop(g, &group))
        assess_host_release(&group);
    free(g);
}

static bool
answers(const struct assess_member *m)
{
    return m->probe.connected;
}

/* Proof of TLS is a certificate, an alert, a ServerHello or a ClientHello. Forwarders, load
 * balancers and SYN proxies accept connections to ports that nobody listens on, so a connection
 * proves nothing; neither do bytes that merely begin like a TLS record. */
static bool
shows_tls(const struct assess_member *m)
{
    const struct probe_result *r = &m->probe;

    return r->connected && ((r->tls && (r->version != 0 || r->peer_role == PROBE_ROLE_CLIENT)) ||
                            r->certificates_n > 0 || r->empty_certificate || r->error.alert >= 0);
}

static bool
is_front_ends_port(const struct assess_member *m)
{
    return m->target->profile->front_end;
}

/* A Front End speaks TLS on the ports of its Lync Web App. */
static bool
is_front_end(const struct assess_host *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (is_front_ends_port(&g->at[i]) && shows_tls(&g->at[i]))
            return true;
    return false;
}

/* Is it judged as an Edge's port only because the host is not known to be a Front End? */
static bool
depends(const struct assess_member *m)
{
    return m->profile == NULL && !m->target->profile_named &&
           m->target->profile->turns_into != NULL;
}

const struct base_profile *
assess_host_profile(const struct assess_host *g, size_t i)
{
    const struct assess_member *m = &g->at[i];

    if (depends(m) && is_front_end(g))
        return base_profile_on_front_end(m->target->profile);
    return m->profile != NULL ? m->profile : m->target->profile;
}

void
assess_host_doubt(struct assess_host *g)
{
    if (is_front_end(g))
        return;
    for (size_t i = 0; i < g->n; i++)
        for (size_t k = 0, n = 0; depends(&g->at[i]) && k < g->n && n < ASSESS_SILENT_PORTS; k++)
            if (is_front_ends_port(&g->at[k]) && answers(&g->at[k]))
                g->at[i].silent[n++] = g->at[k].target->port;
}

bool
assess_host_answers(const struct assess_host *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (answers(&g->at[i]))
            return true;
    return false;
}

bool
assess_host_is_note(const struct assess_host *g, size_t i)
{
    enum probe_class kind = g->at[i].probe.error.kind;

    if (g->at[i].target->port_named)
        return false;
    /* A name that does not resolve, or was not looked up, is reported once, not once per port. */
    if (kind == PROBE_RESOLVE || (kind == PROBE_INTERRUPTED && !assess_host_answers(g)))
        return i > 0;
    return kind == PROBE_REFUSED && !answers(&g->at[i]) && assess_host_answers(g);
}

bool
assess_host_is_open(const struct assess_host *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->at[i].probe.error.kind == PROBE_INTERRUPTED)
            return true;
    return false;
}

static void
interrupt(struct probe_error *e)
{
    struct base_text t;

    e->kind = PROBE_INTERRUPTED;
    base_text_init(&t, e->text, sizeof e->text);
    base_text_str(&t, probe_class_about(PROBE_INTERRUPTED));
}

void
assess_host_cut_short(struct assess_host *g)
{
    bool known = is_front_end(g);

    for (size_t i = 0; i < g->n; i++)
        if (!answers(&g->at[i]) || (depends(&g->at[i]) && !known))
            interrupt(&g->at[i].probe.error);
}

bool
assess_host_is_named(const struct assess_host *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (!g->at[i].target->port_named)
            return false;
    return true;
}

bool
assess_host_take(struct assess_host *g, size_t i, struct assess_host *out)
{
    const struct base_profile *profile = assess_host_profile(g, i);

    *out = (struct assess_host){ .at = calloc(1, sizeof *out->at) };
    if (out->at == NULL)
        return false;
    out->at[out->n++] = g->at[i];
    out->at[0].profile = profile;
    g->at[i].probe.certificates = g->at[i].probe.ca_names = NULL; /* out's now */
    g->at[i].probe.certificates_n = g->at[i].probe.ca_names_n = 0;
    g->at[i].probe.addresses = NULL;
    g->at[i].looks = NULL;
    g->at[i].looks_n = 0;
    g->at[i].tried = NULL;
    return true;
}
