/* SPDX-License-Identifier: MIT */
/* Who connected to whom, in JSON; what a ClientHello says is the peer's, and no byte of it spoils a
 * line. */
#include <record/json_parts.h>

#include <base/text.h>

#include "written.h"

static void
a_peer_is_told_where_it_connected(void **state)
{
    const struct assess_inbound inbound = { "2001:db8::7", true };

    (void)state;
    record_json_direction(&j, &(struct assess_result){ .inbound = NULL });
    is_written("'direction':'outbound'");
    record_json_direction(&j, &(struct assess_result){ .inbound = &inbound });
    is_written("'direction':'inbound','peer':'2001:db8::7','withheld':true");
}

static void
what_was_not_sent_is_empty(void **state)
{
    (void)state;
    record_json_client_hello(&j, &(struct probe_client_hello){ .sni = "" });
    is_written("'sni':null,'alpn':[],'signature_algorithms':[]");
}

/* Schemes without a name, as those of RFC 8701, are their numbers. */
static void
names_are_in_the_order_they_were_sent_in(void **state)
{
    (void)state;
    record_json_client_hello(&j, &(struct probe_client_hello){ .sni = "fe01.contoso.com",
                                                               .alpn = "\2h2\10http/1.1",
                                                               .alpn_n = 12,
                                                               .schemes = { 0x0a0a, 0x0804, 0 },
                                                               .schemes_n = 3 });
    is_written("'sni':'fe01.contoso.com','alpn':['h2','http/1.1'],"
               "'signature_algorithms':['0x0a0a','rsa_pss_rsae_sha256','0x0000']");
}

/* A name that is no text, or looks like hex, is written in hex: it is told apart when it is read.
 */
static void
protocols_are_text_or_hex(void **state)
{
    static const struct {
        const char *alpn;
        size_t n;
        const char *want;
    } rows[] = {
        { "\1~", 2, "~" },
        { "\1\x7f", 2, "0x7f" },
        { "\1\x21", 2, "!" },
        { "\1 ", 2, "0x20" },
        { "\2\xca\xca", 3, "0xcaca" },
        { "\3a\0b", 4, "0x610062" },
        { "\1"
          "0",
          2, "0" },
        { "\2"
          "0x",
          3, "0x3078" },
        { "\2"
          "0X",
          3, "0X" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct probe_client_hello hello = { .alpn_n = rows[i].n };
        char want[64] = "";
        struct base_text t;

        memcpy(hello.alpn, rows[i].alpn, rows[i].n);
        base_text_init(&t, want, sizeof want);
        base_text_str(&t, "'sni':null,'alpn':['");
        base_text_str(&t, rows[i].want);
        base_text_str(&t, "'],'signature_algorithms':[]");
        record_json_client_hello(&j, &hello);
        is_written(want);
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_writing, end_writing)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_peer_is_told_where_it_connected),
        CASE(what_was_not_sent_is_empty),
        CASE(names_are_in_the_order_they_were_sent_in),
        CASE(protocols_are_text_or_hex),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
