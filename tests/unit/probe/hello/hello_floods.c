/* SPDX-License-Identifier: MIT */
/* Peers that flood, interleave or break off, and clients that do. */
#include "wire.h"

#include <stdarg.h>

#include <setjmp.h>
#include <cmocka.h>

static void
server_hello(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
}

static void
record_too_long(struct probe_hello_bytes *w)
{
    server_hello(w);
    wire_hex(w, "1603034801");
}

static void
record_longest(struct probe_hello_bytes *w)
{
    static const uint8_t zeros[PROBE_HELLO_FRAGMENT_MAX];

    server_hello(w);
    wire_record(w, RECORD_HANDSHAKE, zeros, sizeof zeros); /* HelloRequests without end */
}

static void
records_empty(struct probe_hello_bytes *w)
{
    for (int i = 0; i < 1000; i++)
        wire_record(w, i % 2 != 0 ? RECORD_ALERT : RECORD_HANDSHAKE, NULL, 0);
}

static void
records_empty_but_few(struct probe_hello_bytes *w)
{
    struct probe_hello_bytes plain = { 0 };

    server_hello(&plain);
    for (size_t i = 5; i < plain.len; i++) {
        for (int j = 0; j < PROBE_HELLO_EMPTY_RECORDS_MAX; j++)
            wire_record(w, RECORD_HANDSHAKE, NULL, 0);
        wire_record(w, RECORD_HANDSHAKE, plain.ptr + i, 1);
    }
    wire_certificates(w, 1, 9);
    wire_server_done(w);
    hello_bytes_free(&plain);
}

static void
warnings(struct probe_hello_bytes *w)
{
    for (int i = 0; i < 1000; i++)
        wire_alert(w, 1, 112);
}

static void
warnings_in_one_record(struct probe_hello_bytes *w)
{
    uint8_t alerts[2000];

    for (size_t i = 0; i < sizeof alerts; i += 2) {
        alerts[i] = 1;
        alerts[i + 1] = 112;
    }
    wire_record(w, RECORD_ALERT, alerts, sizeof alerts);
}

static void
alert_of_no_level(struct probe_hello_bytes *w)
{
    wire_alert(w, 3, 40);
}

static void
alert_in_two_records(struct probe_hello_bytes *w)
{
    wire_record(w, RECORD_ALERT, "\2", 1);
    wire_record(w, RECORD_ALERT, "\120", 1);
}

static void
alert_within_a_message(struct probe_hello_bytes *w)
{
    server_hello(w);
    wire_message_head(w, MESSAGE_CERTIFICATE, 100, "\0\0\141\0\0\3abc", 9);
    wire_alert(w, 2, 80);
}

static void
warning_within_a_message(struct probe_hello_bytes *w)
{
    server_hello(w);
    wire_message_head(w, MESSAGE_CERTIFICATE, 9, "\0\0\6\0\0", 5);
    wire_alert(w, 1, 112);
    wire_record(w, RECORD_HANDSHAKE, "\3abc", 4);
    wire_server_done(w);
}

static void
other_type_within_a_message(struct probe_hello_bytes *w)
{
    server_hello(w);
    wire_message_head(w, MESSAGE_CERTIFICATE, 100, "\0\0\141\0\0\3abc", 9);
    wire_record(w, RECORD_CHANGE_CIPHER_SPEC, "\1", 1);
}

static void
early_data(struct probe_hello_bytes *w)
{
    wire_record(w, RECORD_APPLICATION_DATA, "data", 4);
}

static void
heartbeat(struct probe_hello_bytes *w)
{
    server_hello(w);
    wire_hex(w, "1803030003"
                "014000");
}

static void
text_after_a_record(struct probe_hello_bytes *w)
{
    server_hello(w);
    hello_put(w, "HTTP/1.1 400 Bad Request\r\n", 26);
}

static void
hello_requests(struct probe_hello_bytes *w)
{
    wire_message(w, MESSAGE_HELLO_REQUEST, NULL, 0);
    wire_message(w, MESSAGE_HELLO_REQUEST, NULL, 0);
}

static void
data_after_the_end(struct probe_hello_bytes *w)
{
    server_hello(w);
    wire_certificates(w, 1, 9);
    wire_server_done(w);
    wire_alert(w, 2, 80);
    hello_put(w, "rubbish", 7);
}

/* The reversed role. */
static const uint16_t rsa_only[] = { 0x002F, 0 };

static void
client_and(struct probe_hello_bytes *w, const char *hex)
{
    wire_client_hello(w, &(struct wire_client_hello){ .version = 0x0303, .suites = rsa_only });
    if (hex != NULL)
        wire_hex(w, hex);
}

