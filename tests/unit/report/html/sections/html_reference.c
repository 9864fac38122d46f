/* SPDX-License-Identifier: MIT */
/* What is looked up: events with their counts, findings with their sources. */
#include "html/made.h"

static void
add(enum certcheck_verdict verdict, enum base_profile_id profile)
{
    const struct assess_result r = { .target = "a:1",
                                     .verdict = verdict,
                                     .profile = base_profile_get(profile) };

    add_result(&r);
}

static void
events_are_those_of_what_fails(void **state)
{
    const struct assess_result bare = { .target = "b:1", .verdict = CERTCHECK_BREAKS };
    const char *text;

    (void)state;
    add_result(&bare);
    add(CERTCHECK_READY, BASE_PROFILE_FE_PSOM);
    assert_false(html_has_events(&html));
    html_write_events(&html, &context.out);
    is_written("");
    add(CERTCHECK_BREAKS, BASE_PROFILE_EDGE_PSOM);
    add(CERTCHECK_BROKEN, BASE_PROFILE_EDGE_PSOM);
    assert_true(html_has_events(&html));
    html_write_events(&html, &context.out);
    text = written();
    has(text, "<section aria-labelledby='events'>");
    has(text, "<dt><b>41025</b></dt><dd>");
    has(text, "(LS Data MCU, ");
    has(text, "; 2 connections)</span></dd>\n");
    has(text, "<dt><b>41026</b></dt><dd>");
    lacks(text, "41029");
}

static void
findings_that_are_mentioned_are_explained(void **state)
{
    const struct certcheck_rule *rule = certcheck_rule_get(CERTCHECK_F_EKU_LACKS_CLIENT_AUTH);
    const char *text;

    (void)state;
    assert_false(html_has_findings(&html));
    html_write_findings(&html, &context.out);
    is_written("");
    html.codes[CERTCHECK_F_EKU_LACKS_CLIENT_AUTH] = true;
    assert_true(html_has_findings(&html));
    html_write_findings(&html, &context.out);
    text = written();
    has(text, "<details id='EKU_LACKS_CLIENT_AUTH'><summary><code>EKU_LACKS_CLIENT_AUTH</code> "
              "<span class='quiet'>the Enhanced Key Usage of \xE2\x80\xA6 does not list Client");
    has(text, "Source: ");
    has(text, rule->source);
    lacks(text, "EKU_LACKS_SERVER_AUTH");
}

/* What the marks in the sources say, once, and only those that are there. */
static void
marks_are_explained_once(void **state)
{
    const char *text, *rest;

    (void)state;
    html.codes[CERTCHECK_F_EKU_LACKS_CLIENT_AUTH] = true; /* [P], [D] */
    html.codes[CERTCHECK_F_CHAIN_INCOMPLETE] = true;      /* [D] */
    html_write_findings(&html, &context.out);
    text = written();
    rest = behind(text, "</details>\n<p class='quiet'>[P] ");
    rest = behind(rest, "; [D] ");
    lacks(rest, "[D] ");
    lacks(rest, "[S] ");
    has(rest, "</p>\n</section>");
    html.codes[CERTCHECK_F_EKU_LACKS_CLIENT_AUTH] = html.codes[CERTCHECK_F_CHAIN_INCOMPLETE] =
        false;
    html.codes[CERTCHECK_F_WEAK_SIGNATURE] = true; /* none */
    html_write_findings(&html, &context.out);
    has(written(), "</details>\n</section>");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(events_are_those_of_what_fails),
        OF_HTML(findings_that_are_mentioned_are_explained),
        OF_HTML(marks_are_explained_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
