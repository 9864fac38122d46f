/* SPDX-License-Identifier: MIT */
/* What certcheck says of a template, as it was written: in the part that people read and in what
 * replay keeps beside it. */
#include <record/json_parts.h>

#include <base/base64.h>

#include "facts/synthetic.h"
#include "reading.h"

static void
read(void)
{
    record_reader_template(r, json_object_get(r->root, "replay"));
}

#define LISTED "'replay':{'template':{'server':'ready','both':'breaks'}}"

/* As json_result.c and json_replay.c write it. */
static void
take_template(const struct assess_template *t)
{
    char *listed = quoted(LISTED);

    record_json_template(&j, t);
    output_add_char(&out, ',');
    output_add_str(&out, listed);
    free(listed);
    take_written();
    read();
}

static void
what_is_written_comes_back(void **state)
{
    struct assess_template t = { .name = "WebServer",
                                 .display = "Web Server",
                                 .oid = "1.3.6.1.4.1.311.21.8.1",
                                 .schema_version = 4,
                                 .major = 100,
                                 .minor = 3,
                                 .governs = "msPKI-Certificate-Application-Policy",
                                 .shows_subject = true,
                                 .supplies_subject = true,
                                 .ca = true,
                                 .key_usage = 0x85,
                                 .superseded_by = "WebServer2" };

    (void)state;
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++)
        t.verdicts[i] = (enum certcheck_verdict)(i % CERTCHECK_VERDICTS);
    take_template(&t);
    assert_null(r->bad);
    assert_ptr_equal(r->result.as_template, &r->as_template);
    assert_string_equal(r->as_template.name, t.name);
    assert_string_equal(r->as_template.display, t.display);
    assert_string_equal(r->as_template.oid, t.oid);
    assert_string_equal(r->as_template.governs, t.governs);
    assert_string_equal(r->as_template.superseded_by, t.superseded_by);
    assert_int_equal(r->as_template.schema_version, 4);
    assert_int_equal(r->as_template.major, 100);
    assert_int_equal(r->as_template.minor, 3);
    assert_int_equal(r->as_template.key_usage, 0x85);
    assert_true(r->as_template.shows_subject && r->as_template.supplies_subject);
    assert_true(r->as_template.ca);
    assert_int_equal(r->as_template.as_server, CERTCHECK_READY);
    assert_int_equal(r->as_template.as_both, CERTCHECK_BREAKS);
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);
        bool told = base_profile_is_of_2017(p) && p->required != 0;

        assert_int_equal(r->as_template.verdicts[i],
                         told ? t.verdicts[i] : CERTCHECK_INDETERMINATE);
    }
}

/* Of what is not known, null is written, and the empty text or none comes back. */
static void
what_is_not_known_stays_unknown(void **state)
{
    const struct assess_template t = {
        .name = "X", .display = "", .oid = "", .governs = NULL, .superseded_by = NULL
    };

    (void)state;
    take_template(&t);
    assert_null(r->bad);
    assert_string_equal(r->as_template.display, "");
    assert_string_equal(r->as_template.oid, "");
    assert_string_equal(r->as_template.governs, "none");
    assert_null(r->as_template.superseded_by);
    assert_false(r->as_template.shows_subject);
    assert_int_equal(r->as_template.key_usage, 0);
    take("{}");
    read();
    assert_null(r->bad);
    assert_null(r->result.as_template);
}

static void
what_is_bent_is_refused(void **state)
{
    static const struct bent rows[] = {
        { "'name':'X'", "'name':null", "name" },
        { "'oid':null", "'oid':1", "oid" },
        { "'schema_version':0", "'schema_version':-1", "schema_version" },
        { "'major_revision':0", "'major_revision':4294967296", "major_revision" },
        { "'minor_revision':0", "'minor_revision':'0'", "minor_revision" },
        { "'subject_from_request':null", "'subject_from_request':0", "subject_from_request" },
        { "'subject_from_request':null,", "", "subject_from_request" },
        { "'ca':false", "'ca':null", "ca" },
        { "'key_usage':[]", "'key_usage':['signature']", "key_usage" },
        { "'superseded_by':null", "'superseded_by':[]", "superseded_by" },
        { "'edge-psom':'ready'", "'edge-psom':'steady'", "edge-psom" },
        { "'edge-psom':'ready',", "", "edge-psom" },
        { "'server':'ready'", "'server':null", "server" },
        { "'both':'breaks'", "'both':'bends'", "both" },
    };
    const struct assess_template t = { .name = "X", .display = "", .oid = "", .governs = "none" };
    char *listed = quoted(LISTED), *line;

    (void)state;
    output_json_open(&j, '{');
    record_json_template(&j, &t);
    output_add_char(&out, ',');
    output_add_str(&out, listed);
    output_json_close(&j, '}');
    line = copied(written(), '"', '\''); /* as the rows have it */
    REFUSED(line, rows, read);
    free(line);
    free(listed);
}

/* What stands for a template, as assess/ has it, in base64. */
static const char *
a_template(void)
{
    static char text[BASE_BASE64_LEN(SYNTHETIC_DER_MAX) + 1];
    struct synthetic s = { .name = base_slice_str("Web") };
    uint8_t der[SYNTHETIC_DER_MAX];
    size_t n;

    assert_true(synthetic_oids_add(&s.eku, base_slice_str("1.3.6.1.5.5.7.3.2")));
    n = synthetic_write(&s, der);
    base_base64_write((struct base_slice){ der + SYNTHETIC_DER_MAX - n, n }, text);
    text[BASE_BASE64_LEN(n)] = '\0';
    return text;
}

static bool
issued_from(const char *value, enum certcheck_kind kind, bool readable)
{
    static uint8_t bytes[SYNTHETIC_DER_MAX];

    r->bytes = bytes;
    r->bytes_cap = sizeof bytes;
    take_bent("{'issued_from':X}", "X", value);
    r->result.certificates_n = 1;
    r->certificates[0] = (struct assess_certificate){ .facts.kind = kind, .readable = readable };
    record_reader_issued_from(r, r->root);
    r->bytes = NULL;
    assert_int_equal(r->bad == NULL, r->result.issued_from.ptr != NULL);
    return r->bad == NULL;
}

/* A template gives its usages to a request, and to nothing else. */
static void
usages_are_given_to_requests_alone(void **state)
{
    static const char *const others[] = { "7", "null", "''", "'AA=='", "'!'" };
    struct output_bytes value = { .ptr = NULL };

    (void)state;
    output_add_char(&value, '\'');
    output_add_str(&value, a_template());
    output_add(&value, "'", 2);
    for (unsigned kind = 0; kind < CERTCHECK_KINDS; kind++)
        assert_int_equal(issued_from(value.ptr, (enum certcheck_kind)kind, true),
                         kind == CERTCHECK_KIND_REQUEST);
    assert_true(issued_from(value.ptr, CERTCHECK_KIND_REQUEST, true));
    assert_int_equal(r->certificates[0].facts.eku.allows, BASE_USAGE_CLIENT_AUTH);
    assert_false(issued_from(value.ptr, CERTCHECK_KIND_REQUEST, false));
    output_bytes_free(&value);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(issued_from(others[i], CERTCHECK_KIND_REQUEST, true));
    take("{}"); /* they are its own */
    record_reader_issued_from(r, r->root);
    assert_null(r->bad);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_reading, end_reading)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_written_comes_back),
        CASE(what_is_not_known_stays_unknown),
        CASE(what_is_bent_is_refused),
        CASE(usages_are_given_to_requests_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
