/* SPDX-License-Identifier: MIT */
/* What was judged, and what was not; what is not listed. */
#include "html.h"

#include <advice/sentences.h>

static void
add_fact(struct output_bytes *out, const char *name, const char *value)
{
    output_add_str(out, "<dt>");
    html_add_words(out, name);
    output_add_str(out, "</dt><dd>");
    html_add_words(out, value);
    output_add_str(out, "</dd>");
}

void
html_add_method(struct output_bytes *out, const struct assess_run_info *run)
{
    output_add_str(out, "<dl class=\"facts\"><dt>");
    html_add_words(out, N_("Judged as of"));
    output_add_str(out, "</dt><dd>");
    html_add_date(out, run->policy.at_s);
    output_add_str(out, "</dd>");
    add_fact(out, N_("Required"),
             run->policy.required == 0 ? N_("by the profile of each endpoint")
             : run->policy.required == BASE_USAGE_SERVER_AUTH ? N_("Server Authentication")
             : run->policy.required == BASE_USAGE_CLIENT_AUTH
                 ? N_("Client Authentication")
                 : N_("Server and Client Authentication"));
    add_fact(out, N_("Opt-out"),
             run->policy.opted_out ? N_("judged as on a machine that has it") : N_("none"));
    add_fact(out, N_("Trust"),
             run->policy.trust ? N_("judged by the roots given") : N_("not judged"));
    output_add_str(out, "</dl>\n<ul>");
    for (size_t i = 0; i < run->notes_n; i++) {
        char note[ADVICE_NOTE_MAX];

        output_add_str(out, "<li>");
        html_add_str(out, advice_note(run, i, BASE_TEXT_IN(note)));
        output_add_str(out, "</li>");
    }
    output_add_str(out, "</ul>");
}

void
html_add_left_out(const struct report_html *x, struct output_bytes *out)
{
    struct output_bytes count = { 0 };

    if (x->left_out == 0)
        return;
    html_add_count(&count, x->left_out, x->endpoints ? HTML_ENDPOINT : HTML_OBJECT);
    output_add_str(out, "<p class=\"quiet\">");
    html_add_sentence(out, N_("Not listed: %a that are ready."), output_bytes_since(&count, 0),
                      (struct base_slice){ NULL, 0 });
    output_add_str(out, "</p>");
    output_bytes_done(&count, out);
}
