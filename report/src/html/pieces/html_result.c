/* SPDX-License-Identifier: MIT */
/* The pieces of the page that are made of one result. */
#include "html.h"

#include <advice/remedy.h>
#include <advice/sentences.h>
#include <certcheck/names.h>
#include <output/escape.h>
#include <record/names.h>

#include <string.h>

#include "parts/tried.h"

static void
add_term(struct output_bytes *out, const char *english)
{
    output_add_str(out, "<dt>");
    html_add_words(out, english);
    output_add_str(out, "</dt><dd>");
}

/* A text made in the scratch buffer, escaped. */
static void
add_text(struct output_bytes *out, struct base_text *t)
{
    output_add_xml(out, output_scratch_done(t));
}

static void
add_name(struct report_context *c, struct output_bytes *out, struct base_slice name, bool whole)
{
    struct base_text t = output_scratch(&c->scratch);

    if (whole)
        certcheck_name_text(name, &t);
    else
        certcheck_name_short(name, &t);
    add_text(out, &t);
}

static void
add_tried(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    struct base_text t = output_scratch(&c->scratch);

    report_tried_text(r, true, &t);
    if (t.len == 0)
        return;
    output_add_str(out, "<p>");
    html_add_words(out, N_("tried"));
    output_add_str(out, ": ");
    add_text(out, &t);
    output_add_str(out, "</p>");
}

static void
add_error(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    struct base_text t = output_scratch(&c->scratch);
    char text[ADVICE_NOTE_MAX];

    if (r->error == NULL || r->error->kind == PROBE_OK || r->certificates_n > 0 ||
        advice_error_is_said(r))
        return;
    if (!advice_error_is_whole(r->error))
        base_text_str(&t, output_translate(probe_class_about(r->error->kind)));
    if (*r->error->text != '\0' &&
        (t.len == 0 || strcmp(r->error->text, probe_class_about(r->error->kind)) != 0)) {
        base_text_str(&t, t.len > 0 ? ": " : "");
        base_text_str(&t, advice_error_text(r->error, BASE_TEXT_IN(text)));
    }
    output_add_str(out, "<p>");
    add_text(out, &t);
    output_add_str(out, " <span class=\"code\">");
    output_add_str(out, probe_class_name(r->error->kind));
    output_add_str(out, "</span></p>");
    add_tried(c, out, r);
}

static void
add_refusal(struct report_context *c, struct output_bytes *out, const struct assess_result *r)
{
    struct base_text t = output_scratch(&c->scratch);

    if (!advice_add_refusal(&t, r))
        return;
    output_add_str(out, "<p>");
    add_text(out, &t);
    output_add_str(out, "</p>");
}

void
html_add_sentences(struct report_context *c, struct output_bytes *out,
                   const struct assess_result *r)
{
    struct report_html *x = c->state;

    add_error(c, out, r);
    for (size_t i = 0; i < r->findings_n; i++) {
        const struct certcheck_rule *rule = advice_rule(&r->findings[i]);
        struct base_text t = output_scratch(&c->scratch);

        if (rule->severity == CERTCHECK_INFO && c->style.verbose == 0 &&
            !report_is_of_trial(&r->findings[i]))
            continue;
        output_add_str(out, "<p>");
        advice_sentence_translated(r, &r->findings[i], &t);
        add_text(out, &t);
        output_add_str(out, " <a class=\"code\" href=\"#");
        output_add_str(out, rule->code);
        output_add_str(out, "\">");
        output_add_str(out, rule->code);
        output_add_str(out, "</a></p>");
        x->codes[r->findings[i].code] = true;
    }
    add_refusal(c, out, r);
}

void
html_add_advice(struct output_bytes *out, const struct assess_result *r)
{
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    size_t n = advice_remedies(r, remedies);

    if (n == 0)
        return;
    add_term(out, N_("To do"));
    output_add_str(out, n > 1 ? "<ol>" : "");
    for (size_t i = 0; i < n; i++) {
        output_add_str(out, n > 1 ? "<li>" : "");
        html_add_prose(out, remedies[i]->what);
        output_add_str(out, n > 1 ? "</li>" : "");
    }
    output_add_str(out, n > 1 ? "</ol></dd>" : "</dd>");
}

