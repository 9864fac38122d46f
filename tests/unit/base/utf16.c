/* SPDX-License-Identifier: MIT */
#include <base/utf16.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(s)                                                                                   \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

static const struct {
    struct base_slice head;
    enum base_encoding want;
    size_t want_mark;
} heads[] = {
    { BYTES("\xEF\xBB\xBF<?"), BASE_UTF8, 3 },
    { BYTES("\xFF\xFE<\0"), BASE_UTF16LE, 2 },
    { BYTES("\xFE\xFF\0<"), BASE_UTF16BE, 2 },
    { BYTES("<\0?\0"), BASE_UTF16LE, 0 },
    { BYTES("\0<\0?"), BASE_UTF16BE, 0 },
    { BYTES("edge"), BASE_UTF8, 0 },
    { BYTES("e"), BASE_UTF8, 0 },
    { BYTES(""), BASE_UTF8, 0 },
    { BYTES("\0\0"), BASE_UTF8, 0 },
    { BYTES("\xEF\xBB"), BASE_UTF8, 0 },
};

static void
test_detect(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        size_t mark = 99;

        assert_int_equal(base_encoding_detect(heads[i].head, &mark), heads[i].want);
        assert_int_equal(mark, heads[i].want_mark);
    }
}

static const struct {
    struct base_slice in; /* little endian */
    const char *want;
} rows[] = {
    { BYTES("a\0b\0"), "ab" },
    { BYTES("\xE4\0\xAC\x20"), "\xC3\xA4\xE2\x82\xAC" },
    { BYTES("\x3D\xD8\x00\xDE"), "\xF0\x9F\x98\x80" },
    { BYTES("\x3D\xD8\x61\x00"), "\xEF\xBF\xBD"
                                 "a" },
    { BYTES("\x00\xDE\x61\x00"), "\xEF\xBF\xBD"
                                 "a" },
    { BYTES("\x3D\xD8\x3D\xD8\x00\xDE"), "\xEF\xBF\xBD\xF0\x9F\x98\x80" },
    { BYTES("\x3D\xD8"), "\xEF\xBF\xBD" },
    { BYTES("a\0b"), "a\xEF\xBF\xBD" },
    { BYTES("\x3D\xD8"
            "b"),
      "\xEF\xBF\xBD\xEF\xBF\xBD" },
    { BYTES(""), "" },
};

static void
decoded(struct base_slice in, size_t piece, bool big_endian, const char *want)
{
    struct base_utf16 d = { .big_endian = big_endian };
    char buf[64];
    struct base_text t;

    assert_true(BASE_UTF16_ROOM(in.len) <= sizeof buf);
    base_text_init(&t, buf, BASE_UTF16_ROOM(in.len));
    for (size_t at = 0; at < in.len; at += piece) {
        size_t n = in.len - at < piece ? in.len - at : piece;

        base_utf16_feed(&d, (struct base_slice){ in.ptr + at, n }, &t);
    }
    base_utf16_finish(&d, &t);
    assert_false(t.cut);
    assert_string_equal(buf, want);
}

/* However the stream is cut, and in both byte orders. */
static void
test_decode(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t swapped[16];
        size_t n = rows[i].in.len;

        for (size_t piece = 1; piece <= 7; piece++)
            decoded(rows[i].in, piece, false, rows[i].want);
        if (n % 2 != 0)
            continue;
        for (size_t k = 0; k < n; k++)
            swapped[k] = rows[i].in.ptr[k ^ 1];
        decoded((struct base_slice){ swapped, n }, 3, true, rows[i].want);
    }
}

static void
test_room(void **state)
{
    struct base_utf16 d = { .big_endian = false };
    char buf[4];
    struct base_text t;

    (void)state;
    base_text_init(&t, buf, sizeof buf);
    base_utf16_feed(&d, (struct base_slice)BYTES("a\0\xAC\x20"), &t);
    assert_true(t.cut);
    assert_string_equal(buf, "a");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_detect),
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
