/* SPDX-License-Identifier: MIT */
#include "facts/synthetic.h"

#include <certcheck/names.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bytes.h"
#include "text/dump_text.h"
#include "text/read_text.h"

#define SERVER "1.3.6.1.5.5.7.3.1"
#define CLIENT "1.3.6.1.5.5.7.3.2"

static struct certcheck_facts
drawn(const struct synthetic *s, uint8_t der[SYNTHETIC_DER_MAX])
{
    struct certcheck_facts f;
    size_t len = synthetic_write(s, der);

    assert_int_not_equal(len, 0);
    assert_int_equal(certcheck_read_as(CERTCHECK_KIND_TEMPLATE,
                                       (struct base_slice){ der + SYNTHETIC_DER_MAX - len, len },
                                       &f),
                     CERTCHECK_OK);
    return f;
}

static void
what_is_drawn_is_read(void **state)
{
    uint8_t der[SYNTHETIC_DER_MAX], key_usage[2] = { 0xa0, 0 };
    struct synthetic s = { .name = base_slice_str("Web"),
                           .key_usage = { key_usage, sizeof key_usage },
                           .ca = true };
    struct certcheck_facts f;
    char name[32];
    struct base_text t;

    (void)state;
    assert_true(synthetic_oids_add(&s.eku, base_slice_str(SERVER)));
    assert_true(synthetic_oids_add(&s.eku, base_slice_str(SERVER))); /* twice is once */
    assert_true(synthetic_oids_add(&s.app_policies, base_slice_str(CLIENT)));
    f = drawn(&s, der);
    assert_int_equal(s.eku.n, 1);
    assert_int_equal(f.eku.allows, BASE_USAGE_SERVER_AUTH);
    assert_int_equal(f.app_policies.allows, BASE_USAGE_CLIENT_AUTH);
    assert_int_equal(f.key_usage, CERTCHECK_KU_DIGITAL_SIGNATURE | CERTCHECK_KU_KEY_ENCIPHERMENT);
    assert_true(f.ca);
    base_text_init(&t, name, sizeof name);
    certcheck_name_text(f.subject, &t);
    assert_string_equal(name, "CN=Web");
}

static void
absent_and_empty_differ(void **state)
{
    uint8_t der[SYNTHETIC_DER_MAX];
    struct synthetic s = { .eku = { .present = false } };
    struct certcheck_facts f;

    (void)state;
    f = drawn(&s, der);
    assert_int_equal(f.eku.state, CERTCHECK_SET_ABSENT);
    assert_int_equal(f.has, 0);
    s.eku.present = true;
    f = drawn(&s, der);
    assert_int_equal(f.eku.state, CERTCHECK_SET_EMPTY);
}

static void
what_does_not_fit_is_said(void **state)
{
    struct synthetic_oids set = { .present = false };
    const char *bad[] = { "", "1", "server", "1.2.3.", "1.2.-3", "3.1.2" };

    (void)state;
    for (size_t i = 0; i < ROWS(bad); i++) {
        set.cut = false;
        assert_false(synthetic_oids_add(&set, base_slice_str(bad[i])));
        assert_true(set.cut);
    }
    for (unsigned i = 0; i <= SYNTHETIC_OIDS_MAX; i++) {
        char dotted[32];
        struct base_text t;

        base_text_init(&t, dotted, sizeof dotted);
        base_text_str(&t, "1.3.6.");
        base_text_u64(&t, i);
        set.cut = false;
        assert_int_equal(synthetic_oids_add(&set, base_slice_str(dotted)), i < SYNTHETIC_OIDS_MAX);
    }
    assert_true(set.cut);
}

static void
oids_stand_alone(void **state)
{
    static const struct {
        const char *line, *want;
    } rows[] = {
        { "    1.3.6.1.5.5.7.3.1 Serverauthentifizierung", "1.3.6.1.5.5.7.3.1" },
        { "Server Authentication (1.3.6.1.5.5.7.3.1)", "1.3.6.1.5.5.7.3.1" },
        { "2.5.29.37: Flags = 0", "2.5.29.37" },
        { "version 1.2, not an OID", NULL },
        { "v1.2.3", NULL },
        { "1.2.3a", NULL },
        { "1.2.3.", NULL },
        { "10.0.0.1-dc", NULL },
        { "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct base_slice oid;
        bool found = dump_oid(base_slice_str(rows[i].line), &oid);

        assert_int_equal(found, rows[i].want != NULL);
        if (found)
            assert_true(base_slice_eq_str(oid, rows[i].want));
    }
}

static void
hex_dumps_end_at_the_gap(void **state)
{
    static const struct {
        const char *line;
        size_t before, want_len;
    } rows[] = {
        { "0000  30 0a 06 08 2b 06 01 05  05 07 03 01                ....", 0, 12 },
        { "    0010  05   aa", 16, 17 },
        { "    0010  05   aa", 0, 0 }, /* the middle of another dump */
        { "0000  05   aa", 16, 16 },   /* and its beginning */
        { "0000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f   ab cd", 0, 16 },
        { "ffffffffffffffffff  30", 0, 0 },
        { "000  30", 0, 0 },
        { "0000  zz", 0, 0 },
        { "0000", 0, 0 },
        { "", 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint8_t out[64];
        size_t len = rows[i].before;

        assert_int_equal(dump_hex(base_slice_str(rows[i].line), out, sizeof out, &len),
                         rows[i].want_len > rows[i].before);
        assert_int_equal(len, rows[i].want_len);
    }
}

static void
thumbprints_as_people_paste_them(void **state)
{
    static const struct {
        const char *text;
        bool want;
    } rows[] = {
        { "0102030405060708090a0b0c0d0e0f1011121314", true },
        { "01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10 11 12 13 14", true },
        { "\xe2\x80\x8e"
          "01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13:14",
          true },
        { "0102030405060708090a0b0c0d0e0f10111213", false },
        { "0102030405060708090a0b0c0d0e0f101112131415", false },
        { "x102030405060708090a0b0c0d0e0f1011121314", false },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint8_t out[READ_THUMBPRINT_LEN];

        assert_int_equal(read_thumbprint(base_slice_str(rows[i].text), out), rows[i].want);
        for (uint8_t k = 0; rows[i].want && k < sizeof out; k++)
            assert_int_equal(out[k], k + 1);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_drawn_is_read),
        cmocka_unit_test(absent_and_empty_differ),
        cmocka_unit_test(what_does_not_fit_is_said),
        cmocka_unit_test(oids_stand_alone),
        cmocka_unit_test(hex_dumps_end_at_the_gap),
        cmocka_unit_test(thumbprints_as_people_paste_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
