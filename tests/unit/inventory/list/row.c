/* SPDX-License-Identifier: MIT */
/* Which of several cells counts, and which targets a row means. */
#include "lists.h"

#define CELLS 4

struct cell {
    const char *column, *value;
};

static void
set(struct inventory_row *r, struct cell c)
{
    inventory_row_set(r, inventory_column_named(base_slice_str(c.column)), base_slice_str(c.value));
}

static void
fill(struct inventory_row *r, const struct cell cells[CELLS])
{
    *r = (struct inventory_row){ .seen = false };
    for (size_t i = 0; i < CELLS && cells[i].column != NULL; i++)
        set(r, cells[i]);
}

/* Whatever the order of the columns; empty cells are none. */
static void
the_best_column_with_a_value_counts(void **state)
{
    static const struct {
        struct cell cells[CELLS];
        const char *want;
    } rows[] = {
        { { { "IP", "10.0.0.1" }, { "Fqdn", "edge01" }, { "Name", "EDGE" } }, "edge01" },
        { { { "Name", "EDGE" }, { "Fqdn", "edge01" }, { "IP", "10.0.0.1" } }, "edge01" },
        { { { "Fqdn", " \t" }, { "IP", " 10.0.0.1 " } }, "10.0.0.1" },
        { { { "Host", "" }, { "Note", "x" } }, "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct inventory_row r;

        fill(&r, rows[i].cells);
        assert_true(r.seen);
        assert_true(base_slice_eq_str(r.value[INVENTORY_FIELD_HOST], rows[i].want));
        assert_null(r.twice[0]);
    }
}

static void
columns_that_contradict_each_other_are_kept(void **state)
{
    static const struct {
        struct cell cells[CELLS];
        bool want;
    } rows[] = {
        { { { "Port", "8057" }, { "TcpPort", "443" } }, true },
        { { { "Port", "8057" }, { "Port", "443" } }, true },
        { { { "Host", "a" }, { "Host", "b" } }, true },
        { { { "Port", "8057" }, { "TcpPort", "8057" } }, false },
        { { { "Profile", "mtls" }, { "Profile", "MTLS" } }, false },
        { { { "Host", "a" }, { "Fqdn", "b" } }, false },
        { { { "Version", "7" }, { "ServiceVersion", "6" } }, false },
        { { { "Port", "8057" }, { "Port", "" } }, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct inventory_row r;

        fill(&r, rows[i].cells);
        if ((r.twice[0] != NULL) != rows[i].want)
            fail_msg("row %zu", i);
    }
}

static const struct {
    struct cell cells[CELLS];
    const char *targets, *said;
} rows[] = {
    { { { "Host", "edge01" }, { "Port", "8057,443" } },
      EDGE("edge01") " edge01:443/tls-server",
      "" },
    { { { "Host", "edge01:8057" }, { "Port", "8057" } }, EDGE("edge01"), "" },
    { { { "Host", "edge01:8057" }, { "Port", "443" } },
      "",
      "list:0: 'edge01:8057': the port or profile column says otherwise; give it once" },
    { { { "Host", "edge01/mtls" }, { "Profile", "edge-psom" }, { "Port", "1" } },
      "",
      "list:0: 'edge01/mtls': the port or profile column says otherwise; give it once" },
    { { { "Note", "x" } }, "", "list:0: no host in this row; it needs one" },
    { { { "Host", "a" }, { "Host", "b" } },
      "",
      "list:0: 'a': the column 'host' occurs twice with different contents; keep one" },
    /* ROLE:POOL in an Identity; in any other column only the roles that are known. */
    { { { "Identity", "EdgeServer:edge.x" } }, EDGE("edge.x"), "" },
    { { { "Identity", "Registrar:pool.x" } }, "", "" },
    { { { "Host", "EdgeServer:edge.x" } }, EDGE("edge.x"), "" },
    { { { "Host", "Registrar:pool.x" } },
      "",
      "list:0: 'Registrar:pool.x': 'pool.x' is not a port; a port is a number of 1 to 65535" },
    /* Ports of services: 0 and nothing are not in use, and what is named counts before them. */
    { { { "Identity", "WebServer:p.x" },
        { "ReachPrimaryPsomServerPort", "9060" },
        { "ReachExternalPsomServerPort", "0" } },
      "p.x:9060/fe-psom",
      "" },
    { { { "Host", "p.x" }, { "Port", "1" }, { "DataPsomServerPort", "9057" } },
      "p.x:1/tls-server",
      "" },
    { { { "Host", "p.x" }, { "DataPsomServerPort", "70000" } },
      "",
      "list:0: 'p.x': '70000' is not a port; a port is a number of 1 to 65535" },
    /* Machines count before the pool that has them. */
    { { { "Fqdn", "pool.x" }, { "Computers", "{a.x, b.x}" }, { "Port", "8057" } },
      EDGE("a.x") " " EDGE("b.x"),
      "" },
    { { { "Fqdn", "pool.x" }, { "Computers", "System.String[]" }, { "Port", "8057" } },
      EDGE("pool.x"),
      "" },
    { { { "Host", "a.x" }, { "Port", "8057" }, { "Product", "lync" } }, EDGE("a.x"), "" },
};

static void
rows_mean_their_targets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct inventory_list l = list_begin(base_slice_str(""), false);
        struct inventory_row r;

        fill(&r, rows[i].cells);
        if (inventory_row_add(&l, &r) != (rows[i].said[0] == '\0') ||
            strcmp(said, rows[i].said) != 0)
            fail_msg("row %zu: %s", i, said);
        list_end(&l, rows[i].targets, 1);
    }
}

