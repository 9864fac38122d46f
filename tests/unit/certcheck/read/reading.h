/* SPDX-License-Identifier: MIT */
/* One reader of files by itself: what it needs around it, and what it found. */
#ifndef UNIT_CERTCHECK_READING_H
#define UNIT_CERTCHECK_READING_H

#include "read/pkcs/pbe.h"
#include "read/read.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_prelude.h"

#include "bytes.h"

struct reading {
    struct reader r;
    struct certcheck_bundle bundle;
    char why[BASE_WHY_MAX];
    struct base_text text;
    uint8_t *copy; /* of what is read: so that a sanitizer sees what is read beyond it */
};

/* A structure within a container counts as what it is called; shapes are bundle.c's affair. */
static inline enum certcheck_status
reading_der(struct reader *r, struct base_slice der, enum certcheck_kind fallback)
{
    return read_add(r, fallback, der);
}

static inline void
reading_begin(struct reading *x)
{
    *x = (struct reading){ .r = { .work_ns = PBE_WORK_MAX_NS, .der = reading_der } };
    x->r.out = &x->bundle;
    x->r.why = &x->text;
    base_text_init(&x->text, x->why, sizeof x->why);
}

static inline void
reading_end(struct reading *x)
{
    certcheck_bundle_clear(&x->bundle);
    free(x->copy);
    x->copy = NULL;
}

/* Begin, and read the octets with one reader. */
static inline enum certcheck_status
reading_of(struct reading *x, enum certcheck_status (*read)(struct reader *, struct base_slice),
           struct base_slice bytes)
{
    reading_begin(x);
    x->copy = malloc(bytes.len + 1);
    assert_non_null(x->copy);
    if (bytes.len > 0)
        memcpy(x->copy, bytes.ptr, bytes.len);
    return read(&x->r, (struct base_slice){ x->copy, bytes.len });
}

#endif
