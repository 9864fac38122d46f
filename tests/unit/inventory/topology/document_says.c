/* SPDX-License-Identifier: MIT */
/* What is said about a topology file: the first fault alone, with its place; what was seen, in
 * lists that stay short. */
#include "topology/topology.h"

#include <base/error.h>

#include <stdio.h>
#include <string.h>

#include "cmocka_prelude.h"

static struct inventory_document d;
static char line[BASE_WHY_MAX];
static struct base_text why;

static int
begin(void **state)
{
    struct inventory *inv = inventory_new(NULL);

    (void)state;
    base_text_init(&why, line, sizeof line);
    if (inv != NULL)
        inventory_document_init(&d, inv, "dir/topology.xml", &why);
    return inv == NULL ? -1 : 0;
}

static int
end(void **state)
{
    (void)state;
    inventory_free(d.inv);
    return 0;
}

static void
the_first_fault_counts(void **state)
{
    (void)state;
    d.line = 7;
    assert_false(inventory_document_fault(&d, "first %d", 1));
    assert_true(d.failed);
    d.line = 8;
    assert_false(inventory_document_fault(&d, "second"));
    assert_non_null(strstr(line, "topology.xml:7: first 1"));
    assert_null(strstr(line, "second"));
}

/* Line 0 is of no element: the file as a whole is at fault. */
static void
a_fault_of_the_whole_has_no_line(void **state)
{
    (void)state;
    assert_false(inventory_document_fault(&d, "empty"));
    assert_non_null(strstr(line, "topology.xml: empty"));
}

static void
what_another_said_gets_its_place(void **state)
{
    (void)state;
    d.line = 9;
    base_text_str(&why, "'x': not a port");
    assert_false(inventory_document_located(&d));
    assert_true(d.failed);
    assert_non_null(strstr(line, "topology.xml:9: 'x': not a port"));
}

/* What cannot be a target is counted, however often the same is said of it. */
static void
notes_name_the_file(void **state)
{
    (void)state;
    assert_true(inventory_document_note(&d, "a draft"));
    assert_int_equal(inventory_unread(d.inv), 0);
    assert_true(inventory_document_unread(&d, "%s skipped", "x"));
    assert_true(inventory_document_unread(&d, "%s skipped", "x"));
    assert_int_equal(inventory_unread(d.inv), 2);
    assert_int_equal(inventory_notes(d.inv), 2);
    assert_non_null(strstr(inventory_note(d.inv, 1), "topology.xml: x skipped"));
}

/* A name of any length leaves room for what is said. */
static void
a_long_name_is_shortened(void **state)
{
    static char name[10000];

    (void)state;
    memset(name, 'n', sizeof name - 1);
    inventory_document_init(&d, d.inv, name, &why);
    assert_true(strlen(d.label) < INVENTORY_NAME_SHOWN);
    assert_false(inventory_document_fault(&d, "what is wrong"));
    assert_non_null(strstr(line, ": what is wrong"));
}

static void
what_was_seen_is_listed_once(void **state)
{
    char list[40] = "";

    (void)state;
    inventory_remember(list, sizeof list, base_slice_str("Edge"));
    inventory_remember(list, sizeof list, base_slice_str("EdgeServer"));
    inventory_remember(list, sizeof list, base_slice_str("Edge"));
    inventory_remember(list, sizeof list, base_slice_str("Server")); /* a part of another */
    inventory_remember(list, sizeof list, (struct base_slice){ NULL, 0 });
    assert_string_equal(list, "Edge, EdgeServer, Server");
}

/* However much room there is: what was left out is never left out in silence. */
static void
lists_have_a_bound(void **state)
{
    char list[48], name[16];

    (void)state;
    for (size_t cap = 8; cap <= sizeof list; cap++) {
        list[0] = '\0';
        for (unsigned i = 0; i < 100; i++) {
            (void)snprintf(name, sizeof name, "item%u", i);
            inventory_remember(list, cap, base_slice_str(name));
            assert_true(strlen(list) < cap);
        }
        assert_string_equal(list + strlen(list) - 3, "...");
    }
    assert_string_equal(list, "item0, item1, item2, item3, item4, item5, ...");
    list[0] = '\0';
    inventory_remember(list, sizeof list, base_slice_str("a\nb\x1b"));
    assert_string_equal(list, "a\\x0ab\\x1b");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_first_fault_counts),
        CASE(a_fault_of_the_whole_has_no_line),
        CASE(what_another_said_gets_its_place),
        CASE(notes_name_the_file),
        CASE(a_long_name_is_shortened),
        CASE(what_was_seen_is_listed_once),
        CASE(lists_have_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
