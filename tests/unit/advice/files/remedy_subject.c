/* SPDX-License-Identifier: MIT */
/* Names for certreq: what Windows would read otherwise is quoted or left out, never passed on. */
#include "files/remedy_subject.h"

#include "fixture_build.h"
#include "output_text.h"

#define NONE ((struct base_slice){ NULL, 0 })
#define CN 3
#define O 10
#define OU 11

/* One attribute of X.520, as UTF8String. */
static struct base_slice
attribute(uint8_t type, struct base_slice value)
{
    const uint8_t oid[] = { 0x06, 0x03, 0x55, 0x04, type };

    return build_tlv(0x30, (struct base_slice){ oid, sizeof oid }, build_tlv(0x0C, value, NONE));
}

static struct base_slice
rdn(uint8_t type, const char *value)
{
    return build_tlv(0x31, attribute(type, base_slice_str(value)), NONE);
}

/* Of RDNs, the least specific first, as DER has them. */
static struct base_slice
name(struct base_slice a, struct base_slice b)
{
    return build_tlv(0x30, a, b);
}

static void
subject_is(struct base_slice dn, const char *want, const char *want_left_out)
{
    remedy_subject(&out, &left_out, dn);
    assert_string_equal(text_of(&out), want);
    assert_string_equal(text_of(&left_out), want_left_out);
}

static void
attributes_are_in_the_order_of_windows(void **state)
{
    (void)state;
    subject_is(build_name("edge01.contoso.com"), "CN=edge01.contoso.com, O=Contoso", "");
    subject_is(name(NONE, NONE), "", "");
    subject_is(name(build_tlv(0x31, attribute(CN, base_slice_str("a")),
                              attribute(OU, base_slice_str("b"))),
                    NONE),
               "CN=a+OU=b", "");
}

