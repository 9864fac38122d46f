/* SPDX-License-Identifier: MIT */
/* Bytes of any encoding of Windows become UTF-8, in pieces of any size. */
#include "topology/decode.h"

#include <string.h>

#include "cmocka_prelude.h"

static struct inventory_decoder decoder;
static char got[65536];
static size_t got_n;

static void
take(void *ctx, struct base_slice utf8)
{
    (void)ctx;
    assert_true(utf8.len > 0 && got_n + utf8.len < sizeof got);
    memcpy(got + got_n, utf8.ptr, utf8.len);
    got_n += utf8.len;
}

static void
decode(const void *bytes, size_t n, size_t piece)
{
    decoder = (struct inventory_decoder){ .head_len = 0 };
    got_n = 0;
    for (size_t at = 0; at < n; at += piece)
        inventory_decoder_feed(
            &decoder,
            (struct base_slice){ (const uint8_t *)bytes + at, n - at < piece ? n - at : piece },
            take, NULL);
    inventory_decoder_finish(&decoder, take, NULL);
    got[got_n] = '\0';
}

#define LITERAL(s) s, sizeof(s) - 1

static void
encodings_are_told_by_their_first_bytes(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *want;
    } rows[] = {
        { LITERAL(""), "" },
        { LITERAL("<"), "<" },
        { LITERAL("<a>"), "<a>" },
        { LITERAL("\xEF\xBB\xBF<a>"), "<a>" },
        { LITERAL("\xFF\xFE<\0a\0>\0"), "<a>" },
        { LITERAL("\xFE\xFF\0<\0a\0>"), "<a>" },
        { LITERAL("<\0a\0>\0"), "<a>" },
        { LITERAL("\0<\0a\0>"), "<a>" },
        { LITERAL("\xFF\xFE\x3D\xD8\x00\xDE"), "\xF0\x9F\x98\x80" },
        { LITERAL("<\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80>"),
          "<\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80>" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t piece = 1; piece < 12; piece++) {
            decode(rows[i].bytes, rows[i].n, piece);
            assert_string_equal(got, rows[i].want);
        }
}

/* A code page in the place of UTF-8, and runes that are cut off, at the end too. */
static void
what_is_no_utf8_is_replaced(void **state)
{
#define BAD "\xEF\xBF\xBD"
    static const struct {
        const char *bytes;
        size_t n;
        const char *want;
    } rows[] = {
        { LITERAL("<a> M\xFCnchen </a>"), "<a> M" BAD "nchen </a>" },
        { LITERAL("<a> \xE2\x82 </a>"), "<a> " BAD BAD " </a>" },
        { LITERAL("<a>  \xE2\x82"), "<a>  " BAD BAD },
        { LITERAL("<a>  \xF0\x9F\x98"), "<a>  " BAD BAD BAD },
        { LITERAL("<a>  \xC3"), "<a>  " BAD },
        { LITERAL("<a>  \xED\xA0\x80"), "<a>  " BAD BAD BAD },
        { LITERAL("<a>  \xFF\xBF\xBF\xBF\xBF"), "<a>  " BAD BAD BAD BAD BAD },
        { LITERAL("\xFF\xFE<\0\0\xD8"), "<" BAD },
        { LITERAL("\xFF\xFE<\0a"), "<" BAD },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t piece = 1; piece < 16; piece++) {
            decode(rows[i].bytes, rows[i].n, piece);
            assert_string_equal(got, rows[i].want);
        }
}

/* Longer than a block, with a rune across each of its ends. */
static void
blocks_do_not_split_runes(void **state)
{
    static char text[3 * 4096 + 3];

    (void)state;
    for (size_t lead = 4; lead < 8; lead++) {
        memset(text, 'x', lead);
        for (size_t at = lead; at + 3 <= sizeof text; at += 3)
            memcpy(text + at, "\xE2\x82\xAC", 3);
        decode(text, (sizeof text - lead) / 3 * 3 + lead, sizeof text);
        assert_int_equal(got_n, (sizeof text - lead) / 3 * 3 + lead);
        assert_memory_equal(got, text, got_n);
    }
    memset(text, 0xFF, sizeof text); /* three bytes for one */
    memcpy(text, "<a> ", 4);
    decode(text, sizeof text, sizeof text);
    assert_int_equal(got_n, 4 + 3 * (sizeof text - 4));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodings_are_told_by_their_first_bytes),
        cmocka_unit_test(what_is_no_utf8_is_replaced),
        cmocka_unit_test(blocks_do_not_split_runes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
