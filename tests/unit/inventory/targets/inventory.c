/* SPDX-License-Identifier: MIT */
/* The list itself: order, groups, duplicates folded, the limit. */
#include <inventory/inventory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char why[BASE_WHY_MAX];

static struct inventory *
with(const struct inventory_options *o, const char *const *texts)
{
    struct inventory *inv = inventory_new(o);

    assert_non_null(inv);
    for (; *texts != NULL; texts++)
        if (!inventory_add(inv, *texts, *texts, BASE_TEXT_IN(why)))
            fail_msg("%s", why);
    return inv;
}

static const char *
origin(const struct inventory_target *t)
{
    static char text[INVENTORY_ORIGIN_MAX];
    struct base_text out;

    base_text_init(&out, text, sizeof text);
    inventory_target_origin(t, &out);
    return text;
}

static void
test_order_and_groups(void **state)
{
    struct inventory *inv = with(NULL, (const char *[]){ "b", "a:8057", "c", NULL });
    const struct inventory_target *t;

    (void)state;
    assert_int_equal(inventory_count(inv), 7);
    t = inventory_at(inv, 0);
    assert_string_equal(t->host, "b");
    assert_string_equal(origin(t), "b");
    assert_int_equal(t->profile->id, BASE_PROFILE_EDGE_PSOM);
    assert_true(t->fallback);
    assert_false(t->port_named);
    assert_int_not_equal(t->group, 0);
    assert_int_equal(inventory_at(inv, 2)->group, t->group);
    t = inventory_at(inv, 3);
    assert_string_equal(t->host, "a");
    assert_int_equal(inventory_group_size(inv, t), 1); /* until another port of it is named */
    assert_true(t->port_named && !t->profile_named);
    t = inventory_at(inv, 6);
    assert_string_equal(t->host, "c");
    assert_int_equal(t->port, 8061);
    assert_int_not_equal(t->group, inventory_at(inv, 0)->group);
    assert_null(t->product);
    assert_null(t->pool);
    assert_null(inventory_at(inv, 7));
    inventory_free(inv);
}

static void
test_duplicates(void **state)
{
    struct inventory *inv =
        with(NULL, (const char *[]){ "Edge01:8057", "edge01.:8057/edge-psom", "edge01:8057/mtls",
                                     "2001:db8::1/edge-psom", "[2001:DB8:0::1]:8057",
                                     "10.0.0.0/31:8057", "10.0.0.1-10.0.0.2:8057", NULL });

    (void)state;
    assert_int_equal(inventory_count(inv), 6);
    assert_int_equal(inventory_folded(inv), 3);
    assert_string_equal(origin(inventory_at(inv, 0)), "Edge01:8057");
    inventory_free(inv);
}

/* A port asked for by name stays so, whichever came first; its group is the bare host's. */
static void
test_named_and_bare(void **state)
{
    static const char *const both[][3] = { { "edge01", "edge01:8057", NULL },
                                           { "edge01:8057", "edge01", NULL } };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct inventory *inv = with(NULL, both[i]);

        assert_int_equal(inventory_count(inv), 3);
        assert_int_equal(inventory_folded(inv), 1);
        assert_int_equal(inventory_at(inv, 0)->port, 8057);
        assert_true(inventory_at(inv, 0)->port_named);
        assert_false(inventory_at(inv, 1)->port_named);
        assert_int_not_equal(inventory_at(inv, 0)->group, 0);
        assert_int_equal(inventory_at(inv, 0)->group, inventory_at(inv, 2)->group);
        assert_int_equal(inventory_group_size(inv, inventory_at(inv, 1)), 3);
        inventory_free(inv);
    }
}

/* One host, one group, in whatever parts it was asked for. */
static void
test_one_group(void **state)
{
    static const char *const parts[][4] = { { "a", "x", "a/fe-psom", NULL },
                                            { "a/fe-psom", "x", "a", NULL } };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct inventory *inv = with(NULL, parts[i]);
        const struct inventory_target *first = inventory_at(inv, 0);

        for (size_t k = 0; k < inventory_count(inv); k++) {
            const struct inventory_target *t = inventory_at(inv, k);

            assert_int_equal(inventory_group_size(inv, t), 3);
            assert_int_equal(t->group == first->group, t->host == first->host);
        }
        assert_true(inventory_add(inv, "a:443", "argument", BASE_TEXT_IN(why)));
        assert_int_equal(inventory_group_size(inv, inventory_at(inv, inventory_count(inv) - 1)), 0);
        assert_true(
            inventory_add(inv, "a/edge-psom", "argument", BASE_TEXT_IN(why))); /* now named */
        assert_int_equal(inventory_group_size(inv, first), 3);
        assert_true(inventory_at(inv, i == 0 ? 0 : 5)->profile_named);
        inventory_free(inv);
    }
}

