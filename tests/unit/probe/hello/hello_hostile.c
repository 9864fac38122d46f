/* SPDX-License-Identifier: MIT */
/* Servers whose messages lie about their lengths, or are too much. */
#include "wire.h"

#include <stdarg.h>

#include <setjmp.h>
#include <cmocka.h>

static void
hello_and(struct probe_hello_bytes *w, unsigned type, const char *hex)
{
    struct probe_hello_bytes body = { 0 };

    wire_server_hello(w, 0x0303, 0x002F);
    wire_hex(&body, hex);
    wire_message(w, type, body.ptr, body.len);
    hello_bytes_free(&body);
}

/* Certificate lists that lie. */
static void
list_longer_than_message(struct probe_hello_bytes *w)
{
    hello_and(w, MESSAGE_CERTIFICATE,
              "000009"
              "000003"
              "010203");
}

static void
list_shorter_than_message(struct probe_hello_bytes *w)
{
    hello_and(w, MESSAGE_CERTIFICATE,
              "000006"
              "000003"
              "010203"
              "000001"
              "04");
}

static void
entry_longer_than_list(struct probe_hello_bytes *w)
{
    hello_and(w, MESSAGE_CERTIFICATE,
              "000006"
              "ffffff"
              "010203");
}

static void
entry_longer_after_a_whole_leaf(struct probe_hello_bytes *w)
{
    hello_and(w, MESSAGE_CERTIFICATE,
              "00000c"
              "000003"
              "010203"
              "000009"
              "040506");
}

static void
entry_of_no_bytes(struct probe_hello_bytes *w)
{
    hello_and(w, MESSAGE_CERTIFICATE,
              "000003"
              "000000");
}

static void
second_entry_of_no_bytes(struct probe_hello_bytes *w)
{
    hello_and(w, MESSAGE_CERTIFICATE,
              "000009"
              "000003"
              "010203"
              "000000");
}

static void
entry_with_half_a_length(struct probe_hello_bytes *w)
{
    hello_and(w, MESSAGE_CERTIFICATE,
              "000002"
              "0000");
}

static void
certificate_of_two_bytes(struct probe_hello_bytes *w)
{
    hello_and(w, MESSAGE_CERTIFICATE, "0000");
}

static void
certificate_of_no_bytes(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_message(w, MESSAGE_CERTIFICATE, NULL, 0);
}

static void
empty_list(struct probe_hello_bytes *w)
{
    hello_and(w, MESSAGE_CERTIFICATE, "000000");
}

static void
certificates_1000(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_certificates(w, 1000, 40);
    wire_server_done(w);
}

static void
certificates_100(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_certificates(w, PROBE_CERTIFICATES_MAX, 40);
    wire_server_done(w);
}

static void
chain_of_10_mib(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_certificates(w, 5000, 2000);
}

static void
leaf_of_10_mib(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_certificates(w, 1, 10 * 1024 * 1024);
}

static void
chain_announced_as_16_mib(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_message_head(w, MESSAGE_CERTIFICATE, 0xFFFFFF, "\377\377\374\0\0\3abc\0\20\0x", 13);
}

/* Other messages that lie or are too much. */
static void
server_hello_of_16_mib(struct probe_hello_bytes *w)
{
    wire_message_head(w, MESSAGE_SERVER_HELLO, 0xFFFFFF, "\3\3", 2);
}

static void
server_hello_too_short(struct probe_hello_bytes *w)
{
    wire_message(w, MESSAGE_SERVER_HELLO, "\3\3", 2);
}

static void
server_hello_with_more(struct probe_hello_bytes *w)
{
    static const uint8_t body[42] = { 3, 3, [36] = 0x2F, [39] = 0, 0, 1 };

    wire_message(w, MESSAGE_SERVER_HELLO, body, sizeof body);
}

static void
server_hello_with_cut_extension(struct probe_hello_bytes *w)
{
    static const uint8_t body[44] = { 3, 3, [36] = 0x2F, [38] = 0, 4, 0xFF, 1, 0, 9 };

    wire_message(w, MESSAGE_SERVER_HELLO, body, sizeof body);
}

static void
server_hello_with_long_session(struct probe_hello_bytes *w)
{
    static const uint8_t body[72] = { 3, 3, [34] = 33, [69] = 0x2F };

    wire_message(w, MESSAGE_SERVER_HELLO, body, sizeof body);
}

static void
version_not_offered(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0304, 0x002F);
}

static void
version_ssl2(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0200, 0x002F);
}

static void
version_dtls(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0xFEFD, 0x002F);
}

static void
version_selected_by_extension(struct probe_hello_bytes *w)
{
    static const uint8_t body[46] = { 3, 3, [35] = 0x13, 1, 0, 0, 6, 0, 43, 0, 2, 3, 4 };

    wire_message(w, MESSAGE_SERVER_HELLO, body, sizeof body);
}

static void
suite_not_offered(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0xC02F);
}

static void
suite_anonymous(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x0034);
}

static void
suite_scsv(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x00FF);
}

