/* SPDX-License-Identifier: MIT */
/* The sections that are looked up: events that will be logged, and what each finding means. */
#include "html.h"

#include <advice/event.h>
#include <advice/reference.h>
#include <base/text.h>

/* How many results with this verdict make the n-th event of their profile. */
static size_t
count_event(const struct report_html *x, uint16_t number, enum certcheck_verdict v)
{
    size_t n = 0;

    for (size_t i = 0; i < html_records_n(x); i++) {
        const struct html_record *r = html_record_at(x, i);

        n += r->verdict == v && r->profile != NULL &&
             (r->profile->events[0] == number || r->profile->events[1] == number);
    }
    return n;
}

static size_t
count_both(const struct report_html *x, uint16_t number)
{
    return count_event(x, number, CERTCHECK_BREAKS) + count_event(x, number, CERTCHECK_BROKEN);
}

bool
html_has_events(const struct report_html *x)
{
    const struct advice_event *e;

    for (size_t i = 0; (e = advice_event_at(i)) != NULL; i++)
        if (count_both(x, e->number) > 0)
            return true;
    return false;
}

static void
write_event(const struct report_html *x, struct output_bytes *out, const struct advice_event *e)
{
    output_add_str(out, "<dt><b>");
    output_add_u64(out, e->number);
    output_add_str(out, "</b></dt><dd>");
    html_add_words(out, e->meaning);
    output_add_str(out, " <span class=\"quiet\">(");
    html_add_str(out, e->source);
    output_add_str(out, ", ");
    html_add_words(out, e->level);
    output_add_str(out, "; ");
    html_add_count(out, count_both(x, e->number), HTML_CONNECTION);
    output_add_str(out, ")</span></dd>\n");
}

void
html_write_events(const struct report_html *x, struct output_bytes *out)
{
    const struct advice_event *e;

    if (!html_has_events(x))
        return;
    html_add_heading(out, "events", N_("What the event log will say"));
    output_add_str(out, "<p>");
    html_add_words(out, N_("On the Front Ends, for the connections that break or are broken:"));
    output_add_str(out, "</p>\n<dl class=\"events\">\n");
    for (size_t i = 0; (e = advice_event_at(i)) != NULL; i++)
        if (count_both(x, e->number) > 0)
            write_event(x, out, e);
    output_add_str(out, "</dl>\n</section>");
}

bool
html_has_findings(const struct report_html *x)
{
    for (size_t i = 0; i < CERTCHECK_CODES; i++)
        if (x->codes[i])
            return true;
    return false;
}

static void
write_finding(struct output_bytes *out, const struct certcheck_rule *rule)
{
    char sentence[512];
    struct base_text t;

    base_text_init(&t, sentence, sizeof sentence);
    output_add_str(out, "<details id=\"");
    output_add_str(out, rule->code);
    output_add_str(out, "\"><summary><code>");
    output_add_str(out, rule->code);
    output_add_str(out, "</code> <span class=\"quiet\">");
    advice_general_sentence(output_translate(rule->sentence), &t);
    html_add_str(out, sentence);
    output_add_str(out, "</span></summary><p>");
    html_add_prose(out, rule->text);
    output_add_str(out, "</p><p class=\"quiet\">");
    html_add_words(out, N_("Source:"));
    output_add_char(out, ' ');
    html_add_words(out, rule->source);
    output_add_str(out, "</p></details>\n");
}

/* What the marks in the sources say, once. */
static void
write_marks(const struct report_html *x, struct output_bytes *out)
{
    const char *separator = "<p class=\"quiet\">";

    for (const char *mark = ADVICE_MARKS; *mark != '\0'; mark++) {
        const char word[] = { '[', *mark, ']', '\0' };
        bool used = false;

        for (unsigned i = 0; i < CERTCHECK_CODES; i++)
            used =
                used || (x->codes[i] &&
                         strstr(certcheck_rule_get((enum certcheck_code)i)->source, word) != NULL);
        if (!used)
            continue;
        output_add_str(out, separator);
        output_add_str(out, word);
        output_add_char(out, ' ');
        html_add_words(out, advice_mark_meaning(*mark));
        separator = "; ";
    }
    output_add_str(out, *separator == ';' ? "</p>\n" : "");
}

void
html_write_findings(const struct report_html *x, struct output_bytes *out)
{
    if (!html_has_findings(x))
        return;
    html_add_heading(out, "findings", N_("What the findings mean"));
    for (unsigned i = 0; i < CERTCHECK_CODES; i++)
        if (x->codes[i])
            write_finding(out, certcheck_rule_get((enum certcheck_code)i));
    write_marks(x, out);
    output_add_str(out, "</section>");
}
