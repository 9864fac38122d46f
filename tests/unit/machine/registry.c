/* SPDX-License-Identifier: MIT */
/* What was found in a registry: each value once, within its bounds, and what is unknown is not
 * taken for absent. */
#include <machine/registry.h>

#include <stdio.h>

#include "fake.h"

static void
names_count_in_any_case(void **state)
{
    uint32_t n;

    (void)state;
    set_number(MACHINE_KEY_CLR4, "RequireCertificateEKUs", 1);
    set_number(MACHINE_KEY_CLR4, "REQUIREcertificateekus", 0);
    set_number(MACHINE_KEY_CLR2, "Other", 7);
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].n, 1);
    assert_true(machine_value_number(
        machine_registry_find(&registry, MACHINE_KEY_CLR4, "requirecertificateEKUS"), &n));
    assert_int_equal(n, 0);
    assert_null(machine_registry_find(&registry, MACHINE_KEY_CLR4, "Other"));
    assert_null(machine_registry_find(&registry, MACHINE_KEY_CLR4, "RequireCertificateEKU"));
}

static void
what_was_found_stays_found(void **state)
{
    (void)state;
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].there, MACHINE_UNKNOWN);
    machine_registry_looked(&registry, MACHINE_KEY_CLR4, false);
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].there, MACHINE_NO);
    machine_registry_looked(&registry, MACHINE_KEY_CLR4, true);
    machine_registry_looked(&registry, MACHINE_KEY_CLR4, false); /* in another file */
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].there, MACHINE_YES);
}

static void
what_is_removed_is_gone(void **state)
{
    (void)state;
    set_number(MACHINE_KEY_CLR4, "A", 1);
    set_number(MACHINE_KEY_CLR4, "B", 2);
    set_number(MACHINE_KEY_CLR4, "C", 3);
    machine_registry_remove(&registry, MACHINE_KEY_CLR4, "a");
    machine_registry_remove(&registry, MACHINE_KEY_CLR4, "X");
    assert_null(machine_registry_find(&registry, MACHINE_KEY_CLR4, "A"));
    assert_non_null(machine_registry_find(&registry, MACHINE_KEY_CLR4, "B"));
    assert_non_null(machine_registry_find(&registry, MACHINE_KEY_CLR4, "C"));
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].there, MACHINE_YES);
    machine_registry_remove(&registry, MACHINE_KEY_CLR4, NULL);
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].n, 0);
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].there, MACHINE_NO);
}

/* Of hundreds of values of the installed programs, two are wanted; each program has its own. */
static void
programs_have_names_and_versions(void **state)
{
    static const char *const names[] = { "DisplayName", "displayversion", "UninstallString" };
    const struct machine_key_state *key = &registry.key[MACHINE_KEY_UNINSTALL];

    (void)state;
    for (unsigned subkey = 1; subkey < 3; subkey++)
        for (size_t i = 0; i < 3; i++)
            machine_registry_add(&registry, MACHINE_KEY_UNINSTALL,
                                 &(struct machine_value){ .name = names[i], .subkey = subkey });
    assert_int_equal(key->n, 4);
    assert_int_equal(key->values[3].subkey, 2);
    assert_null(machine_registry_find(&registry, MACHINE_KEY_UNINSTALL, "DisplayName"));
}

static void
bounds_are_said_to_be_reached(void **state)
{
    static uint8_t data[MACHINE_DATA_MAX + 1];
    static char name[MACHINE_NAME_MAX + 1];
    struct machine_value v = { .name = "A", .data = { data, MACHINE_DATA_MAX } };

    (void)state;
    machine_registry_add(&registry, MACHINE_KEY_CLR4, &v);
    memset(name, 'n', MACHINE_NAME_MAX - 1);
    v = (struct machine_value){ .name = name };
    machine_registry_add(&registry, MACHINE_KEY_CLR4, &v);
    assert_false(registry.cut);
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].n, 2);
    name[MACHINE_NAME_MAX - 1] = 'n';
    machine_registry_add(&registry, MACHINE_KEY_CLR4, &v);
    assert_true(registry.cut);
    registry.cut = false;
    v = (struct machine_value){ .name = "B", .data = { data, MACHINE_DATA_MAX + 1 } };
    machine_registry_add(&registry, MACHINE_KEY_CLR4, &v);
    assert_true(registry.cut);
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].n, 2);
}

static void
values_are_not_without_number(void **state)
{
    char name[16];

    (void)state;
    for (unsigned i = 0; i <= MACHINE_VALUES_MAX; i++) {
        (void)snprintf(name, sizeof name, "%u", i);
        assert_false(registry.cut);
        set_number(MACHINE_KEY_CLR4, name, i);
    }
    assert_true(registry.cut);
    assert_int_equal(registry.key[MACHINE_KEY_CLR4].n, MACHINE_VALUES_MAX);
    set_number(MACHINE_KEY_CLR4, "0", 77); /* there is room for what replaces another */
    assert_non_null(machine_registry_find(&registry, MACHINE_KEY_CLR4, "4095"));
}

static void
text_is_of_its_types(void **state)
{
    static const uint8_t wide[] = { 'a', 0, 0xe9, 0, 0x3d, 0xd8, 0, 0xde, 0, 0, 'x', 0 };
    struct machine_value v = { .type = MACHINE_SZ, .data = { wide, sizeof wide } };
    char text[16];

    (void)state;
    assert_true(machine_value_text(&v, text, sizeof text));
    assert_string_equal(text, "a\xC3\xA9\xF0\x9F\x98\x80"); /* up to its NUL */
    v.data.len = 3;                                         /* half a character */
    assert_true(machine_value_text(&v, text, sizeof text));
    assert_string_equal(text, "a\xEF\xBF\xBD");
    v.type = MACHINE_EXPAND_SZ;
    v.data.len = 2;
    assert_true(machine_value_text(&v, text, 2));
    assert_false(machine_value_text(&v, text, 1));
    for (v.type = 0; v.type < 12; v.type++)
        assert_int_equal(machine_value_text(&v, text, sizeof text),
                         v.type == MACHINE_SZ || v.type == MACHINE_EXPAND_SZ);
    assert_false(machine_value_text(NULL, text, sizeof text));
    assert_string_equal(text, "");
}

/* R29: a DWORD, and nothing else. */
static void
a_number_is_a_dword(void **state)
{
    static const uint8_t bytes[] = { 0x78, 0x56, 0x34, 0x92, 0 };
    struct machine_value v = { .type = MACHINE_DWORD, .data = { bytes, 4 } };
    uint32_t n = 1;

    (void)state;
    assert_true(machine_value_number(&v, &n));
    assert_int_equal(n, 0x92345678u);
    for (v.data.len = 0; v.data.len <= 5; v.data.len++)
        assert_int_equal(machine_value_number(&v, &n), v.data.len == 4);
    v.data.len = 4;
    for (v.type = 0; v.type < 12; v.type++)
        assert_int_equal(machine_value_number(&v, &n), v.type == MACHINE_DWORD);
    assert_false(machine_value_number(NULL, &n));
}

#define CASE(test) cmocka_unit_test_teardown(test, end_fake)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(names_count_in_any_case),       CASE(what_was_found_stays_found),
        CASE(what_is_removed_is_gone),       CASE(programs_have_names_and_versions),
        CASE(bounds_are_said_to_be_reached), CASE(values_are_not_without_number),
        CASE(text_is_of_its_types),          CASE(a_number_is_a_dword),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
