/* SPDX-License-Identifier: MIT */
/* Many targets at once: slots, rate, stopping. */
#include "collect.h"
#include "peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static void
slow_server(struct peer *p, int fd)
{
    (void)usleep(20000); /* so that connections would overlap if they could */
    peer_tls_server(p, fd);
}

static void
per_host(void **state)
{
    struct peer p = { .fn = slow_server };
    struct probe_options o = test_options();
    struct probe_target targets[24];
    struct collected *all;

    (void)state;
    assert_true(peer_start(&p, "127.0.0.1"));
    for (size_t i = 0; i < 24; i++)
        targets[i] = (struct probe_target){ .host = "127.0.0.1", .port = p.port };
    o.per_host = 3;
    all = collect(&o, targets, 24);
    peer_stop(&p);
    for (size_t i = 0; i < 24; i++)
        expect_chain(&all[i], PROBE_ROLE_SERVER);
    assert_in_range(p.busiest, 1, 6); /* three, and three that are closing */
    assert_int_equal(p.accepted, 24);
    free(all);
}

static void
rate(void **state)
{
    struct peer p = { .fn = peer_tls_server };
    struct probe_options o = test_options();
    struct probe_target targets[20];
    struct collected *all;
    int64_t last = 0;

    (void)state;
    assert_true(peer_start(&p, "127.0.0.1"));
    for (size_t i = 0; i < 20; i++)
        targets[i] = (struct probe_target){ .host = "127.0.0.1", .port = p.port };
    o.per_host = 0;
    o.rate = 50;
    last = peer_clock_ms();
    all = collect(&o, targets, 20);
    last = peer_clock_ms() - last;
    peer_stop(&p);
    for (size_t i = 0; i < 20; i++) {
        expect_chain(&all[i], PROBE_ROLE_SERVER);
        assert_true(all[i].result.timing.total_us < 200000); /* waiting is not counted */
    }
    assert_in_range(last, 300, 5000); /* 19 of them 20 ms apart, but for the burst */
    free(all);
}

static void
many_of_all_kinds(void **state)
{
    struct peer peers[] = { { .fn = peer_tls_server },
                            { .fn = peer_silent },
                            { .fn = peer_close },
                            { .fn = peer_tls_client } };
    struct probe_options o = test_options();
    struct probe_target targets[120];
    struct collected *all;

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_true(peer_start(&peers[i], "127.0.0.1"));
    for (size_t i = 0; i < 120; i++)
        targets[i] = (struct probe_target){ .host = "127.0.0.1",
                                            .port = peers[i % 4].port,
                                            .reversed = i % 8 > 3 };
    o.per_host = 0;
    o.concurrency = 50;
    o.timeout_ms = 5000;
    o.listen_first_ms = 100;
    all = collect(&o, targets, 120);
    for (size_t i = 0; i < 4; i++)
        peer_stop(&peers[i]);
    for (size_t i = 0; i < 120; i++)
        if (i % 4 == 0 || i % 4 == 3)
            expect_chain(&all[i], i % 4 == 0 ? PROBE_ROLE_SERVER : PROBE_ROLE_CLIENT);
        else
            assert_int_equal(all[i].result.certificates_n, 0);
    free(all);
}

/* Stopping in flight: every pulled target ends at once, the others are not pulled. */
static void
stop_in_flight(void **state)
{
    struct peer good = { .fn = peer_tls_server }, mute = { .fn = peer_silent };
    struct probe_options o = test_options();
    struct probe_target targets[60];
    struct collector c = { .targets = targets, .n = 60, .stop_after = 1 };
    unsigned interrupted = 0;
    int64_t began;

    (void)state;
    assert_true(peer_start(&good, "127.0.0.1") && peer_start(&mute, "127.0.0.1"));
    for (size_t i = 0; i < 60; i++)
        targets[i] = (struct probe_target){ .host = "127.0.0.1", .port = mute.port };
    targets[5].port = good.port;
    o.per_host = 8;
    o.concurrency = 20;
    began = peer_clock_ms();
    collect_run(&c, &o);
    assert_in_range(peer_clock_ms() - began, 0, 2000);
    peer_stop(&good);
    peer_stop(&mute);
    expect_chain(&c.each[5], PROBE_ROLE_SERVER);
    for (size_t i = 0; i < c.pulled; i++)
        interrupted += c.each[i].result.error.class == PROBE_INTERRUPTED;
    assert_int_equal(interrupted, c.pulled - 1);
    free(c.each);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(per_host),
        cmocka_unit_test(rate),
        cmocka_unit_test(many_of_all_kinds),
        cmocka_unit_test(stop_in_flight),
    };

    return test_main(argc, argv, tests, sizeof tests / sizeof *tests);
}
