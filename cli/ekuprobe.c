/* SPDX-License-Identifier: MIT */
/* ekuprobe: targets in, connections made, verdicts out. */
#include "endpoint.h"
#include "files.h"
#include "groups.h"
#include "main.h"

#include <probe/probe.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <uv.h>

#define SPARE_FDS 32 /* files, sockets of the resolver, the loop's own */

struct run {
    const struct cli_options *options;
    struct cli_store store;
    struct cli_output output;
    struct cli_endpoint endpoint;
    struct inventory *inventory;
    struct cli_groups *groups;
    struct probe *probe;
    struct probe_override *overrides;
    size_t next;
    uv_signal_t signals[2];
    bool interrupted;
};

static bool
pull(void *ctx, struct probe_target *out)
{
    struct run *run = ctx;
    const struct inventory_target *t;

    if (run->next == inventory_count(run->inventory))
        return false;
    t = inventory_at(run->inventory, run->next);
    *out = (struct probe_target){ .host = t->host,
                                  .port = t->port,
                                  .reversed = t->profile->reversed,
                                  .tag = (void *)(uintptr_t)run->next++ };
    return true;
}

static void
emit(struct run *run, const struct inventory_target *target, const struct base_profile *profile,
     const struct probe_result *probe)
{
    cli_endpoint_judge(&run->endpoint, target, profile, probe);
    cli_output_result(&run->output, &run->endpoint.result);
}

/* The default ports that refuse are told with the first that does not. */
static void
emit_group(struct run *run, struct cli_group *g)
{
    char refused[64];
    struct base_text t;

    base_text_init(&t, refused, sizeof refused);
    for (size_t i = 0; i < g->n; i++)
        if (cli_group_is_note(g, i)) {
            base_text_str(&t, t.len > 0 ? ", " : "");
            base_text_u64(&t, g->at[i].target->port);
        }
    for (size_t i = 0; i < g->n; i++) {
        if (cli_group_is_note(g, i))
            continue;
        cli_endpoint_judge(&run->endpoint, g->at[i].target, cli_group_profile(g, i),
                           &g->at[i].probe);
        if (t.len > 0)
            cli_endpoint_note(&run->endpoint, CERTCHECK_DEFAULT_PORTS_SILENT, refused);
        t.len = 0;
        cli_output_result(&run->output, &run->endpoint.result);
    }
    cli_group_release(g);
}

static void
done(void *ctx, const struct probe_target *target, const struct probe_result *probe)
{
    struct run *run = ctx;
    size_t index = (size_t)(uintptr_t)target->tag;
    const struct inventory_target *t = inventory_at(run->inventory, index);
    struct cli_group group;

    if (t->group == 0 || t->port_named)
        emit(run, t, t->profile, probe);
    else if (cli_groups_add(run->groups, t, inventory_group_size(run->inventory, t), probe, &group))
        emit_group(run, &group);
}

/* The first signal ends what is in flight and writes all reports; the second
 * ends the program at once. */
static void
on_signal(uv_signal_t *handle, int number)
{
    struct run *run = handle->data;

    if (run->interrupted)
        _exit(128 + number);
    run->interrupted = true;
    cli_say(run->options, "interrupted: writing what is there");
    probe_stop(run->probe);
}

static void
watch_signals(struct run *run)
{
    static const int numbers[] = { SIGINT, SIGTERM };

    for (size_t i = 0; i < 2; i++) {
        uv_signal_init(probe_loop(run->probe), &run->signals[i]);
        run->signals[i].data = run;
        uv_signal_start(&run->signals[i], on_signal, numbers[i]);
        uv_unref((uv_handle_t *)&run->signals[i]);
    }
}

static void
unwatch_signals(struct run *run)
{
    for (size_t i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&run->signals[i], NULL);
    uv_run(probe_loop(run->probe), UV_RUN_NOWAIT);
}

/* Raise the limit of open files, else lower the concurrency, and say so. */
static unsigned
affordable(const struct cli_options *o)
{
    struct rlimit limit;
    rlim_t wanted = o->concurrency + SPARE_FDS;
    char line[128];

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return o->concurrency;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= wanted)
        return o->concurrency;
    if (limit.rlim_cur <= SPARE_FDS + 1)
        return 1;
    (void)snprintf(line, sizeof line, "concurrency lowered to %u: only %u files may be open",
                   (unsigned)(limit.rlim_cur - SPARE_FDS), (unsigned)limit.rlim_cur);
    cli_say(o, line);
    return (unsigned)(limit.rlim_cur - SPARE_FDS);
}

/* HOST:PORT:ADDRESS, as in curl; * for any host or port; [ADDRESS] or bare. */
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
    host = strndup(spec, (size_t)(port - spec));
    bare = strdup(address[1] == '[' ? address + 2 : address + 1);
    len = bare == NULL ? 0 : strlen(bare);
    if (len > 0 && address[1] == '[' && bare[len - 1] == ']')
        bare[len - 1] = '\0';
    *out = (struct probe_override){ .host = host, .port = (uint16_t)n, .address = bare };
    return host != NULL && bare != NULL;
}

static bool
parse_resolves(struct run *run, struct base_text *why)
{
    const struct cli_texts *specs = &run->options->resolves;

    run->overrides = calloc(specs->n + 1, sizeof *run->overrides);
    if (run->overrides == NULL)
        return cli_complain(why, "--resolve", "out of memory");
    for (size_t i = 0; i < specs->n; i++)
        if (!parse_resolve(specs->at[i], &run->overrides[i])) {
            base_text_str(why, "--resolve ");
            return cli_complain(why, specs->at[i], "expected HOST:PORT:ADDRESS");
        }
    return true;
}

