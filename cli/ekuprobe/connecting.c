/* SPDX-License-Identifier: MIT */
/* From the options to how a run connects. */
#include "connecting.h"

#include <os/start.h>
#include <probe/listen.h>

#include <stdlib.h>
#include <string.h>

#include "output.h"

#define ADDRESSES_ALL 1 /* of --addresses */
#define SPARE_FDS 32    /* files, sockets of the resolver, the loop's own */

/* Raise the limit of open files, else lower the concurrency, and say so. */
static unsigned
affordable(const struct cli_options *o)
{
    size_t wanted = (size_t)o->concurrency + SPARE_FDS, allowed = os_files_allowed(wanted);
    char line[128];

    if (allowed >= wanted)
        return o->concurrency;
    if (allowed <= SPARE_FDS + 1)
        return 1;
    (void)snprintf(line, sizeof line, "concurrency lowered to %u: only %u files may be open",
                   (unsigned)(allowed - SPARE_FDS), (unsigned)allowed);
    cli_say(o, line);
    return (unsigned)(allowed - SPARE_FDS);
}

#define LEAVING_FDS 512 /* connections that wait for the peer's end of stream */

/* Likewise for peers that connect, of which as many again may wait to be served. With fewer
 * descriptors than places a flood would hold them all for its whole time, as no peer would be
 * dropped to make room. */
unsigned
cli_affordable_peers(const struct cli_options *o)
{
    unsigned n = o->listen_max != 0 ? o->listen_max : PROBE_LISTEN_CONNECTIONS;
    size_t wanted = 2 * (size_t)n + LEAVING_FDS + SPARE_FDS, allowed = os_files_allowed(wanted);
    char line[128];

    if (allowed >= wanted)
        return n;
    n = (unsigned)(allowed > 2 * LEAVING_FDS ? (allowed - LEAVING_FDS - SPARE_FDS) / 2
                                             : allowed / 4);
    n = n > 0 ? n : 1;
    (void)snprintf(line, sizeof line, "--listen-max lowered to %u: only %u files may be open", n,
                   (unsigned)allowed);
    cli_say(o, line);
    return n;
}

/* A target's host has no dot at its end. */
static size_t
without_dot(const char *host, size_t n)
{
    return n > 1 && host[n - 1] == '.' ? n - 1 : n;
}

/* HOST:PORT:ADDRESS, as in curl; * for any port; [ADDRESS] or bare. */
static bool
parse_resolve(const char *spec, struct probe_override *out)
{
    const char *port = strchr(spec, ':'), *address = port == NULL ? NULL : strchr(port + 1, ':');
    char number[8], *host, *bare;
    struct base_text t;
    uint64_t n = 0;
    size_t len;

    if (address == NULL || port == spec || address[1] == '\0')
        return false;
    base_text_init(&t, number, sizeof number);
    base_text_bytes(&t, port + 1, (size_t)(address - port - 1));
    if (strcmp(number, "*") != 0 && !base_parse_u64(number, 1, 65535, &n))
        return false;
    host = cli_copy(spec, without_dot(spec, (size_t)(port - spec)));
    bare = strdup(address[1] == '[' ? address + 2 : address + 1);
    len = bare == NULL ? 0 : strlen(bare);
    if (len > 0 && address[1] == '[' && bare[len - 1] == ']')
        bare[len - 1] = '\0';
    *out = (struct probe_override){ .host = host, .port = (uint16_t)n, .address = bare };
    return host != NULL && bare != NULL;
}

static bool
parse_resolves(struct cli_connecting *c, const struct cli_options *o, struct base_text *why)
{
    const struct cli_texts *specs = &o->resolves;

    c->overrides = calloc(specs->n + 1, sizeof *c->overrides);
    if (c->overrides == NULL)
        return base_complain(why, "--resolve", "out of memory");
    c->overrides_n = specs->n;
    for (size_t i = 0; i < specs->n; i++)
        if (!parse_resolve(specs->at[i], &c->overrides[i])) {
            base_text_str(why, "--resolve ");
            return base_complain(why, specs->at[i], "expected HOST:PORT:ADDRESS");
        }
    return true;
}

