/* SPDX-License-Identifier: MIT */
/* Answers in packets, one by one, with the lengths that lie; whole dialogues are in dialogue.c. */
#include "answers.h"

#define CHECK(rows) answers_check(rows, sizeof(rows) / sizeof(rows)[0])
#define STRANGE DIALOGUE_STRANGE, 0, NULL, 0
#define NO(text) DIALOGUE_NO, 0, "T: " text, 0
#define WITHOUT NO("the peer continues without TLS")

/* ---- LDAP ---- */

#define LDAP                                                                                       \
    {                                                                                              \
        .expect = expect_ldap                                                                      \
    }
#define RESPONSE(code) "0\x0c\2\1\1x\7\n\1" code "\4\0\4\0"

static void
judges_ldap(void **state)
{
    static const struct answer rows[] = {
        { "success", LDAP, ANSWER(RESPONSE("\0") "x"), DIALOGUE_YES, 14, NULL, 0 },
        { "long lengths", LDAP, ANSWER("0\x84\0\0\0\x0c\2\1\1x\7\n\1\0\4\0\4\0"), DIALOGUE_YES, 18,
          NULL, 0 },
        { "unwilling", LDAP, ANSWER(RESPONSE("\x35")), NO("the server is unwilling to begin TLS") },
        { "any other code", LDAP, ANSWER(RESPONSE("\xff")),
          NO("the server answers result code 255") },
        { "a referral without one", LDAP, ANSWER(RESPONSE("\n")),
          NO("the server answers result code 10") },
        { "a hostile referral", LDAP, ANSWER("0\x13\2\1\1x\x0e\n\1\n\4\0\4\0\xa3\5\4\3a\x1b\n"),
          NO("the server refers to a\\x1b\\x0a") },
        { "disconnects", LDAP, ANSWER("0\x0c\2\1\0x\7\n\1\0\4\0\4\0"),
          NO("the server disconnects") },
        { "another tag", LDAP, ANSWER("1"), STRANGE },
        { "no definite length", LDAP, ANSWER("0\x80"), STRANGE },
        { "a length of five octets", LDAP, ANSWER("0\x85"), STRANGE },
        { "longer than an answer", LDAP, ANSWER("0\x82\x40\1"), STRANGE },
        { "the longest length", LDAP, ANSWER("0\x84\xff\xff\xff\xff"), STRANGE },
        { "an element over the end", LDAP, ANSWER("0\3\2\5\1"), STRANGE },
        { "a response over the end", LDAP, ANSWER("0\5\2\1\1x\x7f"), STRANGE },
        { "a bind's response", LDAP, ANSWER("0\x0c\2\1\1a\7\n\1\0\4\0\4\0"), STRANGE },
        { "a code of two octets", LDAP, ANSWER("0\x0d\2\1\1x\x08\n\2\0\0\4\0\4\0"), STRANGE },
        { "nothing in it", LDAP, ANSWER("0\0"), STRANGE },
    };

    (void)state;
    CHECK(rows);
}

#define LDAP_SERVER                                                                                \
    {                                                                                              \
        .expect = expect_ldap_request                                                              \
    }
#define START_TLS                                                                                  \
    "\x80\x16"                                                                                     \
    "1.3.6.1.4.1.1466.20037"

static void
judges_ldap_requests(void **state)
{
    static const struct answer rows[] = {
        { "StartTLS", LDAP_SERVER, ANSWER("0\x1d\2\1\1w\x18" START_TLS), DIALOGUE_YES, 31, NULL,
          0 },
        { "another operation", LDAP_SERVER,
          ANSWER("0\x0a\2\1\1w\5\x80\3"
                 "1.3"),
          NO("the peer requests another extended operation") },
        { "a bind", LDAP_SERVER, ANSWER("0\5\2\1\1`\0"), NO("the peer binds without TLS") },
        { "a search", LDAP_SERVER, ANSWER("0\5\2\1\1c\0"), WITHOUT },
        { "a name over the end", LDAP_SERVER, ANSWER("0\7\2\1\1w\2\x80\1"), WITHOUT },
        { "no ID", LDAP_SERVER, ANSWER("0\4\2\0w\0"), STRANGE },
        { "an ID of five octets", LDAP_SERVER, ANSWER("0\x09\2\5\0\0\0\0\1w\0"), STRANGE },
        { "an ID alone", LDAP_SERVER, ANSWER("0\3\2\1\1"), STRANGE },
        { "HTTP", LDAP_SERVER, ANSWER("G"), STRANGE },
    };

    (void)state;
    CHECK(rows);
}

