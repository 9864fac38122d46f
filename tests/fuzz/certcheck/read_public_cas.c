/* SPDX-License-Identifier: MIT */
/* The input is a table of public CAs (--public-cas). */
#include "fuzz.h"

#include <base/text.h>
#include <certcheck/public_cas.h>

#include <stdlib.h>

/* Every root is found again by its hash, with its own owner, and the roots ascend. */
static void
check(const struct certcheck_public_cas *cas)
{
    for (size_t i = 0; i < cas->roots_n; i++) {
        const struct certcheck_public_root *root = &cas->roots[i];

        if (root->owner >= cas->owners_n ||
            certcheck_public_cas_of_root(cas, root->sha256) != &cas->owners[root->owner] ||
            certcheck_public_renewal(&cas->owners[root->owner]).anchor != CERTCHECK_ANCHOR_PUBLIC)
            abort();
    }
    if (cas->roots_n == 0 || cas->as_of_s == CERTCHECK_NO_DATE)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct certcheck_public_cas cas;
    char line[200];
    struct base_text why;

    base_text_init(&why, line, sizeof line);
    if (certcheck_public_cas_read((struct base_slice){ data, size }, &cas, &why) == CERTCHECK_OK) {
        check(&cas);
        certcheck_public_cas_free(&cas);
    } else if (line[0] == '\0') {
        abort();
    }
    return 0;
}
