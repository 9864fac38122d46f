/* SPDX-License-Identifier: MIT */
#include "looks.h"

#include <stdlib.h>
#include <string.h>

#include "gather/fallback.h"

/* ---- what is worth looking at ---- */

static bool
wants_addresses(const struct assess_looks *l, const struct assess_host *g, size_t i)
{
    const struct probe_result *r = &g->at[i].probe;

    return r->addresses != NULL && r->connected && r->error.kind != PROBE_INTERRUPTED &&
           assess_looks_need_all(l->options, assess_host_profile(g, i));
}

/* A server picks one of its certificates by what the client offers; a client's is one. */
static bool
wants_key(struct assess_looks *l, const struct assess_host *g, size_t i, size_t k,
          enum probe_key *key)
{
    const struct base_profile *profile = assess_host_profile(g, i);
    const struct probe_result *r = assess_member_look(&g->at[i], k);
    struct assess_endpoint *e = l->judge;
    struct assess_member one;
    bool ready;

    if (r->certificates_n == 0 || r->peer_role != PROBE_ROLE_SERVER ||
        assess_member_is_by_key(&g->at[i], k) || r->error.kind == PROBE_INTERRUPTED ||
        profile->plain)
        return false;
    ready = assess_looks_judge_one(e, &g->at[i], k, profile, NULL, &one) == CERTCHECK_READY;
    l->judged = k == 0;
    *key = e->certificates[0].readable && e->certificates[0].facts.key.alg == CERTCHECK_KEY_RSA
               ? PROBE_KEY_ECDSA
               : PROBE_KEY_RSA;
    return ready || profile->judges == BASE_JUDGE_DOTNET;
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

static size_t
told(const struct probe_result *r)
{
    return r->addresses_n < PROBE_NAMED_MAX ? r->addresses_n : PROBE_NAMED_MAX;
}

/* An address that drops packets must not use up the time of the addresses after it, nor that for a
 * second certificate. */
static unsigned
share_ms(const struct assess_looks *l, const struct assess_looking *one)
{
    const struct assess_member *m = &one->group.at[one->member];
    unsigned left = left_ms(l, m), shares = 2;

    if (one->by_key)
        return left;
    for (size_t i = one->address; i < told(&m->probe); i++)
        shares += strcmp(m->probe.addresses[i], m->probe.address) != 0;
    return left / shares > ASSESS_LEAST_MS ? left / shares : ASSESS_LEAST_MS;
}

static bool
next_address(struct assess_looks *l, struct assess_looking *one)
{
    const struct probe_result *r = &one->group.at[one->member].probe;

    if (!wants_addresses(l, &one->group, one->member))
        return false;
    while (one->address < told(r) && strcmp(r->addresses[one->address], r->address) == 0)
        one->address++;
    if (one->address >= told(r) || left_ms(l, &one->group.at[one->member]) == 0)
        return false;
    memcpy(one->text, r->addresses[one->address++], sizeof one->text);
    one->by_key = false;
    return true;
}

/* A server may have one certificate for TLS 1.2 and another for TLS 1.3. */
static bool
repeat_key(struct assess_looks *l, struct assess_looking *one)
{
    struct assess_member *m = &one->group.at[one->member];

    if (!one->again)
        return false;
    one->again = false;
    one->tls13 = true;
    if (left_ms(l, m) > 0)
        return true;
    m->key_unseen = true;
    return false;
}

static bool
next_key(struct assess_looks *l, struct assess_looking *one)
{
    struct assess_member *m = &one->group.at[one->member];

    if (repeat_key(l, one))
        return true;
    while (one->look <= m->looks_n) {
        size_t k = one->look++;

        if (!wants_key(l, &one->group, one->member, k, &one->key))
            continue;
        if (!may_ask(l) || left_ms(l, m) == 0 ||
            assess_member_look(m, k)->hello == PROBE_HELLO_TLS10) {
            m->key_unseen = true;
            continue;
        }
        memcpy(one->text, assess_member_look(m, k)->address, sizeof one->text);
        one->tls13 = assess_member_look(m, k)->version == 0x0304;
        one->by_key = true;
        return true;
    }
    return false;
}

/* Move on to the next look; false: there is none. */
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

    l->judged = false;
    for (size_t i = 0; i < g->n; i++)
        if (g->at[i].spent_us == 0 && g->at[i].probe.timing.total_us > 0)
            g->at[i].spent_us = (uint64_t)g->at[i].probe.timing.total_us;
    return next(l, &probe);
}

