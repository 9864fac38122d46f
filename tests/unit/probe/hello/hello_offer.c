/* SPDX-License-Identifier: MIT */
/* What a ClientHello says of its sender, who may say anything. */
#include "wire.h"

#include "cmocka_prelude.h"

#include <string.h>

static struct probe_client_hello seen;

/* Version, random, no session, no suites, no compression, then these extensions. */
static void
put_hello(struct probe_hello_bytes *b, const void *extensions, size_t n)
{
    static const uint8_t head[2 + PROBE_HELLO_RANDOM + 1 + 2 + 1];

    hello_put(b, head, sizeof head);
    hello_put16(b, (unsigned)n);
    hello_put(b, extensions, n);
}

static void
read_extensions(const void *bytes, size_t n)
{
    struct probe_hello_bytes b = { 0 };

    put_hello(&b, bytes, n);
    memset(&seen, 0xA5, sizeof seen);
    probe_client_hello_read((struct base_slice){ b.ptr, b.len }, &seen);
    hello_bytes_free(&b);
    assert_true(seen.alpn_n <= sizeof seen.alpn);
    assert_true(seen.schemes_n <= PROBE_SCHEMES_MAX);
    assert_non_null(memchr(seen.sni, '\0', sizeof seen.sni));
}
#define READ(bytes) read_extensions(bytes, sizeof(bytes) - 1)

static void
says_nothing(void)
{
    assert_string_equal(seen.sni, "");
    assert_int_equal(seen.alpn_n, 0);
    assert_int_equal(seen.schemes_n, 0);
}

static void
reads_all_three(void **state)
{
    (void)state;
    READ("\0\0\0\x08\0\6\0\0\3a.b"     /* server_name */
         "\0\x17\0\0"                  /* another */
         "\0\x0d\0\6\0\4\4\1\2\1"      /* signature_algorithms */
         "\0\x10\0\x09\0\7\2h2\3foo"); /* ALPN */
    assert_string_equal(seen.sni, "a.b");
    assert_int_equal(seen.alpn_n, 7);
    assert_memory_equal(seen.alpn, "\2h2\3foo", 7);
    assert_int_equal(seen.schemes_n, 2);
    assert_int_equal(seen.schemes[0], 0x0401);
    assert_int_equal(seen.schemes[1], 0x0201);
}

static void
reads_names_that_are_text(void **state)
{
    (void)state;
    READ("\0\0\0\x08\0\6\1\0\3a.b"); /* of another type */
    says_nothing();
    READ("\0\0\0\x08\0\6\0\0\3a\0b");
    says_nothing();
    READ("\0\0\0\x08\0\6\0\0\3a b");
    says_nothing();
    READ("\0\0\0\x08\0\6\0\0\3a\nb");
    says_nothing();
    READ("\0\0\0\5\0\3\0\0\0");
    says_nothing();
    READ("\0\0\0\x08\0\6\0\0\4a.b"); /* it goes on */
    says_nothing();
    READ("\0\0\0\x08\0\7\0\0\3a.b"); /* the list goes on */
    says_nothing();
    READ("\0\0\0\0");
    says_nothing();
}

/* The first name that can be read is the one that counts. */
static void
reads_one_name(void **state)
{
    (void)state;
    READ("\0\0\0\6\0\4\0\0\1a\0\0\0\6\0\4\0\0\1b");
    assert_string_equal(seen.sni, "a");
}

static void
reads_names_that_fit(void **state)
{
    (void)state;
    for (size_t len = PROBE_SNI_MAX - 1; len <= PROBE_SNI_MAX; len++) {
        struct probe_hello_bytes b = { 0 };

        hello_put16(&b, EXTENSION_SERVER_NAME);
        hello_put16(&b, (unsigned)len + 5);
        hello_put16(&b, (unsigned)len + 3);
        hello_put8(&b, 0);
        hello_put16(&b, (unsigned)len);
        for (size_t i = 0; i < len; i++)
            hello_put8(&b, 'a');
        read_extensions(b.ptr, b.len);
        assert_int_equal(strlen(seen.sni), len < PROBE_SNI_MAX ? len : 0);
        hello_bytes_free(&b);
    }
}

