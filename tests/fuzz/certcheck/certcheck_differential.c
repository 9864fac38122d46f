/* SPDX-License-Identifier: MIT */
/* Our facts against OpenSSL's reading, over whatever the fuzzer makes. */
#include "differential.h"
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

void
differ(const char *what, const char *detail)
{
    fprintf(stderr, "%s%s%s\n", what, detail == NULL ? "" : ": ", detail == NULL ? "" : detail);
    abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)compare_certificate((struct base_slice){ data, size });
    return 0;
}
