/* SPDX-License-Identifier: MIT */
/* The input is a file of certificates, in whatever format it looks like. */
#include "fuzz.h"

#include <certcheck/bundle.h>
#include <certcheck/identity.h>

#include <stdlib.h>
#include <string.h>

static void
check(bool ok)
{
    if (!ok)
        abort();
}

static void
check_objects(const struct certcheck_bundle *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct certcheck_facts facts;

        check(b->at[i].kind < CERTCHECK_KINDS);
        if (certcheck_read_as(b->at[i].kind, b->at[i].der, &facts) == CERTCHECK_OK)
            check(facts.der.len > 0);
        else /* what this library wrote itself it can read */
            check(b->at[i].kind != CERTCHECK_KIND_FIELDS);
    }
}

static const char *
answer(void *ctx)
{
    (void)ctx;
    return "x";
}

/* Everything skipped is said. */
static void
check_skipped(const struct certcheck_skipped *skipped)
{
    char text[128];
    struct base_text t;

    base_text_init(&t, text, sizeof text);
    certcheck_skipped_text(skipped, &t);
    check(!t.cut && (t.len > 0) == (skipped->keys + skipped->crls + skipped->others > 0));
}

/* The same file as who we are: a key is found by the bounds of the bundle. */
static void
check_identity(struct base_slice bytes, const struct certcheck_password *password)
{
    struct certcheck_identity id;
    char why[BASE_WHY_MAX];

    if (certcheck_identity_open(bytes, password, &id, BASE_TEXT_IN(why)) != CERTCHECK_OK) {
        check(why[0] != '\0' && id.key.ptr == NULL && id.bundle.n == 0);
        return;
    }
    check(id.key.len > 0 && id.bundle.n > 0);
    certcheck_identity_clear(&id);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The password is given, or asked for. */
    const struct certcheck_password password = { .given = size % 2 == 0 ? "x" : NULL,
                                                 .ask = answer };
    struct certcheck_bundle b;
    char why[BASE_WHY_MAX];

    check_identity((struct base_slice){ data, size }, &password);
    if (certcheck_bundle_open((struct base_slice){ data, size }, &password, &b,
                              BASE_TEXT_IN(why)) != CERTCHECK_OK) {
        check(why[0] != '\0' && b.n == 0);
        return 0;
    }
    check(b.n > 0 || b.mentions_n > 0 || why[0] != '\0');
    check_objects(&b);
    check_skipped(&b.skipped);
    for (size_t i = 0; i < b.mentions_n; i++)
        check(memchr(b.mentions[i].use, 0, CERTCHECK_USE_MAX) != NULL);
    certcheck_bundle_clear(&b);
    return 0;
}
