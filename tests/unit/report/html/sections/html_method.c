/* SPDX-License-Identifier: MIT */
/* What was judged, and what was not listed. */
#include "html/made.h"

static const char *
told(const struct assess_run_info *run)
{
    html_add_method(&context.out, run);
    return written();
}

static void
a_policy_is_told_in_words(void **state)
{
    struct assess_run_info run = { .policy.at_s = 86400 };

    (void)state;
    has(told(&run), "<dt>Judged as of</dt><dd><time datetime='1970-01-02T00:00:00Z'");
    has(told_text, "<dt>Required</dt><dd>by the profile of each endpoint</dd>"
                   "<dt>Opt-out</dt><dd>none</dd><dt>Trust</dt><dd>not judged</dd></dl>");
    run.policy.required = BASE_USAGE_SERVER_AUTH;
    run.policy.opted_out = run.policy.trust = true;
    has(told(&run), "<dt>Required</dt><dd>Server Authentication</dd>"
                    "<dt>Opt-out</dt><dd>judged as on a machine that has it</dd>"
                    "<dt>Trust</dt><dd>judged by the roots given</dd></dl>");
    run.policy.required = BASE_USAGE_CLIENT_AUTH;
    has(told(&run), "<dd>Client Authentication</dd>");
    run.policy.required = BASE_USAGE_CLIENT_AUTH | BASE_USAGE_SERVER_AUTH;
    has(told(&run), "<dd>Server and Client Authentication</dd>");
}

static void
notes_are_a_list(void **state)
{
    static const char *const notes[] = { "a <b>", "two" }, *const local[] = { NULL, "zwei" };
    struct assess_run_info run = { .notes = notes, .notes_n = 2 };

    (void)state;
    has(told(&run), "<ul><li>a &lt;b&gt;</li><li>two</li></ul>");
    run.notes_local = local;
    has(told(&run), "<ul><li>a &lt;b&gt;</li><li>zwei</li></ul>");
}

static void
what_is_left_out_is_counted(void **state)
{
    (void)state;
    html_add_left_out(&html, &context.out);
    is_written("");
    html.left_out = 2;
    html_add_left_out(&html, &context.out);
    is_written("<p class='quiet'>Not listed: 2 objects that are ready.</p>");
    html.endpoints = true;
    html_add_left_out(&html, &context.out);
    is_written("<p class='quiet'>Not listed: 2 endpoints that are ready.</p>");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(a_policy_is_told_in_words),
        OF_HTML(notes_are_a_list),
        OF_HTML(what_is_left_out_is_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