/* No row, and no fault either. */
static void
a_row_without_cells_is_none(void **state)
{
    struct inventory_list l = list_begin(base_slice_str(""), false);
    struct inventory_row r = { .seen = false };

    (void)state;
    assert_true(inventory_row_add(&l, &r));
    list_end(&l, "", 0);
}

/* The ports that are probed in place of those in "Listener" are not what the list means. */
static void
ports_in_an_unknown_column_are_told(void **state)
{
    static const struct {
        struct cell cells[CELLS];
        size_t notes;
    } lists[] = {
        { { { "Fqdn", "fe.x" }, { "Users", "443" }, { "Count", "8061x" } }, 0 },
        { { { "Fqdn", "fe.x" }, { "Port", "8060" }, { "Listener", "8061" } }, 0 },
        { { { "Fqdn", "fe.x:8060" }, { "Listener", "8061" } }, 0 },
        { { { "Fqdn", "fe.x" }, { "Listener", "8061" }, { "Next", "8057" } }, 1 },
        { { { "Fqdn", "edge.x" }, { "Listener", "8057" } }, 1 }, /* once a list */
    };
    struct inventory_list l = list_begin(base_slice_str(""), false);

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct inventory_row r;

        fill(&r, lists[i].cells);
        assert_true(inventory_row_add(&l, &r));
        assert_int_equal(inventory_notes(l.inv), lists[i].notes);
    }
    assert_string_equal(inventory_note(l.inv, 0),
                        "list: numbers such as 8061 are in a column that is not read; if they are "
                        "ports, name the column Port");
    inventory_free(l.inv);
}

/* What a reader must know of targets that are pools, or are none: once. */
static void
pools_and_other_services_leave_a_note(void **state)
{
    static const struct cell first[CELLS] = { { "PoolFqdn", "Pool.X" }, { "Port", "8057" } };
    static const struct cell second[CELLS] = { { "PoolFqdn", "pool2.x" }, { "Port", "8057" } };
    static const struct cell other[CELLS] = { { "Identity", "FileStore:fs.x" } };
    struct inventory_list l = list_begin(base_slice_str(""), false);
    struct inventory_row r;

    (void)state;
    fill(&r, first);
    assert_true(inventory_row_add(&l, &r));
    fill(&r, second);
    assert_true(inventory_row_add(&l, &r));
    assert_int_equal(inventory_notes(l.inv), 1);
    assert_string_equal(inventory_note(l.inv, 0),
                        "list: names pools; --topology reaches each of their machines");
    assert_string_equal(inventory_at(l.inv, 0)->pool, "pool.x");
    fill(&r, other);
    assert_true(inventory_row_add(&l, &r));
    assert_string_equal(inventory_note(l.inv, 1),
                        "list: FileStore services skipped: they have no PSOM port");
    list_end(&l, EDGE("pool.x") " " EDGE("pool2.x"), 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_column_with_a_value_counts),
        cmocka_unit_test(columns_that_contradict_each_other_are_kept),
        cmocka_unit_test(rows_mean_their_targets),
        cmocka_unit_test(a_row_without_cells_is_none),
        cmocka_unit_test(ports_in_an_unknown_column_are_told),
        cmocka_unit_test(pools_and_other_services_leave_a_note),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
