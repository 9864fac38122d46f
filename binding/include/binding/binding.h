/* SPDX-License-Identifier: MIT */
/*
 * For programs in other languages: a few functions without structures. A question is put together
 * from texts and bytes, and its answer is the JSON document that the programs write (--format
 * json, docs/result.schema.json). python/ is made of nothing else.
 *
 *     #include <binding/binding.h>
 *     #include <stdio.h>
 *
 *     int
 *     main(void)
 *     {
 *         static char bytes[65536];
 *         size_t len = fread(bytes, 1, sizeof bytes, stdin);
 *         struct binding *b = binding_new();
 *         const char *answer = NULL;
 *
 *         if (b != NULL && binding_set(b, "profile", "smtp-mtls") &&
 *             binding_add(b, "file", "mx1.pem", bytes, len))
 *             answer = binding_judge(b);
 *         if (b != NULL)
 *             puts(answer != NULL ? answer : binding_error(b));
 *         binding_free(b);
 *         return answer != NULL ? 0 : 2;
 *     }
 *
 * Names of binding_set, and what their values are, as the programs' options of these names:
 *     at              RFC 3339, or a bare date; default: now
 *     profile         of the files (binding_judge); a target names its own (HOST:PORT/PROFILE)
 *     usage           server, client or both: instead of the profile's
 *     product, build  "sfb2015", "6.0.9319.235"
 *     verifier        names parted by commas, or all
 *     change          names parted by commas
 *     opted-out       yes: as on a machine with the opt-out
 *     expires-within  days
 *     password        of encrypted files
 *     timeout         milliseconds a target may take
 *     concurrency     connections at once
 * Parts of binding_add:
 *     root, issuer    certificates: what is trusted, and what only completes paths
 *     public-cas      a table instead of the one that is built in
 *     file            certificates, requests, dumps, templates to be judged
 *     list, topology  targets to be probed
 *
 * Ownership: all that is given is copied. What is handed out belongs to the question, until its
 * next answer or binding_free.
 * Errors: false or NULL, and binding_error. What cannot be read of one file or target fails
 * nothing else: binding_faults tells it, and the document has the rest.
 * Threads: a question belongs to one thread; different ones may be asked at the same time.
 * Not done here: files, the environment, signals. A program that probes must ignore SIGPIPE.
 */
#ifndef BINDING_BINDING_H
#define BINDING_BINDING_H

#include <base/declare.h>

#include <stdbool.h>
#include <stddef.h>

BASE_BEGIN_DECLS

struct binding;

struct binding *binding_new(void);    /* NULL: no memory */
void binding_free(struct binding *b); /* NULL is fine */

bool binding_set(struct binding *b, const char *name, const char *value);
bool binding_add(struct binding *b, const char *part, const char *name, const void *bytes,
                 size_t len);
bool binding_target(struct binding *b, const char *target); /* as a target of ekuprobe */

/* What the files hold, judged, each certificate as often as it is there; and what the targets show.
 * UTF-8, ended by NUL. NULL: why is in binding_error. */
const char *binding_judge(struct binding *b);
const char *binding_probe(struct binding *b);

const char *binding_error(const struct binding *b);  /* of the last call that failed; never NULL */
const char *binding_faults(const struct binding *b); /* of the last answer: one a line, or "" */
const char *binding_version(void);                   /* "0.1.0" */

BASE_END_DECLS

#endif
