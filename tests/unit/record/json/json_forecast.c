/* SPDX-License-Identifier: MIT */
/* Verifiers and changes in JSON: of each verifier the usages that were asked about, in the order of
 * the table; a date that nobody knows is null. */
#include <record/json_parts.h>

#include "written.h"

static struct certcheck_forecast forecast;

static void
nothing_asked_is_two_empty_lists(void **state)
{
    (void)state;
    record_json_forecast(&j, &(struct assess_result){ .forecast = NULL });
    is_written("'verifiers':[],'changes':[],'assumed':false");
    forecast = (struct certcheck_forecast){ .changes_n = 0 };
    record_json_forecast(&j, &(struct assess_result){ .forecast = &forecast, .assumed = true });
    is_written("'verifiers':[],'changes':[],'assumed':true");
}

static void
verifiers_answer_for_the_usages_asked_about(void **state)
{
    const struct assess_result r = { .forecast = &forecast };

    (void)state;
    forecast =
        (struct certcheck_forecast){ .verified.wanted = (uint64_t)1 << CERTCHECK_VERIFIER_DOTNET,
                                     .verified.usages = BASE_USAGE_CLIENT_AUTH };
    forecast.verified.at[CERTCHECK_VERIFIER_DOTNET][0] =
        (struct certcheck_verification){ CERTCHECK_YES, CERTCHECK_REASON_ABSENT, -1 };
    forecast.verified.at[CERTCHECK_VERIFIER_DOTNET][1] =
        (struct certcheck_verification){ CERTCHECK_UNKNOWN, CERTCHECK_REASON_PATHS, -1 };
    record_json_forecast(&j, &r);
    is_written("'verifiers':[{'name':'dotnet','usage':'clientAuth','accepted':null,"
               "'reason':'paths','basis':'source'}],'changes':[],'assumed':false");
    forecast.verified.usages |= BASE_USAGE_SERVER_AUTH;
    record_json_forecast(&j, &r);
    is_written("'verifiers':[{'name':'dotnet','usage':'serverAuth','accepted':true,"
               "'reason':'absent','basis':'source'},"
               "{'name':'dotnet','usage':'clientAuth','accepted':null,"
               "'reason':'paths','basis':'source'}],'changes':[],'assumed':false");
}

static void
changes_keep_their_order(void **state)
{
    (void)state;
    forecast = (struct certcheck_forecast){ .changes_n = 2 };
    forecast.changes[0] = (struct certcheck_change_result){ .id = CERTCHECK_CHANGE_RENEWAL,
                                                            .verifier = CERTCHECK_VERIFIER_DOTNET,
                                                            .verdict = CERTCHECK_BREAKS,
                                                            .before = CERTCHECK_YES,
                                                            .after = CERTCHECK_NO,
                                                            .from_s = 0,
                                                            .by_s = CERTCHECK_NO_DATE };
    forecast.changes[1] = forecast.changes[0];
    forecast.changes[1].id = CERTCHECK_CHANGE_DOTNET_2017;
    forecast.changes[1].after = CERTCHECK_UNKNOWN;
    record_json_forecast(&j, &(struct assess_result){ .forecast = &forecast });
    is_written("'verifiers':[],'changes':["
               "{'name':'renewal','verifier':'dotnet','verdict':'breaks','before':true,"
               "'after':false,'from':'1970-01-01T00:00:00Z','by':null},"
               "{'name':'dotnet-2017','verifier':'dotnet','verdict':'breaks','before':true,"
               "'after':null,'from':'1970-01-01T00:00:00Z','by':null}],'assumed':false");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_writing, end_writing)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_asked_is_two_empty_lists),
        CASE(verifiers_answer_for_the_usages_asked_about),
        CASE(changes_keep_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
