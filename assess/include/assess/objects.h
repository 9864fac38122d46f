/* SPDX-License-Identifier: MIT */
/*
 * Files in, judged objects out: what certcheck does between its operands and its reports.
 * Certificates, requests, dumps of certutil, templates of a CA and lists that name certificates
 * by thumbprint, in any format that certcheck/bundle.h and certcheck/template.h read.
 *
 *     #include <assess/objects.h>
 *     #include <stdio.h>
 *     #include <time.h>
 *
 *     static void
 *     on_result(void *ctx, const struct assess_result *r)
 *     {
 *         (void)ctx;
 *         printf("%s: %s\n", r->file, certcheck_verdict_name(r->verdict));
 *     }
 *
 *     int
 *     main(void)
 *     {
 *         static uint8_t bytes[65536];
 *         static struct assess_objects_options options;
 *         struct assess_store store;
 *         const struct assess_objects_events events = { NULL, on_result, NULL, NULL,
 *                                                       NULL, NULL,      NULL };
 *         const struct assess_file file = { "web.pem",
 *                                           { bytes, fread(bytes, 1, sizeof bytes, stdin) },
 *                                           NULL,
 *                                           false };
 *         struct assess_objects *objects = NULL;
 *
 *         options.profile = base_profile_get(BASE_PROFILE_EDGE_PSOM);
 *         options.policy.at_s = (int64_t)time(NULL);
 *         if (assess_store_init(&store))
 *             objects = assess_objects_new(&options, &store, &events);
 *         if (objects != NULL && assess_objects_judge(objects, &file))
 *             assess_objects_missing(objects);
 *         assess_objects_free(objects);
 *         assess_store_clear(&store);
 *         return 0;
 *     }
 *
 * Ownership: the options are copied; the strings they name and the store are borrowed until
 * assess_objects_free. Bytes and names are borrowed for the call; so is what a callback gets.
 * Threads: one of these belongs to one thread, and so does its store.
 * Errors: told by the callbacks; what cannot be read is never a result.
 * Not done here: files, the password's prompt, signals.
 */
#ifndef ASSESS_OBJECTS_H
#define ASSESS_OBJECTS_H

#include <base/declare.h>
#include <assess/store.h>
#include <certcheck/template.h>

BASE_BEGIN_DECLS

struct assess_objects_options {
    struct assess_policy policy;        /* what to judge under; trust is the store's */
    const struct base_profile *profile; /* NULL: judged by usage alone */
    const char *product;                /* "sfb2015", for the results; NULL: not known */
    bool each;                          /* issuers of others in the same file, too */
};

enum assess_fault { ASSESS_FAULT_INPUT, ASSESS_FAULT_MEMORY };

/* All but result may be NULL. */
struct assess_objects_events {
    void *ctx;
    void (*result)(void *ctx, const struct assess_result *r);
    /* A certificate that was told before, with the same outcome; NULL: it is told again. */
    void (*copy)(void *ctx, const char *file, size_t object);
    /* What of a file is not judged, and why: one line without its name. */
    void (*fault)(void *ctx, const char *file, enum assess_fault kind, const char *text);
    /* "2 private keys and 1 CRL": beside the point, passed over. */
    void (*skipped)(void *ctx, const char *file, const char *text);
    /* A remark on the run as a whole, at each result that calls for it: a constant. */
    void (*note)(void *ctx, const char *text);
    /* Before each object: true ends the file there. */
    bool (*stop)(void *ctx, const char *file, size_t object);
};

struct assess_file {
    const char *name;
    struct base_slice bytes;                   /* at most CERTCHECK_FILE_MAX */
    const struct certcheck_password *password; /* NULL: none */
    bool found; /* in a directory, not named: whole keys and the like are nothing to tell */
};

struct assess_objects;

struct assess_objects *
assess_objects_new(const struct assess_objects_options *o, struct assess_store *store,
                   const struct assess_objects_events *events); /* NULL: no memory */
void assess_objects_free(struct assess_objects *a);             /* NULL is fine */

/* Judge every object of a file. True: it holds a list of certificates, which
 * assess_objects_missing tells of. */
bool assess_objects_judge(struct assess_objects *a, const struct assess_file *file);

/*
 * What must be known before anything is judged: lists that name certificates, and templates that
 * requests may name. To be called for all files before the first is judged; what cannot be read
 * is told then. False: no memory.
 */
bool assess_objects_prescan(struct assess_objects *a, const char *file, struct base_slice bytes);

/* May a file be worth that, by its first 4096 bytes (ASSESS_HEAD_LEN)? */
#define ASSESS_HEAD_LEN 4096
bool assess_objects_wants(struct base_slice head);

/* Templates that requests may name. The set is taken over; from is copied. False: no memory. */
bool assess_objects_add_templates(struct assess_objects *a, struct certcheck_templates *set,
                                  const char *from);

/*
 * No request is judged without a template of the set that was added first: the one of this name;
 * with NULL the only one, else the one that the request names. False: no such name, and why goes on
 * with what there is.
 */
bool assess_objects_demand(struct assess_objects *a, const char *name, struct base_text *why);

/* Judge each template of the set that was added first. */
void assess_objects_templates(struct assess_objects *a);

/* Tell what lists name and no file held: once, after the last. */
void assess_objects_missing(struct assess_objects *a);

/* How the templates that were judged fit a server. also_first: and those of the set that was
 * added first, which were not judged by themselves. Valid until assess_objects_free. */
const struct assess_template_survey *assess_objects_survey(struct assess_objects *a,
                                                           bool also_first);

BASE_END_DECLS

#endif
