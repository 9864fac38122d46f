/* SPDX-License-Identifier: MIT */
/* The input is a topology. */
#include "inventory_check.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct inventory *inv = fuzz_inventory();
    char why[BASE_WHY_MAX] = "";

    if (!inventory_add_topology(inv, (struct base_slice){ bytes, len }, "file", BASE_TEXT_IN(why)))
        check_text(why);
    check_inventory(inv);
    inventory_free(inv);
    return 0;
}
