/* SPDX-License-Identifier: MIT */
/* Many targets at once: slots, rate, stopping. */
#include "collect.h"
#include "peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
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
    o.rate = 10;
    last = peer_clock_ms();
    all = collect(&o, targets, 20);
    last = peer_clock_ms() - last;
    peer_stop(&p);
    for (size_t i = 0; i < 20; i++) {
        expect_chain(&all[i], PROBE_ROLE_SERVER);
        assert_true(all[i].result.timing.total_us < 1000000); /* waiting is not counted */
    }
    assert_in_range(last, 1000, 20000); /* 19 of them 100 ms apart, but for the burst */
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
        interrupted += c.each[i].result.error.kind == PROBE_INTERRUPTED;
    assert_int_equal(interrupted, c.pulled - 1);
    free(c.each);
}

/* ---- shortage ---- */

/* Leave so many descriptors to this process. */
static void
leave_descriptors(unsigned n)
{
    struct rlimit few;
    int fd = dup(0);

    assert_true(fd >= 0);
    (void)close(fd);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &few), 0);
    few.rlim_cur = (rlim_t)fd + n;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
}

struct shortage {
    struct collector c;
    unsigned left;
};

/* The first pull finds the run made and the descriptors still there. */
static bool
next_when_short(void *ctx, struct probe_target *out)
{
    struct shortage *s = ctx;

    if (s->c.pulled == 0)
        leave_descriptors(s->left);
    return collect_next(&s->c, out);
}

/* In a process of its own, so that peers and other tests keep theirs. */
static int
run_short_of(unsigned left, const struct probe_options *o, const struct probe_target *targets,
             size_t n, enum probe_class want)
{
    struct shortage s = { .c = { .targets = targets, .n = n }, .left = left };
    char why[PROBE_TEXT_MAX];
    int status, wrong = 0;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid > 0) {
        assert_int_equal(waitpid(pid, &status, 0), pid);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    s.c.each = calloc(n, sizeof *s.c.each);
    s.c.probe = probe_new(o, BASE_TEXT_IN(why));
    if (s.c.each == NULL || s.c.probe == NULL)
        _exit(99);
    probe_run(s.c.probe, next_when_short, collect_done, &s.c);
    for (size_t i = 0; i < n; i++)
        wrong += s.c.each[i].times != 1 || s.c.each[i].result.error.kind != want;
    _exit(wrong);
}

/* Fewer descriptors than connections wanted: all get theirs in turn. */
static void
few_descriptors(void **state)
{
    struct peer p = { .fn = slow_server };
    struct probe_options o = test_options();
    struct probe_target targets[40];

    (void)state;
    assert_true(peer_start(&p, "127.0.0.1"));
    for (size_t i = 0; i < 40; i++)
        targets[i] = (struct probe_target){ .host = "127.0.0.1", .port = p.port };
    o.per_host = 0;
    o.engine = PROBE_ENGINE_HELLO;
    assert_int_equal(run_short_of(6, &o, targets, 40, PROBE_OK), 0);
    peer_stop(&p);
    assert_int_equal(p.accepted, 40);
}

static void
no_descriptors(void **state)
{
    struct probe_options o = test_options();
    const struct probe_target target = { .host = "127.0.0.1", .port = 1 };
    int64_t began = peer_clock_ms();

    (void)state;
    o.timeout_ms = 400;
    assert_int_equal(run_short_of(0, &o, &target, 1, PROBE_RESOURCE), 0);
    assert_in_range(peer_clock_ms() - began, 400, 3000);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(per_host),          cmocka_unit_test(rate),
        cmocka_unit_test(many_of_all_kinds), cmocka_unit_test(stop_in_flight),
        cmocka_unit_test(few_descriptors),   cmocka_unit_test(no_descriptors),
    };

    return test_main(argc, argv, tests, sizeof tests / sizeof *tests);
}
