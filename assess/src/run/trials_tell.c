/* SPDX-License-Identifier: MIT */
/* What a trial says of a peer: which of the verifiers' rows fit its answers. */
#include <stdio.h>
#include <string.h>

#include "trials.h"

/* RFC 5246 7.2: what these say is no question of usages. */
#define ALERT_REVOKED 44
#define ALERT_EXPIRED 45
#define ALERT_UNKNOWN_CA 48

#define NAMES_MAX 140 /* bytes of a finding's text: names of rows, then of certificates */
#define TEXT_MAX (INVENTORY_TEXT_MAX - 60)

struct counts {
    size_t by[ASSESS_TRIAL_OUTCOMES];
    size_t refused_by_usage; /* as far as can be told */
};

static bool
is_about_usage(const struct assess_trial_answer *a)
{
    return a->outcome == ASSESS_TRIAL_REFUSED && a->error.alert != ALERT_REVOKED &&
           a->error.alert != ALERT_EXPIRED && a->error.alert != ALERT_UNKNOWN_CA;
}

static uint64_t
rows(bool (*has)(const struct certcheck_verifier *v))
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++)
        if (has(certcheck_verifier_get((enum certcheck_verifier_id)i)))
            bits |= (uint64_t)1 << i;
    return bits;
}

static bool
receives(const struct certcheck_verifier *v)
{
    return !v->sends;
}

static bool
refuses_in_tls(const struct certcheck_verifier *v)
{
    return v->refused != CERTCHECK_REFUSED_LATER;
}

static bool
may_refuse_later(const struct certcheck_verifier *v)
{
    return v->refused != CERTCHECK_REFUSED_IN_TLS;
}

/* Does the row refuse the way the peer did? A row that does not say how it refuses may. */
static bool
refuses_so(const struct certcheck_verifier *v, const struct assess_trial_answer *a)
{
    if (v->alerts[0] == 0 && !v->closes)
        return true;
    if (a->error.alert <= 0)
        return v->closes;
    for (size_t i = 0; i < CERTCHECK_ALERTS; i++)
        if (v->alerts[i] == a->error.alert)
            return true;
    return false;
}

static uint64_t
those_that_refuse_so(uint64_t bits, const struct assess_trial_answer *a)
{
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++)
        if (!refuses_so(certcheck_verifier_get((enum certcheck_verifier_id)i), a))
            bits &= ~((uint64_t)1 << i);
    return bits;
}

/* The rows that no answer contradicts; of these, where there are any, those whose way to refuse
 * is the one that was seen. */
static uint64_t
fitting(const struct assess_trials *t, const struct assess_trial *trial, unsigned u)
{
    uint64_t accepting = rows(receives), judging = accepting & rows(refuses_in_tls), so;

    for (size_t i = 0; i < trial->n; i++)
        if (trial->at[i].outcome == ASSESS_TRIAL_ACCEPTED) {
            judging &= ~t->known[i].refuses[u];
            accepting &= ~t->known[i].refuses[u] | rows(may_refuse_later);
        }
    so = judging;
    for (size_t i = 0; i < trial->n; i++)
        if (is_about_usage(&trial->at[i])) {
            judging &= ~t->known[i].accepts[u];
            so = those_that_refuse_so(so & ~t->known[i].accepts[u], &trial->at[i]);
            accepting = 0;
        }
    if (accepting != 0)
        return accepting;
    return so != 0 ? so : judging;
}

/* As many as there is room for; JSON has them all. */
static void
list_fitting(uint64_t fits, struct base_text *out)
{
    unsigned left = 0;

    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++) {
        if ((fits & (uint64_t)1 << i) == 0)
            continue;
        if (out->len > NAMES_MAX) {
            left++;
            continue;
        }
        base_text_str(out, out->len > 0 ? ", " : "");
        base_text_str(out, certcheck_verifier_get((enum certcheck_verifier_id)i)->name);
    }
    if (left == 0)
        return;
    base_text_str(out, " and ");
    base_text_u64(out, left);
    base_text_str(out, " more");
}

static void
add_name(struct base_text *out, const struct assess_trial_answer *a)
{
    base_text_safe(out, base_slice_str(a->name));
    if (a->outcome != ASSESS_TRIAL_REFUSED)
        return;
    if (a->error.alert > 0) {
        base_text_str(out, " (alert ");
        base_text_u64(out, (uint64_t)a->error.alert);
        base_text_byte(out, ')');
    } else {
        base_text_str(out, " (closed)");
    }
}

/* Those with an outcome, behind a word where there are any. */
static void
list_outcome(const struct assess_trial *trial, enum assess_trial_outcome outcome, const char *word,
             struct base_text *out)
{
    const char *before = word;

    for (size_t i = 0; i < trial->n; i++) {
        if (trial->at[i].outcome != outcome)
            continue;
        if (out->len > TEXT_MAX) {
            base_text_str(out, ", ...");
            return;
        }
        base_text_str(out, before);
        add_name(out, &trial->at[i]);
        before = ", ";
    }
}

/* A peer that refuses with an alert and closes after a handshake without one has accepted. One that
 * closes before its end has run out of patience: neither an answer nor another way to refuse. */
