/* SPDX-License-Identifier: MIT */
/*
 * Where the XMPP service of a domain is: RFC 6120 3.2.1, and XEP-0368 for TLS from the first byte.
 * Both are asked for at once. One that begins TLS as the target does counts before the others,
 * then the one of the lowest priority, then of the highest weight. Without a record the domain is
 * the host.
 */
#include "run.h"

#include <stdlib.h>
#include <string.h>

enum kind { STARTTLS, DIRECT, KINDS };

struct probe_srv {
    struct probe_job *job; /* NULL: it is gone */
    unsigned out;          /* questions without an answer yet */
    bool found, direct, none_offered;
    unsigned short priority, weight, port;
    char host[256];
    struct question {
        struct probe_srv *srv;
        enum kind kind;
    } questions[KINDS];
};

bool
probe_srv_is_for(const struct probe_job *job)
{
    return job->target.domain_of != PROBE_DIALOGUE_NONE && job->srv == NULL && !job->proxied &&
           job->run->options.domain == NULL;
}

static bool
is_better(const struct probe_srv *srv, const struct ares_srv_reply *r, enum kind kind)
{
    bool wants_direct = probe_talk_dialogue(srv->job) == PROBE_DIALOGUE_NONE;

    if (!srv->found || srv->direct != (kind == DIRECT))
        return !srv->found || srv->direct != wants_direct;
    return r->priority < srv->priority || (r->priority == srv->priority && r->weight > srv->weight);
}

static void
take(struct probe_srv *srv, const struct ares_srv_reply *r, enum kind kind)
{
    size_t n = strlen(r->host);

    if (n == 0 || strcmp(r->host, ".") == 0) { /* RFC 2782: decidedly not available */
        srv->none_offered = srv->none_offered || kind == STARTTLS;
        return;
    }
    if (n >= sizeof srv->host || r->port == 0 || !is_better(srv, r, kind))
        return;
    memcpy(srv->host, r->host, n + 1);
    srv->priority = r->priority;
    srv->weight = r->weight;
    srv->port = r->port;
    srv->direct = kind == DIRECT;
    srv->found = true;
}

static void
go_on(struct probe_srv *srv)
{
    struct probe_job *job = srv->job;

    if (srv->found)
        job->target.port = srv->port;
    if (srv->found)
        job->target.dialogue = srv->direct ? PROBE_DIALOGUE_NONE : job->target.domain_of;
    probe_resolve_start(job);
}

static void
on_answer(void *arg, int status, int timeouts, unsigned char *answer, int len)
{
    const struct question *q = arg;
    struct probe_srv *srv = q->srv;
    struct ares_srv_reply *list = NULL;

    (void)timeouts;
    srv->out--;
    if (status == ARES_SUCCESS && srv->job != NULL &&
        ares_parse_srv_reply(answer, len, &list) == ARES_SUCCESS) {
        for (const struct ares_srv_reply *r = list; r != NULL; r = r->next)
            take(srv, r, q->kind);
        ares_free_data(list);
    }
    if (srv->out > 0)
        return;
    if (srv->job == NULL)
        free(srv);
    else
        go_on(srv);
}

/* One that --starttls demands begins in clear. */
static unsigned
kinds(const struct probe_job *job)
{
    return job->run->options.dialogue == PROBE_DIALOGUE_NONE ? KINDS : DIRECT;
}

static void
ask(struct probe_srv *srv, enum kind kind)
{
    static const char *const services[2][KINDS] = { { "_xmpp-server._tcp.", "_xmpps-server._tcp." },
                                                    { "_xmpp-client._tcp.",
                                                      "_xmpps-client._tcp." } };
    bool client = srv->job->target.domain_of == PROBE_DIALOGUE_XMPP_CLIENT;
    char name[320];
    struct base_text t;

    base_text_init(&t, name, sizeof name);
    base_text_str(&t, services[client][kind]);
    base_text_str(&t, srv->job->target.host);
    srv->questions[kind] = (struct question){ srv, kind };
    ares_query(srv->job->run->dns, name, 1 /* IN */, 33 /* SRV */, on_answer,
               &srv->questions[kind]);
}

bool
probe_srv_start(struct probe_job *job)
{
    struct probe_srv *srv = calloc(1, sizeof *srv);
    unsigned n = kinds(job);

    if (srv == NULL || !probe_dns_open(job->run)) {
        free(srv);
        return false;
    }
    srv->job = job;
    srv->out = n + 1; /* an answer may come at once: not before all are asked */
    job->srv = srv;
    for (unsigned i = 0; i < n; i++)
        ask(srv, (enum kind)i);
    probe_dns_arm(job->run);
    if (--srv->out == 0)
        go_on(srv);
    return true;
}

const char *
probe_srv_host(const struct probe_job *job)
{
    return job->srv != NULL && job->srv->found ? job->srv->host : NULL;
}

bool
probe_srv_says_no(const struct probe_job *job)
{
    return job->srv != NULL && job->srv->none_offered && !job->srv->found;
}

void
probe_srv_forget(struct probe_job *job)
{
    if (job->srv == NULL)
        return;
    job->srv->job = NULL;
    if (job->srv->out == 0)
        free(job->srv);
    job->srv = NULL;
}
