/* SPDX-License-Identifier: MIT */
/* The opt-out of each product: a .reg file that regedit takes, its way back, and a script without
 * holes. */
#include "files/remedy_parts.h"

#include <advice/reference.h>

#include <stdio.h>

#include "fixture.h"
#include "output_text.h"

static const struct assess_result *
endpoint(const char *target)
{
    return fixture_find(fixture_endpoints(), target);
}

/* A program without quotes or percents in its path: what a .reg file makes of it is easily said. */
static void
doubled(const char *path, char *to)
{
    for (; *path != '\0'; *to++ = *path++)
        if (*path == '\\')
            *to++ = '\\';
    *to = '\0';
}

static void
both_reg_files_are_about_one_value(void **state)
{
    const struct base_product *p;
    char key[256], value[256], name[512], want[1024];
    const char *title, *text;

    (void)state;
    for (size_t i = 0; (p = base_product_at(i)) != NULL; i++) {
        assert_true(advice_opt_out_at(i, &title, key, value));
        assert_string_equal(title, p->title);
        doubled(value, name);
        remedy_reg(&out, p);
        text = text_of(&out);
        assert_true(begins(text, "Windows Registry Editor Version 5.00\n; This file "));
        (void)snprintf(want, sizeof want, "\n\n[%s]\n\"%s\"=dword:00000000\n\n", key, name);
        assert_string_equal(text + strlen(text) - strlen(want), want);
        assert_non_null(strstr(text, p->title));
        remedy_reg_rollback(&out, p);
        text = text_of(&out);
        assert_true(begins(text, "Windows Registry Editor Version 5.00\n; This file "));
        (void)snprintf(want, sizeof want, "\n\n[%s]\n\"%s\"=-\n\n", key, name);
        assert_string_equal(text + strlen(text) - strlen(want), want);
    }
    assert_false(advice_opt_out_at(100, &title, key, value));
}

static void
an_opt_out_names_the_key_of_its_runtime(void **state)
{
    const char *title;
    char key[256], value[256];

    (void)state;
    assert_true(advice_opt_out_at(0, &title, key, value));
    assert_string_equal(key, "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v2.0.50727\\"
                             "System.Net.ServicePointManager.RequireCertificateEKUs");
    assert_non_null(strstr(value, "\\Web Conferencing\\DATAMCUSVC.exe"));
}

static void
a_script_has_no_holes_left(void **state)
{
    const struct base_product *p = base_product_named(base_slice_str("sfb2015"));
    const char *text;

    (void)state;
    remedy_script(&out, p, base_slice_str("'a',\n    'b'"));
    text = text_of(&out);
    assert_non_null(strstr(text, "$Product = 'Skype for Business Server 2015'\n"));
    assert_non_null(strstr(text, "$Peers = @(\n    'a',\n    'b'\n)"));
    assert_non_null(strstr(text, ".\\optout-sfb2015.ps1 -Apply"));
    assert_non_null(strstr(text, "\\.NETFramework\\v4.0.30319\\"));
    assert_non_null(strstr(text, "$Major = '6'\n"));
    for (const char *at = text; (at = strchr(at, '@')) != NULL; at++)
        assert_non_null(strchr("({", at[1])); /* @( and @{ are PowerShell's */
    remedy_script(&out, p, (struct base_slice){ NULL, 0 });
    assert_non_null(strstr(text_of(&out), "$Peers = @(\n    \n)"));
}

/* A row for each product, and all of them where nobody knows which it is. */
static void
the_opt_out_of_its_own_product_helps(void **state)
{
    struct assess_result r = *endpoint("edge01.contoso.com:8057");
    const struct base_product *p;

    (void)state;
    for (size_t i = 0; (p = base_product_at(i)) != NULL; i++) {
        assert_int_equal(remedy_opts_out(&r, p), strcmp(p->name, "sfb2015") == 0);
        assert_false(remedy_opts_out(endpoint("edge02.contoso.com:8057"), p)); /* it is ready */
    }
    r.product = NULL;
    for (size_t i = 0; (p = base_product_at(i)) != NULL; i++)
        assert_true(remedy_opts_out(&r, p));
}

#define CASE(test) cmocka_unit_test_teardown(test, end_output)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(both_reg_files_are_about_one_value),
        CASE(an_opt_out_names_the_key_of_its_runtime),
        CASE(a_script_has_no_holes_left),
        CASE(the_opt_out_of_its_own_product_helps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