/* --starttls: one protocol for all targets, by their ports, or none. */
static bool
parse_starttls(const struct cli_options *o, struct assess_options *a, struct base_text *why)
{
    struct probe_options *p = &a->probe;

    a->no_dialogue = o->starttls != NULL && strcmp(o->starttls, "none") == 0;
    if (o->starttls == NULL || a->no_dialogue)
        return true;
    p->dialogue_by_port = strcmp(o->starttls, "auto") == 0;
    p->dialogue = probe_dialogue_named(base_slice_str(o->starttls));
    if (p->dialogue_by_port || p->dialogue != PROBE_DIALOGUE_NONE)
        return true;
    base_text_str(why, "--starttls ");
    base_text_safe(why, base_slice_str(o->starttls));
    base_text_str(why, ": expected auto, none");
    for (unsigned i = PROBE_DIALOGUE_NONE + 1; i < PROBE_DIALOGUES; i++) {
        base_text_str(why, ", ");
        base_text_str(why, probe_dialogue_get((enum probe_dialogue_id)i)->name);
    }
    cli_option_suggest(cli_option_named("starttls"), base_slice_str(o->starttls), why);
    return false;
}

bool
cli_connecting_prepare(struct cli_connecting *c, const struct cli_options *o, const char *product,
                       struct base_text *why)
{
    struct assess_options *a = &c->assess;
    struct probe_options *p = &a->probe;

    if (!parse_resolves(c, o, why) || !cli_keystore_load(&c->keystore, o, why) ||
        !cli_trial_load(&c->trial, o, why))
        return false;
    assess_options_init(a);
    a->product = product;
    a->build = o->build;
    a->seen_from = o->seen_from;
    a->fallback = o->fallback;
    a->no_fallback = o->no_fallback;
    a->all_addresses = o->addresses == ADDRESSES_ALL;
    a->trial = c->trial.at;
    a->trial_n = c->trial.n;
    p->role = (enum probe_role)o->tls_role; /* the words stand in the enum's order */
    p->hello = (enum probe_hello)o->hello;
    p->engine = (enum probe_engine)o->engine;
    p->concurrency = o->listens.n > 0 ? 1 : affordable(o);
    p->exclusive = a->trial_n > 0;
    p->per_host = p->exclusive ? 1 : o->per_host;
    p->rate = o->rate;
    p->retries = o->retries;
    p->connect_timeout_ms = o->connect_timeout_ms;
    p->timeout_ms = o->timeout_ms;
    p->listen_first_ms = o->listen_first_ms;
    p->sni = o->sni != NULL && strcmp(o->sni, "none") == 0 ? "" : o->sni;
    p->dns_servers = o->dns_servers;
    p->domain = o->domain;
    if (o->listens.n == 0 && !cli_proxy_read(&c->proxy, o, &p->proxy, why))
        return false;
    if (!parse_starttls(o, a, why))
        return false;
    p->overrides = c->overrides;
    p->overrides_n = c->overrides_n;
    p->cert_file = o->cert;
    p->key_file = o->key != NULL ? o->key : o->cert; /* PEM may hold both */
    p->keystore = o->pfx != NULL ? &c->keystore.probe : NULL;
    return true;
}

void
cli_connecting_clear(struct cli_connecting *c)
{
    cli_keystore_clear(&c->keystore);
    cli_trial_clear(&c->trial);
    for (size_t i = 0; c->overrides != NULL && i < c->overrides_n; i++) {
        free((void *)(uintptr_t)c->overrides[i].host);
        free((void *)(uintptr_t)c->overrides[i].address);
    }
    free(c->overrides);
}