static void
what_has_a_meaning_is_quoted(void **state)
{
    static const struct {
        const char *value, *want;
    } rows[] = {
        { "Contoso, Ltd", "O=\"Contoso, Ltd\"" },
        { "a\"b", "O=\"a\"\"b\"" },
        { "a+b", "O=\"a+b\"" },
        { "a=b", "O=\"a=b\"" },
        { "a;b", "O=\"a;b\"" },
        { "a#b", "O=\"a#b\"" },
        { "<a>", "O=\"<a>\"" },
        { " a", "O=\" a\"" },
        { "a ", "O=\"a \"" },
        { "a\\b", "O=a\\b" }, /* nothing to CertStrToName */
        { "\xC3\xA9t\xC3\xA9", "O=\xC3\xA9t\xC3\xA9" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        subject_is(name(rdn(O, rows[i].value), NONE), rows[i].want, "");
}

static void
what_no_ca_would_take_is_left_out(void **state)
{
    char value[130], want[200] = "; omitted: O=";

    (void)state;
    subject_is(name(rdn(O, "a\nb"), rdn(CN, "c")), "CN=c", "; omitted: O=a\\0ab\n");
    subject_is(name(rdn(O, ""), rdn(CN, "c")), "CN=c", "; omitted: O=\n");
    subject_is(name(rdn(99, "x"), rdn(CN, "c")), "CN=c", "; omitted: 2.5.4.99=x\n");
    memset(value, 'x', sizeof value - 1);
    value[128] = '\0';
    remedy_subject(&out, &left_out, name(rdn(O, value), NONE));
    assert_int_equal(strlen(text_of(&out)), 2 + 128);
    value[128] = 'x';
    value[129] = '\0';
    strcat(want, value);
    strcat(want, "\n");
    subject_is(name(rdn(O, value), rdn(CN, "c")), "CN=c", want);
}

/* An attribute that is left out takes its sign with it: its neighbours do not become one RDN. */
static void
what_is_left_out_joins_nothing(void **state)
{
    struct base_slice two =
        build_tlv(0x31, attribute(CN, base_slice_str("a")), attribute(OU, base_slice_str("b\n")));

    (void)state;
    subject_is(name(rdn(O, "c"), two), "CN=a, O=c", "; omitted: OU=b\\0a\n");
    two = build_tlv(0x31, attribute(CN, base_slice_str("a\n")), attribute(OU, base_slice_str("b")));
    subject_is(name(rdn(O, "c"), two), "OU=b, O=c", "; omitted: CN=a\\0a\n");
    subject_is(name(two, rdn(O, "c")), "O=c, OU=b", "; omitted: CN=a\\0a\n");
}

static void
a_subject_that_is_none_is_left_out_as_a_whole(void **state)
{
    static const uint8_t torn[] = { 0x30, 9, 0x31 };
    struct base_slice many = NONE;
    char value[129] = "";

    (void)state;
    subject_is((struct base_slice){ torn, sizeof torn }, "",
               "; omitted: a subject that cannot be decoded\n");
    memset(value, 'x', sizeof value - 1);
    for (size_t i = 0; i < 20; i++)
        many = build_tlv(0x31, attribute(OU, base_slice_str(value)), many);
    remedy_subject(&out, &left_out, name(rdn(CN, "c"), many));
    assert_true(out.len <= 2000);
}

/* No more than an INF has room for, and each attribute that is too much is told. */
static void
a_subject_has_a_bound(void **state)
{
    struct base_slice all = NONE;
    char value[101] = "";

    (void)state;
    memset(value, 'x', sizeof value - 1);
    for (size_t i = 0; i < 30; i++) {
        struct base_slice one = rdn(OU, value);
        uint8_t *both = build_take(all.len + one.len);

        if (all.len > 0)
            memcpy(both, all.ptr, all.len);
        memcpy(both + all.len, one.ptr, one.len);
        all = (struct base_slice){ both, all.len + one.len };
    }
    remedy_subject(&out, &left_out, name(all, NONE));
    assert_true(out.len > 1500 && out.len <= 2000);
    assert_int_equal(count(text_of(&out), "OU=") + count(text_of(&left_out), "; omitted: OU="), 30);
}

static struct base_slice
general_name(uint8_t tag, const char *value, size_t n)
{
    return build_tlv(tag, (struct base_slice){ (const uint8_t *)value, n }, NONE);
}

static void
alternative_names_are_plain_or_left_out(void **state)
{
    static const struct {
        uint8_t tag;
        const char *value;
        size_t n;
        const char *want; /* NULL: left out */
    } rows[] = {
        { 0x82, "*.contoso.com", 13, "dns=*.contoso.com" },
        { 0x82, "a&dns=evil", 10, NULL },
        { 0x82, "a\"\n", 3, NULL },
        { 0x82, "a\0b", 3, NULL },
        { 0x82, "", 0, NULL },
        { 0x87, "\x0a\0\0\1", 4, "ipaddress=10.0.0.1" },
        { 0x87, "\x0a\0\0\1\0", 5, NULL },
        { 0x81, "a_b@contoso.com", 15, "email=a_b@contoso.com" },
        { 0x81, "a b@contoso.com", 15, NULL },
        { 0x86, "sip://a:1/b?c", 13, "url=sip://a:1/b?c" },
        { 0x86, "sip:a&b", 7, NULL },
        { 0xA0, "x", 1, NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char want[128] = "_continue_ = \"";

        remedy_alternative_names(&out, &left_out,
                                 general_name(rows[i].tag, rows[i].value, rows[i].n));
        if (rows[i].want == NULL) {
            assert_int_equal(out.len, 0);
            assert_int_equal(count(text_of(&left_out), "; omitted: "), 1);
            assert_int_equal(count(left_out.ptr, "\n"), 1);
            continue;
        }
        strcat(want, rows[i].want);
        strcat(want, "&\"\n");
        assert_string_equal(text_of(&out), want);
        assert_int_equal(left_out.len, 0);
    }
}

/* 253 is the longest that a name of DNS can be. */
static void
alternative_names_have_a_bound(void **state)
{
    char value[254];

    (void)state;
    memset(value, 'a', sizeof value);
    remedy_alternative_names(&out, &left_out, general_name(0x82, value, 253));
    assert_int_equal(count(text_of(&out), "_continue_"), 1);
    remedy_alternative_names(&out, &left_out, general_name(0x82, value, 254));
    assert_int_equal(out.len, 0);
    assert_int_equal(count(text_of(&left_out), "; omitted: "), 1);
}

#define CASE(test) cmocka_unit_test_teardown(test, end_output)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(attributes_are_in_the_order_of_windows),
        CASE(what_has_a_meaning_is_quoted),
        CASE(what_no_ca_would_take_is_left_out),
        CASE(what_is_left_out_joins_nothing),
        CASE(a_subject_that_is_none_is_left_out_as_a_whole),
        CASE(a_subject_has_a_bound),
        CASE(alternative_names_are_plain_or_left_out),
        CASE(alternative_names_have_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