static void
client_with_empty_certificate(struct probe_hello_bytes *w)
{
    client_and(w, "1603030007"
                  "0b000003"
                  "000000");
}

static void
client_with_10_mib(struct probe_hello_bytes *w)
{
    client_and(w, NULL);
    wire_certificates(w, 5000, 2000);
}

static void
client_skips_certificate(struct probe_hello_bytes *w)
{
    client_and(w, "1603030005"
                  "10000001"
                  "00");
}

static void
client_cut_within_certificate(struct probe_hello_bytes *w)
{
    client_and(w, "160303000a"
                  "0b000009"
                  "000006000000");
}

static void
client_hello_of_16_mib(struct probe_hello_bytes *w)
{
    wire_message_head(w, MESSAGE_CLIENT_HELLO, 0xFFFFFF, "\3\3", 2);
}

static void
client_hello_too_short(struct probe_hello_bytes *w)
{
    wire_message(w, MESSAGE_CLIENT_HELLO, "\3\3", 2);
}

static void
client_hello_of_ssl2(struct probe_hello_bytes *w)
{
    wire_v2_client_hello(w, 0x0002, rsa_only, 16);
}

static void
client_hello_of_version_2(struct probe_hello_bytes *w)
{
    wire_client_hello(w, &(struct wire_client_hello){ .version = 0x0200, .suites = rsa_only });
}

static void
client_v2_hello_too_short(struct probe_hello_bytes *w)
{
    wire_hex(w, "8003010301");
}

static void
client_v2_hello_with_false_lengths(struct probe_hello_bytes *w)
{
    wire_hex(w, "800e010301"
                "00030000ffff"
                "00002f0000");
}

static void
client_v2_hello_without_challenge(struct probe_hello_bytes *w)
{
    wire_v2_client_hello(w, 0x0301, rsa_only, 0);
}

static void
client_hello_in_many_records(struct probe_hello_bytes *w)
{
    uint8_t head[4] = { MESSAGE_CLIENT_HELLO, 0, 0x3F, 0 };

    for (size_t i = 0; i < 15000; i++)
        wire_record(w, RECORD_HANDSHAKE, i < 4 ? head + i : head + 1, 1);
}

static void
server_where_client_was_due(struct probe_hello_bytes *w)
{
    server_hello(w);
}

/* clang-format off */
static const struct wire_hostile rows[] = {
    WIRE_HOSTILE(record_too_long, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(record_longest, server, OK, FAILED, LIMIT, 0, false)
    WIRE_HOSTILE(records_empty, server, OK, FAILED, LIMIT, 0, false)
    WIRE_HOSTILE(records_empty_but_few, server, OK, DONE, OK, 1, false)
    WIRE_HOSTILE(warnings, server, OK, FAILED, LIMIT, 0, false)
    WIRE_HOSTILE(warnings_in_one_record, server, OK, FAILED, LIMIT, 0, false)
    WIRE_HOSTILE(alert_of_no_level, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(alert_in_two_records, server, OK, WIDE, ALERT, 0, false)
    WIRE_HOSTILE(alert_within_a_message, server, OK, DONE, ALERT, 1, false)
    WIRE_HOSTILE(warning_within_a_message, server, OK, DONE, OK, 1, false)
    WIRE_HOSTILE(other_type_within_a_message, server, OK, DONE, PROTOCOL, 1, false)
    WIRE_HOSTILE(early_data, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(heartbeat, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(text_after_a_record, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(hello_requests, server, OK, FAILED, LIMIT, 0, false)
    WIRE_HOSTILE(data_after_the_end, server, RESET, DONE, OK, 1, false)
    WIRE_HOSTILE(client_with_empty_certificate, client, OK, FAILED, EMPTY_CERTIFICATE, 0, false)
    WIRE_HOSTILE(client_with_10_mib, client, OK, DONE, LIMIT, 100, true)
    WIRE_HOSTILE(client_skips_certificate, client, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(client_cut_within_certificate, client, CLOSED, FAILED, CLOSED, 0, false)
    WIRE_HOSTILE(client_hello_of_16_mib, client, OK, FAILED, LIMIT, 0, false)
    WIRE_HOSTILE(client_hello_too_short, client, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(client_hello_of_ssl2, client, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(client_hello_of_version_2, client, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(client_v2_hello_too_short, client, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(client_v2_hello_with_false_lengths, client, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(client_v2_hello_without_challenge, client, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(client_hello_in_many_records, client, OK, FAILED, LIMIT, 0, false)
    WIRE_HOSTILE(server_where_client_was_due, client, OK, FAILED, PROTOCOL, 0, false)
};
/* clang-format on */

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        wire_check_hostile(&rows[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
