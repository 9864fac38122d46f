/* SPDX-License-Identifier: MIT */
/* The tree: under each judge the servers it judges, zone by zone. */
#include "draw/html_map.h"

#include "placed.h"

static struct html_host hosts[4];

static const char *
told(void)
{
    struct html_map map = { .html = &html, .out = &context.out, .hosts = hosts };

    assert_true(html_links_make(&map.links, &html, html.hosts.n, host_of));
    for (; map.n < html.hosts.n; map.n++)
        hosts[map.n] = (struct html_host){ .index = map.n,
                                           .place = map.links.first[map.n],
                                           .zone = (enum html_zone)html.zones.ptr[map.n],
                                           .endpoints = 1 };
    html_write_tree(&map);
    html_links_free(&map.links);
    return written();
}

static void
a_branch_for_each_judge(void **state)
{
    const char *text;

    (void)state;
    add("fe01", 8060, CERTCHECK_BREAKS, BASE_PROFILE_FE_PSOM);
    add("edge01", 8057, CERTCHECK_READY, BASE_PROFILE_EDGE_PSOM);
    add("fe01", 8057, CERTCHECK_READY, BASE_PROFILE_FE_CLIENT);
    text = told();
    has(text, "viewBox='0 0 360 ");
    text = behind(text, ">Data MCU</text>");
    text = behind(text, "<text class='zone' x='60' y='74'>Edge Servers</text>"); /* first */
    text = behind(text, "<path class='wire ready' ");
    text = behind(text, ">edge01</text>");
    text = behind(text, ">Front End Servers</text>");
    text = behind(text, "<path class='wire breaks' ");
    text = behind(text, ">fe01</text>");
    text = behind(text, "8060 breaks");
    text = behind(text, ">Meeting clients</text>");
    lacks(text, "8060");
    text = behind(text, ">fe01</text>");
    text = behind(text, "8057 ready");
    lacks(text, "edge01");
}

/* 54 of a judge, 46 a row, 26 a zone, 18 below. */
static void
the_drawing_is_as_high_as_its_branches(void **state)
{
    (void)state;
    add("fe01", 8060, CERTCHECK_READY, BASE_PROFILE_FE_PSOM);
    has(told(), "viewBox='0 0 360 144'");
    add("fe02", 8060, CERTCHECK_READY, BASE_PROFILE_FE_PSOM);
    has(told(), "viewBox='0 0 360 190'");
    has(told_text, "<path class='spine' d='M18 54V");
    add("fe02", 8057, CERTCHECK_READY, BASE_PROFILE_FE_CLIENT);
    has(told(), "viewBox='0 0 360 334'");
    has(told_text, "<rect class='judge' x='1' y='191'"); /* the second branch */
}

static void
without_servers_it_is_empty(void **state)
{
    (void)state;
    assert_string_equal(told(), "<svg class=\"tree\" role=\"img\" aria-labelledby=\"estate\" "
                                "viewBox=\"0 0 360 0\">\n</svg>\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(a_branch_for_each_judge),
        OF_HTML(the_drawing_is_as_high_as_its_branches),
        OF_HTML(without_servers_it_is_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
