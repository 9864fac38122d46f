/* SPDX-License-Identifier: MIT */
/* The words of templates: what fits, how many, which usages, whose subject. */
#include "parts/templates.h"

#include "cmocka_prelude.h"

static struct output_bytes out;

static int
begin(void **state)
{
    (void)state;
    out = (struct output_bytes){ .ptr = NULL };
    return 0;
}

static int
end(void **state)
{
    (void)state;
    output_bytes_free(&out);
    return 0;
}

static void
is_written(const char *want)
{
    output_add_char(&out, '\0');
    assert_string_equal(out.ptr, want);
    out.len = 0;
}

/* One that fits is the only green one, and what is not known stands before what is of no use. */
static void
those_to_request_from_come_first(void **state)
{
    unsigned seen = 0;

    (void)state;
    for (size_t i = 0; i < ASSESS_TEMPLATE_FITS; i++)
        seen |= 1u << report_fits_first[i];
    assert_int_equal(seen, (1u << ASSESS_TEMPLATE_FITS) - 1); /* each once */
    assert_int_equal(report_fits_first[0], ASSESS_TEMPLATE_FITS_BOTH);
    assert_int_equal(report_fits_first[3], ASSESS_TEMPLATE_NO_SERVERS);
    for (unsigned f = 0; f < ASSESS_TEMPLATE_FITS; f++)
        assert_int_equal(report_fit_colour((enum assess_template_fit)f) == CERTCHECK_READY,
                         f == ASSESS_TEMPLATE_FITS_BOTH);
    assert_string_equal(report_fit_words(ASSESS_TEMPLATE_NO_SERVERS), "not for servers");
    assert_string_equal(report_fit_words(ASSESS_TEMPLATE_UNKNOWN), "not exported in full");
}

static void
counts_leave_out_what_there_is_none_of(void **state)
{
    struct report_fits f = { .unjudged = 0 };

    (void)state;
    report_add_template_counts(&out, &f);
    is_written("");
    f.n[ASSESS_TEMPLATE_FITS_BOTH] = 1;
    f.n[ASSESS_TEMPLATE_NO_SERVERS] = 30;
    f.n[ASSESS_TEMPLATE_UNKNOWN] = 1;
    report_add_template_counts(&out, &f);
    is_written("1 fits, 1 was not exported in full, 30 are not for servers");
    f = (struct report_fits){ .n[ASSESS_TEMPLATE_ADAPTABLE] = 2, .unjudged = 2 };
    report_add_template_counts(&out, &f);
    is_written("2 can be made to fit (2 not judged for the change requested)");
}

/* Once for each template, however many changes were not judged for it. */
static void
templates_are_counted_by_what_they_fit(void **state)
{
    const struct certcheck_finding findings[] = { { .code = CERTCHECK_F_CHANGE_NOT_JUDGED },
                                                  { .code = CERTCHECK_F_CHANGE_NOT_JUDGED } };
    struct assess_template t = { .governs = "eku",
                                 .shows_subject = true,
                                 .supplies_subject = true };
    const struct assess_result r = { .as_template = &t, .findings = findings, .findings_n = 2 };
    struct report_fits f = { .unjudged = 0 };

    (void)state;
    report_fits_add(&f, &r);
    t.as_both = CERTCHECK_BREAKS;
    report_fits_add(&f, &r);
    assert_int_equal(f.n[ASSESS_TEMPLATE_FITS_BOTH], 1);
    assert_int_equal(f.n[ASSESS_TEMPLATE_ADAPTABLE], 1);
    assert_int_equal(f.unjudged, 2);
}

#define SERVER "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01"
#define OTHER "\x06\x02\x2a\x03"

static struct base_slice
list(const char *octets)
{
    return base_slice_str(octets);
}

