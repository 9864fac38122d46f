/* SPDX-License-Identifier: MIT */
#include "words.h"

#include <base/text.h>
#include <report/translate.h>

const char *
report_path_end_name(enum certcheck_path_end e)
{
    static const char *const names[] = {
        [CERTCHECK_END_ROOT] = "root",
        [CERTCHECK_END_UNSEEN] = "unseen",
        [CERTCHECK_END_LIMIT] = "limit",
    };

    return names[e];
}

const char *
report_set_state_name(enum certcheck_set_state s)
{
    static const char *const names[] = {
        [CERTCHECK_SET_ABSENT] = N_("absent"),
        [CERTCHECK_SET_LIST] = N_("list"),
        [CERTCHECK_SET_EMPTY] = N_("empty"),
        [CERTCHECK_SET_ANY] = N_("any"),
        [CERTCHECK_SET_UNDECODABLE] = N_("undecodable"),
        [CERTCHECK_SET_DUPLICATE] = N_("duplicate"),
    };

    return names[s];
}

static void
add_number(struct report_bytes *b, uint16_t v)
{
    uint8_t two[2] = { (uint8_t)(v >> 8), (uint8_t)v };

    report_add_str(b, "0x");
    report_add_hex(b, two, 2);
}

struct number_name {
    uint16_t number;
    const char *name;
};

static const struct number_name versions[] = {
    { 0x0300, "SSLv3" },   { 0x0301, "TLSv1" },   { 0x0302, "TLSv1.1" },
    { 0x0303, "TLSv1.2" }, { 0x0304, "TLSv1.3" }, { 0, NULL },
};

static const struct number_name ciphers[] = {
#define REPORT_CIPHER(number, name) { number, name },
#include "ciphers.def"
#undef REPORT_CIPHER
    { 0, NULL },
};

static void
add_name(struct report_bytes *b, const struct number_name *names, uint16_t number)
{
    for (; names->name != NULL; names++)
        if (names->number == number) {
            report_add_str(b, names->name);
            return;
        }
    add_number(b, number);
}

static uint16_t
number_of(const struct number_name *names, const char *name)
{
    uint8_t two[2];
    size_t len;

    for (; names->name != NULL; names++)
        if (strcmp(names->name, name) == 0)
            return names->number;
    if (strncmp(name, "0x", 2) != 0 || !base_parse_hex(name + 2, two, sizeof two, &len) || len != 2)
        return 0;
    return (uint16_t)(two[0] << 8 | two[1]);
}

void
report_tls_version(struct report_bytes *b, uint16_t version)
{
    add_name(b, versions, version);
}

void
report_tls_cipher(struct report_bytes *b, uint16_t cipher)
{
    add_name(b, ciphers, cipher);
}

uint16_t
report_tls_version_named(const char *name)
{
    return number_of(versions, name);
}

uint16_t
report_tls_cipher_named(const char *name)
{
    return number_of(ciphers, name);
}

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

size_t
report_events(const struct report_result *r, uint16_t out[2])
{
    size_t n = 0;

    if (r->profile == NULL || (r->verdict != CERTCHECK_BREAKS && r->verdict != CERTCHECK_BROKEN))
        return 0;
    for (size_t i = 0; i < 2; i++)
        if (r->profile->events[i] != 0)
            out[n++] = r->profile->events[i];
    return n;
}

const struct certcheck_facts *
report_leaf(const struct report_result *r)
{
    return r->certificates_n > 0 && r->certificates[0].readable ? &r->certificates[0].facts : NULL;
}

enum certcheck_answer
report_allows(const struct report_result *r, unsigned usage_index)
{
    enum certcheck_answer all = CERTCHECK_YES;

    if (r->judgement == NULL || r->judgement->path.n == 0)
        return CERTCHECK_UNKNOWN;
    for (size_t i = 0; i < r->judgement->path.n; i++) {
        uint8_t one = r->judgement->path.at[i].allows[usage_index];

        if (one == CERTCHECK_NO)
            return CERTCHECK_NO; /* one that refuses decides, whatever is unseen */
        if (one != CERTCHECK_YES)
            all = CERTCHECK_UNKNOWN;
    }
    return all;
}

bool
report_is_cut_short(const struct report_result *r)
{
    return r->error != NULL && r->error->class == PROBE_INTERRUPTED;
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

void
report_count(struct report_run *run, const struct report_result *r)
{
    run->results++;
    if (report_is_cut_short(r))
        run->interrupted++;
    else
        run->summary[r->verdict]++;
    for (size_t i = 0; i < r->findings_n; i++)
        if (r->findings[i].code == CERTCHECK_EXPIRES_SOON) {
            run->expiring++;
            return;
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
