/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool
next(void *ctx, struct probe_target *out)
{
    struct collector *c = ctx;

    if (c->pulled == c->n)
        return false;
    *out = c->targets[c->pulled];
    out->tag = &c->each[c->pulled++];
    return true;
}

static void
done(void *ctx, const struct probe_target *target, const struct probe_result *r)
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
    c->probe = probe_new(o, why);
    assert_string_equal(why, "");
    assert_non_null(c->probe);
    probe_run(c->probe, next, done, c);
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
