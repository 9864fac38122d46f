/* SPDX-License-Identifier: MIT */
/* What the map and the tree share: judges, places, shapes, tallies. */
#include "draw/html_map.h"

#include "placed.h"

#define OUT (&context.out)

static struct html_map map;

static void
begin_map(void)
{
    map = (struct html_map){ .html = &html, .out = OUT };
    assert_true(html_links_make(&map.links, &html, html.hosts.n, host_of));
}

static void
judges_are_told_by_profile(void **state)
{
    static const struct {
        enum base_profile_id profile;
        enum html_judge judge;
    } rows[] = { { BASE_PROFILE_EDGE_PSOM, HTML_DATA_MCU },
                 { BASE_PROFILE_FE_CLIENT, HTML_CLIENTS },
                 { BASE_PROFILE_TLS_SERVER, HTML_DOTNET },
                 { BASE_PROFILE_TRUSTED_APP, HTML_RTCSRV } };
    struct html_record r = { .profile = NULL };

    (void)state;
    assert_int_equal(html_judge_of(&r), HTML_DOTNET);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        r.profile = base_profile_get(rows[i].profile);
        assert_int_equal(html_judge_of(&r), rows[i].judge);
    }
    for (int j = 0; j < HTML_JUDGES; j++)
        assert_true(*html_judge_name((enum html_judge)j) != '\0' &&
                    *html_judge_about((enum html_judge)j) != '\0');
    assert_string_equal(html_judge_name(HTML_DATA_MCU), "Data MCU");
    assert_string_equal(html_zone_name(HTML_ZONE_EDGE), "Edge Servers");
}

static void
places_are_by_zone_then_name(void **state)
{
    const struct html_host edge = { .zone = HTML_ZONE_EDGE, .place = 9 },
                           first = { .zone = HTML_ZONE_OTHER, .place = 1 },
                           second = { .zone = HTML_ZONE_OTHER, .place = 2 };

    (void)state;
    assert_true(html_compare_places(&edge, &first) < 0 && html_compare_places(&first, &edge) > 0);
    assert_true(html_compare_places(&first, &second) < 0);
    assert_true(html_compare_places(&second, &first) > 0);
    assert_int_equal(html_compare_places(&first, &first), 0);
}

static void
shapes_are_drawn(void **state)
{
    (void)state;
    html_svg_number(OUT, "x", 7);
    is_written("x7");
    html_svg_text(OUT, "title", 1, 2, NULL);
    is_written("<text class='title' x='1' y='2'>");
    html_svg_text(OUT, "title", 1, 2, "end");
    is_written("<text class='title' x='1' y='2' text-anchor='end'>");
    html_svg_words(OUT, "quiet", 3, 4, "Q&A");
    is_written("<text class='quiet' x='3' y='4'>Q&amp;A</text>\n");
    html_svg_box(OUT, "host", 1, 2, 3, 4);
    is_written("<rect class='host' x='1' y='2' width='3' height='4' rx='9'/>\n");
}

/* So that nobody needs the colour. */
static void
verdicts_have_signs(void **state)
{
    char signs[CERTCHECK_VERDICTS][64];

    (void)state;
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++) {
        const char *sign;

        html_svg_plug(OUT, (enum certcheck_verdict)v, 5, 6);
        sign = found(written(), "<path class='sign' d='");
        has(told_text, "' transform='translate(5 6)'><circle class='plug' r='9'/>");
        (void)snprintf(signs[v], sizeof signs[v], "%.40s", sign == NULL ? "" : sign);
    }
    assert_string_equal(signs[CERTCHECK_READY], "");
    assert_string_not_equal(signs[CERTCHECK_BREAKS], "");
    assert_string_not_equal(signs[CERTCHECK_BROKEN], "");
    assert_string_not_equal(signs[CERTCHECK_BREAKS], signs[CERTCHECK_BROKEN]);
    assert_string_not_equal(signs[CERTCHECK_INDETERMINATE], signs[CERTCHECK_BROKEN]);
    assert_string_not_equal(signs[CERTCHECK_INDETERMINATE], "");
}

