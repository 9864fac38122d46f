/* SPDX-License-Identifier: MIT */
/* Whole runs against ports of loopback on which nothing listens. */
#include "fixture.h"

#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

struct told {
    struct assess *run;
    size_t results, ended, closed;
    enum certcheck_verdict verdict;
    enum probe_class error;
    bool stop;
};

static void
on_result(void *ctx, const struct assess_result *r)
{
    struct told *t = ctx;

    t->results++;
    t->verdict = r->verdict;
    t->error = r->error == NULL ? PROBE_OK : r->error->kind;
    if (t->stop)
        assess_stop(t->run);
}

static void
on_ended(void *ctx, size_t done)
{
    struct told *t = ctx;

    t->ended++;
    assert_in_range(done, 1, 8);
}

static void
on_closed(void *ctx)
{
    ((struct told *)ctx)->closed++;
}

/* Bound, so that nobody else gets it, and not listening. */
static int
closed_port(uint16_t *port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&a, len) == 0 &&
                getsockname(fd, (struct sockaddr *)&a, &len) == 0);
    *port = ntohs(a.sin_port);
    return fd;
}

static void
run_on(struct told *t, unsigned copies, const bool *left_out, unsigned concurrency)
{
    const struct assess_events events = {
        .ctx = t, .result = on_result, .ended = on_ended, .closed = on_closed
    };
    static struct assess_store store;
    char words[4][64], line[256];
    const char *all[5] = { NULL };
    int fds[4];
    struct assess_options o;
    struct inventory *targets;
    struct base_text why;

    for (unsigned i = 0; i < copies; i++) {
        uint16_t port;

        fds[i] = closed_port(&port);
        (void)snprintf(words[i], sizeof words[i], "127.0.0.1:%u/tls-server", port);
        all[i] = words[i];
    }
    targets = fixture_targets(all);
    base_text_init(&why, line, sizeof line);
    assess_options_init(&o);
    o.policy.at_s = FIXTURE_AT_S;
    o.probe.retries = 0;
    o.probe.concurrency = concurrency;
    assert_true(assess_store_init(&store));
    t->run = assess_new(&o, &store, &events, &why);
    assert_non_null(t->run);
    assert_non_null(assess_loop(t->run));
    assert_true(assess_run(t->run, targets, left_out, &why));
    assert_int_equal(t->closed, 1);
    assert_int_equal(why.len, 0);
    assess_free(t->run);
    assess_store_clear(&store);
    inventory_free(targets);
    for (unsigned i = 0; i < copies; i++)
        (void)close(fds[i]);
}

static void
test_each_target_has_one_result(void **state)
{
    struct told t = { .results = 0 };

    (void)state;
    run_on(&t, 3, NULL, 8);
    assert_int_equal(t.results, 3);
    assert_int_equal(t.ended, 3);
    assert_int_equal(t.verdict, CERTCHECK_UNREACHABLE);
    assert_int_equal(t.error, PROBE_REFUSED);
}

static void
test_what_is_left_out_is_not_probed(void **state)
{
    const bool left_out[3] = { true, false, true };
    struct told t = { .results = 0 };

    (void)state;
    run_on(&t, 3, left_out, 8);
    assert_int_equal(t.results, 1);
}

static void
test_a_stop_leaves_a_result_that_says_so(void **state)
{
    struct told t = { .stop = true };

    (void)state;
    run_on(&t, 4, NULL, 1);
    assert_in_range(t.results, 2, 4);
    assert_int_equal(t.verdict, CERTCHECK_UNREACHABLE);
    assert_int_equal(t.error, PROBE_INTERRUPTED);
}

static void
test_what_cannot_be_begun_says_why(void **state)
{
    static struct assess_store store;
    const struct assess_events events = { .result = on_result };
    struct assess_options o;
    char line[256];
    struct base_text why;

    (void)state;
    base_text_init(&why, line, sizeof line);
    assess_options_init(&o);
    o.probe.cert_file = "/nonexistent/cert.pem";
    assert_true(assess_store_init(&store));
    assert_null(assess_new(&o, &store, &events, &why));
    assert_non_null(strstr(line, "/nonexistent/cert.pem"));
    assess_store_clear(&store);
    assess_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_target_has_one_result),
        cmocka_unit_test(test_what_is_left_out_is_not_probed),
        cmocka_unit_test(test_a_stop_leaves_a_result_that_says_so),
        cmocka_unit_test(test_what_cannot_be_begun_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
