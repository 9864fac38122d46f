/* SPDX-License-Identifier: MIT */
/* The records of each group as a chain, in order. */
#include "html/made.h"

static uint32_t
group_of(const struct html_record *r)
{
    return r->group;
}

static void
add(uint32_t group)
{
    const struct html_record r = { .group = group };

    output_add(&html.records, &r, sizeof r);
}

static void
records_are_linked_by_group(void **state)
{
    struct html_links l;

    (void)state;
    add(1);
    add(0);
    add(HTML_NONE);
    add(1);
    add(1);
    assert_int_equal(html_records_n(&html), 5);
    assert_true(html_links_make(&l, &html, 3, group_of));
    assert_int_equal(l.n, 3);
    assert_true(l.first[0] == 1 && l.next[1] == HTML_NONE);
    assert_true(l.first[1] == 0 && l.next[0] == 3 && l.next[3] == 4 && l.next[4] == HTML_NONE);
    assert_true(l.first[2] == HTML_NONE);
    html_links_free(&l);
    assert_null(l.first);
    assert_null(l.next);
}

static void
without_records_there_are_no_chains(void **state)
{
    struct html_links l;

    (void)state;
    assert_true(html_links_make(&l, &html, 1, group_of));
    assert_true(l.first[0] == HTML_NONE);
    html_links_free(&l);
    assert_true(html_links_make(&l, &html, 0, group_of));
    html_links_free(&l);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(records_are_linked_by_group),
        OF_HTML(without_records_there_are_no_chains),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
