/* SPDX-License-Identifier: MIT */
/* Shards, the scattered order, fallback ports, keys. */
#include "dump.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char why[BASE_WHY_MAX];

static struct inventory *
with(const char *const *texts)
{
    struct inventory *inv = inventory_new(NULL);

    assert_non_null(inv);
    for (; *texts != NULL; texts++)
        if (!inventory_add(inv, *texts, "argument", BASE_TEXT_IN(why)))
            fail_msg("%s", why);
    return inv;
}

static void
test_key(void **state)
{
    struct inventory *inv = with((const char *[]){ "[2001:DB8::1]:443/mtls", NULL });
    char key[INVENTORY_TEXT_MAX];
    struct base_text t;

    (void)state;
    base_text_init(&t, key, sizeof key);
    inventory_target_key(inventory_at(inv, 0), &t);
    assert_string_equal(key, "[2001:db8::1]:443/mtls");
    inventory_free(inv);
}

/* These numbers may never change: shards of different versions would overlap. */
static void
test_stable_shards(void **state)
{
    static const uint32_t want[] = { 285, 896, 181, 626, 626, 626 };
    struct inventory *inv = with((const char *[]){ "edge01.contoso.com:8057", "10.0.0.1:8060",
                                                   "[2001:db8::1]:443/mtls", "fe01", NULL });

    (void)state;
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        assert_int_equal(inventory_shard(inventory_at(inv, i), 1000), want[i]);
    assert_int_equal(inventory_shard(inventory_at(inv, 0), 1), 0);
    assert_int_equal(inventory_shard(inventory_at(inv, 0), 0), 0);
    inventory_free(inv);
}

static void
test_balanced_shards(void **state)
{
    static const char *const inputs[] = { "10.0.0.0/19:8057", "10.0.0.0/19" };

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct inventory *inv = with((const char *[]){ inputs[k], NULL });
        size_t n = inventory_count(inv);

        for (uint32_t shards = 2; shards <= 16; shards *= 2) {
            size_t load[16] = { 0 };

            for (size_t i = 0; i < n; i++)
                load[inventory_shard(inventory_at(inv, i), shards)]++;
            for (uint32_t s = 0; s < shards; s++)
                assert_in_range(load[s], n / shards * 8 / 10, n / shards * 12 / 10);
        }
        for (size_t i = 0; k == 1 && i < n; i++) /* ports of a bare host stay together */
            assert_int_equal(inventory_shard(inventory_at(inv, i), 7),
                             inventory_shard(inventory_at(inv, i / 3 * 3), 7));
        inventory_free(inv);
    }
}

/* Is a host hit twice in a row although another one has targets left? */
static void
check_turns(const struct inventory *inv)
{
    size_t n = inventory_count(inv), last = n;

    while (last > 1 && inventory_at(inv, last - 1)->host == inventory_at(inv, last - 2)->host)
        last--;
    for (size_t i = 1; i < last; i++) /* from last on there is one host alone */
        assert_ptr_not_equal(inventory_at(inv, i)->host, inventory_at(inv, i - 1)->host);
}

static int
by_address(const void *a, const void *b)
{
    const void *const *x = a, *const *y = b;

    return (*x > *y) - (*x < *y);
}

static void
test_shuffle(void **state)
{
    struct inventory *inv = with(
        (const char *[]){ "10.0.0.0/24", "fe01:1", "fe02:1", "fe02:2", "fe02:3", "fe02:4", NULL });
    size_t n = inventory_count(inv);
    const void **was = calloc(n, sizeof *was), **is = calloc(n, sizeof *is);

    (void)state;
    assert_non_null(was);
    assert_non_null(is);
    for (size_t i = 0; i < n; i++)
        was[i] = inventory_at(inv, i);
    assert_true(inventory_shuffle(inv));
    check_turns(inv);
    for (size_t i = 0; i < n; i++)
        is[i] = inventory_at(inv, i);
    assert_true(inventory_shuffle(inv)); /* deterministic, and again the same */
    for (size_t i = 0; i < n; i++)
        assert_ptr_equal(inventory_at(inv, i), is[i]);
    assert_true(memcmp(was, is, n * sizeof *is) != 0);
    qsort(was, n, sizeof *was, by_address);
    qsort(is, n, sizeof *is, by_address);
    assert_memory_equal(was, is, n * sizeof *is); /* each exactly once */
    assert_true(inventory_add(inv, "late:1", "argument", BASE_TEXT_IN(why)));
    assert_string_equal(inventory_at(inv, n)->host, "late");
    assert_null(inventory_at(inv, n + 1));
    free(was);
    free(is);
    inventory_free(inv);
}

static void
test_shuffle_uneven(void **state)
{
    (void)state;
    for (unsigned hosts = 1; hosts < 200; hosts += 9) {
        struct inventory *inv = inventory_new(NULL);
        char text[32];

        assert_non_null(inv);
        for (unsigned h = 0; h < hosts; h++)
            for (unsigned port = 1; port <= 1 + h * h % 13; port++) {
                (void)snprintf(text, sizeof text, "h%u:%u", h, port);
                assert_true(inventory_add(inv, text, "argument", BASE_TEXT_IN(why)));
            }
        assert_true(inventory_shuffle(inv));
        check_turns(inv);
        inventory_free(inv);
    }
}

