/* SPDX-License-Identifier: MIT */
#include <output/escape.h>
#include <output/translate.h>

#include <string.h>

#include "pieces.h"

static const struct words sentences[QUESTIONS][STATES] = {
#define ADVICE_DECISION(question, state, one, many) [question][state] = { one, many },
#define ADVICE_DECISION_PART(...)
#include "decision.def"
#undef ADVICE_DECISION
#undef ADVICE_DECISION_PART
};

/* Where a question has no sentence for a state, that of another stands. */
static const enum question otherwise[QUESTIONS] = {
    [OPTED_OUT] = UPDATE,
    [CHANGE] = UPDATE,
    [RENEWAL] = UPDATE,
    [RENEWED] = RENEWAL,
    [PARTLY_RENEWED] = RENEWAL,
    [APPLICATION] = UPDATE,
    [USAGE] = UPDATE,
    [USAGE_OPTED_OUT] = USAGE,
    [PROFILE] = USAGE,
    [PROFILE_OPTED_OUT] = PROFILE,
    [FILE_CHANGE] = CHANGE,
    [FILE_RENEWAL] = RENEWAL,
    [FILE_RENEWED] = FILE_RENEWAL,
    [FILE_PARTLY_RENEWED] = FILE_RENEWAL,
    [REQUEST] = UPDATE,
    [REQUEST_OPTED_OUT] = REQUEST,
    [REQUEST_UNNAMED] = REQUEST,
    [REQUEST_SOME_UNNAMED] = REQUEST,
    [TEMPLATE] = UPDATE,
};

static enum state
state_of(const struct writer *w)
{
    const struct advice_tally *t = &w->tally;

    if (w->question == TEMPLATE)
        return t->fits[ASSESS_TEMPLATE_FITS_BOTH] > 0                        ? READY
               : decision_is_open(w) || t->fits[ASSESS_TEMPLATE_UNKNOWN] > 0 ? OPEN
               : t->fits[ASSESS_TEMPLATE_ADAPTABLE] > 0                      ? BREAKS
                                                                             : NOTHING;
    return t->counts[CERTCHECK_BREAKS] > 0   ? BREAKS
           : decision_is_open(w)             ? OPEN
           : t->counts[CERTCHECK_BROKEN] > 0 ? BROKEN
           : t->counts[CERTCHECK_READY] > 0  ? READY
                                             : NOTHING;
}

static const char *
judges(const struct advice_tally *t)
{
    if (t->psom && t->others)
        return N_("on the Front Ends and the other .NET machines");
    return t->psom ? N_("on the Front Ends") : N_("on the .NET machines concerned");
}

/* Those that are refused, where some are; else all that are required. */
static const char *
usages(const struct writer *w)
{
    switch (w->tally.refused != 0 ? w->tally.refused : w->run->policy.required) {
    case BASE_USAGE_SERVER_AUTH:
        return N_("Server Authentication");
    case BASE_USAGE_CLIENT_AUTH:
        return N_("Client Authentication");
    default:
        return N_("Server and Client Authentication");
    }
}

static size_t
number_of(const struct advice_tally *t, enum state state)
{
    return state == BREAKS   ? t->counts[CERTCHECK_BREAKS]
           : state == BROKEN ? t->counts[CERTCHECK_BROKEN]
           : state == READY  ? t->counts[CERTCHECK_READY]
                             : 0;
}

static void
add_date(const struct writer *w)
{
    if (w->tally.by_s == CERTCHECK_NO_DATE)
        output_add_str(w->out, decision_say(w, N_("the next renewal")));
    else
        output_add_date(w->out, w->tally.by_s);
}

