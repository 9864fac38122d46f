/* SPDX-License-Identifier: MIT */
#include "certcheck/read/reading.h"

static void
the_first_cause_stays(void **state)
{
    struct reading x;

    (void)state;
    reading_begin(&x);
    assert_int_equal(read_fail(&x.r, CERTCHECK_E_LIMIT, "first"), CERTCHECK_E_LIMIT);
    assert_int_equal(read_fail(&x.r, CERTCHECK_E_DER, "second"), CERTCHECK_E_DER);
    assert_false(x.bundle.damaged);
    assert_int_equal(read_damage(&x.r, "third"), CERTCHECK_OK);
    assert_true(x.bundle.damaged);
    assert_string_equal(x.why, "first");
    reading_end(&x);
}

/* The first object lies in the bundle itself; from the second on the list grows. */
static void
keeps_what_it_is_given(void **state)
{
    static const uint8_t der[300];
    struct reading x;

    (void)state;
    reading_begin(&x);
    for (unsigned i = 0; i < sizeof der; i++) {
        x.r.line = i + 1;
        assert_int_equal(read_add(&x.r,
                                  i % 2 == 0 ? CERTCHECK_KIND_CERTIFICATE : CERTCHECK_KIND_REQUEST,
                                  (struct base_slice){ der + i, 1 }),
                         CERTCHECK_OK);
        assert_int_equal(x.bundle.at == &x.bundle.single, i == 0);
    }
    assert_int_equal(x.bundle.n, sizeof der);
    for (unsigned i = 0; i < sizeof der; i++) {
        const struct certcheck_object *o = &x.bundle.at[i];

        assert_int_equal(o->kind, i % 2 == 0 ? CERTCHECK_KIND_CERTIFICATE : CERTCHECK_KIND_REQUEST);
        assert_ptr_equal(o->der.ptr, der + i);
        assert_int_equal(o->line, i + 1);
        assert_false(o->has_thumbprint || o->has_property);
    }
    reading_end(&x);
    assert_null(x.bundle.at);
    assert_int_equal(x.bundle.n, 0);
}

static void
keeps_mentions(void **state)
{
    struct reading x;

    (void)state;
    reading_begin(&x);
    for (unsigned i = 0; i < CERTCHECK_OBJECTS_MAX; i++)
        assert_int_equal(read_mention(&x.r, &(struct certcheck_mention){ .line = i }),
                         CERTCHECK_OK);
    for (unsigned i = 0; i < CERTCHECK_OBJECTS_MAX; i++)
        assert_int_equal(x.bundle.mentions[i].line, i);
    assert_int_equal(read_mention(&x.r, &(struct certcheck_mention){ .line = 0 }),
                     CERTCHECK_E_LIMIT);
    assert_string_equal(x.why, "more than 65536 certificates in one list");
    assert_int_equal(x.bundle.mentions_n, CERTCHECK_OBJECTS_MAX);
    reading_end(&x);
}

/* Owned buffers are the test's to write to until the bundle is cleared: a sanitizer would see. */
static void
owns_buffers(void **state)
{
    uint8_t *at[40];
    struct reading x;

    (void)state;
    reading_begin(&x);
    for (size_t i = 0; i < ROWS(at); i++) {
        at[i] = read_own(&x.r, i);
        assert_non_null(at[i]); /* of no octets, too */
        memset(at[i], (int)i, i);
    }
    assert_true(read_adopt(&x.r, malloc(1)));
    assert_int_equal(x.bundle.owned_n, ROWS(at) + 1);
    for (size_t i = 1; i < ROWS(at); i++)
        assert_true(at[i][0] == i && at[i][i - 1] == i);
    reading_end(&x);
}