/* ---- waiting ---- */

/* Slots never move: a target under way points to the text in its slot. */
static struct assess_looking *
add_slot(struct assess_looks *l)
{
    struct assess_looking **at = realloc(l->at, (l->n + 1) * sizeof *at);
    struct assess_looking *slot = malloc(sizeof *slot);

    if (at != NULL)
        l->at = at;
    if (at == NULL || slot == NULL) {
        free(slot);
        return NULL;
    }
    l->at[l->n++] = slot;
    return slot;
}

bool
assess_looks_begin(struct assess_looks *l, struct assess_host *group)
{
    struct assess_looking *slot = NULL;

    for (size_t i = 0; i < l->n && slot == NULL; i++)
        if (!l->at[i]->used)
            slot = l->at[i];
    if (slot == NULL && (slot = add_slot(l)) == NULL)
        return false;
    *slot = (struct assess_looking){ .group = *group, .used = true, .waits = true };
    l->waiting++;
    (void)next(l, slot);
    return true;
}

bool
assess_looks_pull(struct assess_looks *l, struct probe_target *out, size_t *slot)
{
    for (size_t i = 0; l->waiting > 0 && i < l->n; i++) {
        struct assess_looking *one = l->at[i];
        const struct assess_member *m = &one->group.at[one->member];

        if (!one->waits)
            continue;
        one->waits = false;
        l->waiting--;
        *slot = i;
        *out = (struct probe_target){ .host = m->target->host,
                                      .port = assess_member_port(m),
                                      .reversed = m->target->profile->reversed && !one->by_key,
                                      .dialogue = assess_member_dialogue(l->options, m),
                                      .address = one->text[0] != '\0' ? one->text : NULL,
                                      .key = one->by_key ? one->key : PROBE_KEY_ANY,
                                      .tls13 = one->by_key && one->tls13,
                                      .timeout_ms = share_ms(l, one) };
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

/* RFC 8446 4.1.1: the alerts of a server that has nothing in common with a hello. */
#define ALERT_HANDSHAKE_FAILURE 40
#define ALERT_INSUFFICIENT_SECURITY 71

/* Did the server answer that it has no certificate with such a key? Schannel says so by a close or
 * a reset, as does a server or a firewall that has had enough of our connections: no answer. */
static bool
is_denial(const struct probe_result *r)
{
    return r->error.kind == PROBE_ALERT && (r->error.alert == ALERT_HANDSHAKE_FAILURE ||
                                            r->error.alert == ALERT_INSUFFICIENT_SECURITY);
}

/* RFC 8446 4.4.2.2: a server without a fitting certificate may present the one it has. */
static bool
has_no_other(const struct probe_result *first, const struct probe_result *probe)
{
    return probe->certificates_n > 0 ? base_slice_eq(probe->certificates[0], first->certificates[0])
                                     : is_denial(probe);
}

static void
take_by_key(struct assess_looking *one, const struct probe_result *probe)
{
    struct assess_member *m = &one->group.at[one->member];
    const struct probe_result *first = assess_member_look(m, one->look - 1);

    if (has_no_other(first, probe))
        one->again = first->speaks_tls13 && !one->tls13;
    else
        m->key_unseen |=
            probe->certificates_n == 0 || !assess_host_look(&one->group, one->member, probe, true);
}

static void
take(struct assess_looking *one, const struct probe_result *probe)
{
    struct assess_member *m = &one->group.at[one->member];

    m->spent_us += (uint64_t)probe->timing.total_us;
    if (one->by_key)
        take_by_key(one, probe);
    else
        m->key_unseen |= !assess_host_look(&one->group, one->member, probe, false);
}

bool
assess_looks_done(struct assess_looks *l, size_t slot, const struct probe_result *probe,
                  struct assess_host *out)
{
    struct assess_looking *one = l->at[slot];

    if (probe->error.kind == PROBE_INTERRUPTED) {
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
        if (l->at[i]->used) {
            struct assess_looking *one = l->at[i];

            one->group.at[one->member].probe.error.kind = PROBE_INTERRUPTED;
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
    for (size_t i = 0; i < l->n; i++)
        free(l->at[i]);
    free(l->at);
    l->at = NULL;
    l->n = l->waiting = 0;
}
