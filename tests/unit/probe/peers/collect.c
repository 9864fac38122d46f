/* SPDX-License-Identifier: MIT */
#include "collect.h"
#include "peer.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

bool
collect_next(void *ctx, struct probe_target *out)
{
    struct collector *c = ctx;

    if (c->pulled == c->n)
        return false;
    *out = c->targets[c->pulled];
    out->tag = &c->each[c->pulled++];
    return true;
}

void
collect_done(void *ctx, const struct probe_target *target, const struct probe_result *r)
{
    struct collector *c = ctx;
    struct collected *to = target->tag;

    to->result = *r;
    to->times++;
    to->order = ++c->ended;
    if (r->certificates_n > 0 && r->certificates[0].len <= sizeof to->leaf) {
        to->leaf_len = r->certificates[0].len;
        memcpy(to->leaf, r->certificates[0].ptr, to->leaf_len);
    }
    if (c->ended == c->stop_after)
        probe_stop(c->probe);
}

void
collect_run(struct collector *c, const struct probe_options *o)
{
    char why[PROBE_TEXT_MAX] = "";

    c->each = calloc(c->n, sizeof *c->each);
    assert_non_null(c->each);
    c->probe = probe_new(o, BASE_TEXT_IN(why));
    assert_string_equal(why, "");
    assert_non_null(c->probe);
    probe_run(c->probe, collect_next, collect_done, c);
    probe_free(c->probe);
    for (size_t i = 0; i < c->pulled; i++)
        assert_int_equal(c->each[i].times, 1);
}

struct collected *
collect(const struct probe_options *o, const struct probe_target *targets, size_t n)
{
    struct collector c = { .targets = targets, .n = n };

    collect_run(&c, o);
    assert_int_equal(c.pulled, n);
    return c.each;
}

struct collected
collect_one(const struct probe_options *o, const char *host, uint16_t port, bool reversed)
{
    struct probe_target t = { .host = host, .port = port, .reversed = reversed };
    struct collected *all = collect(o, &t, 1), one = all[0];

    free(all);
    return one;
}

const int versions[VERSIONS] = { TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION };

/* What is expected to have spoken: plaintext ends with TLS 1.2. */
enum probe_engine
engine_for(enum probe_engine asked, int version)
{
    if (asked != PROBE_ENGINE_AUTO)
        return asked;
    return version == TLS1_3_VERSION ? PROBE_ENGINE_OPENSSL : PROBE_ENGINE_HELLO;
}

struct probe_options
test_options(void)
{
    struct probe_options o;

    probe_options_init(&o);
    o.timeout_ms = 30000; /* for slow machines and valgrind: nothing waits so long */
    o.listen_first_ms = 5000;
    o.retries = 0;
    return o;
}

void
expect_chain(const struct collected *c, enum probe_role role)
{
    size_t len;
    const unsigned char *leaf = peer_leaf(&len);

    assert_string_equal(c->result.error.text, "");
    assert_int_equal(c->result.error.kind, PROBE_OK);
    assert_true(c->result.tls);
    assert_true(c->result.connected);
    assert_int_equal(c->result.peer_role, role);
    assert_int_equal(c->result.certificates_n, PEER_CHAIN);
    assert_int_equal(c->leaf_len, len);
    assert_memory_equal(c->leaf, leaf, len);
    assert_false(c->result.chain_cut);
    assert_true(c->result.timing.connect_us >= 0 && c->result.timing.tls_us >= 0);
    assert_true(c->result.timing.total_us >= c->result.timing.tls_us);
}

struct collected
against(peer_fn *fn, struct peer_tls tls, bool reversed, const struct probe_options *o)
{
    struct peer p = { .fn = fn, .tls = tls };
    struct collected c;

    assert_true(peer_start(&p, "127.0.0.1"));
    c = collect_one(o, "127.0.0.1", p.port, reversed);
    peer_stop(&p);
    assert_int_equal(p.accepted, (int)c.result.attempts);
    return c;
}

static int
setup(void **state)
{
    (void)state;
    peer_setup();
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    peer_teardown();
    return 0;
}

int
test_main(int argc, char **argv, const struct CMUnitTest *tests, size_t n)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return _cmocka_run_group_tests("probe", tests, n, setup, teardown);
}
