/* SPDX-License-Identifier: MIT */
/* Rows as shapes and texts: what differs from row to row is a mark in the shape. */
#include "html/made.h"

static const char *
packed(const char *rows)
{
    html_add_packed(&context.out, base_slice_str(rows));
    return written();
}

static void
nothing_is_packed_as_nothing(void **state)
{
    (void)state;
    assert_string_equal(packed(""), "{\"shapes\":[],\"texts\":[],\"rows\":[\n]}");
}

/* Rows of one shape share it, and equal texts are there once. */
static void
rows_share_shapes_and_texts(void **state)
{
    (void)state;
    assert_non_null(strstr(packed("<i>aa</i><b>bb</b>\n<i>bb</i><b>cc</b>\n<i></i><b>aa</b>\n"),
                           "\"texts\":[\"aa\",\"bb\",\"cc\"],\"rows\":[\n"
                           "[0,0,1],\n[0,1,2],\n[1,0]]}"));
    assert_non_null(strstr(told_text, "\\u0001"));
}

/* Of attributes, those whose values are the row's own. */
static void
values_of_some_attributes_are_texts(void **state)
{
    (void)state;
    has(packed("<a class='k' href=\"#c1\" id=\"x\">t</a>\n"
               "<a class='k' href=\"#c2\" id=\"y\">t</a>"),
        "'texts':['#c1','x','t','#c2','y'],'rows':[\n[0,0,1,2],\n[0,3,4,2]]}");
    has(told_text, "href=\\'\\u0002\\' id=\\'\\u0002\\'");
    lacks(told_text, "class=\\'\\u0002");
    has(packed("<td data-sort=\"5\"><time datetime=\"d\" title=\"t\">"),
        "'texts':['5','d','t'],'rows':[\n[0,0,1,2]]}");
}

/* A text that holds an earlier one of its row is cut there; short ones are no names. */
static void
names_are_cut_out(void **state)
{
    (void)state;
    has(packed("<i>edge01</i><b>the EKU of edge01 lacks it, edge01</b>"),
        "'texts':['edge01','the EKU of ',' lacks it, '],'rows':[\n[0,0,1,0,2,0]]}");
    has(packed("<i>edge1</i><b>of edge1 it</b>"), "'texts':['edge1','of edge1 it'],");
    has(packed("<i>edge01</i>\n<b>of edge01 it</b>"), "'texts':['edge01','of edge01 it'],");
    has(packed("<i>edge01</i><b>edge01 it</b>"), "'texts':['edge01',' it'],'rows':[\n[0,0,0,1]]}");
    has(packed("<i>edge01</i><b>edge01</b>"), "'texts':['edge01'],'rows':[\n[0,0,0]]}");
    has(packed("<i>edge01</i><b>eedge0edge01</b>"), "'texts':['edge01','eedge0'],");
}

static void
what_ends_early_is_packed_whole(void **state)
{
    (void)state;
    has(packed("text"), "'texts':['text'],'rows':[\n[0,0]]}");
    has(packed("<a href=\"x"), "'texts':['x'],'rows':[\n[0,0]]}");
    has(packed("<a"), "'texts':[],'rows':[\n[0]]}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        OF_HTML(nothing_is_packed_as_nothing),        OF_HTML(rows_share_shapes_and_texts),
        OF_HTML(values_of_some_attributes_are_texts), OF_HTML(names_are_cut_out),
        OF_HTML(what_ends_early_is_packed_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
