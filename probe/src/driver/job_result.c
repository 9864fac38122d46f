/* SPDX-License-Identifier: MIT */
/* The result of a job: what its talker obtained; else what was seen when the error that counts came
 * up. */
#include "run.h"

#include "net/proxy.h"

#include <string.h>

static void
fill_in_seen(const struct probe_job *job, struct probe_result *r)
{
    r->tls = job->seen.tls || job->plan.is_client != 0;
    r->chain_cut = job->seen.chain_cut;
    r->peer_role = job->plan.is_client ? PROBE_ROLE_CLIENT : (enum probe_role)job->seen.role;
    r->client_certificate_requested = (enum probe_answer)job->seen.requested;
    r->accepted_us = (enum probe_answer)job->seen.accepted;
    r->hello = (enum probe_hello)job->seen.hello;
    r->engine = (enum probe_engine)job->seen.engine;
    r->version = job->seen.version;
    r->cipher = job->seen.cipher;
    r->error = job->error;
    r->empty_certificate = job->error.kind == PROBE_EMPTY_CERTIFICATE;
}

/* All addresses of a name that has several, tried or not. */
static void
tell_addresses(const struct probe_job *job, struct probe_result *r)
{
    const struct probe_address *all = job->all != NULL ? job->all : job->addresses;
    size_t n = job->all != NULL ? job->all_n : job->plan.addresses;

    if (n < 2)
        return;
    for (size_t i = 0; i < n && i < PROBE_NAMED_MAX; i++)
        probe_address_format(&all[i], job->run->named[i]);
    r->addresses = (const char(*)[PROBE_ADDRESS_TEXT])job->run->named;
    r->addresses_n = n;
}

static void
tell_proxied(const struct probe_job *job, struct probe_result *r)
{
    struct probe_address given;

    r->proxied = job->target.address == NULL;
    if (r->proxied)
        return;
    if (probe_address_parse(job->target.address, &given))
        probe_address_format(&given, r->address);
    if (job->all != NULL)
        tell_addresses(job, r);
}

/* The first error is the result's; the last one may be the real failure, so it is kept beside it.
 */
static void
tell_tries(const struct probe_job *job, struct probe_result *r)
{
    const struct probe_error *last = job->flight == NULL ? NULL : &job->flight->last;

    if (r->error.kind == PROBE_OK)
        return;
    r->error.tried = job->tried;
    if (last != NULL && last->kind != PROBE_OK &&
        (last->kind != r->error.kind || strcmp(last->text, r->error.text) != 0))
        r->last = *last;
}

static void
tell_srv(const struct probe_job *job, struct probe_result *r)
{
    struct base_text t;

    r->port = job->target.port;
    if (probe_srv_host(job) == NULL)
        return;
    base_text_init(&t, r->srv, sizeof r->srv);
    base_text_safe(&t, base_slice_str(probe_srv_host(job)));
    base_text_byte(&t, ':');
    base_text_u64(&t, job->target.port);
}

void
probe_job_result(struct probe_job *job, struct probe_result *r)
{
    struct probe_talker *t = job->flight == NULL ? NULL : job->flight->talker;

    *r = (struct probe_result){ .connected = job->connected,
                                .attempts = job->attempts,
                                .client_certificate_requested = PROBE_UNKNOWN,
                                .accepted_us = PROBE_UNKNOWN,
                                .dialogue = probe_talk_dialogue(job),
                                .error = { .alert = -1 } };
    r->timing = (struct probe_timing){ .resolve_us = job->resolve_us,
                                       .connect_us = job->connect_us,
                                       .tls_us = job->tls_us,
                                       .total_us = (int64_t)probe_job_spent_us(job) };
    if (t != NULL && t->outcome == PROBE_TALK_DONE && job->error.kind != PROBE_INTERRUPTED) {
        job->seen_address = job->plan.address;
        probe_talk_result(job, r);
        r->client_hello = NULL; /* borrowed, and results are copied; only --listen needs it */
    } else {
        fill_in_seen(job, r);
    }
    r->name_refused = job->plan.without_sni && r->peer_role != PROBE_ROLE_CLIENT;
    tell_tries(job, r);
    tell_srv(job, r);
    if (job->proxied && !job->connected && r->error.kind != PROBE_INTERRUPTED)
        probe_proxy_blame(&job->run->options, &r->error);
    if (job->proxied) { /* the addresses are the proxy's */
        tell_proxied(job, r);
        return;
    }
    if (job->plan.addresses == 0)
        return;
    probe_address_format(&job->addresses[job->seen_address], r->address);
    tell_addresses(job, r);
    r->ipv6_only =
        true; /* the addresses kept alternate between families, so no family is missing */
    for (uint8_t i = 0; i < job->plan.addresses; i++)
        r->ipv6_only = r->ipv6_only && job->addresses[i].v6 != 0;
}
