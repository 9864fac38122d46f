/* SPDX-License-Identifier: MIT */
/* What a peer said to the certificates of a trial, as it was written. */
#include <record/json_parts.h>

#include "reading.h"

static void
read(void)
{
    record_reader_trial(r);
}

static void
what_is_written_comes_back(void **state)
{
    struct assess_trial_answer answers[ASSESS_TRIAL_OUTCOMES] = { { .name = NULL } };
    struct assess_trial trial = { answers, ASSESS_TRIAL_OUTCOMES, BASE_USAGE_SERVER_AUTH,
                                  (uint64_t)1 << CERTCHECK_VERIFIER_OPENSSL |
                                      (uint64_t)1 << (CERTCHECK_VERIFIERS - 1) };

    (void)state;
    for (unsigned i = 0; i < ASSESS_TRIAL_OUTCOMES; i++) {
        answers[i] = (struct assess_trial_answer){ .name = "a \"b\".pem",
                                                   .outcome = (enum assess_trial_outcome)i,
                                                   .version = (uint16_t)(i == 0 ? 0 : 0x0300 + i) };
        memset(answers[i].sha256, (int)(0xf9 + i), sizeof answers[i].sha256);
    }
    answers[ASSESS_TRIAL_REFUSED].error =
        (struct probe_error){ .kind = PROBE_ALERT, .stage = PROBE_STAGE_TLS, .alert = 43 };
    record_json_trial(&j, &(struct assess_result){ .trial = &trial });
    take_written();
    read();
    assert_null(r->bad);
    assert_ptr_equal(r->result.trial, &r->trial);
    assert_int_equal(r->trial.n, ASSESS_TRIAL_OUTCOMES);
    assert_int_equal(r->trial.usage, BASE_USAGE_SERVER_AUTH);
    assert_true(r->trial.fits == trial.fits);
    for (unsigned i = 0; i < ASSESS_TRIAL_OUTCOMES; i++) {
        const struct assess_trial_answer *a = &r->trial.at[i];

        assert_string_equal(a->name, answers[i].name);
        assert_int_equal(a->outcome, i);
        assert_int_equal(a->version, answers[i].version);
        assert_memory_equal(a->sha256, answers[i].sha256, sizeof a->sha256);
        assert_int_equal(a->error.kind, answers[i].error.kind);
    }
    assert_int_equal(r->trial.at[ASSESS_TRIAL_REFUSED].error.alert, 43);
}

#define SHA256 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define ANSWER                                                                                     \
    "{'name':'a.pem','sha256':'" SHA256 "','outcome':'accepted','accepted':true,"                  \
    "'version':'TLSv1.2','error':null}"
#define LINE "{'trial':{'usage':'clientAuth','presented':[" ANSWER "],'verifiers':['openssl']}}"

static void
nothing_was_presented(void **state)
{
    (void)state;
    take("{}");
    read();
    assert_null(r->bad);
    assert_null(r->result.trial);
}

static void
what_is_bent_is_refused(void **state)
{
    static const struct bent rows[] = {
        { "'clientAuth'", "'codeSigning'", "usage" },
        { "'clientAuth'", "null", "usage" },
        { "[" ANSWER "]", "{}", "presented" },
        { "'a.pem'", "null", "name" },
        { "'accepted','", "'adored','", "outcome" },
        { "0011", "001", "sha256" },
        { "0011", "00111", "sha256" },
        { "aabb", "AABB", "sha256" },
        { "'00", "'g0", "sha256" },
        { "'00", "'0g", "sha256" },
        { "'TLSv1.2'", "'TLSv9'", "version" },
        { "'TLSv1.2'", "12", "version" },
        { "'error':null", "'error':{'class':'boredom'}", "class" },
        { "['openssl']", "['opensls']", "verifiers" },
        { "['openssl']", "[7]", "verifiers" },
        { ",'verifiers':['openssl']", "", "verifiers" },
    };

    (void)state;
    REFUSED(LINE, rows, read);
}

/* As many certificates as one trial has, and not one more. */
static void
answers_have_a_bound(void **state)
{
    static struct assess_trial_answer answers[ASSESS_TRIAL_MAX + 1];
    struct assess_trial trial = { .at = answers, .usage = BASE_USAGE_CLIENT_AUTH };

    (void)state;
    for (size_t i = 0; i <= ASSESS_TRIAL_MAX; i++)
        answers[i].name = "a.pem";
    for (size_t more = 0; more < 2; more++) {
        trial.n = ASSESS_TRIAL_MAX + more;
        record_json_trial(&j, &(struct assess_result){ .trial = &trial });
        take_written();
        read();
        assert_int_equal(r->bad != NULL, more);
        assert_int_equal(r->trial.n, more ? 0 : ASSESS_TRIAL_MAX);
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_reading, end_reading)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_written_comes_back),
        CASE(nothing_was_presented),
        CASE(what_is_bent_is_refused),
        CASE(answers_have_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
