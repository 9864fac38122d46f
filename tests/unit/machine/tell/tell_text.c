/* SPDX-License-Identifier: MIT */
/* A server for people: what bears on the Data MCU, in lines that no name breaks. */
#include "told.h"

static const char *
text(void)
{
    machine_tell_text(&server, &out);
    return told();
}

static void
what_is_not_known_is_said_to_be(void **state)
{
    (void)state;
    assert_string_equal(text(), "it is not known whether this Front End checks\n\n"
                                "Data MCU        not known\n"
                                "Product         not known\n"
                                ".NET Framework  not known\n"
                                "System.dll\n"
                                "  CLR 4, 64-bit: not known: its System.dll was not read\n"
                                "  CLR 4, 32-bit: not known: its System.dll was not read\n"
                                "  CLR 2, 64-bit: not known: its System.dll was not read\n"
                                "  CLR 2, 32-bit: not known: its System.dll was not read\n"
                                "Opt-outs\n");
}

static void
what_is_known_is_told(void **state)
{
    (void)state;
    know_a_front_end();
    assert_string_equal(
        text(), "FE\"\\x0a\\x1b[2J: this Front End is opted out\n\n"
                "Data MCU        C:\\a,b.exe (6.0.9319.281)\n"
                "It runs on      CLR 4, 64-bit\n"
                "Product         Skype for Business Server 2015, 6.0.9319.281 (the file version of "
                "DATAMCUSVC.exe)\n"
                "Windows         Windows, a server\n"
                ".NET Framework  4.8 (Release 528049), 3.5\n"
                "System.dll\n"
                "  CLR 4, 64-bit: has the check (4.8.1.0)\n"
                "  CLR 4, 32-bit: not installed\n"
                "  CLR 2, 64-bit: does not have the check\n"
                "  CLR 2, 32-bit: not known: its System.dll was not read\n"
                "Opt-outs\n"
                "  registry value for all programs, CLR 4, 64-bit: set\n"
                "    HKLM\\x\n"
                "  registry value of the program, CLR 4, 64-bit: not known\n"
                "    HKLM\\x\n"
                "    it cannot be read\n"
                "Notes\n"
                "  first\n"
                "  second, \"quoted\"\n");
}

/* Of other runtimes only what is set: it is set for somebody. */
static void
opt_outs_of_interest_are_told(void **state)
{
    (void)state;
    know_a_front_end();
    server.opt_outs_n = 1;
    server.opt_outs[0].runtime = 2;
    has(text(), "CLR 2, 64-bit: set\n");
    server.opt_outs[0].set = MACHINE_NO;
    assert_null(strstr(text(), "CLR 2, 64-bit: not set\n"));
    server.runtime = MACHINE_RUNTIMES; /* any of them may be meant */
    has(text(), "CLR 2, 64-bit: not set\n");
    server.data_mcu = MACHINE_NO;
    assert_null(strstr(text(), "CLR 2, 64-bit: not set\n"));
}

static void
what_stands_in_is_said_to_do_so(void **state)
{
    (void)state;
    know_a_front_end();
    server.runtime_inferred = true;
    server.data_mcu_path[0] = server.dotnet4[0] = '\0';
    server.release = 0;
    server.data_mcu_version.known = false;
    has(text(), "Data MCU        installed; its path is not known\n"
                "It runs on      CLR 4, 64-bit (as this product does; the program itself was not "
                "read)\n");
    has(out.ptr, ".NET Framework  3.5\n");
    server.data_mcu = MACHINE_NO;
    has(text(), "Data MCU        not installed\nProduct");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, know_nothing, end_told)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_not_known_is_said_to_be),
        CASE(what_is_known_is_told),
        CASE(opt_outs_of_interest_are_told),
        CASE(what_stands_in_is_said_to_do_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
