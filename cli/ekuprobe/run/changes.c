/* SPDX-License-Identifier: MIT */
#include "changes.h"

#include <advice/cause.h>
#include <advice/sentences.h>
#include <base/text.h>
#include <output/escape.h>
#include <output/translate.h>

#include <string.h>

#define CODE_BYTES ((CERTCHECK_CODES + 7) / 8)

/* What is remembered of a result. */
struct cli_seen {
    unsigned round; /* that had it last; 0: told as gone */
    enum certcheck_verdict verdict;
    enum probe_class error;
    uint8_t sha1[CERTCHECK_SHA1_LEN]; /* of the certificate; all 0: none */
    uint8_t codes[CODE_BYTES];        /* of findings that are no mere information, by bit */
};

static struct cli_seen
seen_of(const struct cli_changes *c, const struct assess_result *r)
{
    struct cli_seen s = { .round = c->round, .verdict = r->verdict };

    s.error = r->error != NULL ? r->error->kind : PROBE_OK;
    if (r->certificates_n > 0)
        memcpy(s.sha1, r->certificates[0].sha1, sizeof s.sha1);
    for (size_t i = 0; i < r->findings_n; i++) {
        unsigned code = r->findings[i].code;

        if (advice_rule(&r->findings[i])->severity != CERTCHECK_INFO)
            s.codes[code / 8] |= (uint8_t)(1u << code % 8);
    }
    return s;
}

static bool
equal(const struct cli_seen *a, const struct cli_seen *b)
{
    return a->verdict == b->verdict && a->error == b->error &&
           memcmp(a->sha1, b->sha1, sizeof a->sha1) == 0 &&
           memcmp(a->codes, b->codes, sizeof a->codes) == 0;
}

static void
begin_line(struct output_bytes *out, int64_t now_s, struct base_slice name)
{
    output_add_time(out, now_s);
    output_add_str(out, "  ");
    output_add_slice(out, name);
    output_add_str(out, "  ");
}

/* Why it is as it is now: one sentence, and its code. */
static void
add_reason(struct output_bytes *out, const struct assess_result *r)
{
    const struct certcheck_finding *f = advice_deciding(r);
    char line[1024];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    if (f != NULL) {
        advice_sentence_translated(r, f, &t);
        base_text_str(&t, " [");
        base_text_str(&t, advice_rule(f)->code);
        base_text_byte(&t, ']');
    } else if (r->error != NULL && r->error->kind != PROBE_OK) {
        base_text_str(&t, output_translate(probe_class_about(r->error->kind)));
        base_text_str(&t, " [");
        base_text_str(&t, probe_class_name(r->error->kind));
        base_text_byte(&t, ']');
    }
    output_add_str(out, t.len > 0 ? ": " : "");
    output_add(out, line, t.len);
}

/* "ready -> breaks" */
static void
add_difference(struct output_bytes *out, const struct cli_seen *old, const struct cli_seen *now)
{
    if (old != NULL && old->round > 0 && old->verdict != now->verdict) {
        output_add_str(out, certcheck_verdict_name(old->verdict));
        output_add_str(out, " -> ");
    }
    output_add_str(out, certcheck_verdict_name(now->verdict));
}

static void
add_renewal(struct output_bytes *out, const struct cli_seen *old, const struct cli_seen *now)
{
    static const uint8_t none[CERTCHECK_SHA1_LEN] = { 0 };

    if (old == NULL || memcmp(now->sha1, none, sizeof none) == 0 ||
        memcmp(old->sha1, none, sizeof none) == 0 || memcmp(old->sha1, now->sha1, sizeof none) == 0)
        return;
    output_add_str(out, output_translate(N_("; another certificate, SHA-1 ")));
    output_add_hex(out, now->sha1, sizeof now->sha1);
}

