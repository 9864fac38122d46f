/* SPDX-License-Identifier: MIT */
/* Strings that live as long as the inventory: they never move, and equal ones are one. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"

static struct inventory_strings strings;

static int
end(void **state)
{
    (void)state;
    inventory_strings_clear(&strings);
    assert_null(strings.chunk);
    return 0;
}

static const char *
intern(const char *text)
{
    return inventory_strings_intern(&strings, base_slice_str(text));
}

static void
copies_are_not_shared(void **state)
{
    char text[] = "edge01";
    const char *a = inventory_strings_copy(&strings, base_slice_str(text)), *b;

    (void)state;
    b = inventory_strings_copy(&strings, base_slice_str(text));
    text[0] = 'x';
    assert_ptr_not_equal(a, b);
    assert_string_equal(a, "edge01");
    assert_string_equal(b, "edge01");
    assert_string_equal(inventory_strings_copy(&strings, (struct base_slice){ NULL, 0 }), "");
}

static void
equal_ones_are_one(void **state)
{
    const char *a = intern("edge01");

    (void)state;
    assert_ptr_equal(intern("edge01"), a);
    assert_ptr_not_equal(intern("edge02"), a);
    assert_ptr_not_equal(intern("edge0"), a);
    assert_string_equal(intern(""), "");
    assert_int_equal(strings.interned, 4);
}

/* Also while the table grows under them. */
static void
none_moves_when_there_are_many(void **state)
{
    static const char *all[3000];
    char text[16];

    (void)state;
    for (size_t round = 0; round < 2; round++)
        for (unsigned i = 0; i < 3000; i++) {
            const char *p;

            (void)snprintf(text, sizeof text, "host%u", i);
            p = intern(text);
            assert_string_equal(p, text);
            if (round == 0)
                all[i] = p;
            assert_ptr_equal(p, all[i]);
        }
    assert_int_equal(strings.interned, 3000);
}

/* One that is longer than a chunk has its own. */
static void
one_may_be_long(void **state)
{
    static char text[200000];
    const char *small = intern("small");

    (void)state;
    memset(text, 'x', sizeof text - 1);
    assert_string_equal(intern(text), text);
    assert_string_equal(small, "small");
    assert_ptr_equal(intern(text), intern(text));
}

static void
what_is_forgotten_stays_where_it_is(void **state)
{
    const char *a = intern("edge01");

    (void)state;
    inventory_strings_forget(&strings);
    assert_string_equal(a, "edge01");
    assert_ptr_not_equal(intern("edge01"), a);
    assert_int_equal(strings.interned, 1);
}

#define CASE(test) cmocka_unit_test_teardown(test, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(copies_are_not_shared),
        CASE(equal_ones_are_one),
        CASE(none_moves_when_there_are_many),
        CASE(one_may_be_long),
        CASE(what_is_forgotten_stays_where_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
