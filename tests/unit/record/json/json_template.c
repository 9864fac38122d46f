/* SPDX-License-Identifier: MIT */
/* A template in JSON: what it does not say is null, and only the profiles that judge usages as of
 * 2017 are listed. */
#include <record/json_parts.h>

#include "written.h"

#include <stdio.h>

static void
what_is_not_known_is_null(void **state)
{
    const char *text;

    (void)state;
    record_json_template(
        &j, &(struct assess_template){ .name = "A \"b\"", .display = "", .oid = NULL });
    text = written();
    assert_true(stands_in(text, "'template':{'name':'A \\'b\\'','display_name':null,'oid':null,"
                                "'schema_version':0,'major_revision':0,'minor_revision':0,"
                                "'governs':null,'subject_from_request':null,'ca':false,"
                                "'key_usage':[],'superseded_by':null,'fit':'"));
}

static void
what_is_known_is_told(void **state)
{
    const struct assess_template t = { .name = "WebServer",
                                       .display = "Web Server",
                                       .oid = "1.3.6.1",
                                       .schema_version = 4,
                                       .major = 100,
                                       .minor = 3,
                                       .governs = "pKIExtendedKeyUsage",
                                       .shows_subject = true,
                                       .ca = true,
                                       .key_usage = 0xa1,
                                       .superseded_by = "WebServer2" };
    const char *text;

    (void)state;
    record_json_template(&j, &t);
    text = written();
    assert_true(stands_in(text,
                          "{'name':'WebServer','display_name':'Web Server','oid':'1.3.6.1',"
                          "'schema_version':4,'major_revision':100,'minor_revision':3,"
                          "'governs':'pKIExtendedKeyUsage','subject_from_request':false,'ca':true,"
                          "'key_usage':['digitalSignature','keyCertSign','encipherOnly'],"));
    assert_true(stands_in(text, "'superseded_by':'WebServer2'"));
}

static void
profiles_that_say_something_are_listed(void **state)
{
    struct assess_template t = { .name = "X" };
    const char *text;

    (void)state;
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++)
        t.verdicts[i] = CERTCHECK_BROKEN;
    record_json_template(&j, &t);
    text = written();
    for (unsigned i = 0; i < BASE_PROFILE_COUNT; i++) {
        const struct base_profile *p = base_profile_get((enum base_profile_id)i);
        char want[64];

        (void)snprintf(want, sizeof want, "'%s':'broken'", p->name);
        assert_int_equal(stands_in(text, want), base_profile_is_of_2017(p) && p->required != 0);
    }
    assert_true(stands_in(text, "'edge-psom'") && !stands_in(text, "'smtp-mtls'"));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_writing, end_writing)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_not_known_is_null),
        CASE(what_is_known_is_told),
        CASE(profiles_that_say_something_are_listed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
