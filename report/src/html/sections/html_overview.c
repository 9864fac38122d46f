/* SPDX-License-Identifier: MIT */
/* The head of the page: the verdict in a sentence, what to do, what users lose, how many of each.
 */
#include "html_page.h"

#include <base/time.h>

static enum html_noun
noun(const struct page *p)
{
    return p->html->endpoints ? HTML_CONNECTION
           : p->html->requests_n == html_records_n(p->html) && p->html->requests_n > 0
               ? HTML_REQUEST
           : p->html->other_kinds ? HTML_OBJECT
                                  : HTML_CERTIFICATE;
}

static void
add(const struct page *p, const char *html)
{
    output_add_str(p->out, html);
}

/* A part of the headline: %a is n, %b all, with their nouns. */
static void
add_part(const struct page *p, const char *english, size_t n, size_t all)
{
    struct output_bytes part = { 0 }, whole = { 0 };

    output_add_u64(&part, n);
    html_add_count(&whole, all, noun(p));
    html_add_sentence(p->out, english, output_bytes_since(&part, 0), output_bytes_since(&whole, 0));
    output_bytes_done(&part, p->out);
    output_bytes_done(&whole, p->out);
}

static const char *
main_part(const struct page *p, size_t all)
{
    const unsigned *n = p->run->summary;

    if (all == 0 && html_templates_n(p->html) > 0)
        return N_("Templates");
    if (all == 0)
        return N_("Nothing was judged");
    if (n[CERTCHECK_BREAKS] > 0)
        return N_("%a of %b will break");
    if (n[CERTCHECK_READY] == all && assess_is_whole(p->run) && p->run->shares <= 1)
        return all == 1 ? N_("%b is ready") : N_("All %b are ready");
    return N_("None of %b was seen to break");
}

void
html_fill_headline(const struct page *p)
{
    const unsigned *n = p->run->summary;
    size_t all = p->run->results,
           open = all - n[CERTCHECK_BREAKS] - n[CERTCHECK_BROKEN] - n[CERTCHECK_READY];

    add_part(p, main_part(p, all), n[CERTCHECK_BREAKS], all);
    if (n[CERTCHECK_BROKEN] > 0)
        add_part(p,
                 n[CERTCHECK_BROKEN] == 1 ? N_(", %a is broken already")
                                          : N_(", %a are broken already"),
                 n[CERTCHECK_BROKEN], all);
    if (n[CERTCHECK_BREAKS] == 0 && open > 0)
        add_part(p, N_(", %a could not be judged"), open, all);
    if (html_templates_n(p->html) == 0)
        return;
    add(p, all == 0 ? ": " : "; ");
    if (all > 0) {
        html_add_words(p->out, N_("templates"));
        add(p, ": ");
    }
    html_add_fits(p->out, p->html);
}

void
html_fill_decision(const struct page *p)
{
    html_add_decision(p->out, p->decision, p->whole);
    html_add_interruption(p->out, p->whole);
}

/* What the page is about. */
static void
add_changes(const struct page *p)
{
    uint32_t changes = advice_decision_changes(p->decision, p->run);
    const char *between = "";

    for (unsigned i = 0; i < CERTCHECK_CHANGES; i++) {
        if ((changes & 1u << i) == 0)
            continue;
        add(p, between);
        html_add_words(p->out, certcheck_change_get((enum certcheck_change_id)i)->title);
        between = "; ";
    }
}

void
html_fill_kicker(const struct page *p)
{
    char time[BASE_TIME_TEXT];

    base_time_format(p->run->started_s, time);
    html_add_str(p->out, p->run->tool);
    add(p, " ");
    html_add_str(p->out, p->run->version);
    add(p, " &#183; <time datetime=\"");
    add(p, time);
    add(p, "\">");
    output_add(p->out, time, 10);
    add(p, " ");
    output_add(p->out, time + 11, 5);
    add(p, " UTC</time> &#183; ");
    add_changes(p);
}

static bool
is_of_data_mcu(const size_t counts[BASE_PROFILE_COUNT])
{
    for (size_t i = 0; i < BASE_PROFILE_COUNT; i++)
        if (counts[i] > 0 &&
            base_profile_get((enum base_profile_id)i)->judges == BASE_JUDGE_DATA_MCU)
            return true;
    return false;
}

/* One sentence for each thing that users lose, with how many connections it is due to. */
void
html_fill_impacts(const struct page *p)
{
    size_t counts[BASE_PROFILE_COUNT] = { 0 };
    bool any = false;

    for (size_t i = 0; i < html_records_n(p->html); i++) {
        const struct html_record *r = html_record_at(p->html, i);

        if (r->verdict == CERTCHECK_BREAKS && r->profile != NULL)
            counts[r->profile->id]++;
    }
    for (size_t i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *profile = base_profile_get((enum base_profile_id)i);

        if (counts[i] == 0)
            continue;
        add(p, any ? "" : "<ul class=\"impacts breaks\">");
        any = true;
        add(p, "<li><b>");
        html_add_count(p->out, counts[i], HTML_CONNECTION);
        add(p, "</b> <span class=\"quiet\">");
        html_add_words(p->out, profile->about);
        add(p, "</span><br>");
        html_add_words(p->out, profile->users);
        add(p, "</li>");
    }
    add(p, any ? "</ul>" : "");
    if (is_of_data_mcu(counts)) {
        add(p, "<p class=\"quiet\">");
        html_add_prose(p->out, advice_glossary());
        add(p, "</p>");
    }
}

void
html_fill_bar(const struct page *p)
{
    size_t x = 0;

    if (p->run->results == 0)
        return;
    add(p, "<svg class=\"bar\" viewBox=\"0 0 ");
    output_add_u64(p->out, p->run->results);
    add(p, " 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++) {
        unsigned n = p->run->summary[html_worst_first[i]];

        if (n == 0)
            continue;
        add(p, "<rect class=\"");
        add(p, certcheck_verdict_name(html_worst_first[i]));
        add(p, "\" height=\"1\" x=\"");
        output_add_u64(p->out, x);
        add(p, "\" width=\"");
        output_add_u64(p->out, n);
        add(p, "\"/>");
        x += n;
    }
    add(p, "</svg>\n<ul class=\"legend\">");
    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++) {
        unsigned n = p->run->summary[html_worst_first[i]];

        if (n == 0)
            continue;
        add(p, "<li><b>");
        output_add_u64(p->out, n);
        add(p, "</b> ");
        html_add_badge(p->out, html_worst_first[i]);
        add(p, "</li>");
    }
    if (p->run->expiring > 0) {
        add(p, "<li><b>");
        output_add_u64(p->out, p->run->expiring);
        add(p, "</b>");
        html_add_str(p->out, output_translate_n(" expires soon", " expire soon", p->run->expiring));
        add(p, "</li>");
    }
    add(p, "</ul>");
}

void
html_fill_toggles(const struct page *p)
{
    for (size_t i = 0; i < CERTCHECK_VERDICTS; i++) {
        bool cut = html_worst_first[i] == CERTCHECK_UNREACHABLE && p->run->interrupted > 0;

        if ((p->run->summary[html_worst_first[i]] == 0 && !cut) ||
            (html_worst_first[i] == CERTCHECK_READY && p->html->left_out > 0))
            continue;
        add(p, "<button type=\"button\" aria-pressed=\"false\" class=\"");
        add(p, certcheck_verdict_name(html_worst_first[i]));
        add(p, "\" data-verdict=\"");
        add(p, certcheck_verdict_name(html_worst_first[i]));
        add(p, "\">");
        html_add_badge(p->out, html_worst_first[i]);
        add(p, "</button>\n");
    }
}
