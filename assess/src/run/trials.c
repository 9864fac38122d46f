/* SPDX-License-Identifier: MIT */
#include "trials.h"

#include <stdlib.h>
#include <string.h>

#define FAILURES_MAX 2

/* ---- the set ---- */

static void
note_answers(struct assess_trial_known *known, const struct certcheck_verified *v)
{
    for (unsigned u = 0; u < BASE_USAGES; u++)
        for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++) {
            uint64_t bit = (uint64_t)1 << i;

            if ((v->differ & bit) != 0)
                continue;
            known->accepts[u] |= v->at[i][u].accepted == CERTCHECK_YES ? bit : 0;
            known->refuses[u] |= v->at[i][u].accepted == CERTCHECK_NO ? bit : 0;
        }
}

static bool
judge(struct assess_trial_known *known, const struct assess_trial_certificate *c, int64_t at_s,
      struct assess_store *store)
{
    struct certcheck_verified *v = malloc(sizeof *v);
    struct assess_certificate *certs = calloc(c->chain_n, sizeof *certs);
    bool ok = v != NULL && certs != NULL;

    for (size_t i = 0; ok && i < c->chain_n; i++)
        assess_certificate_read(store, c->chain[i], &certs[i]);
    if (ok)
        memcpy(known->sha256, certs[0].sha256, sizeof known->sha256);
    if (ok && certs[0].readable) {
        ok = assess_store_verifiers(store, at_s, certs, c->chain_n, v);
        if (ok)
            note_answers(known, v);
    }
    free(certs);
    free(v);
    return ok;
}

bool
assess_trials_init(struct assess_trials *t, const struct assess_options *o,
                   struct assess_store *store)
{
    bool ok;

    t->options = o;
    t->known = calloc(o->trial_n + 1, sizeof *t->known);
    ok = t->known != NULL;
    for (size_t i = 0; ok && i < o->trial_n; i++)
        ok = judge(&t->known[i], &o->trial[i], o->policy.at_s, store);
    return ok;
}

/* ---- who is tried ---- */

/* A peer that spoke TLS and did not say that it wants no certificate. */
static bool
wants(const struct assess_trials *t, const struct assess_host *g, size_t i)
{
    const struct probe_result *r = &g->at[i].probe;

    return t->options->trial_n > 0 && r->connected && r->tls &&
           r->peer_role != PROBE_ROLE_UNKNOWN && r->error.kind != PROBE_INTERRUPTED &&
           (r->peer_role == PROBE_ROLE_CLIENT || r->client_certificate_requested != PROBE_NO);
}

bool
assess_trials_help(const struct assess_trials *t, const struct assess_host *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (wants(t, g, i) && g->at[i].tried == NULL)
            return true;
    return false;
}

/* Move on to the next certificate; false: all were presented. */
static bool
next_member(struct assess_trials *t, struct assess_trying *one)
{
    for (; one->member < one->group.n; one->member++) {
        struct assess_member *m = &one->group.at[one->member];

        if (!wants(t, &one->group, one->member) || m->tried != NULL)
            continue;
        m->tried = calloc(t->options->trial_n, sizeof *m->tried);
        if (m->tried == NULL)
            continue;
        memcpy(one->text, m->probe.address, sizeof one->text);
        one->at = 0;
        one->failed = 0;
        return true;
    }
    return false;
}

/* ---- waiting ---- */

/* Slots never move: a target under way points to the text in its slot. */
static struct assess_trying *
add_slot(struct assess_trials *t)
{
    struct assess_trying **at = realloc(t->at, (t->n + 1) * sizeof *at);
    struct assess_trying *slot = calloc(1, sizeof *slot);

    if (at != NULL)
        t->at = at;
    if (at == NULL || slot == NULL) {
        free(slot);
        return NULL;
    }
    return t->at[t->n++] = slot;
}