static bool
make_probe(struct run *run, struct base_text *why)
{
    const struct cli_options *o = run->options;
    char reason[PROBE_TEXT_MAX] = "";
    struct probe_options p;

    if (!parse_resolves(run, why))
        return false;
    probe_options_init(&p);
    p.role = (enum probe_role)o->tls_role; /* the words stand in the enum's order */
    p.hello = (enum probe_hello)o->hello;
    p.engine = (enum probe_engine)o->engine;
    p.concurrency = affordable(o);
    p.per_host = o->per_host;
    p.rate = o->rate;
    p.retries = o->retries;
    p.connect_timeout_ms = o->connect_timeout_ms;
    p.timeout_ms = o->timeout_ms;
    p.listen_first_ms = o->listen_first_ms;
    p.sni = o->sni != NULL && strcmp(o->sni, "none") == 0 ? "" : o->sni;
    p.dns_servers = o->dns_servers;
    p.overrides = run->overrides;
    p.overrides_n = o->resolves.n;
    p.cert_file = o->cert;
    p.key_file = o->key;
    run->probe = probe_new(&p, reason);
    if (run->probe == NULL)
        base_text_str(why, reason);
    return run->probe != NULL;
}

static void
say_folded(const struct cli_options *o, size_t n)
{
    char line[64];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    base_text_u64(&t, n);
    base_text_str(&t, n == 1 ? " duplicate target left out" : " duplicate targets left out");
    cli_say(o, line);
}

static bool
add_sources(struct inventory *inv, const struct cli_options *o, char why[INVENTORY_WHY_MAX])
{
    for (size_t i = 0; i < o->topologies.n; i++)
        if (!inventory_add_topology_file(inv, o->topologies.at[i], why))
            return false;
    for (size_t i = 0; i < o->inputs.n; i++)
        if (!inventory_add_list_file(inv, o->inputs.at[i], why))
            return false;
    for (size_t i = 0; i < o->operands.n; i++)
        if (!inventory_add(inv, o->operands.at[i], "argument", why))
            return false;
    return true;
}

static bool
add_targets(struct run *run, struct base_text *why)
{
    const struct cli_options *o = run->options;
    struct inventory_options limits = { .max_targets = o->max_targets, .ports_n = o->ports_n };
    char reason[INVENTORY_WHY_MAX] = "";

    memcpy(limits.ports, o->ports, sizeof limits.ports);
    run->inventory = inventory_new(&limits);
    if (run->inventory == NULL)
        return cli_complain(why, "targets", "out of memory");
    if (!add_sources(run->inventory, o, reason)) {
        base_text_str(why, reason);
        return false;
    }
    for (size_t i = 0; i < inventory_notes(run->inventory); i++)
        cli_say(o, inventory_note(run->inventory, i));
    if (inventory_folded(run->inventory) > 0)
        say_folded(o, inventory_folded(run->inventory));
    if (inventory_count(run->inventory) == 0) {
        base_text_str(why, "no target given: see --help");
        return false;
    }
    return o->dry_run || inventory_shuffle(run->inventory) ||
           cli_complain(why, "targets", "out of memory");
}

static int
dry_run(const struct run *run)
{
    for (size_t i = 0; i < inventory_count(run->inventory); i++) {
        const struct inventory_target *t = inventory_at(run->inventory, i);
        char text[INVENTORY_TEXT_MAX];
        struct base_text out;

        base_text_init(&out, text, sizeof text);
        inventory_target_text(t, &out);
        printf("%s\t%s\t%s\t%s\n", text, t->profile->name, t->product == NULL ? "-" : t->product,
               t->origin);
    }
    return fflush(stdout) == 0 ? CLI_EXIT_READY : CLI_EXIT_ERROR;
}

static int
probe_all(struct run *run)
{
    struct cli_group group;

    watch_signals(run);
    probe_run(run->probe, pull, done, run);
    while (cli_groups_pop(run->groups, &group))
        emit_group(run, &group);
    unwatch_signals(run);
    return cli_output_close(&run->output, (int64_t)time(NULL));
}

static int
run_targets(const struct cli_options *o, struct base_text *why)
{
    struct run *run = calloc(1, sizeof *run);
    int64_t now_s = (int64_t)time(NULL);
    int status = CLI_EXIT_ERROR;

    if (run == NULL || (run->groups = cli_groups_new()) == NULL) {
        base_text_str(why, "out of memory");
        free(run);
        return status;
    }
    run->options = o;
    run->endpoint.options = o;
    run->endpoint.store = &run->store;
    run->endpoint.at_s = o->at_given ? o->at_s : now_s;
    if (add_targets(run, why)) {
        if (o->dry_run)
            status = dry_run(run);
        else if (cli_store_load(&run->store, o, why) && make_probe(run, why) &&
                 cli_output_open(&run->output, o, &run->store, now_s, why))
            status = probe_all(run);
    }
    cli_output_abandon(&run->output);
    probe_free(run->probe);
    for (size_t i = 0; run->overrides != NULL && i < o->resolves.n; i++) {
        free((void *)(uintptr_t)run->overrides[i].host);
        free((void *)(uintptr_t)run->overrides[i].address);
    }
    free(run->overrides);
    cli_groups_free(run->groups);
    inventory_free(run->inventory);
    cli_store_clear(&run->store);
    free(run);
    return status;
}

int
main(int argc, char **argv)
{
    return cli_main(CLI_EKUPROBE, argc, argv, run_targets);
}
