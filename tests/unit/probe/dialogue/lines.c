/* SPDX-License-Identifier: MIT */
/* Answers in lines and in XML, one by one; whole dialogues are in dialogue.c. */
#include "answers.h"

#define CHECK(rows) answers_check(rows, sizeof(rows) / sizeof(rows)[0])
#define NO_TLS "T: the server does not offer STARTTLS"

/* ---- replies with a code ---- */

#define REPLY(code)                                                                                \
    {                                                                                              \
        .expect = expect_reply, .want = code                                                       \
    }
#define EHLO                                                                                       \
    {                                                                                              \
        .expect = expect_reply, .want = "250", .capability = "STARTTLS", .otherwise = "LHLO"       \
    }

static void
judges_replies(void **state)
{
    static const struct answer rows[] = {
        { "a line", REPLY("220"), ANSWER("220 a\r\n"), DIALOGUE_YES, 7, NULL, 0 },
        { "a code alone", REPLY("220"), ANSWER("220\n"), DIALOGUE_YES, 4, NULL, 0 },
        { "200 or 201", REPLY("20"), ANSWER("201 a\r\n"), DIALOGUE_YES, 7, NULL, 0 },
        { "what follows it", REPLY("220"), ANSWER("220 a\r\n220 b"), DIALOGUE_YES, 7, NULL, 0 },
        { "free text within", REPLY("220"), ANSWER("220-a\r\n\1\2\r\n221 b\r\n220 c\r\n"),
          DIALOGUE_YES, 25, NULL, 0 },
        { "never the last line", REPLY("220"), ANSWER("220-a\r\n220-b\r\n"), DIALOGUE_WAIT, 0, NULL,
          0 },
        { "another code", REPLY("220"), ANSWER("421-a\r\n421 \x1b[1m\r\n"), DIALOGUE_NO, 0,
          "T: 421 \\x1b[1m", 0 },
        { "no code", REPLY("220"), ANSWER("SSH-2"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "half a code", REPLY("220"), ANSWER("22\r\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "a code that is none", REPLY("620"), ANSWER("620 a\r\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "octets", REPLY("220"), ANSWER("220 \1\r\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "offered in any case", EHLO, ANSWER("250-a\r\n250-StartTLS\r\n250 b\r\n"), DIALOGUE_YES,
          28, NULL, 0 },
        { "offered last", EHLO, ANSWER("250-a\r\n250 STARTTLS\r\n"), DIALOGUE_YES, 21, NULL, 0 },
        { "a parameter only", EHLO, ANSWER("250-a\r\n250 X STARTTLS\r\n"), DIALOGUE_NO, 0, NO_TLS,
          0 },
        { "cut off", EHLO, ANSWER("250-a\r\n250 STARTTL\r\n"), DIALOGUE_NO, 0, NO_TLS, 0 },
        { "not known", EHLO, ANSWER("500-a\r\n500 b\r\n"), DIALOGUE_PASS, 14, NULL, 0 },
        { "refused", EHLO, ANSWER("550 a\r\n"), DIALOGUE_NO, 0, "T: 550 a", 0 },
    };

    (void)state;
    CHECK(rows);
}

/* Who does not know the other command either is not asked again. */
static void
asks_otherwise_once(void **state)
{
    static const struct dialogue_step step = EHLO;
    static struct dialogue d;
    size_t used = 0;

    (void)state;
    answers_begin(&d, ANSWER("502 a\r\n"), 0);
    d.passed = 1;
    assert_int_equal(expect_reply(&d, &step, &used), DIALOGUE_NO);
    assert_string_equal(d.error.text, "T: 502 a");
}

/* ---- single lines ---- */

#define STATUS                                                                                     \
    {                                                                                              \
        .expect = expect_status, .want = "+OK"                                                     \
    }
#define TAGGED                                                                                     \
    {                                                                                              \
        .expect = expect_tagged, .want = "a1 OK"                                                   \
    }
#define SIEVE                                                                                      \
    {                                                                                              \
        .expect = expect_tagged, .want = "OK", .capability = "\"STARTTLS\""                        \
    }

static void
judges_lines(void **state)
{
    static const struct answer rows[] = {
        { "a status", STATUS, ANSWER("+ok\n"), DIALOGUE_YES, 4, NULL, 0 },
        { "what follows it", STATUS, ANSWER("+OK a\r\n\x16\3"), DIALOGUE_YES, 7, NULL, 0 },
        { "another", STATUS, ANSWER("-ERR a\tb\r\n"), DIALOGUE_NO, 0, "T: -ERR a\\x09b", 0 },
        { "octets behind it", STATUS, ANSWER("-ERR \1\r\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "of no kind", STATUS, ANSWER("OK\r\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "an empty line", STATUS, ANSWER("\r\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "untagged first", TAGGED, ANSWER("* a\r\na1 OK\r\n"), DIALOGUE_YES, 12, NULL, 0 },
        { "tagged no", TAGGED, ANSWER("* a\r\na1 NO b\r\n"), DIALOGUE_NO, 0, "T: a1 NO b", 0 },
        { "sent away", TAGGED, ANSWER("* bye\r\n"), DIALOGUE_NO, 0, "T: * bye", 0 },
        { "the tag of another", TAGGED, ANSWER("a2 OK\r\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "an empty line among them", TAGGED, ANSWER("* a\r\n\r\n"), DIALOGUE_WAIT, 0, NULL, 0 },
        { "octets among them", TAGGED, ANSWER("* \x7\r\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "offered", SIEVE, ANSWER("\"starttls\"\r\nOK\r\n"), DIALOGUE_YES, 16, NULL, 0 },
        { "offered too late", SIEVE, ANSWER("OK\r\n\"STARTTLS\"\r\n"), DIALOGUE_NO, 0, NO_TLS, 0 },
        { "no quotes", SIEVE, ANSWER("\"STARTTLSX\"\r\nOK\r\n"), DIALOGUE_NO, 0, NO_TLS, 0 },
    };

    (void)state;
    CHECK(rows);
}

#define NUMERIC                                                                                    \
    {                                                                                              \
        .expect = expect_numeric, .want = "670"                                                    \
    }

/* RFC 1459 2.3: the command is the first word, or the second where a prefix is the first. */
static void
judges_numerics(void **state)
{
    static const struct answer rows[] = {
        { "with a prefix", NUMERIC, ANSWER(":a 670 b :c\r\n"), DIALOGUE_YES, 13, NULL, 0 },
        { "without one", NUMERIC, ANSWER("670 b :c\r\n"), DIALOGUE_YES, 10, NULL, 0 },
        { "alone", NUMERIC, ANSWER("670\r\n"), DIALOGUE_YES, 5, NULL, 0 },
        { "blanks behind the prefix", NUMERIC, ANSWER(":a  670 b\r\n"), DIALOGUE_YES, 11, NULL, 0 },
        { "in a text", NUMERIC, ANSWER(":a NOTICE * :of 670 users\r\n"), DIALOGUE_PASS, 27, NULL,
          0 },
        { "a refusal's in a text", NUMERIC, ANSWER(":a NOTICE * :of 421 users\r\n"), DIALOGUE_PASS,
          27, NULL, 0 },
        { "longer", NUMERIC, ANSWER(":a 6700 b\r\n"), DIALOGUE_PASS, 11, NULL, 0 },
        { "as a prefix", NUMERIC, ANSWER(":670 NOTICE *\r\n"), DIALOGUE_PASS, 15, NULL, 0 },
        { "a prefix alone", NUMERIC, ANSWER(":a\r\n"), DIALOGUE_PASS, 4, NULL, 0 },
        { "an empty line", NUMERIC, ANSWER("\r\n"), DIALOGUE_PASS, 2, NULL, 0 },
        { "refused", NUMERIC, ANSWER(":a 691 b\r\n"), DIALOGUE_NO, 0, "T: :a 691 b", 0 },
        { "unknown", NUMERIC, ANSWER("421 b\r\n"), DIALOGUE_NO, 0, "T: 421 b", 0 },
        { "sent away", NUMERIC, ANSWER("ERROR :a\r\n"), DIALOGUE_NO, 0, "T: ERROR :a", 0 },
        { "octets", NUMERIC, ANSWER(":a 670 \1\r\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
    };

    (void)state;
    CHECK(rows);
}

/* ---- XML ---- */

#define FEATURES                                                                                   \
    {                                                                                              \
        .expect = expect_features                                                                  \
    }
#define PROCEED                                                                                    \
    {                                                                                              \
        .expect = expect_proceed                                                                   \
    }
#define OFFER "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"

static void
judges_xml(void **state)
{
    static const struct answer rows[] = {
        { "offered", FEATURES, ANSWER(" \r\n<a>" OFFER "</stream:features><b>"), DIALOGUE_YES, 75,
          NULL, 0 },
        { "another's", FEATURES, ANSWER("<starttls xmlns='x'/></stream:features>"), DIALOGUE_NO, 0,
          NO_TLS, 0 },
        { "none", FEATURES, ANSWER("<stream:features/>"), DIALOGUE_NO, 0, NO_TLS, 0 },
        { "not yet", FEATURES, ANSWER(OFFER "</stream:features"), DIALOGUE_WAIT, 0, NULL, 0 },
        { "an error", FEATURES,
          ANSWER("<stream:error><host-unknown xmlns='x'/></stream:error></stream:features>"),
          DIALOGUE_NO, 0, "T: host-unknown", 0 },
        { "the end", FEATURES, ANSWER("</stream:stream>"), DIALOGUE_NO, 0,
          "T: the peer ended the stream", 0 },
        { "no XML", FEATURES, ANSWER("  HTTP/1.1 400"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "yes", PROCEED, ANSWER("<proceed xmlns='x'/>\x16"), DIALOGUE_YES, 20, NULL, 0 },
        { "no", PROCEED, ANSWER("<a/><failure xmlns='x'/>"), DIALOGUE_NO, 0,
          "T: the server refused to begin TLS", 0 },
        { "an error for it", PROCEED, ANSWER("<not-authorized/></stream:error>"), DIALOGUE_NO, 0,
          "T: not-authorized", 0 },
        { "no XML for it", PROCEED, ANSWER("x"), DIALOGUE_STRANGE, 0, NULL, 0 },
    };

    (void)state;
    CHECK(rows);
}

/* ---- as a server ---- */

#define COMMAND                                                                                    \
    {                                                                                              \
        .expect = expect_command, .want = "EHLO LHLO"                                              \
    }
#define STREAM                                                                                     \
    {                                                                                              \
        .expect = expect_stream                                                                    \
    }
#define STARTTLS                                                                                   \
    {                                                                                              \
        .expect = expect_starttls                                                                  \
    }
#define ENDED "T: the peer ended the stream without TLS"

static void
judges_requests(void **state)
{
    static const struct answer rows[] = {
        { "the first word", COMMAND, ANSWER("ehlo a\r\n"), DIALOGUE_YES, 8, NULL, 0 },
        { "the second", COMMAND, ANSWER("LHLO\r\nX"), DIALOGUE_YES, 6, NULL, 0 },
        { "a longer one", COMMAND, ANSWER("EHLOX\r\n"), DIALOGUE_PASS, 7, NULL, 0 },
        { "a shorter one", COMMAND, ANSWER("EHL\r\n"), DIALOGUE_PASS, 5, NULL, 0 },
        { "leaves", COMMAND, ANSWER("quit\r\n"), DIALOGUE_NO, 0,
          "T: the peer left without requesting TLS", 0 },
        { "goes on", COMMAND, ANSWER("MAIL FROM:<>\r\n"), DIALOGUE_NO, 0,
          "T: the peer continues without TLS", 0 },
        { "octets", COMMAND, ANSWER("\x16\3\1\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "a stream", STREAM, ANSWER("<?xml version='1.0'?><stream:stream to='a'><"), DIALOGUE_YES,
          43, NULL, 0 },
        { "not yet", STREAM, ANSWER("<a><stream:stream"), DIALOGUE_WAIT, 0, NULL, 0 },
        { "no stream", STREAM, ANSWER("GET /"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "one tag", STARTTLS, ANSWER(OFFER "x"), DIALOGUE_YES, sizeof OFFER - 1, NULL, 0 },
        { "two tags", STARTTLS, ANSWER("<starttls></starttls>"), DIALOGUE_YES, 21, NULL, 0 },
        { "its end is missing", STARTTLS, ANSWER("<starttls>"), DIALOGUE_WAIT, 0, NULL, 0 },
        { "ended", STARTTLS, ANSWER("<auth/></stream:stream>"), DIALOGUE_NO, 0, ENDED, 0 },
        { "no XML", STARTTLS, ANSWER("\x16"), DIALOGUE_STRANGE, 0, NULL, 0 },
    };

    (void)state;
    CHECK(rows);
}

/* ---- a proxy's answer to CONNECT ---- */

#define HTTP                                                                                       \
    {                                                                                              \
        .expect = expect_http                                                                      \
    }

static void
judges_a_proxy(void **state)
{
    static const struct answer rows[] = {
        { "yes", HTTP, ANSWER("HTTP/1.1 200\r\nA: b\r\n\r\n\x16"), DIALOGUE_YES, 22, NULL, 0 },
        { "any of 2xx, bare ends", HTTP, ANSWER("HTTP/1.0 204 a\n\n"), DIALOGUE_YES, 16, NULL, 0 },
        { "not yet", HTTP, ANSWER("HTTP/1.1 100 Continue\r\n\r\nHTTP"), DIALOGUE_PASS, 25, NULL,
          0 },
        { "no code", HTTP, ANSWER("HTTP/1.1\r\n\r\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "half a code", HTTP, ANSWER("HTTP/1.1 2\r\n\r\n"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "more than a code", HTTP, ANSWER("HTTP/1.1 200evil\r\n\r\n"), DIALOGUE_STRANGE, 0, NULL,
          0 },
        { "its rules", HTTP, ANSWER("HTTP/1.1 403 a\r\n\r\n"), DIALOGUE_NO, 0, "T: 403 a",
          PROBE_REFUSED },
        { "too slow", HTTP, ANSWER("HTTP/1.1 504 a\r\n\r\n"), DIALOGUE_NO, 0, "T: 504 a",
          PROBE_TIMEOUT },
        { "no way", HTTP, ANSWER("HTTP/1.1 503\r\n\r\n"), DIALOGUE_NO, 0, "T: 503",
          PROBE_UNROUTABLE },
        { "another", HTTP, ANSWER("HTTP/1.1 400 \x1b\r\n\r\n"), DIALOGUE_NO, 0, "T: 400 \\x1b",
          PROBE_CLOSED },
        { "headers without end", HTTP, ANSWER("HTTP/1.1 200 a\r\nA: b\r\n"), DIALOGUE_WAIT, 0, NULL,
          0 },
        { "no HTTP", HTTP, ANSWER("HTTQ"), DIALOGUE_STRANGE, 0, NULL, 0 },
        { "SOCKS", HTTP, ANSWER("\5"), DIALOGUE_STRANGE, 0, NULL, 0 },
    };

    (void)state;
    CHECK(rows);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_replies), cmocka_unit_test(asks_otherwise_once),
        cmocka_unit_test(judges_lines),   cmocka_unit_test(judges_numerics),
        cmocka_unit_test(judges_xml),     cmocka_unit_test(judges_requests),
        cmocka_unit_test(judges_a_proxy),
    };

    return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