/* --ports, ports in any order of lines: 8057 is what 8060 and 8061 say it is, unless it was said.
 */
static void
test_named_ports_wait_for_each_other(void **state)
{
    const struct inventory_options ports = { .ports = { { 8061, 443, 8057 }, 3 } };
    struct inventory *inv = with(&ports, (const char *[]){ "a", NULL });

    (void)state;
    assert_int_equal(inventory_group_size(inv, inventory_at(inv, 0)), 2);
    assert_int_equal(inventory_group_size(inv, inventory_at(inv, 1)), 0); /* 443 tells nothing */
    assert_int_equal(inventory_at(inv, 0)->group, inventory_at(inv, 2)->group);
    assert_true(inventory_at(inv, 2)->port_named);
    inventory_free(inv);
    inv = with(NULL, (const char *[]){ "a:8057", "b:8057", "a:8060", "b:8057/edge-psom",
                                       "b:8060/fe-psom", "c:8057/edge-psom", NULL });
    assert_int_equal(inventory_group_size(inv, inventory_at(inv, 0)), 2);
    assert_int_equal(inventory_group_size(inv, inventory_at(inv, 1)), 1);
    assert_true(inventory_at(inv, 1)->profile_named);
    assert_int_equal(inventory_at(inv, 3)->group, 0);
    assert_int_equal(inventory_at(inv, 4)->group, 0);
    inventory_free(inv);
}

static void
test_limit(void **state)
{
    const struct inventory_options o = { .max_targets = 4 };
    struct inventory *inv = inventory_new(&o);

    (void)state;
    assert_true(inventory_add(inv, "a", "argument", BASE_TEXT_IN(why)));
    assert_true(inventory_add(inv, "a", "argument", BASE_TEXT_IN(why)));
    assert_true(inventory_add(inv, "b:1", "argument", BASE_TEXT_IN(why)));
    assert_true(
        inventory_add(inv, "b:1", "argument", BASE_TEXT_IN(why))); /* a duplicate always fits */
    assert_false(inventory_add(inv, "c:1", "argument", BASE_TEXT_IN(why)));
    assert_string_equal(why, "'c:1': more than the limit of 4 targets; name fewer or raise "
                             "--max-targets");
    assert_false(inventory_add(inv, "10.0.0.0/31", "argument", BASE_TEXT_IN(why)));
    assert_string_equal(why, "'10.0.0.0/31': 2 addresses on 3 ports are more than the limit of 4 "
                             "targets; name fewer or raise --max-targets");
    assert_int_equal(inventory_count(inv), 4);
    inventory_free(inv);
}

/* Chunks, both tables and the fold over many; targets do not move. */
static void
test_many(void **state)
{
    struct inventory *inv = inventory_new(NULL);
    const struct inventory_target *first;
    char text[64];

    (void)state;
    assert_true(inventory_add(inv, "host-0.contoso.com", "argument", BASE_TEXT_IN(why)));
    first = inventory_at(inv, 0);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < 20000; i++) {
            (void)snprintf(text, sizeof text, "host-%d.contoso.com", i);
            assert_true(inventory_add(inv, text, "argument", BASE_TEXT_IN(why)));
        }
    assert_int_equal(inventory_count(inv), 60000);
    assert_int_equal(inventory_folded(inv), 60003);
    assert_ptr_equal(inventory_at(inv, 0), first);
    for (size_t i = 0; i < 60000; i++) {
        (void)snprintf(text, sizeof text, "host-%zu.contoso.com", i / 3);
        assert_string_equal(inventory_at(inv, i)->host, text);
        assert_ptr_equal(inventory_at(inv, i)->host, inventory_at(inv, i - i % 3)->host);
    }
    inventory_free(inv);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_groups),
        cmocka_unit_test(test_duplicates),
        cmocka_unit_test(test_named_and_bare),
        cmocka_unit_test(test_one_group),
        cmocka_unit_test(test_named_ports_wait_for_each_other),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
