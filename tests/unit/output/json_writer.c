/* SPDX-License-Identifier: MIT */
#include <output/json_writer.h>

#include "cmocka_prelude.h"

static void
assert_text(const struct output_bytes *b, const char *want)
{
    assert_false(b->no_memory);
    assert_int_equal(b->len, strlen(want));
    assert_memory_equal(b->ptr, want, b->len);
}

static void
strings_are_escaped(void **state)
{
    static const struct {
        const char *in;
        size_t len;
        const char *want;
    } rows[] = {
        { "plain", 5, "\"plain\"" },
        { "", 0, "\"\"" },
        { "a\"b\\c/d", 7, "\"a\\\"b\\\\c/d\"" },
        { "\n\r\t\b\f", 5, "\"\\n\\r\\t\\b\\f\"" },
        { "\0\x01\x1F\x7F", 4, "\"\\u0000\\u0001\\u001f\\u007f\"" },
        { "\xC3\xA9\xE8\xA8\xBC\xF0\x9F\x92\xA3", 9, "\"\xC3\xA9\xE8\xA8\xBC\xF0\x9F\x92\xA3\"" },
        { "\xC2\x85\xE2\x80\xAE\xEF\xBB\xBF", 8, "\"\\u0085\\u202e\\ufeff\"" },
        { "\xF3\xA0\x81\x81", 4, "\"\\udb40\\udc41\"" }, /* a tag rune, U+E0041 */
        { "\xFF"
          "a\xC3",
          3,
          "\"\xEF\xBF\xBD"
          "a\xEF\xBF\xBD\"" },
        { "\xED\xA0\x80", 3, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"" }, /* a surrogate */
        { "\xC0\xAF", 2, "\"\xEF\xBF\xBD\xEF\xBF\xBD\"" },                 /* overlong */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct output_bytes out = { 0 };
        struct output_json j = { .out = &out };

        output_json_slice(&j, (struct base_slice){ (const uint8_t *)rows[i].in, rows[i].len });
        assert_text(&out, rows[i].want);
        output_bytes_free(&out);
    }
}

static void
commas_stand_between_values_alone(void **state)
{
    struct output_bytes out = { 0 };
    struct output_json j = { .out = &out };

    (void)state;
    output_json_open(&j, '{');
    output_json_key(&j, "a");
    output_json_open(&j, '[');
    output_json_int(&j, INT64_MIN);
    output_json_int(&j, INT64_MAX);
    output_json_open(&j, '[');
    output_json_close(&j, ']');
    output_json_null(&j);
    output_json_close(&j, ']');
    output_json_key(&j, "b");
    output_json_bool(&j, true);
    output_json_key(&j, "c");
    output_json_str(&j, NULL);
    output_json_close(&j, '}');
    assert_text(&out, "{\"a\":[-9223372036854775808,9223372036854775807,[],null],\"b\":true,"
                      "\"c\":null}");
    output_bytes_free(&out);
}

static void
milliseconds_keep_three_decimals(void **state)
{
    static const int64_t us[] = { 0, 7, 1200, 5000350, -1 };
    struct output_bytes out = { 0 };
    struct output_json j = { .out = &out };

    (void)state;
    for (size_t i = 0; i < 5; i++)
        output_json_ms(&j, us[i]);
    assert_text(&out, "0.000,0.007,1.200,5000.350,null");
    output_bytes_free(&out);
}

/* Bytes are looked at in eights: each alone and each pair, at each place of two eights. */
static void
a_byte_is_escaped_wherever_it_stands(void **state)
{
    (void)state;
    for (unsigned pair = 0; pair < 0x10000; pair++)
        for (size_t at = 0; at < 15; at += pair % 3 + 1) {
            uint8_t text[16], two[2] = { (uint8_t)(pair >> 8), (uint8_t)pair };
            struct output_bytes out = { 0 }, want = { 0 };

            memset(text, 'a', sizeof text);
            memcpy(text + at, two, sizeof two);
            output_json_escape(&out, (struct base_slice){ text, sizeof text });
            output_add(&want, "aaaaaaaaaaaaaaa", at);
            output_json_escape(&want, (struct base_slice){ two, sizeof two });
            output_add(&want, "aaaaaaaaaaaaaaa", 14 - at);
            assert_int_equal(out.len, want.len);
            assert_memory_equal(out.ptr, want.ptr, want.len);
            output_bytes_free(&out);
            output_bytes_free(&want);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(a_byte_is_escaped_wherever_it_stands),
        cmocka_unit_test(commas_stand_between_values_alone),
        cmocka_unit_test(milliseconds_keep_three_decimals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