/* Of protocols the whole names that fit are kept. */
static void
reads_whole_protocols(void **state)
{
    struct probe_hello_bytes b = { 0 };

    (void)state;
    READ("\0\x10\0\7\0\5\2h2\3f"); /* the second one goes on */
    assert_int_equal(seen.alpn_n, 3);
    READ("\0\x10\0\6\0\4\0\2h2"); /* an empty one, RFC 7301 3.1 forbids it */
    assert_int_equal(seen.alpn_n, 0);
    hello_put16(&b, EXTENSION_ALPN);
    hello_put16(&b, 2 + 4 * 100);
    hello_put16(&b, 4 * 100);
    for (unsigned i = 0; i < 100; i++)
        hello_put(&b, "\3abc", 4);
    read_extensions(b.ptr, b.len);
    assert_int_equal(seen.alpn_n, PROBE_ALPN_MAX);
    hello_bytes_free(&b);
    hello_put16(&b, EXTENSION_ALPN);
    hello_put16(&b, 2 + 1 + 252 + 1 + 3);
    hello_put16(&b, 1 + 252 + 1 + 3);
    hello_put8(&b, 252);
    for (unsigned i = 0; i < 252; i++)
        hello_put8(&b, 'a');
    hello_put(&b, "\3abc", 4); /* its length would fit, its last letter would not */
    read_extensions(b.ptr, b.len);
    assert_int_equal(seen.alpn_n, 1 + 252);
    hello_bytes_free(&b);
}

static void
reads_schemes_that_fit(void **state)
{
    struct probe_hello_bytes b = { 0 };

    (void)state;
    READ("\0\x0d\0\5\0\3\4\1\2"); /* half a scheme */
    assert_int_equal(seen.schemes_n, 1);
    hello_put16(&b, EXTENSION_SIGNATURE_ALGORITHMS);
    hello_put16(&b, 2 + 2 * (PROBE_SCHEMES_MAX + 1));
    hello_put16(&b, 2 * (PROBE_SCHEMES_MAX + 1));
    for (unsigned i = 0; i <= PROBE_SCHEMES_MAX; i++)
        hello_put16(&b, 0x0400 + i);
    read_extensions(b.ptr, b.len);
    assert_int_equal(seen.schemes_n, PROBE_SCHEMES_MAX);
    assert_int_equal(seen.schemes[PROBE_SCHEMES_MAX - 1], 0x0400 + PROBE_SCHEMES_MAX - 1);
    hello_bytes_free(&b);
}

/* What stands before a place that was cut off is read, and nothing behind it. */
static void
reads_as_far_as_it_is_sound(void **state)
{
    (void)state;
    READ("\0\0\0\6\0\4\0\0\1a\0\x10\0\6\0\4\3h2"); /* the second extension goes on */
    assert_string_equal(seen.sni, "a");
    assert_int_equal(seen.alpn_n, 0);
    READ("\0\0\0\6\0\4\0\0\1a\0\x10\0"); /* half a head */
    assert_string_equal(seen.sni, "a");
}

/* A list of extensions that is not whole is none. */
static void
reads_no_part_of_a_hello(void **state)
{
    static const char extensions[] = "\0\0\0\6\0\4\0\0\1a\0\x10\0\5\0\3\2h2";
    struct probe_hello_bytes b = { 0 };

    (void)state;
    put_hello(&b, extensions, sizeof extensions - 1);
    for (size_t n = 0; n < b.len; n++) {
        probe_client_hello_read((struct base_slice){ n == 0 ? NULL : b.ptr, n }, &seen);
        says_nothing();
    }
    probe_client_hello_read((struct base_slice){ b.ptr, b.len }, &seen);
    assert_string_equal(seen.sni, "a");
    assert_int_equal(seen.alpn_n, 3);
    hello_bytes_free(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_three),
        cmocka_unit_test(reads_names_that_are_text),
        cmocka_unit_test(reads_one_name),
        cmocka_unit_test(reads_names_that_fit),
        cmocka_unit_test(reads_whole_protocols),
        cmocka_unit_test(reads_schemes_that_fit),
        cmocka_unit_test(reads_as_far_as_it_is_sound),
        cmocka_unit_test(reads_no_part_of_a_hello),
    };

    return cmocka_run_group_tests_name("hello_offer", tests, NULL, NULL);
}
