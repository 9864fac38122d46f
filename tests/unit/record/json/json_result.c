/* SPDX-License-Identifier: MIT */
/* A whole result in JSON. Reports have them byte for byte (tests/golden); here is what a key means
 * where there is nothing to tell, and that a line is read as the result that it was. */
#include <record/json_result.h>

#include <record/read.h>

#include "fixture_build.h"
#include "written.h"

static struct record_json_memory memory;

static int
begin(void **state)
{
    memory = (struct record_json_memory){ .policy_of = { .required = 0 } };
    return begin_writing(state);
}

static int
end(void **state)
{
    record_json_memory_free(&memory);
    return end_writing(state);
}

static const char *
text_of(const struct assess_result *r)
{
    record_json_result(&out, &memory, r);
    return written();
}

static bool
has(const struct assess_result *r, const char *part)
{
    return stands_in(text_of(r), part);
}

static void
a_line_is_a_result_with_its_replay(void **state)
{
    const struct fixture *f = fixture_endpoints();

    (void)state;
    for (size_t i = 0; i < f->n; i++) {
        char *result = copied(text_of(&f->results[i]), '\0', '\0');
        size_t n = strlen(result) - 1;

        record_json_line(&out, &memory, &f->results[i], &f->run);
        record_json_line_end(&out, &f->run);
        assert_memory_equal(written(), result, n);
        assert_memory_equal(out.ptr + n, ",\"replay\":{", 11);
        assert_string_equal(out.ptr + strlen(out.ptr) - 3, "}}\n");
        free(result);
    }
}

/* What was rendered for other results changes no byte of the next. */
static void
memory_changes_nothing(void **state)
{
    const struct fixture *f = fixture_files();

    (void)state;
    for (size_t i = 0; i < f->n; i++)
        (void)text_of(&f->results[i]);
    for (size_t i = 0; i < f->n; i++) {
        char *first = copied(text_of(&f->results[i]), '\0', '\0');

        record_json_memory_free(&memory);
        memory = (struct record_json_memory){ .policy_of = { .required = 0 } };
        assert_string_equal(text_of(&f->results[i]), first);
        free(first);
    }
}

static void
a_peer_without_tls_has_none(void **state)
{
    struct probe_result p = { .accepted_us = PROBE_UNKNOWN, .timing = { -1, 0, 1500, -1 } };
    struct assess_result r = { .target = "a:1", .probe = &p };

    (void)state;
    assert_true(has(&r, "'tls':null,'error':null,'certificates':[],'judgement':null,"));
    assert_true(has(&r, "'port':null,'address':null,'profile':null,"));
    assert_true(has(&r, "'timing_ms':{'resolve':null,'connect':0.000,'tls':1.500,'total':null}"));
    p.tls = true;
    assert_true(has(&r, "'tls':{'peer_role':null,'version':null,'cipher':null,"
                        "'client_certificate_requested':false,'our_certificate_accepted':null,"
                        "'ca_names':[],'engine':'auto','hello':null,"));
    p.version = 0x0304;
    p.cipher = 0x1301;
    p.hello = PROBE_HELLO_WIDE;
    assert_true(has(&r, "'version':'TLSv1.3','cipher':'TLS_AES_128_GCM_SHA256',"));
    assert_true(has(&r, "'hello':'wide',"));
}

static void
an_object_of_a_file_has_its_place(void **state)
{
    struct assess_result r = { .file = "a \"b\".pem", .index = 2, .kind = "certificate" };

    (void)state;
    assert_memory_equal(text_of(&r),
                        "{\"file\":\"a \\\"b\\\".pem\",\"index\":2,\"kind\":\"certificate\","
                        "\"host\":null,",
                        60);
    assert_true(has(&r, "'timing_ms':null,"));
    assert_false(has(&r, "'tls'"));
    assert_false(has(&r, "'direction'"));
    r.line = 9;
    r.use = "Default";
    assert_true(has(&r, "'kind':'certificate','line':9,'use':'Default','host'"));
}

static void
a_comparison_is_told_where_there_was_one(void **state)
{
    struct assess_result r = { .target = "a:1" };

    (void)state;
    assert_false(has(&r, "'baseline'"));
    r.standing = ASSESS_NEW;
    assert_true(has(&r, "'baseline':{'standing':'new','excuse':null}}"));
    r.standing = ASSESS_SUPPRESSED;
    r.excuse = "ticket 7";
    assert_true(has(&r, "'baseline':{'standing':'suppressed','excuse':'ticket 7'}}"));
}

/* An element is where on the path; -1 is none of it. */
static void
findings_and_usages_are_told(void **state)
{
    const struct assess_result *r = fixture_find(fixture_endpoints(), "edge01.contoso.com:8057");

    (void)state;
    assert_true(has(r, "{'code':'EKU_LACKS_CLIENT_AUTH','severity':'error','element':0,"));
    assert_true(has(r, "'by_usage':{'clientAuth':'breaks'},'path_end':'unseen',"));
    assert_true(has(r, "'after':{'accepted':false,'status':['NotValidForUsage']}"));
    assert_true(has(r, "'allows':{'serverAuth':true,'clientAuth':false}}"));
    assert_true(has(r, "'events':[41025,41026],"));
    r = fixture_find(fixture_endpoints(), "edge03.contoso.com:8057");
    assert_true(has(r, "{'code':'PSOM_PORT_UNREACHABLE','severity':'warning','element':null,"));
}

/* The rendered keys are enough for what an index looks at. */
static void
a_line_says_what_it_is_about(void **state)
{
    const struct fixture *f = fixture_endpoints();

    (void)state;
    for (size_t i = 0; i < f->n; i++) {
        const struct assess_result *r = &f->results[i];
        struct record_summary b;
        char why[256];

        record_json_line(&out, &memory, r, &f->run);
        record_json_line_end(&out, &f->run);
        assert_true(record_summary_read(base_slice_str(written()), &b, BASE_TEXT_IN(why)));
        assert_true(base_slice_eq_str(b.target, r->target));
        assert_int_equal(b.port, r->port);
        assert_int_equal(b.verdict, r->verdict);
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_line_is_a_result_with_its_replay),
        CASE(memory_changes_nothing),
        CASE(a_peer_without_tls_has_none),
        CASE(an_object_of_a_file_has_its_place),
        CASE(a_comparison_is_told_where_there_was_one),
        CASE(findings_and_usages_are_told),
        CASE(a_line_says_what_it_is_about),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