static void
compression(struct probe_hello_bytes *w)
{
    static const uint8_t body[38] = { 3, 3, [36] = 0x2F, 1 };

    wire_message(w, MESSAGE_SERVER_HELLO, body, sizeof body);
}

static void
key_exchange_too_long(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_certificates(w, 1, 9);
    wire_message_head(w, MESSAGE_SERVER_KEY_EXCHANGE, PROBE_HELLO_SKIP_MAX + 1, "x", 1);
}

static void
server_done_with_a_body(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_certificates(w, 1, 9);
    wire_message(w, MESSAGE_SERVER_HELLO_DONE, "x", 1);
}

static void
request_with_false_lengths(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_certificates(w, 1, 9);
    wire_message(w, MESSAGE_CERTIFICATE_REQUEST, "\2\1\100\0\2\4\1\0\3\0\5x", 12);
}

static void
request_of_no_bytes(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_certificates(w, 1, 9);
    wire_message(w, MESSAGE_CERTIFICATE_REQUEST, NULL, 0);
}

static void
request_too_long(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_certificates(w, 1, 9);
    wire_message_head(w, MESSAGE_CERTIFICATE_REQUEST, 0xFFFFFF, "\2\1\100", 3);
}

static void
request_with_1000_names(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_certificates(w, 1, 9);
    wire_request(w, true, 1000);
    wire_server_done(w);
}

static void
certificate_twice(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_certificates(w, 1, 9);
    wire_certificates(w, 2, 9);
}

static void
no_certificate(struct probe_hello_bytes *w)
{
    wire_server_hello(w, 0x0303, 0x002F);
    wire_server_done(w);
}

/* clang-format off */
static const struct wire_hostile rows[] = {
    WIRE_HOSTILE(list_longer_than_message, server, OK, DONE, PROTOCOL, 1, false)
    WIRE_HOSTILE(list_shorter_than_message, server, OK, DONE, PROTOCOL, 1, false)
    WIRE_HOSTILE(entry_longer_than_list, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(entry_longer_after_a_whole_leaf, server, OK, DONE, PROTOCOL, 1, false)
    WIRE_HOSTILE(entry_of_no_bytes, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(second_entry_of_no_bytes, server, OK, DONE, PROTOCOL, 1, false)
    WIRE_HOSTILE(entry_with_half_a_length, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(certificate_of_two_bytes, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(certificate_of_no_bytes, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(empty_list, server, OK, FAILED, EMPTY_CERTIFICATE, 0, false)
    WIRE_HOSTILE(certificates_1000, server, OK, DONE, OK, 100, true)
    WIRE_HOSTILE(certificates_100, server, OK, DONE, OK, 100, false)
    WIRE_HOSTILE(chain_of_10_mib, server, OK, DONE, LIMIT, 100, true)
    WIRE_HOSTILE(leaf_of_10_mib, server, OK, FAILED, LIMIT, 0, true)
    WIRE_HOSTILE(chain_announced_as_16_mib, server, TIMEOUT, DONE, TIMEOUT, 1, true)
    WIRE_HOSTILE(server_hello_of_16_mib, server, OK, FAILED, LIMIT, 0, false)
    WIRE_HOSTILE(server_hello_too_short, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(server_hello_with_more, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(server_hello_with_cut_extension, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(server_hello_with_long_session, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(version_not_offered, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(version_ssl2, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(version_dtls, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(version_selected_by_extension, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(suite_not_offered, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(suite_anonymous, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(suite_scsv, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(compression, server, OK, FAILED, PROTOCOL, 0, false)
    WIRE_HOSTILE(key_exchange_too_long, server, OK, DONE, LIMIT, 1, false)
    WIRE_HOSTILE(server_done_with_a_body, server, OK, DONE, PROTOCOL, 1, false)
    WIRE_HOSTILE(request_with_false_lengths, server, OK, DONE, PROTOCOL, 1, false)
    WIRE_HOSTILE(request_of_no_bytes, server, OK, DONE, PROTOCOL, 1, false)
    WIRE_HOSTILE(request_too_long, server, OK, DONE, LIMIT, 1, false)
    WIRE_HOSTILE(request_with_1000_names, server, OK, DONE, OK, 1, false)
    WIRE_HOSTILE(certificate_twice, server, OK, DONE, PROTOCOL, 1, false)
    WIRE_HOSTILE(no_certificate, server, OK, FAILED, PROTOCOL, 0, false)
};
/* clang-format on */

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        wire_check_hostile(&rows[i]);
}

/* Nothing is allocated for what is only announced. */
static void
test_nothing_for_announcements(void **state)
{
    struct probe_hello_engine e;
    struct probe_hello_bytes w = { 0 };

    (void)state;
    wire_begin(&e, &(struct wire_part){ .hello = PROBE_HELLO_LIGHT });
    chain_announced_as_16_mib(&w);
    probe_hello_feed(&e, w.ptr, w.len);
    assert_true(e.in.cap <= 1024 && e.out.cap <= 512);
    assert_true(sizeof e <= 512);
    hello_bytes_free(&w);
    probe_hello_free(&e);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_nothing_for_announcements),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