static void
said(struct dialogue *d, dialogue_compose_fn *compose, const char *bytes, size_t n)
{
    struct base_slice out;

    compose(d);
    out = dialogue_output(d);
    assert_int_equal(out.len, n);
    assert_memory_equal(out.ptr, bytes, n);
}

/* RFC 4511 4.1.1.1: the answer bears the message ID of the request. */
static void
answers_under_the_same_id(void **state)
{
    static const struct dialogue_step step = LDAP_SERVER;
    static struct dialogue d;
    size_t used = 0;

    (void)state;
    answers_begin(&d, ANSWER("0\x20\2\4\x12\x34\x56\x78w\x18" START_TLS), 0);
    assert_int_equal(expect_ldap_request(&d, &step, &used), DIALOGUE_YES);
    said(&d, compose_ldap_answer, ANSWER("0\x0f\2\4\x12\x34\x56\x78x\7\n\1\0\4\0\4\0"));
}

/* ---- PostgreSQL ---- */

#define POSTGRES                                                                                   \
    {                                                                                              \
        .expect = expect_postgres                                                                  \
    }
#define POSTGRES_SERVER                                                                            \
    {                                                                                              \
        .expect = expect_postgres_request                                                          \
    }

static void
judges_postgres(void **state)
{
    static const struct answer rows[] = {
        { "S", POSTGRES, ANSWER("Sx"), DIALOGUE_YES, 1, NULL, 0 },
        { "N", POSTGRES, ANSWER("N"), NO("the server answers N: TLS is not configured") },
        { "E", POSTGRES, ANSWER("E"),
          NO("the server answers with an error: it does not know SSLRequest") },
        { "another", POSTGRES, ANSWER("s"), STRANGE },
        { "SSLRequest", POSTGRES_SERVER, ANSWER("\0\0\0\x8\4\xd2\x16\x2f\x16"), DIALOGUE_YES, 8,
          NULL, 0 },
        { "GSSENCRequest", POSTGRES_SERVER, ANSWER("\0\0\0\x8\4\xd2\x16\x30"), DIALOGUE_PASS, 8,
          NULL, 0 },
        { "a startup message", POSTGRES_SERVER, ANSWER("\0\0\0\x9\0\3\0\0\0"), WITHOUT },
        { "TLS at once", POSTGRES_SERVER, ANSWER("\x16"), STRANGE },
    };

    (void)state;
    CHECK(rows);
}

/* ---- MySQL ---- */

#define MYSQL                                                                                      \
    {                                                                                              \
        .expect = expect_mysql                                                                     \
    }
#define MYSQL_SERVER                                                                               \
    {                                                                                              \
        .expect = expect_mysql_request                                                             \
    }
#define GREETING(len, caps)                                                                        \
    len "\0\0\7\n8\0"                                                                              \
        "threadsaltsal" caps
#define ZEROS_23 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define ZEROS_26 "\0\0\0" ZEROS_23

static void
judges_mysql(void **state)
{
    static const struct answer rows[] = {
        { "it offers TLS", MYSQL, ANSWER(GREETING("\x12", "\0\x08") "x"), DIALOGUE_YES, 22, NULL,
          0 },
        { "it does not", MYSQL, ANSWER(GREETING("\x12", "\xff\xf7")),
          NO("the server does not offer TLS") },
        { "cut before the flags", MYSQL, ANSWER(GREETING("\x11", "\0")), STRANGE },
        { "a version without end", MYSQL, ANSWER("\3\0\0\0\n88"), STRANGE },
        { "another protocol", MYSQL,
          ANSWER("\x12\0\0\7\x9"
                 "8\0threadsaltsal\0\x08"),
          STRANGE },
        { "too short", MYSQL, ANSWER("\2\0\0\0\n8"), STRANGE },
        { "too long", MYSQL, ANSWER("\1\x10\0\0\n"), STRANGE },
        { "16 MiB", MYSQL, ANSWER("\xff\xff\xff\0\n"), STRANGE },
        { "an error", MYSQL, ANSWER("\5\0\0\0\xff\x69\4a\x1b"), NO("a\\x1b") },
        { "an error without its code", MYSQL, ANSWER("\2\0\0\0\xff\x69"), STRANGE },
        { "an error without words", MYSQL, ANSWER("\3\0\0\0\xff\x69\4"), NO("") },
        { "SSLRequest", MYSQL_SERVER, ANSWER("\x20\0\0\1\0\x08\0\0\0\0" ZEROS_26 "\x16"),
          DIALOGUE_YES, 36, NULL, 0 },
        { "a login in clear", MYSQL_SERVER, ANSWER("\x20\0\0\1\xff\xf7"), WITHOUT },
        { "too short a request", MYSQL_SERVER, ANSWER("\x1f\0\0\1\0\x08"), STRANGE },
        { "too long a request", MYSQL_SERVER, ANSWER("\1\x10\0\1\0\x08"), STRANGE },
        { "not the next packet", MYSQL_SERVER, ANSWER("\x20\0\0\2\0\x08"), STRANGE },
    };

    (void)state;
    CHECK(rows);
}