static void
take_for_no_refusal(struct assess_trial_answer *a)
{
    if (!a->finished) {
        a->outcome = ASSESS_TRIAL_FAILED;
        return;
    }
    a->outcome = ASSESS_TRIAL_ACCEPTED;
    (void)snprintf(a->error.text, sizeof a->error.text,
                   "the peer closed the connection after the handshake, without an alert");
}

static void
tell_closing_from_refusing(struct assess_trial_answer *at, size_t n)
{
    bool alerted = false;

    for (size_t i = 0; i < n; i++) {
        if (at[i].outcome == ASSESS_TRIAL_ACCEPTED)
            return;
        alerted = alerted || (is_about_usage(&at[i]) && at[i].error.alert > 0);
    }
    for (size_t i = 0; alerted && i < n; i++)
        if (at[i].outcome == ASSESS_TRIAL_REFUSED && at[i].error.alert <= 0)
            take_for_no_refusal(&at[i]);
}

static struct counts
count(const struct assess_trial *trial)
{
    struct counts c = { .refused_by_usage = 0 };

    for (size_t i = 0; i < trial->n; i++) {
        c.by[trial->at[i].outcome]++;
        c.refused_by_usage += is_about_usage(&trial->at[i]);
    }
    return c;
}

static void
note_unseen(struct assess_endpoint *e, const struct assess_trial *trial, const struct counts *c)
{
    static const enum assess_trial_outcome unseen[] = { ASSESS_TRIAL_NOT_PRESENTED,
                                                        ASSESS_TRIAL_FAILED,
                                                        ASSESS_TRIAL_NOT_TRIED };
    char text[INVENTORY_TEXT_MAX];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++)
        list_outcome(trial, unseen[i], t.len > 0 ? ", " : "", &t);
    if (t.len > 0 && c->by[ASSESS_TRIAL_NOT_REQUESTED] == 0)
        assess_endpoint_note(e, CERTCHECK_F_TRIAL_INCOMPLETE, text);
}

static void
note_seen(struct assess_endpoint *e, struct assess_trial *trial, const struct counts *c)
{
    size_t accepted = c->by[ASSESS_TRIAL_ACCEPTED], refused = c->by[ASSESS_TRIAL_REFUSED];
    char text[INVENTORY_TEXT_MAX];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    if (accepted == 0 && refused == 0) {
        if (c->by[ASSESS_TRIAL_NOT_REQUESTED] > 0)
            assess_endpoint_note(e, CERTCHECK_F_TRIAL_NOT_REQUESTED, NULL);
        return;
    }
    if (accepted ==
        0) { /* the peer may simply not trust the issuers, whatever its rule for usages is */
        trial->fits = 0;
        list_outcome(trial, ASSESS_TRIAL_REFUSED, "", &t);
        assess_endpoint_note(e, CERTCHECK_F_TRIAL_ALL_REFUSED, text);
        return;
    }
    list_fitting(trial->fits, &t);
    list_outcome(trial, ASSESS_TRIAL_ACCEPTED, t.len > 0 ? "; accepted " : "accepted ", &t);
    list_outcome(trial, ASSESS_TRIAL_REFUSED, "; refused ", &t);
    if (c->refused_by_usage == 0)
        assess_endpoint_note(e, CERTCHECK_F_TRIAL_ACCEPTED, text);
    else if (trial->fits != 0)
        assess_endpoint_note(e, CERTCHECK_F_TRIAL_FITS, text);
    else
        assess_endpoint_note(e, CERTCHECK_F_TRIAL_FITS_NONE, text);
}

void
assess_trials_tell(const struct assess_trials *t, struct assess_endpoint *e,
                   const struct assess_member *m)
{
    unsigned usage =
        m->probe.peer_role == PROBE_ROLE_CLIENT ? BASE_USAGE_SERVER_AUTH : BASE_USAGE_CLIENT_AUTH;
    unsigned u = usage == BASE_USAGE_SERVER_AUTH ? 0 : 1;
    struct counts c;

    if (t->options == NULL || t->options->trial_n == 0)
        return;
    if (m->tried == NULL) {
        if (m->probe.peer_role == PROBE_ROLE_SERVER &&
            m->probe.client_certificate_requested == PROBE_NO)
            assess_endpoint_note(e, CERTCHECK_F_TRIAL_NOT_REQUESTED, NULL);
        return;
    }
    for (size_t i = 0; i < t->options->trial_n; i++) {
        m->tried[i].name = t->options->trial[i].name;
        memcpy(m->tried[i].sha256, t->known[i].sha256, sizeof m->tried[i].sha256);
    }
    tell_closing_from_refusing(m->tried, t->options->trial_n);
    e->trial = (struct assess_trial){ .at = m->tried, .n = t->options->trial_n, .usage = usage };
    e->trial.fits = fitting(t, &e->trial, u);
    c = count(&e->trial);
    if (c.by[ASSESS_TRIAL_ACCEPTED] + c.by[ASSESS_TRIAL_REFUSED] == 0)
        e->trial.fits = 0;
    e->result.trial = &e->trial;
    note_seen(e, &e->trial, &c);
    note_unseen(e, &e->trial, &c);
}
