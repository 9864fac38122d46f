/* SPDX-License-Identifier: MIT */
#include "templates_fixture.h"

#include "objects/request_template.h"

static struct assess_request_templates known;
static char line[1024];
static struct base_text why;

static int
setup(void **state)
{
    struct certcheck_templates set = templates_of(TEMPLATE_SERVER TEMPLATE_BOTH);

    (void)state;
    base_text_init(&why, line, sizeof line);
    return assess_request_templates_add(&known, &set, "templates.ldf") ? 0 : -1;
}

static int
teardown(void **state)
{
    (void)state;
    assess_request_templates_clear(&known);
    return 0;
}

static struct certcheck_facts
naming(const char *name)
{
    static uint8_t utf8[64] = { 0x0c }; /* a UTF8String with its header */
    struct certcheck_facts f = { .kind = CERTCHECK_KIND_REQUEST };

    utf8[1] = (uint8_t)strlen(name);
    memcpy(utf8 + 2, name, utf8[1]);
    f.template_ref.name = (struct base_slice){ utf8, 2u + utf8[1] };
    return f;
}

static void
test_a_request_names_one_that_is_known(void **state)
{
    struct certcheck_facts request = naming("officeweb");
    struct assess_request_template found;

    (void)state;
    assert_true(assess_request_template_find(&known, &request, &found, &why));
    assert_string_equal(found.template->name, "OfficeWeb");
    assert_int_equal(found.ref_code, CERTCHECK_F_REQUEST_NAMES_TEMPLATE);
    request = naming("Another");
    assert_true(assess_request_template_find(&known, &request, &found, &why));
    assert_null(found.template);
    assert_int_equal(found.ref_code, CERTCHECK_F_TEMPLATE_NOT_GIVEN);
}

static void
test_what_is_demanded_goes_before_what_is_named(void **state)
{
    struct certcheck_facts request = naming("OfficeWeb");
    struct assess_request_template found;

    (void)state;
    assert_true(assess_request_templates_demand(&known, "webserver", &why));
    assert_true(assess_request_template_find(&known, &request, &found, &why));
    assert_string_equal(found.template->name, "WebServer");
    assert_int_equal(found.ref_code, CERTCHECK_F_REQUEST_NAMES_ANOTHER_TEMPLATE);
    assert_int_equal(why.len, 0);
}

static void
test_a_name_that_is_not_there_is_told_with_those_that_are(void **state)
{
    struct certcheck_facts request = naming("Another");
    struct assess_request_template found;

    (void)state;
    assert_false(assess_request_templates_demand(&known, "Nobody", &why));
    assert_string_equal(line, "no template of this name; known: WebServer, OfficeWeb");
    base_text_init(&why, line, sizeof line);
    assert_true(assess_request_templates_demand(&known, NULL, &why)); /* the request tells */
    assert_false(assess_request_template_find(&known, &request, &found, &why));
    assert_non_null(strstr(line, "Another, which is not in templates.ldf: WebServer, OfficeWeb"));
}

static void
test_found_templates_are_not_asked_where_others_are_demanded(void **state)
{
    (void)state;
    assert_true(assess_request_templates_offer(&known, "more.ldf", base_slice_str(TEMPLATE_BOTH)));
    assert_int_equal(known.n, 2);
    assert_true(assess_request_templates_demand(&known, "WebServer", &why));
    assert_true(assess_request_templates_offer(&known, "more.ldf", base_slice_str(TEMPLATE_BOTH)));
    assert_int_equal(known.n, 2);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_request_names_one_that_is_known),
        CASE(test_what_is_demanded_goes_before_what_is_named),
        CASE(test_a_name_that_is_not_there_is_told_with_those_that_are),
        CASE(test_found_templates_are_not_asked_where_others_are_demanded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