/* The request's number follows the greeting's. */
static void
counts_mysql_packets(void **state)
{
    static const struct dialogue_step step = MYSQL;
    static struct dialogue d;
    size_t used = 0;

    (void)state;
    answers_begin(&d, ANSWER(GREETING("\x12", "\0\x08")), 0);
    assert_int_equal(expect_mysql(&d, &step, &used), DIALOGUE_YES);
    said(&d, compose_mysql, ANSWER("\x20\0\0\x08\0\x8a\0\0\0\0\0\1!" ZEROS_23));
}

/* ---- Remote Desktop ---- */

#define RDP                                                                                        \
    {                                                                                              \
        .expect = expect_rdp                                                                       \
    }
#define CONFIRM(type, value) "\3\0\0\x13\x0e\xd0\0\0\0\0\0" type "\0\x08\0" value "\0\0"

static void
judges_rdp(void **state)
{
    static const struct answer rows[] = {
        { "TLS", RDP, ANSWER(CONFIRM("\2", "\1\0") "x"), DIALOGUE_YES, 19, NULL, 0 },
        { "standard security", RDP, ANSWER(CONFIRM("\2", "\0\0")),
          NO("the server chose to continue without TLS") },
        { "another structure", RDP, ANSWER(CONFIRM("\4", "\1\0")),
          NO("the server chose to continue without TLS") },
        { "no structure", RDP, ANSWER("\3\0\0\x12\x0d\xd0\0\0\0\0\0\2\0\x08\0\1\0\0"),
          NO("the server supports only standard RDP security") },
        { "a failure", RDP, ANSWER(CONFIRM("\3", "\5\0")),
          NO("the server requires network level authentication") },
        { "the last failure known", RDP, ANSWER(CONFIRM("\3", "\6\0")),
          NO("the server requires a user's certificate") },
        { "the first unknown", RDP, ANSWER(CONFIRM("\3", "\7\0")),
          NO("the server refuses with code 7") },
        { "none", RDP, ANSWER(CONFIRM("\3", "\0\0")), NO("the server refuses with code 0") },
        { "little endian", RDP, ANSWER(CONFIRM("\3", "\0\1")),
          NO("the server refuses with code 256") },
        { "a disconnect", RDP, ANSWER("\3\0\0\7\2\x80\0"), STRANGE },
        { "another version", RDP, ANSWER("\2"), STRANGE },
        { "too short", RDP, ANSWER("\3\0\0\6"), STRANGE },
        { "too long", RDP, ANSWER("\3\0\2\1"), STRANGE },
    };

    (void)state;
    CHECK(rows);
}

/* ---- SQL Server ---- */

#define TDS                                                                                        \
    {                                                                                              \
        .expect = expect_tds                                                                       \
    }
#define UNSAID NO("the server says nothing about encryption")

static void
judges_tds(void **state)
{
    static const struct answer rows[] = {
        { "encryption", TDS, ANSWER("\4\1\0\x0f\0\0\1\0\1\0\6\0\1\xff\1x"), DIALOGUE_YES, 15, NULL,
          0 },
        { "none", TDS, ANSWER("\4\1\0\x0f\0\0\1\0\1\0\6\0\1\xff\2"),
          NO("the server does not support encryption") },
        { "behind another option", TDS,
          ANSWER("\4\1\0\x14\0\0\1\0\0\xff\xff\0\6\1\0\x0b\0\1\xff\1"), DIALOGUE_YES, 20, NULL, 0 },
        { "an offset at the end", TDS, ANSWER("\4\1\0\x0f\0\0\1\0\1\0\7\0\1\xff\1"), STRANGE },
        { "an option cut off", TDS, ANSWER("\4\1\0\x0c\0\0\1\0\1\0\0\0"), STRANGE },
        { "no options", TDS, ANSWER("\4\1\0\x9\0\0\1\0\xff"), UNSAID },
        { "options without end", TDS, ANSWER("\4\1\0\x0d\0\0\1\0\0\0\0\0\0"), UNSAID },
        { "nothing in it", TDS, ANSWER("\4\1\0\x8\0\0\1\0"), STRANGE },
        { "too long", TDS, ANSWER("\4\1\x10\1\0\0\1\0"), STRANGE },
        { "another packet", TDS, ANSWER("\x12"), STRANGE },
    };

    (void)state;
    CHECK(rows);
}

