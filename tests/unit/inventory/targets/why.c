/* SPDX-License-Identifier: MIT */
/* What is said: about one thing, in one line, and once. */
#include "internal.h"

#include <base/error.h>

#include <string.h>

#include "cmocka_prelude.h"

static char line[BASE_WHY_MAX];
static struct base_text why;
static struct inventory *inv;

static int
begin(void **state)
{
    (void)state;
    base_text_init(&why, line, sizeof line);
    inv = inventory_new(NULL);
    return inv == NULL ? -1 : 0;
}

static int
end(void **state)
{
    (void)state;
    inventory_free(inv);
    return 0;
}

static void
a_fault_names_its_thing(void **state)
{
    (void)state;
    assert_false(inventory_fail(&why, base_slice_str("a\x1b[2J\n"), "not %s, %d", "this", 7));
    assert_string_equal(line, "'a\\x1b[2J\\x0a': not this, 7");
    assert_false(inventory_fail(&why, (struct base_slice){ NULL, 0 }, "empty")); /* anew */
    assert_string_equal(line, "'': empty");
}

/* Up to 95 bytes of it are shown; longer ones are said to be. */
static void
a_long_thing_is_cut(void **state)
{
    char thing[200];

    (void)state;
    memset(thing, 'x', sizeof thing);
    (void)inventory_fail(&why, (struct base_slice){ (uint8_t *)thing, 95 }, "no");
    assert_int_equal(strlen(line), 1 + 95 + strlen("': no"));
    (void)inventory_fail(&why, (struct base_slice){ (uint8_t *)thing, 96 }, "no");
    assert_int_equal(strlen(line), 1 + 95 + strlen("...': no"));
    memset(thing, '\n', sizeof thing);
    (void)inventory_fail(&why, (struct base_slice){ (uint8_t *)thing, 60 }, "no");
    assert_non_null(strstr(line, "...': no"));
}

static void
a_place_goes_before_what_was_said(void **state)
{
    (void)state;
    assert_false(inventory_say(&why, "bad"));
    assert_false(inventory_locate(&why, "hosts.txt", 12));
    assert_string_equal(line, "hosts.txt:12: bad");
    assert_false(inventory_no_memory(&why));
    assert_string_equal(line, "out of memory");
}

static void
a_note_is_said_once_and_safely(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++)
        assert_true(inventory_note_add(inv, &why, "%s: %u\n", "a", i / 2));
    assert_int_equal(inventory_notes(inv), 2);
    assert_string_equal(inventory_note(inv, 0), "a: 0\\x0a");
    assert_string_equal(inventory_note(inv, 1), "a: 1\\x0a");
    assert_null(inventory_note(inv, 2));
    assert_int_equal(inventory_unread(inv), 0);
}

static void
notes_have_a_bound(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3 * INVENTORY_NOTES_MAX; i++)
        assert_true(inventory_note_add(inv, &why, "%u", i));
    assert_int_equal(inventory_notes(inv), INVENTORY_NOTES_MAX);
    assert_string_equal(inventory_note(inv, INVENTORY_NOTES_MAX - 2), "30");
    assert_string_equal(inventory_note(inv, INVENTORY_NOTES_MAX - 1),
                        "too many notes: the rest were dropped");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_fault_names_its_thing),
        CASE(a_long_thing_is_cut),
        CASE(a_place_goes_before_what_was_said),
        CASE(a_note_is_said_once_and_safely),
        CASE(notes_have_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
