/* SPDX-License-Identifier: MIT */
#include "contradictions.h"

#include <assess/assess.h>
#include <base/error.h>

#include "places.h"
#include "run/watch.h"

#include <string.h>

/* --build: a build of the product named, or of one of those known. */
static bool
check_build(const struct cli_options *o, struct base_text *why)
{
    const char *product = cli_product(o);
    char line[128];
    struct base_text reason;

    base_text_init(&reason, line, sizeof line);
    if (o->build == NULL || assess_build_check(o->build, product, &reason))
        return true;
    base_text_str(why, "--build ");
    return base_complain(why, o->build, line);
}

/* A name that JSON writes as it is: results are searched by it. */
static bool
is_plain_name(const char *s)
{
    size_t n = strlen(s);

    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f || s[i] == '"' || s[i] == '\\')
            return false;
    return n > 0 && n <= 255;
}

static bool
check_seen_from(const struct cli_options *o, struct base_text *why)
{
    return o->seen_from == NULL || is_plain_name(o->seen_from) ||
           base_complain(why, "--seen-from",
                         "expected the name of a machine, without blanks, quotes or backslashes");
}

static bool
check_listening(const struct cli_options *o, struct base_text *why)
{
    if (o->listens.n > 0 && (o->operands.n > 0 || o->inputs.n > 0 || o->topologies.n > 0 ||
                             o->shards > 1 || o->merge || o->dry_run))
        return base_complain(why, "--listen",
                             "waits for peers: give no targets, --input, --topology, --shard, "
                             "--merge or --dry-run");
    if (o->listens.n == 0 &&
        (o->count > 0 || o->duration_ms > 0 || o->ca_names != NULL || o->listen_max > 0))
        return base_complain(why, "--count, --duration, --ca-names, --listen-max",
                             "belong to --listen");
    return true;
}

static bool
check_trial(const struct cli_options *o, struct base_text *why)
{
    if (o->trial && o->trial_certs == NULL)
        return base_complain(why, "--trial",
                             "requires certificates to present: give --trial-certs DIR");
    if (o->trial_certs == NULL)
        return true;
    if (o->listens.n > 0 || o->merge || o->watch_ms > 0)
        return base_complain(why, "--trial-certs",
                             "connects to peers, once: omit --listen, --merge and --watch");
    if (o->cert != NULL || o->key != NULL || o->pfx != NULL)
        return base_complain(why, "--trial-certs",
                             "presents the certificates of its directory: omit --cert, --key and "
                             "--pfx");
    return (enum probe_engine)o->engine != PROBE_ENGINE_HELLO ||
           base_complain(why, "--trial-certs", "finishes handshakes: omit --engine hello");
}

/* Which side asks for TLS in a dialogue is the side that begins it. */
static bool
check_role(const struct cli_options *o, struct base_text *why)
{
    return (enum probe_role)o->tls_role != PROBE_ROLE_CLIENT || o->starttls == NULL ||
           strcmp(o->starttls, "none") == 0 ||
           base_complain(why, "--starttls",
                         "requests TLS of the peer, which is then the TLS server: omit "
                         "--tls-role client, or wait for its connection with --listen");
}

static bool
check_own_certificate(const struct cli_options *o, struct base_text *why)
{
    if (o->pfx != NULL && (o->cert != NULL || o->key != NULL))
        return base_complain(why, "--pfx",
                             "already contains the certificate and its key: omit --cert and --key");
    return o->key == NULL || o->cert != NULL || base_complain(why, "--key", "requires --cert");
}

bool
cli_contradictions_check(const struct cli_options *o, struct base_text *why)
{
    if (!check_listening(o, why) || !check_trial(o, why) || !check_own_certificate(o, why) ||
        !check_role(o, why) || !cli_watch_check(o, why))
        return false;
    if (!cli_places_check(o, why))
        return false;
    return o->merge || (check_build(o, why) && check_seen_from(o, why));
}
