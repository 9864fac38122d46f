/* SPDX-License-Identifier: MIT */
/*
 * From targets to judged results. A target's own connection ends in done(); then its result waits
 * for what it is to be told with, in this order: the other default ports of its host (hosts.c:
 * what 8057 is depends on 8060 and 8061), another port of the same server where its own is closed
 * (fallback.c), the other addresses of its name and its second certificate (looks.c), what it says
 * to the certificates of a trial (trials.c), the other machines of its pool (pools.c).
 * looks_judge.c and endpoint.c make one verdict of all that, and emit_group tells it. Every target
 * pulled is told exactly once, or is a note of its host's.
 */
#include "run.h"

#include <stdlib.h>

static size_t
count_of(const struct assess *run)
{
    return inventory_count(run->targets);
}

static bool
is_left_out(const struct assess *run, size_t i)
{
    return run->left_out != NULL && run->left_out[i];
}

/* What a target runs, as its source or else the options say; NULL: nobody said. */
static const char *
product_of(const struct assess *run, const struct inventory_target *t)
{
    return t->product != NULL ? t->product : run->options.product;
}

/* A tag is a target's index or, above those, the slot of a follow-up probe. */
enum follow_up { FALLBACK, LOOK, TRIAL, FOLLOW_UPS };

static void *
slot_tag(const struct assess *run, size_t slot, enum follow_up kind)
{
    return (void *)(uintptr_t)(count_of(run) + FOLLOW_UPS * slot + kind);
}

/* Follow-up probes go first, so that few groups wait. */
static bool
pull_follow_up(struct assess *run, struct probe_target *out)
{
    size_t slot;

    if (assess_fallbacks_pull(&run->fallbacks, out, &slot))
        out->tag = slot_tag(run, slot, FALLBACK);
    else if (assess_looks_pull(&run->looks, out, &slot))
        out->tag = slot_tag(run, slot, LOOK);
    else if (assess_trials_pull(&run->trials, out, &slot))
        out->tag = slot_tag(run, slot, TRIAL);
    else
        return false;
    return true;
}

/* Whoever names no port means the domain, where the protocol has them: that of --starttls, else
 * the profile's. */
static enum probe_dialogue_id
domain_of(const struct assess_options *o, const struct inventory_target *t)
{
    enum probe_dialogue_id d = o->probe.dialogue;

    if (d == PROBE_DIALOGUE_NONE && t->profile->dialogue != NULL)
        d = probe_dialogue_named(base_slice_str(t->profile->dialogue));
    return t->portless && !o->no_dialogue &&
                   (d == PROBE_DIALOGUE_XMPP_SERVER || d == PROBE_DIALOGUE_XMPP_CLIENT)
               ? d
               : PROBE_DIALOGUE_NONE;
}

static bool
pull(void *ctx, struct probe_target *out)
{
    struct assess *run = ctx;
    const struct inventory_target *t;

    if (pull_follow_up(run, out))
        return true;
    while (run->next < count_of(run) && is_left_out(run, run->next))
        run->next++;
    if (run->next == count_of(run))
        return false;
    t = inventory_at(run->targets, run->next);
    *out = (struct probe_target){ .host = t->host,
                                  .port = t->port,
                                  .reversed = t->profile->reversed,
                                  .dialogue = assess_target_dialogue(&run->options, t),
                                  .domain_of = domain_of(&run->options, t),
                                  .reserve_ms = assess_fallbacks_reserve_ms(&run->options, t),
                                  .tag = (void *)(uintptr_t)run->next++ };
    return true;
}

/* The default ports that refuse, as a list. */
static void
list_refused(const struct assess_host *g, struct base_text *out)
{
    for (size_t i = 0; i < g->n; i++)
        if (assess_host_is_note(g, i) && g->at[i].probe.error.kind == PROBE_REFUSED) {
            base_text_str(out, out->len > 0 ? ", " : "");
            base_text_u64(out, g->at[i].target->port);
        }
}

