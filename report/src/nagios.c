/* SPDX-License-Identifier: MIT */
/*
 * nagios: the plug-in line (state, counts, what is wrong, performance data),
 * then a line for each endpoint that is not ready. Monitoring systems read
 * but the first few kilobytes, so the worst come first and the list is bounded.
 */
#include <advice/sentences.h>
#include <output/escape.h>

#include "format.h"
#include "parts/breaks.h"

#include <certcheck/names.h>

#define NAMED_MAX 5  /* endpoints named in the first line */
#define LINES_MAX 50 /* further lines */

enum plugin_state { OK, WARNING, CRITICAL, UNKNOWN };

struct nagios {
    struct output_bytes lines[CERTCHECK_VERDICTS]; /* one a result that is not ready */
    size_t lines_n[CERTCHECK_VERDICTS];
    struct output_bytes raw;
    struct output_bytes first; /* which certificate that is, and where */
    int64_t first_expiry_s;
    bool expires;          /* first_expiry_s is set */
    int64_t first_break_s; /* the first day by which something has broken */
    bool breaks;           /* first_break_s is set */
    size_t disagrees_n;    /* results that the chain engine of Windows judges otherwise */
};

static const enum certcheck_verdict worst_first[] = {
    CERTCHECK_BREAKS,         CERTCHECK_BROKEN,      CERTCHECK_INDETERMINATE,
    CERTCHECK_NO_CERTIFICATE, CERTCHECK_UNREACHABLE, CERTCHECK_READY,
};

static unsigned
critical_of(unsigned fail_on)
{
    return fail_on | REPORT_FAIL_ON;
}

/* Ready, or excused by a baseline. */
static size_t
count_fine(const struct assess_run_info *run)
{
    size_t fine = run->summary[CERTCHECK_READY];

    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++)
        fine += v == CERTCHECK_READY ? 0 : run->excused[v];
    return fine;
}

int
report_nagios_status(const struct assess_run_info *run, unsigned fail_on)
{
    unsigned critical = critical_of(fail_on);

    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++)
        if (run->summary[v] > run->excused[v] && (critical & 1u << v))
            return CRITICAL;
    if (run->interrupted > 0 && (critical & 1u << CERTCHECK_UNREACHABLE))
        return CRITICAL;
    if (run->expiring > 0)
        return WARNING;
    return run->results > 0 && assess_is_whole(run) && run->shares <= 1 &&
                   count_fine(run) == run->results
               ? OK
               : UNKNOWN;
}

/* "EKU_LACKS_CLIENT_AUTH", "timeout": a word for why. */
static const char *
why(const struct assess_result *r)
{
    const struct certcheck_rule *worst = NULL;

    for (size_t i = 0; i < r->findings_n; i++) {
        const struct certcheck_rule *rule = advice_rule(&r->findings[i]);

        if (worst == NULL || rule->severity > worst->severity)
            worst = rule;
    }
    if (r->error != NULL && r->error->kind != PROBE_OK && (worst == NULL || r->certificates_n == 0))
        return probe_class_name(r->error->kind);
    return worst == NULL ? "" : worst->code;
}

/* The path's first end counts: a CA that expires ends all below it. */
static void
note_expiry(struct nagios *x, const struct assess_result *r)
{
    const struct certcheck_facts *first = assess_first_end(r);
    char name[64];
    struct base_text t;

    if (first == NULL || (x->expires && first->not_after_s >= x->first_expiry_s))
        return;
    x->expires = true;
    x->first_expiry_s = first->not_after_s;
    x->first.len = x->raw.len = 0;
    base_text_init(&t, name, sizeof name);
    certcheck_name_short(first->subject, &t);
    output_add_nagios(&x->first, base_slice_str(name));
    output_add_str(&x->first, " of ");
    advice_label(&x->raw, r);
    output_add_nagios(&x->first, output_bytes_since(&x->raw, 0));
    output_add_str(&x->first, " expires first, on ");
    output_add_date(&x->first, first->not_after_s);
}

