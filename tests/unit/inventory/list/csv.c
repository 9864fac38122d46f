/* SPDX-License-Identifier: MIT */
/* Which texts are CSV, which rows they have, and where a fault is. */
#include "lists.h"

static const struct {
    const char *text;
    uint8_t separator; /* of "sep=" */
    bool want;
} kinds[] = {
    { "host,port\n", 0, true },
    { "a;b\n", 0, true },
    { "a\tb\n", 0, true },
    { "Identity\n", 0, true },
    { "\"Fqdn\"\n", 0, true },
    { "Computers # all\n", 0, true },
    { "anything\n", ';', true },
    { "edge01,8057\n", 0, false }, /* HOST,PORT */
    { "edge01,8057,mtls\n", 0, false },
    { "edge01:8057\n", 0, false },
    { "edge01 # a,b\n", 0, false },
    { "Pool\n", 0, false }, /* locates nothing */
    { "\tedge01\t\n", 0, false },
    { "", 0, false },
};

static void
it_is_known_by_its_first_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct inventory_list l = list_begin(base_slice_str(kinds[i].text), false);

        l.separator = kinds[i].separator;
        if (inventory_csv_is(&l) != kinds[i].want)
            fail_msg("row %zu: %s", i, kinds[i].text);
        assert_int_equal(l.lines.at, 0); /* the cursor stays */
        assert_string_equal(said, "");
        list_end(&l, "", 0);
    }
}

static const struct {
    const char *text, *targets;
    size_t rows;
    const char *told;
} lists[] = {
    /* Rows with fewer and more cells than the header. */
    { "host,port\nedge01\nedge02,8057,x,y\n", BARE("edge01") " " EDGE("edge02"), 2, "" },
    /* Rows without any cell name nothing; comments and blank lines are no rows. */
    { "host,port\n,\n\n# a,8057\n \t\n\"\",\nedge01,8057\n", EDGE("edge01"), 1, "" },
    /* A comment sign inside a quoted cell is text, and its line none of the list's. */
    { "note,host,port\n\"x\n# y\",edge01,8057\n", EDGE("edge01"), 1, "" },
    /* The number of a row is that of its first line, and the rest is read all the same. */
    { "host,note\na:1,\"x\ny\"\nb:x,\"x\ny\"\n\nc:0,\nd:1,\n", "a:1/tls-server d:1/tls-server", 4,
      "list:4: 'b:x': 'x' is not a port; a port is a number of 1 to 65535\n"
      "list:7: 'c:0': '0' is not a port; a port is a number of 1 to 65535\n" },
    { "host,port\n,8057\nedge01,8057\n", EDGE("edge01"), 2,
      "list:2: no host in this row; it needs one\n" },
};

static void
rows_are_read_and_faults_have_their_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct inventory_list l = list_begin(base_slice_str(lists[i].text), true);

        if (!inventory_csv_add(&l))
            fail_msg("row %zu: %s", i, said);
        assert_string_equal(told, lists[i].told);
        list_end(&l, lists[i].targets, lists[i].rows);
    }
}

/* The separator of the "sep=" line stands before the one that is there most often. */
static void
a_named_separator_counts(void **state)
{
    struct inventory_list l = list_begin(base_slice_str("host;a,b,c\nedge01:8057;x,y,z\n"), false);

    (void)state;
    l.separator = ';';
    assert_true(inventory_csv_add(&l));
    list_end(&l, EDGE("edge01"), 1);
}

static const struct {
    const char *text, *said, *targets;
    size_t rows;
} ends[] = {
    { "name2,port\na,1\n",
      "list:1: no column for the host in the CSV header; name one of host, fqdn, computer, "
      "server, hostname, computername, dnshostname. Without a header: one target per line, no "
      "commas",
      "", 0 },
    /* Whoever hears of faults: what cannot be told into rows ends the list. */
    { "host,note\na:1,\nb:1,\"never\nclosed\nc:1,\n",
      "list:3: a quoted cell is never closed, or the record is over 65536 bytes", "a:1/tls-server",
      1 },
};

static void
what_has_no_rows_ends_the_list(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct inventory_list l = list_begin(base_slice_str(ends[i].text), true);

        assert_false(inventory_csv_add(&l));
        assert_string_equal(said, ends[i].said);
        assert_string_equal(told, "");
        list_end(&l, ends[i].targets, ends[i].rows);
    }
}

/* 256 columns are read, one more is a fault of the header. */
static void
columns_have_a_bound(void **state)
{
    char text[600];

    (void)state;
    for (size_t n = BASE_CELLS_MAX; n <= BASE_CELLS_MAX + 1; n++) {
        struct inventory_list l;
        struct base_text t;

        base_text_init(&t, text, sizeof text);
        for (size_t i = 1; i < n; i++)
            base_text_byte(&t, ',');
        base_text_str(&t, "host\n");
        for (size_t i = 1; i < n; i++)
            base_text_byte(&t, ',');
        base_text_str(&t, "a:1\n");
        l = list_begin((struct base_slice){ (const uint8_t *)text, t.len }, false);
        assert_int_equal(inventory_csv_add(&l), n == BASE_CELLS_MAX);
        assert_string_equal(said, n == BASE_CELLS_MAX ? ""
                                                      : "list:1: more than 256 columns; name the "
                                                        "needed ones with Select-Object");
        list_end(&l, n == BASE_CELLS_MAX ? "a:1/tls-server" : "", n == BASE_CELLS_MAX);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_known_by_its_first_line),
        cmocka_unit_test(rows_are_read_and_faults_have_their_line),
        cmocka_unit_test(a_named_separator_counts),
        cmocka_unit_test(what_has_no_rows_ends_the_list),
        cmocka_unit_test(columns_have_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
