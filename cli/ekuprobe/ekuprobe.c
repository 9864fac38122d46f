/* SPDX-License-Identifier: MIT */
/* ekuprobe: targets in, connections made, verdicts out. */
#include <base/product.h>
#include <output/translate.h>
#include <record/read.h>

#include <os/start.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "present/keystore.h"
#include "listen/listening.h"
#include "load_store.h"
#include "main.h"
#include "proxy.h"
#include "replay.h"
#include "run/run.h"
#include "sandbox/sandbox.h"
#include "this_server.h"
#include "present/trial.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#define ADDRESSES_ALL 1 /* of --addresses */
#define SPARE_FDS 32    /* files, sockets of the resolver, the loop's own */

struct program {
    const struct cli_options *options;
    struct assess_store store;
    struct cli_targets targets;
    struct cli_output outputs[2]; /* of --watch: the last whole run's, and the present one's */
    struct cli_output *output;    /* the present run's */
    struct cli_resume resume;
    struct assess_options assess;
    struct cli_run run;
    struct cli_listening listening;
    struct cli_proxy proxy;
    struct cli_keystore keystore;
    struct cli_trial trial;
    struct probe_override *overrides;
};

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

/* Likewise for those who connect: as many again wait to be served. With fewer descriptors than
 * places, floods would hold them for their whole time, and nobody would be cut off for others. */
static unsigned
affordable_guests(const struct cli_options *o)
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
    host = cli_copy(spec, (size_t)(port - spec));
    bare = strdup(address[1] == '[' ? address + 2 : address + 1);
    len = bare == NULL ? 0 : strlen(bare);
    if (len > 0 && address[1] == '[' && bare[len - 1] == ']')
        bare[len - 1] = '\0';
    *out = (struct probe_override){ .host = host, .port = (uint16_t)n, .address = bare };
    return host != NULL && bare != NULL;
}

