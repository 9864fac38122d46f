/* SPDX-License-Identifier: MIT */
/* A large estate by pool, domain, issuing CA and zone; a view that tells nothing apart is left
 * out. */
#include <stdio.h>

#include "fixture_build.h"
#include "html/made.h"

#define MANY 33

static char names[MANY][16];

static void
add(const char *host, const char *origin, enum certcheck_verdict verdict)
{
    const struct assess_result r = { .target = host,
                                     .host = host,
                                     .port = 1,
                                     .origin = origin,
                                     .verdict = verdict,
                                     .profile = base_profile_get(BASE_PROFILE_FE_PSOM) };

    add_result(&r);
}

static const char *
told(void)
{
    assert_true(html_write_sites(&html, &context.out));
    return written();
}

static void
connections_are_counted_by_domain(void **state)
{
    const char *text;

    (void)state;
    add("fe01.north.<c>.com", NULL, CERTCHECK_READY);
    add("fe02.north.<c>.com", NULL, CERTCHECK_READY);
    add("fe03.south.com", NULL, CERTCHECK_BREAKS);
    add("fe04.south.com", NULL, CERTCHECK_READY);
    add("bare", NULL, CERTCHECK_READY);
    text = told();
    has(text, "<section aria-labelledby='estate'>");
    has(text, "<p>Connections by domain, the worst first.</p>");
    lacks(text, "by pool"); /* there is none */
    lacks(text, "by kind"); /* all are of one */
    text = behind(text, "<tr><th scope='row'>south.com</th><td class='number'>2</td>");
    text = behind(text, "viewBox='0 0 2 1'");
    text = behind(text, "<rect class='breaks' height='1' x='0' width='1'/>"
                        "<rect class='ready' height='1' x='1' width='1'/></svg></td>"
                        "<td class='number'>1</td><td class='number'>1</td></tr>\n");
    has(text, "<th scope='row'>north.&lt;c&gt;.com</th><td class='number'>2</td>");
    has(text, "width='2'/></svg></td><td class='number'></td><td class='number'>2</td></tr>");
    has(text, "<th scope='row'>bare</th><td class='number'>1</td>");
}

/* They are in no domain. */
static void
addresses_stay_whole(void **state)
{
    (void)state;
    add("10.0.0.5", NULL, CERTCHECK_READY);
    add("[2001:db8::a.b]", NULL, CERTCHECK_READY);
    has(told(), "<th scope='row'>10.0.0.5</th>");
    has(told_text, "<th scope='row'>[2001:db8::a.b]</th>");
}

static void
pools_and_issuers_are_views(void **state)
{
    struct assess_result r = { .target = "fe09.a.com", .host = "fe09.a.com", .port = 1 };

    (void)state;
    add("fe01.a.com", "t.xml: pool01", CERTCHECK_READY);
    add("fe02.a.com", "t.xml: pool01", CERTCHECK_READY);
    add("fe03.a.com", "t.xml: pool02", CERTCHECK_BREAKS);
    add("fe04.a.com", "argument", CERTCHECK_BREAKS);
    (void)build_shown(&r, 0x2A, "edge01", true);
    add_result(&r);
    has(told(), "<p>Connections by pool, the worst first.</p>");
    has(told_text, "<th scope='row'>pool02</th><td class='number'>1</td>");
    lacks(told_text, "by domain");
    lacks(told_text, "by the CA"); /* one issuer alone */
    has(told_text, "<th scope='row'>Other servers</th><td class='number'>1</td>");
    has(told_text, "<th scope='row'>Front End Servers</th><td class='number'>4</td>");
    build_shown(&r, 0x2A, "edge01", true)->facts.issuer = build_name("Another CA");
    r.target = r.host = "fe10.a.com";
    add_result(&r);
    has(told(), "<th scope='row'>Another CA</th>");
}

/* Where no view tells anything apart there is one all the same. */
static void
one_view_is_always_there(void **state)
{
    (void)state;
    add("fe01.a.com", NULL, CERTCHECK_READY);
    add("fe02.a.com", NULL, CERTCHECK_READY);
    has(told(), "<p>Connections by domain, the worst first.</p>");
    has(told_text, "<th scope='row'>a.com</th><td class='number'>2</td>");
}

static void
views_of_one_each_are_left_out(void **state)
{
    (void)state;
    add("fe01.a.com", "t.xml: pool01", CERTCHECK_READY);
    add("fe02.b.com", "t.xml: pool01", CERTCHECK_READY);
    add("fe03.c.com", "t.xml: pool02", CERTCHECK_READY);
    has(told(), "<p>Connections by pool, the worst first.</p>");
    lacks(told_text, "by domain");
}

static void
many_sites_are_counted(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 32; i++) {
        (void)snprintf(names[i], sizeof names[i], "a.s%u.com", i);
        add(names[i], NULL, CERTCHECK_READY);
    }
    add("b.s0.com", NULL, CERTCHECK_READY);
    has(told(), "<p class='quiet'>and 2 more, in the table below</p>");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(connections_are_counted_by_domain), OF_HTML(addresses_stay_whole),
        OF_HTML(pools_and_issuers_are_views),       OF_HTML(one_view_is_always_there),
        OF_HTML(views_of_one_each_are_left_out),    OF_HTML(many_sites_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
