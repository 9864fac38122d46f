/* SPDX-License-Identifier: MIT */
/* Memory: how much a target costs, and that any allocation may fail. */
#include <inventory/inventory.h>

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static size_t live, peak, calls, fail_at; /* fail_at 0: never */

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);

static bool
fails(void)
{
    return ++calls == fail_at;
}

static void *
counted(void *p)
{
    live += p == NULL ? 0 : malloc_usable_size(p);
    peak = live > peak ? live : peak;
    return p;
}

void *
__wrap_malloc(size_t n)
{
    return fails() ? NULL : counted(__real_malloc(n));
}

void *
__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : counted(__real_calloc(n, size));
}

void *
__wrap_realloc(void *p, size_t n)
{
    size_t was = p == NULL ? 0 : malloc_usable_size(p);
    void *q = fails() ? NULL : __real_realloc(p, n);

    live -= q == NULL ? 0 : was;
    return counted(q);
}

void
__wrap_free(void *p)
{
    live -= p == NULL ? 0 : malloc_usable_size(p);
    __real_free(p);
}

static bool
load(struct inventory *inv, int from, int to)
{
    char text[64], origin[64], why[BASE_WHY_MAX];

    for (int i = from; i < to; i++) {
        (void)snprintf(text, sizeof text, "host-%06d.region.contoso.com:8057", i);
        (void)snprintf(origin, sizeof origin, "hosts.txt:%d", i);
        if (!inventory_add(inv, text, origin, BASE_TEXT_IN(why)))
            return false;
    }
    return true;
}

#define MANY 100000u

/* Of the 64 MiB for 100,000 targets from a file a sixth stays with the list, each a host of its
 * own; a quarter for a moment, while it is read and put in order. */
static void
test_cost(void **state)
{
    static char text[MANY * 40];
    char why[BASE_WHY_MAX];
    struct inventory *inv;
    size_t n = 0;

    (void)state;
    for (unsigned i = 0; i < MANY; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "host-%06u.region.contoso.com:8057\n", i);
    fail_at = live = peak = 0;
    inv = inventory_new(NULL);
    assert_non_null(inv);
    assert_true(inventory_add_list(inv, (struct base_slice){ (const uint8_t *)text, n },
                                   "/srv/inventory/hosts.txt", BASE_TEXT_IN(why)));
    assert_true(inventory_complete(inv));
    assert_true(inventory_shuffle(inv));
    print_message("%u targets: %zu bytes each, at the peak %zu\n", MANY, live / MANY, peak / MANY);
    assert_true(live < 100u * MANY);
    assert_true(peak < 168u * MANY);
    assert_true(
        inventory_add(inv, "host-000007.region.contoso.com:8057", "again", BASE_TEXT_IN(why)));
    assert_int_equal(inventory_folded(inv), 1); /* and it is known still */
    inventory_free(inv);
    assert_int_equal(live, 0);
}

/* Each way in, with its n-th allocation failing: false with a reason, nothing lost, or true. */
typedef bool way_in(struct inventory *inv, struct base_text *why);

static bool
by_argument(struct inventory *inv, struct base_text *why)
{
    if (load(inv, 0, 3000))
        return true;
    base_text_str(why, "seen by load");
    return false;
}

static bool
by_list(struct inventory *inv, struct base_text *why)
{
    return inventory_add_list_file(inv, FIXTURES "/lists/get-csservice.txt", why) &&
           inventory_add_list_file(inv, FIXTURES "/lists/get-cscomputer-utf16.txt", why);
}

static bool
by_topology(struct inventory *inv, struct base_text *why)
{
    return inventory_add_topology_file(inv, FIXTURES "/topologies/sfb2015-custom.xml", why) &&
           inventory_add_topology_file(inv, FIXTURES "/topologies/docitemset.xml", why) &&
           inventory_add_topology_file(inv, FIXTURES "/topologies/contoso.tbxml", why);
}

static bool
and_shuffled(struct inventory *inv, struct base_text *why)
{
    bool ok = inventory_add(inv, "10.0.0.0/28", "argument", why) && inventory_complete(inv) &&
              inventory_shuffle(inv);

    if (!ok)
        base_text_str(why, "no memory");
    return ok;
}

static void
fail_each(way_in *way)
{
    size_t want = 0, n = 0;
    bool done = false;

    while (!done) {
        char why[BASE_WHY_MAX] = "";
        struct inventory *inv;

        calls = 0;
        fail_at = n++; /* first none, to know the result */
        inv = inventory_new(NULL);
        done = inv != NULL && way(inv, BASE_TEXT_IN(why));
        want = want == 0 ? inventory_count(inv) : want;
        if (inv != NULL && !done) {
            assert_true(why[0] != '\0');
            fail_at = 0;
            assert_true(way(inv, BASE_TEXT_IN(why))); /* the list is whole: the rest can be added */
        }
        assert_true(inv == NULL || inventory_count(inv) == want);
        done = done && n > 1;
        inventory_free(inv);
        assert_int_equal(live, 0);
        assert_true(n < 2000);
    }
    fail_at = 0;
    assert_true(n > 3);
}

static void
test_faults(void **state)
{
    (void)state;
    live = 0;
    fail_each(by_argument);
    fail_each(by_list);
    fail_each(by_topology);
    fail_each(and_shuffled);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cost),
        cmocka_unit_test(test_faults),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
