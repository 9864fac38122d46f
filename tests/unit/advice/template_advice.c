/* SPDX-License-Identifier: MIT */
#include <cmocka_prelude.h>

#include <advice/template_advice.h>

#include <string.h>

static const char *
advised(const struct assess_template_survey *s)
{
    static char text[2048];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    advice_template(s, "Lync Server 2013", false, &t);
    return text;
}

static void
test_one_that_fits_is_named_and_no_change_where_none_is_near(void **state)
{
    const struct assess_template_survey s = { .templates = 1,
                                              .names = { "OfficeWeb", "", "", "" } };

    (void)state;
    assert_string_equal(advised(&s),
                        "for Lync Server 2013: request every server's certificate from a template "
                        "with Server and Client Authentication whose subject is supplied in the "
                        "request: OfficeWeb.");
}

static void
test_what_lacks_something_is_to_be_duplicated(void **state)
{
    const struct assess_template_survey s = { .templates = 3,
                                              .names = { "", "Web, Web2", "FromAd", "" },
                                              .cut = { false, true, false, false } };

    (void)state;
    assert_non_null(strstr(advised(&s), "none of these templates fits"));
    assert_non_null(strstr(advised(&s), " To make one: duplicate one of Web, Web2 ... and add "
                                        "Client Authentication"));
    assert_non_null(
        strstr(advised(&s), " Or: duplicate FromAd and let the request supply the subject"));
}

static void
test_without_templates_it_says_so(void **state)
{
    const struct assess_template_survey s = { .names = { "", "", "", "" } };

    (void)state;
    assert_non_null(strstr(advised(&s), "no templates were given"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_that_fits_is_named_and_no_change_where_none_is_near),
        cmocka_unit_test(test_what_lacks_something_is_to_be_duplicated),
        cmocka_unit_test(test_without_templates_it_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
