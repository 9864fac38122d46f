/* SPDX-License-Identifier: MIT */
/* The input is a .reg file: read in one piece and in many it says the same. */
#include "fuzz.h"

#include <machine/reg_text.h>

#include <stdlib.h>
#include <string.h>

static void
check(bool ok)
{
    if (!ok)
        abort();
}

static bool
read_in(size_t piece, struct base_slice file, struct machine_registry *r)
{
    static struct machine_reg_text t;
    bool ok = true;

    machine_reg_text_begin(&t, r);
    for (size_t n; ok && file.len > 0; file.ptr += n, file.len -= n) {
        n = file.len < piece ? file.len : piece;
        ok = machine_reg_text_feed(&t, (struct base_slice){ file.ptr, n });
    }
    ok = ok && machine_reg_text_end(&t);
    check(ok == (t.wrong == NULL));
    return ok;
}

static void
check_same(const struct machine_registry *a, const struct machine_registry *b)
{
    for (unsigned k = 0; k < MACHINE_KEYS; k++) {
        const struct machine_key_state *x = &a->key[k], *y = &b->key[k];

        check(x->there == y->there && x->n == y->n);
        for (size_t i = 0; i < x->n; i++) {
            check(strcmp(x->values[i].name, y->values[i].name) == 0);
            check(base_slice_eq(x->values[i].data, y->values[i].data));
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct machine_registry whole = { 0 }, pieces = { 0 };
    struct base_slice file = { data, size };
    bool ok = read_in(size + 1, file, &whole);

    check(read_in(3, file, &pieces) == ok);
    check_same(&whole, &pieces);
    machine_registry_clear(&whole);
    machine_registry_clear(&pieces);
    return 0;
}