/* The first certificate that a change breaks, and by which day. */
static void
note_break(struct nagios *x, const struct assess_result *r)
{
    int64_t by_s = report_breaks_by(r);

    if (by_s == CERTCHECK_NO_DATE || (x->breaks && by_s >= x->first_break_s))
        return;
    x->breaks = true;
    x->first_break_s = by_s;
}

static bool
has_finding(const struct assess_result *r, enum certcheck_code code)
{
    for (size_t i = 0; i < r->findings_n; i++)
        if (r->findings[i].code == code)
            return true;
    return false;
}

/* Its answer changes no state, and is not left unsaid (--platform). */
static void
add_platform(struct output_bytes *out, const struct assess_result *r)
{
    if (r->platform == NULL)
        return;
    output_add_str(out, "; the chain engine of Windows: ");
    report_add_platform(out, r);
}

static void
nagios_result(struct report_context *c, const struct assess_result *r)
{
    struct nagios *x = c->state;
    struct output_bytes *out = &x->lines[r->verdict];
    bool disagrees = has_finding(r, CERTCHECK_F_PLATFORM_DISAGREES);

    note_expiry(x, r);
    note_break(x, r);
    x->disagrees_n += disagrees;
    if (r->verdict == CERTCHECK_READY && !disagrees && !has_finding(r, CERTCHECK_F_EXPIRES_SOON))
        return;
    if (x->lines_n[r->verdict]++ >= LINES_MAX)
        return; /* counted, and said at the end */
    x->raw.len = 0;
    advice_label(&x->raw, r);
    if (x->raw.no_memory)
        return;
    output_add_nagios(out, output_bytes_since(&x->raw, 0));
    output_add_char(out, ' ');
    output_add_str(out, certcheck_verdict_name(r->verdict));
    if (*why(r) != '\0') {
        output_add_str(out, " (");
        output_add_str(out, why(r));
        output_add_char(out, ')');
    }
    add_platform(out, r);
    output_add_char(out, '\n');
}

static void
add_counts(struct output_bytes *out, const struct nagios *x, const struct assess_run_info *run)
{
    output_add_u64(out, run->results);
    output_add_str(out, assess_is_of_files(run) ? " object" : " endpoint");
    output_add_str(out, run->results == 1 ? "" : "s");
    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++) {
        if (run->summary[worst_first[i]] == 0)
            continue;
        output_add_str(out, ", ");
        output_add_u64(out, run->summary[worst_first[i]]);
        output_add_char(out, ' ');
        output_add_str(out, certcheck_verdict_name(worst_first[i]));
    }
    if (run->interrupted > 0) {
        output_add_str(out, ", ");
        output_add_u64(out, run->interrupted);
        output_add_str(out, " interrupted");
    }
    if (run->expiring > 0) {
        output_add_str(out, ", ");
        output_add_u64(out, run->expiring);
        output_add_str(out, " expiring");
    }
    if (x->disagrees_n > 0) {
        output_add_str(out, ", ");
        output_add_u64(out, x->disagrees_n);
        output_add_str(out, " judged otherwise by Windows");
    }
}

static void
add_interruption(struct report_context *c, const struct assess_run_info *run)
{
    struct base_text t = output_scratch(&c->scratch);

    if (!assess_is_incomplete(run))
        return;
    advice_interruption(run, false, &t);
    output_add_str(&c->out, "; ");
    output_add_slice(&c->out, output_scratch_done(&t));
}

static void
add_decision(struct report_context *c, const struct assess_run_info *run)
{
    struct output_bytes words = { 0 };

    advice_decision_write(&c->decision, run, false, &words);
    output_add_nagios(&c->out, output_bytes_since(&words, 0));
    output_add_char(&c->out, ' ');
    output_bytes_done(&words, &c->out);
}

static void
add_basis(struct report_context *c, const struct assess_run_info *run)
{
    struct output_bytes words = { 0 };

    advice_decision_basis(&c->decision, run, false, &words);
    output_add_nagios(&c->out, output_bytes_since(&words, 0));
    output_add_char(&c->out, '\n');
    output_bytes_done(&words, &c->out);
}

