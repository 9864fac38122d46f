/* SPDX-License-Identifier: MIT */
#include "explain.h"

#include <certcheck/judge.h>
#include <report/event.h>
#include <report/reference.h>
#include <report/remedy.h>
#include <report/translate.h>

#include <string.h>
#include <strings.h>

#define _(text) report_translate(text)

/* "LABEL TEXT", or nothing where there is no text. */
static void
put(FILE *out, const char *label, const char *text)
{
    if (*text != '\0')
        fprintf(out, "%s %s\n", label, _(text));
}

static void
explain_finding(const struct certcheck_rule *r, FILE *out)
{
    fprintf(out, "%s (%s%s%s)\n\n%s\n\n", r->code, certcheck_severity_name(r->severity),
            r->rule[0] != '\0' ? ", " : "", r->rule, _(r->text));
    put(out, _("Source:"), r->source);
}

static void
explain_usages(const char *what, unsigned usages, FILE *out)
{
    if (usages == 0)
        return;
    fputs(what, out);
    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((usages & 1u << u) != 0)
            fprintf(out, " %s", base_usage_name(1u << u));
    fputc('\n', out);
}

static void
explain_profile(const struct base_profile *p, FILE *out)
{
    fprintf(out, "%s\n\n%s\n", p->name, _(p->about));
    put(out, _("Judged by:"), p->judge);
    for (int i = 0; i < 2; i++)
        if (p->ports[i] != 0)
            fprintf(out, "%s %u\n", _("Default port:"), p->ports[i]);
    explain_usages(_("Required of the peer's certificate:"), p->required, out);
    explain_usages(_("Advised:"), p->advised, out);
    for (int i = 0; i < 2; i++)
        if (p->events[i] != 0)
            fprintf(out, "%s %u\n", _("Event when it fails:"), p->events[i]);
    put(out, _("Who notices:"), report_impact(p));
}

static void
explain_event(const struct report_event *e, FILE *out)
{
    fprintf(out, "%u (%s%s%s)\n\n%s\n\n", e->number, e->source, *e->level != '\0' ? ", " : "",
            _(e->level), _(e->meaning));
    put(out, _("Sourced:"), e->sourced);
    put(out, _("Inferred:"), e->inferred);
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);

        if (p->events[0] == e->number || p->events[1] == e->number)
            fprintf(out, "%s %s: %s\n", _("Profile:"), p->name, _(p->about));
    }
}

static void
explain_kb(const struct report_kb *kb, FILE *out)
{
    fprintf(out, "KB%u\n\n%s\n\n", kb->number, _(kb->about));
    if (*kb->windows != '\0')
        fprintf(out, "Windows: %s\n", kb->windows);
    if (*kb->dotnet != '\0')
        fprintf(out, ".NET Framework: %s\n", kb->dotnet);
    put(out, _("Evidence:"), kb->evidence);
}

static void
explain_rule(const struct report_rule_line *r, FILE *out)
{
    fprintf(out, "%s. %s\n\n%s\n\n", r->name, _(r->title), _(r->line));
    put(out, "docs/rules.md:", N_("what the rule rests on, and what is open"));
}

static const struct certcheck_rule *
finding_named(const char *word)
{
    for (unsigned i = 0; i < CERTCHECK_CODES; i++) {
        const struct certcheck_rule *r = certcheck_rule_get((enum certcheck_code)i);

        if (strcasecmp(r->code, word) == 0)
            return r;
    }
    return NULL;
}

static const struct report_remedy *
remedy_named(const char *word)
{
    const struct report_remedy *r;

    for (size_t i = 0; (r = report_remedy_get(i)) != NULL; i++)
        if (strcasecmp(r->id, word) == 0)
            return r;
    return NULL;
}

/* A number is an event, or a KB without its letters. */
static bool
explain_number(const char *word, FILE *out)
{
    bool letters = strncasecmp(word, "KB", 2) == 0;
    const struct report_event *event;
    const struct report_kb *kb;
    uint64_t number;

    if (!base_parse_u64(letters ? word + 2 : word, 1, 99999999, &number))
        return false;
    event = letters || number > 65535 ? NULL : report_event_get((uint16_t)number);
    kb = report_kb_get(number);
    if (event != NULL)
        explain_event(event, out);
    else if (kb != NULL)
        explain_kb(kb, out);
    return event != NULL || kb != NULL;
}

static bool
explain(const char *word, FILE *out)
{
    const struct base_profile *profile = base_profile_named(base_slice_str(word));
    const struct certcheck_rule *finding = finding_named(word);
    const struct report_rule_line *rule = report_rule_line_named(word);
    const struct report_remedy *remedy = remedy_named(word);

    if (finding != NULL)
        explain_finding(finding, out);
    else if (profile != NULL)
        explain_profile(profile, out);
    else if (rule != NULL)
        explain_rule(rule, out);
    else if (remedy != NULL)
        fprintf(out, "%s\n\n%s\n", remedy->id, _(remedy->what));
    else
        return explain_number(word, out);
    return true;
}

bool
cli_explain(const char *word, FILE *out, struct base_text *why)
{
    if (explain(word, out))
        return true;
    base_text_str(why, "--explain ");
    base_text_safe(why, base_slice_str(word));
    base_text_str(why, ": expected a finding code such as EKU_LACKS_CLIENT_AUTH, a profile such as "
                       "edge-psom, an event such as 41026, an article such as KB4023993, a rule "
                       "such as R3, or a remedy such as reissue-both-ekus");
    return false;
}
