/* SPDX-License-Identifier: MIT */
#include <machine/config.h>

#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"

#define NAME "Switch.System.Net.DontCheckCertificateEKUs"
#define IN(overrides) "<configuration><runtime>" overrides "</runtime></configuration>"
#define SAYS(value) IN("<AppContextSwitchOverrides value=\"" value "\"/>")

static void
the_value_is_a_list_of_switches(void **state)
{
    static const struct {
        const char *value;
        enum machine_config_switch want;
    } rows[] = {
        { "", MACHINE_SWITCH_ABSENT },
        { NAME "=true", MACHINE_SWITCH_TRUE },
        { NAME "=TRUE", MACHINE_SWITCH_TRUE },
        { " " NAME " = false ", MACHINE_SWITCH_FALSE },
        { "Switch.A=true;" NAME "=true;Switch.B=false", MACHINE_SWITCH_TRUE },
        { NAME "=true;" NAME "=false", MACHINE_SWITCH_FALSE }, /* the last one counts */
        { NAME, MACHINE_SWITCH_ABSENT },
        { NAME "=1", MACHINE_SWITCH_ABSENT },
        { NAME "s=true", MACHINE_SWITCH_ABSENT },
        { "switch.system.net.dontcheckcertificateekus=true", MACHINE_SWITCH_ABSENT },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(machine_config_value(base_slice_str(rows[i].value)), rows[i].want);
}

static void
it_counts_in_its_place_alone(void **state)
{
    static const struct {
        const char *file;
        enum machine_config_switch want;
    } rows[] = {
        { "<configuration/>", MACHINE_SWITCH_ABSENT },
        { SAYS(NAME "=true"), MACHINE_SWITCH_TRUE },
        { "<?xml version=\"1.0\"?>\n" SAYS(NAME "=false"), MACHINE_SWITCH_FALSE },
        { IN("<!-- <AppContextSwitchOverrides value=\"" NAME "=true\"/> -->"),
          MACHINE_SWITCH_ABSENT },
        { "<configuration><AppContextSwitchOverrides value=\"" NAME "=true\"/></configuration>",
          MACHINE_SWITCH_ABSENT },
        { IN("<x><AppContextSwitchOverrides value=\"" NAME "=true\"/></x>"),
          MACHINE_SWITCH_ABSENT },
        { IN("<AppContextSwitchOverrides other=\"" NAME "=true\"/>"), MACHINE_SWITCH_ABSENT },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(machine_config_read(base_slice_str(rows[i].file)), rows[i].want);
}

static void
what_cannot_be_read_for_certain_is_unclear(void **state)
{
    static const char *const files[] = {
        "",
        "no XML",
        "<configuration>",
        SAYS(NAME "=true") "<more/>",
        "<!DOCTYPE configuration [<!ENTITY e \"true\">]>" SAYS(NAME "=&e;"),
    };
    size_t n = 20000;
    char *deep = calloc(n, 4);

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        assert_int_equal(machine_config_read(base_slice_str(files[i])), MACHINE_SWITCH_UNCLEAR);
    assert_non_null(deep);
    for (size_t i = 0; i < n - 1; i++)
        memcpy(deep + 3 * i, "<a>", 3);
    assert_int_equal(machine_config_read(base_slice_str(deep)), MACHINE_SWITCH_UNCLEAR);
    free(deep);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_value_is_a_list_of_switches),
        cmocka_unit_test(it_counts_in_its_place_alone),
        cmocka_unit_test(what_cannot_be_read_for_certain_is_unclear),
    };

    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
