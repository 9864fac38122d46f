/* SPDX-License-Identifier: MIT */
/* A trial in JSON: accepted is a peer's word alone, and null where it said nothing. */
#include <record/json_parts.h>

#include "written.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static struct assess_trial_answer answer;

static void
write(unsigned usage, uint64_t fits, size_t n)
{
    const struct assess_trial trial = { .at = &answer, .n = n, .usage = usage, .fits = fits };

    record_json_trial(&j, &(struct assess_result){ .trial = &trial });
}

static void
nothing_is_written_of_none(void **state)
{
    (void)state;
    record_json_trial(&j, &(struct assess_result){ .trial = NULL });
    assert_int_equal(out.len, 0);
    write(BASE_USAGE_SERVER_AUTH, 0, 0);
    is_written("'trial':{'usage':'serverAuth','presented':[],'verifiers':[]}");
}

static void
an_answer_is_a_peers_word(void **state)
{
    (void)state;
    answer = (struct assess_trial_answer){
        .name = "a\n.pem",
        .outcome = ASSESS_TRIAL_REFUSED,
        .version = 0x0304,
        .error = { .kind = PROBE_ALERT, .stage = PROBE_STAGE_TLS, .alert = 0 },
    };
    write(BASE_USAGE_CLIENT_AUTH, 0, 1);
    is_written("'trial':{'usage':'clientAuth','presented':[{'name':'a\\n.pem','sha256':'" ZEROS
               "','outcome':'refused','accepted':false,'version':'TLSv1.3',"
               "'error':{'class':'alert','stage':'tls','errno':null,'alert':0,'text':''}}],"
               "'verifiers':[]}");
}

static void
only_two_outcomes_are_answers(void **state)
{
    (void)state;
    for (unsigned o = 0; o < ASSESS_TRIAL_OUTCOMES; o++) {
        const char *want = o == ASSESS_TRIAL_ACCEPTED  ? "\"accepted\":true,\"version\":null"
                           : o == ASSESS_TRIAL_REFUSED ? "\"accepted\":false,\"version\":null"
                                                       : "\"accepted\":null,\"version\":null";

        answer =
            (struct assess_trial_answer){ .name = "a", .outcome = (enum assess_trial_outcome)o };
        write(BASE_USAGE_CLIENT_AUTH, 0, 1);
        assert_non_null(strstr(written(), want));
    }
}

static void
verifiers_that_fit_are_named(void **state)
{
    (void)state;
    write(BASE_USAGE_CLIENT_AUTH,
          (uint64_t)1 << CERTCHECK_VERIFIER_OPENSSL | (uint64_t)1 << CERTCHECK_VERIFIER_DOTNET, 0);
    is_written("'trial':{'usage':'clientAuth','presented':[],'verifiers':['dotnet','openssl']}");
    write(BASE_USAGE_CLIENT_AUTH, (uint64_t)1 << (CERTCHECK_VERIFIERS - 1), 0);
    assert_non_null(strstr(
        written(),
        certcheck_verifier_get((enum certcheck_verifier_id)(CERTCHECK_VERIFIERS - 1))->name));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_writing, end_writing)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_is_written_of_none),
        CASE(an_answer_is_a_peers_word),
        CASE(only_two_outcomes_are_answers),
        CASE(verifiers_that_fit_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
