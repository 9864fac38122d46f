/* SPDX-License-Identifier: MIT */
/*
 * The whole run: targets go out to the probe, what it saw comes back, waits for what it is to be
 * told with (the ports of one host, a fallback, further addresses, a pool), is judged and handed
 * on. What ekuprobe does between its command line and its reports.
 *
 *     #include <assess/assess.h>
 *     #include <stdio.h>
 *     #include <time.h>
 *
 *     static void
 *     on_result(void *ctx, const struct assess_result *r)
 *     {
 *         (void)ctx;
 *         printf("%s: %s\n", r->target, certcheck_verdict_name(r->verdict));
 *     }
 *
 *     int
 *     main(int argc, char **argv)
 *     {
 *         char reason[BASE_WHY_MAX];
 *         struct base_text why;
 *         struct assess_store store;
 *         struct assess_options options;
 *         const struct assess_events events = { NULL, on_result, NULL, NULL, NULL };
 *         struct inventory *targets = inventory_new(NULL);
 *         struct assess *run = NULL;
 *         bool done;
 *
 *         if (argc != 2 || targets == NULL)
 *             return 2;
 *         base_text_init(&why, reason, sizeof reason);
 *         assess_options_init(&options);
 *         options.policy.at_s = (int64_t)time(NULL);
 *         done = assess_store_init(&store); // roots and issuers: assess_store_add
 *         assess_store_complete(&store);
 *         if (done && inventory_add_topology_file(targets, argv[1], &why) &&
 *             inventory_complete(targets))
 *             run = assess_new(&options, &store, &events, &why);
 *         done = run != NULL && assess_run(run, targets, NULL, &why);
 *         if (!done)
 *             fprintf(stderr, "%s\n", reason);
 *         assess_free(run);
 *         assess_store_clear(&store);
 *         inventory_free(targets);
 *         return done ? 0 : 2;
 *     }
 *
 * Results fit report/report.h as they are: report_begin, report_result in the callback,
 * report_end.
 *
 * Ownership: assess_new copies the options; the strings they name, the store and the inventory
 * are borrowed until assess_free. What a callback gets is borrowed for the call.
 * Threads: one run belongs to one thread; different runs may go on in different ones, each with
 * a store of its own. All callbacks come from within assess_new and assess_run.
 * Errors: false or NULL, and one line in why. What goes wrong with a target is its result's error.
 * Not done here: signals, files, the environment. A closed connection must not end the program:
 * sockets are written to without SIGPIPE.
 */
#ifndef ASSESS_ASSESS_H
#define ASSESS_ASSESS_H

#include <base/declare.h>
#include <assess/store.h>
#include <inventory/inventory.h>
#include <probe/probe.h>

BASE_BEGIN_DECLS

/* One of the certificates that are presented to each peer in turn. */
struct assess_trial_certificate {
    const char *name; /* for the report: its file's */
    const struct probe_identity *identity;
    const struct base_slice *chain; /* of it, DER, leaf first */
    size_t chain_n;
};

struct assess_options {
    struct probe_options probe;  /* how to connect; a target's time is its timeout_ms */
    struct assess_policy policy; /* what to judge under; trust is the store's */
    const char *product;   /* "sfb2015": of targets whose source does not say; NULL: not known */
    const char *seen_from; /* the machine that this run is made on; NULL: not named */
    const char *build;     /* the Front End's, "6.0.9319.235", for trusted-app; NULL: not known */
    bool fallback;    /* read other ports of a Front End too, where its own cannot be reached */
    bool no_fallback; /* read none, of an Edge Server either */
    bool no_dialogue; /* begin TLS at once, whatever a profile says in clear before it */
    /* Present these to each peer that asks, one after the other, and see which it accepts; at
     * most ASSESS_TRIAL_MAX. Borrowed. */
    const struct assess_trial_certificate *trial;
    size_t trial_n;
    bool all_addresses; /* of every name (of PSOM ports they always are) */
};

void assess_options_init(struct assess_options *o); /* the programs' defaults; judged at 1970 */

/* All but result may be NULL. */
struct assess_events {
    void *ctx;
    /* One endpoint is judged. Findings name what was guessed, read elsewhere or compared. */
    void (*result)(void *ctx, const struct assess_result *r);
    /* A connection has ended, before what it leads to is told; done: targets so far. */
    void (*ended)(void *ctx, size_t done);
    /* The last connection has; what still waited for others is told next. */
    void (*closed)(void *ctx);
    /* A line about the run as a whole. */
    void (*note)(void *ctx, const char *text);
};

struct assess;

/* NULL: why. */
struct assess *assess_new(const struct assess_options *o, struct assess_store *store,
                          const struct assess_events *events, struct base_text *why);
void assess_free(struct assess *a); /* NULL is fine */

/*
 * Probe all targets, judge and tell them; once. left_out: by index, those that are not this
 * run's; NULL: none. False: no memory to begin with. The inventory is complete
 * (inventory_complete) and no longer changes.
 */
bool assess_run(struct assess *a, const struct inventory *targets, const bool *left_out,
                struct base_text *why);

/* From a callback or a handler of the loop: end what is in flight. Results that are open are
 * told as interrupted. */
void assess_stop(struct assess *a);

/* What the run waits for now; see probe_waits_for. */
bool assess_waits_for(const struct assess *a, struct probe_waiting *out);

/* The uv_loop_t * that runs, for timers and signals of the caller's. */
void *assess_loop(struct assess *a);

size_t assess_done(const struct assess *a); /* targets whose own connection has ended */
size_t assess_told(const struct assess *a); /* targets with a result, or in the note of one: those of
                                               the result that is being told, too */

/* "6.0.9319.235": a build of the product, or with NULL of one of those known? False: why. */
bool assess_build_check(const char *build, const char *product, struct base_text *why);

BASE_END_DECLS

#endif