/* Whoever is compared is in one shard. */
static void
test_pools_stay_together(void **state)
{
    static const char csv[] = "Fqdn,Pool,Port\n"
                              "edge01,edgepool,8057\nedge02,edgepool,8057\nedge03,edgepool,8057\n"
                              "edge04,EdgePool,9057\nedge04,,8060\nedge04,second,8057\n"
                              "other,,8057\n";
    struct inventory *inv = inventory_new(NULL);
    uint32_t shard;

    (void)state;
    assert_true(inventory_add_list(inv, base_slice_str(csv), "csv", BASE_TEXT_IN(why)));
    assert_true(inventory_complete(inv));
    shard = inventory_shard(inventory_at(inv, 0), 1000);
    for (size_t i = 1; i < 6; i++) { /* a host is in one pool */
        assert_int_equal(inventory_shard(inventory_at(inv, i), 1000), shard);
        assert_string_equal(inventory_at(inv, i)->pool, "edgepool");
    }
    assert_int_not_equal(inventory_shard(inventory_at(inv, 6), 1000), shard);
    assert_null(inventory_at(inv, 6)->pool);
    inventory_free(inv);
}

/* Results of a pool wait in memory too: its machines are neighbours. */
static void
test_pools_near(void **state)
{
    struct inventory *inv = inventory_new(NULL);
    size_t at[1000][2], seen[1000] = { 0 };
    struct base_slice csv;
    char *text = malloc(100000);
    int n = 0;

    (void)state;
    n += snprintf(text, 100000, "Fqdn,Pool,Port\n");
    for (int i = 0; i < 2000; i++) /* in two halves: what a list has together proves nothing */
        n += snprintf(text + n, 100000 - (size_t)n, "m%d,pool%d,8057\n", i, i % 1000);
    csv = (struct base_slice){ (const uint8_t *)text, (size_t)n };
    assert_true(inventory_add_list(inv, csv, "csv", BASE_TEXT_IN(why)));
    assert_true(inventory_shuffle(inv));
    for (size_t i = 0; i < 2000; i++) {
        size_t pool = (size_t)strtoul(inventory_at(inv, i)->pool + 4, NULL, 10);

        at[pool][seen[pool]++] = i;
    }
    for (size_t pool = 0; pool < 1000; pool++)
        assert_int_equal(at[pool][1] - at[pool][0], 1);
    free(text);
    inventory_free(inv);
}

/* Results of a group wait for each other in memory: not for long, however long the list. */
static void
test_groups_near(void **state)
{
    struct inventory *inv = with((const char *[]){ "10.0.0.0/19", NULL });
    size_t n = inventory_count(inv), waiting = 0, most = 0;
    uint8_t *seen = calloc(n + 1, 1);

    (void)state;
    assert_non_null(seen);
    assert_true(inventory_shuffle(inv));
    for (size_t i = 0; i < n; i++) {
        const struct inventory_target *t = inventory_at(inv, i);

        waiting += seen[t->group] == 0;
        waiting -= ++seen[t->group] == inventory_group_size(inv, t);
        most = waiting > most ? waiting : most;
    }
    assert_int_equal(waiting, 0);
    assert_true(most < 200);
    free(seen);
    inventory_free(inv);
}

static void
test_fallbacks(void **state)
{
    static const struct {
        const char *text;
        uint16_t want[INVENTORY_FALLBACKS_MAX];
    } rows[] = {
        { "e:8057", { 4443, 5061, 5062 } },
        { "e:5061/edge-psom", { 4443, 5062 } },
        { "f:8060", { 5061, 444, 443, 4443 } },
        { "f:443/fe-psom", { 5061, 444, 4443 } },
        { "s:443", { 0 } },
        { "a:5070/trusted-app", { 0 } },
        { "e:4443/edge-replication", { 0 } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct inventory *inv = with((const char *[]){ rows[i].text, NULL });
        uint16_t got[INVENTORY_FALLBACKS_MAX] = { 0 };

        assert_int_equal(inventory_fallback_ports(inventory_at(inv, 0), got) > 0,
                         rows[i].want[0] != 0);
        assert_memory_equal(got, rows[i].want, sizeof got);
        assert_int_equal(inventory_at(inv, 0)->fallback, rows[i].want[0] != 0);
        inventory_free(inv);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key),
        cmocka_unit_test(test_stable_shards),
        cmocka_unit_test(test_balanced_shards),
        cmocka_unit_test(test_shuffle),
        cmocka_unit_test(test_shuffle_uneven),
        cmocka_unit_test(test_pools_stay_together),
        cmocka_unit_test(test_pools_near),
        cmocka_unit_test(test_groups_near),
        cmocka_unit_test(test_fallbacks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
