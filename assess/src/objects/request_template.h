/* SPDX-License-Identifier: MIT */
/* The templates a run knows, and which of them will issue a request. */
#ifndef ASSESS_REQUEST_TEMPLATE_H
#define ASSESS_REQUEST_TEMPLATE_H

#include <assess/result.h>
#include <certcheck/template.h>

#define ASSESS_TEMPLATE_REF_MAX 1024

struct assess_template_set {
    struct certcheck_templates set;
    char *from; /* the file, or the URI; owned */
};

struct assess_request_templates {
    struct assess_template_set *at; /* the set added first: one of it can be demanded */
    size_t n;
    const struct certcheck_template
        *fixed;    /* the one demanded; NULL: the one that the request names */
    bool demanded; /* requests are judged by a template or not at all */
};

/* What the CA will issue for a request. */
struct assess_request_template {
    const struct certcheck_template *template; /* NULL: unknown, so the request alone counts */
    char ref[ASSESS_TEMPLATE_REF_MAX];         /* the template it names, for people; or "" */
    enum certcheck_code ref_code;              /* the finding about it */
};

/* Takes the set over, whatever comes of it; from is copied. False: no memory. */
bool assess_request_templates_add(struct assess_request_templates *s,
                                  struct certcheck_templates *set, const char *from);

/* assess_objects_demand. */
bool assess_request_templates_demand(struct assess_request_templates *s, const char *name,
                                     struct base_text *why);

/* Read templates, which requests may name, unless others are demanded. False: no memory; what
 * cannot be read is left to whoever judges the file. */
bool assess_request_templates_offer(struct assess_request_templates *s, const char *from,
                                    struct base_slice bytes);

/* False: what is demanded does not settle it; why says what to do. */
bool assess_request_template_find(const struct assess_request_templates *s,
                                  const struct certcheck_facts *request,
                                  struct assess_request_template *out, struct base_text *why);

void assess_request_templates_clear(struct assess_request_templates *s);

#endif
