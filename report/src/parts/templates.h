/* SPDX-License-Identifier: MIT */
/* Templates in reports: what each is good for, and the few words that formats say it with. */
#ifndef REPORT_TEMPLATES_H
#define REPORT_TEMPLATES_H

#include <assess/result.h>
#include <output/bytes.h>

#include <string.h>

/* In the order that a reader wants them: those to request from first. */
extern const enum assess_template_fit report_fits_first[ASSESS_TEMPLATE_FITS];

/* "can be made to fit": English, to be translated. */
const char *report_fit_words(enum assess_template_fit fit);

/* The verdict that a format shows it with. */
enum certcheck_verdict report_fit_colour(enum assess_template_fit fit);

/* "the request", "Active Directory": English, to be translated; "": not exported. */
const char *report_template_subject(const struct assess_template *t);

/* "serverAuth, clientAuth": what certificates from it will list; "" for any usage. */
void report_add_template_usages(struct output_bytes *out, const struct assess_result *r);

/* How many are good for what, as the May 2017 update goes. */
struct report_fits {
    size_t n[ASSESS_TEMPLATE_FITS];
    size_t unjudged; /* of them, for another change that was asked for (CHANGE_NOT_JUDGED) */
};
void report_fits_add(struct report_fits *f, const struct assess_result *r);

/* "1 fits, 6 can be made to fit": translated. */
void report_add_template_counts(struct output_bytes *out, const struct report_fits *f);

/* Fields of CSV; empty where r is none. */
void report_add_template_fit(struct output_bytes *out, const struct assess_result *r);
void report_add_template_version(struct output_bytes *out, const struct assess_result *r);
void report_add_template_subject(struct output_bytes *out, const struct assess_result *r);

/* Of a request: the finding with the template that it was judged by, else with the one that it
 * names; NULL: neither. */
const struct certcheck_finding *report_request_template(const struct assess_result *r);

static inline bool
report_is_request(const struct assess_result *r)
{
    return r->kind != NULL && strcmp(r->kind, certcheck_kind_name(CERTCHECK_KIND_REQUEST)) == 0;
}

/* What a file holds, as people read it; "" for what is no object of a file. */
const char *report_kind(const struct assess_result *r);

#endif
