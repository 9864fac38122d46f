/* SPDX-License-Identifier: MIT */
#include "looks.h"

#include <stdlib.h>
#include <string.h>

#include "fallback.h"

static const struct probe_result *
look_at(const struct assess_member *m, size_t k)
{
    return k == 0 ? &m->probe : &m->looks[k - 1].probe;
}

static bool
is_by_key(const struct assess_member *m, size_t k)
{
    return k > 0 && m->looks[k - 1].by_key;
}

/* ---- what is worth looking at ---- */

static bool
is_psom(const struct base_profile *p)
{
    return p->id == BASE_PROFILE_EDGE_PSOM || p->id == BASE_PROFILE_FE_PSOM ||
           p->id == BASE_PROFILE_EDGE_REPLICATION || p->id == BASE_PROFILE_FE_CLIENT;
}

static bool
wants_addresses(const struct assess_looks *l, const struct assess_host *g, size_t i)
{
    const struct probe_result *r = &g->at[i].probe;

    return r->addresses != NULL && r->connected && r->error.class != PROBE_INTERRUPTED &&
           (is_psom(assess_host_profile(g, i)) || l->options->all_addresses);
}

/* Of the looks at a member this one, judged by itself. */
static enum certcheck_verdict
judge(struct assess_endpoint *e, const struct assess_member *m, size_t k,
      const struct base_profile *profile, const char *product, struct assess_member *one)
{
    *one = *m;
    one->probe = *look_at(m, k);
    assess_endpoint_judge(e, one, profile, product);
    return e->result.verdict;
}

/* A server picks one of its certificates by what the client offers; a client's is one. */
static bool
wants_key(struct assess_looks *l, const struct assess_host *g, size_t i, size_t k,
          enum probe_key *key)
{
    const struct base_profile *profile = assess_host_profile(g, i);
    const struct probe_result *r = look_at(&g->at[i], k);
    struct assess_endpoint *e = l->judge;
    struct assess_member one;
    bool ready;

    if (r->certificates_n == 0 || r->peer_role != PROBE_ROLE_SERVER || is_by_key(&g->at[i], k) ||
        r->error.class == PROBE_INTERRUPTED || profile->id == BASE_PROFILE_TRUSTED_APP)
        return false;
    ready = judge(e, &g->at[i], k, profile, NULL, &one) == CERTCHECK_READY;
    *key = e->certificates[0].readable && e->certificates[0].facts.key.alg == CERTCHECK_KEY_RSA
               ? PROBE_KEY_ECDSA
               : PROBE_KEY_RSA;
    return ready || profile->id == BASE_PROFILE_TLS_SERVER || profile->id == BASE_PROFILE_MTLS;
}

static bool
may_ask(const struct assess_looks *l)
{
    return l->options->probe.hello == PROBE_HELLO_AUTO &&
           l->options->probe.engine != PROBE_ENGINE_OPENSSL;
}

static unsigned
left_ms(const struct assess_looks *l, const struct assess_member *m)
{
    uint64_t spent_ms = m->spent_us / 1000;

    return spent_ms + ASSESS_LEAST_MS <= l->options->probe.timeout_ms
               ? l->options->probe.timeout_ms - (unsigned)spent_ms
               : 0;
}

static bool
next_address(struct assess_looks *l, struct assess_looking *one)
{
    const struct probe_result *r = &one->group.at[one->member].probe;
    size_t told = r->addresses_n < PROBE_NAMED_MAX ? r->addresses_n : PROBE_NAMED_MAX;

    if (!wants_addresses(l, &one->group, one->member))
        return false;
    while (one->address < told && strcmp(r->addresses[one->address], r->address) == 0)
        one->address++;
    if (one->address >= told || left_ms(l, &one->group.at[one->member]) == 0)
        return false;
    memcpy(one->text, r->addresses[one->address++], sizeof one->text);
    one->by_key = false;
    return true;
}

