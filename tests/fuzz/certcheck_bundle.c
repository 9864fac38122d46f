/* SPDX-License-Identifier: MIT */
/* A file's bytes to certificates, whatever the format. */
#include "certcheck_check.h"

#include <certcheck/bundle.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct certcheck_bundle b;
    struct certcheck_facts f;
    char why[CERTCHECK_WHY_MAX];
    enum certcheck_status status =
        certcheck_bundle_read((struct base_slice){ data, size }, &b, why);
    struct base_text t = { .buf = why, .cap = sizeof why, .len = strlen(why), .cut = true };

    check_text(&t);
    must(status == CERTCHECK_OK || (b.n == 0 && t.len > 0));
    must(b.n > 0 || b.mentions_n > 0 || t.len > 0);
    for (size_t i = 0; i < b.n; i++)
        if (certcheck_read_as(b.at[i].kind, b.at[i].der, &f) == CERTCHECK_OK)
            check_slices(&f, b.at[i].der);
    certcheck_bundle_clear(&b);
    return 0;
}
