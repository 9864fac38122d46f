/* SPDX-License-Identifier: MIT */
/* Which events are promised, and that each promised one can be explained. */
#include <advice/event.h>

#include "cmocka_prelude.h"

static size_t
events_of(enum base_profile_id profile, enum certcheck_verdict verdict,
          const struct certcheck_forecast *forecast, uint16_t out[2])
{
    struct assess_result r = { .verdict = verdict,
                               .profile = base_profile_get(profile),
                               .forecast = forecast };

    out[0] = out[1] = 0;
    return advice_events(&r, out);
}

static void
what_is_refused_is_logged_and_nothing_else(void **state)
{
    (void)state;
    for (unsigned v = 0; v < CERTCHECK_VERDICTS; v++) {
        uint16_t got[2];
        size_t n = events_of(BASE_PROFILE_EDGE_PSOM, (enum certcheck_verdict)v, NULL, got);

        if (v != CERTCHECK_BREAKS && v != CERTCHECK_BROKEN) {
            assert_int_equal(n, 0);
            continue;
        }
        assert_int_equal(n, 2);
        assert_int_equal(got[0], 41025);
        assert_int_equal(got[1], 41026);
    }
}

/* Zeros of the profile's row are no events; a result without a profile has none. */
static void
only_the_profiles_own_events(void **state)
{
    struct assess_result r = { .verdict = CERTCHECK_BREAKS };
    uint16_t got[2];

    (void)state;
    assert_int_equal(events_of(BASE_PROFILE_TRUSTED_APP, CERTCHECK_BROKEN, NULL, got), 1);
    assert_int_equal(got[0], 1000);
    assert_int_equal(events_of(BASE_PROFILE_KAFKA, CERTCHECK_BREAKS, NULL, got), 0);
    assert_int_equal(advice_events(&r, got), 0);
}

/* A renewal makes the Data MCU log nothing about an update that nobody asked about. */
static void
another_change_logs_no_event_of_2017(void **state)
{
    struct certcheck_forecast f = { .changes = { { .id = CERTCHECK_CHANGE_RENEWAL },
                                                 { .id = CERTCHECK_CHANGE_DOTNET_2017 } } };
    uint16_t got[2];

    (void)state;
    assert_int_equal(events_of(BASE_PROFILE_EDGE_PSOM, CERTCHECK_BREAKS, &f, got), 2);
    f.changes_n = 1;
    assert_int_equal(events_of(BASE_PROFILE_EDGE_PSOM, CERTCHECK_BREAKS, &f, got), 0);
    f.changes_n = 2;
    assert_int_equal(events_of(BASE_PROFILE_EDGE_PSOM, CERTCHECK_BREAKS, &f, got), 2);
}

static void
each_number_is_one_row_and_each_profiles_event_has_one(void **state)
{
    size_t n = 0;

    (void)state;
    for (; advice_event_at(n) != NULL; n++) {
        const struct advice_event *e = advice_event_at(n);

        assert_ptr_equal(advice_event_get(e->number), e);
        assert_true(e->source[0] != '\0' && e->meaning[0] != '\0');
    }
    assert_true(n > 0);
    assert_null(advice_event_at(SIZE_MAX));
    assert_null(advice_event_get(0));
    assert_null(advice_event_get(41027));
    for (unsigned p = 0; p < BASE_PROFILE_COUNT; p++)
        for (unsigned i = 0; i < 2; i++) {
            uint16_t number = base_profile_get((enum base_profile_id)p)->events[i];

            if (number != 0 && advice_event_get(number) == NULL)
                fail_msg("%s logs %u, which has no row",
                         base_profile_get((enum base_profile_id)p)->name, number);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_refused_is_logged_and_nothing_else),
        cmocka_unit_test(only_the_profiles_own_events),
        cmocka_unit_test(another_change_logs_no_event_of_2017),
        cmocka_unit_test(each_number_is_one_row_and_each_profiles_event_has_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