/* Note what the profile was guessed from, where none was named. */
static void
note_guesses(struct assess *run, const struct assess_member *m)
{
    char ports[32];
    struct base_text t;

    if (m->target->guessed && run->endpoint.result.certificates_n > 0)
        assess_endpoint_note(&run->endpoint, CERTCHECK_F_PROFILE_ASSUMED,
                             run->endpoint.result.profile->name);
    base_text_init(&t, ports, sizeof ports);
    for (size_t i = 0; i < ASSESS_SILENT_PORTS && m->silent[i] != 0; i++) {
        base_text_str(&t, i > 0 ? ", " : "");
        base_text_u64(&t, m->silent[i]);
    }
    if (t.len > 0)
        assess_endpoint_note(&run->endpoint, CERTCHECK_F_FRONT_END_PORTS_SILENT, ports);
}

/* The note about default ports goes with the last result of a host: a file that has it has the
 * whole host (--resume). */
static void
emit_group(struct assess *run, const struct assess_host *g, bool differs)
{
    char refused[64];
    struct base_text t;
    size_t last = 0, told = run->told;

    base_text_init(&t, refused, sizeof refused);
    list_refused(g, &t);
    for (size_t i = 0; i < g->n; i++)
        if (!assess_host_is_note(g, i))
            last = i;
    for (size_t i = 0; i < g->n; i++) {
        const struct inventory_target *target = g->at[i].target;

        if (assess_host_is_note(g, i))
            continue;
        assess_looks_judge(&run->endpoint, &g->at[i], &run->shown, assess_host_profile(g, i),
                           product_of(run, target));
        note_guesses(run, &g->at[i]);
        assess_trials_tell(&run->trials, &run->endpoint, &g->at[i]);
        if (i == last && t.len > 0)
            assess_endpoint_note(&run->endpoint, CERTCHECK_F_DEFAULT_PORTS_SILENT, refused);
        if (differs && assess_pool_has(g, i))
            assess_endpoint_note(&run->endpoint, CERTCHECK_F_POOL_CERTIFICATES_DIFFER,
                                 target->pool);
        run->endpoint.result.seen_from = run->options.seen_from;
        run->cut_short += assess_is_cut_short(&run->endpoint.result);
        run->told = told + (i == last ? g->n : i + 1);
        run->events.result(run->events.ctx, &run->endpoint.result);
    }
    run->told = told + g->n;
}

static void
emit_pool(struct assess *run, struct assess_pool *pool)
{
    bool differs = assess_pool_differs(pool);

    for (size_t i = 0; i < pool->n; i++)
        emit_group(run, &pool->at[i], differs);
    assess_pool_clear(pool);
}

/* A group that has all it waits for, but for its pool. Its members are released. */
static void
finish_looked(struct assess *run, struct assess_host *g)
{
    struct assess_pool *pool = assess_pools_add(run->pools, g);

    if (pool == NULL) {
        emit_group(run, g, false);
        assess_host_release(g);
    } else if (pool->arrived >= pool->members) {
        emit_pool(run, pool);
    }
}

/* Not before the certificates on trial were presented to the members that ask for one. */
static void
try_certificates(struct assess *run, struct assess_host *g)
{
    if (!run->interrupted && assess_trials_help(&run->trials, g) &&
        assess_trials_begin(&run->trials, g))
        probe_more(run->probe);
    else
        finish_looked(run, g);
}

/* Not before all that answered has been looked at. */
static void
finish_group(struct assess *run, struct assess_host *g)
{
    if (!run->interrupted && assess_looks_help(&run->looks, g) &&
        assess_looks_begin(&run->looks, g))
        probe_more(run->probe);
    else
        try_certificates(run, g);
}

/* Report a result at once, where there is no memory to let it wait; NULL: it keeps the target's
 * profile. */
