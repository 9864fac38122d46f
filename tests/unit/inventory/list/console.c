/* SPDX-License-Identifier: MIT */
/* Format-Table and Format-List: what is taken for them, rows, objects, and where a fault is. */
#include "lists.h"

static const struct {
    const char *text;
    bool table, properties;
} kinds[] = {
    { "Fqdn Port\n---- ----\n", true, false },
    { "Fqdn : edge01\n", false, true },
    { "Fqdn :\n", false, true },
    { "edge01:8057\n", false, false }, /* no blank behind the colon */
    { "edge01.x : y\n", false, false },
    { " Fqdn : edge01\n", false, false },
    { "# Fqdn : edge01\n", false, false },
    { "Two words : x\n", false, false },
    { ": x\n", false, false },
    { "Fqdn Port\nedge01 8057\n", false, false },
    { "Fqdn Port\n", false, false },
    { "", false, false },
};

static void
they_are_known_by_their_first_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct inventory_list l = list_begin(base_slice_str(kinds[i].text), false);

        if (inventory_table_is(&l) != kinds[i].table ||
            inventory_properties_is(&l) != kinds[i].properties)
            fail_msg("row %zu: %s", i, kinds[i].text);
        assert_int_equal(l.lines.at, 0); /* the cursor stays */
        assert_string_equal(said, "");
        list_end(&l, "", 0);
    }
}

struct told_list {
    const char *text, *targets;
    size_t rows;
    const char *told;
};

static void
takes(const struct told_list *rows, size_t n, bool (*add)(struct inventory_list *))
{
    for (size_t i = 0; i < n; i++) {
        struct inventory_list l = list_begin(base_slice_str(rows[i].text), true);

        if (!add(&l))
            fail_msg("row %zu: %s", i, said);
        assert_string_equal(told, rows[i].told);
        list_end(&l, rows[i].targets, rows[i].rows);
    }
}

#define CUT "': cut short by PowerShell; use Export-Csv, or Format-List with Out-File -Width 400\n"

static const struct told_list tables[] = {
    { "Fqdn   Port\n----   ----\nedge01 8057\n\nfe01   8060\n", EDGE("edge01") " fe01:8060/fe-psom",
      2, "" },
    /* A cut name is not probed by what is left of it; the row behind it is. */
    { "Fqdn      Port\n----      ----\nedge01... 8057\nedge02    8057\n", EDGE("edge02"), 1,
      "list:3: 'edge01..." CUT },
    { "Fqdn    Port\n----    ----\nedge01\xE2\x80\xA6 8057\nedge02  x\n", "", 1,
      "list:3: 'edge01\xE2\x80\xA6" CUT
      "list:4: 'edge02': 'x' is not a port; a port is a number of 1 to 65535\n" },
    /* ... but what stands in a column of no use here may be cut. */
    { "Note    Fqdn\n----    ----\nlong... edge01:8057\n", EDGE("edge01"), 1, "" },
    /* A list of machines goes up to the next column. */
    { "Computers    Port\n---------    ----\n{a.x, b.x}   8057\n", EDGE("a.x") " " EDGE("b.x"), 1,
      "" },
};

static void
tables_have_a_row_for_each_line(void **state)
{
    (void)state;
    takes(tables, sizeof tables / sizeof tables[0], inventory_table_add);
}

#define NO_LINE                                                                                    \
    "': not a 'Name : value' line; use Export-Csv, or Format-List with Out-File -Width 400\n"

static const struct told_list objects[] = {
    { "Fqdn : edge01\nPort : 8057\n\n\nPort : 8057\nFqdn : edge02",
      EDGE("edge01") " " EDGE("edge02"), 2, "" },
    /* Values that are of no use here may go on in lines of their own. */
    { "Note : x\n  y : z\nFqdn : edge01\nPort : 8057\n", EDGE("edge01"), 1, "" },
    { "Computers : {a.x,\n            b.x}\nPort : 8057\n", EDGE("a.x") " " EDGE("b.x"), 1, "" },
    /* A fault has the line where its object begins. */
    { "Note : x\n\nNote : y\nFqdn : edge01\nPort : x\n\nFqdn : edge02\nPort : 8057\n",
      EDGE("edge02"), 2,
      "list:3: 'edge01': 'x' is not a port; a port is a number of 1 to 65535\n" },
    { "Fqdn : edge01\nPort : 8057\n .contoso.com\n", EDGE("edge01"), 1,
      "list:3: '.contoso.com" NO_LINE },
};

static void
objects_end_with_an_empty_line(void **state)
{
    (void)state;
    takes(objects, sizeof objects / sizeof objects[0], inventory_properties_add);
}

#define NO_HOST                                                                                    \
    " for the host; one of host, fqdn, computer, server, hostname, computername, dnshostname is "  \
    "needed"

static void
without_a_host_there_is_no_list(void **state)
{
    struct inventory_list l = list_begin(base_slice_str("Port\n----\n8057\n"), true);

    (void)state;
    assert_false(inventory_table_add(&l));
    assert_string_equal(said, "list:2: no column" NO_HOST);
    list_end(&l, "", 0);
    l = list_begin(base_slice_str("Port : 8057\n"), true);
    assert_false(inventory_properties_add(&l));
    assert_string_equal(said, "list:1: no property" NO_HOST);
    list_end(&l, "", 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_known_by_their_first_lines),
        cmocka_unit_test(tables_have_a_row_for_each_line),
        cmocka_unit_test(objects_end_with_an_empty_line),
        cmocka_unit_test(without_a_host_there_is_no_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
