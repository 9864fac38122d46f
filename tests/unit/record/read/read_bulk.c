/* SPDX-License-Identifier: MIT */
/* Certificates, issuers and names of CAs of a line: as many as are shown, within their bounds, and
 * nothing but base64. */
#include <stdio.h>

#include "reading.h"

static uint8_t room[1 << 16];

static int
begin(void **state)
{
    if (begin_reading(state) != 0)
        return -1;
    r->bytes = room;
    r->bytes_cap = sizeof room;
    return 0;
}

static int
end(void **state)
{
    r->bytes = NULL;
    r->stripped = (struct record_strip){ 0 };
    return end_reading(state);
}

#define SHA1 "0102030405060708090a0b0c0d0e0f1011121314"
#define SHA256 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SHOWN "{'sha1':'" SHA1 "','sha256':'" SHA256 "'}"

/* What a line has of each; the texts are freed by the next. */
static void
read(const char *shown, const char *certificates, const char *issuers, const char *ca_names)
{
    static char *texts[4];
    const char *const given[] = { shown, certificates, issuers, ca_names };
    struct base_slice *const to[] = { &r->stripped.shown, &r->stripped.certificates,
                                      &r->stripped.issuers, &r->stripped.ca_names };

    for (size_t i = 0; i < 4; i++) {
        free(texts[i]);
        texts[i] = given[i] == NULL ? NULL : quoted(given[i]);
        *to[i] = given[i] == NULL ? (struct base_slice){ NULL, 0 } : base_slice_str(texts[i]);
    }
    r->bad = NULL;
    r->bytes_n = 0;
    record_reader_bulk(r);
}

static void
hashes_and_bytes_come_as_they_are_written(void **state)
{
    (void)state;
    read("[" SHOWN ",{'subject':'x','sha256':null,'sha1':null}]", "['AQID','BA==']", "['BQY=']",
         "['MAA=','']");
    assert_null(r->bad);
    assert_int_equal(r->result.certificates_n, 2);
    assert_int_equal(r->certificates[0].der.len, 3);
    assert_memory_equal(r->certificates[0].der.ptr, "\1\2\3", 3);
    assert_false(r->certificates[0].readable); /* bytes that are no certificate are kept */
    assert_int_equal(r->certificates[0].sha1[19], 0x14);
    assert_int_equal(r->certificates[0].sha256[31], 0xff);
    assert_false(r->certificates[0].made_sha1 || r->certificates[0].made_sha256);
    assert_true(r->certificates[1].made_sha1 && r->certificates[1].made_sha256);
    assert_int_equal(r->issuers_n, 1);
    assert_memory_equal(r->issuers[0].der.ptr, "\5\6", 2);
    assert_int_equal(r->probe.ca_names_n, 2);
    assert_memory_equal(r->probe.ca_names[0].ptr, "\x30\0", 2);
    assert_int_equal(r->probe.ca_names[1].len, 0);
}

/* A line that was read before leaves nothing behind. */
static void
nothing_is_of_the_line_before(void **state)
{
    (void)state;
    read("[" SHOWN "]", "['AQID']", "['BQY=']", "['MAA=']");
    assert_null(r->bad);
    read("[]", "[]", "[]", "[]");
    assert_null(r->bad);
    assert_int_equal(r->result.certificates_n, 0);
    assert_int_equal(r->issuers_n, 0);
    assert_int_equal(r->probe.ca_names_n, 0);
}

