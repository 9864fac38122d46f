/* SPDX-License-Identifier: MIT */
/* What a line is about, without reading it: what an index relies on is there and within its bounds,
 * or the line is none. */
#include <record/read.h>

#include "written.h"

#include <stdio.h>

#define TARGET "'target':'a:1','host':'a','port':1,'profile':'fe-psom','verdict':'breaks'"
#define REST ",'error':null,'findings':[],'replay':{'policy':{'trust':false}}"

static struct record_summary b;
static char why[256];
static char *line;

static bool
read(const char *text)
{
    free(line);
    line = quoted(text);
    why[0] = '\0';
    return record_summary_read(base_slice_str(line), &b, BASE_TEXT_IN(why));
}

static int
end(void **state)
{
    (void)state;
    free(line);
    line = NULL;
    return 0;
}

static void
a_target_is_told_by_its_keys(void **state)
{
    (void)state;
    assert_true(read("{" TARGET REST ",'seen_from':'jump01'}\n"));
    assert_false(b.of_file);
    assert_true(base_slice_eq_str(b.target, "a:1"));
    assert_true(base_slice_eq_str(b.host, "a"));
    assert_true(base_slice_eq_str(b.seen_from, "jump01"));
    assert_int_equal(b.port, 1);
    assert_ptr_equal(b.profile, base_profile_get(BASE_PROFILE_FE_PSOM));
    assert_int_equal(b.verdict, CERTCHECK_BREAKS);
    assert_int_equal(b.error, PROBE_OK);
    assert_int_equal(b.policy.len, strlen("{'trust':false}"));
    assert_int_equal(b.peer.len + b.leaf.len, 0);
}

static void
what_is_null_is_none(void **state)
{
    (void)state;
    assert_true(read("{'file':'x.pem','index':4294967295,'host':null,'port':null,'profile':null,"
                     "'verdict':'ready'" REST "}"));
    assert_true(b.of_file);
    assert_true(base_slice_eq_str(b.target, "x.pem"));
    assert_int_equal(b.index, UINT32_MAX);
    assert_int_equal(b.host.len, 0);
    assert_int_equal(b.port, 0);
    assert_null(b.profile);
}

/* A peer that connected to us is told apart by what it presented. */
static void
a_peer_has_a_leaf(void **state)
{
    (void)state;
    assert_true(read("{" TARGET REST ",'peer':'::1','certificates':[{'sha1':'0','sha256':'ab'},"
                     "{'sha256':'cd'}]}"));
    assert_true(base_slice_eq_str(b.peer, "::1"));
    assert_true(base_slice_eq_str(b.leaf, "ab"));
    assert_true(read("{" TARGET REST ",'peer':'::1','certificates':[]}"));
    assert_int_equal(b.leaf.len, 0);
    assert_true(read("{" TARGET REST ",'certificates':[{'sha256':'ab'}]}")); /* it is no peer */
    assert_int_equal(b.leaf.len, 0);
}

static void
an_error_is_told_by_its_class(void **state)
{
    (void)state;
    assert_true(read("{'target':'a','verdict':'unreachable','error':{'text':'}','class':'timeout'},"
                     "'replay':{'policy':{}}}"));
    assert_int_equal(b.error, PROBE_TIMEOUT);
    assert_int_equal(b.verdict, CERTCHECK_UNREACHABLE);
}

static void
what_a_run_left_out_is_read(void **state)
{
    (void)state;
    assert_true(read("{" TARGET ",'replay':{'policy':{},'run':{'unread':1,'left':2,'share':4,"
                     "'shares':4,'share_targets':5,'all_targets':6,'resumed':true,"
                     "'merged':4294967295}}}"));
    assert_int_equal(b.rest.unread, 1);
    assert_int_equal(b.rest.left, 2);
    assert_int_equal(b.rest.share, 4); /* the last one */
    assert_int_equal(b.rest.shares, 4);
    assert_int_equal(b.rest.share_targets, 5);
    assert_int_equal(b.rest.all_targets, 6);
    assert_true(b.rest.resumed);
    assert_int_equal(b.rest.merged, UINT32_MAX);
    assert_true(read("{" TARGET REST "}"));
    assert_int_equal(b.rest.left + b.rest.merged + b.rest.shares, 0);
    assert_false(b.rest.resumed);
}