static void
emit_alone(struct assess *run, const struct assess_member *m, const struct base_profile *profile)
{
    struct assess_member copy = *m;

    copy.profile = profile != NULL ? profile : m->profile;
    emit_group(run, &(struct assess_host){ .at = &copy, .n = 1 }, false);
}

/* Try another port first, where that may help. */
static void
settle(struct assess *run, struct assess_host *g)
{
    bool elsewhere = assess_fallbacks_help(&run->options, g);

    if (run->interrupted && (elsewhere || assess_host_is_open(g)))
        assess_host_cut_short(g);
    else if (elsewhere && assess_fallbacks_begin(&run->fallbacks, &run->options, g)) {
        probe_more(run->probe);
        return;
    }
    finish_group(run, g);
}

/* Ports that were named are told one by one, now that it is known what they are. */
static void
settle_each(struct assess *run, struct assess_host *g)
{
    struct assess_host alone;

    for (size_t i = 0; i < g->n; i++)
        if (assess_host_take(g, i, &alone))
            settle(run, &alone);
        else
            emit_alone(run, &g->at[i], assess_host_profile(g, i));
    assess_host_release(g);
}

static void
settle_alone(struct assess *run, const struct assess_member *m)
{
    struct assess_host alone;

    struct assess_member seen = *m;
    struct assess_host only = { .at = &seen, .n = 1 };

    if (m->probe.connected && m->target->pool == NULL && !assess_looks_help(&run->looks, &only) &&
        !assess_trials_help(&run->trials, &only)) {
        /* It waits for nothing, so it is neither copied nor, where it was, judged again. */
        run->endpoint.stands = run->looks.judged;
        emit_alone(run, &seen, NULL);
        run->endpoint.stands = false;
    } else if (assess_host_of(m, &alone)) {
        settle(run, &alone);
    } else {
        emit_alone(run, m, NULL);
    }
}

static void
settle_group(struct assess *run, struct assess_host *g)
{
    assess_host_doubt(g);
    if (run->interrupted && assess_host_is_open(g))
        settle(run, g); /* what the ports are may stay unknown */
    else if (assess_host_is_named(g))
        settle_each(run, g);
    else
        settle(run, g);
}

static void
followed_up(struct assess *run, size_t index, const struct probe_result *probe)
{
    size_t slot = index / FOLLOW_UPS;
    enum follow_up kind = (enum follow_up)(index % FOLLOW_UPS);
    struct assess_host group;

    if (kind == FALLBACK && assess_fallbacks_done(&run->fallbacks, slot, probe, &group))
        finish_group(run, &group);
    else if (kind == LOOK && assess_looks_done(&run->looks, slot, probe, &group))
        try_certificates(run, &group);
    else if (kind == TRIAL && assess_trials_done(&run->trials, slot, probe, &group))
        finish_looked(run, &group);
    else
        probe_more(run->probe);
}

static void
done(void *ctx, const struct probe_target *probed, const struct probe_result *probe)
{
    struct assess *run = ctx;
    size_t index = (size_t)(uintptr_t)probed->tag, size;
    struct assess_member m = { .probe = *probe };
    struct assess_host group;

    run->done += index < count_of(run);
    if (run->events.ended != NULL)
        run->events.ended(run->events.ctx, run->done);
    if (index >= count_of(run)) {
        followed_up(run, index - count_of(run), probe);
        return;
    }
    m.target = inventory_at(run->targets, index);
    size = inventory_group_size(run->targets, m.target);
    if (size < 2) {
        settle_alone(run, &m);
        return;
    }
    switch (assess_hosts_add(run->hosts, m.target->group, size, &m, &group)) {
    case ASSESS_HOST_COMPLETE:
        settle_group(run, &group);
        break;
    case ASSESS_HOST_NO_MEMORY:
        emit_alone(run, &m, NULL);
        break;
    case ASSESS_HOST_WAITS:
        break;
    }
}

