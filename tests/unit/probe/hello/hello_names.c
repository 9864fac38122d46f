/* SPDX-License-Identifier: MIT */
/* Alerts and other protocols, by name. */
#include "wire.h"

#include "cmocka_prelude.h"

#include <string.h>

static void
names_alerts(void **state)
{
    (void)state;
    assert_string_equal(probe_alert_name(0), "close_notify");
    assert_string_equal(probe_alert_name(40), "handshake_failure");
    assert_string_equal(probe_alert_name(120), "no_application_protocol");
    assert_null(probe_alert_name(1));
    assert_null(probe_alert_name(255));
    assert_null(probe_alert_name(256)); /* no byte: not close_notify again */
    assert_null(probe_alert_name(-1));
    assert_null(hello_alert(-1));
}

/* One row a number, or the second would never be found. */
static void
has_sound_rows(void **state)
{
    (void)state;
    for (int i = 0; i < 256; i++) {
        const struct hello_alert *a = hello_alert(i);

        if (a == NULL)
            continue;
        assert_int_equal(a->number, i);
        assert_int_equal(strspn(a->name, "abcdefghijklmnopqrstuvwxyz_"), strlen(a->name));
        assert_true(a->after == PROBE_ALERT || a->after == PROBE_PEER_REFUSED_US);
        assert_true(a->wide != PROBE_OUTCOME_WIDE); /* it was just refused */
        for (int j = 0; j < i; j++)
            assert_true(hello_alert(j) == NULL || strcmp(hello_alert(j)->name, a->name) != 0);
    }
}

static void
tells_what_an_alert_means(void **state)
{
    (void)state;
    assert_true(probe_alert_wants_more(70)); /* protocol_version */
    assert_true(probe_alert_wants_more(40));
    assert_false(probe_alert_wants_more(48)); /* unknown_ca */
    assert_false(probe_alert_wants_more(0));
    assert_false(probe_alert_wants_more(-1));
    assert_false(probe_alert_wants_more(200));
    assert_int_equal(probe_alert_class(48), PROBE_PEER_REFUSED_US);
    assert_int_equal(probe_alert_class(50), PROBE_ALERT); /* decode_error */
    assert_int_equal(probe_alert_class(200), PROBE_PEER_REFUSED_US);
}

static const char *
greeting(const char *bytes, size_t n)
{
    return hello_greeting_name((struct base_slice){ (const uint8_t *)bytes, n });
}

static void
names_greetings(void **state)
{
    (void)state;
    assert_string_equal(greeting("SSH-2.0-x", 9), "an SSH banner");
    assert_string_equal(greeting("220", 3), "an SMTP or FTP greeting");
    assert_string_equal(greeting("\3\0\0\x13", 4), "a TPKT packet (RDP, H.323)");
    assert_string_equal(greeting("\0\0\0\1\xfeSMB", 8), "an SMB message");
    assert_string_equal(greeting("J\0\0\0\n8", 6), "a MySQL greeting");
    assert_string_equal(greeting("* BYE", 5), "an IMAP refusal");
    assert_string_equal(greeting("* NO", 4), "bytes that are not TLS");
    assert_string_equal(greeting("ssh-2.0", 7), "bytes that are not TLS");
}

/* A beginning is not known yet; neither is nothing. */
static void
needs_the_whole_of_it(void **state)
{
    static const char smb[] = "\0\0\0\1\xffSMB";

    (void)state;
    for (size_t n = 0; n < sizeof smb - 1; n++)
        assert_null(hello_greeting_known((struct base_slice){ (const uint8_t *)smb, n }));
    assert_non_null(
        hello_greeting_known((struct base_slice){ (const uint8_t *)smb, sizeof smb - 1 }));
    assert_null(hello_greeting_known((struct base_slice){ NULL, 0 }));
    assert_string_equal(greeting("SSH", 3), "bytes that are not TLS");
}

static void
has_words_for_all(void **state)
{
    (void)state;
    assert_string_equal(hello_state_words(HELLO_STATE_SERVER_HELLO), "a ServerHello");
    assert_string_equal(hello_state_words(HELLO_STATE_OVER), "nothing");
    assert_string_equal(hello_event_words(HELLO_EVENT_HELLO_REQUEST), "a HelloRequest");
    assert_string_equal(hello_event_words(HELLO_EVENT_END), "the end");
    for (unsigned i = 0; i < HELLO_EVENTS; i++)
        for (unsigned j = 0; j < i; j++)
            assert_string_not_equal(hello_event_words((enum hello_event)i),
                                    hello_event_words((enum hello_event)j));
    for (unsigned i = 0; i < HELLO_STATES; i++)
        assert_true(strlen(hello_state_words((enum hello_state)i)) > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_alerts),
        cmocka_unit_test(has_sound_rows),
        cmocka_unit_test(tells_what_an_alert_means),
        cmocka_unit_test(names_greetings),
        cmocka_unit_test(needs_the_whole_of_it),
        cmocka_unit_test(has_words_for_all),
    };

    return cmocka_run_group_tests_name("hello_names", tests, NULL, NULL);
}