/* Capitals are wider. */
static void
names_are_cut_to_their_room(void **state)
{
    const struct html_host small = { .index = 0 }, large = { .index = 1 };

    (void)state;
    add("edge<1>", 1, CERTCHECK_READY, BASE_PROFILE_TLS_SERVER);
    add("EDGE-SERVER-01", 1, CERTCHECK_READY, BASE_PROFILE_TLS_SERVER);
    begin_map();
    html_map_add_name(&map, &small, 20);
    is_written("edge&lt;1&gt;");
    html_map_add_name(&map, &large, 16);
    is_written("EDGE-SERVER-01");
    html_map_add_name(&map, &large, 15);
    assert_int_equal(strlen(written()), 13 + 2); /* an ellipsis has three bytes */
    html_links_free(&map.links);
}

static void
the_worst_is_that_of_a_judge(void **state)
{
    const struct html_host h = { .index = 0, .endpoints = 3 };
    enum certcheck_verdict worst = CERTCHECK_READY;

    (void)state;
    add("a", 1, CERTCHECK_BREAKS, BASE_PROFILE_EDGE_PSOM);
    add("a", 2, CERTCHECK_READY, BASE_PROFILE_FE_CLIENT);
    add("a", 3, CERTCHECK_BROKEN, BASE_PROFILE_EDGE_PSOM);
    begin_map();
    assert_true(html_map_worst(&map, &h, HTML_DATA_MCU, &worst));
    assert_int_equal(worst, CERTCHECK_BREAKS);
    assert_true(html_map_worst(&map, &h, HTML_CLIENTS, &worst));
    assert_int_equal(worst, CERTCHECK_READY);
    assert_false(html_map_worst(&map, &h, HTML_DOTNET, &worst));
    assert_true(html_map_worst(&map, &h, HTML_JUDGES, &worst));
    assert_int_equal(worst, CERTCHECK_BREAKS);
    html_links_free(&map.links);
}

#define WORD(verdict, text) "<tspan class='word " verdict "'>" text "</tspan>"

static void
tallies_name_ports_while_they_are_few(void **state)
{
    struct html_host h = { .index = 0, .endpoints = 3 };

    (void)state;
    add("a", 8061, CERTCHECK_BREAKS, BASE_PROFILE_FE_PSOM);
    add("a", 8057, CERTCHECK_READY, BASE_PROFILE_FE_CLIENT);
    add("a", 8060, CERTCHECK_BREAKS, BASE_PROFILE_FE_PSOM);
    begin_map();
    html_map_add_tally(&map, &h, HTML_JUDGES);
    is_written(WORD("breaks", "8061, 8060 breaks") " &#183; " WORD("ready", "8057 ready"));
    html_map_add_tally(&map, &h, HTML_CLIENTS);
    is_written(WORD("ready", "8057 ready"));
    h.endpoints = 4;
    html_map_add_tally(&map, &h, HTML_JUDGES);
    is_written(WORD("breaks", "2 breaks") " &#183; " WORD("ready", "1 ready"));
    html_links_free(&map.links);
}

static void
tallies_have_three_verdicts_at_most(void **state)
{
    const struct html_host h = { .index = 0, .endpoints = 4 };

    (void)state;
    add("a", 1, CERTCHECK_BREAKS, BASE_PROFILE_FE_PSOM);
    add("a", 2, CERTCHECK_BROKEN, BASE_PROFILE_FE_PSOM);
    add("a", 3, CERTCHECK_UNREACHABLE, BASE_PROFILE_FE_PSOM);
    begin_map();
    html_map_add_tally(&map, &h, HTML_JUDGES);
    lacks(written(), "&#8230;");
    html_links_free(&map.links);
    add("a", 4, CERTCHECK_READY, BASE_PROFILE_FE_PSOM);
    begin_map();
    html_map_add_tally(&map, &h, HTML_JUDGES);
    has(written(), "unreachable</tspan> &#183; &#8230;");
    lacks(told_text, "ready");
    html_links_free(&map.links);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(judges_are_told_by_profile),
        OF_HTML(places_are_by_zone_then_name),
        OF_HTML(shapes_are_drawn),
        OF_HTML(verdicts_have_signs),
        OF_HTML(names_are_cut_to_their_room),
        OF_HTML(the_worst_is_that_of_a_judge),
        OF_HTML(tallies_name_ports_while_they_are_few),
        OF_HTML(tallies_have_three_verdicts_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
