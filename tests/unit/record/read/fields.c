/* SPDX-License-Identifier: MIT */
/* Fields of another run's report, which anybody may have written: what is wrong is blamed once, and
 * a harmless value stands for it. */
#include "read/fields.h"

#include <string.h>

#include "cmocka_prelude.h"

static const char *bad;
static json_t *object;

static const json_t *
is(const char *text)
{
    json_decref(object);
    object = json_loads(text, 0, NULL);
    assert_non_null(object);
    bad = NULL;
    return object;
}

static int
end(void **state)
{
    (void)state;
    json_decref(object);
    object = NULL;
    return 0;
}

static void
blamed(const char *key)
{
    if (key == NULL)
        assert_null(bad);
    else
        assert_string_equal(bad, key);
}

static void
the_first_fault_is_the_one_that_is_told(void **state)
{
    const json_t *o = is("{\"a\":1,\"b\":2}");

    (void)state;
    assert_null(record_field_string(&bad, o, "a", false));
    assert_null(record_field_string(&bad, o, "b", false));
    blamed("a");
}

static void
strings_are_null_only_where_they_may_be(void **state)
{
    (void)state;
    assert_string_equal(record_field_string(&bad, is("{\"a\":\"x\"}"), "a", false), "x");
    assert_null(record_field_string(&bad, is("{\"a\":null}"), "a", true));
    blamed(NULL);
    assert_null(record_field_string(&bad, is("{\"a\":null}"), "a", false));
    blamed("a");
    assert_null(record_field_string(&bad, is("{}"), "a", true)); /* null is not nothing */
    blamed("a");
    assert_null(record_field_string(&bad, is("{\"a\":[\"x\"]}"), "a", true));
    blamed("a");
}

static void
integers_are_whole_and_truths_are_true(void **state)
{
    (void)state;
    assert_true(record_field_integer(&bad, is("{\"a\":-9223372036854775808}"), "a", 1) ==
                INT64_MIN);
    assert_int_equal(record_field_integer(&bad, is("{\"a\":null}"), "a", -1), -1);
    blamed(NULL);
    assert_int_equal(record_field_integer(&bad, is("{\"a\":1.0}"), "a", -1), -1);
    blamed("a");
    assert_int_equal(record_field_integer(&bad, is("{\"a\":\"1\"}"), "a", -1), -1);
    blamed("a");
    assert_true(record_field_bool(&bad, is("{\"a\":true}"), "a"));
    blamed(NULL);
    assert_false(record_field_bool(&bad, is("{\"a\":1}"), "a"));
    blamed("a");
    assert_false(record_field_bool(&bad, is("{}"), "a"));
    blamed("a");
}

/* Not known is an answer, none is not. */
static void
answers_are_of_three_kinds(void **state)
{
    (void)state;
    assert_int_equal(record_field_answer(&bad, is("{\"a\":true}"), "a"), CERTCHECK_YES);
    assert_int_equal(record_field_answer(&bad, is("{\"a\":false}"), "a"), CERTCHECK_NO);
    assert_int_equal(record_field_answer(&bad, is("{\"a\":null}"), "a"), CERTCHECK_UNKNOWN);
    blamed(NULL);
    assert_int_equal(record_field_answer(&bad, is("{}"), "a"), CERTCHECK_NO);
    blamed("a");
    assert_int_equal(record_field_answer(&bad, is("{\"a\":\"yes\"}"), "a"), CERTCHECK_NO);
    blamed("a");
}

/* One that is too long is as good as empty: nobody writes behind the end of what it goes into. */
static void
arrays_have_a_bound(void **state)
{
    (void)state;
    assert_int_equal(json_array_size(record_field_array(&bad, is("{\"a\":[1,2]}"), "a", 2)), 2);
    blamed(NULL);
    assert_null(record_field_array(&bad, is("{\"a\":[1,2,3]}"), "a", 2));
    blamed("a");
    assert_int_equal(json_array_size(record_field_array(&bad, is("{\"a\":{}}"), "a", 2)), 0);
    blamed("a");
    assert_int_equal(json_array_size(record_field_array(&bad, is("{}"), "a", 2)), 0);
    blamed("a");
}

static const char *
word(unsigned i)
{
    static const char *const words[] = { NULL, "server", "client", "" };

    return words[i];
}

static void
words_are_those_of_their_table(void **state)
{
    (void)state;
    assert_int_equal(record_field_word(&bad, is("{\"a\":\"client\"}"), "a", word, 3), 2);
    blamed(NULL);
    assert_int_equal(record_field_word(&bad, is("{\"a\":\"clients\"}"), "a", word, 3), 0);
    blamed("a");
    assert_int_equal(record_field_word(&bad, is("{\"a\":\"\"}"), "a", word, 3), 0); /* the fourth */
    blamed("a");
    assert_int_equal(record_field_word(&bad, is("{\"a\":null}"), "a", word, 3), 0);
    blamed("a");
    assert_int_equal(record_field_verdict(&bad, is("{\"a\":\"no-certificate\"}"), "a"),
                     CERTCHECK_NO_CERTIFICATE);
    blamed(NULL);
    assert_int_equal(record_field_verdict(&bad, is("{\"a\":\"Ready\"}"), "a"), CERTCHECK_READY);
    blamed("a");
}

static const char *
usage(unsigned i)
{
    return base_usage_name(1u << i);
}

static void
bits_are_listed_once_each(void **state)
{
    static const struct {
        const char *text;
        unsigned want;
        const char *bad;
    } rows[] = {
        { "{\"a\":[]}", 0, NULL },
        { "{\"a\":[\"clientAuth\"]}", 2, NULL },
        { "{\"a\":[\"clientAuth\",\"serverAuth\"]}", 3, NULL },
        { "{\"a\":[\"clientAuth\",\"clientAuth\"]}", 2, "a" },
        { "{\"a\":[\"clientAuth\",\"any\"]}", 2, "a" },
        { "{\"a\":[null]}", 0, "a" },
        { "{\"a\":[\"serverAuth\",\"clientAuth\",\"serverAuth\"]}", 0, "a" },
        { "{\"a\":\"serverAuth\"}", 0, "a" },
        { "{}", 0, "a" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(record_field_bits(&bad, is(rows[i].text), "a", usage, BASE_USAGES),
                         rows[i].want);
        blamed(rows[i].bad);
    }
}

/* All digits, so that no two spellings are of one mark. */
static void
marks_have_sixteen_digits(void **state)
{
    static const char *const others[] = { "",
                                          "0",
                                          "0123456789abcde",
                                          "0123456789abcd",
                                          "0123456789abcdef0",
                                          "0123456789abcdef01",
                                          "0x23456789abcdef",
                                          "0123456789abcdeg" };
    uint64_t mark = 1;

    (void)state;
    assert_true(record_field_mark("0123456789abcdef", &mark));
    assert_true(mark == UINT64_C(0x0123456789abcdef));
    assert_true(record_field_mark("ff00000000000000", &mark));
    assert_true(mark == UINT64_C(0xff00000000000000));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (record_field_mark(others[i], &mark))
            fail_msg("'%s' was taken", others[i]);
        assert_true(mark == 0);
    }
}

#define CASE(test) cmocka_unit_test_teardown(test, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_first_fault_is_the_one_that_is_told),
        CASE(strings_are_null_only_where_they_may_be),
        CASE(integers_are_whole_and_truths_are_true),
        CASE(answers_are_of_three_kinds),
        CASE(arrays_have_a_bound),
        CASE(words_are_those_of_their_table),
        CASE(bits_are_listed_once_each),
        CASE(marks_have_sixteen_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