bool
assess_trials_begin(struct assess_trials *t, struct assess_host *group)
{
    struct assess_trying *slot = NULL, one = { .group = *group, .used = true, .waits = true };

    for (size_t i = 0; i < t->n && slot == NULL; i++)
        if (!t->at[i]->used)
            slot = t->at[i];
    if ((slot == NULL && (slot = add_slot(t)) == NULL) || !next_member(t, &one))
        return false;
    *slot = one;
    t->waiting++;
    return true;
}

bool
assess_trials_pull(struct assess_trials *t, struct probe_target *out, size_t *slot)
{
    for (size_t i = 0; t->waiting > 0 && i < t->n; i++) {
        struct assess_trying *one = t->at[i];
        const struct assess_member *m = &one->group.at[one->member];

        if (!one->waits)
            continue;
        one->waits = false;
        t->waiting--;
        *slot = i;
        *out = (struct probe_target){ .host = m->target->host,
                                      .port = assess_member_port(m),
                                      .reversed = m->probe.peer_role == PROBE_ROLE_CLIENT,
                                      .dialogue = assess_member_dialogue(t->options, m),
                                      .address = one->text[0] != '\0' ? one->text : NULL,
                                      .as = t->options->trial[one->at].identity };
        return true;
    }
    return false;
}

static struct assess_host
release(struct assess_trying *one)
{
    one->used = one->waits = false;
    return one->group;
}

static enum assess_trial_outcome
outcome_of(const struct probe_result *r)
{
    if (r->peer_role == PROBE_ROLE_SERVER && r->client_certificate_requested == PROBE_NO)
        return ASSESS_TRIAL_NOT_REQUESTED;
    if (r->withheld_ours)
        return ASSESS_TRIAL_NOT_PRESENTED;
    if (r->accepted_us == PROBE_UNKNOWN)
        return ASSESS_TRIAL_FAILED;
    return r->accepted_us == PROBE_YES ? ASSESS_TRIAL_ACCEPTED : ASSESS_TRIAL_REFUSED;
}

/* Note an answer; false: nothing more is presented to this peer. */
static bool
take(const struct assess_trials *t, struct assess_trying *one, const struct probe_result *probe)
{
    struct assess_trial_answer *a = &one->group.at[one->member].tried[one->at++];

    a->outcome = outcome_of(probe);
    a->version = probe->version;
    a->finished = probe->finished;
    if (a->outcome == ASSESS_TRIAL_REFUSED || a->outcome == ASSESS_TRIAL_FAILED)
        a->error = probe->error;
    one->failed += a->outcome == ASSESS_TRIAL_FAILED;
    return a->outcome != ASSESS_TRIAL_NOT_REQUESTED && one->failed < FAILURES_MAX &&
           one->at < t->options->trial_n;
}

static bool
more(struct assess_trials *t, struct assess_trying *one, const struct probe_result *probe)
{
    if (take(t, one, probe))
        return true;
    one->member++;
    return next_member(t, one);
}

bool
assess_trials_done(struct assess_trials *t, size_t slot, const struct probe_result *probe,
                   struct assess_host *out)
{
    struct assess_trying *one = t->at[slot];

    if (probe->error.kind == PROBE_INTERRUPTED) {
        one->group.at[one->member].probe.error = probe->error;
    } else if (more(t, one, probe)) {
        one->waits = true;
        t->waiting++;
        return false;
    }
    *out = release(one);
    return true;
}

bool
assess_trials_pop(struct assess_trials *t, struct assess_host *out)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->at[i]->used) {
            struct assess_trying *one = t->at[i];

            one->group.at[one->member].probe.error.kind = PROBE_INTERRUPTED;
            *out = release(one);
            return true;
        }
    return false;
}

void
assess_trials_clear(struct assess_trials *t)
{
    struct assess_host group;

    while (assess_trials_pop(t, &group))
        assess_host_release(&group);
    for (size_t i = 0; i < t->n; i++)
        free(t->at[i]);
    free(t->at);
    free(t->known);
    *t = (struct assess_trials){ 0 };
}
