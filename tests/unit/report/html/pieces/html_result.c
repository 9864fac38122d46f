/* SPDX-License-Identifier: MIT */
/* Rows, sentences and certificates of one result: what is escaped, linked, or left out. */
#include "fixture_build.h"
#include "html/made.h"

static const char *
sentences(const struct assess_result *r)
{
    html_add_sentences(&context, &context.out, r);
    return written();
}

static void
findings_link_to_their_meaning(void **state)
{
    const struct certcheck_finding findings[] = {
        { .code = CERTCHECK_F_CHAIN_INCOMPLETE, .element = -1 },
        { .code = CERTCHECK_F_HOST_NAME_MISMATCH,
          .element = -1,
          .arg = { (const uint8_t *)"<b>", 3 } },
        { .code = CERTCHECK_F_TRIAL_NOT_REQUESTED, .element = -1 },
    };
    const struct assess_result r = { .target = "a:1", .findings = findings, .findings_n = 3 };
    const char *text = sentences(&r);

    (void)state;
    has(text, "&lt;b&gt;");
    has(text, " <a class='code' href='#HOST_NAME_MISMATCH'>HOST_NAME_MISMATCH</a></p>");
    has(text, "TRIAL_NOT_REQUESTED</a>"); /* the user asked for it */
    lacks(text, "CHAIN_INCOMPLETE");
    assert_true(html.codes[CERTCHECK_F_HOST_NAME_MISMATCH]);
    assert_false(html.codes[CERTCHECK_F_CHAIN_INCOMPLETE]);
    context.style.verbose = 1;
    has(sentences(&r), "CHAIN_INCOMPLETE</a></p>");
    assert_true(html.codes[CERTCHECK_F_CHAIN_INCOMPLETE]);
}

static void
errors_are_told_once(void **state)
{
    struct probe_error e = {
        .kind = PROBE_NOT_TLS, .alert = -1, .tried = 1u << PROBE_TRIED_CLIENT, .text = "220 <ftp>"
    };
    struct assess_result r = { .target = "a:1", .error = &e };

    (void)state;
    assert_string_equal(sentences(&r),
                        "<p>the peer speaks a protocol other than TLS: 220 &lt;ftp&gt; "
                        "<span class=\"code\">not-tls</span></p>"
                        "<p>tried: as TLS client with TLS 1.2 and below</p>");
    e = (struct probe_error){ .kind = PROBE_RESET, .alert = -1, .text = "the peer reset it" };
    assert_string_equal(sentences(&r),
                        "<p>the peer reset it <span class=\"code\">reset</span></p>");
    e = (struct probe_error){ .kind = PROBE_REFUSED,
                              .alert = -1,
                              .text = "nothing listens on the port" };
    assert_string_equal(sentences(&r), "<p>nothing listens on the port "
                                       "<span class=\"code\">refused</span></p>");
    r.certificates_n = 1;
    assert_string_equal(sentences(&r), "");
    r.certificates_n = 0;
    e.kind = PROBE_OK;
    assert_string_equal(sentences(&r), "");
}

static void
remedies_are_a_list_where_they_are_several(void **state)
{
    const struct certcheck_finding f = { .code = CERTCHECK_F_EKU_LACKS_CLIENT_AUTH },
                                   late = { .code = CERTCHECK_F_EXPIRED };
    struct assess_result r = { .target = "a:1",
                               .verdict = CERTCHECK_BREAKS,
                               .profile = base_profile_get(BASE_PROFILE_EDGE_PSOM),
                               .findings = &f,
                               .findings_n = 1 };

    (void)state;
    html_add_advice(&context.out, &r);
    has(written(), "<dt>To do</dt><dd><ol><li>");
    has(told_text, "</li></ol></dd>");
    r = (struct assess_result){
        .target = "a:1", .verdict = CERTCHECK_BROKEN, .findings = &late, .findings_n = 1
    };
    html_add_advice(&context.out, &r);
    has(written(), "<dt>To do</dt><dd>Renew the certificate ");
    lacks(told_text, "<li>");
    r = (struct assess_result){ .target = "a:1" };
    html_add_advice(&context.out, &r);
    is_written("");
}

