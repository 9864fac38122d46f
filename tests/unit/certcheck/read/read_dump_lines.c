/* SPDX-License-Identifier: MIT */
#include "read/read_dump.h"

#include "reading.h"

static void
knows_rows(void **state)
{
    static const struct {
        const char *line;
        bool want;
    } rows[] = {
        { "Row 1:", true },  { "Zeile 17:", true }, { "Ligne 0:", true },
        { "Row 1", false },  { "Row 1: x", false }, { "Row:", false },
        { "Row x:", false }, { "Row 1x:", false },  { "Row1:", false },
        { "1:", false },     { " 17:", false },     { "Row number 1:", false },
        { "a=b 1:", false }, { "Row: 1:", false },  { ":", false },
        { "", false },       { "Row :", false },    { "a 1:", true },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        if (dump_is_row(base_slice_str(rows[i].line)) != rows[i].want)
            fail_msg("\"%s\"", rows[i].line);
}

static void
knows_extensions(void **state)
{
    static const struct {
        const char *line, *want;
    } rows[] = {
        { "2.5.29.37: Flags = 0, Length = c", "2.5.29.37" },
        { "2.5.29.37: Kennzeichen = 1(Kritisch), L\xc3\xa4nge = c", "2.5.29.37" },
        { "2.5.29.37:Flags= 0,", "2.5.29.37" },
        { "x 2.5.29.37: Flags = 0, Length = c", NULL },
        { "2.5.29.37 Flags = 0, Length = c", NULL },
        { "2.5.29.37: Flags = 0", NULL },
        { "2.5.29.37: Flags, Length", NULL },
        { "2.5: Flags = 0, Length = c", NULL },
        { "2.5.29.37", NULL },
        { "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct base_slice oid;
        bool got = dump_is_extension(base_slice_str(rows[i].line), &oid);

        if (got != (rows[i].want != NULL) || (got && !base_slice_eq_str(oid, rows[i].want)))
            fail_msg("\"%s\"", rows[i].line);
    }
}

static void
knows_headings(void **state)
{
    static const struct {
        const char *line;
        enum part want;
    } rows[] = {
        { "X509 Certificate:", PART_CERTIFICATE },
        { "X.509-Zertifikat:", PART_CERTIFICATE },
        { "Certificat X509 :", PART_CERTIFICATE },
        { "PKCS10 Certificate Request:", PART_REQUEST },
        { "PKCS #10:", PART_REQUEST },
        { "PKCS#10 X509:", PART_REQUEST },
        { "X509 Certificate", PART_UNKNOWN },
        { "X509 Certificate: V3", PART_UNKNOWN },
        { "O=X509:", PART_UNKNOWN },
        { "Certificate:", PART_UNKNOWN },
        { "", PART_UNKNOWN },
    };
    char line[128];

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        if (dump_part_of(base_slice_str(rows[i].line)) != rows[i].want)
            fail_msg("\"%s\"", rows[i].line);
    for (size_t n = 100; n <= 101; n++) { /* no heading is longer */
        memset(line, 'a', n);
        memcpy(line, "X509", 4);
        line[n - 1] = ':';
        assert_int_equal(dump_part_of((struct base_slice){ (uint8_t *)line, n }),
                         n == 100 ? PART_CERTIFICATE : PART_UNKNOWN);
    }
}

static void
knows_hashes(void **state)
{
    static const struct {
        const char *line, *want;
    } rows[] = {
        { "Cert Hash(sha1): aa bb", " aa bb" },
        { "Hach. cert. (sha1) : aa", " aa" },
        { "Hach. cert. (sha1)?: aa", " aa" }, /* what the code page lacks */
        { "Hach. cert. (sha1)\xc2\xa0: aa", " aa" },
        { "Cert Hash(sha1):", "" },
        { "Cert Hash(sha1)", NULL },
        { "Cert Hash(sha1) aa: bb", NULL },
        { "Cert Hash(sha1)     : aa", NULL },
        { "Cert Hash(sha256): aa", NULL },
        { "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct base_slice value;
        bool got = dump_is_hash(base_slice_str(rows[i].line), &value);

        if (got != (rows[i].want != NULL) || (got && !base_slice_eq_str(value, rows[i].want)))
            fail_msg("\"%s\"", rows[i].line);
    }
}

static void
knows_dumps(void **state)
{
    static const struct {
        const char *text;
        bool want;
    } rows[] = {
        { "My \"Personal\"\n================ Certificate 0 ================\n", true },
        { "\n  Cert Hash(sha1): aa\n", true },
        { "  X509 Certificate:\r\n", true },
        { "    2.5.29.37: Flags = 0, Length = c", true },
        { "Row 1:\n", false }, /* so begins many a text */
        { "===============\n", false },
        { "", false },
    };
    char late[4001 + 32];

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        if (read_is_dump(base_slice_str(rows[i].text)) != rows[i].want)
            fail_msg("row %zu", i);
    for (size_t n = 3999; n <= 4000; n++) { /* lines that are looked at */
        memset(late, '\n', n);
        memcpy(late + n, "X509:", 6);
        assert_int_equal(read_is_dump(base_slice_str(late)), n == 3999);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_rows),     cmocka_unit_test(knows_extensions),
        cmocka_unit_test(knows_headings), cmocka_unit_test(knows_hashes),
        cmocka_unit_test(knows_dumps),
    };

    return cmocka_run_group_tests_name("read_dump_lines", tests, NULL, NULL);
}
