/* SPDX-License-Identifier: MIT */
/* A mounted drive, a directory of exports, or one export: which it is, and what is wrong with it.
 */
#include <machine/source.h>

#include "drive.h"

#define TITLE "Windows Registry Editor Version 5.00\n\n"
#define CLR4 "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319]\n"
#define WINDOWS "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\n"

static struct machine_server *server; /* large */
static char line[1024];

static int
begin(void **state)
{
    server = calloc(1, sizeof *server);
    return server == NULL ? -1 : begin_drive(state);
}

static int
end(void **state)
{
    free(server);
    return end_drive(state);
}

static bool
look_at(const char *where)
{
    line[0] = '\0';
    return machine_look_at_files(where, server, BASE_TEXT_IN(line));
}

static void
refused(const char *where, const char *why)
{
    if (look_at(where))
        fail_msg("%s is read", where);
    if (strstr(line, why) == NULL)
        fail_msg("%s", line);
}

static void
one_export_is_enough(void **state)
{
    (void)state;
    put_on_drive("any.txt", TITLE WINDOWS "\"ProductName\"=\"Windows\"\n");
    assert_true(look_at(on_drive("any.txt")));
    assert_string_equal(server->windows, "Windows");
    assert_int_equal(server->runtimes[0].installed, MACHINE_UNKNOWN); /* there are no files */
}

/* In the order of their names: what a later one says counts. */
static void
exports_of_a_directory_are_read_in_order(void **state)
{
    (void)state;
    put_on_drive("b.REG", TITLE WINDOWS "\"ProductName\"=\"second\"\n");
    put_on_drive("a.reg", TITLE WINDOWS "\"ProductName\"=\"first\"\n");
    put_on_drive(".hidden.reg", "nonsense");
    put_on_drive("c.reg.txt", "nonsense");
    put_on_drive("d.reg/x", "nonsense");
    assert_true(look_at(drive));
    assert_string_equal(server->windows, "second");
}

static void
what_is_wrong_has_its_file_and_line(void **state)
{
    (void)state;
    refused(on_drive("nothing"), "nothing: ");
    refused(drive, "no Windows directory, registry hive or .reg file in it");
    put_on_drive("a.reg", TITLE CLR4 "nonsense\n");
    refused(drive, "a.reg:4: a value that is neither");
    refused(on_drive("a.reg"), "a.reg:4: a value that is neither");
    put_on_drive("a.reg", "");
    refused(drive, "the file is empty");
    put_on_drive("SYSTEM", "nonsense");
    refused(drive, "not a registry hive");
    assert_non_null(strstr(line, "SYSTEM of "));
}

/* A directory Windows makes it a drive, whose files count; in any case of letters. */
static void
a_drive_has_files(void **state)
{
    (void)state;
    put_on_drive("WINDOWS/Microsoft.NET/framework64/v4.0.30319/system.dll", "no assembly");
    assert_true(look_at(drive));
    assert_int_equal(server->runtimes[0].installed, MACHINE_YES);
    assert_int_equal(server->runtimes[1].installed, MACHINE_NO);
}

/* The letter of the drive is that of its own machine, as its registry says. */
static void
a_drive_has_a_letter(void **state)
{
    (void)state;
    put_on_drive("Windows/Microsoft.NET/Framework64/v4.0.30319/System.dll", "no assembly");
    put_on_drive("a.reg", TITLE WINDOWS "\"SystemRoot\"=\"e:\\\\Windows\"\n");
    assert_true(look_at(drive));
    assert_string_equal(server->root, "e:\\Windows");
    assert_int_equal(server->runtimes[0].installed, MACHINE_YES);
}

/* A drive whose hive is damaged is no drive without a hive. */
static void
a_damaged_hive_is_told(void **state)
{
    (void)state;
    put_on_drive("Windows/System32/config/SOFTWARE", "regf");
    refused(drive, "config\\SOFTWARE of ");
    assert_int_equal(unlink(on_drive("Windows/System32/config/SOFTWARE")), 0);
    put_on_drive("Windows/System32/config/SOFTWARE/x", "");
    refused(drive, "SOFTWARE of ");
}

static void
exports_are_not_without_number(void **state)
{
    char name[16];

    (void)state;
    for (unsigned i = 0; i < 64; i++) {
        (void)snprintf(name, sizeof name, "%u.reg", i);
        put_on_drive(name, TITLE);
    }
    assert_true(look_at(drive));
    put_on_drive("64.reg", TITLE);
    refused(drive, "more than 64 .reg files in it");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(one_export_is_enough),
        CASE(exports_of_a_directory_are_read_in_order),
        CASE(what_is_wrong_has_its_file_and_line),
        CASE(a_drive_has_files),
        CASE(a_drive_has_a_letter),
        CASE(a_damaged_hive_is_told),
        CASE(exports_are_not_without_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
