/* SPDX-License-Identifier: MIT */
/* -v: what was seen, certificate by certificate, and how the path was judged. */
#include "text_block.h"

#include <advice/sentences.h>
#include <base/time.h>
#include <certcheck/names.h>
#include <output/translate.h>
#include <record/names.h>

static void
add_set(struct report_context *c, struct output_bytes *out, const char *label,
        const struct certcheck_usage_set *set)
{
    struct base_text t = output_scratch(&c->scratch);
    struct base_slice rest = set->list, oid;
    const char *separator = ": ";

    base_text_str(&t, output_translate(record_set_state_name(set->state)));
    if (set->critical)
        base_text_str(&t, output_translate(N_(", critical")));
    while (certcheck_oid_next(set, &rest, &oid)) {
        const char *name = certcheck_oid_name(oid);

        base_text_str(&t, separator);
        certcheck_oid_text(oid, &t);
        if (name != NULL) {
            base_text_str(&t, " (");
            base_text_str(&t, name);
            base_text_byte(&t, ')');
        }
        separator = ", ";
    }
    report_text_line(c, out, 6, label, output_scratch_done(&t));
}

static void
add_date(struct base_text *t, bool known, int64_t s)
{
    char text[BASE_TIME_TEXT];

    base_time_format(s, text);
    base_text_str(t, known ? text : output_translate(N_("unreadable")));
}

static void
add_validity(struct report_context *c, struct output_bytes *out, const struct certcheck_facts *f)
{
    struct base_text t = output_scratch(&c->scratch);

    if (f->kind != CERTCHECK_KIND_CERTIFICATE)
        return;
    add_date(&t, !(f->defects & CERTCHECK_DEFECT_NOT_BEFORE), f->not_before_s);
    base_text_str(&t, output_translate(N_(" to ")));
    add_date(&t, !(f->defects & CERTCHECK_DEFECT_NOT_AFTER), f->not_after_s);
    report_text_line(c, out, 6, N_("valid"), output_scratch_done(&t));
}

static void
add_key(struct report_context *c, struct output_bytes *out, const struct certcheck_facts *f)
{
    struct base_text t = output_scratch(&c->scratch);

    certcheck_key_text(&f->key, &t);
    base_text_str(&t, ", ");
    certcheck_signature_text(f->sig_oid, &t);
    report_text_line(c, out, 6, N_("key"), output_scratch_done(&t));
}

static void
add_san(struct report_context *c, struct output_bytes *out, struct base_slice rest)
{
    struct base_text t = output_scratch(&c->scratch);
    struct certcheck_san san;

    while (certcheck_san_next(&rest, &san)) {
        if (t.len > 0)
            base_text_str(&t, ", ");
        certcheck_san_text(&san, &t);
    }
    report_text_line(c, out, 6, N_("SAN"), output_scratch_done(&t));
}

static void
add_hex(struct report_context *c, struct output_bytes *out, const char *label, const uint8_t *p,
        size_t n)
{
    struct base_text t = output_scratch(&c->scratch);

    base_text_hex(&t, (struct base_slice){ p, n });
    report_text_line(c, out, 6, label, output_scratch_done(&t));
}

static void
add_name(struct report_context *c, struct output_bytes *out, const char *label,
         struct base_slice name)
{
    struct base_text t = output_scratch(&c->scratch);

    certcheck_name_text(name, &t);
    report_text_line(c, out, 6, label, output_scratch_done(&t));
}

static void
add_facts(struct report_context *c, struct output_bytes *out, const struct certcheck_facts *f)
{
    add_name(c, out, N_("subject"), f->subject);
    add_name(c, out, N_("issuer"), f->issuer);
    add_hex(c, out, N_("serial"), f->serial.ptr, f->serial.len);
    add_validity(c, out, f);
    add_key(c, out, f);
    add_set(c, out, N_("EKU"), &f->eku);
    add_set(c, out, N_("app. pol."), &f->app_policies);
    add_san(c, out, f->san);
}

static void
add_certificate(struct report_context *c, struct output_bytes *out,
                const struct assess_certificate *cert, size_t index)
{
    output_add_str(out, "    ");
    output_add_str(out, output_translate(N_("certificate ")));
    output_add_u64(out, index);
    output_add_str(out, cert->readable ? "" : ": ");
    output_add_str(out, cert->readable ? "" : output_translate(N_("not a certificate")));
    output_add_char(out, '\n');
    if (cert->readable)
        add_facts(c, out, &cert->facts);
    if (!cert->made_sha1)
        add_hex(c, out, N_("SHA-1"), cert->sha1, sizeof cert->sha1);
    if (!cert->made_sha256)
        add_hex(c, out, N_("SHA-256"), cert->sha256, sizeof cert->sha256);
}

