/* SPDX-License-Identifier: MIT */
/* Which of several paths is shown, and what they say together where Windows may take
 * any of them (R15). */
#include "choice.h"

#include <base/text.h>
#include <certcheck/names.h>

/* What makes one path stand before another whatever the usages are: its end where trust
 * is judged, then signatures, then dates. */
int
choice_quality(const struct certcheck_policy *policy, const struct certcheck_judgement *trial)
{
    const struct certcheck_path *path = &trial->path;
    unsigned status = trial->before.status;
    int end = !policy->trust                                           ? 2
              : path->end != CERTCHECK_END_ROOT                        ? 0
              : path->at[path->n - 1].source == CERTCHECK_SOURCE_TRUST ? 2
                                                                       : 1;

    return end * 4 + ((status & CERTCHECK_STATUS_NOT_SIGNATURE_VALID) == 0 ? 2 : 0) +
           ((status & CERTCHECK_STATUS_NOT_TIME_VALID) == 0 ? 1 : 0);
}

/* Which of equal ones is shown: one that ends in a root, then acceptance after, then
 * before the update. Of equals the shorter path, then the one found first. */
static int
rank_of(const struct certcheck_judgement *t, enum certcheck_verdict verdict)
{
    return (t->path.end == CERTCHECK_END_ROOT ? 8 : 0) + (CERTCHECK_BROKEN - (int)verdict);
}

static enum certcheck_answer
common(enum certcheck_answer a, enum certcheck_answer b)
{
    return a == b ? a : CERTCHECK_UNKNOWN;
}

static enum certcheck_answer
after_of(enum certcheck_verdict v)
{
    return v == CERTCHECK_READY           ? CERTCHECK_YES
           : v == CERTCHECK_INDETERMINATE ? CERTCHECK_UNKNOWN
                                          : CERTCHECK_NO;
}

static void
show_trial(const struct certcheck_judgement *trial, struct choice *b, int rank,
           enum certcheck_verdict v)
{
    b->found = true;
    b->path = trial->path;
    b->rank = rank;
    b->verdict = v;
}

/* The trial's path beside the best of the same quality. */
static void
add_equal(const struct certcheck_judgement *trial, struct choice *b, enum certcheck_verdict v)
{
    int rank = rank_of(trial, v);
    bool better = rank > b->rank || (rank == b->rank && trial->path.n < b->path.n);

    b->before = common(b->before, trial->before.accepted);
    b->after = common(b->after, after_of(v));
    if (v != b->verdict && (better || b->other.n == 0))
        b->other = better ? b->path : trial->path;
    if (better)
        show_trial(trial, b, rank, v);
}

bool
choice_offer(const struct certcheck_policy *policy, const struct certcheck_judgement *trial,
             struct choice best[BASE_USAGES])
{
    int quality = choice_quality(policy, trial);
    bool differ = false;

    for (unsigned u = 0; u < BASE_USAGES; u++) {
        struct choice *b = &best[u];
        bool required = (policy->required & 1u << u) != 0;
        enum certcheck_verdict v = required ? trial->by_usage[u] : trial->verdict;

        differ = differ || (required && b->found && v != b->verdict);
        if (b->found && quality == b->quality) {
            add_equal(trial, b, v);
        } else if (!b->found || quality > b->quality) {
            b->quality = quality;
            b->before = trial->before.accepted;
            b->after = after_of(v);
            b->other.n = 0;
            show_trial(trial, b, rank_of(trial, v), v);
        }
    }
    return differ;
}

static bool
is_same_path(const struct certcheck_path *a, const struct certcheck_path *b)
{
    if (a->n != b->n || a->end != b->end)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (a->at[i].facts != b->at[i].facts)
            return false;
    return true;
}

void
choice_note(struct certcheck_judgement *out, struct certcheck_finding finding)
{
    if (out->findings_n == CERTCHECK_FINDINGS_MAX)
        out->findings_cut = true;
    else
        out->findings[out->findings_n++] = finding;
}