static void
a_certificate_has_its_facts(void **state)
{
    struct assess_result r = { .target = "a:1" };
    struct assess_certificate *c = build_shown(&r, 0x2A, "<edge01>", true);
    const char *text;

    (void)state;
    c[0].facts.eku.critical = true;
    html_add_certificate(&context, &context.out, &r);
    text = written();
    has(text, "<td class='name'><details><summary>\\&lt;edge01\\&gt;<span class='sub hex'>2a2a");
    has(text, "<dt>Subject</dt><dd>CN=\\&lt;edge01\\&gt;,O=Contoso</dd>");
    has(text, "<dt>Serial</dt><dd><code>612a000a</code></dd>");
    has(text, "<dt>Names</dt><dd>DNS:&lt;edge01&gt;</dd>");
    has(text, "<dt>SHA-1</dt><dd><code>2a2a");
    has(text, "<dt>SHA-256</dt><dd><code>2a2a");
    has(text, "<td class='cn' data-label='Issuer'>Contoso Issuing CA 1</td>");
    has(text, "data-sort='2018-05-01T00:00:00Z'><time ");
    has(text, "<td class='set' data-label='EKU'>serverAuth, clientAuth (critical)</td>");
    has(text, "<td class='set' data-label='Application Policies'>absent</td>");
    c[0].made_sha1 = true;
    c[0].facts.defects = CERTCHECK_DEFECT_NOT_AFTER;
    html_add_certificate(&context, &context.out, &r);
    text = written();
    lacks(text, "SHA-1<");
    lacks(text, "sub hex");
    has(text, "</time> to unreadable</dd>");
    has(text, "data-sort=''>unreadable</td>");
    c[0].readable = false;
    html_add_certificate(&context, &context.out, &r);
    text = written();
    has(text, "<summary>not a certificate</summary>");
    has(text, "</td><td></td><td></td><td></td><td></td>");
    lacks(text, "Subject");
}

static void
usages_have_badges(void **state)
{
    const struct certcheck_judgement g = { .required = 3,
                                           .by_usage = { CERTCHECK_READY, CERTCHECK_BREAKS } };
    struct assess_result r = { .file = "a" };

    (void)state;
    html_add_by_usage(&context.out, &r);
    is_written("<td class='word' data-label='By usage'></td>");
    r.judgement = &g;
    html_add_by_usage(&context.out, &r);
    is_written("<td class='word' data-label='By usage'>serverAuth <span class='badge ready'>ready"
               "</span><br>clientAuth <span class='badge breaks'>breaks</span></td>");
}

static const char *
row(const struct assess_result *r, uint32_t certificate)
{
    const struct html_record record = { .label_from = 0,
                                        .label_len = (uint32_t)html.labels.len,
                                        .certificate = certificate };

    html.rows.len = 0;
    html_add_row(&context, r, &record);
    output_add_slice(&context.out, output_bytes_since(&html.rows, 0));
    return written();
}

static void
a_row_sorts_by_its_verdict(void **state)
{
    const struct probe_result p = {
        .address = "10.0.0.5", .tls = true, .version = 0x0303, .peer_role = PROBE_ROLE_CLIENT
    };
    struct assess_result r = { .target = "a:1",
                               .verdict = CERTCHECK_BREAKS,
                               .profile = base_profile_get(BASE_PROFILE_FE_PSOM),
                               .probe = &p,
                               .indirect = true };
    const char *text;

    (void)state;
    output_add_str(&html.labels, "a:1");
    output_add_str(&html.sentences, "<p>why</p>");
    (void)build_shown(&r, 0x2A, "edge01", true);
    text = row(&r, 7);
    has(text, "<tr data-verdict='breaks'><td class='name'>a:1<span class='sub'>10.0.0.5</span></td>"
              "<td data-sort='5'><span class='badge breaks'>breaks</span></td>"
              "<td class='word' data-label='Profile'>fe-psom"
              "<span class='sub'>read on another port</span>"
              "<span class='sub'>TLSv1.2, peer is TLS client</span></td>"
              "<td class='cn' data-label='Certificate'><a href='#c7'>edge01</a></td>");
    has(text, "<td class='why'><p>why</p></td></tr>\n");
    lacks(text, "By usage");
    r.target = NULL;
    r.file = "a.pem";
    r.kind = "certificate";
    r.profile = NULL;
    r.probe = NULL;
    text = row(&r, HTML_NONE);
    has(text, "data-label='Kind'>certificate<span class='sub'>read");
    has(text, "data-label='By usage'>");
    has(text, "data-label='Certificate'></td>");
    lacks(text, "TLSv1.2");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(findings_link_to_their_meaning),
        OF_HTML(errors_are_told_once),
        OF_HTML(remedies_are_a_list_where_they_are_several),
        OF_HTML(a_certificate_has_its_facts),
        OF_HTML(usages_have_badges),
        OF_HTML(a_row_sorts_by_its_verdict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