static void
separate(struct base_text *t)
{
    if (t->len > 0)
        base_text_str(t, ", ");
}

static void
add_number_name(struct base_text *t, struct output_bytes *out, uint16_t number,
                void (*name)(struct output_bytes *, uint16_t))
{
    struct output_bytes words = { 0 };

    if (number == 0)
        return;
    separate(t);
    name(&words, number);
    base_text_bytes(t, words.ptr, words.no_memory ? 0 : words.len);
    output_bytes_done(&words, out);
}

/* Of a peer that is the TLS client we always request a certificate. */
static void
add_tls(struct report_context *c, struct output_bytes *out, const struct probe_result *p)
{
    struct base_text t = output_scratch(&c->scratch);

    add_number_name(&t, out, p->version, record_tls_version);
    add_number_name(&t, out, p->cipher, record_tls_cipher);
    if (p->peer_role != PROBE_ROLE_UNKNOWN) {
        separate(&t);
        base_text_str(&t, output_translate(p->peer_role == PROBE_ROLE_CLIENT
                                               ? N_("the peer is the TLS client")
                                               : N_("the peer is the TLS server")));
    }
    if (p->peer_role == PROBE_ROLE_SERVER && p->client_certificate_requested == PROBE_YES)
        base_text_str(&t, output_translate(N_(", it requests a client certificate")));
    if (p->accepted_us == PROBE_YES)
        base_text_str(&t, output_translate(N_(", it accepted our certificate")));
    report_text_line(c, out, 2, "TLS", output_scratch_done(&t));
    for (size_t i = 0; i < p->ca_names_n; i++) {
        t = output_scratch(&c->scratch);
        certcheck_name_text(p->ca_names[i], &t);
        report_text_line(c, out, 2, i == 0 ? N_("CA names") : "", output_scratch_done(&t));
    }
}

static const char *
answer_word(uint8_t answer)
{
    return output_translate(answer == CERTCHECK_YES  ? N_(" yes")
                            : answer == CERTCHECK_NO ? N_(" no")
                                                     : N_(" unsettled"));
}

static void
add_element(struct report_context *c, struct output_bytes *out, const struct certcheck_element *e,
            size_t index)
{
    struct base_text t = output_scratch(&c->scratch);

    base_text_u64(&t, index);
    base_text_byte(&t, ' ');
    certcheck_name_text(e->facts->subject, &t);
    base_text_str(&t, " (");
    base_text_str(&t, certcheck_source_name(e->source));
    base_text_str(&t, "): ");
    for (unsigned i = 0; i < BASE_USAGES; i++) {
        base_text_str(&t, i == 0 ? "" : ", ");
        base_text_str(&t, base_usage_name(1u << i));
        base_text_str(&t, answer_word(e->allows[i]));
    }
    report_text_line(c, out, 2, index == 0 ? N_("path") : "", output_scratch_done(&t));
}

/* How the last connection ended, where the first cause is told above. */
static void
add_last(struct report_context *c, struct output_bytes *out, const struct probe_error *e)
{
    struct base_text t = output_scratch(&c->scratch);
    char text[ADVICE_NOTE_MAX];

    base_text_str(&t, probe_class_name(e->kind));
    if (*e->text != '\0') {
        base_text_str(&t, ": ");
        base_text_safe(&t, base_slice_str(advice_error_text(e, BASE_TEXT_IN(text))));
    }
    report_text_line(c, out, 2, N_("at last"), output_scratch_done(&t));
}

void
report_text_details(struct report_context *c, struct output_bytes *out,
                    const struct assess_result *r)
{
    if (r->probe != NULL && *r->probe->address != '\0') {
        struct base_text t =
            output_scratch(&c->scratch); /* from NDJSON (--merge) it may be anything */

        base_text_safe(&t, base_slice_str(r->probe->address));
        report_text_line(c, out, 2, N_("address"), output_scratch_done(&t));
    }
    if (r->probe != NULL && r->probe->last.kind != PROBE_OK)
        add_last(c, out, &r->probe->last);
    if (r->probe != NULL && r->probe->tls)
        add_tls(c, out, r->probe);
    if (r->certificates_n > 0) {
        output_add_str(out, "  ");
        output_add_str(out, output_translate(N_("presented")));
        output_add_char(out, '\n');
    }
    for (size_t i = 0; i < r->certificates_n; i++)
        add_certificate(c, out, &r->certificates[i], i);
    for (size_t i = 0; r->judgement != NULL && i < r->judgement->path.n; i++)
        add_element(c, out, &r->judgement->path.at[i], i);
}