/* ---- SOCKS ---- */

#define METHOD                                                                                     \
    {                                                                                              \
        .expect = expect_socks_method                                                              \
    }
#define REPLY                                                                                      \
    {                                                                                              \
        .expect = expect_socks_reply                                                               \
    }
#define REFUSED(text, kind) DIALOGUE_NO, 0, "T: " text, kind

static void
judges_socks(void **state)
{
    static const struct answer rows[] = {
        { "no method", METHOD, ANSWER("\5\0\5"), DIALOGUE_YES, 2, NULL, 0 },
        { "a user", METHOD, ANSWER("\5\2"),
          REFUSED("the proxy requires a user name", PROBE_REFUSED) },
        { "SOCKS 4", METHOD, ANSWER("\4"), STRANGE },
        { "yes, of IPv4", REPLY, ANSWER("\5\0\0\1abcd\0\1x"), DIALOGUE_YES, 10, NULL, 0 },
        { "yes, of IPv6", REPLY, ANSWER("\5\0\0\4abcdefghijklmnop\0\1x"), DIALOGUE_YES, 22, NULL,
          0 },
        { "yes, of a name", REPLY, ANSWER("\5\0\0\3\3abc\0\1x"), DIALOGUE_YES, 10, NULL, 0 },
        { "yes, of no name", REPLY, ANSWER("\5\0\0\3\0\0\1x"), DIALOGUE_YES, 7, NULL, 0 },
        { "not yet", REPLY,
          ANSWER("\5\0\0\3\xff"
                 "abc\0\1"),
          DIALOGUE_WAIT, 0, NULL, 0 },
        { "failure", REPLY, ANSWER("\5\1\0\1\0\0\0\0\0\0"),
          REFUSED("general failure of the proxy", PROBE_CLOSED) },
        { "the last code known", REPLY, ANSWER("\5\x08\0\1\0\0\0\0\0\0"),
          REFUSED("the proxy does not support the kind of address", PROBE_PROTOCOL) },
        { "the first unknown", REPLY, ANSWER("\5\x09\0\1\0\0\0\0\0\0"), STRANGE },
        { "another version", REPLY, ANSWER("\0"), STRANGE },
    };

    (void)state;
    CHECK(rows);
}

static void
requests_by_socks(void **state)
{
    static struct dialogue d;
    char name[257];

    (void)state;
    answers_begin(&d, "", 0, 0);
    said(&d, compose_socks,
         ANSWER("\5\1\0\3\x0b"
                "example.org\1\xbb"));
    answers_begin(&d, "", 0, 0);
    d.names.ip_len = 4;
    memcpy(d.names.ip, "\xc0\0\2\1", 4);
    said(&d, compose_socks, ANSWER("\5\1\0\1\xc0\0\2\1\1\xbb"));
    answers_begin(&d, "", 0, 0);
    d.names.ip_len = 16;
    memcpy(d.names.ip, "0123456789abcdef", 16);
    said(&d, compose_socks,
         ANSWER("\5\1\0\4"
                "0123456789abcdef\1\xbb"));
    memset(name, 'a', sizeof name);
    name[255] = '\0';
    answers_begin(&d, "", 0, 0);
    d.names.host = name;
    compose_socks(&d);
    assert_int_equal(dialogue_output(&d).len, 5 + 255 + 2);
    name[255] = 'a';
    name[256] = '\0';
    answers_begin(&d, "", 0, 0);
    d.names.host = name;
    compose_socks(&d);
    assert_int_equal(d.outcome, DIALOGUE_FAILED);
    assert_int_equal(d.error.kind, PROBE_LIMIT);
    assert_int_equal(dialogue_output(&d).len, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_ldap),
        cmocka_unit_test(judges_ldap_requests),
        cmocka_unit_test(answers_under_the_same_id),
        cmocka_unit_test(judges_postgres),
        cmocka_unit_test(judges_mysql),
        cmocka_unit_test(counts_mysql_packets),
        cmocka_unit_test(judges_rdp),
        cmocka_unit_test(judges_tds),
        cmocka_unit_test(judges_socks),
        cmocka_unit_test(requests_by_socks),
    };

    return cmocka_run_group_tests_name("packets", tests, NULL, NULL);
}
