/* SPDX-License-Identifier: MIT */
#include <assess/inbound.h>

#include "mark.h"
#include "run.h"

#include <stdlib.h>

void
assess_listen_port_guess(struct assess_listen_port *d)
{
    const struct base_profile *p = base_profile_of_port(d->at.port);

    d->profile = (p->required & BASE_USAGE_CLIENT_AUTH) != 0 && !base_profile_is_guess(d->at.port)
                     ? p
                     : base_profile_get(BASE_PROFILE_MTLS);
    d->guessed = d->profile != p;
}

static struct inventory_target
target_of(const struct assess_listen_port *d)
{
    return (struct inventory_target){ .host = d->at.address,
                                      .origin = "--listen",
                                      .profile = d->profile,
                                      .port = d->at.port,
                                      .port_named = true,
                                      .profile_named = !d->guessed,
                                      .guessed = d->guessed };
}

/* Did the peer get as far as presenting a certificate, or declining to? Scanners, floods and peers
 * that hang up do not: they are reported, but do not count towards --count. A browser that is asked
 * for a certificate hangs up as well, and comes back with the one that its user chose: an alert
 * refuses us, close_notify (0) does not. */
static bool
shows(size_t certificates_n, const struct probe_error *e)
{
    return certificates_n > 0 || e->kind == PROBE_EMPTY_CERTIFICATE || e->kind == PROBE_ALERT ||
           (e->kind == PROBE_PEER_REFUSED_US && e->alert > 0);
}

/* How many it presented. A list that was cut off does not count: the peer comes again, most likely,
 * with the whole of it. */
static size_t
presented(const struct probe_result *r)
{
    return r->chain_partly ? 0 : r->certificates_n;
}

static size_t
told_as_presented(const struct assess_result *r)
{
    for (size_t i = 0; i < r->findings_n; i++)
        if (r->findings[i].code == CERTCHECK_F_CHAIN_CUT_OFF)
            return 0;
    return r->certificates_n;
}

static struct base_slice
leaf_of(const struct probe_result *r)
{
    return presented(r) > 0 ? r->certificates[0] : (struct base_slice){ NULL, 0 };
}

static void
count(struct assess *run, bool counts)
{
    run->counted += counts;
    if (run->listening->count != 0 && run->counted >= run->listening->count)
        probe_stop(run->probe);
}

/* A service that uses one certificate in both roles is judged for both when we connect to it, as
 * only the server's can be seen. Here the client's is seen: it needs only that usage. */
static unsigned
required_of(const struct assess *run, const struct assess_listen_port *port)
{
    unsigned required = run->options.policy.required;

    if (required == 0 && (port->guessed || port->profile->judges == BASE_JUDGE_OTHER))
        required = BASE_USAGE_CLIENT_AUTH;
    return required;
}

static void
judge(struct assess *run, const struct assess_listen_port *port, const struct assess_member *m)
{
    unsigned required = run->options.policy.required;

    run->options.policy.required = required_of(run, port);
    assess_endpoint_judge(&run->endpoint, m, port->profile, run->options.product);
    run->options.policy.required = required;
    if (port->guessed && m->probe.certificates_n > 0)
        assess_endpoint_note(&run->endpoint, CERTCHECK_F_PROFILE_ASSUMED, port->profile->name);
}

static const char more_peers[] =
    N_("more peers connected than one run can remember: the last ones are not in this report");

static void
note_full(struct assess *run)
{
    if (!run->peers.full || run->peers.full_told)
        return;
    run->peers.full_told = true;
    if (run->events.note != NULL)
        run->events.note(run->events.ctx, more_peers);
}

static void
on_caller(void *ctx, const struct probe_caller *caller)
{
    struct assess *run = ctx;
    const struct assess_listen_port *port = &run->listening->ports[caller->port];
    const struct probe_result *r = caller->result;
    struct inventory_target target = target_of(port);
    struct assess_member m = { .target = &target, .probe = *r };
    struct assess_inbound inbound = { .peer = caller->address, .withheld = r->empty_certificate };
    struct assess_result *result = &run->endpoint.result;
    char text[INVENTORY_TEXT_MAX];
    struct base_text t;

    run->done++;
    if (run->events.ended != NULL)
        run->events.ended(run->events.ctx, run->done);
    base_text_init(&t, text, sizeof text);
    inventory_target_text(&target, &t);
    if (!assess_peers_add(&run->peers,
                          assess_peers_key(text, caller->address, leaf_of(r), r->error.kind),
                          presented(r) > 0)) {
        note_full(run);
        return;
    }
    run->endpoint.inbound = true;
    judge(run, port, &m);
    result->inbound = &inbound;
    result->seen_from = run->options.seen_from;
    run->events.result(run->events.ctx, result);
    count(run, shows(presented(r), &r->error));
}

bool
assess_listen_open(struct assess *run, struct assess_listening *l, struct base_text *why)
{
    struct probe_listen_port *ports = calloc(l->ports_n + 1, sizeof *ports);
    struct probe_listen_options o = { .ports = ports,
                                      .ports_n = l->ports_n,
                                      .connections = l->connections,
                                      .per_address = l->per_address,
                                      .ca_names = l->ca_names,
                                      .ca_names_n = l->ca_names_n };
    bool ok;

    for (size_t i = 0; ports != NULL && i < l->ports_n; i++)
        ports[i] = l->ports[i].at;
    ok = ports != NULL && probe_listen_open(run->probe, &o, why);
    for (size_t i = 0; ok && i < l->ports_n; i++)
        l->ports[i].at.port = ports[i].port;
    l->failed = ports == NULL ? l->ports_n : o.failed;
    if (ports == NULL)
        base_text_str(why, "out of memory");
    free(ports);
    run->listening = l;
    return ok;
}

void
assess_listen_known(struct assess *run, const struct assess_result *r)
{
    struct base_slice leaf = { NULL, 0 };
    struct probe_error error = { .kind = PROBE_OK };
    size_t n = told_as_presented(r);

    if (r->inbound == NULL)
        return;
    if (n > 0)
        leaf = r->certificates[0].der;
    if (r->error != NULL)
        error = *r->error;
    if (assess_peers_add(&run->peers,
                         assess_peers_key(r->target, r->inbound->peer, leaf, error.kind), n > 0))
        run->counted += shows(n, &error);
}

void
assess_listen(struct assess *run)
{
    if (run->listening->count == 0 || run->counted < run->listening->count)
        probe_listen_run(run->probe, on_caller, run);
    if (run->events.closed != NULL)
        run->events.closed(run->events.ctx);
}

size_t
assess_listen_shown(const struct assess *run)
{
    return run->counted;
}
