/* SPDX-License-Identifier: MIT */
#include "explain.h"

#include <advice/event.h>
#include <advice/reference.h>
#include <advice/remedy.h>
#include <base/nearest.h>
#include <certcheck/judge.h>
#include <output/translate.h>
#include <report/report.h>

#include <string.h>
#include <strings.h>

#define _(text) output_translate(text)

static void
explain_remedies(enum certcheck_code code, FILE *out)
{
    const struct advice_remedy *remedies[ADVICE_REMEDIES_MAX];
    size_t n = advice_remedies_for(code, remedies);
    char ids[1024];
    struct base_text t;

    base_text_init(&t, ids, sizeof ids);
    for (size_t i = 0; i < n; i++) {
        base_text_str(&t, i == 0 ? "" : ", ");
        base_text_str(&t, remedies[i]->id);
    }
    explain_put(out, _("Remedies (see --explain for each):"), ids);
}

/* Its sentence with an ellipsis for what it names. */
static void
say_sentence(const struct certcheck_rule *r, FILE *out)
{
    char sentence[512];
    struct base_text t;

    base_text_init(&t, sentence, sizeof sentence);
    advice_general_sentence(_(r->sentence), &t);
    explain_say(out, sentence);
}

static void
explain_finding(enum certcheck_code code, FILE *out)
{
    const struct certcheck_rule *r = certcheck_rule_get(code);

    fprintf(out, "%s (%s%s%s)\n\n", r->code, certcheck_severity_name(r->severity),
            r->rule[0] != '\0' ? ", " : "", r->rule);
    say_sentence(r, out);
    explain_say(out, r->text);
    explain_put(out, _("Source:"), r->source);
    explain_marks(r->source, out);
    explain_remedies(code, out);
}

/* "Server Authentication (1.3.6.1.5.5.7.3.1), ..." */
static void
explain_usages(const char *label, unsigned usages, FILE *out)
{
    static const char *const names[BASE_USAGES] = { N_("Server Authentication"),
                                                    N_("Client Authentication") };
    char words[256];
    struct base_text t;

    base_text_init(&t, words, sizeof words);
    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((usages & 1u << u) != 0) {
            base_text_str(&t, t.len > 0 ? ", " : "");
            base_text_str(&t, _(names[u]));
            base_text_str(&t, " (");
            base_text_str(&t, base_usage_name(1u << u));
            base_text_str(&t, ")");
        }
    explain_put(out, label, words);
}

static void
explain_numbers(const char *label, const uint16_t numbers[2], FILE *out)
{
    char words[32];
    struct base_text t;

    base_text_init(&t, words, sizeof words);
    for (int i = 0; i < 2 && numbers[i] != 0; i++) {
        base_text_str(&t, i > 0 ? ", " : "");
        base_text_u64(&t, numbers[i]);
    }
    explain_put(out, label, words);
}

static void
explain_profile(const struct base_profile *p, FILE *out)
{
    fprintf(out, "%s\n\n", p->name);
    explain_say(out, p->about);
    explain_put(out, _("Judged by:"), p->judge);
    explain_numbers(_("Default ports:"), p->ports, out);
    explain_usages(_("Required of the peer's certificate:"), p->required, out);
    explain_usages(_("Advised:"), p->advised, out);
    explain_numbers(_("Events when it fails (see --explain for each):"), p->events, out);
    explain_put(out, _("Effect on users:"), p->users);
    explain_put(out, _("Sourced:"), p->sourced);
    explain_put(out, _("Inferred:"), p->inferred == NULL ? "" : p->inferred);
}

static void
explain_event(const struct advice_event *e, FILE *out)
{
    fprintf(out, "%u (%s%s%s)\n\n", e->number, e->source, *e->level != '\0' ? ", " : "",
            _(e->level));
    explain_say(out, e->meaning);
    explain_put(out, _("Sourced:"), e->sourced);
    explain_put(out, _("Inferred:"), e->inferred);
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);

        if (p->events[0] == e->number || p->events[1] == e->number)
            explain_put(out, _("Profile:"), p->name);
    }
}

/* "Windows 8.1, ...: KB4014507, ..." for the version of Windows of the n-th article. */
static void
explain_carriers_like(size_t n, FILE *out)
{
    const char *windows = advice_kb_at(n)->windows;
    const struct advice_kb *kb;
    char label[160], numbers[512];
    struct base_text l, t;

    base_text_init(&l, label, sizeof label);
    base_text_init(&t, numbers, sizeof numbers);
    base_text_str(&l, "  ");
    base_text_str(&l, *windows != '\0' ? windows : _("Windows not known"));
    base_text_str(&l, ":");
    for (size_t i = 0; (kb = advice_kb_at(i)) != NULL; i++) {
        if (!kb->carrier || strcmp(kb->windows, windows) != 0)
            continue;
        if (i < n)
            return; /* told with that one */
        base_text_str(&t, t.len > 0 ? ", KB" : "KB");
        base_text_u64(&t, kb->number);
    }
    fprintf(out, "%s\n", label);
    explain_put(out, "   ", numbers);
}

