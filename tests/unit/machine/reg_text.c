/* SPDX-License-Identifier: MIT */
/* Exports of a registry: in any encoding and in pieces of any size, and a fault has its line. */
#include <machine/reg_text.h>

#include "fake.h"

#define TITLE "Windows Registry Editor Version 5.00\r\n\r\n"
#define CLR4 "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319]\r\n"
#define ZERO "\"RequireCertificateEKUs\"=dword:00000000\r\n"

static struct machine_reg_text *reader;

static int
begin(void **state)
{
    (void)state;
    reader = malloc(sizeof *reader);
    return reader == NULL ? -1 : 0;
}

static int
end(void **state)
{
    free(reader);
    return end_fake(state);
}

/* In pieces of so many bytes; the registry keeps nothing of what was read before. */
static bool
reads_bytes(const void *bytes, size_t n, size_t piece)
{
    const uint8_t *p = bytes;

    machine_registry_clear(&registry);
    machine_reg_text_begin(reader, &registry);
    for (size_t at = 0; at < n; at += piece)
        if (!machine_reg_text_feed(reader,
                                   (struct base_slice){ p + at, n - at < piece ? n - at : piece }))
            return false;
    return machine_reg_text_end(reader);
}

static bool
reads(const char *text)
{
    return reads_bytes(text, strlen(text), strlen(text) + 1);
}

static bool
is_zero(enum machine_key k)
{
    uint32_t n = 1;

    return machine_value_number(machine_registry_find(&registry, k, "RequireCertificateEKUs"),
                                &n) &&
           n == 0;
}

static void
pieces_may_have_any_size(void **state)
{
    static const char text[] = "\xef\xbb\xbf" TITLE CLR4 ZERO;

    (void)state;
    for (size_t piece = 1; piece < sizeof text; piece++) {
        assert_true(reads_bytes(text, sizeof text - 1, piece));
        assert_true(is_zero(MACHINE_KEY_CLR4));
        assert_int_equal(registry.key[MACHINE_KEY_CLR4].there, MACHINE_YES);
        assert_int_equal(registry.key[MACHINE_KEY_CLR2].there, MACHINE_UNKNOWN);
    }
}

/* regedit writes UTF-16LE with a byte order mark. */
static void
encodings_are_told_by_their_mark(void **state)
{
    static const char text[] = TITLE CLR4 ZERO;
    uint8_t wide[2 * sizeof text] = { 0xff, 0xfe };

    (void)state;
    for (size_t i = 0; i < sizeof text - 1; i++)
        wide[2 + 2 * i] = (uint8_t)text[i];
    for (size_t piece = 1; piece < 6; piece++)
        assert_true(reads_bytes(wide, sizeof wide, piece) && is_zero(MACHINE_KEY_CLR4));
    for (size_t i = 0; i < sizeof wide; i += 2) {
        uint8_t low = wide[i];

        wide[i] = wide[i + 1];
        wide[i + 1] = low;
    }
    assert_true(reads_bytes(wide, sizeof wide, 3) && is_zero(MACHINE_KEY_CLR4));
}

static void
a_branch_is_exported_whole(void **state)
{
    (void)state;
    assert_true(reads(TITLE "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework]\r\n"));
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].there, MACHINE_NO);
    assert_int_equal(registry.key[MACHINE_KEY_PROGRAMS4].there, MACHINE_NO);
    assert_int_equal(registry.key[MACHINE_KEY_CLR4_32].there, MACHINE_UNKNOWN);
    assert_true(reads(TITLE CLR4));
    assert_int_equal(registry.key[MACHINE_KEY_PROGRAMS4].there, MACHINE_NO);
}

static void
values_belong_to_the_key_above_them(void **state)
{
    (void)state;
    assert_true(reads("REGEDIT4\n" CLR4 "[HKEY_CURRENT_USER\\x]\n" ZERO));
    assert_false(is_zero(MACHINE_KEY_CLR4));
    assert_true(reads(TITLE CLR4 "; " ZERO "\r\n\t" ZERO));
    assert_true(is_zero(MACHINE_KEY_CLR4));
}

static void
what_a_file_removes_is_gone(void **state)
{
    (void)state;
    assert_true(reads(TITLE CLR4 ZERO "\"RequireCertificateEKUs\"=-\r\n"));
    assert_false(is_zero(MACHINE_KEY_CLR4));
    assert_true(
        reads(TITLE CLR4 ZERO "[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework]\r\n"));
    assert_false(is_zero(MACHINE_KEY_CLR4));
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].there, MACHINE_NO);
    assert_true(reads(TITLE CLR4 ZERO "[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\"
                                      ".NETFramework\\v4.0.30319\\other]\r\n"));
    assert_true(is_zero(MACHINE_KEY_CLR4)); /* what is below it was removed */
}

