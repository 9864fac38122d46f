/* SPDX-License-Identifier: MIT */
#include "objects_fixture.h"

static int
setup(void **state)
{
    const struct assess_objects_options o = { .policy = { .at_s = FIXTURE_AT_S },
                                              .profile = base_profile_get(BASE_PROFILE_MTLS) };

    (void)state;
    open_objects(&o);
    return 0;
}

static void
judge(const char *ldif)
{
    assert_false(assess_objects_judge(
        run, &(struct assess_file){ .name = "ca.ldf", .bytes = base_slice_str(ldif) }));
}

static void
test_a_template_is_judged_for_every_profile(void **state)
{
    (void)state;
    judge(TEMPLATE_SERVER);
    assert_int_equal(heard.results, 1);
    assert_string_equal(heard.kind, "template");
    assert_int_equal(heard.verdict, CERTCHECK_BREAKS);
    assert_int_equal(heard.shown.verdicts[BASE_PROFILE_TLS_SERVER], CERTCHECK_READY);
    assert_int_equal(heard.shown.verdicts[BASE_PROFILE_EDGE_PSOM], CERTCHECK_BREAKS);
    assert_true(heard_code(&heard, CERTCHECK_F_TEMPLATE_VERSION_1));
    judge(TEMPLATE_BOTH);
    assert_int_equal(heard.verdict, CERTCHECK_READY);
}

static void
test_an_export_without_flags_settles_nothing(void **state)
{
    (void)state;
    judge("dn: CN=Part,DC=contoso,DC=com\nobjectClass: pKICertificateTemplate\ncn: Part\n");
    assert_int_equal(heard.results, 1);
    assert_int_equal(heard.verdict, CERTCHECK_INDETERMINATE);
    assert_true(heard_code(&heard, CERTCHECK_F_TEMPLATE_INCOMPLETE));
}

static void
test_the_survey_sorts_by_what_is_lacking(void **state)
{
    const struct assess_template_survey *s;

    (void)state;
    judge(TEMPLATE_SERVER TEMPLATE_BOTH TEMPLATE_WITH("FromAd", "1", "0", USAGE_SERVER));
    s = assess_objects_survey(run, false);
    assert_int_equal(s->templates, 3);
    assert_string_equal(s->names[0], "OfficeWeb");
    assert_string_equal(s->names[ASSESS_LACKS_CLIENT], "WebServer");
    assert_string_equal(s->names[ASSESS_LACKS_SUBJECT], "");
    assert_string_equal(s->names[ASSESS_LACKS_CLIENT | ASSESS_LACKS_SUBJECT], "FromAd");
}

static void
test_the_set_that_was_added_is_surveyed_on_request(void **state)
{
    struct certcheck_templates set = templates_of(TEMPLATE_BOTH);

    (void)state;
    assert_true(assess_objects_add_templates(run, &set, "ca.ldf"));
    assert_int_equal(assess_objects_survey(run, false)->templates, 0);
    assert_int_equal(assess_objects_survey(run, true)->templates, 1);
    assert_int_equal(heard.results, 0);
    assess_objects_templates(run);
    assert_int_equal(heard.results, 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_template_is_judged_for_every_profile),
        CASE(test_an_export_without_flags_settles_nothing),
        CASE(test_the_survey_sorts_by_what_is_lacking),
        CASE(test_the_set_that_was_added_is_surveyed_on_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