static void
add_set(struct report_context *c, struct output_bytes *out, const struct certcheck_usage_set *set)
{
    struct base_slice rest = set->list, oid;
    const char *separator = "";

    while (certcheck_oid_next(set, &rest, &oid)) {
        const char *name = certcheck_oid_name(oid);
        struct base_text t = output_scratch(&c->scratch);

        output_add_str(out, separator);
        if (name == NULL)
            certcheck_oid_text(oid, &t);
        else
            base_text_str(&t, name);
        add_text(out, &t);
        separator = ", ";
    }
    if (*separator == '\0')
        html_add_words(out, record_set_state_name(set->state));
    html_add_words(out, set->critical ? N_(" (critical)") : "");
}

static void
fact_hex(struct output_bytes *out, const char *name, const uint8_t *p, size_t n)
{
    add_term(out, name);
    output_add_str(out, "<code>");
    output_add_hex(out, p, n);
    output_add_str(out, "</code></dd>");
}

static void
fact_name(struct report_context *c, struct output_bytes *out, const char *label,
          struct base_slice name)
{
    add_term(out, label);
    add_name(c, out, name, true);
    output_add_str(out, "</dd>");
}

static void
add_date(struct output_bytes *out, bool known, int64_t s)
{
    if (known)
        html_add_date(out, s);
    else
        html_add_words(out, N_("unreadable"));
}

static void
add_facts(struct report_context *c, struct output_bytes *out, const struct certcheck_facts *f)
{
    struct base_slice rest = f->san;
    struct certcheck_san san;
    bool any = false;
    struct base_text t;

    fact_name(c, out, N_("Subject"), f->subject);
    fact_name(c, out, N_("Issuer"), f->issuer);
    fact_hex(out, N_("Serial"), f->serial.ptr, f->serial.len);
    add_term(out, N_("Valid"));
    add_date(out, !(f->defects & CERTCHECK_DEFECT_NOT_BEFORE), f->not_before_s);
    html_add_words(out, N_(" to "));
    add_date(out, !(f->defects & CERTCHECK_DEFECT_NOT_AFTER), f->not_after_s);
    output_add_str(out, "</dd>");
    while (certcheck_san_next(&rest, &san)) {
        t = output_scratch(&c->scratch);
        if (any)
            output_add_str(out, ", ");
        else
            add_term(out, N_("Names"));
        certcheck_san_text(&san, &t);
        add_text(out, &t);
        any = true;
    }
    output_add_str(out, any ? "</dd>" : "");
    add_term(out, N_("Key"));
    t = output_scratch(&c->scratch);
    certcheck_key_text(&f->key, &t);
    add_text(out, &t);
    output_add_str(out, "</dd>");
    add_term(out, N_("Signature"));
    t = output_scratch(&c->scratch);
    certcheck_signature_text(f->sig_oid, &t);
    add_text(out, &t);
    output_add_str(out, "</dd>");
}

/* The date sorts, not its words. f may be NULL. */
static void
add_expiry(const struct report_context *c, struct output_bytes *out,
           const struct certcheck_facts *f)
{
    const struct report_html *x = c->state;
    bool known = f != NULL && !(f->defects & CERTCHECK_DEFECT_NOT_AFTER);

    output_add_str(out, "<td class=\"date\" data-label=\"");
    html_add_words(out, N_("Expires"));
    output_add_str(out, "\" data-sort=\"");
    if (known)
        output_add_time(out, f->not_after_s);
    output_add_str(out, "\">");
    if (f != NULL)
        add_date(out, known, f->not_after_s);
    if (known)
        html_add_days_left(out, f->not_after_s, x->now_s);
    output_add_str(out, "</td>");
}

