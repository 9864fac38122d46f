/* SPDX-License-Identifier: MIT */
#include "trials_fixture.h"

#include <stdlib.h>

/* What is told of the three answers: an alert, 0 an end, -1 accepted, -2 nothing, -3 an end before
 * that of the handshake. */
static const char *
told(int both, int webserver, int any)
{
    const int answers[] = { both, webserver, any };
    struct assess_member m = fixture_member(fixture_target(targets, 443), fixture_result(PROBE_OK));
    static char codes[256];
    struct base_text t;

    m.probe.tls = m.probe.connected = true;
    m.probe.peer_role = PROBE_ROLE_SERVER;
    m.tried = calloc(3, sizeof *m.tried);
    assert_non_null(m.tried);
    for (size_t i = 0; i < 3; i++) {
        m.tried[i].error.alert = answers[i] > 0 ? answers[i] : -1;
        m.tried[i].error.kind = answers[i] >= 0 ? PROBE_ALERT : PROBE_OK;
        m.tried[i].finished = answers[i] == 0;
        m.tried[i].outcome = answers[i] == -1   ? ASSESS_TRIAL_ACCEPTED
                             : answers[i] == -2 ? ASSESS_TRIAL_FAILED
                                                : ASSESS_TRIAL_REFUSED;
    }
    assess_endpoint_judge(&endpoint, &m, m.target->profile, NULL);
    endpoint.result.findings_n = 0;
    assess_trials_tell(&trials, &endpoint, &m);
    base_text_init(&t, codes, sizeof codes);
    for (size_t i = 0; i < endpoint.result.findings_n; i++) {
        base_text_str(&t, i > 0 ? " " : "");
        base_text_str(&t, certcheck_rule_get(endpoint.result.findings[i].code)->code);
    }
    endpoint.result.trial = NULL;
    free(m.tried);
    return codes;
}

static bool
fits(enum certcheck_verifier_id id)
{
    return (endpoint.trial.fits & (uint64_t)1 << id) != 0;
}

static void
test_what_was_accepted_and_the_alert_tell_the_rule(void **state)
{
    (void)state;
    assert_string_equal(told(-1, 43, 43), "TRIAL_FITS");
    assert_true(fits(CERTCHECK_VERIFIER_OPENSSL));
    assert_false(fits(CERTCHECK_VERIFIER_GO));      /* it takes anyExtendedKeyUsage */
    assert_false(fits(CERTCHECK_VERIFIER_POSTFIX)); /* it never refuses in TLS */
    assert_string_equal(told(-1, 42, -1), "TRIAL_FITS");
    assert_true(fits(CERTCHECK_VERIFIER_GO));
    assert_false(fits(CERTCHECK_VERIFIER_JAVA)); /* alert 46 */
    assert_string_equal(told(-1, 0, -1), "TRIAL_FITS");
    assert_true(fits(CERTCHECK_VERIFIER_DOTNET));
    assert_false(fits(CERTCHECK_VERIFIER_GO));
}

static void
test_acceptance_of_all_is_no_proof_of_no_rule(void **state)
{
    (void)state;
    assert_string_equal(told(-1, -1, -1), "TRIAL_ACCEPTED");
    assert_true(fits(CERTCHECK_VERIFIER_GNUTLS));
    assert_true(fits(CERTCHECK_VERIFIER_OPENSSL)); /* nginx, by HTTP 400 */
    assert_false(fits(CERTCHECK_VERIFIER_GO));
}

static void
test_refusal_of_all_names_nobody(void **state)
{
    (void)state;
    assert_string_equal(told(48, 48, 48), "TRIAL_ALL_REFUSED");
    assert_true(endpoint.trial.fits == 0);
    assert_string_equal(told(0, 0, 0), "TRIAL_ALL_REFUSED");
}

static void
test_a_rule_that_nobody_has(void **state)
{
    (void)state;
    assert_string_equal(told(43, -1, 43), "TRIAL_FITS_NONE");
    assert_true(endpoint.trial.fits == 0);
}

static void
test_an_unknown_issuer_is_no_question_of_usages(void **state)
{
    (void)state;
    assert_string_equal(told(-1, 48, 43), "TRIAL_FITS");
    assert_true(fits(CERTCHECK_VERIFIER_OPENSSL));
}

static void
test_who_refuses_by_alerts_accepts_what_it_closes(void **state)
{
    (void)state;
    assert_string_equal(told(0, 43, 43), "TRIAL_FITS");
    assert_true(fits(CERTCHECK_VERIFIER_OPENSSL));
    assert_string_equal(told(-3, 43, 43), "TRIAL_ALL_REFUSED TRIAL_INCOMPLETE");
    assert_string_equal(told(-1, -3, -1), "TRIAL_FITS"); /* it has no other way to refuse */
}

static void
test_what_is_not_known_is_said(void **state)
{
    (void)state;
    assert_string_equal(told(-1, 43, -2), "TRIAL_FITS TRIAL_INCOMPLETE");
    assert_string_equal(told(-2, -2, -2), "TRIAL_INCOMPLETE");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_what_was_accepted_and_the_alert_tell_the_rule),
        CASE(test_acceptance_of_all_is_no_proof_of_no_rule),
        CASE(test_refusal_of_all_names_nobody),
        CASE(test_a_rule_that_nobody_has),
        CASE(test_an_unknown_issuer_is_no_question_of_usages),
        CASE(test_who_refuses_by_alerts_accepts_what_it_closes),
        CASE(test_what_is_not_known_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