/* Each program of the list has values of its own. */
static void
programs_are_told_apart(void **state)
{
#define UNINSTALL "[HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall"
    const struct machine_key_state *key = &registry.key[MACHINE_KEY_UNINSTALL];

    (void)state;
    assert_true(reads(TITLE UNINSTALL "]\n\"DisplayName\"=\"itself\"\n" UNINSTALL
                                      "\\A]\n\"DisplayName\"=\"a\"\n" UNINSTALL
                                      "\\B]\n\"DisplayName\"=\"b\"\n" UNINSTALL
                                      "\\B\\C]\n\"DisplayName\"=\"c\"\n"));
    assert_int_equal(key->n, 2);
    assert_int_not_equal(key->values[0].subkey, key->values[1].subkey);
}

/* A backslash ends a line of digits, a text may have line ends in it. */
static void
values_go_on_in_the_next_line(void **state)
{
    const struct machine_value *v;
    char text[32];

    (void)state;
    assert_true(reads(TITLE CLR4 "\"a\"=hex(2):61,00,\\\r\n  62,00,00,00\r\n\"b\"=\"c\r\nd\"\r\n"));
    v = machine_registry_find(&registry, MACHINE_KEY_CLR4, "a");
    assert_true(machine_value_text(v, text, sizeof text));
    assert_string_equal(text, "ab");
    v = machine_registry_find(&registry, MACHINE_KEY_CLR4, "b");
    assert_true(machine_value_text(v, text, sizeof text));
    assert_string_equal(text, "c\r\nd");
    assert_true(reads(TITLE CLR4 "\"q\"=\"a\\\"b\"\r\n" ZERO)); /* the quote is not its end */
    assert_true(is_zero(MACHINE_KEY_CLR4));
}

static void
a_fault_has_its_line(void **state)
{
    static const struct {
        const char *text;
        uint64_t line;
        const char *wrong;
    } rows[] = {
        { "", 1, "the file is empty" },
        { "\r\n;\r\n", 3, "the file is empty" },
        { "\r\nWindows Registry Editor Version 4.00\r\n", 2, "not a registry export: it does not" },
        { TITLE "[HKEY_LOCAL_MACHINE\r\n", 3, "not closed by ]" },
        { TITLE "[-\r\n", 3, "not closed by ]" },
        { TITLE "[", 3, "not closed by ]" },
        { TITLE CLR4 "nonsense\r\n", 4, "a value that is neither" },
        { TITLE CLR4 "\"a\"=dword:0000000g\r\n", 4, "a value that is neither" },
        { TITLE CLR4 ZERO "\"a\"=\"b", 5, "cut off inside a value" },
        { TITLE CLR4 "\"a\"=dword:000", 4, "a value that is neither" }, /* the last line */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (reads(rows[i].text))
            fail_msg("%s is read", rows[i].text);
        assert_int_equal(reader->wrong_line, rows[i].line);
        assert_non_null(strstr(reader->wrong, rows[i].wrong));
        assert_false(machine_reg_text_feed(reader, base_slice_str("x"))); /* it stays wrong */
    }
}

/* What is longer than a line may be is left out, and said to be: of keys that matter. */
static void
long_lines_are_left_out(void **state)
{
    static const char *const heads[] = { TITLE CLR4, TITLE "[HKEY_CURRENT_USER\\x]\r\n" };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        machine_registry_clear(&registry);
        machine_reg_text_begin(reader, &registry);
        assert_true(machine_reg_text_feed(reader, base_slice_str(heads[i])));
        assert_true(machine_reg_text_feed(reader, base_slice_str("\"a\"=\"")));
        for (size_t n = 0; n <= MACHINE_REG_LINE_MAX; n += 8)
            assert_true(machine_reg_text_feed(reader, base_slice_str("01234567")));
        assert_true(machine_reg_text_feed(reader, base_slice_str("\"\r\n" CLR4 ZERO)));
        assert_true(machine_reg_text_end(reader));
        assert_int_equal(registry.cut, i == 0);
        assert_null(machine_registry_find(&registry, MACHINE_KEY_CLR4, "a"));
        assert_true(is_zero(MACHINE_KEY_CLR4));
    }
}

/* Files that end anywhere, or have another byte anywhere, do no harm. */
static void
no_file_does_harm(void **state)
{
    static const char whole[] = TITLE CLR4 ZERO "\"a\"=hex(2):61,00,\\\r\n  62,00\r\n";
    static const uint8_t bytes[] = { 0, '"', '\\', '\n', '[', 0xff };
    char text[sizeof whole];

    (void)state;
    for (size_t n = 0; n < sizeof whole; n++)
        (void)reads_bytes(whole, n, 7);
    for (size_t at = 0; at < sizeof whole - 1; at++)
        for (size_t b = 0; b < sizeof bytes; b++) {
            memcpy(text, whole, sizeof whole);
            text[at] = (char)bytes[b];
            (void)reads_bytes(text, sizeof whole - 1, 7);
        }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(pieces_may_have_any_size),      CASE(encodings_are_told_by_their_mark),
        CASE(a_branch_is_exported_whole),    CASE(values_belong_to_the_key_above_them),
        CASE(what_a_file_removes_is_gone),   CASE(programs_are_told_apart),
        CASE(values_go_on_in_the_next_line), CASE(a_fault_has_its_line),
        CASE(long_lines_are_left_out),       CASE(no_file_does_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