/* The updates that bring the check, by version of Windows. */
static void
explain_carriers(FILE *out)
{
    fputc('\n', out);
    explain_put(out, "",
                N_("Updates of May 2017 that contain the EKU check, by version of Windows "
                   "(see --explain for each):"));
    for (size_t i = 0; advice_kb_at(i) != NULL; i++)
        if (advice_kb_at(i)->carrier)
            explain_carriers_like(i, out);
}

#define PROBLEM_KB 4023993 /* the article on the problem itself */

static void
explain_kb(const struct advice_kb *kb, FILE *out)
{
    fprintf(out, "KB%u\n\n", kb->number);
    explain_say(out, kb->about);
    explain_put(out,
                "Windows:", kb->carrier && *kb->windows == '\0' ? N_("not known") : kb->windows);
    explain_put(out, ".NET Framework:", kb->dotnet);
    explain_put(out, _("Evidence:"), kb->evidence);
    if (kb->number == PROBLEM_KB)
        explain_carriers(out);
    if (kb->carrier || kb->number == PROBLEM_KB)
        fprintf(out, "\n");
    if (kb->carrier || kb->number == PROBLEM_KB)
        explain_put(out, "",
                    N_("Later monthly roll-ups contain the check too: the absence of such an "
                       "update proves nothing."));
    if (kb->carrier)
        explain_put(out, "", N_("All that are known, by version of Windows: --explain KB4023993"));
}

static void
explain_rule(const struct advice_rule_line *r, FILE *out)
{
    fprintf(out, "%s. %s\n\n", r->name, _(r->title));
    explain_say(out, r->line);
    explain_put(out, "docs/rules.md:", N_("the evidence for the rule, and open questions"));
}

static void
explain_remedy(const struct advice_remedy *r, FILE *out)
{
    fprintf(out, "%s\n\n", r->id);
    explain_put(out, "", r->what);
}

static bool
is_finding(const char *word, enum certcheck_code *code)
{
    for (unsigned i = 0; i < CERTCHECK_CODES; i++)
        if (strcasecmp(certcheck_rule_get((enum certcheck_code)i)->code, word) == 0) {
            *code = (enum certcheck_code)i;
            return true;
        }
    return false;
}

static const struct advice_remedy *
remedy_named(const char *word)
{
    const struct advice_remedy *r;

    for (size_t i = 0; (r = advice_remedy_get(i)) != NULL; i++)
        if (strcasecmp(r->id, word) == 0)
            return r;
    return NULL;
}

/* A number is an event, or a KB without its letters. */
static bool
explain_number(const char *word, FILE *out)
{
    bool letters = strncasecmp(word, "KB", 2) == 0;
    const struct advice_event *event;
    const struct advice_kb *kb;
    uint64_t number;

    if (!base_parse_u64(letters ? word + 2 : word, 1, 99999999, &number))
        return false;
    event = letters || number > 65535 ? NULL : advice_event_get((uint16_t)number);
    kb = advice_kb_get(number);
    if (event != NULL)
        explain_event(event, out);
    else if (kb != NULL)
        explain_kb(kb, out);
    return event != NULL || kb != NULL;
}

static bool
explain_format(const char *word, FILE *out)
{
    const char *const *name = report_formats();

    while (*name != NULL && strcasecmp(*name, word) != 0)
        name++;
    if (*name == NULL)
        return false;
    fprintf(out, "%s (--format, --report)\n\n", *name);
    advice_print_wrapped(out, "", _(report_format_about(*name)));
    return true;
}

static bool
explain(const char *word, FILE *out)
{
    const struct base_profile *profile = base_profile_named(base_slice_str(word));
    enum certcheck_code code;
    const struct advice_rule_line *rule = advice_rule_line_named(word);
    const struct advice_remedy *remedy = remedy_named(word);

    if (advice_term_named(word) != NULL)
        cli_explain_term(advice_term_named(word), out);
    else if (is_finding(word, &code))
        explain_finding(code, out);
    else if (profile != NULL)
        explain_profile(profile, out);
    else if (rule != NULL)
        explain_rule(rule, out);
    else if (remedy != NULL)
        explain_remedy(remedy, out);
    else
        return explain_number(word, out) || cli_explain_error(word, out) ||
               explain_format(word, out) || cli_explain_verifying(word, out);
    return true;
}

bool
cli_explain(const char *word, FILE *out, struct base_text *why)
{
    if (strcasecmp(word, "list") == 0) {
        cli_explain_list(out);
        return true;
    }
    if (explain(word, out) || cli_explain_kind(word, explain, out))
        return true;
    base_text_str(why, "--explain ");
    base_text_safe(why, base_slice_str(word));
    base_text_str(why, ": no such topic");
    base_suggest(why, base_slice_str(word), cli_explain_word, NULL);
    base_text_str(why, why->buf[why->len - 1] == '?' ? "" : "; --explain lists all topics");
    return false;
}
