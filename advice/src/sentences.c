/* SPDX-License-Identifier: MIT */
#include <advice/sentences.h>

#include <base/text.h>
#include <output/sentence.h>
#include <output/translate.h>

#include <string.h>

const struct certcheck_rule *
advice_rule(const struct certcheck_finding *f)
{
    return certcheck_rule_get(f->code);
}

static void
put_sentence(const struct assess_result *r, const struct certcheck_finding *f,
             const struct certcheck_words *words, struct base_text *out)
{
    struct certcheck_finding about = *f;
    const struct certcheck_path *path = r->judgement == NULL ? NULL : &r->judgement->path;

    if (path == NULL || (f->element >= 0 && (size_t)f->element >= path->n))
        about.element = -1;
    certcheck_finding_text(&about, path, words, out);
}

void
advice_sentence(const struct assess_result *r, const struct certcheck_finding *f,
                struct base_text *out)
{
    put_sentence(r, f, NULL, out);
}

void
advice_sentence_translated(const struct assess_result *r, const struct certcheck_finding *f,
                           struct base_text *out)
{
    const struct certcheck_words words = {
        .sentence = output_translate(advice_rule(f)->sentence),
        .certificate = output_translate(N_("the certificate")),
        .nameless = output_translate(N_("the certificate without a subject")),
    };

    put_sentence(r, f, &words, out);
}

void
advice_label(struct output_bytes *b, const struct assess_result *r)
{
    if (r->inbound != NULL) {
        output_add_str(b, r->inbound->peer);
        output_add_str(b, " -> ");
    }
    output_add_str(b, r->target != NULL ? r->target : r->file != NULL ? r->file : "");
    if (r->as_template != NULL) {
        output_add_str(b, ": ");
        output_add_str(b, r->as_template->name);
        return;
    }
    if (r->target == NULL && r->index > 0) {
        output_add_char(b, '[');
        output_add_u64(b, r->index);
        output_add_char(b, ']');
    }
    if (r->use != NULL) {
        output_add_str(b, " (");
        output_add_str(b, r->use);
        output_add_char(b, ')');
    }
    if (r->seen_from != NULL) {
        output_add_str(b, " from ");
        output_add_str(b, r->seen_from);
    }
}

void
advice_interruption(const struct assess_run_info *run, bool local, struct base_text *out)
{
    const char *text = run->targets == 0
                           ? N_("interrupted: %a results are from targets that were not "
                                "finished; probe them again")
                       : assess_is_of_files(run)
                           ? N_("interrupted: %a of %b files were judged; run it again")
                           : N_("interrupted: %a of %b targets were finished; run it again, "
                                "or continue with --resume");

    for (text = local ? output_translate(text) : text; *text != '\0'; text++) {
        if (*text != '%') {
            base_text_byte(out, *text);
            continue;
        }
        base_text_u64(out, *++text == 'b'     ? run->targets
                           : run->targets > 0 ? run->finished
                                              : run->interrupted);
    }
}

const char *
advice_incomplete_word(const struct assess_run_info *run)
{
    return assess_is_incomplete(run) ? "interrupted" : run->unread > 0 ? "unread" : "missing";
}

void
advice_incompleteness(const struct assess_run_info *run, struct base_text *out)
{
    const char *between = "";

    if (assess_is_incomplete(run)) {
        advice_interruption(run, false, out);
        between = "; ";
    }
    if (run->unread > 0) {
        base_text_str(out, between);
        base_text_u64(out, run->unread);
        base_text_str(out, run->unread == 1 ? " input" : " inputs");
        base_text_str(out, " could not be read");
        between = ", ";
    }
    if (run->missing > 0) {
        base_text_str(out, between);
        base_text_u64(out, run->missing);
        base_text_str(out, run->missing == 1 ? " share is missing" : " shares are missing");
    }
    if (run->unread + run->missing > 0)
        base_text_str(out, ": these are the results of the others");
}

bool
advice_is_refused_by_issuer(const struct assess_result *r)
{
    for (size_t i = 0; i < r->findings_n; i++)
        if (r->findings[i].element > 0 && advice_rule(&r->findings[i])->severity == CERTCHECK_ERROR)
            return true;
    return false;
}

bool
advice_error_is_said(const struct assess_result *r)
{
    for (size_t i = 0; i < r->findings_n; i++) {
        enum certcheck_code code = r->findings[i].code;

        if ((r->error->kind == PROBE_PEER_REFUSED_US && code == CERTCHECK_F_PEER_REFUSED_US) ||
            (r->error->kind == PROBE_EMPTY_CERTIFICATE && code == CERTCHECK_F_EMPTY_CERTIFICATE) ||
            (r->error->kind == PROBE_PLAIN_TCP && code == CERTCHECK_F_TRUSTED_APP_PLAIN_TCP))
            return true;
    }
    return false;
}

const char *
advice_note(const struct assess_run_info *run, size_t i, struct base_text *room)
{
    const char *local = run->notes_local == NULL ? NULL : run->notes_local[i];

    if (local != NULL)
        return local;
    output_sentence_translate(run->notes[i], room);
    return room->cut ? run->notes[i] : room->buf;
}

const char *
advice_error_text(const struct probe_error *e, struct base_text *room)
{
    output_sentence_translate(e->text, room);
    return room->cut ? e->text : room->buf;
}

bool
advice_error_is_whole(const struct probe_error *e)
{
    static const char peer[] = "the peer ";

    return strncmp(e->text, peer, sizeof peer - 1) == 0 &&
           strncmp(probe_class_about(e->kind), peer, sizeof peer - 1) == 0;
}

bool
advice_add_refusal(struct base_text *out, const struct assess_result *r)
{
    const struct probe_result *p = r->probe;

    if (p == NULL || !p->tls || p->accepted_us != PROBE_NO || r->certificates_n == 0)
        return false;
    if (r->indirect || r->error == NULL || r->error->alert < 0) {
        base_text_str(out, output_translate(N_("the peer ended the connection after the "
                                               "handshake: most likely it refused our own "
                                               "certificate")));
        return true;
    }
    base_text_str(out, output_translate(N_("the peer refused our own certificate: TLS alert ")));
    base_text_u64(out, (unsigned)r->error->alert);
    return true;
}

const char *
advice_verdict_word(enum certcheck_verdict v)
{
    static const char *const words[CERTCHECK_VERDICTS] = {
        [CERTCHECK_READY] = N_("ready"),
        [CERTCHECK_INDETERMINATE] = N_("indeterminate"),
        [CERTCHECK_BREAKS] = N_("breaks"),
        [CERTCHECK_BROKEN] = N_("broken"),
        [CERTCHECK_NO_CERTIFICATE] = N_("no-certificate"),
        [CERTCHECK_UNREACHABLE] = N_("unreachable"),
    };

    return output_translate(words[v]);
}