/* A run that was cut short has a result that says so, even if nothing was in flight just then:
 * formats of results alone (NDJSON) have no other place for it. */
static void
tell_the_next(struct assess *run)
{
    struct probe_target next;
    struct assess_member m = { .probe = { .accepted_us = PROBE_UNKNOWN,
                                          .client_certificate_requested = PROBE_UNKNOWN,
                                          .error.alert = -1,
                                          .timing = { -1, -1, -1, -1 } } };
    struct assess_host alone;

    if (run->cut_short > 0 || !pull(run, &next))
        return;
    m.target = inventory_at(run->targets, (size_t)(uintptr_t)next.tag);
    if (!assess_host_of(&m, &alone))
        return;
    assess_host_cut_short(&alone);
    finish_group(run, &alone);
}

/* What an interrupt left waiting. */
static void
finish_all(struct assess *run)
{
    struct assess_host group;
    struct assess_pool *pool;

    while (assess_hosts_pop(run->hosts, &group)) {
        assess_host_cut_short(&group);
        finish_group(run, &group);
    }
    while (assess_fallbacks_pop(&run->fallbacks, &group))
        finish_group(run, &group);
    while (assess_looks_pop(&run->looks, &group))
        finish_looked(run, &group);
    while (assess_trials_pop(&run->trials, &group))
        finish_looked(run, &group);
    while ((pool = assess_pools_pop(run->pools)) != NULL)
        emit_pool(run, pool);
    if (run->interrupted)
        tell_the_next(run);
}

void
assess_options_init(struct assess_options *o)
{
    *o = (struct assess_options){ 0 };
    probe_options_init(&o->probe);
}

struct assess *
assess_new(const struct assess_options *o, struct assess_store *store,
           const struct assess_events *events, struct base_text *why)
{
    struct assess *run = calloc(1, sizeof *run);

    if (run == NULL) {
        base_text_str(why, "out of memory");
        return NULL;
    }
    run->options = *o;
    run->options.policy.trust = store->trust;
    run->events = *events;
    run->endpoint.options = run->looks.options = &run->options;
    run->endpoint.store = store;
    run->looks.judge = &run->endpoint;
    run->probe = probe_new(&run->options.probe, why);
    if (run->probe != NULL && assess_trials_init(&run->trials, &run->options, store))
        return run;
    if (run->probe != NULL)
        base_text_str(why, "out of memory");
    assess_free(run);
    return NULL;
}

void
assess_free(struct assess *run)
{
    if (run == NULL)
        return;
    probe_free(run->probe);
    assess_peers_clear(&run->peers);
    assess_trials_clear(&run->trials);
    free(run);
}

void
assess_stop(struct assess *run)
{
    run->interrupted = true;
    probe_stop(run->probe);
}

void *
assess_loop(struct assess *run)
{
    return probe_loop(run->probe);
}

bool
assess_waits_for(const struct assess *run, struct probe_waiting *out)
{
    return probe_waits_for(run->probe, out);
}

size_t
assess_told(const struct assess *run)
{
    return run->told;
}

size_t
assess_done(const struct assess *run)
{
    return run->done;
}

bool
assess_run(struct assess *run, const struct inventory *targets, const bool *left_out,
           struct base_text *why)
{
    bool ok;

    run->targets = targets;
    run->left_out = left_out;
    run->hosts = assess_hosts_new();
    run->pools = assess_pools_new(targets, left_out, &run->events);
    ok = run->hosts != NULL && run->pools != NULL;
    if (ok) {
        probe_run(run->probe, pull, done, run);
        if (run->events.closed != NULL)
            run->events.closed(run->events.ctx);
        finish_all(run);
    } else {
        base_text_str(why, "targets: out of memory");
    }
    assess_hosts_free(run->hosts);
    assess_pools_free(run->pools);
    assess_fallbacks_clear(&run->fallbacks);
    assess_looks_clear(&run->looks);
    return ok;
}