static bool
next_key(struct assess_looks *l, struct assess_looking *one)
{
    struct assess_member *m = &one->group.at[one->member];

    while (one->look <= m->looks_n) {
        size_t k = one->look++;

        if (!wants_key(l, &one->group, one->member, k, &one->key))
            continue;
        if (!may_ask(l) || left_ms(l, m) == 0 || look_at(m, k)->hello == PROBE_HELLO_TLS10) {
            m->key_unseen = true;
            continue;
        }
        memcpy(one->text, look_at(m, k)->address, sizeof one->text);
        one->tls13 = look_at(m, k)->version == 0x0304;
        one->by_key = true;
        return true;
    }
    return false;
}

/* Move on to what is next; false: all was looked at. */
static bool
next(struct assess_looks *l, struct assess_looking *one)
{
    for (; one->member < one->group.n; one->member++) {
        if (next_address(l, one) || next_key(l, one))
            return true;
        one->address = one->look = 0;
    }
    return false;
}

bool
assess_looks_help(struct assess_looks *l, struct assess_host *g)
{
    struct assess_looking probe = { .group = *g };

    for (size_t i = 0; i < g->n; i++)
        if (g->at[i].spent_us == 0 && g->at[i].probe.timing.total_us > 0)
            g->at[i].spent_us = (uint64_t)g->at[i].probe.timing.total_us;
    return next(l, &probe);
}

/* ---- waiting ---- */

bool
assess_looks_begin(struct assess_looks *l, struct assess_host *group)
{
    struct assess_looking *slot = NULL;

    for (size_t i = 0; i < l->n && slot == NULL; i++)
        if (!l->at[i].used)
            slot = &l->at[i];
    if (slot == NULL) {
        slot = realloc(l->at, (l->n + 1) * sizeof *slot);
        if (slot == NULL)
            return false;
        l->at = slot;
        slot += l->n++;
    }
    *slot = (struct assess_looking){ .group = *group, .used = true, .waits = true };
    l->waiting++;
    (void)next(l, slot);
    return true;
}

bool
assess_looks_pull(struct assess_looks *l, struct probe_target *out, size_t *slot)
{
    for (size_t i = 0; l->waiting > 0 && i < l->n; i++) {
        struct assess_looking *one = &l->at[i];
        const struct assess_member *m = &one->group.at[one->member];

        if (!one->waits)
            continue;
        one->waits = false;
        l->waiting--;
        *slot = i;
        *out = (struct probe_target){ .host = m->target->host,
                                      .port = m->read_on != 0 ? m->read_on : m->target->port,
                                      .reversed = m->target->profile->reversed && !one->by_key,
                                      .address = one->text,
                                      .key = one->by_key ? one->key : PROBE_KEY_ANY,
                                      .tls13 = one->by_key && one->tls13,
                                      .timeout_ms = left_ms(l, m) };
        return true;
    }
    return false;
}

static struct assess_host
release(struct assess_looking *one)
{
    one->used = one->waits = false;
    return one->group;
}

/* Did the server say that it has no such certificate? Schannel does so by an end or a reset. */
static bool
is_denial(const struct probe_result *r)
{
    return r->connected && (r->error.class == PROBE_ALERT || r->error.class == PROBE_CLOSED ||
                            r->error.class == PROBE_RESET);
}

static void
take(struct assess_looking *one, const struct probe_result *probe)
{
    struct assess_member *m = &one->group.at[one->member];

    m->spent_us += (uint64_t)probe->timing.total_us;
    if (!one->by_key || probe->certificates_n > 0)
        m->key_unseen |= !assess_host_look(&one->group, one->member, probe, one->by_key);
    else
        m->key_unseen |= !is_denial(probe);
}

bool
assess_looks_done(struct assess_looks *l, size_t slot, const struct probe_result *probe,
                  struct assess_host *out)
{
    struct assess_looking *one = &l->at[slot];

    if (probe->error.class == PROBE_INTERRUPTED) {
        one->group.at[one->member].probe.error = probe->error;
    } else {
        take(one, probe);
        if (next(l, one)) {
            one->waits = true;
            l->waiting++;
            return false;
        }
    }
    *out = release(one);
    return true;
}

bool
assess_looks_pop(struct assess_looks *l, struct assess_host *out)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->at[i].used) {
            struct assess_looking *one = &l->at[i];

            one->group.at[one->member].probe.error.class = PROBE_INTERRUPTED;
            *out = release(one);
            return true;
        }
    return false;
}