/* What was not looked at may refuse: no "ready" from a bound. */
static enum certcheck_verdict
verdict_of(bool limited, const struct choice *b)
{
    enum certcheck_verdict v = certcheck_verdict_of(b->before, b->after);

    return limited && v == CERTCHECK_READY ? CERTCHECK_INDETERMINATE : v;
}

/* "Contoso Issuing CA (serial 1a2b, issued by Contoso Root CA)" */
static void
put_issuer(struct base_text *out, const struct certcheck_facts *f)
{
    const size_t serial_max = 20; /* octets, RFC 5280 4.1.2.2 */
    struct base_slice serial = f->serial;
    char name[64];
    struct base_text t;

    serial.len = serial.len < serial_max ? serial.len : serial_max;
    base_text_init(&t, name, sizeof name);
    certcheck_name_short(f->subject, &t);
    base_text_str(out, name);
    base_text_str(out, " (serial ");
    base_text_hex(out, serial);
    base_text_str(out, ", issued by ");
    base_text_init(&t, name, sizeof name);
    certcheck_name_short(f->issuer, &t);
    base_text_str(out, name);
    base_text_byte(out, ')');
}

void
choice_name(enum certcheck_code code, const struct certcheck_path *x,
            const struct certcheck_path *y, struct certcheck_judgement *out)
{
    struct base_text t;
    size_t i = 1;

    while (i < x->n && i < y->n && x->at[i].facts == y->at[i].facts)
        i++;
    base_text_init(&t, out->choice, sizeof out->choice);
    if (i < x->n)
        put_issuer(&t, x->at[i].facts);
    base_text_str(&t, i < x->n && i < y->n ? ", " : "");
    if (i < y->n)
        put_issuer(&t, y->at[i].facts);
    choice_note(out, (struct certcheck_finding){
                         .code = code, .element = (int)i - 1, .arg = base_slice_str(out->choice) });
}

bool
choice_has(const struct certcheck_judgement *out, enum certcheck_code code)
{
    for (size_t i = 0; i < out->findings_n; i++)
        if (out->findings[i].code == code)
            return true;
    return false;
}

/* What all paths of the best quality say together, in place of what the one shown does. */
static void
weigh(bool limited, const struct choice *b, struct certcheck_judgement *out)
{
    enum certcheck_verdict v = verdict_of(limited, b);

    if (b->other.n > 0 && !choice_has(out, CERTCHECK_F_ISSUER_CHOICE_DECIDES))
        choice_name(CERTCHECK_F_ISSUER_CHOICE_DECIDES, &b->path, &b->other, out);
    out->before.accepted = common(out->before.accepted, b->before);
    if (after_of(v) != CERTCHECK_NO && out->after.accepted == CERTCHECK_YES)
        out->after.accepted = after_of(v);
    if (v == CERTCHECK_BREAKS && b->before == CERTCHECK_UNKNOWN &&
        !choice_has(out, CERTCHECK_F_BEFORE_UNDETERMINED))
        choice_note(out, (struct certcheck_finding){ .code = CERTCHECK_F_BEFORE_UNDETERMINED });
}

/* Judge the best path. Two usages may have different best paths: the worse
 * one's is shown, and each keeps its own verdict. */
void
choice_settle(const struct certcheck_policy *given, const struct choice best[BASE_USAGES],
              bool limited, struct certcheck_judgement *out)
{
    unsigned required = given->required, worst = 0;
    struct certcheck_policy policy = *given;
    enum certcheck_verdict v[BASE_USAGES];

    for (unsigned u = 0; u < BASE_USAGES; u++) {
        v[u] = verdict_of(limited, &best[u]);
        if ((required & 1u << u) != 0 && ((required & 1u << worst) == 0 || v[u] > v[worst]))
            worst = u;
    }
    if (!is_same_path(&best[0].path, &best[1].path) &&
        required == (BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH))
        policy.required = 1u << worst;
    out->path = best[worst].path;
    certcheck_judge(&policy, out);
    out->required = required;
    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((required & 1u << u) != 0) {
            out->by_usage[u] = v[u];
            weigh(limited, &best[u], out);
        }
    if (required == 0)
        weigh(limited, &best[0], out);
    out->verdict = v[worst];
}
