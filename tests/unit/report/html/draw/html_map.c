/* SPDX-License-Identifier: MIT */
/* The map: which side a server stands on, a line a connection, and tallies where it would be too
 * high. */
#include "draw/html_map.h"

#include <stdio.h>

#include "placed.h"

#define MANY 30

static char names[MANY][8];

/* The map alone, without the tree. */
static const char *
told(void)
{
    char *tree;

    assert_true(html_write_map(&html, &context.out));
    (void)written();
    tree = strstr(told_text, "<svg class=\"tree\"");
    assert_non_null(tree);
    if (tree != NULL)
        *tree = '\0';
    return told_text;
}

static size_t
times(const char *text, const char *part)
{
    size_t n = 0;

    while ((text = found(text, part)) != NULL) {
        text++;
        n++;
    }
    return n;
}

/* Edge Servers on the left, all others on the right. */
static void
edges_stand_on_the_left(void **state)
{
    const char *text;

    (void)state;
    add("fe01", 8060, CERTCHECK_READY, BASE_PROFILE_FE_PSOM);
    add("edge01", 8057, CERTCHECK_BREAKS, BASE_PROFILE_EDGE_PSOM);
    text = told();
    has(text, "<section aria-labelledby='estate'>");
    has(text, "A line that ends in a cross is a connection that the update breaks.");
    has(text, "<text class='zone' x='10' y='23'>Edge Servers</text>");
    has(text, "<text class='zone' x='740' y='23'>Front End Servers</text>");
    has(text, "<rect class='host' x='10' y='35' width='330' height='62' rx='9'/>\n"
              "<text class='title' x='32' y='55'>edge01</text>");
    has(text, "<rect class='host' x='740' y='35'");
    has(text, "<path class='wire breaks' d='M445 ");
    has(text, " 340 78'/>");
    has(text, "<path class='wire ready' d='M635 ");
    has(text, " 740 78'/>");
    has(text, "transform='translate(340 78)'");
    has(text, "transform='translate(740 78)'");
    assert_int_equal(times(text, "<rect class='judge'"), 1); /* the Data MCU judges both */
}

static void
each_endpoint_is_a_row(void **state)
{
    const char *text;

    (void)state;
    add("fe01", 8060, CERTCHECK_BREAKS, BASE_PROFILE_FE_PSOM);
    add("fe01", 8057, CERTCHECK_READY, BASE_PROFILE_FE_CLIENT);
    text = told();
    assert_int_equal(times(text, "<path class='wire "), 2);
    assert_int_equal(times(text, "<rect class='host'"), 1);
    has(text, "height='88'");
    has(text, ">8060</text><text class='quiet' x='810' y='83'>fe-psom</text>");
    has(text, ">8057</text><text class='quiet' x='810' y='109'>fe-client</text>");
    assert_int_equal(times(text, "<rect class='judge'"), 2);
}

static void
many_of_one_kind_stand_on_both_sides(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        (void)snprintf(names[i], sizeof names[i], "fe%u", i);
        add(names[i], 8060, CERTCHECK_READY, BASE_PROFILE_FE_PSOM);
    }
    assert_int_equal(times(told(), "<rect class='host' x='10'"), 0);
    add("fe6", 8060, CERTCHECK_READY, BASE_PROFILE_FE_PSOM);
    assert_int_equal(times(told(), "<rect class='host' x='10'"), 4);
    assert_int_equal(times(told_text, "<rect class='host' x='740'"), 3);
    assert_int_equal(times(told_text, "Front End Servers"), 2);
}

/* A line then stands for all connections between two. */
static void
a_high_map_has_tallies(void **state)
{
    const char *text;

    (void)state;
    for (unsigned i = 0; i < 26; i++) {
        (void)snprintf(names[i], sizeof names[i], "fe%02u", i);
        add(names[i], 8060, CERTCHECK_READY, BASE_PROFILE_FE_PSOM);
        add(names[i], 8061, i == 3 ? CERTCHECK_BREAKS : CERTCHECK_READY, BASE_PROFILE_FE_PSOM);
    }
    text = told();
    has(text, "if the update breaks at least one.");
    assert_int_equal(times(text, "<path class='wire "), 26);
    assert_int_equal(times(text, "<path class='wire breaks'"), 1);
    assert_int_equal(times(text, "<text class='tally'"), 26);
    assert_int_equal(times(text, "height='48'"), 26);
}

/* A judge stands in the middle of its lines, and below the one before. */
static void
judges_do_not_overlap(void **state)
{
    static const enum base_profile_id profiles[] = { BASE_PROFILE_FE_PSOM, BASE_PROFILE_FE_CLIENT,
                                                     BASE_PROFILE_TLS_SERVER };
    const char *text;
    long before = -1000;
    unsigned highest;

    (void)state;
    for (unsigned i = 0; i < 3; i++)
        add("fe01", (uint16_t)(8000 + i), CERTCHECK_READY, profiles[i]);
    text = behind(told(), " role='img' aria-labelledby='estate' viewBox='0 0 1080 ");
    highest = (unsigned)strtol(text, NULL, 10);
    for (unsigned i = 0; i < 3; i++) {
        long y;

        text = behind(text, "<rect class='judge' x='445' y='");
        y = strtol(text, NULL, 10);
        assert_true(y >= 0 && y - before >= 58 + 26);
        assert_true(y + 58 <= (long)highest);
        before = y;
    }
}

/* What was left out has no box. */
static void
servers_without_results_are_not_drawn(void **state)
{
    (void)state;
    context.style.quiet = true;
    add("fe01", 8060, CERTCHECK_READY, BASE_PROFILE_FE_PSOM);
    add("fe02", 8060, CERTCHECK_BREAKS, BASE_PROFILE_FE_PSOM);
    assert_int_equal(times(told(), "<rect class='host'"), 1);
    lacks(told_text, "fe01");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(edges_stand_on_the_left),
        OF_HTML(each_endpoint_is_a_row),
        OF_HTML(many_of_one_kind_stand_on_both_sides),
        OF_HTML(a_high_map_has_tallies),
        OF_HTML(judges_do_not_overlap),
        OF_HTML(servers_without_results_are_not_drawn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
