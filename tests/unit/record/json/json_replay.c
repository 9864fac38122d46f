/* SPDX-License-Identifier: MIT */
/* What a line keeps beside the keys for people: bytes, arguments, what was judged under, and what
 * the run had not looked at. */
#include "fixture_build.h"
#include "json/json_certificate.h"
#include "written.h"

static struct record_json_memory memory;
static struct writer w;
static struct assess_run_info run;
static struct assess_result r;

static int
begin(void **state)
{
    memory = (struct record_json_memory){ .policy_of = { .required = 0 } };
    w = (struct writer){ .json = { .out = &out }, .memory = &memory };
    run = (struct assess_run_info){ .version = "0.1.0" };
    r = (struct assess_result){ .target = "x" };
    return begin_writing(state);
}

static int
end(void **state)
{
    record_json_memory_free(&memory);
    return end_writing(state);
}

static void
replay_is(const char *want)
{
    w.json.comma = false;
    output_json_open(&w.json, '{');
    json_replay(&w, &r, &run);
    record_json_line_end(&out, &run);
    is_written(want);
}

#define UNDER(version, trust)                                                                      \
    "{'replay':{'version':'" version                                                               \
    "','policy':{'required':null,'opted_out':false,'trust':" trust                                 \
    ",'at':'1970-01-01T00:00:00Z','expires_within_days':0}"
#define BULK(certificates, issuers, ca_names, findings)                                            \
    ",'certificates':[" certificates "],'issuers':[" issuers "],'ca_names':[" ca_names             \
    "],'findings':[" findings "]"
#define PLAIN UNDER("0.1.0", "false") BULK("", "", "", "")

static void
a_result_of_another_run_keeps_what_it_was_judged_under(void **state)
{
    const struct assess_policy policy = { .trust = true };

    (void)state;
    replay_is(PLAIN "}}\n");
    r.policy = &policy;
    r.version = "0.0.9";
    replay_is(UNDER("0.0.9", "true") BULK("", "", "", "") "}}\n");
    r.policy = NULL;
    r.version = NULL;
    replay_is(PLAIN "}}\n"); /* what was rendered before is of the other */
}

static void
bytes_are_in_base64(void **state)
{
    const struct base_slice names[] = { base_slice_str("a"), base_slice_str("") };
    const struct probe_result p = { .ca_names = names, .ca_names_n = 2 };
    struct assess_certificate c = { .der = base_slice_str("abc") };
    struct certcheck_finding findings[] = { { .number = -1 },
                                            { .number = 7, .arg = base_slice_str("ab") },
                                            { .arg = base_slice_str("") } };

    (void)state;
    r.probe = &p;
    r.certificates = &c;
    r.certificates_n = 1;
    r.findings = findings;
    r.findings_n = 3; /* no argument is not an empty one */
    replay_is(UNDER("0.1.0", "false")
                  BULK("'YWJj'", "", "'YQ==',''", "[-1,null],[7,'YWI='],[0,'']") "}}\n");
}

/* Of the path only what the peer did not show: the rest is among the certificates. */
static void
issuers_are_those_that_were_not_shown(void **state)
{
    static const struct certcheck_facts shown = { .der = { (const uint8_t *)"abc", 3 } },
                                        kept = { .der = { (const uint8_t *)"def", 3 } };
    static const uint8_t hashes[2][CERTCHECK_SHA256_LEN] = { { 1 }, { 2 } };
    struct assess_certificate c = { .der = base_slice_str("abc"), .sha256 = { 1 } };
    struct certcheck_judgement g = { .path.n = 2 };

    (void)state;
    g.path.at[0].facts = &shown;
    g.path.at[1].facts = &kept;
    r.certificates = &c;
    r.certificates_n = 1;
    r.judgement = &g;
    r.path_sha256 = hashes;
    replay_is(UNDER("0.1.0", "false") BULK("'YWJj'", "'ZGVm'", "", "") "}}\n");
}

static void
what_stands_for_a_certificate_is_kept(void **state)
{
    struct assess_certificate c = { .der = base_slice_str("abc"), .made_sha256 = true };
    const struct assess_template t = { .as_server = CERTCHECK_BREAKS, .as_both = CERTCHECK_READY };

    (void)state;
    c.sha256[31] = 0xff;
    r.certificates = &c;
    r.certificates_n = 1;
    r.as_template = &t;
    r.issued_from = base_slice_str("a");
    replay_is(UNDER("0.1.0", "false") ",'template':{'server':'breaks','both':'ready'},"
                                      "'issued_from':'YQ==','key':'"
                                      "00000000000000000000000000000000"
                                      "000000000000000000000000000000ff'" BULK("'YWJj'", "", "",
                                                                               "") "}}\n");
}

/* Nothing of a run that looked at all, so that its lines are those of before there was `run`. */
static void
what_a_run_left_out_is_told(void **state)
{
    (void)state;
    run.share = run.shares = 1; /* all there is */
    replay_is(PLAIN "}}\n");
    run.share = 2;
    run.shares = 3;
    replay_is(PLAIN ",'run':{'share':2,'shares':3}}}\n");
    run = (struct assess_run_info){ .version = "0.1.0", .unread = 2, .missing = 3 };
    replay_is(PLAIN ",'run':{'unread':5}}}\n");
    run = (struct assess_run_info){ .version = "0.1.0", .left = 1 };
    replay_is(PLAIN ",'run':{'left':1}}}\n");
    run = (struct assess_run_info){ .version = "0.1.0", .resumed = true };
    replay_is(PLAIN ",'run':{'resumed':true}}}\n");
    run = (struct assess_run_info){ .version = "0.1.0", .merged = 1495000000 };
    replay_is(PLAIN ",'run':{'merged':1495000000}}}\n");
    run = (struct assess_run_info){
        .version = "0.1.0", .left = 4, .share = 1, .shares = 2, .share_targets = 5, .all_targets = 9
    };
    replay_is(PLAIN ",'run':{'left':4,'share':1,'shares':2,'share_targets':5,'all_targets':9}}}\n");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_result_of_another_run_keeps_what_it_was_judged_under),
        CASE(bytes_are_in_base64),
        CASE(issuers_are_those_that_were_not_shown),
        CASE(what_stands_for_a_certificate_is_kept),
        CASE(what_a_run_left_out_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
