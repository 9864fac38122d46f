/* SPDX-License-Identifier: MIT */
/* Which rows of receivers.def are offered: by verifier, by profile, by what breaks. */
#include "receivers.h"

#include <stdio.h>
#include <string.h>

#include "cmocka_prelude.h"

#define RENEWAL CERTCHECK_CHANGE_RENEWAL
#define OF_2017 CERTCHECK_CHANGE_DOTNET_2017
#define BIT(id) ((uint64_t)1 << CERTCHECK_VERIFIER_##id)

static const struct advice_receiver row = { .verifiers = "erlang-25,openssl,go" };

/* One change at one verifier breaks; is a row for these verifiers and profiles offered? */
static bool
helps(const char *verifiers, const char *profiles, enum certcheck_verifier_id verifier,
      const struct base_profile *profile)
{
    const struct advice_receiver asked = { .verifiers = verifiers, .profiles = profiles };
    const struct certcheck_forecast f = {
        .changes = { { .id = RENEWAL, .verifier = verifier, .verdict = CERTCHECK_BREAKS } },
        .changes_n = 1
    };
    const struct assess_result r = { .profile = profile, .forecast = &f };

    return advice_receiver_helps(&asked, &r);
}

/* "erlang" is not "erlang-25", nor the other way round. */
static void
verifiers_match_by_their_whole_name(void **state)
{
    (void)state;
    assert_true(helps("erlang-25,openssl,go", NULL, CERTCHECK_VERIFIER_ERLANG_25, NULL));
    assert_true(helps("erlang-25,openssl,go", NULL, CERTCHECK_VERIFIER_OPENSSL, NULL));
    assert_true(helps("erlang-25,openssl,go", NULL, CERTCHECK_VERIFIER_GO, NULL));
    assert_false(helps("erlang-25,openssl,go", NULL, CERTCHECK_VERIFIER_ERLANG, NULL));
    assert_false(helps("erlang", NULL, CERTCHECK_VERIFIER_ERLANG_25, NULL));
    assert_false(helps("", NULL, CERTCHECK_VERIFIER_ERLANG_25, NULL));
    assert_true(helps("*", NULL, CERTCHECK_VERIFIER_ERLANG_25, NULL));
}

static void
a_row_for_a_profile_needs_it(void **state)
{
    const struct base_profile *sip = base_profile_get(BASE_PROFILE_SIP_MTLS);
    const struct base_profile *mtls = base_profile_get(BASE_PROFILE_MTLS);

    (void)state;
    assert_true(helps("go", NULL, CERTCHECK_VERIFIER_GO, mtls));
    assert_true(helps("go", "kafka,sip-mtls", CERTCHECK_VERIFIER_GO, sip));
    assert_false(helps("go", "kafka,sip-mtls", CERTCHECK_VERIFIER_GO, mtls));
    assert_false(helps("go", "kafka,sip-mtls", CERTCHECK_VERIFIER_GO, NULL));
    assert_false(helps("*", "kafka", CERTCHECK_VERIFIER_GO, sip));
}

/* What the updates of May 2017 break, the receivers' own switches do not mend. */
static void
only_what_breaks_by_another_change_counts(void **state)
{
    struct certcheck_forecast f = { .changes = { { .id = OF_2017,
                                                   .verifier = CERTCHECK_VERIFIER_GO,
                                                   .verdict = CERTCHECK_BREAKS },
                                                 { .id = RENEWAL,
                                                   .verifier = CERTCHECK_VERIFIER_JAVA,
                                                   .verdict = CERTCHECK_BROKEN },
                                                 { .id = RENEWAL,
                                                   .verifier = CERTCHECK_VERIFIER_OPENSSL,
                                                   .verdict = CERTCHECK_INDETERMINATE } },
                                    .changes_n = 3 };
    struct assess_result r = { .verdict = CERTCHECK_BREAKS, .forecast = &f };

    (void)state;
    assert_true(advice_breaks_at(&r) == 0);
    assert_false(advice_receiver_helps(&row, &r));
    f.changes[1].verdict = f.changes[2].verdict = CERTCHECK_BREAKS;
    assert_true(advice_breaks_at(&r) == (BIT(JAVA) | BIT(OPENSSL)));
    assert_true(advice_receiver_helps(&row, &r));
    r.forecast = NULL;
    assert_true(advice_breaks_at(&r) == 0);
    assert_false(advice_receiver_helps(&row, &r));
}

/* The change of 2017 decides where it was asked; else the verdict does only where nothing else
 * was asked. */
static void
the_updates_of_2017_answer_for_themselves(void **state)
{
    struct certcheck_forecast f = { .changes = { { .id = RENEWAL, .verdict = CERTCHECK_BREAKS },
                                                 { .id = OF_2017, .verdict = CERTCHECK_READY } } };
    struct assess_result r = { .verdict = CERTCHECK_BREAKS };

    (void)state;
    assert_true(advice_breaks_by_2017(&r));
    r.forecast = &f;
    assert_true(advice_breaks_by_2017(&r));
    f.changes_n = 1;
    assert_false(advice_breaks_by_2017(&r));
    f.changes_n = 2;
    assert_false(advice_breaks_by_2017(&r));
    f.changes[1].verdict = CERTCHECK_BREAKS;
    assert_true(advice_breaks_by_2017(&r));
    r.verdict = CERTCHECK_BROKEN;
    f.changes_n = 0;
    assert_false(advice_breaks_by_2017(&r));
}

static bool
is_known(const char *name, bool profile)
{
    struct base_slice s = base_slice_str(name);

    for (unsigned v = 0; !profile && v < CERTCHECK_VERIFIERS; v++)
        if (base_slice_eq(
                s, base_slice_str(certcheck_verifier_get((enum certcheck_verifier_id)v)->name)))
            return true;
    return profile && base_profile_named(s) != NULL;
}

/* A name that is mistyped in the table would never be offered, and nobody would miss it. */
static void
check_names(const char *id, const char *names, bool profile)
{
    while (*names != '\0') {
        size_t n = strcspn(names, ",");
        char name[64];

        assert_true(n > 0 && n < sizeof name);
        (void)snprintf(name, sizeof name, "%.*s", (int)n, names);
        if (!is_known(name, profile))
            fail_msg("%s: there is no %s", id, name);
        names += n + (names[n] == ',');
    }
}

static void
every_name_of_the_table_is_known(void **state)
{
    size_t n = 0;

    (void)state;
    for (const struct advice_receiver *r; (r = advice_receiver_get(n)) != NULL; n++) {
        if (strcmp(r->verifiers, "*") != 0)
            check_names(r->remedy.id, r->verifiers, false);
        check_names(r->remedy.id, r->profiles == NULL ? "" : r->profiles, true);
        if ((r->file[0] == '\0') != (r->lines[0] == '\0'))
            fail_msg("%s: a file without lines, or lines without a file", r->remedy.id);
    }
    assert_true(n > 0);
    assert_null(advice_receiver_get(SIZE_MAX));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verifiers_match_by_their_whole_name),
        cmocka_unit_test(a_row_for_a_profile_needs_it),
        cmocka_unit_test(only_what_breaks_by_another_change_counts),
        cmocka_unit_test(the_updates_of_2017_answer_for_themselves),
        cmocka_unit_test(every_name_of_the_table_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
