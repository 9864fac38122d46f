/* SPDX-License-Identifier: MIT */
#include "reg_line.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"

static struct machine_registry registry;
static struct machine_reg_text *reader;

static int
begin(void **state)
{
    (void)state;
    reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return -1;
    machine_reg_text_begin(reader, &registry);
    reader->key = MACHINE_KEY_CLR4;
    return 0;
}

static int
end(void **state)
{
    (void)state;
    machine_registry_clear(&registry);
    free(reader);
    return 0;
}

static bool
reads(const char *line)
{
    return machine_reg_value(reader, base_slice_str(line));
}

/* NULL: there is no such value, or it is none of a text. */
static const char *
text_of(const char *name)
{
    static char text[256];
    const struct machine_value *v = machine_registry_find(&registry, MACHINE_KEY_CLR4, name);

    return v != NULL && machine_value_text(v, text, sizeof text) ? text : NULL;
}

static void
keys_are_related_by_their_names(void **state)
{
    static const struct {
        const char *section;
        enum machine_key key;
        enum machine_reg_relation want;
    } rows[] = {
        { "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319", MACHINE_KEY_CLR4,
          MACHINE_REG_SAME },
        { "hklm\\software\\microsoft\\.netframework\\V4.0.30319", MACHINE_KEY_CLR4,
          MACHINE_REG_SAME },
        { "HKEY_LOCAL_MACHINE", MACHINE_KEY_CLR4, MACHINE_REG_ABOVE },
        { "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft", MACHINE_KEY_CLR4, MACHINE_REG_ABOVE },
        { "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{X}",
          MACHINE_KEY_UNINSTALL, MACHINE_REG_BELOW },
        { "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{X}\\Y",
          MACHINE_KEY_UNINSTALL, MACHINE_REG_UNRELATED },
        { "HKLM\\SYSTEM\\CurrentControlSet\\Services\\RTCDATAMCU", MACHINE_KEY_DATA_MCU,
          MACHINE_REG_SAME },
        { "HKLM\\SYSTEM\\ControlSet001\\Services\\RTCDATAMCU", MACHINE_KEY_DATA_MCU,
          MACHINE_REG_UNRELATED },
        { "HKEY_CURRENT_USER\\SOFTWARE\\Microsoft", MACHINE_KEY_CLR4, MACHINE_REG_UNRELATED },
        { "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v2.0.50727", MACHINE_KEY_CLR4,
          MACHINE_REG_UNRELATED },
        { "", MACHINE_KEY_CLR4, MACHINE_REG_UNRELATED },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(machine_reg_relate(base_slice_str(rows[i].section), rows[i].key),
                         rows[i].want);
}

static void
values_are_read_as_regedit_writes_them(void **state)
{
    uint32_t n = 0;

    (void)state;
    assert_true(reads("\"RequireCertificateEKUs\"=dword:00000000"));
    assert_true(machine_value_number(
        machine_registry_find(&registry, MACHINE_KEY_CLR4, "requirecertificateekus"), &n));
    assert_int_equal(n, 0);
    assert_true(reads("\"N\"=dword:0001e240"));
    assert_true(machine_value_number(machine_registry_find(&registry, MACHINE_KEY_CLR4, "n"), &n));
    assert_int_equal(n, 123456);
    assert_true(reads("\"Path\"=\"C:\\\\Program Files\\\\a \\\"b\\\"\""));
    assert_string_equal(text_of("Path"), "C:\\Program Files\\a \"b\"");
    assert_true(reads("\"E\"=hex(2):25,00,41,00,25,00,00,00"));
    assert_string_equal(text_of("E"), "%A%");
    assert_true(reads("@=\"standard\""));
    assert_string_equal(text_of(""), "standard");
    assert_true(reads("\"Path\"=-"));
    assert_null(machine_registry_find(&registry, MACHINE_KEY_CLR4, "Path"));
    reader->old = true; /* REGEDIT4: a byte for each character */
    assert_true(reads("\"E\"=hex(2):25,42,25,00"));
    assert_string_equal(text_of("E"), "%B%");
}

static void
what_is_cut_off_or_no_value_is_refused(void **state)
{
    static const char *const lines[] = {
        "",          "\"N\"",       "\"N=1",          "N=dword:1",     "\"N\"=dword:",
        "\"N\"=1",   "\"N\"=\"x",   "\"N\"=\"x\"y",   "\"N\"=dword:g", "\"N\"=dword:123456789",
        "\"N\"=hex", "\"N\"=hex:1", "\"N\"=hex(2:00", "\"N\"=hex:0g",
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_false(reads(lines[i]));
    reader->ending = true; /* the last line, without an end: all eight digits must be there */
    assert_false(reads("\"N\"=dword:0000000"));
    assert_true(reads("\"N\"=dword:00000001"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(keys_are_related_by_their_names),
        CASE(values_are_read_as_regedit_writes_them),
        CASE(what_is_cut_off_or_no_value_is_refused),
    };

    return cmocka_run_group_tests_name("reg_line", tests, NULL, NULL);
}
