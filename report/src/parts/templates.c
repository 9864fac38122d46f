/* SPDX-License-Identifier: MIT */
#include "templates.h"

#include <certcheck/names.h>
#include <output/translate.h>

#include <string.h>

#include "format.h"

const enum assess_template_fit report_fits_first[ASSESS_TEMPLATE_FITS] = {
    ASSESS_TEMPLATE_FITS_BOTH,
    ASSESS_TEMPLATE_ADAPTABLE,
    ASSESS_TEMPLATE_UNKNOWN,
    ASSESS_TEMPLATE_NO_SERVERS,
};

const char *
report_fit_words(enum assess_template_fit fit)
{
    switch (fit) {
    case ASSESS_TEMPLATE_FITS_BOTH:
        return N_("fits");
    case ASSESS_TEMPLATE_ADAPTABLE:
        return N_("can be made to fit");
    case ASSESS_TEMPLATE_NO_SERVERS:
        return N_("not for servers");
    case ASSESS_TEMPLATE_UNKNOWN:
    case ASSESS_TEMPLATE_FITS:
    default:
        return N_("not exported in full");
    }
}

enum certcheck_verdict
report_fit_colour(enum assess_template_fit fit)
{
    switch (fit) {
    case ASSESS_TEMPLATE_FITS_BOTH:
        return CERTCHECK_READY;
    case ASSESS_TEMPLATE_ADAPTABLE:
        return CERTCHECK_INDETERMINATE;
    case ASSESS_TEMPLATE_NO_SERVERS:
    case ASSESS_TEMPLATE_UNKNOWN:
    case ASSESS_TEMPLATE_FITS:
    default:
        return CERTCHECK_UNREACHABLE;
    }
}

const char *
report_template_subject(const struct assess_template *t)
{
    if (!t->shows_subject)
        return "";
    return t->supplies_subject ? N_("the request") : N_("Active Directory");
}

/* The attribute that decides is the synthetic certificate's Application Policies or EKU. */
void
report_add_template_usages(struct output_bytes *out, const struct assess_result *r)
{
    const struct certcheck_facts *f = assess_leaf(r);
    const struct certcheck_usage_set *set;
    struct base_slice rest, oid;
    const char *separator = "";

    if (f == NULL)
        return;
    set = f->app_policies.state == CERTCHECK_SET_ABSENT ? &f->eku : &f->app_policies;
    rest = set->list;
    while (certcheck_oid_next(set, &rest, &oid)) {
        const char *name = certcheck_oid_name(oid);
        char number[128];
        struct base_text t;

        base_text_init(&t, number, sizeof number);
        if (name == NULL)
            certcheck_oid_text(oid, &t);
        output_add_str(out, separator);
        output_add_str(out, name != NULL ? name : number);
        separator = ", ";
    }
}

/* As report_fit_words, behind a number of them. */
static const char *
counted_words(enum assess_template_fit fit, size_t n)
{
    switch (fit) {
    case ASSESS_TEMPLATE_FITS_BOTH:
        return output_translate_n(" fits", " fit", n);
    case ASSESS_TEMPLATE_ADAPTABLE:
        return output_translate(N_(" can be made to fit"));
    case ASSESS_TEMPLATE_NO_SERVERS:
        return output_translate_n(" is not for servers", " are not for servers", n);
    case ASSESS_TEMPLATE_UNKNOWN:
    case ASSESS_TEMPLATE_FITS:
    default:
        return output_translate_n(" was not exported in full", " were not exported in full", n);
    }
}

void
report_fits_add(struct report_fits *f, const struct assess_result *r)
{
    f->n[assess_template_fit(r->as_template)]++;
    for (size_t i = 0; i < r->findings_n; i++)
        if (r->findings[i].code == CERTCHECK_F_CHANGE_NOT_JUDGED) {
            f->unjudged++;
            break;
        }
}

void
report_add_template_counts(struct output_bytes *out, const struct report_fits *f)
{
    const char *separator = "";

    for (size_t i = 0; i < ASSESS_TEMPLATE_FITS; i++) {
        size_t n = f->n[report_fits_first[i]];

        if (n == 0)
            continue;
        output_add_str(out, separator);
        output_add_u64(out, n);
        output_add_str(out, counted_words(report_fits_first[i], n));
        separator = output_translate(N_(", "));
    }
    if (f->unjudged == 0)
        return;
    output_add_str(out, output_translate(N_(" (")));
    output_add_u64(out, f->unjudged);
    output_add_str(out, output_translate_n(" not judged for the change requested)",
                                           " not judged for the change requested)", f->unjudged));
}

void
report_add_template_fit(struct output_bytes *out, const struct assess_result *r)
{
    if (r->as_template != NULL)
        output_add_str(out, assess_template_fit_name(assess_template_fit(r->as_template)));
}

void
report_add_template_version(struct output_bytes *out, const struct assess_result *r)
{
    if (r->as_template != NULL)
        output_add_u64(out, r->as_template->schema_version);
}

void
report_add_template_subject(struct output_bytes *out, const struct assess_result *r)
{
    if (r->as_template != NULL && r->as_template->shows_subject)
        output_add_str(out, r->as_template->supplies_subject ? "request" : "directory");
}

const struct certcheck_finding *
report_request_template(const struct assess_result *r)
{
    const struct certcheck_finding *found = NULL;

    for (size_t i = 0; i < r->findings_n; i++)
        if (r->findings[i].code == CERTCHECK_F_TEMPLATE_STAMPS ||
            (r->findings[i].code == CERTCHECK_F_REQUEST_NAMES_TEMPLATE && found == NULL))
            found = &r->findings[i];
    return found;
}

const char *
report_kind(const struct assess_result *r)
{
    static const char *const words[] = { N_("certificate"), N_("request"), N_("template"),
                                         N_("fields") };

    if (report_is_ca(r))
        return output_translate(N_("CA certificate"));
    for (size_t i = 0; r->kind != NULL && i < sizeof words / sizeof words[0]; i++)
        if (strcmp(r->kind, words[i]) == 0)
            return output_translate(words[i]);
    return r->kind != NULL ? r->kind : "";
}
