/* SPDX-License-Identifier: MIT */
#include "explain.h"

#include <certcheck/judge.h>

#include <string.h>
#include <strings.h>

static void
explain_rule(const struct certcheck_rule *r, FILE *out)
{
    fprintf(out, "%s (%s%s%s)\n\n%s\n\nSource: %s\n", r->code, certcheck_severity_name(r->severity),
            r->rule[0] != '\0' ? ", rule " : "", r->rule, r->text, r->source);
}

static void
explain_usages(const char *what, unsigned usages, FILE *out)
{
    if (usages == 0)
        return;
    fprintf(out, "%s", what);
    for (unsigned u = 0; u < BASE_USAGES; u++)
        if ((usages & 1u << u) != 0)
            fprintf(out, " %s", base_usage_name(1u << u));
    fputc('\n', out);
}

static void
explain_profile(const struct base_profile *p, FILE *out)
{
    fprintf(out, "%s\n\n%s\nJudged by: %s\n", p->name, p->about, p->judge);
    for (int i = 0; i < 2; i++)
        if (p->ports[i] != 0)
            fprintf(out, "Default port: %u\n", p->ports[i]);
    explain_usages("Required of the peer's certificate:", p->required, out);
    explain_usages("Advised:", p->advised, out);
    for (int i = 0; i < 2; i++)
        if (p->events[i] != 0)
            fprintf(out, "Event when it fails: %u\n", p->events[i]);
}

static bool
explain_event(uint64_t event, FILE *out)
{
    bool found = false;

    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);

        if (p->events[0] != event && p->events[1] != event)
            continue;
        fprintf(out, "%sEvent %u, logged where this connection fails:\n\n", found ? "\n" : "",
                (unsigned)event);
        explain_profile(p, out);
        found = true;
    }
    return found;
}

bool
cli_explain(const char *word, FILE *out, struct base_text *why)
{
    const struct base_profile *profile = base_profile_named(base_slice_str(word));
    uint64_t event;

    for (unsigned i = 0; i < CERTCHECK_CODES; i++) {
        const struct certcheck_rule *r = certcheck_rule_get((enum certcheck_code)i);

        if (strcasecmp(r->code, word) == 0) {
            explain_rule(r, out);
            return true;
        }
    }
    if (profile != NULL) {
        explain_profile(profile, out);
        return true;
    }
    if (base_parse_u64(word, 1, 65535, &event) && explain_event(event, out))
        return true;
    base_text_str(why, "--explain ");
    base_text_safe(why, base_slice_str(word));
    base_text_str(why, ": expected a finding code such as EKU_LACKS_CLIENT_AUTH, a profile such as "
                       "edge-psom, or an event such as 41026");
    return false;
}