static void
takes_strings_whole_or_in_pieces(void **state)
{
    static const struct {
        struct base_slice item;
        const char *want; /* NULL: none */
        bool want_owned;
    } rows[] = {
        { BYTES("\x04\x02zz!"), "zz", false },
        { BYTES("\x80\x02zz"), "zz", false }, /* IMPLICIT [0] */
        { BYTES("\x24\x07\x04\x01"
                "a\x04\x02"
                "bc"),
          "abc", true },
        { BYTES("\xa0\x80\x04\x01"
                "a\x00\x00"),
          "a", true },
        { BYTES("\x04\x00"), "", false },
        { BYTES("\x24\x03\x02\x01"
                "a"),
          NULL, true }, /* another type among the pieces */
        { BYTES("\x30\x02zz"), NULL, false },
        { BYTES("\x81\x02zz"), NULL, false },
        { BYTES("\x04\x03zz"), NULL, false },
        { BYTES(""), NULL, false },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct reading x;
        struct base_slice out;
        enum certcheck_status got;

        reading_begin(&x);
        got = read_octets(&x.r, rows[i].item, &out);
        if (got != (rows[i].want == NULL ? CERTCHECK_E_DER : CERTCHECK_OK) ||
            !base_slice_eq_str(out, rows[i].want == NULL ? "" : rows[i].want) ||
            x.bundle.owned_n != rows[i].want_owned || x.why[0] != '\0')
            fail_msg("row %zu: status %d, %zu octets: %s", i, (int)got, out.len, x.why);
        reading_end(&x);
    }
}

#define ONE "\x30\x02\x05\x00"
#define TWO "\x30\x03\x02\x01\x05"
#define OPENING "\x30\x81\x20\x30\x81\x1d\xa0\x03\x02\x01\x02\x02\x01\x05" /* of a certificate */
#define MORE "more follows the certificate that was not read: put each into a file of its own"
#define MIXED "PEM follows DER: put each into a file of its own"

/* As cat leaves them, and an editor with a line end between. */
static void
structures_stand_one_behind_the_other(void **state)
{
    static const struct {
        struct base_slice bytes;
        size_t want_n, want_last;
        const char *want_why;
    } rows[] = {
        { BYTES(ONE), 1, 4, "" },
        { BYTES(ONE TWO), 2, 5, "" },
        { BYTES(ONE "\r\n" TWO "\n"), 2, 6, "" }, /* what follows the last stays with it */
        { BYTES(ONE TWO ONE "tail"), 3, 8, "" },
        { BYTES(ONE "\x31\x00"), 1, 6, "" },
        { BYTES(ONE "0"), 1, 5, "" },
        { BYTES("\x02\x01\x05" ONE), 1, 7, "" },             /* no structure begins so */
        { BYTES("\x30\x09" ONE), 1, 6, "" },                 /* cut off */
        { BYTES("\x30\x80\x05\x00\x00\x00" ONE), 2, 4, "" }, /* of an indefinite length */
        { BYTES(ONE "\0\0" OPENING), 1, 20, MORE },
        { BYTES(ONE "-----BEGIN X"), 1, 16, MIXED },
        { BYTES("\x30\x20-----BEGIN X"), 1, 14, "" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct reading x;
        enum certcheck_status got;

        reading_begin(&x);
        got = read_der(&x.r, rows[i].bytes, CERTCHECK_KIND_REQUEST);
        if (got != CERTCHECK_OK || x.bundle.n != rows[i].want_n ||
            x.bundle.at[x.bundle.n - 1].der.len != rows[i].want_last ||
            strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: %zu structures: %s", i, x.bundle.n, x.why);
        assert_int_equal(x.bundle.at[0].kind, CERTCHECK_KIND_REQUEST);
        assert_int_equal(x.bundle.damaged, rows[i].want_why[0] != '\0');
        reading_end(&x);
    }
}

static void
tells_what_was_skipped(void **state)
{
    static const struct {
        struct certcheck_skipped skipped;
        const char *want;
    } rows[] = {
        { { 0, 0, 0 }, "" },
        { { 1, 0, 0 }, "1 private key" },
        { { 2, 1, 0 }, "2 private keys and 1 CRL" },
        { { 0, 2, 1 }, "2 CRLs and 1 other block" },
        { { 4294967295u, 4294967295u, 4294967295u },
          "4294967295 private keys and 4294967295 CRLs and 4294967295 other blocks" },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        char text[128] = "";

        certcheck_skipped_text(&rows[i].skipped, BASE_TEXT_IN(text));
        assert_string_equal(text, rows[i].want);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_cause_stays),
        cmocka_unit_test(keeps_what_it_is_given),
        cmocka_unit_test(keeps_mentions),
        cmocka_unit_test(owns_buffers),
        cmocka_unit_test(takes_strings_whole_or_in_pieces),
        cmocka_unit_test(structures_stand_one_behind_the_other),
        cmocka_unit_test(tells_what_was_skipped),
    };

    return cmocka_run_group_tests_name("collect", tests, NULL, NULL);
}