static void
add_sentence(const struct writer *w, enum state state)
{
    size_t n = number_of(&w->tally, state);
    enum question q = w->question;
    const char *s;

    while (sentences[q][state].one == NULL && q != UPDATE)
        q = otherwise[q];
    for (s = decision_choose(w, sentences[q][state], n); *s != '\0'; s++) {
        if (*s != '%')
            output_add_char(w->out, *s);
        else if (*++s == 's')
            decision_add_share(w, n);
        else if (*s == 'c')
            output_add_str(
                w->out,
                decision_say(w, certcheck_change_get((enum certcheck_change_id)w->change)->title));
        else if (*s == 'd')
            add_date(w);
        else if (*s == 'w')
            output_add_str(w->out, decision_say(w, judges(&w->tally)));
        else if (*s == 'u')
            output_add_str(w->out, decision_say(w, usages(w)));
        else if (*s == 'f')
            decision_add_fits(w);
        else
            decision_add_open(w);
    }
}

static bool
is_renewal(const struct writer *w)
{
    return (w->question >= RENEWAL && w->question <= PARTLY_RENEWED) ||
           (w->question >= FILE_RENEWAL && w->question <= FILE_PARTLY_RENEWED);
}

static bool
is_request(const struct writer *w)
{
    return w->subject == ADVICE_REQUESTS && w->change == CERTCHECK_CHANGE_DOTNET_2017;
}

/* "First reissue 2 certificates, or opt out." */
static void
add_first_steps(const struct writer *w)
{
    const struct advice_tally *t = &w->tally;
    enum part part = t->other_ca == 0 ? REISSUE : t->other_ca == t->reissue ? OTHER_CA : SOME_CA;
    bool said = (w->question == USAGE && t->other_ca == 0) || is_request(w) ||
                w->question == APPLICATION; /* in the sentence before */

    if (t->reissue == 0 || said)
        return;
    decision_add_gap(w);
    if (is_renewal(w))
        part = CLIENT_ROLE;
    else if (t->opt_out && w->change == CERTCHECK_CHANGE_DOTNET_2017 && w->question != USAGE)
        part = (enum part)(part + 1);
    decision_add_part(w, part, (struct filling){ .n = t->reissue, .m = t->other_ca });
}

/* What is true beside the decision. */
static void
add_rest(const struct writer *w, enum state state)
{
    const struct advice_tally *t = &w->tally;
    bool live = w->subject == ADVICE_CONNECTIONS || w->subject == ADVICE_APPLICATIONS;
    size_t ready = t->counts[CERTCHECK_READY], broken = t->counts[CERTCHECK_BROKEN];

    if (state == BREAKS && decision_is_open(w)) {
        decision_add_gap(w);
        decision_add_part(w, UNKNOWN_YET, (struct filling){ .n = 0 });
    }
    if (state != BROKEN && broken > 0) {
        decision_add_gap(w);
        decision_add_part(w, live ? BROKEN_TOO : REJECTED_TOO, (struct filling){ .n = broken });
    }
    if (ready > 0 && (state == OPEN || state == BROKEN) && w->run->shares <= 1) {
        decision_add_gap(w);
        decision_add_part(w, (enum part)((live ? OTHER_STAYS_UP : OTHER_IS_FIT) + (ready > 1)),
                          (struct filling){ .n = ready });
    }
    if (state == READY && w->run->policy.opted_out && is_renewal(w)) {
        decision_add_gap(w);
        decision_add_part(w, WHERE_OPTED_OUT, (struct filling){ .n = 0 });
    }
    if (t->guessed > 0) {
        decision_add_gap(w);
        decision_add_part(w, GUESSED, (struct filling){ .n = t->guessed });
    }
}

/* Of what breaks at the renewal, has that day passed for none (0), for all (1) or for some (2)? */
static unsigned
renewed_already(const struct writer *w)
{
    int64_t now_s = w->run->policy.at_s;

    if (w->tally.by_s == CERTCHECK_NO_DATE || w->tally.by_s > now_s)
        return 0;
    return w->tally.all_by_s <= now_s ? 1 : 2;
}