/* Application Policies decide where there are any (R3), also where they list nothing. */
static void
usages_are_those_of_what_decides(void **state)
{
    struct assess_certificate c = { .readable = true };
    struct assess_result r = { .certificates = &c, .certificates_n = 1 };

    (void)state;
    c.facts.eku =
        (struct certcheck_usage_set){ .state = CERTCHECK_SET_LIST, .list = list(SERVER OTHER) };
    report_add_template_usages(&out, &r);
    is_written("serverAuth, 1.2.3");
    c.facts.app_policies =
        (struct certcheck_usage_set){ .state = CERTCHECK_SET_EMPTY, .list = list("") };
    report_add_template_usages(&out, &r);
    is_written("");
    c.facts.app_policies.list = list(OTHER);
    report_add_template_usages(&out, &r);
    is_written("1.2.3");
    c.readable = false;
    report_add_template_usages(&out, &r);
    is_written("");
}

static void
fields_of_what_is_no_template_are_empty(void **state)
{
    struct assess_template t = { .governs = "eku", .schema_version = 2 };
    struct assess_result r = { .file = "a.pem" };

    (void)state;
    report_add_template_fit(&out, &r);
    report_add_template_version(&out, &r);
    report_add_template_subject(&out, &r);
    assert_int_equal(out.len, 0);
    r.as_template = &t;
    report_add_template_subject(&out, &r); /* not exported */
    assert_int_equal(out.len, 0);
    assert_string_equal(report_template_subject(&t), "");
    t.shows_subject = true;
    report_add_template_fit(&out, &r);
    is_written("adaptable");
    report_add_template_version(&out, &r);
    is_written("2");
    report_add_template_subject(&out, &r);
    is_written("directory");
    assert_string_equal(report_template_subject(&t), "Active Directory");
    t.supplies_subject = true;
    report_add_template_subject(&out, &r);
    is_written("request");
}

/* The template that a request was judged by stands before the one that it names. */
static void
a_request_is_of_the_template_that_judged_it(void **state)
{
    const struct certcheck_finding findings[] = {
        { .code = CERTCHECK_F_WEAK_KEY },
        { .code = CERTCHECK_F_REQUEST_NAMES_TEMPLATE },
        { .code = CERTCHECK_F_REQUEST_NAMES_TEMPLATE },
        { .code = CERTCHECK_F_TEMPLATE_STAMPS },
    };
    struct assess_result r = { .findings = findings, .findings_n = 1 };

    (void)state;
    assert_null(report_request_template(&r));
    r.findings_n = 3;
    assert_ptr_equal(report_request_template(&r), &findings[1]);
    r.findings_n = 4;
    assert_ptr_equal(report_request_template(&r), &findings[3]);
}

static void
kinds_tell_cas_from_servers(void **state)
{
    struct assess_certificate c = { .readable = true };
    struct assess_result r = { .file = "a.pem", .certificates = &c, .certificates_n = 1 };

    (void)state;
    assert_string_equal(report_kind(&r), "");
    r.kind = certcheck_kind_name(CERTCHECK_KIND_CERTIFICATE);
    assert_string_equal(report_kind(&r), "certificate");
    c.facts.ca = true;
    assert_string_equal(report_kind(&r), "CA certificate");
    c.facts.kind = CERTCHECK_KIND_REQUEST;
    r.kind = certcheck_kind_name(CERTCHECK_KIND_REQUEST);
    assert_string_equal(report_kind(&r), "request");
    assert_true(report_is_request(&r));
    r.kind = "from a newer version"; /* of a record that was read back */
    assert_string_equal(report_kind(&r), "from a newer version");
    assert_false(report_is_request(&r));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(those_to_request_from_come_first),
        CASE(counts_leave_out_what_there_is_none_of),
        CASE(templates_are_counted_by_what_they_fit),
        CASE(usages_are_those_of_what_decides),
        CASE(fields_of_what_is_no_template_are_empty),
        CASE(a_request_is_of_the_template_that_judged_it),
        CASE(kinds_tell_cas_from_servers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
