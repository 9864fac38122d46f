/* SPDX-License-Identifier: MIT */
/* What verifiers and changes make of a path, as it was written; older lines lack both. */
#include <record/json_parts.h>

#include "reading.h"

static struct certcheck_forecast forecast;

static void
read(void)
{
    record_reader_forecast(r);
}

static void
verify(enum certcheck_verifier_id id, enum certcheck_answer accepted, enum certcheck_reason reason)
{
    forecast.verified.wanted |= (uint64_t)1 << id;
    forecast.verified.at[id][1] = (struct certcheck_verification){ accepted, reason, 0 };
}

/* Answers of the first verifier and the last, and two changes. */
static void
fill(void)
{
    forecast =
        (struct certcheck_forecast){ .verified.usages = BASE_USAGE_CLIENT_AUTH, .changes_n = 2 };
    verify(CERTCHECK_VERIFIER_DOTNET_FRAMEWORK, CERTCHECK_NO, CERTCHECK_REASON_CA);
    verify((enum certcheck_verifier_id)(CERTCHECK_VERIFIERS - 1), CERTCHECK_UNKNOWN,
           CERTCHECK_REASON_PATHS);
    forecast.changes[0] = (struct certcheck_change_result){
        .id = CERTCHECK_CHANGE_RENEWAL,
        .verifier = CERTCHECK_VERIFIER_OPENSSL,
        .verdict = CERTCHECK_BREAKS,
        .before = CERTCHECK_YES,
        .from_s = 1781481600,
        .by_s = 1805068800,
    };
    forecast.changes[1] = (struct certcheck_change_result){
        .id = CERTCHECK_CHANGE_DOTNET_2017,
        .verdict = CERTCHECK_INDETERMINATE,
        .before = CERTCHECK_UNKNOWN,
        .after = CERTCHECK_UNKNOWN,
        .from_s = CERTCHECK_NO_DATE,
        .by_s = CERTCHECK_NO_DATE,
    };
}

static void
verified_as(unsigned id, enum certcheck_answer accepted, enum certcheck_reason reason)
{
    const struct certcheck_verification *v = &r->forecast.verified.at[id][1];

    assert_int_equal(v->accepted, accepted);
    assert_int_equal(v->reason, reason);
    assert_int_equal(v->element, -1); /* which one it was is not told */
}

static void
what_is_written_comes_back(void **state)
{
    (void)state;
    fill();
    record_json_forecast(&j, &(struct assess_result){ .forecast = &forecast, .assumed = true });
    take_written();
    read();
    assert_null(r->bad);
    assert_ptr_equal(r->result.forecast, &r->forecast);
    assert_true(r->result.assumed);
    assert_int_equal(r->forecast.verified.usages, BASE_USAGE_CLIENT_AUTH);
    assert_true(r->forecast.verified.wanted == forecast.verified.wanted);
    verified_as(CERTCHECK_VERIFIER_DOTNET_FRAMEWORK, CERTCHECK_NO, CERTCHECK_REASON_CA);
    verified_as(CERTCHECK_VERIFIERS - 1, CERTCHECK_UNKNOWN, CERTCHECK_REASON_PATHS);
    assert_int_equal(r->forecast.changes_n, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct certcheck_change_result *c = &r->forecast.changes[i];

        assert_int_equal(c->id, forecast.changes[i].id);
        assert_int_equal(c->verifier, forecast.changes[i].verifier);
        assert_int_equal(c->verdict, forecast.changes[i].verdict);
        assert_int_equal(c->before, forecast.changes[i].before);
        assert_int_equal(c->after, forecast.changes[i].after);
        assert_true(c->from_s == forecast.changes[i].from_s);
        assert_true(c->by_s == forecast.changes[i].by_s);
    }
}

#define VERIFIED(name, usage)                                                                      \
    "{'name':'" name "','usage':'" usage "','accepted':true,'reason':'listed','basis':'source'}"
#define CHANGED                                                                                    \
    "{'name':'renewal','verifier':'openssl','verdict':'breaks','before':true,'after':false,"       \
    "'from':'2026-06-15T00:00:00Z','by':null}"
#define LINE                                                                                       \
    "{'verifiers':[" VERIFIED("openssl", "clientAuth") "],'changes':[" CHANGED "],'assumed':"      \
                                                       "false}"

static void
nothing_was_asked(void **state)
{
    (void)state;
    take("{}");
    read();
    assert_null(r->bad);
    assert_null(r->result.forecast);
    take("{'verifiers':[],'changes':[],'assumed':false}");
    read();
    assert_null(r->bad);
    assert_null(r->result.forecast);
}

/* Two verifiers, each of another usage: of what a line does not say, nothing is left of the last.
 */
static void
one_line_says_nothing_of_the_next(void **state)
{
    (void)state;
    take(LINE);
    read();
    assert_null(r->bad);
    take("{'verifiers':[" VERIFIED("openssl", "serverAuth") "," VERIFIED(
        "dotnet", "clientAuth") "],'changes':[],'assumed':false}");
    read();
    assert_null(r->bad);
    assert_int_equal(r->forecast.changes_n, 0);
    assert_int_equal(r->forecast.verified.at[CERTCHECK_VERIFIER_OPENSSL][0].accepted,
                     CERTCHECK_YES);
    assert_int_equal(r->forecast.verified.at[CERTCHECK_VERIFIER_OPENSSL][1].accepted, CERTCHECK_NO);
}

static void
what_is_bent_is_refused(void **state)
{
    static const struct bent rows[] = {
        { "'name':'openssl'", "'name':'opensls'", "name" },
        { "'name':'openssl'", "'name':null", "name" },
        { "'clientAuth'", "'codeSigning'", "verifiers" },
        { "'listed'", "'liked'", "verifiers" },
        { "'accepted':true", "'accepted':1", "accepted" },
        { "[{'name':'openssl'", "[7,{'name':'openssl'", "name" },
        { "'name':'renewal'", "'name':'decay'", "changes" },
        { "'verifier':'openssl'", "'verifier':''", "verifier" },
        { "'breaks'", "'mends'", "changes" },
        { "'before':true", "'before':'yes'", "before" },
        { "'after':false,", "", "after" },
        { "'2026-06-15T00:00:00Z'", "'2026-06-31T00:00:00Z'", "from" },
        { "'by':null", "'by':0", "by" },
        { ",'assumed':false", "", "assumed" },
        { "'changes':[" CHANGED "]", "'changes':{}", "changes" },
    };

    (void)state;
    REFUSED(LINE, rows, read);
}

static void
changes_have_a_bound(void **state)
{
    (void)state;
    forecast = (struct certcheck_forecast){ .changes_n = CERTCHECK_FORECAST_MAX };
    record_json_forecast(&j, &(struct assess_result){ .forecast = &forecast });
    take_written();
    read();
    assert_null(r->bad);
    assert_int_equal(r->forecast.changes_n, CERTCHECK_FORECAST_MAX);
    assert_int_equal(json_array_append(json_object_get(r->root, "changes"),
                                       json_array_get(json_object_get(r->root, "changes"), 0)),
                     0);
    read();
    assert_string_equal(r->bad, "changes");
    assert_int_equal(r->forecast.changes_n, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_reading, end_reading)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_written_comes_back),
        CASE(nothing_was_asked),
        CASE(one_line_says_nothing_of_the_next),
        CASE(what_is_bent_is_refused),
        CASE(changes_have_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
