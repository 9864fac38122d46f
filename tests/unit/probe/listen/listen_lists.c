/* SPDX-License-Identifier: MIT */
/* The lists of peers: in the order of their last step, and by address. */
#include "listen/listener.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
expect(const struct listen_list *l, struct listen_peer *const *want, unsigned n)
{
    const struct listen_peer *g = l->first, *before = NULL;

    assert_int_equal(l->n, n);
    for (unsigned i = 0; i < n; i++) {
        assert_ptr_equal(g, want[i]);
        assert_ptr_equal(g->prev, before);
        before = g;
        g = g->next;
    }
    assert_null(g);
    assert_ptr_equal(l->last, before);
}

static void
keeps_the_order(void **state)
{
    struct listen_list l = { 0 };
    struct listen_peer a = { 0 }, b = { 0 }, c = { 0 };

    (void)state;
    expect(&l, NULL, 0);
    listen_list_add(&l, &a);
    listen_list_add(&l, &b);
    listen_list_add(&l, &c);
    expect(&l, (struct listen_peer *[]){ &a, &b, &c }, 3);
    listen_list_remove(&l, &b);
    expect(&l, (struct listen_peer *[]){ &a, &c }, 2);
    listen_list_remove(&l, &a);
    listen_list_add(&l, &a); /* it stepped forward */
    expect(&l, (struct listen_peer *[]){ &c, &a }, 2);
    listen_list_remove(&l, &a);
    listen_list_remove(&l, &c);
    expect(&l, NULL, 0);
}

static struct listen_peer
from(const char *text, uint64_t stepped_us)
{
    struct listen_peer g = { .stepped_us = stepped_us };

    assert_true(probe_address_parse(text, &g.peer));
    return g;
}

/* How many there are of this address, and when the oldest stepped forward; 0: there is none. */
static unsigned
oldest(const struct probe_listener *listening, const char *text, uint64_t *stepped_us)
{
    struct probe_address a;
    const struct listen_peer *g;
    unsigned n;

    assert_true(probe_address_parse(text, &a));
    g = listen_address_oldest(listening, &a, &n);
    *stepped_us = g == NULL ? 0 : g->stepped_us;
    return n;
}

static void
finds_those_of_an_address(void **state)
{
    static struct probe_listener listening;
    struct listen_peer peers[] = { from("192.0.2.1", 30),  from("192.0.2.1", 10),
                                   from("192.0.2.2", 5),   from("2001:db8::1", 40),
                                   from("2001:db8::2", 7), from("2001:db8:0:1::1", 3) };
    uint64_t us;

    (void)state;
    for (size_t i = 0; i < 6; i++)
        listen_address_add(&listening, &peers[i]);
    assert_int_equal(oldest(&listening, "192.0.2.1", &us), 2);
    assert_int_equal(us, 10);
    assert_int_equal(oldest(&listening, "192.0.2.2", &us), 1);
    assert_int_equal(oldest(&listening, "192.0.2.3", &us), 0);
    assert_int_equal(us, 0);
    assert_int_equal(oldest(&listening, "2001:db8::ffff", &us), 2); /* a /64 is one peer */
    assert_int_equal(us, 7);
    assert_int_equal(oldest(&listening, "2001:db8:0:1::9", &us), 1);
    listen_address_remove(&peers[1]);
    assert_int_equal(oldest(&listening, "192.0.2.1", &us), 1);
    assert_int_equal(us, 30);
    listen_address_remove(&peers[0]);
    assert_int_equal(oldest(&listening, "192.0.2.1", &us), 0);
}

/* More of them than there are buckets. */
static void
tells_many_apart(void **state)
{
    static struct probe_listener listening;
    static struct listen_peer peers[3 * LISTEN_BUCKETS];
    uint64_t us;

    (void)state;
    for (unsigned i = 0; i < 3 * LISTEN_BUCKETS; i++) {
        peers[i] = from("10.0.0.0", i + 1);
        peers[i].peer.ip[2] = (uint8_t)(i >> 8);
        peers[i].peer.ip[3] = (uint8_t)i;
        listen_address_add(&listening, &peers[i]);
    }
    assert_int_equal(oldest(&listening, "10.0.2.3", &us), 1);
    assert_int_equal(us, 2 * 256 + 3 + 1);
    for (unsigned i = 0; i < 3 * LISTEN_BUCKETS; i++)
        listen_address_remove(&peers[i]);
    for (unsigned i = 0; i < LISTEN_BUCKETS; i++)
        assert_null(listening.by_address[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_order),
        cmocka_unit_test(finds_those_of_an_address),
        cmocka_unit_test(tells_many_apart),
    };

    return cmocka_run_group_tests_name("listen_lists", tests, NULL, NULL);
}
