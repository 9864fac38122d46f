/* SPDX-License-Identifier: MIT */
/* What the tests of assess share: certificates of testcerts, targets, results of a probe. */
#ifndef TESTS_ASSESS_FIXTURE_H
#define TESTS_ASSESS_FIXTURE_H

#include <cmocka_prelude.h>

#include <assess/assess.h>

#include <stdio.h>
#include <string.h>

#include "gather/hosts.h"

#define FIXTURE_AT_S 1769904000 /* 2026-02-01 */

/* A file of testcerts' scenarios; the bytes of the last eight calls stay. */
static inline struct base_slice
fixture_file(const char *name)
{
    static uint8_t kept[8][65536];
    static unsigned turn;
    char path[1024];
    uint8_t *at = kept[turn++ % 8];
    FILE *f;
    size_t n;

    (void)snprintf(path, sizeof path, "%s/%s", SCENARIOS, name);
    f = fopen(path, "rb");
    assert_non_null(f);
    n = fread(at, 1, sizeof kept[0], f);
    assert_in_range(n, 1, sizeof kept[0] - 1);
    (void)fclose(f);
    return (struct base_slice){ at, n };
}

static inline struct certcheck_object
fixture_certificate(const char *name)
{
    return (struct certcheck_object){ .kind = CERTCHECK_KIND_CERTIFICATE,
                                      .der = fixture_file(name) };
}

static inline struct inventory *
fixture_targets(const char *const *words)
{
    struct inventory *inv = inventory_new(NULL);
    char why[BASE_WHY_MAX];

    assert_non_null(inv);
    for (; *words != NULL; words++)
        assert_true(inventory_add(inv, *words, "argument", BASE_TEXT_IN(why)));
    assert_true(inventory_complete(inv));
    return inv;
}

/* The target on that port. */
static inline const struct inventory_target *
fixture_target(const struct inventory *inv, uint16_t port)
{
    for (size_t i = 0; i < inventory_count(inv); i++)
        if (inventory_at(inv, i)->port == port)
            return inventory_at(inv, i);
    fail_msg("no target on %u", port);
    return NULL;
}

static inline struct probe_result
fixture_result(enum probe_class kind)
{
    return (
        struct probe_result){ .address = "192.0.2.1",
                              .error = { .kind = kind, .stage = PROBE_STAGE_CONNECT, .alert = -1 },
                              .timing = { .total_us = 1000 } };
}

/* A TLS server that shows this chain; it is borrowed. */
static inline struct probe_result
fixture_shown(const struct base_slice *chain, size_t n)
{
    struct probe_result r = fixture_result(PROBE_OK);

    r.connected = r.tls = true;
    r.peer_role = PROBE_ROLE_SERVER;
    r.version = 0x0303;
    r.certificates = chain;
    r.certificates_n = n;
    return r;
}

static inline struct assess_member
fixture_member(const struct inventory_target *t, struct probe_result r)
{
    return (struct assess_member){ .target = t, .probe = r };
}

static inline bool
fixture_has(const struct certcheck_finding *f, size_t n, enum certcheck_code code)
{
    for (size_t i = 0; i < n; i++)
        if (f[i].code == code)
            return true;
    return false;
}

#endif