static enum question
question_of(const struct writer *w)
{
    bool opted_out = w->run->policy.opted_out;

    if (w->subject == ADVICE_APPLICATIONS)
        return APPLICATION;
    if (w->change == CERTCHECK_CHANGE_RENEWAL)
        return (enum question)((w->subject == ADVICE_CONNECTIONS ? RENEWAL : FILE_RENEWAL) +
                               renewed_already(w));
    if (w->change != CERTCHECK_CHANGE_DOTNET_2017)
        return w->subject == ADVICE_CONNECTIONS ? CHANGE : FILE_CHANGE;
    if (w->subject == ADVICE_TEMPLATES)
        return TEMPLATE;
    if (w->subject == ADVICE_REQUESTS)
        return opted_out                                              ? REQUEST_OPTED_OUT
               : w->tally.unnamed == 0                                ? REQUEST
               : w->tally.unnamed == w->tally.counts[CERTCHECK_READY] ? REQUEST_UNNAMED
                                                                      : REQUEST_SOME_UNNAMED;
    if (w->subject == ADVICE_CONNECTIONS)
        return opted_out ? OPTED_OUT : UPDATE;
    if (w->d->profiled)
        return opted_out ? PROFILE_OPTED_OUT : PROFILE;
    return opted_out ? USAGE_OPTED_OUT : USAGE;
}

static void
merge(struct advice_tally *into, const struct advice_tally *t)
{
    if (into->all == 0)
        into->by_s = into->all_by_s = CERTCHECK_NO_DATE;
    into->all += t->all;
    into->interrupted += t->interrupted;
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++)
        into->counts[v] += t->counts[v];
    for (unsigned f = 0; f < ASSESS_TEMPLATE_FITS; f++)
        into->fits[f] += t->fits[f];
    into->reissue += t->reissue;
    into->other_ca += t->other_ca;
    into->refused |= t->refused;
    into->guessed += t->guessed;
    into->unnamed += t->unnamed;
    into->opt_out = into->opt_out || t->opt_out;
    into->psom = into->psom || t->psom;
    into->others = into->others || t->others;
}

uint32_t
advice_decision_changes(const struct advice_decision *d, const struct assess_run_info *run)
{
    uint32_t changes = d->changes | run->changes;

    return changes != 0 ? changes : 1u << CERTCHECK_CHANGE_DOTNET_2017;
}

/* lead: the length of the first sentence of all, once there is one. */
static bool
write_question(struct writer *w, size_t from, size_t *lead)
{
    enum state state;

    w->tally = w->d->tallies[w->change][w->subject];
    merge(&w->tally, &w->d->tallies[CERTCHECK_CHANGES][w->subject]);
    if (w->tally.all == 0)
        return false;
    w->question = question_of(w);
    state = state_of(w);
    if (w->out->len > from)
        decision_add_gap(w);
    add_sentence(w, state);
    if (*lead == 0)
        *lead = w->out->len - from;
    if (state == BREAKS && w->question != TEMPLATE)
        add_first_steps(w);
    if (w->question != TEMPLATE)
        add_rest(w, state);
    return w->question == APPLICATION; /* whatever changes */
}

/* Whatever else is decided. */
static void
add_expiring(struct writer *w)
{
    unsigned s = 0;

    if (w->d->expiring == 0)
        return;
    while (s < ADVICE_SUBJECTS - 1 && w->d->asked[s] == 0)
        s++;
    w->subject = (enum advice_subject)s;
    decision_add_gap(w);
    decision_add_part(w, s == ADVICE_CERTIFICATES ? EXPIRING : EXPIRING_OF,
                      (struct filling){ .n = w->d->expiring });
}

size_t
advice_decision_write(const struct advice_decision *d, const struct assess_run_info *run,
                      bool local, struct output_bytes *out)
{
    struct writer w = { .d = d, .run = run, .out = out, .local = local };
    size_t from = out->len, lead = 0;
    bool once[ADVICE_SUBJECTS] = { false };

    for (w.change = 0; w.change < CERTCHECK_CHANGES; w.change++)
        for (unsigned s = 0;
             s < ADVICE_SUBJECTS && (advice_decision_changes(d, run) & 1u << w.change); s++) {
            w.subject = (enum advice_subject)s;
            if (!once[s])
                once[s] = write_question(&w, from, &lead);
        }
    if (out->len > from) {
        add_expiring(&w);
        return lead;
    }
    w.subject = assess_is_of_files(run) ? ADVICE_CERTIFICATES : ADVICE_CONNECTIONS;
    add_sentence(&w, decision_is_open(&w) ? OPEN : NOTHING);
    return out->len - from;
}