/* The cells of the table of certificates that are the certificate's alone. */
void
html_add_certificate(struct report_context *c, struct output_bytes *out,
                     const struct assess_result *r)
{
    const struct assess_certificate *cert = &r->certificates[0];
    const struct certcheck_facts *f = &cert->facts;

    output_add_str(out, "<td class=\"name\"><details><summary>");
    if (cert->readable)
        add_name(c, out, f->subject, false);
    else
        html_add_words(out, N_("not a certificate"));
    if (!cert->made_sha1) {
        output_add_str(out, "<span class=\"sub hex\">");
        output_add_hex(out, cert->sha1, sizeof cert->sha1); /* Windows' thumbprint */
        output_add_str(out, "</span>");
    }
    output_add_str(out, "</summary><dl class=\"facts\">");
    if (cert->readable)
        add_facts(c, out, f);
    if (!cert->made_sha1)
        fact_hex(out, "SHA-1", cert->sha1, sizeof cert->sha1);
    if (!cert->made_sha256)
        fact_hex(out, "SHA-256", cert->sha256, sizeof cert->sha256);
    output_add_str(out, "</dl></details></td>");
    if (!cert->readable) {
        output_add_str(out, "<td></td><td></td><td></td><td></td>");
        return;
    }
    html_open_cell(out, "cn", N_("Issuer"));
    add_name(c, out, f->issuer, false);
    output_add_str(out, "</td>");
    add_expiry(c, out, f);
    html_open_cell(out, "set", "EKU");
    add_set(c, out, &f->eku);
    output_add_str(out, "</td>");
    html_open_cell(out, "set", N_("Application Policies"));
    add_set(c, out, &f->app_policies);
    output_add_str(out, "</td>");
}

void
html_add_by_usage(struct output_bytes *out, const struct assess_result *r)
{
    const char *separator = "";

    html_open_cell(out, "word", N_("By usage"));
    for (unsigned i = 0; r->judgement != NULL && i < BASE_USAGES; i++) {
        if (!(r->judgement->required & 1u << i))
            continue;
        output_add_str(out, separator);
        output_add_str(out, base_usage_name(1u << i));
        output_add_char(out, ' ');
        html_add_badge(out, r->judgement->by_usage[i]);
        separator = "<br>";
    }
    output_add_str(out, "</td>");
}

static void
add_link(struct report_context *c, struct output_bytes *out, const struct assess_result *r,
         const struct html_record *record)
{
    const struct certcheck_facts *leaf = assess_leaf(r);

    html_open_cell(out, "cn", N_("Certificate"));
    if (record->certificate != HTML_NONE) {
        output_add_str(out, "<a href=\"#c");
        output_add_u64(out, record->certificate);
        output_add_str(out, "\">");
        if (leaf != NULL)
            add_name(c, out, leaf->subject, false);
        else
            html_add_words(out, N_("not a certificate"));
        output_add_str(out, "</a>");
    }
    output_add_str(out, "</td>");
    add_expiry(c, out, leaf);
}

static void
add_sub(struct output_bytes *out, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    output_add_str(out, "<span class=\"sub\">");
    html_add_words(out, text);
    output_add_str(out, "</span>");
}

static void
add_tls(struct output_bytes *out, const struct probe_result *p)
{
    if (p == NULL || !p->tls || p->version == 0)
        return;
    output_add_str(out, "<span class=\"sub\">");
    record_tls_version(out, p->version);
    if (p->peer_role != PROBE_ROLE_UNKNOWN) {
        html_add_words(out, N_(", "));
        html_add_words(out, p->peer_role == PROBE_ROLE_CLIENT ? N_("peer is TLS client")
                                                              : N_("peer is TLS server"));
    }
    output_add_str(out, "</span>");
}

void
html_add_row(struct report_context *c, const struct assess_result *r,
             const struct html_record *record)
{
    struct report_html *x = c->state;
    struct output_bytes *out = &x->rows;

    output_add_str(out, "<tr data-verdict=\"");
    output_add_str(out, certcheck_verdict_name(r->verdict));
    output_add_str(out, "\"><td class=\"name\">");
    html_add_label(x, out, record);
    add_sub(out, r->probe != NULL ? r->probe->address : NULL);
    output_add_str(out, "</td><td data-sort=\"");
    output_add_u64(out, html_rank(r->verdict));
    output_add_str(out, "\">");
    html_add_badge(out, r->verdict);
    output_add_str(out, "</td>");
    html_open_cell(out, "word", r->target != NULL ? N_("Profile") : N_("Kind"));
    output_add_str(out, r->profile != NULL ? r->profile->name : report_kind(r));
    add_sub(out, r->indirect ? N_("read on another port") : NULL);
    add_tls(out, r->probe);
    output_add_str(out, "</td>");
    add_link(c, out, r, record);
    if (r->target == NULL)
        html_add_by_usage(out, r);
    output_add_str(out, "<td class=\"why\">");
    output_add_slice(out, output_bytes_since(&x->sentences, 0));
    output_add_str(out, "</td></tr>\n");
}