/* Numbered; a new one is remembered as not seen. SIZE_MAX: no memory. */
static size_t
number_of(struct cli_changes *c, const struct assess_result *r)
{
    struct output_bytes raw = { 0 };
    struct cli_seen none = { 0 };
    size_t number;
    bool fresh;

    advice_label(&raw, r);
    output_add_safe(&c->names.text, output_bytes_since(&raw, 0));
    output_bytes_done(&raw, &c->names.text);
    if (r->profile != NULL) {
        output_add_char(&c->names.text, '/');
        output_add_str(&c->names.text, r->profile->name);
    }
    number = output_intern_end(&c->names, &fresh);
    if (number != SIZE_MAX && fresh)
        output_add(&c->last, &none, sizeof none);
    return c->last.no_memory ? SIZE_MAX : number;
}

void
cli_changes_begin(struct cli_changes *c)
{
    c->round++;
    c->changed = 0;
    memset(c->summary, 0, sizeof c->summary);
}

void
cli_changes_add(struct cli_changes *c, const struct assess_result *r, int64_t now_s,
                struct output_bytes *out)
{
    struct cli_seen now = seen_of(c, r), *at, old;
    size_t number;

    if (assess_is_cut_short(r) || (number = number_of(c, r)) == SIZE_MAX)
        return;
    at = (struct cli_seen *)(void *)c->last.ptr + number;
    old = *at;
    *at = now;
    c->summary[r->verdict]++;
    if (old.round > 0 ? equal(&old, &now) : c->round == 1 && r->verdict == CERTCHECK_READY)
        return;
    c->changed++;
    begin_line(out, now_s, output_intern_text(&c->names, number));
    add_difference(out, c->round > 1 ? &old : NULL, &now);
    if (r->verdict != CERTCHECK_READY)
        add_reason(out, r);
    add_renewal(out, c->round > 1 ? &old : NULL, &now);
    output_add_char(out, '\n');
}

/* Ports that others stand for may have no result of their own in some rounds. */
static void
add_gone(struct cli_changes *c, int64_t now_s, struct output_bytes *out)
{
    struct cli_seen *all = (struct cli_seen *)(void *)c->last.ptr;

    for (size_t i = 0; i < c->last.len / sizeof *all; i++) {
        if (all[i].round == 0 || all[i].round == c->round)
            continue;
        all[i].round = 0;
        c->changed++;
        begin_line(out, now_s, output_intern_text(&c->names, i));
        output_add_str(out, certcheck_verdict_name(all[i].verdict));
        output_add_str(out, output_translate(N_(" -> no longer has a result of its own\n")));
    }
}

void
cli_changes_end(struct cli_changes *c, int64_t now_s, struct output_bytes *out)
{
    static const enum certcheck_verdict worst_first[] = {
        CERTCHECK_BREAKS,         CERTCHECK_BROKEN,      CERTCHECK_INDETERMINATE,
        CERTCHECK_NO_CERTIFICATE, CERTCHECK_UNREACHABLE, CERTCHECK_READY,
    };
    const char *separator = ": ";

    add_gone(c, now_s, out);
    if (c->round > 1 && c->changed == 0)
        return;
    output_add_time(out, now_s);
    output_add_str(out, output_translate(N_("  run ")));
    output_add_u64(out, c->round);
    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++) {
        if (c->summary[worst_first[i]] == 0)
            continue;
        output_add_str(out, separator);
        output_add_u64(out, c->summary[worst_first[i]]);
        output_add_char(out, ' ');
        output_add_str(out, certcheck_verdict_name(worst_first[i]));
        separator = ", ";
    }
    if (c->round > 1) {
        output_add_str(out, "; ");
        output_add_u64(out, c->changed);
        output_add_str(out, output_translate(N_(" changed")));
    }
    output_add_char(out, '\n');
}

bool
cli_changes_no_memory(const struct cli_changes *c)
{
    return c->names.no_memory || c->last.no_memory;
}

void
cli_changes_free(struct cli_changes *c)
{
    output_intern_free(&c->names);
    output_bytes_free(&c->last);
}