/* Lines of all verdicts, worst first, from the from-th on, at most n. */
static size_t
add_lines(struct output_bytes *out, const struct nagios *x, size_t from, size_t n,
          const char *before, const char *after)
{
    size_t at = 0, added = 0;

    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++) {
        struct base_slice rest = output_bytes_since(&x->lines[worst_first[i]], 0);

        while (rest.len > 0 && added < n) {
            const uint8_t *end = memchr(rest.ptr, '\n', rest.len);
            size_t len = end == NULL ? rest.len : (size_t)(end - rest.ptr);

            if (at++ >= from) {
                output_add_str(out, before);
                output_add(out, rest.ptr, len);
                output_add_str(out, after);
                added++;
            }
            rest.ptr += len + (end != NULL);
            rest.len -= len + (end != NULL);
        }
    }
    return added;
}

static void
add_performance(struct output_bytes *out, const struct nagios *x, const struct assess_run_info *run,
                unsigned critical)
{
    output_add_str(out, " |");
    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++) {
        output_add_char(out, ' ');
        output_add_str(out, certcheck_verdict_name((enum certcheck_verdict)v));
        output_add_char(out, '=');
        output_add_u64(out, run->summary[v]);
        output_add_str(out, critical & 1u << v ? ";;0;0;" : ";;;0;");
        output_add_u64(out, run->results);
    }
    if (x->expires) {
        output_add_str(out, " first_expiry_days=");
        output_add_i64(out, (x->first_expiry_s - run->policy.at_s) / 86400);
        if (run->policy.expires_s > 0) {
            output_add_char(out, ';');
            output_add_i64(out, run->policy.expires_s / 86400);
            output_add_char(out, ':');
        }
    }
    if (x->breaks) {
        output_add_str(out, " first_break_days=");
        output_add_i64(out, (x->first_break_s - run->policy.at_s) / 86400);
    }
    output_add_char(out, '\n');
}

static void
nagios_end(struct report_context *c, const struct assess_run_info *run)
{
    static const char *const states[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };
    const struct nagios *x = c->state;
    size_t lines = 0, shown;

    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++) {
        lines += x->lines_n[v];
        if (x->lines[v].no_memory)
            return; /* reported as such */
    }
    output_add_str(&c->out, strcmp(run->tool, "certcheck") == 0 ? "CERTCHECK " : "EKUPROBE ");
    output_add_str(&c->out, states[report_nagios_status(run, c->style.fail_on)]);
    output_add_str(&c->out, " - ");
    add_decision(c, run);
    add_counts(&c->out, x, run);
    add_interruption(c, run);
    shown = add_lines(&c->out, x, 0, NAMED_MAX, "; ", "");
    if (lines > shown)
        output_add_str(&c->out, "; ...");
    if (x->expires) {
        output_add_str(&c->out, "; ");
        output_add_slice(&c->out, output_bytes_since(&x->first, 0));
    }
    add_performance(&c->out, x, run, critical_of(c->style.fail_on));
    add_basis(c, run);
    shown += add_lines(&c->out, x, NAMED_MAX, LINES_MAX, "", "\n");
    if (lines > shown) {
        output_add_str(&c->out, "and ");
        output_add_u64(&c->out, lines - shown);
        output_add_str(&c->out, " more\n");
    }
}

static bool
nagios_no_memory(const struct report_context *c)
{
    const struct nagios *x = c->state;
    bool no_memory = x->raw.no_memory || x->first.no_memory;

    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
        no_memory = no_memory || x->lines[v].no_memory;
    return no_memory;
}

static void
nagios_free(struct report_context *c)
{
    struct nagios *x = c->state;

    for (size_t v = 0; v < CERTCHECK_VERDICTS; v++)
        output_bytes_free(&x->lines[v]);
    output_bytes_free(&x->raw);
    output_bytes_free(&x->first);
}

const struct report_format report_format_nagios = {
    .name = "nagios",
    .about =
        "a plug-in for Nagios and Icinga: one line with the decision, then the details; "
        "performance data are the number of each verdict, first_expiry_days and first_break_days",
    .decides = true,
    .state_size = sizeof(struct nagios),
    .result = nagios_result,
    .end = nagios_end,
    .no_memory = nagios_no_memory,
    .free = nagios_free,
};
