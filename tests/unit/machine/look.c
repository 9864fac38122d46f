/* SPDX-License-Identifier: MIT */
/* A server is looked at: names, System.dll of each CLR, and what must be said where something is
 * not known. */
#include "fake.h"
#include "image_file.h"

static struct machine_server server;
static uint8_t image[IMAGE_LEN];

static void
look(void)
{
    machine_server_look(&server, &registry, &files);
}

static void
the_computer_has_a_name(void **state)
{
    (void)state;
    look();
    assert_string_equal(server.name, "");
    set_text(MACHINE_KEY_DOMAIN, "Hostname", "fe01");
    look();
    assert_string_equal(server.name, "fe01");
    set_text(MACHINE_KEY_COMPUTER, "ComputerName", "FE01");
    set_text(MACHINE_KEY_DOMAIN, "Domain", "");
    set_text(MACHINE_KEY_DOMAIN, "NV Domain", "contoso.com");
    look();
    assert_string_equal(server.name, "FE01.contoso.com");
    set_text(MACHINE_KEY_DOMAIN, "Domain", "fabrikam.com");
    look();
    assert_string_equal(server.name, "FE01.fabrikam.com");
}

static void
windows_is_where_it_says(void **state)
{
    (void)state;
    look();
    assert_string_equal(server.root, "C:\\Windows");
    assert_string_equal(server.windows, "");
    set_text(MACHINE_KEY_WINDOWS, "SystemRoot", "D:\\WINNT");
    set_text(MACHINE_KEY_WINDOWS, "ProductName", "Windows Server 2016");
    look();
    assert_string_equal(server.root, "D:\\WINNT");
    assert_string_equal(server.windows, "Windows Server 2016");
    assert_string_equal(server.runtimes[0].path,
                        "D:\\WINNT\\Microsoft.NET\\Framework64\\v4.0.30319\\System.dll");
    assert_string_equal(server.runtimes[3].path,
                        "D:\\WINNT\\Microsoft.NET\\Framework\\v2.0.50727\\System.dll");
}

static void
releases_have_names_from_their_first_number_on(void **state)
{
    static const struct {
        uint32_t release;
        const char *name;
    } rows[] = {
        { 0, NULL },         { 378388, NULL },    { 378389, "4.5" },        { 393294, "4.5.2" },
        { 393295, "4.6" },   { 528039, "4.7.2" }, { 528040, "4.8" },        { 533319, "4.8" },
        { 533320, "4.8.1" }, { 533325, "4.8.1" }, { 0xffffffffu, "4.8.1" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].name == NULL)
            assert_null(machine_release_name(rows[i].release));
        else
            assert_string_equal(machine_release_name(rows[i].release), rows[i].name);
}

/* The release number tells more than the version, where it has a name. */
static void
dotnet_is_told_by_its_release(void **state)
{
    (void)state;
    set_text(MACHINE_KEY_NDP4, "Version", "4.8.03761");
    set_text(MACHINE_KEY_NDP35, "Version", "3.5.30729");
    look();
    assert_string_equal(server.dotnet4, "4.8.03761");
    assert_string_equal(server.dotnet35, "3.5.30729");
    set_number(MACHINE_KEY_NDP4, "Release", 1);
    look();
    assert_string_equal(server.dotnet4, "4.8.03761");
    assert_int_equal(server.release, 1);
    set_number(MACHINE_KEY_NDP4, "Release", 528049);
    look();
    assert_string_equal(server.dotnet4, "4.8");
    assert_int_equal(server.release, 528049);
}

#define DLL "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\System.dll"

static void
a_runtime_has_the_check_or_has_not(void **state)
{
    static const struct fake_file dll[] = { { DLL, image, sizeof image }, { NULL, NULL, 0 } };

    (void)state;
    fake_files = dll;
    for (int check = 0; check < 2; check++) {
        image_make(image, &(struct image_of){
                              { 4, 8, 4110, 0 }, "v4.0.30319", .plus = true, .check = check != 0 });
        look();
        assert_int_equal(server.runtimes[0].installed, MACHINE_YES);
        assert_int_equal(server.runtimes[0].has_check, check ? MACHINE_YES : MACHINE_NO);
        assert_true(server.runtimes[0].version.known);
        assert_int_equal(server.runtimes[0].version.part[2], 4110);
        assert_int_equal(server.runtimes[1].installed, MACHINE_NO);
    }
}

/* The literal in a file that is no assembly says nothing of a CLR. */
static void
what_is_no_assembly_answers_nothing(void **state)
{
    static const struct fake_file dll[] = { { DLL, image, sizeof image }, { NULL, NULL, 0 } },
                                  unread[] = { { DLL, NULL, 0 }, { NULL, NULL, 0 } };

    (void)state;
    image_make(image, &(struct image_of){ .check = true });
    fake_files = dll;
    look();
    assert_int_equal(server.runtimes[0].has_check, MACHINE_UNKNOWN);
    assert_true(noted(&server, DLL ": not a .NET assembly"));
    fake_files = unread;
    look();
    assert_int_equal(server.runtimes[0].installed, MACHINE_UNKNOWN);
    assert_int_equal(server.runtimes[0].has_check, MACHINE_UNKNOWN);
    assert_true(noted(&server, DLL ": it cannot be read"));
}

/* What would have to be looked at is told where nothing can be concluded, and only there. */
static void
open_questions_are_told(void **state)
{
    (void)state;
    look();
    assert_int_equal(server.conclusion, MACHINE_NOT_KNOWN);
    assert_true(noted(&server, "not known: whether a Data MCU is installed"));
    assert_true(noted(&server, "not known: which CLR the Data MCU runs on"));
    look_everywhere();
    look();
    assert_int_equal(server.conclusion, MACHINE_NO_DATA_MCU);
    assert_false(noted(&server, "not known"));
}

static void
a_registry_that_is_not_whole_is_told(void **state)
{
    (void)state;
    look();
    assert_false(noted(&server, "closed cleanly") || noted(&server, "too large"));
    registry.stale = registry.cut = true;
    look();
    assert_true(noted(&server, "closed cleanly") && noted(&server, "too large"));
}

#define CASE(test) cmocka_unit_test_teardown(test, end_fake)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_computer_has_a_name),
        CASE(windows_is_where_it_says),
        CASE(releases_have_names_from_their_first_number_on),
        CASE(dotnet_is_told_by_its_release),
        CASE(a_runtime_has_the_check_or_has_not),
        CASE(what_is_no_assembly_answers_nothing),
        CASE(open_questions_are_told),
        CASE(a_registry_that_is_not_whole_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
