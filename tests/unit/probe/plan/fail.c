/* SPDX-License-Identifier: MIT */
#include "plan/fail.h"

#include <string.h>

#include "cmocka_prelude.h"

#define SILENT                                                                                     \
    {                                                                                              \
        false, false, false                                                                        \
    }
#define ANSWERED                                                                                   \
    {                                                                                              \
        false, true, false                                                                         \
    }
#define PRESENTED                                                                                  \
    {                                                                                              \
        false, true, true                                                                          \
    }
#define CLIENT                                                                                     \
    {                                                                                              \
        true, true, false                                                                          \
    }

static const struct {
    enum probe_class kind;
    int alert, errno_value;
    struct probe_circumstances when;
    const char *text;
} rows[] = {
    { PROBE_CLOSED, -1, 0, SILENT,
      "the peer closed the connection after our ClientHello, without a reply" },
    { PROBE_RESET, -1, 0, ANSWERED, "the peer reset the connection in the middle of its answer" },
    { PROBE_TIMEOUT, -1, 0, PRESENTED,
      "the peer stopped responding after presenting its certificate" },
    { PROBE_CLOSED, -1, 0, CLIENT,
      "the peer closed the connection before presenting a certificate" },
    { PROBE_ALERT, 40, 0, ANSWERED,
      "the peer answered our ClientHello with alert 40 (handshake_failure)" },
    { PROBE_ALERT, 42, 0, PRESENTED,
      "the peer refused us after presenting its certificate: alert 42 (bad_certificate)" },
    { PROBE_ALERT, 48, 0, CLIENT, "the peer left with alert 48 (unknown_ca)" },
    { PROBE_ALERT, 200, 0, ANSWERED, "the peer answered our ClientHello with alert 200" },
    { PROBE_PEER_REFUSED_US, 42, 0, CLIENT,
      "the peer refused our certificate before presenting its own: alert 42 (bad_certificate)" },
    { PROBE_PEER_REFUSED_US, -1, 0, CLIENT,
      "the peer closed the connection after our certificate, before presenting its own" },
    { PROBE_PEER_REFUSED_US, 0, 104, CLIENT, /* close_notify is no refusal by an alert */
      "the peer reset the connection after our certificate, before presenting its own" },
    { PROBE_EMPTY_CERTIFICATE, -1, 0, ANSWERED,
      "the peer sent an empty Certificate message: it has none, or withholds it" },
    { PROBE_EMPTY_CERTIFICATE, -1, 0, CLIENT,
      "the peer sent an empty Certificate message: it has none, or withholds one that does not "
      "allow client authentication" },
};

static void
an_end_is_told_by_its_circumstances(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_error e = { .kind = rows[i].kind,
                                 .alert = rows[i].alert,
                                 .errno_value = rows[i].errno_value };

        probe_fail_describe(&e, &rows[i].when);
        assert_string_equal(e.text, rows[i].text);
    }
}

static void
what_has_a_text_keeps_it(void **state)
{
    const struct probe_circumstances when = SILENT;
    struct probe_error e;

    (void)state;
    probe_fail_set(&e, PROBE_CLOSED, PROBE_STAGE_TLS, "%s", "the peer speaks SMTP");
    assert_int_equal(e.alert, -1);
    assert_int_equal(e.stage, PROBE_STAGE_TLS);
    probe_fail_describe(&e, &when);
    assert_string_equal(e.text, "the peer speaks SMTP");
    probe_fail_set(&e, PROBE_PROTOCOL, PROBE_STAGE_TLS, "%s", "");
    probe_fail_describe(&e, &when);
    assert_string_equal(e.text, "");
}

static void
a_text_too_long_is_cut(void **state)
{
    struct probe_error e;

    (void)state;
    probe_fail_set(&e, PROBE_PROTOCOL, PROBE_STAGE_CONNECT, "%0300d", 7);
    assert_int_equal(strlen(e.text), PROBE_TEXT_MAX - 1);
}

static void
durations_have_a_unit_that_fits(void **state)
{
    static const struct {
        uint64_t us;
        const char *text;
    } durations[] = { { 0, "0 ms" },        { 499, "0 ms" },          { 500, "1 ms" },
                      { 300000, "300 ms" }, { 999499, "999 ms" },     { 999500, "1 s" },
                      { 7500000, "7.5 s" }, { 7950000, "8 s" },       { 15000000, "15 s" },
                      { 15049000, "15 s" }, { 3600000000u, "3600 s" } };
    char text[PROBE_DURATION_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof durations / sizeof durations[0]; i++) {
        probe_fail_duration(durations[i].us, text);
        assert_string_equal(text, durations[i].text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_end_is_told_by_its_circumstances),
        cmocka_unit_test(what_has_a_text_keeps_it),
        cmocka_unit_test(a_text_too_long_is_cut),
        cmocka_unit_test(durations_have_a_unit_that_fits),
    };

    return cmocka_run_group_tests_name("fail", tests, NULL, NULL);
}
