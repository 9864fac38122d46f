/* SPDX-License-Identifier: MIT */
#include <advice/sentences.h>

#include <base/text.h>
#include <output/translate.h>

const struct certcheck_rule *
report_rule(const struct certcheck_finding *f)
{
    return certcheck_rule_get(f->code);
}

static void
put_sentence(const struct report_result *r, const struct certcheck_finding *f,
             const struct certcheck_words *words, struct base_text *out)
{
    struct certcheck_finding about = *f;
    const struct certcheck_path *path = r->judgement == NULL ? NULL : &r->judgement->path;

    if (path == NULL || (f->element >= 0 && (size_t)f->element >= path->n))
        about.element = -1;
    certcheck_finding_text(&about, path, words, out);
}

void
report_sentence(const struct report_result *r, const struct certcheck_finding *f,
                struct base_text *out)
{
    put_sentence(r, f, NULL, out);
}

void
report_sentence_translated(const struct report_result *r, const struct certcheck_finding *f,
                           struct base_text *out)
{
    const struct certcheck_words words = {
        .sentence = report_translate(report_rule(f)->sentence),
        .certificate = report_translate(N_("the certificate")),
        .nameless = report_translate(N_("the certificate without a subject")),
    };

    put_sentence(r, f, &words, out);
}

void
report_label(struct report_bytes *b, const struct report_result *r)
{
    report_add_str(b, r->target != NULL ? r->target : r->file != NULL ? r->file : "");
    if (r->template != NULL) {
        report_add_str(b, ": ");
        report_add_str(b, r->template->name);
        return;
    }
    if (r->target == NULL && r->index > 0) {
        report_add_char(b, '[');
        report_add_u64(b, r->index);
        report_add_char(b, ']');
    }
    if (r->use != NULL) {
        report_add_str(b, " (");
        report_add_str(b, r->use);
        report_add_char(b, ')');
    }
}

void
report_interruption(const struct report_run *run, bool local, struct base_text *out)
{
    const char *text = run->targets > 0
                           ? N_("interrupted: %a of %b targets were finished; run it again, or go "
                                "on with --resume")
                           : N_("interrupted: %a results are of targets that were not finished; "
                                "probe them again");

    for (text = local ? report_translate(text) : text; *text != '\0'; text++) {
        if (*text != '%') {
            base_text_byte(out, *text);
            continue;
        }
        base_text_u64(out, *++text == 'b'     ? run->targets
                           : run->targets > 0 ? run->finished
                                              : run->interrupted);
    }
}

bool
report_error_is_said(const struct report_result *r)
{
    for (size_t i = 0; i < r->findings_n; i++) {
        enum certcheck_code code = r->findings[i].code;

        if ((r->error->class == PROBE_PEER_REFUSED_US && code == CERTCHECK_PEER_REFUSED_US) ||
            (r->error->class == PROBE_EMPTY_CERTIFICATE && code == CERTCHECK_EMPTY_CERTIFICATE) ||
            (r->error->class == PROBE_PLAIN_TCP && code == CERTCHECK_TRUSTED_APP_PLAIN_TCP))
            return true;
    }
    return false;
}

const char *
report_note(const struct report_run *run, size_t i)
{
    const char *local = run->notes_local == NULL ? NULL : run->notes_local[i];

    return local != NULL ? local : report_translate(run->notes[i]);
}

bool
report_add_refusal(struct base_text *out, const struct report_result *r)
{
    const struct probe_result *p = r->probe;

    if (p == NULL || !p->tls || p->accepted_us != PROBE_NO || r->certificates_n == 0)
        return false;
    if (r->indirect || r->error == NULL || r->error->alert < 0) {
        base_text_str(out, report_translate(N_("the peer ended the connection after the "
                                               "handshake: most likely it refused our own "
                                               "certificate")));
        return true;
    }
    base_text_str(out, report_translate(N_("the peer refused our own certificate: TLS alert ")));
    base_text_u64(out, (unsigned)r->error->alert);
    return true;
}