static void
what_is_wrong_is_told(void **state)
{
    static const struct {
        const char *line, *why;
    } rows[] = {
        { "", "not one whole JSON object" },
        { "[]", "not one whole JSON object" },
        { "{" TARGET REST, "not one whole JSON object" },
        { "{" TARGET REST "}}", "not one whole JSON object" },
        { "{" TARGET "}", "not a result as" },
        { "{" TARGET ",'replay':{'policy':null}}", "not a result as" },
        { "{'verdict':'ready'" REST "}", "target" },
        { "{'target':'','verdict':'ready'" REST "}", "target" },
        { "{'target':7,'file':'x','verdict':'ready'" REST "}", "target" },
        { "{'target':'a','verdict':'steady'" REST "}", "verdict" },
        { "{'target':'a'" REST "}", "verdict" },
        { "{" TARGET REST ",'index':4294967296}", "index" },
        { "{" TARGET REST ",'index':-1}", "index" },
        { "{" TARGET REST ",'index':00000000000000000000000000001}", "index" },
        { "{" TARGET REST ",'port':65536}", "port" },
        { "{" TARGET REST ",'port':'1'}", "port" },
        { "{" TARGET REST ",'profile':'psom'}", "profile" },
        { "{" TARGET REST ",'profile':7}", "profile" },
        { "{" TARGET REST ",'error':{'class':'boredom'}}", "class" },
        { "{" TARGET REST ",'error':{}}", "class" },
        { "{" TARGET ",'replay':{'policy':{},'run':7}}", "run" },
        { "{" TARGET ",'replay':{'policy':{},'run':{'left':-1}}}", "run" },
        { "{" TARGET ",'replay':{'policy':{},'run':{'share':3,'shares':2}}}", "run" },
        { "{" TARGET ",'replay':{'policy':{},'run':{'merged':4294967296}}}", "run" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (read(rows[i].line))
            fail_msg("%s is read", rows[i].line);
        if (strstr(why, rows[i].why) == NULL)
            fail_msg("%s: %s", rows[i].line, why);
    }
}

static void
findings_are_found_by_their_code(void **state)
{
    (void)state;
    assert_true(read("{'target':'a','verdict':'ready','findings':[{'message':'EXPIRES_SOON'},"
                     "{'code':'CHAIN_INCOMPLETE'},7],'replay':{'policy':{}}}"));
    assert_true(record_summary_has(&b, CERTCHECK_F_CHAIN_INCOMPLETE));
    assert_false(record_summary_has(&b, CERTCHECK_F_EXPIRES_SOON));
    assert_true(read("{'target':'a','verdict':'ready','replay':{'policy':{}}}"));
    assert_false(record_summary_has(&b, CERTCHECK_F_CHAIN_INCOMPLETE));
}

/* Of what was ready: only there does it matter. */
static void
the_first_end_is_found(void **state)
{
    static const struct {
        const char *verdict, *certificates;
        int64_t want;
    } rows[] = {
        { "ready", "[{'not_after':'1970-01-03T00:00:00Z'},{'not_after':'1970-01-02T00:00:00Z'}]",
          86400 },
        { "ready", "[{'not_after':null},{'not_after':'1970-01-02T00:00:00Z'}]", 86400 },
        { "ready", "[{'not_after':'1970-01-02T00:00:00Z and no time'},7]", INT64_MAX },
        { "ready", "[]", INT64_MAX },
        { "breaks", "[{'not_after':'1970-01-02T00:00:00Z'}]", INT64_MAX },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];

        (void)snprintf(text, sizeof text,
                       "{'target':'a','verdict':'%s','certificates':%s,'replay':{'policy':{}}}",
                       rows[i].verdict, rows[i].certificates);
        assert_true(read(text));
        assert_true(b.until_s == rows[i].want);
    }
}

/* 0 is none: neither is a mark that has other than sixteen digits. */
static void
marks_of_settings_are_found(void **state)
{
    static const struct {
        const char *settings;
        uint64_t want;
    } rows[] = {
        { "{'--sni':'00000000000000ab'}", 0xab },
        { "{'--sni':'ab'}", 0 },
        { "{'--sni':'00000000000000ab00'}", 0 },
        { "{'--sni':'00000000000000ab00000000000000ab'}", 0 },
        { "{'--sni':7}", 0 },
        { "{'--chain':'00000000000000ab'}", 0 },
        { "7", 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct output_bytes text = { .ptr = NULL };

        output_add_str(&text, "{" TARGET ",'replay':{'policy':{'settings':");
        output_add_str(&text, rows[i].settings);
        output_add(&text, "}}}", 4);
        assert_true(read(text.ptr));
        assert_true(record_summary_setting(&b, ASSESS_SETTING_SNI) == rows[i].want);
        output_bytes_free(&text);
    }
}

#define CASE(test) cmocka_unit_test_teardown(test, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_target_is_told_by_its_keys),
        CASE(what_is_null_is_none),
        CASE(a_peer_has_a_leaf),
        CASE(an_error_is_told_by_its_class),
        CASE(what_a_run_left_out_is_read),
        CASE(what_is_wrong_is_told),
        CASE(findings_are_found_by_their_code),
        CASE(the_first_end_is_found),
        CASE(marks_of_settings_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