static void
basis_asked(const struct writer *w)
{
    const char *between = "";

    output_add_str(w->out, decision_say(w, N_("Scope: ")));
    for (unsigned s = 0; s < ADVICE_SUBJECTS; s++) {
        if (w->d->asked[s] == 0)
            continue;
        output_add_str(w->out, between);
        decision_add_count(w, (enum advice_subject)s, w->d->asked[s]);
        between = decision_say(w, N_(", "));
    }
    if (w->d->hosts.n > 0)
        decision_add_part(w, ON_SERVERS, (struct filling){ .n = w->d->hosts.n });
    if (*between == '\0')
        output_add_str(w->out, decision_say(w, N_("nothing")));
    if (w->run->shares > 1) {
        output_add_str(w->out, decision_say(w, N_(", share ")));
        output_add_u64(w->out, w->run->share);
        output_add_char(w->out, '/');
        output_add_u64(w->out, w->run->shares);
    }
    output_add_str(w->out, decision_say(w, N_(". ")));
}

static void
basis_changes(const struct writer *w)
{
    uint32_t changes = advice_decision_changes(w->d, w->run);
    const char *between = decision_say(w, N_("Changes: "));

    for (unsigned i = 0; i < CERTCHECK_CHANGES; i++)
        if ((changes & 1u << i) != 0) {
            output_add_str(w->out, between);
            output_add_str(w->out, certcheck_change_get((enum certcheck_change_id)i)->name);
            between = decision_say(w, N_(", "));
        }
    between = decision_say(w, N_("; verifiers: "));
    for (unsigned i = 0; i < CERTCHECK_VERIFIERS; i++)
        if ((w->d->verifiers & (uint64_t)1 << i) != 0) {
            output_add_str(w->out, between);
            output_add_str(w->out, certcheck_verifier_get((enum certcheck_verifier_id)i)->name);
            between = decision_say(w, N_(", "));
        }
    if (w->run->policy.required != 0 && w->d->asked[ADVICE_CONNECTIONS] > 0) {
        output_add_str(w->out, decision_say(w, N_("; usages required instead of the profiles': ")));
        output_add_str(w->out, decision_say(w, usages(w)));
    }
    if (w->run->policy.opted_out)
        output_add_str(w->out, decision_say(w, N_("; with the opt-out")));
    output_add_str(w->out, decision_say(w, N_(". ")));
}

static void
basis_roots(const struct writer *w)
{
    if (!w->run->policy.trust) {
        output_add_str(w->out,
                       decision_say(w, N_("Roots: none given, so trust was not checked. ")));
        return;
    }
    output_add_str(w->out, decision_say(w, N_("Roots: ")));
    if (w->run->roots != NULL)
        output_add_safe(w->out, base_slice_str(w->run->roots));
    else
        output_add_str(w->out, decision_say(w, N_("those given")));
    output_add_str(w->out, decision_say(w, N_(". ")));
}

void
advice_decision_basis(const struct advice_decision *d, const struct assess_run_info *run,
                      bool local, struct output_bytes *out)
{
    struct writer w = { .d = d, .run = run, .out = out, .local = local };

    basis_asked(&w);
    basis_changes(&w);
    basis_roots(&w);
    if (!assess_is_whole(run))
        output_add_str(out, decision_say(&w, N_("The run was not complete.")));
    else if (run->passed_over > 0)
        decision_add_part(&w, WHOLE_BUT, (struct filling){ .n = run->passed_over });
    else
        output_add_str(out, decision_say(&w, N_("The run was complete.")));
}