void
assess_looks_clear(struct assess_looks *l)
{
    struct assess_host group;

    while (assess_looks_pop(l, &group))
        assess_host_release(&group);
    free(l->at);
    l->at = NULL;
    l->n = l->waiting = 0;
}

/* ---- the worst counts ---- */

static unsigned
badness(enum certcheck_verdict v)
{
    static const enum certcheck_verdict order[] = {
        CERTCHECK_READY,         CERTCHECK_UNREACHABLE, CERTCHECK_NO_CERTIFICATE,
        CERTCHECK_INDETERMINATE, CERTCHECK_BROKEN,      CERTCHECK_BREAKS,
    };
    unsigned i = 0;

    while (i + 1 < sizeof order / sizeof order[0] && order[i] != v)
        i++;
    return i;
}

/* The same machine by its other family, which does not lead there, is no machine of its own. */
static bool
counts(const struct assess_member *m, size_t k)
{
    const struct probe_result *r = look_at(m, k);
    bool v6 = strchr(r->address, ':') != NULL, first_v6 = strchr(m->probe.address, ':') != NULL;

    return k == 0 || r->connected || v6 == first_v6;
}

static void
add_verdict(struct base_text *t, const struct assess_member *m, size_t k, enum certcheck_verdict v)
{
    base_text_str(t, t->len > 0 ? ", " : "");
    base_text_str(t, look_at(m, k)->address);
    base_text_str(t, is_by_key(m, k) ? " (second certificate) " : " ");
    base_text_str(t, certcheck_verdict_name(v));
}

static void
note_unseen(struct assess_endpoint *e, const struct assess_member *m, size_t addresses)
{
    char text[64];
    struct base_text t;

    if (m->key_unseen)
        assess_endpoint_note(e, CERTCHECK_SECOND_CERTIFICATE_POSSIBLE, NULL);
    if (m->probe.addresses_n <= addresses || !m->probe.connected)
        return;
    base_text_init(&t, text, sizeof text);
    base_text_u64(&t, addresses);
    base_text_str(&t, " of ");
    base_text_u64(&t, m->probe.addresses_n);
    assess_endpoint_note(e, CERTCHECK_MORE_ADDRESSES, text);
}

void
assess_looks_judge(struct assess_endpoint *e, const struct assess_member *m,
                   struct assess_member *one, const struct base_profile *profile,
                   const char *product)
{
    char text[INVENTORY_TEXT_MAX];
    size_t worst = 0, addresses = 1;
    bool differ = false, second = false;
    enum certcheck_verdict v, worst_v = judge(e, m, 0, profile, product, one);
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    if (m->looks_n > 0)
        add_verdict(&t, m, 0, worst_v);
    if (m->probe.error.class == PROBE_INTERRUPTED)
        return;
    for (size_t k = 1; k <= m->looks_n; k++) {
        v = judge(e, m, k, profile, product, one);
        add_verdict(&t, m, k, v);
        addresses += !is_by_key(m, k);
        second = second || is_by_key(m, k);
        differ = differ || (v != worst_v && counts(m, k) && !is_by_key(m, k));
        if (counts(m, k) && badness(v) > badness(worst_v)) {
            worst = k;
            worst_v = v;
        }
    }
    if (worst != m->looks_n)
        (void)judge(e, m, worst, profile, product, one);
    if (second)
        assess_endpoint_note(e, CERTCHECK_SECOND_CERTIFICATE, text);
    if (addresses > 1 && differ) {
        char decides[INVENTORY_TEXT_MAX];
        struct base_text d;

        base_text_init(&d, decides, sizeof decides);
        base_text_str(&d, look_at(m, worst)->address);
        base_text_str(&d, " (");
        base_text_str(&d, text);
        base_text_str(&d, ")");
        assess_endpoint_note(e, CERTCHECK_ADDRESS_DECIDES, decides);
    } else if (addresses > 1) {
        assess_endpoint_note(e, CERTCHECK_ADDRESSES_PROBED, text);
    }
    note_unseen(e, m, addresses);
}
