/* SPDX-License-Identifier: MIT */
/* Cells that list machines. */
#include "list/row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ELLIPSIS "\xE2\x80\xA6"

static const struct {
    const char *cell, *want; /* a bar behind each name */
    bool type, cut;
} rows[] = {
    { "", "", false, false },
    { "{}", "", false, false },
    { " ,;\t{ } ", "", false, false },
    { "a.x", "a.x|", false, false },
    { "{a.x, b.x}", "a.x|b.x|", false, false },
    { "a.x;b.x,c.x d.x\r\ne.x", "a.x|b.x|c.x|d.x|e.x|", false, false },
    { ",,a.x,,", "a.x|", false, false },
    { "{a.x, b.x...}", "a.x|b.x...|", false, true },
    { "a.x, b.x...", "a.x|b.x...|", false, true },
    { "{a.x" ELLIPSIS "}", "a.x" ELLIPSIS "|", false, true },
    { "{a.x, b", "a.x|b|", false, true },
    { "{", "", false, true },
    { "a.x}", "a.x|", false, false },
    { "a..x", "a..x|", false, false },
    /* An IPv6 address begins with its bracket, a type has it behind its name. */
    { "[::1] [::2]:8057", "[::1]|[::2]:8057|", false, false },
    { "System.String[]", "System.String[]|", true, false },
    { "System.Collections.Generic.List`1[System.String]",
      "System.Collections.Generic.List`1[System.String]|", true, false },
};

static void
cells_are_read_as_powershell_writes_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct base_slice cell = base_slice_str(rows[i].cell), rest = cell, name;
        char got[128];
        struct base_text t;

        base_text_init(&t, got, sizeof got);
        while (inventory_machines_next(&rest, &name)) {
            base_text_bytes(&t, name.ptr, name.len);
            base_text_byte(&t, '|');
        }
        assert_string_equal(got, rows[i].want);
        assert_int_equal(rest.len, 0);
        if (inventory_machines_is_type(cell) != rows[i].type ||
            (cell.len > 0 && inventory_machines_is_cut(cell) != rows[i].cut))
            fail_msg("row %zu: %s", i, rows[i].cell);
    }
}

/* A NUL is no separator, and the terminator of none of the strings it is compared with. */
static void
a_nul_belongs_to_its_name(void **state)
{
    static const char cell[] = "a\0b,c";
    struct base_slice rest = { (const uint8_t *)cell, sizeof cell - 1 }, name;

    (void)state;
    assert_true(inventory_machines_next(&rest, &name));
    assert_int_equal(name.len, 3);
    assert_true(inventory_machines_next(&rest, &name));
    assert_true(base_slice_eq_str(name, "c"));
}

static void
an_empty_cell_is_whole(void **state)
{
    struct base_slice none = { NULL, 0 }, name;

    (void)state;
    assert_false(inventory_machines_is_cut(none));
    assert_false(inventory_machines_is_type(none));
    assert_false(inventory_machines_next(&none, &name));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_read_as_powershell_writes_them),
        cmocka_unit_test(a_nul_belongs_to_its_name),
        cmocka_unit_test(an_empty_cell_is_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
