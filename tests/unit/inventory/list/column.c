/* SPDX-License-Identifier: MIT */
/* Names of columns, as people and PowerShell write them. */
#include "list/row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct inventory_column *
named(const char *name)
{
    return inventory_column_named(base_slice_str(name));
}

/* A name that stands behind an equal one would never be found. */
static void
every_row_of_the_table_is_found(void **state)
{
    static const struct {
        const char *name;
        enum inventory_field field;
    } rows[] = {
#define INVENTORY_COLUMN(name_, field_, ...) { name_, INVENTORY_FIELD_##field_ },
#include "list/columns.def"
#undef INVENTORY_COLUMN
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct inventory_column *c = named(rows[i].name);

        if (c == NULL || strcmp(c->name, rows[i].name) != 0 || c->field != rows[i].field)
            fail_msg("%s is not found", rows[i].name);
    }
}

static void
case_blanks_and_signs_do_not_count(void **state)
{
    static const char *const spellings[] = { "hostname",   "HOSTNAME",     "Host Name",
                                             "Host-Name",  "host_name",    "[Host].(Name)",
                                             "host/name:", "\tHost\tName " };

    (void)state;
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (named(spellings[i]) == NULL)
            fail_msg("%s is not found", spellings[i]);
        assert_string_equal(named(spellings[i])->name, "hostname");
    }
}

static void
only_whole_names_count(void **state)
{
    static const char *const others[] = { "",      " ",        "-_./()", "hos",   "hosts",
                                          "xhost", "h0st",     "host1",  "host,", "h\xC3\xB6st",
                                          "port2", "\x01host", "{host}" };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (named(others[i]) != NULL)
            fail_msg("'%s' is taken for %s", others[i], named(others[i])->name);
}

/* An Identity may be a service's, a PoolFqdn always is a pool's. */
static void
columns_say_what_a_host_in_them_is(void **state)
{
    (void)state;
    assert_int_equal(named("Fqdn")->holds, INVENTORY_MACHINE);
    assert_int_equal(named("Identity")->holds, INVENTORY_IDENTITY);
    assert_int_equal(named("Pool Fqdn")->holds, INVENTORY_POOL);
    assert_true(named("Host")->rank < named("Fqdn")->rank);
    assert_true(named("Fqdn")->rank < named("Identity")->rank);
    assert_true(named("Identity")->rank < named("Name")->rank);
    assert_true(named("Name")->rank < named("IPAddress")->rank); /* names can be compared */
    assert_true(inventory_column_locates(named("Computers")));
    assert_false(inventory_column_locates(named("Pool")));
    assert_false(inventory_column_locates(NULL));
}

static void
messages_name_the_usual_columns_and_are_cut_to_their_room(void **state)
{
    char names[160], few[12];

    (void)state;
    assert_string_equal(inventory_host_columns(names, sizeof names),
                        "host, fqdn, computer, server, hostname, computername, dnshostname");
    assert_string_equal(inventory_host_columns(few, sizeof few), "host, fqdn,");
}

static void
products_are_found_by_name_and_version(void **state)
{
    (void)state;
    assert_string_equal(inventory_product_named(base_slice_str("SFB2015")), "sfb2015");
    assert_string_equal(inventory_product_named(base_slice_str("7")), "sfb2015");
    assert_null(inventory_product_named(base_slice_str("")));
    assert_null(inventory_product_named((struct base_slice){ NULL, 0 }));
    assert_null(inventory_product_named(base_slice_str("sfb2020")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table_is_found),
        cmocka_unit_test(case_blanks_and_signs_do_not_count),
        cmocka_unit_test(only_whole_names_count),
        cmocka_unit_test(columns_say_what_a_host_in_them_is),
        cmocka_unit_test(messages_name_the_usual_columns_and_are_cut_to_their_room),
        cmocka_unit_test(products_are_found_by_name_and_version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