static bool
parse_resolves(struct program *program, struct base_text *why)
{
    const struct cli_texts *specs = &program->options->resolves;

    program->overrides = calloc(specs->n + 1, sizeof *program->overrides);
    if (program->overrides == NULL)
        return base_complain(why, "--resolve", "out of memory");
    for (size_t i = 0; i < specs->n; i++)
        if (!parse_resolve(specs->at[i], &program->overrides[i])) {
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

/* All that the options say of how to connect and to judge, but for the time. */
static bool
prepare(struct program *program, struct base_text *why)
{
    const struct cli_options *o = program->options;
    struct assess_options *a = &program->assess;
    struct probe_options *p = &a->probe;

    if (o->pfx != NULL && (o->cert != NULL || o->key != NULL))
        return base_complain(why, "--pfx",
                             "already contains the certificate and its key: omit --cert and --key");
    if (o->key != NULL && o->cert == NULL)
        return base_complain(why, "--key", "requires --cert");
    if (!parse_resolves(program, why) || !cli_keystore_load(&program->keystore, o, why) ||
        !cli_trial_load(&program->trial, o, why))
        return false;
    assess_options_init(a);
    a->product = program->targets.product;
    a->build = o->build;
    a->seen_from = o->seen_from;
    a->fallback = o->fallback;
    a->no_fallback = o->no_fallback;
    a->all_addresses = o->addresses == ADDRESSES_ALL;
    a->trial = program->trial.at;
    a->trial_n = program->trial.n;
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
    if (o->listens.n == 0 && !cli_proxy_read(&program->proxy, o, &p->proxy, why))
        return false;
    if (!parse_starttls(o, a, why))
        return false;
    p->overrides = program->overrides;
    p->overrides_n = o->resolves.n;
    p->cert_file = o->cert;
    p->key_file = o->key != NULL ? o->key : o->cert; /* PEM may hold both */
    p->keystore = o->pfx != NULL ? &program->keystore.probe : NULL;
    return true;
}

static bool
open_run(struct program *p, int64_t now_s, struct base_text *why)
{
    p->assess.policy = cli_policy(p->options, &p->store, now_s);
    p->run = (struct cli_run){ .options = p->options,
                               .targets = &p->targets,
                               .output = p->output,
                               .max_time_ms = p->options->max_time_ms };
    return cli_run_open(&p->run, &p->assess, &p->store, why);
}

static void
clear(struct program *p)
{
    for (size_t i = 0; i < sizeof p->outputs / sizeof p->outputs[0]; i++)
        cli_output_abandon(&p->outputs[i]);
    assess_free(p->run.assess);
    cli_keystore_clear(&p->keystore);
    cli_trial_clear(&p->trial);
    for (size_t i = 0; p->overrides != NULL && i < p->options->resolves.n; i++) {
        free((void *)(uintptr_t)p->overrides[i].host);
        free((void *)(uintptr_t)p->overrides[i].address);
    }
    free(p->overrides);
    cli_resume_clear(&p->resume);
    cli_targets_clear(&p->targets);
    cli_listening_clear(&p->listening);
    assess_store_clear(&p->store);
}

/* The age of the table of public CAs, where some target's profile asks it. */
static void
note_stale(struct program *p)
{
    const struct inventory *targets = p->targets.inventory;
    struct base_text stale;

    if (p->output->stale[0] != '\0')
        return;
    base_text_init(&stale, p->output->stale, sizeof p->output->stale);
    for (size_t i = 0; i < inventory_count(targets); i++)
        if (assess_forecast_note(&p->store.forecast, inventory_at(targets, i)->profile,
                                 p->output->run.policy.at_s, &stale)) {
            cli_output_note(p->output, p->output->stale);
            return;
        }
}

/* All files are read and all reports begun. */
static void
give_up_rights(const struct cli_options *o)
{
    char line[160];
    struct base_text why;

    base_text_init(&why, line, sizeof line);
    if (o->no_sandbox || cli_sandbox_enter(o, &why))
        return;
    base_text_str(&why, ": the probe keeps rights it does not need (--no-sandbox: do not tell)");
    cli_say(o, line);
}

static bool
open_reports(struct program *p, struct base_text *why)
{
    const struct cli_options *o = p->options;
    int64_t now_s = (int64_t)time(NULL);

    if (!open_run(p, now_s, why) || !cli_output_open(p->output, o, &p->store, now_s, why) ||
        !cli_resume_tell(&p->resume, p->output, why))
        return false;
    note_stale(p);
    p->output->run.share = o->shard;
    p->output->run.shares = o->shards;
    cli_targets_tell_unread(&p->targets, p->output);
    if (p->trial.note[0] != '\0')
        cli_output_note(p->output, p->trial.note);
    if (p->proxy.note[0] != '\0')
        cli_output_note(p->output, p->proxy.note);
    return true;
}

/* Again and again. The reports of a run wait until it is known that it is the last; a run that was
 * cut short counts only where there is no whole one. */
static int
watch_targets(struct program *p, struct cli_watch *w, struct base_text *why)
{
    struct cli_output *whole = NULL;
    bool ok;
    int status;

    do {
        p->output = &p->outputs[whole == &p->outputs[0]];
        ok = open_reports(p, why);
        if (ok && cli_watch_is_first(w))
            give_up_rights(p->options);
        if (ok)
            cli_watch_begin(w, &p->run);
        ok = ok && cli_run(&p->run, why) && cli_watch_saw_all(w, why);
        assess_free(p->run.assess);
        p->run.assess = NULL;
        if (!ok || p->run.interrupted)
            break;
        cli_watch_round(w, p->output);
        if (whole != NULL)
            cli_output_abandon(whole);
        whole = p->output;
    } while (cli_watch_wait(w));
    cli_watch_close(w);
    if (!ok && whole == NULL)
        return CLI_EXIT_ERROR;
    status = cli_output_close(whole != NULL ? whole : p->output, (int64_t)time(NULL));
    return ok ? status : CLI_EXIT_ERROR;
}

static int
probe_targets(struct program *p, struct base_text *why)
{
    const struct cli_options *o = p->options;
    struct cli_watch *watch;

    if (!cli_store_load(&p->store, o, why) || !prepare(p, why))
        return CLI_EXIT_ERROR;
    if (o->watch_ms > 0)
        return (watch = cli_watch_open(o, why)) != NULL ? watch_targets(p, watch, why)
                                                        : CLI_EXIT_ERROR;
    if (!open_reports(p, why))
        return CLI_EXIT_ERROR;
    give_up_rights(o);
    if (!cli_run(&p->run, why))
        return CLI_EXIT_ERROR;
    return cli_output_close(p->output, (int64_t)time(NULL));
}

static void
count_known(void *ctx, const struct assess_result *r)
{
    assess_listen_known(ctx, r);
}

static int
listen_for_peers(struct program *p, struct base_text *why)
{
    const struct cli_options *o = p->options;
    int64_t now_s = (int64_t)time(NULL);
    struct cli_run *run = &p->run;

    if (!cli_listening_load(&p->listening, o, why) || !cli_resume_load(&p->resume, o, NULL, why) ||
        !cli_store_load(&p->store, o, why) || !prepare(p, why) || !open_run(p, now_s, why) ||
        !cli_output_open(p->output, o, &p->store, now_s, why))
        return CLI_EXIT_ERROR;
    run->listening = &p->listening.listening;
    p->listening.listening.connections = affordable_guests(o);
    p->resume.told = count_known;
    p->resume.told_ctx = run->assess;
    if (!cli_resume_tell(&p->resume, p->output, why) ||
        !cli_listening_open(&p->listening, run->assess, why))
        return CLI_EXIT_ERROR;
    give_up_rights(o);
    cli_run_listen(run);
    return cli_output_close(p->output, (int64_t)time(NULL));
}

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
                         "expected the name of a machine, without blanks, quotes and backslashes");
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

static int
run_targets(const struct cli_options *o, struct base_text *why)
{
    struct program *p;
    int status = CLI_EXIT_ERROR;

    if (o->this_server != NULL)
        return cli_this_server(o, why);
    if (!check_listening(o, why) || !check_trial(o, why) || !cli_watch_check(o, why))
        return status;
    if (o->merge)
        return cli_merge(o, why);
    if (!check_build(o, why) || !check_seen_from(o, why))
        return status;
    p = calloc(1, sizeof *p);
    if (p == NULL) {
        base_text_str(why, "out of memory");
        return status;
    }
    p->options = o;
    p->output = &p->outputs[0];
    p->resume.fd = -1;
    if (o->listens.n > 0)
        status = listen_for_peers(p, why);
    else if (cli_targets_load(&p->targets, o, why) &&
             cli_resume_load(&p->resume, o, &p->targets, why))
        status = o->dry_run ? cli_flushed(o->program, cli_targets_print(&p->targets))
                            : probe_targets(p, why);
    clear(p);
    free(p);
    return status;
}

/* The C library would keep what large lists took for later; there is no later. */
static void
return_memory(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, 131072);
#endif
}

static void
libraries(struct base_text *out)
{
    probe_libraries(out);
    inventory_libraries(out);
    record_libraries(out);
}

int
main(int argc, char **argv)
{
    return_memory();
    return cli_main(CLI_EKUPROBE, argc, argv, run_targets, libraries);
}
