/* SPDX-License-Identifier: MIT */
/* What all steps of a look say alike: absent, or unknown; and notes within their bounds. */
#include "look.h"

#include "fake.h"

static struct machine_server server;

static void
what_may_be_missing_is_unknown(void **state)
{
    const struct machine_looking l = { .out = &server, .registry = &registry };

    (void)state;
    assert_int_equal(machine_absent(&l, MACHINE_KEY_CLR4), MACHINE_UNKNOWN); /* nobody looked */
    machine_registry_looked(&registry, MACHINE_KEY_CLR4, false);
    assert_int_equal(machine_absent(&l, MACHINE_KEY_CLR4), MACHINE_NO);
    assert_int_equal(machine_absent(&l, MACHINE_KEY_CLR2), MACHINE_UNKNOWN);
    machine_registry_looked(&registry, MACHINE_KEY_CLR4, true); /* there, without the value */
    assert_int_equal(machine_absent(&l, MACHINE_KEY_CLR4), MACHINE_NO);
    registry.stale = true;
    assert_int_equal(machine_absent(&l, MACHINE_KEY_CLR4), MACHINE_UNKNOWN);
    registry.stale = false;
    registry.cut = true;
    assert_int_equal(machine_absent(&l, MACHINE_KEY_CLR4), MACHINE_UNKNOWN);
}

static void
notes_are_safe_to_show(void **state)
{
    (void)state;
    server.notes_n = 0;
    machine_note(&server, "C:\\a\x1b[2J", "it cannot be read");
    machine_note(&server, NULL, "alone");
    assert_string_equal(server.notes[0], "C:\\a\\x1b[2J: it cannot be read");
    assert_string_equal(server.notes[1], "alone");
}

static void
notes_have_a_bound(void **state)
{
    static char thing[2 * MACHINE_NOTE_MAX];

    (void)state;
    server.notes_n = 0;
    memset(thing, 'x', sizeof thing - 1);
    for (size_t i = 0; i < MACHINE_NOTES_MAX; i++)
        machine_note(&server, thing, "y");
    machine_note(&server, NULL, "one too many");
    assert_false(noted(&server, "one too many"));
    assert_int_equal(server.notes_n, MACHINE_NOTES_MAX);
    assert_int_equal(strlen(server.notes[MACHINE_NOTES_MAX - 1]), MACHINE_NOTE_MAX - 1);
}

#define CASE(test) cmocka_unit_test_teardown(test, end_fake)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_may_be_missing_is_unknown),
        CASE(notes_are_safe_to_show),
        CASE(notes_have_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
