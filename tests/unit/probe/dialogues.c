/* SPDX-License-Identifier: MIT */
#include <probe/dialogue.h>

#include "cmocka_prelude.h"

#include <string.h>

/* The word of --starttls finds its own row, by the whole word and as it is written. */
static void
finds_by_name(void **state)
{
    (void)state;
    assert_int_equal(probe_dialogue_named(base_slice_str("smtp")), PROBE_DIALOGUE_SMTP);
    assert_int_equal(probe_dialogue_named(base_slice_str("mssql")), PROBE_DIALOGUE_MSSQL);
    assert_int_equal(probe_dialogue_named(base_slice_str("xmpp-client")),
                     PROBE_DIALOGUE_XMPP_CLIENT);
    assert_int_equal(probe_dialogue_named((struct base_slice){ (const uint8_t *)"imaps", 4 }),
                     PROBE_DIALOGUE_IMAP);
}

static void
finds_no_other_name(void **state)
{
    static const char *const others[] = { "", "smt", "smtps", "SMTP", "xmpp", "auto", " smtp" };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(probe_dialogue_named(base_slice_str(others[i])), PROBE_DIALOGUE_NONE);
    assert_int_equal(probe_dialogue_named((struct base_slice){ NULL, 0 }), PROBE_DIALOGUE_NONE);
    assert_int_equal(probe_dialogue_named((struct base_slice){ (const uint8_t *)"smtp\0", 5 }),
                     PROBE_DIALOGUE_NONE);
}

static void
finds_by_port(void **state)
{
    (void)state;
    assert_int_equal(probe_dialogue_of_port(25), PROBE_DIALOGUE_SMTP);
    assert_int_equal(probe_dialogue_of_port(587), PROBE_DIALOGUE_SMTP); /* its other port */
    assert_int_equal(probe_dialogue_of_port(3268), PROBE_DIALOGUE_LDAP);
    assert_int_equal(probe_dialogue_of_port(1433), PROBE_DIALOGUE_MSSQL);
    assert_int_equal(probe_dialogue_of_port(0), PROBE_DIALOGUE_NONE);   /* "none", not a port */
    assert_int_equal(probe_dialogue_of_port(465), PROBE_DIALOGUE_NONE); /* TLS at once */
    assert_int_equal(probe_dialogue_of_port(UINT16_MAX), PROBE_DIALOGUE_NONE);
}

/* Each row is complete, and no name or port is in two of them. */
static void
has_sound_rows(void **state)
{
    (void)state;
    assert_null(probe_dialogue_get(PROBE_DIALOGUE_NONE));
    for (unsigned i = PROBE_DIALOGUE_NONE + 1; i < PROBE_DIALOGUES; i++) {
        const struct probe_dialogue_row *row = probe_dialogue_get((enum probe_dialogue_id)i);

        assert_true(row->name != NULL && row->title != NULL && row->source != NULL);
        assert_true(strlen(row->title) > 0 && strlen(row->source) > 0);
        assert_int_equal(probe_dialogue_named(base_slice_str(row->name)), i);
        assert_int_not_equal(row->ports[0], 0);
        assert_int_equal(probe_dialogue_of_port(row->ports[0]), i);
        if (row->ports[1] != 0)
            assert_int_equal(probe_dialogue_of_port(row->ports[1]), i);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_by_name),
        cmocka_unit_test(finds_no_other_name),
        cmocka_unit_test(finds_by_port),
        cmocka_unit_test(has_sound_rows),
    };

    return cmocka_run_group_tests_name("dialogues", tests, NULL, NULL);
}
