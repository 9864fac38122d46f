/* SPDX-License-Identifier: MIT */
/* Where JSON's members are, without reading them; what is cut off or no JSON is noticed. */
#include "read/skim.h"

#include <stdio.h>
#include <string.h>

#include "cmocka_prelude.h"

/* "key=value;key=value;" or "value;value;"; "!" at the end where it is no whole object or array. */
static void
list(const char *text, char open, char *out, size_t cap)
{
    struct record_skim s = record_skim(base_slice_str(text), open);
    struct base_slice key = { NULL, 0 }, value;
    size_t n = 0;

    out[0] = '\0';
    while (open == '{' ? record_skim_member(&s, &key, &value) : record_skim_item(&s, &value))
        n += (size_t)snprintf(out + n, cap - n, "%.*s%s%.*s;", (int)key.len,
                              key.len > 0 ? (const char *)key.ptr : "", open == '{' ? "=" : "",
                              (int)value.len, (const char *)value.ptr);
    (void)snprintf(out + n, cap - n, "%s", s.bad ? "!" : "");
}

static const struct {
    char open;
    const char *text, *want;
} rows[] = {
    { '{', "{}", "" },
    { '{', " { } \r\n", "" },
    { '{', "{\"a\":1}", "a=1;" },
    { '{', "{ \"a\" : 1 , \"b\" : null }", "a=1;b=null;" },
    { '{', "{\"a\":{\"b\":[1,2]},\"c\":[{}]}", "a={\"b\":[1,2]};c=[{}];" },
    { '{', "{\"a\":\"}\",\"b\":\"\\\"]\",\"c\":\"\\\\\"}", "a=\"}\";b=\"\\\"]\";c=\"\\\\\";" },
    { '{', "{\"a\":[\"]\",\"\\\\\\\"}\"]}", "a=[\"]\",\"\\\\\\\"}\"];" },
    { '{', "{\"\":\"\"}", "=\"\";" },
    { '[', "[]", "" },
    { '[', "[1, \"2\" ,[3],-4.5e6]", "1;\"2\";[3];-4.5e6;" },
    /* cut off */
    { '{', "", "!" },
    { '{', "{", "!" },
    { '{', "{\"a", "!" },
    { '{', "{\"a\"", "!" },
    { '{', "{\"a\":", "!" },
    { '{', "{\"a\":1", "a=1;!" },
    { '{', "{\"a\":1,", "a=1;!" },
    { '{', "{\"a\":\"x", "!" },
    { '{', "{\"a\":\"x\\\"}", "!" },
    { '{', "{\"a\":[1", "!" },
    { '[', "[1", "1;!" },
    /* something else */
    { '{', "[]", "!" },
    { '[', "{}", "!" },
    { '{', "{\"a\" 1}", "!" },
    { '{', "{a:1}", "!" },
    { '{', "{\"a\":1 \"b\":2}", "a=1;!" },
    { '{', "{\"a\":1,}", "a=1;!" },
    { '{', "{,}", "!" },
    { '{', "{\"a\":}", "!" },
    { '{', "{\"a\":1]", "a=1;!" },
    { '{', "{\"a\":1}}", "a=1;!" },
    { '{', "{} {}", "!" },
    { '{', "nonsense", "!" },
    { '[', "[,1]", "!" },
    { '[', "[1,]", "1;!" },
};

static void
members_and_items(void **state)
{
    char got[256];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        list(rows[i].text, rows[i].open, got, sizeof got);
        assert_string_equal(got, rows[i].want);
    }
}

static void
a_nul_ends_nothing_and_is_nothing(void **state)
{
    static const char text[] = "{\"a\":1\0}";
    struct record_skim s = record_skim((struct base_slice){ (const uint8_t *)text, 8 }, '{');
    struct base_slice key, value;

    (void)state;
    assert_true(record_skim_member(&s, &key, &value));
    assert_false(record_skim_member(&s, &key, &value));
    assert_true(s.bad);
    assert_false(record_skim_member(&s, &key, &value)); /* and it stays so */
}

static void
strings_have_quotes(void **state)
{
    struct base_slice out;

    (void)state;
    assert_true(record_skim_string(base_slice_str("\"ab\""), &out));
    assert_true(base_slice_eq_str(out, "ab"));
    assert_false(record_skim_string(base_slice_str("12"), &out));
    assert_false(record_skim_string(base_slice_str("[\"\"]"), &out));
    assert_false(record_skim_string((struct base_slice){ NULL, 0 }, &out));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_and_items),
        cmocka_unit_test(a_nul_ends_nothing_and_is_nothing),
        cmocka_unit_test(strings_have_quotes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
