/* SPDX-License-Identifier: MIT */
/* Certificates made by recipes, as a pool in several orders, and what is judged of the first. */
#ifndef TESTS_SCENE_H
#define TESTS_SCENE_H

#include <certcheck/path.h>

#include <base/text.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judged.h"

#define POOL 5000
#define S BASE_USAGE_SERVER_AUTH
#define C BASE_USAGE_CLIENT_AUTH

struct scene {
    struct made certs[POOL];
    struct certcheck_candidate pool[POOL];
    size_t n;
    struct certcheck_policy policy;
    struct certcheck_judgement j;
    enum certcheck_status status;
    unsigned calls; /* of verify */
};

static inline struct scene *
scene_new(void)
{
    struct scene *s = calloc(1, sizeof *s);

    assert_non_null(s);
    s->policy = (struct certcheck_policy){ .required = S | C, .trust = true, .now_s = JUDGED_NOW };
    return s;
}

static inline void
scene_free(struct scene *s)
{
    for (size_t i = 0; i < s->n; i++)
        recipe_free(&s->certs[i]);
    free(s);
}

/* The first one is the leaf. */
static inline void
add(struct scene *s, enum certcheck_source source, const struct recipe *r)
{
    assert_true(s->n < POOL);
    recipe_make(&s->certs[s->n], r);
    s->pool[s->n] =
        (struct certcheck_candidate){ .facts = &s->certs[s->n].facts, .source = source };
    s->n++;
}

enum order { AS_GIVEN, REVERSED, SORTED, ORDERS };

static inline void
evaluate(struct scene *s, enum order order)
{
    static struct certcheck_candidate pool[POOL];
    struct certcheck_pool p = { .at = pool, .n = s->n, .sorted = order == SORTED };

    for (size_t i = 0; i < s->n; i++)
        pool[i] = s->pool[order == REVERSED ? s->n - 1 - i : i];
    if (p.sorted)
        qsort(pool, s->n, sizeof pool[0], certcheck_candidate_order);
    s->calls = 0;
    s->status = certcheck_evaluate(&s->policy, &s->pool[0], &p, recipe_verify, &s->calls, &s->j);
}

/* "0 3 2: ready ...": indexes of the path's certificates as added, then the text. */
static inline const char *
outcome(const struct scene *s, char *out, size_t cap)
{
    struct base_text t;
    char text[400];

    base_text_init(&t, out, cap);
    for (size_t i = 0; i < s->j.path.n; i++) {
        for (size_t k = 0; k < s->n; k++)
            if (s->j.path.at[i].facts == &s->certs[k].facts)
                base_text_u64(&t, k);
        base_text_byte(&t, i + 1 < s->j.path.n ? ' ' : ':');
    }
    base_text_byte(&t, ' ');
    base_text_str(&t, judged_text(&s->j, text, sizeof text));
    return out;
}

/* The same outcome whatever the order of the pool; every signature at most once. */
static inline void
expect(struct scene *s, size_t row, const char *want)
{
    char got[600];

    for (int o = 0; o < ORDERS; o++) {
        evaluate(s, (enum order)o);
        if (strcmp(outcome(s, got, sizeof got), want) != 0)
            fail_msg("row %zu, order %d: %s", row, o, got);
        assert_true(s->calls <= CERTCHECK_SIGNATURES_MAX);
    }
}

#define PEER CERTCHECK_SOURCE_PEER
#define FILE_ CERTCHECK_SOURCE_FILE
#define TRUST CERTCHECK_SOURCE_TRUST
#define LEAF                                                                                       \
    {                                                                                              \
        PEER,                                                                                      \
        {                                                                                          \
            .subject = "leaf", .issuer = "ca", .eku = "S C"                                        \
        }                                                                                          \
    }
#define CA(...)                                                                                    \
    {                                                                                              \
        PEER,                                                                                      \
        {                                                                                          \
            .subject = "ca", .bc = "ca", __VA_ARGS__                                               \
        }                                                                                          \
    }
#define ROOT                                                                                       \
    {                                                                                              \
        TRUST,                                                                                     \
        {                                                                                          \
            .subject = "root", .bc = "ca"                                                          \
        }                                                                                          \
    }

/* n CAs of the issuer's name, every one with a key of its own; good is the index
 * of the one that signed, key identifiers as asked for. */
static inline struct scene *
twins(unsigned n, unsigned good, bool ids)
{
    struct scene *s = scene_new();
    char key[16];

    (void)snprintf(key, sizeof key, "key%u", good);
    add(s, PEER,
        &(struct recipe){ .subject = "leaf",
                          .issuer = "ca",
                          .signer = key,
                          .aki = ids ? key : NULL,
                          .eku = "S C" });
    for (unsigned i = 0; i < n; i++) {
        (void)snprintf(key, sizeof key, "key%u", i);
        add(s, PEER,
            &(struct recipe){ .subject = "ca",
                              .issuer = "root",
                              .key = key,
                              .ski = ids ? key : NULL,
                              .bc = "ca" });
    }
    add(s, TRUST, &(struct recipe){ .subject = "root", .bc = "ca" });
    return s;
}

#endif
