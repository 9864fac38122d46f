/* SPDX-License-Identifier: MIT */
#include "reading.h"

#define A "0102030405060708090a0b0c0d0e0f1011121314"
#define B "1415161718191A1B1C1D1E1F2021222324252627" /* in upper case */
#define NO_HASH ": a thumbprint that is not 40 hex digits"

static void
knows_lists(void **state)
{
    static const struct {
        const char *text;
        bool want;
    } rows[] = {
        { "Thumbprint,Use\n", true },
        { "\"Use\";\"Issuer\";\"Thumbprint\"\r\n", true },
        { "\n#TYPE Microsoft.Rtc\n\nuse\tthumbprint\n", true },
        { "Thumbprint Use\n---------- ---\n", true },
        { "\n\nIssuer : x\nUse : Default\nThumbprint : " A "\n", true },
        { "Thumbprint,Subject\n", false },
        { "Thumbprint Use\n", false },
        { "Thumbprints Used\n----------- ----\n", false },
        { "Use : Default\n", false },
        { "\"Thumbprint,Use\n", false }, /* a quote that is never closed */
        { "\n\n", false },
        { "", false },
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        if (read_is_list(base_slice_str(rows[i].text)) != rows[i].want)
            fail_msg("row %zu", i);
}

static const struct {
    const char *text;
    const char *want; /* "use line ..." of each mention */
    const char *want_why;
} rows[] = {
    /* CSV */
    { "Thumbprint,Use\n" A ",Default\n" B ",OAuthTokenIssuer\n", "Default 2 OAuthTokenIssuer 3 ",
      "" },
    { "#TYPE x\n\nUse;Thumbprint\n\n\"Edge \"\"1\"\"\";" A, "Edge \"\"1\"\" 5 ", "" },
    { "Thumbprint,Use\n" A "\n", " 2 ", "" }, /* fewer cells than columns */
    { "Thumbprint,Use\n,Default\n", "", "" }, /* no thumbprint, no mention */
    { "Use,Thumbprint\nDefault\n", "", "" },
    { "Thumbprint,Use\nxx,a\n" A ",b\nyy,c\n", "b 3 ", "line 2" NO_HASH }, /* the first is told */
    { "Thumbprint,Use\n" A ",a\n\"x,b\n" B ",c\n", "a 2 ",
      "line 3: a quoted cell is never closed, or too many columns" },
    { "Thumbprint,Use\n" A ",a\x1b[m\n", "a\\x1b[m 2 ", "" },
    /* Format-Table */
    { "\nThumbprint                               Use\n"
      "----------                               ---\n" A " Default\r\n" B " Two words\n\n",
      "Default 4 Two words 5 ", "" },
    { "Use     Thumbprint\n---     ----------\nDefault " A "\nDefault 0102...\n", "Default 3 ",
      "line 4" NO_HASH },
    /* Format-List */
    { "Use        : Default\nThumbprint : " A "\n\nIssuer     : CN=a\nThumbprint : " B
      "\nUse        : b\n",
      "Default 2 b 5 ", "" },
    { "Thumbprint : " A "\nUse : a\nThumbprint : " B "\nUse : b", "a 1 b 3 ", "" },
    { "Use : a\n\nThumbprint : " A "\n", " 3 ", "" }, /* that was another record's */
    { "Use : a\nThumbprint : 01\n\nThumbprint : " A, " 4 ", "line 2" NO_HASH },
};

static void
reads_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct reading x;
        char got[256] = "";
        struct base_text t;

        base_text_init(&t, got, sizeof got);
        assert_int_equal(reading_of(&x, read_list, base_slice_str(rows[i].text)), CERTCHECK_OK);
        for (size_t k = 0; k < x.bundle.mentions_n; k++) {
            base_text_str(&t, x.bundle.mentions[k].use);
            base_text_byte(&t, ' ');
            base_text_u64(&t, x.bundle.mentions[k].line);
            base_text_byte(&t, ' ');
        }
        if (strcmp(got, rows[i].want) != 0 || strcmp(x.why, rows[i].want_why) != 0)
            fail_msg("row %zu: %s: %s", i, got, x.why);
        reading_end(&x);
    }
}

static void
reads_the_thumbprint(void **state)
{
    struct reading x;

    (void)state;
    assert_int_equal(reading_of(&x, read_list, SLICE("Thumbprint,Use\n" A ",a\n" B ",b\n")),
                     CERTCHECK_OK);
    assert_int_equal(x.bundle.mentions_n, 2);
    for (uint8_t k = 0; k < CERTCHECK_THUMBPRINT_LEN; k++) {
        assert_int_equal(x.bundle.mentions[0].thumbprint[k], k + 1);
        assert_int_equal(x.bundle.mentions[1].thumbprint[k], k + 20);
    }
    reading_end(&x);
}

static void
bounds_the_use(void **state)
{
    char text[512] = "Thumbprint,Use\n" A ",";
    struct reading x;

    (void)state;
    memset(text + strlen(text), 'u', 300);
    assert_int_equal(reading_of(&x, read_list, base_slice_str(text)), CERTCHECK_OK);
    assert_int_equal(x.bundle.mentions_n, 1);
    assert_int_equal(strlen(x.bundle.mentions[0].use), CERTCHECK_USE_MAX - 1);
    reading_end(&x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_lists),
        cmocka_unit_test(reads_lists),
        cmocka_unit_test(reads_the_thumbprint),
        cmocka_unit_test(bounds_the_use),
    };

    return cmocka_run_group_tests_name("read_list", tests, NULL, NULL);
}
