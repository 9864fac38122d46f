/* SPDX-License-Identifier: MIT */
/* Templates and requests in tables of their own. */
#include "fixture_build.h"
#include "html/made.h"

static struct assess_template template(const char *name, enum certcheck_verdict as_server,
                                       enum certcheck_verdict as_both)
{
    return (struct assess_template){ .name = name,
                                     .schema_version = 2,
                                     .governs = "eku",
                                     .shows_subject = true,
                                     .supplies_subject = true,
                                     .as_server = as_server,
                                     .as_both = as_both };
}

static void
add(const struct assess_template *t, enum certcheck_verdict verdict,
    const struct certcheck_finding *f)
{
    struct assess_result r = { .file = "<t>.txt",
                               .as_template = t,
                               .verdict = verdict,
                               .findings = f,
                               .findings_n = f != NULL };

    (void)build_shown(&r, 0x2A, t->name, true);
    html_add_template(&context, &r);
}

static const char *
told(void)
{
    html_write_templates(&html, &context.out);
    return written();
}

static const struct certcheck_finding lacking = { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH,
                                                  .element = -1 };

static void
a_template_is_a_row(void **state)
{
    const struct assess_template t = template("<A>", CERTCHECK_READY, CERTCHECK_BREAKS);

    (void)state;
    assert_string_equal(told(), "");
    add(&t, CERTCHECK_BREAKS, &lacking);
    has(told(), "<section aria-labelledby='templates'>");
    has(told_text, "<tr><td class='name'>&lt;A&gt;<span class='sub'>&lt;t&gt;.txt</span></td>"
                   "<td class='word' data-label='For servers'><span class='badge ");
    has(told_text, "'>can be made to fit</span></td>"
                   "<td class='word' data-label='Verdict'>breaks</td>"
                   "<td class='set' data-label='Usages'>serverAuth, clientAuth</td>"
                   "<td class='word' data-label='Subject from'>the request</td>"
                   "<td class='number' data-label='Version'>2</td>"
                   "<td class='why' data-label='To do'><p>");
    has(told_text, "<p class='quiet'>1 can be made to fit</p>");
    assert_int_equal(html.template_verdicts[CERTCHECK_BREAKS], 1);
    assert_int_equal(html_templates_n(&html), 1);
}

/* One that is not for servers has no verdict there, and nothing to do; any usage is said. */
static void
those_not_for_servers_have_no_verdict(void **state)
{
    const struct assess_template user = template("User", CERTCHECK_BREAKS, CERTCHECK_BREAKS);
    struct assess_result r = { .file = "t.txt", .as_template = &user, .verdict = CERTCHECK_BREAKS };

    (void)state;
    r.findings = &lacking;
    r.findings_n = 1;
    html_add_template(&context, &r);
    has(told(), "<td class='word' data-label='Verdict'></td>"
                "<td class='set' data-label='Usages'>any</td>");
    has(told_text, "data-label='To do'></td></tr>");
}

/* Those to request from first, whatever order they came in. */
static void
what_fits_stands_first(void **state)
{
    const struct assess_template user = template("User", CERTCHECK_BREAKS, CERTCHECK_BREAKS),
                                 web = template("Web", CERTCHECK_READY, CERTCHECK_BREAKS),
                                 part = template("Part", CERTCHECK_INDETERMINATE,
                                                 CERTCHECK_INDETERMINATE),
                                 both = template("Both", CERTCHECK_READY, CERTCHECK_READY);
    const char *text;

    (void)state;
    add(&user, CERTCHECK_BREAKS, NULL);
    add(&part, CERTCHECK_INDETERMINATE, NULL);
    add(&web, CERTCHECK_BREAKS, NULL);
    add(&both, CERTCHECK_READY, NULL);
    text = behind(told(), "<td class='name'>Both<");
    text = behind(text, "<td class='name'>Web<");
    text = behind(text, "<td class='name'>Part<");
    has(text, "<td class='name'>User<");
    html_add_fits(&context.out, &html);
    has(written(), "1 fits, 1 can be made to fit");
}

static void
a_request_names_its_template(void **state)
{
    const struct certcheck_finding named = { .code = CERTCHECK_F_REQUEST_NAMES_TEMPLATE,
                                             .element = -1,
                                             .arg = { (const uint8_t *)"<Web>", 5 } };
    const struct certcheck_judgement g = { .required = 2,
                                           .by_usage = { CERTCHECK_READY, CERTCHECK_BREAKS } };
    struct assess_result r = { .file = "<a>.req",
                               .kind = "request",
                               .verdict = CERTCHECK_BREAKS,
                               .judgement = &g,
                               .findings = &named,
                               .findings_n = 1 };

    (void)state;
    (void)build_shown(&r, 0x2A, "edge01", true);
    add_result(&r);
    assert_int_equal(html.requests_n, 1);
    has(told(), "<section aria-labelledby='requests'>");
    has(told_text, "<tr data-verdict='breaks'><td class='name'>&lt;a&gt;.req</td>"
                   "<td data-sort='5'><span class='badge breaks'>breaks</span></td>"
                   "<td class='word' data-label='Template'>&lt;Web&gt;</td>"
                   "<td class='cn' data-label='Subject'>edge01</td>"
                   "<td class='word' data-label='By usage'>clientAuth <span ");
    lacks(told_text, "id='templates'");
}

static void
no_memory_is_noticed(void **state)
{
    (void)state;
    assert_false(html_templates_no_memory(&html));
    html.requests.no_memory = true;
    assert_true(html_templates_no_memory(&html));
    html.requests.no_memory = false;
    html.templates[ASSESS_TEMPLATE_FITS - 1].no_memory = true;
    assert_true(html_templates_no_memory(&html));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(a_template_is_a_row),    OF_HTML(those_not_for_servers_have_no_verdict),
        OF_HTML(what_fits_stands_first), OF_HTML(a_request_names_its_template),
        OF_HTML(no_memory_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
