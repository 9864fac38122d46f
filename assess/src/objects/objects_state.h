/* SPDX-License-Identifier: MIT */
/* What the files of assess/objects.h share. */
#ifndef ASSESS_OBJECTS_STATE_H
#define ASSESS_OBJECTS_STATE_H

#include <assess/objects.h>

#include "copies.h"
#include "mark.h"
#include "request_template.h"
#include "thumbprints.h"

#define ASSESS_LINE_MAX 4096 /* of a fault: it may list templates */

struct assess_objects {
    struct assess_objects_options o;
    struct assess_objects_events events;
    struct assess_store *store;
    struct assess_certificate *certs; /* of the present file */
    size_t certs_cap;
    struct certcheck_judgement judgement;
    struct certcheck_forecast forecast;
    struct assess_thumbprints thumbprints;
    struct assess_copies copies;
    struct assess_request_templates templates;
    struct assess_request_template issuing; /* the present request */
    struct assess_certificate synthetic, stamped;
    struct assess_template_survey survey;
    struct base_text lists[ASSESS_LACKS_ALL];
    char names[ASSESS_LACKS_ALL][4096];
};

void assess_objects_fault(struct assess_objects *a, const char *file, const char *text);
void assess_objects_no_memory(struct assess_objects *a, const char *file);
void assess_objects_note(struct assess_objects *a, const char *text);
/* A result of what was judged last, on its path of certificates with these hashes; its kind and
 * what it is beside that are the caller's to add. */
struct assess_result assess_objects_result(const struct assess_objects *a, const char *file,
                                           size_t index, const struct assess_certificate *path,
                                           const uint8_t (*hashes)[CERTCHECK_SHA256_LEN]);
bool assess_objects_stop(struct assess_objects *a, const char *file, size_t object);

/* Judge what the CA will issue for a request, into a's judgement. False: an error was reported. */
bool assess_request_judge(struct assess_objects *a, const char *file,
                          const struct certcheck_policy *policy,
                          const struct assess_certificate *request);

/* Judge and tell each template of a set; file is where they came from. */
void assess_templates_judge(struct assess_objects *a, const char *file,
                            const struct certcheck_templates *set);

/* Read templates from bytes and judge them. */
void assess_templates_file(struct assess_objects *a, const char *file, struct base_slice bytes);

/* The usages of the present request's template in place of its own. False: told. */
bool assess_templates_apply(struct assess_objects *a, const char *file,
                            struct certcheck_facts *request);

/* Note that the export of t was incomplete: nothing is decided by it alone. */
void assess_templates_doubt(struct certcheck_judgement *j, const struct certcheck_template *t);

#endif