static void
what_is_bent_is_refused(void **state)
{
    static const struct {
        const char *shown, *certificates, *issuers, *ca_names, *key;
    } rows[] = {
        { NULL, "[]", "[]", "[]", "certificates" },
        { "[]", NULL, "[]", "[]", "replay" },
        { "[]", "[]", NULL, "[]", "replay" },
        { "[]", "[]", "[]", NULL, "replay" },
        { "{}", "[]", "[]", "[]", "certificates" },
        { "[" SHOWN "]", "[]", "[]", "[]", "replay" }, /* fewer than are shown */
        { "[" SHOWN "," SHOWN "]", "['AQID']", "[]", "[]", "replay" },
        { "[]", "['AQID']", "[]", "[]", "replay" }, /* more than are */
        { "[" SHOWN, "['AQID']", "[]", "[]", "certificates" },
        { "[" SHOWN "]", "['AQID'", "[]", "[]", "replay" },
        { "[" SHOWN "]", "[7]", "[]", "[]", "replay" },
        { "[" SHOWN "]", "['AQI']", "[]", "[]", "replay" },
        { "[" SHOWN "]", "['A?ID']", "[]", "[]", "replay" },
        { "[7]", "['AQID']", "[]", "[]", "certificates" },
        { "[{'sha1':'" SHA1 "'}]", "['AQID']", "[]", "[]", "certificates" },
        { "[{'sha1':'" SHA1 "0','sha256':'" SHA256 "'}]", "['AQID']", "[]", "[]", "sha1" },
        { "[{'sha1':'" SHA1 "','sha256':'" SHA1 "'}]", "['AQID']", "[]", "[]", "sha256" },
        { "[{'sha1':'" SHA1 "','sha256':'" SHA256 "00'}]", "['AQID']", "[]", "[]", "sha256" },
        { "[{'sha1':7,'sha256':'" SHA256 "'}]", "['AQID']", "[]", "[]", "sha1" },
        { "[]", "[]", "['!']", "[]", "replay" },
        { "[]", "[]", "[]", "[null]", "replay" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        read(rows[i].shown, rows[i].certificates, rows[i].issuers, rows[i].ca_names);
        if (r->bad == NULL || strcmp(r->bad, rows[i].key) != 0)
            fail_msg("row %zu: %s", i, r->bad == NULL ? "is read" : r->bad);
    }
}

/* "[ITEM,ITEM,...]" */
static const char *
list_of(const char *item, size_t n)
{
    static char text[1 << 16];
    size_t at = 0;

    for (size_t i = 0; i < n; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%c%s", i == 0 ? '[' : ',', item);
    assert_true(at + 2 < sizeof text);
    memcpy(text + at, "]", 2);
    return text;
}

static void
each_list_has_a_bound(void **state)
{
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        char *shown = quoted(list_of(SHOWN, PROBE_CERTIFICATES_MAX + more));

        read(shown, list_of("'AQID'", PROBE_CERTIFICATES_MAX + more), "[]", "[]");
        free(shown);
        assert_int_equal(r->bad != NULL, more);
        read("[]", "[]", list_of("'AQID'", CERTCHECK_PATH_MAX + more), "[]");
        assert_int_equal(r->bad != NULL, more);
        read("[]", "[]", "[]", list_of("'AQID'", PROBE_CA_NAMES_MAX + more));
        assert_int_equal(r->bad != NULL, more);
    }
}

/* Decoded bytes go where the line made room, one behind the other, and no further. */
static void
bytes_stay_within_their_room(void **state)
{
    struct base_slice first, second;

    (void)state;
    r->bytes_cap = 8;
    first = record_reader_base64(r, base_slice_str("AQIDBA=="));
    assert_int_equal(first.len, 4);
    second = record_reader_base64(r, base_slice_str("BQY="));
    assert_ptr_equal(second.ptr, first.ptr + 4);
    assert_null(r->bad);
    assert_int_equal(record_reader_base64(r, base_slice_str("BQYH")).len, 0);
    assert_string_equal(r->bad, "replay");
    assert_memory_equal(first.ptr, "\1\2\3\4\5\6", 6);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(hashes_and_bytes_come_as_they_are_written),
        CASE(nothing_is_of_the_line_before),
        CASE(what_is_bent_is_refused),
        CASE(each_list_has_a_bound),
        CASE(bytes_stay_within_their_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
